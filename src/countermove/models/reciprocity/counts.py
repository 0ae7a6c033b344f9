"""Reciprocity in counts of acts, for daily data: an autoregression of counts with cross terms.

The expected count of a period is exp(c + sum of b(l) log(1 + own count l periods ago) + the same of the others): the
log-linear autoregression of Fokianos and Tjoestheim, Journal of Multivariate Analysis 102 (2011). Counts vary as
Poisson counts do or, where they vary more than that, as negative binomial ones (Cameron and Trivedi 1990). Errors of
coefficients are robust (White), so that they do not rest on either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from countermove.models.panel import Floats
from countermove.models.reciprocity.var import BlockTest, lagged, usable


@dataclass(frozen=True, slots=True)
class CountEquation:
    """One direction's equation: coefficients with robust covariance.

    ``family`` is "poisson" or "negative binomial"; ``dispersion`` is the variance of Poisson errors over what Poisson
    counts have (1 where they fit), ``alpha`` the negative binomial's own dispersion. ``bic`` is -2 log likelihood plus
    the penalty.
    """

    family: str
    dispersion: float
    alpha: float
    coefficients: Floats
    covariance: Floats
    freedom: int
    bic: float


@dataclass(frozen=True, slots=True)
class CountFit:
    """The equations of all directions, with the same lags on the same periods."""

    lags: int
    rows: np.ndarray
    equations: tuple[CountEquation, ...]

    def expected(self, values: Floats) -> Floats:
        """The counts that are expected at ``rows``, by directions."""
        z = lagged(np.log1p(values), self.rows, self.lags)
        return np.asarray(np.exp(z @ np.column_stack([one.coefficients for one in self.equations])))

    def test(self, outcome: int, causes: Sequence[int]) -> BlockTest:
        """Wald's test that the lags of ``causes`` do nothing for ``outcome``, as an F test; robust throughout.

        ``total`` is the sum of the coefficients: how many per cent more acts follow one per cent more.
        """
        from scipy.stats import f as f_law  # noqa: PLC0415 - scipy takes a while to import

        equation, size = self.equations[outcome], len(self.equations)
        places = np.concatenate([1 + cause + size * np.arange(self.lags) for cause in causes])
        block, spread = equation.coefficients[places], equation.covariance[np.ix_(places, places)]
        f = float(block @ np.linalg.pinv(spread) @ block) / len(places)
        freedom = (len(places), equation.freedom)
        p = float(f_law.sf(f, *freedom))
        return BlockTest(f, freedom, p, p, float(block.sum()), float(np.sqrt(max(0.0, spread.sum()))))


def fit_counts(values: Floats, lags: int, depth: int | None = None) -> CountFit | None:
    """Fit to counts (periods by directions; NaN is a gap); None where too few periods are left or a fit fails."""
    rows = usable(values, depth or lags)
    z = lagged(np.log1p(values), rows, lags)
    if len(rows) <= z.shape[1] + 1 or np.linalg.matrix_rank(z) < z.shape[1]:
        return None
    equations = [_equation(values[rows, outcome], z) for outcome in range(values.shape[1])]
    if any(equation is None for equation in equations):
        return None
    return CountFit(lags, rows, tuple(equation for equation in equations if equation is not None))


def choose_count_lags(values: Floats, most: int) -> int:
    """The lags with the least BIC over all equations, judged on the same periods; 1 where nothing can be fitted."""
    fits = {lags: fit_counts(values, lags, most) for lags in range(1, most + 1)}
    scored = {lags: sum(one.bic for one in fitted.equations) for lags, fitted in fits.items() if fitted}
    return min(scored, key=lambda lags: scored[lags], default=1)


_OVERDISPERSED = 1.2  # a dispersion that Poisson counts hardly reach in a hundred periods


def _equation(counts: Floats, z: Floats) -> CountEquation | None:
    import statsmodels.api as sm  # noqa: PLC0415 - it takes a second to import

    poisson = _fitted(counts, z, sm.families.Poisson())
    if poisson is None:
        return None
    dispersion = float(poisson.pearson_chi2 / poisson.df_resid)
    mean = np.asarray(poisson.fittedvalues)
    alpha = max(0.0, float(np.sum((counts - mean) ** 2 - counts) / np.sum(mean**2)))
    if dispersion < _OVERDISPERSED or alpha == 0:
        return _record("poisson", poisson, dispersion, 0.0)
    binomial = _fitted(counts, z, sm.families.NegativeBinomial(alpha=alpha))
    if binomial is None:
        return _record("poisson", poisson, dispersion, 0.0)
    return _record("negative binomial", binomial, dispersion, alpha)


def _fitted(counts: Floats, z: Floats, family: Any) -> Any | None:
    import warnings  # noqa: PLC0415

    import statsmodels.api as sm  # noqa: PLC0415 - it takes a second to import

    with warnings.catch_warnings():  # a fit that fails is told by what it gives
        warnings.simplefilter("ignore")
        try:
            fitted = sm.GLM(counts, z, family=family).fit(cov_type="HC1", maxiter=200)
        except (np.linalg.LinAlgError, ValueError):
            return None
    usable_fit = fitted.converged and np.isfinite(fitted.params).all() and np.isfinite(fitted.cov_params()).all()
    return fitted if usable_fit else None


def _record(family: str, fitted: Any, dispersion: float, alpha: float) -> CountEquation:
    free = len(fitted.params) + (alpha > 0)
    bic = -2 * float(fitted.llf) + free * float(np.log(fitted.nobs))
    covariance = np.asarray(fitted.cov_params())
    return CountEquation(
        family, dispersion, alpha, np.asarray(fitted.params), covariance, int(fitted.df_resid), float(bic)
    )


_FEW_ZEROS = 0.2
_SMALL = 10


def are_counts(values: Floats) -> bool:
    """Whether all known values are whole and none is negative."""
    seen = values[np.isfinite(values)]
    return bool(len(seen) and (seen >= 0).all() and (seen == np.round(seen)).all())


def suit_counts(values: Floats) -> bool:
    """Whether a count model is the better choice: small counts, or many zeros, where a VAR's errors cannot be even."""
    seen = values[np.isfinite(values)]
    return are_counts(values) and bool((seen == 0).mean() > _FEW_ZEROS or seen.mean() < _SMALL)
