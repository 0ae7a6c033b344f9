"""GDELT's event files in the table form: 1.0 (57 columns before April 2013, then 58) and 2.0 (61).

``quad`` and ``score`` are GDELT's own. What PLOVER has no type for (statements and appeals) keeps them, with ``type``
null.
"""

from __future__ import annotations

import polars as pl

from countermove.export.gdelt import COLUMNS as COLUMNS_1
from countermove.imports.icews import no_code, three_digits
from countermove.imports.shaping import Shape, day, in_schema, number
from countermove.imports.words import Lookup, acts, by_cameo, whos
from countermove.tables import countries

TABLE = "GoldsteinScale (GDELT)"


def _with_second_units() -> tuple[str, ...]:
    """The columns of 2.0: each place has a code of its second administrative unit too."""
    found: list[str] = []
    for name in COLUMNS_1:
        found.append(name)
        if name.endswith("_ADM1Code"):
            found.append(name.replace("ADM1", "ADM2"))
    return tuple(found)


COLUMNS_2 = _with_second_units()
#: How many cells a row has -> what they are.
BY_WIDTH = {57: COLUMNS_1[:57], 58: COLUMNS_1, 61: COLUMNS_2}


def shape() -> Shape:
    """What makes of a frame of GDELT's columns the table form."""
    meanings = acts("cameo")
    places = Lookup(lambda code: (countries.by_fips().get(code),), ("country",), (pl.String,))
    sides = [(number_, side, whos(side, by_cameo)) for number_, side in ((1, "actor"), (2, "recipient"))]

    def to_table(table: pl.DataFrame) -> pl.DataFrame:
        table = meanings.add(table.with_columns(code=three_digits("EventCode")), ["code"]).drop("quad")
        table = places.add(table, ["ActionGeo_CountryCode"])
        for which, side, lookup in sides:
            types = [f"Actor{which}Type{n}Code" for n in (1, 2, 3)]
            joined = pl.concat_str(types, separator=";", ignore_nulls=True).alias("types")
            cells = [f"Actor{which}{part}" for part in ("Code", "Name", "CountryCode", "KnownGroupCode")]
            table = lookup.add(table.with_columns(joined), [*cells, "types"])
            table = table.with_columns(pl.col(f"Actor{which}Name").alias(f"{side}_name"))
        url = pl.col("SOURCEURL")
        table = table.with_columns(
            event=pl.col("GLOBALEVENTID"),
            level=pl.lit("event"),
            source=pl.lit("gdelt"),
            article=url,
            outlet=url.str.extract(r"^https?://(?:www\.)?([^/:?#]+)"),
            published=day_added(),
            date=day("SQLDATE"),
            precision=pl.lit("day"),
            quad=number("QuadClass", pl.Int8),
            score=number("GoldsteinScale"),
            score_table=pl.lit(TABLE),
            place=pl.col("ActionGeo_FullName"),
            latitude=number("ActionGeo_Lat"),
            longitude=number("ActionGeo_Long"),
            reports=number("NumArticles", pl.Int32),
            outlets=number("NumSources", pl.Int32),
        )
        return in_schema(table, {"no day of the event": pl.col("date").is_null(), "no CAMEO code": no_code()})

    return to_table


def day_added() -> pl.Expr:
    """The day of DATEADDED, which has a time too in 2.0."""
    return pl.col("DATEADDED").str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
