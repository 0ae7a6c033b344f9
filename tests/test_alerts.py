"""Alerts: surges that chance seldom gives, firsts, denials; each with its reason and the events behind it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from countermove.errors import InputError
from countermove.models import surges
from countermove.series import By, Query
from countermove.tables import SCHEMA

MONDAY = date(2031, 1, 6)


class Acts:
    """A table of acts in the making: so many of a dyad in a week, on its days in turn."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []

    def add(self, week: int, number: int, actor: str = "RUR", recipient: str = "SYL", **more: object) -> None:
        for place in range(number):
            day = MONDAY + timedelta(weeks=week, days=place % 5)
            self.rows.append(
                {"event": f"e{len(self.rows)}", "level": "event", "date": day, "published": day, "precision": "day",
                 "type": "ACCUSE", "quad": 3, "status": "occurred", "actor": actor, "recipient": recipient, **more}
            )  # fmt: skip

    def table(self) -> pl.DataFrame:
        return pl.DataFrame(self.rows, schema=SCHEMA)


def quiet(weeks: int = 40) -> Acts:
    """Two acts a week of one dyad, five of another."""
    acts = Acts()
    for week in range(weeks):
        acts.add(week, 2)
        acts.add(week, 5, "ORD", "MAV")
    return acts


def day(week: int) -> date:
    return MONDAY + timedelta(weeks=week, days=6)


def found(acts: Acts, week: int, kind: str, **more: object) -> list[surges.Alert]:
    return [a for a in surges.find(acts.table(), Query(()), on=day(week), **more).alerts if a.kind == kind]


def test_a_week_far_above_a_dyads_past_is_a_surge_with_its_events():
    acts = quiet()
    acts.add(40, 14)
    acts.add(40, 5, "ORD", "MAV")
    (alert,) = found(acts, 40, "surge")
    assert (alert.direction, alert.count, alert.first) == ("RUR to SYL", 14, MONDAY + timedelta(weeks=40))
    assert alert.expected == pytest.approx(2.0, abs=0.1)
    assert alert.chance is not None
    assert alert.chance < 1e-5
    assert len(alert.events) == 14
    assert set(alert.events) == {str(row["event"]) for row in acts.rows[-19:-5]}
    assert alert.reason.startswith("14 acts in the week of 2031-10-13, where 2.0 would be usual by the 40 weeks")


def test_more_reports_alone_make_no_surge():
    acts = quiet()
    acts.add(40, 10)
    acts.add(40, 25, "ORD", "MAV")  # all dyads five times as many
    assert found(acts, 40, "surge") == []


def test_nothing_after_the_day_is_known():
    acts = quiet(60)
    acts.add(40, 14)
    alone = [row for row in acts.rows if row["date"] <= day(40)]  # type: ignore[operator]
    cut = Acts()
    cut.rows = alone
    whole, before = (surges.find(made.table(), Query(()), on=day(40)) for made in (acts, cut))
    assert whole.to_dict() == before.to_dict()


def test_weeks_without_report_are_no_quiet_past():
    """Eight acts a week, then half a year without any report, then eight again: nothing is new."""
    acts = Acts()
    for week in (*range(30), *range(56, 60)):
        acts.add(week, 8)
    assert found(acts, 59, "surge") == []


@pytest.mark.parametrize("dispersion", [None, 3.0])
@pytest.mark.parametrize("mean", [0.5, 3.0, 15.0])
def test_a_dyad_that_goes_on_as_before_seldom_gives_a_surge(mean: float, dispersion: float | None):
    """At most a few times the stated rate, in 4,000 weeks of a past of 26 to 104 weeks."""
    rng = np.random.default_rng(31)
    hits, tested = 0, 0
    for _ in range(50):
        size = 184
        counts = (
            rng.poisson(mean, size)
            if dispersion is None
            else rng.negative_binomial(dispersion, dispersion / (dispersion + mean), size)
        )
        counts = counts.astype(np.float64)
        volume = counts + rng.poisson(50, size)
        for index in range(104, size):
            tested += 1
            if counts[index] >= surges.FEWEST:
                hits += surges.Tail.of(counts, volume, index).chance < surges.RATE / 2
    assert tested == 4000
    assert hits <= 3 * surges.RATE / 2 * tested


def test_the_first_act_of_a_type_is_told_once_the_dyad_has_a_past():
    acts = quiet()
    acts.add(40, 1, type="ASSAULT", quad=4)
    acts.add(41, 1, type="ASSAULT", quad=4)
    acts.add(40, 1, "MAV", "SYL", type="ASSAULT", quad=4)  # a dyad without a past
    (alert,) = found(acts, 40, "first act")
    assert alert.reason == "the first act of type ASSAULT from RUR to SYL, after 80 others since 2031-01-06"
    assert alert.events == ("e280",)
    assert found(acts, 41, "first act") == []


def test_the_first_denial_is_told_with_who_denies():
    acts = quiet()
    acts.add(40, 1, denied_by=["RUR"])
    acts.add(41, 1, status="denied")
    (alert,) = found(acts, 40, "first denial")
    assert alert.reason.startswith("ACCUSE from RUR to SYL is denied by RUR: the first denial, after 80 acts")
    assert found(acts, 41, "first denial") == []


def test_alerts_of_a_stretch_of_chosen_actors_by_day_and_as_json():
    acts = quiet()
    acts.add(40, 14)
    acts.add(41, 3)
    query = Query(("RUR", "SYL"), since=day(39), until=day(41))
    result = surges.find(acts.table(), query)
    assert [alert.direction for alert in result.alerts] == ["RUR to SYL"]
    assert result.tested == 3
    read = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert len(read["alerts"][0]["events"]) == 14
    assert read["finding"].startswith("From 2031-10-06 to 2031-10-20: 1 surge, 0 first acts, 0 first denials;")
    again = surges.find(acts.table().sample(fraction=1.0, shuffle=True, seed=1), query)
    assert again.to_dict() == result.to_dict()
    assert surges.find(acts.table(), Query(("RUR",), By.DAY), on=day(40)).alerts == ()


def test_too_little_past_a_day_without_report_and_no_acts_are_said():
    acts = quiet(5)
    result = surges.find(acts.table(), Query(()), on=day(4))
    assert [caution.kind for caution in result.warnings] == ["few"]
    assert result.alerts == ()
    acts = quiet()
    late = surges.find(acts.table(), Query(()), on=day(90))
    assert "gaps" in [caution.kind for caution in late.warnings]
    with pytest.raises(InputError, match="no report up to 2030-01-01"):
        surges.find(acts.table(), Query(()), on=date(2030, 1, 1))
    with pytest.raises(InputError, match="no actor 'RURI' is in the table; nearest: RUR"):
        surges.find(acts.table(), Query(("RURI", "SYL")))
    with pytest.raises(InputError, match="rate of false alerts is 2"):
        surges.find(acts.table(), Query(()), rate=2)
