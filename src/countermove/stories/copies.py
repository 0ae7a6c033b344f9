"""Near copies: which articles carry the text of another, whole, cut short or with a few words of their own.

A text's runs of words are hashed to a MinHash (Broder 1997; the ``datasketch`` library), from which the share that
two texts have in common is estimated. A second, smaller one of the text's beginning finds copies cut short: agency
texts are cut from the end. Candidates are found by bands of the hashes (Leskovec, Rajaraman and Ullman 2014, chapter
3) and then checked. The bands are kept in a plain dict of whole numbers: it takes a quarter of the memory of the
library's own index, and a store can keep them as rows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import numpy as np
from datasketch import MinHash

from countermove.stories.words import paragraphs, plain_words

#: Words in a run. Shorter runs are shared by chance, longer ones broken by every small edit.
SHINGLE = 4
#: Texts shorter than this say too little to be known as copies.
SHORTEST = 20
#: Words at the beginning that make the second hash.
LEAD = 100
_HASHES, _LEAD_HASHES, _SEED = 128, 48, 1
_BAND = 3  # hashes in a band: texts that share half are found in 996 of 1,000 cases, those that share 2% in 3 of 10,000

#: A copy shares so much of both texts together, or so much of the shorter one and of the beginnings.
SHARED, CONTAINED, SAME_LEAD = 0.5, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to know its copies: MinHashes of all of it and of its beginning, and how many runs it has.

    ``count`` is 0 for a text too short to be known as a copy.
    """

    count: int
    whole: tuple[int, ...] = ()
    lead: tuple[int, ...] = ()

    def to_bytes(self) -> bytes:
        """708 bytes (4 for a short text), the same on every machine."""
        hashes = np.array((*self.whole, *self.lead), dtype="<u4").tobytes()
        return self.count.to_bytes(4, "little") + hashes

    @classmethod
    def from_bytes(cls, stored: bytes) -> Signature:
        """What ``to_bytes`` gave."""
        hashes = tuple(np.frombuffer(stored, dtype="<u4", offset=4).tolist())
        return cls(int.from_bytes(stored[:4], "little"), hashes[:_HASHES], hashes[_HASHES:])

    def bands(self) -> tuple[int, ...]:
        """The keys, whole numbers below 2**63, of which two near copies share at least one."""
        return tuple(
            zlib.crc32(np.array(part, dtype="<u4").tobytes()) | at << 32
            for at, part in enumerate((*_parts(self.whole), *_parts(self.lead)))
        )


def _parts(hashes: Sequence[int]) -> Iterator[Sequence[int]]:
    return (hashes[at : at + _BAND] for at in range(0, len(hashes) - _BAND + 1, _BAND))


def signature(text: str) -> Signature:
    """The signature of an article's text: of its body, in lower case, without marks, bylines and boilerplate."""
    words = plain_words(paragraphs(text, headings=False))
    runs = _runs(words)
    if len(words) < SHORTEST:
        return Signature(0)
    return Signature(len(runs), _hashed(runs, _HASHES), _hashed(_runs(words[:LEAD]), _LEAD_HASHES))


