"""WARC, the archive of a web crawl: the article of each page in it, record by record.

The records are told apart here, so that a broken one costs no other: where a length is wrong, data is cut short or
something else lies between, it is named, and reading goes on at the next record. What is in a record is warcio's.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO
from typing import Any

from countermove.feeds import gunzip, html, plain, streams
from countermove.feeds.origin import ARTICLE_LIMIT, LINE_LIMIT, Origin, too_long
from countermove.feeds.published import read_published
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable

_VERSION = re.compile(rb"WARC/\d\.\d+\s*")
#: Where the next record begins, within what a wrong length takes for the content of this one or in a line.
_NEXT = re.compile(rb"WARC/\d\.\d+\r?\n(?=[A-Za-z-]+:)|WARC/damaged \d")
_BEGINS = re.compile(rb"WARC/\d\.\d+\s*\n$|WARC/damaged \d")
#: Stands in the unpacked stream where packed data could not be unpacked.
_MARK = "\r\n\r\nWARC/damaged {}\r\n\r\n"
_DAMAGED = re.compile(rb"WARC/damaged (\d+)")
_BORDER, _LONGEST_MARK = 16, 64
_LONGEST_HEADER = 1 << 16
_CHUNK = 1 << 16
_PAGES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
_WANTED = frozenset(("response", "resource"))


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of the pages in a web archive, packed or not; what is no page is passed over. Raises Unreadable."""
    if stream.peek(3).startswith(gunzip.MAGIC):
        stream = streams.from_pieces(gunzip.salvaged(stream, _MARK))
    passed: Counter[str] = Counter()
    seen = False
    for number, record in enumerate(_records(_Source(stream)), 1):
        item = _item(record, number, origin, passed)
        if item is not None:
            seen = True
            yield item
    if not seen:
        counted = ", ".join(f"{count:,} {kind}" for kind, count in sorted(passed.items()))
        raise Unreadable("empty", f"no page is in it ({counted})" if counted else "no record is in it")


# --- one record -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as it stands: its kind, its header, its content or, where that is too long to hold, the beginning."""

    kind: str
    header: bytes
    content: bytes
    whole: bool


def _item(record: _Record | Unreadable, number: int, origin: Origin, passed: Counter[str]) -> Article | Problem | None:
    """The article of a record, or what is wrong with it; a record that is no page's is counted in ``passed``."""
    where = f"record {number}"
    try:
        if isinstance(record, Unreadable):
            raise record
        page = _page(record) if record.kind in _WANTED else None
        if page is None:
            passed[record.kind if record.kind not in _WANTED else "without a page"] += 1
            return None
        where = f"{where} ({page.url})"
        if not record.whole:
            raise too_long()
        return _article(page, origin, number)
    except Unreadable as trouble:
        return problem(trouble.kind, f"{where}: {trouble.message}", origin.name)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was got: where, when, what it says it is, and what stood between the two."""

    url: str
    seen: str | None
    kind: str
    charset: str | None
    headers: Any
    content: bytes


def _page(record: _Record) -> _Page | None:
    """The page in a record: HTML or plain text that was there when it was asked for. Raises Unreadable."""
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - only web archives need it
    from warcio.recordloader import ArcWarcRecordLoader  # noqa: PLC0415
    from warcio.statusandheaders import StatusAndHeadersParserException  # noqa: PLC0415

    if not re.search(rb"^WARC-Target-URI:\s*\S", record.header, re.IGNORECASE | re.MULTILINE):
        raise Unreadable("damaged", "its header names no address")
    data = BytesIO(record.header + record.content)
    try:
        loaded = ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(data)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise Unreadable("damaged", f"its header cannot be read: {error}") from None
    headers = loaded.http_headers
    if record.kind == "response" and (headers is None or headers.get_statuscode() != "200"):
        return None
    said = (headers.get_header("Content-Type") if headers else loaded.content_type) or ""
    url = loaded.rec_headers.get_header("WARC-Target-URI")
    kind, _, rest = said.partition(";")
    if kind.strip().lower() not in _PAGES or url.partition("?")[0].endswith("/robots.txt"):
        return None
    charset = re.search(r"charset=[\"']?([\w-]{1,40})", rest, re.IGNORECASE)
    return _Page(
        url=url,
        seen=loaded.rec_headers.get_header("WARC-Date"),
        kind=kind.strip().lower(),
        charset=charset[1] if charset else None,
        headers=headers,
        content=loaded.raw_stream.read(),
    )


def _article(page: _Page, origin: Origin, number: int) -> Article:
    """The article of a page; what the page does not say of address and date, the record does. Raises Unreadable."""
    data = _unpacked(page)
    if len(data) > ARTICLE_LIMIT:
        raise too_long()
    if page.kind == "text/plain":
        (article,) = plain.read(BufferedReader(BytesIO(data)), origin)
    else:
        article = html.from_page(data, origin, declared=page.charset, url=page.url)
    return replace(
        article,
        id=origin.article_id(article.text, number),
        url=article.url or page.url,
        published=article.published or (read_published(page.seen) if page.seen else None),
    )


def _unpacked(page: _Page) -> bytes:
    """The content without what the web packs it in. Raises Unreadable."""
    data = page.content
    if page.headers is None:
        return data
    if (page.headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - see _page

        data = ChunkedDataReader(BytesIO(data)).read()
    packed = (page.headers.get_header("Content-Encoding") or "identity").strip().lower()
    if packed == "identity" or not data:
        return data
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable("encoding", f"the page is packed as '{packed[:20]}', which cannot be unpacked")
    return _inflated(data)


def _inflated(data: bytes) -> bytes:
    for window in (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS):  # gzip and zlib, then what some servers send as deflate
        unpacker = zlib.decompressobj(window)
        try:
            found = unpacker.decompress(data, ARTICLE_LIMIT + 1)
        except zlib.error:
            continue
        if unpacker.eof or len(found) > ARTICLE_LIMIT:
            return found
    if data.lstrip().startswith(b"<"):  # the archive holds it unpacked and left the header as it was
        return data
    raise Unreadable("damaged", "the page is packed, and its data is corrupt")


# --- telling records apart --------------------------------------------------------------------------


class _Source:
    """A stream that can be gone back in as far as what was read last."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._back = b""

    def line(self) -> bytes:
        """The next line with its end, or as much of it as a header line can be long; nothing at the end."""
        if not self._back:
            return self._stream.readline(_LONGEST_HEADER)
        end = self._back.find(b"\n") + 1
        if not end:
            self._back += self._stream.readline(_LONGEST_HEADER)
            end = len(self._back)
        line, self._back = self._back[:end], self._back[end:]
        return line

    def read(self, count: int) -> bytes:
        """So many bytes, fewer at the end."""
        held, self._back = self._back[:count], self._back[count:]
        return held + self._stream.read(count - len(held)) if len(held) < count else held

    def put_back(self, data: bytes) -> None:
        """Make ``data`` what is read next."""
        self._back = data + self._back

    def go_to_record(self) -> None:
        """Pass over everything up to a line that begins a record."""
        while line := self.line():
            if begins := _BEGINS.search(line):
                self.put_back(line[begins.start() :])
                return


