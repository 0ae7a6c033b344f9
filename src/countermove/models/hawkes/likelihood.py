"""The likelihood of a multivariate Hawkes process with exponential kernels, one answering side at a time.

Side i acts at the rate mu + sum over sides j of a(ij) times the sum, over j's earlier acts, of the kernel at the time
gone since. The kernel integrates to 1, so that a(ij) is how many answers of i one act of j brings; it falls by half
every ln 2 / b. The log likelihood separates by the answering side, so each is fitted alone.

Moments: kernel b exp(-b u); the sums over earlier acts come from Ozaki's recursion (Annals of the Institute of
Statistical Mathematics 31, 1979), run over all blocks of time at once. Acts of one moment do not excite each other.
Days: kernel (1 - r) r^(u - 1) with r = exp(-b) on the days u = 1, 2, ... after; acts of a day are Poisson given the
days before (as Browning et al., Statistics and Computing 31, 2021), and do not excite acts of the same day: who came
first is not known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter

from countermove.models.hawkes.history import History
from countermove.models.panel import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What earlier acts weigh: ``weight`` at each moment by the side that acted, ``total`` over all the covered time.

    ``slope`` and ``total_slope`` are their derivatives by the logarithm of the decay.
    """

    weight: Floats
    slope: Floats
    total: Floats
    total_slope: Floats


def remember(history: History, decays: Floats) -> Memory:
    """What earlier acts weigh with these decays (one a side that acted, per day)."""
    return _remember_days(history, decays) if history.by_day else _remember_moments(history, decays)


def _remember_moments(history: History, decays: Floats) -> Memory:
    recent, by_decay = decayed_sums(history.times, history.counts, decays)
    left = history.end - history.times
    fading = [np.exp(-decay * left) for decay in decays]
    acts = history.counts.T
    return Memory(
        decays * recent,
        decays * (recent + decays * by_decay),
        np.array([np.sum(number * (1 - faded)) for number, faded in zip(acts, fading, strict=True)]),
        decays * np.array([np.sum(number * faded * left) for number, faded in zip(acts, fading, strict=True)]),
    )


