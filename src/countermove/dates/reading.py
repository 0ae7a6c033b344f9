"""What stretch of the calendar a match means: one function for each shape of ``grammar.SHAPES``.

Each takes the match and the setting it stands in, and gives a ``Period``, or None where the words fix no date: a
relative date without a day to count from, a name ("Theresa May"), a quantity ("2000 troops"), a day the calendar lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from countermove.dates.almanac import Almanac, Kind
from countermove.dates.grammar import Match
from countermove.dates.periods import (
    Grain,
    Period,
    day_of,
    month_of,
    months,
    shifted,
    the_day,
    week_of,
    weekday_near,
    year_of,
)
from countermove.dates.tense import Direction, direction, hangs_on_verb
from countermove.records import Sentence

UNITS = {Kind.UDAY: "day", Kind.UWEEK: "week", Kind.UMONTH: "month", Kind.UYEAR: "year"}
STEP = {Kind.LAST: -1, Kind.PREVIOUS: -1, Kind.THIS: 0, Kind.SAME: 0, Kind.NEXT: 1, Kind.FOLLOWING: 1}
AHEAD = (Direction.FUTURE, Direction.LIKELY_FUTURE)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a date is named.

    ``published`` is the day of publication if known, ``named`` the date named last, ``day`` the day named last;
    ``dated`` are the days named with their year so far.
    """

    almanac: Almanac
    published: date | None
    named: Period | None = None
    day: Period | None = None
    dated: tuple[date, ...] = ()

    def after(self, m: Match, period: Period) -> Setting:
        """The setting for what follows a date."""
        if not period.is_day:
            return replace(self, named=period)
        dated = (*self.dated, period.first) if m.has(Kind.YEAR) else self.dated
        return replace(self, named=period, day=period, dated=dated)

    def direction(self, m: Match) -> Direction:
        """Where the clause of the match looks."""
        return direction(m.sentence, m.head, self.almanac.sets)

    @property
    def now(self) -> Period | None:
        """The day of publication."""
        return the_day(self.published) if self.published else None


Reading = Callable[[Match, Setting], Period | None]


# --- full dates -------------------------------------------------------------------------------------


def iso(m: Match, _: Setting) -> Period | None:
    """2016-06-16."""
    tokens = m.tokens
    if any(a.end != b.start for a, b in pairwise(tokens)):
        return None
    year, month, day = m.values(Kind.YEAR, Kind.DIGITS)
    return day_of(year, month, day)


def numeric(m: Match, _: Setting) -> Period | None:
    """16/06/2016 or 06/16/2016, where only one order gives a date."""
    parts = [int(part) for part in m.words[0].text.replace("/", "-").replace(".", "-").split("-")]
    if parts[0] > 31:
        return day_of(*parts)
    first, second, year = parts
    found = [p for p in (day_of(year, second, first), day_of(year, first, second)) if p]
    return found[0] if len(found) == 1 or first == second else None


def day_in_month(m: Match, setting: Setting) -> Period | None:
    """June 16, 2016; the 3rd of May; Monday, Oct. 26; last Oct. 23; July 4 next year."""
    month, day = m.value(Kind.MONTH), m.value(Kind.DIGITS, Kind.ORDINAL)
    days = [w for w in m.words if w.kind in (Kind.DIGITS, Kind.ORDINAL)]
    if month is None or day is None or _names_something(m, setting):
        return None
    return _dated(m, setting, month, days[-1].value if m.has(Kind.CLOCK) else day)


