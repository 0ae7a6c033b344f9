"""What is remembered of a feed on the web from one poll to the next, and where it is kept.

A state goes in and out as a record. Who keeps it offers ``States``; ``Remembered`` keeps it for the time of a run.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

#: Entries remembered beyond those that the feed still shows. Feeds show 10 to 100; a few bring old ones back.
REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as the last poll left it. Times are ISO date-times in UTC ("2031-03-11T09:30:00+00:00").

    ``url`` is the address the user gave, without a password in it: the key. ``seen`` are the keys of entries that
    need not be read again, oldest first; ``pending`` those that could not be read so far, with how often it was tried.
    """

    url: str
    moved_to: str | None = None  # where the feed said it has moved for good; polled in place of ``url``
    outlet: str | None = None  # the name under which its articles are kept, as the feed and its pages give it
    etag: str | None = None  # both as the server gave them, to be sent back as they are
    modified: str | None = None
    last_polled: str | None = None
    next_poll: str | None = None  # when ``watch`` polls next; None: at once
    retry_after: str | None = None  # before this the server does not want to be asked, whoever asks
    failures: int = 0  # polls that failed since the last that did not
    trouble: str | None = None  # kind of problem of the last poll, None where it went well
    gone: str | None = None  # when the server said that the feed is gone for good; it is polled no more
    seen: tuple[str, ...] = ()
    pending: tuple[tuple[str, int], ...] = field(default=())


class States(Protocol):
    """Where the states of feeds are kept, by the address the user gave.

    ``put`` says that every article of the entries in ``state.seen`` was handed on before. So that none is lost, a
    store must write the state in the transaction that writes those articles or in a later one, never in an earlier.
    Written too late is harmless: entries are fetched once more and known by their ids. ``put`` comes after each
    article of a feed and replaces what was put before.
    """

    def get(self, url: str) -> FeedState | None:
        """The state of the feed; None where it was never polled. Must see what was put in this run."""

    def put(self, state: FeedState) -> None:
        """Keep this in place of what was kept for ``state.url``."""


class Remembered:
    """States that last as long as the run."""

    def __init__(self) -> None:
        self._states: dict[str, FeedState] = {}

    def get(self, url: str) -> FeedState | None:
        """The state of the feed; None where it was never polled."""
        return self._states.get(url)

    def put(self, state: FeedState) -> None:
        """Keep this in place of what was kept for ``state.url``."""
        self._states[state.url] = state


def dump(state: FeedState) -> str:
    """The state as one line of JSON, for a database; ``load`` reads it back."""
    filled = {each.name: value for each in fields(state) if (value := getattr(state, each.name)) not in (None, 0, ())}
    return json.dumps(filled, ensure_ascii=False)


def load(text: str) -> FeedState:
    """The state that ``dump`` wrote, also in another version: fields it does not know are passed over."""
    given: dict[str, Any] = json.loads(text)
    known = {each.name for each in fields(FeedState)}
    kept = {name: value for name, value in given.items() if name in known}
    kept["seen"] = tuple(kept.get("seen", ()))
    kept["pending"] = tuple((key, tries) for key, tries in kept.get("pending", ()))
    return FeedState(**kept)


def remember(seen: tuple[str, ...], shown: Collection[str]) -> tuple[str, ...]:
    """``seen`` without the oldest beyond ``REMEMBERED``; what the feed still shows is never forgotten."""
    still = set(shown)
    others = [key for key in seen if key not in still]
    dropped = set(others[: max(0, len(others) - REMEMBERED)])
    return tuple(key for key in seen if key not in dropped)
