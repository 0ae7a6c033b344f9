"""What is handed to other tools and taken from theirs: columns, rules for what was not done, and the way back."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest
from codings import BELOVA, RUSSIA, coding, span
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from countermove.cli import main
from countermove.errors import InputError
from countermove.export import from_record, gdelt, icews, polecat
from countermove.export.acts import Act, Count, acts_of, chosen, day, told
from countermove.export.cells import tsv
from countermove.export.datasette import metadata
from countermove.export.flat import for_csv
from countermove.export.forms import Form, Planned, Rules, Undated
from countermove.export.gathering import from_records
from countermove.export.numbers import number_of
from countermove.export.plover import record
from countermove.export.writing import Export, lines, record_lines, write_binary
from countermove.imports import Kind, Troubles, read_table, tell_kind
from countermove.imports.words import by_name
from countermove.ontology import cameo, plover
from countermove.records import (
    Basis,
    Coding,
    Identity,
    Party,
    Place,
    Precision,
    Reason,
    Span,
    Status,
    When,
)
from countermove.store import Store
from countermove.tables import SCHEMA, Level, from_codings
from countermove.tables.cameo import cameo_labels, cameo_meanings, label_key, meaning, weis_meanings
from countermove.tables.entities import known_parts
from countermove.tables.facts import rows_of

SHARED = Path(__file__).parents[2] / "shared"
shared = pytest.mark.shared
needs_peers = pytest.mark.skipif(not (SHARED / "peers.md").is_file(), reason="../shared/peers.md is not there")
needs_series = pytest.mark.skipif(not (SHARED / "data/series").is_dir(), reason="../shared/data/series is not there")

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def act(**given: object) -> Act:
    """The second act of the coding by hand, with other values."""
    whole = coding()
    (told_,) = acts_of(replace(whole, events=(replace(whole.events[1], **given),)))
    return told_


def texts(form: Form, whole: Coding, rules: Rules | None = None) -> list[list[str]]:
    """The cells of each line of a tab-separated export."""
    job = Export(form, rules=rules or Rules())
    made = lines((a for a in acts_of(whole)), job)
    return [line.rstrip("\n").split("\t") for line in "".join(made).splitlines()]


# --- columns ----------------------------------------------------------------------------------------


def section(number: str) -> str:
    return re.split(rf"^### {re.escape(number)} .*$", (SHARED / "peers.md").read_text("utf-8"), flags=re.MULTILINE)[1]


@shared
@needs_peers
@pytest.mark.parametrize(("number", "columns"), [("2.7", polecat.COLUMNS), ("2.10", icews.COLUMNS)])
def test_columns_with_a_header_are_those_of_the_system(number: str, columns: tuple[str, ...]):
    first = columns[0]
    listed = next(line for line in section(number).splitlines() if line.startswith(f"{first},"))
    listed = re.split(r"\.\s|\.$", listed)[0]
    assert tuple(name.strip() for name in listed.split(",")) == columns


@shared
@needs_peers
def test_gdelts_columns_are_those_of_the_system():
    listed = section("2.8")
    named = {int(n): name for n, name in re.findall(r"\b(\d+) ([A-Z]\w+)", listed.split("**1.0 daily")[0])}
    from countermove.imports.gdelt import COLUMNS_2

    assert len(gdelt.COLUMNS) == 58
    assert len(COLUMNS_2) == 61
    for place, name in named.items():
        if place < 61 and name in COLUMNS_2:
            assert COLUMNS_2[place] == name
    assert sum(COLUMNS_2[place] == name for place, name in named.items() if place < 61) > 30
    assert [name for name in COLUMNS_2 if "ADM2" not in name] == list(gdelt.COLUMNS)


@pytest.mark.parametrize(("form", "width"), [(Form.POLECAT, 40), (Form.ICEWS, 20), (Form.GDELT, 58)])
def test_every_row_has_the_width_of_its_format(form: Form, width: int):
    rows = texts(form, coding())
    assert {len(row) for row in rows} == {width}
    assert len(rows) == 3 + (form is not Form.GDELT)


# --- rows, to the letter ----------------------------------------------------------------------------


def test_polecats_row_is_the_act():
    header, sent, condemned, _ = texts(Form.POLECAT, coding())
    assert header == list(polecat.COLUMNS)
    row = dict(zip(header, condemned, strict=True))
    assert {name: cell for name, cell in row.items() if cell} == {
        "Event ID": "e000000000002", "Event Date": "2031-03-11", "Event Type": "ACCUSE", "Event Mode": "disapprove",
        "Intensity": "-2", "Quad Code": "3", "Actor Name": "Russia", "Actor Country": "RUS",
        "Primary Actor Sector": "GOV", "Actor Sectors": "GOV", "Actor Name Raw": "Russia", "Recipient Name": "Norway",
        "Recipient Country": "NOR", "Primary Recipient Sector": "GOV", "Recipient Sectors": "GOV;MIL",
        "Recipient Name Raw": "Norway", "Source": "Northern Wire", "Publication Date": "2031-03-11",
        "Story Locations": "Narvik", "Language": "en", "Version": row["Version"],
    }  # fmt: skip
    where = dict(zip(header, sent, strict=True))
    assert (where["City"], where["Country"], where["Latitude"], where["GeoNames ID"]) == (
        "Narvik", "NOR", "68.43", "3144987",
    )  # fmt: skip


def test_icews_row_is_the_act_in_cameo():
    header, _, condemned, _ = texts(Form.ICEWS, coding())
    row = dict(zip(header, condemned, strict=True))
    assert {name: cell for name, cell in row.items() if cell} == {
        "Event ID": "64", "Event Date": "2031-03-11", "Source Name": "Government (Russia)",
        "Source Sectors": "Government", "Source Country": "Russia", "Event Text": cameo().codes["111"].name,
        "CAMEO Code": "111", "Intensity": "-2", "Target Name": "Government (Norway)",
        "Target Sectors": "Government,Military", "Target Country": "Norway", "Story ID": str(number_of("a1")),
        "Publisher": "Northern Wire",
    }  # fmt: skip


def test_gdelts_row_is_the_act_in_cameos_and_fips_codes():
    sent, condemned, _ = (dict(zip(gdelt.COLUMNS, row, strict=True)) for row in texts(Form.GDELT, coding()))
    assert {name: cell for name, cell in condemned.items() if cell} == {
        "GLOBALEVENTID": "64", "SQLDATE": "20310311", "MonthYear": "203103", "Year": "2031",
        "FractionDate": "2031.1945", "Actor1Code": "RUSGOV", "Actor1Name": "RUSSIA", "Actor1CountryCode": "RUS",
        "Actor1Type1Code": "GOV", "Actor2Code": "NORGOVMIL", "Actor2Name": "NORWAY", "Actor2CountryCode": "NOR",
        "Actor2Type1Code": "GOV", "Actor2Type2Code": "MIL", "IsRootEvent": "1", "EventCode": "111",
        "EventBaseCode": "111", "EventRootCode": "11", "QuadClass": "3", "GoldsteinScale": "-2", "NumMentions": "1",
        "NumSources": "1", "NumArticles": "1", "Actor1Geo_Type": "0", "Actor2Geo_Type": "0", "ActionGeo_Type": "0",
        "DATEADDED": "20310311",
    }  # fmt: skip
    assert (sent["ActionGeo_Type"], sent["ActionGeo_FullName"], sent["ActionGeo_CountryCode"]) == (
        "4", "Narvik, Norway", "NO",
    )  # fmt: skip


def test_organisations_and_groups_have_their_cameo_codes_in_gdelt():
    nato, hamas = Identity("NATO", "the alliance", "IGO", ("MIL",)), Identity("HAMAS", "Hamas", "PSE", ("REB",))
    one = act(actor=(Party(nato, Span(0, 1)),), recipient=(Party(hamas, Span(2, 3)),))
    row = dict(zip(gdelt.COLUMNS, texts(Form.GDELT, replace(one.coding, events=(one.event,)))[0], strict=True))
    assert (row["Actor1Code"], row["Actor1KnownGroupCode"], row["Actor1Type1Code"], row["Actor1Type2Code"]) == (
        "IGONATMIL", "NAT", "IGO", "MIL",
    )  # fmt: skip
    assert (row["Actor2CountryCode"], row["Actor2KnownGroupCode"]) == ("PSE", "HMS")


def test_plovers_record_has_its_fields_first_and_ours_after():
    made = record(told(act(), Form.PLOVER, Planned.AS_AGREE), Rules())  # type: ignore[arg-type]
    assert list(made)[:20] == [
        "id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc",
        "event_text", "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder",
    ]  # fmt: skip
    assert (made["event"], made["mode"], made["date"], made["quad_code"]) == (
        ["ACCUSE"],
        ["disapprove"],
        "2031-03-11",
        3,
    )
    assert made["actor"][0]["code"] == "RUS"
    assert made["actor"][0]["entity_text"] == "Russia"
    assert (made["claimed_by"], made["cameo"], made["scale"]) == ("RUS", "111", "PLOVER 2023-12")


def test_a_cell_is_one_cell_whatever_a_text_holds():
    assert tsv(("a\tb\nc\r\n\u2028d", None, 2.5, 3.0, 4, "half \ud83d")) == "a b c d\t\t2.5\t3\t4\thalf ?\n"


@given(st.integers(0, 16**12 - 1), st.integers(0, 31), st.text(max_size=20))
def test_numbers_of_ids_lead_back_and_are_exact_as_floating_point(number: int, pair: int, other: str):
    ours = number_of(f"e{number:012x}", pair)
    assert (ours >> 5, ours & 31) == (number, pair)
    for made in (ours, number_of(other, pair), number_of(f"e{number:012x}", 32 + pair)):
        assert 0 <= made < 2**53
        assert int(float(made)) == made


# --- what was not done ------------------------------------------------------------------------------

FOREIGN = (Form.POLECAT, Form.ICEWS, Form.GDELT)
OURS = (Form.JSONL, Form.CSV, Form.PARQUET, Form.SQLITE)


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("AID", "AGREE"), ("SUPPORT", "AGREE"), ("COOPERATE", "AGREE"), ("CONSULT", "AGREE"), ("AGREE", "AGREE"),
     ("RETREAT", "CONCEDE"), ("CONCEDE", "CONCEDE")],
)  # fmt: skip
def test_a_planned_cooperative_act_is_exported_as_agreed(kind: str, becomes: str):
    facts = plover().types[kind]
    planned = act(type=kind, mode=None, quad=facts.quad, score=facts.score, status=Status.PLANNED)
    for form in (Form.PLOVER, *FOREIGN):
        made = told(planned, form, Planned.AS_AGREE)
        assert made is not None
        assert (made.event.type, made.event.mode, made.auxiliary, made.recast) == (becomes, None, None, True)
        assert made.event.score == plover().types[becomes].score
        assert made.code is not None
        assert made.code.code.startswith("03")
    for form in OURS:
        made = told(planned, form, Planned.AS_AGREE)
        assert made is not None
        assert (made.event, made.recast) == (planned.event, False)


def test_what_is_agreed_was_agreed_when_the_report_appeared():
    soon = When("2031-09-01", None, Precision.DAY, Basis.TEXT)
    made = told(act(type="AID", mode=None, quad=2, status=Status.PLANNED, date=soon), Form.POLECAT, Planned.AS_AGREE)
    assert made is not None
    assert day(made, Undated.PUBLISHED) == "2031-03-11"


@pytest.mark.parametrize("status", [Status.PLANNED, Status.HYPOTHETICAL, Status.DENIED, Status.HISTORICAL])
def test_what_was_not_done_never_counts_as_done_unless_asked_for(status: Status):
    mobilised = act(type="MOBILIZE", mode="troops", quad=4, status=status)
    assert [told(mobilised, form, Planned.AS_AGREE) for form in FOREIGN] == [None, None, None]
    in_plover = told(mobilised, Form.PLOVER, Planned.AS_AGREE)
    assert in_plover is not None
    assert in_plover.auxiliary in ("future", "hypothetical", "negation", "historical")
    assert in_plover.event.type == "MOBILIZE"
    assert all(told(mobilised, form, Planned.DROP) is None for form in Form)
    assert all(told(mobilised, form, Planned.KEEP) is not None for form in Form)
    assert all(told(mobilised, form, Planned.AS_AGREE) is not None for form in OURS)


@pytest.mark.parametrize("status", [Status.OCCURRED, Status.ONGOING, Status.ATTEMPTED])
def test_what_was_done_is_exported_as_it_is(status: Status):
    for form in Form:
        made = told(act(status=status), form, Planned.DROP)
        assert made is not None
        assert (made.event.type, made.auxiliary) == ("ACCUSE", None)


@pytest.mark.parametrize(("word_of", "threat"), [(None, True), ("RUS", True), ("NOR", False)])
def test_an_attack_that_could_be_is_a_threat_unless_others_fear_it(word_of: str | None, threat: bool):  # noqa: FBT001
    could = act(type="ASSAULT", mode="aerial", quad=4, score=-9.5, status=Status.HYPOTHETICAL, claimed_by=word_of)
    made = told(could, Form.POLECAT, Planned.AS_AGREE)
    if not threat:
        assert made is None
        return
    assert made is not None
    assert (made.event.type, made.event.mode, made.event.quad) == ("THREATEN", "violence", 3)
    assert made.code is not None
    assert made.code.code.startswith("13")


def test_polecat_says_by_the_mode_what_was_not_done_where_it_is_kept():
    whole = act(type="MOBILIZE", mode="troops", quad=4, status=Status.PLANNED)
    rows = texts(Form.POLECAT, replace(whole.coding, events=(whole.event,)), Rules(planned=Planned.KEEP))
    assert rows[1][3] == "troops;future"


def test_undated_acts_have_the_day_of_publication_or_are_left_out():
    nowhen = act(date=When())
    assert day(nowhen, Undated.PUBLISHED) == "2031-03-11"
    count = Count()
    assert list(chosen([nowhen], Form.ICEWS, Rules(undated=Undated.DROP), count)) == []
    assert count.undated == 1
    assert len(list(chosen([nowhen], Form.CSV, Rules(undated=Undated.DROP), Count()))) == 1
    unpublished = replace(nowhen, coding=replace(nowhen.coding, article=replace(nowhen.article, published=None)))
    assert list(chosen([unpublished], Form.GDELT, Rules(), count)) == []


def test_settled_leaves_out_claims_and_what_is_denied():
    count = Count()
    kept = list(chosen(acts_of(coding()), Form.CSV, Rules(settled=True), count))
    assert [a.event.type for a in kept] == ["CONSULT"]
    assert count.unsettled == 2


def test_an_act_without_a_cameo_code_is_counted_and_left_out():
    count = Count()
    assert list(chosen([act(type="BLOCKADE", mode=None)], Form.ICEWS, Rules(), count)) == []
    assert count.without_code == 1


# --- tables and records come back -------------------------------------------------------------------

#: Texts that no CSV would spoil by itself: empty cells are null in the table form.
cell_texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ue000\ue001"), min_size=1, max_size=12
)
tricky = st.sampled_from(
    ["=1+1", "'=1", "''@x", "-5", "+", "\t", "\r", "a;b", "\\", "\\;", "none", "\\none", "\\e", ";", "a\"b", "x,y",
     "line\nbreak", "\u2028", "NA", "None", "null", "041", " space ", "é", "\ufeff"]
)  # fmt: skip
cells = st.one_of(cell_texts, tricky)
finite = st.floats(allow_nan=False, allow_infinity=False)
VALUES = {
    pl.String: cells, pl.Date: st.dates(dt.date(1, 1, 1)), pl.Int8: st.integers(-128, 127),
    pl.Int32: st.integers(-(2**31), 2**31 - 1), pl.Int64: st.integers(-(2**63), 2**63 - 1), pl.Float64: finite,
    pl.List(pl.String): st.lists(st.one_of(cells, st.just("")), max_size=3),
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Any table of the table form."""
    rows = draw(st.integers(0, 4))
    return pl.DataFrame(
        {name: draw(st.lists(st.none() | VALUES[kind], min_size=rows, max_size=rows)) for name, kind in SCHEMA.items()},
        schema=SCHEMA,
    )


