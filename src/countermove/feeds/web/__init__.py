"""Articles from the web: feeds (RSS and Atom) with their pages, and pages given by their address.

``read_addresses`` reads what is new and comes to an end; ``watch`` goes on for ever. What is remembered of a feed is a
``FeedState``; whoever keeps states offers ``States``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countermove.feeds.web.address import is_address
    from countermove.feeds.web.list import FeedList, read_list
    from countermove.feeds.web.poll import Feed
    from countermove.feeds.web.reading import read_addresses, read_by_address, read_feed
    from countermove.feeds.web.rounds import Batch, watch
    from countermove.feeds.web.state import FeedState, Remembered, States, dump, load
    from countermove.feeds.web.visits import Web

__all__ = [
    "Batch",
    "Feed",
    "FeedList",
    "FeedState",
    "Remembered",
    "States",
    "Web",
    "dump",
    "is_address",
    "load",
    "read_addresses",
    "read_by_address",
    "read_feed",
    "read_list",
    "watch",
]


def __getattr__(name: str) -> Any:
    """These names, imported when one is first asked for: httpx takes a third of a second, and states need no httpx."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from countermove.feeds.web import names  # noqa: PLC0415 - see above

    return getattr(names, name)


def __dir__() -> list[str]:
    return sorted(__all__)
