"""Arrivals into the store: each article once, its copies known, its story found, all that was read in it kept.

All functions here work within one writing transaction: what they look up cannot change before they write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Table, delete, func, select

from countermove import incidents as joining
from countermove.records import Article, Coder, Coding, Problem, record_id
from countermove.store import acts, bulk, likeness, search
from countermove.store.bulk import Values
from countermove.store.rows import Row, Rows, article_row, coding_of, hashed, key_of, rows_of
from countermove.store.schema import (
    articles,
    bands,
    coders,
    codings,
    events,
    feeds,
    parties,
    places,
    problems,
    sightings,
    signatures,
    statements,
    ties,
)
from countermove.store.slices import slices
from countermove.store.verbatim import plain
from countermove.stories import Signature, Vector, signature, vector

_ARTICLES = bulk.Form(articles, "n", "story", "copy_of", "added")
_STATEMENTS = bulk.Form(statements, "article")
_EVENTS = bulk.Form(events, "n", "article")
_PARTIES, _PLACES, _TIES = (bulk.Form(table, "event") for table in (parties, places, ties))
_BANDS = bulk.Form(bands, "band", "article")
_EVENT_ID = _EVENTS.at("id")

#: Rows of a table for each event of an article.
_ByEvent = tuple[tuple[Values, ...], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in an article, as values of rows without numbers: they go to other processes and are written."""

    article: Article
    coder: Coder
    record: str
    statements: tuple[Values, ...]
    events: tuple[Values, ...]
    parties: _ByEvent
    places: _ByEvent
    ties: _ByEvent

    @classmethod
    def of(cls, article: Article, coder: Coder, rows: Rows, ties_of: Iterable[Row]) -> Read:
        """These rows; in ``ties_of`` as in ``rows`` "event" is the event's position."""
        count = len(rows.events)
        return cls(
            article,
            coder,
            rows.coding["record"],
            tuple(map(_STATEMENTS.values, rows.statements)),
            tuple(map(_EVENTS.values, rows.events)),
            _by_event(_PARTIES, rows.parties, count),
            _by_event(_PLACES, rows.places, count),
            _by_event(_TIES, ties_of, count),
        )


def _by_event(form: bulk.Form, rows: Iterable[Row], count: int) -> _ByEvent:
    found: list[list[Values]] = [[] for _ in range(count)]
    for row in rows:
        found[row["event"]].append(form.values(row))
    return tuple(map(tuple, found))


