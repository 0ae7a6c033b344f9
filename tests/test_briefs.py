"""A brief: what happened between two sides, who said what, what is contested; printed as HTML and as PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from countermove.briefs import Brief, Figure, Found, compose, gather, to_html, to_pdf
from countermove.briefs.compose import MOST_MOVES
from countermove.models import Result
from countermove.models.result import SubPeriod
from countermove.series.build import Query, acts, build
from countermove.series.cautions import Caution
from countermove.series.record import By
from countermove.tables import from_codings

from codings import coding  # isort: skip

SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'


class Answers(Result):
    """A result with a table."""

    def rows(self):
        return [
            {"from": "NOR", "to": "RUS", "answers": 0.25, "sure": True},
            {"from": "RUS", "to": "NOR", "answers": None, "sure": False},
        ]


RESULT = Answers(
    hypothesis="Does Russia answer Norway?",
    finding="Of 4 acts of Norway, Russia answers one.",
    warnings=(Caution("few", "Only 5 acts: read with care."),),
    sub_periods=(SubPeriod(date(2031, 1, 1), date(2031, 2, 1), None, "2 acts"),),
)


def dyad(*codings):
    table = from_codings(codings)
    query = Query(("NOR", "RUS"), by=By.MONTH)
    chosen = acts(table, query)
    return chosen, build(table, query), gather(codings, set(chosen["event"]), (("NOR",), ("RUS",)))


def brief(*codings, **given) -> Brief:
    chosen, series, evidence = dyad(*(codings or (coding(),)))
    return compose(("NOR", "RUS"), chosen, series, found=Found(evidence, {}), **given)


def test_an_act_stands_with_its_sentence_and_its_source():
    made = brief()
    assert made.sides == ("Norway", "Russia")
    move = made.moves[0]
    assert (move.who, move.whom, move.outlets) == ("Russia", "Norway", 1)
    assert move.quote is not None
    assert move.quote in " ".join(coding().article.text.split())
    assert [source.article for source in made.sources] == ["a1"]
    assert move.sources == (1,)


def test_a_table_alone_makes_a_brief_without_quotes():
    chosen, series, _ = dyad(coding())
    made = compose(("NOR", "RUS"), chosen, series)
    assert not made.has_texts
    assert [move.quote for move in made.moves] == [None] * len(made.moves)
    assert "No text of a report is at hand" in to_html(made)


def test_no_act_at_all_is_said():
    chosen, _, _ = dyad(coding())
    made = compose(("NOR", "SWE"), chosen.clear())
    assert made.moves == ()
    assert made.first is None
    assert made.summary == ("No act between Norway and Sweden is on record.",)
    assert "No act between Norway and Sweden" in to_html(made)
    assert to_pdf(made).startswith(b"%PDF")


def test_many_acts_are_cut_to_those_that_most_outlets_tell():
    chosen, _, _ = dyad(coding())
    row = chosen.head(1)
    many = pl.concat(
        [row.with_columns(event=pl.lit(f"e{i:04}"), outlets=pl.lit(3 if i == 50 else 1, pl.Int32)) for i in range(60)]
    )
    made = compose(("NOR", "RUS"), many)
    assert (len(made.moves), made.moves_in_all) == (MOST_MOVES, 60)
    assert "e0050" in {move.events[0] for move in made.moves}
    assert f"The {MOST_MOVES} acts of 60" in to_html(made)


def test_a_denial_stands_beside_what_it_denies():
    one = coding()
    target = next(event for event in one.events if {p.identity.entity for p in event.actor} == {"RUS"})
    denied = replace(one, events=tuple(replace(e, denied_by=("RUS",)) if e is target else e for e in one.events))
    page = to_html(brief(denied))
    assert "denied by RUS" in page


@pytest.mark.parametrize("printed", ["html", "pdf"])
def test_all_sections_are_printed_and_the_same_bytes_come_out(printed: str):
    made = brief(results=[("Reciprocity", RESULT)], figures=[Figure("Acts by month", "One bar a month.", SVG)],
                 left_out=[("Speed of answers", "there are too few acts")])  # fmt: skip
    if printed == "pdf":
        pages = to_pdf(made)
        assert pages.startswith(b"%PDF")
        assert pages == to_pdf(made)
        return
    page = to_html(made)
    assert page == to_html(made)
    for text in ("What happened", "The two over time", "Reciprocity", "Sources and method", RESULT.finding,
                 "Only 5 acts", "too little to tell", "0.250", "Acts by month",
                 "left out, since there are too few"):  # fmt: skip
        assert text in page, text


def test_the_page_loads_nothing_and_what_texts_say_is_escaped():
    one = coding()
    nasty = replace(one.article, outlet="<script>alert(1)</script>", title="A & B", url="javascript:alert(1)")
    page = to_html(brief(replace(one, article=nasty), figures=[Figure("t", "c", SVG)]))
    assert "<script" not in page
    assert "javascript:" not in page
    assert "A &amp; B" in page
    assert re.findall(r"""(?:src|href)=["']?(https?:[^"'> ]+)""", page) == []
    assert "<?xml" not in page


def test_the_two_templates_have_the_same_sections():
    from importlib.resources import files

    folder = files("countermove") / "data" / "briefs"
    html = re.findall(r"<h2>(.*?)</h2>", (folder / "brief.html.j2").read_text(encoding="utf-8"))
    typst = re.findall(r"^\s*== (.*)$", (folder / "brief.typ").read_text(encoding="utf-8"), re.MULTILINE)
    assert html == typst
