"""What a paragraph is: news text, headline, byline, caption, or something the page put there.

``data/blocks.tsv`` has the patterns; here stands how they are tried, and how a headline is told, which has no words
of its own. In doubt it is body: to lose a sentence of the report is worse than to keep a line of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from countermove.records import BlockKind
from countermove.text.layout import ends_sentence, title_case

_START_WORDS = 40
_END_WORDS = 60
_TAIL = 400  # characters at the end of a paragraph that "end" and "tail" patterns see
_TOP_HEADLINE_WORDS = 25
_SECTION_HEADING_WORDS = 12
_LIST_ITEM = re.compile(r"[-–—*•·]\s|\d{1,2}[.)]\s|[a-z]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of ``data/blocks.tsv``: the pattern and the two paragraphs that show what it is for and what not."""

    kind: BlockKind
    where: str
    pattern: str
    example: str
    other: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of one place in a paragraph, joined: which kind's group matched tells the kind."""

    whole: re.Pattern[str]
    start: re.Pattern[str]
    end: re.Pattern[str]
    tail: re.Pattern[str]


@cache
def rows() -> tuple[Row, ...]:
    """The rows of ``data/blocks.tsv``, read once."""
    listed = files("countermove").joinpath("data/blocks.tsv").read_text(encoding="utf-8")
    cells = [line.split("\t") for line in listed.splitlines() if line and not line.startswith("#")]
    return tuple(Row(BlockKind(kind), where, pattern, example, other) for kind, where, pattern, example, other in cells)


@cache
def rules() -> Rules:
    """The rows as four patterns, compiled once."""
    joined = {}
    for where in ("whole", "start", "end", "tail"):
        kinds = [
            (kind, [row.pattern for row in rows() if row.kind is kind and row.where == where]) for kind in BlockKind
        ]
        joined[where] = "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds if patterns)
    return Rules(
        re.compile(joined["whole"]),
        re.compile(joined["start"]),
        re.compile(rf"(?:{joined['end']})$"),
        re.compile(rf"\s(?:{joined['tail']})$"),
    )


def marked_kind(text: str) -> BlockKind | None:
    """The kind that the words of a cleaned paragraph give away; None where they give nothing away."""
    words = text.count(" ") + 1
    if words > _END_WORDS:
        return None
    found = rules().whole.fullmatch(text)
    if not found and words <= _START_WORDS:
        found = rules().start.match(text)
    if not found:
        found = rules().end.search(text[-_TAIL:])
    return BlockKind(found.lastgroup) if found and found.lastgroup else None


def tail(text: str) -> tuple[int, BlockKind] | None:
    """Where a tail that is no news text begins in a cleaned paragraph: "He left. (Reporting by Jane Carter)"."""
    if text[-1:] not in (")", "."):
        return None
    window = max(0, len(text) - _TAIL)
    found = rules().tail.search(text, window)
    return (found.start(), BlockKind(found.lastgroup)) if found and found.lastgroup else None


def is_headline(text: str, *, at_top: bool, followed: bool) -> bool:
    """Whether an unmarked paragraph is a headline at the top or a heading between sections.

    It is one: "Ministers Meet in Vienna", "Talks stall in Vienna" (at the top), "- 'Not one inch' -".
    It is none: "The ministers met in Vienna on Monday.", "The minister said:", the only paragraph of a text.
    """
    if not followed or not text:
        return False
    words = text.count(" ") + 1
    if at_top and words <= _TOP_HEADLINE_WORDS and title_case(text.rstrip(".")):
        return True
    if _LIST_ITEM.match(text) and not text.startswith(("- '", '- "', "- ‘", "- “")):
        return False
    if ends_sentence(text) or text.endswith(","):
        return text.isupper() and words <= _SECTION_HEADING_WORDS
    return words <= (_TOP_HEADLINE_WORDS if at_top else _SECTION_HEADING_WORDS)


def kinds(texts: Sequence[str], has_dateline: Sequence[bool]) -> list[BlockKind]:
    """The kind of each cleaned paragraph of an article; a paragraph with a dateline is body."""
    found: list[BlockKind] = []
    at_top = True
    for place, text in enumerate(texts):
        if has_dateline[place]:
            kind = BlockKind.BODY
        else:
            kind = marked_kind(text) or (
                BlockKind.HEADLINE
                if is_headline(text, at_top=at_top, followed=place + 1 < len(texts))
                else BlockKind.BODY
            )
        at_top = at_top and kind is not BlockKind.BODY
        found.append(kind)
    return found