@quick
@given(tables())
def test_a_table_comes_back_from_csv_and_parquet(tmp_path: Path, table: pl.DataFrame):
    for_csv(table).write_csv(tmp_path / "t.csv")
    table.write_parquet(tmp_path / "t.parquet")
    troubles = Troubles()
    for name in ("t.csv", "t.parquet"):
        assert_frame_equal(read_table(tmp_path / name, troubles=troubles).collect(), table, check_exact=True)
    assert troubles.broken == 0


@quick
@given(tables())
def test_no_cell_of_a_csv_file_is_a_formula(table: pl.DataFrame):
    written = list(csv.reader(io.StringIO(for_csv(table).write_csv(), newline="")))[1:]
    numbers = {place for place, kind in enumerate(SCHEMA.values()) if kind in (pl.Int8, pl.Int32, pl.Int64, pl.Float64)}
    for row in written:
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t", "\r")) for n, cell in enumerate(row) if n not in numbers
        )


def test_csv_export_is_the_table_of_the_codings(tmp_path: Path):
    whole = coding()
    (tmp_path / "t.csv").write_text("".join(lines(acts_of(whole), Export(Form.CSV))), "utf-8")
    write_binary(acts_of(whole), Export(Form.PARQUET), tmp_path / "t.parquet")
    for name in ("t.csv", "t.parquet"):
        assert_frame_equal(read_table(tmp_path / name).collect(), from_codings([whole]))
    about = pl.read_parquet_metadata(tmp_path / "t.parquet")
    assert about["scores"] == "PLOVER 2023-12"
    assert about["planned"].startswith("keep: type and status stand apart")