def _dated(m: Match, setting: Setting, month: int, day: int) -> Period | None:
    year = _told_year(m, setting)
    if year is not None:
        return day_of(year, month, day)
    known = next((d for d in reversed(setting.dated) if (d.month, d.day) == (month, day)), None)
    if known is not None and _step(m) is None:
        return the_day(known)  # "October 7, 2023" is meant by "October 7" in what follows
    if setting.published is None or m.has(Kind.UYEAR):
        return None
    years = range(setting.published.year - 2, setting.published.year + 3)
    days = [p.first for p in (day_of(year, month, day) for year in years) if p]
    weekday = m.value(Kind.WEEKDAY, Kind.SHORTDAY)
    fitting = [d for d in days if d.isoweekday() == weekday]
    step = _step(m)
    looks = _stepped(step) or setting.direction(m)
    firm = bool(step) or (looks is Direction.PAST and hangs_on_verb(m.sentence, m.head))
    return _the_day(_nearest(fitting or days, setting.published, looks, firm=firm))


def _the_day(day: date | None) -> Period | None:
    return the_day(day) if day else None


def _step(m: Match) -> int | None:
    """-1 for "last" and "previous", 0 for "this", 1 for "next"; None where none of them is there."""
    return next((STEP[word.kind] for word in m.words if word.kind in STEP), None)


def _stepped(step: int | None) -> Direction | None:
    return {-1: Direction.PAST, 1: Direction.FUTURE}.get(step) if step is not None else None


def _nearest(days: Iterable[date], now: date, looks: Direction, *, firm: bool) -> date | None:
    """The day nearest to now on the side the clause looks to.

    A day close by on the other side is taken where the clause's own side has only one almost a year away: "a service
    to mark the August 7 attacks", told in September; "the deadline was January 14", told on the 6th. Not where the
    clause is ``firm``: "the summit was held on January 9" is past, told in November too.
    """
    days = sorted(days, key=lambda d: (abs(d - now), d))
    slack = timedelta(days=1)  # reports are dated by the clock of another part of the world
    if not days:
        return None
    side = [d for d in days if (d <= now + slack if looks is Direction.PAST else d >= now - slack)]
    if looks is Direction.OPEN or not side:
        return days[0]
    far, near = abs(side[0] - now) > timedelta(days=270), abs(days[0] - now) < timedelta(days=60)
    return days[0] if far and near and not firm else side[0]


def _told_year(m: Match, setting: Setting) -> int | None:
    """The year a match itself gives: 2016, or "this year", "last year"."""
    year = m.value(Kind.YEAR)
    if year is not None or not m.has(Kind.UYEAR):
        return year
    step = next((STEP[w.kind] for w in reversed(m.words) if w.kind in STEP), 0)
    near = any(w.kind in (Kind.LAST, Kind.THIS, Kind.NEXT) for w in m.words)
    base = setting.now if near else setting.named
    return base.first.year + step if base else None


def days_in_month(m: Match, setting: Setting) -> Period | None:
    """May 3-5; from 3 to 5 May 2016; between April 24 and 26."""
    month = m.value(Kind.MONTH)
    numbers = m.values(Kind.DIGITS, Kind.ORDINAL)
    if month is None or len(numbers) < 2 or _names_something(m, setting):
        return None
    return _days(_dated(m, setting, month, numbers[0]), month, numbers[1])


def days_across_months(m: Match, setting: Setting) -> Period | None:
    """April 30 to May 2, 2016."""
    numbers = m.values(Kind.MONTH), m.values(Kind.DIGITS, Kind.ORDINAL)
    if _names_something(m, setting):
        return None
    (first, second), days = numbers
    return _days(_dated(m, setting, first, days[0]), second, days[1])


def _days(first: Period | None, month: int, day: int) -> Period | None:
    """From a day to the next one that has this month and day."""
    if first is None:
        return None
    year = first.first.year
    ends = (day_of(year, month, day), day_of(year + 1, month, day))
    last = next((p for p in ends if p and p.first > first.first), None)
    return first.until(last) if last and last.first - first.first < timedelta(days=183) else None


def months_of_year(m: Match, setting: Setting) -> Period | None:
    """January-February 2011."""
    year = _told_year(m, setting)
    if year is None:
        return None
    first, last = (month_of(year, month) for month in m.values(Kind.MONTH))
    return first.until(last)


