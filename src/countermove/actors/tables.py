"""Tables of names and nouns: tab-separated (a user's may be comma-separated), with a header, one row an actor.

Tables of names have one row an actor (``name`` holds its alternate forms, ``;`` between them); ``states.tsv`` has one
row a state; ``nouns.tsv`` and ``modifiers.tsv`` hold common words. Every error in a table names file, line and what to
mend.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from countermove.actors.lexicon import OTHER_CODES, SECTORS, Entry, EntryKind, Noun, NounKind
from countermove.errors import CodebookError, InputError

DATA = Path(__file__).parent.parent / "data" / "actors"


@dataclass(frozen=True, slots=True)
class StateWords:
    """What ``states.tsv`` lists for one state, in order; ``with_the`` are the forms that take the article."""

    entity: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]
    with_the: frozenset[str]


def load_state_words() -> dict[str, StateWords]:
    """The words for each state, by entity."""
    return {row["entity"]: _state_words(row) for row in rows(DATA / "states.tsv")}


def _state_words(row: Row) -> StateWords:
    names, adjectives, people, capitals, seats = (
        tuple(row.list(column)) for column in ("name", "adjective", "people", "capital", "seat")
    )
    return StateWords(row["entity"], names, adjectives, people, capitals, seats, frozenset(row.list("the")))


class Row(dict[str, str]):
    """A row of a table by its column names; knows where it stands."""

    def __init__(self, cells: Mapping[str, str], file: str, line: int) -> None:
        super().__init__(cells)
        self.file = file
        self.line = line

    def error(self, message: str) -> CodebookError:
        """The error to raise about this row."""
        return CodebookError(self.file, self.line, message)

    def list(self, column: str) -> list[str]:
        """The items of a cell, ``;`` between them."""
        cell = self.get(column, "")
        return [item.strip() for item in cell.split(";") if item.strip()] if cell else []


def read_text(path: Path) -> str:
    """The text of a list. Raises InputError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the list of actors {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the list of actors {path} is not UTF-8: save it as UTF-8") from error


def is_table(text: str) -> bool:
    """Whether a text begins with a header that names a column ``name``."""
    header = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return "name" in _cells(header, _separator(header))


def rows(path: Path) -> Iterator[Row]:
    """The rows of a table with a header, tabs or (where the header has none) commas between cells; ``#`` comments."""
    header: list[str] | None = None
    separator = "\t"
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if header is None:
            separator = _separator(line)
            header = _cells(line, separator)
            _check_header(path.name, number, header)
            continue
        cells = _cells(line, separator)
        if len(cells) > len(header):
            message = f"{len(cells)} cells, but the header names {len(header)}; " + (
                "separate cells by one tab" if separator == "\t" else 'write a cell with a comma in it as "A, B"'
            )
            raise CodebookError(path.name, number, message)
        yield Row(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)), path.name, number)


def _separator(header: str) -> str:
    return "," if "," in header and "\t" not in header else "\t"


def _cells(line: str, separator: str) -> list[str]:
    cells = next(csv.reader([line])) if separator == "," else line.split("\t")
    return [cell.strip() for cell in cells]


COLUMNS = frozenset(
    "name entity code sector kind called role gender from to origin adjective people capital seat noun belongs refers "
    "word states the slot who".split()
)


def _check_header(file: str, line: int, header: Sequence[str]) -> None:
    unknown = [column for column in header if column not in COLUMNS]
    if unknown:
        raise CodebookError(
            file,
            line,
            f"unknown column '{unknown[0]}'; a table of names has name, entity, code, sector, kind, "
            "called, role, gender, from, to, origin, separated by tabs or commas",
        )
    if len(set(header)) < len(header):
        raise CodebookError(file, line, "a column is named twice")


# file -> kind of its names, where no column says it
_KIND_OF_FILE = {
    "persons.tsv": EntryKind.PERSON, "outlets.tsv": EntryKind.OUTLET, "companies.tsv": EntryKind.COMPANY,
    "parties.tsv": EntryKind.PARTY, "not_actors.tsv": EntryKind.OTHER,
}  # fmt: skip
_EACH_ITS_NAME = (
    EntryKind.PARTY, EntryKind.COMPANY, EntryKind.REGION, EntryKind.ADJECTIVE, EntryKind.PEOPLE, EntryKind.OTHER,
)  # fmt: skip
_USUALLY_CALLED = {
    EntryKind.ORGANISATION: ("organisation", "organization", "body"),
    EntryKind.NGO: ("group", "organisation", "organization"),
    EntryKind.GROUP: ("group", "rebels", "rebel group", "movement"),
    EntryKind.PARTY: ("party",),
    EntryKind.COMPANY: ("company", "firm", "corporation", "giant"),
    EntryKind.OUTLET: ("outlet",),
}


