"""Fit one answering side of a Hawkes process: maximum likelihood, standard errors, tests against no answers at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from countermove.models.hawkes.history import History
from countermove.models.hawkes.likelihood import Side
from countermove.models.panel import Floats

_LEAST_RATE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SideFit:
    """One answering side, fitted.

    ``theta`` as in ``Side``; ``covariance`` of it from the observed information (NaN where that cannot be inverted),
    times the dispersion where acts by day vary more than the model says. ``dispersion`` is Pearson's, at least 1; 1 for
    moments. ``converged`` says whether the best of the starts ended where the likelihood is flat.
    """

    side: Side
    theta: Floats
    likelihood: float
    covariance: Floats
    dispersion: float
    converged: bool


def decay_bounds(history: History) -> tuple[float, float]:
    """The slowest and fastest decay that a history can tell: half-lives from a tenth of a gap to a quarter of its time.

    By day, the fastest leaves 3 of 100 answers to the second day after.
    """
    slowest = np.log(2) / max(history.end / 4, 1e-9)
    if history.by_day:
        return min(slowest, 1.0), float(-np.log(0.03))
    gaps = np.diff(history.times)
    typical = float(np.median(gaps)) if len(gaps) else history.end
    return float(slowest), max(float(np.log(2) / (0.1 * typical)), 2 * float(slowest))


def fit_side(side: Side, starts: int = 4, seed: int = 1, near: Floats | None = None) -> SideFit:
    """Fit one side by L-BFGS-B from several seeded starts, or from a ``near`` solution and half as many.

    In a long history the starts are tried on its first ten thousand moments.
    """
    acts = float(side.history.counts[side.history.covered, side.side].sum())
    days, _ = side.exposure()
    rate = max(acts / max(days.sum(), 1e-9), 1e-9)
    if not side.causes:
        return _without_answers(side, acts)
    slow, fast = decay_bounds(side.history)
    units = np.concatenate([np.full(side.stretches, rate), np.ones(side.parameters - side.stretches)])
    bounds = [
        *[(_LEAST_RATE / rate, None)] * side.stretches,
        *[(0.0, 20.0)] * len(side.causes),
        *[(np.log(slow), np.log(fast))] * (side.parameters - side.stretches - len(side.causes)),
    ]
    scale, likelihood = max(acts, 1.0), side.prepared()

    def loss(scaled: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood.loss(scaled * units)
        return value / scale, gradient * units / scale

    if near is None and len(side.history.times) > MANY:
        near, starts = _pilot(side, starts, seed), 0
    begun = _starts(side, (slow, fast), starts, seed)
    if near is not None and starts == 0:
        begun = [near / units]
    elif near is not None:
        begun = [near / units, *begun[: starts // 2]]
    found = [minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=_AT_FIRST) for start in begun]
    begun = [one.x for one in sorted(found, key=lambda one: float(one.fun))[:_GO_ON]]
    found = [minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=_TO_THE_END) for start in begun]
    best = min(found, key=lambda one: float(one.fun))
    theta = np.asarray(best.x) * units
    dispersion = _dispersion(side, theta)
    return SideFit(
        side, theta, -float(best.fun) * scale, _covariance(side, theta) * dispersion, dispersion, bool(best.success)
    )


MANY, _PILOT = 20_000, 10_000  # moments: a long history, and how much of it is tried first


def _pilot(side: Side, starts: int, seed: int) -> Floats:
    """Where to start in a long history: the best of the starts on its first moments."""
    first = side.history.part(0.0, float(side.history.times[_PILOT]))
    return fit_side(replace(side, history=first), starts, seed).theta


_AT_FIRST = {"maxiter": 10}
_TO_THE_END = {"maxiter": 300, "ftol": 1e-12, "gtol": 1e-7}
_GO_ON = 2  # of the starts, the best so many are followed to the end


def _starts(side: Side, bounds: tuple[float, float], count: int, seed: int) -> list[Floats]:
    """Starts (baseline as a share of the mean rate): decays spread over their range, branching moderate."""
    rng = np.random.default_rng(seed)
    low, high = np.log(bounds)
    found = []
    for place in np.linspace(0.25, 0.85, count):
        share = rng.uniform(0.2, 0.6)
        branching = rng.dirichlet(np.ones(len(side.causes))) * share
        decays = low + (high - low) * np.clip(place + rng.normal(0, 0.05, side.parameters), 0.05, 0.95)
        left = side.parameters - side.stretches - len(side.causes)
        found.append(np.concatenate([np.full(side.stretches, 1 - share), branching, decays[:left]]))
    return found


def _without_answers(side: Side, acts: float) -> SideFit:
    """The Poisson process: each stretch's own rate."""
    days, place = side.exposure()
    seen = side.history.covered
    number = np.bincount(place[seen], weights=side.history.counts[seen, side.side], minlength=side.stretches)
    theta = np.maximum(number / np.maximum(days, 1e-9), _LEAST_RATE)
    dispersion = _dispersion(side, theta) if acts else 1.0
    covariance = np.diag(theta / np.maximum(days, 1e-9)) * dispersion
    return SideFit(side, theta, -side.loss(theta)[0], covariance, dispersion, converged=True)


