"""The list of feeds to watch: a TOML file that people write, checked key by key.

[watch]                                # all of it may be left out
contact = "desk@example.org"           # told to servers; else COUNTERMOVE_CONTACT
pace = "2s"                            # at least so long between two requests to one host
timeout = "30s"                        # an answer that is not whole by then is given up
every = "15m"                          # between two polls of a feed that says nothing else

[[feed]]
url = "https://example.org/world/rss.xml"
outlet = "Example Post"                # in place of what feed and pages say
every = "30m"
language = "en"                        # in place of being told from the text
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countermove.errors import InputError
from countermove.feeds.web.address import place, shown
from countermove.feeds.web.fetch import DEADLINE, user_agent
from countermove.feeds.web.pace import EVERY, PACE, duration
from countermove.feeds.web.poll import Feed

#: No feed is polled more often than this, in seconds: none changes faster, and few servers bear it.
SHORTEST = 60.0

_WATCH = ("contact", "pace", "timeout", "every")
_FEED = ("url", "outlet", "every", "language")


@dataclass(frozen=True, slots=True)
class FeedList:
    """The feeds to watch, and how: seconds between requests to a host, seconds for an answer, who is to be told."""

    feeds: tuple[Feed, ...]
    contact: str | None = None
    pace: float = PACE
    deadline: float = DEADLINE


def read_list(path: str | Path) -> FeedList:
    """The list in this file. Raises InputError that names the file, the key and how to mend it."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: it cannot be read: {error.strerror or error}") from None
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError(f"{path}: it is not in UTF-8: save it so") from None
    except tomllib.TOMLDecodeError as error:
        reason = f"{error}"
        raise InputError(f"{path}: it is no TOML: {reason[:1].lower()}{reason[1:]}") from None
    return _Checked(str(path)).list(found)


class _Checked:
    """Reads values of one file, each complaint with the name of the file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def list(self, found: Mapping[str, Any]) -> FeedList:
        self._keys(found, ("watch", "feed"), "the file")
        general = found.get("watch", {})
        if not isinstance(general, dict):
            raise self._wrong("watch is a table: write [watch] above its keys")
        self._keys(general, _WATCH, "[watch]")
        every = self._duration(general, "every", "[watch]", EVERY, SHORTEST)
        contact = self._text(general, "contact", "[watch]")
        try:
            user_agent("0", contact)
        except InputError as error:
            raise self._wrong(f"[watch]: {error}") from None
        return FeedList(
            self._feeds(found.get("feed", []), every),
            contact,
            self._duration(general, "pace", "[watch]", PACE, 0.0),
            self._duration(general, "timeout", "[watch]", DEADLINE, 1.0),
        )

    def _feeds(self, found: Any, every: float) -> tuple[Feed, ...]:
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self._wrong("feed is a list of tables: write [[feed]] above each feed")
        if not found:
            raise self._wrong('it names no feed: write [[feed]] and below it url = "https://..."')
        feeds = tuple(self._feed(each, f"feed {number}", every) for number, each in enumerate(found, 1))
        keys = [feed.key for feed in feeds]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise self._wrong(f"feed {number + 1}: {key} is there already, as feed {keys.index(key) + 1}")
        return feeds

    def _feed(self, found: Mapping[str, Any], where: str, every: float) -> Feed:
        self._keys(found, _FEED, where)
        url = self._text(found, "url", where)
        if url is None:
            raise self._wrong(f'{where}: it has no url: write url = "https://..."')
        if place(url) is None:
            raise self._wrong(
                f"{where}: url is no address on the web: '{shown(url)}' (it begins with https:// or http://)"
            )
        language = self._text(found, "language", where)
        if language is not None and not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
            raise self._wrong(f"{where}: language is no code: '{language}' (write language = \"en\")")
        outlet = self._text(found, "outlet", where)
        return Feed(url, outlet, self._duration(found, "every", where, every, SHORTEST), language and language.lower())

    def _keys(self, found: Mapping[str, Any], known: Collection[str], where: str) -> None:
        for key in found:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise self._wrong(f"{where}: unknown key {key!r}: {meant}")

    def _text(self, found: Mapping[str, Any], key: str, where: str) -> str | None:
        value = found.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f'{where}: {key} is no text: write {key} = "..."')
        return value.strip()

    def _duration(self, found: Mapping[str, Any], key: str, where: str, usual: float, least: float) -> float:
        value = found.get(key)
        if value is None:
            return usual
        seconds = duration(value) if isinstance(value, str) else None
        if seconds is None:
            raise self._wrong(f'{where}: {key} is no time: write it as {key} = "90s", "15m", "2h" or "1d"')
        if seconds < least:
            raise self._wrong(f"{where}: {key} is shorter than {least:g} s, the least there is")
        return seconds

    def _wrong(self, message: str) -> InputError:
        return InputError(f"{self._file}: {message}")
