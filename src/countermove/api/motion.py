"""Series, models, charts and briefs from Python: what the commands of the same names do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from countermove import series as line
from countermove.api.kept import Store
from countermove.api.reading import Readings
from countermove.errors import InputError
from countermove.imports import read_table
from countermove.models import hawkes as answering
from countermove.models import phases as shifting
from countermove.models import reciprocity as reciprocal
from countermove.models import surges
from countermove.models.forecast import Forecast
from countermove.models.forecast import Settings as Ahead
from countermove.models.forecast import forecast as look_ahead
from countermove.models.sides import history_of, panel_of, with_warnings
from countermove.series import By, Query, Series
from countermove.tables import Level

if TYPE_CHECKING:
    from countermove.briefs import Brief
    from countermove.models.hawkes import Hawkes
    from countermove.models.phases import Phases
    from countermove.models.reciprocity import Reciprocity
    from countermove.models.surges import Alerts

#: Where acts come from: a store, what was read, a frame in ``tables.SCHEMA``, or the path of a table of any kind that
#: ``countermove import`` reads.
Acts = Store | Readings | pl.DataFrame | pl.LazyFrame | str | Path


def series_of(
    acts: Acts,
    *actors: str,
    by: str = "week",
    level: str | None = None,
    status: Sequence[str] = ("done",),
    types: Sequence[str] = (),
    outlets: Sequence[str] = (),
    since: str | date | None = None,
    until: str | date | None = None,
) -> Series:
    """What actors do to each other by period; see ``series.Query`` for what may be asked.

    Raises InputError for an actor, a level, an outlet or a type that there is not.
    """
    query = Query(
        actors,
        By(by),
        Level(level) if level else None,
        tuple(status),
        tuple(outlets),
        tuple(types),
        _day(since),
        _day(until),
    )
    return line.build(_table(acts, level), query)


def reciprocity(series: Series, *, measure: str | None = None, counts: bool = False, **settings: Any) -> Reciprocity:
    """Whether the sides answer each other; ``settings`` are those of ``models.reciprocity.Settings``."""
    panel = panel_of(series, measure or ("acts" if counts and "acts" in series.frame.columns else None))
    fit = reciprocal.count_reciprocity if counts else reciprocal.reciprocity
    return with_warnings(fit(panel, reciprocal.Settings(**settings)), series)


def hawkes(series: Series, *, conflict: bool = True, **settings: Any) -> Hawkes:
    """How many answers an act brings and how fast, of a series by day; ``settings`` as ``models.hawkes.Settings``."""
    return with_warnings(
        answering.hawkes(history_of(series, conflict=conflict), answering.Settings(**settings)), series
    )


def phases(series: Series, measure: str | None = None) -> tuple[Phases, ...]:
    """When the level of each direction shifts."""
    return shifting.find(series, measure)


def forecast(series: Series, *, measure: str | None = None, **settings: Any) -> Forecast:
    """The next periods, beside two simple forecasts; ``settings`` are those of ``models.forecast.Settings``."""
    return with_warnings(look_ahead(panel_of(series, measure), Ahead(**settings)), series)


def alerts(
    acts: Acts, *actors: str, by: str = "week", on: str | date | None = None, level: str | None = None
) -> Alerts:
    """What is new in the period of day ``on`` (else the last): surges, first acts of a type, first denials."""
    query = Query(actors, By(by), Level(level) if level else None)
    return surges.find(_table(acts, level), query, on=_day(on))


def brief(
    acts: Acts, one: str, other: str, *, by: str = "week", level: str | None = None, models: bool = True
) -> Brief:
    """A printable brief on two sides; ``countermove.briefs.to_html`` and ``to_pdf`` print it."""
    from countermove import briefs  # noqa: PLC0415 - it imports the charts

    query = Query((one, other), By(by), Level(level) if level else None)
    look_up = partial(briefs.look_up, acts.store) if isinstance(acts, Store) else None
    return briefs.brief((one, other), _table(acts, level), query, look_up=look_up, models=models)


def save(drawn: Any, path: str | Path) -> None:
    """Draw a chart, a series or phases into a file: .svg, .png, .pdf or .html."""
    from countermove import charts  # noqa: PLC0415 - altair takes a while to import

    charts.save(charts.timeline(drawn) if isinstance(drawn, Series) else drawn, path)


def _table(acts: Acts, level: str | None) -> pl.LazyFrame:
    if isinstance(acts, Store):
        return acts.dyads(level or Level.INCIDENT.value).lazy()
    if isinstance(acts, Readings):
        return acts.dyads().lazy()
    if isinstance(acts, str | Path):
        return read_table(Path(acts))
    return acts.lazy()


def _day(given: str | date | None) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InputError(f"{given!r} is no day; write it as 2031-03-11") from None
