"""What coding an article anew changes: events gained, lost and changed, each with the rule that gives or gave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from countermove.records import Coding, Event, Party, Place, Span, When


class Kind(StrEnum):
    """What became of an event."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One event that is gained, lost or read otherwise than before.

    ``was`` and ``now`` are the event before and after, None where there is none; ``fields`` are those that differ,
    each with its words before and after. An act that is now of another type or mode has another id, but is one change.
    """

    kind: Kind
    article: str
    was: Event | None
    now: Event | None
    sentence: str
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def event(self) -> Event:
        """The event as it is now, or was."""
        found = self.now or self.was
        assert found is not None
        return found

    @property
    def rule(self) -> str:
        """The rule that gives it, or gave it."""
        return self.event.reason.rule

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "change": self.kind.value,
            "article": self.article,
            "was": None if self.was is None else self.was.id,
            "now": None if self.now is None else self.now.id,
            "type": self.event.type,
            "mode": self.event.mode,
            "rule": self.rule,
            "sentence": self.sentence,
            "fields": [{"field": name, "was": was, "now": now} for name, was, now in self.fields],
        }


def changes(old: Coding, new: Coding) -> Iterator[Change]:
    """What differs between two codings of one article, in the order of the text."""
    found = [*_same_id(old, new), *_others(old, new)]
    yield from sorted(found, key=lambda change: (change.event.trigger, change.kind.value, change.event.id))


def _same_id(old: Coding, new: Coding) -> Iterator[Change]:
    now = {event.id: event for event in new.events}
    for was in old.events:
        if was.id in now:
            fields = tuple(_fields(was, now[was.id]))
            if fields:
                yield _change(Kind.CHANGED, new, was, now[was.id], fields)


def _others(old: Coding, new: Coding) -> Iterator[Change]:
    """Events that one coding alone has: of one trigger they are one change."""
    was_there, is_there = {event.id for event in old.events}, {event.id for event in new.events}
    lost = [event for event in old.events if event.id not in is_there]
    for now in new.events:
        if now.id in was_there:
            continue
        was = next((event for event in lost if event.trigger == now.trigger), None)
        if was is None:
            yield _change(Kind.GAINED, new, None, now)
        else:
            lost.remove(was)
            yield _change(Kind.CHANGED, new, was, now, tuple(_fields(was, now)))
    yield from (_change(Kind.LOST, new, was, None) for was in lost)


def _change(
    kind: Kind, coding: Coding, was: Event | None, now: Event | None, fields: tuple[tuple[str, str, str], ...] = ()
) -> Change:
    span = (now or was or coding.events[0]).sentence
    words = " ".join(coding.article.text[span.start : span.end].split())
    return Change(kind, coding.article.id, was, now, words, fields)


#: Fields in which a change is told, in order.
_TOLD = (
    "type", "mode", "status", "actor", "recipient", "place", "date", "claimed_by", "denied_by", "statement", "contexts",
    "magnitude", "score", "quad", "trigger", "sentence", "confidence", "reason",
)  # fmt: skip


def _fields(was: Event, now: Event) -> Iterator[tuple[str, str, str]]:
    for name in _TOLD:
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield ("rule" if name == "reason" else name, _words(before), _words(after))


def _words(value: Any) -> str:
    """A value as a person reads it; "-" for nothing."""
    if value is None or value == ():
        return "-"
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, Party):
        return f"{value.identity.entity or '-'} ({value.identity.person or value.identity.name})"
    if isinstance(value, Place):
        return value.name
    if isinstance(value, When):
        return "/".join(filter(None, (value.value, value.end))) or "-"
    if isinstance(value, Span):
        return f"{value.start}-{value.end}"
    return str(getattr(value, "rule", getattr(value, "unit", value)))