def decayed_sums(times: Floats, counts: Floats, decays: Floats) -> tuple[Floats, Floats]:
    """Sum of exp(-decay (t - s)) over all earlier acts s, at each time, and its derivative by the decay.

    ``times`` in order, ``counts`` times by sides, ``decays`` one a side; both results are times by sides. Time is cut
    into about sqrt(n) runs of about sqrt(n) moments; the recursion runs through all of them at once, and what each run
    passes on to the next is added at the end. All is decay, nothing can overflow.
    """
    moments, sides = counts.shape
    long = max(1, math.isqrt(moments))
    runs = -(-moments // long)
    gaps = np.zeros(runs * long)
    gaps[1:moments] = times[1:] - times[:-1]
    by_place: Floats = gaps.reshape(runs, long).T[:, None, :].copy()  # place in the run, (side), run
    acts = np.zeros((runs * long, sides))
    acts[1:moments] = counts[:-1]  # what happened one moment before
    waiting = acts.reshape(runs, long, sides).transpose(1, 2, 0).copy()
    fade = np.exp(-by_place * np.unique(decays)[:, None] if _same(decays) else -by_place * decays[:, None])
    recent, slope = np.empty((long, sides, runs)), np.empty((long, sides, runs))
    sums, slopes = np.zeros((sides, runs)), np.zeros((sides, runs))
    for place in range(long):
        sums = np.multiply(fade[place], sums + waiting[place], out=recent[place])
        np.multiply(fade[place], slopes, out=slope[place])
        slopes = np.subtract(slope[place], by_place[place] * sums, out=slope[place])
    _pass_on(recent, slope, by_place.cumsum(axis=0), fade.cumprod(axis=0))
    return _unrolled(recent, moments), _unrolled(slope, moments)


def _same(decays: Floats) -> bool:
    return bool((decays == decays[0]).all())


def _pass_on(recent: Floats, slope: Floats, since: Floats, fading: Floats) -> None:
    """Add to each run what the runs before it left, in place: ``since`` its beginning, what is left is ``fading``."""
    whole = since[-1, 0].tolist()
    passed, passed_slope = np.zeros(recent.shape[1:]), np.zeros(recent.shape[1:])
    for side in range(recent.shape[1]):
        kept = fading[-1, min(side, fading.shape[1] - 1)].tolist()
        passed[side], passed_slope[side] = _chain(recent[-1, side].tolist(), slope[-1, side].tolist(), kept, whole)
    recent += fading * passed
    slope += fading * (passed_slope - since * passed)


def _chain(
    ends: list[float], slopes: list[float], kept: list[float], whole: list[float]
) -> tuple[list[float], list[float]]:
    """What each run is passed from all before it, and its derivative: plain numbers are faster here than arrays."""
    sums, by_decay = [0.0], [0.0]
    for end, slope, left, long in zip(ends[:-1], slopes[:-1], kept[:-1], whole[:-1], strict=True):
        before = sums[-1]
        sums.append(end + left * before)
        by_decay.append(slope + left * (by_decay[-1] - long * before))
    return sums, by_decay


def _unrolled(by_run: Floats, moments: int) -> Floats:
    return np.asarray(by_run.transpose(2, 0, 1).reshape(-1, by_run.shape[1])[:moments])


def _remember_days(history: History, decays: Floats) -> Memory:
    kept = np.exp(-decays)
    weight, slope = np.empty_like(history.counts), np.empty_like(history.counts)
    for side, share in enumerate(kept):
        acts = history.counts[:, side]
        past = lfilter([0.0, 1.0], [1.0, -share], acts)  # sum of r^(u - 1) over earlier days
        by_share = lfilter([0.0, 1.0], [1.0, -share], past)  # its derivative by r
        weight[:, side] = (1 - share) * past
        slope[:, side] = ((1 - share) * by_share - past) * -share * decays[side]  # dr / d log b = -b r
    seen = history.covered
    return Memory(weight, slope, weight[seen].sum(axis=0), slope[seen].sum(axis=0))


# --- one answering side -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The likelihood of one answering side, as a function of its parameters.

    Parameters: the baseline of each stretch of time, the branching from each side in ``causes``, the logarithm of the
    decay (one for all, or one a side that acted where ``decay_each``).
    """

    history: History
    side: int
    causes: tuple[int, ...]
    stretches: int = 1
    decay_each: bool = False

    @property
    def parameters(self) -> int:
        """How many parameters there are."""
        return self.stretches + len(self.causes) + self._decays

    @property
    def _decays(self) -> int:
        return (len(self.causes) if self.decay_each else 1) if self.causes else 0

    def split(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Baselines, branching and decays (one a cause) from parameters."""
        baseline = theta[: self.stretches]
        branching = theta[self.stretches : self.stretches + len(self.causes)]
        logs = theta[self.stretches + len(self.causes) :]
        return baseline, branching, np.exp(np.broadcast_to(logs, len(self.causes)) if self.causes else logs)

    def exposure(self) -> tuple[Floats, np.ndarray]:
        """How many days each stretch of the baseline has, and the stretch of each moment."""
        edges = np.linspace(0, self.history.end, self.stretches + 1)
        place = np.clip(np.searchsorted(edges, self.history.times, side="right") - 1, 0, self.stretches - 1)
        if self.history.by_day:
            return np.bincount(place[self.history.covered], minlength=self.stretches).astype(float), place
        return np.diff(edges), place

    def memory(self, decays: Floats) -> Memory:
        """What earlier acts of the causes weigh."""
        return remember(self.prepared().causes, decays)

    def rates(self, theta: Floats) -> Floats:
        """The rate at each moment."""
        baseline, branching, decays = self.split(theta)
        rate = baseline[self.exposure()[1]]
        return np.asarray(rate + self.memory(decays).weight @ branching) if self.causes else rate

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the log likelihood, and its gradient."""
        return self.prepared().loss(theta)

    def prepared(self) -> Likelihood:
        """The likelihood with what does not depend on the parameters worked out once."""
        history = self.history
        days, place = self.exposure()
        acted = np.flatnonzero((history.counts[:, self.side] > 0) & history.covered)
        causes = replace(
            history,
            names=tuple(history.names[cause] for cause in self.causes),
            counts=np.asfortranarray(history.counts[:, list(self.causes)]),
        )
        return Likelihood(self, causes, days, acted, history.counts[acted, self.side], place[acted])


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """One answering side's likelihood, ready to be asked many times.

    ``causes`` is the history of the sides that are answered; ``acted`` the moments at which the side acted, ``number``
    how often, ``place`` in which stretch of the baseline; ``days`` how long each stretch is.
    """

    side: Side
    causes: History
    days: Floats
    acted: np.ndarray
    number: Floats
    place: np.ndarray

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the log likelihood, and its gradient.

        Sums are einsum's, not the matrix product's: its threads cost more than they bring here.
        """
        baseline, branching, decays = self.side.split(theta)
        memory = remember(self.causes, decays) if self.side.causes else None
        rate = baseline[self.place]
        expected = float(baseline @ self.days)
        if memory is not None:
            weight = memory.weight[self.acted].T.copy()
            rate = rate + np.einsum("cn,c->n", weight, branching)
            expected += float(branching @ memory.total)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(np.sum(self.number * np.log(rate))) - expected
            share = self.number / rate
        gradient = np.bincount(self.place, weights=share, minlength=len(self.days)) - self.days
        if memory is not None:
            by_branching = np.einsum("n,cn->c", share, weight) - memory.total
            by_decay = branching * (np.einsum("n,nc->c", share, memory.slope[self.acted]) - memory.total_slope)
            gradient = np.concatenate([gradient, by_branching, by_decay if self.side.decay_each else [by_decay.sum()]])
        return -value, -gradient
