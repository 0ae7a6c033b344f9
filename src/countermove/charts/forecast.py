"""The coming periods as a fan of quantiles, after the periods before them."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import numpy as np

from countermove.charts.rows import data
from countermove.charts.style import OKABE_ITO, WIDTH, Chart, styled
from countermove.models.forecast import Ahead, Forecast
from countermove.models.forecast.methods import PERSISTENCE, RECURRENCE
from countermove.models.panel import Panel

_DASHES = {PERSISTENCE: [6, 3], RECURRENCE: [1, 3]}
_SHOWN = 10  # times as many past periods as are forecast, at least 40


def forecast(result: Forecast, panel: Panel) -> Chart:
    """A panel a direction: its past, and the forecast to go by with its 50% and 90% intervals.

    The other methods' medians are dashed lines. ``panel`` is what the forecast was made from.
    """
    drawn = [_direction(result, panel, name) for name in result.directions]
    return styled(alt.vconcat(*drawn, spacing=20), f"The next {len(result.periods)} {result.unit}s", _said(result))


def _said(result: Forecast) -> list[str]:
    lines = [
        "Bands: 50% and 90% of the forecast to go by. Medians of the others: persistence dashed, recurrence dotted",
        f"Scored on {result.origins} past forecasts, {result.first_origin} to {result.last_origin}",
    ]
    for direction in result.directions:
        mean = {one.method: one.crps for one in result.scores if one.direction == direction}
        lines.append(
            f"{direction}: mean error (CRPS) " + ", ".join(f"{name} {value:.3g}" for name, value in mean.items())
        )
    return lines


def _direction(result: Forecast, panel: Panel, name: str) -> Chart:
    series = panel.values[:, panel.names.index(name)]
    shown = max(40, _SHOWN * len(result.periods))
    past = [
        {"period": day, "value": None if np.isnan(value) else float(value)}
        for day, value in zip(panel.periods[-shown:], series[-shown:], strict=True)
    ]
    ours = next((one for one in result.ahead if one.direction == name and one.taken), None)
    others = [one for one in result.ahead if one.direction == name and not one.taken]
    layers: list[Chart] = []
    if ours is not None:
        layers += _fan(result, ours)
    layers += [_median(result, one, _DASHES.get(one.method, [6, 2, 1, 2])) for one in others]
    tooltip = [alt.Tooltip("period:T"), alt.Tooltip("value:Q", format=".3g")]
    line = alt.Chart(data(past)).encode(
        x=alt.X("period:T", title=None, axis=alt.Axis(grid=False, labelOverlap=True, tickCount=6, format="%b %Y")),
        y=alt.Y("value:Q", title=f"a {result.unit}"),
        tooltip=tooltip,
    )
    layers += [line.mark_line(color="#333333", strokeWidth=1), line.mark_circle(color="#333333", size=12)]
    told = f"{name}, {f'by {ours.method}' if ours else 'no forecast'}"
    found: Chart = alt.layer(*layers).properties(
        width=WIDTH, height=170, title=alt.TitleParams(text=told, anchor="start", fontSize=12)
    )
    return found


def _fan(result: Forecast, one: Ahead) -> list[Chart]:
    rows = _rows(result, one)
    base = alt.Chart(data(rows)).encode(x="period:T")
    color = OKABE_ITO[2]
    tooltip = [
        alt.Tooltip("period:T"),
        *(alt.Tooltip(f"{name}:Q", format=".3g") for name in ("q5", "q25", "q50", "q75", "q95")),
    ]
    return [
        base.mark_area(color=color, opacity=0.18).encode(y="q5:Q", y2="q95:Q"),
        base.mark_area(color=color, opacity=0.3).encode(y="q25:Q", y2="q75:Q"),
        base.mark_line(color=color, strokeWidth=2, point=alt.OverlayMarkDef(color=color, size=20)).encode(
            y="q50:Q", tooltip=tooltip
        ),
    ]


def _median(result: Forecast, one: Ahead, dash: list[int]) -> Chart:
    found: Chart = (
        alt.Chart(data(_rows(result, one)))
        .mark_line(color=OKABE_ITO[1], strokeDash=dash, strokeWidth=1.5)
        .encode(x="period:T", y="q50:Q", tooltip=[alt.Tooltip("method:N"), alt.Tooltip("q50:Q", format=".3g")])
    )
    return found


def _rows(result: Forecast, one: Ahead) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    day: date
    for day, quantiles in zip(result.periods, one.quantiles, strict=True):
        values = {f"q{level * 100:.0f}": float(value) for level, value in zip(result.levels, quantiles, strict=True)}
        rows.append({"period": day, "method": one.method, **values})
    return rows
