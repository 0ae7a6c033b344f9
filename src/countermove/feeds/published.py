"""Dates of publication, as users and files write them, in ISO form."""

from __future__ import annotations

import re
from datetime import date, datetime

from countermove.errors import InputError
from countermove.feeds.calendars import iso_day, read_words
from countermove.text import full_date

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)\b")


def parse_published(text: str) -> str:
    """The ISO date or date-time that a user gives ("2016-06-16", "2016-06-16T09:30"). Raises InputError."""
    found = _iso(text.strip())
    if found is None:
        raise InputError(f"'{text}' is no date: write it as 2016-06-16 or 2016-06-16T09:30")
    return found


def read_published(text: str, *, day_first: bool | None = None) -> str | None:
    """The ISO date or date-time in a field of a file, which may also be written in words; None where it is none.

    "2016-06-16T09:30:00Z" -> the same; "Thu, 16 Jun 2016 09:30 GMT", "June 16, 2016", "20160616", "16.06.2016",
    "16 juin 2016" -> "2016-06-16". "03/04/2016" may be two days: it is read where ``day_first`` says which.
    """
    given = text.strip()
    return _iso(given) or full_date(given) or _in_numbers(given, day_first=day_first) or _in_other_words(given)


def tells_order(text: str) -> bool | None:
    """Whether the day comes first in a date written in numbers ("16/06/2016"); None where it does not tell."""
    match = _NUMBERS.match(text.strip())
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        return True
    return False if second > 12 else None


def _iso(text: str) -> str | None:
    if not _ISO_DAY.match(text):
        return None
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _in_numbers(text: str, *, day_first: bool | None) -> str | None:
    compact = _COMPACT.fullmatch(text[:8]) if not text[8:9].isdigit() else None
    if compact:
        return iso_day(int(compact[1]), int(compact[2]), int(compact[3]))
    match = _NUMBERS.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    told = tells_order(text)
    order = day_first if told is None else told
    if order is None and first != second:
        return None
    return iso_day(year, second, first) if order else iso_day(year, first, second)


def _in_other_words(text: str) -> str | None:
    """Of a date in another language the day; its clock time is left out, as that of an English one is."""
    if not any(map(str.isalpha, text)):
        return None
    found = read_words(text)
    return found[:10] if found else None
