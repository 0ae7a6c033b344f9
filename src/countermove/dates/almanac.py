"""The calendar's words, read from ``data/calendar.yaml``: which kind of word a token is, and what it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from countermove.dates.periods import easter, nth_weekday
from countermove.records import Sentence, Token


class Kind(StrEnum):
    """Kinds of words a date is made of. The letter stands for a word in the string that ``grammar`` matches."""

    OTHER = "."
    MONTH = "m"
    WEEKDAY = "w"
    SHORTDAY = "v"
    DIGITS = "d"  # 1 to 31 in digits
    NUMBER = "n"  # another number
    ORDINAL = "o"  # "3rd", "third"
    YEAR = "y"  # four digits
    DECADE = "D"  # "1990s"
    YEARS = "Y"  # "2015/16"
    NUMERIC = "N"  # "16/06/2016"
    AFFIXED = "x"  # "post-1959", "FY2016"
    QUARTERS = "q"  # "Q3"
    TODAY = "t"
    UDAY = "1"
    UWEEK = "2"
    WEEKEND = "3"
    UMONTH = "4"
    UYEAR = "5"
    QUARTER = "6"
    HALF = "7"
    PART = "p"
    CLOCK = "k"
    SEASON = "s"
    HOLIDAY = "h"
    WITHIN = "H"  # a further word of a holiday's name
    LAST = "L"
    THIS = "T"
    NEXT = "X"
    PREVIOUS = "P"
    FOLLOWING = "F"
    SAME = "S"
    AGO = "G"
    EARLIER = "E"
    LATER = "R"
    BEFORE = "B"
    AFTER = "A"
    EARLY = "e"
    ARTICLE = "a"
    THE = "z"
    OF = "f"
    ON = "i"
    AND = "&"
    TO = ">"
    DASH = "-"
    COMMA = ","


#: Section of the data file -> kind. Of a word in several sections the last one here counts.
SECTIONS = {
    "early": Kind.EARLY,
    "earlier": Kind.EARLIER,
    "later": Kind.LATER,
    "months": Kind.MONTH,
    "weekdays": Kind.WEEKDAY,
    "short_weekdays": Kind.SHORTDAY,
    "numbers": Kind.NUMBER,
    "ordinals": Kind.ORDINAL,
    "day_words": Kind.TODAY,
    "day_units": Kind.UDAY,
    "week_units": Kind.UWEEK,
    "weekend_words": Kind.WEEKEND,
    "month_units": Kind.UMONTH,
    "year_units": Kind.UYEAR,
    "quarter_words": Kind.QUARTER,
    "half_words": Kind.HALF,
    "parts_of_day": Kind.PART,
    "clock_words": Kind.CLOCK,
    "seasons": Kind.SEASON,
    "last": Kind.LAST,
    "this": Kind.THIS,
    "next": Kind.NEXT,
    "previous": Kind.PREVIOUS,
    "following": Kind.FOLLOWING,
    "same": Kind.SAME,
    "ago": Kind.AGO,
    "before": Kind.BEFORE,
    "after": Kind.AFTER,
    "articles": Kind.ARTICLE,
    "the": Kind.THE,
    "of": Kind.OF,
    "on": Kind.ON,
    "and": Kind.AND,
    "to": Kind.TO,
}
WORD_SETS = (
    "name_like_months", "counted", "numbered", "year_openers", "weak_year_openers", "month_openers",
    "coming", "arranged", "held_over", "appointed", "come_true", "told", "bounds",
)  # fmt: skip
NUMERALS = (Kind.YEAR, Kind.DIGITS)
CAPITAL = (Kind.MONTH, Kind.WEEKDAY, Kind.SHORTDAY)

#: The date of a holiday in a given year.
DateIn = Callable[[int], date]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word is in a date: its kind, and the number or rule it stands for.

    ``value`` is a month from 1 to 12, a weekday from 1 to 7, a number, a year; of a holiday, the only year it was in
    or 0, and ``date_in`` its date in a year.
    """

    kind: Kind
    value: int = 0
    date_in: DateIn | None = None
    text: str = ""