def test_records_come_back_exactly():
    (line,) = record_lines([coding()], Export(Form.JSONL))
    back = from_record(json.loads(line))
    assert "".join(record_lines([back], Export(Form.JSONL))) == line
    was = (replace(e, actor=_first(e.actor), recipient=_first(e.recipient)) for e in coding().events)
    assert back.events == tuple(was)


def _first(side: tuple[Party, ...]) -> tuple[Party, ...]:
    """Parties as a record has them: with their first sector."""
    return tuple(replace(p, identity=replace(p.identity, sectors=p.identity.sectors[:1])) for p in side)


def test_records_lose_with_an_act_what_hangs_on_it():
    (line,) = record_lines([coding()], Export(Form.JSONL, rules=Rules(settled=True)))
    made = json.loads(line)
    assert [event["type"] for event in made["events"]] == ["CONSULT"]
    assert made["reactions"] == []


# --- other systems' formats come back ----------------------------------------------------------------

IDENTITIES = st.sampled_from(
    [
        # One sector each: that is what a record's party has, and in which order ICEWS names several tells nothing.
        RUSSIA, BELOVA, Identity("NOR", "Norway", "NOR", ("MIL",)),
        Identity("NATO", "the alliance", "IGO", ("MIL",)),
        Identity("UNO", "United Nations", "UNO", ()),
        Identity("EUR", "Brussels", "EUR", ("GOV",)),
        Identity("HAMAS", "Hamas", "PSE", ("REB",)),
        Identity("AFRICAN UNION", "the union", "IGO", ()),
        Identity("KOS", "Kosovo", "KOS", ("COP",)),
        Identity("ROU", "Romania", "ROU", ("JUD",)),
        Identity("CIV", "Ivory Coast", "CIV", ("OPP",)),
        Identity("PSE", "Palestinians", "PSE", ("CVL",)),
        Identity(None, "three men", None, ("UAF",)),
        Identity("NATO", "Marta Berg", "IGO", ("MIL",), role="chief", person="Marta Berg"),
    ]
)  # fmt: skip
PLACES = st.sampled_from(
    [
        (Place("Narvik", span("Narvik"), "NOR", 3144987, 68.43, 17.42, "city"),),
        (Place("Ohio", span("Narvik"), "USA", 5165418, 40.25, -83.0, "region"),),
        (Place("Kosovo", span("Narvik"), "KOS", 831053, 42.58, 21.0, "country"),),
        (),
    ]
)
CODES = {row["code"]: row for row in rows_of("cameo-to-plover.tsv")}


