"""What the user's sources hold, in order: articles, codings made before, and what stands in the place of an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from countermove.feeds.web.address import is_address
from countermove.feeds.web.state import States
from countermove.intake.records import holds_records, read_records
from countermove.records import Article, Coding, Problem


@dataclass(frozen=True, slots=True)
class Met:
    """Something met in a source: a file, a feed or page on the web, or standard input."""

    source: str
    item: Article | Coding | Problem


def meet(
    sources: Sequence[str],
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    states: States | None = None,
    contact: str | None = None,
) -> Iterator[Met]:
    """What files, folders, standard input ("-") and addresses hold, in the order given.

    Files of records ("article", "coder", "events" ...) give codings; all others are read as ``countermove.feeds`` does.
    ``states`` keeps what is remembered of feeds on the web. Raises InputError at once for a source that is none.
    """
    groups = [(kind, list(several)) for kind, several in groupby(sources, _kind)] or [("files", [])]
    readers = [_read(kind, several, published, columns, states, contact) for kind, several in groups]
    return (met for reader in readers for met in reader)


def _kind(source: str) -> str:
    if is_address(source):
        return "web"
    return "records" if holds_records(source) else "files"


def _read(
    kind: str,
    sources: Sequence[str],
    published: str | None,
    columns: Mapping[str, str] | None,
    states: States | None,
    contact: str | None,
) -> Iterator[Met]:
    """The reader for sources of one kind. What is wrong with the sources is raised here, before any is read."""
    if kind == "records":
        return (Met(source, item) for source in sources for item in read_records(source))
    if kind == "web":
        from countermove.feeds.web import read_by_address  # noqa: PLC0415 - httpx takes a while to import

        found = read_by_address(sources, published, states, contact=contact)
        return (Met(url, item) for url, item in found)
    from countermove.feeds import read_by_file  # noqa: PLC0415 - it imports what reads HTML

    return (Met(file, item) for file, item in read_by_file(sources, published, columns))
