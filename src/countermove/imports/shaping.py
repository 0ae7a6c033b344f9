"""Rows of other data in the table form: days, numbers, and what is set aside because it has no day or no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from countermove.imports.lines import NAMED, Troubles
from countermove.tables import SCHEMA

#: A frame of texts -> the table form, with ``line`` and, of a row to set aside, ``broken`` (why).
Shape = Callable[[pl.DataFrame], pl.DataFrame]

#: Forms of days that are told from one another by their look. Month before day: the files in question are American.
_DAYS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%Y/%m/%d", "%d-%b-%Y", "%d-%b-%y", "%y%m%d")


def day(name: str, form: str | None = None) -> pl.Expr:
    """A column of texts as days; null where it is none. ``form`` is a strptime form, without one several are tried.

    A time after the day is left off.
    """
    text = pl.col(name).str.strip_chars().str.replace(r"[T ]\d\d:.*$", "")
    if form is not None:
        return text.str.to_date(form, strict=False)
    tried = [pl.when(text.str.contains(_LOOKS[each])).then(text).str.to_date(each, strict=False) for each in _DAYS]
    return pl.coalesce(tried)


_LOOKS = {
    "%Y-%m-%d": r"^\d{4}-\d{1,2}-\d{1,2}$",
    "%Y%m%d": r"^\d{8}$",
    "%m/%d/%Y": r"^\d{1,2}/\d{1,2}/\d{4}$",
    "%Y/%m/%d": r"^\d{4}/\d{1,2}/\d{1,2}$",
    "%d-%b-%Y": r"^\d{1,2}-[A-Za-z]{3}-\d{4}$",
    "%d-%b-%y": r"^\d{1,2}-[A-Za-z]{3}-\d{2}$",
    "%y%m%d": r"^\d{6}$",
}


def number(name: str, kind: type[pl.DataType] = pl.Float64) -> pl.Expr:
    """A column of texts as numbers; null where it is none."""
    return pl.col(name).str.strip_chars().cast(pl.Float64, strict=False).cast(kind, strict=False)


def nulled(table: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """The table with these words for nothing ("None", "NA") as null."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.when(~pl.col(name).str.strip_chars().is_in(list(words))).then(pl.col(name)).alias(name) for name in texts
    )


def in_schema(table: pl.DataFrame, broken: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """The columns of the table form, null where the data have none, with ``line`` and ``broken``.

    ``broken``: why a row is to be set aside -> where that is so.
    """
    why = pl.coalesce([pl.when(wrong).then(pl.lit(reason)) for reason, wrong in broken.items()])
    table = table.with_columns(why.alias("broken"))
    own = [pl.col(name) if name in table.columns else pl.lit(None).alias(name) for name in SCHEMA]
    return table.select("line", "broken", *(each.cast(SCHEMA[name]) for each, name in zip(own, SCHEMA, strict=True)))


def set_aside(table: pl.DataFrame, path: Path, troubles: Troubles) -> pl.DataFrame:
    """The table without the rows that are marked as broken; these are counted and the first named."""
    bad = table.filter(pl.col("broken").is_not_null())
    for line, why in bad.select("line", "broken").head(NAMED).iter_rows():
        troubles.add(path, line, why)
    troubles.broken += max(len(bad) - NAMED, 0)
    return table.filter(pl.col("broken").is_null()).select(SCHEMA.names())
