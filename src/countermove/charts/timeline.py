"""A dyad over time: scores of both directions, acts by quad class, and how much was reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from countermove.charts import axes, rows
from countermove.charts.coverage import panel as coverage_panel
from countermove.charts.quads import panel as quads_panel
from countermove.charts.style import INK, WIDTH, Chart, direction_color, styled
from countermove.models.phases import Phases
from countermove.series import Series


def timeline(series: Series, phases: Sequence[Phases] = (), measure: str | None = None) -> Chart:
    """Everything of a series one above the other; ``phases`` are drawn as steps into the scores."""
    known = bool(series.frame["covered"].all()) and "reports" not in series.frame.columns
    parts: list[Any] = [scores(series, phases, measure, last=known)]
    if "acts" in series.frame.columns:
        parts += [quads_panel(series, label, 90, last=False) for label in series.labels]
    if not known:
        parts.append(coverage_panel(series))
    chart = alt.vconcat(*parts, spacing=14).resolve_scale(color="independent")
    return styled(chart, title(series), axes.said(series))


def title(series: Series) -> str:
    """What the series is of, in plain words."""
    names = list(dict.fromkeys(d.actor for d in series.meta.directions if not d.name))
    if not names:
        return f"{' and '.join(series.labels)}, by {series.meta.by}"
    if "*" in names:
        (one,) = [name for name in names if name != "*"] or ["anyone"]
        return f"What {one} did to others and others to it, by {series.meta.by}"
    return f"What {', '.join(names[:-1])} and {names[-1]} did to each other, by {series.meta.by}"


def scores(
    series: Series, phases: Sequence[Phases] = (), measure: str | None = None, height: int = 200, *, last: bool = True
) -> Any:
    """The measure of each direction by period, broken at gaps; with phases, their means as steps."""
    column = measure or series.meta.measure
    frame = rows.periods(series)
    chosen = [name for name in ("direction", "period", "middle", "acts", "ids") if name in frame.columns]
    shown = frame.select(*chosen, value=pl.col(column))
    base = alt.Chart(rows.data(shown.to_dicts())).encode(
        x=axes.time(frame, labels=last),
        y=alt.Y("value:Q", title=axes.measured(series, column).split(", ", 1), axis=alt.Axis(tickCount=6)),
        color=direction_color(list(series.labels)),
    )
    tooltip = [
        alt.Tooltip("direction:N"),
        alt.Tooltip("period:T", title=f"{series.meta.by} of"),
        alt.Tooltip("value:Q", title=column.replace("_", " "), format=".2f"),
        *([alt.Tooltip("acts:Q"), alt.Tooltip("ids:N", title="events")] if "ids" in chosen else []),
    ]
    many = len(series.periods) > 150
    faint = 0.45 if phases else 1.0
    line = base.mark_line(strokeWidth=1 if many else 1.5, opacity=faint)
    points = base.mark_circle(size=14 if many else 30, opacity=0.25 if many else faint).encode(tooltip=tooltip)
    zero = alt.Chart(rows.data([{"zero": 0}])).mark_rule(color=INK, strokeWidth=0.6).encode(y="zero:Q")
    steps = [mark for result in phases for mark in _steps(series, result, frame)]
    return alt.layer(axes.gaps(frame, labels=last), zero, alt.layer(line, points), *steps).properties(
        width=WIDTH, height=height
    )


def _steps(series: Series, result: Phases, frame: pl.DataFrame) -> list[alt.Chart]:
    """The mean of each phase as a line over its time, its beginning dashed, where that may lie as a broad line."""
    ends = dict(frame.select("period", "end").iter_rows())
    steps = [
        {
            "direction": result.label, "from": phase.first, "to": ends[phase.last], "mean": phase.mean,
            "phase": phase.name, "earliest": phase.earliest, "latest": phase.latest and ends[phase.latest],
        }
        for phase in result.phases
    ]  # fmt: skip
    color = direction_color(list(series.labels))
    mean = (
        alt.Chart(rows.data(steps))
        .mark_rule(strokeWidth=3)
        .encode(
            x=axes.time(frame, "from", labels=False), x2="to:T", y="mean:Q", color=color,
            tooltip=["direction:N", "phase:N", "from:T", alt.Tooltip("mean:Q", format=".2f")],
        )
    )  # fmt: skip
    turns = alt.Chart(rows.data(steps[1:])).encode(color=color)
    band = turns.mark_rule(opacity=0.3, strokeWidth=9).encode(
        x=axes.time(frame, "earliest", labels=False), x2="latest:T", y="mean:Q",
        tooltip=["direction:N", alt.Tooltip("phase:N", title="begins"), "earliest:T", "latest:T"],
    )  # fmt: skip
    rule = turns.mark_rule(strokeDash=[4, 3]).encode(x=axes.time(frame, "from", labels=False))
    return [band, rule, mean] if len(steps) > 1 else [mean]
