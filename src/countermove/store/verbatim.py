"""A column type for text that comes back exactly as it went in, whatever characters it is made of.

PostgreSQL holds no NUL character, and neither database holds half a surrogate pair; both stand in broken texts, and
spans count them. They are written as an escape and its code in hexadecimal, and read back as they were.
"""

from __future__ import annotations

import re

from sqlalchemy import Dialect
from sqlalchemy.types import Text, TypeDecorator

#: Unicode's first noncharacter: never part of a text that was written to be read.
_ESCAPE = "\ufdd0"
_TO_ESCAPE = re.compile("[\x00\ud800-\udfff\ufdd0]")
_ESCAPED = re.compile("\ufdd0([0-9a-f]{4})")


def escaped(text: str) -> str:
    """The text with each character that a database may refuse as an escape and four hexadecimal digits."""
    if text.isascii() and "\x00" not in text:  # nearly all: known without a search
        return text
    return _TO_ESCAPE.sub(lambda found: f"{_ESCAPE}{ord(found.group()):04x}", text)


def plain(stored: str) -> str:
    """What ``escaped`` was given."""
    if _ESCAPE not in stored:
        return stored
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), stored)


class Verbatim(TypeDecorator[str]):
    """Text of any characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the shape asked for
        """What goes to the database."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """What comes from it."""
        return None if value is None else plain(value)
