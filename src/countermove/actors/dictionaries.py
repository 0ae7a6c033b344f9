"""Actor and agent dictionaries in the format of PETRARCH (CAMEO codes), read as they are.

An actor is a name in capitals with its synonyms (``+`` or ``*``) and its codes, dated or not::

    HAMID_KARZAI_  ; president
    +KARZAI_
        [AFGELI >140929]
        [AFGGOV 011222-140929]

An agent is a common noun with the code that it adds to a state's: ``MINISTER_ {MINISTERS_} [~GOV]``; a set of words for
a part of it is written ``!PERSON! = MAN, WOMAN`` and stands as ``CONGRESS!PERSON!_``. Dates count by their year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from countermove.actors.lexicon import Entry, EntryKind, Noun, NounForm, NounKind, fold
from countermove.actors.tables import Row
from countermove.errors import CodebookError

_CENTURY = 30  # years of two digits above it are of the 1900s
_LETTERS = 3  # of each part of a code
_ACRONYM = 5  # letters up to which an organisation's name of one word is taken for an abbreviation
_SMALL_WORDS = frozenset("of the and for in on to de la du des del bin ibn von van el y e".split())
_OF_STATES = frozenset(["GOV", "MIL", "COP", "JUD", "SPY", "LEG"])


@dataclass(frozen=True, slots=True)
class CameoCodes:
    """What the parts of CAMEO's codes are: ``states`` and ``bodies`` by entity, ``classes`` of actors, ``roles``."""

    states: Mapping[str, str]
    bodies: Mapping[str, str]
    classes: Mapping[str, str]
    roles: Mapping[str, str]


def cameo_codes(rows: Iterator[Row], states: Collection[str]) -> CameoCodes:
    """The codes of ``cameo.tsv`` with the ISO codes of all states."""
    found: dict[str, dict[str, str]] = {"state": {s: s for s in states}, "body": {}, "class": {}, "role": {}}
    for row in rows:
        found[row["kind"]].update((code, row["entity"] or row["sector"]) for code in row.list("code"))
    return CameoCodes(found["state"], found["body"], found["class"], found["role"])


@dataclass(frozen=True, slots=True)
class Known:
    """What our own lists say: actors by folded name, given names, common nouns by their last word."""

    names: Mapping[str, Sequence[Entry]]
    given: Collection[str]
    nouns: Mapping[str, Sequence[NounForm]]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The content of a file: (folded forms, entries) of each actor, and the agents as nouns with their number."""

    actors: tuple[tuple[tuple[str, ...], tuple[Entry, ...]], ...]
    nouns: tuple[tuple[Noun, str, bool], ...]


@dataclass(slots=True)
class _Record:
    """An actor or agent as its lines give it; ``plurals`` is None where the file says nothing of the plural."""

    line: int
    names: list[str]
    codes: list[tuple[str, str]] = field(default_factory=list)
    plurals: list[str] | None = None


def is_dictionary(text: str) -> bool:
    """Whether a file's text has the form: a code in square brackets on one of its lines of content."""
    return any(_CODE.search(line) for line in text.splitlines() if not line.lstrip().startswith("#"))


def read_dictionary(file: str, text: str, codes: CameoCodes, known: Known) -> Dictionary:
    """The actors and agents of a dictionary. Raises CodebookError with file and line for a line that cannot be read."""
    sets: dict[str, list[str]] = {}
    actors: list[tuple[tuple[str, ...], tuple[Entry, ...]]] = []
    nouns: list[tuple[Noun, str, bool]] = []
    for record in _records(file, text, sets):
        if any("~" in code for code, _ in record.codes):
            nouns.extend(_agent(file, record, sets, codes, known))
        else:
            actors.append(_actor(file, record, codes, known))
    return Dictionary(tuple(actors), tuple(nouns))


# --- lines ------------------------------------------------------------------------------------------

_CODE = re.compile(r"\[\s*([A-Za-z~/*-]+)\s*([^\]]*)\]")
_PLURALS = re.compile(r"\{([^}]*)\}")
_SET = re.compile(r"^!(\w+)!\s*=\s*(.*)$")


