"""Frames of records: one row a record, with the columns that people look at first.

The columns and their types are the same for no record and for many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

import polars as pl

from countermove.records import Actor, Coding, Event, Incident, Party, Problem, Reaction, Statement
from countermove.store import StoredArticle, StoredEvent

_EVENT = pl.Schema(
    {
        "id": pl.String(),
        "article": pl.String(),
        "date": pl.String(),
        "actor": pl.List(pl.String()),
        "type": pl.String(),
        "mode": pl.String(),
        "recipient": pl.List(pl.String()),
        "status": pl.String(),
        "quad": pl.Int64(),
        "score": pl.Float64(),
        "place": pl.List(pl.String()),
        "country": pl.List(pl.String()),
        "claimed_by": pl.String(),
        "denied_by": pl.List(pl.String()),
        "contexts": pl.List(pl.String()),
        "confidence": pl.Float64(),
        "rule": pl.String(),
    }
)
_STATEMENT = pl.Schema(
    {
        "id": pl.String(),
        "article": pl.String(),
        "speaker": pl.String(),
        "person": pl.String(),
        "cue": pl.String(),
        "words": pl.String(),
        "kind": pl.String(),
        "stance": pl.String(),
        "date": pl.String(),
        "within": pl.String(),
    }
)
_ACTOR = pl.Schema(
    {
        "id": pl.String(),
        "article": pl.String(),
        "entity": pl.String(),
        "name": pl.String(),
        "code": pl.String(),
        "sector": pl.String(),
        "role": pl.String(),
        "person": pl.String(),
        "mentions": pl.Int64(),
    }
)
_REACTION = pl.Schema({"article": pl.String(), "event": pl.String(), "to": pl.String(), "cue": pl.String()})
_PROBLEM = pl.Schema({"article": pl.String(), "kind": pl.String(), "message": pl.String()})


def events_frame(events: Sequence[Event]) -> pl.DataFrame:
    """One row for each event. ``date`` is as finely written as it is known ("2014-04")."""
    rows = [
        (
            event.id,
            event.article,
            event.date.value,
            names(event.actor),
            event.type,
            event.mode,
            names(event.recipient),
            event.status.value,
            event.quad,
            event.score,
            [place.name for place in event.place],
            [place.country for place in event.place if place.country],
            event.claimed_by,
            list(event.denied_by),
            list(event.contexts),
            event.confidence,
            event.reason.rule,
        )
        for event in events
    ]
    return pl.DataFrame(rows, schema=_EVENT, orient="row")


def names(parties: Sequence[Party]) -> list[str]:
    """The entity of each party, its name where it has none."""
    return [party.identity.entity or party.identity.name for party in parties]


def statements_frame(said: Sequence[tuple[Coding, Statement]]) -> pl.DataFrame:
    """One row for each statement of these codings; ``words`` are the content as it stands in the text."""
    rows = [
        (
            statement.id,
            coding.article.id,
            (statement.speaker.identity.entity or statement.speaker.identity.name) if statement.speaker else None,
            statement.speaker.identity.person if statement.speaker else None,
            coding.article.text[statement.cue.span.start : statement.cue.span.end] if statement.cue else None,
            " … ".join(coding.article.text[span.start : span.end] for span in statement.content),
            statement.kind.value,
            statement.stance.value,
            statement.date,
            statement.within,
        )
        for coding, statement in said
    ]
    return pl.DataFrame(rows, schema=_STATEMENT, orient="row")


def actors_frame(actors: Sequence[tuple[Coding, Actor]]) -> pl.DataFrame:
    """One row for each actor of each of these codings."""
    rows = [
        (
            actor.id,
            coding.article.id,
            actor.identity.entity,
            actor.identity.name,
            actor.identity.code,
            actor.identity.sector,
            actor.identity.role,
            actor.identity.person,
            len(actor.mentions),
        )
        for coding, actor in actors
    ]
    return pl.DataFrame(rows, schema=_ACTOR, orient="row")


def reactions_frame(reactions: Sequence[tuple[Coding, Reaction]]) -> pl.DataFrame:
    """One row for each link between an act and the act it answers; ``cue`` are the words that say so."""
    rows = [
        (coding.article.id, link.event, link.to, coding.article.text[link.cue.start : link.cue.end])
        for coding, link in reactions
    ]
    return pl.DataFrame(rows, schema=_REACTION, orient="row")


def problems_frame(problems: Sequence[Problem]) -> pl.DataFrame:
    """One row for each problem."""
    return pl.DataFrame([(p.article, p.kind, p.message) for p in problems], schema=_PROBLEM, orient="row")


# --- of a store -------------------------------------------------------------------------------------


def stored_events_frame(events: Sequence[StoredEvent]) -> pl.DataFrame:
    """``events_frame`` with the day it is sorted by, outlet, publication, incident and sentence."""
    beside = pl.DataFrame(
        [(one.day, one.outlet, one.published, one.incident, one.sentence) for one in events],
        schema=dict.fromkeys(("day", "outlet", "published", "incident", "sentence"), pl.String),
        orient="row",
    )
    return pl.concat([events_frame([one.event for one in events]), beside], how="horizontal")


_INCIDENT = pl.Schema(
    {
        "id": pl.String(),
        "date": pl.String(),
        "actor": pl.List(pl.String()),
        "type": pl.String(),
        "mode": pl.String(),
        "recipient": pl.List(pl.String()),
        "status": pl.String(),
        "credence": pl.String(),
        "quad": pl.Int64(),
        "score": pl.Float64(),
        "place": pl.List(pl.String()),
        "reports": pl.Int64(),
        "outlets": pl.List(pl.String()),
        "copied_by": pl.List(pl.String()),
        "asserted_by": pl.List(pl.String()),
        "denied_by": pl.List(pl.String()),
        "differs_in": pl.List(pl.String()),
        "events": pl.List(pl.String()),
    }
)


def incidents_frame(incidents: Sequence[Incident]) -> pl.DataFrame:
    """One row for each incident; ``events`` are the ids of its reports' events, in order of publication."""
    rows = [
        (
            one.id,
            one.date.value,
            [who.entity or who.name for who in one.actor],
            one.type,
            one.mode,
            [who.entity or who.name for who in one.recipient],
            one.status.value,
            one.credence.value,
            one.quad,
            one.score,
            [place.name for place in one.place],
            len(one.reports),
            list(one.outlets),
            list(one.copied_by),
            list(one.asserted_by),
            list(one.denied_by),
            [difference.field for difference in one.differences],
            [report.event.id for report in one.reports],
        )
        for one in incidents
    ]
    return pl.DataFrame(rows, schema=_INCIDENT, orient="row")


def articles_frame(articles: Sequence[StoredArticle]) -> pl.DataFrame:
    """One row for each article, without its text."""
    columns = ("id", "title", "outlet", "url", "published", "language", "story", "copy_of")
    rows = [
        (a.article.id, a.article.title, a.article.outlet, a.article.url, a.article.published, a.article.language,
         a.story, a.copy_of)
        for a in articles
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def plain_frame(kind: type) -> Callable[[Sequence[Any]], pl.DataFrame]:
    """What makes a frame of records whose fields are texts and whole numbers: a column for each field."""
    hints = get_type_hints(kind)
    schema = {part.name: pl.Int64 if hints[part.name] is int else pl.String for part in fields(kind)}

    def make(records: Sequence[Any]) -> pl.DataFrame:
        return pl.DataFrame([tuple(getattr(one, name) for name in schema) for one in records], schema, orient="row")

    return make
