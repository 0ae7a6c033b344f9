"""PLOVER's JSON records, one act a line, with what PLOVER has no field for in fields of our own after its fields.

An act with several actors is one record. Modes carry PLOVER's auxiliary modes ("future", "hypothetical", "negation",
"historical") where an act was not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from countermove.export.acts import Act, day
from countermove.export.forms import Rules
from countermove.export.record import dumps
from countermove.records import Identity, Place, Span
from countermove.tables.build import score_table
from countermove.tables.countries import names

#: Our precision of a place -> PLOVER's resolution; an area such as a sea has none.
_RESOLUTION = {"country": 1, "region": 2, "city": 4}


def lines(acts: Iterable[Act], rules: Rules) -> Iterator[str]:
    """One line of JSON for each act, keys in a fixed order, null for what is not known."""
    for act in acts:
        yield dumps(record(act, rules)) + "\n"


def record(act: Act, rules: Rules) -> dict[str, Any]:
    """An act in PLOVER's fields, then ours (from ``status`` on)."""
    event, article = act.event, act.article
    mode = [mode for mode in (event.mode, act.auxiliary) if mode]
    return {
        "id": event.id,
        "has_event": True,
        "date": day(act, rules.undated),
        "time": None,
        "enddate": event.date.end,
        "endtime": None,
        "actor": [_entity(act, who) for who in act.actors],
        "recipient": [_entity(act, who) for who in act.recipients],
        "event": [event.type],
        "event_loc": [_location(act, place) for place in event.place],
        "event_text": [_words(act, event.trigger)],
        "quad_code": event.quad,
        "event_scale": event.score,
        "mode": mode,
        "context": list(event.contexts),
        "link": article.url,
        "text": _words(act, event.sentence),
        "text_info": {"sequence": None, "start": event.sentence.start, "end": event.sentence.end, "text_story": []},
        "cite_info": _citation(act),
        "coder": f"countermove {act.coder.version}",
        "coded_date": None,
        "coded_time": None,
        "comment": None,
        "status": event.status.value,
        "claimed_by": event.claimed_by,
        "denied_by": list(event.denied_by),
        "magnitude": [{"quantity": m.quantity, "unit": m.unit} for m in event.magnitude],
        "confidence": event.confidence,
        "rule": event.reason.rule,
        "cameo": None if act.code is None else act.code.code,
        "scale": score_table(event),
        "planned": rules.planned.value,
        "date_precision": event.date.precision.value,
        "level": act.level.value,
        "reports": len(act.reports),
        "outlets": act.outlets,
        "credence": act.credence,
        "article": article.id,
    }


def _entity(act: Act, who: Identity) -> dict[str, Any]:
    return {
        "code": who.code,
        "sector": list(who.sectors),
        "entity_text": act.words(who) or who.name,
        "identifier_id": None,
        "identifier_text": who.person or who.name,
        "religion": None,
        "ethnicity": None,
        "office": who.role,
        "gender": None,
        "age": None,
        "entity": who.entity,
    }


def _location(act: Act, place: Place) -> dict[str, Any]:
    return {
        "extracted_place": act.place_words(place),
        "resolved_place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "city": place.name if place.precision == "city" else None,
        "district": None,
        "province": place.name if place.precision == "region" else None,
        "country": names().get(place.country or ""),
        "country_code": place.country,
        "feature_class": None,
        "feature_code": None,
        "resolution": _RESOLUTION.get(place.precision),
    }


def _citation(act: Act) -> dict[str, Any]:
    article, coder = act.article, act.coder
    return {
        "corpus": None,
        "citation": None,
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "publication": article.outlet,
        "license": None,
        "copyright": None,
        "coder": f"countermove {coder.version}",
        "codebook": coder.codebook,
        "version": coder.version,
        "date": article.published,
    }


def _words(act: Act, span: Span) -> str:
    return " ".join(act.article.text[span.start : span.end].split())
