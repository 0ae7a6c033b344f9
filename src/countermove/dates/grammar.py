"""The shapes of dates, as patterns over kinds of words, and where they stand in a sentence.

Each token of a sentence becomes the letter of its kind, and one regular expression looks for all shapes at once. A
shape is written in the names of the kinds: ``MONTH DAY (COMMA? YEAR)?`` is "June 16, 2016" and "June 16".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countermove.dates.almanac import Kind, Word
from countermove.records import Sentence, Token

#: Names for several kinds, or for a piece that many shapes share.
PIECES = {
    "DAY": "[do]",
    "COUNT": "[dna]",
    "UNIT": "[1245]",
    "BELOW": "[LTXPF]",
    "NEAR": "[LTX]",
    "DAYHEAD": "(?:[wv],?z?)?",
    "CLOCKTIME": "(?:[dn]?k+,?i?)?",
    "WITHYEAR": "(?:,?y)?",
    "OFYEAR": "(?:,?f?y|f?[LTXPFS]5)",
}

#: Name of a shape -> its pattern. The first shape that fits at a place is taken, so longer ones come first.
SHAPES = {
    # 2016-06-16; 16/06/2016; 2015-16
    "iso": "YEAR DASH DIGITS DASH DIGITS",
    "numeric": "NUMERIC",
    # May 3-5; from 3 to 5 May 2016; April 30 to May 2, 2016; 30 April - 2 May
    "days_after_month": "DAYHEAD MONTH DAY (DASH|TO) DAY WITHYEAR",
    "days_before_month": "DAYHEAD DAY (DASH|TO) DAY OF? MONTH WITHYEAR",
    "days_across_months": "MONTH DAY (DASH|TO) MONTH DAY WITHYEAR|DAY OF? MONTH (DASH|TO) DAY OF? MONTH WITHYEAR",
    # April 24 and 26; May 3, 5 and 12, 2016; 3, 5 and 12 May
    "listed_after_month": "DAYHEAD MONTH DAY (COMMA DAY)* COMMA? AND DAY WITHYEAR",
    "listed_before_month": "DAYHEAD DAY (COMMA DAY)* COMMA? AND DAY OF? MONTH WITHYEAR",
    # January-February 2011; March to May last year
    "months": "MONTH (DASH|TO|AND) MONTH OFYEAR",
    # Monday, June 16, 2016; June 16 last year; Oct. 23; 7:16 am on June 16
    "day_after_month": "CLOCKTIME DAYHEAD NEAR? MONTH DAY (OFYEAR)?",
    "day_before_month": "CLOCKTIME DAYHEAD THE? DAY OF? MONTH (OFYEAR)?",
    # mid-April; April 2014; last April; April of last year
    "month": "(EARLY DASH?)? BELOW? MONTH (OFYEAR)?",
    # Tuesday of last week; last Friday; 9 a.m. EST Friday; Friday night
    "weekday_of_week": "CLOCKTIME WEEKDAY PART? OF? BELOW UWEEK",
    "weekday": "CLOCKTIME BELOW? WEEKDAY PART?",
    # today, tomorrow night; this morning; last night
    "day_word": "CLOCKTIME TODAY PART?",
    "part": "NEAR PART",
    # third quarter of 2014; Q3 2014; second half of last year
    "quarter": "(THE? ORDINAL (QUARTER|HALF)|QUARTERS) OFYEAR",
    # Christmas Eve; last Thanksgiving; New Year's Day 2014
    "holiday": "(CLOCKTIME) BELOW? HOLIDAY WITHIN* PART? (OFYEAR)?",
    # summer of 2014; last spring
    "season": "NEAR SEASON|SEASON OFYEAR",
    # two weeks ago; two days earlier; a year before; the day after
    "ago": "COUNT UNIT AGO",
    "apart": "COUNT UNIT (EARLIER|LATER|BEFORE|AFTER)",
    "beside": "THE (UDAY|UWEEK|UMONTH|UYEAR) (BEFORE|AFTER)",
    # that day; the following month; the next morning; the previous year; end of the year
    "told": "THE? (PREVIOUS|FOLLOWING|SAME) (UNIT|WEEKEND)|THE NEXT (UNIT|PART)",
    "end_of": "EARLY OF THE (UWEEK|UMONTH|UYEAR)",
    # last month; this week; next year; the weekend
    "near": "NEAR (UWEEK|WEEKEND|UMONTH|UYEAR)",
    "weekend": "THE WEEKEND",
    # 1994-97; in 1992; the 1990s; post-1959
    "years": "YEAR DASH (YEAR|NUMBER)|YEARS",
    "year": "YEAR",
    "decade": "DECADE",
    "affixed": "AFFIXED",
}


def _compiled(pattern: str) -> str:
    """A shape's pattern as a regular expression over the letters of kinds."""

    def letter(match: re.Match[str]) -> str:
        name = match[0]
        return PIECES.get(name) or re.escape(Kind[name].value)

    return re.sub(r"[A-Z]+", letter, pattern).replace(" ", "").replace("(", "(?:").replace("(?:?:", "(?:")


