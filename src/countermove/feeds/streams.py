"""Streams of bytes laid over others: read a little ahead, put back, recode. Nothing is held but a buffer."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import Any

from countermove.feeds.origin import LINE_LIMIT

#: Bytes that are read ahead to tell what a file is, where its first few do not.
HEAD = 1 << 20
_CHUNK = 1 << 16


class _Pieces(RawIOBase):
    """Pieces of bytes as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def from_pieces(pieces: Iterator[bytes]) -> BufferedReader:
    """A stream of the pieces, each asked for when it is needed. What the iterator raises, reading raises."""
    return BufferedReader(_Pieces(pieces), _CHUNK)


def chunks(stream: BufferedReader) -> Iterator[bytes]:
    """What is left of a stream, piece by piece."""
    while piece := stream.read1(_CHUNK):
        yield piece


def joined(start: bytes, stream: BufferedReader) -> BufferedReader:
    """A stream with what was read of it put back."""

    def pieces() -> Iterator[bytes]:
        yield start
        yield from chunks(stream)

    return from_pieces(pieces())


def utf16_as_utf8(stream: BufferedReader) -> BufferedReader:
    """The stream, in UTF-8 where a byte order mark says that it is in UTF-16."""
    if stream.peek(2)[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return stream

    def pieces() -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        for piece in chunks(stream):
            yield decoder.decode(piece).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    return from_pieces(pieces())


def lines(stream: BufferedReader) -> Iterator[bytes | None]:
    """The lines of a stream with their ends, None for one that is too long; none is held that is."""
    while line := stream.readline(LINE_LIMIT + 1):
        if len(line) <= LINE_LIMIT:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield None
