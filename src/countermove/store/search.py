"""Full text over titles and texts of articles: FTS5 on SQLite, tsvector on PostgreSQL, both fed the same words.

Words are cut, lowered and freed of accents here, so that both databases find the same; both stem them by Porter's
method. "-word" leaves out, quotation marks make a phrase; an article must have all the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, bindparam, column, func, literal_column, select, table, text

from countermove.errors import InputError
from countermove.records import Article
from countermove.store import schema

#: Characters of an article's words that are searched: PostgreSQL holds a megabyte of them with their places.
_LONGEST = 400_000
_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')

_FTS = table("search", column("rowid"))


def words_of(article: Article) -> str:
    """The words by which an article is found, with spaces between."""
    return folded(f"{article.title or ''} {article.text}")[:_LONGEST]


def folded(written: str) -> str:
    """The words of a text in lower case and without accents, with spaces between."""
    if not written.isascii():
        apart = unicodedata.normalize("NFKD", written)
        written = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(written.lower()))


def put(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Make articles (their number, their words) searchable."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        statement = text("INSERT INTO search (rowid, words) VALUES (:article, :words)")
        connection.execute(statement, [{"article": n, "words": words} for n, words in rows])
        return
    vector = func.to_tsvector(literal_column("'countermove'::regconfig"), bindparam("text"))
    connection.execute(
        schema.search.insert().values(article=bindparam("n"), words=vector),
        [{"n": n, "text": words} for n, words in rows],
    )


def matching(asked: str, dialect: str) -> Select[tuple[int]]:
    """A query for the numbers of the articles that match. Raises InputError where nothing is asked for."""
    question = _question(asked)
    if dialect == "sqlite":
        found = literal_column("search").op("MATCH")(question.for_fts5())
        return select(_FTS.c.rowid).where(found)
    return select(schema.search.c.article).where(schema.search.c.words.op("@@")(question.for_postgresql()))


# --- what is asked ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """Phrases (of one word or several) that must be there, and that must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    def for_fts5(self) -> str:
        wanted = " AND ".join(f'"{phrase}"' for phrase in self.wanted)
        return " NOT ".join([f"({wanted})", *(f'"{phrase}"' for phrase in self.unwanted)])

    def for_postgresql(self) -> ColumnElement[object]:
        parts = [(phrase, False) for phrase in self.wanted] + [(phrase, True) for phrase in self.unwanted]
        whole: ColumnElement[object] | None = None
        for phrase, negated in parts:
            query: ColumnElement[object] = func.phraseto_tsquery(literal_column("'countermove'::regconfig"), phrase)
            query = func.tsquery_not(query) if negated else query
            whole = query if whole is None else whole.op("&&")(query)
        assert whole is not None
        return whole


def _question(asked: str) -> _Question:
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _ASKED.findall(asked):
        words = folded(phrase or word)
        if words:
            (unwanted if minus else wanted).append(words)
    if not wanted:
        raise InputError(f"nothing to search for in '{asked}': give a word, or several, or a phrase in quotation marks")
    return _Question(tuple(wanted), tuple(unwanted))
