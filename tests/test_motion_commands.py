"""The commands series, phases, alerts, reactions and chart, run as a user runs them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner, Result

from countermove.cli import app
from countermove.errors import CountermoveError
from countermove.tables import SCHEMA

MONDAY = date(2031, 1, 6)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty weeks of two sides that turn hostile after thirty; a burst in the last week; one week without reports."""
    rng = np.random.default_rng(51)
    rows = []
    for week in range(60):
        for number in range(0 if week == 10 else 14 if week == 59 else 3):
            score = (4.0 if week < 30 else -8.0) + float(rng.normal())
            day = MONDAY + timedelta(weeks=week, days=number % 7)
            rows.append(
                {"event": f"e{week}.{number}", "level": "event", "date": day, "precision": "day", "type": "AID",
                 "quad": 2 if week < 30 else 4, "score": score, "score_table": "PLOVER 2023-12", "status": "occurred",
                 "actor": "RUR", "recipient": "SYL", "place": "Klow", "latitude": 42.0, "longitude": 21.0}
            )  # fmt: skip
    path = tmp_path_factory.mktemp("acts") / "acts.parquet"
    pl.DataFrame(rows, schema=SCHEMA).write_parquet(path)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def mistake(*arguments: object) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, CountermoveError), result.output
    assert "\n" not in str(result.exception)
    return str(result.exception)


def test_series_as_table_csv_and_json_agree(table: Path, tmp_path: Path):
    shown = run("series", "RUR", "SYL", "--by", "quarter", "--table", table)
    assert shown.exit_code == 0, shown.output
    assert "done acts at event level" in shown.stdout
    assert "scores: PLOVER 2023-12" in shown.stdout
    csv = pl.read_csv(run("series", "RUR", "SYL", "--table", table, "--format", "csv").stdout.encode())
    read = json.loads(run("series", "RUR", "SYL", "--table", table, "--format", "json").stdout)
    assert [row["acts"] for row in read["rows"]] == csv["acts"].to_list()
    assert [row["acts"] for row in read["rows"]][9:12] == [3, None, 3]
    assert {caution["kind"] for caution in read["warnings"]} >= {"gaps", "few"}


def test_series_with_a_chart_and_a_split(table: Path, tmp_path: Path):
    done = run(
        "series",
        "RUR",
        "SYL",
        "--by",
        "month",
        "--table",
        table,
        "--chart",
        tmp_path / "t.svg",
        "--out",
        tmp_path / "t.txt",
    )
    assert done.exit_code == 0, done.output
    assert "What RUR and SYL did to each other, by month" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    assert (tmp_path / "t.txt").read_text(encoding="utf-8").startswith("done acts")
    split = json.loads(
        run("series", "RUR", "SYL", "--by", "year", "--split", "quad", "--table", table, "--format", "json").stdout
    )
    assert [(row["quad"], row["acts"]) for row in split if row["period"] == "2031-01-01"] == [(2, 87), (4, 66)]


def test_ready_series_are_taken_by_column(tmp_path: Path):
    weeks = [MONDAY + timedelta(weeks=i) for i in range(40)]
    values = np.random.default_rng(52).normal(size=40) + np.repeat([0.0, 9.0], 20)
    pl.DataFrame({"week": weeks, "one": values, "two": values[::-1]}).write_csv(tmp_path / "ready.csv")
    read = json.loads(run("phases", "one", "--csv", tmp_path / "ready.csv", "--format", "json").stdout)
    assert [phase["first"] for phase in read["phases"]] == [weeks[0].isoformat(), weeks[20].isoformat()]
    assert "it has one, two" in mistake("phases", "three", "--csv", tmp_path / "ready.csv")


def test_phases_are_named_and_drawn(table: Path, tmp_path: Path):
    done = run("phases", "RUR", "SYL", "--table", table, "--chart", tmp_path / "p.svg")
    assert done.exit_code == 0, done.output
    assert "RUR to SYL: 2 phases; cooperative at first, then strongly hostile from 2031-08-04" in done.stdout
    assert "strongly hostile" in (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert "'mood' is no figure of the series; take acts" in mistake(
        "phases", "RUR", "SYL", "--measure", "mood", "--table", table
    )


def test_alerts_of_a_day(table: Path):
    read = json.loads(
        run("alerts", "--on", MONDAY + timedelta(weeks=59, days=6), "--table", table, "--format", "json").stdout
    )
    (alert,) = read["alerts"]
    assert (alert["kind"], alert["count"], len(alert["events"])) == ("surge", 14, 14)
    quiet = run("alerts", "RUR", "SYL", "--on", MONDAY + timedelta(weeks=50), "--table", table)
    assert "0 surges, 0 first acts, 0 first denials" in quiet.stdout
    assert "--on takes one day" in mistake("alerts", "--on", MONDAY, "--since", MONDAY, "--table", table)


def test_charts_of_many_actors(table: Path, tmp_path: Path):
    for kind in ("heatmap", "matrix", "map"):
        done = run("chart", kind, "--table", table, "--out", tmp_path / f"{kind}.svg")
        assert done.exit_code == 0, done.output
        assert (tmp_path / f"{kind}.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "no act is left to draw" in mistake(
        "chart", "map", "--status", "denied", "--table", table, "--out", tmp_path / "x.svg"
    )


def test_what_is_wrong_is_said_in_one_line(table: Path, tmp_path: Path):
    assert mistake("series", "RURR", "--table", table).startswith("no actor 'RURR' is in the table; nearest: RUR")
    assert "name one actor or more" in mistake("series", "--table", table)
    assert "there is no such file" in mistake("series", "RUR", "--table", tmp_path / "none.parquet")
    assert "no file" in mistake("series", "--csv", tmp_path / "none.csv")
    assert "take one" in mistake("series", "RUR", "--csv", "a.csv", "--table", table)
    assert "'yesterday' is no day" in mistake("series", "RUR", "--since", "yesterday", "--table", table)
    assert "a chart can be .svg" in mistake(
        "series", "RUR", "--table", table, "--out", tmp_path / "t", "--chart", "x.gif"
    )
    assert "there is no store" in mistake("series", "RUR", "--store", tmp_path / "none.db")
    (tmp_path / "bad.csv").write_bytes(b"\x00\xff\x00")
    mistake("series", "--csv", tmp_path / "bad.csv")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no more")
    mistake("series", "RUR", "--table", tmp_path / "bad.parquet")
