"""What a store keeps, as records for programs: lines of events, incidents and actors, and flat rows of them for CSV.

An event's line has its record as in a coding, and beside it what is known of its article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from countermove.claims import claims_of
from countermove.export.record import (
    Record,
    claim_record,
    event_to_record,
    identity_to_record,
    place_to_record,
    when_to_record,
)
from countermove.records import Coding, Incident, Report

if TYPE_CHECKING:
    from countermove.store import ActorCount, StoredEvent


def event_record(stored: StoredEvent) -> Record:
    """An event with its article, its sentence, the incident it belongs to."""
    return {
        "event": event_to_record(stored.event),
        "article": {
            "id": stored.event.article,
            "title": stored.title,
            "outlet": stored.outlet,
            "url": stored.url,
            "published": stored.published,
            "copy_of": stored.copy_of,
            "story": stored.story,
        },
        "sentence": stored.sentence,
        "incident": stored.incident,
    }


def incident_record(incident: Incident) -> Record:
    """An incident with the events it stands on."""
    return {
        "id": incident.id,
        "type": incident.type,
        "mode": incident.mode,
        "quad": incident.quad,
        "score": incident.score,
        "contexts": list(incident.contexts),
        "status": incident.status.value,
        "credence": incident.credence.value,
        "actor": [identity_to_record(who) for who in incident.actor],
        "recipient": [identity_to_record(who) for who in incident.recipient],
        "place": [place_to_record(place) for place in incident.place],
        "date": when_to_record(incident.date),
        "outlets": list(incident.outlets),
        "copied_by": list(incident.copied_by),
        "asserted_by": list(incident.asserted_by),
        "denied_by": list(incident.denied_by),
        "differences": [
            {"field": one.field, "values": [{"value": value, "events": list(ids)} for value, ids in one.values]}
            for one in incident.differences
        ],
        "reports": [_report(report) for report in incident.reports],
    }


def _report(report: Report) -> Record:
    return {
        "event": report.event.id,
        "article": report.event.article,
        "outlet": report.outlet,
        "published": report.published,
        "copy_of": report.copy_of,
        "status": report.event.status.value,
        "claimed_by": report.event.claimed_by,
        "denied_by": list(report.event.denied_by),
    }


def heard_record(incident: Incident, codings: Mapping[str, Coding]) -> Record:
    """An incident with those who say and those who deny it in each report, in their words; ``codings`` by article."""
    told = []
    for report in incident.reports:
        coding = codings[report.event.article]
        claims = [
            claim_record(coding, one) for one in claims_of(coding, settled=True) if one.event.id == report.event.id
        ]
        told.append(_report(report) | {"claims": claims})
    return incident_record(incident) | {"reports": told}


def actor_record(count: ActorCount) -> Record:
    """An actor with how often it acts and is acted upon."""
    return {
        "entity": count.entity,
        "name": count.name,
        "acts": count.acts,
        "received": count.received,
        "first": count.first or None,
        "last": count.last or None,
    }


# --- flat -------------------------------------------------------------------------------------------


def event_row(stored: StoredEvent) -> Record:
    """An event in one row."""
    event = stored.event
    return {
        "event": event.id,
        "date": event.date.value,
        "actor": names(party.identity for party in event.actor),
        "type": event.type,
        "mode": event.mode,
        "recipient": names(party.identity for party in event.recipient),
        "status": event.status.value,
        "quad": event.quad,
        "score": event.score,
        "place": "; ".join(place.name for place in event.place),
        "claimed_by": event.claimed_by,
        "denied_by": "; ".join(event.denied_by),
        "confidence": event.confidence,
        "rule": event.reason.rule,
        "outlet": stored.outlet,
        "published": stored.published,
        "article": event.article,
        "incident": stored.incident,
        "sentence": stored.sentence,
    }


def incident_row(incident: Incident) -> Record:
    """An incident in one row."""
    return {
        "incident": incident.id,
        "date": incident.date.value,
        "actor": names(incident.actor),
        "type": incident.type,
        "mode": incident.mode,
        "recipient": names(incident.recipient),
        "status": incident.status.value,
        "credence": incident.credence.value,
        "quad": incident.quad,
        "score": incident.score,
        "place": "; ".join(place.name for place in incident.place),
        "reports": len(incident.reports),
        "outlets": "; ".join(incident.outlets),
        "copied_by": "; ".join(incident.copied_by),
        "asserted_by": "; ".join(incident.asserted_by),
        "denied_by": "; ".join(incident.denied_by),
    }


def names(identities: Any) -> str:
    """Entities, or names where there is none."""
    return "; ".join(who.entity or who.name for who in identities)


def as_cells(row: Mapping[str, Any]) -> list[str]:
    """A row for a CSV file: nothing for None; a text that a spreadsheet would take for a formula gets an apostrophe."""
    from countermove.export.flat import FORMULA  # noqa: PLC0415 - polars takes a while to import

    return [
        f"'{value}" if isinstance(value, str) and re.match(FORMULA, value) else "" if value is None else str(value)
        for value in row.values()
    ]
