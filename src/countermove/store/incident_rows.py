"""An incident as rows of the store, and rows as an incident again. Its reports are kept as references to events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countermove.export.record import dumps
from countermove.records import (
    Basis,
    Credence,
    Difference,
    Identity,
    Incident,
    Place,
    Precision,
    Report,
    Span,
    Status,
    When,
)
from countermove.store.rows import Row, day_of, searched, shortened


def incident_row(incident: Incident) -> Row:
    """The incident's own columns."""
    return {
        "id": incident.id,
        "type": incident.type,
        "mode": incident.mode,
        "quad": incident.quad,
        "score": incident.score,
        "status": incident.status.value,
        "credence": incident.credence.value,
        "day": _day(incident),
        "reports": len(incident.reports),
        "outlets": len(incident.outlets),
        "record": dumps(_record(incident)),
    }


def side_rows(incident: Incident) -> Iterator[Row]:
    """Who acts in it, and to whom."""
    for part, side in (("actor", incident.actor), ("recipient", incident.recipient)):
        for position, who in enumerate(side):
            yield {
                "incident": incident.id,
                "part": part,
                "position": position,
                "entity": shortened(who.entity),
                "name": who.name,
                "folded": searched(who.person or who.name),
                "person": who.person,
                "day": _day(incident),
            }


def incident_of(row: Mapping[str, Any], reports: Sequence[Report]) -> Incident:
    """The incident of its columns and its reports, in their order."""
    kept = json.loads(row["record"])
    return Incident(
        id=row["id"],
        type=row["type"],
        mode=row["mode"],
        quad=row["quad"],
        score=row["score"],
        contexts=tuple(kept["contexts"]),
        status=Status(row["status"]),
        credence=Credence(row["credence"]),
        actor=tuple(_identity_of(who) for who in kept["actor"]),
        recipient=tuple(_identity_of(who) for who in kept["recipient"]),
        place=tuple(_place_of(place) for place in kept["place"]),
        date=_when_of(kept["date"]),
        reports=tuple(reports),
        outlets=tuple(kept["outlets"]),
        copied_by=tuple(kept["copied_by"]),
        asserted_by=tuple(kept["asserted_by"]),
        denied_by=tuple(kept["denied_by"]),
        differences=tuple(
            Difference(field, tuple((value, tuple(ids)) for value, ids in values))
            for field, values in kept["differences"]
        ),
    )


def _day(incident: Incident) -> str:
    """The day it is sorted by: its date's first, else that on which it was first published."""
    return day_of(incident.date.value) or next((day_of(r.published) for r in incident.reports if r.published), "")


def _record(incident: Incident) -> dict[str, Any]:
    return {
        "contexts": list(incident.contexts),
        "actor": [_identity(who) for who in incident.actor],
        "recipient": [_identity(who) for who in incident.recipient],
        "place": [_place(place) for place in incident.place],
        "date": _when(incident.date),
        "outlets": list(incident.outlets),
        "copied_by": list(incident.copied_by),
        "asserted_by": list(incident.asserted_by),
        "denied_by": list(incident.denied_by),
        "differences": [[d.field, [[value, list(ids)] for value, ids in d.values]] for d in incident.differences],
    }


# --- parts, as lists in the order of their fields ---------------------------------------------------


def _identity(who: Identity) -> list[Any]:
    return [who.entity, who.name, who.code, list(who.sectors), who.role, who.person, list(who.candidates)]


def _identity_of(kept: list[Any]) -> Identity:
    entity, name, code, sectors, role, person, candidates = kept
    return Identity(entity, name, code, tuple(sectors), role, person, tuple(candidates))


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _place(place: Place) -> list[Any]:
    return [place.name, _span(place.span), place.country, place.geonameid, place.lat, place.lon, place.precision]


def _place_of(kept: list[Any]) -> Place:
    name, span, *rest = kept
    return Place(name, Span(*span), *rest)


def _when(when: When) -> list[Any]:
    return [when.value, when.end, when.precision.value, when.basis.value, _span(when.span)]


def _when_of(kept: list[Any]) -> When:
    value, end, precision, basis, span = kept
    return When(value, end, Precision(precision), Basis(basis), None if span is None else Span(*span))
