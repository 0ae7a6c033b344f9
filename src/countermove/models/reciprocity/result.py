"""What a model of reciprocity gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from countermove.models.panel import Direction, Floats
from countermove.models.reciprocity.questions import Role
from countermove.models.reciprocity.responses import Responses
from countermove.models.reciprocity.var import LagChoice, Whiteness
from countermove.models.result import Result, Row, text_table
from countermove.series.plain import plain_fields


@dataclass(frozen=True, slots=True)
class Answer:
    """One hypothesis with its test.

    ``p`` is the larger of the F test's p value and its robust version, ``p_adjusted`` Holm's for all questions asked
    together; ``shown`` says whether it is below the level. ``total`` is the sum of the coefficients of the cause's lags
    with its robust standard error: above 0 an answer in kind, below 0 an answer against. ``holds`` goes with the
    result's sub-periods: shown there with the same sign, not, or (None) too little to tell.
    """

    hypothesis: str
    name: str
    role: Role
    outcome: str
    cause: str
    f: float
    freedom: tuple[int, int]
    p_f: float
    p_robust: float
    p_adjusted: float
    shown: bool
    total: float
    error: float
    holds: tuple[bool | None, ...]

    @property
    def p(self) -> float:
        """The p value that is judged by: the larger of the two."""
        return max(self.p_f, self.p_robust)

    @property
    def manner(self) -> str:
        """In kind, against, or mixed: the sign of the sum where it is more than two standard errors from 0."""
        if abs(self.total) <= 2 * self.error:
            return "mixed"
        return "in kind" if self.total > 0 else "against"


@dataclass(frozen=True, slots=True)
class Inertia:
    """How much a direction follows its own past: the sum of its own lags' coefficients."""

    name: str
    total: float
    error: float
    p: float


@dataclass(frozen=True, slots=True)
class Moments:
    """A direction's known periods: how many, mean, standard deviation, least, most."""

    name: str
    periods: int
    mean: float
    deviation: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Surprise:
    """A period that the model expected least: what was and what was expected, and how many standard errors apart."""

    period: date
    direction: str
    value: float
    expected: float
    apart: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reciprocity(Result):
    """Whether the sides answer each other.

    ``correlation`` is of the series in the same period, ``unexpected`` of the model's errors in the same period;
    ``family`` names the law of each equation's errors. ``largest_root`` (below 1: shocks fade) and ``whiteness`` are of
    the VAR, None for counts; so are ``choice`` and ``responses``. ``surprises`` are the periods to look up first: those
    that weigh most in all the figures.
    """

    model: str
    family: tuple[str, ...]
    directions: tuple[Direction, ...]
    unit: str
    first: date
    last: date
    observations: int
    lags: int
    lags_by: str
    choice: LagChoice | None
    moments: tuple[Moments, ...]
    correlation: Floats
    unexpected: Floats
    answers: tuple[Answer, ...]
    inertia: tuple[Inertia, ...]
    largest_root: float | None
    whiteness: Whiteness | None
    responses: Responses | None
    surprises: tuple[Surprise, ...]

    def rows(self) -> list[Row]:
        """One row an answer, then one a direction's own past."""
        return [_answer_row(one) for one in self.answers] + [_inertia_row(one) for one in self.inertia]

    def to_text(self) -> str:
        """For people: what the other results say, then the periods that the model expected least."""
        told = text_table([plain_fields(one) for one in self.surprises])
        return f"{Result.to_text(self)}\nExpected least, and weighing most:\n{told}\n"


def _answer_row(one: Answer) -> Row:
    return {
        "question": one.name,
        "F": one.f,
        "p (F)": one.p_f,
        "p (robust)": one.p_robust,
        "p (all)": one.p_adjusted,
        "sum of lags": one.total,
        "s.e.": one.error,
        "manner": one.manner if one.shown else None,
        "found": one.shown,
    }


def _inertia_row(one: Inertia) -> Row:
    nothing: Row = dict.fromkeys(("F", "p (F)", "p (all)", "manner", "found"))
    known = {"question": f"{one.name}: own past", "p (robust)": one.p, "sum of lags": one.total, "s.e.": one.error}
    return {head: (nothing | known)[head] for head in _HEADS}


_HEADS = ("question", "F", "p (F)", "p (robust)", "p (all)", "sum of lags", "s.e.", "manner", "found")
