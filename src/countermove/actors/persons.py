"""Persons: who bears a name, by the words that introduce him, by what the report said before, or by the lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from countermove import syntax
from countermove.actors.coreference import SPEECH
from countermove.actors.find import Found
from countermove.actors.lexicon import Entry, Noun
from countermove.actors.report import Report, words
from countermove.actors.whose import Whose
from countermove.records import Identity, Sentence

_LONGEST_ACRONYM = 6


class Persons:
    """The persons of a report, registered as they are met; names of organisations that no list has are met on the way.

    ``implied`` says to which state somebody without further words belongs.
    """

    def __init__(self, report: Report, whose: Whose, implied: Callable[[Found, Noun], Identity | None]) -> None:
        self.report = report
        self.whose = whose
        self.implied = implied
        self.known: dict[str, list[Identity]] = {}
        self.genders: dict[str, str] = {}
        self.acronyms: dict[str, tuple[Identity, ...]] = {}

    def identify(self, mention: Found) -> Identity | None:
        """Who a person's name is; None where it is no person's or nothing is known of him."""
        assert mention.name is not None
        s = self.report.sentences[mention.sentence]
        full = words(s, *mention.name)
        if mention.title is None:
            known = self._known_person(mention, full)
            if known is not None:
                return known
        if mention.entries and not (mention.title is None and self._is_before(mention)):
            entry, _ = self.report.choose(mention.entries)
            return self._listed_person(mention, entry, full)
        if mention.title is not None:
            return self._introduced(mention, full)
        acronym = self.acronyms.get(full)
        if acronym:
            return acronym[0]
        return self._unintroduced(mention, full)

    def _is_before(self, mention: Found) -> bool:
        """Whether a bare surname stands in a report of before the listed person's first office: another's name."""
        assert mention.name is not None
        year = self.report.year
        alone = year is not None and mention.name[0] == mention.name[1]
        return alone and all(e.start is not None and e.start > (year or 0) for e in mention.entries)

    def _known_person(self, mention: Found, full: str) -> Identity | None:
        """Somebody the report has introduced, by his whole name or a part of it."""
        found = self.known.get(full.lower())
        if not found:
            tokens = [w for w in full.lower().split() if len(w) > 1]
            if len(tokens) == 1:
                found = self.known.get(tokens[0])
            elif tokens and not mention.entries:
                named = self.known.get(tokens[-1], ())
                found = [p for p in named if p.person and set(tokens) <= {*p.person.lower().split()}]
        return found[-1] if found else None

    def surnamed(self, name: str) -> Identity | None:
        """The person introduced in full whose surname this is, where the name is also a place's: "Jordan"."""
        found = [
            p for p in self.known.get(name.lower(), ()) if p.person and p.person.lower().split()[-1] == name.lower()
        ]
        return found[-1] if found and " " in (found[-1].person or "") else None

    def _listed_person(self, mention: Found, entry: Entry, full: str) -> Identity:
        name = entry.name if len(full) < len(entry.name) else full
        identity = replace(self._from_list(entry), name=name, person=name)
        if mention.title is None or mention.noun is None:
            return identity
        role = self._role(mention)
        owner = self.whose.named(mention)
        sectors = self.whose.sectors(mention, mention.noun.noun, owner)
        if owner is not None and owner.entity != entry.entity and self.whose.is_told(mention, owner):
            return Identity(owner.entity, name, owner.code, sectors or entry.sectors, role, name)
        return replace(identity, role=role, sectors=sectors or entry.sectors)

    def _introduced(self, mention: Found, full: str) -> Identity:
        """A person by the role words that stand with the name."""
        assert mention.noun is not None
        noun = mention.noun.noun
        owner = self.whose.named(mention)
        sectors = self.whose.sectors(mention, noun, owner)
        holder = self._office_holder(full, noun, owner)
        if holder is not None:
            return replace(self._from_list(holder), role=self._role(mention), sectors=sectors or holder.sectors)
        if owner is None or (self._title_follows(mention) and " " not in full):
            known = self._known_person(mention, full)
            if known is not None and (owner is None or known.entity is not None):
                return replace(known, role=self._role(mention), sectors=sectors or known.sectors)
            owner = self.implied(mention, noun)
        entity, code = (owner.entity, owner.code) if owner is not None else (None, None)
        return Identity(entity, full, code, sectors, self._role(mention), full)

    def _office_holder(self, surname: str, noun: Noun, owner: Identity | None) -> Entry | None:
        """The listed person of that surname who holds the office: "President Xi", "Russian Foreign Minister Ivanov"."""
        held = [
            e
            for e in self.report.lexicon.by_part_of_name.get(surname.lower(), ())
            if e.role is not None
            and e.role.endswith(noun.word.lower())
            and e.holds(self.report.year)
            and (owner is None or owner.entity == e.entity)
        ]
        return held[0] if len(held) == 1 and surname.lower() not in self.known else None

    @staticmethod
    def _from_list(entry: Entry) -> Identity:
        return Identity(entry.entity or None, entry.name, entry.code or None, entry.sectors, entry.role, entry.name)

    @staticmethod
    def _title_follows(mention: Found) -> bool:
        """Whether the role stands after the name: of somebody known that tells one more thing, not whose he is."""
        return mention.title is not None and mention.name is not None and mention.title[0] > mention.name[1]

    def _role(self, mention: Found) -> str:
        assert mention.title is not None
        return words(self.report.sentences[mention.sentence], *mention.title)

    def _unintroduced(self, mention: Found, full: str) -> Identity | None:
        """A name without role: a person if it is a given name and a surname, or speaks; his state by "of" or focus."""
        assert mention.name is not None
        s = self.report.sentences[mention.sentence]
        first = s.tokens[mention.name[0]].lower
        head = s.tokens[mention.head]
        several = mention.name[1] > mention.name[0]
        given = first in self.report.lexicon.given or first in self.report.lexicon.given_places
        honoured = mention.name[0] > 0 and mention.first < mention.name[0] and mention.gender is not None
        speaks = head.dep == "nsubj" and s.tokens[head.head].lemma in SPEECH
        slot = self._slot(s, mention.head)
        human = honoured or speaks or slot is True or (several and (given or self._followed_by_who(mention)))
        town = (speaks or slot is not None) and not (honoured or (several and given)) and self._is_town(mention)
        if town:
            return self._in_slot(mention, full)
        if s.tokens[mention.first].tag == "DT" or not human:
            return self._unknown_organisation(mention, full) or (
                self._in_slot(mention, full) if slot is not None else None
            )
        owner = self.whose.following(mention) or self.whose.possessor(mention) or self.whose.apposed(mention)
        entity, code = (owner.entity, owner.code) if owner is not None else (None, None)
        sectors = owner.sectors if owner is not None else ()
        if owner is None and self.report.domestic:
            entity = code = self.report.top
        return Identity(entity, full, code, sectors, None, full)

    def _slot(self, s: Sentence, head: int) -> bool | None:
        """Whether a name stands where only a human being can (True) or only somebody (False); None elsewhere."""
        slots = self.report.lexicon.slots
        at = syntax.first_conjunct(s, head)
        token, governor = s.tokens[at], s.tokens[s.tokens[at].head]
        if token.dep == "nsubj":
            return slots.get((governor.lemma, "subject"))
        if token.dep in ("dobj", "nsubjpass", "dative"):
            return slots.get((governor.lemma, "object"))
        if token.dep != "pobj":
            return None
        above = governor.head
        found = slots.get((s.tokens[above].lemma, governor.lower))
        if found is None and syntax.is_verb(s, above):  # "opened an investigation against him": it may hang on the verb
            carried = (slots.get((s.tokens[o].lemma, governor.lower)) for o in syntax.children(s, above, "dobj"))
            found = next((slot for slot in carried if slot is not None), None)
        return found

    def _is_town(self, mention: Found) -> bool:
        assert mention.name is not None
        return self.report.place_in(mention, *mention.name) is not None

    def _in_slot(self, mention: Found, full: str) -> Identity:
        """Somebody no list knows, told by where his name stands; a town that acts is its state's."""
        assert mention.name is not None
        country = self.report.place_in(mention, *mention.name)
        return Identity(country, full, country)

    def _followed_by_who(self, mention: Found) -> bool:
        """Whether ", who" or an age follows: "Coen Pontoh, 27, was jailed"."""
        after = self.report.sentences[mention.sentence].tokens[mention.last + 1 : mention.last + 4]
        if len(after) < 3 or after[0].text != ",":
            return False
        return after[1].lower in ("who", "whose") or (after[1].tag == "CD" and after[2].text == ",")

    def _unknown_organisation(self, mention: Found, full: str) -> Identity | None:
        """An organisation that no list has, known by its letters and by what it does: "the NCB said"."""
        assert mention.name is not None
        s = self.report.sentences[mention.sentence]
        acts = s.tokens[mention.head].dep in ("nsubj", "nsubjpass") and syntax.is_verb(s, s.tokens[mention.head].head)
        letters = full.replace("-", "").replace("/", "").replace(".", "")
        if not (acts and letters.isupper() and 1 < len(letters) <= _LONGEST_ACRONYM and letters.isalpha()):
            return None
        entity = self.report.top if self.report.domestic else None
        return Identity(entity, full, entity)

    def register(self, mention: Found, identity: Identity) -> None:
        """Remember a person by his whole name and its parts, and his or her gender where words or name tell it."""
        if not identity.person:
            return
        s = self.report.sentences[mention.sentence]
        assert mention.name is not None
        keys = [identity.person.lower(), words(s, *mention.name).lower()]
        keys += [w for w in identity.person.lower().split() if len(w) > 2]
        for key in dict.fromkeys(keys):
            listed = self.known.setdefault(key, [])
            if any(p.person == identity.person for p in listed):
                listed[:] = [p for p in listed if p.person != identity.person]
            listed.append(identity)
        gender = mention.gender or (mention.noun.noun.gender if mention.noun else None)
        gender = gender or next((e.gender for e in mention.entries if e.gender), None)
        first = identity.person.lower().split()[0].split("-")[0]
        gender = gender or self.report.lexicon.given.get(first) or self.report.lexicon.given_places.get(first)
        if gender and (identity.person not in self.genders or mention.gender or mention.noun):
            self.genders[identity.person] = gender
