"""POLECAT's tab-separated files in the table form, with the faults that some weeks have.

Some files lack "Intensity" (39 columns) or call it "Event Intensity", some have "Headline" in the header and not in the
rows, some rows end in more tabs; "None" stands for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from countermove.export.polecat import COLUMNS
from countermove.imports.shaping import Shape, day, in_schema, nulled, number
from countermove.imports.words import Lookup, by_name, country_of, items, mode_and_status, whos
from countermove.ontology import plover

__all__ = ["COLUMNS", "columns", "shape"]

_NOTHING = ("None", "NULL", "nan", "NaN")
#: POLECAT's scores are PLOVER's of one version or another, which its files do not say.
TABLE = "POLECAT Intensity"
_QUADS = {name: quad for quad, name in plover().quads.items()}


def columns(header: Sequence[str], row: Sequence[str]) -> list[str]:
    """The names of the columns as the rows have them."""
    names = ["Intensity" if name == "Event Intensity" else name for name in _without_end(header)]
    if "Headline" in names and len(_without_end(row)) < len(names):
        names.remove("Headline")
    return names


def _without_end(cells: Sequence[str]) -> list[str]:
    """The cells without empty ones at the end, which tabs too many make."""
    return list(cells[: max((n for n, cell in enumerate(cells, 1) if cell), default=0)])


def shape() -> Shape:
    """What makes of a frame of POLECAT's columns the table form."""
    modes = Lookup(mode_and_status, ("mode", "status"), (pl.String, pl.String))
    contexts = Lookup(items, ("contexts",), (pl.List(pl.String),))
    countries = Lookup(lambda cell: (country_of(cell),), ("country",), (pl.String,))
    actors, recipients = whos("actor", by_name), whos("recipient", by_name)

    def to_table(table: pl.DataFrame) -> pl.DataFrame:
        table = nulled(table, _NOTHING)
        table = modes.add(table, ["Event Mode"])
        table = contexts.add(table, ["Contexts"])
        table = countries.add(table, ["Country"])
        table = actors.add(table, ["Actor Name", "Actor Country", "Primary Actor Sector"])
        table = recipients.add(table, ["Recipient Name", "Recipient Country", "Primary Recipient Sector"])
        ours = pl.col("Version").str.starts_with("countermove").fill_null(value=False)
        quad = pl.col("Quad Code").str.to_lowercase()
        table = table.with_columns(
            event=pl.col("Event ID"),
            level=pl.lit("event"),
            source=pl.lit("polecat"),
            outlet=pl.col("Source"),
            published=day("Publication Date"),
            date=day("Event Date"),
            precision=pl.lit("day"),
            type=pl.col("Event Type").str.to_uppercase(),
            quad=quad.replace_strict(_QUADS, default=None, return_dtype=pl.Int8).fill_null(
                number("Quad Code", pl.Int8)
            ),
            score=number("Intensity"),
            score_table=pl.when(ours).then(pl.lit(plover().table)).otherwise(pl.lit(TABLE)),
            actor_name=pl.col("Actor Name"),
            recipient_name=pl.col("Recipient Name"),
            place=pl.col("Placename"),
            latitude=number("Latitude"),
            longitude=number("Longitude"),
            geonameid=number("GeoNames ID", pl.Int64),
            reports=pl.lit(1),
        )
        return in_schema(
            table,
            {
                "no day of the event": pl.col("date").is_null(),
                "no event type of PLOVER": ~pl.col("type").is_in(list(plover().types)).fill_null(value=False),
            },
        )

    return to_table
