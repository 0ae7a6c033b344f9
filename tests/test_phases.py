"""Phases: changes are found where they are, seldom where none are, and told with their uncertainty."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from countermove import series
from countermove.models import phases
from countermove.series import By, Query, Series
from countermove.tables import SCHEMA

MONDAY = date(2031, 3, 10)


def ready(*columns: npt.ArrayLike, start: date = MONDAY) -> Series:
    """A ready weekly series with the columns "a", "b", ..."""
    values = [np.asarray(column, dtype=np.float64) for column in columns]
    weeks = [start + timedelta(weeks=i) for i in range(len(values[0]))]
    frame = pl.DataFrame({"week": weeks, **{"abc"[i]: column for i, column in enumerate(values)}})
    return series.ready(frame.fill_nan(None))


def autoregressive(size: int, phi: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Noise of standard deviation 1 with first-order autocorrelation ``phi``."""
    shocks = rng.normal(size=size + 50) * np.sqrt(1 - phi**2)
    found = np.zeros(size + 50)
    for i in range(1, size + 50):
        found[i] = phi * found[i - 1] + shocks[i]
    return found[50:]


# --- recovery ---------------------------------------------------------------------------------------


def test_a_shift_of_two_sigma_is_found_within_one_period_about_as_often_as_can_be():
    """Who knows that there is one change and searches it by least squares is within one period in 85% of the cases."""
    rng = np.random.default_rng(20)
    within, single, inside, runs = 0, 0, 0, 100
    for _ in range(runs):
        at = int(rng.integers(26, 78))
        values = rng.normal(size=104)
        values[at:] += 2
        fit = phases.fitted(values, draws=100)
        within += any(abs(change - at) <= 1 for change in fit.changes)
        single += len(fit.changes) == 1
        inside += any(low <= at <= high for low, high in fit.bands)
    assert within >= 0.78 * runs
    assert single >= 0.95 * runs
    assert 0.82 * runs <= inside


def test_two_shifts_of_three_sigma_are_both_found():
    rng = np.random.default_rng(21)
    found = 0
    for _ in range(40):
        values = rng.normal(size=150) + np.repeat([0.0, 3.0, -1.0], 50)
        changes = phases.fitted(values, draws=1).changes
        found += len(changes) == 2 and abs(changes[0] - 50) <= 1 and abs(changes[1] - 100) <= 1
    assert found >= 36


@pytest.mark.parametrize(
    ("noise", "most"),
    [("normal", 0.05), ("poisson", 0.05), ("sparse", 0.05), ("heavy tails", 0.05), ("autocorrelated", 0.06)],
)
def test_constant_data_seldom_show_a_change(noise: str, most: float):
    rng = np.random.default_rng(22)
    draw = {
        "normal": lambda: rng.normal(size=104),
        "poisson": lambda: rng.poisson(3, 104),
        "sparse": lambda: rng.poisson(0.3, 104),
        "heavy tails": lambda: rng.standard_t(3, 104),
        "autocorrelated": lambda: autoregressive(104, 0.5, rng),
    }[noise]
    alarms = sum(bool(phases.fitted(draw(), draws=1).changes) for _ in range(150))
    assert alarms <= most * 150


def test_the_autocorrelation_is_estimated_in_spite_of_shifts():
    rng = np.random.default_rng(23)
    means = [
        np.mean([phases.autocorrelation(autoregressive(200, phi, rng) + np.repeat([0.0, 2.0], 100)) for _ in range(60)])
        for phi in (0.0, 0.3, 0.6)
    ]
    assert means == pytest.approx([0.05, 0.3, 0.6], abs=0.07)


def test_a_small_shift_in_a_quiet_time_is_not_hidden_by_a_wild_one():
    rng = np.random.default_rng(24)
    quiet = rng.normal(size=120) + np.repeat([0.0, 3.0], 60)
    wild = -200 + 80 * rng.normal(size=60)
    changes = phases.fitted(np.concatenate([quiet, wild]), draws=1).changes
    assert any(abs(change - 60) <= 2 for change in changes)
    assert any(abs(change - 120) <= 1 for change in changes)
    assert not [change for change in changes if change > 125]


# --- the result -------------------------------------------------------------------------------------


def test_a_result_says_when_how_sure_and_whether_it_holds_in_parts():
    rng = np.random.default_rng(25)
    values = rng.normal(size=120) + np.repeat([4.0, -4.0, -4.0], 40)
    values[10:13] = np.nan
    (result,) = phases.find(ready(values))
    (change,) = result.changes
    assert abs((change - (MONDAY + timedelta(weeks=40))).days) <= 7
    first, second = result.phases
    assert (first.name, second.name) == ("cooperative on balance", "very hostile on balance")
    assert first.periods == 37
    assert second.earliest is not None
    assert second.latest is not None
    assert second.earliest <= change <= second.latest
    assert [part.holds for part in result.sub_periods] == [True, True]
    assert result.finding.startswith("a: 2 phases; cooperative on balance at first, then very hostile on balance")
    assert {caution.kind for caution in result.warnings} == {"gaps"}
    assert "3 of 120 weeks" in result.to_text()


