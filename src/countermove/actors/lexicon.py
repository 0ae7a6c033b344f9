"""The knowledge of names and nouns, as the finder and the resolver ask for it; ``loading`` puts it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
#: In place of a form whose capitals are not known, because its list is in capitals throughout.
ANY_CAPITALS = ""
_SMALL = 3  # letters of words that may stand in small letters within a name: "of", "the", "bin"
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
    where only somebody can stand -> whether a human being. ``own``: hash of a user's own lists, "" without any.
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
    own: str = ""

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
    """Whether a text's capitals fit a listed form: "RUSSIA" and, to begin a sentence, "Mujahideen"; not "us".

    The form is ``ANY_CAPITALS`` where the list does not tell its capitals: then each long word needs one.
    """
    if form == ANY_CAPITALS:
        return all(w[0].isupper() or not w[0].isalpha() or len(w) <= _SMALL for w in text.split()[1:]) and (
            text[0].isupper() and (len(text) > 2 or text.isupper())
        )
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
