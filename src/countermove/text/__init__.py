"""Text in: bytes -> stored text -> cleaned paragraphs, each character with its place in the stored text.

``decode`` turns bytes into the stored text, ``prepare`` the stored text into what the parser is given, and
``language`` says which language it is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from countermove.records import BlockKind, Paragraph
from countermove.text.blocks import kinds, tail
from countermove.text.clean import Cleaned, clean
from countermove.text.datelines import Dateline, full_date, read_dateline, read_stamp
from countermove.text.decode import Unreadable, decode
from countermove.text.language import language
from countermove.text.layout import paragraphs

__all__ = ["Dateline", "Prepared", "Unreadable", "dateline", "decode", "full_date", "language", "prepare"]

_TOP = 4_000  # characters in which a dateline is looked for when nothing else is asked


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is made of an article's text before parsing; ``dateline`` is the first one, None where there is none."""

    paragraphs: tuple[Paragraph, ...]
    dateline: Dateline | None = None

    @property
    def read(self) -> tuple[Paragraph, ...]:
        """The paragraphs to parse: body and headlines."""
        return tuple(p for p in self.paragraphs if p.kind in (BlockKind.BODY, BlockKind.HEADLINE))


def prepare(text: str) -> Prepared:
    """The paragraphs of a stored text: told apart, cleaned, each with its kind; datelines cut from their beginnings.

    A paragraph that is nothing but a dateline is kept as a byline. White space gives none.
    """
    words = _words_of(text)
    blocks = [cleaned for span in paragraphs(text) if (cleaned := clean(text, span.start, span.end, words)).text]
    headed = [read_dateline(block.text, block.offsets) for block in blocks]
    found: list[Paragraph] = []
    for block, kind, head in zip(
        blocks, kinds([b.text for b in blocks], [h is not None for h in headed]), headed, strict=True
    ):
        for piece, piece_kind in _pieces(block, kind, head[1] if head else 0):
            found.append(Paragraph(piece.text, piece.offsets, piece_kind, len(found)))
    datelines = [head[0] for head in headed if head]
    return Prepared(tuple(found), _first_dateline(datelines, found))


def dateline(text: str) -> Dateline | None:
    """The dateline of a stored text alone, without the cost of preparing it all."""
    return prepare(text[:_TOP]).dateline


def _words_of(text: str) -> Callable[[], frozenset[str]]:
    """The article's words in lower case, gathered when first asked for."""

    @cache
    def words() -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]+", text.lower()))

    return words


def _pieces(block: Cleaned, kind: BlockKind, cut: int) -> Iterator[tuple[Cleaned, BlockKind]]:
    """A paragraph without its dateline, and its tail ("(Reporting by ...)") as a paragraph of its own."""
    if cut == len(block.text):
        yield block, BlockKind.BYLINE
        return
    end = tail(block.text) if kind is BlockKind.BODY else None
    if not end:
        yield block.part(cut, len(block.text)), kind
        return
    if end[0] > cut:
        yield block.part(cut, end[0]), kind
    yield block.part(max(cut, end[0]), len(block.text)), end[1]


def _first_dateline(datelines: list[Dateline], found: list[Paragraph]) -> Dateline | None:
    """The first dateline; its day from a line like "Updated: 3 March 2014" where it names none itself."""
    first = datelines[0] if datelines else None
    if first and first.month_day:
        return first
    stamps = (read_stamp(p.text, p.offsets) for p in found if p.kind is BlockKind.BYLINE)
    stamp = next((s for s in stamps if s), None)
    if first and stamp:
        return replace(first, date=stamp.date, month_day=stamp.month_day, date_span=stamp.date_span)
    return first or stamp
