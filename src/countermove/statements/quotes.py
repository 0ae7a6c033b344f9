"""Where quotation marks open and close: the quoted regions of an article.

Curly, straight and doubled marks are told apart by their shape or by the white space beside them. A quotation that
a paragraph leaves open goes on in the next paragraph if that begins with an opening mark: the two are one chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countermove.records import Sentence, Token

OPENERS = frozenset(("“", "„", "‟", "〝", "«", "``"))
CLOSERS = frozenset(("”", "〞", "»"))
STRAIGHT = frozenset(('"', "''"))
_SINGLE = ("'", "‘", "’", "`")
MARKS = OPENERS | CLOSERS | STRAIGHT
_OPENING_ALONE = ("(", "[", "—", "–", "-", "--", ":")


@dataclass(frozen=True, slots=True)
class Region:
    """A quotation from its opening mark to its closing one, as positions counted over the article's tokens.

    ``chain`` is the index of the region that begins the quotation: its own, or that of an earlier paragraph.
    ``open`` says that the paragraph ended before the quotation did.
    """

    first: int
    last: int
    chain: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Quotations:
    """All regions in order; ``at[p]`` is the index of the region that token position p lies in, or -1.

    ``single`` holds the positions between single marks in a report that has no double ones.
    """

    regions: tuple[Region, ...]
    at: tuple[int, ...]
    single: frozenset[int] = frozenset()

    def inside(self, position: int) -> bool:
        """Whether the token at this position is quoted (or is a mark of the quotation)."""
        return self.at[position] >= 0

    def quoted(self, position: int) -> bool:
        """Whether the token at this position is quoted, be it in double or in single marks."""
        return self.at[position] >= 0 or position in self.single


def is_mark(token: Token) -> bool:
    """Whether the token is a double quotation mark."""
    return token.text in MARKS


def find(sentences: Sequence[Sentence]) -> Quotations:
    """The quotations of an article. A stray closing mark opens nothing; a paragraph's end ends an unclosed one."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    paragraph = [sentence.paragraph for sentence in sentences for _ in sentence.tokens]
    regions: list[Region] = []
    start = -1
    for position, token in enumerate(tokens):
        new = position == 0 or paragraph[position - 1] != paragraph[position]
        if new and start >= 0:
            _close(regions, start, position - 1, is_open=True, tokens=tokens)
            start = -1
        if token.text not in MARKS:
            continue
        if start >= 0 and not _opens(tokens, paragraph, position, is_inside=True):
            _close(regions, start, position, is_open=False, tokens=tokens)
            start = -1
        elif start >= 0 and position > start + 1:
            _close(regions, start, position - 1, is_open=False, tokens=tokens)
            start = position
        elif start < 0 and _opens(tokens, paragraph, position, is_inside=False):
            start = position
    if start >= 0:
        _close(regions, start, len(tokens) - 1, is_open=True, tokens=tokens)
    at = [-1] * len(tokens)
    for index, region in enumerate(regions):
        at[region.first : region.last + 1] = [index] * (region.last + 1 - region.first)
    single = frozenset() if any(is_mark(token) for token in tokens) else frozenset(_in_single(tokens, paragraph))
    return Quotations(tuple(_chained(regions, paragraph)), tuple(at), single)


def _in_single(tokens: list[Token], paragraph: list[int]) -> Iterator[int]:
    """Positions between an opening and a closing single mark of a paragraph: "'Stay,' he said", no "editors' tale"."""
    start = -1
    for position, token in enumerate(tokens):
        if start >= 0 and paragraph[start] != paragraph[position]:
            start = -1
        if token.text not in _SINGLE or token.tag == "POS":
            continue
        touches_before = position > 0 and tokens[position - 1].end == token.start
        touches_after = position + 1 < len(tokens) and tokens[position + 1].start == token.end
        if touches_after and not touches_before:
            start = position
        elif start >= 0 and touches_before and not (touches_after and tokens[position + 1].text[:1].isalnum()):
            yield from range(start, position + 1)
            start = -1


def _close(regions: list[Region], first: int, last: int, *, is_open: bool, tokens: list[Token]) -> None:
    if any(not is_mark(token) for token in tokens[first : last + 1]):
        regions.append(Region(first, last, len(regions), is_open))


def _chained(regions: list[Region], paragraph: list[int]) -> list[Region]:
    """The regions with those that continue an open one joined to it."""
    found: list[Region] = []
    for index, region in enumerate(regions):
        before = found[-1] if found else None
        starts_paragraph = region.first == 0 or paragraph[region.first - 1] != paragraph[region.first]
        goes_on = before is not None and before.open and paragraph[before.last] + 1 == paragraph[region.first]
        chain = before.chain if before is not None and goes_on and starts_paragraph else index
        found.append(Region(region.first, region.last, chain, region.open))
    return found


def _opens(tokens: list[Token], paragraph: list[int], position: int, *, is_inside: bool) -> bool:
    """Whether this mark opens: by its shape, else by the white space around it, else by what is expected here."""
    token = tokens[position]
    if token.text in OPENERS:
        return True
    if token.text in CLOSERS:
        return False
    before = position > 0 and paragraph[position - 1] == paragraph[position]
    after = position + 1 < len(tokens) and paragraph[position + 1] == paragraph[position]
    touches_before = before and tokens[position - 1].end == token.start
    if before and tokens[position - 1].text in _OPENING_ALONE:
        touches_before = False
    touches_after = after and tokens[position + 1].start == token.end
    if touches_before and not touches_after:
        return False
    if touches_after and not touches_before:
        return True
    return not is_inside
