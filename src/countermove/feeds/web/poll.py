"""One poll of one feed: what is new in it, each entry with its page, and what to remember.

A poll is a generator of items. It yields articles and problems; a ``Pause`` where it has to wait; a ``FeedState``
whenever there is something new to remember, after the articles that the state counts as seen.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from countermove.feeds.origin import has_words
from countermove.feeds.web import pages, syndication
from countermove.feeds.web.address import shown
from countermove.feeds.web.fetch import Answer, Unfetched
from countermove.feeds.web.pace import EVERY, Pause, back_off, iso, retry_after
from countermove.feeds.web.state import FeedState, remember
from countermove.feeds.web.syndication import Entry, Syndicated
from countermove.feeds.web.visits import Visit, Web
from countermove.problems import problem
from countermove.records import Article, Problem, record_id
from countermove.text import Unreadable

#: Characters of a feed's own text from which on it can stand for the page that cannot be read.
FULL_TEXT = 500
#: How often an entry is tried whose page cannot be had just now, and how many of these in a row end a poll.
TRIES, IN_A_ROW = 3, 2

_OK, _UNCHANGED, _GONE, _TOO_MANY, _SERVER = 200, 304, 410, 429, 500
#: What may be otherwise the next time.
_PASSING = frozenset(("unreachable", "timeout"))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the user wants it: polled ``every`` so many seconds; ``outlet`` and ``language`` go before its own."""

    url: str
    outlet: str | None = None
    every: float = EVERY
    language: str | None = None

    @property
    def key(self) -> str:
        """The address under which its state is kept."""
        return shown(self.url)


@dataclass(frozen=True, slots=True)
class Note:
    """Good news about a feed, for whoever watches."""

    message: str


Item = Article | Problem | Pause | FeedState | Note
Items = Generator[Item, None, None]


def poll(
    feed: Feed,
    state: FeedState | None,
    web: Web,
    *,
    published: str | None = None,
    chance: float = 0.5,
    pages_too: bool = False,
    repeat: bool = True,
) -> Items:
    """Poll a feed that ``state`` tells of (None: never polled), oldest entry first.

    ``published`` dates articles that neither feed nor page dates. ``chance`` (0 to 1) is the jitter of a back-off.
    ``pages_too``: the address may be that of an article. Not ``repeat``: trouble that was there at the last poll is
    not told again.
    """
    before = state or FeedState(feed.key)
    try:
        answer = yield from _visit(before.moved_to or feed.url, web, syndication.SIZE, before)
        if pages_too and answer.status == _OK and not syndication.is_feed(answer):
            yield from _page(answer, feed, published)
            return
        found = syndication.read(answer) if answer.status == _OK else None
    except Unreadable as trouble:
        if repeat or trouble.kind != before.trouble:
            yield problem(trouble.kind, trouble.message, feed.key)
        after = _after_failure(feed, before, trouble, web.clock(), chance)
        if state or after.retry_after or not pages_too:  # what may be no feed needs no remembering
            yield after
        return
    if before.failures:
        yield Note(f"{feed.key}: answers again, after {before.failures} polls that failed")
    moved_to = before.moved_to
    if answer.moved and "@" not in urlsplit(feed.url).netloc and answer.moved != moved_to:
        moved_to = answer.moved
        yield problem("moved", f"the feed has moved for good, to {shown(moved_to)}: note the new address", feed.key)
    well = replace(before, moved_to=moved_to, failures=0, trouble=None, gone=None, retry_after=None)
    yield from _Reading(feed, well, web, published).run(answer, found)


def _visit(url: str, web: Web, size: int, state: FeedState | None = None) -> Visit:
    """An answer that can be read (200, or 304 where a condition was sent). Raises Unfetched for any other."""
    conditions = {"If-None-Match": state and state.etag, "If-Modified-Since": state and state.modified}
    sent = {name: value for name, value in conditions.items() if value}
    answer = yield from web.visit(url, size, sent)
    status = answer.status
    if status == _OK or (status == _UNCHANGED and sent):
        return answer
    if status == _TOO_MANY or status >= _SERVER:
        wait = retry_after(answer.headers, web.clock())
        if wait:
            web.leave_alone(answer.url, wait)
        raise Unfetched("unreachable", f"the server answers {status}{_in_words(status)}", wait)
    if status == _GONE:
        raise Unfetched("gone", "the server says that it is gone for good (410)")
    raise Unfetched("refused", f"the server answers {status}{_in_words(status)}")