def name_entries(path: Path, codes: frozenset[str]) -> Iterator[tuple[list[str], Entry]]:
    """(forms of the name, entry) for each row of a table of names."""
    kind_of_file = _KIND_OF_FILE.get(path.name)
    for row in rows(path):
        forms = row.list("name")
        if not forms or not row.get("entity"):
            raise row.error("each row needs a name and an entity (RUS, NATO, HAMAS ...)")
        kind = _kind(row, kind_of_file)
        entity = row["entity"]
        # Rows that list several things give each its own name; the others list names of one.
        for same in [[form] for form in forms] if kind in _EACH_ITS_NAME else [forms]:
            yield same, Entry(
            same[0], entity, _code(row, entity, kind, codes), sector_list(row), kind, _called(row, kind),
            row.get("role") or None, row.get("gender") or None, _year(row, "from"), _year(row, "to"),
            row.get("origin") or f"{row.file}:{row.line}",
        )  # fmt: skip


def _kind(row: Row, default: EntryKind | None) -> EntryKind:
    given = row.get("kind")
    if not given:
        told = EntryKind.PERSON if row.get("role") or row.get("gender") else EntryKind.ORGANISATION
        return default or told
    try:
        return EntryKind(given)
    except ValueError:
        raise row.error(f"unknown kind '{given}'; one of: {', '.join(EntryKind)}") from None


def _called(row: Row, kind: EntryKind) -> tuple[str, ...]:
    return tuple(row.list("called")) or _USUALLY_CALLED.get(kind, ())


def _code(row: Row, entity: str, kind: EntryKind, codes: frozenset[str]) -> str:
    if kind is EntryKind.OTHER:
        return ""
    code = row.get("code") or (entity if entity in codes else "")
    if not code and kind is EntryKind.ORGANISATION:
        code = "IGO"
    if code not in codes:
        wanted = "an ISO 3166 alpha-3 code or one of " + ", ".join(OTHER_CODES)
        raise row.error(f"'{code}' is no PLOVER code; {wanted}" if code else f"'{entity}' needs a code: {wanted}")
    return code


def sector_list(row: Row) -> tuple[str, ...]:
    """The sectors of a row, checked."""
    sectors = tuple(row.list("sector"))
    for sector in sectors:
        if sector not in SECTORS:
            raise row.error(f"unknown sector '{sector}'; one of: {', '.join(sorted(SECTORS))}")
    return sectors


def _year(row: Row, column: str) -> int | None:
    given = row.get(column)
    if not given:
        return None
    if not re.fullmatch(r"\d{4}", given):
        raise row.error(f"'{given}' in column {column} is no year; write it with four digits")
    if column == "to" and row.get("from") and row["from"] > given:
        raise row.error(f"from {row['from']} is after to {given}")
    return int(given)


def given_names(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, str]]:
    """(name -> gender for plain given names, the same for those that name places too)."""
    plain: dict[str, str] = {}
    places: dict[str, str] = {}
    for row in rows:
        into = places if row.get("kind") == "place" else plain
        into.update((name, row["gender"]) for name in row.list("word"))
    return plain, places


def states_of(row: Row, states: Mapping[str, str]) -> frozenset[str]:
    """The states that a row of a region lists, checked."""
    members = row.list("states")
    for state in members:
        if state not in states:
            raise row.error(f"'{state}' is no state of states.tsv")
    return frozenset(members)


def state_entries(rows: Iterator[Row], states: dict[str, str]) -> Iterator[tuple[list[str], Entry]]:
    """The entries of each state; fills ``states`` with entity -> name."""
    columns = (
        ("name", EntryKind.STATE, ()), ("adjective", EntryKind.ADJECTIVE, ()), ("people", EntryKind.PEOPLE, ("CVL",)),
        ("capital", EntryKind.CAPITAL, ("GOV",)), ("seat", EntryKind.SEAT, ("GOV",)),
    )  # fmt: skip
    for row in rows:
        entity, names = row.get("entity", ""), row.list("name")
        if not re.fullmatch(r"[A-Z]{3}", entity) or not names:
            raise row.error("each row needs an entity of three capitals and a name")
        if entity in states:
            raise row.error(f"{entity} is listed twice")
        states[entity] = names[0]
        for column, kind, sectors in columns:
            forms = row.list(column)
            if kind is EntryKind.SEAT:
                for form in forms:  # each seat keeps its own name: the Kremlin is no White House
                    yield [form], Entry(form, entity, entity, sectors, kind, origin=f"{row.file}:{row.line}")
            elif forms:
                called = tuple(row.list("called")) if kind is EntryKind.STATE else ()
                yield forms, Entry(names[0], entity, entity, sectors, kind, called, origin=f"{row.file}:{row.line}")


def noun_of(row: Row) -> Noun:
    """The noun of a row of ``nouns.tsv``, checked."""
    word, belongs = row.get("noun", ""), row.get("belongs", "")
    if not word or belongs not in ("state", "named", "none", "form"):
        raise row.error("each row needs a noun and, in column belongs, one of: state, named, none, form")
    try:
        kind = NounKind(row.get("kind", ""))
    except ValueError:
        raise row.error(f"unknown kind '{row.get('kind')}'; one of: {', '.join(NounKind)}") from None
    return Noun(word, sector_list(row), kind, belongs, tuple(row.list("refers")), row.get("gender") or None)
