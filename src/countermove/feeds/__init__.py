"""Where articles come from: files, folders of them, standard input. One module for each kind of file.

``read_articles`` is all that others need. It looks at each file's name and first bytes, hands it to the module for
its kind, and sees to it that every article has an id of its own.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from countermove.errors import InputError
from countermove.feeds import html, json, jsonl, plain
from countermove.feeds.origin import Origin
from countermove.feeds.published import parse_published
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable, dateline

__all__ = ["parse_published", "read_articles"]

Reader = Callable[[BufferedReader, Origin], Iterator[Article | Problem]]

#: Files that say by their name what they are. Any other is told by its first bytes.
_READERS: dict[str, Reader] = {
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".json": json.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
#: What is read in a folder. The second line cannot be, but may well be meant, so that it is reported.
_IN_FOLDERS = frozenset(_READERS) | {".txt", ".text"}
_MEANT = frozenset((".pdf", ".doc", ".docx", ".odt", ".rtf"))
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|p)\b|<\?xml[^>]*\?>\s*<(?:!doctype\s+)?html", re.IGNORECASE
)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\{\]]")


def read_articles(paths: Iterable[str | Path], published: str | None = None) -> Iterator[Article | Problem]:
    """The articles of files, of folders (sorted by path, with their subfolders) and of standard input ("-").

    Yields, in order, an ``Article`` or the ``Problem`` that stands in its place; ``Problem.article`` names the file.
    ``published`` is an ISO date or date-time. The date of an article is its "published" field in JSON; else
    ``published``, if given; else what an HTML page says of itself, or the text's dateline or date line, if these
    give the year; else unknown. So a date given by hand fills gaps and replaces guesses, but not data.

    Raises InputError at once for an empty list, a path that does not exist, a folder without articles, a date that
    is none.
    """
    day = parse_published(published) if published is not None else None
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise InputError("nothing to read: give a file, a folder, or - for standard input")
    return _with_own_ids(item for file in files for item in _read_file(file, day))


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
            raise InputError(f"{path}: no article in this folder (it reads .txt, .html, .json and .jsonl)")
        return list(inside)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    return [path]


def _walk(folder: Path) -> Iterator[Path]:
    """The files to read below a folder; hidden ones and what a browser saves beside a page are passed over."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith("_files")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in _IN_FOLDERS | _MEANT:
                yield Path(where, name)


# --- reading one ------------------------------------------------------------------------------------


def _read_file(file: str | Path, published: str | None) -> Iterator[Article | Problem]:
    origin = Origin("standard input" if file == "-" else str(file), None if file == "-" else Path(file).stem, published)
    try:
        with _open(file) as stream:
            yield from _reader(file, stream)(stream, origin)
    except Unreadable as trouble:
        yield problem(trouble.kind, trouble.message, origin.name)
    except OSError as error:
        yield problem("unreadable", f"it cannot be read: {error.strerror or error}", origin.name)


def _open(file: str | Path) -> BufferedReader:
    if file == "-":
        stream: IO[bytes] = sys.stdin.buffer
        return stream if isinstance(stream, BufferedReader) else BufferedReader(cast("BufferedReader", stream))
    return Path(file).open("rb")


def _reader(file: str | Path, stream: BufferedReader) -> Reader:
    """The reader for a file, by its suffix or by how it begins."""
    by_name = _READERS.get(Path(file).suffix.lower())
    if by_name:
        return by_name
    start = stream.peek(2048)[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(start):
        return html.read
    return jsonl.read_any if _JSON.match(start) else plain.read


# --- finishing --------------------------------------------------------------------------------------


def _with_own_ids(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """The same with every id used once, and the date that a dateline tells where none is known."""
    taken: set[str] = set()
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        own = item.id
        count = 2
        while own in taken:
            own = f"{item.id}-{count}"
            count += 1
        taken.add(own)
        if own != item.id:
            yield problem("same-id", f"the id '{item.id}' was used before: this article is called '{own}'", own)
        yield replace(item, id=own, published=item.published or _from_dateline(item.text))


def _from_dateline(text: str) -> str | None:
    found = dateline(text)
    return found.date if found else None
