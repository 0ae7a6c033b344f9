"""Which series may answer which, in words: the hypotheses of a model of reciprocity.

Sources: Goldstein and Freeman, Three-Way Street (1990), for answers and routine; Goldstein and Pevehouse, APSR 91
(1997), for triangles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from countermove.models.panel import Direction


class Role(StrEnum):
    """What kind of answer it would be."""

    RECIPROCITY = "reciprocity"  # B toward A, after A toward B
    TRIANGULAR = "triangular"  # C toward A, after A toward B: C answers A's treatment of B
    PRESSURE = "pressure"  # A toward B, after C toward A: A treats B otherwise once C has dealt with A
    SERIES = "series"  # between series whose actors are not known


@dataclass(frozen=True, slots=True)
class Question:
    """Whether the past of the direction ``cause`` helps to tell ``outcome`` (places in the panel) beyond its own."""

    outcome: int
    cause: int
    role: Role
    hypothesis: str


def questions(directions: Sequence[Direction]) -> tuple[Question, ...]:
    """The questions that these directions allow: answers first, then triangles, each in the order of the series."""
    found = [
        Question(i, j, role, _in_words(role, outcome, cause))
        for i, outcome in enumerate(directions)
        for j, cause in enumerate(directions)
        if i != j and (role := _role(outcome, cause))
    ]
    order = list(Role)
    return tuple(sorted(found, key=lambda one: (order.index(one.role), one.outcome, one.cause)))


def _role(outcome: Direction, cause: Direction) -> Role | None:
    if None in (outcome.actor, outcome.recipient, cause.actor, cause.recipient):
        return Role.SERIES
    if (outcome.actor, outcome.recipient) == (cause.recipient, cause.actor):
        return Role.RECIPROCITY
    if outcome.recipient == cause.actor and outcome.actor != cause.recipient:
        return Role.TRIANGULAR
    if outcome.actor == cause.recipient and outcome.recipient != cause.actor:
        return Role.PRESSURE
    return None


def _in_words(role: Role, outcome: Direction, cause: Direction) -> str:
    doer, mover = outcome.actor, cause.actor
    return {
        Role.RECIPROCITY: f"{doer} answers {mover}: {mover}'s past conduct toward {doer} helps to tell {doer}'s present"
        f" conduct toward {mover} beyond {doer}'s own past",
        Role.TRIANGULAR: f"{doer} answers {mover}'s treatment of {cause.recipient}: the past of {mover} toward"
        f" {cause.recipient} helps to tell {doer}'s present conduct toward {mover} beyond all other pasts",
        Role.PRESSURE: f"{doer} treats {outcome.recipient} otherwise after {mover} has dealt with {doer}: the past of"
        f" {mover} toward {doer} helps to tell {doer}'s present conduct toward {outcome.recipient} beyond all other"
        " pasts",
        Role.SERIES: f"{outcome.name} answers {cause.name}: the past of {cause.name} helps to tell the present of"
        f" {outcome.name} beyond its own past",
    }[role]


def short(question: Question, directions: Sequence[Direction]) -> str:
    """The question in a few words, for tables and charts."""
    outcome, cause = directions[question.outcome], directions[question.cause]
    match question.role:
        case Role.RECIPROCITY:
            return f"{outcome.actor} answers {cause.actor}"
        case Role.TRIANGULAR:
            return f"{outcome.actor} answers {cause.actor}'s treatment of {cause.recipient}"
        case Role.PRESSURE:
            return f"{outcome.actor} toward {outcome.recipient} after {cause.actor} toward {outcome.actor}"
        case Role.SERIES:
            return f"{outcome.name} answers {cause.name}"


def toward(directions: Sequence[Direction]) -> Iterator[str]:
    """Each direction in a few words: "A toward B"."""
    for one in directions:
        yield one.name if one.actor is None else f"{one.actor} toward {one.recipient}"
