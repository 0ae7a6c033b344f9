"""People's judgements: rows that are added and withdrawn, never taken out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, or_, select, update

from countermove.errors import InputError
from countermove.records import Judgement, Verdict, record_id
from countermove.store.rows import Row
from countermove.store.schema import events, judgements


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """A judgement with the record of the event as it was judged; ``orphaned`` where there is no such event any more."""

    judgement: Judgement
    judged: str
    orphaned: bool

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the fields of the judgement, whether it is orphaned, and the event as it was judged."""
        told = asdict(self.judgement)
        correction = self.judgement.correction
        told["verdict"] = self.judgement.verdict.value
        told["correction"] = None if correction is None else json.loads(correction)
        return told | {"orphaned": self.orphaned, "judged": json.loads(self.judged)}


def standing(connection: Connection) -> tuple[Judgement, ...]:
    """All judgements that were not withdrawn, in the order of their time."""
    wanted = select(judgements).where(judgements.c.withdrawn.is_(None)).order_by(judgements.c.at, judgements.c.id)
    return tuple(_judgement(row._asdict()) for row in connection.execute(wanted))


def every(connection: Connection, event: str | None = None) -> list[KeptJudgement]:
    """All judgements, or those that speak of an event, in the order of their time; also withdrawn and orphaned ones."""
    known = select(events.c.id)
    gone = or_(
        judgements.c.record.not_in(known), judgements.c.other.is_not(None) & judgements.c.other.not_in(known)
    ).label("gone")
    wanted = select(judgements, gone).order_by(judgements.c.at, judgements.c.id)
    if event is not None:
        wanted = wanted.where(or_(judgements.c.record == event, judgements.c.other == event))
    return [KeptJudgement(_judgement(row._asdict()), row.judged, bool(row.gone)) for row in connection.execute(wanted)]


def add(connection: Connection, judgement: Judgement) -> list[int]:
    """Keep a judgement. Returns the numbers of the events it speaks of; the same judgement twice is one.

    Raises InputError where it is about an event that there is not, or about two where it should be one.
    """
    of_two = judgement.verdict in (Verdict.SAME, Verdict.APART)
    if of_two and judgement.other in (None, judgement.record):
        raise InputError(f"'{judgement.verdict.value}' is said of two events: give two")
    if not of_two and judgement.other is not None:
        raise InputError(f"'{judgement.verdict.value}' is said of one event: give one")
    numbers = [_event(connection, event) for event in (judgement.record, judgement.other) if event is not None]
    exists = connection.execute(select(judgements.c.id).where(judgements.c.id == judgement.id)).first()
    if exists is None:
        judged = connection.execute(select(events.c.record).where(events.c.n == numbers[0])).scalar_one()
        connection.execute(judgements.insert(), [_row(judgement) | {"judged": judged}])
    return numbers


def withdraw(connection: Connection, judgement: str, at: str) -> list[int]:
    """Withdraw a judgement; its row stays. Returns the numbers of the events it spoke of that there still are.

    Raises InputError where there is no such judgement or it was withdrawn before.
    """
    found = connection.execute(select(judgements).where(judgements.c.id == judgement)).first()
    if found is None:
        raise InputError(f"there is no judgement '{judgement}': countermove judgements names them")
    if found.withdrawn is not None:
        raise InputError(f"the judgement '{judgement}' was withdrawn before, on {found.withdrawn}")
    connection.execute(update(judgements).where(judgements.c.id == judgement).values(withdrawn=at))
    spoken_of = [event for event in (found.record, found.other) if event is not None]
    return list(connection.execute(select(events.c.n).where(events.c.id.in_(spoken_of))).scalars())


def made(
    verdict: Verdict, record: str, other: str | None, by: str, at: str, note: str | None, correction: str | None
) -> Judgement:
    """A judgement with its id, made of what it says, by whom and when."""
    ident = record_id("j", verdict.value, record, other, by, at)
    return Judgement(ident, verdict, record, other, by, at, note, correction)


def _event(connection: Connection, event: str) -> int:
    number: int | None = connection.execute(select(events.c.n).where(events.c.id == event)).scalar()
    if number is None:
        raise InputError(f"there is no event '{event}' in the store")
    return number


def _judgement(row: Mapping[str, Any]) -> Judgement:
    return Judgement(
        row["id"], Verdict(row["verdict"]), row["record"], row["other"], row["by"], row["at"], row["note"],
        row["correction"], row["withdrawn"],
    )  # fmt: skip


def _row(judgement: Judgement) -> Row:
    return {
        "id": judgement.id,
        "verdict": judgement.verdict.value,
        "record": judgement.record,
        "other": judgement.other,
        "by": judgement.by,
        "at": judgement.at,
        "note": judgement.note,
        "correction": judgement.correction,
        "withdrawn": judgement.withdrawn,
    }
