"""The text of a piece of HTML as feeds carry it: paragraphs as blocks, lines as lines, nothing of scripts."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p "
    "pre section table td th tr ul".split()
)
_UNREAD = frozenset("audio button canvas figcaption form head iframe noscript object script style svg video".split())
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" *\n *")
_BLANK = re.compile(r"\n{3,}")


def text_of(fragment: str) -> str:
    """The text of this HTML, with an empty line between its blocks."""
    reader = _Reader()
    reader.feed(fragment)
    reader.close()
    text = _LINES.sub("\n", _SPACE.sub(" ", "".join(reader.pieces)))
    return _BLANK.sub("\n\n", text).strip()


def line_of(markup: str) -> str:
    """One line of text, as a title is: without tags, with every entity read, also one that was escaped twice."""
    return " ".join(html.unescape(_TAG.sub("", html.unescape(markup))).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []  # elements we are inside of whose text is not for reading

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag == "br":
            self._put("\n")
        elif tag in _BLOCKS:
            self._put("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        elif tag in _BLOCKS:
            self._put("\n\n")

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in _BLOCKS:
            self._put("\n" if tag == "br" else "\n\n")

    def handle_data(self, data: str) -> None:
        self._put(data.replace("\r", " ").replace("\n", " "))

    def _put(self, piece: str) -> None:
        if not self._unread:
            self.pieces.append(piece)
