"""Acts to series: choose the acts a question is about, count them by direction and period, leave gaps as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import permutations

import polars as pl

from countermove import ontology
from countermove.errors import InputError
from countermove.series import actors as who
from countermove.series import periods
from countermove.series.cautions import Caution
from countermove.series.periods import PUBLISHED
from countermove.series.record import ANYONE, By, Direction, Meta, Series
from countermove.series.warn import warnings_of
from countermove.tables.schema import SCHEMA, Level

#: How an act may stand -> the statuses that it takes. What a source without statuses tells is taken as done. A threat
#: that was made is an act of type THREATEN, and done; "threatened" picks these alone.
STANDINGS: dict[str, tuple[str, ...]] = {
    "done": ("occurred", "ongoing"),
    "attempted": ("attempted",),
    "planned": ("planned",),
    "threatened": ("occurred", "ongoing"),
    "hypothetical": ("hypothetical",),
    "denied": ("denied",),
    "historical": ("historical",),
}
QUADS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
#: Columns that ``split`` can count by.
SPLITS = ("type", "mode", "quad", "status", "outlet", "code", "source", "claimed_by")


class Undated(StrEnum):
    """When an act counts that nothing in its report dates: on the day of its (first) report, or not at all."""

    PUBLISHED = "published"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Query:
    """What a series is asked for.

    ``actors``: one (it towards anyone, anyone towards it), two (each towards the other) or more (all ordered pairs);
    none is every dyad of the table, which ``acts`` alone can give;
    see ``actors.choose`` for how they may be named. ``level`` None takes the only level there is, events where there
    are both. ``status`` are keys of STANDINGS. ``outlets`` and ``types`` narrow, when given; ``since`` and ``until``
    are days. ``score_table`` picks the scores of one table where there are several. Of ``undated`` acts, background
    (historical) is never dated by its report.
    """

    actors: tuple[str, ...]
    by: By = By.WEEK
    level: Level | None = None
    status: tuple[str, ...] = ("done",)
    outlets: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    score_table: str | None = None
    undated: Undated = Undated.PUBLISHED


def build(table: pl.DataFrame | pl.LazyFrame, query: Query, coverage: pl.DataFrame | None = None) -> Series:
    """The series of a question, from a table in SCHEMA.

    ``coverage``, where what was read is known better than from the acts found in it, has a row for each day with
    articles: ``day`` and ``articles``. Periods run from the first covered to the last. Raises InputError for an actor,
    a level, an outlet or a type that the table does not have, and for a table without any dated act.
    """
    rows = _level(_dated(_checked(table), query), query)
    chosen, choices, asked = _chosen(rows, query)
    cover = _coverage(rows, query.by, coverage)
    span = _span(cover, query)
    volume = _volume(rows, query)
    inside = chosen.join(cover.select("period"), on="period", how="semi")
    meta = _meta(chosen, inside, query, directions(asked))
    frame = pl.concat([_direction(span, d.label, inside, cover, volume) for d in meta.directions])
    frame = _scores_of_one_table(frame, meta)
    meta = replace(meta, coverage_unit=_unit(cover))
    return Series(frame, meta, (*warnings_of(frame, meta), *_cautions(inside, choices, meta)))


def acts(table: pl.DataFrame | pl.LazyFrame, query: Query, columns: Sequence[str] = ()) -> pl.DataFrame:
    """The acts that the series of a question counts, each once a direction: ``direction``, ``period``, then SCHEMA.

    In order of date, direction and event. Also those in periods without a report; ``period`` is null where the date
    is too coarse for one. ``columns`` picks some of SCHEMA. Raises InputError as ``build``.
    """
    rows = _level(_dated(_checked(table), query), query)
    found = _chosen(rows, query, columns)[0] if query.actors else _every(rows, query, columns)
    return found.drop("fine").select("direction", "period", *(columns or SCHEMA.names()))


def coverage(table: pl.DataFrame | pl.LazyFrame, query: Query, given: pl.DataFrame | None = None) -> pl.DataFrame:
    """The periods with a report, in order: ``period``, ``reports``, and ``volume``, all acts of the question's kind.

    Whoever acts: the question's actors do not matter here. ``given`` as in ``build``.
    """
    rows = _level(_dated(_checked(table), query), query)
    cover = _coverage(rows, query.by, given).select("period", "reports")
    volume = _volume(rows, query)
    return cover.join(volume, on="period", how="left", maintain_order="left").with_columns(
        pl.col("volume").fill_null(0)
    )


def split(table: pl.DataFrame | pl.LazyFrame, query: Query, column: str) -> pl.DataFrame:
    """Acts of a question by direction, period and the values of a column of SPLITS, as they come: nothing is filled in.

    Columns: ``direction``, ``period``, the column, ``acts``, ``score_sum``. Raises InputError as ``build``.
    """
    if column not in SPLITS:
        raise InputError(f"acts cannot be split by {column!r}; take one of {', '.join(SPLITS)}")
    return (
        acts(table, query)
        .group_by("direction", "period", column)
        .agg(acts=pl.len(), score_sum=pl.sum("score"))
        .sort("direction", "period", column, nulls_last=True)
    )


# --- the acts that are meant ------------------------------------------------------------------------


def _checked(table: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    lazy = table.lazy()
    there = lazy.collect_schema().names()
    missing = [column for column in ("event", "date", "actor", "recipient") if column not in there]
    if missing:
        raise InputError(f"the table has no column {missing[0]!r}; see the table form in the documentation")
    return lazy.select(
        pl.col(column).cast(kind) if column in there else pl.lit(None, kind).alias(column)
        for column, kind in SCHEMA.items()
    ).with_columns(
        score_table=pl.when(pl.col("score").is_not_null()).then(
            pl.col("score_table").fill_null("a table without a name")
        )
    )


def _dated(table: pl.LazyFrame, query: Query) -> pl.LazyFrame:
    """Acts that nothing dates, on the day of their report; their ``precision`` says so, and no record is changed."""
    if query.undated is Undated.OUT:
        return table
    told = pl.col("date").is_null() & pl.col("published").is_not_null()
    told &= (pl.col("status") != "historical").fill_null(value=True)
    return table.with_columns(
        date=pl.when(told).then("published").otherwise("date"),
        precision=pl.when(told).then(pl.lit(PUBLISHED)).otherwise("precision"),
    )


def _level(table: pl.LazyFrame, query: Query) -> pl.LazyFrame:
    level = pl.col("level").fill_null(Level.EVENT.value)
    there = table.select(level.unique()).collect(engine="streaming")["level"].sort().to_list()
    if not there:
        raise InputError("the table has no acts")
    wanted = query.level.value if query.level else there[0]  # "event" sorts before "incident"
    if wanted not in there:
        raise InputError(f"the table has no acts at {wanted} level, only at {there[0]} level")
    return table.filter(level == wanted).with_columns(level=pl.lit(wanted))


def standing(names: Sequence[str]) -> pl.Expr:
    """Whether an act stands in one of these ways. Raises InputError for a way that there is not."""
    unknown = [name for name in names if name not in STANDINGS]
    if unknown or not names:
        given = f"{unknown[0]!r} is no status" if unknown else "no status is given"
        raise InputError(f"{given}; take {', '.join(STANDINGS)} or all")
    status = pl.col("status").fill_null("occurred")
    ways = []
    for name in names:
        way = status.is_in(STANDINGS[name])
        ways.append(way & (pl.col("type") == "THREATEN").fill_null(value=False) if name == "threatened" else way)
    return pl.any_horizontal(ways)


def _kept(query: Query) -> pl.Expr:
    kept = [standing(query.status)]
    if query.outlets:
        kept.append(pl.col("outlet").is_in(query.outlets))
    if query.types:
        kept.append(pl.col("type").is_in(query.types))
    if query.since:
        kept.append(pl.col("date") >= query.since)
    if query.until:
        kept.append(pl.col("date") <= query.until)
    return pl.all_horizontal(kept).fill_null(value=False)


def directions(names: Sequence[str]) -> tuple[Direction, ...]:
    """All ordered pairs of these; of one alone it towards anyone and anyone towards it."""
    if not names:
        raise InputError("name one actor or more")
    if len(names) == 1:
        names = (names[0], ANYONE)
    pairs = list(permutations(names, 2))
    return tuple(dict.fromkeys(Direction(actor, recipient) for actor, recipient in pairs))


_KEY = ("event", "date", "type", "code", "actor", "recipient")


def _every(rows: pl.LazyFrame, query: Query, columns: Sequence[str]) -> pl.DataFrame:
    _existing(rows, query)
    label = pl.concat_str("actor", pl.lit(" to "), "recipient").alias("direction")
    return _once(
        rows.filter(_kept(query)).with_columns(label, score=_score(query)).drop_nulls("direction"), query, columns
    )


def _once(found: pl.LazyFrame, query: Query, columns: Sequence[str]) -> pl.DataFrame:
    """Acts with their periods, in order, each once a direction."""
    wanted = dict.fromkeys(("direction", "period", "fine", "precision", *_KEY, *(columns or SCHEMA.names())))
    return (
        found.with_columns(periods.dated(query.by).alias("fine"))
        .with_columns(pl.when("fine").then(periods.start("date", query.by)).alias("period"))
        .select(*wanted)
        .collect(engine="streaming")
        .sort("date", "direction", "event", "actor", "recipient", "code", nulls_last=True)
        .unique(["direction", "event", "date", "type", "code"], keep="first", maintain_order=True)
    )


def _chosen(
    rows: pl.LazyFrame, query: Query, columns: Sequence[str] = ()
) -> tuple[pl.DataFrame, dict[str, who.Choice], list[str]]:
    _existing(rows, query)
    known = who.known(rows)
    choices = {choice.label: choice for choice in (who.choose(name, known) for name in (*query.actors, ANYONE))}
    asked = list(choices) if ANYONE in query.actors else [name for name in choices if name != ANYONE]
    kept = rows.filter(_kept(query)).with_columns(score=_score(query))
    parts = [
        kept.filter(choices[d.actor].among("actor") & choices[d.recipient].among("recipient")).with_columns(
            pl.lit(d.label).alias("direction")
        )
        for d in directions(asked)
    ]
    return _once(pl.concat(parts), query, columns), choices, asked


def _score(query: Query) -> pl.Expr:
    return pl.when(pl.col("score_table") == query.score_table).then("score") if query.score_table else pl.col("score")


def _existing(rows: pl.LazyFrame, query: Query) -> None:
    types = ontology.plover().types
    unknown = [name for name in query.types if name not in types]
    if unknown:
        raise InputError(f"{unknown[0]!r} is no type of act; take {', '.join(types)}")
    if query.outlets:
        there = (
            rows.select(pl.col("outlet").unique().sort()).collect(engine="streaming")["outlet"].drop_nulls().to_list()
        )
        missing = [outlet for outlet in query.outlets if outlet not in there]
        if missing:
            raise InputError(f"no outlet {missing[0]!r} is in the table; it has {', '.join(there[:8]) or 'none'}")


# --- periods ----------------------------------------------------------------------------------------


def _coverage(rows: pl.LazyFrame, by: By, given: pl.DataFrame | None) -> pl.DataFrame:
    cover = periods.covered(rows, by).collect(engine="streaming")
    if given is not None:
        known = given.group_by(period=periods.start("day", by)).agg(told=pl.col("articles").sum().cast(pl.UInt32))
        cover = (
            cover.join(known, on="period", how="full", coalesce=True)
            .with_columns(articles=pl.coalesce("told", "articles"), events=pl.col("events").fill_null(0))
            .drop("told")
            .sort("period")
        )
    if cover.is_empty():
        raise InputError("no act in the table has a date")
    return cover.with_columns(reports=pl.col(_unit(cover)))


def _unit(cover: pl.DataFrame) -> str:
    return "articles" if cover["articles"].sum() else "events"


def _span(cover: pl.DataFrame, query: Query) -> pl.DataFrame:
    first, last = cover["period"][0], cover["period"][-1]
    first, last = query.since or first, query.until or last
    if first > last:
        raise InputError(f"the time asked for, {first} to {last}, holds no period with a report")
    return pl.DataFrame(periods.grid(first, last, query.by))


def _volume(rows: pl.LazyFrame, query: Query) -> pl.DataFrame:
    return (
        rows.filter(_kept(query) & periods.dated(query.by))
        .group_by(period=periods.start("date", query.by))
        .agg(volume=pl.struct("event", "date", "type", "code").n_unique())
        .collect(engine="streaming")
    )


# --- counting ---------------------------------------------------------------------------------------


def _direction(
    span: pl.DataFrame, label: str, inside: pl.DataFrame, cover: pl.DataFrame, volume: pl.DataFrame
) -> pl.DataFrame:
    counted = inside.filter(pl.col("direction") == label).group_by("period").agg(_figures(inside))
    frame = span
    for part in (cover.select("period", "reports"), volume, counted):
        frame = frame.join(part, on="period", how="left", maintain_order="left")
    seen = pl.col("reports").is_not_null()
    counts = [name for name in counted.columns if name not in ("period", "score_mean", "events")]
    frame = frame.with_columns(
        pl.col("reports").fill_null(0),
        seen.alias("covered"),
        *(pl.when(seen).then(pl.col(name).fill_null(0)) for name in ("volume", *counts)),
        pl.when(seen).then(pl.col("events").fill_null([])).otherwise(None),
        pl.lit(label).alias("direction"),
    ).with_columns(share=pl.when(pl.col("volume") > 0).then(pl.col("acts") / pl.col("volume")))
    first = ["period", "direction", "covered", "reports", "acts", "volume", "share"]
    return frame.select(*first, pl.exclude(*first, "events"), "events")


def _figures(inside: pl.DataFrame) -> list[pl.Expr]:
    types = [name for name in ontology.plover().types if (inside["type"] == name).any()]
    return [
        pl.len().alias("acts"),
        pl.sum("score").alias("score_sum"),
        pl.mean("score").alias("score_mean"),
        pl.count("score").alias("scored"),
        *((pl.col("quad") == quad).sum().alias(name) for quad, name in QUADS.items()),
        *((pl.col("type") == name).sum().alias(name) for name in types),
        pl.col("type").is_null().sum().alias("untyped"),
        pl.col("outlet").drop_nulls().n_unique().alias("outlets"),
        pl.col("event").unique(maintain_order=True).alias("events"),
    ]


def _scores_of_one_table(frame: pl.DataFrame, meta: Meta) -> pl.DataFrame:
    if meta.score_table is not None:
        return frame
    nothing = pl.lit(None, pl.Float64)
    return frame.with_columns(score_sum=nothing, score_mean=nothing, scored=pl.lit(0, pl.UInt32))


def _tables(inside: pl.DataFrame) -> list[str]:
    """Names of the tables that scores come from."""
    return inside.filter(pl.col("score").is_not_null())["score_table"].unique().sort().to_list()


def _meta(chosen: pl.DataFrame, inside: pl.DataFrame, query: Query, pairs: tuple[Direction, ...]) -> Meta:
    tables = _tables(inside)
    table = tables[0] if len(tables) == 1 else None
    top = (
        inside.drop_nulls("outlet")
        .group_by("direction", "outlet")
        .agg(acts=pl.len())
        .sort("direction", "acts", "outlet", descending=[False, True, False])
        .unique("direction", keep="first", maintain_order=True)
    )
    fine = chosen["fine"]
    return Meta(
        by=query.by,
        directions=pairs,
        measure="score_sum" if table else "acts",
        level=chosen["level"][0] if len(chosen) else None,
        status=query.status,
        score_table=table,
        sources=tuple(inside["source"].unique().sort().drop_nulls()),
        undated=int((~fine).sum()),
        by_report=int((chosen["precision"] == PUBLISHED).sum()),
        uncovered=int(fine.sum()) - len(inside),
        outlets=tuple(top.iter_rows()),
    )


def _cautions(inside: pl.DataFrame, choices: dict[str, who.Choice], meta: Meta) -> list[Caution]:
    found = []
    if len(inside) > 1 and inside["date"].n_unique() == 1:
        found.append(Caution("one-day", f"all {len(inside)} acts are of {inside['date'][0]}"))
    tables = _tables(inside)
    if len(tables) > 1:
        found.append(Caution("score", f"scores come from several tables ({', '.join(tables)}) and are not added up"))
    elif len(inside) and meta.score_table is None:
        found.append(Caution("score", "no act has a score; acts are counted instead"))
    for choice in choices.values():
        if choice.wider:
            message = f"{choice.label} is taken as that entity alone; {choice.wider} rows are of others with that code"
            found.append(Caution("actor", f"{message} (code:{choice.label} takes them all)"))
        found.extend(Caution("actor", doubt) for doubt in choice.doubts)
    return found
