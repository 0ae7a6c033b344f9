"""Whose word each act of an article stands on and who denies it: contested acts told apart from settled ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from countermove.records import Coding, Cue, Denial, Event, Party, Span, Stance, Statement, Status


class Standing(StrEnum):
    """How firmly a report tells an act."""

    SETTLED = "settled"
    CLAIMED = "claimed"
    DOUBTED = "doubted"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says or denies, and the words: ``speaker`` is None for nobody named ("reportedly").

    ``cue`` and ``statement`` (an id) are None where no statement holds the words.
    """

    speaker: Party | None
    words: tuple[Span, ...]
    cue: Cue | None
    stance: Stance
    statement: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """An act with those who say it, the nearest to it first, and those who deny it.

    Nobody says it where the report tells it in its own voice, or only that it is denied.
    """

    event: Event
    said: tuple[Voice, ...]
    denied: tuple[Voice, ...]

    @property
    def standing(self) -> Standing:
        """Contested where it is denied, doubted on nobody's named word, claimed on somebody's, else settled."""
        if self.denied:
            return Standing.CONTESTED
        if not self.said:
            return Standing.SETTLED
        return Standing.CLAIMED if any(voice.speaker for voice in self.said) else Standing.DOUBTED


def claims_of(coding: Coding, *, settled: bool = False) -> tuple[Claim, ...]:
    """The acts of an article that stand on somebody's word or are denied, in reading order; with ``settled`` all.

    An act that is only the denying of another ("did not shell the town") is told with that one, and an accusation with
    the act it alleges. A coding read from a record has no ``denials``: those who deny are then found by their
    statements.
    """
    claims = list(_claims(coding))
    answers = {denial.answer for denial in coding.denials}
    alleging = {v.cue.span for c in claims if c.event.type != "ACCUSE" for v in c.said if v.cue}
    return tuple(
        claim
        for claim in claims
        if settled or (claim.standing is not Standing.SETTLED and not _is_told_elsewhere(claim, answers, alleging))
    )


def _is_told_elsewhere(claim: Claim, answers: set[str | None], alleging: Iterable[Span]) -> bool:
    event = claim.event
    if event.status is Status.DENIED and event.id in answers:
        return True
    accuses = event.type == "ACCUSE" and event.claimed_by is None
    return accuses and any(cue.overlaps(event.trigger) for cue in alleging)


def _claims(coding: Coding) -> Iterator[Claim]:
    statements = {s.id: s for s in coding.statements}
    denials: dict[str, list[Denial]] = {}
    for denial in coding.denials:
        denials.setdefault(denial.event, []).append(denial)
    for event in coding.events:
        denied = (*_own_denial(event, statements), *_denying(event, denials.get(event.id, []), coding))
        yield Claim(event, _saying(event, statements, denied=bool(denied)), denied)


# --- who says it ------------------------------------------------------------------------------------


def _saying(event: Event, statements: Mapping[str, Statement], *, denied: bool) -> tuple[Voice, ...]:
    """The speakers from the act outwards to the one on whose word it stands; of a denied accusation its maker."""
    if event.status is Status.DENIED:
        return ()
    voices: list[Voice] = []
    statement = statements.get(event.statement or "")
    if statement is not None and event.claimed_by is None and _entity(statement) is not None:
        statement = None  # an act of speech by whoever speaks
    while statement is not None and statement.id not in {v.statement for v in voices}:
        if _entity(statement) not in (None, event.claimed_by):
            break  # "condemned the alleged attack" does not say that there was one
        voices.append(_voice(statement))
        if _entity(statement) is not None:
            break
        statement = statements.get(statement.within or "")
    if not voices and denied and event.type == "ACCUSE":
        voices = [Voice(p, (event.sentence,), Cue(event.trigger, "accuse"), Stance.ACCUSE, None) for p in event.actor]
    return tuple(voices)


def _entity(statement: Statement) -> str | None:
    return statement.speaker.identity.entity if statement.speaker else None


def _voice(statement: Statement) -> Voice:
    return Voice(statement.speaker, statement.content, statement.cue, statement.stance, statement.id)


# --- who denies it ----------------------------------------------------------------------------------


def _own_denial(event: Event, statements: Mapping[str, Statement]) -> tuple[Voice, ...]:
    """Who says that the act was not done, where that is all that is told of it."""
    statement = statements.get(event.statement or "")
    if event.status is not Status.DENIED or statement is None or _entity(statement) not in event.denied_by:
        return ()
    return (Voice(statement.speaker, statement.content, statement.cue, Stance.DENY, statement.id),)


def _denying(event: Event, denials: Iterable[Denial], coding: Coding) -> Iterator[Voice]:
    cues = {s.id: s.cue for s in coding.statements}
    for denial in denials:
        yield Voice(denial.by, (denial.words,), cues.get(denial.statement or ""), Stance.DENY, denial.statement)
    if event.status is Status.DENIED or coding.denials:
        return
    for entity in event.denied_by:
        own = (s for s in coding.statements if s.stance is Stance.DENY and _entity(s) == entity)
        yield from (_voice(s) for s in list(own)[:1])