def test_every_figure_goes_into_json_and_twice_the_same():
    rng = np.random.default_rng(26)
    made = ready(rng.normal(size=80) + np.repeat([0.0, 5.0], 40), rng.normal(size=80))
    one, two = phases.find(made)
    written = json.dumps(one.to_dict(), allow_nan=False)
    assert written == json.dumps(phases.find(made)[0].to_dict(), allow_nan=False)
    read = json.loads(written)
    assert read["model"] == "phases"
    assert read["phases"][1]["first"] == one.changes[0].isoformat()
    assert read["penalty"] > 0
    assert two.changes == ()
    assert two.finding == "b: no change of level is found; all is one phase, about even."


@pytest.mark.parametrize("values", [[2.0] * 60, [1.0, 2.0, 3.0], [np.nan] * 30 + [1.0, 5.0], [0.0] * 59 + [1.0]])
def test_what_cannot_tell_anything_gives_one_phase_and_no_traceback(values: list[float]):
    (result,) = phases.find(ready(values))
    assert len(result.phases) == 1
    assert result.to_text()
    if len(set(values)) == 1:
        assert [c.kind for c in result.warnings] == ["constant"]
    known = sum(not np.isnan(value) for value in values)
    assert ("few" in [c.kind for c in result.warnings]) == (known < phases.FEWEST)


def test_strong_autocorrelation_is_warned_of():
    (result,) = phases.find(ready(np.cumsum(np.random.default_rng(27).normal(size=120))))
    assert "assumption" in [caution.kind for caution in result.warnings]


def test_phases_of_acts_are_named_by_the_mean_score_of_an_act():
    rng = np.random.default_rng(28)
    rows = []
    for week in range(60):
        day = MONDAY + timedelta(weeks=week)
        for number in range(rng.poisson(4)):
            score = (8.0 if week < 30 else -7.0) + float(rng.normal())
            rows.append(
                {"event": f"e{week}.{number}", "date": day, "actor": "RUR", "recipient": "SYL", "type": "AID",
                 "quad": 2, "score": score, "score_table": "PLOVER 2023-12"}
            )  # fmt: skip
        rows.append({"event": f"o{week}", "date": day, "actor": "ORD", "recipient": "SYL", "type": "AID", "score": 1.0})
    table = pl.DataFrame(rows, schema_overrides={name: SCHEMA[name] for name in ("quad", "score", "date")})
    made = series.build(table, Query(("RUR", "SYL"), By.WEEK))
    result = phases.find(made)[0]
    assert [phase.name for phase in result.phases] == ["strongly cooperative", "strongly hostile"]
    busy = phases.find(made, "acts")[0]
    assert [phase.name for phase in busy.phases] == ["as usual"]
    assert "number of acts" in busy.hypothesis


def test_where_nothing_is_ever_done_it_is_quiet():
    counted = np.random.default_rng(31).poisson(6, 30)
    nothing, ceased = phases.find(ready(np.zeros(60), np.concatenate([counted, np.zeros(30)])))
    assert [phase.name for phase in nothing.phases] == ["quiet"]
    assert "very busy" not in nothing.finding
    assert [phase.name for phase in ceased.phases] == ["busy", "quiet"]


def test_a_few_acts_give_a_phase_no_name_and_a_shift_within_a_name_is_told():
    """One friendly act in a year before a war is no cooperative year."""
    rng = np.random.default_rng(32)
    rows = [{"event": "first", "date": MONDAY, "score": 6.0}]
    for week in range(90):
        number, score = (0, 0.0) if week < 30 else (rng.poisson(5), -3.0) if week < 60 else (rng.poisson(20), -3.5)
        day = MONDAY + timedelta(weeks=week)
        rows += [{"event": f"e{week}.{i}", "date": day, "score": score + 0.1 * (week % 3)} for i in range(number)]
        rows.append({"event": f"o{week}", "date": day, "score": 1.0, "actor": "ORD"})
    table = pl.DataFrame(rows, schema_overrides={"date": pl.Date, "actor": pl.String}).with_columns(
        pl.col("actor").fill_null("RUR"), recipient=pl.lit("SYL"), score_table=pl.lit("PLOVER 2023-12")
    )
    result = phases.find(series.build(table, Query(("RUR", "SYL"), By.WEEK)))[0]
    assert [phase.name for phase in result.phases] == ["hardly any act", "hostile", "hostile"]
    _, calm, fierce = result.phases
    said = f"then still hostile (mean {calm.mean:.4g} before, {fierce.mean:.4g} then) from {fierce.first}"
    assert said in result.finding
