"""A vector autoregression by least squares on unbroken stretches: fit, lag choice, block tests, checks of its errors.

y(t) = c + A1 y(t-1) + ... + Ap y(t-p) + u(t). Without gaps the figures are those of statsmodels' VAR (a test compares
them); with gaps a period counts only where it and all its lags are known, which statsmodels cannot do.
Source: Luetkepohl, New Introduction to Multiple Time Series Analysis (2005), chapters 3 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from countermove.models.panel import Floats, known


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted VAR of k directions with p lags on n periods.

    ``coefficients`` is k by 1 + k p: constant, then lag 1 of every direction, lag 2 ... ``matrices`` gives A1..Ap.
    ``rows`` are the periods that were used, ``gram`` the inverse of Z'Z; ``sigma`` is the covariance of the errors with
    n - 1 - k p degrees of freedom.
    """

    lags: int
    coefficients: Floats
    residuals: Floats
    regressors: Floats
    rows: np.ndarray
    gram: Floats

    @property
    def size(self) -> int:
        """How many directions there are."""
        return int(self.coefficients.shape[0])

    @property
    def observations(self) -> int:
        """How many periods were used."""
        return len(self.rows)

    @property
    def freedom(self) -> int:
        """Degrees of freedom left in each equation."""
        return self.observations - int(self.coefficients.shape[1])

    @property
    def sigma(self) -> Floats:
        """Covariance of the errors, k by k."""
        return np.asarray(self.residuals.T @ self.residuals / self.freedom)

    @property
    def matrices(self) -> Floats:
        """A1..Ap: p by k (outcome) by k (cause)."""
        return matrices(self.coefficients)

    def columns(self, cause: int) -> np.ndarray:
        """The places of one direction's lags among the regressors."""
        return 1 + cause + self.size * np.arange(self.lags)


def matrices(coefficients: Floats) -> Floats:
    """A1..Ap from coefficients (... by k by 1 + k p): ... by p by k by k."""
    *batch, size, columns = coefficients.shape
    lags = (columns - 1) // size
    return np.moveaxis(coefficients[..., 1:].reshape(*batch, size, lags, size), -2, -3)


def usable(values: Floats, depth: int) -> np.ndarray:
    """Periods that are known together with the ``depth`` periods before them."""
    if len(values) <= depth:
        return np.empty(0, dtype=int)
    whole = sliding_window_view(known(values), depth + 1).all(axis=1)
    return np.flatnonzero(whole) + depth


def lagged(values: Floats, rows: np.ndarray, lags: int) -> Floats:
    """The regressors of these periods: a constant, then every direction at lag 1, lag 2 ...: n by 1 + k p."""
    behind = [values[rows - lag] for lag in range(1, lags + 1)]
    return np.column_stack([np.ones(len(rows)), *behind])


def fit(values: Floats, lags: int, depth: int | None = None) -> Fit | None:
    """Fit a VAR to periods by directions; None where fewer periods than coefficients are left.

    ``depth`` (at least ``lags``) leaves out the periods that a longer lag would, so that fits can be compared.
    """
    rows = usable(values, depth or lags)
    regressors = lagged(values, rows, lags)
    if len(rows) <= regressors.shape[1] or np.linalg.matrix_rank(regressors) < regressors.shape[1]:
        return None
    outcomes = values[rows]
    solution = np.linalg.lstsq(regressors, outcomes, rcond=None)[0]
    gram: Floats = np.asarray(np.linalg.inv(regressors.T @ regressors), dtype=np.float64)
    return Fit(lags, solution.T, outcomes - regressors @ solution, regressors, rows, gram)


# --- lag choice -------------------------------------------------------------------------------------

CRITERIA = ("aic", "bic", "hq")


@dataclass(frozen=True, slots=True)
class LagChoice:
    """How many lags each criterion would take, of at most ``most``."""

    most: int
    aic: int
    bic: int
    hq: int


def choose_lags(values: Floats, most: int) -> LagChoice:
    """The lags that AIC, BIC (Schwarz) and HQ (Hannan-Quinn) would take, all judged on the same periods.

    Lags whose VAR cannot be fitted are passed over; at least one lag is taken.
    """
    scored = {lags: _criteria(values, lags, most) for lags in range(1, most + 1)}
    seen = {lags: scores for lags, scores in scored.items() if scores is not None}
    if not seen:
        return LagChoice(most, 1, 1, 1)
    best = [min(seen, key=lambda lags, place=place: seen[lags][place]) for place in range(len(CRITERIA))]  # type: ignore[misc]
    return LagChoice(most, *best)


