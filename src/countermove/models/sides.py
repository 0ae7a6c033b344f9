"""From a series to what models take: sides beside each other by period, or acts by day."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from countermove.errors import InputError
from countermove.models.hawkes import History, from_days
from countermove.models.panel import Direction, Panel, panel
from countermove.models.result import Result
from countermove.series import By, Series

R = TypeVar("R", bound=Result)


def measure_of(series: Series, measure: str | None) -> str | None:
    """The measure, a column of figures of the series (None: its own). Raises InputError for another name."""
    there = [name for name, kind in series.frame.schema.items() if kind.is_numeric() and name != "reports"]
    if measure is not None and measure not in there:
        raise InputError(f"{measure!r} is no figure of the series; take {', '.join(there)}")
    return measure


def panel_of(series: Series, measure: str | None = None) -> Panel:
    """The directions of a series side by side. Raises InputError for a measure that it does not have."""
    measure = measure_of(series, measure)
    directions = [
        Direction(one.label, one.actor if one.recipient else None, one.recipient or None)
        for one in series.meta.directions
    ]
    return panel(series.values(measure), directions, series.periods, unit=str(series.meta.by.value))


def history_of(series: Series, *, conflict: bool) -> History:
    """Acts by day, those of conflict or all. Raises InputError for a series that is not daily."""
    if series.meta.by is not By.DAY:
        raise InputError(f"a Hawkes model needs counts by day; these are by {series.meta.by.value}")
    ready = "acts" not in series.frame.columns
    if ready or not conflict:
        counts = series.values(None if ready else "acts")
    else:
        counts = series.values("verbal_conflict") + series.values("material_conflict")
    return from_days(counts, _names(series), first=series.periods[0], ids=_ids(series))


def _ids(series: Series) -> list[list[str]]:
    """The events of each day, of all directions; none of ready series."""
    if "events" not in series.frame.columns:
        return []
    return [
        [event for events in day if events is not None for event in events]
        for day in zip(*(series.one(label)["events"].to_list() for label in series.labels), strict=True)
    ]


def _names(series: Series) -> list[str]:
    """What the sides are called: by the actor where each acts toward one other alone."""
    actors = [one.actor for one in series.meta.directions if one.recipient]
    named = len(actors) == len(series.labels) and len(set(actors)) == len(actors)
    return actors if named else list(series.labels)


def with_warnings(result: R, series: Series) -> R:
    """The result with the warnings of its data before its own; what both say is said once, by the model."""
    own = {caution.kind for caution in result.warnings}
    known = [one for one in series.warnings if one.kind not in own & {"gaps", "constant", "few"}]
    return replace(result, warnings=(*known, *result.warnings))
