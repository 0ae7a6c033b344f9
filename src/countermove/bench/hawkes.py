"""How long fitting a Hawkes process to 100,000 simulated acts of two sides takes, and how near it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from countermove.bench.figures import Figure, Goal, Plan, processor_seconds
from countermove.models.hawkes import Hawkes, hawkes, simulate

ACTS = 100_000
#: Acts a day without a cause; answers that one act brings (row: who answers); half-lives of answers in days.
_BASELINE, _BRANCHING, _HALF_LIFE = (0.3, 0.2), ((0.3, 0.2), (0.4, 0.1)), (2.0, 1.0)
_SEED = 1


@dataclass(frozen=True, slots=True)
class FitTiming:
    """Seconds of processor time for one fit (median of rounds) with all its tests and sub-periods, of how many acts.

    ``missed`` is the largest difference between a fitted branching ratio and that which was simulated.
    """

    acts: int
    fit: float
    missed: float


def figures(plan: Plan) -> Iterator[Figure]:
    """Times to fit acts of known moments, and of known days."""
    acts = plan.size(ACTS)
    for by_day, known in ((False, "moments"), (True, "days")):
        timing = measure_fit(acts, plan.turns, by_day=by_day)
        yield Figure(f"acts by their {known}", timing.fit, "s", Goal(10), f"{timing.acts:,} acts")
        yield Figure("  most that a branching ratio is missed by", timing.missed)


def measure_fit(acts: int, rounds: int, *, by_day: bool) -> FitTiming:
    """Simulate about so many acts and time fitting them; simulating is not timed."""
    history = simulate(_BASELINE, _BRANCHING, _HALF_LIFE, acts / _a_day(), _SEED, by_day=by_day)
    found: list[Hawkes] = []
    times = [processor_seconds(lambda: found.append(hawkes(history))) for _ in range(rounds)]
    missed = np.abs(np.asarray(found[0].branching) - np.asarray(_BRANCHING)).max()
    return FitTiming(int(np.nansum(history.counts)), median(times), float(missed))


def _a_day() -> float:
    """Acts a day of both sides, answers and all, that the process comes to."""
    return float(np.linalg.solve(np.eye(2) - np.asarray(_BRANCHING), np.asarray(_BASELINE)).sum())