def _criteria(values: Floats, lags: int, depth: int) -> tuple[float, float, float] | None:
    fitted = fit(values, lags, depth)
    if fitted is None:
        return None
    n = fitted.observations
    sign, size = np.linalg.slogdet(fitted.residuals.T @ fitted.residuals / n)
    if sign <= 0:
        return None
    free = fitted.coefficients.size
    return (
        float(size + 2 * free / n),
        float(size + np.log(n) * free / n),
        float(size + 2 * np.log(np.log(n)) * free / n),
    )


# --- tests ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BlockTest:
    """Whether a block of lags helps to tell an outcome: Granger's test.

    ``f`` with ``freedom`` (numerator, denominator) and ``p`` assume errors of equal size; ``p_robust`` is the p value
    without that assumption (White's covariance, HC1). ``total`` is the sum of the block's coefficients with its robust
    standard error.
    """

    f: float
    freedom: tuple[int, int]
    p: float
    p_robust: float
    total: float
    error: float


def block_test(fitted: Fit, outcome: int, causes: Sequence[int]) -> BlockTest:
    """Granger's F test that the lags of ``causes`` do nothing for ``outcome`` (Luetkepohl 2005, 3.6).

    The denominator's degrees of freedom are those of all equations together, as statsmodels counts them.
    """
    from scipy.stats import f as f_law  # noqa: PLC0415 - scipy takes a while to import

    places = np.concatenate([fitted.columns(cause) for cause in causes])
    block = fitted.coefficients[outcome, places]
    plain = fitted.sigma[outcome, outcome] * fitted.gram[np.ix_(places, places)]
    robust = _white(fitted, outcome)[np.ix_(places, places)]
    freedom = (len(places), fitted.size * fitted.freedom)
    f, f_robust = (float(block @ np.linalg.solve(spread, block)) / len(places) for spread in (plain, robust))
    return BlockTest(
        f,
        freedom,
        float(f_law.sf(f, *freedom)),
        float(f_law.sf(f_robust, len(places), fitted.freedom)),
        float(block.sum()),
        float(np.sqrt(max(robust.sum(), 0.0))),
    )


def _white(fitted: Fit, outcome: int) -> Floats:
    """White's covariance (HC1) of one equation's coefficients."""
    weighted = fitted.regressors * fitted.residuals[:, [outcome]]
    spread = fitted.gram @ (weighted.T @ weighted) @ fitted.gram
    return np.asarray(spread * fitted.observations / fitted.freedom)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjustment of p values for many tests: the chance of any false finding stays at the level."""
    count = len(p_values)
    order = sorted(range(count), key=lambda place: p_values[place])
    adjusted, largest = [1.0] * count, 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (count - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted


# --- checks -----------------------------------------------------------------------------------------


def largest_root(coefficients: Floats) -> float:
    """The largest modulus among the roots of a VAR's companion matrix: below 1 it is stable."""
    return float(np.abs(np.linalg.eigvals(companion(matrices(coefficients)))).max())


def companion(lag_matrices: Floats) -> Floats:
    """The companion matrix of A1..Ap (p by k by k)."""
    lags, size, _ = lag_matrices.shape
    below = np.eye(size * (lags - 1), size * lags)
    return np.vstack([np.hstack(list(lag_matrices)), below])


@dataclass(frozen=True, slots=True)
class Whiteness:
    """Portmanteau test that errors of different periods have nothing to do with each other."""

    statistic: float
    freedom: int
    p: float


def portmanteau(fitted: Fit, horizon: int) -> Whiteness | None:
    """The adjusted portmanteau test over ``horizon`` lags (Hosking 1980); None where too few periods are left."""
    from scipy.stats import chi2  # noqa: PLC0415 - scipy takes a while to import

    n = fitted.observations
    if n <= horizon + 1 or horizon <= fitted.lags:
        return None
    errors = fitted.residuals - fitted.residuals.mean(axis=0)
    placed = np.zeros((int(fitted.rows[-1]) + 1, fitted.size))  # pairs across a gap fall on zeros, and add nothing
    placed[fitted.rows] = errors
    inverse = np.linalg.pinv(errors.T @ errors / n)
    statistic = 0.0
    for lag in range(1, horizon + 1):
        shared = placed[lag:].T @ placed[:-lag] / n
        statistic += float(np.trace(shared.T @ inverse @ shared @ inverse)) / (n - lag)
    freedom = fitted.size**2 * (horizon - fitted.lags)
    return Whiteness(n**2 * statistic, freedom, float(chi2.sf(n**2 * statistic, freedom)))
