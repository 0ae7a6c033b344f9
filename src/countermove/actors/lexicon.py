"""The knowledge of names and nouns: tables of text, read once, asked by the finder and the resolver.

Tables of names have one row an actor (``name`` holds its alternate forms, ``;`` between them); ``states.tsv`` has one
row a state; ``nouns.tsv`` and ``modifiers.tsv`` hold common words. A user's own table has the form of the tables of
names, and its rows go before ours. Every error in a table names file, line and what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from countermove.errors import CodebookError, InputError

DATA = Path(__file__).parent.parent / "data" / "actors"
NAME_TABLES = (
    "persons.tsv", "organisations.tsv", "groups.tsv", "agencies.tsv", "parties.tsv", "outlets.tsv", "companies.tsv",
    "regions.tsv", "not_actors.tsv",
)  # fmt: skip
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
OTHER_CODES = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")


class EntryKind(StrEnum):
    """What sort of thing a listed name is the name of."""

    STATE = "state"
    ADJECTIVE = "adjective"  # "Russian"
    PEOPLE = "people"  # "Russians"
    CAPITAL = "capital"  # "Moscow", a place and a government
    SEAT = "seat"  # "the Kremlin", a government
    REGION = "region"
    ORGANISATION = "organisation"
    NGO = "ngo"
    GROUP = "group"
    AGENCY = "agency"
    PARTY = "party"
    OUTLET = "outlet"
    COMPANY = "company"
    PERSON = "person"
    OTHER = "other"  # no actor, though part of the name is one's: "Panama Canal"


#: Kinds of names that may be where something happens.
PLACES = (EntryKind.STATE, EntryKind.CAPITAL, EntryKind.REGION)


class NounKind(StrEnum):
    """What sort of actor a common noun names."""

    PERSON = "person"  # "minister", "protester"
    BODY = "body"  # "government", "army"
    ARMS = "arms"  # "warship"
    COUNTRY = "country"  # "country", "kingdom"
    GROUP = "group"  # "alliance", "agency": an organisation named elsewhere
    SIDE = "side"
    PAPER = "paper"  # "statement": stands for who issued it
    TASK = "task"  # "Minister of Defence": no actor, but part of a title


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table of names: who a name stands for, in the years ``start`` to ``end`` (None: open)."""

    name: str
    entity: str
    code: str
    sectors: tuple[str, ...]
    kind: EntryKind
    called: tuple[str, ...] = ()
    role: str | None = None
    gender: str | None = None
    start: int | None = None
    end: int | None = None
    origin: str = ""

    def holds(self, year: int | None) -> bool:
        """Whether the row is true of this year; of an unknown year, where it has no end."""
        if year is None:
            return self.end is None
        return (self.start is None or self.start <= year) and (self.end is None or year <= self.end)


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun that names actors. See ``nouns.tsv`` for what the fields mean."""

    word: str
    sectors: tuple[str, ...]
    kind: NounKind
    belongs: str
    refers: tuple[str, ...]
    gender: str | None


@dataclass(frozen=True, slots=True)
class NounForm:
    """A noun as it may stand in a text: the words before its last one, and its number."""

    before: tuple[str, ...]
    noun: Noun
    plural: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, indexed.

    ``names``: folded form -> ((form, entries), ...); ``prefixes``: beginnings of the forms. ``given``: given names with
    their gender, ``given_places`` those that name places too. ``slots``: (lemma, "subject", "object" or a preposition)
    where only somebody can stand -> whether a human being.
    """

    names: Mapping[str, tuple[tuple[str, tuple[Entry, ...]], ...]]
    prefixes: frozenset[str]
    nouns: Mapping[str, tuple[NounForm, ...]]
    modifiers: Mapping[str, str]
    states: Mapping[str, str]
    given: Mapping[str, str]
    regions: Mapping[str, frozenset[str]]
    called_states: Mapping[str, tuple[str, ...]]
    by_part_of_name: Mapping[str, tuple[Entry, ...]]
    slots: Mapping[tuple[str, str], bool]
    given_places: Mapping[str, str]

    def entries(self, folded: str, text: str) -> tuple[Entry, ...]:
        """The rows of a name as it stands in a text ("IS" is no "is"); ``folded`` is ``fold(text)``."""
        for form, entries in self.names.get(folded, ()):
            if _same_case(form, text):
                return entries
        return ()

    def readings(self, entries: Sequence[Entry], year: int | None) -> tuple[Entry, ...]:
        """The rows that hold in this year, one an actor, listed order; a past office where none of it holds.

        A person keeps being an actor out of office: the row nearest in time is given, with ``ELI`` as its sector.
        """
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            key = ("person", entry.name) if entry.kind is EntryKind.PERSON else ("", entry.entity)
            found.setdefault(key, []).append(entry)
        chosen = [(rows, next((r for r in reversed(rows) if r.holds(year)), None)) for rows in found.values()]
        if any(row for _, row in chosen):
            return tuple(row for rows, row in chosen if row is not None)
        return tuple(_out_of_office(rows, year) for rows, _ in chosen)

    def noun_at(self, words: Sequence[str], last: int, first: int = 0) -> NounForm | None:
        """The longest listed noun that ends at position ``last`` of these lower-case words."""
        for form in self.nouns.get(words[last], ()):
            size = len(form.before)
            if not size or (last - size >= first and tuple(words[last - size : last]) == form.before):
                return form
        return None


