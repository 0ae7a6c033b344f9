"""The network of actors as a matrix: rows act, columns are acted upon."""

from __future__ import annotations

import altair as alt
import polars as pl

from countermove.charts import rows
from countermove.charts.style import INK, Chart, scale_of, score_color, styled


def matrix(acts: pl.DataFrame, *, most: int = 20) -> Chart:
    """The ``most`` busiest actors of a table of acts in SCHEMA: how many acts from row to column, and their mean score.

    Acts are counted once a pair. An actor that only acts upon others or only is acted upon is in both lists.
    """
    pairs = acts.drop_nulls(["actor", "recipient"]).unique(["event", "actor", "recipient"], maintain_order=True)
    busy = pl.concat([pairs.select(name="actor"), pairs.select(name="recipient")])["name"].value_counts()
    order = busy.sort("count", "name", descending=[True, False]).head(most)["name"].to_list()
    cells = (
        pairs.filter(pl.col("actor").is_in(order) & pl.col("recipient").is_in(order))
        .group_by("actor", "recipient")
        .agg(
            acts=pl.len(),
            score=pl.mean("score"),
            ids=pl.col("event").sort().map_batches(_ids, pl.String, returns_scalar=True),
        )
        .sort("actor", "recipient")
    )
    tables = pairs["score_table"].drop_nulls().unique().sort().to_list()
    largest = scale_of(cells["score"])
    x = alt.X(
        "recipient:N",
        sort=order,
        title="upon whom",
        axis=alt.Axis(orient="top", labelAngle=-45, grid=False, labelLimit=180),
    )
    y = alt.Y("actor:N", sort=order, title="who acts", axis=alt.Axis(grid=False, labelLimit=180))
    base = alt.Chart(rows.data(cells.to_dicts())).encode(x=x, y=y)
    tooltip = [
        "actor:N",
        "recipient:N",
        "acts:Q",
        alt.Tooltip("score:Q", title="mean score", format=".2f"),
        alt.Tooltip("ids:N", title="events"),
    ]
    squares = base.mark_rect(stroke="white").encode(
        color=score_color("score", f"mean score of an act, {' and '.join(tables) or 'no table'}", largest),
        tooltip=tooltip,
    )
    dark = alt.condition(f"abs(datum.score) > {0.55 * largest}", alt.value("white"), alt.value(INK))
    numbers = base.mark_text(fontSize=10).encode(text="acts:Q", color=dark)
    chart = alt.layer(squares, numbers).properties(width=alt.Step(30), height=alt.Step(24))
    left = len(busy) - len(order)
    said = "number of acts in each cell" + (f"; {left:,} less busy actors are not shown" if left else "")
    return styled(chart, "Who acted upon whom, and how", said)


def _ids(events: pl.Series) -> str:
    return rows.ids(events)
