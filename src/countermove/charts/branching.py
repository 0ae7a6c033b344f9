"""How many answers an act brings: the branching matrix of a Hawkes process."""

from __future__ import annotations

from math import isfinite
from textwrap import wrap
from typing import Any

import altair as alt

from countermove.charts.residuals import panels
from countermove.charts.rows import data
from countermove.charts.style import EVEN, FRIENDLY, INK, Chart, styled
from countermove.models.hawkes import Excitation, Hawkes

_LINE = 100


def hawkes(result: Hawkes) -> Chart:
    """The branching matrix, and under it whether the acts came as the model says."""
    parts = [matrix(result)]
    if result.goodness:
        parts.append(panels(result))
    return styled(alt.vconcat(*parts, spacing=24), "How many answers an act brings", _said(result))


def branching(result: Hawkes) -> Chart:
    """The branching matrix alone."""
    return styled(matrix(result), "How many answers an act brings", _said(result))


def matrix(result: Hawkes) -> Chart:
    """A row for each side that answers, a column for each that acted; where nothing is found the cell says so."""
    rows = [_cell(one) for one in result.answers]
    largest = max(0.5, *(one.branching for one in result.answers if isfinite(one.branching)), 0.5)
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "cause:N",
            title="after an act of",
            sort=list(result.names),
            axis=alt.Axis(orient="top", labelAngle=0, grid=False),
        ),
        y=alt.Y("answerer:N", title="acts follow of", sort=list(result.names), axis=alt.Axis(grid=False)),
    )
    color = alt.Color(
        "shade:Q", legend=None, scale=alt.Scale(domain=[0, largest], range=[EVEN, FRIENDLY], interpolate="lab")
    )
    tooltip = ["question:N", *(alt.Tooltip(f"{name}:Q", format=".3g") for name in ("answers", "low", "high", "p"))]
    size = 170 if len(result.names) <= 3 else 110
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=color, tooltip=tooltip)
    ink = alt.condition(alt.datum.shade > 0.6 * largest, alt.value("white"), alt.value(INK))
    figure = base.mark_text(dy=-12, fontSize=16, fontWeight="bold").encode(text="figure:N", color=ink)
    range_ = base.mark_text(dy=6, fontSize=11).encode(text="range:N", color=ink)
    life = base.mark_text(dy=22, fontSize=11).encode(text="life:N", color=ink)
    drawn: Chart = alt.layer(cells, figure, range_, life).properties(
        width=size * len(result.names), height=80 * len(result.names)
    )
    return drawn


def _cell(one: Excitation) -> dict[str, Any]:
    told = {
        "question": one.name, "cause": one.cause, "answerer": one.answerer, "answers": one.branching, "low": one.low,
        "high": one.high, "p": one.p_adjusted,
    }  # fmt: skip
    if not isfinite(one.branching):
        return told | {"shade": 0.0, "figure": "?", "range": "cannot be told", "life": "too few acts", "answers": None}
    if not one.shown:
        return told | {"shade": 0.0, "figure": "-", "range": "no answer found", "life": f"estimate {one.branching:.2f}"}
    return told | {
        "shade": one.branching,
        "figure": f"{one.branching:.2f}",
        "range": f"{one.low:.2f} to {one.high:.2f}",
        "life": f"half within {one.half_life:.1f} days",
    }


def _said(result: Hawkes) -> list[str]:
    acts = sum(side.acts for side in result.sides)
    lines = [f"Direct answers to one act on average, with 95% interval; {result.days:,.0f} days, {acts:,} acts"]
    if result.clock == "days":
        lines.append("Only days are known: answers on the same day are not counted")
    doubts = [caution.message for caution in result.warnings if caution.kind == "unstable"]
    return [*lines, *(line for doubt in doubts for line in wrap(doubt[0].upper() + doubt[1:], _LINE))]
