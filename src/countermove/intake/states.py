"""What is remembered of feeds on the web, kept in the store: never before the articles that it says were read."""

from __future__ import annotations

from collections.abc import Callable

from countermove.feeds.web.state import FeedState, dump, load
from countermove.store import Store


class StoredStates:
    """States in a store. What is put waits until all that was handed on before it is written.

    ``taken`` says how many things were taken from the feeds so far; ``due`` gives the states that may be written once
    so many of them are.
    """

    def __init__(self, store: Store, taken: Callable[[], int]) -> None:
        self._store = store
        self._taken = taken
        self._put: dict[str, FeedState] = {}
        self._waiting: list[tuple[int, FeedState]] = []

    def get(self, url: str) -> FeedState | None:
        """The state of the feed; None where it was never polled."""
        if url in self._put:
            return self._put[url]
        stored = self._store.feed_state(url)
        return None if stored is None else load(stored)

    def put(self, state: FeedState) -> None:
        """Keep this in place of what was kept for ``state.url``."""
        self._put[state.url] = state
        self._waiting.append((self._taken(), state))

    def due(self, written: int) -> tuple[tuple[str, str], ...]:
        """The newest states of which all articles are among the first so many, as rows; they wait no longer."""
        ready = {state.url: dump(state) for taken, state in self._waiting if taken <= written}
        self._waiting = [(taken, state) for taken, state in self._waiting if taken > written]
        return tuple(ready.items())
