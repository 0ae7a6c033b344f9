"""The worked examples of the codebook, run: each text must give the event lines written under it.

An event line is ``TYPE/mode ACTORS > RECIPIENTS status``: entities in alphabetical order joined by commas, blanks in
them written as ``_``, ``?`` for somebody without an entity, ``-`` for nobody. A line may leave mode and status out;
without a status the act must have occurred (or go on).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from countermove.events.codebook import Example
from countermove.records import Event, Party


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not give what it should: what was wanted, what came, where it stands."""

    example: Example
    wanted: str
    got: tuple[str, ...]

    def __str__(self) -> str:
        """One line for people."""
        got = "; ".join(self.got) or "no event"
        return f"{self.example.file}:{self.example.line}: {self.example.text!r}: wanted {self.wanted}, got {got}"


def event_line(event: Event) -> str:
    """An event in one line: "ACCUSE/allege TUR > GRC occurred"."""
    mode = f"/{event.mode}" if event.mode else ""
    return f"{event.type}{mode} {_names(event.actor)} > {_names(event.recipient)} {event.status}"


def _names(parties: Iterable[Party]) -> str:
    return ",".join(sorted({(p.identity.entity or "?").replace(" ", "_") for p in parties})) or "-"


def check(examples: Iterable[Example], code: Callable[[str], Sequence[Event]]) -> list[Failure]:
    """Run the examples through ``code`` (a text -> its events); the failures, in order."""
    return [failure for example in examples for failure in _check(example, code(example.text))]


def _check(example: Example, events: Sequence[Event]) -> list[Failure]:
    lines = tuple(event_line(e) for e in events)
    failures = [
        Failure(example, wanted, lines)
        for wanted in example.expected
        if wanted != "none" and not any(fits(wanted, e) for e in events)
    ]
    allowed = [w for w in example.expected if w != "none"]
    stray = [e for e in events if e.type == example.type and not any(fits(w, e) for w in allowed)]
    if stray and not failures:
        failures.append(Failure(example, f"no other {example.type}", tuple(event_line(e) for e in stray)))
    return failures


def fits(wanted: str, event: Event) -> bool:
    """Whether an event is what an event line asks for."""
    head, actors, _, recipients, *status = wanted.split()
    type_name, _, mode = head.partition("/")
    if event.type != type_name or (mode and event.mode != mode):
        return False
    statuses = status or ("occurred", "ongoing")
    return event.status in statuses and (actors, recipients) == (_names(event.actor), _names(event.recipient))
