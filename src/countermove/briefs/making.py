"""A brief from a table of acts: the series, the pictures, every model that the data can bear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import polars as pl

from countermove import charts, series
from countermove.briefs.compose import NOTHING_FOUND, compose
from countermove.briefs.evidence import Found
from countermove.briefs.record import Brief, Figure
from countermove.charts.branching import hawkes as branching
from countermove.charts.impulse import impulse
from countermove.errors import InputError
from countermove.models import Result, phases, surges
from countermove.models.hawkes import Hawkes, hawkes
from countermove.models.reciprocity import Reciprocity, reciprocity
from countermove.models.sides import history_of, panel_of, with_warnings
from countermove.series import By, Query, Series
from countermove.series import actors as who

#: The entities of the two sides, and what the texts say of these acts.
LookUp = Callable[[pl.DataFrame, tuple[Sequence[str], Sequence[str]]], Found]
_Model = tuple[str, Callable[[], Result]]


def brief(
    sides: tuple[str, str],
    table: pl.LazyFrame,
    query: Query,
    *,
    coverage: pl.DataFrame | None = None,
    look_up: LookUp | None = None,
    models: bool = True,
) -> Brief:
    """A brief on two sides from a table in SCHEMA; ``query`` asks for the two, ``coverage`` as in ``series.build``.

    ``look_up`` finds the texts behind acts, where there are any. Raises InputError for sides that the table does not
    have and where nothing between them is dated.
    """
    table = table.collect(engine="streaming").lazy()
    made = series.build(table, query, coverage)
    chronicle = series.acts(table, replace(query, status=tuple(series.STANDINGS)))
    found = look_up(chronicle, _entities(sides, table)) if look_up and not chronicle.is_empty() else NOTHING_FOUND
    results, left_out = _fitted(_models(table, query, made, coverage)) if models else ([], [])
    return compose(sides, chronicle, made, results, found, _figures(made, results), left_out)


def _entities(sides: tuple[str, str], table: pl.LazyFrame) -> tuple[Sequence[str], Sequence[str]]:
    known = who.known(table)
    one, other = (who.choose(side, known) for side in sides)
    return _of(one, known), _of(other, known)


def _of(choice: who.Choice, known: pl.DataFrame) -> Sequence[str]:
    by_code = known.filter(pl.col("code").is_in(choice.codes))["entity"].drop_nulls()
    return tuple(dict.fromkeys((*choice.entities, *(entity for entity, _ in choice.sectors), *by_code)))


# --- models -----------------------------------------------------------------------------------------


def _models(table: pl.LazyFrame, query: Query, made: Series, coverage: pl.DataFrame | None) -> list[_Model]:
    def answers() -> Result:
        return with_warnings(reciprocity(panel_of(made)), made)

    def speed() -> Result:
        daily = series.build(table, replace(query, by=By.DAY), coverage)
        return with_warnings(hawkes(history_of(daily, conflict=True)), daily)

    def level(place: int) -> Result:
        return found()[place]

    @cache
    def found() -> Sequence[Result]:
        return phases.find(made)

    def new() -> Result:
        return surges.find(table, query, given=coverage)

    shifts: list[_Model] = [(f"Phases: {label}", partial(level, place)) for place, label in enumerate(made.labels)]
    return [("Reciprocity", answers), ("Speed of answers", speed), *shifts, ("What is new", new)]


def _fitted(models: Sequence[_Model]) -> tuple[list[tuple[str, Result]], list[tuple[str, str]]]:
    """The results of the models that can be fitted, and why the others cannot."""
    results: list[tuple[str, Result]] = []
    left_out: list[tuple[str, str]] = []
    for heading, fit in models:
        try:
            results.append((heading, fit()))
        except InputError as reason:
            left_out.append((heading, str(reason)))
    return results, left_out


# --- pictures ---------------------------------------------------------------------------------------


def _figures(made: Series, results: Sequence[tuple[str, Result]]) -> list[Figure]:
    shifts = [result for _, result in results if isinstance(result, phases.Phases)]
    figures = [
        Figure(
            "The two over time",
            "Scores of both directions with their phases, acts by quad class, and how much was reported. "
            "A period without any report is a gap.",
            charts.to_svg(charts.timeline(made, shifts)),
        )
    ]
    for _, result in results:
        if isinstance(result, Reciprocity) and result.responses is not None:
            drawn = charts.to_svg(impulse(result))
            figures.append(
                Figure("What follows a move", "Expected change after a move of one side, with bands.", drawn)
            )
        if isinstance(result, Hawkes):
            drawn = charts.to_svg(branching(result))
            figures.append(Figure("How many answers an act brings", "Mean number of acts that one act brings.", drawn))
    return figures
