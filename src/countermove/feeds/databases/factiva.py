"""Factiva, HTML: a saved page of articles, with the words and dates of its reader's language.

The lines above the text stand in a fixed order, some missing, and only a few say by a class what they are: so they
are told by what they look like and by what comes before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from countermove.feeds.calendars import is_date_line, language_code, read_clock
from countermove.feeds.databases import Document, articles_of, one_line
from countermove.feeds.databases.segments import cut, tree
from countermove.feeds.origin import Origin, too_long
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable

_BEGIN = re.compile(rb"<div\b[^>]{0,300}?\bid\s*=\s*[\"']?article-", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_ID = re.compile(r"(?:article-)?(\w{8,60})")
_LANGUAGE = re.compile(r"\b([a-z]{2})(?:[a-z]{2})?Article\b")
_CODE = re.compile(r"[A-Z0-9]{2,10}")
_COUNT = re.compile(r"\d[\d.,'\s]*\s\D+")  # "1,044 words", "877 Wörter", "1 044 mots"
_COPYRIGHT = re.compile(r"Copyright\b|©|\(c\)\s", re.IGNORECASE)
_ASIDE = frozenset(("author", "hd"))


def is_export(head: bytes) -> bool:
    """Whether the beginning of a page is that of such an export."""
    begin = _BEGIN.search(head)
    return (
        begin is not None and re.search(rb"\barticleParagraph\b|[a-z]{2}Article\b", head[begin.start() :]) is not None
    )


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of an export, in order, whatever their number."""
    documents = cut(stream, _BEGIN)
    declared = _CHARSET.search(next(documents) or b"")
    encoding = declared[1].decode("ascii") if declared else None
    for number, data in enumerate(documents, 1):
        try:
            if data is None:
                raise too_long()
            document = _document(number, tree(data, encoding))
        except Unreadable as trouble:
            yield problem(trouble.kind, f"document {number}: {trouble.message}", origin.name)
        else:
            yield from articles_of(document, origin)


def _document(number: int, root: Any) -> Document:
    outer = next(root.iterchildren("div"), root)
    inner = _inner(outer)
    found = _LANGUAGE.search(inner.get("class") or "")
    lines = list(_lines_above(inner))
    outlet, published = _outlet_and_date(lines)
    code = next((code for line in lines if (code := language_code(line))), None)
    accession = _ID.fullmatch(outer.get("id") or "")
    return Document(
        number,
        tuple(line for part in inner.iter("p") if _is_text(part) for line in _text(part)),
        title=_title(inner),
        outlet=outlet,
        published=published,
        language=found[1] if found else code,
        accession=accession[1] if accession else None,
    )


def _inner(outer: Any) -> Any:
    """What holds the lines: the part whose class names the language, else what holds the text or the headline."""
    parts = [part for part in outer.iter("div") if _LANGUAGE.search(part.get("class") or "")]
    parts += [part.getparent() for part in outer.iter("p", "div") if _is_text(part) or part.get("id") == "hd"]
    return parts[0] if parts else outer


def _is_text(part: Any) -> bool:
    return "articleParagraph" in (part.get("class") or "")


def _text(part: Any) -> list[str]:
    line = one_line(part.text_content())
    return [line] if line else []


def _title(inner: Any) -> str | None:
    for part in inner.iter("div", "span", "b", "h1", "h2"):
        if part.get("id") == "hd" or (part.get("class") or "").endswith("Headline"):
            return one_line(part.text_content()) or None
    return None


def _lines_above(inner: Any) -> Iterator[str]:
    """The lines between headline and text; those that say by a class what they are, are left out."""
    for part in inner.iterchildren("div", "p"):
        if _is_text(part):
            return
        if part.get("id") in _ASIDE or part.get("class") in _ASIDE or part.find(".//p") is not None:
            continue
        line = one_line(part.text_content())
        if line:
            yield line


def _outlet_and_date(lines: list[str]) -> tuple[str | None, str | None]:
    """The outlet, which follows date and time; the date with its time. Without a date the outlet follows the length."""
    dated = next((n for n, line in enumerate(lines) if is_date_line(line)), None)
    if dated is None:
        counted = next((n for n, line in enumerate(lines) if _COUNT.fullmatch(line)), -1)
        behind, published = lines[counted + 1 :], None
    else:
        behind, published = lines[dated + 1 :], lines[dated]
        if behind and read_clock(behind[0]):
            published = f"{published} {behind[0]}"
            behind = behind[1:]
    named = behind and not _CODE.fullmatch(behind[0]) and not _COPYRIGHT.match(behind[0])
    return (behind[0] if named else None), published
