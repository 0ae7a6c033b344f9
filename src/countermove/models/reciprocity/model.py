"""Ask whether the sides of a panel answer each other: fit, test, fit again on parts of the time, say what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from countermove.errors import InputError
from countermove.models.panel import Floats, Panel, data_cautions, known, stretches, without_constant
from countermove.models.parts import parts
from countermove.models.reciprocity.counts import are_counts, choose_count_lags, fit_counts, suit_counts
from countermove.models.reciprocity.questions import Question, Role, questions, short, toward
from countermove.models.reciprocity.responses import Bootstrap, Responses, Shock, responses
from countermove.models.reciprocity.result import Answer, Inertia, Moments, Reciprocity, Surprise
from countermove.models.reciprocity.var import (
    CRITERIA,
    BlockTest,
    Fit,
    block_test,
    choose_lags,
    fit,
    holm,
    largest_root,
    portmanteau,
)
from countermove.models.result import Caution, SubPeriod

LEVEL = 0.05
_MOST_LAGS = {"day": 14, "week": 12, "month": 6, "quarter": 4}
_HORIZON = {"day": 21, "week": 12, "month": 12, "quarter": 8}
_PERIODS_A_COEFFICIENT = 5  # fewer and estimates are worth little

Test = Callable[[int, Sequence[int]], BlockTest]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to ask: lags (None: by ``criterion``, "aic", "bic" or "hq", up to ``most``), shocks and bands."""

    lags: int | None = None
    criterion: str = "hq"
    most: int | None = None
    horizon: int | None = None
    shock: Shock = Shock.ALONE
    bands: Bootstrap | None = field(default_factory=Bootstrap)

    def __post_init__(self) -> None:
        if self.criterion not in CRITERIA:
            raise InputError(f"no criterion {self.criterion}: take {', '.join(CRITERIA)}")
        if self.lags is not None and self.lags < 1:
            raise InputError("--lags: at least 1")


def reciprocity(given: Panel, settings: Settings | None = None) -> Reciprocity:
    """Ask with a VAR whether the sides answer each other, in scores or any other amounts.

    Raises InputError where fewer than two series change, or too few periods are left to fit anything.
    """
    settings = settings or Settings()
    panel, cautions = _two_or_more(given)
    values = panel.values
    most = _most_lags(panel, settings)
    choice = choose_lags(values, most)
    lags = settings.lags or int(getattr(choice, settings.criterion))
    fitted = fit(values, lags)
    if fitted is None or fitted.observations < _least(1 + lags * fitted.size):
        raise InputError(_too_few(panel, lags))
    asked = questions(panel.directions)
    answers = _answers(panel, asked, lambda outcome, causes: block_test(fitted, outcome, causes))
    answers, sub_periods = _in_parts(panel, asked, answers, lambda part: _var_test(part, lags))
    white = portmanteau(fitted, lags + max(6, lags))
    root = largest_root(fitted.coefficients)
    drawn = _bands(panel, fitted, settings) if root < 1 else None
    warnings = [
        *cautions, *_few(panel, fitted.observations, fitted.coefficients.shape[1]), *data_cautions(panel),
        *_var_cautions(panel, fitted, root, white.p if white else None), *_wisdom(answers), *_instability(answers),
        *_extremes(panel, answers, lags), *_counts_better(panel),
    ]  # fmt: skip
    return Reciprocity(
        hypothesis=_hypothesis(answers), finding=_finding(answers, len(sub_periods), panel),
        warnings=tuple(warnings), sub_periods=sub_periods, model="vector autoregression",
        family=("least squares",) * fitted.size, directions=panel.directions, unit=panel.unit,
        first=panel.periods[int(fitted.rows[0])], last=panel.periods[int(fitted.rows[-1])],
        observations=fitted.observations, lags=lags, lags_by="given" if settings.lags else settings.criterion.upper(),
        choice=choice, moments=_moments(panel), correlation=_correlation(values[known(values)]),
        unexpected=_correlation(fitted.residuals), answers=answers,
        inertia=_inertia(panel, lambda outcome, causes: block_test(fitted, outcome, causes)),
        largest_root=root, whiteness=white, responses=drawn,
        surprises=_surprises(panel, fitted.rows, fitted.residuals, np.sqrt(np.diag(fitted.sigma))),
    )  # fmt: skip