def _records(file: str, text: str, sets: dict[str, list[str]]) -> Iterator[_Record]:
    """The records of a text in order; fills ``sets`` with its sets of words."""
    record: _Record | None = None
    for number, line in _lines(text):
        words = _SET.match(line)
        if words:
            sets[words[1]] = [w.strip() for w in words[2].split(",") if w.strip()]
            continue
        if line[0] in "+*" or line[0] == "[":
            if record is None:
                raise CodebookError(
                    file, number, f"'{line}' belongs to no name; write a name such as HAMID_KARZAI_ above"
                )
        else:
            if record is not None:
                yield _whole(file, record)
            record = _Record(number, [])
        _read_line(file, number, line.lstrip("+*"), record)
    if record is not None:
        yield _whole(file, record)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, content) of the lines that are no comment."""
    text = re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        content = re.split(r"[;#]", line, maxsplit=1)[0].strip()
        if content:
            yield number, content


def _read_line(file: str, number: int, line: str, record: _Record) -> None:
    rest = _CODE.sub("", line)
    record.codes.extend(_CODE.findall(line))
    plurals = _PLURALS.search(rest)
    if plurals is not None:
        record.plurals = [name for p in plurals[1].split(",") if (name := _name(p))]
        rest = rest.replace(plurals[0], "")
    if re.search(r"[\[\]{}]", rest):
        raise CodebookError(file, number, f"a bracket is not closed or holds no code in '{line}'; write [AFGGOV]")
    name = _name(rest)
    if name:
        record.names.append(name)


def _name(text: str) -> str:
    """A name without underscores and marks: "HAMID_KARZAI_" is "HAMID KARZAI"."""
    return " ".join(text.replace("_", " ").split())


def _whole(file: str, record: _Record) -> _Record:
    if not record.codes:
        name = record.names[0] if record.names else ""
        raise CodebookError(file, record.line, f"'{name}' has no code; write it behind the name or below it: [AFGGOV]")
    return record


# --- actors -----------------------------------------------------------------------------------------


def _actor(file: str, record: _Record, codes: CameoCodes, known: Known) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
    """(folded forms, entries): the undated code first, so that a dated one that holds goes before it."""
    forms = tuple(dict.fromkeys(fold(name) for name in record.names))
    rows = [
        _entry(file, record, code, _years(file, record.line, dates), codes, known)
        for listed, dates in record.codes
        for code in listed.split("/")
    ]
    return forms, tuple(sorted(rows, key=lambda e: e.start is not None or e.end is not None))


def _entry(
    file: str, record: _Record, code: str, years: tuple[int | None, int | None], codes: CameoCodes, known: Known
) -> Entry:
    parts = _parts(file, record.line, code)
    sectors = _sectors(parts, codes)
    first = parts[0] if parts else ""
    state, kind_of_actor = codes.states.get(first), codes.classes.get(first)
    person = years != (None, None) or (bool(sectors) and record.names[0].lower().split()[0] in known.given)
    kind = EntryKind.PERSON if person else _kind(state, kind_of_actor, sectors)
    body = next((codes.bodies[p] for p in parts if p in codes.bodies and p != state), None)
    listed = next((e for name in record.names for e in known.names.get(fold(name), ()) if e.kind is kind), None)
    name = _written(record.names[0], person=person)
    if body is None and not person and (kind is EntryKind.GROUP or kind_of_actor):
        body = listed.entity if listed is not None else name.upper()
    entity = body or state or ""
    own_code = state or (entity if entity in ("UNO", "EUR") else kind_of_actor or "")
    called = listed.called if listed is not None else ()
    return Entry(
        name, entity, own_code, sectors, kind, called, None, None, *years, f"{file}:{record.line}"
    )  # fmt: skip


def _parts(file: str, line: int, code: str) -> list[str]:
    """The parts of a code, three letters each: AFG, GOV."""
    letters = code.replace("-", "").replace("~", "").replace("*", "").upper()
    if len(letters) % _LETTERS:
        raise CodebookError(file, line, f"'{code}' is no CAMEO code; it has parts of three letters: AFG, AFGGOV")
    return [letters[i : i + _LETTERS] for i in range(0, len(letters), _LETTERS)]


def _sectors(parts: Sequence[str], codes: CameoCodes) -> tuple[str, ...]:
    own = parts[1:] if parts and parts[0] in codes.states else parts
    return tuple(dict.fromkeys(codes.roles[p] for p in own if p in codes.roles))


def _kind(state: str | None, kind_of_actor: str | None, sectors: Sequence[str]) -> EntryKind:
    of_class = {"NGO": EntryKind.NGO, "IMG": EntryKind.GROUP, "MNC": EntryKind.COMPANY}
    if kind_of_actor:
        return of_class.get(kind_of_actor, EntryKind.ORGANISATION)
    if "REB" in sectors:
        return EntryKind.GROUP
    if "PTY" in sectors:
        return EntryKind.PARTY
    return EntryKind.AGENCY if sectors or not state else EntryKind.REGION


def _written(name: str, *, person: bool) -> str:
    """A name in capitals as a report writes it: "Hamid Karzai", "Bank of Asia", "NATO"."""
    words = name.split()
    if not person and len(words) == 1 and len(name) <= _ACRONYM:
        return name
    return " ".join(w.lower() if i and w.lower() in _SMALL_WORDS else w.title() for i, w in enumerate(words))


# --- dates ------------------------------------------------------------------------------------------

_DAY = r"(\d{2}|\d{4})(\d{2})(\d{2})"
_BEFORE, _AFTER = re.compile(rf"^<\s*{_DAY}$"), re.compile(rf"^>\s*{_DAY}$")
_BETWEEN = re.compile(rf"^{_DAY}\s*-\s*{_DAY}$")


def _years(file: str, line: int, dates: str) -> tuple[int | None, int | None]:
    """First and last year of "<031231", ">040101" or "090120-170120"; None where open."""
    dates = dates.strip()
    try:
        if not dates:
            return None, None
        if found := _BEFORE.match(dates):
            return None, (_day(*found.groups()) - timedelta(1)).year
        if found := _AFTER.match(dates):
            return (_day(*found.groups()) + timedelta(1)).year, None
        if found := _BETWEEN.match(dates):
            days = found.groups()
            return _day(*days[:3]).year, _day(*days[3:]).year
    except ValueError:
        pass
    message = f"'{dates}' is no date; write [IRQGOV <031231], [IRQELI >040101] or [USAGOV 090120-170120]"
    raise CodebookError(file, line, message)


def _day(year: str, month: str, day: str) -> date:
    number = int(year) if len(year) > 2 else int(year) + (1900 if int(year) > _CENTURY else 2000)
    return date(number, int(month), int(day))


# --- agents -----------------------------------------------------------------------------------------


def _agent(
    file: str, record: _Record, sets: Mapping[str, Sequence[str]], codes: CameoCodes, known: Known
) -> Iterator[tuple[Noun, str, bool]]:
    """(noun, its form, whether it is a plural) for each form; an empty word where the regular plural is to be made."""
    parts = [p for code, _ in record.codes for p in _parts(file, record.line, code)]
    sectors = tuple(dict.fromkeys(codes.roles[p] for p in parts if p in codes.roles))
    for name in record.names:
        for word in _expanded(file, record.line, name, sets):
            noun = _noun(word.lower(), sectors, known)
            yield noun, noun.word, False
            if record.plurals is None:
                yield noun, "", True
    for plural in record.plurals or ():
        for word in _expanded(file, record.line, plural, sets):
            yield _noun(record.names[0].lower(), sectors, known), word.lower(), True


def _expanded(file: str, line: int, name: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    """A name with each word of the sets it names: "CONGRESS!PERSON!"."""
    pieces = re.split(r"!(\w+)!", name)
    for marker in pieces[1::2]:
        if marker not in sets:
            raise CodebookError(file, line, f"no set !{marker}! stands above; write !{marker}! = WORD, WORD")
    choices = [sets[p] if i % 2 else [p] for i, p in enumerate(pieces)]
    return [_name("".join(chosen)) for chosen in product(*choices)]


def _noun(word: str, sectors: tuple[str, ...], known: Known) -> Noun:
    """An agent as a noun: what our lists say of its last word, with the agent's own sectors."""
    *before, last = word.split()
    like = next((f.noun for f in known.nouns.get(last, ()) if not f.before or f.before == tuple(before)), None)
    if like is not None:
        return Noun(word, sectors, like.kind, like.belongs, like.refers, like.gender)
    return Noun(word, sectors, NounKind.PERSON, "state" if _OF_STATES & set(sectors) else "none", (), None)
