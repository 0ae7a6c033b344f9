"""Where and when a report was filed: "GENEVA, March 3 (Reuters) - ", "KUNDUZ, Afghanistan --", "(CNN)".

A dateline is cut off before parsing, since no parser makes sense of it, and returned, since it may be all that tells
the place and the day of a report. ``data/datelines.tsv`` has the names that need knowing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from countermove.records import Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?"
    r"|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\b\.?"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
#: The three ways to write a day: "March 3, 2014", "3 March 2014", "2014-03-03"; the year may be missing from two.
_DAY_WORDS = (
    rf"{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?\b",
    rf"{_DAY}\s{_MONTH}(?:,?\s{_YEAR}\b)?",
    rf"{_YEAR}[-/]\d\d?[-/]\d\d?\b",
)
_DAY_PARTS = (
    re.compile(rf"(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year>{_YEAR}))?\b"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{_MONTH})(?:,?\s(?P<year>{_YEAR})\b)?"),
    re.compile(rf"(?P<year>{_YEAR})[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)\b"),
)
_FULL_DATE = re.compile(rf"\b(?:{_MONTH}\s{_DAY},?\s{_YEAR}\b|{_DAY}\s{_MONTH},?\s{_YEAR}\b|{_DAY_WORDS[2]})")

_PARTICLE = r"(?:de|du|la|le|les|el|al|au|aux|es|da|do|dos|di|of|upon|the|and|sur|am)"
_WORD = r"[A-ZÀ-Þ][\w'’.]*"
_NAME = rf"{_WORD}(?:[ /-](?:{_PARTICLE}[ -])?(?!{_MONTH}\s\d){_WORD})"  # to be repeated: the words after the first
_REGION = rf",\s(?!{_MONTH}|{_WEEKDAY}){_NAME}{{0,3}}"
_DATELINE = re.compile(
    rf"""
    (?:D(?:ateline|ATELINE):\s*)?
    (?P<place> (?!{_MONTH}\s\d|{_WEEKDAY},?\s) (?P<city>{_NAME}{{0,4}}) (?P<region>(?:{_REGION}){{0,2}}) (?![\w'’]) )?
    (?: [,.]?\s? (?P<date>(?:{_WEEKDAY},?\s)?(?:{"|".join(_DAY_WORDS)})) )?
    (?: [,.]?\s? (?: \(\s?(?P<agency>[A-Z][^()\d]{{0,40}}?)\s?\) | /(?P<wire>[A-Z][A-Za-z-]{{1,20}})/\.? ) )?
    (?P<mark> \s?(?:--+|[—―]) | \s[–_-](?=\s|$) | (?<=\))[–-](?=\s|$) | [:|](?=\s) )?
    \s* (?= $ | ["“‘'(\[$£€0-9A-ZÀ-Þ] )
    """,
    re.VERBOSE,
)
#: A dateline that nothing parts from the text: "KABUL, Afghanistan Gunmen attacked a police post."
_GLUED = re.compile(r"(?P<city>[A-ZÀ-Þ][A-ZÀ-Þ'’ -]{2,30}), (?P<rest>(?:[A-Z][a-z]+ ){1,4})(?=[A-Z\"“‘])")
_LONGEST = 120  # characters that a dateline may have


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, agency and day at the start of a report; None for what it does not say. Spans are in the stored text.

    ``span`` is the whole stretch. ``date`` is ISO where the year is given, ``month_day`` stands in any case.
    """

    span: Span
    place: Span | None = None
    agency: str | None = None
    date: str | None = None
    month_day: tuple[int, int] | None = None
    date_span: Span | None = None

    def day(self, published: str | None) -> str | None:
        """The ISO day meant: with its own year, or the year that brings it nearest to the publication date."""
        if self.date or not self.month_day or not published:
            return self.date
        known = _day(int(published[:4]), int(published[5:7] or 1), int(published[8:10] or 1))
        near = [d for shift in (-1, 0, 1) if known and (d := _day(known.year + shift, *self.month_day))]
        return min(near, key=lambda d: abs(d - known)).isoformat() if near and known else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Names:
    """What ``data/datelines.tsv`` lists: cities and labels in capitals, agencies as written; and names of countries."""

    cities: frozenset[str]
    agencies: frozenset[str]
    labels: frozenset[str]
    countries: frozenset[str]


@cache
def names() -> Names:
    """The list, read once."""
    rows: dict[str, set[str]] = {"city": set(), "agency": set(), "label": set()}
    for line in files("countermove").joinpath("data/datelines.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name = line.split("\t")
            rows[kind].add(name if kind == "agency" else name.upper())
    return Names(frozenset(rows["city"]), frozenset(rows["agency"]), frozenset(rows["label"]), _countries())


def _countries() -> frozenset[str]:
    """The names of ``data/places/countries.tsv``."""
    listed = files("countermove").joinpath("data/places/countries.tsv").read_text(encoding="utf-8")
    head, *rows = (line.split("\t") for line in listed.splitlines() if line and not line.startswith("#"))
    return frozenset(name.strip() for row in rows for name in row[head.index("names")].split(";"))


def read_dateline(text: str, offsets: Sequence[int]) -> tuple[Dateline, int] | None:
    """The dateline that a cleaned paragraph begins with, and how many characters it takes; None where it has none.

    It is one: "GENEVA, March 3 (Reuters) - The", "Mexico City (AFP) – The", "MOSCOW: The", "(CNN) The".
    It is none: "ANALYSIS - The", "Anna Berg (Labour) said", "MAYOR: The", "Moscow-based", "ROME wasn't".
    """
    match = _DATELINE.match(text[:_LONGEST])
    if match is None or match.end() == 0 or not _is_dateline(match, whole=match.end() == len(text)):
        return _read_glued(text, offsets)
    end = match.end()
    dateline = Dateline(
        span=_stored(offsets, 0, len(text[:end].rstrip())),
        place=_stored(offsets, match.start("place"), _end_of_place(match)) if match["place"] else None,
        agency=match["agency"] or match["wire"],
    )
    return (_dated(dateline, match["date"], offsets, match.start("date")) if match["date"] else dateline), end


def _read_glued(text: str, offsets: Sequence[int]) -> tuple[Dateline, int] | None:
    """City in capitals, comma and country, and the text without a mark between; both must be known.

    It is one: "KABUL, Afghanistan Gunmen fled". It is none: "OSLO, Norway said", "Oslo, Norway Gunmen fled".
    """
    match = _GLUED.match(text[:_LONGEST])
    if match is None or not _is_known(match["city"]):
        return None
    words = match["rest"].split()
    country = next((c for n in range(len(words), 0, -1) if (c := " ".join(words[:n])) in names().countries), None)
    if country is None:
        return None
    place = Span(0, match.start("rest") + len(country))
    span = _stored(offsets, place.start, place.end)
    return Dateline(span, span), place.end + 1


def read_stamp(text: str, offsets: Sequence[int]) -> Dateline | None:
    """The full date in a line about the report ("Updated: 3 March 2014, 17:52"), as a dateline without a place."""
    match = _FULL_DATE.search(text)
    if match is None:
        return None
    dateline = _dated(Dateline(_stored(offsets, 0, len(text))), match.group(), offsets, match.start())
    return dateline if dateline.date else None


def full_date(text: str) -> str | None:
    """The ISO form of the first full date in some words: "Thu, 16 Jun 2016 09:30 GMT" is 2016-06-16."""
    match = _FULL_DATE.search(text)
    return _dated(Dateline(Span(0, 0)), match.group(), range(len(text) + 1), 0).date if match else None


def _stored(offsets: Sequence[int], start: int, end: int) -> Span:
    return Span(offsets[start], offsets[end - 1] + 1)


def _end_of_place(match: re.Match[str]) -> int:
    """Without the full stop that Russian agencies set after the city; that of "ALBANY, N.Y." belongs to it."""
    return match.end("place") - (match["place"].endswith(".") and not match["region"])


def _dated(dateline: Dateline, words: str, offsets: Sequence[int], start: int) -> Dateline:
    """The dateline with the day that these words name; as it was, where there is no such day ("Feb. 30")."""
    match = next((m for pattern in _DAY_PARTS if (m := pattern.search(words))), None)
    if match is None:
        return dateline
    written = match["month"]
    month = int(written) if written.isdigit() else _MONTHS.index(written[:3].lower()) + 1
    day = _day(int(match["year"] or 2000), month, int(match["day"]))  # 2000 was a leap year: Feb. 29 exists
    if day is None:
        return dateline
    return replace(
        dateline,
        date=day.isoformat() if match["year"] else None,
        month_day=(day.month, day.day),
        date_span=_stored(offsets, start + match.start(), start + match.end()),
    )


# --- is it one? -------------------------------------------------------------------------------------


def _is_dateline(match: re.Match[str], *, whole: bool) -> bool:
    """Whether what has the shape of a dateline is one, by what its parts are and how it ends."""
    agency, city, mark = match["agency"] or match["wire"] or "", match["city"], (match["mark"] or "").strip()
    listed = bool(agency) and not names().agencies.isdisjoint(part.strip() for part in re.split("[,/]", agency))
    if mark in (":", "|"):
        return bool(city) and city.isupper() and _is_known(city)
    ended = bool(mark or match["wire"] or (whole and (city or match["date"])))
    if agency and (listed or (agency.isupper() and ended)):
        return True
    if city is None or not ended:
        return False
    if match["date"]:
        return _in_capitals(city) or _is_known(city) or bool(re.search(_YEAR, match["date"]))
    return bool(mark) and _is_place(city, match["region"], mark)


def _is_place(city: str, region: str, mark: str) -> bool:
    """Whether a name before a dash is a place, where neither agency nor date says so."""
    if not _in_capitals(city):
        return _is_known(city) and mark != "-"
    if city.upper() in names().labels or city.split(maxsplit=1)[0] in names().labels or re.search(r"['’]S\b", city):
        return False
    if re.search(r"[A-Z]{5}", region):  # "TALKS STALL, MINISTERS LEAVE - "
        return False
    return bool(region) or " " in city or len(city) >= 5 or _is_known(city)


def _in_capitals(city: str) -> bool:
    """ "PORT-au-PRINCE" and "McALLEN" are; "Paris" is not."""
    letters = [c for c in city if c.isalpha()]
    return len(letters) > 1 and city[0].isupper() and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _is_known(city: str) -> bool:
    return any(part.upper() in names().cities for part in city.split("/"))