def read_in(coding: Coding) -> Read:
    """The rows of a coding."""
    published = likeness.moment(coding.article.published)
    reports = [replace(report, published=published) for report in joining.reports_of(coding)]
    return Read.of(
        coding.article,
        coding.coder,
        rows_of(coding, [report.words for report in reports]),
        (row for position, report in enumerate(reports) for row in acts.tie_rows(report, position)),
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that can be made of a coding without the store; made where the article is coded, in any process."""

    read: Read
    row: Values  # the article's
    signature: Signature
    bands: tuple[int, ...]
    vector: Vector
    words: str

    @property
    def article(self) -> Article:
        """The article."""
        return self.read.article


def prepare(coding: Coding) -> Prepared:
    """What the store needs of a coding."""
    article = coding.article
    signed = signature(article.text)
    bands_of = tuple(sorted(set(signed.bands()))) if signed.count else ()
    row = _ARTICLES.values(article_row(article))
    return Prepared(read_in(coding), row, signed, bands_of, vector(article), search.words_of(article))


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article met in a source. ``prepared`` is None where it was known when it was met."""

    article: Article
    source: str
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written in one transaction, in the order in which it came."""

    arrivals: tuple[Arrival, ...] = ()
    problems: tuple[Problem, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()  # address and state


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch came to. ``clashes`` are articles whose id another one has: then nothing was written."""

    new: int = 0
    copies: int = 0
    known: int = 0
    events: int = 0
    incidents: int = 0
    clashes: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """When and in which run something is written."""

    at: str
    run: int | None = None


#: Entered for the time of a part of writing, by its name.
Spent = Callable[[str], AbstractContextManager[None]]


def write(
    connection: Connection,
    batch: Batch,
    stories: likeness.Stories,
    moment: Moment,
    spent: Spent = lambda _: nullcontext(),
) -> Written:
    """Write a batch. An article of the store is not written again: that it was met in another source is.

    ``spent`` is entered for the time of each part: "placing" among copies and stories, "rows", "joining" of incidents.
    Raises ValueError where an article that is not in the store comes unprepared.
    """
    written, touched = _write_rows(connection, batch, stories, moment, spent)
    with spent("joining"):
        return replace(written, incidents=acts.rejoin(connection, touched))


def write_rows(connection: Connection, batch: Batch, stories: likeness.Stories, moment: Moment) -> Written:
    """Write a batch without joining incidents: for measuring alone."""
    return _write_rows(connection, batch, stories, moment, lambda _: nullcontext())[0]


def _write_rows(
    connection: Connection, batch: Batch, stories: likeness.Stories, moment: Moment, spent: Spent
) -> tuple[Written, list[int]]:
    """What was written, and the events of which something is new."""
    with spent("rows"):
        numbered = _numbered(connection, batch.arrivals)
        fresh = [each for each in numbered if each.new]
        clashes = _clashes(connection, fresh)
    if clashes:
        return Written(clashes=clashes), []
    with spent("placing"):
        placed = likeness.place(connection, [_candidate(each) for each in fresh], stories)
    with spent("rows"):
        _insert_articles(connection, fresh, placed, moment)
        told = _insert_codings(connection, [(each.n, each.prepared.read) for each in fresh])
        moved = _move(connection, placed)
        _insert_sightings(connection, numbered, moment)
        write_problems(connection, batch.problems, moment)
        _keep_feeds(connection, batch.feeds)
    copies = sum(one.copy_of is not None for one in placed)
    return Written(len(fresh), copies, len(numbered) - len(fresh), len(told)), sorted({*told, *moved})


# --- which are new ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class There:
    """Which of some articles the store has: numbers by key and, of whatever outlet, by text; which ids are taken."""

    by_key: dict[str, int]
    by_text: dict[str, int]
    ids: frozenset[str] = frozenset()

    def __contains__(self, article: Article) -> bool:
        """Whether the store has it."""
        return self.number(article) is not None

    def number(self, article: Article) -> int | None:
        """The article's number. A text without an outlet is the one that is there, whatever outlet that names."""
        found = self.by_key.get(key_of(article))
        return self.by_text.get(article.sha256) if found is None and not article.outlet else found


def there(connection: Connection, asked: Sequence[Article]) -> There:
    """Which of these articles are in the store, and which of their ids."""
    by_key: dict[str, int] = {}
    by_text: dict[str, int] = {}
    for some in slices(sorted({article.sha256 for article in asked})):
        columns = select(articles.c.n, articles.c.key, articles.c.sha256).where(articles.c.sha256.in_(some))
        for row in connection.execute(columns.order_by(articles.c.n)):
            by_key[row.key] = row.n
            by_text.setdefault(row.sha256, row.n)
    return There(by_key, by_text, frozenset(taken_ids(connection, (article.id for article in asked))))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An arrival with its article's number; whether the article is new."""

    n: int
    arrival: Arrival
    new: bool

    @property
    def prepared(self) -> Prepared:
        if self.arrival.prepared is None:
            raise ValueError(f"the article '{self.arrival.article.id}' is not in the store and was not prepared")
        return self.arrival.prepared


def _numbered(connection: Connection, arrivals: Sequence[Arrival]) -> list[_Numbered]:
    """The arrivals with the numbers that their articles have or get; the first of several that are one is new."""
    known = there(connection, [arrival.article for arrival in arrivals])
    following = next_number(connection, articles)
    found = []
    for arrival in arrivals:
        number = known.number(arrival.article)
        found.append(_Numbered(following if number is None else number, arrival, new=number is None))
        if number is None:
            known.by_key[key_of(arrival.article)] = following
            known.by_text.setdefault(arrival.article.sha256, following)
            following += 1
    return found


def next_number(connection: Connection, table: Table) -> int:
    """The number of the next row."""
    last: int = connection.execute(select(func.coalesce(func.max(table.c.n), 0))).scalar_one()
    return last + 1


def taken_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these ids an article in the store has."""
    found: set[str] = set()
    for some in slices(sorted(set(ids))):
        found.update(connection.execute(select(articles.c.id).where(articles.c.id.in_(some))).scalars())
    return found


def _clashes(connection: Connection, fresh: Sequence[_Numbered]) -> tuple[Article, ...]:
    """The new articles whose id another has, in the store or before them in the batch."""
    taken = taken_ids(connection, (each.arrival.article.id for each in fresh))
    found = []
    for each in fresh:
        if each.arrival.article.id in taken:
            found.append(each.arrival.article)
        taken.add(each.arrival.article.id)
    return tuple(found)


# --- articles ---------------------------------------------------------------------------------------


def _candidate(each: _Numbered) -> likeness.Candidate:
    made = each.prepared
    return likeness.Candidate(each.n, made.article.id, made.article.published, made.signature, made.bands, made.vector)


def _insert_articles(
    connection: Connection, fresh: Sequence[_Numbered], placed: Sequence[likeness.Place], moment: Moment
) -> None:
    places_of = list(zip(fresh, placed, strict=True))
    bulk.put(
        connection, _ARTICLES, [(each.n, place.story, None, moment.at, *each.prepared.row) for each, place in places_of]
    )
    bulk.insert(
        connection,
        signatures,
        [
            {
                "article": each.n,
                "day": place.day,
                "copies": each.prepared.signature.to_bytes(),
                "vector": place.vector.to_bytes(),
            }
            for each, place in places_of
        ],
    )
    bulk.put(connection, _BANDS, [(band, each.n) for each in fresh for band in each.prepared.bands])
    search.put(connection, [(each.n, each.prepared.words) for each in fresh])


def _move(connection: Connection, placed: Sequence[likeness.Place]) -> list[int]:
    """Say of each copy what it copies; returns the events of articles of which another thing is true now."""
    likeness.mark(connection, placed)
    followers = sorted({follower for place in placed for follower in place.now_copies})
    found: list[int] = []
    for some in slices(followers):
        found += connection.execute(select(events.c.n).where(events.c.article.in_(some))).scalars()
    return found


def _insert_sightings(connection: Connection, numbered: Sequence[_Numbered], moment: Moment) -> None:
    """Where each article was met; the same source once."""
    rows = {
        (each.n, hashed("source", each.arrival.source)): each.arrival for each in reversed(numbered)
    }  # of several in one source the first
    there: set[tuple[int, str]] = set()
    for some in slices(sorted({n for n, _ in rows})):
        columns = select(sightings.c.article, sightings.c.key).where(sightings.c.article.in_(some))
        there.update((row.article, row.key) for row in connection.execute(columns))
    bulk.insert(
        connection,
        sightings,
        [
            {
                "article": n,
                "key": key,
                "source": arrival.source,
                "given_id": arrival.article.id,
                "outlet": arrival.article.outlet,
                "url": arrival.article.url,
                "first_seen": moment.at,
                "run": moment.run,
            }
            for (n, key), arrival in sorted(rows.items(), key=lambda item: item[0])
            if (n, key) not in there
        ],
    )


# --- codings ----------------------------------------------------------------------------------------


def _insert_codings(connection: Connection, made: Sequence[tuple[int, Read]]) -> list[int]:
    """Keep what was read in these articles; returns the numbers of the new events."""
    own = _with_own_events(connection, made)
    numbers = coder_numbers(connection, [read.coder for _, read in own])
    first = next_number(connection, events)
    bulk.insert(connection, codings, [{"article": n, "coder": numbers[r.coder], "record": r.record} for n, r in own])
    bulk.put(connection, _STATEMENTS, [(n, *values) for n, r in own for values in r.statements])
    told = [(n, values) for n, r in own for values in r.events]
    bulk.put(connection, _EVENTS, [(event, n, *values) for event, (n, values) in enumerate(told, first)])
    for form, several in (
        (_PARTIES, (of_event for _, r in own for of_event in r.parties)),
        (_PLACES, (of_event for _, r in own for of_event in r.places)),
        (_TIES, (of_event for _, r in own for of_event in r.ties)),
    ):
        bulk.put(connection, form, [(n, *values) for n, of_event in enumerate(several, first) for values in of_event])
    return list(range(first, first + len(told)))


def take_out_codings(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Remove what was read in these articles.

    Returns the numbers of other articles' events that reported the same acts: what they report is to be joined again.
    """
    gone: list[int] = []
    for some in slices(numbers):
        gone += connection.execute(select(events.c.n).where(events.c.article.in_(some))).scalars()
    left = acts.take_out(connection, gone)
    for some in slices(numbers):
        for table in (codings, statements, events):
            connection.execute(delete(table).where(table.c.article.in_(some)))
    return left


def put_in_codings(connection: Connection, made: Sequence[tuple[int, Read]]) -> list[int]:
    """Keep what was read in articles that have nothing; returns the numbers of the new events."""
    return _insert_codings(connection, made)


def coder_numbers(connection: Connection, given: Iterable[Coder]) -> dict[Coder, int]:
    """The numbers of these coders; those that are new get the next ones."""
    there = {Coder(row.version, row.codebook, row.parser): row.n for row in connection.execute(select(coders))}
    new = [coder for coder in dict.fromkeys(given) if coder not in there]
    following = len(there) + 1
    numbers = {coder: n for n, coder in enumerate(new, following)}
    bulk.insert(
        connection,
        coders,
        [{"n": n, "version": c.version, "codebook": c.codebook, "parser": c.parser} for c, n in numbers.items()],
    )
    return there | numbers


def _with_own_events(connection: Connection, made: Sequence[tuple[int, Read]]) -> list[tuple[int, Read]]:
    """The same with every event's id used once: twelve digits of a hash meet by chance in a large archive."""
    ids = [values[_EVENT_ID] for _, read in made for values in read.events]
    taken: set[str] = set()
    for some in slices(ids):
        taken.update(connection.execute(select(events.c.id).where(events.c.id.in_(some))).scalars())
    found = []
    for n, read in made:
        own = [values[_EVENT_ID] for values in read.events]
        free = len(set(own)) == len(own) and taken.isdisjoint(own)
        kept = read if free else _renamed(read, taken)
        taken.update(values[_EVENT_ID] for values in kept.events)
        found.append((n, kept))
    return found


def _renamed(read: Read, taken: set[str]) -> Read:
    """The same with new ids for events whose id is taken: made of the article's and the old one, so always the same."""
    coding = coding_of(
        read.article,
        read.coder,
        read.record,
        [values[_STATEMENTS.at("record")] for values in read.statements],
        [values[_EVENTS.at("record")] for values in read.events],
    )
    new: dict[str, str] = {}
    used = set(taken)
    told = []
    for event in coding.events:
        ident, turn = event.id, 0
        while ident in used:
            turn += 1
            ident = record_id("e", read.article.id, event.id, turn)
        used.add(ident)
        new.setdefault(event.id, ident)
        told.append(replace(event, id=ident))
    linked = tuple(replace(r, event=new.get(r.event, r.event), to=new.get(r.to, r.to)) for r in coding.reactions)
    words = [plain(values[_EVENTS.at("words")]).split() for values in read.events]
    rows = rows_of(replace(coding, events=tuple(told), reactions=linked), words)
    return replace(Read.of(read.article, read.coder, rows, ()), ties=read.ties)


# --- beside them ------------------------------------------------------------------------------------


def write_problems(connection: Connection, met: Sequence[Problem], moment: Moment) -> None:
    """Keep what was wrong with articles and files; the same trouble met again is one."""
    rows = {hashed("problem", p.article, p.kind, p.message): p for p in reversed(met)}
    there: set[str] = set()
    for some in slices(sorted(rows)):
        there.update(connection.execute(select(problems.c.key).where(problems.c.key.in_(some))).scalars())
    new = [(key, p) for key, p in reversed(rows.items()) if key not in there]
    bulk.insert(
        connection,
        problems,
        [
            {
                "n": n,
                "key": key,
                "article": p.article,
                "kind": p.kind,
                "message": p.message,
                "met": moment.at,
                "run": moment.run,
            }
            for n, (key, p) in enumerate(new, next_number(connection, problems))
        ],
    )


def _keep_feeds(connection: Connection, states: Sequence[tuple[str, str]]) -> None:
    for url, state in states:
        connection.execute(delete(feeds).where(feeds.c.url == url))
        connection.execute(feeds.insert(), [{"url": url, "state": state}])