OTHER = Word(Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Almanac:
    """All that the data file knows. ``holidays``: first word of a name -> (all its words, the day), longest first."""

    words: Mapping[str, Word]
    holidays: Mapping[str, tuple[tuple[tuple[str, ...], Word], ...]]
    sets: Mapping[str, frozenset[str]]
    before_names: frozenset[str]
    after_names: frozenset[str]
    name_phrases: tuple[tuple[str, ...], ...]

    def read(self, sentence: Sentence) -> list[Word]:
        """What each token is in a date."""
        words = self.words
        found = []
        for token in sentence.tokens:
            text = token.text
            word = words.get(text.lower())
            if word is None:
                word = self._number(token, sentence) if text[-1].isdigit() or text[0].isdigit() else OTHER
            elif word.kind in CAPITAL and not _is_name(token):
                word = OTHER
            found.append(word)
        self._mark_holidays(sentence, found)
        return found

    def _number(self, token: Token, sentence: Sentence) -> Word:
        for pattern, read in NUMBERS:
            match = pattern.fullmatch(token.text)
            if match:
                word = read(match)
                quantity = word.kind in NUMERALS and is_counted(sentence, token.index, self.sets["counted"])
                return Word(Kind.NUMBER, word.value) if quantity else word
        return OTHER

    def _mark_holidays(self, sentence: Sentence, found: list[Word]) -> None:
        tokens = sentence.tokens
        for i, token in enumerate(tokens):
            names = self.holidays.get(token.text)
            for words, word in names or ():
                if tuple(t.text.replace("’", "'") for t in tokens[i : i + len(words)]) == words:
                    found[i : i + len(words)] = [word, *[Word(Kind.WITHIN)] * (len(words) - 1)]
                    break


def _is_name(token: Token) -> bool:
    """Whether the word is written as a name: a month or weekday, not the verb "may" or "march"."""
    return token.text[0].isupper() and not token.tag.startswith(("MD", "VB"))


def is_counted(sentence: Sentence, i: int, counted: frozenset[str]) -> bool:
    """Whether the number before these words is a quantity: "1984 people", "some 2000 armed rebels", "2000 GMT"."""
    tokens = sentence.tokens
    following = tokens[i + 1].text.lower() if i + 1 < len(tokens) else ""
    if following in counted:
        return True
    head = tokens[tokens[i].head]
    return tokens[i].dep in ("nummod", "quantmod") and head.index > i and head.text.lower() in counted


# --- numbers ----------------------------------------------------------------------------------------


def _small(match: re.Match[str]) -> Word:
    value = int(match[0])
    return Word(Kind.DIGITS if 1 <= value <= 31 and len(match[0]) <= 2 else Kind.NUMBER, value, text=match[0])


def _decade(match: re.Match[str]) -> Word:
    value = int(match[1])
    return Word(Kind.DECADE, value + 1900 if value < 100 else value)


#: Shapes of tokens with a digit, tried in order.
NUMBERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Word]], ...] = (
    (re.compile(r"(1[0-9]|20|21)\d\d"), lambda m: Word(Kind.YEAR, int(m[0]), text=m[0])),
    (re.compile(r"\d{1,3}"), _small),
    (re.compile(r"([12]?\d|3[01])(?:st|nd|rd|th)"), lambda m: Word(Kind.ORDINAL, int(m[1]))),
    (re.compile(r"((?:1[5-9]|20)\d0|[3-9]0)['’]?s"), _decade),
    (re.compile(r"\d{1,2}[:.]\d\d(?:am|pm|a\.m\.|p\.m\.)?|\d{1,2}(?:am|pm|a\.m\.|p\.m\.)|[0-2]\d[0-5]\d"),
     lambda m: Word(Kind.CLOCK, text=m[0])),
    (re.compile(r"((?:19|20)\d\d)[/–-](\d\d(?:\d\d)?)"), lambda m: Word(Kind.YEARS, int(m[1]), text=m[2])),
    (re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}([/.-])\d{1,2}\1\d{4}"), lambda m: Word(Kind.NUMERIC, text=m[0])),
    (re.compile(r"(?:post|pre|mid|FY|late|early)-?((?:19|20)\d\d)"), lambda m: Word(Kind.AFFIXED, int(m[1]))),
    (re.compile(r"Q([1-4])"), lambda m: Word(Kind.QUARTERS, int(m[1]))),
)  # fmt: skip


# --- reading the data file --------------------------------------------------------------------------


@cache
def almanac() -> Almanac:
    """The almanac as shipped (read once)."""
    raw = yaml.load(
        files("countermove").joinpath("data/calendar.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    words = {mark: Word(Kind.DASH) for mark in ("-", "–", "—", "/")} | {",": Word(Kind.COMMA)}
    for section, kind in SECTIONS.items():
        words.update(_words(raw[section], kind))
    return Almanac(
        words,
        _holidays(raw["holidays"], raw),
        {name: frozenset(raw[name]) for name in WORD_SETS},
        frozenset(raw["names"]["before"]),
        frozenset(raw["names"]["after"]),
        tuple(tuple(phrase.split()) for phrase in raw["names"]["phrases"]),
    )


def _words(section: Any, kind: Kind) -> Iterable[tuple[str, Word]]:
    """(word, its entry) of a section: a list of words, or a mapping from a value to words."""
    if isinstance(section, list):
        return [(word, Word(kind, text=word)) for word in section]
    return [(word, Word(kind, value, text=word)) for value, listed in section.items() for word in listed]


def _holidays(rows: Any, raw: Any) -> dict[str, tuple[tuple[tuple[str, ...], Word], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    for row in rows:
        rule = str(row["date"])
        year = int(rule[:4]) if re.match(r"\d{4}-", rule) else 0  # a day of one year only
        word = Word(Kind.HOLIDAY, year, _date_rule(rule[5:] if year else rule, raw))
        for name in row["names"]:
            parts = tuple(name.replace("'s", " 's").replace("s'", "s '").split())
            found.setdefault(parts[0], []).append((parts, word))
    return {first: tuple(sorted(names, key=lambda n: -len(n[0]))) for first, names in found.items()}


def _date_rule(rule: str, raw: Any) -> DateIn:
    """The rule of a holiday: "12-25", "2001-09-11", "Easter - 2" or "third monday of 1"."""
    if rule.startswith("Easter"):
        days = int(rule.removeprefix("Easter").replace(" ", ""))
        return lambda year: easter(year) + timedelta(days=days)
    nth = re.fullmatch(r"(\w+) (\w+) of (\d+)", rule)
    if nth:
        ordinal, weekday = _value(raw["ordinals"], nth[1]), _value(raw["weekdays"], nth[2])
        return lambda year: nth_weekday(year, int(nth[3]), weekday, ordinal)
    month, day = map(int, rule.split("-"))
    return lambda year: date(year, month, day)


def _value(section: Mapping[int, list[str]], word: str) -> int:
    return next(value for value, words in section.items() if word in words)