def _dispersion(side: Side, theta: Floats) -> float:
    if not side.history.by_day:
        return 1.0
    seen = side.history.covered
    rate, counts = side.rates(theta)[seen], side.history.counts[seen, side.side]
    left = max(1, len(counts) - side.parameters)
    return max(1.0, float(np.sum((counts - rate) ** 2 / np.maximum(rate, 1e-9)) / left))


def _covariance(side: Side, theta: Floats) -> Floats:
    """The inverse of the observed information (differences of the gradient), without decays of no answers."""
    answered = theta[side.stretches : side.stretches + len(side.causes)] > 1e-6
    kept = np.ones(side.parameters, dtype=bool)
    decays = kept[side.stretches + len(side.causes) :]
    decays[:] = answered if side.decay_each else answered.any()
    places = np.flatnonzero(kept)
    information, likelihood = np.empty((len(places), len(places))), side.prepared()
    for row, place in enumerate(places):
        step = 1e-5 * max(abs(theta[place]), 1e-3)
        up, down = theta.copy(), theta.copy()
        up[place] += step
        down[place] = max(down[place] - step, 0.0) if place < side.stretches + len(side.causes) else down[place] - step
        change = (likelihood.loss(up)[1] - likelihood.loss(down)[1]) / (up[place] - down[place])
        information[row] = change[places]
    covariance = np.full((side.parameters, side.parameters), np.nan)
    information = (information + information.T) / 2
    if np.isfinite(information).all() and _can_be_inverted(information):
        covariance[np.ix_(places, places)] = np.linalg.inv(information)
    return covariance


def _can_be_inverted(information: Floats) -> bool:
    root = np.sqrt(np.abs(np.diag(information)))
    if not root.all():
        return False
    return bool(np.linalg.eigvalsh(information / np.outer(root, root)).min() > 1e-10)


# --- tests ------------------------------------------------------------------------------------------


def ratio(whole: SideFit, less: SideFit) -> float:
    """Twice the gain in log likelihood, over the dispersion; not below 0."""
    return max(0.0, 2 * (whole.likelihood - less.likelihood)) / whole.dispersion


def law_of_nothing(causes: int, bounds: tuple[float, float], seed: int = 1) -> Floats:
    """Gains in likelihood (ratio statistics) where nobody answers, simulated: what a gain is to be judged by.

    Two things make it another law than chi-square: branching cannot be below 0 (its boundary), and with no answers
    there is no decay to know (Davies 1987), so that the fit takes the one that suits it best. The gain is then the
    largest value, over all decays b, of the sum over causes of max(0, Z(b))^2, with Z a Gaussian process of which two
    decays correlate as 2 sqrt(b c) / (b + c): the covariance of exponential shot noise under a Poisson process. Where
    another answer makes the decay known, this errs on the safe side.
    """
    logs = np.arange(np.log(bounds[0]), np.log(bounds[1]) + _GRID, _GRID)
    apart = np.abs(logs[:, None] - logs[None, :])
    root = np.linalg.cholesky(1 / np.cosh(apart / 2) + 1e-9 * np.eye(len(logs)))
    rng = np.random.default_rng(seed)
    total = np.zeros((_DRAWS, len(logs)))
    for _ in range(causes):
        total += np.maximum(0.0, rng.normal(size=(_DRAWS, len(logs))) @ root.T) ** 2
    return np.asarray(total.max(axis=1))


_DRAWS, _FEW, _GRID = 10_000, 20, 0.25


def p_value(statistic: float, law: Floats) -> float:
    """The chance of a gain so large where nobody answers, by the law of it."""
    if statistic <= 0:
        return 1.0
    beyond = int((law >= statistic).sum())
    if beyond >= _FEW:
        return (beyond + 1) / (len(law) + 1)
    return _tail(law, statistic)


def _tail(law: Floats, statistic: float) -> float:
    """Beyond what was simulated, the tail falls as chi-square's does."""
    from scipy.stats import chi2  # noqa: PLC0415 - scipy takes a while to import

    known = float(np.quantile(law, 1 - _FEW / len(law)))
    return float(_FEW / len(law) * chi2.sf(statistic, 1) / chi2.sf(known, 1))


def without(fitted: SideFit, cause: int, starts: int, seed: int) -> SideFit:
    """The same side fitted without one of its causes."""
    side = fitted.side
    place = side.causes.index(cause)
    fewer = replace(side, causes=tuple(one for one in side.causes if one != cause))
    kept = np.ones(side.parameters, dtype=bool)
    kept[side.stretches + place] = False
    if side.decay_each or not fewer.causes:
        kept[side.stretches + len(side.causes) + (place if side.decay_each else 0)] = False
    return fit_side(fewer, starts, seed, near=fitted.theta[kept])


def standard_errors(fitted: SideFit, places: Sequence[int]) -> Floats:
    """Square roots of variances; NaN where unknown."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(np.diag(fitted.covariance)[list(places)]))
