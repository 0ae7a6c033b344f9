"""Whether acts came as a Hawkes process says: quantiles of its residuals beside what they should be."""

from __future__ import annotations

import altair as alt

from countermove.charts.rows import data, ids
from countermove.charts.style import OKABE_ITO, Chart, styled
from countermove.models.hawkes import Goodness, Hawkes

_ABREAST = 3


def residuals(result: Hawkes) -> Chart:
    """A QQ plot of each side's residuals. Raises ValueError for a result without any."""
    if not result.goodness:
        raise ValueError("the result has no residuals: there are too few acts")
    return styled(panels(result), "Whether acts came as the model says", "On the line, within the band: they did")


def panels(result: Hawkes) -> Chart:
    """The plots alone, three abreast."""
    drawn = [_panel(one) for one in result.goodness]
    lines = [alt.hconcat(*drawn[place : place + _ABREAST], spacing=24) for place in range(0, len(drawn), _ABREAST)]
    stacked: Chart = alt.vconcat(*lines, spacing=20)
    return stacked


def _panel(one: Goodness) -> Chart:
    rows = [
        {
            "expected": float(one.expected[place]),
            "found": float(one.found[place]),
            "low": float(one.low[place]),
            "high": float(one.high[place]),
            "day": one.days[place],
            "acts": ids(list(one.acts[place])) if one.acts else None,
        }
        for place in range(len(one.expected))
    ]
    most = 1.05 * float(max(one.expected.max(), one.found.max()))
    axis = alt.Scale(domain=[0, most], nice=False)
    base = alt.Chart(data(rows)).encode(x=alt.X("expected:Q", title="as it should be", scale=axis))
    band = base.mark_area(opacity=0.18, color="#777777", clip=True).encode(
        y=alt.Y("low:Q", title="as it was", scale=axis), y2="high:Q"
    )
    tooltip = [
        alt.Tooltip("day:T", title="day"),
        alt.Tooltip("acts:N", title="events"),
        *(alt.Tooltip(f"{n}:Q", format=".3g") for n in ("expected", "found")),
    ]
    points = base.mark_circle(size=14, opacity=0.8, color=OKABE_ITO[2]).encode(y="found:Q", tooltip=tooltip)
    line = (
        alt.Chart(data([{"at": 0.0}, {"at": most}]))
        .mark_line(color="#444444", strokeWidth=0.8)
        .encode(x="at:Q", y="at:Q")
    )
    verdict = "does not fit" if one.p < 0.05 else "fits" if one.tail_fits else "fits but for its extremes"
    told = f"{one.name}: {verdict} (KS p {one.p:.2g})"
    drawn: Chart = alt.layer(band, line, points).properties(
        width=190, height=190, title=alt.TitleParams(text=told, anchor="start", fontSize=12)
    )
    return drawn
