"""Text reactions: what reports themselves say answers what, as a network of act and answer with delays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from countermove.errors import InputError
from countermove.records import Basis, Coding, Event, Precision, Status
from countermove.series.cautions import Caution
from countermove.series.plain import Row, plain, text_table
from countermove.series.record import ANYONE

_COLUMNS: dict[str, Any] = {
    "answer": pl.String,  # id of the event that answers, and what it is
    "answer_type": pl.String,
    "answer_status": pl.String,
    "answer_date": pl.Date,
    "by": pl.String,  # entity that answers
    "act": pl.String,  # id of the event that is answered, and what it is
    "act_type": pl.String,
    "act_status": pl.String,
    "act_date": pl.Date,
    "of": pl.String,  # entity that is answered
    "delay": pl.Int32,  # days from the act to the answer, where the text dates either of them to a day
    "cue": pl.String,  # the words that say so
    "article": pl.String,
    "outlet": pl.String,
}
#: Statuses of an answer that was given; the others are announced, possible or denied.
_GIVEN = (Status.OCCURRED.value, Status.ONGOING.value)
_FEW = 10


@dataclass(frozen=True, slots=True)
class Reactions:
    """Answers that reports state. ``links``: a row for each link and pair of who answers and who is answered.

    Columns of ``links``: the answer (``answer``, ``answer_type``, ``answer_status``, ``answer_date``, ``by``), the act
    (``act``, ``act_type``, ``act_status``, ``act_date``, ``of``), ``delay`` in days, ``cue``, ``article``, ``outlet``.
    """

    links: pl.DataFrame
    warnings: tuple[Caution, ...] = ()

    def network(self) -> pl.DataFrame:
        """Who answers whom, with what to what: ``by``, ``of``, ``act_type``, ``answer_type``, ``answers``, ``delay``.

        ``answers`` counts an answer to an act once, however many reports tell it; ``given`` those that were given, not
        only announced or possible. ``delay`` is the median in days (``dated`` of them have one); ``events`` are the
        answers' ids.
        """
        once = self.links.unique(["answer", "act", "by", "of"], keep="first", maintain_order=True)
        return (
            once.group_by("by", "of", "act_type", "answer_type")
            .agg(
                answers=pl.len(),
                given=pl.col("answer_status").is_in(_GIVEN).sum(),
                delay=pl.median("delay"),
                dated=pl.count("delay"),
                events=pl.col("answer").unique(maintain_order=True),
            )
            .sort("answers", "by", "of", "act_type", "answer_type", descending=[True, *[False] * 4])
        )

    def between(self, one: str, other: str) -> Reactions:
        """Only those of the two to each other; ``*`` is anyone. Raises InputError for who is in no link."""
        for name in (one, other):
            there = sorted({*self.links["by"].drop_nulls(), *self.links["of"].drop_nulls()})
            if name not in (*there, ANYONE):
                raise InputError(f"no report links an act of {name!r} to another; of these there are: {_some(there)}")
        kept = _from_to(one, other) | _from_to(other, one)
        return made(self.links.filter(kept))

    def rows(self) -> list[Row]:
        """The network as rows of a table for people."""
        return [
            {
                "answers": row["by"] or "somebody",
                "with": row["answer_type"],
                "to": row["act_type"],
                "of": row["of"] or "somebody",
                "times": row["answers"],
                "given": row["given"],
                "median delay, days": row["delay"],
                "events": " ".join(row["events"][:3]),
            }
            for row in self.network().iter_rows(named=True)
        ]

    def to_text(self) -> str:
        """For people: the network, how fast, and what to be careful about."""
        number = len(self.links.unique(["answer", "act"]))
        said = f"Reports state {number} answer{'s' if number != 1 else ''} to acts."
        cautions = "\n".join(f"Warning ({caution.kind}): {caution.message}" for caution in self.warnings)
        return "\n\n".join(part for part in (said, text_table(self.rows()), cautions) if part) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Every link and the network, as plain values."""
        return {"network": plain(self.network()), "links": plain(self.links), "warnings": plain(self.warnings)}


def reactions(codings: Iterable[Coding], incident_of: Mapping[str, str] | None = None) -> Reactions:
    """The reaction links of codings. ``incident_of`` (event id to incident id) makes reports of one act count once."""
    named = incident_of or {}
    rows = [row for coding in codings for row in _of_one(coding, named)]
    return made(pl.DataFrame(rows, schema=_COLUMNS, orient="row").sort("answer_date", "answer", "act", "by", "of"))


def made(links: pl.DataFrame) -> Reactions:
    """With the warnings that the links give cause for."""
    return Reactions(links, tuple(_cautions(links)))


def _cautions(links: pl.DataFrame) -> list[Caution]:
    found = []
    number = len(links.unique(["answer", "act"]))
    if number < _FEW:
        found.append(Caution("few", f"only {number} answer{'s' if number != 1 else ''}: examples, no pattern"))
    dated = links.unique(["answer", "act"])["delay"].count()
    if dated < number:
        found.append(Caution("undated", f"{number - dated} of {number} have no delay: their reports do not date both"))
    outlets = links.unique(["answer", "act", "outlet"]).drop_nulls("outlet")["outlet"].value_counts(sort=True)
    if len(outlets) and number > 1 and outlets["count"][0] > number / 2:
        found.append(Caution("outlet", f"{outlets['outlet'][0]} alone tells {outlets['count'][0]} of {number}"))
    return found


def _of_one(coding: Coding, incident_of: Mapping[str, str]) -> Iterable[tuple[Any, ...]]:
    events = {event.id: event for event in coding.events}
    for link in coding.reactions:
        answer, act = events[link.event], events[link.to]
        for by in _entities(answer):
            for of in _entities(act):
                yield (
                    incident_of.get(answer.id, answer.id), answer.type, answer.status.value, _day(answer), by,
                    incident_of.get(act.id, act.id), act.type, act.status.value, _day(act), of,
                    _delay(answer, act), coding.article.text[link.cue.start : link.cue.end], coding.article.id,
                    coding.article.outlet,
                )  # fmt: skip


def _entities(event: Event) -> Sequence[str | None]:
    """Who acts, each once; nobody where the report does not say."""
    found = [party.identity.entity or party.identity.name for party in event.actor]
    return list(dict.fromkeys(found)) or [None]


def _day(event: Event) -> date | None:
    if event.date.value is None or event.date.precision is not Precision.DAY:
        return None
    return date.fromisoformat(event.date.value)


def _delay(answer: Event, act: Event) -> int | None:
    """Days between, unless both are only as old as the report: then nothing tells how long it took."""
    later, earlier = _day(answer), _day(act)
    if later is None or earlier is None or (answer.date.basis is act.date.basis is Basis.PUBLISHED):
        return None
    return (later - earlier).days


def _from_to(one: str, other: str) -> pl.Expr:
    by = pl.lit(value=True) if one == ANYONE else pl.col("by") == one
    of = pl.lit(value=True) if other == ANYONE else pl.col("of") == other
    return (by & of).fill_null(value=False)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) or "none"
