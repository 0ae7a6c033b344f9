"""Feeds and pages from beginning to end, for those who wait: ``read_feed`` and ``read_addresses``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext

from countermove.errors import InputError
from countermove.feeds.published import parse_published
from countermove.feeds.web.address import place, shown
from countermove.feeds.web.pace import Pause, seconds
from countermove.feeds.web.poll import Feed, Note, poll
from countermove.feeds.web.state import FeedState, Remembered, States
from countermove.feeds.web.visits import Web
from countermove.problems import problem
from countermove.records import Article, Problem

#: Seconds that a run waits for one turn; a host that wants more between two requests is one to be watched.
PATIENCE = 60.0


def read_addresses(
    urls: Iterable[str],
    published: str | None = None,
    states: States | None = None,
    web: Web | None = None,
    contact: str | None = None,
) -> Iterator[Article | Problem]:
    """The new articles of the feeds, and the articles of the pages, at these addresses.

    Yields, in order, an ``Article`` or the ``Problem`` that stands in its place; ``Problem.article`` is an address.
    ``published`` is an ISO date for articles that neither feed nor page dates. ``states`` says what was seen before
    and is told what was seen now (None: nothing was, nobody is). ``contact`` is told to servers where no ``web`` is
    given. Raises InputError at once for a date that is none, an address without a host, a contact that cannot be sent.
    """
    return (item for _, item in read_by_address(urls, published, states, web, contact))


def read_by_address(
    urls: Iterable[str],
    published: str | None = None,
    states: States | None = None,
    web: Web | None = None,
    contact: str | None = None,
) -> Iterator[tuple[str, Article | Problem]]:
    """The same as ``read_addresses``, each with the address it comes from, as it may be shown."""
    day = parse_published(published) if published is not None else None
    addresses = list(urls)
    for url in addresses:
        if place(url) is None:
            raise InputError(f"'{shown(url)}' is no address on the web: write it as https://example.org/feed.xml")
    return _read_all(addresses, day, states or Remembered(), web or Web(contact), own=web is None)


def read_feed(
    feed: Feed,
    states: States,
    web: Web,
    published: str | None = None,
    *,
    pages_too: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Article | Problem]:
    """The new articles of one feed, waiting for each turn; of one page where ``pages_too``. See ``read_addresses``."""
    web.allow([feed.url])
    state = states.get(feed.key)
    if state and state.retry_after and seconds(state.retry_after) > web.clock():
        yield problem("later", f"the server asked to be left alone until {state.retry_after}", feed.key)
        return
    for item in poll(feed, state, web, published=published, pages_too=pages_too):
        if isinstance(item, Pause):
            wait = item.until - web.clock()
            if wait > PATIENCE:
                yield problem("later", _too_slow(wait), feed.key)
                return
            sleep(max(0.0, wait))
        elif isinstance(item, FeedState):
            states.put(item)
        elif not isinstance(item, Note):
            yield item


def _read_all(
    urls: list[str], published: str | None, states: States, web: Web, *, own: bool
) -> Iterator[tuple[str, Article | Problem]]:
    with web if own else nullcontext():
        for url in urls:
            for item in read_feed(Feed(url), states, web, published, pages_too=True):
                yield shown(url), item


def _too_slow(wait: float) -> str:
    return (
        f"the host wants {wait:.0f} s to pass before the next request: the rest is left for the next run, or for watch"
    )
