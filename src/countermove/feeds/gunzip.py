"""gzip, unpacked piece by piece: members one after the other, with a limit against bombs, and past damaged ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BufferedReader

from countermove.text import Unreadable

MAGIC = b"\x1f\x8b\x08"
#: No text packs better than this; what does is a bomb. What is small does no harm whatever its ratio.
RATIO = 200
HARMLESS = 10_000_000
_CHUNK = 1 << 16
_LONGEST_HEAD = 1 << 18  # bytes from which something must come out
_GZIP = 16 + zlib.MAX_WBITS


def check_ratio(packed: int, unpacked: int) -> None:
    """Raise Unreadable ("bomb") where so many bytes packed give too many."""
    if unpacked > HARMLESS and unpacked > RATIO * max(packed, 1):
        raise Unreadable("bomb", f"it unpacks to more than {RATIO} times its size, as no text does: a bomb")


def begins(start: bytes, count: int = 16) -> bytes:
    """The first bytes of what is packed, of a file that begins so; none where it cannot be unpacked."""
    try:
        return zlib.decompressobj(_GZIP).decompress(start, count)
    except zlib.error:
        return b""


def pieces(stream: BufferedReader) -> Iterator[bytes]:
    """What is packed in all members of a gzip stream. Raises Unreadable ("damaged", "bomb")."""
    members = _Members(stream)
    unpacked = 0
    while members.find_next() and not members.skipped:
        try:
            for piece in members.unpacked():
                unpacked += len(piece)
                check_ratio(members.taken, unpacked)
                yield piece
        except zlib.error:
            raise Unreadable("damaged", f"its gzip data is corrupt after byte {members.begun:,}") from None
        except EOFError:
            raise Unreadable("damaged", "it is cut short: its gzip data has no end") from None
    if members.skipped:
        raise Unreadable("damaged", f"{members.skipped:,} bytes in it are no gzip data")


def salvaged(stream: BufferedReader, mark: str) -> Iterator[bytes]:
    """As ``pieces``, but past what is damaged: in its place comes ``mark``, formatted with the byte where it begins.

    Raises Unreadable ("bomb").
    """
    members = _Members(stream)
    unpacked = 0
    whole = True
    while members.find_next():
        if members.skipped and whole:
            yield mark.format(members.begun - members.skipped).encode()
        whole = True
        try:
            for piece in members.unpacked():
                unpacked += len(piece)
                check_ratio(members.taken, unpacked)
                yield piece
        except (zlib.error, EOFError):
            whole = False
            yield mark.format(members.begun).encode()
            members.step_past_beginning()
    if members.skipped and whole:
        yield mark.format(members.taken - members.skipped).encode()


class _Members:
    """The members of a gzip stream: ``taken`` bytes read so far, of which ``held`` wait to be looked at."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._held = b""
        self.taken = 0
        self.begun = 0
        self.skipped = 0

    def find_next(self) -> bool:
        """Go to where the next member begins; what was ``skipped`` on the way is neither a member nor padding."""
        self.skipped = 0
        while True:
            if len(self._held) < len(MAGIC) and not self._more():
                self.skipped += len(self._held.strip(b"\x00"))
                return False
            place = self._held.find(MAGIC)
            keep = place if place >= 0 else max(len(self._held) - len(MAGIC) + 1, 0)
            self.skipped += len(self._held[:keep].strip(b"\x00"))
            self._held = self._held[keep:]
            if place >= 0:
                self.begun = self.taken - len(self._held)
                return True
            if not self._more():
                self.skipped += len(self._held.strip(b"\x00"))
                self._held = b""
                return False

    def unpacked(self) -> Iterator[bytes]:
        """What is packed in this member. Raises zlib.error where it is corrupt, EOFError where it has no end.

        Where nothing comes out of it, all that was fed is held again: a broken head may take what follows for a name.
        """
        unpacker = zlib.decompressobj(_GZIP)
        fed: bytes | None = b""
        while not unpacker.eof:
            if (not self._held and not self._more()) or len(fed or b"") > _LONGEST_HEAD:
                self._held = (fed or b"") + self._held
                raise EOFError
            data = unpacker.decompress(self._held, _CHUNK)
            fed = None if data or fed is None else fed + self._held
            self._held = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if data:
                yield data

    def step_past_beginning(self) -> None:
        """Look for the next member behind a damaged one: what is still held, without what may be its beginning."""
        if self.taken - len(self._held) <= self.begun:
            self._held = self._held[1:]

    def _more(self) -> bool:
        piece = self._stream.read1(_CHUNK)
        self.taken += len(piece)
        self._held += piece
        return bool(piece)
