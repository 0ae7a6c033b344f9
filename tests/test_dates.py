"""Dates: the case files, the tense of clauses on hand-written parses, and what must hold for any sentence."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import parses
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove import dates
from countermove.dates.almanac import almanac
from countermove.dates.periods import easter, nth_weekday, weekday_near
from countermove.dates.tense import Direction, direction
from countermove.parse import SpacyParser, load, sentence_of
from countermove.records import BlockKind, DateMention, Paragraph, Sentence, Token, spans_of

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[tuple[str, ...]]:
    """The cases of a file: the parts of each line that is no comment."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines if line and not line.startswith("#")]


def flat(text: str) -> tuple[Sentence, ...]:
    """The text as sentences without grammar: words between spaces, all hanging on the first; full stops end one."""
    sentences: list[Sentence] = []
    tokens: list[Token] = []
    for at in re.finditer(r"\S+", text):
        word = at[0]
        tag = "DT" if word.lower() in ("the", "that") else "NNP" if word[0].isupper() else "NN"
        tokens.append(Token(len(tokens), word, word.lower(), tag, "dep", 0, *at.span()))
        if word == ".":
            sentences.append(sentence_of(tokens, len(sentences)))
            tokens = []
    return (*sentences, sentence_of(tokens, len(sentences))) if tokens else tuple(sentences)


@cache
def parser() -> SpacyParser:
    return load()


def parsed(text: str) -> tuple[Sentence, ...]:
    return parser()([Paragraph(text, range(len(text) + 1), BlockKind.BODY, 0)])


def shown(text: str, mentions: tuple[DateMention, ...]) -> str:
    """The mentions as a case line writes them."""
    lines = [
        f"{text[m.span.start : m.span.end]} = {m.value}" + (f"/{m.end} {m.precision.value}" if m.end else "")
        for m in mentions
    ]
    return "; ".join(lines) or "-"


def known(day: str) -> str | None:
    return None if day == "-" else day


@pytest.mark.parametrize(("published", "text", "expected"), cases("dates.txt"))
def test_shapes(published: str, text: str, expected: str) -> None:
    assert shown(text, dates.find(flat(text), known(published))) == expected


@pytest.mark.model
@pytest.mark.parametrize(("published", "text", "expected"), cases("dates_in_clauses.txt"))
def test_clauses(published: str, text: str, expected: str) -> None:
    assert shown(text, dates.find(parsed(text), known(published))) == expected


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2016", "16 June 2016", ""])
def test_a_day_of_publication_that_is_none_counts_as_unknown(published: str) -> None:
    assert dates.find(flat("Last week , on Friday , on March 5 and at Christmas nothing is known ."), published) == ()


# --- the calendar -----------------------------------------------------------------------------------


def test_easter() -> None:
    assert [easter(y) for y in (1998, 2016, 2024)] == [date(1998, 4, 12), date(2016, 3, 27), date(2024, 3, 31)]


def test_nth_weekday() -> None:
    assert nth_weekday(2015, 11, 4, 4) == date(2015, 11, 26)
    assert nth_weekday(2016, 2, 1, 1) == date(2016, 2, 1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 7))
def test_weekday_near_lies_within_a_week(day: date, weekday: int) -> None:
    back, ahead = (weekday_near(day, weekday, ahead=a) for a in (False, True))
    assert back.isoweekday() == ahead.isoweekday() == weekday
    assert (ahead - back).days in (0, 7)
    assert back <= day <= ahead


# --- tense ------------------------------------------------------------------------------------------

LEFT = """
He PRP nsubj 2
left VBD ROOT 0 leave
on IN prep 2
Friday NNP pobj 3
"""
WILL_LEAVE = """
He PRP nsubj 3
will MD aux 3
leave VB ROOT 0
on IN prep 3
Friday NNP pobj 4
"""
AGREED_TO_LEAVE = """
He PRP nsubj 2
agreed VBD ROOT 0 agree
to TO aux 4
leave VB xcomp 2
on IN prep 4
Friday NNP pobj 5
"""
MANAGED_TO_LEAVE = AGREED_TO_LEAVE.replace("agreed VBD ROOT 0 agree", "managed VBD ROOT 0 manage")
SEEMS_TO_HAVE_LEFT = """
He PRP nsubj 2
seems VBZ ROOT 0 seem
to TO aux 5
have VB aux 5
left VBN xcomp 2 leave
on IN prep 5
Friday NNP pobj 6
"""
LEAVES = """
He PRP nsubj 2
leaves VBZ ROOT 0 leave
on IN prep 2
Friday NNP pobj 3
"""
NOUN_ONLY = """
Talks NNS ROOT 0
on IN prep 1
Friday NNP pobj 2
"""


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (LEFT, Direction.PAST),
        (WILL_LEAVE, Direction.FUTURE),
        (AGREED_TO_LEAVE, Direction.LIKELY_FUTURE),
        (MANAGED_TO_LEAVE, Direction.PAST),
        (SEEMS_TO_HAVE_LEFT, Direction.PAST),
        (LEAVES, Direction.FUTURE),
        (NOUN_ONLY, Direction.OPEN),
    ],
)
def test_direction(block: str, expected: Direction) -> None:
    _, (sentence,) = parses.sentences(block)
    assert direction(sentence, len(sentence.tokens) - 1, almanac().sets) is expected


def test_present_tense_of_a_headline_tells_what_has_been() -> None:
    _, (sentence,) = parses.sentences(LEAVES, BlockKind.HEADLINE)
    assert direction(sentence, 3, almanac().sets) is Direction.PAST


# --- whatever the sentence --------------------------------------------------------------------------

WORDS = sorted(almanac().words) + sorted(w.title() for w in almanac().words)
NUMBERS = ["3", "16", "31", "97", "1984", "2016", "1990s", "3rd", "2015/16", "16/06/2016", "7:16", "Q3", "post-1959"]
OTHERS = ["Christmas", "troops", "left", ".", "'s", "Movement", "war", "Sept.", "11", "attacks"]


@given(
    st.lists(st.sampled_from(WORDS + NUMBERS + OTHERS), min_size=1, max_size=12),
    st.one_of(
        st.none(), st.dates().map(date.isoformat), st.sampled_from(["", "2016", "yesterday", "2016-06-16T10:00"])
    ),
)
def test_any_words_give_dates_in_order_and_within_the_text(words: list[str], published: str | None) -> None:
    text = " ".join(words)
    found = dates.find(flat(text), published)
    spans = [s for m in found for s in spans_of(m)]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) for m in found for value in (m.value, m.end or m.value))
    assert all(m.end is None or m.value < m.end for m in found)


@pytest.mark.shared
@pytest.mark.model
def test_nothing_relative_is_resolved_without_a_day_of_publication(shared: Path) -> None:
    article = min((shared / "data/dates/aquaint").glob("*.tml")).read_text(encoding="utf-8")
    text = re.sub(r"<[^>]*>|\s+", " ", re.findall(r"<TEXT>.*</TEXT>", article, re.DOTALL)[0])
    for mention in dates.find(parsed(text), None):
        assert re.search(r"\d{4}|\d0s", text[mention.span.start : mention.span.end])
