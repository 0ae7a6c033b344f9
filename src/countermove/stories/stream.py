"""Articles grouped into stories as they come: each is placed once, by what came before it, and never looked at again.

An article joins the story whose sum of vectors is most like its own (cosine), if that is like enough; else it opens
one. Terms weigh by how rare they are among the articles of the same weeks that came before (inverse document
frequency kept up as the stream goes on, as in Allan, Papka and Lavrenko 1998). Time apart lowers the likeness slowly.
Everything is decided in whole numbers or from them in a fixed order, so that a grouper made again from what is stored
goes on exactly as the first would have.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from countermove.records import record_id
from countermove.stories.vectors import SCALE, Vector

#: The day of an article of unknown date: it is compared with all that is at hand.
UNDATED = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How stories are told apart. ``threshold`` was chosen by cross-validation: ``countermove.calibration.stories``.

    ``window`` is how many days a story may rest before nothing joins it any more; ``decay`` is how much likeness falls
    with the logarithm of the days of rest; ``prior`` how many articles without its terms are taken to have come
    before the first.
    """

    threshold: float = 0.13
    window: int = 180
    decay: float = 0.1
    prior: int = 200

    @property
    def reach(self) -> int:
        """Days before and after an article of which others bear on its place: articles are kept some days together."""
        return self.window + _BUCKET


DEFAULT = Settings()

_BUCKET = 30  # days whose articles are kept together
_INDEXED = 40  # terms of an article by which it is found and looks for others: the heaviest
_WALK = 3_000  # places in the index looked at for one article
_WEIGH = 16  # stories weighed exactly


@dataclass(frozen=True, slots=True)
class Member:
    """An article in its story, as it is stored: ``weights`` are those it was given when it came.

    ``day`` is the ordinal of its day of publication (``date.toordinal``), ``UNDATED`` where that is unknown.
    """

    article: str
    story: str
    day: int
    vector: Vector


@dataclass(slots=True)
class _Story:
    """The sum of its members' vectors, the square of that sum's length, its first and last day.

    Most stories are a single article: their vector is kept as it is, in place of a dict of its terms.
    """

    id: str
    only: Vector | None = None
    terms: dict[int, int] = field(default_factory=dict)
    square: int = 0
    first: int = UNDATED
    last: int = UNDATED

    def rest(self, day: int) -> int:
        """Days between a day and the story's nearest end; 0 within it or where one is undated."""
        if UNDATED in (day, self.first):
            return 0
        return max(self.first - day, day - self.last, 0)

    def take(self, member: Member) -> None:
        """Add a member."""
        if not self.square:
            self.only = member.vector
            self.square = sum(weight * weight for weight in member.vector.weights)
        else:
            if self.only is not None:
                self.terms = dict(zip(self.only.terms, self.only.weights, strict=True))
                self.only = None
            for term, weight in zip(member.vector.terms, member.vector.weights, strict=True):
                had = self.terms.get(term, 0)
                self.terms[term] = had + weight
                self.square += weight * (2 * had + weight)
        if member.day != UNDATED:
            self.first = member.day if self.first == UNDATED else min(self.first, member.day)
            self.last = max(self.last, member.day)

    def dot(self, weights: Mapping[int, int]) -> int:
        """The product of its sum with an article's vector."""
        if self.only is not None:
            return sum(w * weights[t] for t, w in zip(self.only.terms, self.only.weights, strict=True) if t in weights)
        return sum(weight * self.terms[term] for term, weight in weights.items() if term in self.terms)


@dataclass(slots=True)
class _Bucket:
    """The articles of some days: how many, how many have a term, and of which stories (numbers) those with it are."""

    articles: int = 0
    having: Counter[int] = field(default_factory=Counter)
    stories: dict[int, int | list[int]] = field(default_factory=dict)

    def of(self, term: int) -> Sequence[int]:
        """The stories with articles that a term finds, one for each of these."""
        found = self.stories.get(term, ())
        return (found,) if isinstance(found, int) else found

    def take(self, story: int, vector: Vector) -> None:
        """Add an article of a story."""
        self.articles += 1
        self.having.update(vector.terms)
        for term in vector.terms[:_INDEXED]:
            had = self.stories.get(term)
            if had is None:
                self.stories[term] = story
            elif isinstance(had, int):
                self.stories[term] = [had, story]
            else:
                had.append(story)