ANY_SHAPE = re.compile("|".join(f"(?P<{name}>{_compiled(pattern)})" for name, pattern in SHAPES.items()))
#: Kinds of which no date is made without another.
_ONLY_HELP = (
    Kind.OTHER, Kind.NUMBER, Kind.DIGITS, Kind.COMMA, Kind.DASH, Kind.ARTICLE, Kind.THE, Kind.OF, Kind.ON, Kind.AND,
    Kind.TO, Kind.BEFORE, Kind.AFTER, Kind.SAME, Kind.ORDINAL, Kind.EARLY, Kind.PART, Kind.CLOCK,
)  # fmt: skip
_NOTHING = str.join("", _ONLY_HELP)


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``first`` to ``last`` of a sentence that have the shape of a date, and what each of them is."""

    shape: str
    sentence: Sentence
    first: int
    last: int
    words: Sequence[Word]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the match."""
        return self.sentence.tokens[self.first : self.last + 1]

    @property
    def head(self) -> int:
        """The token by which the match hangs in its sentence: the last one governed from outside."""
        tokens = self.sentence.tokens
        for at in range(self.last, self.first - 1, -1):
            if not self.first <= tokens[at].head <= self.last or tokens[at].head == at:
                return at
        return self.last

    def has(self, kind: Kind) -> bool:
        """Whether a word of this kind is among them."""
        return any(word.kind is kind for word in self.words)

    def value(self, *kinds: Kind) -> int | None:
        """What the first word of one of these kinds stands for."""
        return next((word.value for word in self.words if word.kind in kinds), None)

    def values(self, *kinds: Kind) -> list[int]:
        """What the words of these kinds stand for."""
        return [word.value for word in self.words if word.kind in kinds]

    def lower(self, offset: int) -> str:
        """The token so many places after the first (before, where negative) in lower case; "" outside the sentence."""
        at = self.first + offset
        return self.sentence.tokens[at].text.lower() if 0 <= at < len(self.sentence.tokens) else ""

    @property
    def before(self) -> str:
        """The token before, in lower case."""
        return self.lower(-1)

    @property
    def after(self) -> str:
        """The token after, in lower case."""
        return self.lower(self.last - self.first + 1)


def matches(sentence: Sentence, words: Sequence[Word]) -> Iterator[Match]:
    """Every stretch of the sentence that has the shape of a date, from left to right, none overlapping."""
    letters = "".join([word.kind for word in words])
    if not letters.strip(_NOTHING):
        return
    for found in ANY_SHAPE.finditer(letters):
        first, end = found.span()
        match = Match(str(found.lastgroup), sentence, first, end - 1, words[first:end])
        if match.shape.startswith("listed"):
            yield from _listed(match)
        else:
            yield match


def _listed(m: Match) -> Iterator[Match]:
    """Each day of "May 3, 5 and 12" as a match of its own, with the month and the year of all."""
    shared = [word for word in m.words if word.kind in (Kind.MONTH, Kind.YEAR)]
    days = [i for i, word in enumerate(m.words) if word.kind in (Kind.DIGITS, Kind.ORDINAL)]
    before = m.shape == "listed_before_month"
    for i in days:
        first = 0 if not before and i == days[0] else i  # the month goes with the day beside it
        last = len(m.words) - 1 if i == days[-1] else i
        yield Match("day_after_month", m.sentence, m.first + first, m.first + last, [*shared, m.words[i]])
