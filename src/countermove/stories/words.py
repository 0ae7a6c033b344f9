"""The words of an article as copies and stories compare them: no parser, no lists of actors, a few passes of regex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from countermove.records import BlockKind
from countermove.text import prepare

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_SHORTEST_PLURAL = 4


def paragraphs(text: str, *, headings: bool = True) -> tuple[str, ...]:
    """The cleaned paragraphs of an article's text that are news: no bylines, captions or boilerplate, no dateline."""
    kinds = (BlockKind.BODY, BlockKind.HEADLINE) if headings else (BlockKind.BODY,)
    return tuple(p.text for p in prepare(text).paragraphs if p.kind in kinds)


def plain_words(texts: Iterable[str]) -> list[str]:
    """Letters and digits in lower case, in order: what stays the same when quotation marks and dashes change."""
    return [word for text in texts for word in re.findall(r"[^\W_]+", text.lower())]


def telling_words(text: str) -> Iterator[tuple[str, bool]]:
    """The words that say what a text is about, in one form, each with whether it is written as a name or number.

    "Russia's planes" gives ("russia", True), ("plane", False). Between two words that something common stands
    between, ("", False) is given: no phrase spans it.
    """
    common = common_words()
    for found in _WORD.finditer(text):
        written = found.group()
        word = _form(written)
        if len(word) < 2 or word in common:
            yield "", False
        else:
            yield word, not written[0].islower()


def _form(written: str) -> str:
    """Lower case, without 's and the s of plurals: crude, the same for all, and quick."""
    word = written.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


@cache
def common_words() -> frozenset[str]:
    """The words of ``data/stories/common_words.txt``, read once."""
    listed = files("countermove").joinpath("data/stories/common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())
