"""The phases of each direction: a panel each, with their means as steps and where each may begin."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from countermove.charts import axes, rows
from countermove.charts.coverage import panel as coverage_panel
from countermove.charts.style import INK, WIDTH, Chart, styled
from countermove.charts.timeline import title as named
from countermove.models.phases import Phases
from countermove.series import Series

#: Above so many periods points are drawn small.
_MANY = 200


def phases(series: Series, results: Sequence[Phases]) -> Chart:
    """A panel for each direction: the series, its phases with their names, and the coverage under all."""
    panels = [_panel(series, result) for result in results]
    if not series.frame["covered"].all() or "reports" in series.frame.columns:
        panels.append(coverage_panel(series))
    chart = alt.vconcat(*panels, spacing=16)
    found = [
        f"{result.label}: {caution.message}"
        for result in results
        for caution in result.warnings
        if caution.kind == "unstable"
    ]
    lines = [*axes.said(series), *found]
    if any(result.changes for result in results):
        lines.append("blue: a shift, and the time in which it lies with 90%")
    return styled(chart, f"Phases: {named(series)}", lines)


def _panel(series: Series, result: Phases) -> Chart:
    label, measure = result.label, result.measure
    frame = rows.periods(series)
    one = frame.filter(pl.col("direction") == label)
    chosen = [name for name in ("period", "middle", "ids") if name in one.columns]
    line = alt.Chart(rows.data(one.select(*chosen, value=pl.col(measure)).to_dicts())).encode(
        x=axes.time(frame, labels=False),
        y=alt.Y("value:Q", title=axes.measured(series, measure).split(", ", 1), axis=alt.Axis(tickCount=5)),
        tooltip=[
            alt.Tooltip("period:T", title=f"{series.meta.by} of"),
            alt.Tooltip("value:Q", format=".2f"),
            *([alt.Tooltip("ids:N", title="events")] if "ids" in chosen else []),
        ],
    )
    many = one.height > _MANY
    marks = [
        line.mark_line(color="#9a9a9a", strokeWidth=0.6 if many else 1),
        line.mark_circle(color="#777777", size=6 if many else 14, opacity=0.3 if many else 0.7),
    ]
    title = alt.TitleParams(text=label, anchor="start", fontSize=12, offset=4)
    layers = [axes.gaps(frame), alt.layer(*marks), *_steps(result, frame)]
    return alt.layer(*layers).properties(width=WIDTH, height=170, title=title)


def _steps(result: Phases, frame: pl.DataFrame) -> list[alt.Chart]:
    ends = dict(frame.select("period", "end").iter_rows())
    steps = [
        {
            "from": phase.first, "to": ends[phase.last], "mean": phase.mean, "phase": phase.name,
            "earliest": phase.earliest, "latest": phase.latest and ends[phase.latest],
            "middle": phase.first + (ends[phase.last] - phase.first) / 2,
        }
        for phase in result.phases
    ]  # fmt: skip
    tooltip = ["phase:N", "from:T", "to:T", alt.Tooltip("mean:Q", format=".2f")]
    base = alt.Chart(rows.data(steps))
    mean = base.mark_rule(strokeWidth=3, color="#D55E00").encode(
        x=axes.time(frame, "from", labels=False), x2="to:T", y="mean:Q", tooltip=tooltip
    )
    long = _long(steps, frame)
    name = (
        alt.Chart(rows.data(long))
        .mark_text(dy=-9, fontSize=11, color=INK, fontWeight="bold")
        .encode(x=axes.time(frame, "middle", labels=False), y="mean:Q", text="phase:N")
    )
    halo = name.mark_text(dy=-9, fontSize=11, fontWeight="bold", stroke="white", strokeWidth=4, opacity=0.9)
    if len(steps) == 1:
        return [mean, halo, name]
    turns = alt.Chart(rows.data(steps[1:]))
    # a strip under the top, not the whole height: where a date is unsure for years the figures must stay legible
    band = turns.mark_rule(opacity=0.4, color="#0072B2", strokeWidth=7).encode(
        x=axes.time(frame, "earliest", labels=False), x2="latest:T", y=alt.value(4),
        tooltip=["phase:N", "earliest:T", "latest:T"],
    )  # fmt: skip
    rule = turns.mark_rule(strokeDash=[4, 3], color="#0072B2").encode(x=axes.time(frame, "from", labels=False))
    return [band, rule, mean, halo, name]


def _long(steps: list[dict[str, object]], frame: pl.DataFrame) -> list[dict[str, object]]:
    """The phases that have room for their name."""
    first, last = frame["period"].min(), frame["end"].max()
    whole = (last - first).days  # type: ignore[operator, union-attr]
    return [
        step
        for step in steps
        if (step["to"] - step["from"]).days / whole * WIDTH > 6.5 * len(str(step["phase"]))  # type: ignore[operator]
    ]