def count_reciprocity(given: Panel, settings: Settings | None = None) -> Reciprocity:
    """Ask with an autoregression of counts whether the sides answer each other: the better choice for daily counts.

    Raises InputError where the values are no counts, fewer than two series change, or too few periods are left.
    """
    settings = settings or Settings()
    panel, cautions = _two_or_more(given)
    values = panel.values
    if not are_counts(values):
        raise InputError("the series are no counts (a value is negative or no whole number): ask without --counts")
    most = _most_lags(panel, settings)
    lags = settings.lags or choose_count_lags(values, most)
    fitted = fit_counts(values, lags)
    if fitted is None or len(fitted.rows) < _least(1 + lags * values.shape[1]):
        raise InputError(_too_few(panel, lags))
    asked = questions(panel.directions)
    answers = _answers(panel, asked, fitted.test)
    answers, sub_periods = _in_parts(panel, asked, answers, lambda part: _count_test(part, lags))
    warnings = [
        *cautions, *_few(panel, len(fitted.rows), 1 + lags * values.shape[1]), *data_cautions(panel),
        *_wisdom(answers), *_instability(answers),
    ]  # fmt: skip
    expected = fitted.expected(values)
    errors = (values[fitted.rows] - expected) / np.sqrt(expected)
    return Reciprocity(
        hypothesis=_hypothesis(answers), finding=_finding(answers, len(sub_periods), panel),
        warnings=tuple(warnings), sub_periods=sub_periods, model="autoregression of counts",
        family=tuple(equation.family for equation in fitted.equations), directions=panel.directions, unit=panel.unit,
        first=panel.periods[int(fitted.rows[0])], last=panel.periods[int(fitted.rows[-1])],
        observations=len(fitted.rows), lags=lags, lags_by="given" if settings.lags else "BIC", choice=None,
        moments=_moments(panel), correlation=_correlation(values[known(values)]), unexpected=_correlation(errors),
        answers=answers, inertia=_inertia(panel, fitted.test), largest_root=None, whiteness=None, responses=None,
        surprises=_surprises(panel, fitted.rows, values[fitted.rows] - expected, np.sqrt(expected)),
    )  # fmt: skip


# --- what is asked of what --------------------------------------------------------------------------


def _two_or_more(given: Panel) -> tuple[Panel, list[Caution]]:
    panel, cautions = without_constant(given)
    if not questions(panel.directions):
        raise InputError(
            f"only {', '.join(panel.names)} changes at all over {len(given.periods)} {given.unit}s:"
            " reciprocity needs two sides that act; check the names and dates, or take another measure"
        )
    return panel, cautions