@st.composite
def whole_codings(draw: st.DrawFn) -> Coding:
    """Codings with acts that CAMEO and PLOVER both know, by actors that every format can name."""
    base = coding()
    events = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(plover().types)))
        facts = plover().types[kind]
        mode = draw(st.sampled_from([None, *facts.modes]))
        parties = [tuple(Party(who, span("Norway")) for who in draw(st.lists(IDENTITIES, max_size=3))) for _ in "ab"]
        events.append(
            replace(
                base.events[1], id=f"e{number:012x}", type=kind, mode=mode, quad=facts.quad, score=facts.score_of(mode),
                contexts=tuple(draw(st.lists(st.sampled_from(plover().contexts), max_size=3, unique=True))),
                status=draw(st.sampled_from(Status)), actor=parties[0], recipient=parties[1], place=draw(PLACES),
                date=draw(st.sampled_from([When("2031-02-07", None, Precision.DAY, Basis.TEXT), When()])),
                reason=Reason("a.b", ()),
            )
        )  # fmt: skip
    return replace(base, events=tuple(events))


def back(tmp_path: Path, form: Form, whole: Coding) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that an export makes of a coding, read again; and those that it is made of, as the rules tell them."""
    (tmp_path / "t").write_text("".join(lines(acts_of(whole), Export(form))), "utf-8")
    shown = [a.event for a in chosen(acts_of(whole), form, Rules(), Count())]
    was = from_codings([replace(whole, events=tuple(shown))]).with_columns(
        pl.col("date").fill_null(pl.col("published")),
        # Who has no entity is known elsewhere by his name alone.
        *(pl.coalesce(side, f"{side}_name").str.to_uppercase() for side in ("actor", "recipient")),
    )
    if was.is_empty():
        return was, was
    again = read_table(tmp_path / "t", {Form.GDELT: Kind.GDELT}.get(form)).collect()
    return again.with_columns(pl.col("actor", "recipient").str.to_uppercase()), was


@quick
@given(whole_codings())
def test_polecat_comes_back(tmp_path: Path, whole: Coding):
    again, was = back(tmp_path, Form.POLECAT, whole)
    columns = ["date", "type", "mode", "quad", "score", "actor", "actor_code", "actor_sector", "recipient",
               "recipient_code", "recipient_sector", "place", "country", "latitude", "longitude", "geonameid",
               "outlet", "published"]  # fmt: skip
    assert_frame_equal(again.select(columns), was.select(columns))
    assert again["contexts"].fill_null([]).to_list() == was["contexts"].to_list()
    assert again["event"].str.slice(0, 13).to_list() == was["event"].to_list()


@quick
@given(whole_codings(), st.sampled_from([Form.ICEWS, Form.GDELT]))
def test_icews_and_gdelt_come_back_in_cameo(tmp_path: Path, whole: Coding, form: Form):
    again, was = back(tmp_path, form, whole)
    columns = ["date", "actor", "actor_code", "actor_sector", "recipient", "recipient_code", "recipient_sector",
               "country", "latitude", "longitude"]  # fmt: skip
    if form is Form.GDELT:
        columns += ["published", "reports"]
    codes = [a.code.code for a in chosen(acts_of(whole), form, Rules(), Count()) if a.code for _ in a.pairs()]
    assert_frame_equal(again.select(columns), was.select(columns))
    assert again["code"].to_list() == codes
    assert again["score"].to_list() == [float(CODES[code]["goldstein"]) for code in codes]
    assert again["type"].to_list() == [CODES[code]["type"] for code in codes]


# --- other systems' files ---------------------------------------------------------------------------


def written(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(f"{row}\n" for row in rows).encode(encoding))
    return path


ICEWS_HEAD = "\t".join(icews.COLUMNS)


def icews_row(**given: str) -> str:
    row = {
        "Event ID": "7", "Event Date": "2031-03-11", "Source Name": "Police (Norland)",
        "Source Sectors": "Government,Police",
        "Source Country": "Norway", "CAMEO Code": "173", "Intensity": "-5.0", "Target Name": "Jan Vik",
        "Target Sectors": "Business", "Target Country": "Sweden", "Story ID": "9", "Publisher": "Northern Wire",
        "City": "Narvik", "Country": "Norway", "Latitude": "68.4", "Longitude": "17.4",
    } | given  # fmt: skip
    return "\t".join(row.get(name, "NA") for name in icews.COLUMNS)


def test_icews_rows_are_read(tmp_path: Path):
    row = read_table(written(tmp_path / "i.tab", ICEWS_HEAD, icews_row())).collect().row(0, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        "event": "7-20310311", "level": "event", "source": "icews", "article": "9", "outlet": "Northern Wire",
        "date": dt.date(2031, 3, 11), "precision": "day", "type": "COERCE", "mode": "arrest", "code": "173", "quad": 4,
        "score": -5.0, "score_table": cameo().table, "actor": "NOR", "actor_name": "Police (Norland)",
        "actor_code": "NOR", "actor_sector": "COP", "recipient": "SWE", "recipient_name": "Jan Vik",
        "recipient_code": "SWE", "recipient_sector": "BUS", "place": "Narvik", "country": "NOR", "latitude": 68.4,
        "longitude": 17.4, "contexts": ["legal"], "reports": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "day_", ["2031-03-11", "03/11/2031", "3/11/2031", "20310311", "11-Mar-2031", "2031-03-11 00:00:00"]
)
def test_icews_days_are_read_in_every_form(tmp_path: Path, day_: str):
    path = written(tmp_path / "i.tab", ICEWS_HEAD, icews_row(**{"Event Date": day_}))
    assert read_table(path).collect()["date"].to_list() == [dt.date(2031, 3, 11)]


def test_icews_ids_that_occur_twice_are_told_apart_by_their_days(tmp_path: Path):
    path = written(tmp_path / "i.tab", ICEWS_HEAD, icews_row(), icews_row(**{"Event Date": "2031-03-12"}))
    assert read_table(path).collect()["event"].n_unique() == 2


def test_statements_have_no_type_and_keep_their_score(tmp_path: Path):
    path = written(tmp_path / "i.tab", ICEWS_HEAD, icews_row(**{"CAMEO Code": "010", "Intensity": "0"}))
    row = read_table(path).collect().row(0, named=True)
    assert (row["type"], row["quad"], row["score"], row["code"]) == (None, None, 0.0, "010")


def test_broken_rows_are_counted_and_named_and_the_rest_goes_on(tmp_path: Path):
    short = "\t".join(icews_row().split("\t")[:12])
    path = written(
        tmp_path / "i.tab", ICEWS_HEAD, icews_row(), short, icews_row(**{"Event Date": "soon"}), "",
        icews_row(**{"CAMEO Code": ""}), icews_row() + "\textra", *[icews_row(**{"CAMEO Code": "x"})] * 8, icews_row(),
    )  # fmt: skip
    troubles = Troubles()
    assert len(read_table(path, troubles=troubles).collect()) == 2
    assert (troubles.rows, troubles.broken) == (14, 12)
    assert [trouble.message for trouble in troubles.first] == [
        "line 3: 12 cells in place of 20", "line 7: 21 cells in place of 20", "line 4: no day of the event",
        "line 6: no CAMEO code", "line 8: no CAMEO code",
    ]  # fmt: skip
    assert {trouble.kind for trouble in troubles.first} == {"row"}


def test_a_table_can_be_asked_twice_and_for_parts(tmp_path: Path):
    path = written(tmp_path / "i.tab", ICEWS_HEAD, icews_row(), icews_row(**{"CAMEO Code": "040"}), "x")
    troubles = Troubles()
    table = read_table(path, troubles=troubles)
    assert table.filter(pl.col("type") == "CONSULT").select("code").collect()["code"].to_list() == ["040"]
    assert table.head(1).collect()["code"].to_list() == ["173"]
    assert len(table.collect()) == 2
    assert troubles.broken == 1


POLECAT_HEAD = "\t".join(polecat.COLUMNS)


def polecat_row(**given: str) -> str:
    row = {
        "Event ID": "P1", "Event Date": "2031-03-11", "Event Type": "SANCTION", "Event Mode": "expel",
        "Intensity": "-5.5", "Quad Code": "4", "Contexts": "diplomatic;legal", "Actor Name": "Zürich Guild",
        "Actor Country": "NOR", "Primary Actor Sector": "GOV", "Recipient Name": "NATO", "Recipient Country": "IGO",
        "Primary Recipient Sector": "None", "Placename": "Narvik", "Country": "NOR", "Latitude": "68.4",
        "Longitude": "17.4", "GeoNames ID": "3144987", "Source": "Northern Wire", "Publication Date": "2031-03-12",
        "Version": "9",
    } | given  # fmt: skip
    return "\t".join(row.get(name, "None") for name in polecat.COLUMNS)


def test_polecat_rows_are_read(tmp_path: Path):
    row = read_table(written(tmp_path / "p.txt", POLECAT_HEAD, polecat_row())).collect().row(0, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        "event": "P1", "level": "event", "source": "polecat", "outlet": "Northern Wire",
        "published": dt.date(2031, 3, 12), "date": dt.date(2031, 3, 11), "precision": "day", "type": "SANCTION",
        "mode": "expel", "quad": 4, "score": -5.5, "score_table": "POLECAT Intensity", "actor": "NOR",
        "actor_name": "Zürich Guild", "actor_code": "NOR", "actor_sector": "GOV", "recipient": "NATO",
        "recipient_name": "NATO", "recipient_code": "IGO", "place": "Narvik", "country": "NOR", "latitude": 68.4,
        "longitude": 17.4, "geonameid": 3144987, "contexts": ["diplomatic", "legal"], "reports": 1,
    }  # fmt: skip


def _without(row: str, place: int) -> str:
    cells_ = row.split("\t")
    return "\t".join(cells_[:place] + cells_[place + 1 :])


@pytest.mark.parametrize(
    "rows",
    [
        (POLECAT_HEAD + "\t\t", polecat_row() + "\t\t"),
        (POLECAT_HEAD, polecat_row() + "\t\t\t"),
        (POLECAT_HEAD.replace("Intensity", "Event Intensity"), polecat_row()),
        (POLECAT_HEAD.replace("Source\t", "Headline\tSource\t"), polecat_row()),
        (_without(POLECAT_HEAD, 4), _without(polecat_row(), 4)),
        (POLECAT_HEAD, polecat_row(**{"Quad Code": "MATERIAL CONFLICT"})),
    ],
)
def test_polecats_faulty_weeks_are_read(tmp_path: Path, rows: tuple[str, str]):
    troubles = Troubles()
    row = read_table(written(tmp_path / "p.txt", *rows), troubles=troubles).collect().row(0, named=True)
    assert troubles.broken == 0
    assert (row["type"], row["quad"], row["outlet"], row["published"]) == (
        "SANCTION", 4, "Northern Wire", dt.date(2031, 3, 12),
    )  # fmt: skip


def test_latin_1_is_read_as_it_was_meant(tmp_path: Path):
    path = written(tmp_path / "p.txt", POLECAT_HEAD, polecat_row(), encoding="iso-8859-1")
    assert read_table(path).collect()["actor_name"].to_list() == ["Zürich Guild"]


def gdelt_row(width: int = 58, **given: str) -> str:
    row = {
        "GLOBALEVENTID": "101", "SQLDATE": "20310311", "Actor1Code": "NORGOV", "Actor1Name": "NARVIK",
        "Actor1CountryCode": "NOR", "Actor1Type1Code": "GOV", "Actor2Code": "IGONAT", "Actor2Name": "NATO",
        "Actor2KnownGroupCode": "NAT", "Actor2Type1Code": "IGO", "EventCode": "042", "QuadClass": "1",
        "GoldsteinScale": "1.9", "NumSources": "2", "NumArticles": "5",
        "ActionGeo_FullName": "Narvik, Nordland, Norway",
        "ActionGeo_CountryCode": "NO", "ActionGeo_Lat": "68.4", "ActionGeo_Long": "17.4", "DATEADDED": "20310312",
        "SOURCEURL": "https://www.northern-wire.example/a",
    } | given  # fmt: skip
    from countermove.imports.gdelt import BY_WIDTH

    return "\t".join(row.get(name, "") for name in BY_WIDTH[width])


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt_rows_are_read_by_their_width(tmp_path: Path, width: int):
    added = "20310312154500" if width == 61 else "20310312"
    row = read_table(written(tmp_path / "g.CSV", gdelt_row(width, DATEADDED=added))).collect().row(0, named=True)
    expected = {
        "event": "101", "level": "event", "source": "gdelt", "article": "https://www.northern-wire.example/a",
        "outlet": "northern-wire.example", "published": dt.date(2031, 3, 12), "date": dt.date(2031, 3, 11),
        "precision": "day", "type": "CONSULT", "mode": "visit", "code": "042", "quad": 1, "score": 1.9,
        "score_table": "GoldsteinScale (GDELT)", "actor": "NOR", "actor_name": "NARVIK", "actor_code": "NOR",
        "actor_sector": "GOV", "recipient": "NATO", "recipient_name": "NATO", "recipient_code": "IGO",
        "place": "Narvik, Nordland, Norway", "country": "NOR", "latitude": 68.4, "longitude": 17.4, "contexts": [],
        "reports": 5, "outlets": 2,
    }  # fmt: skip
    if width == 57:
        del expected["article"], expected["outlet"]
    assert {name: value for name, value in row.items() if value is not None} == expected


def test_packed_files_are_read(tmp_path: Path):
    plain = written(tmp_path / "g.CSV", gdelt_row())
    with gzip.open(tmp_path / "g.gz", "wb") as stream:
        stream.write(plain.read_bytes())
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.write(plain, "20310311.export.CSV")
    expected = read_table(plain).collect()
    for name in ("g.gz", "g.zip"):
        assert_frame_equal(read_table(tmp_path / name).collect(), expected)


def test_relations_are_read_by_the_labels_of_codes(tmp_path: Path):
    head = "date\tactor\trelation\trecipient"
    path = written(
        tmp_path / "r.tsv", head, "2031-03-11\tPolice_(Norway)\tMake_a_visit\tNATO", "2031-03-11\ta\tSing\tb"
    )
    troubles = Troubles()
    (row,) = read_table(path, troubles=troubles).collect().rows(named=True)
    assert (row["type"], row["mode"], row["code"]) == ("CONSULT", "visit", "042")
    assert (row["actor"], row["actor_sector"], row["recipient"]) == ("NOR", "COP", "NATO")
    assert troubles.first[0].message == "line 3: the relation is no label of a CAMEO code"


# --- CSV with codes of one's own ---------------------------------------------------------------------


def test_weis_codes_are_read_with_scores_from_a_file(tmp_path: Path):
    rows = ("1991-01-02,NOR,VIKREB,224", '1991-01-03,VIKREB,NOR,"020"', "x,NOR,VIKREB,224", "1991-01-05,NOR,VIKREB,")
    path = written(tmp_path / "w.csv", "date,source,target,code", *rows)
    scores = written(tmp_path / "weights.csv", "code,score", "224,-7.0")
    troubles = Troubles()
    table = read_table(path, scores=scores, troubles=troubles).collect()
    assert table.select("source", "type", "mode", "code", "score", "score_table", "actor", "recipient").rows() == [
        ("weis", "PROTEST", "riot", "224", -7.0, "weights", "NOR", "VIKREB"),
        ("weis", None, None, "020", None, None, "VIKREB", "NOR"),
    ]
    assert table["actor_code"].to_list() == ["NOR", None]
    assert [trouble.message for trouble in troubles.first] == ["line 4: no day", "line 5: no code"]


def test_columns_and_days_can_be_said(tmp_path: Path):
    path = written(tmp_path / "c.csv", "when,who,whom,what", "11.03.2031,Norway,SWE,0841")
    given_ = {"date": "when", "actor": "who", "recipient": "whom", "code": "what"}
    (row,) = read_table(path, columns=given_, day="%d.%m.%Y").collect().rows(named=True)
    assert (row["source"], row["type"], row["mode"], row["score"], row["date"]) == (
        "cameo", "RETREAT", "release", 7.0, dt.date(2031, 3, 11),
    )  # fmt: skip
    assert (row["actor"], row["actor_code"]) == ("Norway", "NOR")


@pytest.mark.parametrize(
    ("rows", "given_", "said"),
    [
        (["a,b", "1,2"], {}, "no column for date, actor, recipient, code among a, b; say which with --columns date="),
        (["date,actor,recipient,code", "x,y,z,040"], {}, "say --kind weis or --kind cameo"),
        (["date,actor,recipient,code", "x,y,z,223"], {"columns": {"date": "day"}}, "has no column 'day'"),
        (["date,actor,recipient,code", "x,y,z,223"], {"columns": {"dat": "date"}}, "a field is one of date, actor"),
        (["date,actor,recipient,code", "x,y,z,223"], {"kind": "keds"}, "no kind of file is called 'keds'"),
        (["one\ttwo", "1\t2"], {}, "is that of no known kind"),
        (['{"article": {}}'], {}, "holds JSON"),
        ([], {}, "is empty"),
        (["Event Type\tActor Name\tx", "a\tb\tc"], {}, "its header has no Event ID"),
        (["1\tb"], {"kind": "gdelt"}, "57, 58 or 61 cells"),
        (["a\tb"], {"kind": "gdelt"}, "its header has no GLOBALEVENTID"),
        (["a,b"], {"kind": "countermove"}, "is no table of acts: it has no column event"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, rows: list[str], given_: dict[str, object], said: str):
    path = written(tmp_path / "f", *rows)
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read_table(path, **given_)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(InputError, match="there is no such file"):
        read_table(tmp_path / "nothing.tab")


def test_a_cell_of_our_own_csv_that_is_no_number_is_a_broken_row(tmp_path: Path):
    text = "".join(lines(acts_of(coding()), Export(Form.CSV))).replace("68.43", "north")
    (tmp_path / "t.csv").write_text(text, "utf-8")
    troubles = Troubles()
    assert len(read_table(tmp_path / "t.csv", troubles=troubles).collect()) == 2
    assert troubles.first[0].message == "line 2: latitude is no Float64"


# --- facts ------------------------------------------------------------------------------------------


def test_what_codes_mean_are_types_modes_and_contexts_of_plover():
    for found in (*cameo_meanings().values(), *weis_meanings().values()):
        if found.type is None:
            assert (found.mode, found.contexts) == (None, ())
            continue
        assert found.mode is None or found.mode in plover().types[found.type].modes
        assert set(found.contexts) <= set(plover().contexts)


def test_both_tables_of_cameo_give_the_same_scores():
    for code, known in cameo().codes.items():
        assert cameo_meanings()[code].goldstein == known.goldstein


def test_roots_without_a_type_are_statements_and_appeals_alone():
    assert {code[:2] for code, found in cameo_meanings().items() if found.type is None} == {"01", "02"}


def test_a_code_of_some_lists_alone_means_what_the_one_above_it_means():
    assert meaning("1641", cameo_meanings()) == cameo_meanings()["164"]
    assert meaning("226", weis_meanings()) == weis_meanings()["22"]
    assert meaning("99", cameo_meanings()) is None


def test_labels_are_told_however_they_are_written():
    assert label_key("Make a visit") == label_key("Make_a_visit") == label_key("MAKE A VISIT.")
    assert len(cameo_labels()) == len(cameo_meanings())


# --- SQLite -----------------------------------------------------------------------------------------


@pytest.fixture
def base(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    job = Export(Form.SQLITE)
    write_binary(acts_of(coding()), job, tmp_path / "acts.db")
    with sqlite3.connect(tmp_path / "acts.db") as connection:
        yield connection
    connection.close()


def test_the_sqlite_file_holds_together(base: sqlite3.Connection):
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("SELECT count(*) FROM acts").fetchone() == (3,)
    assert base.execute("SELECT actor, type, recipient, claimed_by FROM moves WHERE type = 'ACCUSE'").fetchall() == [
        ("RUS", "ACCUSE", "NOR", "RUS")
    ]
    assert base.execute("SELECT value FROM about WHERE name = 'scores'").fetchone() == ("PLOVER 2023-12",)


def test_sentences_can_be_searched(base: sqlite3.Connection):
    found = base.execute("SELECT acts.type FROM acts_fts JOIN acts ON acts.rowid = acts_fts.rowid "
                         "WHERE acts_fts MATCH 'frigates' ORDER BY acts.rowid").fetchall()  # fmt: skip
    assert found == [("MOBILIZE",), ("ACCUSE",)]


def test_the_metadata_names_what_is_in_the_file(base: sqlite3.Connection):
    made = metadata("acts", Export(Form.SQLITE).about)
    tables_ = made["databases"]["acts"]["tables"]
    for name, table in tables_.items():
        columns = {row[1] for row in base.execute(f"PRAGMA table_info({name})")}
        assert columns, name
        facets = [facet if isinstance(facet, str) else facet["array"] for facet in table.get("facets", ())]
        assert {*facets, *table.get("columns", ()), *table.get("units", ())} <= columns
        assert table.get("label_column") is None or table["label_column"] in columns
    for query in made["databases"]["acts"]["queries"].values():
        base.execute(query["sql"], {"actor": "RUS", "recipient": "NOR"})
    assert "PLOVER 2023-12" in made["description"]


# --- the commands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """The command line in this process, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["countermove", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return ran


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(record_lines([coding()], Export(Form.JSONL))), "utf-8")
    return path