_WORDS = {401: "it asks for a password", 402: "it asks for money", 403: "it does not want us to have it",
          404: "there is no such page", 429: "too many requests", 500: "it has a fault", 502: "it is out of order",
          503: "it is out of order", 504: "it is out of order"}  # fmt: skip


def _in_words(status: int) -> str:
    return f" ({_WORDS[status]})" if status in _WORDS else ""


def _page(answer: Answer, feed: Feed, published: str | None) -> Items:
    try:
        article = pages.read(answer, published)
    except Unreadable as trouble:
        yield problem(trouble.kind, trouble.message, feed.key)
        return
    yield replace(article, outlet=feed.outlet or article.outlet, language=feed.language)


def _after_failure(feed: Feed, state: FeedState, trouble: Unreadable, now: float, chance: float) -> FeedState:
    failures = state.failures + 1
    asked = trouble.retry_after if isinstance(trouble, Unfetched) else None
    return replace(
        state,
        # An address that it moved to and that is no more was none: the next poll asks the one that was given.
        moved_to=None if trouble.kind == "refused" else state.moved_to,
        last_polled=iso(now),
        next_poll=iso(now + max(back_off(feed.every, failures, chance), asked or 0.0)),
        retry_after=iso(now + asked) if asked else None,
        failures=failures,
        trouble=trouble.kind,
        gone=iso(now) if trouble.kind == "gone" else None,
    )


# --- the entries ------------------------------------------------------------------------------------


