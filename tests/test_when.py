"""The date of an act: the case file, and which acts take the date of the news they tell again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import parses
import pytest

from countermove import dates
from countermove.events.when import Telling, act_date, with_shared_dates
from countermove.parse import SpacyParser, load
from countermove.records import (
    Basis,
    BlockKind,
    Event,
    Identity,
    Kind,
    Paragraph,
    Party,
    Precision,
    Reason,
    Span,
    Stance,
    Statement,
    Status,
    When,
)

CASES = Path(__file__).parent / "cases" / "act_dates.txt"


def cases() -> list[tuple[str, ...]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in [*line.split(" | "), ""][:4]) for line in lines if line and line[0] != "#"]


@cache
def parser() -> SpacyParser:
    return load()


def shown(when: When) -> str:
    if when.value is None:
        return "-"
    return when.value + (f"/{when.end} {when.precision.value}" if when.end else "")


@pytest.mark.model
@pytest.mark.parametrize(("published", "marked", "expected", "spoken"), cases())
def test_act_dates(published: str, marked: str, expected: str, spoken: str) -> None:
    text = marked.replace("*", "")
    (sentence,) = parser()([Paragraph(text, range(len(text) + 1), BlockKind.BODY, 0)])
    trigger = next(t.index for t in sentence.tokens if t.start == marked.index("*"))
    when = act_date(sentence, trigger, dates.find((sentence,), published), published, spoken=spoken == "spoken")
    assert shown(when) == expected
    assert (when.basis is Basis.TEXT) == (when.span is not None) == (when.value is not None)


TRAINED = """
Troops NNS nsubj 2
trained VBD ROOT 0 train
from IN prep 2
3 CD nummod 7
to IN prep 4
5 CD nummod 7
May NNP pobj 3
2016 CD nummod 7
"""


def test_an_act_within_a_stretch_of_days_is_dated_to_the_month() -> None:
    _, (sentence,) = parses.sentences(TRAINED)
    when = act_date(sentence, 1, dates.find((sentence,), None), None)
    assert (when.value, when.end, when.precision) == ("2016-05-03", "2016-05-05", Precision.MONTH)


def test_a_start_without_an_end_dates_nothing() -> None:
    _, (sentence,) = parses.sentences(
        TRAINED.replace("3 CD nummod 7\nto IN prep 4\n5 CD nummod 7\nMay", "3 CD nummod 5\nMay").replace(
            "nummod 7", "nummod 5"
        )
    )
    assert act_date(sentence, 1, dates.find((sentence,), None), None) == When()


# --- the same act told again ------------------------------------------------------------------------

NEWS = When("2016-06-15", None, Precision.DAY, Basis.TEXT, Span(0, 9))
OLD = When("2014-06-15", None, Precision.DAY, Basis.TEXT, Span(0, 9))
PLAIN = """
Rebels NNS nsubj 2
attacked VBD ROOT 0 attack
"""
HAD = """
Rebels NNS nsubj 3
had VBD aux 3
attacked VBN ROOT 0 attack
"""


def telling(date: When, block: str = PLAIN, *, actor: str = "RUS", at: int = 0, spoken: bool = False) -> Telling:
    _, found = parses.sentences("\n\n".join(b.strip() for b in [PLAIN] * at + [block]))
    sentence = found[at]
    party = Party(Identity(actor, actor), Span(0, 1))
    event = Event(
        f"e{at}", "a", "ASSAULT", None, 4, -9.0, (), Status.OCCURRED, (party,), (), (), date, sentence.span,
        sentence.span, None, None, (), (), 0.5, Reason("rule", ()),
    )  # fmt: skip
    return Telling(event, sentence, len(sentence.tokens) - 1, spoken)


def second(*tellings: Telling, published: str | None = "2016-06-16") -> When:
    return with_shared_dates(tellings, (), published)[1].date


def test_an_act_told_again_takes_the_date_of_the_news() -> None:
    assert second(telling(NEWS), telling(When(), at=3)) == NEWS


def test_it_takes_none_from_background_another_actor_or_without_a_day_of_publication() -> None:
    assert second(telling(OLD), telling(When(), at=1)) == When()
    assert second(telling(NEWS), telling(When(), actor="UKR", at=1)) == When()
    assert second(telling(NEWS), telling(When(), at=1), published=None) == When()


def test_it_takes_none_where_the_words_set_it_before() -> None:
    assert second(telling(NEWS), telling(When(), HAD, at=1)) == When()


def test_it_takes_none_where_the_news_has_two_days() -> None:
    other = When("2016-06-16", None, Precision.DAY, Basis.TEXT, Span(0, 9))
    assert second(telling(NEWS), telling(When(), at=1), telling(other, at=2)) == When()


def test_an_act_of_speech_takes_it_only_from_beside() -> None:
    assert second(telling(NEWS, spoken=True), telling(When(), at=2, spoken=True)) == NEWS
    assert second(telling(NEWS, spoken=True), telling(When(), at=3, spoken=True)) == When()


def saying(entity: str, person: str | None, at: Span, day: str | None = "2016-06-15") -> Statement:
    speaker = Party(Identity(entity, entity, person=person), Span(at.start, at.start + 1))
    return Statement("s", speaker, None, (at,), Kind.INDIRECT, Stance.ASSERT, at, date=day)


def spoken_date(statement: Statement, at: int = 0) -> When:
    (event,) = with_shared_dates((telling(When(), at=at, spoken=True),), (statement,), "2016-06-16")
    return event.date


def test_an_act_of_speech_takes_the_day_its_actor_spoke() -> None:
    far, near = Span(5000, 5010), Span(100, 110)
    assert spoken_date(saying("RUS", None, far)).value == "2016-06-15"
    assert spoken_date(saying("RUS", "Maria Ivanova", near)).value == "2016-06-15"


def test_not_the_day_another_or_a_distant_namesake_of_its_state_spoke() -> None:
    assert spoken_date(saying("RUS", "Maria Ivanova", Span(5000, 5010))) == When()
    assert spoken_date(saying("UKR", None, Span(100, 110))) == When()
    assert spoken_date(saying("RUS", None, Span(100, 110), day="2016-06")) == When()
