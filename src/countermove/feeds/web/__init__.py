"""Articles from the web: feeds (RSS and Atom) with their pages, and pages given by their address.

``read_addresses`` reads what is new and comes to an end; ``watch`` goes on for ever. What is remembered of a feed is a
``FeedState``; whoever keeps states offers ``States``.
"""

from countermove.feeds.web.list import FeedList, read_list
from countermove.feeds.web.poll import Feed
from countermove.feeds.web.reading import is_address, read_addresses, read_by_address, read_feed
from countermove.feeds.web.state import FeedState, Remembered, States, dump, load
from countermove.feeds.web.visits import Web
from countermove.feeds.web.watch import Batch, watch

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