# --- months, weekdays -------------------------------------------------------------------------------


def month(m: Match, setting: Setting) -> Period | None:
    """April 2014; mid-April; last April; April of last year; in April."""
    number = m.value(Kind.MONTH)
    if number is None or _names_something(m, setting):
        return None
    year = _told_year(m, setting)
    if year is not None:
        return month_of(year, number)
    now = setting.published
    if now is None or m.has(Kind.UYEAR) or not _is_bare_month(m, setting):
        return None
    step = _step(m)
    if step == -1:
        # What was a month ago is told as "last month": the same month of a year ago is meant then.
        return month_of(now.year - (number >= now.month - 1), number)
    if step == 1:
        return month_of(now.year + (number <= now.month), number)
    if step == 0:
        return month_of(now.year, number)
    return _month_near(number, now, setting.direction(m))


def _month_near(number: int, now: date, looks: Direction) -> Period:
    ahead = (number - now.month) % 12  # months from now to the next such month
    if looks is Direction.OPEN:
        looks = Direction.FUTURE if ahead < 6 and ahead else Direction.PAST
    shift = ahead - 12 if looks is Direction.PAST and ahead else ahead
    return month_of(now.year, now.month + shift)


def _is_bare_month(m: Match, setting: Setting) -> bool:
    """Whether a month without day and year is a month: not "April Smith", "Mr. May", "Jan said"."""
    at = next(i for i, word in enumerate(m.words) if word.kind is Kind.MONTH) + m.first
    token = m.sentence.tokens[at]
    lower = token.text.lower()
    if lower in setting.almanac.sets["name_like_months"]:
        opener = m.sentence.tokens[at - 1].text.lower() if at else ""
        modifies = opener in ("the", "its", "their") and _common_noun_follows(m.sentence, at)
        return token.text != "Jan" and (modifies or opener in setting.almanac.sets["month_openers"])
    head = m.sentence.tokens[token.head]
    in_name = token.dep == "compound" and head.tag.startswith("NNP") and head.text[0].isupper()
    return not in_name


def _common_noun_follows(s: Sentence, at: int) -> bool:
    """ "The March elections"."""
    return at + 1 < len(s.tokens) and s.tokens[at + 1].tag in ("NN", "NNS") and s.tokens[at + 1].text.islower()


def _names_something(m: Match, setting: Setting) -> bool:
    """Whether the words are part of a name: "the April 6 Movement", "the Sunday Telegraph", "Black Friday"."""
    almanac = setting.almanac
    tokens = m.sentence.tokens
    following = tokens[m.last + 1] if m.last + 1 < len(tokens) else None
    if following and following.text[0].isupper() and following.text.lower() in almanac.after_names:
        return True
    if m.before in almanac.before_names:
        return True
    phrases = almanac.name_phrases
    return any(
        tuple(t.text for t in tokens[m.last - len(p) + 1 : m.last + 1]) == p for p in phrases if m.last >= len(p) - 1
    )


def weekday(m: Match, setting: Setting) -> Period | None:
    """On Friday; last Friday; next Monday night."""
    number, now = m.value(Kind.WEEKDAY), setting.published
    if number is None or now is None or _names_something(m, setting):
        return None
    step = _step(m)
    if m.has(Kind.FOLLOWING) or m.has(Kind.PREVIOUS):
        return _weekday_from(setting.day, number, step or 0)
    if step == -1:
        return the_day(weekday_near(now - timedelta(days=1), number, ahead=False))
    if step == 1:
        return the_day(week_of(now, 1).first + timedelta(days=number - 1))
    return the_day(_weekday_near(now, number, setting.direction(m)))


def _weekday_near(now: date, number: int, looks: Direction) -> date:
    """The weekday the clause looks to.

    Almost a week ahead, it is "next Friday"; so where the clause does not look ahead firmly, yesterday is meant.
    """
    back, ahead = weekday_near(now, number, ahead=False), weekday_near(now, number, ahead=True)
    if looks is Direction.LIKELY_FUTURE:
        return ahead if ahead - now < timedelta(days=6) else back
    return ahead if looks is Direction.FUTURE else back


