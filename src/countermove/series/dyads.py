"""Every dyad of a table at once, in one streaming pass: for tables larger than memory."""

from __future__ import annotations

import polars as pl

from countermove.series import periods
from countermove.series.build import QUADS, standing
from countermove.series.record import By
from countermove.tables.schema import Level


def all_dyads(
    table: pl.DataFrame | pl.LazyFrame,
    by: By = By.MONTH,
    *,
    status: tuple[str, ...] = ("done",),
    level: Level | None = None,
) -> pl.DataFrame:
    """Counts and scores of every dyad and period that has an act, from a table in SCHEMA, in one streaming pass.

    Columns: ``actor``, ``recipient``, ``period`` (first day), ``acts`` (rows: an act counts once a dyad), the quad
    classes, ``score_sum``, ``scored``, ``score_mean``, ``volume`` (acts of all dyads in the period) and ``share``; in
    order of the first three. A dyad without an act in a period has no row there: where ``volume`` is known for that
    period it was quiet, else the period is a gap. ``level`` narrows a table that holds both events and incidents.
    Rows without actor, recipient or a date fine enough are left out.
    """
    lazy = table.lazy()
    kept = standing(status) & periods.dated(by) & pl.col("actor").is_not_null() & pl.col("recipient").is_not_null()
    if level is not None:
        kept &= pl.col("level").fill_null(Level.EVENT.value) == level.value
    counted = (
        lazy.filter(kept)
        .with_columns(pl.col("actor", "recipient").cast(pl.Categorical))  # numbers in place of names: less memory
        .group_by("actor", "recipient", period=periods.start("date", by))
        .agg(
            pl.len().alias("acts"),
            *((pl.col("quad") == quad).sum().alias(name) for quad, name in QUADS.items()),
            pl.sum("score").alias("score_sum"),
            pl.count("score").alias("scored"),
        )
        .collect(engine="streaming")
    )
    counted = _in_order(counted)
    volume = counted.group_by("period").agg(volume=pl.sum("acts"))
    return counted.join(volume, on="period", how="left", maintain_order="left").with_columns(
        score_mean=pl.when(pl.col("scored") > 0).then(pl.col("score_sum") / pl.col("scored")),
        share=pl.col("acts") / pl.col("volume"),
    )


def _in_order(counted: pl.DataFrame) -> pl.DataFrame:
    """Sorted by actor, recipient and period. Names are few and rows many: places of names are compared and moved.

    In one piece: fetching rows from the many pieces of a streamed result takes three times as long.
    """
    names = pl.concat([counted[side].unique().cast(pl.String) for side in ("actor", "recipient")]).unique().sort()
    coded = counted.rechunk().with_columns(pl.col("actor", "recipient").cast(pl.Enum(names)))
    return coded.sort("actor", "recipient", "period").with_columns(pl.col("actor", "recipient").cast(pl.String))
