"""A coding as rows of the store, and rows as a coding again. Pure: numbers are given to rows when they are written.

The record comes back exactly: its article from ``articles``, its statements and events from their tables in their
order, the rest from ``codings``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countermove.export.record import Record, dumps, event_from_record, from_record, to_record
from countermove.records import Article, Coder, Coding, Event, Place, Span, Statement

Row = dict[str, Any]

#: Characters kept of what is there to be searched: databases index no longer ones.
_SEARCHED = 200
#: Characters of an article's id: a longer one is shortened and told apart by its hash.
LONGEST_ID = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """What one coding comes to, without numbers. ``parties`` and ``places`` name their event by its position."""

    coding: Row
    statements: tuple[Row, ...]
    events: tuple[Row, ...]
    parties: tuple[Row, ...]
    places: tuple[Row, ...]


# --- articles ---------------------------------------------------------------------------------------


def hashed(*parts: object) -> str:
    """A key made of these parts: 32 hexadecimal digits."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def key_of(article: Article) -> str:
    """What makes an article one: its text and its outlet. None and "" are both no outlet."""
    return hashed("article", article.sha256, article.outlet or "")


def article_row(article: Article) -> Row:
    """The article's own columns."""
    return {
        "id": article.id,
        "key": key_of(article),
        "sha256": article.sha256,
        "title": article.title,
        "outlet": article.outlet,
        "outlet_folded": searched(article.outlet),
        "url": article.url,
        "published": article.published,
        "day": day_of(article.published),
        "language": article.language,
        "text": article.text,
    }


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of its columns."""
    return Article(row["id"], row["text"], row["title"], row["outlet"], row["url"], row["published"], row["language"])


def searched(value: str | None) -> str | None:
    """A name as it is searched: without regard to case, shortened."""
    return None if value is None else value.casefold()[:_SEARCHED]


def shortened(value: str | None) -> str | None:
    """A code as it is searched."""
    return None if value is None else value[:_SEARCHED]


def day_of(value: str | None) -> str:
    """The first day of an ISO date, date-time, month or year; "" for None and for what is none."""
    day = (value or "")[:10]
    parts = day.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return ""
    return "-".join([*parts, "01", "01"][:3])


# --- codings ----------------------------------------------------------------------------------------

_NOBODY = Coder("", "", "")


def rows_of(coding: Coding, words: Sequence[Sequence[str]]) -> Rows:
    """All rows of a coding but the article's; ``words`` are those by which each event's report is compared."""
    record = to_record(coding)
    events = [
        (n, event, told, _day_of_event(event, coding.article))
        for n, (event, told) in enumerate(zip(coding.events, record["events"], strict=True))
    ]
    kept = {part: record[part] for part in ("actors", "reactions", "problems")}
    return Rows(
        {"record": dumps(kept)},
        tuple(
            _statement_row(n, statement, told)
            for n, (statement, told) in enumerate(zip(coding.statements, record["statements"], strict=True))
        ),
        tuple(
            _event_row(n, event, told, coding.article, day) | {"words": " ".join(words[n])}
            for n, event, told, day in events
        ),
        tuple(row for n, event, _, day in events for row in _sides(n, event, day)),
        tuple(
            _place_row(n, position, place, day)
            for n, event, _, day in events
            for position, place in enumerate(event.place)
        ),
    )


def record_of(article: Article, coder: Coder, record: str, statements: Iterable[str], events: Iterable[str]) -> Record:
    """The record of a coding from what is stored of it, keys in the documented order."""
    kept = json.loads(record)
    bare = to_record(Coding(article, coder))
    return bare | {
        "actors": kept["actors"],
        "statements": [json.loads(statement) for statement in statements],
        "events": [json.loads(event) for event in events],
        "reactions": kept["reactions"],
        "problems": kept["problems"],
    }


def coding_of(article: Article, coder: Coder, record: str, statements: Iterable[str], events: Iterable[str]) -> Coding:
    """The same as a ``Coding``."""
    return from_record(record_of(article, coder, record, statements, events))


def event_of(record: str, article: str) -> Event:
    """An event from its record."""
    return event_from_record(json.loads(record), article)


def sentence_of(article: Article, span: Span) -> str:
    """The words of a sentence, runs of white space as one space."""
    return " ".join(article.text[span.start : span.end].split())


def _day_of_event(event: Event, article: Article) -> str:
    return day_of(event.date.value) or day_of(article.published)


def _statement_row(position: int, statement: Statement, told: Record) -> Row:
    who = statement.speaker.identity if statement.speaker else None
    return {
        "position": position,
        "id": statement.id,
        "speaker": shortened(who.entity) if who else None,
        "speaker_name": searched(who.name) if who else None,
        "stance": statement.stance.value,
        "record": dumps(told),
    }


def _event_row(position: int, event: Event, told: Record, article: Article, day: str) -> Row:
    return {
        "id": event.id,
        "position": position,
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "score": event.score,
        "status": event.status.value,
        "day": day,
        "claimed_by": shortened(event.claimed_by),
        "statement": event.statement,
        "confidence": event.confidence,
        "rule": event.reason.rule,
        "outlet": searched(article.outlet),
        "sentence": sentence_of(article, event.sentence),
        "record": dumps(told),
    }


def _sides(event: int, told: Event, day: str) -> Iterator[Row]:
    for part, side in (("actor", told.actor), ("recipient", told.recipient)):
        met: set[str | None] = set()
        for position, party in enumerate(side):
            who = party.identity
            yield {
                "event": event,
                "part": part,
                "position": position,
                "entity": shortened(who.entity),
                "code": shortened(who.code),
                "sector": shortened(who.sector),
                "name": who.name,
                "folded": searched(who.person or who.name),
                "person": who.person,
                "day": day,
                "first": who.entity not in met,
            }
            met.add(who.entity)


def _place_row(event: int, position: int, place: Place, day: str) -> Row:
    return {
        "event": event,
        "position": position,
        "name": place.name,
        "folded": searched(place.name),
        "country": shortened(place.country),
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "day": day,
    }
