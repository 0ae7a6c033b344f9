"""What an incident is by its reports: type, status, date, place, parties, who asserts and denies, how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from countermove.incidents.differences import differences
from countermove.incidents.parties import merged
from countermove.records import (
    Basis,
    Credence,
    Event,
    Incident,
    Place,
    Precision,
    Report,
    Status,
    When,
    record_id,
)

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

_STATUS = (
    (Status.OCCURRED, Status.ONGOING, Status.ATTEMPTED, Status.HISTORICAL),
    (Status.PLANNED, Status.HYPOTHETICAL),
    (Status.DENIED,),
)
_FINE = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2, Precision.NONE: 3}
_SURE = {Basis.TEXT: 0, Basis.PUBLISHED: 1, Basis.NONE: 2}
_PLACES = {"city": 0, "area": 1, "region": 1, "country": 2}


def in_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """By publication (those of unknown date last), then by article and place in it."""
    return tuple(sorted(reports, key=lambda r: (moment(r), r.event.article, r.event.trigger, r.event.id)))


def moment(report: Report) -> float:
    """Seconds of publication; infinite where it is unknown."""
    if report.published is None:
        return float("inf")
    at = datetime.fromisoformat(report.published)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def derive(reports: Sequence[Report], answered_by: Mapping[str, Sequence[str]]) -> Incident:
    """The incident of these reports; ``answered_by`` are, by event id, entities that deny it in other articles.

    Its id is made of the id of its earliest event.
    """
    ordered = in_order(reports)
    events = [report.event for report in ordered]
    first = ordered[0].event
    pattern = _pattern(independent(ordered))
    outlets, copied = _outlets(ordered)
    denied_by = tuple(dict.fromkeys(_deniers(events, answered_by)))
    return Incident(
        id=record_id("i", first.id),
        type=pattern.type,
        mode=pattern.mode,
        quad=pattern.quad,
        score=pattern.score,
        contexts=tuple(sorted({context for event in events for context in event.contexts})),
        status=_status(independent(ordered)),
        credence=_credence(ordered, denied_by),
        actor=merged([event.actor for event in events]),
        recipient=merged([event.recipient for event in events]),
        place=_places(events),
        date=_date(events),
        reports=ordered,
        outlets=outlets,
        copied_by=copied,
        asserted_by=tuple(dict.fromkeys(e.claimed_by for e in events if e.claimed_by and not _is_denial(e))),
        denied_by=denied_by,
        differences=differences(events),
    )


# --- independent reports ----------------------------------------------------------------------------


def independent(ordered: Sequence[Report]) -> tuple[Report, ...]:
    """The reports of articles that copy no other article among them, nor any that one before copies too."""
    articles = {report.event.article for report in ordered}
    carried: dict[str, str] = {}  # an original -> the first article that carries it
    for report in ordered:
        original = report.copy_of or report.event.article
        carried.setdefault(original, original if original in articles else report.event.article)
    return tuple(r for r in ordered if r.event.article in carried.values())


def _outlets(ordered: Sequence[Report]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The outlets that tell it themselves, and those that only carry a copy, in order; each once, however written."""
    own = _names(independent(ordered))
    copied = {key: name for key, name in _names(ordered).items() if key not in own}
    return tuple(own.values()), tuple(copied.values())


def _names(reports: Iterable[Report]) -> dict[str, str]:
    """Outlets as first written, by the form in which they are compared."""
    found: dict[str, str] = {}
    for report in reports:
        if report.outlet and report.outlet.strip():
            found.setdefault(report.outlet.strip().casefold().removeprefix("www."), report.outlet.strip())
    return found


# --- what it is -------------------------------------------------------------------------------------


def _pattern(reports: Sequence[Report]) -> Event:
    """An event of the type that most independent reports give, and of the mode that most of these give."""
    type_ = _most(report.event.type for report in reports)
    of_type = [report.event for report in reports if report.event.type == type_]
    with_mode = [event for event in of_type if event.mode] or of_type
    mode = _most(event.mode for event in with_mode)
    return next(event for event in with_mode if event.mode == mode)


def _status(reports: Sequence[Report]) -> Status:
    """What is told as done, else what is to come, else what is only denied; among these what most tell.

    Background in one report ("historical") is an act that occurred, if another tells it as news.
    """
    told = [report.event.status for report in reports]
    for statuses in _STATUS:
        among = [status for status in told if status in statuses]
        if Status.OCCURRED in among:
            among = [Status.OCCURRED if status is Status.HISTORICAL else status for status in among]
        if among:
            return _most(among)
    raise AssertionError(told)  # every status is in the table


def _most(values: Iterable[H]) -> H:
    """The most frequent; of equals the first."""
    return Counter(values).most_common(1)[0][0]


def _date(events: Sequence[Event]) -> When:
    """The finest date, one from the text before the day of publication; of equals what most give, then the first."""

    def rank(when: When) -> tuple[int, int]:
        return _SURE[when.basis], _FINE[when.precision]

    known = [event.date for event in events if event.date.value is not None]
    if not known:
        return When()
    best = min(rank(when) for when in known)
    finest = [when for when in known if rank(when) == best]
    value = _most((when.value, when.end) for when in finest)
    return next(when for when in finest if (when.value, when.end) == value)


def _places(events: Sequence[Event]) -> tuple[Place, ...]:
    """Of the finest places that reports give, those that most give."""
    given = [place for event in events for place in event.place]
    if not given:
        return ()
    finest = min(_PLACES.get(place.precision, 3) for place in given)
    fine: dict[object, list[Place]] = _by((p for p in given if _PLACES.get(p.precision, 3) == finest), _same)
    most = max(len(places) for places in fine.values())
    return tuple(places[0] for places in fine.values() if len(places) == most)


def _same(place: Place) -> object:
    return place.name if place.geonameid is None else place.geonameid


def _by(values: Iterable[T], key: Callable[[T], object]) -> dict[object, list[T]]:
    found: dict[object, list[T]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


# --- how it stands ----------------------------------------------------------------------------------


def _is_denial(event: Event) -> bool:
    return event.status is Status.DENIED


def _deniers(events: Sequence[Event], answered_by: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for event in events:
        yield from event.denied_by
        if _is_denial(event) and event.claimed_by:
            yield event.claimed_by
        yield from answered_by.get(event.id, ())


def _credence(ordered: Sequence[Report], denied_by: Sequence[str]) -> Credence:
    """Contested where some assert and some deny; confirmed where two independent outlets tell it in their own voice.

    What ten outlets tell on one speaker's word is one word, and a copy adds none.
    """
    asserted = [report for report in ordered if not _is_denial(report.event)]
    if not asserted:
        return Credence.DENIED
    if denied_by or len(asserted) < len(ordered):
        return Credence.CONTESTED
    own = _names(report for report in independent(ordered) if report.event.claimed_by is None)
    return Credence.CONFIRMED if len(own) > 1 else Credence.REPORTED
