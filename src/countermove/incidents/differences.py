"""What the reports of an incident disagree on, each value with the events that give it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from countermove.incidents.parties import readings
from countermove.incidents.profile import days, unit
from countermove.records import Basis, Difference, Event, Party, Status

Values = dict[str, list[str]]


def differences(events: Sequence[Event]) -> tuple[Difference, ...]:
    """The fields on which they differ: numbers, actor, recipient, status, date; values in the order of the events.

    A report that lacks a field, or gives it less exactly, does not differ.
    """
    found = (
        *_numbers(events),
        ("actor", _who(events, lambda event: event.actor)),
        ("recipient", _who(events, lambda event: event.recipient)),
        ("status", _status(events)),
        ("date", _dates(events)),
    )
    return tuple(
        Difference(field, tuple((value, tuple(ids)) for value, ids in values.items()))
        for field, values in found
        if len(values) > 1
    )


def _numbers(events: Sequence[Event]) -> Iterator[tuple[str, Values]]:
    """How many of the same thing the same words tell: "killed 40 people" does not differ from "hurt 12 people"."""
    found: dict[tuple[str, str], Values] = {}
    for event in events:
        for magnitude in event.magnitude:
            values = found.setdefault((unit(magnitude.unit), event.reason.rule), {})
            _put(values, f"{magnitude.quantity:g}", event)
    for (thing, _), values in found.items():
        yield f"number of {thing}", values


def _who(events: Sequence[Event], side: Callable[[Event], tuple[Party, ...]]) -> Values:
    """Those that reports name where they have none in common."""
    sides = [side(event) for event in events]
    values: Values = {}
    for places in readings(sides):
        named = dict.fromkeys(p.identity.entity for at in places for p in sides[at] if p.identity.entity)
        for at in places:
            _put(values, ", ".join(filter(None, named)), events[at])
    return values


def _status(events: Sequence[Event]) -> Values:
    values: Values = {}
    for event in events:
        status = Status.OCCURRED if event.status is Status.HISTORICAL else event.status
        _put(values, status.value, event)
    return values


def _dates(events: Sequence[Event]) -> Values:
    """Dates that cannot both be right; one within another is the same, less exactly known."""
    dated = [(days(event.date), event) for event in events if event.date.basis is Basis.TEXT]
    spans = [(span, event) for span, event in dated if span]
    values: Values = {}
    for span, event in spans:
        if any(span[1] < other[0] or other[1] < span[0] for other, _ in spans):
            _put(values, f"{event.date.value}{f'/{event.date.end}' if event.date.end else ''}", event)
    return values


def _put(values: Values, value: str, event: Event) -> None:
    ids = values.setdefault(value, [])
    if event.id not in ids:
        ids.append(event.id)