def _weekday_from(day: Period | None, number: int, step: int) -> Period | None:
    """The Friday before or after the day named last."""
    if day is None:
        return None
    return the_day(weekday_near(day.first + timedelta(days=step), number, ahead=step > 0))


def weekday_of_week(m: Match, setting: Setting) -> Period | None:
    """Tuesday of last week."""
    number, step = m.value(Kind.WEEKDAY), _step(m)
    if number is None or step is None or setting.published is None or m.has(Kind.PREVIOUS) or m.has(Kind.FOLLOWING):
        return None
    return the_day(week_of(setting.published, step).first + timedelta(days=number - 1))


# --- counted from the day of publication ------------------------------------------------------------


def day_word(m: Match, setting: Setting) -> Period | None:
    """Today, yesterday, tomorrow night."""
    days = m.value(Kind.TODAY)
    owned = m.after in ("'s", "’s") and m.value(Kind.TODAY) == 0
    return shifted(setting.now, "day", days or 0) if setting.now and not (owned and _is_age(m)) else None


def _is_age(m: Match) -> bool:
    """ "Today's youth" are those of the age, "today's vote" is one of the day."""
    following = m.lower(m.last - m.first + 2)
    return following in ("youth", "world", "generation", "standards", "society", "era")


def part(m: Match, setting: Setting) -> Period | None:
    """Of "this morning" and "last night"."""
    step = _step(m)
    if setting.now is None or step is None or step > 0 or (step < 0 and m.words[-1].text not in ("night", "evening")):
        return None
    return shifted(setting.now, "day", step)


def ago(m: Match, setting: Setting) -> Period | None:
    """Two weeks ago; not "more than two years ago", which is a bound."""
    return _shift(m, setting, setting.now, -1)


def _shift(m: Match, setting: Setting, base: Period | None, sign: int) -> Period | None:
    count = 1 if m.words[0].kind is Kind.ARTICLE else m.words[0].value
    if base is None or m.before in setting.almanac.sets["bounds"] or not count or m.before in ("-", "half"):
        return None
    return shifted(base, _unit(m), sign * count)


def _unit(m: Match) -> str:
    return next(UNITS[word.kind] for word in m.words if word.kind in UNITS)


def near(m: Match, setting: Setting) -> Period | None:
    """Last month, this week, next year; not "the last week", which is a stretch up to now."""
    step = _step(m)
    if setting.now is None or step is None or (m.before in ("the", "these", "those") and not m.has(Kind.THIS)):
        return None
    if m.has(Kind.WEEKEND):
        return _weekend(setting, step)
    return shifted(setting.now, _unit(m), step)


def weekend(m: Match, setting: Setting) -> Period | None:
    """ "Over the weekend": the last one, or the coming one where the clause looks ahead."""
    if setting.published is None:
        return None
    return _weekend(setting, 0 if setting.direction(m) in AHEAD or setting.published.isoweekday() > 5 else -1)


def _weekend(setting: Setting, weeks: int) -> Period | None:
    if setting.published is None:
        return None
    saturday = week_of(setting.published, weeks).first + timedelta(days=5)
    return Period(saturday, saturday + timedelta(days=1), Grain.WEEK)


# --- counted from the date named last ---------------------------------------------------------------


def apart(m: Match, setting: Setting) -> Period | None:
    """Two days earlier; a year later; not "two days after the attack", which counts from something else."""
    if m.words[-1].kind in (Kind.BEFORE, Kind.AFTER) and not _ends_phrase(m):
        return None
    if m.after == "than":
        return None
    sign = -1 if m.words[-1].kind in (Kind.EARLIER, Kind.BEFORE) else 1
    return _shift(m, setting, _base(m, setting), sign)