def test_export_and_import_by_the_command_line(run, tmp_path: Path, records: Path):
    made = run("export", records, "--as", "icews", "--out", "e.tab")
    assert made.returncode == 0, made.stderr
    assert made.stderr.startswith("countermove: 3 acts as icews, event level; 1 on somebody's word alone, 1 denied")
    assert "scores: Goldstein (CAMEO, ICEWS); planned = as-agree" in made.stderr
    about = json.loads((tmp_path / "e.tab.about.json").read_text("utf-8"))
    assert (about["format"], about["level"], about["counts"]["rows"]) == ("icews", "event", 3)
    back_ = run("import", "e.tab", "--out", "e.parquet")
    assert back_.returncode == 0, back_.stderr
    assert pl.read_parquet(tmp_path / "e.parquet")["code"].to_list() == ["150", "111", "036"]
    assert pl.read_parquet(tmp_path / "e.parquet").schema == SCHEMA
    assert not list(tmp_path.glob(".*"))


def test_a_failed_export_leaves_the_file_as_it_was(run, tmp_path: Path, records: Path):
    old = tmp_path / "e.parquet"
    old.write_text("old", "utf-8")
    (tmp_path / "bad.jsonl").write_text("{}\n", "utf-8")
    made = run("export", "bad.jsonl", "--as", "parquet", "--out", old)
    assert (made.returncode, old.read_text("utf-8")) == (2, "old")
    assert made.stderr.count("\n") == 1
    assert "Traceback" not in made.stderr
    assert not list(tmp_path.glob(".*"))


