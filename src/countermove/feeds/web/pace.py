"""How often a server is asked: a turn for each request to a host, back-off after failures, what Retry-After says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Seconds between two requests to one host where nobody asks for more.
PACE = 2.0
#: Seconds between two polls of a feed where the user says nothing.
EVERY = 900.0
#: No back-off is longer than a day, or than the time between two polls if that is longer.
LONGEST = 86_400.0
#: A server that asks for more than a week is asked once a week all the same.
LONGEST_ASKED = 7 * 86_400.0

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is to be done before this time (seconds since 1970); others may go on."""

    until: float


class Pace:
    """Who may ask which host when. Times are seconds since 1970."""

    def __init__(self, seconds: float = PACE) -> None:
        self._seconds = seconds
        self._free: dict[str, float] = {}
        self._shut: dict[str, float] = {}

    def turn(self, host: str, now: float, delay: float | None = None) -> float:
        """When the next request to this host may be made: a turn is given once. ``delay``: what the host asks for."""
        when = max(now, self._free.get(host, now), self.shut_until(host))
        self._free[host] = when + self._between(delay)
        return when

    def shut(self, host: str, until: float) -> None:
        """The host is not to be asked before this time, not even by those who have their turn already."""
        self._shut[host] = max(until, self.shut_until(host))

    def shut_until(self, host: str) -> float:
        """When the host may be asked again; long ago where it never was shut."""
        return self._shut.get(host, 0.0)

    def done(self, host: str, now: float, delay: float | None = None) -> None:
        """A request has been answered: the time to the next counts from here."""
        self._free[host] = max(self._free.get(host, now), now + self._between(delay))
        if len(self._free) > 1_000:
            self._free = {name: free for name, free in self._free.items() if free > now}
            self._shut = {name: until for name, until in self._shut.items() if until > now}

    def _between(self, delay: float | None) -> float:
        return max(self._seconds, delay or 0.0)


def back_off(every: float, failures: int, chance: float) -> float:
    """Seconds to the next poll: ``every``, doubled with each failure up to a day, give or take a tenth.

    ``chance`` is a number from 0 to 1 that says how much of that tenth, so that feeds that failed together do not
    come back together; without a failure nothing is added.
    """
    if failures == 0:
        return every
    longest = max(every, LONGEST)
    return min(every * 2.0 ** min(failures, 32), longest) * (0.9 + 0.2 * chance)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the server asks to be left alone, from its Retry-After in seconds or as a date; None: no wish."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_ASKED)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return min(max(0.0, moment(when) - now), LONGEST_ASKED)


def duration(text: str) -> float | None:
    """Seconds of "90s", "15m", "2h" or "1d"; None where it is none of these."""
    found = _DURATION.fullmatch(text.strip())
    return float(found[1]) * _UNITS[found[2]] if found else None


def moment(when: datetime) -> float:
    """Seconds since 1970; a time without a zone is taken for UTC."""
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def iso(seconds: float) -> str:
    """Seconds since 1970 as an ISO date-time in UTC, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def seconds(text: str) -> float:
    """Seconds since 1970 of an ISO date-time."""
    return moment(datetime.fromisoformat(text))
