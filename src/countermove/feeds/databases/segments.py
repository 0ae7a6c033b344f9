"""A long HTML file cut into its documents, one after the other, so that it is never held as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds import streams
from countermove.feeds.origin import LINE_LIMIT

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
