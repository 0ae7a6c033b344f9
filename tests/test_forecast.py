"""Forecasts: scores by hand, models that win where they should and are said not to where they do not."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from countermove.errors import InputError
from countermove.models.forecast import Forecast, Settings, forecast
from countermove.models.forecast.methods import COUNTS, PERSISTENCE, RECURRENCE, VAR, following, persistence, recurrence
from countermove.models.forecast.scores import compare, crps, interval_score, log_score, within
from countermove.models.panel import Direction, Panel, panel

SIDES = (Direction.of("A", "B"), Direction.of("B", "A"))
QUICK = Settings(samples=100, origins=30)


def weekly(values: np.ndarray, begin: date = date(2031, 1, 6)) -> Panel:
    return panel(values, SIDES, [begin + timedelta(days=7 * place) for place in range(len(values))], unit="week")


def answering(length: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.zeros((length, 2))
    for t in range(1, length):
        values[t] = np.array([[0.2, 0.7], [0.0, 0.6]]) @ values[t - 1] + rng.normal(size=2)
    return values


def verdicts(found: Forecast) -> dict[str, str]:
    return {one.direction: one.method for one in found.ahead if one.taken}


# --- scores -----------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), st.floats(-1e3, 1e3))
def test_crps_is_its_definition(samples, outcome):
    drawn = np.array(samples)
    apart = np.abs(drawn[:, None] - drawn[None, :]).sum() / (len(drawn) * (len(drawn) - 1))
    assert crps(drawn, np.array(outcome)) == pytest.approx(np.abs(drawn - outcome).mean() - apart / 2, abs=1e-8)


def test_crps_of_a_normal_law():
    drawn = np.random.default_rng(1).normal(size=200_000)
    z = 0.7
    closed = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(drawn, np.array(z)) == pytest.approx(closed, abs=0.005)


def test_scores_are_proper():
    """On average over outcomes, the law that they come from scores better than a law that is wrong."""
    rng = np.random.default_rng(3)
    outcomes = rng.poisson(3.0, 3000).astype(float)
    right, wrong = rng.poisson(3.0, (400, 1)), rng.poisson(5.0, (400, 1))
    for score in (crps, interval_score, log_score):
        assert np.mean(score(right, outcomes)) < np.mean(score(wrong, outcomes))
    assert np.isnan(log_score(right, np.array([np.nan]))[0])
    assert np.isnan(within(right, np.array([np.nan]))[0])


def test_interval_score_by_hand():
    drawn = np.linspace(0, 10, 101)
    assert interval_score(drawn, np.array(5.0)) == pytest.approx(8.0)
    assert interval_score(drawn, np.array(11.0)) == pytest.approx(8.0 + 10 * 2.0)


def test_the_test_of_two_forecasts_finds_no_difference_where_there_is_none():
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(400):
        noise = rng.normal(size=63)
        overlapping = noise[:-3] + noise[1:-2] + noise[2:-1] + noise[3:]  # as four steps ahead are
        wrong += compare(overlapping, np.zeros(60)).p < 0.05
    assert wrong / 400 < 0.09
    assert compare(rng.normal(size=60) - 1, np.zeros(60)).p < 0.001
    assert compare(np.zeros(60), np.zeros(60)) is None


# --- methods ----------------------------------------------------------------------------------------


def test_persistence_goes_on_from_the_last_known_value():
    values = np.column_stack([np.r_[np.arange(50.0), np.nan], np.arange(51.0)])
    drawn = persistence(weekly(values), 3, 50, np.random.default_rng(1))
    assert drawn[:, :, 0] == pytest.approx(np.tile([51.0, 52.0, 53.0], (50, 1)))  # a step of two, three, four
    assert drawn[:, :, 1] == pytest.approx(np.tile([51.0, 52.0, 53.0], (50, 1)))


def test_recurrence_knows_the_season_after_three_years():
    weeks = np.arange(52 * 8)
    season = np.cos(2 * np.pi * weeks / 52.18)
    values = np.column_stack([season, season]) * 100
    drawn = recurrence(weekly(values), 4, 200, np.random.default_rng(1))
    assert (
        np.abs(drawn.mean(axis=0)[:, 0] - 100 * np.cos(2 * np.pi * (weeks[-1] + 1 + np.arange(4)) / 52.18)).max() < 15
    )
    short = recurrence(weekly(values[:100]), 4, 200, np.random.default_rng(1))
    assert np.std(short) > 40  # any of the past


def test_the_periods_that_follow():
    assert following(date(2031, 11, 1), "month", 3) == [date(2031, 12, 1), date(2032, 1, 1), date(2032, 2, 1)]
    assert following(date(2031, 10, 1), "quarter", 1) == [date(2032, 1, 1)]
    assert following(date(2031, 12, 29), "week", 1) == [date(2032, 1, 5)]


# --- verdicts ---------------------------------------------------------------------------------------


def test_a_model_that_knows_more_is_said_to_win():
    found = forecast(weekly(answering(400, 1)), Settings(periods=1, samples=150, origins=80))
    assert found.model == VAR
    assert verdicts(found)["A to B"] == VAR
    assert "A to B: the vector autoregression beats both baselines" in found.finding


def test_where_the_future_is_the_last_value_the_model_is_said_not_to_win():
    walk = np.cumsum(np.random.default_rng(2).normal(size=(250, 2)), axis=0)
    found = forecast(weekly(walk), QUICK)
    assert set(verdicts(found).values()) == {PERSISTENCE}
    assert "does not beat persistence" in found.finding
    assert "baseline" in {caution.kind for caution in found.warnings}


def test_where_nothing_can_be_known_recurrence_is_enough():
    noise = np.random.default_rng(4).normal(size=(250, 2))
    found = forecast(weekly(noise), QUICK)
    assert set(verdicts(found).values()) == {RECURRENCE}


def test_counts_are_forecast_as_counts():
    counts = np.random.default_rng(1).poisson(1.5, (200, 2)).astype(float)
    found = forecast(weekly(counts), Settings(samples=100, origins=15))
    assert found.model == COUNTS
    assert all(one.log_score is not None for one in found.scores)
    assert all((one.quantiles >= 0).all() for one in found.ahead)


def test_intervals_hold_what_they_say():
    covered = [
        one.covered
        for seed in range(3)
        for one in forecast(weekly(answering(300, seed)), Settings(periods=2, samples=150, origins=60)).scores
        if one.method == VAR
    ]
    assert 0.72 < np.mean(covered) < 0.88


def test_no_score_knows_its_future():
    values = answering(200, 6)
    later = values.copy()
    later[-4:] += 1000.0
    one, two = (forecast(weekly(some), Settings(origins=1, samples=60)) for some in (values, later))
    assert one.lags == two.lags
    assert one.first_origin == two.first_origin


# --- data that say little ---------------------------------------------------------------------------


def test_too_little_to_forecast_is_said_in_one_line():
    with pytest.raises(InputError, match="39 known weeks are too few"):
        forecast(weekly(answering(39, 1)))
    with pytest.raises(InputError, match="is 1 in every known week"):
        forecast(weekly(np.ones((100, 2))))
    with pytest.raises(InputError, match="too far for 60 weeks"):
        forecast(weekly(answering(60, 1)), Settings(periods=30))


def test_a_gap_of_years_and_a_constant_side():
    values = answering(400, 3)
    values[100:300] = np.nan
    found = forecast(weekly(values), QUICK)
    assert "gaps" in {caution.kind for caution in found.warnings}
    values[:, 1] = 0.0
    alone = forecast(weekly(values), QUICK)
    assert alone.directions == ("A to B",)
    assert "constant" in {caution.kind for caution in alone.warnings}
    json.dumps(alone.to_dict(), allow_nan=False)


def test_a_series_that_ends_in_a_gap_is_told_without_its_model():
    values = answering(120, 3)
    values[-5:] = np.nan
    found = forecast(weekly(values), QUICK)
    assert VAR not in {one.method for one in found.ahead}
    json.dumps(found.to_dict(), allow_nan=False)
    assert "quantiles" in found.to_text()


def test_the_same_seed_gives_the_same_figures():
    values = weekly(answering(120, 3))
    one, two = (json.dumps(forecast(values, QUICK).to_dict()) for _ in range(2))
    assert one == two