def _most_lags(panel: Panel, settings: Settings) -> int:
    """As many lags as are asked for or usual, but no more than the longest stretch can carry."""
    longest = max((stop - first for first, stop in stretches(panel.values)), default=0)
    size = panel.values.shape[1]
    carried = max(1, (longest - 1) // (2 * size + 1) // 2)
    return settings.most or min(_MOST_LAGS.get(panel.unit, 12), carried)


def _least(coefficients: int) -> int:
    """The fewest periods that are worth a fit: below them figures are chance."""
    return max(12, 2 * coefficients)


def _too_few(panel: Panel, lags: int) -> str:
    runs = stretches(panel.values)
    seen = sum(max(0, stop - first - lags) for first, stop in runs)
    return (
        f"{seen} {panel.unit}s that are known together with the {lags} before them (in {len(runs)} stretches) are too"
        f" few for a model of {len(panel.directions)} series (or one is a copy of another): take a longer time, shorter"
        " periods or fewer lags"
    )


def _answers(panel: Panel, asked: Sequence[Question], test: Test) -> tuple[Answer, ...]:
    tests = [test(question.outcome, [question.cause]) for question in asked]
    adjusted = holm([max(one.p, one.p_robust) for one in tests])
    return tuple(
        Answer(
            question.hypothesis, short(question, panel.directions), question.role, panel.names[question.outcome],
            panel.names[question.cause], one.f, one.freedom, one.p, one.p_robust, p, p < LEVEL, one.total, one.error,
            (),
        )
        for question, one, p in zip(asked, tests, adjusted, strict=True)
    )  # fmt: skip


def _inertia(panel: Panel, test: Test) -> tuple[Inertia, ...]:
    own = [test(place, [place]) for place in range(len(panel.directions))]
    return tuple(
        Inertia(name, one.total, one.error, max(one.p, one.p_robust))
        for name, one in zip(toward(panel.directions), own, strict=True)
    )


def _bands(panel: Panel, fitted: Fit, settings: Settings) -> Responses | None:
    if settings.bands is None:
        return None
    horizon = settings.horizon or _HORIZON.get(panel.unit, 12)
    return responses(panel.values, fitted, panel.names, horizon, settings.shock, settings.bands)


# --- parts of the time ------------------------------------------------------------------------------


def _var_test(part: Panel, lags: int) -> Test | None:
    fitted = fit(part.values, lags)
    if fitted is None or fitted.observations < 2 * fitted.coefficients.shape[1]:
        return None
    return lambda outcome, causes: block_test(fitted, outcome, causes)


def _count_test(part: Panel, lags: int) -> Test | None:
    fitted = fit_counts(part.values, lags)
    if fitted is None or len(fitted.rows) < 2 * (1 + lags * part.values.shape[1]):
        return None
    return fitted.test


def _in_parts(
    panel: Panel, asked: Sequence[Question], answers: tuple[Answer, ...], test_of: Callable[[Panel], Test | None]
) -> tuple[tuple[Answer, ...], tuple[SubPeriod, ...]]:
    """The answers with whether each holds in halves and thirds, and the parts as such."""
    cut = parts(len(panel.periods))
    tests = [test_of(panel.part(first, stop)) for first, stop in cut]
    by_part = [
        [_holds(answer, question, test) for answer, question in zip(answers, asked, strict=True)] for test in tests
    ]
    judged = tuple(
        replace(answer, holds=tuple(column[place] for column in by_part)) for place, answer in enumerate(answers)
    )
    return judged, tuple(
        _sub_period(panel, where, test, judged, asked, place)
        for place, (where, test) in enumerate(zip(cut, tests, strict=True))
    )


def _holds(answer: Answer, question: Question, test: Test | None) -> bool | None:
    if test is None:
        return None
    one = test(question.outcome, [question.cause])
    same = np.sign(one.total) == np.sign(answer.total)
    return bool(max(one.p, one.p_robust) < LEVEL and same)


def _sub_period(
    panel: Panel, where: tuple[int, int], test: Test | None, answers: Sequence[Answer], asked: Sequence[Question],
    place: int,
) -> SubPeriod:  # fmt: skip
    first, stop = where
    found = [(answer, question) for answer, question in zip(answers, asked, strict=True) if answer.shown]
    told = found or list(zip(answers, asked, strict=True))[:2]
    holds: bool | None = None
    says, figures = "too few periods for this many lags", []
    if test is not None:
        tests = [(answer, test(question.outcome, [question.cause])) for answer, question in told]
        holds = all(answer.holds[place] for answer, _ in found) if found else not any(a.holds[place] for a, _ in told)
        says = "; ".join(
            f"{answer.name}: p {max(one.p, one.p_robust):.2g}, sum {one.total:+.2f}" for answer, one in tests
        )
        for answer, one in tests:
            figures += [(f"{answer.name}: p", max(one.p, one.p_robust)), (f"{answer.name}: sum", one.total)]
    return SubPeriod(panel.periods[first], panel.periods[stop - 1], holds, says, tuple(figures))


# --- warnings ---------------------------------------------------------------------------------------


def _few(panel: Panel, observations: int, coefficients: int) -> list[Caution]:
    if observations >= _PERIODS_A_COEFFICIENT * coefficients:
        return []
    return [
        Caution(
            "few",
            f"{observations} {panel.unit}s for {coefficients} coefficients in each equation: estimates are loose, and"
            " tests find too much or too little",
        )
    ]


_HEAVY = 10.0
_SAME_PERIOD = 0.3


def _var_cautions(panel: Panel, fitted: Fit, root: float, white: float | None) -> list[Caution]:
    said = [*_unit_roots(panel, root), *_heavy_tails(panel, fitted)]
    if white is not None and white < 0.01:
        said.append(
            Caution(
                "assumption",
                f"errors of neighbouring {panel.unit}s are still related (portmanteau p {white:.2g}):"
                f" {fitted.lags} lags do not tell all",
            )
        )
    related = _correlation(fitted.residuals) - np.eye(fitted.size)
    largest = np.unravel_index(np.argmax(np.abs(related)), related.shape)
    if abs(related[largest]) > _SAME_PERIOD:
        names = " and ".join(panel.names[int(place)] for place in sorted(largest))
        said.append(
            Caution(
                "assumption",
                f"{names} move together within the same {panel.unit} (correlation of errors {related[largest]:.2f}):"
                f" who answers whom within a {panel.unit} cannot be told; take shorter periods",
            )
        )
    return said


def _unit_roots(panel: Panel, root: float) -> list[Caution]:
    if root >= 1:
        return [
            Caution(
                "assumption",
                f"the model is unstable (largest root {root:.3f}): shocks never fade, tests do not hold, and no"
                " responses are drawn; take another time or measure",
            )
        ]
    wander = [name for name, series in zip(panel.names, panel.values.T, strict=True) if _wanders(series)]
    if not wander:
        return []
    return [
        Caution(
            "assumption",
            f"{', '.join(wander)} may wander without a fixed mean (Dickey-Fuller p above 0.05, largest root"
            f" {root:.3f}): series that drift seem to answer each other",
        )
    ]


def _wanders(series: Floats) -> bool:
    """Whether a unit root cannot be excluded on the longest stretch (augmented Dickey-Fuller)."""
    import warnings  # noqa: PLC0415

    from statsmodels.tsa.stattools import adfuller  # noqa: PLC0415 - it takes a second to import

    first, stop = max(stretches(series[:, None]), key=lambda run: run[1] - run[0])
    longest = series[first:stop]
    if len(longest) < 20 or np.ptp(longest) == 0:
        return False
    with warnings.catch_warnings():  # it announces that it will give another kind of record
        warnings.simplefilter("ignore")
        tested = adfuller(longest, autolag="AIC")
    return bool((tested[1] if isinstance(tested, tuple) else tested.pvalue) > LEVEL)


def _heavy_tails(panel: Panel, fitted: Fit) -> list[Caution]:
    from scipy.stats import kurtosis  # noqa: PLC0415 - scipy takes a while to import

    excess = kurtosis(fitted.residuals, axis=0)
    heavy = [f"{name} ({value:.0f})" for name, value in zip(panel.names, excess, strict=True) if value > _HEAVY]
    if not heavy:
        return []
    return [
        Caution(
            "assumption",
            f"a few extreme {panel.unit}s carry much weight (excess kurtosis of errors: {', '.join(heavy)}): judge by"
            " the robust p values",
        )
    ]


def _wisdom(answers: Sequence[Answer]) -> list[Caution]:
    """Many questions, and questions whose two tests disagree."""
    said = []
    if len(answers) > 2:
        said.append(
            Caution(
                "many-tests",
                f"{len(answers)} questions were asked at once: p (all) is adjusted for that (Holm), the others are not",
            )
        )
    split = [one.name for one in answers if min(one.p_f, one.p_robust) < LEVEL <= max(one.p_f, one.p_robust)]
    if split:
        said.append(
            Caution(
                "assumption", f"the plain and the robust test disagree on: {'; '.join(split)}; counted as not found"
            )
        )
    return said


def _instability(answers: Sequence[Answer]) -> list[Caution]:
    fails = [
        f"{one.name} ({sum(held is True for held in one.holds)} of {sum(held is not None for held in one.holds)})"
        for one in answers
        if one.shown and any(held is False for held in one.holds)
    ]
    if not fails:
        return []
    return [Caution("unstable", f"not found in every half and third of the time: {'; '.join(fails)}")]


def _extremes(panel: Panel, answers: Sequence[Answer], lags: int) -> list[Caution]:
    """Fit again with the most extreme periods drawn in to the 0.5th and 99.5th percentile."""
    found = [one for one in answers if one.shown]
    low, high = np.nanpercentile(panel.values, [0.5, 99.5], axis=0)
    fitted = fit(np.clip(panel.values, low, high), lags) if found else None
    if fitted is None:
        return []
    again = {
        one.name: block_test(fitted, panel.names.index(one.outcome), [panel.names.index(one.cause)]) for one in found
    }
    lost = [
        name for one in found for name in [one.name]
        if max(again[name].p, again[name].p_robust) >= LEVEL or np.sign(again[name].total) != np.sign(one.total)
    ]  # fmt: skip
    if not lost:
        return []
    return [
        Caution(
            "unstable",
            f"rests on the most extreme 1% of {panel.unit}s, and goes once they are drawn in: {'; '.join(lost)}",
        )
    ]


def _counts_better(panel: Panel) -> list[Caution]:
    if not suit_counts(panel.values):
        return []
    zeros = float((panel.values[known(panel.values)] == 0).mean())
    return [
        Caution(
            "assumption",
            f"the series are small counts ({zeros:.0%} zeros), which a VAR describes badly: the count model (--counts)"
            " is the better choice",
        )
    ]


# --- figures and words ------------------------------------------------------------------------------


def _moments(panel: Panel) -> tuple[Moments, ...]:
    return tuple(
        Moments(name, len(seen), float(seen.mean()), float(seen.std(ddof=1)), float(seen.min()), float(seen.max()))
        for name, series in zip(panel.names, panel.values.T, strict=True)
        for seen in [series[np.isfinite(series)]]
    )


def _correlation(values: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.atleast_2d(np.corrcoef(values.T))


_SURPRISES = 5


def _surprises(panel: Panel, rows: np.ndarray, errors: Floats, sizes: Floats) -> tuple[Surprise, ...]:
    """The periods with the largest errors beside their size (one a direction, or one each), in order of size."""
    apart = errors / sizes
    order = np.argsort(-np.abs(apart), axis=None, kind="stable")[:_SURPRISES]
    places = zip(*np.unravel_index(order, apart.shape), strict=True)
    found = [(int(row), int(side)) for row, side in places]
    values = panel.values[rows]
    return tuple(
        Surprise(
            panel.periods[int(rows[row])], panel.names[side], float(values[row, side]),
            float(values[row, side] - errors[row, side]), float(apart[row, side]),
        )
        for row, side in found
    )  # fmt: skip


def _hypothesis(answers: Sequence[Answer]) -> str:
    asked = [one for one in answers if one.role in (Role.RECIPROCITY, Role.SERIES)] or list(answers)
    triangles = len(answers) - len(asked)
    more = f"; and {triangles} questions about third parties, in the table" if triangles else ""
    return "; ".join(one.hypothesis for one in asked[:2]) + more + "."


def _finding(answers: Sequence[Answer], count: int, panel: Panel) -> str:
    """One sentence: what helps to tell what, how, and in how many parts of the time. Never that it causes it."""
    found = [one for one in answers if one.shown]
    if not found:
        return (
            f"No answer is found: beyond its own past, nobody's conduct is told better by another's over"
            f" {len(panel.periods)} {panel.unit}s. That is no proof that there is none."
        )
    told = "; ".join(f"{one.name} ({_manner(one)}{_kept(one, count)})" for one in found)
    return (
        f"Beyond each side's own past, the other's past helps to tell what comes next: {told}."
        f"{_IN_KIND if any(one.manner == 'in kind' for one in found) else ''} This is prediction, not proof of cause."
    )


_IN_KIND = " In kind: more conflict is followed by more conflict, more cooperation by more cooperation."


def _manner(answer: Answer) -> str:
    return {
        "in kind": "in kind",
        "against": "against: more is followed by less",
        "mixed": "without a clear sign",
    }[answer.manner]


def _kept(answer: Answer, count: int) -> str:
    told = [held for held in answer.holds if held is not None]
    if not count or not told:
        return ""
    return f"; found in {sum(told)} of {len(told)} parts of the time"
