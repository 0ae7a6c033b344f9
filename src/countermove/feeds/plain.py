"""Plain text: one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds.origin import Origin, has_words, take
from countermove.records import Article
from countermove.text import Unreadable, decode


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article]:
    """The article of a text file, its text decoded and otherwise as it stands. Raises Unreadable."""
    text = decode(take(stream))
    if not has_words(text):
        raise Unreadable("empty", "no word is in it")
    yield Article(origin.article_id(text), text, published=origin.published)
