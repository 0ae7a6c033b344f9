"""Incidents in the store: joined anew wherever events, copies or judgements have changed, in the same transaction.

What is joined is what may change and no more (``countermove.incidents.affected``), and joining does not depend on the
order or on how often it is done: so the incidents of a store are those of its events and judgements, however they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, select, tuple_

from countermove import incidents as joining
from countermove.records import Incident, Report
from countermove.store import bulk, judging
from countermove.store.incident_rows import incident_row, side_rows
from countermove.store.likeness import moment
from countermove.store.rows import Row, event_of, shortened
from countermove.store.schema import articles, events, incidents, reports, sides, ties
from countermove.store.slices import slices


def tie_rows(report: Report, event: int) -> Iterator[Row]:
    """The rows by which a report is looked up later: of its keys those that no other table holds, in its own type."""
    for types, middle, last in map(_parts, joining.blocks(report)):
        if middle not in ("article", "story") and types == (report.event.type,):
            yield {"entity": shortened(middle), "stretch": int(last), "type": report.event.type, "event": event}


def rejoin(connection: Connection, changed: Sequence[int]) -> int:
    """Join again what may change by the events of these numbers; how many incidents come of it."""
    if not changed:
        return 0
    judgements = judging.standing(connection)
    new = _reports(connection, events.c.n, sorted(changed))
    region = joining.affected(new, lambda keys, ids: _with_keys(connection, keys, ids), judgements)
    numbers = _numbers(connection, [report.event.id for report in region])
    _take_out(connection, sorted(numbers.values()))
    joined = joining.join(region, judgements)
    _put_in(connection, joined, numbers)
    return len(joined)


def _numbers(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in slices(ids):
        rows = connection.execute(select(events.c.id, events.c.n).where(events.c.id.in_(some)))
        found.update((row.id, row.n) for row in rows)
    return found


def _take_out(connection: Connection, numbers: Sequence[int]) -> None:
    """Remove the incidents that hold one of these events, with their reports and sides."""
    for some in slices(numbers):
        theirs = select(reports.c.incident).where(reports.c.event.in_(some))
        connection.execute(delete(incidents).where(incidents.c.id.in_(theirs)))


def _put_in(connection: Connection, joined: Sequence[Incident], numbers: Mapping[str, int]) -> None:
    bulk.insert(connection, incidents, [incident_row(incident) for incident in joined])
    bulk.insert(connection, sides, [row for incident in joined for row in side_rows(incident)])
    held = [
        {"incident": incident.id, "position": position, "event": numbers[report.event.id]}
        for incident in joined
        for position, report in enumerate(incident.reports)
    ]
    bulk.insert(connection, reports, held)


def take_out(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Remove the incidents that hold one of these events; returns the other events that they held."""
    left = partners(connection, numbers)
    _take_out(connection, numbers)
    return left


def partners(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """The other events of the incidents that these are reports of."""
    found: set[int] = set()
    for some in slices(numbers):
        theirs = select(reports.c.incident).where(reports.c.event.in_(some))
        found.update(connection.execute(select(reports.c.event).where(reports.c.incident.in_(theirs))).scalars())
    return sorted(found - set(numbers))


# --- reports of events ------------------------------------------------------------------------------


def report_query() -> Select[Any]:
    """The columns that a report is made of."""
    original = articles.alias("original")
    return (
        select(events.c.n, events.c.record, events.c.sentence, events.c.words)
        .add_columns(articles.c.id, articles.c.outlet, articles.c.published, articles.c.story)
        .add_columns(original.c.id.label("copy_of"))
        .join(articles, articles.c.n == events.c.article)
        .outerjoin(original, original.c.n == articles.c.copy_of)
    )


def report_of(row: Any) -> Report:
    """A report from its columns."""
    return Report(
        event_of(row.record, row.id),
        row.outlet,
        moment(row.published),
        row.copy_of,
        row.story,
        tuple(row.words.split()),
    )


def _reports(connection: Connection, column: Any, values: Sequence[Any]) -> list[Report]:
    return [
        report_of(row)
        for some in slices(values)
        for row in connection.execute(report_query().where(column.in_(some)).order_by(events.c.n))
    ]


def _with_keys(connection: Connection, keys: Sequence[str], ids: Sequence[str]) -> list[Report]:
    """The reports that have one of these keys, perhaps with others, and those of events with these ids."""
    by_article: set[str] = set()
    by_story: set[str] = set()
    by_tie: set[tuple[str, int, str]] = set()
    for types, middle, last in map(_parts, keys):
        if middle == "article":
            by_article.add(last)
        elif middle == "story":
            by_story.add(last)
        else:
            by_tie.update((shortened(middle) or "", int(last), type_) for type_ in types)
    numbers: set[int] = set()
    numbers.update(_found(connection, ids, lambda some: select(events.c.n).where(events.c.id.in_(some))))
    numbers.update(_found(connection, sorted(by_article), lambda some: _of_articles(articles.c.id, some)))
    numbers.update(_found(connection, sorted(by_story), lambda some: _of_articles(articles.c.story, some)))
    tie = tuple_(ties.c.entity, ties.c.stretch, ties.c.type)
    numbers.update(_found(connection, sorted(by_tie), lambda some: select(ties.c.event).where(tie.in_(some))))
    return _reports(connection, events.c.n, sorted(numbers))


def _found(
    connection: Connection, values: Sequence[Any], query: Callable[[Sequence[Any]], Select[Any]]
) -> Iterator[int]:
    for some in slices(values):
        yield from connection.execute(query(some)).scalars()


def _of_articles(column: Any, values: Sequence[str]) -> Select[Any]:
    return select(events.c.n).join(articles, articles.c.n == events.c.article).where(column.in_(values))


def _parts(key: str) -> tuple[tuple[str, ...], str, str]:
    """The types that a key is of, then its sort (or an entity), and the article, story or days that it names."""
    kind, _, rest = key.partition("|")
    middle, _, last = rest.rpartition("|")
    return tuple(kind.split("~")), middle, last
