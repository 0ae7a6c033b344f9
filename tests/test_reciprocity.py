"""Reciprocity: known answers, agreement with statsmodels, recovery of what was simulated, and data that say little."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from countermove.errors import InputError
from countermove.models.panel import Direction, Panel, panel, stretches
from countermove.models.reciprocity import (
    Bootstrap,
    Resample,
    Settings,
    Shock,
    count_reciprocity,
    reciprocity,
)
from countermove.models.reciprocity.questions import Role, questions
from countermove.models.reciprocity.responses import impulse, responses
from countermove.models.reciprocity.var import block_test, choose_lags, fit, holm, largest_root, portmanteau

A_B, B_A = Direction.of("A", "B"), Direction.of("B", "A")
QUICK = Settings(lags=1, bands=Bootstrap(samples=40))


def days(count: int) -> list[date]:
    return [date(2031, 1, 6) + timedelta(days=7 * place) for place in range(count)]


def of(values: np.ndarray, directions: tuple[Direction, ...] = (A_B, B_A), **more: object) -> Panel:
    return panel(values, directions, days(len(values)), unit="week", **more)  # type: ignore[arg-type]


def simulated(
    lag_matrices: list[list[list[float]]], length: int, seed: int, errors: np.ndarray | None = None
) -> np.ndarray:
    """A VAR's series after a run-in of a hundred periods."""
    rng = np.random.default_rng(seed)
    steps = np.asarray(lag_matrices)
    lags, size, _ = steps.shape
    shocks = rng.normal(size=(length + 100, size)) if errors is None else errors
    series = np.zeros((length + 100, size))
    for t in range(lags, length + 100):
        series[t] = shocks[t] + sum(steps[lag] @ series[t - 1 - lag] for lag in range(lags))
    return series[100:]


ANSWERING = [[[0.3, 0.35], [0.0, 0.5]], [[0.1, 0.1], [0.0, 0.1]]]  # the first answers the second, and not the reverse


# --- known answers ----------------------------------------------------------------------------------


@pytest.mark.shared
class TestIsraelPalestine:
    """Weekly Goldstein sums, 15 April 1979 to 5 October 2003.

    Source: the data set IsraelPalestineConflict of the R package MSBVAR 0.9-3 (MIT); the figures are a run of
    statsmodels' VAR on it. Brandt and Freeman, Political Analysis 14 (2006), describe the data.
    """

    @pytest.fixture
    def values(self, shared: Path) -> np.ndarray:
        return pl.read_csv(shared / "data/series/israel_palestine_weekly.csv")["i2p", "p2i"].to_numpy()

    def test_moments(self, values):
        assert len(values) == 1278
        assert values.mean(axis=0) == pytest.approx([-48.042, -20.413], abs=5e-4)
        assert np.corrcoef(values.T)[0, 1] == pytest.approx(0.857, abs=5e-4)

    def test_lag_choice(self, values):
        choice = choose_lags(values, 12)
        assert (choice.aic, choice.bic, choice.hq) == (12, 11, 12)

    @pytest.mark.parametrize(
        ("lags", "i_answers_p", "p_answers_i"), [(6, 17.631, 10.912), (11, 14.843, 14.852), (12, 14.259, 13.489)]
    )
    def test_granger(self, values, lags, i_answers_p, p_answers_i):
        fitted = fit(values, lags)
        assert block_test(fitted, 0, [1]).f == pytest.approx(i_answers_p, abs=5e-4)
        assert block_test(fitted, 1, [0]).f == pytest.approx(p_answers_i, abs=5e-4)

    def test_granger_at_six_lags_in_full(self, values):
        fitted = fit(values, 6)
        assert fitted.observations == 1272
        first, second = block_test(fitted, 0, [1]), block_test(fitted, 1, [0])
        assert first.freedom == second.freedom == (6, 2518)
        assert first.p == pytest.approx(4.2e-20, rel=0.02)
        assert second.p == pytest.approx(5.0e-12, rel=0.02)

    def test_sums_of_lags(self, values):
        sums = fit(values, 6).matrices.sum(axis=0)
        assert sums == pytest.approx(np.array([[0.268, 1.356], [0.097, 0.727]]), abs=5e-4)

    def test_what_it_finds_is_told_with_its_doubts(self, values):
        i_p, p_i = Direction.of("ISR", "PSE"), Direction.of("PSE", "ISR")
        found = reciprocity(of(values, (i_p, p_i)), Settings(lags=6, bands=None))
        answers = {one.name: one for one in found.answers}
        assert answers["ISR answers PSE"].shown
        assert not answers["PSE answers ISR"].shown  # F says yes, and the robust test no: a few weeks carry it
        assert "prediction, not proof of cause" in found.finding
        assert {"assumption", "unstable"} <= {caution.kind for caution in found.warnings}


# --- beside statsmodels -----------------------------------------------------------------------------


