"""Where it happened: a map of the places of acts over the outlines of land.

Land is drawn without borders of states, some of which are what the acts are about (docs/decisions/0010-charts.md).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import altair as alt
import polars as pl

from countermove.charts import rows
from countermove.charts.style import INK, WIDTH, Chart, scale_of, score_color, styled

_NAMED = 12
_HEIGHT = 420


def places(acts: pl.DataFrame) -> Chart:
    """The places of a table of acts in SCHEMA: size is how many acts, colour their mean score.

    Acts without coordinates are counted in the line under the title. Of places the busiest are named.
    """
    once = acts.unique("event", keep="first", maintain_order=True)
    known = once.drop_nulls(["latitude", "longitude"])
    spots = (
        known.with_columns(place=pl.coalesce("place", pl.lit("unnamed place")))
        .group_by("place", "latitude", "longitude")
        .agg(
            acts=pl.len(),
            score=pl.mean("score"),
            ids=pl.col("event").sort().map_batches(_ids, pl.String, returns_scalar=True),
        )
        .sort("acts", "place", "latitude", "longitude", descending=[True, False, False, False])
    )
    tables = known["score_table"].drop_nulls().unique().sort().to_list()
    largest = scale_of(spots["score"])
    most = max(spots["acts"], default=1)
    land = alt.Chart(_land()).mark_geoshape(clip=True, fill="#e9e9e4", stroke="#b9b9b4", strokeWidth=0.6)
    lines = alt.Chart(alt.graticule(step=[10, 10])).mark_geoshape(
        clip=True, stroke="#d3d3d3", strokeWidth=0.4, filled=False
    )
    base = alt.Chart(rows.data(spots.to_dicts())).encode(longitude="longitude:Q", latitude="latitude:Q")
    circles = base.mark_circle(clip=True, stroke=INK, strokeWidth=0.6, opacity=0.85).encode(
        size=alt.Size(
            "acts:Q",
            title="acts",
            scale=alt.Scale(domain=[1, max(most, 2)], range=[40, 900]),
            legend=alt.Legend(tickMinStep=1, tickCount=3, format=",d"),
        ),
        color=score_color("score", f"mean score of an act, {' and '.join(tables) or 'no table'}", largest),
        tooltip=[
            "place:N",
            "acts:Q",
            alt.Tooltip("score:Q", title="mean score", format=".2f"),
            alt.Tooltip("ids:N", title="events"),
        ],
    )
    named = (
        alt.Chart(rows.data(spots.head(_NAMED).to_dicts()))
        .mark_text(dy=-22, fontSize=11, color=INK)
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="place:N")
    )
    halo = named.mark_text(dy=-22, fontSize=11, stroke="white", strokeWidth=3)
    chart = alt.layer(land, lines, circles, halo, named).project(**_view(spots)).properties(width=WIDTH, height=_HEIGHT)
    without = len(once) - len(known)
    said = f"{len(known):,} acts with a place; {without:,} without are not shown. Land: Natural Earth"
    return styled(chart, "Where it happened", said)


def _land() -> Any:
    text = files("countermove").joinpath("data/land-110m.json").read_text(encoding="utf-8")
    return alt.Data(  # type: ignore[no-untyped-call]
        values=json.loads(text), format=alt.TopoDataFormat(type="topojson", feature="land")
    )


def _view(spots: pl.DataFrame) -> Any:
    """A projection that shows all spots with some room, or the whole world where they lie far apart."""
    world = {"type": "equalEarth"}
    if spots.is_empty():
        return world
    (west, east), (south, north) = (_reach(spots[column]) for column in ("longitude", "latitude"))
    if east - west > 150 or north - south > 90:
        return world
    corners = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    frame = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": corners}}
    return {"type": "mercator", "fit": frame, "size": {"expr": f"[{WIDTH}, {_HEIGHT}]"}}


def _reach(values: pl.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
    room = max(3.0, (high - low) * 0.2)
    return max(low - room, -180 if values.name == "longitude" else -80), min(
        high + room, 180 if values.name == "longitude" else 82
    )


def _ids(events: pl.Series) -> str:
    return rows.ids(events)
