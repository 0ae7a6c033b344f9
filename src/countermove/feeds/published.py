"""Dates of publication, as users and files write them, in ISO form."""

from __future__ import annotations

import re
from datetime import date, datetime

from countermove.errors import InputError
from countermove.text import full_date

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def parse_published(text: str) -> str:
    """The ISO date or date-time that a user gives ("2016-06-16", "2016-06-16T09:30"). Raises InputError."""
    found = _iso(text.strip())
    if found is None:
        raise InputError(f"'{text}' is no date: write it as 2016-06-16 or 2016-06-16T09:30")
    return found


def read_published(text: str) -> str | None:
    """The ISO date or date-time in a field of a file, which may also be written in words; None where it is none.

    "2016-06-16T09:30:00Z" -> the same; "Thu, 16 Jun 2016 09:30 GMT" and "June 16, 2016" -> "2016-06-16".
    """
    return _iso(text.strip()) or full_date(text)


def _iso(text: str) -> str | None:
    if not _ISO_DAY.match(text):
        return None
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None
