"""The date of an act by the words of its sentence: the case file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import parses
import pytest

from countermove import dates
from countermove.events.when import act_date
from countermove.parse import SpacyParser, load
from countermove.records import Basis, BlockKind, Paragraph, Precision, When

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
