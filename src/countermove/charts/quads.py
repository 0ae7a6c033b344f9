"""Acts by quad class: cooperation above the line, conflict below it."""

from __future__ import annotations

import altair as alt
import polars as pl

from countermove.charts import axes, rows
from countermove.charts.style import QUAD_COLORS, WIDTH, Chart, styled
from countermove.series import QUADS, Series

_CONFLICT = ("verbal_conflict", "material_conflict")
#: From the line outwards: words, then deeds.
_ORDER = {"verbal_cooperation": 0, "material_cooperation": 1, "verbal_conflict": 0, "material_conflict": 1}


def quads(series: Series) -> Chart:
    """Acts of each direction by period and quad class. Raises ValueError for a ready series, which has no acts."""
    panels = [panel(series, label, last=label == series.labels[-1]) for label in series.labels]
    return styled(alt.vconcat(*panels, spacing=8), "Words and deeds, of cooperation and of conflict", axes.said(series))


def panel(series: Series, label: str, height: int = 110, *, last: bool = True) -> Chart:
    """The chart of one direction, to stand among others: its legend at the first, days at the last of them."""
    frame = rows.periods(series)
    if "acts" not in frame.columns:
        raise ValueError("a ready series has no acts to show by quad class")
    most = frame.select(
        pl.max_horizontal(
            pl.sum_horizontal("verbal_cooperation", "material_cooperation"), pl.sum_horizontal(*_CONFLICT)
        ).max()
    ).item()
    reach = max(1, most or 1)
    bars = (
        alt.Chart(rows.data(_stacked(frame.filter(pl.col("direction") == label))))
        .mark_rect(strokeWidth=0.4)
        .encode(
            x=axes.time(frame, "period", labels=last),
            x2="end:T",
            y=alt.Y(
                "from:Q",
                title="acts",
                scale=alt.Scale(domain=[-reach, reach]),
                axis=alt.Axis(format="d", labelExpr="abs(datum.value)", tickMinStep=1, tickCount=5),
            ),
            y2="to:Q",
            color=alt.Color(
                "quad:N",
                title=None,
                legend=alt.Legend() if label == series.labels[0] else None,
                scale=alt.Scale(domain=list(QUAD_COLORS), range=list(QUAD_COLORS.values())),
            ),
            tooltip=[
                alt.Tooltip("period:T", title=f"{series.meta.by} of"),
                alt.Tooltip("quad:N", title="class"),
                alt.Tooltip("acts:Q"),
                alt.Tooltip("ids:N", title="events of the period"),
            ],
        )
    )
    line = alt.Chart(rows.data([{"zero": 0}])).mark_rule(color="#555555").encode(y="zero:Q")
    title = alt.TitleParams(text=label, anchor="start", fontSize=12, offset=4)
    return alt.layer(axes.gaps(frame, labels=last), bars, line).properties(width=WIDTH, height=height, title=title)


def _stacked(frame: pl.DataFrame) -> list[dict[str, object]]:
    """One row for each bar: from where to where it reaches, conflict downwards."""
    found = []
    for row in frame.filter("covered").iter_rows(named=True):
        for name in sorted(QUADS.values(), key=lambda quad: _ORDER[quad]):
            acts = row[name]
            if not acts:
                continue
            inner = 0 if not _ORDER[name] else row[name.replace("material", "verbal")]
            sign = -1 if name in _CONFLICT else 1
            found.append(
                {
                    "period": row["period"], "end": row["end"], "quad": name.replace("_", " "), "acts": acts,
                    "from": sign * inner, "to": sign * (inner + acts), "ids": row["ids"],
                }
            )  # fmt: skip
    return found
