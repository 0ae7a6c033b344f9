"""What the results of all models share: a hypothesis in words, one honest sentence, warnings, sub-periods, a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from countermove.series.cautions import Caution
from countermove.series.plain import Row, plain_fields, text_table

__all__ = ["Caution", "Result", "Row", "SubPeriod", "text_table"]


@dataclass(frozen=True, slots=True)
class SubPeriod:
    """The model fitted again on a part of the time: whether the finding holds there, and what is found.

    ``holds`` is None where the part has too little to tell. ``first`` and ``last`` are the first days of the first and
    the last period within; ``figures`` are the numbers to compare, by name.
    """

    first: date
    last: date
    holds: bool | None
    says: str
    figures: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The base of every result. ``hypothesis`` is what was asked, ``finding`` what came out, each one sentence.

    A model adds its own fields and says in ``rows`` what its table shows.
    """

    hypothesis: str
    finding: str
    warnings: tuple[Caution, ...] = ()
    sub_periods: tuple[SubPeriod, ...] = ()

    def rows(self) -> list[Row]:
        """The rows of the result's table: column -> value, the same columns in each row."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Every figure, as plain values that JSON can hold; a number that is none (NaN, infinite) is None."""
        return {"model": type(self).__name__.lower(), **plain_fields(self)}

    def to_text(self) -> str:
        """For people: finding, hypothesis, table, sub-periods, warnings."""
        parts = [self.finding, f"Asked: {self.hypothesis}", text_table(self.rows())]
        if self.sub_periods:
            parts.append("In parts of the time:\n" + text_table([_sub_row(part) for part in self.sub_periods]))
        if self.warnings:
            parts.append("\n".join(f"Warning ({caution.kind}): {caution.message}" for caution in self.warnings))
        return "\n\n".join(part for part in parts if part) + "\n"


def _sub_row(part: SubPeriod) -> Row:
    holds = {True: "yes", False: "no", None: "too little to tell"}[part.holds]
    return {"from": part.first, "to": part.last, "holds": holds, "says": part.says}
