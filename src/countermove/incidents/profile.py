"""What of a report is compared with others: worked out once for each, so that comparing two is cheap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from countermove.records import Basis, Event, Party, Place, Precision, Report, Span, Status, When
from countermove.stories.words import telling_words

#: Types whose act is done by speaking: which words were spoken tells one from another.
SPOKEN = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONCEDE", "AGREE"))
#: Types whose sides are all actors, whoever is named first.
MUTUAL = frozenset(("CONSULT", "AGREE"))
#: Sectors that act for a state: in one report the ministry, in another the army or the country.
STATE = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY", "ELI", "PTY"))
#: Words for those who do violence: who shot the gunman did not do what the gunman did.
ATTACKERS = frozenset(
    ("assailant", "attacker", "bomber", "driver", "gunman", "gunmen", "hijacker", "killer", "shooter", "suspect")
)
#: Sectors that bear arms against a state or beside it.
ARMED = frozenset(("UAF", "REB", "PRM", "CRM"))

#: Words that tell one doing of an act from an earlier one.
AGAIN = frozenset(
    ("again", "anew", "another", "once more", "reiterated", "reiterate", "renew", "renewed", "repeat", "repeated")
)
#: Days before its publication in which an undated act of the news may lie.
NEWS_DAYS = 10


class Phase(StrEnum):
    """Whether a report tells an act as done or as one to come."""

    DONE = "done"
    AHEAD = "ahead"
    DENIED = "denied"  # said not to have been done, or not to be planned: goes with either


_PHASES = {
    Status.PLANNED: Phase.AHEAD,
    Status.HYPOTHETICAL: Phase.AHEAD,
    Status.DENIED: Phase.DENIED,
}


@dataclass(frozen=True, slots=True)
class Side:
    """The actors or recipients of a report: entities, persons, sectors of all and of those without an entity.

    ``attackers`` is whether all are named as those who do violence ("the gunman").
    """

    entities: frozenset[str]
    persons: frozenset[str]
    sectors: frozenset[str]
    nameless: frozenset[str]
    attackers: bool


@dataclass(frozen=True, slots=True)
class Time:
    """The days in which the act lies, as ordinals, both included; ``sure`` where the text dates it.

    ``day`` is whether it is known to the day. An act whose days are unknown has neither ``first`` nor ``last``.
    """

    first: int | None
    last: int | None
    sure: bool
    day: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A report as it is compared. ``told`` is the ordinal of its day of publication, None where that is unknown."""

    report: Report
    actors: Side
    recipients: Side
    time: Time
    told: int | None
    phase: Phase
    words: frozenset[str]
    again: bool
    places: tuple[Place, ...]
    numbers: frozenset[tuple[float, str]]

    @property
    def event(self) -> Event:
        """The event that the report gives."""
        return self.report.event

    @property
    def entities(self) -> frozenset[str]:
        """All entities of both sides."""
        return self.actors.entities | self.recipients.entities

    @property
    def spoken(self) -> bool:
        """Whether the act is done by speaking."""
        return self.event.type in SPOKEN

    @property
    def sentence(self) -> tuple[str, Span]:
        """Which sentence of which article tells it."""
        return self.event.article, self.event.sentence

    @property
    def claimed(self) -> bool:
        """Whether it stands on somebody's word, or is said not to be so."""
        return self.event.claimed_by is not None or self.event.status is Status.DENIED or bool(self.event.denied_by)


def profile(report: Report) -> Profile:
    """The profile of a report."""
    event = report.event
    told = _ordinal(report.published)
    return Profile(
        report,
        _side(event.actor),
        _side(event.recipient),
        _time(event.date, told, event.status),
        told,
        _PHASES.get(event.status, Phase.DONE),
        frozenset(report.words) - _names(event) - AGAIN,
        bool(AGAIN.intersection(report.words)),
        event.place,
        frozenset((m.quantity, unit(m.unit)) for m in event.magnitude),
    )


def unit(written: str) -> str:
    """A unit in one form: "battalions" and "Battalion" are the same thing."""
    return " ".join(word for word, _ in telling_words(written) if word) or written.lower()


# --- who --------------------------------------------------------------------------------------------


def _side(parties: Iterable[Party]) -> Side:
    who = [party.identity for party in parties]
    return Side(
        frozenset(one.entity for one in who if one.entity),
        frozenset(one.person for one in who if one.person),
        frozenset(one.sector for one in who if one.sector),
        frozenset(one.sector for one in who if one.sector and not one.entity),
        bool(who) and all(not ATTACKERS.isdisjoint(one.name.lower().split()) for one in who),
    )


def _names(event: Event) -> frozenset[str]:
    """The words that name the parties: who acts is compared by itself, and says nothing of what is done."""
    named = (
        text
        for party in (*event.actor, *event.recipient)
        if party.identity.entity
        for text in (party.identity.name, party.identity.person, party.identity.role)
        if text
    )
    return frozenset(word for text in named for word, _ in telling_words(text))


# --- when -------------------------------------------------------------------------------------------


def days(when: When) -> tuple[int, int] | None:
    """First and last day of a date, as ordinals; None where it is unknown."""
    if when.value is None:
        return None
    return _first(when.value), max(_last(when.end or when.value), _first(when.value))


def _first(value: str) -> int:
    year, month, day = (*map(int, value[:10].split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal()


def _last(value: str) -> int:
    parts = [int(part) for part in value[:10].split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31).toordinal()
    if len(parts) == 2:
        year, month = parts
        return (date(year + month // 12, month % 12 + 1, 1)).toordinal() - 1
    return date(*parts).toordinal()


def _time(when: When, told: int | None, status: Status) -> Time:
    found = days(when)
    if found and when.basis is Basis.TEXT:
        return Time(*found, sure=True, day=when.precision is Precision.DAY and found[0] == found[1])
    if found:
        return Time(found[0] - 1, found[1], sure=False, day=False)
    if told is None or _PHASES.get(status) is Phase.AHEAD or status is Status.HISTORICAL:
        return Time(None, None, sure=False, day=False)
    return Time(told - NEWS_DAYS, told, sure=False, day=False)


def _ordinal(published: str | None) -> int | None:
    return date.fromisoformat(published[:10]).toordinal() if published else None
