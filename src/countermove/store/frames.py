"""Events and incidents of a store in the table form that series and models work on."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from sqlalchemy import Connection

from countermove.records import Article, Coder, Coding
from countermove.store import reading
from countermove.store.filters import Filter
from countermove.tables import Level, from_codings, from_incidents


def dyads(connection: Connection, level: Level, asked: Filter) -> pl.DataFrame:
    """A row for each directed pair of each event or incident asked for, in ``tables.SCHEMA``."""
    if level is Level.INCIDENT:
        return from_incidents(reading.incidents_of(connection, asked))
    return from_codings(_events_alone(connection, asked))


def _events_alone(connection: Connection, asked: Filter) -> Iterator[Coding]:
    """Each event as a coding of its own, so that what is not asked for makes no row."""
    for stored in reading.events_of(connection, asked):
        article = Article(stored.article, "", outlet=stored.outlet, published=stored.published)
        yield Coding(article, _NOBODY, events=(stored.event,))


_NOBODY = Coder("", "", "")
