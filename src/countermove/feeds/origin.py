"""What every reader is told about the file it reads, and how much of one it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import PurePosixPath

from countermove.records import record_id
from countermove.text import Unreadable

#: No article is longer (in bytes of a file, in characters of a field); the longest books have about three million.
ARTICLE_LIMIT = 5_000_000
#: No line is longer, in bytes: a character of an article may take several, and other fields take some.
LINE_LIMIT = 2 * ARTICLE_LIMIT
#: A JSON file is held in memory as a whole. JSONL has no such limit.
JSON_LIMIT = 200_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """A file as the user named it, its name without folder and suffix (None: standard input), and the date given.

    The ``name`` of a member of an archive is "archive.zip/folder/file.txt". ``columns`` says which column of a table
    or field of an object holds which field of an article, where the user said so.
    """

    name: str
    stem: str | None
    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def member(self, path: str) -> Origin:
        """The origin of a member of this archive."""
        return replace(self, name=f"{self.name}/{path}", stem=stem_of(path))

    def article_id(self, text: str, place: int | None = None) -> str:
        """An id for an article that has none: the stem, with its ``place`` in the file; a hash of the text on stdin."""
        if self.stem is None:
            return record_id("t", text)
        return self.stem if place is None else f"{self.stem}-{place}"


def stem_of(path: str) -> str:
    """The name of a file without folder and suffix; that of gzip counts for none: "crawl" of "in/crawl.warc.gz"."""
    name = PurePosixPath(path.replace("\\", "/"))
    return (name.with_suffix("") if name.suffix.lower() == ".gz" else name).stem


def take(stream: BufferedReader, limit: int = ARTICLE_LIMIT) -> bytes:
    """All that is in the stream. Raises Unreadable ("too-long", "empty")."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_long(limit)
    if not data.strip():
        raise Unreadable("empty", "it is empty")
    return data


def has_words(text: str) -> bool:
    """Whether a letter or digit is in it: white space, marks and invisible characters make no article."""
    return any(map(str.isalnum, text))


def too_long(limit: int = ARTICLE_LIMIT) -> Unreadable:
    """The trouble of having more than ``limit``."""
    if limit == JSON_LIMIT:
        return Unreadable(
            "too-long", f"more than {limit // 1_000_000} MB of JSON: write it as JSONL, one article a line"
        )
    return Unreadable(
        "too-long", f"more than {limit // 1_000_000} MB is no article: split it into one file or JSONL line an article"
    )
