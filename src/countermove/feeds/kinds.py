"""What kind of file is it? Told by its name, or by how it begins."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader
from pathlib import PurePosixPath

from countermove.feeds import archives, gunzip, json, jsonl, plain, tables, warc
from countermove.feeds.databases import documents, pages, proquest
from countermove.feeds.origin import Origin
from countermove.records import Article, Problem

#: What every kind of file has: its articles in order, or the problems that stand in their place.
Reader = Callable[[BufferedReader, Origin], Iterator[Article | Problem]]
#: What every kind of archive has: the files in it.
Opener = Callable[[archives.Archive], Iterator[archives.Member | Problem]]

_BY_SUFFIX: Mapping[str, Reader] = {
    ".html": pages.read,
    ".htm": pages.read,
    ".xhtml": pages.read,
    ".json": json.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".csv": tables.read,
    ".tsv": tables.read,
    ".tab": tables.read,
    ".warc": warc.read,
}
#: Told by what is in them, whatever they are called, and what people call them.
_PLAIN = frozenset((".txt", ".text"))
_ARCHIVES = frozenset((".zip", ".wacz", ".tar", ".tgz", ".docx"))
#: These cannot be read, but may well be meant, so that they are reported where a folder has them.
_MEANT = frozenset((".pdf", ".doc", ".odt", ".rtf", ".xlsx", ".xls"))

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|meta|a\s+name)\b"
    rb"|<\?xml[^>]*\?>\s*<(?:!doctype\s+)?html|<!--",
    re.IGNORECASE,
)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\{\]]")
_TAR = slice(257, 262)
_START = 4096


def is_wanted(path: tuple[str, ...]) -> bool:
    """Whether a file in a folder or archive is to be read; hidden ones and what a browser saves beside a page are not.

    ``path`` holds the names of the folders within it and of the file.
    """
    *folders, name = path or ("",)
    if any(part.startswith((".", "__MACOSX")) or part.endswith("_files") for part in folders) or name.startswith("."):
        return False
    inner = PurePosixPath(name.lower().removesuffix(".gz"))
    return inner.suffix in _BY_SUFFIX.keys() | _PLAIN | _ARCHIVES | _MEANT


def opener(file: str, stream: BufferedReader) -> Opener | None:
    """What opens an archive; None for any other file. ``file`` is its name in lower case, empty where it has none."""
    start = stream.peek(_START)[:_START]
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return archives.zip_members
    if start.startswith(gunzip.MAGIC):
        return None if _is_web_archive(file, start) else archives.gzip_member
    if start[_TAR] == b"ustar":
        return archives.tar_members
    return None


def reader(file: str, stream: BufferedReader, columns: Mapping[str, str]) -> Reader:
    """What reads a file that is no archive, by the suffix of its name or by how it begins."""
    if file == archives.WORD:
        return documents.read
    if file.endswith(".warc.gz"):
        return warc.read
    by_name = _BY_SUFFIX.get(PurePosixPath(file).suffix)
    return by_name or _by_content(stream.peek(_START), columns)


def _by_content(begins: bytes, columns: Mapping[str, str]) -> Reader:
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        begins = begins[: len(begins) & ~1].decode("utf-16", "replace").encode()
    start = begins.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith((b"WARC/", gunzip.MAGIC)):
        return warc.read
    if _HTML.match(start[:_START]):
        return pages.read
    if _JSON.match(start):
        return jsonl.read_any
    if proquest.is_export(begins):
        return proquest.read
    return tables.read if tables.looks_like_table(begins, columns) else plain.read


def _is_web_archive(file: str, start: bytes) -> bool:
    return file.endswith(".warc.gz") or gunzip.begins(start).startswith(b"WARC/")