def _runs(words: Sequence[str]) -> tuple[bytes, ...]:
    """The different runs of words, in order."""
    found = (" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
    return tuple(dict.fromkeys(run.encode("utf-8", "surrogatepass") for run in found))


def _hashed(runs: Sequence[bytes], count: int) -> tuple[int, ...]:
    """Their MinHash: zlib's CRC spreads well enough beneath the library's own mixing, and is the fastest at hand."""
    sketch = MinHash(count, _SEED, hashfunc=zlib.crc32, scheme="affine32", permutations=_permutations(count))
    sketch.update_batch(runs)
    return tuple(sketch.hashvalues.tolist())


@cache
def _permutations(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Made once: the library would draw them anew for each text."""
    first, second = MinHash(count, _SEED, scheme="affine32").permutations
    return first, second


# --- likeness ---------------------------------------------------------------------------------------


def alike(a: Signature, b: Signature) -> float:
    """How far one is a near copy of the other: the estimated share of the shorter text in the other, 0 for none."""
    if not (a.count and b.count):
        return 0.0
    shared = _share(a.whole, b.whole)
    both = shared * (a.count + b.count) / (1 + shared)
    contained = min(1.0, both / min(a.count, b.count))
    if shared >= SHARED or (contained >= CONTAINED and _share(a.lead, b.lead) >= SAME_LEAD):
        return contained
    return 0.0


def _share(a: Sequence[int], b: Sequence[int]) -> float:
    """The estimated Jaccard share: how often the two have the same smallest hash."""
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a)


# --- the index --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article stands among copies: the original it copies (None: it copies none).

    ``now_copies`` are articles that came before it and copy it, since it was published earlier than their original.
    """

    article: str
    copy_of: str | None
    now_copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as it is stored: what ``Copies.restore`` needs of it. ``copy_of`` as it stands by now."""

    article: str
    signature: Signature
    published: str | None
    copy_of: str | None


@dataclass(slots=True)
class _Known:
    """An article in the index; ``at`` orders by publication, then arrival."""

    article: str
    signature: Signature
    at: tuple[float, int]
    group: int


class Copies:
    """The near copies among articles, as they come. Made again by ``restore`` from what is stored."""

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._groups: list[list[int]] = []
        self._bands: dict[int, int | tuple[int, ...]] = {}

    @classmethod
    def restore(cls, kept: Iterable[Kept]) -> Copies:
        """What knows these articles, given in the order in which they were added, and goes on as what placed them.

        It needs, of the articles added before, those that share a band with what will be added, and all that copy the
        same originals as these; others change nothing.
        """
        copies = cls()
        groups: dict[str, int] = {}
        for each in kept:
            group = groups.setdefault(each.copy_of or each.article, len(copies._groups))
            if group == len(copies._groups):
                copies._groups.append([])
            copies._keep(each.article, each.signature, each.published, group)
        return copies

    def __len__(self) -> int:
        return len(self._known)

    def of(self, signature: Signature) -> str | None:
        """The original that a text with this signature copies, among those added; None where it is new."""
        found = self._nearest(signature)
        return None if found is None else self._original(found.group).article

    def add(self, article: str, signature: Signature, published: str | None = None) -> Placed:
        """Add an article and say what it copies: the original of its nearest copy, so that copies do not chain.

        Of the articles of a group the earliest is the original, by publication (ISO, those of unknown date last), then
        by arrival.
        """
        nearest = self._nearest(signature)
        if nearest is None:
            self._groups.append([])
        group = len(self._groups) - 1 if nearest is None else nearest.group
        before = None if nearest is None else self._original(group)
        place = self._keep(article, signature, published, group)
        original = self._original(group)
        if original.article != article:
            return Placed(article, original.article)
        followers = () if before is None else (self._known[p].article for p in self._groups[group] if p != place)
        return Placed(article, None, tuple(followers))

    def _keep(self, article: str, signature: Signature, published: str | None, group: int) -> int:
        place = len(self._known)
        self._known.append(_Known(article, signature, (_moment(published), place), group))
        self._groups[group].append(place)
        for band in signature.bands() if signature.count else ():
            had = self._bands.get(band)
            # Most bands have one article: a tuple for each would double the memory.
            self._bands[band] = place if had is None else (*(had if isinstance(had, tuple) else (had,)), place)
        return place

    def _original(self, group: int) -> _Known:
        return min((self._known[place] for place in self._groups[group]), key=lambda known: known.at)

    def _nearest(self, signature: Signature) -> _Known | None:
        """The article it is most alike, of equals the earliest; None where it is no near copy of any."""
        best: tuple[float, _Known] | None = None
        for place in self._candidates(signature):
            known = self._known[place]
            likeness = alike(signature, known.signature)
            if likeness and (best is None or (-likeness, known.at) < (-best[0], best[1].at)):
                best = likeness, known
        return best[1] if best else None

    def _candidates(self, signature: Signature) -> list[int]:
        found: set[int] = set()
        for band in signature.bands() if signature.count else ():
            had = self._bands.get(band)
            if had is not None:
                found.update(had if isinstance(had, tuple) else (had,))
        return sorted(found)


def _moment(published: str | None) -> float:
    """Seconds of a moment of publication; a day alone is its beginning, a time without a zone is taken as UTC."""
    if published is None:
        return float("inf")
    moment = datetime.fromisoformat(published)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
