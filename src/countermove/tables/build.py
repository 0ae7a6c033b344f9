"""Codings and incidents -> rows of the table form.

One row is one directed pair of an act (see ``pairs``). ``rows_of_coding`` and ``rows_of_incident`` give the bare rows,
for callers who stream; ``from_codings`` and ``from_incidents`` give a frame.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from countermove.ontology import cameo_of, plover
from countermove.records import Coding, Event, Identity, Incident, Place, Precision, When
from countermove.tables.pairs import pairs
from countermove.tables.schema import SCHEMA, Level

#: A row: its values in the order of ``SCHEMA``.
Row = tuple[Any, ...]

#: The source of rows made of our own records.
SOURCE = "countermove"
#: The score table of acts whose type or score is somebody's own codebook's.
OWN_TABLE = "own codebook"


def from_codings(codings: Iterable[Coding]) -> pl.DataFrame:
    """One row for each directed pair of each event, in the order of the codings; ``level`` is "event".

    ``reports`` and ``outlets`` are 1: an event is one report of an act. Scores are PLOVER's (see ``with_scores``).
    """
    return frame(row for coding in codings for row in rows_of_coding(coding))


def from_incidents(incidents: Iterable[Incident]) -> pl.DataFrame:
    """One row for each directed pair of each incident; ``level`` is "incident".

    ``article``, ``outlet`` and ``published`` are those of its first report, ``confidence`` and ``rule`` those of the
    report read most surely. ``claimed_by`` is given where no report tells the act in its own voice; several are
    joined by "; ".
    """
    return frame(row for incident in incidents for row in rows_of_incident(incident))


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows in the order of ``SCHEMA`` as a frame of its types."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def rows_of_coding(coding: Coding) -> Iterator[Row]:
    """The rows of one article's events."""
    article = coding.article
    published = day_of(article.published)
    for event in coding.events:
        one_report = {
            "level": Level.EVENT.value, "article": article.id, "outlet": article.outlet, "published": published,
            "claimed_by": event.claimed_by, "confidence": event.confidence, "rule": event.reason.rule, "reports": 1,
            "outlets": 1,
        }  # fmt: skip
        actors = [party.identity for party in event.actor]
        yield from rows_of_act(event, actors, [party.identity for party in event.recipient], one_report)


def rows_of_incident(incident: Incident) -> Iterator[Row]:
    """The rows of one incident."""
    first = incident.reports[0]
    event = merged(incident)
    reports = {
        "level": Level.INCIDENT.value, "article": first.event.article, "outlet": first.outlet,
        "published": day_of(first.published), "claimed_by": event.claimed_by, "confidence": event.confidence,
        "rule": event.reason.rule, "reports": len(incident.reports), "outlets": max(len(incident.outlets), 1),
        "credence": incident.credence.value,
    }  # fmt: skip
    yield from rows_of_act(event, incident.actor, incident.recipient, reports)


def merged(incident: Incident) -> Event:
    """The incident told as one event: its first report's, with what all reports together come to.

    Confidence and reason are those of the report read most surely; ``claimed_by`` is given where no report tells the
    act in its own voice, several joined by "; ".
    """
    best = max((report.event for report in incident.reports), key=lambda event: event.confidence)
    claimed = all(report.event.claimed_by for report in incident.reports)
    return replace(
        incident.reports[0].event,
        id=incident.id,
        type=incident.type,
        mode=incident.mode,
        quad=incident.quad,
        score=incident.score,
        contexts=incident.contexts,
        status=incident.status,
        place=incident.place,
        date=incident.date,
        claimed_by="; ".join(incident.asserted_by) or None if claimed else None,
        denied_by=incident.denied_by,
        confidence=best.confidence,
        reason=best.reason,
    )


def score_table(event: Event) -> str:
    """The name of the table that an event's score is from."""
    known = plover()
    facts = known.types.get(event.type)
    return known.table if facts is not None and facts.score_of(event.mode) == event.score else OWN_TABLE


# --- one act ----------------------------------------------------------------------------------------


def rows_of_act(
    event: Event, actors: Sequence[Identity], recipients: Sequence[Identity], reports: Mapping[str, Any]
) -> Iterator[Row]:
    """The rows of one act: ``reports`` gives the columns that depend on who tells it and how often."""
    act = {**_act(event), **reports}
    for actor, recipient in pairs(event.type, event.mode, actors, recipients):
        values = act | _side("actor", actor) | _side("recipient", recipient)
        yield tuple(values.get(column) for column in SCHEMA)


def _act(event: Event) -> dict[str, Any]:
    code = cameo_of(event)
    return {
        "event": event.id,
        "source": SOURCE,
        "date": first_day(event.date),
        "precision": event.date.precision.value,
        "type": event.type,
        "mode": event.mode,
        "code": None if code is None else code.code,
        "quad": event.quad,
        "score": float(event.score),
        "score_table": score_table(event),
        "status": event.status.value,
        "contexts": list(event.contexts),
        "denied_by": list(event.denied_by),
        **_place(event.place[0] if event.place else None),
    }


def _side(side: str, who: Identity | None) -> dict[str, Any]:
    if who is None:
        return {}
    return {side: who.entity, f"{side}_name": who.name, f"{side}_code": who.code, f"{side}_sector": who.sector}


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    return {
        "place": place.name,
        "country": place.country,
        "latitude": place.lat,
        "longitude": place.lon,
        "geonameid": place.geonameid,
    }


# --- days -------------------------------------------------------------------------------------------


def first_day(when: When) -> dt.date | None:
    """The day of an act, or the first of its month or year; None where nothing dates it."""
    return None if when.precision is Precision.NONE else day_of(when.value)


def day_of(value: str | None) -> dt.date | None:
    """The first day of an ISO date, date-time, month or year ("2031-03-11", "2031-03"); None for what is none."""
    parts = (value or "").partition("T")[0].split("-")
    try:
        year, month, day = (*(int(part) for part in parts), 1, 1)[:3]
        return dt.date(year, month, day)
    except ValueError:
        return None
