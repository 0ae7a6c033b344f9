"""Whether a store is sound: the database's own check, then whether what it keeps fits together."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, exists, func, select, text

from countermove.errors import InputError
from countermove.records import Verdict
from countermove.store import judging, reading
from countermove.store.filters import Filter
from countermove.store.schema import articles, codings, events, incidents, reports


def faults(connection: Connection) -> Iterator[str]:
    """A line for each fault."""
    if connection.dialect.name == "sqlite":
        yield from (row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok")
        yield from (f"table {row[0]}: row {row[1]} points to nothing" for row in _dangling(connection))
    uncoded = select(articles.c.id).where(~exists().where(codings.c.article == articles.c.n))
    yield from (f"the article '{ident}' has no coding" for ident in connection.execute(uncoded).scalars())
    yield from _unreadable(connection)
    yield from _unjoined(connection)


def _dangling(connection: Connection) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in connection.execute(text("PRAGMA foreign_key_check"))]


def _unreadable(connection: Connection) -> Iterator[str]:
    """Articles whose text is not what its hash says, and codings that are none."""
    hashes = {row.id: row.sha256 for row in connection.execute(select(articles.c.id, articles.c.sha256))}
    try:
        for coding in reading.codings_of(connection, Filter()):
            if hashes[coding.article.id] != coding.article.sha256:
                yield f"the text of the article '{coding.article.id}' is not the one that was stored"
    except (InputError, ValueError) as error:
        yield f"a coding cannot be read: {error}"


def _unjoined(connection: Connection) -> Iterator[str]:
    """Events in no incident though nobody judged them wrong, and incidents with other reports than they say."""
    wrong = {judgement.record for judgement in judging.standing(connection) if judgement.verdict is Verdict.WRONG}
    alone = select(events.c.id).where(~exists().where(reports.c.event == events.c.n)).order_by(events.c.n)
    for ident in connection.execute(alone).scalars():
        if ident not in wrong:
            yield f"the event '{ident}' is in no incident"
    held = select(func.count()).where(reports.c.incident == incidents.c.id).scalar_subquery()
    miscounted = select(incidents.c.id).where(incidents.c.reports != held).order_by(incidents.c.id)
    yield from (f"the incident '{i}' has other reports than it says" for i in connection.execute(miscounted).scalars())
