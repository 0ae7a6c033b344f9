"""Our own table form from CSV and Parquet, as ``countermove export`` wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.export.flat import EMPTY, FORMULA
from countermove.imports.lines import Troubles
from countermove.imports.shaping import set_aside
from countermove.tables import SCHEMA

#: What every table of ours has; whatever else lacks is null.
_NEEDED = ("event", "type", "actor", "recipient")


def from_parquet(path: Path) -> pl.LazyFrame:
    """A Parquet file of the table form. Raises InputError where it is another table."""
    try:
        table = pl.scan_parquet(path)
        names = table.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: no Parquet file ({str(error).splitlines()[0]})") from error
    check(path, list(names))
    wrong = [name for name, kind in names.items() if name in SCHEMA and SCHEMA[name] != kind]
    if wrong:
        raise InputError(
            f"{path} is no table of acts: column {wrong[0]} holds {names[wrong[0]]}, not {SCHEMA[wrong[0]]}"
        )
    return table.select(
        pl.col(name) if name in names else pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items()
    )


def check(path: Path, names: Sequence[str]) -> None:
    """Raises InputError where these are not the columns of a table of acts."""
    lacking = [name for name in _NEEDED if name not in names]
    if lacking:
        raise InputError(f"{path} is no table of acts: it has no column {', '.join(lacking)}")


def csv_frames(path: Path, troubles: Troubles) -> Iterator[pl.DataFrame]:
    """The rows of a CSV file of the table form, piece by piece, without broken rows, which are counted."""
    troubles.restart()
    table = pl.scan_csv(path, infer_schema=False, encoding="utf8-lossy")
    names = [name for name in table.collect_schema() if name in SCHEMA]
    for piece in table.select(names).with_row_index("line", 2).collect_batches(chunk_size=100_000, maintain_order=True):
        troubles.rows += len(piece)
        yield set_aside(_typed(piece, names), path, troubles)


def _typed(piece: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The texts of a piece in the types of the table form, and ``broken`` where a cell does not hold its type."""
    texts = piece.with_columns(pl.col(names).str.replace(f"^'({FORMULA})", "$1"))
    typed = texts.with_columns(_as(name, SCHEMA[name]) for name in names)
    wrong = [
        pl.when(typed[name].is_null() & texts[name].is_not_null()).then(pl.lit(f"{name} is no {SCHEMA[name]}"))
        for name in names
    ]
    own = [pl.col(name) if name in names else pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items()]
    return typed.with_columns(pl.coalesce(wrong).alias("broken")).select("line", "broken", *own)


def _as(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.String:
        return pl.col(name)
    if kind == pl.Date:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.List(pl.String):
        return _list(name).alias(name)
    return pl.col(name).cast(kind, strict=False)


def _list(name: str) -> pl.Expr:
    """A list from its elements joined by ";"; a backslash stands before what would be read otherwise."""
    # Escaped characters are set aside under marks that no text holds, so that what is left splits by every ";".
    cell = pl.col(name).str.replace_all("\\\\", "\ue000", literal=True).str.replace_all("\\;", "\ue001", literal=True)
    item = pl.element()
    item = pl.when(item == r"\e").then(pl.lit("")).when(item == "\\" + EMPTY).then(pl.lit(EMPTY)).otherwise(item)
    item = item.str.replace_all("\ue001", ";", literal=True).str.replace_all("\ue000", "\\", literal=True)
    split = cell.str.split(";").list.eval(item)
    return pl.when(pl.col(name) == EMPTY).then(pl.lit([], pl.List(pl.String))).otherwise(split)
