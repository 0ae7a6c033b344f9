"""The lexicon put together: the tables that come with Countermove, over them a user's own lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from countermove.actors.dictionaries import Dictionary, Known, cameo_codes, is_dictionary, read_dictionary
from countermove.actors.lexicon import ANY_CAPITALS, OTHER_CODES, Entry, EntryKind, Lexicon, Noun, NounForm
from countermove.actors.tables import (
    DATA,
    given_names,
    is_table,
    name_entries,
    noun_of,
    read_text,
    rows,
    sector_list,
    state_entries,
    states_of,
)  # fmt: skip
from countermove.errors import CodebookError

NAME_TABLES = (
    "persons.tsv", "organisations.tsv", "groups.tsv", "agencies.tsv", "parties.tsv", "outlets.tsv", "companies.tsv",
    "regions.tsv", "not_actors.tsv",
)  # fmt: skip


#: Name as listed -> who it is: the forms of one actor with a row of his.
Listed = tuple[Sequence[str], Entry]


def load_lexicon(own: Sequence[Path] = ()) -> Lexicon:
    """Read the tables that come with Countermove and a user's own lists: tables of names or PETRARCH dictionaries.

    A name of the own lists stands for whom they say alone. Raises InputError for a file that cannot be read,
    CodebookError (file and line) for what is wrong in one.
    """
    states = dict[str, str]()
    listed: list[Listed] = list(state_entries(rows(DATA / "states.tsv"), states))
    codes = frozenset([*states, *OTHER_CODES])
    listed += [entry for name in NAME_TABLES for entry in name_entries(DATA / name, codes)]
    names = _index(listed)
    nouns = _noun_index(noun_of(row) for row in rows(DATA / "nouns.tsv"))
    given, given_places = given_names(rows(DATA / "given_names.tsv"))
    lists = _own_lists(own, codes, states, Known(_by_form(names), given, nouns)) if own else OwnLists()
    names.update(lists.names)
    called = {e.entity: e.called for _, e in listed if e.kind is EntryKind.STATE}
    slots = {
        (word, row["slot"]): row["who"] == "person" for row in rows(DATA / "slots.tsv") for word in row.list("word")
    }
    return Lexicon(
        names, _prefixes(names), {**nouns, **_merged(nouns, lists.nouns)},
        {row["word"]: sector_list(row)[0] for row in rows(DATA / "modifiers.tsv")}, states, given,
        {row["word"].lower(): states_of(row, states) for row in rows(DATA / "states_by_region.tsv")},
        called, _parts([e for _, e in listed] + lists.persons), slots, given_places, _version(own),
    )  # fmt: skip


# --- own lists --------------------------------------------------------------------------------------


@dataclass(slots=True)
class OwnLists:
    """What a user's own lists say: names by folded form, persons, and nouns by their last word."""

    names: dict[str, tuple[tuple[str, tuple[Entry, ...]], ...]] = field(default_factory=dict)
    persons: list[Entry] = field(default_factory=list)
    nouns: dict[str, list[NounForm]] = field(default_factory=dict)


def _own_lists(own: Sequence[Path], codes: frozenset[str], states: Mapping[str, str], known: Known) -> OwnLists:
    lists = OwnLists()
    cameo = cameo_codes(rows(DATA / "cameo.tsv"), states)
    tables: list[Listed] = []
    for path in own:
        text = read_text(path)
        if is_table(text):
            tables.extend(name_entries(path, codes))
        elif is_dictionary(text):
            _take_dictionary(lists, read_dictionary(path.name, text, cameo, known), known)
        else:
            message = "no list of actors; begin with a header (name, entity, ...) or write a dictionary: NAME_ [AFGGOV]"
            raise CodebookError(path.name, 1, message)
    lists.names.update(_index(tables))
    lists.persons.extend(e for _, e in tables if e.kind is EntryKind.PERSON)
    return lists


def _take_dictionary(lists: OwnLists, dictionary: Dictionary, known: Known) -> None:
    for forms, entries in dictionary.actors:
        for form in forms:
            if not _adds_nothing(entries, known.names.get(form, ())):
                lists.names[form] = ((ANY_CAPITALS, entries),)
        lists.persons.extend(e for e in entries if e.kind is EntryKind.PERSON)
    for noun, form, plural in dictionary.nouns:
        *before, last = (form or noun.word).split()
        forms_of_last = [(last, plural)] if form else [(w, p) for w, p in _numbers(last) if p]
        for word, is_plural in forms_of_last:
            lists.nouns.setdefault(word, []).append(NounForm(tuple(before), noun, is_plural))


def _adds_nothing(entries: Sequence[Entry], ours: Sequence[Entry]) -> bool:
    """Whether our lists say all of it and more: that "KABUL_ [AFG]" is a capital, "AFGHAN_ [AFG]" an adjective."""
    told = entries[0]
    plain = len(entries) == 1 and told.start is None and told.end is None
    return plain and any(e.entity == told.entity and set(told.sectors) <= set(e.sectors) for e in ours)


def _by_form(names: Mapping[str, Sequence[tuple[str, tuple[Entry, ...]]]]) -> dict[str, tuple[Entry, ...]]:
    return {folded: tuple(e for _, entries in forms for e in entries) for folded, forms in names.items()}


def _merged(
    ours: Mapping[str, Sequence[NounForm]], own: Mapping[str, Sequence[NounForm]]
) -> dict[str, tuple[NounForm, ...]]:
    """The nouns of own lists with ours of the same last word behind them, those of most words first."""
    return {
        word: tuple(sorted([*forms, *ours.get(word, ())], key=lambda f: -len(f.before))) for word, forms in own.items()
    }


def _version(own: Sequence[Path]) -> str:
    """Hash of the own lists' contents, in the order given; "" without any."""
    if not own:
        return ""
    joined = "\x1f".join(read_text(path) for path in own)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:6]


# --- indexes ----------------------------------------------------------------------------------------


def _index(listed: Sequence[Listed]) -> dict[str, tuple[tuple[str, tuple[Entry, ...]], ...]]:
    """Folded form -> forms that differ in their capitals, each with its entries in listed order."""
    found: dict[str, dict[str, list[Entry]]] = {}
    for forms, entry in listed:
        for form in forms:
            written = form.replace("’", "'")
            found.setdefault(written.lower(), {}).setdefault(written, []).append(entry)
    return {folded: tuple((form, tuple(entries)) for form, entries in forms.items()) for folded, forms in found.items()}


_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")


def _prefixes(folded: Iterable[str]) -> frozenset[str]:
    """All folded beginnings of names that a token boundary may follow."""
    return frozenset(form[: piece.end()] for form in folded for piece in _PIECE.finditer(form))


def _parts(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """First and last word of each listed person's name -> their rows: "President Xi", "Chancellor Schroeder"."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind is EntryKind.PERSON:
            names = entry.name.lower().split()
            for part in dict.fromkeys((names[0], names[-1])):
                found.setdefault(part, []).append(entry)
    return {part: tuple(entries) for part, entries in found.items()}


def _noun_index(nouns: Iterable[Noun]) -> dict[str, tuple[NounForm, ...]]:
    """Last word -> forms, those of most words first."""
    found: dict[str, list[NounForm]] = {}
    for noun in nouns:
        *before, last = noun.word.lower().split()
        for word, plural in _numbers(last):
            found.setdefault(word, []).append(NounForm(tuple(before), noun, plural))
    return {word: tuple(sorted(forms, key=lambda f: -len(f.before))) for word, forms in found.items()}


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
