"""The desk where articles arrive: is it known, what does it say, in which batch is it written.

What comes out does not depend on where batches end: each article is placed by those before it, and incidents are
joined from the store itself. So a batch may end by the clock.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from countermove import batch
from countermove.intake.sources import Met
from countermove.intake.summary import Summary, unreadable
from countermove.records import Article, Coding, Problem
from countermove.store import Arrival, Batch, Prepared, Store, There, prepare
from countermove.store.rows import LONGEST_ID, key_of

#: Arrivals written together at most, and seconds that one waits for others at most.
TOGETHER, AT_LATEST = 1000, 5.0
#: Things looked up in the store together at most, and seconds that one waits for that.
_LOOKED_UP, _SOON = 100, 0.5


@dataclass(slots=True)
class _Slot:
    """One thing met, on its way: ``work`` is what is coded or prepared, None for an article that is known."""

    met: Met
    work: Article | Coding | Problem | None
    prepared: Prepared | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def article(self) -> Article | None:
        """The article with the id that it has in the store; None where something stands in its place."""
        return _article(self.met.item if self.work is None else self.work)


def _article(item: Article | Coding | Problem) -> Article | None:
    return None if isinstance(item, Problem) else _the_article(item)


def _the_article(item: Article | Coding) -> Article:
    return item.article if isinstance(item, Coding) else item


class _Pending:
    """The articles that are on their way: their keys, and how many have an id or a text."""

    def __init__(self) -> None:
        self.ids: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self._of: dict[str, Article] = {}

    def __contains__(self, article: Article) -> bool:
        """Whether it is one of these; a text without an outlet is any of that text."""
        return key_of(article) in self._of or (not article.outlet and self.texts[article.sha256] > 0)

    def add(self, article: Article) -> None:
        """One that is new."""
        self._of[key_of(article)] = article
        self.ids[article.id] += 1
        self.texts[article.sha256] += 1

    def remove(self, article: Article) -> None:
        """One that is written, or found to be known; nothing where it is not among these."""
        gone = self._of.pop(key_of(article), None)
        if gone is not None:
            self.ids[gone.id] -= 1
            self.texts[gone.sha256] -= 1


class Desk:
    """Takes what is met in sources, in order, and writes it to the store.

    ``tell`` is called with the summary whenever it has changed. A batch is written once it has so many things
    ``together``, or has waited so many seconds (``at_latest``).
    """

    def __init__(
        self,
        store: Store,
        setup: batch.Setup,
        pool: batch.Pool | None = None,
        *,
        tell: Callable[[Summary], None] = lambda _: None,
        together: int = TOGETHER,
        at_latest: float = AT_LATEST,
    ) -> None:
        self.summary = Summary()
        self.taken = 0  # things taken from the sources so far
        self._states: Callable[[int], tuple[tuple[str, str], ...]] = lambda _: ()
        self._run: int | None = None
        self._store, self._setup, self._pool = store, setup, pool
        self._tell, self._together, self._at_latest = tell, together, at_latest
        self._pending = _Pending()
        self._waiting: list[_Slot] = []
        self._written = 0
        self._since: float | None = None
        self._began = time.perf_counter()

    def during(self, run: int, states: Callable[[int], tuple[tuple[str, str], ...]] | None = None) -> None:
        """Note in what is written that it belongs to a run.

        ``states`` gives the states of feeds that may be written once so many things are (``StoredStates.due``).
        """
        self._run = run
        if states is not None:
            self._states = states

    def take(self, items: Iterable[Met], states: Sequence[tuple[str, str]] = ()) -> None:
        """Take all of this in and write it; ``states`` of feeds are written with the last of it.

        Raises InputError where coder or store cannot be used; what was written before is kept.
        """
        for slot in self._finished(items):
            self._waiting.append(slot)
            self._since = time.monotonic() if self._since is None else self._since
            for problem in slot.problems:
                self.summary.note(problem)
            if len(self._waiting) >= self._together or time.monotonic() - self._since >= self._at_latest:
                self._write()
            self._report()
        self._write(states)
        self._report()

    def _report(self) -> None:
        self.summary.seconds = time.perf_counter() - self._began
        self._tell(self.summary)

    # --- on the way -------------------------------------------------------------------------------------

    def _finished(self, items: Iterable[Met]) -> Iterator[_Slot]:
        """All that is met, in order, once it is coded and prepared."""
        slots: deque[_Slot] = deque()

        def work() -> Iterator[batch.Input]:
            for slot in self._looked_up(items):
                slots.append(slot)
                yield slot.work

        for done in batch.run(work(), self._setup, prepare, self._pool):
            slot = slots.popleft()
            slot.prepared, slot.problems = done.output, done.problems
            yield slot

    def _looked_up(self, items: Iterable[Met]) -> Iterator[_Slot]:
        """All that is met, in order, with what there is to do about it."""
        for several in self._several(items):
            asked = [article for met in several if (article := _article(met.item)) is not None]
            there = self._store.there(asked)
            # All at once: what was looked up holds until something is written.
            yield from [self._slot(met, there) for met in several]

    def _several(self, items: Iterable[Met]) -> Iterator[list[Met]]:
        several: list[Met] = []
        since = time.monotonic()
        for met in items:
            self.taken += 1
            several.append(met)
            if len(several) >= _LOOKED_UP or time.monotonic() - since >= _SOON:
                yield several
                several, since = [], time.monotonic()
        if several:
            yield several

    def _slot(self, met: Met, there: There) -> _Slot:
        if isinstance(met.item, Problem):
            return _Slot(met, met.item)
        article = _the_article(met.item)
        if article in there or article in self._pending:
            return _Slot(met, None)
        taken = len(article.id) > LONGEST_ID or article.id in there.ids or self._pending.ids[article.id] > 0
        own = version_of(article) if taken else article
        self._pending.add(own)
        return _Slot(met, _under(own, met.item))

    # --- into the store ---------------------------------------------------------------------------------

    def _write(self, states: Sequence[tuple[str, str]] = ()) -> None:
        waiting, self._waiting, self._since = self._waiting, [], None
        self._written += len(waiting)
        feeds = (*self._states(self._written), *states)
        if not waiting and not feeds:
            return
        written = self._store.write(_batch(waiting, feeds), self._run)
        while written.clashes:
            # Another process has written an article with such an id since it was looked up.
            for slot in waiting:
                if slot.article in written.clashes:
                    self._version(slot)
            written = self._store.write(_batch(waiting, feeds), self._run)
        for slot in waiting:
            if slot.article is not None:
                self._pending.remove(slot.article)
        self.summary.count(written)

    def _version(self, slot: _Slot) -> None:
        """Code and prepare an article again, under another id."""
        if isinstance(slot.work, Article | Coding):
            slot.work = _under(version_of(_the_article(slot.work)), slot.work)
            slot.prepared = next(iter(batch.run([slot.work], self._setup, prepare, self._pool))).output


def _batch(slots: Sequence[_Slot], feeds: Sequence[tuple[str, str]]) -> Batch:
    arrivals = [Arrival(a, slot.met.source, slot.prepared) for slot in slots if (a := slot.article) is not None]
    troubles = [p for slot in slots if slot.article is None for p in slot.problems if unreadable(p)]
    return Batch(tuple(arrivals), tuple(troubles), tuple(feeds))


# --- ids --------------------------------------------------------------------------------------------


def version_of(article: Article) -> Article:
    """The same under an id of its own, where its id is another article's: another version of it, or a chance.

    It is made of the id and of what makes the article itself, so that it is the same in every run.
    """
    return replace(article, id=f"{article.id[: LONGEST_ID - 10]}~{key_of(article)[:8]}")


def _under(article: Article, item: Article | Coding) -> Article | Coding:
    """What was met, under the id of this article."""
    if isinstance(item, Article):
        return article
    events = tuple(replace(event, article=article.id) for event in item.events)
    problems = tuple(replace(problem, article=article.id) for problem in item.problems)
    return replace(item, article=article, events=events, problems=problems)
