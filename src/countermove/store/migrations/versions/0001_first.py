"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, then the full-text index of the database at hand."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='porter ascii')")
    else:
        _search()


def _search() -> None:
    """Words stemmed by Porter's method as FTS5 does it, and no stop words: both databases find the same."""
    op.execute("CREATE TEXT SEARCH DICTIONARY countermove (TEMPLATE = snowball, LANGUAGE = porter)")
    op.execute("CREATE TEXT SEARCH CONFIGURATION countermove (COPY = pg_catalog.simple)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION countermove ALTER MAPPING FOR asciiword, word, numword WITH countermove"
    )
    op.create_table(
        "search",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_search_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_search")),
    )
    op.create_index("ix_search_words", "search", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError


def _tables() -> None:
    op.create_table(
        "articles",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("outlet_folded", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("copy_of", sa.Integer(), nullable=True),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.n"], name=op.f("fk_articles_copy_of")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
        sa.UniqueConstraint("key", name=op.f("uq_articles_key")),
    )
    op.create_index(op.f("ix_articles_copy_of"), "articles", ["copy_of"], unique=False)
    op.create_index("ix_articles_day", "articles", ["day", "n"], unique=False)
    op.create_index(op.f("ix_articles_outlet_folded"), "articles", ["outlet_folded"], unique=False)
    op.create_index(op.f("ix_articles_sha256"), "articles", ["sha256"], unique=False)
    op.create_index(op.f("ix_articles_story"), "articles", ["story"], unique=False)
    op.create_table(
        "coders",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("codebook", sa.Text(), nullable=False),
        sa.Column("parser", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_coders")),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feeds")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("quad", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("credence", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_credence", "incidents", ["credence", "day", "id"], unique=False)
    op.create_index("ix_incidents_day", "incidents", ["day", "id"], unique=False)
    op.create_index("ix_incidents_type", "incidents", ["type", "day", "id"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.String(length=32), nullable=True),
        sa.Column("judged", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_other"), "judgements", ["other"], unique=False)
    op.create_index(op.f("ix_judgements_record"), "judgements", ["record"], unique=False)
    op.create_table(
        "problems",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("met", sa.String(length=32), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_problems")),
        sa.UniqueConstraint("key", name=op.f("uq_problems_key")),
    )
    op.create_index(op.f("ix_problems_kind"), "problems", ["kind"], unique=False)
    op.create_table(
        "runs",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("began", sa.String(length=32), nullable=False),
        sa.Column("ended", sa.String(length=32), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_runs")),
        info={"clock": True},
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_bands_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "article", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "codings",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_codings_article"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["coder"], ["coders.n"], name=op.f("fk_codings_coder"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_codings")),
    )
    op.create_index(op.f("ix_codings_coder"), "codings", ["coder"], unique=False)
    op.create_table(
        "events",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("quad", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_events_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_events")),
        sa.UniqueConstraint("id", name=op.f("uq_events_id")),
    )
    op.create_index("ix_events_article", "events", ["article", "position"], unique=False)
    op.create_index("ix_events_claimed_by", "events", ["claimed_by", "day", "n"], unique=False)
    op.create_index("ix_events_day", "events", ["day", "n"], unique=False)
    op.create_index("ix_events_outlet", "events", ["outlet", "day", "n"], unique=False)
    op.create_index("ix_events_status", "events", ["status", "day", "n"], unique=False)
    op.create_index("ix_events_type", "events", ["type", "day", "n"], unique=False)
    op.create_table(
        "recodings",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_recodings_article"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["coder"], ["coders.n"], name=op.f("fk_recodings_coder"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_recodings")),
    )
    op.create_table(
        "sides",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("part", sa.String(length=9), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_sides_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident", "part", "position", name=op.f("pk_sides")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sides_entity", "sides", ["part", "entity", "day", "incident"], unique=False)
    op.create_index("ix_sides_folded", "sides", ["part", "folded", "day", "incident"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("given_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.String(length=32), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_sightings_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", "key", name=op.f("pk_sightings")),
    )
    op.create_table(
        "signatures",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("copies", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_signatures_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_day"), "signatures", ["day"], unique=False)
    op.create_table(
        "statements",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("speaker_name", sa.Text(), nullable=True),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.n"], name=op.f("fk_statements_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article", "position", name=op.f("pk_statements")),
    )
    op.create_index(op.f("ix_statements_speaker"), "statements", ["speaker"], unique=False)
    op.create_table(
        "parties",
        sa.Column("event", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=9), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.n"], name=op.f("fk_parties_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event", "part", "position", name=op.f("pk_parties")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_parties_entity", "parties", ["part", "entity", "day", "event"], unique=False)
    op.create_index("ix_parties_folded", "parties", ["part", "folded", "day", "event"], unique=False)
    op.create_table(
        "places",
        sa.Column("event", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("geonameid", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.n"], name=op.f("fk_places_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_places")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_places_country", "places", ["country", "day", "event"], unique=False)
    op.create_index("ix_places_folded", "places", ["folded", "day", "event"], unique=False)
    op.create_table(
        "reports",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.n"], name=op.f("fk_reports_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_reports_incident"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("incident", "position", name=op.f("pk_reports")),
        sa.UniqueConstraint("event", name=op.f("uq_reports_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ties",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("stretch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.n"], name=op.f("fk_ties_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity", "stretch", "type", "event", name=op.f("pk_ties")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ties_event"), "ties", ["event"], unique=False)