def test_a_line_that_is_no_record_is_named_and_the_rest_goes_on(run, tmp_path: Path, records: Path):
    records.write_text("nothing\n" + records.read_text("utf-8"), "utf-8")
    made = run("export", records, "--as", "csv")
    assert made.returncode == 0
    assert len(made.stdout.splitlines()) == 4
    assert f"{records}:1: " in made.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as", "icewss"], "--as icewss: it is one of jsonl, plover"),
        (["--as", "parquet"], "give it a file with --out FILE"),
        (["--as", "csv", "--planned", "never"], "--planned never: it is one of as-agree, drop, keep"),
        (["--as", "csv", "--actor", "RUS"], "records are exported whole"),
        (["--as", "sqlite", "--out", "no/such/folder.db"], "there is no folder"),
    ],
)
def test_a_wrong_export_is_said_in_one_line(run, tmp_path: Path, records: Path, arguments: list[str], said: str):
    made = run("export", records, *arguments)
    assert made.returncode == 2
    assert said in made.stderr
    assert made.stderr.count("\n") == 1


def test_an_import_without_a_row_leaves_no_file(run, tmp_path: Path):
    written(tmp_path / "i.tab", ICEWS_HEAD, "x")
    written(tmp_path / "i.parquet", "old")
    made = run("import", "i.tab", "--out", "i.parquet")
    assert made.returncode == 2
    assert "no row could be read in i.tab (line 2: 1 cells in place of 20)" in made.stderr
    assert (tmp_path / "i.parquet").read_text("utf-8") == "old\n"


