"""The table form: one row for each directed pair of an act, of our own records and in the schema's types."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from codings import BELOVA, NORWAY, RUSSIA, coding
from hypothesis import given
from hypothesis import strategies as st

from countermove.records import (
    Coding,
    Credence,
    Event,
    Identity,
    Incident,
    Party,
    Precision,
    Report,
    Span,
    When,
)
from countermove.tables import SCHEMA, from_codings, from_incidents, with_scores
from countermove.tables.build import day_of
from countermove.tables.pairs import pairs

NATO = Identity("NATO", "NATO", "IGO", ("MIL",))
NOBODY = Identity(None, "three men", None, ("UAF",))


def named(found: list[tuple[Identity | None, Identity | None]]) -> list[tuple[str | None, str | None]]:
    return [(one and one.name, other and other.name) for one, other in found]


# --- pairs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "mode", "actors", "recipients", "expected"),
    [
        ("ACCUSE", None, [RUSSIA], [NORWAY, NATO], [("Russia", "Norway"), ("Russia", "NATO")]),
        ("MOBILIZE", "troops", [RUSSIA, NATO], [], [("Russia", None), ("NATO", None)]),
        ("COERCE", "arrest", [], [NORWAY], [(None, "Norway")]),
        ("COERCE", "arrest", [], [], [(None, None)]),
        ("CONSULT", "visit", [RUSSIA, NORWAY], [], [("Russia", "Norway"), ("Norway", "Russia")]),
        ("CONSULT", "third-party", [RUSSIA, NORWAY], [], [("Russia", None), ("Norway", None)]),
        ("RETREAT", "ceasefire", [RUSSIA, NORWAY], [], [("Russia", "Norway"), ("Norway", "Russia")]),
        ("CONSULT", None, [RUSSIA], [], [("Russia", None)]),
        ("SUPPORT", None, [RUSSIA, NATO], [NATO, RUSSIA], [("Russia", "NATO"), ("NATO", "Russia")]),
        ("ASSAULT", None, [RUSSIA], [RUSSIA], [("Russia", "Russia")]),
        # An entity counts once on a side, by the first of its names; the nameless are told apart by their names.
        ("ACCUSE", None, [BELOVA, RUSSIA], [NORWAY], [("Irina Belova", "Norway")]),
        ("ASSAULT", None, [NOBODY], [NORWAY], [("three men", "Norway")]),
    ],
)
def test_an_act_is_told_by_its_directed_pairs(kind, mode, actors, recipients, expected):
    assert named(pairs(kind, mode, actors, recipients)) == expected


identities = st.builds(
    Identity, st.sampled_from(("RUS", "NOR", "NATO", None)), st.sampled_from(("a", "b")), st.none(), st.just(())
)


@given(
    st.sampled_from(("CONSULT", "ACCUSE", "ASSAULT")),
    st.lists(identities, max_size=5),
    st.lists(identities, max_size=5),
)
def test_no_pair_stands_twice_and_every_side_is_kept(kind, actors, recipients):
    keys = [
        tuple(side and (side.entity or side.name) for side in pair) for pair in pairs(kind, None, actors, recipients)
    ]
    assert len(keys) == len(set(keys)) > 0
    assert {key[0] for key in keys if key[0]} >= {who.entity or who.name for who in actors}
    assert {key[1] for key in keys if key[1]} >= {who.entity or who.name for who in recipients}


# --- codings ----------------------------------------------------------------------------------------


def test_a_coding_gives_rows_in_the_schema():
    table = from_codings([coding()])
    assert table.schema == SCHEMA
    assert table.rows(named=True)[1] == {
        "event": "e000000000002", "level": "event", "source": "countermove", "article": "a1",
        "outlet": "Northern Wire", "published": dt.date(2031, 3, 11), "date": dt.date(2031, 3, 11),
        "precision": "day", "type": "ACCUSE", "mode": "disapprove", "code": "111", "quad": 3, "score": -2.0,
        "score_table": "PLOVER 2023-12", "status": "occurred", "actor": "RUS", "actor_name": "Russia",
        "actor_code": "RUS", "actor_sector": "GOV", "recipient": "NOR", "recipient_name": "Norway",
        "recipient_code": "NOR", "recipient_sector": "GOV", "place": None, "country": None, "latitude": None,
        "longitude": None, "geonameid": None, "contexts": [], "claimed_by": "RUS", "denied_by": [],
        "confidence": 0.75, "rule": "accuse.condemned", "reports": 1, "outlets": 1, "credence": None,
    }  # fmt: skip
    first = table.row(0, named=True)
    assert (first["place"], first["country"], first["geonameid"]) == ("Narvik", "NOR", 3144987)
    assert first["denied_by"] == ["NOR"]
    assert table["date"].to_list()[2] is None
    assert table["precision"].to_list()[2] == "none"


def test_no_codings_give_an_empty_table_of_the_schema():
    assert from_codings([]).schema == SCHEMA
    assert from_incidents([]).schema == SCHEMA


@pytest.mark.parametrize(
    ("value", "day"),
    [("2031-03-11", (2031, 3, 11)), ("2031-03-11T23:59:00+02:00", (2031, 3, 11)), ("2031-03", (2031, 3, 1)),
     ("2031", (2031, 1, 1)), ("2031-02-30", None), ("soon", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_day_is_the_first_of_what_is_known(value: str | None, day: tuple[int, int, int] | None):
    assert day_of(value) == (None if day is None else dt.date(*day))


# --- incidents --------------------------------------------------------------------------------------


def incident(*events: Event, **given: object) -> Incident:
    first = events[0]
    reports = tuple(Report(event, f"Outlet {n}", f"2031-03-1{n}") for n, event in enumerate(events, 1))
    fields: dict[str, object] = {
        "contexts": first.contexts, "credence": Credence.CONFIRMED, "actor": (RUSSIA,), "recipient": (NORWAY,),
        "place": (), "date": first.date, "outlets": ("Outlet 1", "Outlet 2"), "copied_by": (), "asserted_by": (),
        "denied_by": (),
    }  # fmt: skip
    return Incident(
        "i000000000001", first.type, first.mode, first.quad, first.score, status=first.status, reports=reports,
        **(fields | given),  # type: ignore[arg-type]
    )  # fmt: skip


def test_an_incident_is_one_act_with_its_reports_counted():
    told = replace(coding().events[1], claimed_by=None)
    surer = replace(told, id="e000000000009", article="a2", confidence=0.9)
    (row,) = from_incidents([incident(told, surer, asserted_by=("RUS", "NATO"))]).rows(named=True)
    assert (row["event"], row["level"], row["article"]) == ("i000000000001", "incident", "a1")
    assert (row["reports"], row["outlets"], row["credence"]) == (2, 2, "confirmed")
    assert (row["outlet"], row["published"]) == ("Outlet 1", dt.date(2031, 3, 11))
    assert (row["code"], row["confidence"], row["claimed_by"]) == ("111", 0.9, None)


def test_an_incident_that_all_reports_put_on_somebodys_word_is_claimed():
    told = coding().events[1]
    (row,) = from_incidents([incident(told, told, asserted_by=("RUS", "NATO"), denied_by=("NOR",))]).rows(named=True)
    assert row["claimed_by"] == "RUS; NATO"
    assert row["denied_by"] == ["NOR"]


# --- scores -----------------------------------------------------------------------------------------


def test_scores_switch_between_the_two_tables_and_back():
    table = from_codings([coding()])
    told = with_scores(table, "goldstein")
    assert told["score"].to_list() == [-7.2, -2.0, 4.0]  # talks planned are the intent to meet
    assert set(told["score_table"]) == {"Goldstein (CAMEO, ICEWS)"}
    back = with_scores(told, "plover")
    assert back["score"].to_list() == [-6.5, -2.0, 2.5]
    assert set(back["score_table"]) == {"PLOVER 2023-12"}
    assert with_scores(table.lazy(), "goldstein").collect().equals(told)


def test_a_type_of_ones_own_keeps_its_score_and_is_not_called_plovers():
    own = replace(coding(), events=(replace(coding().events[0], type="BLOCKADE", mode=None, score=-4.0),))
    table = from_codings([own])
    assert table.row(0, named=True)["score_table"] == "own codebook"
    assert with_scores(table, "plover").equals(table)
    assert with_scores(table, "goldstein")["score"].to_list() == [None]


def test_a_score_table_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="azar"):
        with_scores(from_codings([coding()]), "azar")


def test_a_month_begins_on_its_first_day():
    when = When("2031-03", None, Precision.MONTH)
    whole: Coding = replace(coding(), events=(replace(coding().events[0], date=when),))
    row = from_codings([whole]).row(0, named=True)
    assert (row["date"], row["precision"]) == (dt.date(2031, 3, 1), "month")


def test_the_key_is_unique_in_a_table():
    twice = replace(coding().events[1], recipient=(Party(NORWAY, Span(0, 1)), Party(NATO, Span(2, 3))))
    table = from_codings([replace(coding(), events=(twice, coding().events[0]))])
    assert table.select(pl.struct("event", "actor", "recipient").is_duplicated().any()).item() is False
