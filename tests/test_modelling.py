"""The commands on models: from tables and ready series to results and charts, and data that say little."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from countermove.cli import app
from countermove.errors import InputError
from countermove.tables.schema import SCHEMA

COMMANDS = ["reciprocity", "hawkes", "forecast"]
BEGIN = date(2031, 1, 6)


def run(*arguments: object) -> str:
    """What a command prints. A user's mistake raises InputError, as ``main`` expects."""
    done = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def table(path: Path, acts: list[tuple[date, str, str, float]]) -> Path:
    """A table of acts: day, actor, recipient, score; those below 0 are verbal conflict."""
    frame = pl.DataFrame(
        {
            "event": [f"e{place:04d}" for place in range(len(acts))],
            "date": [act[0] for act in acts],
            "actor": [act[1] for act in acts],
            "recipient": [act[2] for act in acts],
            "score": [act[3] for act in acts],
        }
    ).with_columns(
        level=pl.lit("event"), source=pl.lit("countermove"), precision=pl.lit("day"), status=pl.lit("occurred"),
        outlet=pl.lit("Harbour Post"), article=pl.col("event"), published=pl.col("date"), score_table=pl.lit("plover"),
        quad=pl.when(pl.col("score") < 0).then(3).otherwise(1),
    )  # fmt: skip
    missing = [pl.lit(None).alias(name) for name in SCHEMA if name not in frame.columns]
    whole = frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    whole.write_parquet(path)
    return path


@pytest.fixture(scope="module")
def quarrel(tmp_path_factory) -> Path:
    """Two years in which each of Norland and Sudland answers the other within days."""
    from countermove.models.hawkes import simulate

    found = simulate([0.4, 0.3], [[0.1, 0.4], [0.4, 0.1]], [2.0, 2.0], 730, 11, by_day=True)
    acts = []
    for day, counts in enumerate(found.counts):
        for (actor, recipient), count in zip((("NORLAND", "SUDLAND"), ("SUDLAND", "NORLAND")), counts, strict=True):
            acts += [(BEGIN + timedelta(days=day), actor, recipient, -3.0)] * int(count)
        acts.append((BEGIN + timedelta(days=day), "OSTMARK", "WESTRIA", 2.0))  # so that every day is covered
    return table(tmp_path_factory.mktemp("acts") / "quarrel.parquet", acts)


@pytest.mark.parametrize("command", COMMANDS)
def test_json_holds_every_figure_and_a_chart_is_drawn(command: str, quarrel: Path, tmp_path: Path):
    chart = tmp_path / "chart.svg"
    said = run(command, "NORLAND", "SUDLAND", "--table", quarrel, "--format", "json", "--chart", chart)
    result = json.loads(said)
    assert {"hypothesis", "finding", "warnings", "sub_periods"} <= set(result)
    drawn = chart.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "NORLAND" in drawn


def test_answers_are_found_in_a_quarrel(quarrel: Path):
    found = json.loads(run("hawkes", "NORLAND", "SUDLAND", "--table", quarrel, "--format", "json"))
    shown = {one["name"] for one in found["answers"] if one["shown"]}
    assert {"NORLAND answers SUDLAND", "SUDLAND answers NORLAND"} <= shown
    assert found["clock"] == "days"
    assert re.match(r"e\d{4}", found["goodness"][0]["acts"][-1][0])
    said = run("reciprocity", "NORLAND", "SUDLAND", "--by", "day", "--counts", "--table", quarrel)
    assert "NORLAND answers SUDLAND" in said
    assert "not proof of cause" in said


