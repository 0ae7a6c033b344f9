"""Ways to forecast, each as samples of the coming periods: two simple baselines, and the two models of reciprocity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from countermove.models.panel import Floats, Panel
from countermove.models.reciprocity.counts import are_counts, fit_counts, suit_counts
from countermove.models.reciprocity.var import fit

#: Past, horizon, how many samples, chance -> samples by horizon by directions; None where there is too little to fit.
Method = Callable[[Panel, int, int, np.random.Generator], "Floats | None"]

PERSISTENCE, RECURRENCE, VAR, COUNTS = "persistence", "recurrence", "vector autoregression", "autoregression of counts"


def persistence(past: Panel, horizon: int, samples: int, rng: np.random.Generator) -> Floats | None:
    """It goes on as it last was: the last known value, plus a past change over as many periods, drawn by chance.

    Counts stay at 0 or above.
    """
    columns = [_persist(series, horizon, samples, rng) for series in past.values.T]
    if any(column is None for column in columns):
        return None
    drawn = np.stack([column for column in columns if column is not None], axis=2)
    return np.maximum(drawn, 0) if are_counts(past.values) else drawn


def _persist(series: Floats, horizon: int, samples: int, rng: np.random.Generator) -> Floats | None:
    seen = np.flatnonzero(np.isfinite(series))
    drawn = np.empty((samples, horizon))
    for ahead in range(1, horizon + 1):
        reach = ahead + len(series) - 1 - int(seen[-1])  # the last known value may lie a while back
        changes = series[reach:] - series[:-reach]
        changes = changes[np.isfinite(changes)]
        if len(changes) < 5:
            return None
        drawn[:, ahead - 1] = series[seen[-1]] + rng.choice(changes, samples)
    return drawn


_NEAR = {"day": 7, "week": 2, "month": 1, "quarter": 0}
_LEAST = 20


def recurrence(past: Panel, horizon: int, samples: int, rng: np.random.Generator) -> Floats | None:
    """It comes again as it was before: a past value of about the same time of year, else any past value.

    The time of year counts from three years on, with at least 20 values within two weeks (a month) of it.
    """
    ahead = following(past.periods[-1], past.unit, horizon)
    drawn = np.empty((samples, horizon, past.values.shape[1]))
    for column, series in enumerate(past.values.T):
        seen = np.isfinite(series)
        if seen.sum() < 5:
            return None
        for step, day in enumerate(ahead):
            pool = series[seen & _same_season(past, day)]
            drawn[:, step, column] = rng.choice(pool if len(pool) >= _LEAST else series[seen], samples)
    return drawn


def _same_season(past: Panel, day: date) -> np.ndarray:
    if past.unit not in _NEAR or (past.periods[-1] - past.periods[0]).days < 3 * 365:
        return np.zeros(len(past.periods), dtype=bool)
    days = {"day": 1, "week": 7, "month": 31, "quarter": 92}[past.unit] * _NEAR[past.unit] + 3
    apart = np.array([abs(one.timetuple().tm_yday - day.timetuple().tm_yday) for one in past.periods])
    return np.asarray(np.minimum(apart, 365 - apart) <= days)


def by_var(lags: int) -> Method:
    """A vector autoregression with this many lags; its errors are drawn again from those of the past."""

    def method(past: Panel, horizon: int, samples: int, rng: np.random.Generator) -> Floats | None:
        fitted = fit(past.values, lags)
        recent = past.values[-lags:]
        if fitted is None or not np.isfinite(recent).all():
            return None
        series = np.empty((samples, lags + horizon, fitted.size))
        series[:, :lags] = recent
        errors = fitted.residuals[rng.integers(0, fitted.observations, (samples, horizon))]
        errors *= np.sqrt(fitted.observations / fitted.freedom)
        for step in range(horizon):
            behind = series[:, step : step + lags][:, ::-1].reshape(samples, -1)
            series[:, lags + step] = fitted.coefficients[:, 0] + behind @ fitted.coefficients[:, 1:].T + errors[:, step]
        drawn = series[:, lags:]
        return np.maximum(np.round(drawn), 0) if are_counts(past.values) else drawn

    return method


def by_counts(lags: int) -> Method:
    """An autoregression of counts with this many lags: counts are drawn by its own law, step by step."""

    def method(past: Panel, horizon: int, samples: int, rng: np.random.Generator) -> Floats | None:
        fitted = fit_counts(past.values, lags)
        recent = past.values[-lags:]
        if fitted is None or not np.isfinite(recent).all():
            return None
        weights = np.column_stack([one.coefficients for one in fitted.equations])
        most = 10 * (np.nanmax(past.values, axis=0) + 1)  # a path may not run away
        series = np.empty((samples, lags + horizon, len(fitted.equations)))
        series[:, :lags] = recent
        for step in range(horizon):
            behind = np.log1p(series[:, step : step + lags][:, ::-1]).reshape(samples, -1)
            mean = np.minimum(np.exp(np.minimum(weights[0] + behind @ weights[1:], 50)), most)
            for side, equation in enumerate(fitted.equations):
                alpha = equation.alpha
                rate = mean[:, side] * (rng.gamma(1 / alpha, alpha, samples) if alpha else 1.0)
                series[:, lags + step, side] = rng.poisson(rate)
        return series[:, lags:]

    return method


def chosen(values: Floats) -> str:
    """The model for these values: counts where they are small counts, else the vector autoregression."""
    return COUNTS if suit_counts(values) else VAR


def following(last: date, unit: str, count: int) -> list[date]:
    """The first days of the periods after ``last``."""
    if unit in ("month", "quarter", "year"):
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        places = [last.year * 12 + last.month - 1 + months * step for step in range(1, count + 1)]
        return [date(place // 12, place % 12 + 1, last.day if last.day <= 28 else 1) for place in places]
    days = 7 if unit == "week" else 1
    return [date.fromordinal(last.toordinal() + days * step) for step in range(1, count + 1)]
