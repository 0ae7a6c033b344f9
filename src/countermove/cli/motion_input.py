"""What the commands on series and models share: where acts come from, which of them, and how figures are printed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countermove.cli.asking import opened
from countermove.cli.options import Store, settings
from countermove.cli.output import complain
from countermove.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from countermove.models import Result
    from countermove.series import Query, Series


class Period(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Kept(StrEnum):
    """Whether reports of acts are counted or the acts behind them."""

    EVENT = "event"
    INCIDENT = "incident"


class Dated(StrEnum):
    """When an act counts that nothing dates."""

    PUBLISHED = "published"
    OUT = "out"


class Figures(StrEnum):
    """How figures are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Printed(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


__all__ = [
    "Actors", "By", "Chart", "Csv", "Dated", "Figures", "Form", "Kept", "Level", "Outlet", "Period", "Printed",
    "Scores", "Since", "Source", "Status", "Store", "Table", "Types", "Undated", "Until", "acts_of", "coverage_of",
    "day", "printed", "query", "series_of", "source",
]  # fmt: skip

Actors = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ACTOR...",
        help="Entities (RUS), one sector of them (RUS:MIL), codes (code:RUS), several as one (NATO,USA), * for anyone; "
        "with --csv names of columns.",
    ),
]
Table = Annotated[
    Path | None,
    typer.Option("--table", metavar="FILE", help="A table of acts to take in place of the store: own or imported."),
]
Scores = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A CSV file of codes and scores for the table's own codes.")
]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="Ready series: a column of dates and one of figures a direction."),
]
By = Annotated[Period, typer.Option(metavar="day|week|month|quarter|year", help="Periods; weeks begin on Monday.")]
Level = Annotated[
    Kept | None,
    typer.Option(metavar="event|incident", help="Count every report of an act, or each act once with all its reports."),
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="done (if not given), attempted, planned, threatened, hypothetical, denied, historical, or all.",
    ),
]
Outlet = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this outlet's (several times for more).")]
Types = Annotated[
    list[str] | None, typer.Option(metavar="TYPE", help="Only acts of this type (several times for more).")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (2031-03-11).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day, which is in.")]
Undated = Annotated[
    Dated,
    typer.Option(
        "--undated", metavar="published|out", help="Count acts that nothing dates on the day of their report, or not."
    ),
]
Form = Annotated[Printed, typer.Option("--format", metavar="text|json", help="For people, or for programs.")]
Chart = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Draw it too: .svg, .png, .pdf or .html (which needs no network).")
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where acts or series come from: ready series, a table of acts, or a store."""

    csv: Path | None
    table: Path | None
    store: str
    scores: Path | None = None


def source(store: str | None, table: Path | None, csv: Path | None = None, scores: Path | None = None) -> Source:
    """The one source that is given; the store that the settings name where none is."""
    given = [name for name, value in (("--store", store), ("--table", table), ("--csv", csv)) if value is not None]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} are given; take one")
    return Source(csv, table, store or settings().store, scores)


def query(
    actors: list[str] | None,
    by: Period,
    *,
    level: Kept | None = None,
    status: list[str] | None = None,
    outlet: list[str] | None = None,
    types: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    undated: Dated = Dated.PUBLISHED,
) -> Query:
    """What a series is asked for, from what the options say."""
    from countermove import series as line  # noqa: PLC0415 - see the package
    from countermove.series import STANDINGS, Query  # noqa: PLC0415 - see the package
    from countermove.series import By as Every  # noqa: PLC0415 - see the package
    from countermove.tables import Level as Kind  # noqa: PLC0415 - see the package

    return Query(
        actors=tuple(actors or ()),
        by=Every(by.value),
        level=Kind(level.value) if level else None,
        status=tuple(STANDINGS) if status and "all" in status else tuple(dict.fromkeys(status or ("done",))),
        outlets=tuple(outlet or ()),
        types=tuple(name.upper() for name in types or ()),
        since=day(since, "--since"),
        until=day(until, "--until"),
        undated=line.Undated(undated.value),
    )


def day(text: str | None, option: str) -> date | None:
    """A day as written on the command line. Raises InputError for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"{option} {text!r} is no day; write it as 2031-03-11") from None


def acts_of(given: Source, level: Kept | None = None) -> pl.LazyFrame:
    """The table of acts. Raises InputError where there is none, or where only ready series are given."""
    if given.csv is not None:
        raise InputError("--csv holds ready series, not acts; give a table of acts (--table) or a store (--store)")
    if given.table is not None:
        return _table(given.table, given.scores)
    return _stored(given.store, level)


def series_of(given: Source, asked: Query) -> Series:
    """The series that is asked for. Raises InputError as reading and ``series.build`` do."""
    from countermove import series  # noqa: PLC0415 - see the package

    if given.csv is not None:
        return series.ready(_ready(given.csv), asked.actors, str(given.csv.name))
    if not asked.actors:
        raise InputError("name one actor or more, for example: RUS UKR")
    level = Kept(asked.level.value) if asked.level else None
    return series.build(acts_of(given, level), asked, coverage_of(given))


def _ready(path: Path) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415 - see the package

    try:
        return pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    except FileNotFoundError:
        raise InputError(f"no file {path}") from None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path} cannot be read as CSV: {str(error).splitlines()[0]}") from None


def _table(path: Path, scores: Path | None) -> pl.LazyFrame:
    """Own Parquet stays lazy; a file of another system is read once, since a series asks several times."""
    from countermove.imports import Troubles, read_table  # noqa: PLC0415 - see the package

    troubles = Troubles()
    table = read_table(path, scores=scores, troubles=troubles)
    if path.suffix.lower() == ".parquet":
        return table
    read = table.collect(engine="streaming").lazy()
    if troubles.broken:
        complain(f"{path}: {troubles.broken:,} rows cannot be read and are left out; {troubles.first[0].message}")
    return read


def _stored(url: str, level: Kept | None) -> pl.LazyFrame:
    with opened(url) as kept:
        return kept.dyads((level or Kept.INCIDENT).value).lazy()


def coverage_of(given: Source) -> pl.DataFrame | None:
    """How many articles a store holds of each day: reports in which no act was found cover their day too."""
    import polars as pl  # noqa: PLC0415 - see the package

    if given.csv is not None or given.table is not None:
        return None
    with opened(given.store) as kept:
        days = Counter(stored.article.published[:10] for stored in kept.articles() if stored.article.published)
    rows = sorted(days.items())
    return pl.DataFrame(
        {"day": [day for day, _ in rows], "articles": [number for _, number in rows]},
        schema={"day": pl.String, "articles": pl.UInt32},
    ).with_columns(pl.col("day").str.to_date("%Y-%m-%d"))


def printed(results: Sequence[Result], form: Printed) -> str:
    """Results for people, with a rule between them, or every figure as JSON: an object, or a list of several."""
    if form is Printed.TEXT:
        return f"\n{'=' * 60}\n\n".join(result.to_text() for result in results)
    plain = [result.to_dict() for result in results]
    return json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=1) + "\n"
