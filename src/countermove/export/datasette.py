"""A SQLite file laid out to be browsed with Datasette, and the metadata that goes beside it.

Tables: ``acts`` (one row an act, with the sentence that tells it), ``pairs`` (its directed pairs), ``reports`` (the
articles that tell it), ``articles``, ``entities``, and what codes mean: ``types``, ``quads``, ``sectors``. The view
``moves`` puts them together. Sentences and titles can be searched (FTS5). Texts of articles are not in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from countermove.export.acts import Act
from countermove.ontology import plover
from countermove.records import Identity
from countermove.tables.build import day_of, first_day, score_table
from countermove.tables.entities import title

_LAYOUT = """
CREATE TABLE quads (quad INTEGER PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE sectors (sector TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE types (type TEXT PRIMARY KEY, quad INTEGER REFERENCES quads(quad), score REAL);
CREATE TABLE entities (entity TEXT PRIMARY KEY, name TEXT NOT NULL, code TEXT);
CREATE TABLE articles (
  article TEXT PRIMARY KEY, title TEXT, outlet TEXT, published TEXT, url TEXT, language TEXT
);
CREATE TABLE acts (
  act TEXT PRIMARY KEY, level TEXT NOT NULL, date TEXT, precision TEXT NOT NULL, published TEXT,
  type TEXT NOT NULL REFERENCES types(type), mode TEXT, quad INTEGER REFERENCES quads(quad), status TEXT NOT NULL,
  score REAL, score_table TEXT, cameo TEXT, goldstein REAL, goldstein_table TEXT, contexts TEXT NOT NULL,
  place TEXT, country TEXT, latitude REAL, longitude REAL, geonameid INTEGER,
  sentence TEXT NOT NULL, words TEXT NOT NULL, claimed_by TEXT, denied_by TEXT NOT NULL, credence TEXT,
  confidence REAL, rule TEXT, reports INTEGER NOT NULL, outlets INTEGER NOT NULL,
  article TEXT NOT NULL REFERENCES articles(article)
);
CREATE TABLE pairs (
  act TEXT NOT NULL REFERENCES acts(act), pair INTEGER NOT NULL,
  actor TEXT REFERENCES entities(entity), actor_name TEXT, actor_sector TEXT REFERENCES sectors(sector),
  recipient TEXT REFERENCES entities(entity), recipient_name TEXT, recipient_sector TEXT REFERENCES sectors(sector),
  PRIMARY KEY (act, pair)
) WITHOUT ROWID;
CREATE TABLE reports (
  act TEXT NOT NULL REFERENCES acts(act), event TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles(article),
  outlet TEXT, published TEXT, copy_of TEXT, PRIMARY KEY (act, event)
) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE VIEW moves AS
  SELECT acts.date, acts.precision, pairs.actor, pairs.actor_name, acts.type, acts.mode, pairs.recipient,
    pairs.recipient_name, acts.status, acts.place, acts.sentence, acts.claimed_by, acts.denied_by, acts.reports,
    articles.outlet, articles.url, acts.act
  FROM pairs JOIN acts USING (act) JOIN articles USING (article);
"""

#: Made when all rows are in: faster, and the search index is then in one piece.
_INDEXES = """
CREATE INDEX acts_date ON acts(date);
CREATE INDEX acts_type ON acts(type, date);
CREATE INDEX acts_article ON acts(article);
CREATE INDEX pairs_actor ON pairs(actor, recipient);
CREATE INDEX pairs_recipient ON pairs(recipient);
CREATE INDEX reports_article ON reports(article);
CREATE VIRTUAL TABLE acts_fts USING fts5(sentence, place, content="acts");
INSERT INTO acts_fts(acts_fts) VALUES ('rebuild');
CREATE VIRTUAL TABLE articles_fts USING fts5(title, outlet, content="articles");
INSERT INTO articles_fts(articles_fts) VALUES ('rebuild');
"""


def write(acts: Iterable[Act], path: Path, about: Mapping[str, str]) -> None:
    """Write all to a new file at ``path``. Raises sqlite3.Error where it cannot be written."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _LAYOUT)
        known = plover()
        _insert(base, "quads", known.quads.items())
        _insert(base, "sectors", known.sectors.items())
        _insert(base, "types", ((facts.name, facts.quad, facts.score) for facts in known.types.values()))
        _insert(base, "about", about.items())
        for act in acts:
            _insert_act(base, act)
        base.executescript(_INDEXES)
        base.commit()


def _insert(base: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows; one whose key is there already stands."""
    for row in rows:
        marks = ", ".join("?" * len(row))
        base.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)  # noqa: S608 - names of our own tables


#: Of the other reports of an incident only outlet and day are known until one of its acts comes.
_ARTICLE = "UPDATE articles SET title = ?, url = ?, language = ? WHERE article = ?"


def _insert_act(base: sqlite3.Connection, act: Act) -> None:
    event, article = act.event, act.article
    _insert(base, "articles", (_clean(r.event.article, None, r.outlet, r.published, None, None) for r in act.reports))
    base.execute(_ARTICLE, _clean(article.title, article.url, article.language, article.id))
    _insert(base, "types", [(event.type, event.quad, event.score)])
    _insert(base, "acts", [_act_row(act)])
    _insert(base, "pairs", _pair_rows(base, act))
    _insert(
        base, "reports",
        (_clean(event.id, r.event.id, r.event.article, r.outlet, r.published, r.copy_of) for r in act.reports),
    )  # fmt: skip


def _act_row(act: Act) -> tuple[Any, ...]:
    event, article, code = act.event, act.article, act.code
    day, published = first_day(event.date), day_of(article.published)
    place = event.place[0] if event.place else None
    where = (place.name, place.country, place.lat, place.lon, place.geonameid) if place else (None,) * 5
    return _clean(
        event.id, act.level.value, day and day.isoformat(), event.date.precision.value,
        published and published.isoformat(), event.type, event.mode, event.quad, event.status.value, event.score,
        score_table(event), code and code.code, code and code.goldstein, code and code.table,
        json.dumps(event.contexts), *where, _text(article.text, event.sentence.start, event.sentence.end),
        _text(article.text, event.trigger.start, event.trigger.end), event.claimed_by, json.dumps(event.denied_by),
        act.credence, event.confidence, event.reason.rule, len(act.reports), act.outlets, article.id,
    )  # fmt: skip


def _pair_rows(base: sqlite3.Connection, act: Act) -> Iterator[tuple[Any, ...]]:
    for number, pair in enumerate(act.pairs()):
        sides: list[str | None] = []
        for who in pair:
            if who is not None and who.entity is not None:
                _insert(base, "entities", [_clean(who.entity, title(who), who.code)])
            _insert(base, "sectors", [] if who is None or who.sector is None else [(who.sector, who.sector)])
            sides += _side(who)
        yield _clean(act.event.id, number, *sides)


def _side(who: Identity | None) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if who is None else (who.entity, who.name, who.sector)


def _text(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _clean(*row: Any) -> tuple[Any, ...]:
    """A row without halves of character pairs, which SQLite cannot hold."""
    return tuple(cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell for cell in row)


# --- metadata ---------------------------------------------------------------------------------------


def metadata(name: str, about: Mapping[str, str]) -> dict[str, Any]:
    """Datasette's metadata for a database of this name: titles, what columns mean, facets, units, notes on sources."""
    return {
        "title": "Acts in news reports",
        "description": "; ".join(f"{key}: {value}" for key, value in about.items()),
        "source": "Countermove",
        "license": "none given: sentences and titles are quoted from the articles and stay their publishers'",
        "databases": {name: {"tables": _TABLES, "queries": _QUERIES}},
    }


_DEGREES = {"latitude": "degree", "longitude": "degree"}
_TABLES: dict[str, Any] = {
    "acts": {
        "title": "Acts",
        "description": "One row for each act: who did it to whom is in pairs, who tells it in reports",
        "facets": ["type", "status", "quad", "country", {"array": "contexts"}],
        "sort_desc": "date",
        "label_column": "sentence",
        "units": _DEGREES,
        "columns": {
            "date": "Day of the act; a month or year begins on its first day (see precision); empty: nothing dates it",
            "status": "How the act stands in its report: only occurred, ongoing and attempted were done",
            "score": "Conflict (-10) to cooperation (+10), by the table in score_table",
            "goldstein": "Goldstein's score of the CAMEO code, by the table in goldstein_table",
            "claimed_by": "The entity on whose word alone the act stands",
            "denied_by": "Entities that deny it",
            "confidence": "How likely a careful annotator would code an act of this type here, 0 to 1",
            "reports": "How many articles tell it",
            "outlets": "How many of them are of independent outlets",
        },
    },
    "pairs": {
        "title": "Who to whom",
        "description": "The directed pairs of an act; a reciprocal act has one each way",
        "facets": ["actor", "recipient", "actor_sector"],
    },
    "reports": {"title": "Reports", "description": "Which articles tell an act", "facets": ["outlet"]},
    "articles": {
        "title": "Articles",
        "facets": ["outlet", "language"],
        "sort_desc": "published",
        "label_column": "title",
    },
    "entities": {"title": "Actors", "label_column": "name", "facets": ["code"]},
    "types": {"title": "PLOVER types", "label_column": "type"},
    "quads": {"title": "PLOVER classes", "label_column": "meaning"},
    "sectors": {"title": "PLOVER sectors", "label_column": "meaning"},
    "about": {"title": "How this file was made"},
}
_QUERIES = {
    "dyad": {
        "title": "What one actor did to another",
        "sql": (
            "select date, type, mode, status, sentence, outlet, url from moves "
            "where actor = :actor and recipient = :recipient order by date"
        ),
    },
    "contested": {
        "title": "What somebody says and somebody denies",
        "sql": (
            "select date, actor_name, type, recipient_name, claimed_by, denied_by, sentence, outlet from moves "
            "where denied_by <> '[]' order by date"
        ),
    },
}