def counts_from_next(m: Match) -> bool:
    """Whether the match counts from the date right after it: "the day before" in "the day before Christmas"."""
    return m.shape in ("apart", "beside") and m.words[-1].kind in (Kind.BEFORE, Kind.AFTER)


def from_date(m: Match, base: Period) -> Period | None:
    """The day before Christmas; two weeks after May 3: ``m`` and the period that it counts from."""
    count = m.words[0].value if m.words[0].kind in (Kind.DIGITS, Kind.NUMBER) else 1
    return shifted(base, _unit(m), -count if m.has(Kind.BEFORE) else count)


def beside(m: Match, setting: Setting) -> Period | None:
    """The day before; the week after; not "the day after the attack"."""
    base = _base(m, setting)
    if base is None or not _ends_phrase(m):
        return None
    return shifted(base, _unit(m), -1 if m.has(Kind.BEFORE) else 1)


def told(m: Match, setting: Setting) -> Period | None:
    """That day; the following month; the previous year; the next morning."""
    if m.words[0].kind is Kind.SAME and m.tokens[0].tag != "DT" and m.lower(0) == "that":
        return None
    base, step = _base(m, setting), _step(m) or 0
    if base is None or (m.has(Kind.NEXT) and not _ends_day(m)):
        return None
    if m.has(Kind.PART) or m.has(Kind.WEEKEND):
        return shifted(base, "day", step) if m.has(Kind.PART) else None
    return shifted(base, _unit(m), step)


def _ends_day(m: Match) -> bool:
    """ "The next day" is one; "the next days" and "the next year" look from now on."""
    return m.words[-1].text in ("day", "month", "morning", "afternoon", "evening", "night")


def _base(m: Match, setting: Setting) -> Period | None:
    """What to count from: for days the last day named, else the last date named."""
    return setting.day if m.has(Kind.UDAY) or m.has(Kind.PART) else setting.named


def _ends_phrase(m: Match) -> bool:
    return m.after in ("", ",", ".", ";", ")", "and", "but", ":", "in", "at", "when", "by", "to", "that", "with")


def end_of(m: Match, setting: Setting) -> Period | None:
    """ "By the end of the year" is this year's, where the clause looks ahead."""
    looks_back = setting.direction(m) is Direction.PAST
    return shifted(setting.now, _unit(m), 0) if setting.now and not looks_back else None


# --- seasons, quarters, holidays --------------------------------------------------------------------


def season(m: Match, setting: Setting) -> Period | None:
    """Summer of 2014; last spring: the year, for the months differ between the halves of the world."""
    if not _season_noun(m):
        return None
    year, step = _told_year(m, setting), _step(m)
    if year is None and setting.now and not m.has(Kind.UYEAR) and step is not None:
        year = setting.now.first.year + step if step >= 0 else _year_of_last_season(m, setting.now.first)
    return year_of(year) if year is not None else None


def _season_noun(m: Match) -> bool:
    return all(t.tag.startswith("NN") for t, w in zip(m.tokens, m.words, strict=True) if w.kind is Kind.SEASON)


def _year_of_last_season(m: Match, now: date) -> int:
    """ "Last summer" told in October is this year's, told in February the last one's."""
    ends = {"spring": 6, "summer": 9, "autumn": 12, "fall": 12, "winter": 3}
    name = next(word.text for word in m.words if word.kind is Kind.SEASON)
    return now.year if now.month >= ends[name] else now.year - 1


def quarter(m: Match, setting: Setting) -> Period | None:
    """Third quarter of 2014; Q3 2014; second half of last year."""
    year = _told_year(m, setting)
    number = m.value(Kind.ORDINAL, Kind.QUARTERS)
    length = 6 if m.has(Kind.HALF) else 3
    if year is None or number is None or number * length > 12:
        return None
    return months(year, (number - 1) * length + 1, length, Grain.QUARTER)


