"""ProQuest, plain text: documents between long lines of underscores or equals signs, each a list of named fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds import streams
from countermove.feeds.databases import Document, articles_of, miscounted, one_line
from countermove.feeds.origin import ARTICLE_LIMIT, Origin, too_long
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable, decode

_RULE = re.compile(rb"\s*(?:_{60,}|={60,})\s*")
_SIGNS = (b"Full text:", b"ProQuest document ID:", b"Publication title:", b"Publication date:")
#: Names of fields, so that a colon in a text does not begin one.
_NAMES = (
    "Title", "Alternate title", "Publication title", "Publication date", "Publication year", "Publication info",
    "Publication subject", "Author", "Abstract", "Full text", "Links", "Subject", "Location", "People",
    "Company / organization", "Company", "Classification", "Identifier / keyword", "Identifiers / keywords", "Volume",
    "Issue", "Pages", "Start page", "First page", "Number of pages", "Section", "Dateline", "Column", "Edition", "Year",
    "Publisher", "Place of publication", "Country of publication", "ISSN", "e-ISSN", "Source type", "Source",
    "Language of publication", "Language", "Document type", "Document feature", "ProQuest document ID", "Document URL",
    "Copyright", "Last updated", "Database", "Credit", "Illustration", "Caption", "Notes", "DOI", "CODEN",
    "Accession number", "Correspondence author", "Publication frequency", "Supplement", "Sponsor", "Geographic area",
)  # fmt: skip
_FIELD = re.compile(rf"({'|'.join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))}):[ \t]*(.*)")
_COUNTED = re.compile(r"\s*Document \d{1,9} of (\d{1,9})\s*$", re.MULTILINE)
_NO_TEXT = frozenset(("Not available", "Not available.", "None available"))
#: The address of a document without the account or the gateway through which a library reaches it.
_ADDRESS = re.compile(r"https?://(?:www|search)\.proquest\.com/[\w/.-]*docview/\d+(?=[/?\s]|$)")


def is_export(start: bytes) -> bool:
    """Whether a text begins as such an export does."""
    lines = start.splitlines()
    ruled = any(_RULE.fullmatch(line) for line in lines)
    return ruled and sum(any(line.startswith(sign) for line in lines) for sign in _SIGNS) >= 2


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of an export, in order, whatever their number."""
    number = 0
    said: int | None = None
    for block in _blocks(streams.utf16_as_utf8(stream)):
        try:
            if block is None:
                raise too_long()
            text = decode(block)
        except Unreadable as trouble:
            number += 1
            yield problem(trouble.kind, f"document {number}: {trouble.message}", origin.name)
            continue
        fields = _fields(text)
        if not fields.keys() & {"Full text", "ProQuest document ID", "Publication title"}:
            continue  # what stands before the first document and behind the last: search, account, contact
        number += 1
        said = int(counted[1]) if (counted := _COUNTED.match(text)) else said
        yield from articles_of(_document(number, fields), origin)
    yield from miscounted(said, number, origin)


def _blocks(stream: BufferedReader) -> Iterator[bytes | None]:
    """What stands between the rules, None for what is too long to hold; white space is left out."""
    held: list[bytes] = []
    size = 0
    for line in streams.lines(stream):
        if line is not None and _RULE.fullmatch(line):
            if size:
                yield None if size > ARTICLE_LIMIT else b"".join(held)
            held, size = [], 0
            continue
        size += len(line) if line is not None else ARTICLE_LIMIT + 1
        if size > ARTICLE_LIMIT:
            held.clear()
        elif line is not None and (held or line.strip()):
            held.append(line)
    if size:
        yield None if size > ARTICLE_LIMIT else b"".join(held)


def _fields(block: str) -> dict[str, list[str]]:
    """Name of a field -> its lines. Within a text a name of one word, as prose has, needs an empty line."""
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    name = ""
    before = ""
    for line in block.splitlines():
        match = _FIELD.match(line)
        in_prose = match is not None and name == "Full text" and bool(before.strip()) and " " not in match[1]
        if match and match[1] not in fields and not in_prose:
            name = match[1]
            current = fields.setdefault(name, [])
            line = match[2]  # noqa: PLW2901 - the rest of it
        current.append(line)
        before = line
    return fields


def _document(number: int, fields: dict[str, list[str]]) -> Document:
    def value(*names: str) -> str | None:
        return next((text for name in names if (text := one_line(" ".join(fields.get(name, ()))))), None)

    address = _ADDRESS.search(value("Document URL", "Links") or "")
    return Document(
        number,
        tuple(line for line in _paragraphs(fields.get("Full text", [])) if line not in _NO_TEXT),
        title=value("Title"),
        outlet=(value("Publication title") or "").partition(";")[0].strip() or None,  # behind it stands the place
        published=value("Publication date"),
        language=value("Language of publication", "Language"),
        accession=value("ProQuest document ID"),
        url=address[0] if address else None,
    )


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """The paragraphs of a text: set apart by empty lines where it has any, else one a line."""
    stripped = [line.strip() for line in lines]
    while stripped and (not stripped[-1] or _FIELD.match(stripped[-1])):
        stripped.pop()  # fields that follow without an empty line
    if "" not in stripped:
        yield from stripped
        return
    for paragraph in "\n".join(stripped).split("\n\n"):
        if joined := one_line(paragraph):
            yield joined
