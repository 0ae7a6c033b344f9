"""On whose word an act stands and who denies it: the case files claims_*.txt, read by the whole line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import stored_parses

from countermove import text as cleaning
from countermove.claims import Voice, claims_of
from countermove.coding import code, load_knowledge
from countermove.export import claims_line, from_record, to_record, to_text
from countermove.export.claims import to_claims
from countermove.records import Article, BlockKind, Coding, Event, Span, Stance, Status

DENIALS = list(stored_parses.cases("claims_denials.txt"))
DOUBT = list(stored_parses.cases("claims_doubt.txt"))
Read = Callable[[str], Coding]


@pytest.fixture(scope="module")
def read() -> Read:
    parse, knowledge = stored_parses.load(), load_knowledge()
    return lambda text: code(Article("case", text, language="en", published="2031-03-11"), parse, knowledge)


def _quoted(coding: Coding, span: Span) -> str:
    return coding.article.text[span.start : span.end]


# --- denials ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "line", "text", "notes"), DENIALS, ids=[f"{f}:{n}" for f, n, _, _ in DENIALS])
def test_who_denies_what(read: Read, file: str, line: int, text: str, notes: list[str]):
    coding = read(text)
    denied = [e for e in coding.events if e.denied_by and e.status is not Status.DENIED]
    found = [_denied(coding, e) for e in denied] or ["= none"]
    assert sorted([*found, *_answers(coding)]) == sorted(notes), text


def _denied(coding: Coding, event: Event) -> str:
    by = ", ".join(event.denied_by)
    return f"= {event.type} {_quoted(coding, event.trigger)} | {event.claimed_by or '-'} | {by}"


def _answers(coding: Coding) -> list[str]:
    types = {e.id: e.type for e in coding.events}
    return [
        f"> {_quoted(coding, r.cue)}" for r in coding.reactions if (types[r.event], types[r.to]) == ("REJECT", "ACCUSE")
    ]


def test_every_denial_is_of_an_event_and_says_by_whom(read: Read):
    for _, _, text, _ in DENIALS:
        coding = read(text)
        events = {e.id: e for e in coding.events}
        for denial in coding.denials:
            assert denial.by.identity.entity in (None, *events[denial.event].denied_by)
            assert denial.answer is None or denial.answer in events
            assert denial.answer != denial.event
            assert _quoted(coding, denial.words).strip()


# --- in whose voice ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "line", "text", "notes"), DOUBT, ids=[f"{f}:{n}" for f, n, _, _ in DOUBT])
def test_in_whose_voice(read: Read, file: str, line: int, text: str, notes: list[str]):
    coding = read(text)
    assert [f"= {e.type} {_quoted(coding, e.trigger)} : {_voice(coding, e)}" for e in coding.events] == notes


def _voice(coding: Coding, event: Event) -> str:
    statement = next((s for s in coding.statements if s.id == event.statement), None)
    if statement is None:
        return "outlet"
    word = f"word of {event.claimed_by or 'somebody'}"
    if statement.speaker is not None:
        return word
    cue = _quoted(coding, statement.cue.span) if statement.cue else ""
    content = " ".join(f"[{_quoted(coding, c)}]" for c in statement.content)
    return f"doubt <{cue}> {content}" + (f", {word}" if event.claimed_by else "")


def test_an_act_in_doubt_is_read_once(read: Read):
    for _, _, text, _ in DOUBT:
        coding = read(text)
        assert len({s.id for s in coding.statements}) == len(coding.statements), text
        assert [s.content[0].start for s in coding.statements] == sorted(s.content[0].start for s in coding.statements)


# --- claims -----------------------------------------------------------------------------------------


def _standings(coding: Coding, *, settled: bool = False) -> list[tuple[str, str, int, int]]:
    return [
        (_quoted(coding, c.event.trigger), c.standing.value, len(c.said), len(c.denied))
        for c in claims_of(coding, settled=settled)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations.",
            [("shelling", "contested", 1, 1)],  # the accusation is told with the act
        ),
        (
            "Kenya blamed Somalia for the raid. Somalia denied any role in the raid.",
            [("blamed", "contested", 1, 1)],  # the raid is no act of the report's: the accusation stands for it
        ),
        (
            "Armenian forces shelled a village on Monday. Armenia said it did not shell the village.",
            [("shelled", "contested", 0, 1)],  # the denial is told with what it denies
        ),
        ("Iraq said the Iranian army had shelled the town.", [("shelled", "claimed", 1, 0)]),
        ("Reuters said that the Iranian army had reportedly shelled the town.", [("shelled", "claimed", 2, 0)]),
        ("The Iranian army reportedly shelled the town.", [("shelled", "doubted", 1, 0)]),
        ("The alleged attack on the Kenyan embassy took place on Monday.", [("attack", "doubted", 1, 0)]),
        ("The Iranian army shelled the town.", []),
    ],
)
def test_claims(read: Read, text: str, expected: list[tuple[str, str, int, int]]):
    assert _standings(read(text)) == expected


def test_settled_acts_are_listed_when_asked_for(read: Read):
    text = "Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations."
    coding = read(text)
    listed = claims_of(coding, settled=True)
    assert [c.event for c in listed] == list(coding.events)
    assert _standings(read("The Iranian army shelled the town."), settled=True) == [("shelled", "settled", 0, 0)]


def test_a_voice_has_its_words_and_speaker(read: Read):
    coding = read("Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations.")
    (claim,) = claims_of(coding)
    (says,), (denies,) = claim.said, claim.denied
    assert says.speaker is not None
    assert denies.speaker is not None
    assert (says.speaker.identity.entity, says.stance) == ("UKR", Stance.ACCUSE)
    assert (denies.speaker.identity.entity, denies.stance) == ("RUS", Stance.DENY)
    assert [_quoted(coding, w) for w in says.words] == ["of shelling the town of Avdiivka"]
    assert [_quoted(coding, w) for w in denies.words] == ["denied the allegations"]
    assert denies.cue is not None
    assert _quoted(coding, denies.cue.span) == "denied"


def test_claims_of_a_coding_read_from_its_record_name_the_same_deniers(read: Read):
    for _, _, text, _ in DENIALS:
        coding = read(text)
        again = from_record(to_record(coding))
        deniers = {c.event.id: {_name(v) for v in c.denied} for c in claims_of(coding) if c.event.denied_by}
        found = {c.event.id: {_name(v) for v in c.denied} for c in claims_of(again)}
        for event, names in deniers.items():
            assert found.get(event, set()) <= names


def _name(voice: Voice) -> str | None:
    return voice.speaker.identity.entity if voice.speaker else None


def test_the_line_for_programs(read: Read):
    text = "Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations."
    line = json.loads(claims_line(read(text)))
    (claim,) = line["claims"]
    assert (line["id"], claim["standing"], claim["type"]) == ("case", "contested", "ASSAULT")
    for voice in (*claim["said"], *claim["denied"]):
        for words in (*voice["words"], voice["cue"]):
            assert text[words["span"][0] : words["span"][1]] == words["text"]
    assert claim["denied"][0]["speaker"]["entity"] == "RUS"
    assert json.loads(claims_line(read("The Iranian army shelled the town."))) == {"id": "case", "claims": []}


def test_the_text_for_people(read: Read):
    shown = to_claims(read("Ukraine accused Russia of shelling the town of Avdiivka. Moscow denied the allegations."))
    assert "1 contested: Russia RUS ASSAULT heavy-weapons “shelling”" in shown
    assert "said by Ukraine UKR, “accused”: “of shelling the town of Avdiivka” (23-55)" in shown
    assert "denied by Russia RUS, “denied”: “denied the allegations” (57" not in shown
    assert "“denied the allegations” (64-86)" in shown
    nothing = to_claims(read("The Iranian army shelled the town."))
    assert "No act in this report stands on somebody's word" in nothing
    assert "told in the report's own voice" in to_claims(read("The Iranian army shelled the town."), settled=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Iraq said the Iranian army had shelled the town.", r"occurred +IRQ \[a\]"),
        ("Reports said the Iranian army had shelled the town.", r"occurred +Reports +\[a\]"),
        ("The Iranian army reportedly shelled the town.", r"“reportedly”.*\[a\]"),
        ('Russian troops "liberated" the town of Gori.', r"in quotes.*\[a\]"),
        (
            "Armenian forces shelled a village on Monday. Armenia said it did not shell the village.",
            r"denied by ARM \[a\]",
        ),
    ],
)
def test_the_table_of_acts_shows_whose_word_each_stands_on(read: Read, text: str, shown: str):
    table = to_text(read(text), width=160).partition("word of")[2]
    assert re.search(shown, table.partition("who says")[0], re.DOTALL), table


@pytest.mark.model
def test_stored_parses_are_what_the_parser_gives():
    from parses import as_block

    from countermove.parse import load

    parse, stored = load(), stored_parses.load()
    for _, _, text, _ in (*DENIALS, *DOUBT):
        for paragraph in cleaning.prepare(text).paragraphs:
            if paragraph.kind in (BlockKind.BODY, BlockKind.HEADLINE):
                assert stored.blocks[paragraph.text].strip() == as_block(parse([paragraph])).strip(), text
