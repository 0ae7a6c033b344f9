"""Dates in words and names of languages, as databases write them in the languages of their readers.

The names of months and languages are those of the Unicode CLDR, through babel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

#: Languages whose names of months contradict each other nowhere (Croatian "listopad" is October, Polish November).
_LOCALES = (
    "en de fr es it pt nl pl ru tr sv da nb fi cs hu ro uk el ca id bg sk sl lt lv et vi ar he fa ja ko zh zh_Hant"
).split()  # fmt: skip
_PARTICLE = r"(?:(?:de|di|del|of|den)\s+)?"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|°)?"
_CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
#: "11:21 AM GMT", "14:35", "09.05 Uhr"; a number before or after it would make it something else.
_TIME = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-3])(?P<sign>[:.])(?P<minute>[0-5]\d)(?:(?P=sign)(?P<second>[0-5]\d))?(?![\d.:])"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?(?:\s*(?P<zone>GMT|UTC|Z)\b)?"
)
#: A weekday and a comma may stand before the date, and a month alone is a word.
_BEGINS = re.compile(r"(?:[^\W\d]+(?:-[^\W\d]+)?\.?,?\s+)?(?:(?:le|el|de)\s+)?(?:\d|[^\W\d]+\.?\s+\d)")


def iso_day(year: int, month: int, day: int) -> str | None:
    """The ISO form of a day; None where there is none."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_words(text: str) -> str | None:
    """The first full date in words of any language listed, in ISO form, with the clock time that follows it.

    "March 14, 2013 Thursday 11:21 AM GMT" -> "2013-03-14T11:21:00+00:00"; "9. Januar 1993" -> "1993-01-09";
    "14 de marzo de 2013", "2013年3月14日". A zone is kept only where it is Greenwich's: the others' names mean
    several. None where there is no date with day, month and year.
    """
    text = " ".join(text.split())
    found = _day(text)
    if found is None:
        return None
    day, end = found
    clock = _TIME.search(text, end)
    return f"{day}T{_clock(clock)}" if clock else day


def is_date_line(text: str) -> bool:
    """Whether a line is a date and little else: it begins with one, at most after a weekday, and is short."""
    line = " ".join(text.split())
    found = _day(line)
    return found is not None and len(line) <= 80 and bool(_BEGINS.match(line))


def read_clock(text: str) -> str | None:
    """The time of day that a line is, "14:35" -> "14:35:00"; None where it is more or something else."""
    match = _TIME.fullmatch(text.strip())
    return _clock(match) if match else None


def language_code(name: str) -> str | None:
    """The ISO 639-1 code of a language by its name in any language listed: "Englisch", "anglais" -> "en"."""
    return _languages().get(name.strip().casefold())


def _day(text: str) -> tuple[str, int] | None:
    """The first day in the text and where its words end."""
    cjk = _CJK.search(text)
    if cjk and (day := iso_day(int(cjk[1]), int(cjk[2]), int(cjk[3]))):
        return day, cjk.end()
    for match in _dates().finditer(text):
        parts = {name.rstrip("123"): value for name, value in match.groupdict().items() if value}
        number = _months()[parts["month"].casefold()]
        if day := iso_day(int(parts["year"]), number, int(parts["day"])):
            return day, match.end()
    return None


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    return f"{hour:02}:{match['minute']}:{match['second'] or '00'}{'+00:00' if match['zone'] else ''}"


@cache
def _locales() -> tuple[Any, ...]:
    from babel import Locale  # noqa: PLC0415 - a quarter of a second that English dates need not pay

    return tuple(Locale.parse(name) for name in _LOCALES)


@cache
def _dates() -> re.Pattern[str]:
    """Day, month and year in the three orders that the languages have."""
    names = "|".join(re.escape(name) for name in sorted(_months(), key=lambda name: (-len(name), name)))
    month, day, year = rf"(?P<month{{0}}>{names})\.?", r"(?P<day{0}>[0-3]?\d)", r"(?P<year{0}>(?:19|20)\d\d)"
    orders = (
        rf"(?<!\d){day}{_ORDINAL}\s+{_PARTICLE}{month}(?!\w),?\s+{_PARTICLE}{year}(?!\d)",
        rf"(?<!\w){month}\s+{day}{_ORDINAL}(?!\d),?\s+{year}(?!\d)",
        rf"(?<!\d){year}\.?\s+{month}\s+{day}(?!\d)",
    )
    numbered = (order.replace("{0}", str(number)) for number, order in enumerate(orders, 1))
    return re.compile("|".join(numbered), re.IGNORECASE)


@cache
def _months() -> Mapping[str, int]:
    """Name of a month, in lower case and without a full stop, -> its number."""
    found: dict[str, int] = {"sept": 9}
    for locale in _locales():
        for names in (
            locale.months[use][width] for use in ("format", "stand-alone") for width in ("wide", "abbreviated")
        ):
            for number, name in names.items():
                plain = name.casefold().rstrip(".")
                if not any(map(str.isdigit, plain)):
                    found.setdefault(plain, number)
    return MappingProxyType(found)


@cache
def _languages() -> Mapping[str, str]:
    """Name of a language, in lower case, -> its code; an earlier locale has the better right to a name."""
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.languages.items():
            if len(code) == 2:
                found.setdefault(name.casefold(), code)
    return MappingProxyType(found)
