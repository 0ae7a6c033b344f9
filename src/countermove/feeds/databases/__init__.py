"""Exports of news databases: many articles in one file, told by what is in them. One module for each database's form.

Every one makes ``Document`` records of the articles; ``articles_of`` makes articles of these. Who downloaded a file,
for which client and by what search, stands in fields that no module here reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from countermove.feeds.calendars import read_words
from countermove.feeds.fields import articles
from countermove.feeds.origin import Origin, has_words
from countermove.problems import problem
from countermove.records import Article, Problem

GAPS = 10  # missing documents that a message lists at most


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it stands in a file; all but the text as it is written there, None where it is not.

    ``number`` counts the documents of the file, ``accession`` is the database's own identifier.
    """

    number: int
    paragraphs: tuple[str, ...]
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    accession: str | None = None
    url: str | None = None


def articles_of(document: Document, origin: Origin) -> Iterator[Article | Problem]:
    """The article that a document is, or the problem that stands in its place."""
    where = f"document {document.number}"
    text = "\n\n".join(document.paragraphs)
    if not has_words(text):
        named = f" ('{document.title[:60]}')" if document.title else ""
        yield problem("no-text", f"{where}{named} holds no text of an article", origin.name)
        return
    written = document.published
    fields: dict[str, object] = {
        "id": document.accession,
        "text": text,
        "title": document.title,
        "outlet": document.outlet,
        "url": document.url,
        "published": (read_words(written) or written) if written else None,
        "language": document.language,
    }
    yield from articles(fields, origin, where, document.number)


def miscounted(said: int | None, found: int, origin: Origin, missing: tuple[int, ...] = ()) -> Iterator[Problem]:
    """The problem that a file says it holds another number of documents than were found in it, if so.

    ``missing`` are the numbers that its documents leave out, of which more than ``GAPS`` need not be given.
    """
    if said is None or said == found:
        return
    listed = ", ".join(map(str, missing[:GAPS])) + (" and others" if len(missing) > GAPS else "")
    gaps = f"; missing: {listed}" if missing else ""
    yield problem("count", f"it says that it holds {said:,} documents, and {found:,} are in it{gaps}", origin.name)


def one_line(text: str) -> str:
    """Text without line ends and no-break spaces."""
    return " ".join(text.split())