def test_without_gaps_all_is_as_statsmodels_has_it():
    from statsmodels.tsa.api import VAR

    values = simulated(ANSWERING, 200, seed=3)
    theirs, ours = VAR(values).fit(2), fit(values, 2)
    assert ours.coefficients == pytest.approx(theirs.params.T, abs=1e-10)
    assert ours.sigma == pytest.approx(np.asarray(theirs.sigma_u), abs=1e-10)
    cause = theirs.test_causality(0, [1], kind="f")
    tested = block_test(ours, 0, [1])
    assert (tested.f, tested.p) == (pytest.approx(cause.test_statistic), pytest.approx(cause.pvalue))
    white, check = portmanteau(ours, 8), theirs.test_whiteness(8, adjusted=True)
    assert (white.statistic, white.freedom, white.p) == pytest.approx((check.test_statistic, check.df, check.pvalue))
    irf = theirs.irf(6).irfs * np.sqrt(np.diag(theirs.sigma_u))
    assert impulse(ours.coefficients[None], ours.sigma[None], 6, Shock.ALONE)[0] == pytest.approx(irf, abs=1e-10)


# --- gaps -------------------------------------------------------------------------------------------


def test_a_gap_is_no_zero():
    values = simulated(ANSWERING, 600, seed=5) + 40.0
    gapped, zeroed = values.copy(), values.copy()
    gapped[200:260], zeroed[200:260] = np.nan, 0.0
    whole, with_gap, with_zeros = (fit(one, 2).matrices.sum(axis=0) for one in (values, gapped, zeroed))
    assert stretches(gapped) == [(0, 200), (260, 600)]
    assert np.abs(with_gap - whole).max() < 0.1
    assert np.abs(with_zeros - whole).max() > 0.2
    assert fit(gapped, 2).observations == 200 + 340 - 2 * 2


def test_no_lag_reaches_over_a_gap():
    values = np.arange(40.0).reshape(20, 2) ** 1.5
    values[10, 1] = np.nan
    fitted = fit(values, 3)
    assert set(fitted.rows.tolist()) == {*range(3, 10), *range(14, 20)}


def test_gaps_are_warned_of_and_bands_bear_them():
    values = simulated(ANSWERING, 300, seed=6)
    values[100:120] = np.nan
    found = reciprocity(of(values), QUICK)
    assert [caution.kind for caution in found.warnings].count("gaps") == 1
    assert found.responses is not None
    assert np.isfinite(found.responses.low).all()


# --- recovery ---------------------------------------------------------------------------------------


def test_coefficients_are_found_again():
    errors = []
    for seed in range(40):
        fitted = fit(simulated(ANSWERING, 300, seed), 2)
        spread = np.sqrt(np.diag(fitted.sigma)[:, None] * np.diag(fitted.gram))
        truth = np.column_stack([np.zeros(2), *np.asarray(ANSWERING)])
        errors.append(np.abs(fitted.coefficients - truth) / spread < 1.96)
    assert 0.92 <= np.mean(errors) <= 0.98


@pytest.mark.parametrize("resample", list(Resample))
def test_bands_cover_the_true_responses(resample: Resample):
    truth = impulse(np.column_stack([np.zeros(2), *np.asarray(ANSWERING)])[None], np.eye(2)[None], 6, Shock.ALONE)[0]
    covered = []
    for seed in range(60):
        values = simulated(ANSWERING, 250, seed)
        bands = responses(
            values, fit(values, 2), ("a", "b"), 6, how=Bootstrap(samples=200, resample=resample, seed=seed)
        )
        covered.append(((bands.low <= truth) & (truth <= bands.high))[1:])
    assert 0.88 <= np.mean(covered) <= 0.99  # the full run is in docs/models.md


def test_an_answer_is_found_and_its_absence_is_not():
    found = reciprocity(of(simulated(ANSWERING, 600, seed=11)), Settings(bands=None))
    answers = {one.name: one for one in found.answers}
    assert answers["A answers B"].shown
    assert answers["A answers B"].manner == "in kind"
    assert all(answers["A answers B"].holds)
    assert not answers["B answers A"].shown
    assert found.correlation.shape == (2, 2)


def test_false_answers_are_as_rare_as_said():
    apart = [[[0.4, 0.0], [0.0, 0.4]]]
    wrong = [
        any(one.shown for one in reciprocity(of(simulated(apart, 150, seed)), Settings(lags=1, bands=None)).answers)
        for seed in range(100)
    ]
    assert np.mean(wrong) <= 0.1


# --- counts -----------------------------------------------------------------------------------------


def counts(length: int, seed: int, answer: float, spread: float | None = None) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = np.zeros((length, 2))
    for t in range(1, length):
        mean = np.exp([0.2 + answer * np.log1p(found[t - 1, 1]), 0.3 + 0.3 * np.log1p(found[t - 1, 1])])
        found[t] = rng.poisson(mean) if spread is None else rng.poisson(mean * rng.gamma(1 / spread, spread, 2))
    return found


