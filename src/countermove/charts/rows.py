"""Rows of a chart: plain values with each period's beginning and end, and the events behind a point in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from countermove.series import By, Series

_SHOWN = 6
_EVERY = {By.DAY: "1d", By.WEEK: "1w", By.MONTH: "1mo", By.QUARTER: "1q", By.YEAR: "1y"}


def data(rows: list[dict[str, Any]]) -> Any:
    """Rows as data that stand in the chart itself; days become the local midnight that charts read them as."""
    return alt.Data(  # type: ignore[no-untyped-call]
        values=[{name: _plain(value) for name, value in row.items()} for row in rows]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    return value


def periods(series: Series) -> pl.DataFrame:
    """The frame of a series with ``end`` (first day after it), ``middle`` and ``ids`` (of its events, in words)."""
    frame = series.frame.with_columns(end=pl.col("period").dt.offset_by(_EVERY[series.meta.by]))
    days = (pl.col("end") - pl.col("period")).dt.total_days()
    frame = frame.with_columns(middle=pl.col("period") + pl.duration(days=days // 2))
    return frame.with_columns(ids=pl.col("events").map_elements(ids, pl.String)) if "events" in frame.columns else frame


def ids(events: pl.Series | list[str]) -> str:
    """Ids of the first events and how many more there are."""
    shown = " ".join(list(events)[:_SHOWN])
    return f"{shown} and {len(events) - _SHOWN} more" if len(events) > _SHOWN else shown


def gaps(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Stretches without any report: ``from`` and ``to``."""
    once = frame.group_by("period").agg(pl.col("covered").any(), pl.first("end")).sort("period")
    runs = once.with_columns(run=pl.col("covered").rle_id()).filter(~pl.col("covered"))
    return (
        runs.group_by("run", maintain_order=True)
        .agg(pl.min("period").alias("from"), pl.max("end").alias("to"))
        .drop("run")
        .to_dicts()
    )


def span(frame: pl.DataFrame) -> tuple[str, str]:
    """Beginning and end of the time axis, as charts read days."""
    first, last = frame["period"].min(), frame["end"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    if last - first < timedelta(days=1):
        last = first + timedelta(days=1)
    return _plain(first), _plain(last)
