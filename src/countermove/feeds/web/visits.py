"""Visits to the web as a guest should make them: by robots.txt, at a pace for each host, in few redirects.

Nothing here sleeps. A visit is a generator that yields a ``Pause`` where it has to wait, so that others may go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urljoin, urlsplit

from countermove.feeds.web import robots
from countermove.feeds.web.address import place, shown
from countermove.feeds.web.fetch import DEADLINE, Answer, Fetcher, Unfetched, user_agent
from countermove.feeds.web.pace import PACE, Pace, Pause, retry_after
from countermove.feeds.web.robots import ALL_ALLOWED, Rules
from countermove.text import Unreadable, decode
from countermove.version import __version__

#: Redirects that are followed for one address, and for a robots.txt (as RFC 9309 asks).
REDIRECTS = 8
#: Seconds that a robots.txt is held good, and that a host without one to be had is left alone.
_FRESH, _SHUT = 86_400.0, 600.0
#: Addresses of pages that are remembered as read, some ten MB.
_REMEMBERED = 100_000

_FOREVER = frozenset((301, 308))
_ELSEWHERE = frozenset((301, 302, 303, 307, 308))
_OK, _TOO_MANY, _SERVER = 200, 429, 500

Visit = Generator[Pause, None, Answer]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a host's robots.txt until a time: its rules, or why there are none (kind and message)."""

    until: float
    rules: Rules = ALL_ALLOWED
    trouble: tuple[str, str] | None = None


class Web:
    """The web as seen by one visitor. Use as a context manager, or close it.

    ``contact`` is the address that servers are told; ``pace`` the least seconds between two requests to one host,
    ``deadline`` the most that one answer may take. ``clock`` gives the seconds since 1970. Raises InputError.
    """

    def __init__(
        self,
        contact: str | None = None,
        pace: float = PACE,
        deadline: float = DEADLINE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.clock = clock
        self._fetcher = Fetcher(user_agent(__version__, contact), deadline)
        self._pace = Pace(pace)
        self._robots: dict[str, _Known] = {}
        self._read: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._fetcher.close()

    def allow(self, urls: Iterable[str]) -> None:
        """The user named these addresses: their hosts may lie in a private network."""
        for url in urls:
            self._fetcher.allow(url)

    def visit(self, url: str, size: int, headers: Mapping[str, str] | None = None) -> Visit:
        """The last answer that ``url`` leads to, with any status that is no redirect; its body ``size`` bytes at most.

        Raises Unfetched: "robots" where it is forbidden, "redirect" where it leads nowhere, and what fetching raises.
        """
        at, moved, forever, been = url, None, True, [url]
        host = None
        while True:
            rules = self._rules(at)
            if (forbidding := rules.forbids(at)) is not None:
                raise Unfetched("robots", f"robots.txt of {_host(at)} forbids it ({forbidding})")
            if _host(at) != host:  # a redirect within the host is part of the same visit
                host = _host(at)
                yield from self._turn(host, rules)
            answer = self._ask(at, size, headers, rules)
            if answer.status not in _ELSEWHERE:
                return replace(answer, moved=moved)
            forever = forever and answer.status in _FOREVER
            at = _next(answer, been)
            moved = at if forever else moved

    def was_read(self, page: str) -> bool:
        """Whether the article at this canonical address was read before, for another feed of the same outlet."""
        return page in self._read

    def note_read(self, page: str) -> None:
        """The article at this canonical address has been read."""
        if len(self._read) >= _REMEMBERED:
            self._read.clear()  # to read a page once more is no harm
        self._read.add(page)

    def leave_alone(self, url: str, seconds: float) -> None:
        """The host of this address does not want to be asked for so many seconds."""
        self._pace.shut(_host(url), self.clock() + seconds)

    def _turn(self, host: str, rules: Rules) -> Generator[Pause, None, None]:
        when = self._pace.turn(host, self.clock(), rules.delay)
        while when > self.clock():
            yield Pause(when)
            when = self._pace.shut_until(host)  # it may have asked to be left alone meanwhile

    def _ask(self, url: str, size: int, headers: Mapping[str, str] | None, rules: Rules) -> Answer:
        try:
            return self._fetcher.fetch(url, size, headers)
        finally:
            self._pace.done(_host(url), self.clock(), rules.delay)

    # --- robots.txt ---

    def _rules(self, url: str) -> Rules:
        """The rules of the host. Raises Unfetched where its robots.txt should be there and cannot be had."""
        if place(url) is None:
            raise Unfetched("address", f"this is no address that can be fetched: '{shown(url)[:80]}'")
        parts = urlsplit(url)
        key = f"{parts.scheme}://{_host(url)}"
        now = self.clock()
        known = self._robots.get(key)
        if known is None or known.until <= now:
            known = self._ask_robots(f"{parts.scheme}://{parts.netloc}/robots.txt", known, now)
            self._robots[key] = known
            if len(self._robots) > 1_000:
                self._robots = {name: each for name, each in self._robots.items() if each.until > now}
        if known.trouble is not None:
            raise Unfetched(*known.trouble)
        return known.rules

    def _ask_robots(self, url: str, before: _Known | None, now: float) -> _Known:
        """A robots.txt that is not there (4xx) allows all; one that cannot be had now shuts the host for a while."""
        try:
            answer = self._follow(url)
        except Unfetched as trouble:
            if trouble.kind == "address":  # nobody was asked
                raise
            if trouble.kind in ("redirect", "too-long", "binary"):
                return _Known(now + _FRESH)
            return self._shut(before, now, (trouble.kind, trouble.message))
        if answer.status == _TOO_MANY or answer.status >= _SERVER:
            wait = retry_after(answer.headers, now)
            message = (
                f"the server answers {answer.status} for its robots.txt: until it tells its wishes it is left alone"
            )
            return self._shut(before, now, ("unreachable", message), wait)
        return _Known(now + _FRESH, _read_rules(answer) if answer.status == _OK else ALL_ALLOWED)

    def _shut(self, before: _Known | None, now: float, trouble: tuple[str, str], wait: float | None = None) -> _Known:
        """What was allowed before goes on to be."""
        until = now + max(_SHUT, wait or 0.0)
        return _Known(until, trouble=trouble) if before is None or before.trouble else replace(before, until=until)

    def _follow(self, url: str) -> Answer:
        been = [url]
        while True:
            answer = self._fetcher.fetch(url, robots.SIZE)
            if answer.status not in _ELSEWHERE:
                return answer
            url = _next(answer, been)


def _read_rules(answer: Answer) -> Rules:
    try:
        return robots.parse(decode(answer.body, answer.charset))
    except Unreadable:
        return ALL_ALLOWED


def _host(url: str) -> str:
    """Host, with its port where it is no common one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _next(answer: Answer, been: list[str]) -> str:
    """Where a redirect leads; ``been`` is where the visit has been, and grows. Raises Unfetched."""
    location = answer.headers.get("location", "").strip()
    if not location:
        raise Unfetched("redirect", f"the server answers {answer.status} and does not say where to go")
    try:
        at = urljoin(answer.url, location)
    except ValueError:
        raise Unfetched("redirect", f"it leads to what is no address: '{location[:80]}'") from None
    # Once back to where it began is what servers do that set a cookie first.
    if been.count(at) > 1:
        raise Unfetched("redirect", f"it leads in a circle, to {shown(at)} again")
    if len(been) > REDIRECTS:
        raise Unfetched("redirect", f"it leads on and on: {REDIRECTS} redirects, the last to {shown(at)}")
    been.append(at)
    return at
