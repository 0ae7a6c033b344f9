"""PLOVER's scores and Goldstein's beside one another: the same table with the other's figures."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

import polars as pl

from countermove.ontology import cameo, plover
from countermove.tables.cameo import cameo_meanings


class ScoreTable(StrEnum):
    """Which scores a table carries; ``score_table`` in the table has the full name with its version."""

    PLOVER = "plover"
    GOLDSTEIN = "goldstein"


Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

#: Sources whose ``code`` is no CAMEO code: their scores are their own.
_OTHER_CODES = ("weis",)


def with_scores(frame: Frame, table: ScoreTable | str = ScoreTable.PLOVER) -> Frame:
    """The same rows with ``score`` and ``score_table`` of PLOVER (by type and mode) or Goldstein (by CAMEO code).

    What the asked-for table does not know keeps no score (null), but for two: a type of somebody's own codebook keeps
    its own PLOVER-like score under its own table's name, and WEIS data keep Goldstein's scores for WEIS.
    Raises ValueError for a table that is none of the two.
    """
    if ScoreTable(table) is ScoreTable.PLOVER:
        name, score, kept = plover().table, _plover_score(), ~pl.col("type").is_in(list(plover().types))
    else:
        name, score, kept = cameo().table, _goldstein_score(), pl.col("source").is_in(_OTHER_CODES)
    kept = kept.fill_null(value=False)
    return frame.with_columns(
        score=pl.when(kept).then("score").otherwise(score),
        score_table=pl.when(kept).then("score_table").otherwise(pl.lit(name)),
    )


def _plover_score() -> pl.Expr:
    types = plover().types.values()
    scores = {f"{facts.name} {mode}": facts.score_of(mode) for facts in types for mode in ("", *facts.modes)}
    pair = pl.concat_str(pl.col("type"), pl.lit(" "), pl.col("mode").fill_null(""))
    return pair.replace_strict(scores, default=None, return_dtype=pl.Float64)


def _goldstein_score() -> pl.Expr:
    scores = {code: known.goldstein for code, known in cameo_meanings().items()}
    code = pl.col("code")
    exact = code.replace_strict(scores, default=None, return_dtype=pl.Float64)
    # Codes that only some lists have (1641) score as the code above them.
    return exact.fill_null(code.str.slice(0, 3).replace_strict(scores, default=None, return_dtype=pl.Float64))
