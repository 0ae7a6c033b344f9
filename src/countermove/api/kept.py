"""``Store``: an archive of reports from Python. What it gives are rows: records, and a polars frame of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from countermove import store as keeping
from countermove.api import frames
from countermove.api.reading import Readings
from countermove.api.rows import Rows
from countermove.records import Coding, Incident, Judgement
from countermove.store import ActorCount, StoredArticle, StoredEvent, StoryCount, Written

if TYPE_CHECKING:
    import polars as pl


class Store:
    """Articles, what was read in them, and the acts behind it: ``cm.Store("reports.db")``, ``cm.Store("postgresql://...")``.

    A store that is not there is made. What is wanted is asked with the fields of ``countermove.store.Filter``:
    ``store.events(actor="RUS", recipient="NATO", type=("ACCUSE", "THREATEN"), since="2031-03", limit=100)``.

    Raises InputError, with one line that says what to do, wherever the database cannot be opened, read or written.
    """

    def __init__(self, url: str | Path) -> None:
        self._store = keeping.Store(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __repr__(self) -> str:
        return repr(self._store)

    def _repr_html_(self) -> str:
        counts = "".join(f"<tr><th>{name}</th><td>{count:,}</td></tr>" for name, count in self._store.counts().items())
        return f"<table><caption>{self!r}</caption>{counts}</table>"

    @property
    def store(self) -> keeping.Store:
        """The store itself (``countermove.store.Store``), for what rows do not give."""
        return self._store

    # --- what is in it ----------------------------------------------------------------------------------

    def events(self, **wanted: Any) -> Rows[StoredEvent]:
        """Events by day, each with what is known of its article."""
        return Rows(self._store.events(**wanted), frames.stored_events_frame)

    def incidents(self, **wanted: Any) -> Rows[Incident]:
        """The acts behind the events, each once with all its reports."""
        return Rows(self._store.incidents(**wanted), frames.incidents_frame)

    def actors(self, **wanted: Any) -> Rows[ActorCount]:
        """Who has a part in the events, the most frequent first."""
        return Rows(self._store.actors(**wanted), frames.plain_frame(ActorCount))

    def stories(self, **wanted: Any) -> Rows[StoryCount]:
        """Stories of the articles, the largest first."""
        return Rows(self._store.stories(**wanted), frames.plain_frame(StoryCount))

    def articles(self, **wanted: Any) -> Rows[StoredArticle]:
        """Articles in the order in which they came."""
        return Rows(self._store.articles(**wanted), frames.articles_frame)

    def readings(self, **wanted: Any) -> Readings:
        """The codings of articles, exactly as they were written."""
        return Readings(tuple(self._store.codings(**wanted)))

    def dyads(self, level: str = "incident", **wanted: Any) -> pl.DataFrame:
        """A row for each directed pair of each act (``tables.SCHEMA``): what series and models work on."""
        return self._store.dyads(level, **wanted)

    # --- what goes in -----------------------------------------------------------------------------------

    def add(self, readings: Iterable[Coding] | Sequence[Coding], source: str = "python") -> Written:
        """Keep what ``cm.read`` gave; an article that is there already is not kept twice."""
        return self._store.add(list(readings), source)

    def judge(
        self, event: str, verdict: str, other: str | None = None, *, by: str, note: str | None = None
    ) -> Judgement:
        """Keep what a person decides: "right", "wrong", or of two events "same", "apart"."""
        return self._store.judge(event, verdict, other, by=by, note=note)

    def withdraw(self, judgement: str) -> None:
        """Withdraw a judgement; its row stays."""
        self._store.withdraw(judgement)