def _records(source: _Source) -> Iterator[_Record | Unreadable]:
    """The records, or what stands in the place of one that is broken."""
    broken = False
    while line := source.line():
        if not line.strip():
            continue
        damaged = _DAMAGED.match(line)
        if damaged:
            if not broken:  # else it is what broke the record before, which is named
                yield Unreadable("damaged", f"the packed data is corrupt from byte {int(damaged[1]):,} on")
            broken = False
            continue
        record = _record(line, source)
        broken = isinstance(record, Unreadable)
        yield record


def _record(line: bytes, source: _Source) -> _Record | Unreadable:
    if not _VERSION.fullmatch(line):
        source.put_back(line)
        source.go_to_record()
        return Unreadable("damaged", "what stands in its place is no record")
    header = _header(line, source)
    kind = re.search(rb"^WARC-Type:[ \t]*([\w-]+)", header, re.IGNORECASE | re.MULTILINE)
    length = re.search(rb"^Content-Length:[ \t]*(\d{1,18})[ \t]*\r?$", header, re.IGNORECASE | re.MULTILINE)
    if kind is None or length is None or not header.endswith((b"\n\n", b"\n\r\n")):
        source.go_to_record()
        lacking = "kind" if kind is None else "length" if length is None else "end"
        return Unreadable("damaged", f"its header has no {lacking}")
    content = _content(source, int(length[1]))
    if isinstance(content, Unreadable):
        return content
    return _Record(kind[1].decode("ascii").lower(), header, content, len(content) == int(length[1]))


def _header(line: bytes, source: _Source) -> bytes:
    """The lines to the empty one or to another record; no more than a header can be long."""
    lines = [line]
    size = 0
    while size < _LONGEST_HEADER and (line := source.line()):
        if begins := _BEGINS.search(line):
            source.put_back(line[begins.start() :])
            break
        lines.append(line)
        size += len(line)
        if not line.strip():
            break
    return b"".join(lines)


def _content(source: _Source, length: int) -> bytes | Unreadable:
    """What a record holds, no more of it than can be held; the source then stands at the next record."""
    data = source.read(min(length, LINE_LIMIT))
    if len(data) == LINE_LIMIT < length and not _pass_over(source, length - LINE_LIMIT):
        return Unreadable("damaged", "it is cut short, or its length is wrong")
    following = source.line()
    behind = following + source.read(_LONGEST_MARK)  # the next record may begin on the border
    ends_here = len(data) == min(length, LINE_LIMIT) and (not following.strip() or bool(_VERSION.fullmatch(following)))
    border = data[-_BORDER:]
    inside = _NEXT.search(border + behind if ends_here else data + behind)
    if ends_here and (inside is None or inside.start() >= len(border)):
        source.put_back(behind)
        return data
    source.put_back(((border if ends_here else data) + behind)[inside.start() :] if inside else behind)
    if inside is None:
        source.go_to_record()
    return Unreadable("damaged", "it is cut short, or its length is wrong")


def _pass_over(source: _Source, length: int) -> bool:
    """Pass over so much; False where the stream ends or another record begins before, at which the source then is."""
    tail = b""
    while length > 0:
        piece = source.read(min(length, _CHUNK))
        if not piece:
            return False
        length -= len(piece)
        inside = _NEXT.search(tail + piece)
        if inside:
            source.put_back((tail + piece)[inside.start() :])
            return False
        tail = (tail + piece)[-_LONGEST_MARK:]
    return True
