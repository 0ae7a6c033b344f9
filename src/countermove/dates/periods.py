"""Stretches of the calendar: a day, a week, a month, a year, or from one to another, and reckoning with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from countermove.records import DateMention, Precision, Span


class Grain(IntEnum):
    """How finely a stretch is told, the finest first."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4


#: A week or quarter is known no better than by the next coarser thing a date can be known by.
PRECISION = {
    Grain.DAY: Precision.DAY,
    Grain.WEEK: Precision.MONTH,
    Grain.MONTH: Precision.MONTH,
    Grain.QUARTER: Precision.YEAR,
    Grain.YEAR: Precision.YEAR,
}


@dataclass(frozen=True, slots=True)
class Period:
    """From the day ``first`` to the day ``last``, both included, told as finely as ``grain`` says."""

    first: date
    last: date
    grain: Grain

    @property
    def is_day(self) -> bool:
        """Whether this is one day."""
        return self.grain is Grain.DAY and self.first == self.last

    def until(self, other: Period) -> Period | None:
        """From the beginning of this to the end of the other, as finely as the coarser; None where it ends before."""
        if other.last < self.first:
            return None
        return Period(self.first, other.last, max(self.grain, other.grain))

    def mention(self, span: Span) -> DateMention:
        """The record of this period named at ``span``.

        A week has its first and last day as value and end, a quarter its first and last month; their precision
        (month, year) says that the act lies somewhere within.
        """
        value, end = _iso(self.first, self.grain), _iso(self.last, self.grain)
        return DateMention(span, value, None if end == value else end, PRECISION[self.grain])


def _iso(day: date, grain: Grain) -> str:
    length = {Grain.YEAR: 4, Grain.MONTH: 7, Grain.QUARTER: 7}.get(grain, 10)
    return day.isoformat()[:length]


# --- making them ------------------------------------------------------------------------------------


def day_of(year: int, month: int, day: int) -> Period | None:
    """One day; None where the calendar has none such (30 February)."""
    try:
        return the_day(date(year, month, day))
    except ValueError:
        return None


def the_day(day: date) -> Period:
    """One day."""
    return Period(day, day, Grain.DAY)


def week_of(day: date, weeks: int = 0) -> Period:
    """The week, Monday to Sunday, that lies so many weeks after that of ``day``."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return Period(monday, monday + timedelta(days=6), Grain.WEEK)


def month_of(year: int, month: int) -> Period:
    """One month; ``month`` may lie outside 1 to 12 and is then carried into other years."""
    return months(year, month, 1, Grain.MONTH)


def months(year: int, month: int, length: int, grain: Grain) -> Period:
    """So many months from this one on."""
    start, after = 12 * year + month - 1, 12 * year + month - 1 + length
    first = date(start // 12, start % 12 + 1, 1)
    return Period(first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1), grain)


def year_of(year: int, length: int = 1) -> Period:
    """One year, or so many from it on."""
    return months(year, 1, 12 * length, Grain.YEAR)


# --- reckoning --------------------------------------------------------------------------------------


def shifted(base: Period, unit: str, count: int) -> Period | None:
    """``count`` days, weeks, months or years from ``base`` on; None where the unit is finer than ``base`` is told."""
    try:
        if unit == "day":
            return the_day(base.first + timedelta(days=count)) if base.is_day else None
        if unit == "week":
            return week_of(base.first, count) if base.grain <= Grain.WEEK else None
        if unit == "month":
            return month_of(base.first.year, base.first.month + count) if base.grain <= Grain.MONTH else None
        return year_of(base.first.year + count)
    except (OverflowError, ValueError):  # "a million years ago"
        return None


def weekday_near(day: date, weekday: int, *, ahead: bool) -> date:
    """The last such weekday (Monday is 1) up to ``day``, itself included; with ``ahead``, the next from it on."""
    back = (day.isoweekday() - weekday) % 7
    return day - timedelta(days=back) if not ahead or not back else day + timedelta(days=7 - back)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The third Monday of a month, say."""
    first = date(year, month, 1)
    return weekday_near(first, weekday, ahead=True) + timedelta(weeks=nth - 1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the reckoning of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (8 * b + 13) // 25
    g = (19 * a + b - d - f + 15) % 30
    h, i = divmod(c, 4)
    k = (32 + 2 * e + 2 * h - g - i) % 7
    m = (a + 11 * g + 19 * k) // 433
    month = (g + k - 7 * m + 90) // 25
    return date(year, month, (g + k - 7 * m + 33 * month + 19) % 32)