class _Reading:
    """The reading of a feed that answered: its state grows with each entry."""

    def __init__(self, feed: Feed, state: FeedState, web: Web, published: str | None) -> None:
        self._feed = feed
        self._state = state
        self._web = web
        self._published = published
        self._title: str | None = None
        self._names: dict[str, str] = {}  # host -> the outlet as its pages name it
        self._ids: set[str] = set()  # of the articles of this poll
        self._asked = 0.0  # seconds that a page's server asked to be left alone
        self._troubles = 0  # pages in a row that could not be had just now

    def run(self, answer: Answer, found: Syndicated | None) -> Items:
        """The new entries of the feed; ``found`` is None where it has not changed."""
        if found is None:
            yield self._end(self._state)
            return
        self._title = found.title
        seen, shown_keys = set(self._state.seen), [entry.key for entry in found.entries]
        waiting = [entry for entry in reversed(found.entries) if entry.key not in seen]
        left = 0
        for number, entry in enumerate(waiting):
            settled = yield from self._entry(entry)
            left += not settled
            self._state = self._settled(entry) if settled else self._tried(entry)
            yield self._state
            if self._asked or self._troubles >= IN_A_ROW:
                rest = len(waiting) - number - 1
                left += rest
                if rest:
                    message = f"its pages cannot be had just now: {rest} more entries are left for the next poll"
                    yield problem("later", message, self._feed.key)
                break
        yield self._end(self._read(shown_keys, {} if left else answer.headers))

    def _read(self, shown_keys: list[str], headers: Mapping[str, str]) -> FeedState:
        """The state after all entries. ``headers`` are empty where one is left, which "unchanged" must not hide."""
        return replace(
            self._state,
            outlet=self._feed.outlet or self._title,
            etag=headers.get("etag"),
            modified=headers.get("last-modified"),
            seen=remember(self._state.seen, shown_keys),
            pending=tuple(each for each in self._state.pending if each[0] in shown_keys),
        )

    def _end(self, state: FeedState) -> FeedState:
        now = self._web.clock()
        wait = max(self._feed.every, self._asked)
        asked = iso(now + self._asked) if self._asked else None
        return replace(state, last_polled=iso(now), next_poll=iso(now + wait), retry_after=asked)

    def _settled(self, entry: Entry) -> FeedState:
        pending = tuple(each for each in self._state.pending if each[0] != entry.key)
        return replace(self._state, seen=(*self._state.seen, entry.key), pending=pending)

    def _tried(self, entry: Entry) -> FeedState:
        tries = {**dict(self._state.pending), entry.key: self._tries(entry) + 1}
        return replace(self._state, pending=tuple(tries.items()))

    def _tries(self, entry: Entry) -> int:
        return dict(self._state.pending).get(entry.key, 0)

    def _entry(self, entry: Entry) -> Generator[Item, None, bool]:
        """The article of an entry or the problem in its place; whether it need not be tried again.

        A page that was read for another feed is not read again: outlets show an article in several.
        """
        page = pages.canonical(shown(entry.link)) if entry.link else None
        if page and self._web.was_read(page):
            return True
        if entry.date:
            yield problem("date", f"the feed gives a date that is none: '{entry.date[:40]}'", self._name(entry))
        if entry.link is None or page is None:
            yield self._own_text(entry) if has_words(entry.text) else self._no_text(entry)
            return True
        try:
            article = yield from self._page(entry.link, entry.published or self._published)
        except Unreadable as trouble:
            return (yield from self._without_page(entry, trouble))
        self._troubles = 0
        # A page that shows a wall in place of the article has less text than the feed.
        if _is_full(entry) and len(entry.text) > 2 * len(article.text):
            article = replace(article, text=entry.text)
            message = "its page shows less than half of the text that the feed carries, which was taken"
            yield problem("feed-text", message, article.id)
        yield from self._once(self._finished(entry, article))
        self._web.note_read(page)
        return True

    def _page(self, link: str, published: str | None) -> Generator[Pause, None, Article]:
        """The article behind a link. Raises Unreadable."""
        answer = yield from _visit(link, self._web, pages.SIZE)
        if _is_front(answer.url) and not _is_front(link):
            raise Unreadable("redirect", "it leads to a front page, as addresses do whose article is no more")
        return pages.read(answer, published)

    def _without_page(self, entry: Entry, trouble: Unreadable) -> Generator[Item, None, bool]:
        passing = trouble.kind in _PASSING
        self._troubles = self._troubles + 1 if passing else 0
        if isinstance(trouble, Unfetched) and trouble.retry_after:
            self._asked = trouble.retry_after
        if _is_full(entry):
            article = self._own_text(entry)
            yield from self._once(article)
            message = f"its page was not read ({trouble.message}): the text that the feed carries was taken"
            yield problem("feed-text", message, article.id)
            return True
        tries = self._tries(entry) + 1
        again = (
            "" if not passing else f"; given up after {tries} polls" if tries >= TRIES else "; tried again next time"
        )
        yield problem(trouble.kind, f"{trouble.message}{again}", self._name(entry))
        return not passing or tries >= TRIES

    def _once(self, article: Article) -> Items:
        if article.id not in self._ids:
            self._ids.add(article.id)
            yield article
            if article.url:
                self._web.note_read(article.url)

    def _finished(self, entry: Entry, article: Article) -> Article:
        """The page's article with what the feed knows better."""
        named = pages.outlet_of(article)
        if named:
            self._names[pages.host(article.url or "")] = named
        return replace(
            article,
            title=entry.title or article.title,
            outlet=self._outlet(entry, named) or article.outlet,
            language=self._feed.language,
        )

    def _own_text(self, entry: Entry) -> Article:
        url = pages.canonical(shown(entry.link)) if entry.link else None
        host = pages.host(url or self._feed.url)
        return Article(
            pages.page_id(url) if url else record_id("w", self._feed.key, entry.key),
            entry.text,
            entry.title,
            self._outlet(entry, self._names.get(host)) or host,
            url,
            entry.published or self._published or pages.date_of(entry.text),
            self._feed.language,
        )

    def _no_text(self, entry: Entry) -> Problem:
        return problem("no-text", "the entry has neither an address nor a text", self._name(entry))

    def _outlet(self, entry: Entry, named: str | None) -> str | None:
        """Who published it: what the user says, whom the feed has it from, what the page says, the feed's title.

        The page goes before the feed's title: feeds of one outlet have several ("Example Post - World").
        """
        return self._feed.outlet or entry.outlet or named or self._title

    def _name(self, entry: Entry) -> str:
        """What an entry is called in a problem."""
        return shown(entry.link) if entry.link else f"{self._feed.key} ({entry.title or 'an entry without a title'})"


def _is_full(entry: Entry) -> bool:
    return entry.whole and len(entry.text) >= FULL_TEXT


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query