def test_counts_are_found_again():
    found = count_reciprocity(of(counts(1500, 1, answer=0.5)))
    answers = {one.name: one for one in found.answers}
    assert found.family == ("poisson", "poisson")
    assert answers["A answers B"].total == pytest.approx(0.5, abs=3 * answers["A answers B"].error)
    assert answers["A answers B"].shown
    assert not answers["B answers A"].shown


def test_counts_that_vary_more_than_poisson_ones_are_told_so():
    wrong = 0
    for seed in range(25):
        found = count_reciprocity(of(counts(400, seed, answer=0.0, spread=1.0)), Settings(lags=1))
        assert found.family == ("negative binomial", "negative binomial")
        wrong += found.answers[0].shown
    assert wrong <= 4


def test_small_counts_are_sent_to_the_count_model():
    found = reciprocity(of(counts(300, 2, answer=0.4)), QUICK)
    assert any("--counts" in caution.message for caution in found.warnings)
    with pytest.raises(InputError, match="no counts"):
        count_reciprocity(of(simulated(ANSWERING, 100, 1)))


# --- third parties ----------------------------------------------------------------------------------


def test_the_questions_of_three_sides():
    sides = [Direction.of(*pair) for pair in (("A", "B"), ("B", "A"), ("A", "C"), ("C", "A"), ("B", "C"), ("C", "B"))]
    asked = questions(sides)
    assert [sum(one.role is role for one in asked) for role in (Role.RECIPROCITY, Role.TRIANGULAR, Role.PRESSURE)] == [
        6
    ] * 3
    said = {one.hypothesis.partition(":")[0] for one in asked}
    assert {"A answers B", "C answers A's treatment of B", "A treats B otherwise after C has dealt with A"} <= said


def test_a_third_party_that_punishes_is_found():
    sides = (Direction.of("A", "B"), Direction.of("B", "A"), Direction.of("C", "A"))
    steps = [[[0.4, 0.0, 0.0], [0.3, 0.2, 0.0], [0.5, 0.0, 0.2]]]
    found = reciprocity(of(simulated(steps, 500, 4), sides), Settings(bands=None))
    shown = {one.name for one in found.answers if one.shown}
    assert shown == {"B answers A", "C answers A's treatment of B"}
    assert "many-tests" in {caution.kind for caution in found.warnings}


# --- data that say little ---------------------------------------------------------------------------


def test_a_constant_series_is_said_to_be_one():
    values = np.column_stack([np.zeros(100), np.arange(100.0) % 7])
    with pytest.raises(InputError, match="only B to A changes"):
        reciprocity(of(values), QUICK)
    with pytest.raises(InputError, match="A to B is 0 and B to A is 0 in every known week"):
        reciprocity(of(np.zeros((100, 2))), QUICK)


def test_too_short_and_copied_series_are_refused():
    values = simulated(ANSWERING, 100, 1)
    with pytest.raises(InputError, match="too few"):
        reciprocity(of(values[:4]), Settings(lags=2))
    with pytest.raises(InputError, match="copy of another"):
        reciprocity(of(np.column_stack([values[:, 0], values[:, 0]])), QUICK)
    values[3:] = np.nan
    with pytest.raises(
        InputError, match="2 weeks that are known together with the 1 before them .in 1 stretches. are too few"
    ):
        reciprocity(of(values), QUICK)
    with pytest.raises(InputError, match="nothing is known of any week"):
        reciprocity(of(np.full((50, 2), np.nan)), QUICK)


def test_few_periods_and_drift_are_warned_of():
    values = simulated(ANSWERING, 24, 1)
    found = reciprocity(of(values, coverage=np.linspace(5, 60, 24), outlet=("Harbour Post", 0.8)), Settings(lags=3))
    assert {"few", "coverage", "outlet"} <= {caution.kind for caution in found.warnings}


def test_an_unstable_model_draws_no_responses():
    rng = np.random.default_rng(1)
    values = np.column_stack([1.06 ** np.arange(120) + rng.normal(size=120), rng.normal(size=120)])
    found = reciprocity(of(values), QUICK)
    assert largest_root(fit(values, 1).coefficients) >= 1
    assert found.responses is None
    assert any("unstable" in caution.message for caution in found.warnings)


def test_one_extreme_week_is_not_an_answer():
    rng = np.random.default_rng(8)
    values = rng.normal(size=(300, 2))
    values[150, 1], values[151, 0] = 60.0, 60.0
    found = reciprocity(of(values), QUICK)
    answer = found.answers[0]
    assert answer.p_f < 1e-10
    assert not answer.shown or any("most extreme" in caution.message for caution in found.warnings)


# --- results ----------------------------------------------------------------------------------------


def test_every_figure_is_in_the_json_and_the_same_each_time():
    values = simulated(ANSWERING, 200, 9)
    one, two = (json.dumps(reciprocity(of(values), QUICK).to_dict(), allow_nan=False) for _ in range(2))
    assert one == two
    said = json.loads(one)
    assert said["model"]
    assert len(said["answers"]) == 2
    assert np.asarray(said["responses"]["low"]).shape == (13, 2, 2)
    assert len(said["sub_periods"]) == 5


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
