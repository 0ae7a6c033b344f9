"""``Coding`` <-> the record format: plain dicts with a fixed order of keys, and their JSON.

The record keeps what a reader of the data needs. It leaves out what only ``explain`` shows (candidates) and the lists
that have commands of their own (places, dates); a party carries its first sector alone, its actor has them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from countermove.claims import Claim, Voice, claims_of
from countermove.errors import InputError
from countermove.ontology import cameo_of
from countermove.records import (
    Actor,
    Article,
    Basis,
    Coder,
    Coding,
    Cue,
    Event,
    Identity,
    Kind,
    Magnitude,
    Party,
    Place,
    Precision,
    Problem,
    Reaction,
    Reason,
    Span,
    Stance,
    Statement,
    Status,
    When,
)

Record = dict[str, Any]

# --- coding -> record -------------------------------------------------------------------------------


def to_record(coding: Coding, *, cameo: bool = False) -> Record:
    """The record of a coding, ready for JSON: dicts, lists, strings, numbers and None, keys in the documented order.

    With ``cameo`` each event carries its CAMEO code as its last key.
    """
    return {
        "article": _article(coding.article),
        "coder": {
            "version": coding.coder.version,
            "codebook": coding.coder.codebook,
            "parser": coding.coder.parser,
        },
        "actors": [_actor(actor) for actor in coding.actors],
        "statements": [_statement(statement) for statement in coding.statements],
        "events": [event_to_record(event) | (_cameo(event) if cameo else {}) for event in coding.events],
        "reactions": [{"event": r.event, "to": r.to, "cue": _span(r.cue)} for r in coding.reactions],
        "problems": [{"kind": p.kind, "span": _maybe(p.span), "message": p.message} for p in coding.problems],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _maybe(span: Span | None) -> list[int] | None:
    return None if span is None else _span(span)


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [_span(span) for span in spans]


def _article(article: Article) -> Record:
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "text": article.text,
        "sha256": article.sha256,
    }


def _actor(actor: Actor) -> Record:
    who = actor.identity
    return {
        "id": actor.id,
        "entity": who.entity,
        "name": who.name,
        "code": who.code,
        "sector": who.sector,
        "sectors": list(who.sectors),
        "role": who.role,
        "person": who.person,
        "mentions": _spans(actor.mentions),
    }


def _party(party: Party) -> Record:
    return identity_to_record(party.identity) | {"span": _span(party.span)}


def identity_to_record(who: Identity) -> Record:
    """The record of who somebody is, with his first sector alone."""
    return {
        "entity": who.entity,
        "code": who.code,
        "sector": who.sector,
        "name": who.name,
        "role": who.role,
        "person": who.person,
    }


def _statement(statement: Statement) -> Record:
    return {
        "id": statement.id,
        "speaker": None if statement.speaker is None else _party(statement.speaker),
        "cue": None if statement.cue is None else {"span": _span(statement.cue.span), "lemma": statement.cue.lemma},
        "content": _spans(statement.content),
        "kind": statement.kind.value,
        "stance": statement.stance.value,
        "addressee": None if statement.addressee is None else _party(statement.addressee),
        "medium": statement.medium,
        "date": statement.date,
        "within": statement.within,
        "sentence": _span(statement.sentence),
    }


def event_to_record(event: Event) -> Record:
    """The record of one event, as it stands in that of its coding."""
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "score": event.score,
        "contexts": list(event.contexts),
        "status": event.status.value,
        "actor": [_party(party) for party in event.actor],
        "recipient": [_party(party) for party in event.recipient],
        "place": [place_to_record(place) for place in event.place],
        "date": when_to_record(event.date),
        "trigger": _span(event.trigger),
        "sentence": _span(event.sentence),
        "statement": event.statement,
        "claimed_by": event.claimed_by,
        "denied_by": list(event.denied_by),
        "magnitude": [
            {"quantity": _number(m.quantity), "unit": m.unit, "span": _span(m.span)} for m in event.magnitude
        ],
        "confidence": event.confidence,
        "reason": {"rule": event.reason.rule, "words": _spans(event.reason.words)},
    }


def _cameo(event: Event) -> Record:
    code = cameo_of(event)
    named = None if code is None else {"code": code.code, "goldstein": code.goldstein, "table": code.table}
    return {"cameo": named}


def place_to_record(place: Place) -> Record:
    """The record of one place."""
    return {
        "name": place.name,
        "span": _span(place.span),
        "country": place.country,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }


def when_to_record(when: When) -> Record:
    """The record of a date."""
    return {
        "value": when.value,
        "end": when.end,
        "precision": when.precision.value,
        "basis": when.basis.value,
        "span": _maybe(when.span),
    }


def _number(quantity: float) -> float | int:
    """Four battalions are 4, not 4.0; JSON knows one kind of number, people two."""
    return int(quantity) if quantity == int(quantity) else quantity


# --- record -> coding -------------------------------------------------------------------------------


def from_record(record: Mapping[str, Any]) -> Coding:
    """The coding a record was made from, but for what the record leaves out (see the top of this module).

    Raises InputError where the record lacks a key or holds a value that the format does not know.
    """
    try:
        return _coding_from(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"no Countermove record ({type(error).__name__}: {error}); see docs/record.md") from error


def _coding_from(record: Mapping[str, Any]) -> Coding:
    given = record["article"]
    article = Article(
        given["id"],
        given["text"],
        given["title"],
        given["outlet"],
        given["url"],
        given["published"],
        given["language"],
    )
    coder = record["coder"]
    return Coding(
        article,
        Coder(coder["version"], coder["codebook"], coder["parser"]),
        actors=tuple(_actor_from(actor) for actor in record["actors"]),
        statements=tuple(statement_from_record(statement) for statement in record["statements"]),
        events=tuple(event_from_record(event, article.id) for event in record["events"]),
        reactions=tuple(Reaction(r["event"], r["to"], _span_from(r["cue"])) for r in record["reactions"]),
        problems=tuple(
            Problem(p["kind"], p["message"], _maybe_from(p["span"]), article.id) for p in record["problems"]
        ),
    )


def _span_from(pair: Any) -> Span:
    start, end = pair
    return Span(int(start), int(end))


def _maybe_from(pair: Any) -> Span | None:
    return None if pair is None else _span_from(pair)


def _spans_from(pairs: Any) -> tuple[Span, ...]:
    return tuple(_span_from(pair) for pair in pairs)


def _actor_from(actor: Mapping[str, Any]) -> Actor:
    identity = Identity(
        actor["entity"], actor["name"], actor["code"], tuple(actor["sectors"]), actor["role"], actor["person"]
    )
    return Actor(actor["id"], identity, _spans_from(actor["mentions"]))


def _party_from(party: Mapping[str, Any]) -> Party:
    sectors = () if party["sector"] is None else (party["sector"],)
    identity = Identity(party["entity"], party["name"], party["code"], sectors, party["role"], party["person"])
    return Party(identity, _span_from(party["span"]))


def _parties_from(parties: Any) -> tuple[Party, ...]:
    return tuple(_party_from(party) for party in parties)


def statement_from_record(statement: Mapping[str, Any]) -> Statement:
    """One statement of a record. Raises KeyError, TypeError or ValueError for what is none."""
    speaker, cue, addressee = statement["speaker"], statement["cue"], statement["addressee"]
    return Statement(
        statement["id"],
        None if speaker is None else _party_from(speaker),
        None if cue is None else Cue(_span_from(cue["span"]), cue["lemma"]),
        _spans_from(statement["content"]),
        Kind(statement["kind"]),
        Stance(statement["stance"]),
        _span_from(statement["sentence"]),
        None if addressee is None else _party_from(addressee),
        statement["medium"],
        statement["date"],
        statement["within"],
    )


def event_from_record(event: Mapping[str, Any], article: str) -> Event:
    """One event of a record, of the article with this id. Raises KeyError, TypeError or ValueError for what is none."""
    return Event(
        id=event["id"],
        article=article,
        type=event["type"],
        mode=event["mode"],
        quad=event["quad"],
        score=event["score"],
        contexts=tuple(event["contexts"]),
        status=Status(event["status"]),
        actor=_parties_from(event["actor"]),
        recipient=_parties_from(event["recipient"]),
        place=tuple(_place_from(place) for place in event["place"]),
        date=_when_from(event["date"]),
        trigger=_span_from(event["trigger"]),
        sentence=_span_from(event["sentence"]),
        statement=event["statement"],
        claimed_by=event["claimed_by"],
        denied_by=tuple(event["denied_by"]),
        magnitude=tuple(Magnitude(m["quantity"], m["unit"], _span_from(m["span"])) for m in event["magnitude"]),
        confidence=event["confidence"],
        reason=Reason(event["reason"]["rule"], _spans_from(event["reason"]["words"])),
    )


def _place_from(place: Mapping[str, Any]) -> Place:
    return Place(
        place["name"],
        _span_from(place["span"]),
        place["country"],
        place["geonameid"],
        place["lat"],
        place["lon"],
        place["precision"],
    )


def _when_from(when: Mapping[str, Any]) -> When:
    return When(
        when["value"], when["end"], Precision(when["precision"]), Basis(when["basis"]), _maybe_from(when["span"])
    )


# --- JSON -------------------------------------------------------------------------------------------

_LINE = 120
_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any) -> str:
    """JSON on one line: letters as they are, keys in their order, and always encodable as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # Half a character pair can stand in a broken text; UTF-8 cannot hold it, JSON can when it is escaped.
    return _SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def to_jsonl(coding: Coding, *, cameo: bool = False) -> str:
    """The record on one line, without the line's end."""
    return dumps(to_record(coding, cameo=cameo))


