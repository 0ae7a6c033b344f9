"""RSS and Atom in all their versions, as feedparser reads them: a document -> its title and its entries."""

from __future__ import annotations

import calendar
import logging
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from countermove.feeds.published import read_published
from countermove.feeds.web.address import place
from countermove.feeds.web.fetch import Answer
from countermove.feeds.web.fragments import line_of, text_of
from countermove.feeds.web.pace import iso
from countermove.records import record_id
from countermove.text import Unreadable, decode

#: Bytes of a feed that are read. The longest that outlets serve, with the full text of a hundred articles, have two MB.
SIZE = 10_000_000

_ROOT = re.compile(rb"<(?:rss|rdf:RDF|(?:\w+:)?feed)[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w-]{1,40})", re.IGNORECASE)
_ALTERNATE = re.compile(
    r"<link\b[^>]{0,500}\btype\s*=\s*[\"']application/(?:rss|atom)\+xml[\"'][^>]{0,500}>", re.IGNORECASE
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"']{1,500})[\"']", re.IGNORECASE)
#: What programs write that have no date: the first year they know, or an earlier one.
_NEVER = 1970
_HOUR = re.compile(r"\d:\d|T\d")
#: An entry whose text ends so gives only the beginning.
_CUT = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|(?:continue|keep) reading\W*|read (?:more|on|the full \w+)\W*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. ``key`` tells it from the others, also from poll to poll.

    ``text`` is what the feed itself carries of the article, "" where nothing; ``whole`` says that it does not break
    off. ``published`` is an ISO date-time in UTC, None where no date is given or none can be made of ``date``, the
    words in which it is given. ``outlet`` is where the feed says that it has the entry from.
    """

    key: str
    link: str | None = None
    title: str | None = None
    text: str = ""
    whole: bool = False
    published: str | None = None
    date: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Syndicated:
    """A feed as it is now: its title and its entries, in the order of the document."""

    title: str | None
    entries: tuple[Entry, ...]


def is_feed(answer: Answer) -> bool:
    """Whether this is RSS or Atom, by its first element, else by its media type."""
    start = answer.body[:4096].replace(b"\x00", b"")
    root, page = _ROOT.search(start), _PAGE.search(start)
    if root or page:
        return bool(root and (not page or root.start() < page.start()))
    return answer.media_type in _FEED_TYPES


def read(answer: Answer) -> Syndicated:
    """The feed in this answer, also where its XML is broken, as far as it can be read. Raises Unreadable ("feed")."""
    if not answer.body.strip():
        raise Unreadable("feed", "the feed is empty")
    declared = _DECLARED.search(answer.body[:512])
    # A stray zero is what some systems leave in a text; a feed in UTF-16 has zeros from its beginning on.
    data = answer.body if b"\x00" in answer.body[:64] else answer.body.replace(b"\x00", b"")
    text = decode(data, answer.charset or (declared[1].decode("ascii") if declared else None))
    if not is_feed(answer):
        raise Unreadable("feed", _what_it_is(text, answer))
    found = _parse(text)
    entries = found.get("entries", [])
    if not entries and found.get("bozo"):
        raise Unreadable("feed", f"its XML is broken and no entry could be read: {_why(found)}")
    return Syndicated(_line(found.get("feed", {}), "title"), _entries(entries, answer.url))


def _parse(text: str) -> Mapping[str, Any]:
    import feedparser  # noqa: PLC0415 - a tenth of a second that only feeds should pay

    # As bytes: a string that looks like an address or the name of a file would be opened.
    headers = {"content-type": "application/xml; charset=utf-8"}
    logging.getLogger("feedparser").addHandler(logging.NullHandler())
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            text.encode("utf-8", "replace"), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - what it raises on a feed made to break it is not for us to foresee
        raise Unreadable("feed", f"it cannot be read as a feed ({type(error).__name__})") from None
    return parsed


def _why(found: Mapping[str, Any]) -> str:
    return " ".join(str(found.get("bozo_exception", "no reason is given")).split())[:120]


def _what_it_is(text: str, answer: Answer) -> str:
    """What an answer is that is no feed, with the feed that a page names, which its reader most likely meant."""
    if not _PAGE.search(answer.body[:4096]):
        return f"this is neither RSS nor Atom (the server calls it {answer.media_type or 'nothing'})"
    link = _ALTERNATE.search(text)
    address = _HREF.search(link[0]) if link else None
    hint = f": it names the feed {line_of(address[1])}" if address else ""
    return f"this is a web page, not a feed{hint}"


# --- entries ----------------------------------------------------------------------------------------


def _entries(found: list[Mapping[str, Any]], url: str) -> tuple[Entry, ...]:
    """The entries, each once. A guid that entries with several links share is none."""
    links_of = {(_guid(raw), _link(raw, url)) for raw in found}
    shared = {guid for guid, count in Counter(guid for guid, _ in links_of).items() if count > 1}
    entries: dict[str, Entry] = {}
    for raw in found:
        guid = _guid(raw)
        entry = _entry(raw, url, None if guid in shared else guid)
        entries.setdefault(entry.key, entry)
    return tuple(entries.values())


def _entry(raw: Mapping[str, Any], url: str, guid: str | None) -> Entry:
    link, title, text = _link(raw, url), _line(raw, "title"), _text(raw)
    when = _when(raw)
    source = raw.get("source")
    return Entry(
        key=record_id("k", guid or link or f"{title}\x1f{text}"),
        link=link,
        title=title,
        text=text,
        whole=bool(text) and not _CUT.search(text),
        published=when,
        date=None if when else _line(raw, "published") or _line(raw, "updated"),
        outlet=_line(source, "title") if isinstance(source, Mapping) else None,
    )


def _guid(raw: Mapping[str, Any]) -> str | None:
    return str(raw.get("id") or "").strip() or None


def _link(raw: Mapping[str, Any], url: str) -> str | None:
    """The address of the article, where it is one of the web; behind a counting service the one it counts for.

    Where there is no link a guid is one, if written as one: RSS has it that every guid is if nothing else is said.
    """
    for name in ("feedburner_origlink", "link"):
        link = str(raw.get(name) or "").strip()
        with suppress(ValueError):
            link = urljoin(url, link) if link and raw.get("links") else link
        if place(link) is not None:
            return link
    return None


def _line(raw: Mapping[str, Any], name: str) -> str | None:
    # dict's own get: feedparser's reads one date for another, with a warning.
    value = dict.get(raw, name) if isinstance(raw, dict) else None
    return line_of(value) or None if isinstance(value, str) else None


def _text(raw: Mapping[str, Any]) -> str:
    """The longest text that the entry carries."""
    bodies = [*raw.get("content", []), raw.get("summary_detail") or {}]
    texts = [_body(body) for body in bodies if isinstance(body, Mapping)]
    return max(texts, key=len, default="")


def _body(body: Mapping[str, Any]) -> str:
    value = str(body.get("value") or "")
    return value.strip() if body.get("type") == "text/plain" else text_of(value)


def _when(raw: Mapping[str, Any]) -> str | None:
    """The date of an entry: as feedparser reads it, in UTC, else as files' dates are read, which may be in words."""
    for name in ("published", "updated"):
        when = dict.get(raw, f"{name}_parsed") if isinstance(raw, dict) else None
        words = _line(raw, name) or ""
        if when and when.tm_year > _NEVER:
            moment = iso(calendar.timegm(when))
            return moment if _HOUR.search(words) else moment[:10]
        written = None if when else read_published(words)
        if written and int(written[:4]) > _NEVER:
            return written
    return None
