"""Speakers named before a colon: "Minister: talks have failed", "SMITH: Well, I think so.", 'The report: "..."'."""

from __future__ import annotations

from collections.abc import Sequence

from countermove.records import BlockKind, Sentence, Stance, Token
from countermove.statements.quotes import OPENERS, is_mark
from countermove.statements.reading import Draft, Reading, Source

_LONGEST = 8
_NAME_TAGS = ("NNP", "NNPS", "NN", "NNS", "JJ", "CD", "DT", "POS", "PRP$", "HYPH", "IN")
_QUOTED_LABELS = (*OPENERS, '"', "''", "‘", "'")


def of_paragraph(row: Reading, paragraph: Sequence[Sentence]) -> Draft | None:
    """The statement of a paragraph that begins with a speaker and a colon, or None.

    In a headline any name may stand there, in the body one in capitals ("SMITH") or one before a quotation.
    """
    s = paragraph[0]
    colon = next((t.index for t in s.tokens[:_LONGEST] if t.text == ":"), None)
    if not colon or not _is_label(row, s.tokens[:colon]):
        return None
    base = row.stretch(s, 0, 0)[0]
    last = row.stretch(paragraph[-1], len(paragraph[-1].tokens) - 1, 0)[0]
    if base + colon >= last or not _speaks(row, s, colon, base):
        return None
    region = row.region(base + colon + 1)
    if region is not None and s.kind is BlockKind.BODY and not _in_capitals(s.tokens[:colon]):
        last = min(last, region.last)
    source = Source(colon - 1, colon - 1, 0, colon - 1)
    return Draft(
        s, colon, colon, colon, ":", Stance.ASSERT, mind=False, content=((base + colon + 1, last),), source=source
    )


def _is_label(row: Reading, tokens: Sequence[Token]) -> bool:
    words = " ".join(t.lower for t in tokens)
    if words in row.cues.labels or any(is_mark(t) for t in tokens):
        return False
    if _in_capitals(tokens):
        return True  # taggers read capitals as anything
    return all(t.tag in _NAME_TAGS for t in tokens) and any(t.text[:1].isupper() for t in tokens)


def _speaks(row: Reading, s: Sentence, colon: int, base: int) -> bool:
    if s.kind is BlockKind.HEADLINE:
        return s.tokens[colon - 1].tag.startswith("NN")
    return _in_capitals(s.tokens[:colon]) or row.tokens[base + colon + 1].text in _QUOTED_LABELS


def _in_capitals(tokens: Sequence[Token]) -> bool:
    """ "SMITH", "GEN. ROWE"; not "Q" and "A", which name nobody."""
    return all(t.text.isupper() for t in tokens if t.text[:1].isalpha()) and len(tokens[-1].text) > 2
