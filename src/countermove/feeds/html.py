"""A web page: its article as trafilatura extracts it, with what the page says of title, outlet, address and date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from countermove.feeds.origin import ARTICLE_LIMIT, Origin, has_words, take, too_long
from countermove.feeds.published import read_published
from countermove.records import Article
from countermove.text import Unreadable, decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
#: What stands between a page's title and its outlet or section.
_MARK = re.compile(r"\s[|–—:·»-]\s|\s*\|\s*")
#: Pages of any day are read alike: without this the date finder asks the clock what is too late to be true.
_DATES = {"original_date": True, "extensive_search": True, "min_date": "1970-01-01", "max_date": "2099-12-31"}


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article]:
    """The article of an HTML page. Raises Unreadable ("no-text" where the page holds none)."""
    try:
        yield from_page(take(stream), origin)
    except Unreadable as trouble:
        hint = ": save the text itself as .txt" if trouble.kind == "no-text" else ""
        raise Unreadable(trouble.kind, f"{trouble.message}{hint}") from None


def from_page(data: bytes, origin: Origin, *, declared: str | None = None, url: str | None = None) -> Article:
    """The article of a page. Raises Unreadable ("no-text" where the page holds none).

    ``declared`` is the encoding that whoever sent it named, else the page's own word counts; ``url`` is where it was.
    """
    own = _CHARSET.search(data[:4096])
    page = decode(data, declared or (own[1].decode("ascii") if own else None))
    found = _extract(page, url)
    text = _without_title(found.text, found.title) if found is not None and found.text else None
    if found is None or not text or not has_words(text):
        raise Unreadable("no-text", "no article text was found in this page")
    if len(text) > ARTICLE_LIMIT:
        raise too_long()
    return Article(
        origin.article_id(text),
        text,
        title=found.title or None,
        outlet=found.sitename or found.hostname or None,
        url=found.url or url,
        published=origin.published or (read_published(found.date) if found.date else None),
    )


def _without_title(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title.

    A page sets its title above the article too. The record keeps it as the title; read as the article's first sentence
    it would tell each act of the report's beginning a second time. The title may go on with the outlet's name.
    """
    first, _, rest = text.lstrip().partition("\n")
    heading, named = _folded(first), _folded(title or "")
    return rest if heading and has_words(rest) and (named == heading or _goes_on(title or "", first)) else text


def _goes_on(title: str, heading: str) -> bool:
    """Whether a title is the heading and, behind a mark, more: "Envoy leaves | Example Post"."""
    parts = _MARK.split(title)
    return any(_folded(" ".join(parts[:count])) == _folded(heading) for count in range(1, len(parts)))


def _folded(words: str) -> str:
    """Letters and digits alone: pages differ in quotation marks, dashes and capitals between title and heading."""
    return "".join(c for c in words.casefold() if c.isalnum())


def _extract(page: str, url: str | None) -> Any:
    import trafilatura  # noqa: PLC0415 - a third of a second that only HTML should pay

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # our own message says what is wrong
    try:
        return trafilatura.bare_extraction(
            page,
            url=url,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=dict(_DATES),
        )
    except Exception as error:
        message = f"no article text could be got out of this page ({type(error).__name__})"
        raise Unreadable("no-text", message) from error
