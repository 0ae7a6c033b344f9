"""``import countermove as cm``: what a notebook does with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import countermove as cm
from countermove.api.rows import Rows
from countermove.errors import InputError
from countermove.records import Article, Precision, When

from codings import coding  # isort: skip

REPORT = "MARLOVA (AP) - Russia on Monday accused Ukraine of shelling a village. Ukraine denied it, officials said."


def test_importing_the_package_loads_nothing_heavy():
    heavy = "import countermove, sys; print([m for m in ('spacy', 'polars', 'sqlalchemy', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'write'"):
        cm.write  # noqa: B018 - asking for it is the test


@pytest.mark.model
def test_a_text_is_read():
    readings = cm.read(REPORT, published="2031-03-11")
    assert len(readings) == 1
    assert "ACCUSE" in readings.events.frame["type"].to_list()
    assert {event.article for event in readings.events} == {readings[0].article.id}
    assert readings.to_records()[0]["article"]["text"] == REPORT
    assert readings.actors.frame.filter(entity="RUS").height == 1
    assert readings.dyads().filter(actor="RUS", recipient="UKR").height >= 1
    assert repr(readings) == f"<Readings: 1 articles, {len(readings.events)} events>"
    assert "<pre" in readings._repr_html_()
    assert "accused" in readings._repr_html_()


@pytest.mark.model
def test_files_articles_and_what_cannot_be_read(tmp_path: Path):
    (tmp_path / "good.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    readings = cm.read(tmp_path)
    assert [one.article.id for one in readings] == ["good"]
    assert [problem.kind for problem in readings.problems] == ["json"]
    assert len(cm.read(str(tmp_path / "good.txt"))) == 1
    assert [one.article.id for one in cm.read([Article("a", REPORT), Article("b", REPORT)])] == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "said"),
    [("missing.txt", "no such file"), (Path("missing"), "no such file"), ("", "empty"), (" \n", "empty")],
)
def test_what_cannot_be_read_is_said_in_one_line(source: str | Path, said: str):
    with pytest.raises(InputError, match=said):
        cm.read(source)


@pytest.mark.model
def test_a_date_that_is_none_is_refused():
    with pytest.raises(InputError, match="date"):
        cm.read("Russia met Ukraine.", published="yesterday")


def test_frames_have_the_same_columns_with_and_without_rows():
    some, none = cm.Readings((coding(),)), cm.Readings(())
    for kind in ("events", "statements", "actors", "reactions"):
        full, empty = getattr(some, kind), getattr(none, kind)
        assert full.frame.schema == empty.frame.schema, kind
        assert full.frame.height == len(full)
        assert empty.frame.height == 0


def test_rows_are_a_sequence_and_a_slice_has_its_own_frame():
    statements = cm.Readings((coding(), coding())).statements
    assert isinstance(statements, Rows)
    assert statements[0] == coding().statements[0]
    assert statements[:1].frame.height == 1
    assert statements[:1] == cm.Readings((coding(),)).statements[:1]
    assert next(iter(statements[-1:])) == statements[-1]


def test_rows_become_a_pandas_frame():
    pytest.importorskip("pyarrow")
    events = cm.Readings((coding(),)).events
    assert list(events.to_pandas()["type"]) == [event.type for event in events]


def test_a_store_keeps_readings_and_gives_rows(tmp_path: Path):
    with cm.Store(tmp_path / "kept.db") as store:
        assert store.add(cm.Readings((coding(),))).new == 1
        assert store.add(cm.Readings((coding(),))).new == 0
        events = store.events(actor="NOR")
        assert [one.event.type for one in events] == events.frame["type"].to_list() == ["MOBILIZE", "CONSULT"]
        assert events.frame["outlet"].to_list() == ["Northern Wire"] * 2
        assert store.incidents().frame["reports"].to_list() == [1, 1, 1]
        assert store.actors().frame.select("entity", "acts").rows() == [("NOR", 2), ("RUS", 1)]
        assert store.articles().frame["id"].to_list() == ["a1"]
        assert store.stories().frame["articles"].to_list() == [1]
        assert store.readings().to_records() == cm.Readings((coding(),)).to_records()
        assert store.dyads().filter(actor="RUS", recipient="NOR").height == 1
        assert "<td>3</td>" in store._repr_html_()
        wrong = store.judge("e000000000002", "wrong", by="a reader")
        assert len(store.incidents()) == 2
        store.withdraw(wrong.id)
        assert len(store.incidents()) == 3


@pytest.mark.parametrize("kind", ["events", "incidents", "actors", "stories", "articles"])
def test_frames_of_an_empty_store_have_their_columns(tmp_path: Path, kind: str):
    with cm.Store(tmp_path / "empty.db") as store:
        empty = getattr(store, kind)().frame
        store.add(cm.Readings((coding(),)))
        assert empty.height == 0
        assert empty.schema == getattr(store, kind)().frame.schema


def test_a_record_shows_its_fields_in_a_notebook():
    event = coding().events[0]
    shown = event._repr_html_()
    assert event.type in shown
    assert event.status.value in shown
    assert "<b>" not in Article("a", "<b>bold</b>")._repr_html_()
    assert "2014-04" in type(event)._repr_html_(_dated(event))


def _dated(event):
    from dataclasses import replace

    return replace(event, date=When("2014-04", None, Precision.MONTH))


# --- series and models ------------------------------------------------------------------------------


def _year_of_weeks() -> Path:
    """Where the shared weekly series lies."""
    path = Path(__file__).parents[2] / "shared" / "data" / "series" / "israel_palestine_weekly.csv"
    if not path.exists():
        pytest.skip("the shared series are not here")
    return path


def test_a_series_is_made_of_whatever_holds_acts(tmp_path: Path):
    readings = cm.Readings((coding(),))
    from_readings = cm.series_of(readings, "RUS", "NOR", by="day")
    assert from_readings.labels == ("RUS to NOR", "NOR to RUS")
    assert cm.series_of(readings.dyads(), "RUS", "NOR", by="day").frame.equals(from_readings.frame)
    with cm.Store(tmp_path / "kept.db") as store:
        store.add(readings)
        assert cm.series_of(store, "RUS", "NOR", by="day", level="event").one("RUS to NOR")["acts"].sum() == 1
        made = cm.brief(store, "RUS", "NOR", by="day")
        assert made.moves[0].quote is not None
    cm.save(from_readings, tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "soon"}, "no day"),
        ({"level": "incident"}, "no acts at incident level"),
        ({"types": ["WAR"]}, "WAR"),
    ],
)
def test_what_cannot_be_asked_of_a_series(asked: dict, said: str):
    with pytest.raises(InputError, match=said):
        cm.series_of(cm.Readings((coding(),)), "RUS", "NOR", by="day", **asked)


def test_models_of_too_little_say_so():
    series = cm.series_of(cm.Readings((coding(),)), "RUS", "NOR", by="day")
    for model in (cm.hawkes, cm.reciprocity, cm.forecast):
        with pytest.raises(InputError):
            model(series)


@pytest.mark.shared
def test_the_models_are_those_of_the_commands():
    import polars as pl

    from countermove import series as line

    weekly = line.ready(pl.read_csv(_year_of_weeks()), name="weekly")
    found = cm.reciprocity(weekly, lags=6, bands=None)
    assert found.lags == 6
    assert "week" in cm.reciprocity(weekly, lags=6, bands=None).to_text()
    assert len(cm.phases(weekly)) == 2
