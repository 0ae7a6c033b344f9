"""Events of other systems in the table form, to be analysed beside one's own. One module for each kind of file.

``read_table`` is all that others need. Files of any size are read piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.imports import coded, own
from countermove.imports.layout import Kind, frames, is_parquet, layout, tell_kind
from countermove.imports.lines import Troubles
from countermove.tables import SCHEMA

__all__ = ["Kind", "Troubles", "read_table", "tell_kind"]


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
        return own.from_parquet(path) if is_parquet(path) else _lazy(_own_csv(path, troubles))
    if told in (Kind.CAMEO, Kind.WEIS, None):
        return _lazy(_coded(path, told, given, troubles))
    laid = layout(path, told)
    return _lazy(lambda: frames(path, laid, troubles))


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise InputError(f"no kind of file is called '{kind}'; it is one of {', '.join(Kind)}") from None


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


def _lazy(pieces: Frames) -> pl.LazyFrame:
    """Frames as a lazy frame that reads them when it is asked for its rows."""
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - this alone needs it

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for frame in pieces():
            piece = frame if left is None else frame.head(left)
            left = None if left is None else left - len(piece)
            piece = piece if predicate is None else piece.filter(predicate)
            yield piece if with_columns is None else piece.select(with_columns)
            if left == 0:
                return

    return register_io_source(source, schema=SCHEMA)
