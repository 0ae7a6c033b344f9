"""Proper scores of forecasts that are samples, and a test whether one forecast is better than another.

Lower is better for all. Source: Gneiting and Raftery, JASA 102 (2007). The test is Diebold and Mariano's (1995), its
long-run variance from equally weighted cosines with a t law (Lazarus, Lewis, Stock and Watson, Journal of Business and
Economic Statistics 36, 2018): the usual weights (Newey and West) call it a difference too often in short series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.models.panel import Floats

INTERVAL = 0.8


def crps(samples: Floats, outcome: Floats) -> Floats:
    """Continuous ranked probability score: samples (S by ...) against outcomes (...), in the outcome's unit."""
    count = len(samples)
    ordered = np.sort(samples, axis=0)
    weights = (2 * np.arange(1, count + 1) - count - 1).reshape(-1, *[1] * (ordered.ndim - 1))
    apart = (weights * ordered).sum(axis=0) / (count * (count - 1))  # half the mean distance of two samples
    return np.asarray(np.abs(samples - outcome).mean(axis=0) - apart)


def interval_score(samples: Floats, outcome: Floats, level: float = INTERVAL) -> Floats:
    """Width of the central interval, plus 2 / (1 - level) times how far outside of it the outcome is."""
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    cost = 2 / (1 - level)
    return np.asarray(high - low + cost * np.maximum(low - outcome, 0) + cost * np.maximum(outcome - high, 0))


def within(samples: Floats, outcome: Floats, level: float = INTERVAL) -> Floats:
    """1 where the outcome lies in the central interval, else 0; NaN where it is unknown."""
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.asarray(np.where(np.isnan(outcome), np.nan, (low <= outcome) & (outcome <= high)))


def log_score(samples: Floats, outcome: Floats) -> Floats:
    """Minus the log of the probability of a count; each count up to the largest seen is given half a sample more."""
    hits = (samples == outcome).sum(axis=0)
    support = np.maximum(samples.max(axis=0), np.nan_to_num(outcome)) + 1
    score = -np.log((hits + 0.5) / (len(samples) + 0.5 * support))
    return np.asarray(np.where(np.isnan(outcome), np.nan, score))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean difference of scores (below 0: the first forecast is better), its standard error and two-sided p."""

    difference: float
    error: float
    p: float


def compare(first: Floats, second: Floats) -> Comparison | None:
    """Whether two series of scores (one a forecast origin, in order) differ: Diebold and Mariano's test.

    The error allows for forecasts that overlap and scores that hang together (heteroskedasticity and autocorrelation).
    None where fewer than eight origins are known or the forecasts never differ.
    """
    from scipy.stats import t as t_law  # noqa: PLC0415 - scipy takes a while to import

    differences = (first - second)[np.isfinite(first) & np.isfinite(second)]
    count = len(differences)
    if count < 8 or np.ptp(differences) == 0:
        return None
    waves = max(4, round(0.41 * count ** (2 / 3)))
    place = np.pi * (np.arange(count) + 0.5) / count
    weights = np.sqrt(2 / count) * np.cos(np.arange(1, waves + 1)[:, None] * place)
    error = float(np.sqrt(np.mean((weights @ differences) ** 2) / count))
    mean = float(differences.mean())
    return Comparison(mean, error, float(2 * t_law.sf(abs(mean) / max(error, 1e-300), waves)))