def test_three_sides_and_types(quarrel: Path):
    said = run("reciprocity", "NORLAND", "SUDLAND", "OSTMARK", "--lags", 1, "--table", quarrel)
    assert "never changes, and is left out" in said
    with pytest.raises(InputError):
        run("hawkes", "NORLAND", "SUDLAND", "--acts", "conflict", "--acts", "ACCUSE", "--table", quarrel)
    with pytest.raises(InputError, match="no figure of the series"):
        run("forecast", "NORLAND", "SUDLAND", "--measure", "anger", "--table", quarrel)
    with pytest.raises(InputError, match="no criterion"):
        run("reciprocity", "NORLAND", "SUDLAND", "--criterion", "fpe", "--table", quarrel)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_actor_is_said_to_be_one(command: str, quarrel: Path):
    with pytest.raises(InputError, match="no actor 'NOWHERE'"):
        run(command, "NORLAND", "NOWHERE", "--table", quarrel)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "acts",
    [
        [(BEGIN + timedelta(days=day), "NORLAND", "SUDLAND", -3.0) for day in (0, 9, 30)],
        [(BEGIN, *pair, -3.0) for pair in [("NORLAND", "SUDLAND"), ("SUDLAND", "NORLAND")] * 10],
        [(BEGIN + timedelta(days=7 * week), "NORLAND", "SUDLAND", -3.0) for week in range(100)],
    ],
    ids=["three acts", "one day", "constant and one-sided"],
)
def test_too_little_is_said_in_one_line(command: str, acts, tmp_path: Path):
    with pytest.raises(InputError) as told:
        run(command, "NORLAND", "SUDLAND", "--table", table(tmp_path / "few.parquet", acts))
    assert "\n" not in str(told.value)
    assert len(str(told.value)) > 30


@pytest.mark.parametrize("command", COMMANDS)
def test_a_gap_of_years_is_a_gap(command: str, tmp_path: Path):
    rng = np.random.default_rng(1)
    days = [*range(300), *range(1500, 1800)]
    acts = [
        (BEGIN + timedelta(days=day), *pair, float(rng.integers(-8, 4)))
        for day in days
        for pair in [("NORLAND", "SUDLAND"), ("SUDLAND", "NORLAND")]
        if rng.random() < 0.6
    ]
    said = run(command, "NORLAND", "SUDLAND", "--table", table(tmp_path / "gap.parquet", acts))
    assert "Warning (gaps)" in said


def test_ready_series(tmp_path: Path):
    path = tmp_path / "weeks.csv"
    rng = np.random.default_rng(2)
    rows = [
        f"{BEGIN + timedelta(days=7 * week)},{a:.3f},{b:.3f}" for week, (a, b) in enumerate(rng.normal(size=(120, 2)))
    ]
    path.write_text("\n".join(["week,north,south", *rows]))
    assert "north answers south" in run("reciprocity", "--csv", path, "--lags", 2)
    assert "does not beat" in run("forecast", "north", "south", "--csv", path)
    with pytest.raises(InputError, match="counts by day"):
        run("hawkes", "--csv", path)
    with pytest.raises(InputError, match="no column 'west'"):
        run("forecast", "west", "--csv", path)


def test_a_chart_that_cannot_be_drawn_is_refused(quarrel: Path, tmp_path: Path):
    with pytest.raises(InputError, match="a chart can be"):
        run("hawkes", "NORLAND", "SUDLAND", "--table", quarrel, "--chart", tmp_path / "chart.gif")
    with pytest.raises(InputError, match="no responses"):
        run("reciprocity", "NORLAND", "SUDLAND", "--counts", "--table", quarrel, "--chart", tmp_path / "chart.svg")


@pytest.mark.shared
def test_the_known_answer_by_one_command(shared: Path):
    path = shared / "data/series/israel_palestine_weekly.csv"
    found = json.loads(
        run("reciprocity", "i2p", "p2i", "--csv", path, "--lags", 6, "--samples", 20, "--format", "json")
    )
    assert [round(one["f"], 3) for one in found["answers"]] == [17.631, 10.912]
    assert (found["choice"]["aic"], found["choice"]["bic"], found["choice"]["hq"]) == (12, 11, 12)
