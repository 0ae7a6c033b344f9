"""What an article is about, as a vector of weighed terms: small, the same everywhere, and storable."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from countermove.records import Article
from countermove.stories.words import paragraphs, telling_words

#: How much a word counts: in the title, among the first words of the text, further down.
_TITLE, _LEAD, _BODY = 4.0, 3.0, 1.0
_LEAD_WORDS = 120
#: A name or number counts more than another word; two names in a row ("Van Houten") are a term of their own.
_NAME = 1.5
_PHRASE = 0.7
#: Terms kept of an article, the heaviest first: more would be chance words.
TERMS = 150
#: Weights are whole numbers, so that sums do not depend on the order of adding.
SCALE = 1000


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms (32-bit hashes of words and of pairs of names) with their weights, whole numbers; heaviest first."""

    terms: tuple[int, ...]
    weights: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """Six bytes a term, the same on every machine."""
        return b"".join(
            t.to_bytes(4, "little") + w.to_bytes(2, "little") for t, w in zip(self.terms, self.weights, strict=True)
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> Vector:
        """What ``to_bytes`` gave."""
        at = range(0, len(stored), 6)
        return cls(
            tuple(int.from_bytes(stored[i : i + 4], "little") for i in at),
            tuple(int.from_bytes(stored[i + 4 : i + 6], "little") for i in at),
        )


def vector(article: Article) -> Vector:
    """The article's own vector: how often a term comes and where it stands, not yet how rare it is in the news.

    A weight is ``SCALE`` times 1 + ln of the summed counts, at most 65,535.
    """
    counts: dict[str, float] = {}
    for text, weight in _weighed(article):
        _count(text, weight, counts)
    heaviest = sorted(counts.items(), key=lambda item: -item[1])[:TERMS]  # stable: of equals the first in the text
    weights: dict[int, int] = {}
    for term, count in heaviest:
        damped = 1 + math.log(count) if count > 1 else count
        weights.setdefault(zlib.crc32(term.encode("utf-8", "surrogatepass")), min(round(SCALE * damped), 0xFFFF))
    return Vector(tuple(weights), tuple(weights.values()))


def _weighed(article: Article) -> Iterator[tuple[str, float]]:
    read = 0
    yield article.title or "", _TITLE
    for paragraph in paragraphs(article.text):
        yield paragraph, _LEAD if read < _LEAD_WORDS else _BODY
        read += paragraph.count(" ") + 1


def _count(text: str, weight: float, counts: dict[str, float]) -> None:
    before = ""
    for word, named in telling_words(text):
        if not word:
            before = ""
            continue
        counts[word] = counts.get(word, 0.0) + weight * (_NAME if named else 1.0)
        if named and before:
            phrase = f"{before} {word}"
            counts[phrase] = counts.get(phrase, 0.0) + weight * _NAME * _PHRASE
        before = word if named else ""
