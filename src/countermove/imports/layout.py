"""How the files of other systems are laid out: told by the first line, between tabs as published or between commas.

Between tabs quotation marks mean nothing; between commas (as R, pandas and BigQuery write tables) they do.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.imports import gdelt, icews, polecat, relations
from countermove.imports.lines import Troubles, first_lines
from countermove.imports.lines import frames as lines_of
from countermove.imports.shaping import Shape, set_aside


class Kind(StrEnum):
    """What a file of events is."""

    OWN = "countermove"
    POLECAT = "polecat"
    ICEWS = "icews"
    GDELT = "gdelt"
    RELATIONS = "relations"
    CAMEO = "cameo"
    WEIS = "weis"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file in the order of its rows, all that are looked for, and what makes them the table form."""

    separator: str
    header: bool
    columns: tuple[str, ...]
    known: tuple[str, ...]
    shape: Shape


def tell_kind(path: Path) -> Kind | None:
    """What a file is by its first line; None for a CSV file with codes. Raises InputError for what is neither."""
    if is_parquet(path):
        return Kind.OWN
    head = _first(path)
    if head.startswith(("{", "[")):
        raise InputError(
            f"{path} holds JSON, not a table; of our own records countermove export --as parquet makes one"
        )
    separator, cells = _cells(head)
    told = next((kind for kind, is_it in _HEADS.items() if is_it(cells)), None)
    if told is not None or (separator == "," and len(cells) > 1):
        return told
    raise InputError(
        f"{path}: its first line is that of no known kind of file; it has {len(cells)} cells between tabs. "
        f"Say what it is with --kind ({', '.join(Kind)})"
    )


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _first(path: Path) -> str:
    for line in first_lines(path, 1):
        return line
    raise InputError(f"{path} is empty")


def _cells(head: str) -> tuple[str, list[str]]:
    """What stands between the cells of a line, and the cells."""
    if "\t" in head or "," not in head:
        return "\t", [cell.strip() for cell in head.split("\t")]
    return ",", [cell.strip() for cell in next(csv.reader([head]))]


def _is_gdelt(cells: Sequence[str]) -> bool:
    named = {"GLOBALEVENTID", "EVENTCODE"} <= {cell.upper() for cell in cells}
    return named or (len(cells) in gdelt.BY_WIDTH and cells[0].isdigit())


_HEADS: dict[Kind, Callable[[Sequence[str]], bool]] = {
    Kind.OWN: lambda cells: {"event", "score_table", "actor_name"} <= set(cells),
    Kind.ICEWS: lambda cells: {"CAMEO Code", "Source Name"} <= set(icews.columns(cells)),
    Kind.POLECAT: lambda cells: {"Event Type", "Actor Name"} <= set(cells),
    Kind.GDELT: _is_gdelt,
    Kind.RELATIONS: lambda cells: relations.columns(cells) is not None,
}


# --- one kind ---------------------------------------------------------------------------------------


def layout(path: Path, kind: Kind) -> Layout:
    """How a file of POLECAT, ICEWS, GDELT or relations is laid out. Raises InputError where it is not of this kind."""
    head, *rows = first_lines(path, 2) or [""]
    separator, cells = _cells(head)
    _, row = _cells(rows[0]) if rows else (separator, cells)
    if kind is Kind.GDELT:
        return _gdelt(path, separator, cells)
    if kind is Kind.POLECAT:
        names = tuple(polecat.columns(cells, row))
        _need(path, names, ("Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name"))
        return Layout(separator, header=True, columns=names, known=polecat.COLUMNS, shape=polecat.shape())
    if kind is Kind.ICEWS:
        names = tuple(icews.columns(cells))
        _need(path, names, ("Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"))
        return Layout(separator, header=True, columns=names, known=icews.COLUMNS, shape=icews.shape())
    found = relations.columns(cells)
    if found is None:
        raise InputError(f"{path}: no header with date, actor, relation and recipient")
    return Layout(separator, header=True, columns=tuple(found), known=(), shape=relations.shape())


def _gdelt(path: Path, separator: str, cells: Sequence[str]) -> Layout:
    if cells[0].isdigit():
        if len(cells) not in gdelt.BY_WIDTH:
            raise InputError(f"{path}: GDELT's rows have 57, 58 or 61 cells, the first line here has {len(cells)}")
        names = gdelt.BY_WIDTH[len(cells)]
        return Layout(separator, header=False, columns=names, known=gdelt.COLUMNS_2, shape=gdelt.shape())
    usual = {name.upper(): name for name in gdelt.COLUMNS_2}
    names = tuple(usual.get(cell.upper(), cell) for cell in cells)
    _need(path, names, ("GLOBALEVENTID", "SQLDATE", "EventCode"))
    return Layout(separator, header=True, columns=names, known=gdelt.COLUMNS_2, shape=gdelt.shape())


def _need(path: Path, names: Sequence[str], needed: tuple[str, ...]) -> None:
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise InputError(f"{path}: its header has no {', '.join(lacking)}")


def frames(path: Path, laid: Layout, troubles: Troubles) -> Iterator[pl.DataFrame]:
    """The table form of a file, piece by piece, without its broken rows, which are counted."""
    troubles.restart()
    read = _between_tabs if laid.separator == "\t" else _between_commas
    for piece in read(path, laid, troubles):
        lacking = [name for name in laid.known if name not in piece.columns]
        filled = piece.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
        yield set_aside(laid.shape(filled), path, troubles)


def _between_tabs(path: Path, laid: Layout, troubles: Troubles) -> Iterator[pl.DataFrame]:
    yield from lines_of(path, laid.columns, header=laid.header, troubles=troubles)


def _between_commas(path: Path, laid: Layout, troubles: Troubles) -> Iterator[pl.DataFrame]:
    table = pl.scan_csv(
        path, has_header=laid.header, new_columns=laid.columns, infer_schema=False, truncate_ragged_lines=True,
        encoding="utf8-lossy",
    )  # fmt: skip
    numbered = table.with_row_index("line", 2 if laid.header else 1)
    for piece in numbered.collect_batches(chunk_size=100_000, maintain_order=True):
        troubles.rows += len(piece)
        yield piece
