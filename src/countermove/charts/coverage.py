"""How many reports each period rests on."""

from __future__ import annotations

import altair as alt
import polars as pl

from countermove.charts import axes, rows
from countermove.charts.style import FAINT, WIDTH, Chart, styled
from countermove.series import Series


def coverage(series: Series) -> Chart:
    """Reports by period; grey stretches have none."""
    return styled(panel(series), "How much was reported", axes.said(series))


def panel(series: Series, height: int = 60) -> Chart:
    """The chart of coverage alone, to stand under others."""
    frame = rows.periods(series).unique("period", maintain_order=True)
    unit = series.meta.coverage_unit or "reports"
    if "reports" not in frame.columns:
        frame = frame.with_columns(reports=pl.col("covered").cast(pl.Int32))
    bars = (
        alt.Chart(rows.data(frame.select("period", "end", "reports").to_dicts()))
        .mark_rect(color=FAINT, stroke=FAINT, strokeWidth=0.4)
        .encode(
            x=axes.time(frame, "period"),
            x2="end:T",
            y=alt.Y("reports:Q", title=unit, axis=alt.Axis(tickCount=3)),
            y2=alt.datum(0),
            tooltip=[alt.Tooltip("period:T", title=f"{series.meta.by} of"), alt.Tooltip("reports:Q", title=unit)],
        )
    )
    return alt.layer(axes.gaps(frame), bars).properties(width=WIDTH, height=height)