# --- real files -------------------------------------------------------------------------------------


@shared
@needs_series
def test_a_real_icews_file_is_read_whole_and_scores_as_our_table_does():
    troubles = Troubles()
    table = read_table(SHARED / "data/series/icews_2018_sample.tab", troubles=troubles).collect()
    assert (len(table), troubles.broken) == (3705, 0)
    ours = {code: found.goldstein for code, found in cameo_meanings().items()}
    assert [ours[code] for code in table["code"]] == table["score"].to_list()
    assert table["actor_code"].null_count() < 0.02 * len(table)


@shared
@needs_series
def test_real_relations_and_weis_codes_are_read_whole():
    troubles = Troubles()
    series = SHARED / "data/series"
    relations = read_table(series / "icews14_to_october.tsv", troubles=troubles).collect()
    assert (len(relations), troubles.broken) == (74_845, 0)
    weis = read_table(series / "balkans_weis_to_1999.csv", scores=series / "weis_goldstein.csv", troubles=troubles)
    table = weis.collect()
    assert (len(table), troubles.broken) == (57_594, 0)
    assert table["source"].unique().to_list() == ["weis"]
    assert table.filter(pl.col("code") == "223")["score"].unique().to_list() == [-10.0]


def test_kinds_are_told_by_the_first_line(tmp_path: Path):
    assert tell_kind(written(tmp_path / "a", ICEWS_HEAD)) is Kind.ICEWS
    assert tell_kind(written(tmp_path / "b", ICEWS_HEAD.lower().replace(" ", "_"))) is Kind.ICEWS
    assert tell_kind(written(tmp_path / "c", POLECAT_HEAD)) is Kind.POLECAT
    assert tell_kind(written(tmp_path / "d", gdelt_row(61))) is Kind.GDELT
    assert tell_kind(written(tmp_path / "e", ",".join(SCHEMA))) is Kind.OWN
    assert tell_kind(written(tmp_path / "f", "date,source,target,code")) is None