class Grouper:
    """Stories in a stream. ``add`` each article; make it again from its stored members with ``restore``."""

    def __init__(self, settings: Settings = DEFAULT) -> None:
        self.settings = settings
        self._opened = 0
        self._numbers: dict[str, int] = {}  # story -> how many were opened before it
        self._stories: dict[int, _Story] = {}
        self._buckets: dict[int, _Bucket] = {}

    @classmethod
    def restore(cls, members: Iterable[Member], settings: Settings = DEFAULT) -> Grouper:
        """A grouper that goes on as the one that placed these members, in the order in which they were placed.

        It needs those published within ``Settings.reach`` days before and after what will be added, and all members of
        their stories; others change nothing.
        """
        grouper = cls(settings)
        for member in members:
            grouper.place(member)
        return grouper

    def add(self, article: str, vector: Vector, published: str | None = None) -> Member:
        """Place an article and say where: ``Member.story`` is the id of its story, made of its first article's id.

        ``published`` is an ISO date or date-time; None compares the article with every story there is.
        """
        day = date.fromisoformat(published[:10]).toordinal() if published else UNDATED
        near = list(self._near(day))
        having = {term: sum([b.having.get(term, 0) for b in near]) for term in vector.terms}
        weighed = self._weigh(vector, having, sum(bucket.articles for bucket in near))
        story = self._most_alike(weighed, day, near, having) or record_id("st", article)
        member = Member(article, story, day, weighed)
        self.place(member)
        return member

    def place(self, member: Member) -> None:
        """Take in a member that another grouper has placed after those that this one knows."""
        if member.story not in self._numbers:
            self._numbers[member.story] = self._opened
            self._stories[self._opened] = _Story(member.story)
            self._opened += 1
        number = self._numbers[member.story]
        self._stories[number].take(member)
        self._buckets.setdefault(member.day // _BUCKET, _Bucket()).take(number, member.vector)

    def forget(self, published: str) -> None:
        """Drop what no article published on this day or later can join: for streams in order of publication."""
        first = date.fromisoformat(published[:10]).toordinal() - self.settings.window
        for at in [at for at in self._buckets if UNDATED < at < first // _BUCKET]:
            del self._buckets[at]
        for number in [n for n, story in self._stories.items() if UNDATED < story.last < first - _BUCKET]:
            del self._numbers[self._stories.pop(number).id]

    def _near(self, day: int) -> Iterator[_Bucket]:
        """The buckets of the days within the window, and that of undated articles; all for an undated one."""
        if day == UNDATED:
            yield from (self._buckets[at] for at in sorted(self._buckets))
            return
        first, last = (day - self.settings.window) // _BUCKET, (day + self.settings.window) // _BUCKET
        for at in (UNDATED, *range(first, last + 1)):
            if at in self._buckets:
                yield self._buckets[at]

    def _weigh(self, vector: Vector, having: Mapping[int, int], articles: int) -> Vector:
        """The vector with each weight times the rarity of its term, of length ``SCALE``; heaviest first."""
        all_ = 1 + self.settings.prior + articles
        weights = {
            term: weight * math.log(all_ / (1.5 + having[term]))
            for term, weight in zip(vector.terms, vector.weights, strict=True)
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        whole = {term: round(SCALE * weight / length) for term, weight in weights.items()}
        kept = sorted(
            ((term, weight) for term, weight in whole.items() if weight), key=lambda item: (-item[1], item[0])
        )
        return Vector(tuple(term for term, _ in kept), tuple(weight for _, weight in kept))

    def _most_alike(self, weighed: Vector, day: int, near: list[_Bucket], having: Mapping[int, int]) -> str | None:
        """The story that is like enough and most so; of equals the older."""
        weights = dict(zip(weighed.terms, weighed.weights, strict=True))
        length = math.sqrt(sum(weight * weight for weight in weighed.weights))
        best, found = self.settings.threshold, None
        for number in self._candidates(weighed, near, having):
            story = self._stories[number]
            likeness = self._likeness(weights, length, story, day)
            if likeness > best:
                best, found = likeness, story.id
        return found

    def _candidates(self, weighed: Vector, near: list[_Bucket], having: Mapping[int, int]) -> list[int]:
        """The most promising of the stories that share the heaviest terms, the rarest looked up first; oldest first."""
        heaviest = zip(weighed.terms[:_INDEXED], weighed.weights, strict=False)
        places = sorted((having[term], term, weight) for term, weight in heaviest)
        shared: Counter[int] = Counter()
        walked = 0
        for count, term, weight in places:
            walked += count
            if walked > _WALK and shared:
                break
            for bucket in near:
                for number in bucket.of(term):
                    shared[number] += weight
        scored = [(-weight / math.sqrt(self._stories[number].square), number) for number, weight in shared.items()]
        promising = (number for _, number in heapq.nsmallest(_WEIGH, scored))
        return sorted(promising)

    def _likeness(self, weights: Mapping[int, int], length: float, story: _Story, day: int) -> float:
        """Cosine of the article with the story's sum, lowered by the days between them; 0 beyond the window."""
        rest = story.rest(day)
        if rest > self.settings.window:
            return 0.0
        cosine = story.dot(weights) / (length * math.sqrt(story.square))
        return cosine / (1 + self.settings.decay * math.log1p(rest))
