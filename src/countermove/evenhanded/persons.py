"""Whom a well-known person is swapped with: the other state's person of like standing, sex and time.

"Israeli Prime Minister Ehud Olmert" can become "Iranian ..." only with an Iranian behind it: his name is listed as an
Israeli's. Where the tables have nobody like him, the text is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from countermove.actors.lexicon import Entry, EntryKind, Lexicon
from countermove.evenhanded.swap import Name, Pair
from countermove.records import Span


@dataclass(frozen=True, slots=True)
class Person:
    """A listed person: the row that fits the year, and all forms of the name that are listed for nobody else."""

    row: Entry
    forms: tuple[str, ...]

    @property
    def surname(self) -> str:
        """The last word of the full name."""
        return self.row.name.split()[-1]

    def like(self, other: Person, year: int | None) -> bool:
        """Whether the other could stand in this one's place in a text of that year."""
        mine, theirs = self.row, other.row
        return (
            (mine.gender, mine.sectors, mine.holds(year)) == (theirs.gender, theirs.sectors, theirs.holds(year))
            and (self.surname in self.forms) == (other.surname in other.forms)
        )  # fmt: skip

    def nearness(self, other: Person) -> tuple[bool, bool]:
        """How well the other fits: the same office, a name of as many words."""
        mine, theirs = self.row, other.row
        return mine.role == theirs.role, len(mine.name.split()) == len(theirs.name.split())

    def written(self, form: str, other: Person) -> str | None:
        """What stands for a form of this one's name where the other is meant, None where nothing does."""
        if form == self.surname:
            return other.surname
        return other.row.name if form.rsplit(maxsplit=1)[-1] == self.surname else None


def persons_of(entity: str, lexicon: Lexicon, year: int | None) -> tuple[Person, ...]:
    """The listed persons of a state, in the order of the table, but for those who also stood for somebody else."""
    rows: dict[str, list[Entry]] = {}
    forms: dict[str, list[str]] = {}
    for written in lexicon.names.values():
        for form, entries in written:
            if {entry.kind for entry in entries} == {EntryKind.PERSON} and len({e.name for e in entries}) == 1:
                name = entries[0].name
                forms.setdefault(name, []).append(form)
                rows.setdefault(name, []).extend(entries)
    return tuple(
        Person(next((row for row in listed if row.holds(year)), listed[-1]), tuple(forms[name]))
        for name, listed in rows.items()
        if {row.entity for row in listed} == {entity}
    )


def partners(names: Sequence[Name], pair: Pair, lexicon: Lexicon, year: int | None) -> dict[str, str]:
    """What to write for each form of a person's name in a text; forms of those who have no partner are not in it."""
    told = {name.entries[0].name: None for name in names if name.entries[0].kind is EntryKind.PERSON}
    found = dict[str, str]()
    for entity, new in pair.entities.items():
        mine = {person.row.name: person for person in persons_of(entity, lexicon, year)}
        free = list(persons_of(new, lexicon, year))
        for person in (mine[name] for name in told if name in mine):
            fitting = [other for other in free if person.like(other, year)]
            partner = max(fitting, key=person.nearness, default=None)  # of equals the first of the table
            if partner is not None:
                free.remove(partner)
                found.update({f: w for f in (*person.forms, person.surname) if (w := person.written(f, partner))})
    return found


def with_surnames(text: str, names: Sequence[Name], written: Mapping[str, str]) -> tuple[Name, ...]:
    """The names, and those places that tell a person by a surname that is not listed by itself."""
    return tuple(sorted((*names, *_surnames(text, names, written)), key=lambda name: name.span))


def _surnames(text: str, names: Sequence[Name], written: Mapping[str, str]) -> Iterator[Name]:
    full = {n.text.split()[-1]: n for n in names if n.text in written and " " in n.text}
    if not full:
        return
    for found in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(full)))})\b", text):
        span = Span(*found.span())
        if found.group() in written and not any(span.overlaps(name.span) for name in names):
            yield Name(span, found.group(), full[found.group()].entries)
