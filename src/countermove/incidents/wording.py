"""How much the words tell that two reports have in common."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FAINT = 0.25  # what a word counts that all such news have in common


def telling(words: frozenset[str]) -> float:
    """How much so many words tell: one that all such news have tells little."""
    faint = len(words & faint_words())
    return len(words) - faint + _FAINT * faint


@cache
def faint_words() -> frozenset[str]:
    """The words of ``data/incidents/faint_words.txt``, read once."""
    text = files("countermove").joinpath("data/incidents/faint_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
