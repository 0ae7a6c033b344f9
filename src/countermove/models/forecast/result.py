"""What a forecast gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from countermove.models.panel import Floats
from countermove.models.result import Result, Row


@dataclass(frozen=True, slots=True)
class Scored:
    """How well a method forecast one direction in the past, on average over all origins and steps; lower is better.

    ``covered`` is the share of outcomes in the central 80% interval. ``log_score`` is None but for counts. Of the
    baselines ``difference`` is by how much the model's CRPS is lower (below 0) or higher, with ``error`` and ``p``.
    """

    direction: str
    method: str
    crps: float
    interval_score: float
    covered: float
    log_score: float | None
    difference: float | None
    error: float | None
    p: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """The coming periods of one direction by one method: ``quantiles`` is periods by levels.

    ``taken`` marks the method to go by: the better baseline, or the model where it beats that one.
    """

    direction: str
    method: str
    taken: bool
    quantiles: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(Result):
    """The next periods with quantiles, and how such forecasts did in the past."""

    directions: tuple[str, ...]
    unit: str
    model: str
    lags: int
    periods: tuple[date, ...]
    levels: tuple[float, ...]
    ahead: tuple[Ahead, ...]
    origins: int
    first_origin: date
    last_origin: date
    scores: tuple[Scored, ...]
    seed: int

    def rows(self) -> list[Row]:
        """One row a direction and method: scores in the past and what they come to."""
        return [
            {
                "direction": one.direction,
                "method": one.method,
                "CRPS": one.crps,
                "interval score": one.interval_score,
                "in 80%": one.covered,
                "log score": one.log_score,
                "model less": one.difference,
                "p": one.p,
            }
            for one in self.scores
        ]

    def to_text(self) -> str:
        """For people: what the other results say, then the coming periods by the method to go by."""
        from countermove.models.result import text_table  # noqa: PLC0415

        told = [
            {"direction": one.direction, "method": one.method, self.unit: day}
            | {f"{level:.0%}": float(value) for level, value in zip(self.levels, row, strict=True)}
            for one in self.ahead if one.taken
            for day, row in zip(self.periods, one.quantiles, strict=True)
        ]  # fmt: skip
        return f"{Result.to_text(self)}\nThe next {len(self.periods)} {self.unit}s (quantiles):\n{text_table(told)}\n"
