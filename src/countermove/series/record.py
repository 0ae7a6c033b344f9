"""The record of a series: directions over periods, what they were counted from, and what to be careful about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from countermove.series.cautions import Caution
from countermove.series.plain import plain, plain_fields

ANYONE = "*"


class By(StrEnum):
    """How long a period is. Weeks are ISO weeks and begin on Monday; a period is named by its first day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: How polars spells a period.
EVERY = {By.DAY: "1d", By.WEEK: "1w", By.MONTH: "1mo", By.QUARTER: "1q", By.YEAR: "1y"}


@dataclass(frozen=True, slots=True)
class Direction:
    """Who acts towards whom, in the words of whoever asked: ``RUS``, ``NATO,USA``, ``*`` for anyone.

    ``name`` is set where a ready series has a name of its own ("i2p").
    """

    actor: str
    recipient: str
    name: str | None = None

    @property
    def label(self) -> str:
        """What names the direction in tables and charts: "RUS to UKR"."""
        return self.name or f"{_anyone(self.actor)} to {_anyone(self.recipient)}"


def _anyone(actor: str) -> str:
    return "anyone" if actor == ANYONE else actor


@dataclass(frozen=True, slots=True)
class Meta:
    """What a series was made of.

    ``status`` are the standings counted, ``sources`` where the rows come from, ``coverage_unit`` what the column
    ``reports`` counts ("articles", or "acts" where articles are unknown). ``measure`` is the column to look at first.
    ``undated`` acts are left out since their date is unknown or coarser than a period, ``by_report`` ones count on the
    day of their report, since nothing in it dates them, ``uncovered`` ones since no report was
    published in their period. ``outlets``: for each direction the outlet behind most of its acts, with their number.
    """

    by: By
    directions: tuple[Direction, ...]
    measure: str
    level: str | None = None
    status: tuple[str, ...] = ()
    score_table: str | None = None
    sources: tuple[str, ...] = ()
    coverage_unit: str | None = None
    undated: int = 0
    by_report: int = 0
    uncovered: int = 0
    outlets: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Directions over time: ``frame`` has one row for each direction and period, in order of both.

    Columns: ``period`` (first day), ``direction`` (its label), ``covered`` and ``reports`` (coverage); then the
    figures, null where ``covered`` is false. Of a table of acts: ``acts``, ``volume`` (all acts of the source in the
    period), ``share`` (of acts in volume), ``score_sum``, ``score_mean`` (null without scored acts), ``scored``, one
    column a quad class, one a type, ``untyped``, ``outlets`` (how many) and ``events`` (ids). Of a ready series:
    ``value``.
    """

    frame: pl.DataFrame
    meta: Meta
    warnings: tuple[Caution, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the directions, in order."""
        return tuple(direction.label for direction in self.meta.directions)

    @property
    def periods(self) -> list[date]:
        """First day of each period, in order, gaps included."""
        return self.one(self.labels[0])["period"].to_list()

    def one(self, label: str) -> pl.DataFrame:
        """The rows of one direction."""
        return self.frame.filter(pl.col("direction") == label)

    def values(self, measure: str | None = None) -> npt.NDArray[np.float64]:
        """A measure as an array of periods by directions; NaN where nothing is known."""
        column = measure or self.meta.measure
        return np.column_stack(
            [self.one(label)[column].cast(pl.Float64).fill_null(float("nan")).to_numpy() for label in self.labels]
        )

    def wide(self, measure: str | None = None) -> pl.DataFrame:
        """A measure with one row a period and one column a direction; null where nothing is known."""
        column = measure or self.meta.measure
        columns = {label: self.one(label)[column] for label in self.labels}
        return pl.DataFrame({"period": self.one(self.labels[0])["period"], **columns})

    def to_dict(self) -> dict[str, Any]:
        """Every figure as plain values: what it was made of, warnings, rows."""
        directions = [{"label": d.label, "actor": d.actor, "recipient": d.recipient} for d in self.meta.directions]
        return {
            **plain_fields(self.meta),
            "directions": directions,
            "warnings": plain(self.warnings),
            "rows": plain(self.frame),
        }
