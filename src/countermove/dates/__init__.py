"""When? Every date a text names, with the calendar dates it means.

``find`` is the whole: words are looked up in the calendar's word list (``almanac``), the shapes of dates are matched
(``grammar``), and each match is read (``reading``) in its setting: the day of publication, the date named before, and
whether the clause tells of what has been or of what is to come (``tense``). No date is ever made up: what the words
and the day of publication do not fix is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from countermove.dates.almanac import almanac
from countermove.dates.grammar import Match, matches
from countermove.dates.periods import Period
from countermove.dates.reading import Setting, counts_from_next, from_date, read
from countermove.records import DateMention, Sentence

__all__ = ["find"]

TO = frozenset(["to", "until", "till", "through", "thru", "-", "–", "—"])
LAST_TO = frozenset(["to", "until", "till", "through", "thru", "and"])


def find(sentences: Iterable[Sentence], published: str | None) -> tuple[DateMention, ...]:
    """The dates named in an article's sentences, in order and not overlapping.

    ``published`` is the ISO date or date-time of publication; without it nothing relative ("on Friday", "last month",
    "March 5") is resolved. ``value`` and ``end`` bound the time, ``precision`` says how finely it is known: of "last
    week" the first and the last day with precision month, of "the third quarter of 2014" the first and the last month
    with precision year.
    """
    setting = Setting(almanac(), _day(published))
    found: list[DateMention] = []
    for sentence in sentences:
        dated, setting = _in_sentence(sentence, setting)
        found.extend(d.period.mention(d.match.sentence.cover(d.match.first, d.match.last)) for d in dated)
    return tuple(sorted(found, key=lambda mention: mention.span))


@dataclass(frozen=True, slots=True)
class Dated:
    """A match and the period it means."""

    match: Match
    period: Period


def _day(published: str | None) -> date | None:
    """The day of an ISO date or date-time; None for anything less, and for a year no report is of (0001, 9999)."""
    try:
        day = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
    return day if day and 1000 <= day.year <= 9000 else None


def _in_sentence(sentence: Sentence, setting: Setting) -> tuple[list[Dated], Setting]:
    """The dates of a sentence, and the setting for what follows."""
    found: list[Dated] = []
    offset: Match | None = None
    for match in matches(sentence, setting.almanac.read(sentence)):
        period = read(match, setting)
        if period is None:
            offset = match if counts_from_next(match) else None
            continue
        dated: Dated | None = Dated(match, period)
        if offset is not None and offset.last + 1 == match.first:
            dated = _counted(offset, match, period)
        if dated is not None:
            found.append(dated)
            setting = setting.after(match, dated.period)
    return _ranges(sentence, found), setting


def _counted(offset: Match, match: Match, base: Period) -> Dated | None:
    """ "The day before" and "Christmas", put together."""
    period = from_date(offset, base)
    words = (*offset.words, *match.words)
    return Dated(Match("counted", match.sentence, offset.first, match.last, words), period) if period else None


def _ranges(sentence: Sentence, found: Sequence[Dated]) -> list[Dated]:
    """ "From 1991 to 1997" is one date with an end; "on Saturday and Sunday" is two."""
    joined: list[Dated] = []
    for dated in found:
        whole = _joined(sentence, joined[-1], dated) if joined else None
        if whole is not None:
            joined[-1] = whole
        else:
            joined.append(dated)
    return joined


def _joined(sentence: Sentence, a: Dated, b: Dated) -> Dated | None:
    tokens = sentence.tokens
    between = [t.text.lower() for t in tokens[a.match.last + 1 : b.match.first] if t.text != ","]
    before = a.match.before
    opened = (before == "from" and between and between[0] in LAST_TO) or (before == "between" and between == ["and"])
    if len(between) != 1 or not (opened or between[0] in TO - {"to", "until", "till"}):
        return None
    period = a.period.until(b.period)
    if period is None:
        return None
    words = (*a.match.words, *b.match.words)
    return Dated(Match("range", sentence, a.match.first, b.match.last, words), period)
