"""The commands that look into a store: what is asked for comes out, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from countermove.cli import app
from countermove.store import Store

from codings import coding  # isort: skip
from test_cli import Run, run  # noqa: F401 - run is a fixture, isort: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the same report twice: as its outlet had it and as another carried it over."""
    path = tmp_path_factory.mktemp("store") / "kept.db"
    first = coding()
    again = replace(
        first,
        article=replace(first.article, id="a2", outlet="=Southern Wire"),
        events=tuple(replace(e, id=f"e{i:011x}f", article="a2") for i, e in enumerate(first.events)),
    )
    with Store(path) as store:
        store.add([first, again], "test")
    return path


@pytest.fixture
def ask(run: Run, filled: Path) -> Run:  # noqa: F811 - the fixture
    return lambda *arguments: run(*arguments, "--store", filled)


def lines(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_events_are_listed_with_their_sentence_and_who_says_so(ask):
    shown = ask("events")
    assert shown.code == 0
    for words in (
        "MOBILIZE weapons",
        "Norway NOR",
        "says RUS",
        "denied by NOR",
        "Norway sent two frigates",
        "6 events",
    ):
        assert words in " ".join(shown.out.split()), words


def test_options_must_all_be_met_and_several_values_are_alternatives(ask):
    def ids(*options: str) -> list[str]:
        return [line["event"]["id"] for line in lines(ask("events", "--format", "jsonl", *options).out)]

    assert len(ids()) == 6
    assert ids("--actor", "RUS", "--article", "a1") == ["e000000000002"]
    assert len(ids("--actor", "RUS", "--actor", "NOR")) == 6
    assert ids("--actor", "RUS", "--type", "consult") == []
    assert len(ids("--status", "planned")) == 2
    assert len(ids("--text", "frigates", "--place", "Narvik")) == 2
    assert ids("--since", "2032") == []


def test_a_line_holds_the_record_and_its_article(ask):
    line = lines(ask("events", "--format", "jsonl", "--article", "a1").out)[0]
    assert line["article"]["outlet"] == "Northern Wire"
    assert line["event"]["trigger"] == [7, 11]
    assert line["sentence"].startswith("Norway sent")
    assert line["incident"]


def test_a_spreadsheet_gets_no_formula(ask):
    rows = list(csv.DictReader(io.StringIO(ask("events", "--format", "csv", "--article", "a2").out)))
    assert [row["outlet"] for row in rows] == ["'=Southern Wire"] * 3
    assert rows[0]["denied_by"] == "NOR"


def test_pages_follow_on_one_another(ask):
    first = ask("events", "--limit", "4")
    assert "4 events; go on with --after " in first.out
    after = first.out.split("--after ")[1].split()[0]
    rest = ask("events", "--limit", "4", "--after", after)
    assert "2 events" in rest.out
    assert "--after" not in rest.out


def test_incidents_hold_the_reports_of_one_act(ask):
    found = lines(ask("incidents", "--format", "jsonl").out)
    assert len(found) == 3
    accused = next(one for one in found if one["type"] == "ACCUSE")
    assert [report["article"] for report in accused["reports"]] == ["a1", "a2"]
    shown = ask("incidents", accused["id"])
    assert shown.code == 0
    for words in (accused["id"], "Northern Wire", "a2", "says RUS", "condemned the move"):
        assert words in shown.out, words
    assert "contested" in ask("incidents", "--type", "MOBILIZE").out


def test_actors_are_counted(ask):
    found = {one["entity"]: one for one in lines(ask("actors", "--format", "jsonl").out)}
    assert (found["RUS"]["acts"], found["RUS"]["received"]) == (2, 0)
    assert (found["NOR"]["acts"], found["NOR"]["received"]) == (4, 2)
    assert "Norway" in ask("actors").out


def test_claims_of_a_store_hold_every_voice_of_every_report(ask):
    shown = ask("claims")
    assert shown.code == 0
    assert "contested: Norway NOR MOBILIZE weapons" in shown.out
    assert "said by" in shown.out
    found = lines(ask("claims", "--format", "jsonl", "--type", "ACCUSE").out)
    assert [[report["article"] for report in one["reports"]] for one in found] == [["a1", "a2"]]
    assert found[0]["reports"][0]["claims"][0]["said"][0]["words"][0]["text"] == "“It answers nothing,”"
    assert len(lines(ask("claims", "--all", "--format", "jsonl").out)) == 3
    assert "none is denied" in ask("claims", "--actor", "FRA").out


def test_claims_of_reports_ask_no_store(run: Run, tmp_path: Path):  # noqa: F811 - the fixture
    (tmp_path / "report.txt").write_text("Russia said Norway sent frigates.", encoding="utf-8")
    shown = run("claims", tmp_path / "report.txt", "--actor", "RUS")
    assert (shown.code, shown.out) == (2, "")
    assert "add the reports to the store first" in shown.err


@pytest.mark.parametrize("command", ["events", "incidents", "actors"])
def test_nothing_found_is_said(ask, command: str):
    shown = ask(command, "--actor", "FRA")
    assert shown.code == 0
    assert "in the store meets what is asked" in shown.out
    assert ask(command, "--actor", "FRA", "--format", "jsonl").out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("events", "--since", "yesterday"), "no day, month or year"),
        (("events", "--status", "done"), "no status 'done'"),
        (("events", "--after", "e0"), "no event 'e0'"),
        (("incidents", "i0"), "no incident 'i0'"),
        (("incidents", "--credence", "sure"), "no credence 'sure'"),
    ],
)
def test_what_cannot_be_asked_is_one_line(ask, arguments: tuple[str, ...], said: str):
    shown = ask(*arguments)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err
    assert shown.err.count("\n") == 1


def test_a_store_that_is_not_there_is_not_made(run: Run, tmp_path: Path):  # noqa: F811 - the fixture
    shown = run("events", "--store", tmp_path / "none.db")
    assert shown.code == 2
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_every_browsing_command_has_the_options_of_a_filter():
    import typer

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for name in ("events", "incidents", "actors"):
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert {"--actor", "--recipient", "--type", "--status", "--place", "--since", "--outlet", "--text"} <= options
