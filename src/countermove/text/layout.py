"""Where do the paragraphs of a text begin and end? One a line, or lines wrapped at some width: told for each article.

Wire services, e-mail and archives wrap lines at about 65 to 80 characters and mark paragraphs by a blank line, by
indenting, or by nothing but a short last line. Web pages and databases give one paragraph a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from countermove.records import Span

_INVISIBLE = " \t\u00a0\u200b\ufeff\u00ad\u200e\u200f\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\u3000"
_FINAL = tuple(".!?:;…")
_CLOSING = "\"'”’»)]* "
_BULLETS = ("- ", "* ", "• ", "– ", "— ", "-- ")
_WRAP_LIMIT = 160  # nobody wraps lines wider than this
_MID_SENTENCE = 0.3  # of neighbouring lines break in mid-sentence: wrapped
_SHORT_LINE = 0.6  # of the usual width: no ragged margin leaves so little
_SLACK = 8  # characters that a wrapped line may fall short by


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer white space; ``blanks`` counts the empty lines before it."""

    start: int
    end: int
    indent: int
    blanks: int

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a wrapped article: width and indent of its lines, blank lines between two of them."""

    width: int
    indent: int
    spacing: int


def paragraphs(text: str) -> list[Span]:
    """The stretches of ``text`` that are paragraphs, in order, without white space at their ends."""
    lines = list(_lines(text))
    breaks, width = _wrapping(text, lines)
    if not breaks:
        return [Span(line.start, line.end) for line in lines]
    base = Counter(line.indent for line in lines).most_common(1)[0][0]
    spaced = _double_spaced(text, lines)
    found: list[list[Line]] = []
    for line in lines:
        if found and _continues(text, found[-1], line, Usual(width, base, int(spaced)), at_top=len(found) <= 2):
            found[-1].append(line)
        else:
            found.append([line])
    return [Span(group[0].start, group[-1].end) for group in found]


def _lines(text: str) -> Iterator[Line]:
    at = blanks = 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip(_INVISIBLE)
        if body:
            indent = len(raw) - len(raw.lstrip(_INVISIBLE))
            yield Line(at + indent, at + indent + len(body), indent, blanks)
            blanks = 0
        else:
            blanks += 1
        at += len(raw)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence or an introducing clause does: "he said.", "he said: ”"."""
    return line.rstrip(_CLOSING).endswith(_FINAL)


def _mid_sentence(text: str, above: Line, below: Line) -> bool:
    """Whether the break between two lines falls inside a sentence: "... by the two / governments on ..."."""
    return above.length >= 30 and text[below.start].islower() and not ends_sentence(text[above.start : above.end])


def _wrapping(text: str, lines: Sequence[Line]) -> tuple[bool, int]:
    """Whether the article is wrapped, and its usual width."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.blanks <= 1]
    touching = [(a, b) for a, b in pairs if not b.blanks]
    widths = sorted(line.length for line in lines)
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    if not pairs or width > _WRAP_LIMIT:
        return False, width
    broken = sum(_mid_sentence(text, a, b) for a, b in touching)
    if touching and broken >= _MID_SENTENCE * len(touching):
        return True, width
    return _double_spaced(text, lines), width


def _double_spaced(text: str, lines: Sequence[Line]) -> bool:
    """Whether single blank lines are mere line spacing: most of them stand inside a sentence."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.blanks == 1]
    return len(pairs) >= 3 and sum(_mid_sentence(text, a, b) for a, b in pairs) > 0.5 * len(pairs)


def _continues(text: str, group: Sequence[Line], below: Line, usual: Usual, *, at_top: bool) -> bool:
    """Whether ``below`` goes on with the paragraph of the lines ``group`` in a wrapped article."""
    above = group[-1]
    if below.blanks > usual.spacing or text.startswith(_BULLETS, below.start):
        return False
    if below.indent > usual.indent and below.indent > above.indent + 1:
        return False
    if text[below.start].islower():
        return True
    first_word = len(text[below.start : below.end].split(maxsplit=1)[0])
    written = text[above.start : above.end]
    alone_at_top = at_top and len(group) == 1
    if above.length + 1 + first_word <= usual.width - _SLACK:  # there was room for it: was the line ended on purpose?
        return not (alone_at_top or ends_sentence(written) or above.length <= _SHORT_LINE * usual.width)
    heading = below.length <= _SHORT_LINE * usual.width and not ends_sentence(text[below.start : below.end])
    return not (heading and ends_sentence(written)) and not (alone_at_top and title_case(written))


def title_case(line: str) -> bool:
    """Whether a line is set like a headline: "Ministers Meet in Vienna as Talks Stall", not ended by a full stop."""
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words) and line[-1] != "."