def fold(text: str) -> str:
    """A name for look-up: lower case, straight apostrophes. Blanks stay: "Pakistan is" names no "Pakistanis"."""
    return text.lower().replace("’", "'")


def _same_case(form: str, text: str) -> bool:
    """Whether a text's capitals fit a listed form: "RUSSIA" and, to begin a sentence, "Mujahideen"; not "us"."""
    if text == form:
        return True
    if len(form) > 3 and text.isupper():
        return True
    return form[0].islower() and text[0].isupper() and text[1:] == form[1:]


def _out_of_office(rows: Sequence[Entry], year: int | None) -> Entry:
    past = [r for r in rows if r.end is not None and (year is None or r.end < year)]
    row = max(past, key=lambda r: r.end or 0) if past else rows[0]
    if row.kind is not EntryKind.PERSON or not past:
        return row
    role = f"former {row.role}" if row.role else None
    return Entry(
        row.name, row.entity, row.code, ("ELI",), row.kind, row.called, role, row.gender, row.start, row.end, row.origin
    )


# --- reading ----------------------------------------------------------------------------------------


def load_lexicon(own: Sequence[Path] = ()) -> Lexicon:
    """Read the tables that come with Countermove, and before them a user's own tables of names.

    Raises InputError for a file that cannot be read, CodebookError (file and line) for what is wrong in one.
    """
    states = dict[str, str]()
    of_states = list(_state_entries(_rows(DATA / "states.tsv"), states))
    codes = frozenset([*states, *OTHER_CODES])
    listed = [entry for path in own for entry in _name_entries(path, codes)] + of_states
    listed += [entry for name in NAME_TABLES for entry in _name_entries(DATA / name, codes)]
    names = _index(listed)
    nouns = _noun_index(_rows(DATA / "nouns.tsv"))
    modifiers = {row["word"]: _sector_list(row)[0] for row in _rows(DATA / "modifiers.tsv")}
    prefixes = _prefixes(form for forms, _ in listed for form in forms)
    regions = {row["word"].lower(): _states_of(row, states) for row in _rows(DATA / "states_by_region.tsv")}
    called = {e.entity: e.called for _, e in listed if e.kind is EntryKind.STATE}
    given, given_places = _given_names(_rows(DATA / "given_names.tsv"))
    slots = {
        (word, row["slot"]): row["who"] == "person" for row in _rows(DATA / "slots.tsv") for word in row.list("word")
    }
    return Lexicon(
        names, prefixes, nouns, modifiers, states, given, regions, called, _parts(listed), slots,
        given_places,
    )  # fmt: skip


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
    return {row["entity"]: _state_words(row) for row in _rows(DATA / "states.tsv")}


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


