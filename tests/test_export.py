"""The record and its JSON come back as they went; the text for people shows all there is and nothing that steers."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import pytest
from codings import TEXT, coding, span
from hypothesis import given
from hypothesis import strategies as st

from countermove.errors import InputError
from countermove.export import dates_line, from_record, places_line, to_json, to_jsonl, to_record, to_text
from countermove.export.explain import to_explanation
from countermove.export.picture import to_svg
from countermove.export.summary import moves_table
from countermove.export.text import draw, letters
from countermove.records import (
    Article,
    Candidate,
    Coding,
    DateMention,
    Event,
    Identity,
    Magnitude,
    Party,
    Place,
    Precision,
    Problem,
    Span,
    Status,
)

# --- any coding -------------------------------------------------------------------------------------

#: Any text at all, also with half a surrogate pair in it.
texts = st.text(st.characters(), max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
for record, strategy in ((str, texts), (float, numbers)):
    st.register_type_strategy(record, strategy)
st.register_type_strategy(Span, st.builds(Span, st.integers(0, 99), st.integers(0, 99)))
codings = st.builds(Coding)


def kept(whole: Coding) -> Coding:
    """The coding without what its record leaves out."""
    ident = whole.article.id
    return replace(
        whole,
        actors=tuple(replace(a, identity=replace(a.identity, candidates=())) for a in whole.actors),
        statements=tuple(
            replace(s, speaker=s.speaker and _kept(s.speaker), addressee=s.addressee and _kept(s.addressee))
            for s in whole.statements
        ),
        events=tuple(
            replace(e, article=ident, actor=tuple(map(_kept, e.actor)), recipient=tuple(map(_kept, e.recipient)))
            for e in whole.events
        ),
        problems=tuple(replace(p, article=ident) for p in whole.problems),
        places=(),
        dates=(),
        candidates=(),
    )


def _kept(party: Party) -> Party:
    return replace(party, identity=replace(party.identity, sectors=party.identity.sectors[:1], candidates=()))


@given(codings)
def test_a_record_comes_back_as_the_coding(whole: Coding):
    assert from_record(to_record(whole)) == kept(whole)


@given(codings)
def test_json_and_jsonl_hold_the_record(whole: Coding):
    for written in (to_json(whole), to_jsonl(whole)):
        assert json.loads(written.encode("utf-8")) == to_record(whole)
    assert "\n" not in to_jsonl(whole)
    assert to_record(from_record(json.loads(to_jsonl(whole)))) == to_record(whole)


@given(codings)
def test_keys_stand_in_the_same_order_in_every_record(whole: Coding):
    record = to_record(whole)
    assert list(record) == ["article", "coder", "actors", "statements", "events", "reactions", "problems"]
    for name in ("actors", "statements", "events"):
        assert len({tuple(item) for item in record[name]}) <= 1


# --- one coding, to the letter ----------------------------------------------------------------------


def test_the_record_is_the_documented_one():
    record = to_record(coding())
    assert record["reactions"] == [{"event": "e000000000002", "to": "e000000000001", "cue": [57, 75]}]
    assert record["events"][0] == {
        "id": "e000000000001", "type": "MOBILIZE", "mode": "weapons", "quad": 4, "score": -6.5, "contexts": [],
        "status": "occurred",
        "actor": [{"entity": "NOR", "code": "NOR", "sector": "GOV", "name": "Norway", "role": None, "person": None,
                   "span": [0, 6]}],
        "recipient": [],
        "place": [{"name": "Narvik", "span": [28, 34], "country": "NOR", "geonameid": 3144987, "lat": 68.43,
                   "lon": 17.42, "precision": "city"}],
        "date": {"value": "2031-03-10", "end": None, "precision": "day", "basis": "text", "span": [38, 44]},
        "trigger": [7, 11], "sentence": [0, 76], "statement": None, "claimed_by": None, "denied_by": ["NOR"],
        "magnitude": [{"quantity": 2, "unit": "frigates", "span": [12, 24]}], "confidence": 0.75,
        "reason": {"rule": "mobilize.sent", "words": [[7, 11]]},
    }  # fmt: skip
    assert list(record["statements"][0]) == [
        "id", "speaker", "cue", "content", "kind", "stance", "addressee", "medium", "date", "within", "sentence",
    ]  # fmt: skip


def test_whole_numbers_are_written_whole():
    assert '"quantity": 2,' in to_jsonl(coding())
    half = replace(coding().events[0], magnitude=(Magnitude(2.5, "tonnes", Span(0, 1)),))
    assert '"quantity": 2.5,' in to_jsonl(replace(coding(), events=(half,)))


def test_half_a_character_pair_is_escaped_so_that_utf8_can_hold_it():
    broken = replace(coding(), article=Article("a1", "half \ud83d here"))
    assert json.loads(to_jsonl(broken).encode("utf-8"))["article"]["text"] == "half \ud83d here"


@pytest.mark.parametrize("wrong", [{}, {"article": 3}, {**to_record(coding()), "events": [{"id": "e1"}]}])
def test_what_is_no_record_is_the_users_mistake(wrong: dict[str, object]):
    with pytest.raises(InputError, match="no Countermove record"):
        from_record(wrong)


def test_a_status_nobody_knows_is_the_users_mistake():
    record = to_record(coding())
    record["events"][0]["status"] = "rumoured"
    with pytest.raises(InputError, match="rumoured"):
        from_record(record)


def test_places_and_dates_lines_are_what_the_scorers_read():
    place = Place("Narvik", Span(28, 34), "NOR", 3144987, 68.43, 17.42, "city")
    whole = replace(coding(), places=(place,), dates=(DateMention(Span(38, 44), "2031-03", None, Precision.MONTH),))
    assert json.loads(places_line(whole)) == {
        "id": "a1",
        "places": [
            {"name": "Narvik", "span": [28, 34], "country": "NOR", "geonameid": 3144987, "lat": 68.43, "lon": 17.42,
             "precision": "city"}
        ],
    }  # fmt: skip
    assert json.loads(dates_line(whole)) == {
        "id": "a1",
        "dates": [{"span": [38, 44], "value": "2031-03", "end": None, "precision": "month"}],
    }


# --- text for people --------------------------------------------------------------------------------

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_text_marks_acts_by_number_and_speakers_by_letter():
    text = to_text(coding(), width=200)
    assert "Norway sent[1] two frigates" in text
    assert "Irina Belova[a] said" in text
    assert "3 acts, 1 statement, 1 reaction" in text
    assert "[2] Russia RUS ACCUSE answers [1] Norway NOR MOBILIZE  “condemned the move”" in text


def test_each_act_has_a_row_with_all_that_is_known_of_it():
    rows = [line for line in to_text(coding(), width=140).splitlines() if re.match(r"\d  ", line)]
    assert [row.split() for row in rows] == [
        ["1", "Norway", "NOR", "MOBILIZE", "weapons", "occurred", "Narvik", "(NOR)", "2031-03-10", "denied", "by",
         "NOR"],
        ["2", "Russia", "RUS", "ACCUSE", "disapprove", "Norway", "NOR", "occurred", "~2031-03-11", "RUS", "[a]"],
        ["3", "Norway", "NOR", "CONSULT", "planned"],
    ]  # fmt: skip


def test_two_acts_in_one_word_share_its_mark():
    first, second, third = coding().events
    text = to_text(replace(coding(), events=(first, replace(second, trigger=first.trigger), third)))
    assert "Norway sent[1,2] two" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_asked_for(width: int):
    for color in (False, True):
        assert (
            max(len(line) for line in ANSI.sub("", to_text(coding(), width=width, color=color)).splitlines()) <= width
        )


def test_colour_is_all_that_colour_changes():
    colored = to_text(coding(), color=True)
    assert "\x1b[" in colored
    bare = [line.rstrip() for line in ANSI.sub("", colored).splitlines()]
    assert bare == to_text(coding(), color=False).splitlines()


def test_the_surroundings_change_nothing(monkeypatch: pytest.MonkeyPatch):
    before = to_text(coding())
    for variable, value in (("COLUMNS", "40"), ("FORCE_COLOR", "1"), ("TERM", "dumb"), ("TTY_COMPATIBLE", "1")):
        monkeypatch.setenv(variable, value)
    assert to_text(coding()) == before


def test_a_text_cannot_steer_the_terminal():
    nasty = TEXT.replace("Norway sent", "\x1b]0;owned\x07 sent")
    whole = replace(coding(), article=replace(coding().article, text=nasty, title="\x1b[2J", outlet="\x9b2J"))
    for text in (to_text(whole), to_explanation(whole)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_markup_in_a_text_is_text():
    whole = Coding(Article("a1", "[bold]Oslo[/bold] :smile: said", "[red]x[/]"), coding().coder)
    assert "[bold]Oslo[/bold] :smile: said" in to_text(whole)
    assert "[red]x[/]" in to_text(whole)


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_are_line_ends(ends: str):
    whole = Coding(Article("a1", f"One.{ends}Two."), coding().coder)
    assert "One.\nTwo." in to_text(whole)


def test_a_report_without_anything_says_so():
    whole = Coding(Article("a1", "It rained."), coding().coder, problems=(Problem("language", "not English"),))
    text = to_text(whole)
    assert "no acts, no statements, no reactions" in text
    assert "! language: not English" in text


@given(st.builds(Coding, article=st.builds(Article, text=st.text(min_size=99, max_size=120)), reactions=st.just(())))
def test_any_coding_can_be_drawn(whole: Coding):
    events = tuple(replace(event, quad=1 + event.quad % 4) for event in whole.events)
    statements = tuple(replace(s, content=s.content or (Span(0, 1),)) for s in whole.statements)
    drawn = to_text(replace(whole, events=events, statements=statements))
    assert drawn.endswith("\n")


def test_letters_go_on_after_z():
    assert letters(28)[25:] == ["z", "aa", "ab"]
    assert len(set(letters(1000))) == 1000


def test_a_picture_is_one_document_that_asks_no_server():
    picture = to_svg(coding())
    assert picture.startswith("<svg")
    assert "https://" not in picture.replace("https://www.textualize.io", "")
    assert "MOBILIZE" in picture
    assert picture == to_svg(coding())


# --- why ---------------------------------------------------------------------------------------------


def test_explanation_gives_rule_words_and_what_was_turned_down():
    sentence = coding().statements[0].sentence
    rejected = (
        Candidate("ACCUSE.answer", span("answers"), sentence, "nobody is named"),
        Candidate("REJECT.answer", span("answers"), sentence, f"'A V {{{'|'.join(['letter'] * 20)}}}' does not fit"),
        Candidate("REJECT.answer", span("answers"), sentence, "another reason"),
    )
    text = to_explanation(replace(coding(), candidates=rejected), width=200)
    assert "rule: mobilize.sent, by “sent”" in text
    assert "on the word of: RUS, by “said”" in text
    assert "date: 2031-03-11, the day of publication" in text
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index("- “answers”")
    assert lines[at + 1 : at + 3] == [
        "no ACCUSE.answer: nobody is named",
        "no REJECT.answer: 'A V {letter|letter|letter|letter|letter|…}' does not fit (and 1 more)",
    ]


def test_an_event_can_be_asked_for_by_the_beginning_of_its_id():
    text = to_explanation(coding(), "e000000000003")
    assert "CONSULT" in text
    assert "MOBILIZE" not in text
    assert to_explanation(coding(), "eff") == ""


def test_other_identities_a_name_could_have_are_told():
    unsure = Party(Identity("COG", "Congo", candidates=("COD",)), span("Oslo"))
    whole = replace(coding(), events=(replace(coding().events[2], actor=(unsure,)),))
    assert "it could also be COD" in to_explanation(whole)


# --- several reports ---------------------------------------------------------------------------------


def test_moves_bring_equal_rows_of_several_reports_together():
    other = replace(coding(), article=replace(coding().article, id="a2"))
    later = replace(coding().events[0], status=Status.DENIED)
    third = replace(coding(), article=replace(coding().article, id="a3"), events=(later,))
    lines = draw(moves_table([coding(), other, third]), width=120).splitlines()[2:]
    assert [line.split() for line in lines] == [
        ["2031-03-10", "NOR", "MOBILIZE", "weapons", "denied", "a3"],
        ["2031-03-10", "NOR", "MOBILIZE", "weapons", "occurred", "a1,", "a2"],
        ["2031-03-11", "RUS", "ACCUSE", "disapprove", "NOR", "occurred", "a1,", "a2"],
    ]


def test_every_field_of_an_event_is_in_its_record():
    assert {f.name for f in fields(Event)} - {"article"} == set(to_record(coding())["events"][0])
