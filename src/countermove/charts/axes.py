"""What the charts over time share: the time axis, stretches without a report, the words under the title."""

from __future__ import annotations

import altair as alt
import polars as pl

from countermove.charts import rows
from countermove.charts.style import GAP
from countermove.series import Series

_NEUTRAL = {
    "score_sum": "sum of scores",
    "score_mean": "mean score of an act",
    "acts": "acts",
    "share": "share of all acts",
}


def time(frame: pl.DataFrame, field: str = "middle", *, labels: bool = True) -> alt.X:
    """The time axis over all periods of the frame."""
    first, last = rows.span(frame)
    axis = alt.Axis(labels=labels, ticks=labels, title=None, grid=False, labelOverlap=True, tickCount=8)
    return alt.X(f"{field}:T", scale=alt.Scale(domain=[first, last], nice=False), axis=axis)


def gaps(frame: pl.DataFrame, *, labels: bool = True) -> alt.Chart:
    """Grey where no report is: nothing is known there."""
    found: alt.Chart = (
        alt.Chart(rows.data(rows.gaps(frame)))
        .mark_rect(color=GAP)
        .encode(
            x=time(frame, "from", labels=labels),
            x2="to:T",
            tooltip=alt.value("no report: nothing is known of this time"),
        )
    )
    return found


def measured(series: Series, measure: str) -> str:
    """The measure in words, with its unit and the table that scores are from."""
    words = _NEUTRAL.get(measure, measure.replace("_", " "))
    table = f", {series.meta.score_table}" if measure.startswith("score") and series.meta.score_table else ""
    return f"{words} a {series.meta.by}{table}"


def said(series: Series) -> list[str]:
    """The lines under a title: what is counted, and what to be careful about."""
    meta = series.meta
    kind = {"event": "every report of an act counts", "incident": "each act counts once"}.get(meta.level or "")
    what = f"{', '.join(meta.status)} acts; {kind}" if kind else ", ".join(meta.sources)
    lines = [f"{what}; grey: no report"] if not series.frame["covered"].all() else [what]
    shown = [caution.message for caution in series.warnings][:3]
    return [*lines, *shown]
