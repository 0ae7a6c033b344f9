"""A long HTML file cut into its documents, one after the other, so that it is never held as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from countermove.feeds import streams
from countermove.feeds.origin import LINE_LIMIT
from countermove.text import Unreadable, decode

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what no markup may hold
_TAIL = 4096  # bytes that a mark may be long


def cut(stream: BufferedReader, mark: re.Pattern[bytes]) -> Iterator[bytes | None]:
    """What stands before the first mark, then each stretch from a mark to the next; None for one too long to hold."""
    held = bytearray()
    searched = 0
    overlong = False
    for piece in streams.chunks(stream):
        held += piece
        while match := mark.search(held, searched):
            yield None if overlong else bytes(held[: match.start()])
            overlong = False
            del held[: match.start()]
            searched = match.end() - match.start()
        searched = max(searched, len(held) - _TAIL)
        if len(held) > LINE_LIMIT:
            overlong = True
            del held[:searched]
            searched = 0
    yield None if overlong else bytes(held)


def tree(data: bytes, declared: str | None) -> Any:
    """A document's markup as lxml has it, in an element of its own. Raises Unreadable."""
    from lxml import etree, html  # noqa: PLC0415 - only exports need it

    try:
        return html.fragment_fromstring(_CONTROL.sub("", decode(data, declared)), create_parent="section")
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged", f"its markup cannot be read: {error}") from None