def holiday(m: Match, setting: Setting) -> Period | None:
    """Christmas Eve; last Thanksgiving; New Year's Day 2014; not "the Christmas tree"."""
    word = next(word for word in m.words if word.kind is Kind.HOLIDAY)
    if word.date_in is None or _names_something(m, setting):
        return None
    year = word.value or _told_year(m, setting)
    if year is not None:
        return the_day(word.date_in(year))
    if setting.published is None or m.has(Kind.UYEAR) or _is_modifier(m):
        return None
    step, now = _step(m), setting.published
    days = [word.date_in(year) for year in range(now.year - 1, now.year + 2)]
    if step:
        days = [d for d in days if d != now]
    return _the_day(_nearest(days, now, _stepped(step) or setting.direction(m), firm=bool(step)))


def _is_modifier(m: Match) -> bool:
    token = m.tokens[-1]
    return len(m.tokens) == 1 and token.dep in ("compound", "amod", "nmod")


# --- years ------------------------------------------------------------------------------------------


def year(m: Match, setting: Setting) -> Period | None:
    """In 1992; the 1996 bombing; not "1984 rifles", "Resolution 1973", "at 2030"."""
    number = m.words[0].value
    return year_of(number) if _is_year(m, setting, number) else None


def _is_year(m: Match, setting: Setting, number: int) -> bool:
    sets, before = setting.almanac.sets, m.before
    token = m.tokens[0]
    if before in sets["numbered"] or m.after in ("%", "per"):
        return False
    if token.dep == "nummod" and _plural(m, token.head) and before not in ("the", "that", "'s", "’s"):
        return False
    if number < 1900 and before not in ("in", "since", "until"):
        return False
    if before in sets["weak_year_openers"]:
        return number % 100 != 0 or (number == 2000 and m.after not in ("and", "to"))
    if before in sets["year_openers"]:
        return True
    starts = before == "" or not before[0].isalnum()
    return starts and number >= 1950 and token.dep in ("npadvmod", "nsubj", "ROOT", "pobj", "appos", "conj")


def _plural(m: Match, i: int) -> bool:
    return i > m.last and m.sentence.tokens[i].tag in ("NNS", "NNPS")


def years(m: Match, setting: Setting) -> Period | None:
    """1994-97; 2015/16."""
    first = m.words[0].value
    last = int(m.words[0].text[-2:]) if len(m.words) == 1 else m.words[-1].value
    if last < 100:
        last += first - first % 100
    spaced = any(a.end != b.start for a, b in pairwise(m.tokens))
    if spaced or not first < last <= first + 100 or m.before in setting.almanac.sets["numbered"]:
        return None
    return year_of(first).until(year_of(last))


def decade(m: Match, _: Setting) -> Period | None:
    """The 1990s; the '90s."""
    number = m.words[0].value
    apart = "1" <= m.tokens[0].text[0] <= "2" or m.before in ("'", "’", "the", "late", "early", "mid", "-", "‘")
    return year_of(number, 10) if apart else None


def affixed(m: Match, _: Setting) -> Period | None:
    """The post-1959 law."""
    return year_of(m.words[0].value)


READINGS: Mapping[str, Reading] = {
    "iso": iso,
    "numeric": numeric,
    "days_after_month": days_in_month,
    "days_before_month": days_in_month,
    "days_across_months": days_across_months,
    "months": months_of_year,
    "day_after_month": day_in_month,
    "day_before_month": day_in_month,
    "month": month,
    "weekday_of_week": weekday_of_week,
    "weekday": weekday,
    "day_word": day_word,
    "part": part,
    "quarter": quarter,
    "holiday": holiday,
    "season": season,
    "ago": ago,
    "apart": apart,
    "beside": beside,
    "told": told,
    "end_of": end_of,
    "near": near,
    "weekend": weekend,
    "years": years,
    "year": year,
    "decade": decade,
    "affixed": affixed,
}


def read(m: Match, setting: Setting) -> Period | None:
    """The period a match means, None where it fixes none."""
    return READINGS[m.shape](m, setting)
