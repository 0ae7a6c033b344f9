"""Impulse responses with bootstrap bands: how one direction moves in the periods after another moved unexpectedly.

All bootstrap samples are simulated and fitted at once, in blocks that fit in memory. Sources: Luetkepohl (2005), 2.3
and appendix D; Kilian, Review of Economics and Statistics 80 (1998) for the correction of bias; Brueggemann, Jentsch
and Trenkler, Journal of Econometrics 191 (2016) for blocks of errors; Pesaran and Shin, Economics Letters 58 (1998)
for shocks that do not depend on an order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from countermove.models.panel import Floats, stretches
from countermove.models.reciprocity.var import Fit, largest_root, matrices


class Shock(StrEnum):
    """What moves in the first period: the one direction alone, or the others with it as they mostly do."""

    ALONE = "alone"
    TYPICAL = "typical"


class Resample(StrEnum):
    """How errors are drawn again: one by one, or in blocks, which keeps calm and stormy times apart."""

    ERRORS = "errors"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Responses to one standard deviation of unexpected movement, with bands of ``level``.

    ``response``, ``low`` and ``high`` are horizon + 1 by k (who responds) by k (who moved); ``total`` and its band sum
    them over the periods after the first. ``shock_sizes`` are the standard deviations.
    """

    names: tuple[str, ...]
    shock: Shock
    resample: Resample
    level: float
    samples: int
    seed: int
    shock_sizes: Floats
    response: Floats
    low: Floats
    high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How bands are made: ``samples`` bootstrap samples, drawn with ``seed``."""

    samples: int = 500
    level: float = 0.95
    resample: Resample = Resample.BLOCKS
    seed: int = 1


def responses(
    values: Floats,
    fitted: Fit,
    names: tuple[str, ...],
    horizon: int,
    shock: Shock = Shock.ALONE,
    how: Bootstrap | None = None,
) -> Responses:
    """Impulse responses of a VAR that was fitted to ``values`` (periods by directions), with bootstrap bands.

    Bands are percentiles of the bias-corrected bootstrap.
    """
    how = how or Bootstrap()
    rng = np.random.default_rng(how.seed)
    point = impulse(fitted.coefficients[None], fitted.sigma[None], horizon, shock)[0]
    bias = np.mean(
        [sample.mean(axis=0) for sample, _ in _refits(values, fitted, fitted.coefficients, how, rng)], axis=0
    )
    bias -= fitted.coefficients
    centre = _stable(fitted.coefficients, bias)
    drawn = [
        impulse(np.stack([_stable(one, bias) for one in sample]), sigma, horizon, shock)
        for sample, sigma in _refits(values, fitted, centre, how, rng)
    ]
    draws = np.concatenate(drawn)
    totals = draws[:, 1:].sum(axis=1)
    tails = [50 * (1 - how.level), 50 * (1 + how.level)]
    low, high = np.percentile(draws, tails, axis=0)
    total_low, total_high = np.percentile(totals, tails, axis=0)
    sizes = np.sqrt(np.diag(fitted.sigma))
    return Responses(
        names, shock, how.resample, how.level, how.samples, how.seed, sizes,
        point, low, high, point[1:].sum(axis=0), total_low, total_high,
    )  # fmt: skip


def impulse(coefficients: Floats, sigma: Floats, horizon: int, shock: Shock) -> Floats:
    """Responses of many VARs at once: samples by horizon + 1 by k (who responds) by k (who moved)."""
    lag_matrices = matrices(coefficients)
    samples, lags, size, _ = lag_matrices.shape
    effects = np.empty((samples, horizon + 1, size, size))
    effects[:, 0] = np.eye(size)
    for step in range(1, horizon + 1):
        reach = min(step, lags)
        effects[:, step] = sum(lag_matrices[:, lag - 1] @ effects[:, step - lag] for lag in range(1, reach + 1))
    sizes = np.sqrt(np.einsum("sii->si", sigma))
    if shock is Shock.ALONE:
        return np.asarray(effects * sizes[:, None, None, :])
    return np.asarray(effects @ (sigma / sizes[:, None, :])[:, None])


def _stable(coefficients: Floats, bias: Floats) -> Floats:
    """Coefficients less their bias, or less a part of it where a stable VAR would become unstable (Kilian 1998)."""
    if largest_root(coefficients) >= 1:
        return coefficients
    for part in np.arange(1.0, 0.0, -0.1):
        corrected = coefficients - part * bias
        if largest_root(corrected) < 1:
            return np.asarray(corrected)
    return coefficients


# --- bootstrap samples ------------------------------------------------------------------------------

_BLOCK_VALUES = 4_000_000  # numbers held at once: some 30 MB


def _refits(
    values: Floats, fitted: Fit, coefficients: Floats, how: Bootstrap, rng: np.random.Generator
) -> Iterator[tuple[Floats, Floats]]:
    """Coefficients and error covariances of VARs fitted to bootstrap samples, a block of samples at a time."""
    each = max(1, _BLOCK_VALUES // max(1, fitted.regressors.size))
    left = how.samples
    while left > 0:
        count = min(each, left)
        yield _refit(values, fitted, coefficients, count, how.resample, rng)
        left -= count


def _refit(
    values: Floats, fitted: Fit, coefficients: Floats, samples: int, resample: Resample, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    lags = fitted.lags
    draw = _draw_blocks if resample is Resample.BLOCKS else _draw_errors
    regressors, outcomes = [], []
    for first, stop in stretches(values):
        if stop - first <= lags:
            continue
        shocks = draw(fitted, samples, stop - first - lags, rng)
        series = _simulate(values[first : first + lags], coefficients, shocks)
        windows = sliding_window_view(series[:, :-1], lags, axis=1)  # samples, n, k, lags (oldest first)
        behind = windows[..., ::-1].swapaxes(-1, -2).reshape(samples, stop - first - lags, -1)
        regressors.append(behind)
        outcomes.append(series[:, lags:])
    behind, outcome = np.concatenate(regressors, axis=1), np.concatenate(outcomes, axis=1)
    z = np.concatenate([np.ones((*behind.shape[:2], 1)), behind], axis=2)
    turned = z.swapaxes(1, 2)
    solved = np.linalg.solve(turned @ z, turned @ outcome)
    errors = outcome - z @ solved
    sigma = errors.swapaxes(1, 2) @ errors / fitted.freedom
    return solved.swapaxes(1, 2), sigma


def _simulate(start: Floats, coefficients: Floats, shocks: Floats) -> Floats:
    """Series that a VAR gives: from the same first periods, with each sample's shocks (samples by n by k)."""
    samples, length, size = shocks.shape
    lags = len(start)
    series = np.empty((samples, lags + length, size))
    series[:, :lags] = start
    turned = coefficients[:, 1:].reshape(size, lags, size)[:, ::-1].reshape(size, -1).T  # oldest lag first
    moved = shocks + coefficients[:, 0]
    for step in range(length):
        past = series[:, step : step + lags].reshape(samples, -1)
        series[:, step + lags] = past @ turned + moved[:, step]
    return series


def _draw_errors(fitted: Fit, samples: int, length: int, rng: np.random.Generator) -> Floats:
    scaled = _scaled_errors(fitted)
    return np.asarray(scaled[rng.integers(0, len(scaled), (samples, length))])


def _draw_blocks(fitted: Fit, samples: int, length: int, rng: np.random.Generator) -> Floats:
    """Errors in blocks of about n^(1/3) periods, laid end to end, each place of a block with mean zero."""
    scaled = _scaled_errors(fitted)
    long = min(len(scaled), max(2, round(2 * len(scaled) ** (1 / 3))))
    windows = sliding_window_view(scaled, long, axis=0).swapaxes(1, 2)  # starts, place in block, k
    windows = windows - windows.mean(axis=0)
    starts = rng.integers(0, len(windows), (samples, -(-length // long)))
    return np.asarray(windows[starts].reshape(samples, -1, fitted.size)[:, :length])


def _scaled_errors(fitted: Fit) -> Floats:
    """Errors with mean zero, made larger by what fitting took from them."""
    centred = fitted.residuals - fitted.residuals.mean(axis=0)
    return np.asarray(centred * np.sqrt(fitted.observations / fitted.freedom))