def test_a_sector_is_called_by_a_whole_name():
    assert icews.sector_labels()["BUS"] == "Business"
    assert not any("…" in label for label in icews.sector_labels().values())


def test_a_person_without_a_country_is_told_by_our_list():
    name, (entity, code, sector) = next(iter(known_parts().items()))
    first, *_, last = name.split()
    assert by_name(name.title(), None, None) == (entity, code, sector)
    assert by_name(f"{first} Middle {last}".upper(), None, None) == (entity, code, sector)
    assert by_name(name, "Norway", None)[0] == "NOR"
    assert by_name("Nobody Known", None, None) == ("Nobody Known", None, None)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of files' sizes to set")
@pytest.mark.parametrize("form", ["sqlite", "parquet", "csv"])
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(tmp_path: Path, records: Path, form: str):
    records.write_text("".join(line.replace('"a1"', f'"a{n}"') for n in range(300)
                               for line in [records.read_text("utf-8")]), "utf-8")  # fmt: skip
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); "
    code = f"{limited}from countermove.cli import main; main()"
    command = [sys.executable, "-c", code, "export", str(records), "--as", form, "--out", "full.out"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("countermove: cannot write full.out")
    assert ended.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["records.jsonl"]


def test_an_article_that_is_given_twice_is_exported_once(run, tmp_path: Path, records: Path):
    made = run("export", records, records, "--as", "csv")
    assert len(made.stdout.splitlines()) == 4
    assert "the article 'a1' was there before, and is taken once" in made.stderr


def test_an_incident_in_sqlite_has_all_its_articles(tmp_path: Path):
    other = replace(coding().article, id="a2", outlet="Southern Wire")
    moved = [replace(e, id=f"f{e.id[1:]}", article="a2") for e in coding().events]
    acts = from_records([coding(), replace(coding(), article=other, events=tuple(moved))], Level.INCIDENT)
    write_binary(acts, Export(Form.SQLITE, Level.INCIDENT), tmp_path / "i.db")
    with sqlite3.connect(tmp_path / "i.db") as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        outlets = dict(base.execute("SELECT article, outlet FROM articles"))
        assert outlets == {"a1": "Northern Wire", "a2": "Southern Wire"}
        assert base.execute("SELECT count(*) FROM reports").fetchone() == (6,)
    base.close()


def test_tables_of_others_between_commas_are_read_as_between_tabs(tmp_path: Path):
    def commas(name: str, head: str, row: str) -> Path:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head.split("\t"), row.split("\t")])
        return tmp_path / name

    gdelt_head = "\t".join(gdelt.COLUMNS).lower()
    for name, head, row in (("i.csv", ICEWS_HEAD.lower().replace(" ", "_"), icews_row()),
                            ("p.csv", POLECAT_HEAD, polecat_row()), ("g.csv", gdelt_head, gdelt_row())):  # fmt: skip
        tabs = written(tmp_path / f"{name}.tab", *([] if name == "g.csv" else [head]), row)
        assert_frame_equal(read_table(commas(name, head, row)).collect(), read_table(tabs).collect())


def test_a_store_gives_what_its_records_give(run, tmp_path: Path):
    other = replace(coding(), article=replace(coding().article, id="a2", outlet="Southern Wire"))
    other = replace(other, events=tuple(replace(e, id=f"f{e.id[1:]}", article="a2") for e in other.events))
    records = tmp_path / "records.jsonl"
    records.write_text("".join(record_lines([coding(), other], Export(Form.JSONL))), "utf-8")
    with Store(tmp_path / "acts.db") as store:
        store.add([from_record(json.loads(line)) for line in records.read_text("utf-8").splitlines()])
    for level in Level:
        for form in ("jsonl", "plover", "polecat", "icews", "gdelt", "csv"):
            ours = run("export", records, "--as", form, "--level", level)
            kept = run("export", "--store", "acts.db", "--as", form, "--level", level)
            assert sorted(kept.stdout.splitlines()) == sorted(ours.stdout.splitlines()), (form, level)
            assert kept.stdout, (form, level)
    asked = run("export", "--store", "acts.db", "--as", "csv", "--type", "ACCUSE", "--outlet", "Southern Wire")
    assert [row["event"] for row in csv.DictReader(io.StringIO(asked.stdout))] == ["f000000000002"]
