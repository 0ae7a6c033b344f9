"""A web page: its article as trafilatura extracts it, with what the page says of title, outlet, address and date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from countermove.feeds.origin import Origin, has_words, take
from countermove.feeds.published import read_published
from countermove.records import Article
from countermove.text import Unreadable, decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
#: Pages of any day are read alike: without this the date finder asks the clock what is too late to be true.
_DATES = {"original_date": True, "extensive_search": True, "min_date": "1970-01-01", "max_date": "2099-12-31"}


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article]:
    """The article of an HTML page. Raises Unreadable ("no-text" where the page holds none)."""
    data = take(stream)
    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii") if declared else None)
    found = _extract(page)
    text = found.text if found else None
    if not text or not has_words(text):
        raise Unreadable("no-text", "no article text was found in this page: save the text itself as .txt")
    yield Article(
        origin.article_id(text),
        text,
        title=found.title or None,
        outlet=found.sitename or found.hostname or None,
        url=found.url or None,
        published=origin.published or (read_published(found.date) if found.date else None),
    )


def _extract(page: str) -> Any:
    import trafilatura  # noqa: PLC0415 - a third of a second that only HTML should pay

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # our own message says what is wrong
    return trafilatura.bare_extraction(
        page, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dict(_DATES)
    )
