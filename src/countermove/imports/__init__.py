"""Events of other systems in the table form, to be analysed beside one's own. One module for each kind of file.

``read_table`` is all that others need. Files of any size are read piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.imports import coded, gdelt, icews, own, polecat, relations
from countermove.imports.lines import Troubles, first_lines
from countermove.imports.shaping import Shape, shaped
from countermove.tables import SCHEMA

__all__ = ["Kind", "Troubles", "read_table", "tell_kind"]


class Kind(StrEnum):
    """What a file of events is."""

    OWN = "countermove"
    POLECAT = "polecat"
    ICEWS = "icews"
    GDELT = "gdelt"
    RELATIONS = "relations"
    CAMEO = "cameo"
    WEIS = "weis"


Frames = Callable[[], Iterator[pl.DataFrame]]


def read_table(
    path: str | Path,
    kind: Kind | str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    scores: str | Path | None = None,
    day: str | None = None,
    troubles: Troubles | None = None,
) -> pl.LazyFrame:
    """The rows of a file of events in ``tables.SCHEMA``, read when the frame is collected or written.

    ``kind`` is told by the header or the number of cells where it is not given. Of a CSV file with CAMEO or WEIS codes
    ``columns`` says which column is what (field -> column; fields in ``coded.FIELDS``), ``scores`` is a CSV file of
    codes and scores, ``day`` a strptime form. Tab-separated files may be gzip or zip.

    Rows that cannot be read are left out; ``troubles`` counts them and names the first.
    Raises InputError where there is no such file, or it is none of these kinds.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    troubles = troubles if troubles is not None else Troubles()
    given = coded.Given(dict(columns or {}), day, Path(scores) if scores is not None else None)
    told = _kind(kind) if kind is not None else tell_kind(path)
    if told is Kind.OWN:
        return own.from_parquet(path) if _is_parquet(path) else _lazy(_own_csv(path, troubles))
    if told in (Kind.CAMEO, Kind.WEIS, None):
        return _lazy(_coded(path, told, given, troubles))
    return _lazy(_tabbed(path, told, troubles))


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise InputError(f"no kind of file is called '{kind}'; it is one of {', '.join(Kind)}") from None


def tell_kind(path: Path) -> Kind | None:
    """What a file is by its first line; None for a CSV file with codes. Raises InputError for what is neither."""
    if _is_parquet(path):
        return Kind.OWN
    lines = first_lines(path, 1)
    if not lines:
        raise InputError(f"{path} is empty")
    (head,) = lines
    if head.startswith(("{", "[")):
        raise InputError(
            f"{path} holds JSON, not a table; of our own records countermove export --as parquet makes one"
        )
    cells = head.split("\t")
    if "CAMEO Code" in (names := icews.columns(head)) and "Source Name" in names:
        return Kind.ICEWS
    if {"Event Type", "Actor Name"} <= {cell.strip() for cell in cells}:
        return Kind.POLECAT
    if len(cells) in gdelt.BY_WIDTH and cells[0].isdigit():
        return Kind.GDELT
    if relations.columns(head):
        return Kind.RELATIONS
    if len(cells) == 1 and "," in head:
        names = head.split(",")
        return Kind.OWN if {"event", "score_table", "actor_name"} <= set(names) else None
    raise InputError(
        f"{path}: its first line is that of no known kind of file; it has {len(cells)} cells between tabs. "
        f"Say what it is with --kind ({', '.join(Kind)})"
    )


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _tabbed(path: Path, kind: Kind, troubles: Troubles) -> Frames:
    """The frames of a tab-separated file."""
    head, *rows = first_lines(path, 2) or [""]
    header, names, shape = _layout(path, kind, head, rows[0] if rows else head)
    return lambda: shaped(path, names, shape, troubles, header=header)


def _layout(path: Path, kind: Kind, head: str, row: str) -> tuple[bool, list[str], Shape]:
    """Whether there is a header, the names of the columns, and what makes them the table form."""
    if kind is Kind.GDELT:
        width = len(head.split("\t"))
        if width not in gdelt.BY_WIDTH:
            raise InputError(f"{path}: GDELT's rows have 57, 58 or 61 cells, the first line here has {width}")
        return False, list(gdelt.BY_WIDTH[width]), gdelt.shape()
    if kind is Kind.POLECAT:
        names = polecat.columns(head, row)
        _need(path, names, ("Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name", "Version"))
        return True, names, polecat.shape(names)
    if kind is Kind.ICEWS:
        names = icews.columns(head)
        _need(path, names, ("Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"))
        return True, names, icews.shape()
    found = relations.columns(head)
    if found is None:
        raise InputError(f"{path}: no header with date, actor, relation and recipient between tabs")
    return True, found, relations.shape()


def _need(path: Path, names: list[str], needed: tuple[str, ...]) -> None:
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise InputError(f"{path}: its header has no {', '.join(lacking)}")


def _own_csv(path: Path, troubles: Troubles) -> Frames:
    """The frames of a CSV file of the table form."""
    own.check(path, _csv_header(path))
    return lambda: own.csv_frames(path, troubles)


def _csv_header(path: Path) -> list[str]:
    try:
        return list(pl.scan_csv(path, infer_schema=False, encoding="utf8-lossy").collect_schema())
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path}: no CSV file ({str(error).splitlines()[0]})") from error


def _coded(path: Path, kind: Kind | None, given: coded.Given, troubles: Troubles) -> Frames:
    """The frames of a CSV file with codes."""
    columns = coded.columns_of(path, _csv_header(path), given.columns)
    scheme = kind.value if kind is not None else coded.scheme_of(path, columns["code"])
    if given.scores is not None:
        coded.read_scores(given.scores)  # what is wrong with it is said before anything is read
    return lambda: coded.frames(path, scheme, columns, given, troubles)


def _lazy(frames: Frames) -> pl.LazyFrame:
    """Frames as a lazy frame that reads them when it is asked for its rows."""
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - this alone needs it

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for frame in frames():
            piece = frame if left is None else frame.head(left)
            left = None if left is None else left - len(piece)
            piece = piece if predicate is None else piece.filter(predicate)
            yield piece if with_columns is None else piece.select(with_columns)
            if left == 0:
                return

    return register_io_source(source, schema=SCHEMA)
