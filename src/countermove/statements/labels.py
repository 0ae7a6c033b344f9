"""Speakers before a colon ("Minister: talks have failed", "SMITH: Well, I think so.") or, in a headline, behind one."""

from __future__ import annotations

from collections.abc import Sequence

from countermove import syntax
from countermove.records import BlockKind, Sentence, Stance, Token
from countermove.statements.quotes import OPENERS, is_mark
from countermove.statements.reading import Draft, Reading, Source

_LONGEST = 8  # tokens of a label
_CLAUSE = 4  # tokens that a headline has before a speaker behind it, at least, and that name the speaker, at most
_NAME_TAGS = ("NNP", "NNPS", "NN", "NNS", "JJ", "CD", "DT", "POS", "PRP$", "HYPH", "IN")
_QUOTED_LABELS = (*OPENERS, '"', "''", "‘", "'")


def of_paragraph(row: Reading, paragraph: Sequence[Sentence]) -> Draft | None:
    """The statement of a paragraph that begins with a speaker and a colon, or None.

    In a headline any name may stand there, in the body one in capitals ("SMITH") or one before a quotation.
    """
    s = paragraph[0]
    if s.kind is BlockKind.HEADLINE:
        behind = _named_behind(row, paragraph[-1])
        if behind is not None:
            return behind
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


def _named_behind(row: Reading, s: Sentence) -> Draft | None:
    """The speaker behind a headline: "Talks have failed: minister"."""
    colon = max((t.index for t in s.tokens if t.text == ":"), default=0)
    tail = s.tokens[colon + 1 :]
    if colon < _CLAUSE or not tail or len(tail) > _CLAUSE or not _is_label(row, tail, capital=False):
        return None
    if s.tokens[0].tag in ("WP", "WRB", "WDT") or tail[0].tag in ("DT", "CD"):
        return None  # "What we know so far: the flood"
    if not tail[-1].tag.startswith("NN") or not any(syntax.is_verb(s, t) for t in range(colon)):
        return None
    last = len(s.tokens) - 1
    source = Source(last, last, colon + 1, last)
    content = (row.stretch(s, 0, colon - 1),)
    return Draft(s, colon, colon, colon, ":", Stance.ASSERT, mind=False, content=content, source=source)


def _is_label(row: Reading, tokens: Sequence[Token], *, capital: bool = True) -> bool:
    words = " ".join(t.lower for t in tokens)
    if words in row.cues.labels or any(is_mark(t) for t in tokens):
        return False
    if _in_capitals(tokens):
        return True  # taggers read capitals as anything
    return all(t.tag in _NAME_TAGS for t in tokens) and (not capital or any(t.text[:1].isupper() for t in tokens))


def _speaks(row: Reading, s: Sentence, colon: int, base: int) -> bool:
    if s.kind is BlockKind.HEADLINE:
        return s.tokens[colon - 1].tag.startswith("NN")
    return _in_capitals(s.tokens[:colon]) or row.tokens[base + colon + 1].text in _QUOTED_LABELS


def _in_capitals(tokens: Sequence[Token]) -> bool:
    """ "SMITH", "GEN. ROWE"; not "Q" and "A", which name nobody."""
    return all(t.text.isupper() for t in tokens if t.text[:1].isalpha()) and len(tokens[-1].text) > 2
