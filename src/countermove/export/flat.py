"""The table form as CSV and as Parquet, in pieces, so that an archive of any size goes through.

CSV is for spreadsheets too: what a spreadsheet would take for a formula gets an apostrophe in front, lists are joined
by ";", an empty list is "none". ``countermove import`` takes all that back. In Parquet nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

from countermove.export.acts import Act
from countermove.tables import SCHEMA, ScoreTable, with_scores
from countermove.tables.build import Row, day_of, frame, rows_of_act

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_PIECE = 20_000


def frames(acts: Iterable[Act], scores: ScoreTable = ScoreTable.PLOVER) -> Iterator[pl.DataFrame]:
    """The rows of the acts in the table form, in frames of some ten thousand rows, with these scores."""
    rows = (row for act in acts for row in rows_of(act))
    while piece := list(islice(rows, _PIECE)):
        table = frame(piece)
        yield table if scores is ScoreTable.PLOVER else with_scores(table, scores)


def rows_of(act: Act) -> Iterator[Row]:
    """The rows of one act, as ``tables.from_codings`` and ``tables.from_incidents`` give them."""
    first, event = act.reports[0], act.event
    reports = {
        "level": act.level.value, "article": act.article.id, "outlet": first.outlet,
        "published": day_of(first.published), "claimed_by": event.claimed_by, "confidence": event.confidence,
        "rule": event.reason.rule, "reports": len(act.reports), "outlets": act.outlets, "credence": act.credence,
    }  # fmt: skip
    yield from rows_of_act(event, act.actors, act.recipients, reports)


# --- CSV --------------------------------------------------------------------------------------------

#: What makes a spreadsheet read a cell as a formula. Apostrophes before it are counted, so that they come back exactly.
FORMULA = r"'*[=+\-@\t\r\n]"
EMPTY = "none"
_LISTS = tuple(name for name, kind in SCHEMA.items() if kind == pl.List(pl.String))
_TEXTS = tuple(name for name, kind in SCHEMA.items() if kind == pl.String)


def lines(acts: Iterable[Act], scores: ScoreTable = ScoreTable.PLOVER) -> Iterator[str]:
    """The table form as CSV (RFC 4180, UTF-8, header), a piece of many lines at a time."""
    yield ",".join(SCHEMA) + "\n"
    for table in frames(acts, scores):
        yield for_csv(table).write_csv(include_header=False)


def for_csv(table: Frame) -> Frame:
    """A table of the table form with each list as one text, and texts that no spreadsheet takes for formulas."""
    harmless = [pl.col(name).str.replace(f"^({FORMULA})", "'$1") for name in (*_TEXTS, *_LISTS)]
    return table.with_columns([_joined(name) for name in _LISTS]).with_columns(harmless)


def _joined(name: str) -> pl.Expr:
    """A list as its elements joined by ";", with a backslash before what would be read otherwise."""
    item = pl.element().str.replace_all(r"([\\;])", r"\$1")
    item = pl.when(pl.element() == "").then(pl.lit(r"\e")).otherwise(item)
    item = pl.when(pl.element() == EMPTY).then(pl.lit("\\" + EMPTY)).otherwise(item)
    joined = pl.col(name).list.eval(item).list.join(";")
    return pl.when(pl.col(name).list.len() == 0).then(pl.lit(EMPTY)).otherwise(joined).alias(name)


# --- Parquet ----------------------------------------------------------------------------------------


def write_parquet(tables: Iterable[pl.DataFrame], path: Path, about: Mapping[str, str]) -> None:
    """The tables one after the other as one Parquet file, with ``about`` in the file's metadata."""
    from polars.io.plugins import register_io_source  # noqa: PLC0415 - this alone needs it

    def source(*_asked: object) -> Iterator[pl.DataFrame]:
        # Nothing is asked of the tables but to be written: no columns chosen, no rows filtered.
        yield from tables

    register_io_source(source, schema=SCHEMA).sink_parquet(path, metadata=dict(about))
