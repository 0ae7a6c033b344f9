"""CAMEO out: every type and mode has a code, the most particular row gives it, the scores are the facts'."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import codings
import pytest

from countermove.events import load_codebook
from countermove.export import from_record, to_json, to_jsonl, to_record, to_text
from countermove.ontology import Cameo, cameo, cameo_of, plover
from countermove.records import Event, Status

CODEBOOK = load_codebook()
TYPES_AND_MODES = [
    (name, mode) for name, entry in CODEBOOK.types.items() for mode in (None, *entry.modes, *plover().types[name].modes)
]


@pytest.fixture(scope="module")
def known() -> Cameo:
    return cameo()


def event(name: str, mode: str | None = None, *contexts: str, status: Status = Status.OCCURRED) -> Event:
    return replace(codings.coding().events[0], type=name, mode=mode, contexts=contexts, status=status)


def code(name: str, mode: str | None = None, *contexts: str, status: Status = Status.OCCURRED) -> str:
    found = cameo_of(event(name, mode, *contexts, status=status))
    assert found is not None
    return found.code


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(("name", "mode"), TYPES_AND_MODES)
def test_every_type_and_mode_has_a_code(name: str, mode: str | None, status: Status):
    for context in ("", *plover().contexts):
        assert code(name, mode, context, status=status)


def test_rows_name_what_there_is(known: Cameo):
    facts = plover()
    for name, rows in known.rows.items():
        for row in rows:
            assert row.type in facts.types
            assert row.mode in ("", *facts.types[name].modes), row
            assert row.context in ("", *facts.contexts), row
            assert row.status in ("", *Status), row
            assert row.code in known.codes, row
    assert set(known.rows) == set(facts.types)


def test_no_row_is_hidden_by_another(known: Cameo):
    for rows in known.rows.values():
        asked = [(row.mode, row.context, row.status) for row in rows]
        assert len(asked) == len(set(asked))


def test_every_code_is_given_to_something(known: Cameo):
    assert {row.code for rows in known.rows.values() for row in rows} == set(known.codes)


@pytest.mark.parametrize(
    ("wanted", "name", "mode", "contexts", "status"),
    [
        ("111", "ACCUSE", "disapprove", (), Status.OCCURRED),
        ("112", "ACCUSE", "allege", ("executive",), Status.OCCURRED),  # a president is named nearly everywhere
        ("1122", "ACCUSE", "allege", ("military", "human_rights"), Status.OCCURRED),  # the context that tells most
        ("071", "AID", None, ("economic",), Status.OCCURRED),
        ("0331", "AID", None, ("economic",), Status.PLANNED),
        ("042", "CONSULT", "visit", ("diplomatic",), Status.OCCURRED),
        ("036", "CONSULT", "visit", ("diplomatic",), Status.PLANNED),
        ("0874", "RETREAT", "withdraw", ("military",), Status.OCCURRED),
        ("0356", "RETREAT", "withdraw", ("military",), Status.PLANNED),
        ("186", "ASSAULT", "targeted", (), Status.OCCURRED),
        ("185", "ASSAULT", "targeted", (), Status.ATTEMPTED),
        ("190", "ASSAULT", None, ("military",), Status.OCCURRED),
        ("204", "ASSAULT", "unconventional", ("cbrn",), Status.OCCURRED),
        ("163", "SANCTION", "discontinue", ("economic",), Status.OCCURRED),
        ("1413", "PROTEST", "demo", ("rights_freedoms",), Status.DENIED),
    ],
)
def test_the_most_particular_row_gives_the_code(
    wanted: str, name: str, mode: str | None, contexts: tuple[str, ...], status: Status
):
    assert code(name, mode, *contexts, status=status) == wanted


@pytest.mark.parametrize("name", ["CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "AGREE"])
def test_planned_cooperation_is_an_intent(name: str):
    for mode in (None, *plover().types[name].modes):
        for context in ("", *plover().contexts):
            assert code(name, mode, context, status=Status.PLANNED).startswith("03")


def test_a_mode_of_ones_own_has_its_types_code_and_a_type_of_ones_own_none():
    assert code("PROTEST", "flashmob") == "140"
    assert cameo_of(event("ESPIONAGE")) is None


def test_the_sign_of_the_score_fits_the_side(known: Cameo):
    cooperative = {name for name, facts in plover().types.items() if facts.quad <= 2}
    for name, rows in known.rows.items():
        for row in rows:
            assert (known.codes[row.code].goldstein > 0) == (name in cooperative), row


@pytest.mark.shared
def test_codes_and_scores_are_the_facts(known: Cameo, shared: Path):
    with (shared / "ontology" / "cameo-codes.csv").open(encoding="utf-8") as stream:
        facts = {row["code"]: float(row["goldstein_icews"]) for row in csv.DictReader(stream)}
    assert {name: known.codes[name].goldstein for name in known.codes} == {name: facts[name] for name in known.codes}


# --- in the output -----------------------------------------------------------------------------------


def test_the_record_changes_only_where_it_is_asked_for():
    plain, told = to_record(codings.coding()), to_record(codings.coding(), cameo=True)
    assert all("cameo" not in event for event in plain["events"])
    assert [{k: v for k, v in event.items() if k != "cameo"} for event in told["events"]] == plain["events"]
    assert {k: v for k, v in told.items() if k != "events"} == {k: v for k, v in plain.items() if k != "events"}
    assert from_record(told) == from_record(plain)


def test_the_tables_name_stands_beside_each_score(known: Cameo):
    for form in (to_json, to_jsonl):
        events = json.loads(form(codings.coding(), cameo=True))["events"]
        assert events[0]["cameo"] == {"code": "150", "goldstein": -7.2, "table": known.table}
        assert all(event["cameo"]["table"] == "Goldstein (CAMEO, ICEWS)" for event in events)


def test_a_type_of_ones_own_has_null():
    own = replace(codings.coding(), events=(event("ESPIONAGE"),), reactions=())
    assert to_record(own, cameo=True)["events"][0]["cameo"] is None
    assert "ESPIONAGE" in to_text(own, cameo=True)


def test_the_text_shows_codes_and_the_tables_name(known: Cameo):
    told = to_text(codings.coding(), cameo=True, width=120)
    assert "150 (-7.2)" in told
    assert known.table in told
    assert "150 (-7.2)" not in to_text(codings.coding(), width=120)
    assert known.table not in to_text(codings.coding(), width=120)


@pytest.mark.model
def test_the_command_line_gives_codes_on_request(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch):
    from countermove import cli

    report = tmp_path / "report.txt"
    report.write_text("Russia condemned Norway.", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["countermove", "read", str(report), "--format", "jsonl", "--cameo"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 0
    record = json.loads(capfd.readouterr().out)
    assert record["events"][0]["cameo"]["code"] == "111"
