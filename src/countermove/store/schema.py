"""The tables of the store, the same for SQLite and PostgreSQL.

Every record has a number ``n``, given in the order of writing and under the lock that writers share, so that a store
filled in pieces is the same as one filled at a stretch. What the record format says is kept as its JSON in ``record``;
the other columns are there to be searched, and may be shortened. Columns and tables marked as ``clock`` say when it was
worked, not what is kept: two stores are equal that differ in these alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from countermove.store.verbatim import Verbatim

#: The version of the schema that this code works with: the newest of ``migrations/versions``.
HEAD = "0001"

_CLOCK = {"clock": True}

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _number(name: str = "n") -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _of(table: str, name: str, *, key: bool = False, column: str = "n", **given: Any) -> Column[int]:
    """A reference to a row of another table, which goes with it."""
    return Column(
        name, Integer, ForeignKey(f"{table}.{column}", ondelete="CASCADE"), primary_key=key,
        **({"autoincrement": False} if key else {"nullable": False}) | given,
    )  # fmt: skip


# --- what was read ----------------------------------------------------------------------------------

#: One run of ``add``, ``watch`` or ``recode``.
runs = Table(
    "runs",
    metadata,
    _number(),
    Column("command", Text, nullable=False),
    Column("sources", Verbatim, nullable=False),  # JSON list
    Column("began", String(32), nullable=False),
    Column("ended", String(32)),  # None: it is going on, or was cut off
    Column("summary", Text),  # JSON object of counts
    info=_CLOCK,
)

#: An article as an outlet published it. ``key`` is a hash of text and outlet: what makes it one.
articles = Table(
    "articles",
    metadata,
    _number(),
    Column("id", Verbatim, nullable=False, unique=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("title", Verbatim),
    Column("outlet", Verbatim),
    Column("outlet_folded", Verbatim, index=True),
    Column("url", Verbatim),
    Column("published", Verbatim),
    Column("day", String(10), nullable=False),  # of publication, "" where unknown
    Column("language", Verbatim),
    Column("text", Verbatim, nullable=False),
    Column("story", Text, index=True),  # id of its story
    Column("copy_of", Integer, ForeignKey("articles.n"), index=True),  # the article that it is a near copy of
    Column("added", String(32), nullable=False, info=_CLOCK),
    Index("ix_articles_day", "day", "n"),
)

#: Each source in which an article was met: the first it came from and every other.
sightings = Table(
    "sightings",
    metadata,
    _of("articles", "article", key=True),
    Column("key", String(32), primary_key=True),  # hash of the source
    Column("source", Verbatim, nullable=False),
    Column("given_id", Verbatim, nullable=False),  # the id it had there
    Column("outlet", Verbatim),
    Column("url", Verbatim),
    Column("first_seen", String(32), nullable=False, info=_CLOCK),
    Column("run", Integer, info=_CLOCK),
)

#: What near copies and stories are found by, made of the text alone.
signatures = Table(
    "signatures",
    metadata,
    _of("articles", "article", key=True),
    Column("day", Integer, nullable=False, index=True),  # ordinal of the day of publication, 0 where unknown
    Column("copies", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

#: Keys of which two near copies share at least one, so that an archive's copies are found without reading it through.
bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    _of("articles", "article", key=True),
    sqlite_with_rowid=False,
)

#: What could not be read, or was read with a doubt.
problems = Table(
    "problems",
    metadata,
    _number(),
    Column("key", String(32), nullable=False, unique=True),  # the same trouble met again is one
    Column("article", Verbatim),  # id of the article, or the name of the file
    Column("kind", Text, nullable=False, index=True),
    Column("message", Verbatim, nullable=False),
    Column("met", String(32), nullable=False, info=_CLOCK),
    Column("run", Integer, info=_CLOCK),
)

#: What is remembered of feeds on the web from poll to poll.
feeds = Table(
    "feeds",
    metadata,
    Column("url", Verbatim, primary_key=True),
    Column("state", Verbatim, nullable=False, info=_CLOCK),  # JSON of a FeedState
)

# --- what was read in it ----------------------------------------------------------------------------

coders = Table(
    "coders",
    metadata,
    _number(),
    Column("version", Text, nullable=False),
    Column("codebook", Text, nullable=False),
    Column("parser", Text, nullable=False),
)

#: The record of an article without the article, its statements and its events.
codings = Table(
    "codings",
    metadata,
    _of("articles", "article", key=True),
    _of("coders", "coder", index=True),
    Column("record", Text, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    _of("articles", "article", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("speaker", Verbatim, index=True),  # entity
    Column("speaker_name", Verbatim),
    Column("stance", Text, nullable=False),
    Column("record", Text, nullable=False),
)

#: ``day`` is the day that an event is sorted and searched by: the first of its date, else that of publication, else "".
events = Table(
    "events",
    metadata,
    _number(),
    Column("id", Text, nullable=False, unique=True),
    _of("articles", "article"),
    Column("position", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("quad", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("status", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("claimed_by", Verbatim),
    Column("statement", Text),
    Column("confidence", Double, nullable=False),
    Column("rule", Text, nullable=False),
    Column("outlet", Verbatim),  # without regard to case, as in its article
    Column("sentence", Verbatim, nullable=False),  # its words
    Column("words", Verbatim, nullable=False),  # those by which reports are compared
    Column("record", Text, nullable=False),
    Index("ix_events_day", "day", "n"),
    Index("ix_events_type", "type", "day", "n"),
    Index("ix_events_status", "status", "day", "n"),
    Index("ix_events_outlet", "outlet", "day", "n"),
    Index("ix_events_claimed_by", "claimed_by", "day", "n"),
    Index("ix_events_article", "article", "position"),
)

#: Who acts in an event, and to whom. ``first``: the first of its entity on its side.
parties = Table(
    "parties",
    metadata,
    _of("events", "event", key=True),
    Column("part", String(9), primary_key=True),  # "actor" or "recipient"
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("entity", Verbatim),
    Column("code", Text),
    Column("sector", Text),
    Column("name", Verbatim, nullable=False),
    Column("folded", Verbatim, nullable=False),  # name without regard to case
    Column("person", Verbatim),
    Column("day", String(10), nullable=False),
    Column("first", Boolean, nullable=False),
    Index("ix_parties_entity", "part", "entity", "day", "event"),
    Index("ix_parties_folded", "part", "folded", "day", "event"),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    _of("events", "event", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Verbatim, nullable=False),
    Column("folded", Verbatim, nullable=False),
    Column("country", Text),
    Column("geonameid", Integer),
    Column("lat", Double),
    Column("lon", Double),
    Column("precision", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Index("ix_places_country", "country", "day", "event"),
    Index("ix_places_folded", "folded", "day", "event"),
    sqlite_with_rowid=False,
)

#: By what reports of the same act are looked up: stretches of days in which an entity has a part in such an event.
ties = Table(
    "ties",
    metadata,
    Column("entity", Verbatim, primary_key=True),
    Column("stretch", Integer, primary_key=True, autoincrement=False),
    Column("type", Text, primary_key=True),
    _of("events", "event", key=True, index=True),
    sqlite_with_rowid=False,
)

# --- the acts behind it -----------------------------------------------------------------------------

#: ``record`` is the incident without its reports.
incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("quad", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("status", Text, nullable=False),
    Column("credence", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("reports", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_incidents_day", "day", "id"),
    Index("ix_incidents_type", "type", "day", "id"),
    Index("ix_incidents_credence", "credence", "day", "id"),
)

#: Who acts in an incident, and to whom.
sides = Table(
    "sides",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("part", String(9), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("entity", Verbatim),
    Column("name", Verbatim, nullable=False),
    Column("folded", Verbatim, nullable=False),
    Column("person", Verbatim),
    Column("day", String(10), nullable=False),
    Index("ix_sides_entity", "part", "entity", "day", "incident"),
    Index("ix_sides_folded", "part", "folded", "day", "incident"),
    sqlite_with_rowid=False,
)

#: Which events report an incident, in order of publication.
reports = Table(
    "reports",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _of("events", "event", unique=True),
    sqlite_with_rowid=False,
)

# --- what people say of it --------------------------------------------------------------------------

#: Rows are added and withdrawn, never taken out. ``judged`` is the event as it was when judged: it may be coded anew.
judgements = Table(
    "judgements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("record", Text, nullable=False, index=True),  # id of the event: no reference, the event may be gone
    Column("other", Text, index=True),
    Column("by", Verbatim, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Verbatim),
    Column("correction", Verbatim),
    Column("withdrawn", String(32)),
    Column("judged", Verbatim, nullable=False),
)

#: Codings made anew that wait until all are, then to be put in place at once.
recodings = Table(
    "recodings",
    metadata,
    _of("articles", "article", key=True),
    _of("coders", "coder"),
    Column("record", Text, nullable=False),  # the whole record, but for the article
)

#: Full text on PostgreSQL; on SQLite it is an FTS5 table of this name over ``articles`` (see the first migration).
search = Table(
    "search",
    metadata,
    _of("articles", "article", key=True),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_search_words", "words", postgresql_using="gin"),
    info={"only": "postgresql"},
)
