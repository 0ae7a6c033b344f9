"""How fast a store writes articles whose codings are given, and answers on a million events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Engine, Integer, String, Table, cast, func, insert, literal, select, text

from countermove.bench import databases
from countermove.bench.figures import Figure, Goal, Plan
from countermove.bench.made_up import codings
from countermove.errors import InputError
from countermove.store import engine, likeness, migrate, writing
from countermove.store.filters import Filter
from countermove.store.reading import events_of
from countermove.store.schema import articles, events, metadata, parties, places
from countermove.store.writing import Arrival, Batch, Moment, prepare

#: Articles in one transaction.
_TOGETHER = 1000

#: Pages of a hundred events as people ask for them.
QUESTIONS: tuple[tuple[str, Filter], ...] = (
    ("the first page", Filter(limit=100)),
    ("an actor", Filter(actor="RUS", limit=100)),
    ("a dyad", Filter(actor="RUS", recipient="TUR", limit=100)),
    ("a dyad, a type, a year", Filter(actor="RUS", recipient="TUR", type="ASSAULT", since="2031-06", limit=100)),
    ("a type and status", Filter(type="AID", status="planned", limit=100)),
    ("a country and an actor", Filter(country="IRN", actor="FRA", limit=100)),
    ("an outlet and a type", Filter(outlet="no such outlet", type="AID", limit=100)),
    ("a speaker, surely read", Filter(claimed_by="IND", confidence=0.9, limit=100)),
    ("a word", Filter(text="criticized", party="CUB", limit=100)),
    ("nothing is found", Filter(actor="RUS", recipient="TUR", status="denied", limit=100)),
)  # fmt: skip


#: Articles that are written, and events that are asked.
ARTICLES, EVENTS = 10_000, 1_000_000


def figures(plan: Plan) -> Iterator[Figure]:
    """Speeds of writing and of pages, in SQLite and, where the plan names a server, in PostgreSQL."""
    yield from _in_one("SQLite", databases.sqlite, 1000, plan)
    if plan.postgres is not None:
        server = plan.postgres
        yield from _in_one("PostgreSQL", lambda: databases.postgres(server), 500, plan)


def _in_one(name: str, fresh: Callable[[], AbstractContextManager[str]], asked: float, plan: Plan) -> Iterator[Figure]:
    with fresh() as url:
        took = measure_writing(url, plan.size(ARTICLES))
    yield from _writing_figures(name, took, asked)
    with fresh() as url:
        for answer in measure_asking(url, plan.size(EVENTS), plan.turns):
            yield Figure(f"  {answer.question}", answer.seconds, "s", Goal(0.2), f"{answer.found} events")


def _writing_figures(name: str, took: Writing, asked: float) -> Iterator[Figure]:
    """Held against what is asked: the writing of rows alone, and all that a transaction of adding does."""
    count, rate, share = took.articles, Goal(asked, at_most=False), Goal(0.25, at_most=False)
    added = took.writing + took.placing + took.joining
    yield Figure(f"{name}: rows written", count / took.writing, "articles/s", rate, f"{took.rows:,} rows")
    yield Figure("  beside a bare executemany", took.ratio, goal=share)
    yield Figure(f"{name}: added, all decided", count / added, "articles/s", rate)
    yield Figure("  beside a bare executemany of the rows", took.bare / added, goal=share)
    parts = (("prepared", took.preparing), ("placed among copies, stories", took.placing), ("joined", took.joining))
    for part, spent in parts:
        yield Figure(f"  {part}", spent / count * 1000, "ms/article")


@dataclass(frozen=True, slots=True)
class Writing:
    """Seconds for so many articles: each part of writing, and a bare executemany of the same rows in the same run.

    ``preparing`` is what is made of a coding before it is written, in as many processes as there are.
    """

    articles: int
    rows: int
    preparing: float
    placing: float
    writing: float
    joining: float
    bare: float

    @property
    def ratio(self) -> float:
        """Speed of writing as a share of the bare executemany's."""
        return self.bare / self.writing


def measure_writing(url: str, count: int) -> Writing:
    """Write so many made-up articles to a new store at ``url``, then empty it and insert the same rows bare.

    Raises InputError where articles are kept at ``url`` already, or it cannot be used.
    """
    base = _empty(url)
    given = list(codings(count))
    began = time.perf_counter()
    prepared = [prepare(coding) for coding in given]
    preparing = time.perf_counter() - began
    spent: dict[str, float] = {}
    stories = likeness.Stories()
    for at in range(0, count, _TOGETHER):
        batch = Batch(tuple(Arrival(one.article, "made up", one) for one in prepared[at : at + _TOGETHER]))
        began = time.perf_counter()
        before = sum(spent.values())
        with engine.writing(base) as connection:
            writing.write(connection, batch, stories, Moment("2031-01-01"), _stopwatch(spent))
        inside = sum(spent.values()) - before
        spent["rows"] += time.perf_counter() - began - inside  # beginning and commit
    rows, bare = _bare(base)
    base.dispose()
    return Writing(count, rows, preparing, spent["placing"], spent["rows"], spent["joining"], bare)


