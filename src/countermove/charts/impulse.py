"""What follows an unexpected move: impulse responses with their bands."""

from __future__ import annotations

from typing import Any

import altair as alt

from countermove.charts.rows import data
from countermove.charts.style import FAINT, OKABE_ITO, Chart, styled
from countermove.models.reciprocity import Reciprocity, Responses, Shock

_MOST_PANELS = 9


def impulse(result: Reciprocity) -> Chart:
    """A panel for each pair of directions: the response to one standard deviation of unexpected movement.

    Of two directions all four pairs are shown; of more, the pairs whose question was answered with yes (at most nine,
    or the first nine questions where none was). Raises ValueError for a result without responses.
    """
    drawn = result.responses
    if drawn is None:
        raise ValueError("the result has no impulse responses: counts, an unstable model, or none were asked for")
    pairs = _pairs(result)
    panels = [_panel(result, drawn, moved, responds) for moved, responds in pairs]
    columns = 2
    lines = [alt.hconcat(*panels[place : place + columns], spacing=24) for place in range(0, len(panels), columns)]
    return styled(alt.vconcat(*lines, spacing=20), "What follows an unexpected move", _said(result, drawn))


def _pairs(result: Reciprocity) -> list[tuple[int, int]]:
    names = [direction.name for direction in result.directions]
    if len(names) == 2:
        return [(moved, responds) for moved in (0, 1) for responds in (0, 1)]
    asked = [one for one in result.answers if one.shown] or list(result.answers)
    return [(names.index(one.cause), names.index(one.outcome)) for one in asked[:_MOST_PANELS]]


def _said(result: Reciprocity, drawn: Responses) -> list[str]:
    typical = " and the others move with it as they mostly do" if drawn.shock is Shock.TYPICAL else " alone"
    answered = sum(one.shown for one in result.answers)
    found = [f"{one.name}: {'found' if one.shown else 'not found'}" for one in result.answers]
    if len(found) > 2:
        found = [f"{answered or 'none'} of {len(found)} questions answered with yes{', shown' if answered else ''}"]
    return [
        f"One direction moves by one standard deviation more than expected,{typical}; {result.lags} lags",
        f"Band: {drawn.level:.0%}, {drawn.samples} bootstrap samples. {'; '.join(found)}",
    ]


def _panel(result: Reciprocity, drawn: Responses, moved: int, responds: int) -> Chart:
    rows: list[dict[str, Any]] = [
        {
            "step": step,
            "response": float(drawn.response[step, responds, moved]),
            "low": float(drawn.low[step, responds, moved]),
            "high": float(drawn.high[step, responds, moved]),
        }
        for step in range(len(drawn.response))
    ]
    base = alt.Chart(data(rows)).encode(
        x=alt.X("step:Q", title=f"{result.unit}s after", axis=alt.Axis(tickMinStep=1, grid=False))
    )
    color = OKABE_ITO[2] if moved != responds else FAINT
    tooltip = [alt.Tooltip(f"{name}:Q", format=".3g") for name in ("step", "response", "low", "high")]
    band = base.mark_area(opacity=0.22, color=color).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
    line = base.mark_line(color=color, strokeWidth=2, point=alt.OverlayMarkDef(size=22, color=color)).encode(
        y="response:Q", tooltip=tooltip
    )
    zero = alt.Chart(data([{}])).mark_rule(color="#444444", strokeWidth=0.8).encode(y=alt.datum(0))
    title = [f"{drawn.names[moved]},", f"then {drawn.names[responds]}"]
    shown: Chart = alt.layer(band, zero, line).properties(
        width=300, height=150, title=alt.TitleParams(text=title, anchor="start", fontSize=12)
    )
    return shown
