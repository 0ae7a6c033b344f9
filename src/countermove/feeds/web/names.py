"""All that others need of feeds on the web, in one place: what ``countermove.feeds.web`` gives when asked."""

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
