"""Codings made anew: each waits beside the old one until all are there, then all are put in place at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, select, update

from countermove.export.record import dumps, from_record, to_record
from countermove.records import Article, Coder, Coding
from countermove.store import acts, reading
from countermove.store.rows import article_of
from countermove.store.schema import articles, codings, recodings
from countermove.store.slices import slices
from countermove.store.writing import coder_numbers, put_in_codings, read_in, take_out_codings

#: Codings read at once, and events whose incidents are joined again at once.
_READ, _JOINED = 200, 2000
_NOBODY = Coder("", "", "")


def begin(connection: Connection, coder: Coder) -> int:
    """The coder's number. What waits that another coder made is thrown away; what this one made is kept."""
    number = coder_numbers(connection, [coder])[coder]
    connection.execute(delete(recodings).where(recodings.c.coder != number))
    return number


def outdated(connection: Connection, coder: Coder) -> list[int]:
    """The numbers of the articles that were coded by another coder and have not been coded anew since."""
    ours = reading.coder_number(connection, coder)
    laid_by = select(recodings.c.article).where(recodings.c.coder == ours)
    wanted = select(codings.c.article).where(codings.c.coder != (ours or 0), codings.c.article.not_in(laid_by))
    return list(connection.execute(wanted.order_by(codings.c.article)).scalars())


def given(connection: Connection, numbers: Sequence[int]) -> list[Article]:
    """The articles with these numbers, in their order."""
    rows = connection.execute(select(articles).where(articles.c.n.in_(numbers)).order_by(articles.c.n))
    return [article_of(row._asdict()) for row in rows]


def lay_by(connection: Connection, made: Sequence[tuple[int, Coding]], coder: int) -> None:
    """Keep codings made anew until all are."""
    for some in slices([n for n, _ in made]):
        connection.execute(delete(recodings).where(recodings.c.article.in_(some)))
    rows = []
    for n, coding in made:
        record = to_record(coding)
        del record["article"]
        rows.append({"article": n, "coder": coder, "record": dumps(record)})
    if rows:
        connection.execute(recodings.insert(), rows)


def pairs(connection: Connection) -> Iterator[tuple[int, Coding, Coding]]:
    """Each article's number with its coding and the one that waits, in the order of numbers."""
    numbers = list(connection.execute(select(recodings.c.article).order_by(recodings.c.article)).scalars())
    for some in slices(numbers, _READ):
        old = reading.codings_by_number(connection, some)
        yield from ((n, was, now) for was, (n, now) in zip(old, waiting(connection, some), strict=True))


def waiting(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, Coding]]:
    """The codings of these articles that wait, in the order of numbers."""
    columns = select(articles, recodings.c.record).join(recodings, recodings.c.article == articles.c.n)
    rows = connection.execute(columns.where(articles.c.n.in_(numbers)).order_by(articles.c.n))
    return [(row.n, _coding(article_of(row._asdict()), row.record)) for row in rows]


def _coding(article: Article, record: str) -> Coding:
    whole = to_record(Coding(article, _NOBODY))
    return from_record({"article": whole["article"]} | json.loads(record))


def put_in_place(connection: Connection, coder: Coder) -> int:
    """Replace every coding by the one that waits, and join again what that changes; returns how many differ.

    All in the caller's transaction: readers see the old codings until it ends, and then the new ones. What another
    coder laid by meanwhile is thrown away: it would pass for this one's.
    """
    number = begin(connection, coder)
    different: list[int] = []
    for n, old, new in pairs(connection):
        if replace(old, coder=coder) != new:
            different.append(n)
    left = take_out_codings(connection, different)
    new_events: list[int] = []
    for some in slices(different, _READ):
        new_events += put_in_codings(connection, [(n, read_in(new)) for n, new in waiting(connection, some)])
    connection.execute(update(codings).where(codings.c.article.in_(select(recodings.c.article))).values(coder=number))
    connection.execute(delete(recodings))
    for some in slices(sorted({*new_events, *left}), _JOINED):
        acts.rejoin(connection, some)
    return len(different)