def _rows(path: Path) -> Iterator[Row]:
    """The rows of a tab-separated table with a header; ``#`` begins a line of comment."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the actor table {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the actor table {path} is not UTF-8: save it as UTF-8") from error
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            _check_header(path.name, number, header)
            continue
        if len(cells) > len(header):
            raise CodebookError(
                path.name, number, f"{len(cells)} cells, but the header names {len(header)}; separate cells by one tab"
            )
        yield Row(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)), path.name, number)


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
            "called, role, gender, from, to, origin, separated by tabs",
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


def _name_entries(path: Path, codes: frozenset[str]) -> Iterator[tuple[list[str], Entry]]:
    """(forms of the name, entry) for each row of a table of names."""
    kind_of_file = _KIND_OF_FILE.get(path.name)
    for row in _rows(path):
        forms = row.list("name")
        if not forms or not row.get("entity"):
            raise row.error("each row needs a name and an entity (RUS, NATO, HAMAS ...)")
        kind = _kind(row, kind_of_file)
        entity = row["entity"]
        # Rows that list several things give each its own name; the others list names of one.
        for same in [[form] for form in forms] if kind in _EACH_ITS_NAME else [forms]:
            yield same, Entry(
            same[0], entity, _code(row, entity, kind, codes), _sector_list(row), kind, _called(row, kind),
            row.get("role") or None, row.get("gender") or None, _year(row, "from"), _year(row, "to"),
            row.get("origin") or f"{row.file}:{row.line}",
        )  # fmt: skip


def _kind(row: Row, default: EntryKind | None) -> EntryKind:
    given = row.get("kind")
    if not given:
        return default or EntryKind.ORGANISATION
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


def _sector_list(row: Row) -> tuple[str, ...]:
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


def _given_names(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, str]]:
    """(name -> gender for plain given names, the same for those that name places too)."""
    plain: dict[str, str] = {}
    places: dict[str, str] = {}
    for row in rows:
        into = places if row.get("kind") == "place" else plain
        into.update((name, row["gender"]) for name in row.list("word"))
    return plain, places


def _states_of(row: Row, states: Mapping[str, str]) -> frozenset[str]:
    members = row.list("states")
    for state in members:
        if state not in states:
            raise row.error(f"'{state}' is no state of states.tsv")
    return frozenset(members)


def _state_entries(rows: Iterator[Row], states: dict[str, str]) -> Iterator[tuple[list[str], Entry]]:
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


# --- indexes ----------------------------------------------------------------------------------------


def _index(listed: Sequence[tuple[list[str], Entry]]) -> dict[str, tuple[tuple[str, tuple[Entry, ...]], ...]]:
    """Folded form -> forms that differ in their capitals, each with its entries in listed order."""
    found: dict[str, dict[str, list[Entry]]] = {}
    for forms, entry in listed:
        for form in forms:
            written = form.replace("’", "'")
            found.setdefault(written.lower(), {}).setdefault(written, []).append(entry)
    return {folded: tuple((form, tuple(entries)) for form, entries in forms.items()) for folded, forms in found.items()}


_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")


def _prefixes(forms: Iterable[str]) -> frozenset[str]:
    """All folded beginnings of names that a token boundary may follow."""
    folded = {fold(form) for form in forms}
    return frozenset(form[: piece.end()] for form in folded for piece in _PIECE.finditer(form))


def _parts(listed: Sequence[tuple[list[str], Entry]]) -> dict[str, tuple[Entry, ...]]:
    """First and last word of each listed person's name -> their rows: "President Xi", "Chancellor Schroeder"."""
    found: dict[str, list[Entry]] = {}
    for _, entry in listed:
        if entry.kind is EntryKind.PERSON:
            names = entry.name.lower().split()
            for part in dict.fromkeys((names[0], names[-1])):
                found.setdefault(part, []).append(entry)
    return {part: tuple(entries) for part, entries in found.items()}


def _noun_index(rows: Iterator[Row]) -> dict[str, tuple[NounForm, ...]]:
    """Last word -> forms, those of most words first."""
    found: dict[str, list[NounForm]] = {}
    for row in rows:
        noun = _noun(row)
        *before, last = noun.word.lower().split()
        for word, plural in _numbers(last):
            found.setdefault(word, []).append(NounForm(tuple(before), noun, plural))
    return {word: tuple(sorted(forms, key=lambda f: -len(f.before))) for word, forms in found.items()}


def _noun(row: Row) -> Noun:
    word, belongs = row.get("noun", ""), row.get("belongs", "")
    if not word or belongs not in ("state", "named", "none", "form"):
        raise row.error("each row needs a noun and, in column belongs, one of: state, named, none, form")
    try:
        kind = NounKind(row.get("kind", ""))
    except ValueError:
        raise row.error(f"unknown kind '{row.get('kind')}'; one of: {', '.join(NounKind)}") from None
    return Noun(word, _sector_list(row), kind, belongs, tuple(row.list("refers")), row.get("gender") or None)


_PLURAL_ONLY = frozenset(["police", "people", "forces", "authorities", "personnel", "services", "customs"])


def _numbers(word: str) -> list[tuple[str, bool]]:
    """A noun's last word in the singular and the regular plural; irregular plurals have rows of their own."""
    if word in _PLURAL_ONLY or word.endswith(("men", "people", "children")):
        return [(word, True)]
    if word.endswith("s") and not word.endswith("ss"):
        return [(word, True)] if not word.endswith(("us", "is")) else [(word, False)]
    if word.endswith("y") and word[-2] not in "aeiou":
        return [(word, False), (word[:-1] + "ies", True)]
    return [(word, False), (word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s"), True)]
