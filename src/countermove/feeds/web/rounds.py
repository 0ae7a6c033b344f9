"""Watching feeds: each polled when it is due, for ever, none in the way of another.

``watch`` decides what happens when; clock, sleep and the wish to stop come from outside, and so does the keeping.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from countermove.feeds.web.pace import Pause, seconds
from countermove.feeds.web.poll import Feed, Items, Note, poll
from countermove.feeds.web.state import FeedState, States
from countermove.feeds.web.visits import Web
from countermove.records import Article, Problem

#: Articles that are handed over together at most, and seconds that one waits for others at most.
TOGETHER, AT_LATEST = 20, 15.0
#: Seconds after which a sleeper looks whether it is to stop, should its sleep not end by itself.
NAP = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of one feed: to be kept in this order, the ``states`` with the ``items`` or after them.

    ``notes`` are for people. A batch may hold states alone.
    """

    feed: Feed
    items: tuple[Article | Problem, ...] = ()
    states: tuple[FeedState, ...] = ()
    notes: tuple[str, ...] = ()


def watch(
    feeds: Sequence[Feed],
    states: States,
    web: Web,
    *,
    sleep: Callable[[float], None],
    stopped: Callable[[], bool],
    once: bool = False,
    random: Random | None = None,
) -> Iterator[Batch]:
    """Poll each feed when it is due and yield what comes of it, until ``stopped()`` or, with ``once``, one round.

    ``states`` is only read: whoever takes a batch keeps its states. ``sleep`` takes seconds and may end early. While
    one feed waits for its turn with a host the others go on. A stop is heard after each article; what was read is
    yielded before the end, and the next watch goes on from there. ``random`` gives the jitter of back-offs.
    """
    web.allow(feed.url for feed in feeds)
    watched = [_Watched(feed, states.get(feed.key)) for feed in feeds]
    yield from (batch for each in watched if (batch := each.greeting()))
    chances = random or Random()  # noqa: S311 - spreads polls, guards nothing
    now = web.clock()
    due = [(each.due(now), place) for place, each in enumerate(watched) if not each.ended]
    if once:
        due = [(when, place) for when, place in due if when <= now]
    heapq.heapify(due)
    while due and not stopped():
        when, place = due[0]
        if when > web.clock():
            sleep(min(when - web.clock(), NAP))
            continue
        each = watched[place]
        heapq.heappop(due)
        again = each.step(web, chances, stopped)
        if batch := each.take(again, all_of_it=not each.polling or stopped()):
            yield batch
        if again is not None and not (once and not each.polling):
            heapq.heappush(due, (again, place))
    yield from (batch for each in watched if (batch := each.take(None, all_of_it=True)))


@dataclass(slots=True)
class _Watched:
    """One feed with its state, the poll that is under way, and what it has given that was not taken yet."""

    feed: Feed
    state: FeedState | None
    _poll: Items | None = None
    _items: list[Article | Problem] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _put: FeedState | None = None
    _since: float | None = None  # when the first of the items came

    @property
    def polling(self) -> bool:
        return self._poll is not None

    @property
    def ended(self) -> bool:
        return self.state is not None and self.state.gone is not None

    def due(self, now: float) -> float:
        """When the next poll is due. A feed that is now to be polled more often is not left waiting as before."""
        if self.state is None or self.state.next_poll is None:
            return now
        when = seconds(self.state.next_poll)
        last = seconds(self.state.last_polled) if self.state.last_polled else now
        if last > now + NAP:  # by a clock that was wrong
            return now
        return when if self.state.failures or self.state.retry_after else min(when, last + self.feed.every)

    def greeting(self) -> Batch | None:
        if not self.ended or self.state is None:
            return None
        return Batch(
            self.feed, notes=(f"{self.feed.key}: gone for good since {self.state.gone}: take it out of the list",)
        )

    def step(self, web: Web, random: Random, stopped: Callable[[], bool]) -> float | None:
        """Go on until the poll has to wait, has ended or is to be handed over; when to go on, None for never."""
        if self._poll is None:
            self._poll = poll(self.feed, self.state, web, chance=random.random(), repeat=False)
        for item in self._poll:
            if isinstance(item, Pause):
                return item.until
            self._keep(item, web.clock())
            # Only after a state is all that came before it accounted for.
            if isinstance(item, FeedState) and (stopped() or len(self._items) >= TOGETHER):
                return web.clock()
        self._poll = None
        return None if self.ended else self.due(web.clock())

    def _keep(self, item: Article | Problem | FeedState | Note, now: float) -> None:
        if isinstance(item, FeedState):
            self.state = self._put = item
        elif isinstance(item, Note):
            self._notes.append(item.message)
        else:
            self._since = now if self._since is None else self._since
            self._items.append(item)

    def take(self, again: float | None, *, all_of_it: bool) -> Batch | None:
        """What has come, where it is enough or would have waited too long when this is looked at ``again``."""
        late = self._since is not None and again is not None and again - self._since >= AT_LATEST
        enough = late or len(self._items) >= TOGETHER
        if not (all_of_it or enough) or not (self._items or self._notes or self._put):
            return None
        batch = Batch(self.feed, tuple(self._items), (self._put,) if self._put else (), tuple(self._notes))
        self._items, self._notes, self._put, self._since = [], [], None, None
        return batch
