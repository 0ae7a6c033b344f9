"""Data that say little, through the commands: a result with warnings, or one clear line; never a traceback."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from countermove.cli import app
from countermove.errors import InputError
from countermove.store import Store
from countermove.tables import SCHEMA

MONDAY = date(2031, 3, 10)


def act(number: int, day: date | None, actor: str = "RUR", recipient: str = "SYL") -> dict[str, object]:
    """An accusation, told on its day."""
    return {
        "event": f"e{number}", "level": "event", "date": day, "published": day, "precision": "day" if day else "none",
        "type": "ACCUSE", "quad": 3, "score": -3.0, "score_table": "PLOVER 2023-12", "status": "occurred",
        "actor": actor, "recipient": recipient, "outlet": "Klow Courier",
    }  # fmt: skip


_FEW = [act(0, MONDAY), act(1, MONDAY + timedelta(9), "SYL", "RUR"), act(2, MONDAY + timedelta(30))]
_ONE_DAY = [act(i, MONDAY, *(("RUR", "SYL") if i % 2 else ("SYL", "RUR"))) for i in range(30)]
_YEARS = [act(i, MONDAY + timedelta(i if i < 20 else i + 3000), "RUR", "SYL") for i in range(40)]
_CONSTANT = [act(i, MONDAY + timedelta(7 * i)) for i in range(40)]
_NO_DATE = [act(i, None) for i in range(5)]


def run(tmp_path: Path, rows: list[dict[str, object]], *command: str) -> Result:
    """A command on a table of these rows."""
    path = tmp_path / "acts.parquet"
    pl.DataFrame(rows, schema=SCHEMA).write_parquet(path)
    return CliRunner().invoke(app, [*command, "--table", str(path)], env={"COLUMNS": "200"})


@pytest.mark.parametrize("rows", [_FEW, _ONE_DAY, _YEARS, _CONSTANT], ids=["three", "one day", "years", "constant"])
@pytest.mark.parametrize(
    "command", [("series", "RUR", "SYL"), ("phases", "RUR", "SYL"), ("alerts",), ("series", "RUR")]
)
def test_data_that_say_little_give_a_result_with_warnings(tmp_path: Path, rows, command: tuple[str, ...]):
    result = run(tmp_path, rows, *command)
    assert result.exit_code == 0, result.output
    assert "Warning" in result.stdout


@pytest.mark.parametrize(
    ("rows", "command", "said"),
    [
        ([], ("series", "RUR", "SYL"), "the table has no acts"),
        ([], ("alerts",), "the table has no acts"),
        (_NO_DATE, ("phases", "RUR", "SYL"), "no act in the table has a date"),
        (_NO_DATE, ("chart", "heatmap", "--out", "unwritten.svg"), "has a date known to the month"),
        (_FEW, ("series", "RURI", "SYL"), "no actor 'RURI' is in the table; nearest: RUR"),
        (_FEW, ("phases", "RUR", "SYL", "MAV"), "no actor 'MAV' is in the table"),
        (_FEW, ("alerts", "RURI"), "no actor 'RURI' is in the table"),
    ],
)
def test_what_cannot_be_answered_is_one_line(tmp_path: Path, rows, command: tuple[str, ...], said: str):
    result = run(tmp_path, rows, *command)
    assert isinstance(result.exception, InputError | SystemExit), result.exception
    assert said in f"{result.exception} {result.output}"
    assert not (Path.cwd() / "unwritten.svg").exists()


@pytest.mark.parametrize(
    "command", [("series", "RUR"), ("phases", "RUR"), ("alerts",), ("report", "RUR", "SYL"), ("chart", "matrix")]
)
def test_an_empty_store_is_said_to_have_no_acts(tmp_path: Path, command: tuple[str, ...]):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    Store(url).close()
    out = ("--out", str(tmp_path / "unwritten.html")) if command[0] in ("report", "chart") else ()
    result = CliRunner().invoke(app, [*command, *out, "--store", url])
    assert isinstance(result.exception, InputError | SystemExit), result.exception
    assert "the table has no acts" in f"{result.exception} {result.output}"
    assert not (tmp_path / "unwritten.html").exists()
