"""What a Hawkes model gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from countermove.models.hawkes.goodness import Goodness
from countermove.models.panel import Floats
from countermove.models.result import Result, Row


@dataclass(frozen=True, slots=True)
class Excitation:
    """How many acts of ``answerer`` one act of ``cause`` brings directly, with its standard error and 95% interval.

    ``half_life`` is in days: half of the answers come within it. ``ratio`` is the likelihood ratio of leaving it out,
    ``p`` its p value (see ``hawkes.fit.p_value``), ``p_adjusted`` Holm's for all pairs. ``holds`` goes with the
    result's sub-periods.
    """

    hypothesis: str
    name: str
    answerer: str
    cause: str
    branching: float
    error: float
    low: float
    high: float
    half_life: float | None
    half_life_error: float | None
    ratio: float
    p: float
    p_adjusted: float
    shown: bool
    holds: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a side does on its own: acts a day in each stretch of the baseline, with standard errors.

    ``acts`` is how many acts it has, ``answers`` the share of them that the model puts down to earlier acts. ``ratio``
    and ``p`` test the side against a Poisson process, which answers nothing. ``dispersion`` is how much acts by day
    vary beside what the model says (1 where it says all; 1 for moments).
    """

    name: str
    acts: int
    rates: tuple[float, ...]
    errors: tuple[float, ...]
    answers: float
    ratio: float
    p: float
    dispersion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hawkes(Result):
    """How acts bring further acts.

    ``branching`` is answering side by acting side, ``half_life`` days likewise; NaN where the acts cannot tell.
    ``spectral_radius`` below 1: families of answers die out; None where it cannot be told. ``clock`` is "days" where
    only the day of an act is known, else "moments". ``likelihood`` and ``poisson`` are log likelihoods with and without
    answers.
    """

    names: tuple[str, ...]
    first: date | None
    days: float
    clock: str
    sides: tuple[Baseline, ...]
    answers: tuple[Excitation, ...]
    branching: Floats
    half_life: Floats
    spectral_radius: float | None
    likelihood: float
    poisson: float
    goodness: tuple[Goodness, ...]

    def rows(self) -> list[Row]:
        """One row a pair of sides."""
        return [
            {
                "question": one.name,
                "answers an act": one.branching,
                "s.e.": one.error,
                "from": one.low,
                "to": one.high,
                "half-life (days)": one.half_life,
                "p": one.p,
                "p (all)": one.p_adjusted,
                "found": one.shown,
            }
            for one in self.answers
        ]
