"""Who is meant by each mention: a state, an organisation, a person of one of them, or nobody the report names.

Two passes. The first registers the persons whom the report introduces with their role ("Russian Defense Ministry
spokesman Igor Konashenkov") and counts which states it talks of. The second reads from left to right and resolves each
mention by its own words, then by what they take up, then by the state in focus. What stays unknown stays None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from countermove import syntax
from countermove.actors.cast import Cast, cast_of
from countermove.actors.coreference import (
    WINDOW,
    Discourse,
    Referent,
    Sort,
    is_expletive,
    is_subject,
    relative_antecedent,
    thing_as_subject,
    thing_before,
)
from countermove.actors.find import FIRST_PERSON, Found, is_name_word
from countermove.actors.lexicon import Entry, EntryKind, Lexicon, Noun, NounKind
from countermove.records import Identity, Mention, MentionKind, Place, Sentence

_OF_STATES = frozenset(
    [EntryKind.STATE, EntryKind.ADJECTIVE, EntryKind.PEOPLE, EntryKind.CAPITAL, EntryKind.SEAT, EntryKind.REGION,
     EntryKind.AGENCY, EntryKind.PARTY]
)  # fmt: skip
_SMALL_REGION = 5
_NEAR_START = 4
_LONGEST_ACRONYM = 6
_DOMESTIC = 0.6  # share of the state mentions from which a report counts as being about one state
_AFFILIATING = frozenset(["of", "for", "from", "at", "with", "in", "on"])
_SPEECH = frozenset(
    "say tell add warn accuse deny claim insist announce declare stress note argue ask urge call reject describe "
    "believe think know want vow pledge condemn criticize criticise welcome write report explain acknowledge admit "
    "state confirm reiterate maintain suggest comment demand hope meet speak refuse resign visit arrive".split()
)
_INDEFINITE = frozenset(["a", "an", "some", "any", "no", "another", "other", "every", "each", "several", "many"])
_OTHER = frozenset(["other", "another", "third", "foreign", "neighboring", "neighbouring", "different", "any", "no",
                    "every", "western", "eastern", "asian", "african", "european", "arab", "such"])  # fmt: skip
_ANY_STATE = frozenset(["country", "nation", "state", "homeland"])
_PAIRING = frozenset(["both", "two", "pair"])
_TOO_PLAIN = frozenset(["people", "person", "man", "woman", "men", "women", "member", "source", "figure"])


def resolve(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    places: Sequence[Place] = (),
    published: str | None = None,
) -> Cast:
    """The cast of a report from what ``find`` found in its sentences.

    ``places`` tell whose police "Istanbul police" are; ``published`` (ISO date) chooses between the holders of an
    office and between codes that changed with the years.
    """
    found = [m for m in mentions if isinstance(m, Found)]
    return _Resolver(sentences, found, lexicon, places, published).cast()


def words(s: Sentence, first: int, last: int) -> str:
    """The words of tokens ``first`` to ``last`` as a reader would write them."""
    parts = [s.tokens[first].text]
    for i in range(first + 1, last + 1):
        token, before = s.tokens[i], s.tokens[i - 1]
        joined = token.start == before.end or token.tag == "POS" or token.text in (",", ".", "-")
        parts.append(token.text if joined else " " + token.text)
    return "".join(parts)


class _Resolver:
    """One report being resolved."""

    def __init__(
        self, sentences: Sequence[Sentence], found: Sequence[Found], lexicon: Lexicon, places: Sequence[Place],
        published: str | None,
    ) -> None:  # fmt: skip
        self.sentences = sentences
        self.found = found
        self.lexicon = lexicon
        self.year = int(published[:4]) if published and published[:4].isdigit() else None
        self.country_at = {(p.span.start): p.country for p in places if p.country}
        self.discourse = Discourse(sentences)
        self.persons: dict[str, list[Identity]] = {}
        self.genders: dict[str, str] = {}
        self.acronyms: dict[str, tuple[Identity, ...]] = {}
        self.at: dict[tuple[int, int], int] = {}
        for position, mention in enumerate(found):
            for head in mention.heads:
                self.at.setdefault((mention.sentence, head), position)
        for position, mention in enumerate(found):
            self.at[mention.sentence, mention.head] = position
        self.done: dict[int, tuple[Identity, ...]] = {}
        self.introducing = False
        self.within: dict[int, list[int]] = {}
        for position, mention in enumerate(found):
            self.within.setdefault(mention.sentence, []).append(position)
        self.support = self._supports(_OF_STATES)
        self.evidence = self._supports(frozenset(EntryKind))
        total = sum(self.support.values())
        self.top = min(self.support, key=lambda e: (-self.support[e], e)) if self.support else None
        self.domestic = bool(self.top and self.support[self.top] >= _DOMESTIC * total)

    def cast(self) -> Cast:
        self._introduce()
        for position in range(len(self.found)):
            self._settle(position)
        resolved = [
            Mention(m.sentence, m.first, m.last, m.head, m.span, m.kind, self.done[p]) for p, m in enumerate(self.found)
        ]
        kept = [p for p, m in enumerate(resolved) if m.identities or m.kind is not MentionKind.NAME]
        where = {p: k for k, p in enumerate(kept)}
        aliases = {key: where[p] for key, p in self.at.items() if p in where}
        return cast_of([resolved[p] for p in kept], self.sentences, aliases)

    # --- what the report is about

    def _supports(self, kinds: frozenset[EntryKind]) -> Counter[str]:
        """How often the report mentions each state by such names and by persons, its beginning counting double."""
        support: Counter[str] = Counter()
        for mention in self.found:
            entities = {e.entity for e in mention.entries}
            weight = 2 if mention.sentence < 2 else 1
            if len(entities) == 1 and mention.entries[0].kind in kinds:
                support[mention.entries[0].code] += weight
            elif len(entities) == 1 and mention.entries[0].code in self.lexicon.states:
                support[mention.entries[0].code] += weight * (mention.entries[0].kind is EntryKind.PERSON)
        for country in self.country_at.values():
            if country in self.lexicon.states:
                support[country] += 1
        return support

    def _introduce(self) -> None:
        """Register the persons who come with their role and its state or organisation.

        Only listed names count here: what "the ministry" takes up is not known before reading.
        """
        self.introducing = True
        for mention in self.found:
            if mention.name is None:
                continue
            if mention.entries or (mention.title is not None and self._named_owner(mention) is not None):
                identity = self._person(mention)
                if identity is not None:
                    self._register(mention, identity)
        self.introducing = False

    # --- one mention

    def _settle(self, position: int) -> tuple[Identity, ...]:
        """Resolve a mention (once) and remember it as a referent."""
        if position in self.done:
            return self.done[position]
        mention = self.found[position]
        if self.introducing:
            return (self._listed(mention),) if mention.entries and mention.name is None else ()
        self.done[position] = ()  # a phrase that leads back to itself finds nothing
        identities = self._identify(mention)
        self.done[position] = identities
        if identities:
            self._remember(mention, identities)
        return identities

    def _identify(self, mention: Found) -> tuple[Identity, ...]:
        if mention.kind is MentionKind.PRONOUN:
            return self._pronoun(mention)
        if mention.name is not None:
            identity = self._person(mention)
            if identity is not None:
                self._register(mention, identity)
            return (identity,) if identity is not None else ()
        if mention.entries:
            return (self._listed(mention),)
        if mention.noun is None:
            return self._quantity(mention)
        return self._described(mention, mention.noun.noun)

    def _token(self, mention: Found, i: int) -> str:
        return self.sentences[mention.sentence].tokens[i].lower

    # --- listed names

    def _listed(self, mention: Found) -> Identity:
        entry, others = self._choose(mention.entries)
        sectors = entry.sectors
        if mention.kind is MentionKind.NAME and entry.kind is EntryKind.ADJECTIVE and not mention.modifier:
            sectors = ("CVL",)
        return Identity(entry.entity, entry.name, entry.code, sectors, entry.role, candidates=others)

    def _choose(self, entries: Sequence[Entry]) -> tuple[Entry, tuple[str, ...]]:
        """The reading that the rest of the report speaks for; without such, the first, with the others beside it."""
        readings = self.lexicon.readings(entries, self.year)
        if len({r.entity for r in readings}) == 1:
            return readings[0], ()
        best = max(readings, key=lambda r: self.evidence[r.code])
        if self.evidence[best.code] and sum(self.evidence[r.code] == self.evidence[best.code] for r in readings) == 1:
            return best, ()
        first = readings[0]
        return first, tuple(dict.fromkeys(r.entity for r in readings if r.entity != first.entity))

    # --- persons

    def _person(self, mention: Found) -> Identity | None:
        """Who a person's name is; None where it is no person's or nothing is known of him."""
        assert mention.name is not None
        s = self.sentences[mention.sentence]
        full = words(s, *mention.name)
        if mention.title is None:
            known = self._known_person(mention, full)
            if known is not None:
                return known
        if mention.entries:
            entry, _ = self._choose(mention.entries)
            return self._listed_person(mention, entry, full)
        if mention.title is not None:
            return self._introduced(mention, full)
        acronym = self.acronyms.get(full)
        if acronym:
            return acronym[0]
        return self._unintroduced(mention, full)

    def _known_person(self, mention: Found, full: str) -> Identity | None:
        """Somebody the report has introduced, by his whole name or a part of it."""
        found = self.persons.get(full.lower())
        if not found:
            tokens = [w for w in full.lower().split() if len(w) > 1]
            if len(tokens) == 1:
                found = self.persons.get(tokens[0])
            elif tokens and not mention.entries:
                same = [
                    p for p in self.persons.get(tokens[-1], ()) if p.person and p.person.lower().startswith(tokens[0])
                ]
                found = same or None
        return found[-1] if found else None

    def _listed_person(self, mention: Found, entry: Entry, full: str) -> Identity:
        name = entry.name if len(full) < len(entry.name) else full
        identity = Identity(entry.entity, name, entry.code, entry.sectors, entry.role, name)
        if mention.title is None or mention.noun is None:
            return identity
        role = self._role(mention)
        owner = self._named_owner(mention)
        sectors = self._sectors(mention, mention.noun.noun, owner)
        if owner is not None and owner.entity != entry.entity:
            return Identity(owner.entity, name, owner.code, sectors or entry.sectors, role, name)
        return replace(identity, role=role, sectors=sectors or entry.sectors)

    def _introduced(self, mention: Found, full: str) -> Identity:
        """A person by the role words that stand with the name."""
        assert mention.noun is not None
        noun = mention.noun.noun
        owner = self._named_owner(mention)
        sectors = self._sectors(mention, noun, owner)
        if owner is None or (self._title_follows(mention) and " " not in full):
            known = self._known_person(mention, full)
            if known is not None and (owner is None or known.entity is not None):
                return replace(known, role=self._role(mention), sectors=sectors or known.sectors)
            owner = self._implied_owner(mention, noun)
        entity, code = (owner.entity, owner.code) if owner is not None else (None, None)
        return Identity(entity, full, code, sectors, self._role(mention), full)

    @staticmethod
    def _title_follows(mention: Found) -> bool:
        """Whether the role stands after the name: of somebody known that tells one more thing, not whose he is."""
        return mention.title is not None and mention.name is not None and mention.title[0] > mention.name[1]

    def _role(self, mention: Found) -> str:
        assert mention.title is not None
        return words(self.sentences[mention.sentence], *mention.title)

    def _unintroduced(self, mention: Found, full: str) -> Identity | None:
        """A name without role: a person if it is a given name and a surname, or speaks; his state by "of" or focus."""
        assert mention.name is not None
        s = self.sentences[mention.sentence]
        first = s.tokens[mention.name[0]].lower
        head = s.tokens[mention.head]
        several = mention.name[1] > mention.name[0]
        given = first in self.lexicon.given
        honoured = mention.name[0] > 0 and mention.first < mention.name[0] and mention.gender is not None
        speaks = head.dep == "nsubj" and s.tokens[head.head].lemma in _SPEECH
        if s.tokens[mention.first].tag == "DT" or not (honoured or (several and given) or speaks):
            return self._unknown_organisation(mention, full)
        owner = self._following_owner(mention) or self._possessor_identity(mention) or self._apposed_owner(mention)
        entity, code = (owner.entity, owner.code) if owner is not None else (None, None)
        sectors = owner.sectors if owner is not None else ()
        if owner is None and self.domestic:
            entity = code = self.top
        return Identity(entity, full, code, sectors, None, full)

    def _unknown_organisation(self, mention: Found, full: str) -> Identity | None:
        """An organisation that no list has, known by its letters and by what it does: "the NCB said"."""
        assert mention.name is not None
        s = self.sentences[mention.sentence]
        acts = s.tokens[mention.head].dep in ("nsubj", "nsubjpass") and syntax.is_verb(s, s.tokens[mention.head].head)
        letters = full.replace("-", "").replace("/", "").replace(".", "")
        if not (acts and letters.isupper() and 1 < len(letters) <= _LONGEST_ACRONYM and letters.isalpha()):
            return None
        entity = self.top if self.domestic else None
        return Identity(entity, full, entity)

    def _register(self, mention: Found, identity: Identity) -> None:
        if not identity.person:
            return
        s = self.sentences[mention.sentence]
        assert mention.name is not None
        keys = [identity.person.lower(), words(s, *mention.name).lower()]
        keys += [w for w in identity.person.lower().split() if len(w) > 2]
        for key in dict.fromkeys(keys):
            listed = self.persons.setdefault(key, [])
            if any(p.person == identity.person for p in listed):
                listed[:] = [p for p in listed if p.person != identity.person]
            listed.append(identity)
        gender = mention.gender or (mention.noun.noun.gender if mention.noun else None)
        gender = gender or next((e.gender for e in mention.entries if e.gender), None)
        gender = gender or self.lexicon.given.get(identity.person.lower().split()[0].split("-")[0])
        if gender and (identity.person not in self.genders or mention.gender or mention.noun):
            self.genders[identity.person] = gender

    # --- whose: the state or organisation of a role or a description

    def _inner(self, mention: Found, first: int, last: int) -> list[int]:
        """Positions of the mentions that lie within these tokens of a mention, in order."""
        inner = []
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other is not mention and first <= other.first and other.last <= last:
                inner.append(p)
        return inner

    def _named_owner(self, mention: Found) -> Identity | None:
        """The state or organisation named in a mention's own words, or by a possessor before it."""
        span, role = self._words_of_role(mention)
        before = self._owners_within(mention, span[0], role - 1)
        if before:
            return before
        possessor = self._possessor_identity(mention)
        if possessor is not None:
            return possessor
        after = self._owners_within(mention, role + 1, span[1], after=True)
        return after or (self._following_owner(mention) if mention.name is not None else None)

    def _words_of_role(self, mention: Found) -> tuple[tuple[int, int], int]:
        """(span of the role's or description's words, position of its noun)."""
        if mention.title is not None:
            first, last = mention.title
            return (first, last), self._noun_position(mention, first, last)
        return (mention.first, mention.last), self._noun_position(mention, mention.first, mention.last)

    def _noun_position(self, mention: Found, first: int, last: int) -> int:
        assert mention.noun is not None
        s = self.sentences[mention.sentence]
        for i in range(first, last + 1):
            form = self.lexicon.noun_at([t.lower for t in s.tokens[: i + 1]], i, first)
            if form is not None and form.noun is mention.noun.noun:
                return i
        return last

    def _owners_within(self, mention: Found, first: int, last: int, *, after: bool = False) -> Identity | None:
        """The last name or adjective before a noun, or the first in the phrase after it, that has an entity."""
        best: Identity | None = None
        s = self.sentences[mention.sentence]
        for p in self._inner(mention, first, last):
            other = self.found[p]
            if other.kind is MentionKind.PRONOUN:
                continue
            if after and other.first > first and s.tokens[other.first - 1].lower in ("to", "by", "about", "against"):
                continue
            for identity in self._settle(p):
                if identity.entity is None:
                    continue
                if after:
                    best = best or identity
                elif best is None or identity.code not in self.lexicon.states or identity.entity == best.entity:
                    best = identity
        if after and best is not None:
            return self._deepest(mention, first, last, best)
        if best is None and not after:
            country = self._place_in(mention, first, last)
            if country:
                return Identity(country, self.lexicon.states.get(country, country), country)
        return best

    def _deepest(self, mention: Found, first: int, last: int, found: Identity) -> Identity:
        """Of "the committee of Russia's State Duma" the last name of the same entity, for its sector."""
        for p in self._inner(mention, first, last):
            for identity in self._settle(p):
                if identity.entity == found.entity and identity.sectors:
                    found = identity
        return found

    def _place_in(self, mention: Found, first: int, last: int) -> str | None:
        """The state of a place among these words: "Istanbul police"."""
        if not self.country_at:
            return None
        s = self.sentences[mention.sentence]
        for i in range(first, last + 1):
            country = self.country_at.get(s.tokens[i].start)
            if country:
                return country
        return None

    def _possessor_identity(self, mention: Found) -> Identity | None:
        """The owner of "X's minister" and "his minister"."""
        s = self.sentences[mention.sentence]
        first = mention.title[0] if mention.title is not None else mention.first
        while first < mention.last and s.tokens[first].tag in ("JJ", "RB"):
            first += 1
        if s.tokens[mention.first].tag == "PRP$":
            position = self.at.get((mention.sentence, mention.first))
            identities = self._settle(position) if position is not None else ()
            return _belonging(identities)
        for start in (mention.first, first):
            if start > 1 and s.tokens[start - 1].tag == "POS":
                owner = self._ending_at(mention, start - 2)
                if owner is not None:
                    return _belonging(self._settle(owner))
        return None

    def _ending_at(self, mention: Found, last: int) -> int | None:
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other.last == last and other is not mention:
                return p
        return None

    def _apposed_owner(self, mention: Found) -> Identity | None:
        """Whose a person is by what stands beside his name: "Ana Lima, Brazil's best known singer"."""
        s = self.sentences[mention.sentence]
        for beside in syntax.children(s, mention.head, "appos"):
            for i in syntax.children(s, beside, "poss", "amod", "compound", "nmod"):
                position = self.at.get((s.index, i))
                if position is not None:
                    return _belonging(self._settle(position))
        return None

    def _following_owner(self, mention: Found) -> Identity | None:
        """The party or state after a name: "Ilan Gilon of the Meretz party"."""
        s = self.sentences[mention.sentence]
        start = mention.last + 1
        if start + 1 >= len(s.tokens) or s.tokens[start].lower not in ("of", "from"):
            return None
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other.first == start + 1 and other.kind is not MentionKind.PRONOUN:
                return next((i for i in self._settle(p) if i.entity), None)
        return None

    # --- sectors

    def _sectors(self, mention: Found, noun: Noun, owner: Identity | None) -> tuple[str, ...]:
        """Sectors, the most telling first: "former" and "rebel", then what the noun is named with, then its own."""
        s = self.sentences[mention.sentence]
        (first, last), role = self._words_of_role(mention)
        changed = self._changed(s, first, role)
        inner: list[str] = []
        for p in self._inner(mention, first, last):
            other = self.found[p]
            if other.noun is not None and other.name is None:
                inner.extend(other.noun.noun.sectors)
            elif other.entries and (other.last < role or other.entries[0].entity == (owner.entity if owner else None)):
                inner.extend(self._sectors_of_name(other))
        own = list(noun.sectors)
        if noun.belongs == "named":
            if inner or (owner is not None and owner.code not in self.lexicon.states):
                own = [x for x in own if x != "GOV"]
            if owner is None and not inner and noun.word in ("leader", "boss"):
                own = []
            found = [*changed, *inner, *own]
        else:
            found = [*changed, *own, *inner]
        if owner is not None and not found and owner.code not in self.lexicon.states:
            found = list(owner.sectors)
        return tuple(dict.fromkeys(found))

    def _changed(self, s: Sentence, first: int, last: int) -> list[str]:
        """Sectors that words before a noun give it: "former", "rebel", "pro - democracy"."""
        modifiers = self.lexicon.modifiers
        found = [modifiers[s.tokens[i].lower] for i in range(first, last) if s.tokens[i].lower in modifiers]
        for i in range(first + 1, last - 1):
            if s.tokens[i].text == "-":
                word = f"{s.tokens[i - 1].lower}-{s.tokens[i + 1].lower}"
                found.extend([modifiers[word]] if word in modifiers else [])
        return found

    def _sectors_of_name(self, mention: Found) -> tuple[str, ...]:
        if mention.kind is MentionKind.ADJECTIVE or mention.entries[0].kind is EntryKind.CAPITAL:
            return ()
        return self._choose(mention.entries)[0].sectors

    # --- descriptions

    def _described(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        if noun.kind in (NounKind.COUNTRY, NounKind.SIDE) or self._pairs(mention):
            group = self._group(mention, noun)
            if group or noun.kind is NounKind.COUNTRY:
                return group
        if noun.kind in (NounKind.GROUP, NounKind.BODY) and mention.noun is not None:
            named = self._organisation(mention, noun)
            if named is not None:
                return (named,)
        owners = self._coordinated_owners(mention)
        if len(owners) > 1:
            return tuple(self._belongs_to(mention, noun, o) for o in owners)
        owner = self._named_owner(mention)
        if owner is not None:
            return (self._belongs_to(mention, noun, owner),)
        taken_up = self._taken_up(mention, noun)
        if taken_up:
            return taken_up
        if noun.kind in (NounKind.SIDE, NounKind.PAPER):
            return self._issuer(mention) if noun.kind is NounKind.PAPER else ()
        implied = self._implied_owner(mention, noun)
        if implied is None and noun.kind is NounKind.GROUP and not (mention.plural and noun.sectors):
            return ()
        return (self._belongs_to(mention, noun, implied),)

    def _coordinated_owners(self, mention: Found) -> list[Identity]:
        """The states of "the German and Danish ambassadors" and of "the ambassadors of Germany and Denmark"."""
        s = self.sentences[mention.sentence]
        found: dict[str, Identity] = {}
        before = any(s.tokens[i].lower in ("and", ",") for i in range(mention.first, mention.head))
        positions = (
            self._inner(mention, mention.first, mention.head - 1) if before else self._coordinated_behind(mention)
        )
        for p in positions:
            if self.found[p].entries:
                found.update({i.entity: i for i in self._settle(p) if i.entity})
        return list(found.values())

    def _coordinated_behind(self, mention: Found) -> list[int]:
        """The mentions in "of A and B" behind a plural."""
        s = self.sentences[mention.sentence]
        if not mention.plural:
            return []
        phrases = [h for p, h in syntax.preposition_phrases(s, mention.head) if p in ("of", "from")]
        return [p for p in self.within[mention.sentence] if self.found[p].head in phrases] if len(phrases) > 1 else []

    def _belongs_to(self, mention: Found, noun: Noun, owner: Identity | None) -> Identity:
        s = self.sentences[mention.sentence]
        first = mention.first
        while first < mention.head and s.tokens[first].tag in ("DT", "CD", "PRP$", "PDT"):
            if s.tokens[first + 1].tag == "HYPH":
                break
            first += 1
        name = words(s, first, mention.last)
        sectors = self._sectors(mention, noun, owner)
        if owner is None:
            return Identity(None, name, None, sectors)
        if noun.kind is NounKind.GROUP and owner.code not in self.lexicon.states:
            return owner
        return Identity(owner.entity, name, owner.code, sectors, candidates=owner.candidates)

    def _organisation(self, mention: Found, noun: Noun) -> Identity | None:
        """A listed organisation that the noun only classifies: "the Islamic State group", "the Likud party"."""
        if noun.kind is not NounKind.GROUP and "party" not in noun.refers and "group" not in noun.refers:
            return None
        for p in reversed(self._inner(mention, mention.first, mention.head - 1)):
            other = self.found[p]
            if other.entries and other.entries[0].called and other.kind is not MentionKind.ADJECTIVE:
                return self._settle(p)[0]
        return None

    def _pairs(self, mention: Found) -> bool:
        """Whether a phrase means two that are known: "both sides", "the two countries"; not "two companies"."""
        before = [self._token(mention, i) for i in range(mention.first, mention.head)][:2]
        two = before[:1] == ["both"] or (before[:1] in (["the"], ["these"], ["those"]) and before[1:] == ["two"])
        return two and mention.plural and not self._has_inner(mention)

    def _has_inner(self, mention: Found) -> bool:
        return bool(self._inner(mention, mention.first, mention.last))

    def _group(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """ "the two countries", "both sides", "his country", "the kingdom", "the Turkish side"."""
        if mention.plural:
            return self._pair(noun) if self._pairs(mention) else self._whole_region(mention)
        owner = self._named_owner(mention)
        if owner is not None:
            whole = self.lexicon.states.get(owner.entity or "")
            if noun.kind is NounKind.SIDE:
                return (Identity(owner.entity, whole or owner.name, owner.code, owner.sectors[:1]),)
            return (Identity(owner.entity, whole, owner.code),) if whole else ()
        if noun.kind is NounKind.SIDE or not (self._definite(mention) or self._region(mention)):
            return ()
        found = self._state_taken_up(mention)
        if found is None:
            return ()
        entity = found.identities[0].entity or ""
        return (Identity(entity, self.lexicon.states.get(entity, entity), found.identities[0].code),)

    def _state_taken_up(self, mention: Found) -> Referent | None:
        """The state that "the country" takes up: in a report about one state that one, if no other was just named."""

        def fits(r: Referent) -> bool:
            return r.sort is Sort.STATE and not r.plural and self._may_be(r, mention)

        near = self.discourse.latest(lambda r: fits(r) and mention.sentence - r.sentence < 2, 30)
        if near is None or not near.subject:
            home = self.discourse.latest(lambda r: fits(r) and r.identities[0].code == self.top)
            if home is not None and (self.domestic or mention.sentence - home.sentence <= WINDOW):
                return home
        return near or self.discourse.latest(fits)

    def _whole_region(self, mention: Found) -> tuple[Identity, ...]:
        """All states of a small region: "the three Baltic states", "Nordic countries"."""
        region = self._region(mention)
        if not 1 < len(region) <= _SMALL_REGION or self._inner(mention, mention.first, mention.head):
            return ()
        return tuple(Identity(e, self.lexicon.states[e], e) for e in sorted(region))

    def _region(self, mention: Found) -> frozenset[str]:
        """The states of the region that the phrase names: "the Caribbean country"."""
        regions = self.lexicon.regions
        words_before = [self._token(mention, i) for i in range(mention.first, mention.head)]
        found = [regions[w] for w in words_before if w in regions]
        return frozenset.intersection(*found) if found else frozenset()

    def _may_be(self, r: Referent, mention: Found) -> bool:
        """Whether a state may be called "the island", "the Caribbean country", "the Islamic republic"."""
        assert mention.noun is not None
        word = mention.noun.noun.word
        entity = r.identities[0].entity or ""
        region = self._region(mention)
        if region:
            return entity in region
        return word in _ANY_STATE or word in self.lexicon.called_states.get(entity, ())

    def _pair(self, noun: Noun) -> tuple[Identity, ...]:
        """The two of "the two countries" (states), "the two leaders" (persons, else of the states), "both sides"."""
        if noun.kind is NounKind.PERSON:
            persons = self._last_persons(noun)
            if len(persons) == 2:
                return persons
        pair = self.discourse.pair()
        states = self.lexicon.states
        if noun.kind is NounKind.SIDE:
            return pair if len(pair) == 2 else ()
        if noun.kind is not NounKind.COUNTRY and "GOV" not in noun.sectors:
            return ()
        sectors = noun.sectors if noun.kind is not NounKind.COUNTRY else ()
        pair = tuple(Identity(e, states[e], e, sectors) for e in (i.entity or "" for i in pair) if e in states)
        return pair if len(pair) == 2 else ()

    def _last_persons(self, noun: Noun) -> tuple[Identity, ...]:
        """The last two persons who may be called so, in the order in which they were last named."""
        found: dict[str, Identity] = {}
        for referent in reversed(self.discourse.referents[-40:]):
            for identity in referent.identities:
                fits = not noun.sectors or set(noun.sectors) & set(identity.sectors)
                if identity.person and fits and len(found) < 2:
                    found.setdefault(identity.person, identity)
        return tuple(reversed(found.values()))

    def _definite(self, mention: Found) -> bool:
        first = self._token(mention, mention.first)
        if self._is_other(mention):
            return False
        return first in ("the", "this", "that", "these", "those", "his", "her", "its", "their")

    def _taken_up(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """What "the alliance", "the court", "the minister" take up; "police" and "troops" need no article."""
        definite = self._definite(mention)
        tokens = self.sentences[mention.sentence].tokens[mention.first : mention.head]
        bare = not self._is_other(mention) and not any(t.tag == "CD" or t.lower in _INDEFINITE for t in tokens)
        if not definite and not (bare and noun.kind is NounKind.BODY):
            return ()
        if self._specified(mention):
            return ()
        phrase = self._phrase(mention)
        word = phrase.split()[-1]

        def fits(r: Referent) -> bool:
            if r.plural != mention.plural and noun.kind is NounKind.PERSON and r.sort is Sort.PERSON:
                return False
            return phrase in r.called or (word in r.called and (noun.kind is not NounKind.PERSON or word == phrase))

        if noun.belongs == "state" and noun.kind is NounKind.BODY:
            state = self._fronted_place(mention) or self._continued(mention)
            home = self.discourse.latest(lambda r: fits(r) and r.identities[0].code == (state or self.top))
            if home is not None or state is not None:
                return home.identities if home is not None else (self._belongs_to(mention, noun, self._state(state)),)
        found = self.discourse.latest(fits)
        if found is None and definite:
            found = self.discourse.latest(
                lambda r: word in r.called and r.plural == mention.plural and _agree(noun.sectors, r)
            )
        return found.identities if found is not None else ()

    def _state(self, code: str | None) -> Identity | None:
        return Identity(code, self.lexicon.states[code], code) if code is not None else None

    def _continued(self, mention: Found) -> str | None:
        """The state that the sentence before is about: "Iran also ruled it out. The foreign ministry said ..."."""
        if self.domestic or not is_subject(self.sentences[mention.sentence], mention.head):
            return None
        before = self.sentences[mention.sentence - 1] if mention.sentence else None
        subject = syntax.child(before, before.root, "nsubj", "nsubjpass") if before is not None else None
        identities = self.done.get(self.at.get((mention.sentence - 1, subject), -1), ()) if subject is not None else ()
        states = [i.code for i in identities if i.code in self.lexicon.states and not i.sectors and not i.person]
        return states[0] if len(states) == 1 and len(identities) == 1 else None

    def _specified(self, mention: Found) -> bool:
        """Whether capitalised words make the phrase a name of its own: "the National Security Council"."""
        assert mention.noun is not None
        s = self.sentences[mention.sentence]
        start = mention.head - len(mention.noun.before)
        return any(is_name_word(s.tokens[i]) for i in range(mention.first, start) if i > 0)

    def _only_group(self) -> Referent | None:
        """The armed group of a report that names just one: "the rebels", "militants"."""
        found = [r for r in self.discourse.referents if "REB" in r.identities[0].sectors and r.identities[0].entity]
        return found[-1] if len({r.identities[0].entity for r in found}) == 1 else None

    def _phrase(self, mention: Found) -> str:
        """The noun as one would take it up: "foreign minister", "military alliance", in the singular."""
        assert mention.noun is not None
        return mention.noun.noun.word.lower()

    def _issuer(self, mention: Found) -> tuple[Identity, ...]:
        """Who issued a paper: "a statement issued by the ministry"."""
        s = self.sentences[mention.sentence]
        for clause in syntax.children(s, mention.head, "acl", "relcl"):
            for agent in syntax.agents(s, clause):
                position = self.at.get((mention.sentence, agent))
                if position is not None:
                    return self._settle(position)
        return ()

    def _implied_owner(self, mention: Found, noun: Noun) -> Identity | None:
        """The state that goes without saying: "the government", "police"; "protesters" where one state is in focus."""
        country: str | None = None
        if self._is_other(mention):
            return None
        group = self._only_group() if noun.sectors[:1] == ("REB",) else None
        if group is not None:
            return group.identities[0]
        if noun.belongs == "state" or (noun.belongs == "named" and noun.kind in (NounKind.PERSON, NounKind.BODY)):
            country = self._focus(mention) if noun.belongs == "state" or self.domestic else None
        elif self.domestic and not self._unknown_side(noun, mention):
            country = self.top
        return self._state(country)

    @staticmethod
    def _unknown_side(noun: Noun, mention: Found) -> bool:
        """Whether a noun does not even in a report about one state say whose: "people", "gunmen", "a group"."""
        if noun.kind not in (NounKind.PERSON, NounKind.BODY):
            return noun.kind is not NounKind.GROUP or not mention.plural or not noun.sectors
        return noun.word in _TOO_PLAIN or noun.sectors[:1] in (("UAF",), ("CRM",))

    def _is_other(self, mention: Found) -> bool:
        """Whether the words before the noun say that it is another one: "other", "neighbouring", "any"."""
        stop = mention.head - (len(mention.noun.before) if mention.noun else 0)
        return any(self._token(mention, i) in _OTHER for i in range(mention.first, stop))

    def _focus(self, mention: Found) -> str | None:
        """The state in focus: the report's only one, else the one last mentioned near, subjects first."""
        fronted = self._fronted_place(mention)
        if fronted is not None or self.domestic:
            return fronted or self.top
        for index in range(mention.sentence, max(-1, mention.sentence - 3), -1):
            near = [r for r in self.discourse.by_sentence.get(index, ()) if len(r.identities) == 1]
            for r in sorted(near, key=lambda r: (not r.subject, -r.token)):
                entity = r.identities[0].entity
                if entity in self.lexicon.states:  # an outlet's state is nobody's focus
                    return entity
        return self.top

    def _fronted_place(self, mention: Found) -> str | None:
        """The state of "In Paris, ..." before a mention."""
        s = self.sentences[mention.sentence]
        if s.tokens[0].lower != "in" or mention.first < 2:
            return None
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other.first == 1 and other.entries and s.tokens[min(other.last + 1, mention.first)].text == ",":
                code = self._listed(other).code
                return code if code in self.lexicon.states else None
        return self._place_in(mention, 1, 1)

    def _quantity(self, mention: Found) -> tuple[Identity, ...]:
        """ "21 of the schoolgirls", "some of them"; "the two", "both" for the last two; "others" for nobody known."""
        s = self.sentences[mention.sentence]
        if mention.last > mention.head:
            position = self.at.get((mention.sentence, mention.last))
            if position is None:
                inner = self._inner(mention, mention.head + 1, mention.last)
                position = inner[-1] if inner else None
            return self._settle(position) if position is not None else ()
        if s.tokens[mention.head].lower in _PAIRING:
            named = self.discourse.latest(lambda r: r.sort is Sort.SEVERAL and len(r.identities) == 2, 30)
            return named.identities if named is not None else self.discourse.pair()
        found = self.discourse.latest(lambda r: r.sort is Sort.PEOPLE and mention.sentence - r.sentence < 2, 12)
        return found.identities if found is not None else ()

    # --- pronouns

    def _pronoun(self, mention: Found) -> tuple[Identity, ...]:
        s, i = self.sentences[mention.sentence], mention.head
        word = s.tokens[i].lower
        if word in FIRST_PERSON or word.startswith("you"):
            return ()
        if word in ("who", "whom", "whose", "which", "that"):
            return self._relative(s, i)
        if word.startswith("it"):
            found = None if is_expletive(s, i) else self._antecedent_of_it(s, i)
            return found.identities if found is not None else ()
        if word.startswith("the"):
            accept = self._accepts_they
        else:
            gender = "f" if word in ("she", "her", "hers", "herself") else "m"
            accept = lambda r: r.sort is Sort.PERSON and r.gender in (None, gender)  # noqa: E731
        found = self.discourse.antecedent(s, i, accept)
        return found.identities if found is not None else ()

    def _antecedent_of_it(self, s: Sentence, i: int) -> Referent | None:
        """Whom "it" takes up; nobody where a thing that is no actor stands in the place of choice.

        A speaker is an actor all the same: "The missile fell into the sea. It said ..." is not said by the missile.
        """
        speaks = self._speaks(s, i)
        if not speaks:
            thing = thing_before(s, i, lambda j: self._is_actor(s, j))
            before = self.sentences[s.index - 1] if s.index else None
            opens = i < _NEAR_START and s.tokens[i].dep in ("nsubj", "nsubjpass")
            if thing or (
                opens and before is not None and thing_as_subject(before, lambda j: self._is_actor(before, j))
            ):
                return None
        return self.discourse.antecedent(
            s, i, lambda r: self._accepts_it(r) and (speaks or not _is_outlet(r.identities[0]))
        )

    def _speaks(self, s: Sentence, i: int) -> bool:
        return s.tokens[i].dep == "nsubj" and s.tokens[s.tokens[i].head].lemma in _SPEECH

    def _is_actor(self, s: Sentence, i: int) -> bool:
        position = self.at.get((s.index, i))
        return position is not None and bool(self.done.get(position))

    @staticmethod
    def _accepts_it(r: Referent) -> bool:
        return r.sort in (Sort.STATE, Sort.BODY) and not r.plural

    @staticmethod
    def _accepts_they(r: Referent) -> bool:
        return r.plural or r.sort in (Sort.PEOPLE, Sort.SEVERAL)

    def _relative(self, s: Sentence, i: int) -> tuple[Identity, ...]:
        noun = relative_antecedent(s, i)
        position = self.at.get((s.index, noun)) if noun is not None else None
        return self._settle(position) if position is not None else ()

    # --- memory

    def _remember(self, mention: Found, identities: tuple[Identity, ...]) -> None:
        s = self.sentences[mention.sentence]
        sort, plural = self._sort(mention, identities)
        gender = None
        if sort is Sort.PERSON:
            gender = mention.gender or self.genders.get(identities[0].person or "")
            gender = gender or (mention.noun.noun.gender if mention.noun else None)
        referent = Referent(
            mention.sentence, mention.head, identities, sort, is_subject(s, mention.head), self._called(mention),
            gender, plural,
        )  # fmt: skip
        self.discourse.add(referent)
        self._remember_side_by_side(s, mention)
        self._remember_acronym(s, mention, identities)

    def _sort(self, mention: Found, identities: tuple[Identity, ...]) -> tuple[Sort, bool]:
        """(sort, whether it is plural)."""
        first = identities[0]
        if len(identities) > 1:
            return Sort.SEVERAL, True
        if mention.kind is MentionKind.PRONOUN:
            word = self._token(mention, mention.head)
            person = first.person or word in ("he", "him", "his", "she", "her")
            return (Sort.PERSON if person else Sort.PEOPLE if word.startswith("the") else Sort.BODY), word in (
                "they", "them", "their",
            )  # fmt: skip
        if mention.name is not None:
            return (Sort.PERSON if first.person else Sort.BODY), False
        if mention.entries:
            kind = mention.entries[0].kind
            if kind in (EntryKind.PEOPLE, EntryKind.ADJECTIVE) and mention.kind is MentionKind.NAME:
                return Sort.PEOPLE, True
            of_state = kind in (EntryKind.STATE, EntryKind.ADJECTIVE, EntryKind.CAPITAL, EntryKind.SEAT)
            return (Sort.STATE if of_state else Sort.BODY), mention.plural
        noun = mention.noun.noun if mention.noun else None
        if noun is None or (noun.kind is NounKind.PERSON and mention.plural):
            return Sort.PEOPLE, True
        if noun.kind is NounKind.PERSON:
            return Sort.PERSON, False
        if noun.kind is NounKind.COUNTRY:
            return Sort.STATE, mention.plural
        return Sort.BODY, mention.plural

    def _called(self, mention: Found) -> frozenset[str]:
        called: set[str] = set()
        for entry in mention.entries:
            if entry.kind is not EntryKind.PERSON:
                called.update(entry.called)
                called.update(c.split()[-1] for c in entry.called)
            elif entry.role:
                called.update((entry.role, entry.role.split()[-1]))
        if mention.noun is not None:
            noun = mention.noun.noun.word.lower()
            called.update((noun, noun.split()[-1]))
        return frozenset(called)

    def _remember_side_by_side(self, s: Sentence, mention: Found) -> None:
        """ "Ankara and Berlin" are also one plural referent, once the last of them has been read."""
        if s.tokens[mention.head].dep != "conj":
            return
        first = syntax.first_conjunct(s, mention.head)
        heads = [h for h in syntax.conjuncts(s, first) if h <= mention.head]
        parts = [self.done.get(self.at.get((s.index, h), -1), ()) for h in heads]
        together = tuple(dict.fromkeys(i for part in parts for i in part))
        if len(together) > 1 and all(parts):
            self.discourse.add(Referent(s.index, first, together, Sort.SEVERAL, is_subject(s, first), plural=True))

    def _remember_acronym(self, s: Sentence, mention: Found, identities: tuple[Identity, ...]) -> None:
        """ "the Coalition for Unity and Democracy (CUD)": the letters in brackets name it from then on."""
        after = s.tokens[mention.last + 1 : mention.last + 4]
        if (
            len(after) == 3
            and after[0].text in ("(", "-LRB-")
            and after[2].text in (")", "-RRB-")
            and after[1].text.isupper()
        ):
            self.acronyms.setdefault(after[1].text, identities)


def _is_outlet(identity: Identity) -> bool:
    return identity.sectors == ("JRN",)


def _agree(sectors: Sequence[str], r: Referent) -> bool:
    """Whether a noun of these sectors may take up a referent: "the ruling party" is no opposition party."""
    own = r.identities[0].sectors
    return not sectors or not own or bool(set(sectors) & set(own))


def _belonging(identities: Sequence[Identity]) -> Identity | None:
    """The first identity that has an entity, without person: whom the ministers of "his ministers" belong to."""
    found = next((i for i in identities if i.entity), None)
    if found is None or found.person is None:
        return found
    return Identity(found.entity, found.entity or "", found.code, found.sectors)
