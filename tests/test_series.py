"""Series: what is counted, for whom, in which period, and what is unknown."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove import series
from countermove.errors import InputError
from countermove.series import By, Query
from countermove.series.record import EVERY
from countermove.series.told import to_csv, to_text
from countermove.tables import SCHEMA, Level

SHARED = Path(__file__).parents[1] / ".." / "shared" / "data" / "series"
MONDAY = date(2031, 3, 10)


def act(
    number: int, day: date | None, actor: str = "RUR", recipient: str | None = "SYL", **more: object
) -> dict[str, object]:
    """A row of the table form with sensible values: an accusation told by one outlet on the day after it."""
    return {
        "event": f"e{number}", "level": "event", "source": "countermove", "article": f"a{number}",
        "outlet": "Klow Courier", "published": day and day + timedelta(days=1), "date": day,
        "precision": "day" if day else "none",
        "type": "ACCUSE", "quad": 3, "score": -3.0, "score_table": "PLOVER 2023-12", "status": "occurred",
        "actor": actor,
        "actor_code": actor, "recipient": recipient, "recipient_code": recipient, **more,
    }  # fmt: skip


def table(*acts: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(acts), schema=SCHEMA)


def daily(number: int, **more: object) -> list[dict[str, object]]:
    return [act(i, MONDAY + timedelta(days=i), **more) for i in range(number)]


def column(made: series.Series, name: str, label: str = "RUR to SYL") -> list[object]:
    return made.one(label)[name].to_list()


# --- acts that nothing dates ------------------------------------------------------------------------


def told(i: int, **more: object) -> dict[str, object]:
    return act(i, MONDAY, **{"date": None, "precision": "none", "published": MONDAY + timedelta(days=1)} | more)


def test_an_act_that_nothing_dates_counts_on_the_day_of_its_report_and_the_series_says_so():
    made = series.build(table(act(1, MONDAY), told(2)), series.Query(("RUR", "SYL"), by=series.By.DAY))
    assert column(made, "acts") == [1, 1]
    assert made.meta.by_report == 1
    assert [one.kind for one in made.warnings].count("by-report") == 1
    found = series.acts(table(told(2)), series.Query(("RUR", "SYL")))
    assert (found["date"].to_list(), found["precision"].to_list()) == ([MONDAY + timedelta(days=1)], ["published"])


def test_it_may_be_left_out():
    query = series.Query(("RUR", "SYL"), by=series.By.DAY, undated=series.Undated.OUT)
    made = series.build(table(act(1, MONDAY), told(2)), query)
    assert sum(column(made, "acts")) == 1
    assert (made.meta.by_report, made.meta.undated) == (0, 1)


def test_background_is_never_dated_by_its_report():
    query = series.Query(("RUR", "SYL"), by=series.By.DAY, status=("historical",))
    made = series.build(table(act(1, MONDAY, status="historical"), told(2, status="historical")), query)
    assert (sum(column(made, "acts")), made.meta.undated) == (1, 1)


def test_an_act_with_neither_date_nor_report_is_undated():
    made = series.build(table(act(1, MONDAY), told(2, published=None)), series.Query(("RUR", "SYL")))
    assert (made.meta.by_report, made.meta.undated) == (0, 1)


# --- periods and coverage ---------------------------------------------------------------------------


def test_weeks_begin_on_monday_and_are_named_by_it():
    made = series.build(table(act(1, date(2031, 3, 16)), act(2, date(2031, 3, 17))), Query(("RUR", "SYL")))
    assert made.periods == [date(2031, 3, 10), date(2031, 3, 17)]
    assert column(made, "acts") == [1, 1]


def test_a_period_without_report_is_a_gap_and_one_with_other_acts_is_a_zero():
    acts = (
        act(1, MONDAY), act(2, MONDAY + timedelta(days=7), actor="ORD"), act(3, MONDAY + timedelta(days=28)),
    )  # fmt: skip
    made = series.build(table(*acts), Query(("RUR", "SYL")))
    assert column(made, "covered") == [True, True, False, False, True]
    assert column(made, "acts") == [1, 0, None, None, 1]
    assert column(made, "score_sum") == [-3.0, 0.0, None, None, -3.0]
    assert column(made, "score_mean") == [-3.0, None, None, None, -3.0]
    assert column(made, "reports") == [1, 1, 0, 0, 1]
    assert column(made, "share") == [1.0, 0.0, None, None, 1.0]
    assert column(made, "events") == [["e1"], [], None, None, ["e3"]]
    assert np.isnan(made.values()[2:4]).all()
    (gap,) = [caution for caution in made.warnings if caution.kind == "gaps"]
    assert gap.message.startswith("2 of 5 weeks have no report")
    assert "2 from 2031-03-24" in gap.message


def test_a_report_covers_the_days_before_it_but_no_look_back():
    yesterday = act(1, date(2031, 3, 16))  # a Sunday, told on Monday
    old = act(2, date(2029, 1, 1), published=date(2031, 3, 17))
    made = series.build(table(yesterday, old), Query(("RUR", "SYL")))
    assert made.periods == [date(2031, 3, 10), date(2031, 3, 17)]
    assert column(made, "acts") == [1, 0]
    assert made.meta.uncovered == 1
    assert any(c.kind == "uncovered" and c.message.startswith("1 act is left out") for c in made.warnings)


def test_known_coverage_makes_quiet_days_of_gaps():
    acts = table(act(1, MONDAY), act(2, MONDAY + timedelta(days=14)))
    read = pl.DataFrame({"day": [MONDAY + timedelta(days=7)], "articles": [12]})
    made = series.build(acts, Query(("RUR", "SYL")), read)
    assert column(made, "acts") == [1, 0, 1]
    assert column(made, "reports") == [1, 12, 1]


def test_a_date_coarser_than_the_period_is_left_out_and_said():
    acts = table(act(1, MONDAY), act(2, date(2031, 3, 1), precision="month", published=MONDAY))
    assert column(series.build(acts, Query(("RUR", "SYL"), By.MONTH)), "acts") == [2]
    weekly = series.build(acts, Query(("RUR", "SYL")))
    assert sum(column(weekly, "acts")) == 1
    assert weekly.meta.undated == 1


@pytest.mark.parametrize("by", By)
@given(days=st.lists(st.integers(0, 900), min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_every_dated_act_is_counted_once_and_periods_have_no_hole(by: By, days: list[int]):
    acts = table(*(act(i, MONDAY + timedelta(days=day)) for i, day in enumerate(days)))
    made = series.build(acts, Query(("RUR", "SYL"), by))
    assert made.one("RUR to SYL")["acts"].sum() == len(days)
    assert made.periods == pl.date_range(made.periods[0], made.periods[-1], EVERY[by], eager=True).to_list()
    assert made.one("RUR to SYL")["acts"].is_null().to_list() == [not c for c in column(made, "covered")]
    assert sorted(i for events in column(made, "events") for i in events or []) == sorted(acts["event"])


# --- what is counted --------------------------------------------------------------------------------


def test_acts_that_were_not_done_stand_apart():
    status = ("occurred", "ongoing", "attempted", "planned", "hypothetical", "denied", "historical")
    acts = table(
        *(act(i, MONDAY, status=name) for i, name in enumerate(status)), act(9, MONDAY, type="THREATEN", status=None)
    )

    def counted(*names: str) -> int:
        return sum(column(series.build(acts, Query(("RUR", "SYL"), status=names)), "acts"))

    assert counted("done") == 3
    assert counted("threatened") == 1
    assert [counted(name) for name in status[2:]] == [1] * 5
    assert counted(*series.STANDINGS) == 8


def test_types_quads_and_outlets_are_counted():
    acts = table(
        act(1, MONDAY), act(2, MONDAY, type="AID", quad=2, score=10.0, outlet="Strelsau Times"),
        act(3, MONDAY, type=None, quad=None, score=None),
    )  # fmt: skip
    made = series.build(acts, Query(("RUR", "SYL")))
    row = made.one("RUR to SYL").row(0, named=True)
    assert {name: row[name] for name in ("acts", "ACCUSE", "AID", "untyped", "outlets", "scored")} == {
        "acts": 3, "ACCUSE": 1, "AID": 1, "untyped": 1, "outlets": 2, "scored": 2,
    }  # fmt: skip
    assert (row["verbal_conflict"], row["material_cooperation"]) == (1, 1)
    assert (row["score_sum"], row["score_mean"]) == (7.0, 3.5)
    one = series.build(acts, Query(("RUR", "SYL"), outlets=("Strelsau Times",), types=("AID",)))
    assert column(one, "acts") == [1]
    split = series.split(acts, Query(("RUR", "SYL")), "outlet")
    assert split.select("outlet", "acts").rows() == [("Klow Courier", 2), ("Strelsau Times", 1)]


def test_an_act_of_several_actors_counts_once_for_a_group():
    acts = table(act(1, MONDAY), act(1, MONDAY, actor="ORD"), act(2, MONDAY, actor="ORD"))
    assert column(series.build(acts, Query(("RUR,ORD", "SYL"))), "acts", "RUR,ORD to SYL") == [2]
    assert column(series.build(acts, Query(("SYL",))), "acts", "anyone to SYL") == [2]


def test_scores_of_several_tables_are_not_added_up():
    acts = table(act(1, MONDAY), act(2, MONDAY, score_table="Goldstein"))
    made = series.build(acts, Query(("RUR", "SYL")))
    assert column(made, "score_sum") == [None]
    assert made.meta.measure == "acts"
    assert any(c.kind == "score" and "Goldstein, PLOVER" in c.message for c in made.warnings)
    assert column(series.build(acts, Query(("RUR", "SYL"), score_table="Goldstein")), "score_sum") == [-3.0]


def test_incidents_and_events_are_not_mixed():
    acts = table(act(1, MONDAY), act(2, MONDAY), act(3, MONDAY, level="incident"))
    assert column(series.build(acts, Query(("RUR", "SYL"))), "acts") == [2]
    assert column(series.build(acts, Query(("RUR", "SYL"), level=Level.INCIDENT)), "acts") == [1]
    with pytest.raises(InputError, match="no acts at incident level, only at event level"):
        series.build(table(act(1, MONDAY)), Query(("RUR", "SYL"), level=Level.INCIDENT))


def test_swapping_two_actors_swaps_the_directions_and_nothing_else():
    acts = table(*daily(5), *(act(10 + i, MONDAY + timedelta(days=i), "SYL", "RUR", score=2.0) for i in range(3)))
    swap = {"RUR": "SYL", "SYL": "RUR"}
    swapped = acts.with_columns(pl.col("actor", "recipient", "actor_code", "recipient_code").replace(swap))
    one, other = (
        series.build(rows, Query(names)) for rows, names in ((acts, ("RUR", "SYL")), (swapped, ("SYL", "RUR")))
    )
    np.testing.assert_array_equal(one.values(), other.values())


# --- who --------------------------------------------------------------------------------------------


def test_a_name_takes_the_entity_else_the_code_else_the_name():
    acts = table(
        act(1, MONDAY), act(2, MONDAY, actor="RUR GUARD", actor_code="RUR"),
        act(3, MONDAY, actor="ZENDA", actor_code="ZND"),
        act(4, MONDAY, actor="ORD", actor_name="Orsinia"),
    )  # fmt: skip

    def counted(name: str) -> int:
        made = series.build(acts, Query((name, "SYL")))
        return sum(made.one(made.labels[0])["acts"])

    assert [counted(name) for name in ("RUR", "code:RUR", "ZND", "orsinia", "*")] == [1, 2, 1, 1, 4]
    assert any(c.kind == "actor" for c in series.build(acts, Query(("RUR", "SYL"))).warnings)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("RURR", "SYL"), "no actor 'RURR' is in the table; nearest: RUR"),
        (("xyzzy", "SYL"), "no actor 'xyzzy' is in the table, nor one like it; most frequent: SYL, RUR"),
        ((",", "SYL"), "an actor's name is empty"),
    ],
)
def test_an_unknown_actor_is_one_line_with_the_nearest_names(names: tuple[str, ...], said: str):
    with pytest.raises(InputError) as error:
        series.build(table(*daily(3), act(9, MONDAY, "SYL", None)), Query(names))
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_three_acts_and_one_day_give_a_series_with_warnings():
    made = series.build(table(*(act(i, MONDAY) for i in range(3))), Query(("RUR", "SYL"), By.DAY))
    kinds = [caution.kind for caution in made.warnings]
    assert "few" in kinds
    assert "one-day" in kinds
    assert "only 3 acts from RUR to SYL" in to_text(made)


def test_coverage_that_grows_and_one_outlet_behind_most_are_said():
    acts = [act(i * 10 + j, MONDAY + timedelta(weeks=i)) for i in range(9) for j in range(1 if i < 3 else 8)]
    warnings = {caution.kind: caution.message for caution in series.build(table(*acts), Query(("RUR", "SYL"))).warnings}
    assert "1.0, 8.0, 8.0" in warnings["coverage"]
    assert warnings["outlet"].startswith("Klow Courier alone is behind 51 of 51")


def test_what_is_no_status_type_outlet_or_column_is_said():
    acts = table(*daily(3))
    for query, said in (
        (Query(("RUR", "SYL"), status=("done", "undone")), "'undone' is no status"),
        (Query(("RUR", "SYL"), types=("ATTACK",)), "'ATTACK' is no type"),
        (Query(("RUR", "SYL"), outlets=("Nobody",)), "no outlet 'Nobody'"),
        (Query(()), "name one actor or more"),
        (Query(("RUR", "SYL"), since=date(2040, 1, 1)), "holds no period with a report"),
    ):
        with pytest.raises(InputError, match=said):
            series.build(acts, query)
    with pytest.raises(InputError, match="no acts"):
        series.build(table(), Query(("RUR",)))
    with pytest.raises(InputError, match="no column 'event'"):
        series.build(pl.DataFrame({"x": [1]}), Query(("RUR",)))
    with pytest.raises(InputError, match="cannot be split by 'mood'"):
        series.split(acts, Query(("RUR",)), "mood")


def test_every_figure_goes_into_json_and_csv():
    made = series.build(table(act(1, MONDAY), act(2, MONDAY + timedelta(days=14))), Query(("RUR", "SYL")))
    read = json.loads(json.dumps(made.to_dict(), allow_nan=False))
    assert [row["acts"] for row in read["rows"]] == [1, None, 1, 0, None, 0]
    assert read["directions"][1] == {"label": "SYL to RUR", "actor": "SYL", "recipient": "RUR"}
    assert read["rows"][0]["events"] == ["e1"]
    again = pl.read_csv(to_csv(made).encode())
    assert again["score_sum"].to_list() == [-3.0, None, -3.0, 0.0, None, 0.0]


# --- every dyad -------------------------------------------------------------------------------------


def test_all_dyads_agree_with_the_series_of_each(tmp_path: Path):
    rng = np.random.default_rng(11)
    names = ["RUR", "SYL", "ORD"]
    rows = []
    for number in range(400):
        pair = rng.choice(names, 2, replace=False).tolist()
        day = MONDAY + timedelta(days=int(rng.integers(300)))
        rows.append(act(number, day, *pair, score=float(rng.integers(-9, 9))))
    acts = table(*rows)
    acts.write_parquet(tmp_path / "acts.parquet")
    dyads = series.all_dyads(pl.scan_parquet(tmp_path / "acts.parquet"), By.MONTH)
    made = series.build(acts, Query(tuple(names), By.MONTH))
    for direction in made.meta.directions:
        here = dyads.filter(actor=direction.actor, recipient=direction.recipient)
        there = made.one(direction.label).filter(pl.col("acts") > 0)
        for name in ("period", "acts", "score_sum", "score_mean", "volume", "share", "verbal_conflict"):
            assert here[name].to_list() == pytest.approx(there[name].to_list()), name


# --- ready series -----------------------------------------------------------------------------------


def test_a_ready_series_has_gaps_where_rows_or_cells_are_missing():
    made = series.ready(pl.DataFrame({"week": ["2031-03-12", "2031-03-19", "2031-04-02"], "a": ["1", "", "-2.5"]}))
    assert made.meta.by is By.WEEK
    assert made.wide().rows() == [
        (date(2031, 3, 12), 1.0), (date(2031, 3, 19), None), (date(2031, 3, 26), None), (date(2031, 4, 2), -2.5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"x": ["a", "b"], "y": ["1", "2"]}, "no column of dates"),
        ({"d": ["2031-03-12", "2031-03-12"], "y": ["1", "2"]}, "2031-03-12 comes 2 times"),
        (
            {"d": ["2031-03-12", "2031-03-19", "2031-03-30"], "y": ["1", "2", "3"]},
            "2031-03-30 lies between the periods",
        ),
        ({"d": ["2031-03-12", "2031-03-16"], "y": ["1", "2"]}, "periods lie 4 days apart"),
        ({"d": ["2031-03-12", "soon"], "y": ["1", "2"]}, "row 3 has no date"),
        ({"d": ["2031-03-12", "2031-03-13"], "y": ["1", "many"]}, "row 3 of column 'y' is 'many'"),
        ({"d": ["2031-03-12"], "y": ["1"]}, "has one period"),
        ({"d": ["2031-03-12", "2031-03-13"]}, "no column of figures"),
    ],
)
def test_a_table_that_is_no_series_is_told_in_one_line(rows: dict[str, list[str]], said: str):
    with pytest.raises(InputError, match=said):
        series.ready(pl.DataFrame(rows))


@pytest.mark.shared
def test_the_weekly_series_of_israelis_and_palestinians():
    """MSBVAR 0.9-3, data IsraelPalestineConflict: figures by statsmodels and numpy, 2026-11-22."""
    path = SHARED / "israel_palestine_weekly.csv"
    if not path.exists():
        pytest.skip("needs the series in ../shared/data")
    made = series.ready(pl.read_csv(path, infer_schema=False))
    values = made.values()
    assert values.shape == (1278, 2)
    assert made.meta.by is By.WEEK
    assert [round(mean, 3) for mean in values.mean(axis=0)] == [-48.042, -20.413]
    assert round(float(np.corrcoef(values.T)[0, 1]), 3) == 0.857
    assert made.warnings == ()


# --- a sector of an entity --------------------------------------------------------------------------


def sectors() -> pl.DataFrame:
    """Government and citizens of one land, who are one entity under two names, and a guard of unknown sector."""
    government = {"actor_name": "Government (Ruritania)", "actor_sector": "GOV"}
    citizens = {"actor_name": "Citizen (Ruritania)", "actor_sector": "CVL"}
    return table(
        *(act(i, MONDAY, **government) for i in range(3)),
        *(act(10 + i, MONDAY, **citizens) for i in range(2)),
        act(20, MONDAY, actor_name="Guard (Ruritania)"),
        act(21, MONDAY, recipient="RUR", **government, recipient_name="Citizen (Ruritania)", recipient_sector="CVL"),
    )


def test_a_sector_of_an_entity_is_taken_alone():
    made = series.build(sectors(), Query(("RUR:GOV", "RUR:cvl")))
    assert column(made, "acts", "RUR:GOV to RUR:cvl") == [1]
    assert column(made, "acts", "RUR:cvl to RUR:GOV") == [0]
    one = series.build(sectors(), Query(("RUR:GOV", "SYL")))
    assert column(one, "acts", "RUR:GOV to SYL") == [3]
    said = [caution.message for caution in one.warnings if caution.kind == "actor"]
    assert said == [
        (
            "RUR:GOV takes RUR where it is named with that sector (4 times); "
            "where its sector is unknown (1 time) it is left out"
        )
    ]
    both = series.build(sectors(), Query(("RUR:GOV,RUR:CVL", "SYL")))
    assert column(both, "acts", "RUR:GOV,RUR:CVL to SYL") == [5]


def test_a_name_that_takes_a_whole_land_says_so():
    made = series.build(sectors(), Query(("citizen (ruritania)", "SYL")))
    assert column(made, "acts", "citizen (ruritania) to SYL") == [6]
    (said,) = [caution.message for caution in made.warnings if caution.kind == "actor"]
    assert said == (
        "citizen (ruritania) is taken as all of RUR, under 2 other names too (named so 3 of 8 times); "
        "RUR:CVL takes its sector alone"
    )
    assert not [c for c in series.build(sectors(), Query(("RUR", "SYL"))).warnings if c.kind == "actor"]


def test_a_sector_that_nobody_has_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="RUR is never of sector 'MIL' in the table; it has GOV, CVL"):
        series.build(sectors(), Query(("RUR:MIL", "SYL")))
    with pytest.raises(InputError, match="the table knows no sector of SYL"):
        series.build(sectors(), Query(("RUR", "SYL:GOV")))
    with pytest.raises(InputError, match="no actor 'MAV:GOV' is in the table"):
        series.build(sectors(), Query(("RUR", "MAV:GOV")))
