"""What is kept, as records again: articles, codings, events, incidents, actors, stories, problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from countermove.errors import InputError
from countermove.records import Article, Coder, Coding, Event, Incident, Problem, Report
from countermove.store import filters
from countermove.store.acts import report_of, report_query
from countermove.store.filters import Filter
from countermove.store.incident_rows import incident_of
from countermove.store.rows import article_of, coding_of, event_of
from countermove.store.schema import (
    articles,
    coders,
    codings,
    events,
    incidents,
    parties,
    problems,
    reports,
    sightings,
    statements,
)
from countermove.store.slices import slices

#: Rows looked up at once where many are read.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with what is known of its article. ``sentence`` are its words, white space as one space.

    ``day`` is the day it is sorted by: the first of its date, else the day of publication, "" where both are unknown.
    ``incident`` is None where it was judged wrong. ``copy_of`` is the id of the article that its article copies.
    """

    event: Event
    day: str
    sentence: str
    article: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    story: str | None
    copy_of: str | None
    incident: str | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its story, the article it copies, and each source it was met in."""

    article: Article
    story: str | None
    copy_of: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredProblem:
    """What could not be read, or was read with a doubt, and when it was met."""

    problem: Problem
    met: str


@dataclass(frozen=True, slots=True)
class ActorCount:
    """An entity with the number of events in which it acts and in which it is acted upon, and their days."""

    entity: str
    name: str
    acts: int
    received: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class StoryCount:
    """A story: its articles, outlets, first and last day of publication and the title of its first article."""

    story: str
    title: str | None
    articles: int
    copies: int
    outlets: int
    first: str
    last: str


# --- articles and codings ---------------------------------------------------------------------------


def articles_of(connection: Connection, asked: Filter) -> Iterator[StoredArticle]:
    """The articles in the order in which they came; of a filter its fields on articles count, others pick by events."""
    for numbers in _pieces(connection, _article_numbers(connection, asked)):
        yield from _articles(connection, numbers)


def _articles(connection: Connection, numbers: Sequence[int]) -> Iterator[StoredArticle]:
    original = articles.alias("original")
    rows = connection.execute(
        select(articles, original.c.id.label("original"))
        .outerjoin(original, original.c.n == articles.c.copy_of)
        .where(articles.c.n.in_(numbers))
        .order_by(articles.c.n)
    )
    met: dict[int, list[str]] = {}
    seen = select(sightings.c.article, sightings.c.source).where(sightings.c.article.in_(numbers))
    for row in connection.execute(seen.order_by(sightings.c.article, sightings.c.source)):
        met.setdefault(row.article, []).append(row.source)
    for row in rows:
        yield StoredArticle(article_of(row._asdict()), row.story, row.original, tuple(met.get(row.n, ())))


def codings_of(connection: Connection, asked: Filter) -> Iterator[Coding]:
    """The codings in the order in which their articles came, each exactly as it was written."""
    for numbers in _pieces(connection, _article_numbers(connection, asked)):
        yield from codings_by_number(connection, numbers)


def codings_by_number(connection: Connection, numbers: Sequence[int]) -> Iterator[Coding]:
    """The codings of the articles with these numbers, in that order."""
    told = _records(connection, statements, numbers), _records(connection, events, numbers)
    rows = connection.execute(
        select(articles, coders.c.version, coders.c.codebook, coders.c.parser, codings.c.record)
        .join(codings, codings.c.article == articles.c.n)
        .join(coders, coders.c.n == codings.c.coder)
        .where(articles.c.n.in_(numbers))
        .order_by(articles.c.n)
    )
    for row in rows:
        coder = Coder(row.version, row.codebook, row.parser)
        yield coding_of(article_of(row._asdict()), coder, row.record, *(records.get(row.n, ()) for records in told))


def coder_number(connection: Connection, coder: Coder) -> int | None:
    """The number of a coder; None where nothing was coded by it."""
    c = coders.c
    wanted = select(c.n).where(c.version == coder.version, c.codebook == coder.codebook, c.parser == coder.parser)
    number: int | None = connection.execute(wanted).scalar()
    return number


def _records(connection: Connection, table: Any, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Article -> its records in this table, in their order."""
    found: dict[int, list[str]] = {}
    columns = select(table.c.article, table.c.record).where(table.c.article.in_(numbers))
    for row in connection.execute(columns.order_by(table.c.article, table.c.position)):
        found.setdefault(row.article, []).append(row.record)
    return found


def _article_numbers(connection: Connection, asked: Filter) -> Select[tuple[int]]:
    query = select(articles.c.n).where(*filters.article_conditions(connection, asked))
    if asked.after is not None:
        query = query.where(articles.c.n > _article_number(connection, asked.after))
    query = query.order_by(articles.c.n)
    return query if asked.limit is None else query.limit(asked.limit)


def _article_number(connection: Connection, article: str) -> int:
    number: int | None = connection.execute(select(articles.c.n).where(articles.c.id == article)).scalar()
    if number is None:
        raise InputError(f"there is no article '{article}' in the store")
    return number


def _pieces(connection: Connection, query: Select[tuple[Any]]) -> Iterator[Sequence[Any]]:
    """The values of a query in pieces, so that what belongs to them is looked up together."""
    result = connection.execute(query, execution_options={"stream_results": True, "yield_per": _AT_ONCE})
    for piece in result.scalars().partitions():
        yield list(piece)


# --- events -----------------------------------------------------------------------------------------


