"""An HTML file: an export of a news database by what is in it, else a page with one article."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds import html, streams
from countermove.feeds.databases import factiva, nexis
from countermove.feeds.origin import Origin
from countermove.records import Article, Problem


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The article of a page, or all those of an export. Raises Unreadable."""
    stream = streams.utf16_as_utf8(stream)
    head = stream.read(streams.HEAD)
    whole = streams.joined(head, stream)
    for database in (nexis, factiva):
        if database.is_export(head):
            yield from database.read(whole, origin)
            return
    yield from html.read(whole, origin)