def _empty(url: str) -> Engine:
    base = engine.connect(engine.address(url))
    migrate.open_store(base, create=True)
    with engine.reading(base) as connection:
        if connection.execute(select(articles.c.n).limit(1)).first() is not None:
            raise InputError(f"{engine.shown(base.url)} keeps articles: give a new, empty database to measure in")
    return base


def _stopwatch(spent: dict[str, float]) -> writing.Spent:
    @contextmanager
    def watch(name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - began

    return watch


#: Tables whose rows are written by joining, or not at all by ``add``.
_NOT_COUNTED = frozenset(("incidents", "sides", "reports", "judgements", "recodings", "runs", "search"))


def _bare(base: Engine) -> tuple[int, float]:
    """Take all rows out and put them in again by the driver's executemany: how many, in how many seconds."""
    kept: list[tuple[Table, list[tuple[object, ...]]]] = []
    with engine.reading(base) as connection:
        for table in metadata.sorted_tables:
            if table.name not in _NOT_COUNTED:
                kept.append((table, [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]))  # noqa: S608, PERF401
        words = [(row.n, row.text) for row in connection.execute(select(articles.c.n, articles.c.text))]
    with engine.writing(base) as connection:
        _clear(connection)
    sqlite = base.dialect.name == "sqlite"
    mark = "?" if sqlite else "%s"
    began = time.perf_counter()
    with engine.writing(base) as connection:
        for table, rows in kept:
            if rows:
                marks = ", ".join([mark] * len(rows[0]))
                connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608
        if sqlite:
            connection.exec_driver_sql("INSERT INTO search (rowid, words) VALUES (?, ?)", words)
        else:
            connection.exec_driver_sql("INSERT INTO search VALUES (%s, to_tsvector('countermove', %s))", words)
    took = time.perf_counter() - began
    with engine.writing(base) as connection:
        _clear(connection)
    return sum(len(rows) for _, rows in kept), took


def _clear(connection: Connection) -> None:
    ours = [table.name for table in reversed(metadata.sorted_tables) if "only" not in table.info]
    if connection.dialect.name == "sqlite":
        for name in ours:
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')")
    else:  # rows that are deleted stay in PostgreSQL's indexes and would hold up what is inserted after them
        connection.exec_driver_sql(f"TRUNCATE {', '.join([*ours, 'search'])}")


# --- reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """How long a page took (the median of several), of how many events it came out."""

    question: str
    seconds: float
    found: int


def measure_asking(url: str, count: int, rounds: int = 5) -> Iterator[Asking]:
    """Time pages of the events of a new store at ``url`` that holds at least ``count`` of them."""
    base = _empty(url)
    _fill(base, count)
    for name, asked in QUESTIONS:
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            with engine.reading(base) as connection:
                found = sum(1 for _ in events_of(connection, asked))
            took.append(time.perf_counter() - began)
        yield Asking(name, sorted(took)[rounds // 2], found)
    base.dispose()


_ACTS = 6
_FIRST = 20_000  # events that are made; the others are copies of them on other days


def _fill(base: Engine, count: int) -> None:
    made = codings(10**9, acts=_ACTS)
    together = min(_TOGETHER, -(-count // _ACTS))
    stories = likeness.Stories()
    written = 0
    while written < min(count, _FIRST):
        batch = Batch(tuple(Arrival(one.article, "made up", prepare(one)) for one in islice(made, together)))
        with engine.writing(base) as connection:
            writing.write_rows(connection, batch, stories, Moment("2031-01-01"))
        written += sum(len(each.prepared.read.events) for each in batch.arrivals if each.prepared)
    for turn in range(1, -(-count // written)):
        with engine.writing(base) as connection:
            _again(connection, turn, turn * written)
    with base.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _again(connection: Connection, turn: int, by: int) -> None:
    """All events of the first turn once more, with other ids, each year of them some years later."""
    for table, number in ((events, "n"), (parties, "event"), (places, "event")):
        year = cast(cast(func.substr(table.c.day, 1, 4), Integer) + turn % 20, String)
        changed = {number: table.c[number] + by, "day": year + func.substr(table.c.day, 5)}
        if table is events:
            changed["id"] = table.c.id + literal(f"-{turn}")
        columns = [changed.get(column.name, column) for column in table.columns]
        copied = select(*columns).where(table.c[number] <= by // turn)
        connection.execute(insert(table).from_select([c.name for c in table.columns], copied))
