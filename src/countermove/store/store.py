"""The store: one object over all that is kept. Every method is one transaction and may be called from any process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import func, select

from countermove.errors import InputError
from countermove.records import Article, Coder, Coding, Incident, Judgement, Verdict
from countermove.store import (
    acts,
    engine,
    judging,
    likeness,
    migrate,
    reading,
    recoding,
    runs,
    schema,
    soundness,
    writing,
)
from countermove.store.differences import Change, changes
from countermove.store.dump import digest_of, dump_of
from countermove.store.filters import Filter
from countermove.store.reading import ActorCount, StoredArticle, StoredEvent, StoredProblem, StoryCount
from countermove.store.writing import Arrival, Batch, There, Written, prepare

if TYPE_CHECKING:
    import polars as pl

    from countermove.tables import Level

_ALL = Filter()


class Store:
    """Articles, what was read in them, the acts behind it and what people judge of it, in SQLite or PostgreSQL.

    ``Store("reports.db")``, ``Store("sqlite:///reports.db")`` or ``Store("postgresql://user@host/database")``; a store
    that is not there is made (unless ``create`` is off), an older one is brought up to date. Use it in a ``with``
    statement, or ``close`` it.

    Raises InputError, with one line that says what to do, wherever the database cannot be opened, read or written.
    """

    def __init__(self, url: str | Path, *, create: bool = True) -> None:
        self.url = engine.address(url)
        engine.see_to_folder(self.url, create=create)
        self._engine = engine.connect(self.url)
        self._stories = likeness.Stories()
        migrate.open_store(self._engine, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self.address!r})"

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        return engine.shown(self.url)

    @property
    def version(self) -> str:
        """The version of its schema."""
        return schema.HEAD

    def close(self) -> None:
        """Let go of the database. The store may be used again after it."""
        self._engine.dispose()

    # --- writing ----------------------------------------------------------------------------------------

    def add(self, codings: Sequence[Coding], source: str = "") -> Written:
        """Keep codings, in one transaction: articles that are there already are not written again.

        ``source`` says where they come from. Raises InputError where an article's id is that of another article.
        """
        batch = Batch(tuple(Arrival(coding.article, source, prepare(coding)) for coding in codings))
        written = self.write(batch)
        if written.clashes:
            ident = written.clashes[0].id
            raise InputError(f"the id '{ident}' is that of another article in the store: give this one another id")
        return written

    def write(self, batch: Batch, run: int | None = None) -> Written:
        """Keep a batch in one transaction: all of it, or, where an error ends it, nothing."""
        try:
            with engine.writing(self._engine) as connection:
                return writing.write(connection, batch, self._stories, writing.Moment(_now(), run))
        except BaseException:
            self._stories.forget()
            raise

    def there(self, articles: Sequence[Article]) -> There:
        """Which of these articles the store has (``article in there``), and which of their ids an article has."""
        with engine.reading(self._engine) as connection:
            return writing.there(connection, articles)

    def begin_run(self, command: str, sources: Sequence[str]) -> int:
        """Note that a run begins; returns its number."""
        with engine.writing(self._engine) as connection:
            return runs.begin(connection, command, sources, _now())

    def end_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Note that a run has ended, and what it came to."""
        with engine.writing(self._engine) as connection:
            runs.end(connection, run, summary, _now())

    def feed_state(self, url: str) -> str | None:
        """What is remembered of a feed on the web, as it was written; None where it was never polled."""
        with engine.reading(self._engine) as connection:
            state: str | None = connection.execute(
                select(schema.feeds.c.state).where(schema.feeds.c.url == url)
            ).scalar()
            return state

    # --- reading ----------------------------------------------------------------------------------------

    def articles(self, asked: Filter = _ALL, /, **wanted: Any) -> Iterator[StoredArticle]:
        """The articles in the order in which they came. What is wanted is given as a ``Filter`` or as its fields."""
        with engine.reading(self._engine) as connection:
            yield from reading.articles_of(connection, _filter(asked, wanted))

    def codings(self, asked: Filter = _ALL, /, **wanted: Any) -> Iterator[Coding]:
        """The codings in the order in which their articles came, each exactly as it was written."""
        with engine.reading(self._engine) as connection:
            yield from reading.codings_of(connection, _filter(asked, wanted))

    def events(self, asked: Filter = _ALL, /, **wanted: Any) -> Iterator[StoredEvent]:
        """The events by day, then in the order in which they came: ``store.events(actor="RUS", since="2031-03")``."""
        with engine.reading(self._engine) as connection:
            yield from reading.events_of(connection, _filter(asked, wanted))

    def event(self, ident: str) -> StoredEvent:
        """The event with this id. Raises InputError where there is none."""
        with engine.reading(self._engine) as connection:
            return reading.event(connection, ident)

    def incidents(self, asked: Filter = _ALL, /, **wanted: Any) -> Iterator[Incident]:
        """The acts behind the events, by day, then by id, each with all its reports.

        Actor, recipient, type, mode, status, quad, credence and days are the incident's own; what else is asked for
        must be met by one of its reports.
        """
        with engine.reading(self._engine) as connection:
            yield from reading.incidents_of(connection, _filter(asked, wanted))

    def incident(self, ident: str) -> Incident:
        """The incident with this id. Raises InputError where there is none."""
        with engine.reading(self._engine) as connection:
            return reading.incident(connection, ident)

    def actors(self, asked: Filter = _ALL, /, **wanted: Any) -> list[ActorCount]:
        """The entities with a part in the events asked for, the most frequent first."""
        with engine.reading(self._engine) as connection:
            return reading.actors_of(connection, _filter(asked, wanted))

    def stories(self, asked: Filter = _ALL, /, **wanted: Any) -> list[StoryCount]:
        """The stories of the articles asked for, the one with most articles first."""
        with engine.reading(self._engine) as connection:
            return reading.stories_of(connection, _filter(asked, wanted))

    def problems(self) -> Iterator[StoredProblem]:
        """What could not be read, or was read with a doubt, in the order in which it was met."""
        with engine.reading(self._engine) as connection:
            yield from reading.problems_of(connection)

    def dyads(self, level: Level | str = "incident", asked: Filter = _ALL, /, **wanted: Any) -> pl.DataFrame:
        """A table in ``tables.SCHEMA``: a row for each directed pair of each event, or of each incident."""
        from countermove.store.frames import dyads  # noqa: PLC0415 - polars takes a while to import
        from countermove.tables import Level  # noqa: PLC0415 - as above

        with engine.reading(self._engine) as connection:
            return dyads(connection, Level(level), _filter(asked, wanted))

    def counts(self) -> dict[str, int]:
        """How many rows each table has that keeps records."""
        with engine.reading(self._engine) as connection:
            return {
                name: connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one()
                for name in _COUNTED
            }

    def check(self) -> Iterator[str]:
        """Read everything and give a line for each thing that does not fit together; none where all is well."""
        with engine.reading(self._engine) as connection:
            yield from soundness.faults(connection)

    def dump(self) -> Iterator[str]:
        """Every row of every table as a line, but for what says when it was worked: equal for equal stores."""
        with engine.reading(self._engine) as connection:
            yield from dump_of(connection)

    def digest(self) -> str:
        """A hash of ``dump``."""
        with engine.reading(self._engine) as connection:
            return digest_of(connection)

    # --- coding anew --------------------------------------------------------------------------------------

    def outdated(self, coder: Coder) -> list[int]:
        """The numbers of the articles that another coder coded and that were not coded anew by this one yet."""
        with engine.reading(self._engine) as connection:
            return recoding.outdated(connection, coder)

    def articles_by_number(self, numbers: Sequence[int]) -> list[Article]:
        """The articles with these numbers, in the order of numbers."""
        with engine.reading(self._engine) as connection:
            return recoding.given(connection, numbers)

    def codings_by_number(self, numbers: Sequence[int]) -> list[Coding]:
        """The codings of the articles with these numbers, in the order of numbers."""
        with engine.reading(self._engine) as connection:
            return list(reading.codings_by_number(connection, numbers))

    def lay_by(self, made: Sequence[tuple[int, Coding]], coder: Coder) -> None:
        """Keep codings made anew (with their articles' numbers) beside the old ones, until ``put_in_place``."""
        with engine.writing(self._engine) as connection:
            recoding.lay_by(connection, made, recoding.begin(connection, coder))

    def changes(self) -> Iterator[Change]:
        """What would change by putting in place what was laid by, article by article."""
        with engine.reading(self._engine) as connection:
            for _, old, new in recoding.pairs(connection):
                yield from changes(old, new)

    def put_in_place(self, coder: Coder) -> int:
        """Replace codings by those laid by, all in one transaction; returns how many articles are read otherwise.

        Judgements stay and speak of the events with the same ids; ``judgements`` says which are orphaned.
        """
        with engine.writing(self._engine) as connection:
            return recoding.put_in_place(connection, coder)

    # --- judging ----------------------------------------------------------------------------------------

    def judge(
        self,
        event: str,
        verdict: Verdict | str,
        other: str | None = None,
        *,
        by: str,
        note: str | None = None,
        correction: str | None = None,
    ) -> Judgement:
        """Keep what a person decides of an event, or of two ("same", "apart"), and join again what it speaks of.

        Raises InputError where there is no such event, or where one is judged for which two are needed or two for one.
        """
        judgement = judging.made(Verdict(verdict), event, other, by, _now(), note, correction)
        with engine.writing(self._engine) as connection:
            numbers = judging.add(connection, judgement)
            acts.rejoin(connection, [*numbers, *acts.partners(connection, numbers)])
        return judgement

    def withdraw(self, judgement: str) -> None:
        """Withdraw a judgement: its row stays, and what it spoke of is joined again without it.

        Raises InputError where there is no such judgement or it was withdrawn before.
        """
        with engine.writing(self._engine) as connection:
            numbers = judging.withdraw(connection, judgement, _now())
            acts.rejoin(connection, [*numbers, *acts.partners(connection, numbers)])

    def judgements(self, event: str | None = None) -> list[judging.KeptJudgement]:
        """All judgements, or those that speak of an event; also withdrawn ones and those whose event is gone."""
        with engine.reading(self._engine) as connection:
            return judging.every(connection, event)


#: Tables whose rows a user would count.
_COUNTED = (
    "articles", "sightings", "codings", "statements", "events", "incidents", "judgements", "problems", "feeds", "runs",
)  # fmt: skip


def _filter(asked: Filter, wanted: Mapping[str, Any]) -> Filter:
    return Filter(**wanted) if wanted else asked


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
