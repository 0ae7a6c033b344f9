"""All dyads of a table at once: a row each, a column a period, the colour how hostile it was."""

from __future__ import annotations

import altair as alt
import polars as pl

from countermove.charts import rows
from countermove.charts.style import Chart, scale_of, score_color, styled
from countermove.series import By

_EVERY = {By.DAY: "1d", By.WEEK: "1w", By.MONTH: "1mo", By.QUARTER: "1q", By.YEAR: "1y"}


def heatmap(dyads: pl.DataFrame, by: By, table: str, *, most: int = 30) -> Chart:
    """The ``most`` busiest dyads of ``series.all_dyads``, by period: colour is the mean score of an act.

    ``table`` names the table that scores are from. White cells had no act. The sizes of the dyads stand at their names.
    """
    totals = (
        dyads.group_by("actor", "recipient")
        .agg(pl.sum("acts"))
        .sort("acts", "actor", "recipient", descending=[True, False, False])
    )
    busiest = totals.head(most).select("actor", "recipient", total="acts")
    shown = (
        dyads.join(busiest, on=["actor", "recipient"], how="inner")
        .with_columns(
            dyad=pl.format("{} to {} ({})", "actor", "recipient", "total"),
            end=pl.col("period").dt.offset_by(_EVERY[by]),
        )
        .sort("total", "actor", "recipient", "period", descending=[True, False, False, False])
    )
    order = shown["dyad"].unique(maintain_order=True).to_list()
    largest = scale_of(shown["score_mean"])
    chart = (
        alt.Chart(rows.data(shown.select("dyad", "period", "end", "acts", "score_mean", "score_sum").to_dicts()))
        .mark_rect(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("period:T", title=None, axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True)),
            x2="end:T",
            y=alt.Y("dyad:N", title=None, sort=order, axis=alt.Axis(labelLimit=300, grid=False)),
            color=score_color("score_mean", f"mean score of an act, {table}", largest),
            tooltip=["dyad:N", alt.Tooltip("period:T", title=f"{by} of"), "acts:Q",
                     alt.Tooltip("score_mean:Q", format=".2f"), alt.Tooltip("score_sum:Q", format=".1f")],
        )
        .properties(width=520, height=alt.Step(18))
    )  # fmt: skip
    left = len(totals) - len(busiest)
    said = f"the {len(busiest)} dyads with most acts (number of acts behind the name)"
    return styled(chart, f"Who was hostile to whom, by {by}", f"{said}; {left:,} more are not shown" if left else said)
