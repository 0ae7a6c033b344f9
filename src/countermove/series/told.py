"""A series in words and as text tables, for people."""

from __future__ import annotations

import polars as pl

from countermove.series.build import QUADS
from countermove.series.plain import Row, text_table
from countermove.series.record import Series


def to_text(series: Series) -> str:
    """What the series is of, a table for each direction, and its warnings."""
    tables = (f"{label}\n" + text_table(rows(series, label)) for label in series.labels)
    parts = [headline(series), *tables]
    if series.warnings:
        parts.append("\n".join(f"Warning ({caution.kind}): {caution.message}" for caution in series.warnings))
    return "\n\n".join(parts) + "\n"


def headline(series: Series) -> str:
    """What was counted, over which time, at which level, and from which table scores are."""
    meta, periods = series.meta, series.periods
    covered = int(series.one(series.labels[0])["covered"].sum())
    span = f"{len(periods)} {meta.by}s from {periods[0]} to {periods[-1]}, {len(periods) - covered} without any report"
    if "acts" not in series.frame.columns:
        return f"{', '.join(meta.sources)}: {span}"
    what = f"{' and '.join(meta.status)} acts at {meta.level or 'event'} level"
    scores = f"scores: {meta.score_table}" if meta.score_table else "no scores"
    return f"{what}, {span}; {scores}"


def rows(series: Series, label: str) -> list[Row]:
    """The rows of one direction's table: counts by quad class, score and share by period; gaps as nothing known."""
    frame = series.one(label)
    if "acts" not in frame.columns:
        return frame.select("period", "value").to_dicts()
    quads = {name: name.replace("_", " ") for name in QUADS.values()}
    columns = ["period", "reports", "acts", *quads, "score_sum", "score_mean", "share"]
    if series.meta.score_table is None:
        columns = [column for column in columns if not column.startswith("score")]
    named = {**quads, "score_sum": "score, sum", "score_mean": "score, mean", "share": "share of all acts"}
    return frame.select(columns).rename({old: new for old, new in named.items() if old in columns}).to_dicts()


def to_csv(series: Series) -> str:
    """Every figure as CSV, one row a direction and period; event ids with blanks between them; gaps empty."""
    frame = series.frame
    if "events" in frame.columns:
        frame = frame.with_columns(pl.col("events").list.join(" "))
    return frame.write_csv()
