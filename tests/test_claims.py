"""On whose word an act stands and who denies it: the case files claims_*.txt, read by the whole line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import stored_parses

from countermove import text as cleaning
from countermove.coding import code, load_knowledge
from countermove.records import Article, BlockKind, Coding, Event, Span, Status

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


@pytest.mark.model
def test_stored_parses_are_what_the_parser_gives():
    from parses import as_block

    from countermove.parse import load

    parse, stored = load(), stored_parses.load()
    for _, _, text, _ in (*DENIALS, *DOUBT):
        for paragraph in cleaning.prepare(text).paragraphs:
            if paragraph.kind in (BlockKind.BODY, BlockKind.HEADLINE):
                assert stored.blocks[paragraph.text].strip() == as_block(parse([paragraph])).strip(), text
