"""Simulate a Hawkes process by its families: every act has its own answers, and they theirs.

Source: Hawkes and Oakes, Journal of Applied Probability 11 (1974), the cluster representation. It needs no thinning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countermove.models.hawkes.history import History, from_days, from_moments
from countermove.models.panel import Floats

_MOST = 10_000_000


def simulate(
    baseline: Sequence[float],
    branching: Sequence[Sequence[float]],
    half_life: Sequence[float] | Sequence[Sequence[float]],
    end: float,
    seed: int,
    *,
    by_day: bool = False,
    names: Sequence[str] | None = None,
) -> History:
    """A history of ``end`` days that begins with nothing before it.

    ``baseline``: acts a day of each side; ``branching``[i][j]: answers of i that one act of j brings; ``half_life``:
    days, of the answers of i, or of those of i to j. ``by_day``: answers fall on later days only. Raises ValueError for
    a process that explodes (spectral radius of the branching 1 or more).
    """
    answers = np.asarray(branching, dtype=float)
    if np.abs(np.linalg.eigvals(answers)).max() >= 1:
        raise ValueError("the branching matrix has a spectral radius of 1 or more: the process would never end")
    rng = np.random.default_rng(seed)
    lives = np.asarray(half_life, dtype=float)
    decays = np.log(2) / (lives if lives.ndim == 2 else np.broadcast_to(lives[:, None], answers.shape))
    whole = int(end) if by_day else end
    found = [_immigrants(rate, whole, rng, by_day=by_day) for rate in baseline]
    young = found
    while sum(map(len, young)) and sum(map(len, found)) < _MOST:
        young = _answers(young, answers, decays, whole, rng, by_day=by_day)
        found = [np.concatenate(pair) for pair in zip(found, young, strict=True)]
    called = tuple(names or (chr(ord("A") + side) for side in range(len(found))))
    if by_day:
        counts = np.column_stack([np.bincount(acts.astype(int), minlength=int(whole)) for acts in found])
        return from_days(counts, called)
    return from_moments(dict(zip(called, found, strict=True)), end)


def _immigrants(rate: float, end: float, rng: np.random.Generator, *, by_day: bool) -> Floats:
    times = rng.uniform(0, end, rng.poisson(rate * end))
    return np.floor(times) if by_day else times


def _answers(
    acts: Sequence[Floats], branching: Floats, decays: Floats, end: float, rng: np.random.Generator, *, by_day: bool
) -> list[Floats]:
    """The direct answers to these acts that fall before the end: a list by answering side."""
    found = []
    for side in range(len(acts)):
        born = []
        for cause, times in enumerate(acts):
            parents = np.repeat(times, rng.poisson(branching[side, cause], len(times)))
            decay = decays[side, cause]
            waits = (
                rng.geometric(-np.expm1(-decay), len(parents)) if by_day else rng.exponential(1 / decay, len(parents))
            )
            born.append(parents + waits)
        children = np.concatenate(born)
        found.append(children[children < end])
    return found
