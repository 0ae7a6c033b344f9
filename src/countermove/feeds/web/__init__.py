"""Articles from the web: feeds (RSS and Atom) with their pages, and pages given by their address."""

from countermove.feeds.web.state import FeedState, Remembered, States

__all__ = ["FeedState", "Remembered", "States"]
