"""ICEWS's tab-separated files in the table form.

Its event ids occur more than once, on different days, so that ``event`` is the id with the day. Days come in more forms
than one.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from countermove.export.icews import COLUMNS
from countermove.imports.shaping import Shape, day, in_schema, nulled, number
from countermove.imports.words import Lookup, acts, by_name, country_of, whos
from countermove.ontology import cameo

__all__ = ["COLUMNS", "columns", "no_code", "shape", "three_digits"]

_NOTHING = ("NA", "NULL")


def columns(cells: Sequence[str]) -> list[str]:
    """The names of the columns, as in the files or as the R package writes them ("event_id")."""
    return [_TITLES.get(name.lower().replace("_", " "), name) for name in cells]


_TITLES = {name.lower(): name for name in COLUMNS}


def shape() -> Shape:
    """What makes of a frame of ICEWS' columns the table form."""
    meanings = acts("cameo")
    countries = Lookup(lambda cell: (country_of(cell),), ("country",), (pl.String,))
    actors, recipients = whos("actor", by_name), whos("recipient", by_name)

    def to_table(table: pl.DataFrame) -> pl.DataFrame:
        table = nulled(table, _NOTHING)
        table = table.with_columns(code=three_digits("CAMEO Code"), date=day("Event Date"))
        table = meanings.add(table, ["code"])
        table = actors.add(table, ["Source Name", "Source Country", "Source Sectors"])
        table = recipients.add(table, ["Target Name", "Target Country", "Target Sectors"])
        table = countries.add(table.rename({"Country": "where"}), ["where"])
        table = table.with_columns(
            event=pl.concat_str(pl.col("Event ID"), pl.col("date").dt.strftime("-%Y%m%d")),
            level=pl.lit("event"),
            source=pl.lit("icews"),
            article=pl.col("Story ID"),
            outlet=pl.col("Publisher"),
            precision=pl.lit("day"),
            score=number("Intensity"),
            score_table=pl.lit(cameo().table),
            actor_name=pl.col("Source Name"),
            recipient_name=pl.col("Target Name"),
            place=pl.coalesce("City", "District", "Province", "where"),
            latitude=number("Latitude"),
            longitude=number("Longitude"),
            reports=pl.lit(1),
        )
        return in_schema(table, {"no day of the event": pl.col("date").is_null(), "no CAMEO code": no_code()})

    return to_table


def three_digits(name: str) -> pl.Expr:
    """A column of CAMEO codes, where a root alone ("04") is its unspecified form ("040")."""
    code = pl.col(name).str.strip_chars()
    return pl.when(code.str.len_chars() == 2).then(code + "0").otherwise(code)


def no_code() -> pl.Expr:
    """Whether a row's ``code`` is no number."""
    return ~pl.col("code").str.contains(r"^\d{3,4}$").fill_null(value=False)
