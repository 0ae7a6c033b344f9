"""Whether a fitted Hawkes process tells the acts as they came: residuals by time rescaling.

With the right model, the expected number of acts between one act and the next is exponential with mean 1 (Ogata, JASA
83, 1988; Brown et al., Neural Computation 14, 2002). By day, the place of each day's count in its Poisson law is
uniform once ties are broken by chance (Dunn and Smyth 1996), and is brought to the same exponential scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from countermove.models.hawkes.likelihood import Side
from countermove.models.panel import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Goodness:
    """Residuals of one side, in order of size, beside what they should be.

    ``found`` and ``expected`` are quantiles on the exponential scale (at most a few hundred of them), ``low`` and
    ``high`` the band in which 95 of 100 right models would have each. ``distance`` and ``p`` are of the
    Kolmogorov-Smirnov test over all ``count`` residuals; since the model was fitted to the same acts, p is larger than
    it should be. ``days`` are the calendar days of the points and
    ``acts`` the ids of all acts of those days, where known.
    """

    name: str
    count: int
    distance: float
    p: float
    expected: Floats
    found: Floats
    low: Floats
    high: Floats
    days: tuple[date | None, ...]
    acts: tuple[tuple[str, ...], ...] = ()

    @property
    def tail_fits(self) -> bool:
        """Whether of the 20 largest residuals, which the test hardly sees, nine in ten lie below the band's end."""
        return bool(np.mean(self.found[-20:] <= self.high[-20:]) >= 0.9)


_POINTS = 300


def goodness(side: Side, theta: Floats, seed: int = 1) -> Goodness | None:
    """Residuals of a fitted side; None where there are fewer than five."""
    from scipy import stats  # noqa: PLC0415 - scipy takes a while to import

    residuals, times = _by_day(side, theta, seed) if side.history.by_day else _by_moment(side, theta)
    count = len(residuals)
    if count < 5:
        return None
    tested = stats.kstest(residuals, "expon")
    order = np.argsort(residuals, kind="stable")
    even = -np.expm1(-np.linspace(0, np.log(count + 1.0), _POINTS))  # even on the exponential scale: the tail is shown
    shown = np.unique(np.clip((even * count).astype(int), 0, count - 1))
    ranks = shown + 1
    low, middle, high = (-np.log1p(-stats.beta.ppf(share, ranks, count + 1 - ranks)) for share in (0.025, 0.5, 0.975))
    moments = times[order[shown]]
    days = tuple(side.history.day(float(time)) for time in moments)
    ids = side.history.ids
    acts = tuple(ids[place] for place in np.searchsorted(side.history.times, moments)) if ids else ()
    return Goodness(
        side.history.names[side.side], count, float(tested.statistic), float(tested.pvalue), middle,
        residuals[order[shown]], low, high, days, acts,
    )  # fmt: skip


def _by_moment(side: Side, theta: Floats) -> tuple[Floats, Floats]:
    """Expected acts from one act to the next, and the time of the latter; acts of one moment count as one."""
    history = side.history
    baseline, branching, decays = side.split(theta)
    edges = np.linspace(0, history.end, side.stretches + 1)
    cumulated = np.concatenate(([0.0], np.cumsum(baseline * np.diff(edges))))
    expected = np.interp(history.times, edges, cumulated)
    if side.causes:
        causes = history.counts[:, list(side.causes)]
        before = np.cumsum(causes, axis=0) - causes
        expected = expected + (before - side.memory(decays).weight / decays) @ branching
    acted = history.counts[:, side.side] > 0
    return np.diff(expected[acted], prepend=0.0), history.times[acted]


def _by_day(side: Side, theta: Floats, seed: int) -> tuple[Floats, Floats]:
    from scipy import stats  # noqa: PLC0415 - scipy takes a while to import

    seen = side.history.covered
    rate, counts = side.rates(theta)[seen], side.history.counts[seen, side.side]
    below, at = stats.poisson.cdf(counts - 1, rate), stats.poisson.pmf(counts, rate)
    place = below + at * np.random.default_rng(seed).uniform(size=len(counts))
    return -np.log1p(-np.clip(place, 0, 1 - 1e-12)), side.history.times[seen]
