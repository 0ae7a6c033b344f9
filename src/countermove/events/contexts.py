"""In which fields of life an act stands: PLOVER's contexts, by the words of its sentence (``contexts.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from countermove.events.codebook import shipped_text
from countermove.ontology import plover
from countermove.records import Sentence


@cache
def context_words() -> Mapping[str, tuple[str, ...]]:
    """Lemma or two-word phrase -> its contexts, in PLOVER's order (read once)."""
    raw: dict[str, str] = yaml.load(shipped_text("contexts.yaml"), Loader=yaml.CSafeLoader)
    found: dict[str, list[str]] = {}
    for context in plover().contexts:
        for word in raw.get(context, "").split(","):
            found.setdefault(word.strip(), []).append(context)
    return {word: tuple(contexts) for word, contexts in found.items()}


def contexts_of(s: Sentence, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The contexts of a sentence, in PLOVER's order."""
    found: set[str] = set()
    before = ""
    for token in s.tokens:
        lower, lemma = token.lower, token.lemma.lower()
        for key in (lower, lemma, f"{before} {lower}", f"{before} {lemma}"):
            found.update(words.get(key, ()))
        before = lower
    return tuple(c for c in plover().contexts if c in found)
