"""In which fields of life an act stands: PLOVER's contexts, by the words of its sentence (``contexts.yaml``)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import yaml

from countermove.actors import Cast
from countermove.events.codebook import shipped_text
from countermove.ontology import plover
from countermove.records import MentionKind, Sentence

#: Words before the last of a listed phrase ("crime against humanity").
_LONGEST = 2


@cache
def context_words() -> Mapping[str, tuple[str, ...]]:
    """Lemma or phrase of up to three words -> its contexts, in PLOVER's order (read once)."""
    raw: dict[str, str] = yaml.load(shipped_text("contexts.yaml"), Loader=yaml.CSafeLoader)
    found: dict[str, list[str]] = {}
    for context in plover().contexts:
        for word in raw.get(context, "").split(","):
            found.setdefault(word.strip(), []).append(context)
    return {word: tuple(contexts) for word, contexts in found.items()}


def contexts_of(s: Sentence, words: Mapping[str, tuple[str, ...]], cast: Cast) -> tuple[str, ...]:
    """The contexts of a sentence, in PLOVER's order. A state's name tells none: "Democratic Republic of Congo"."""
    found: set[str] = set()
    as_written, as_listed = deque[str](maxlen=_LONGEST), deque[str](maxlen=_LONGEST)
    for token in s.tokens:
        if _names_a_state(cast, s.index, token.index):
            as_written.clear()
            as_listed.clear()
            continue
        lemma = token.lemma.lower()
        for key in (*_endings(as_written, token.lower), *_endings(as_written, lemma), *_endings(as_listed, lemma)):
            found.update(words.get(key, ()))
        as_written.append(token.lower)
        as_listed.append(lemma)
    return tuple(c for c in plover().contexts if c in found)


def _endings(before: Iterable[str], last: str) -> Iterator[str]:
    """The phrases of up to three words that end with this one."""
    phrase = last
    yield phrase
    for word in reversed(tuple(before)):
        phrase = f"{word} {phrase}"
        yield phrase


def _names_a_state(cast: Cast, sentence: int, token: int) -> bool:
    position = cast.covered.get((sentence, token))
    if position is None:
        return False
    mention = cast.mentions[position]
    return mention.kind is MentionKind.NAME and all(i.entity == i.code and not i.sectors for i in mention.identities)