def places_line(coding: Coding) -> str:
    """The line of ``countermove places``: all places of the article, those of its acts and the others."""
    return dumps({"id": coding.article.id, "places": [place_to_record(place) for place in coding.places]})


def dates_line(coding: Coding) -> str:
    """The line of ``countermove dates``: all dates of the article."""
    dates = [
        {"span": _span(date.span), "value": date.value, "end": date.end, "precision": date.precision.value}
        for date in coding.dates
    ]
    return dumps({"id": coding.article.id, "dates": dates})


def claims_line(coding: Coding, *, settled: bool = False) -> str:
    """The line of ``countermove claims``: each act with who says it and who denies it; with ``settled`` all acts."""
    claims = [claim_record(coding, claim) for claim in claims_of(coding, settled=settled)]
    return dumps({"id": coding.article.id, "claims": claims})


def claim_record(coding: Coding, claim: Claim) -> Record:
    """A claim of a coding with the words of all who say or deny it."""
    text, event = coding.article.text, claim.event
    return {
        "event": event.id,
        "standing": claim.standing.value,
        "type": event.type,
        "mode": event.mode,
        "status": event.status.value,
        "actor": [_party(party) for party in event.actor],
        "recipient": [_party(party) for party in event.recipient],
        "trigger": _words(text, event.trigger),
        "sentence": _words(text, event.sentence),
        "said": [_voice(text, voice) for voice in claim.said],
        "denied": [_voice(text, voice) for voice in claim.denied],
    }


def _voice(text: str, voice: Voice) -> Record:
    return {
        "speaker": None if voice.speaker is None else _party(voice.speaker),
        "stance": voice.stance.value,
        "cue": None if voice.cue is None else _words(text, voice.cue.span),
        "words": [_words(text, span) for span in voice.words],
        "statement": voice.statement,
    }


def _words(text: str, span: Span) -> Record:
    return {"text": text[span.start : span.end], "span": _span(span)}


def to_json(coding: Coding, *, cameo: bool = False) -> str:
    """The record over many lines, each as full as it can be: spans and parties stay on one."""
    return _spread(to_record(coding, cameo=cameo), 0)


def _spread(value: Any, depth: int) -> str:
    line = dumps(value)
    if not isinstance(value, dict | list) or not value or len(line) + depth <= _LINE:
        return line
    inner = " " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{inner}{dumps(key)}: {_spread(item, depth + 1)}" for key, item in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [inner + _spread(item, depth + 1) for item in value]
        opening, closing = "[", "]"
    return f"{opening}\n" + ",\n".join(parts) + f"\n{' ' * depth}{closing}"
