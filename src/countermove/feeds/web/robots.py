"""What a host's robots.txt allows, read as RFC 9309 says, with the Crawl-delay that many give beside it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

#: Bytes of a robots.txt that are read; the standard asks for no fewer.
SIZE = 512_000
#: The name that a robots.txt may call us by.
NAME = "countermove"

_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line, "Allow: /news" or "Disallow: /*.pdf$"."""

    allow: bool
    pattern: str

    def __str__(self) -> str:
        return f"{'Allow' if self.allow else 'Disallow'}: {self.pattern}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for one visitor; ``delay`` is the seconds it is asked to wait between two requests."""

    rules: tuple[Rule, ...] = ()
    delay: float | None = None

    def forbids(self, url: str) -> Rule | None:
        """The rule that forbids this address; None where it is allowed.

        The longest pattern that matches decides; of two of one length, the one that allows.
        """
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return None
        matching = [rule for rule in self.rules if _matches(rule.pattern, path)]
        strongest = max(matching, key=lambda rule: (len(rule.pattern), rule.allow), default=None)
        return None if strongest is None or strongest.allow else strongest


ALL_ALLOWED = Rules()


def parse(text: str, name: str = NAME) -> Rules:
    """The rules of a robots.txt for the visitor ``name``: those of its own groups, else of the groups for "*"."""
    own, everyone = _Group(), _Group()
    groups: list[_Group] = []
    naming = False
    for line in text.removeprefix("\ufeff").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        field, value = found[1].lower(), found[2].strip()
        if field == "user-agent":
            groups = groups if naming else []
            groups += [own] if _names(value, name) else [everyone] if value == "*" else []
            naming = True
        elif field in ("allow", "disallow", "crawl-delay"):
            naming = False
            for group in groups:
                group.take(field, value)
    return (own if own.named else everyone).rules()


class _Group:
    """Rules as they are gathered: several groups of lines for one visitor count as one."""

    def __init__(self) -> None:
        self.named = False
        self._rules: list[Rule] = []
        self._delay: float | None = None

    def take(self, field: str, value: str) -> None:
        self.named = True
        if field == "crawl-delay":
            self._delay = _seconds(value)
        elif value:
            self._rules.append(Rule(field == "allow", _normal(value if value[0] in "/*" else f"/{value}")))

    def rules(self) -> Rules:
        return Rules(tuple(self._rules), self._delay)


def _names(value: str, name: str) -> bool:
    """ "Countermove/1.0" names "countermove"; "counter" does not."""
    return value.partition("/")[0].strip().lower() == name


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if seconds >= 0 and math.isfinite(seconds) else None


def _matches(pattern: str, path: str) -> bool:
    """Whether ``path`` begins as the pattern says: "*" stands for any characters, "$" at its end for the path's end.

    Piece by piece and leftmost first, so that no pattern takes longer than its length times the path's.
    """
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not others:
        return not anchored or place == len(path)
    *middle, last = others
    for piece in middle:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= place
    return path.find(last, place) >= 0


def _normal(path: str) -> str:
    """The same path written in one way: other letters escaped, what need not be escaped bare, escapes in capitals."""

    def escape(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return letter if letter in _UNRESERVED else found[0].upper()

    return _ESCAPED.sub(escape, quote(path, safe="/%*$?=&+,;:@!'()[]~"))
