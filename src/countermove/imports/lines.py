"""Tab-separated files of any size as frames of texts, piece by piece: plain, gzip or zip, UTF-8 or Latin-1.

Each line is one row; quotation marks mean nothing. A row with too many or too few cells is set aside and counted.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import polars as pl

from countermove.errors import InputError
from countermove.problems import problem
from countermove.records import Problem

#: Bytes read at a time.
_PIECE = 1 << 24
#: Of broken rows so many are named; all are counted.
NAMED = 5


@dataclass(slots=True)
class Troubles:
    """What was wrong with the rows of a file: how many were read and left out, and the first of these as problems."""

    rows: int = 0
    broken: int = 0
    first: list[Problem] = field(default_factory=list)

    def restart(self) -> None:
        """Forget all: the file is read from its beginning again."""
        self.rows = self.broken = 0
        self.first.clear()

    def add(self, file: Path, line: int, why: str) -> None:
        """One broken row, by the number of its line."""
        self.broken += 1
        if len(self.first) < NAMED:
            self.first.append(problem("row", f"line {line}: {why}", file.name))


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where it is a gzip, or a zip with one file in it. Raises InputError."""
    try:
        with path.open("rb") as start:
            magic = start.read(4)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.open(path) as unpacked:
                yield cast("IO[bytes]", unpacked)
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive, path)) as stream:
                yield stream
        else:
            with path.open("rb") as stream:
                yield stream
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as error:
        raise InputError(f"{path}: the archive is damaged ({error})") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _only_member(archive: zipfile.ZipFile, path: Path) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if len(names) != 1:
        raise InputError(f"{path} holds {len(names)} files; unpack it and name the one to read")
    return names[0]


def first_lines(path: Path, count: int) -> list[str]:
    """The first lines of a file, without their ends."""
    with opened(path) as stream:
        return [_decoded(line).rstrip("\r\n") for line, _ in zip(stream, range(count), strict=False)]


def _decoded(piece: bytes) -> str:
    """As UTF-8, else as Windows' Latin-1, in which every byte is something."""
    try:
        return piece.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return piece.decode("cp1252", "replace")


def frames(path: Path, columns: Sequence[str], *, header: bool, troubles: Troubles) -> Iterator[pl.DataFrame]:
    """The rows as texts under these columns, and ``line``, the number of each in the file; empty cells are null."""
    with opened(path) as stream:
        at = 1
        if header:
            stream.readline()
            at = 2
        while piece := stream.read(_PIECE):
            rows = _decoded(piece + stream.readline()).replace("\r\n", "\n").removesuffix("\n").split("\n")
            yield _split(pl.Series("row", rows), at, path, columns, troubles)
            at += len(rows)


def _split(rows: pl.Series, at: int, path: Path, columns: Sequence[str], troubles: Troubles) -> pl.DataFrame:
    """Rows as cells; those that have not as many as there are columns are counted and left out."""
    wanted = len(columns)
    table = pl.DataFrame({"row": rows}).with_row_index("line", at)
    cells = pl.col("row").str.count_matches("\t", literal=True) + 1
    table = table.with_columns(cells=cells)
    if not (table["cells"] == wanted).all():
        table = _mended(table, wanted)
        for line, count in table.filter(pl.col("cells") != wanted).select("line", "cells").iter_rows():
            troubles.add(path, line, f"{count} cells in place of {wanted}")
    troubles.rows += len(table)
    table = table.filter(pl.col("cells") == wanted)
    if table.is_empty():
        return pl.DataFrame(schema={"line": pl.UInt32, **dict.fromkeys(columns, pl.String)})
    text = "\n".join(table["row"].to_list()).encode("utf-8", "replace")
    split = pl.read_csv(
        text, separator="\t", has_header=False, quote_char=None, infer_schema=False, new_columns=columns
    )
    return split.with_columns(table["line"])


def _mended(table: pl.DataFrame, wanted: int) -> pl.DataFrame:
    """The rows without empty lines, and without the tabs at a row's end that go beyond the last column."""
    table = table.filter(pl.col("row").str.strip_chars() != "")
    bare = pl.col("row").str.strip_chars_end("\t")
    least = bare.str.count_matches("\t", literal=True) + 1
    padded = bare + pl.lit("\t").repeat_by(wanted - least).list.join("")
    beyond = (pl.col("cells") > wanted) & (least <= wanted)
    return table.with_columns(
        row=pl.when(beyond).then(padded).otherwise("row"), cells=pl.when(beyond).then(wanted).otherwise("cells")
    )
