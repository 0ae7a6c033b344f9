"""Where articles come from: files, folders of them, standard input. One module for each kind of file.

``read_articles`` is all that others need. It looks at each file's name and first bytes, hands it to the module for
its kind, and sees to it that every article has an id of its own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from stat import S_ISREG
from typing import IO, cast

from countermove.errors import InputError
from countermove.feeds import kinds
from countermove.feeds.archives import Allowance
from countermove.feeds.columns import checked, parse_columns
from countermove.feeds.origin import Origin, stem_of
from countermove.feeds.published import parse_published
from countermove.feeds.reading import read_stream
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import dateline

__all__ = ["parse_columns", "parse_published", "read_articles", "read_by_file"]

_BUFFER = 1 << 16
_YEAR = re.compile(r"(?:19|20)\d\d")
_TOP = 4_000  # characters in which a dateline is looked for


def read_articles(
    paths: Iterable[str | Path], published: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[Article | Problem]:
    """The articles of files, of folders (sorted by path, with their subfolders) and of standard input ("-").

    Yields, in order, an ``Article`` or the ``Problem`` that stands in its place; ``Problem.article`` names the file,
    a file in an archive as "archive.zip/folder/file.txt", and the message begins with the line, entry or document.
    Kinds in ``problems.READ_ALL_THE_SAME`` are told beside an article and stand in the place of none. Files are read
    as they come: only one article is held at a time, whatever the size of the file.

    ``published`` is an ISO date or date-time. The date of an article is that of its own field in JSON, a table or an
    export of a database; else ``published``, if given; else what an HTML page says of itself, or the text's dateline
    or date line, if these give the year; else unknown. So a date given by hand fills gaps and replaces guesses, but
    not data. ``columns`` maps fields of an article to the columns of a table, or fields of a JSON object, that hold
    them: {"text": "Body", "published": "Date"}; what it does not map is found by its usual names.

    Raises InputError at once for an empty list, a path that does not exist, a folder without articles, a date that
    is none, a field that no article has.
    """
    return (item for _, item in read_by_file(paths, published, columns))


def read_by_file(
    paths: Iterable[str | Path], published: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Article | Problem]]:
    """The same as ``read_articles``, each with the file that it comes from ("standard input" for "-")."""
    day = parse_published(published) if published is not None else None
    given = checked(columns)
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise InputError("nothing to read: give a file, a folder, or - for standard input")
    return _with_own_ids((_name(file), item) for file in files for item in _read_file(file, day, given))


# --- which files ------------------------------------------------------------------------------------


def _files(path: str | Path) -> list[str | Path]:
    """The files of one path the user gave, "-" for standard input."""
    if str(path) == "-":
        return ["-"]
    if not str(path):
        raise InputError("an empty path was given: give a file, a folder, or - for standard input")
    path = Path(path)
    if path.is_dir():
        inside = sorted(_walk(path), key=lambda file: file.parts)
        if not inside:
            raise InputError(
                f"{path}: no article in this folder "
                "(it reads text, HTML, JSON, tables, WARC, exports of news databases, ZIP and gzip)"
            )
        return list(inside)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    return [path]


def _walk(folder: Path) -> Iterator[Path]:
    """The files to read below a folder."""
    for where, folders, names in os.walk(folder):
        inside = Path(where).relative_to(folder).parts
        folders[:] = [name for name in folders if kinds.is_wanted((*inside, name, "any.txt"))]
        for name in names:
            if kinds.is_wanted((*inside, name)):
                yield Path(where, name)


# --- reading one ------------------------------------------------------------------------------------


def _name(file: str | Path) -> str:
    return "standard input" if file == "-" else str(file)


def _read_file(file: str | Path, published: str | None, columns: Mapping[str, str]) -> Iterator[Article | Problem]:
    piped = file == "-"
    origin = Origin(_name(file), None if piped else stem_of(Path(file).name), published, columns)
    try:
        with _open(file) as stream:
            name = "" if piped else Path(file).name.lower()
            yield from read_stream(stream, origin, name, Allowance.of(None if piped else _size(stream)))
    except OSError as error:
        yield problem("unreadable", f"it cannot be read: {error.strerror or error}", origin.name)


def _size(stream: BufferedReader) -> int | None:
    """The bytes of a file; None of a pipe, whose end nobody knows."""
    status = os.fstat(stream.fileno())
    return status.st_size if S_ISREG(status.st_mode) else None


def _open(file: str | Path) -> BufferedReader:
    if file == "-":
        stream: IO[bytes] = sys.stdin.buffer
        return stream if isinstance(stream, BufferedReader) else BufferedReader(cast("BufferedReader", stream))
    return cast("BufferedReader", Path(file).open("rb", buffering=_BUFFER))


# --- finishing --------------------------------------------------------------------------------------


def _with_own_ids(items: Iterable[tuple[str, Article | Problem]]) -> Iterator[tuple[str, Article | Problem]]:
    """The same with every id used once, and the date that a dateline tells where none is known."""
    taken: dict[str, int] = {}  # id -> how many articles came with it
    for file, item in items:
        if isinstance(item, Problem):
            yield file, item
            continue
        own = item.id
        while own in taken:
            taken[item.id] += 1
            own = f"{item.id}-{taken[item.id]}"
        taken[own] = 1
        if own != item.id:
            message = f"the id '{item.id}' was used before: this article is called '{own}'"
            yield file, problem("same-id", message, own)
        yield file, replace(item, id=own, published=item.published or _from_dateline(item.text))


def _from_dateline(text: str) -> str | None:
    """The day of a dateline that names its year, which is looked for only where the text's top has one."""
    found = dateline(text) if _YEAR.search(text, 0, _TOP) else None
    return found.date if found else None