def events_of(connection: Connection, asked: Filter) -> Iterator[StoredEvent]:
    """The events asked for, by day, then in the order in which they came."""
    for numbers in _pieces(connection, filters.page_of_events(connection, asked)):
        found = {row.n: row for row in connection.execute(_event_query().where(events.c.n.in_(numbers)))}
        yield from (_stored_event(found[n]) for n in numbers)


def event(connection: Connection, ident: str) -> StoredEvent:
    """The event with this id. Raises InputError where there is none."""
    row = connection.execute(_event_query().where(events.c.id == ident)).first()
    if row is None:
        raise InputError(f"there is no event '{ident}' in the store")
    return _stored_event(row)


def _event_query() -> Select[Any]:
    return (
        report_query()
        .add_columns(events.c.day, articles.c.title, articles.c.url, reports.c.incident)
        .outerjoin(reports, reports.c.event == events.c.n)
    )


def _stored_event(row: Any) -> StoredEvent:
    return StoredEvent(
        event_of(row.record, row.id), row.day, row.sentence, row.id, row.title, row.outlet, row.url, row.published,
        row.story, row.copy_of, row.incident,
    )  # fmt: skip


# --- incidents --------------------------------------------------------------------------------------


def incidents_of(connection: Connection, asked: Filter) -> Iterator[Incident]:
    """The incidents asked for, by day, then by id, each with all its reports."""
    for ids in _pieces(connection, filters.page_of_incidents(connection, asked)):
        yield from _incidents(connection, ids)


def incident(connection: Connection, ident: str) -> Incident:
    """The incident with this id. Raises InputError where there is none."""
    found = next(_incidents(connection, [ident]), None)
    if found is None:
        raise InputError(f"there is no incident '{ident}' in the store")
    return found


def _incidents(connection: Connection, ids: Sequence[str]) -> Iterator[Incident]:
    told: dict[str, list[Report]] = {}
    query = report_query().add_columns(reports.c.incident).join(reports, reports.c.event == events.c.n)
    held = query.where(reports.c.incident.in_(ids)).order_by(reports.c.incident, reports.c.position)
    for row in connection.execute(held):
        told.setdefault(row.incident, []).append(report_of(row))
    rows = connection.execute(select(incidents).where(incidents.c.id.in_(ids)))
    found = {row.id: row._asdict() for row in rows}
    return (incident_of(found[ident], told[ident]) for ident in ids if ident in found)


# --- counts -----------------------------------------------------------------------------------------


def actors_of(connection: Connection, asked: Filter) -> list[ActorCount]:
    """The entities that have a part in the events asked for, the most frequent first.

    ``limit`` is how many of them are given; an event counts once for an entity on each side.
    """
    wanted = filters.page_of_events(connection, filters.without_page(asked)).order_by(None).subquery()
    acting = func.sum(case((parties.c.part == "actor", 1), else_=0)).label("acts")
    receiving = func.sum(case((parties.c.part == "recipient", 1), else_=0)).label("received")
    query = (
        select(parties.c.entity, func.min(parties.c.day), func.max(parties.c.day), acting, receiving)
        .where(parties.c.first, parties.c.entity.is_not(None), parties.c.event.in_(select(wanted.c.n)))
        .group_by(parties.c.entity)
        .order_by((acting + receiving).desc(), parties.c.entity)
    )
    rows = connection.execute(query if asked.limit is None else query.limit(asked.limit)).all()
    names = _names(connection, [row[0] for row in rows])
    return [ActorCount(entity, names[entity], acts, got, first, last) for entity, first, last, acts, got in rows]


def _names(connection: Connection, entities: Sequence[str]) -> dict[str, str]:
    """What each entity is called: a state by its country's name, whatever its companies and bodies are called.

    Another by the name it has most often where no person or office is named, and by its code where it has none.
    """
    from countermove.tables.countries import names  # noqa: PLC0415 - polars comes with it, which only few calls need

    countries = names()
    found = {entity: countries.get(entity, entity) for entity in entities}
    for some in slices([entity for entity in entities if entity not in countries]):
        counted = (
            select(parties.c.entity, parties.c.name, func.count().label("times"))
            .where(parties.c.entity.in_(some), parties.c.person.is_(None))
            .group_by(parties.c.entity, parties.c.name)
            .order_by(parties.c.entity, func.count(), parties.c.name.desc())
        )
        found.update((row.entity, row.name) for row in connection.execute(counted))
    return found


def stories_of(connection: Connection, asked: Filter) -> list[StoryCount]:
    """The stories of the articles asked for, the one with most articles first."""
    wanted = select(articles.c.n).where(*filters.article_conditions(connection, asked))
    size = func.count().label("size")
    query = (
        select(
            articles.c.story, func.min(articles.c.n), size, func.count(articles.c.copy_of),
            func.count(articles.c.outlet_folded.distinct()), func.min(articles.c.day), func.max(articles.c.day),
        )
        .where(articles.c.n.in_(wanted))
        .group_by(articles.c.story)
        .order_by(size.desc(), func.min(articles.c.n))
    )  # fmt: skip
    rows = connection.execute(query if asked.limit is None else query.limit(asked.limit)).all()
    titles: dict[int, str | None] = {}
    for some in slices([row[1] for row in rows]):
        named = connection.execute(select(articles.c.n, articles.c.title).where(articles.c.n.in_(some)))
        titles.update({row.n: row.title for row in named})
    return [StoryCount(row[0], titles[row[1]], *row[2:]) for row in rows]


def problems_of(connection: Connection) -> Iterator[StoredProblem]:
    """What could not be read, in the order in which it was met."""
    for row in connection.execute(select(problems).order_by(problems.c.n)):
        yield StoredProblem(Problem(row.kind, row.message, None, row.article), row.met)
