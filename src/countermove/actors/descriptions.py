"""Actors by common nouns: "the Turkish soldiers", "the alliance", "both sides", "the government"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from countermove import syntax
from countermove.actors.coreference import WINDOW, Discourse, Referent, Sort, is_subject
from countermove.actors.find import Found, is_name_word
from countermove.actors.lexicon import PLACES, Noun, NounKind
from countermove.actors.report import Report, words
from countermove.actors.whose import Settle, Whose
from countermove.records import Identity, MentionKind, Token

_BEFORE = ("DT", "CD", "PRP$", "PDT")  # words that are no part of a description's name
_SMALL_REGION = 5
_INDEFINITE = frozenset(["a", "an", "some", "any", "no", "another", "other", "every", "each", "several", "many"])
_OTHER = frozenset(["other", "another", "third", "foreign", "neighboring", "neighbouring", "different", "any", "no",
                    "every", "western", "eastern", "asian", "african", "european", "arab", "such"])  # fmt: skip
#: Tags of words that say which or how many states: "Western", "182", "some", "its".
_TELLING = ("JJ", "CD", "PRP$", "DT", "NNP")
#: Words before a noun that say that it is no single state's: "an international aid group".
_NO_STATES = frozenset("international global multinational worldwide latin gulf world".split())
_ANY_STATE = frozenset(["country", "nation", "state", "homeland"])
#: Those who work in another state: bare "diplomats" are anybody's.
_EMISSARIES = frozenset(["diplomat", "envoy", "ambassador"])
_ON_THE_MOVE = _EMISSARIES | frozenset(
    ["tourist", "passenger", "migrant", "immigrant", "refugee", "expatriate", "foreigner", "pilgrim", "journalist",
     "reporter", "correspondent", "aid worker", "analyst", "expert", "survivor"]
)  # fmt: skip
_PAIRING = frozenset(["both", "two", "pair"])
_TOO_PLAIN = frozenset(
    ["international community", "people", "person", "man", "woman", "men", "women", "member", "source"]
)


class Descriptions:
    """The descriptions of a report, resolved by their own words, by what they take up, by the state in focus."""

    def __init__(
        self, report: Report, discourse: Discourse, whose: Whose, settle: Settle,
        done: Mapping[int, tuple[Identity, ...]],
    ) -> None:  # fmt: skip
        self.report = report
        self.discourse = discourse
        self.whose = whose
        self.settle = settle
        self.done = done

    def identify(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """Who a description is; several for a group ("both sides"), nobody where it says too little."""
        pairs = self._pairs(mention)
        if pairs or noun.kind in (NounKind.COUNTRY, NounKind.SIDE):
            group = self._group(mention, noun)
            if not group and not pairs and noun.kind is NounKind.COUNTRY:
                return self._some_states(mention, noun)
            if group or noun.kind is NounKind.COUNTRY or (pairs and noun.kind is NounKind.BODY):
                return group  # "both armies" are never one state's, even where it is not known whose
        if noun.kind in (NounKind.GROUP, NounKind.BODY) and mention.noun is not None:
            named = self._organisation(mention, noun)
            if named is not None:
                return (named,)
        owners = self.whose.coordinated(mention)
        if len(owners) > 1:
            return tuple(self._one_of_several(mention, noun, owner, told) for owner, told in owners)
        several = self.whose.several(mention)
        if several:
            return tuple(self._belongs_to(mention, noun, owner) for owner in several)
        owner = self.whose.named(mention)
        if owner is not None:
            return (self._belongs_to(mention, noun, owner),)
        taken_up = self._taken_up(mention, noun)
        if taken_up:
            return taken_up
        if noun.kind in (NounKind.SIDE, NounKind.PAPER):
            return self._issuer(mention) if noun.kind is NounKind.PAPER else ()
        implied = self.implied(mention, noun)
        if implied is None and noun.kind is NounKind.GROUP and not (mention.plural and noun.sectors):
            return self._by_form(mention, noun)
        return (self._belongs_to(mention, noun, implied),)

    def _belongs_to(self, mention: Found, noun: Noun, owner: Identity | None) -> Identity:
        s = self.report.sentences[mention.sentence]
        first = mention.first
        while first < mention.head and (s.tokens[first].tag in _BEFORE or s.tokens[first].lower == "least"):
            if s.tokens[first + 1].tag == "HYPH":
                break
            first += 1
        name = words(s, first, mention.last)
        sectors = self.whose.sectors(mention, noun, owner)
        if owner is None:
            return Identity(None, name, None, sectors)
        if noun.kind is NounKind.GROUP and owner.code not in self.report.lexicon.states:
            return owner
        return Identity(owner.entity, name, owner.code, sectors, candidates=owner.candidates)

    def _by_form(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """An organisation no list knows whose name tells what it is: "the Delta Foundation", "Kerr Motors"."""
        tokens = self.report.sentences[mention.sentence].tokens
        before = tokens[mention.first : mention.head]
        named = any(is_name_word(t) and (t.index > 0 or t.tag.startswith("NNP")) for t in before)
        behind = mention.last > mention.head and is_name_word(tokens[mention.last])  # "the University of Oxford"
        if not is_name_word(tokens[mention.head]) or not (named or behind):
            return ()
        return (self._belongs_to(mention, noun, None),)

    def _one_of_several(self, mention: Found, noun: Noun, owner: Identity, told: Found) -> Identity:
        """One of "the ministers of Peru and Chile", named by its own words: "ministers of Chile"."""
        s = self.report.sentences[mention.sentence]
        own = words(s, told.first, told.last)
        first = mention.head - len(mention.noun.before) if mention.noun else mention.head
        core = words(s, first, mention.head)
        name = f"{own} {core}" if told.head < mention.head else f"{core} of {own}"
        return replace(self._belongs_to(mention, noun, owner), name=name)

    def _organisation(self, mention: Found, noun: Noun) -> Identity | None:
        """A listed organisation that the noun only classifies: "the Islamic State group", "the Likud party"."""
        if noun.kind is not NounKind.GROUP and "party" not in noun.refers and "group" not in noun.refers:
            return None
        for p in reversed(self.report.inner(mention, mention.first, mention.head - 1)):
            other = self.report.found[p]
            if other.entries and other.entries[0].called and other.kind is not MentionKind.ADJECTIVE:
                return self.settle(p)[0]
        return None

    def _pairs(self, mention: Found) -> bool:
        """Whether a phrase means two that are known: "both sides", "the two countries"; not "two companies"."""
        before = [self.report.token(mention, i) for i in range(mention.first, mention.head)][:2]
        two = before[:1] == ["both"] or (before[:1] in (["the"], ["these"], ["those"]) and before[1:] == ["two"])
        return two and mention.plural and not self._has_inner(mention)

    def _has_inner(self, mention: Found) -> bool:
        return bool(self.report.inner(mention, mention.first, mention.last))

    def _group(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """ "the two countries", "both sides", "his country", "the kingdom", "the Turkish side"."""
        if mention.plural:
            return self._pair(mention, noun) if self._pairs(mention) else self._whole_region(mention)
        if noun.kind is NounKind.COUNTRY and noun.belongs == "none":
            return ()  # "a US ally", "their neighbour" is another than theirs
        owner = self.whose.named(mention)
        if owner is not None:
            whole = self.report.lexicon.states.get(owner.entity or "")
            if noun.kind is NounKind.SIDE:
                return (Identity(owner.entity, whole or owner.name, owner.code, owner.sectors[:1]),)
            return (Identity(owner.entity, whole, owner.code),) if whole else ()
        if noun.kind is NounKind.SIDE or not (self._definite(mention) or self._region(mention)):
            return ()
        found = self._state_taken_up(mention)
        if found is None:
            return ()
        entity = found.identities[0].entity or ""
        return (Identity(entity, self.report.lexicon.states.get(entity, entity), found.identities[0].code),)

    def _some_states(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """States that no name tells, as governments without entity: "182 countries", "Western allies", "its allies"."""
        told = [t for t in self._before_head(mention) if t.tag in _TELLING or is_name_word(t)]
        any_states = noun.belongs == "none" or noun.word in _ANY_STATE  # "Chilean islands" are a thing
        if not mention.plural or not any_states or not (told or mention.last > mention.head):
            return ()
        owner = self.whose.named(mention)
        if noun.belongs == "none" and owner is not None and owner.person is not None:
            return ()  # "Lenk's allies" are people
        if owner is not None and owner.code not in self.report.lexicon.states:
            return (self._belongs_to(mention, noun, owner),)  # "NATO allies", "EU member states"
        return (replace(self._belongs_to(mention, noun, None), sectors=("GOV",)),)

    def _before_head(self, mention: Found) -> list[Token]:
        """The words of a description before its noun."""
        stop = mention.head - (len(mention.noun.before) if mention.noun else 0)
        return list(self.report.sentences[mention.sentence].tokens[mention.first : max(stop, mention.first)])

    def _state_taken_up(self, mention: Found) -> Referent | None:
        """The state that "the country" takes up: in a report about one state that one, if no other was just named."""

        def fits(r: Referent) -> bool:
            return r.sort is Sort.STATE and not r.plural and self._may_be(r, mention)

        near = self.discourse.latest(lambda r: fits(r) and mention.sentence - r.sentence < 2, 30)
        if near is None or not near.subject:
            home = self.discourse.latest(lambda r: fits(r) and r.identities[0].code == self.report.top)
            if home is not None and (self.report.domestic or mention.sentence - home.sentence <= WINDOW):
                return home
        return near or self.discourse.latest(fits)

    def _whole_region(self, mention: Found) -> tuple[Identity, ...]:
        """All states of a small region: "the three Baltic states", "Nordic countries"."""
        region = self._region(mention)
        if not 1 < len(region) <= _SMALL_REGION or self.report.inner(mention, mention.first, mention.head):
            return ()
        return tuple(Identity(e, self.report.lexicon.states[e], e) for e in sorted(region))

    def _region(self, mention: Found) -> frozenset[str]:
        """The states of the region that the phrase names: "the Caribbean country"."""
        regions = self.report.lexicon.regions
        words_before = [self.report.token(mention, i) for i in range(mention.first, mention.head)]
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
        return word in _ANY_STATE or word in self.report.lexicon.called_states.get(entity, ())

    def _pair(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """The two of "the two countries" (states), "the two leaders" (persons, else of the states), "both sides"."""
        if noun.kind is NounKind.PERSON:
            persons = self._last_persons(noun)
            if len(persons) == 2:
                return persons
        pair = self.discourse.pair(self.report.sentences[mention.sentence], mention.head)
        states = self.report.lexicon.states
        if noun.kind is NounKind.SIDE:
            return tuple(self._collective(i) for i in pair)
        institutions = noun.kind is NounKind.BODY and noun.belongs == "state"
        if noun.kind is not NounKind.COUNTRY and "GOV" not in noun.sectors and not institutions:
            return ()
        sectors = noun.sectors if noun.kind is not NounKind.COUNTRY else ()
        pair = tuple(Identity(e, states[e], e, sectors) for e in (i.entity or "" for i in pair) if e in states)
        return pair if len(pair) == 2 else ()

    def _collective(self, identity: Identity) -> Identity:
        """The state or group of a person, anybody else as he is."""
        if identity.person is None or identity.entity is None:
            return identity
        name = self.report.lexicon.states.get(identity.entity, identity.entity)
        return Identity(identity.entity, name, identity.code, identity.sectors)

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
        first = self.report.token(mention, mention.first)
        if self._is_other(mention):
            return False
        return first in ("the", "this", "that", "these", "those", "his", "her", "its", "their")

    def _taken_up(self, mention: Found, noun: Noun) -> tuple[Identity, ...]:
        """What "the alliance", "the court", "the minister" take up; "police" and "troops" need no article."""
        definite = self._definite(mention)
        tokens = self.report.sentences[mention.sentence].tokens[mention.first : mention.head]
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
            return phrase in r.called or (word == phrase and word in r.called)

        if noun.belongs == "state" and noun.kind is NounKind.BODY:
            state = self._fronted_place(mention) or self._continued(mention)
            home = self.discourse.latest(lambda r: fits(r) and r.identities[0].code == (state or self.report.top))
            if home is not None or state is not None:
                return (
                    home.identities
                    if home is not None
                    else (self._belongs_to(mention, noun, self.report.state(state)),)
                )
        found = self.discourse.latest(fits)
        if found is not None and self._too_far(mention, noun, found):
            return ()
        if found is None and definite:
            found = self.discourse.latest(
                lambda r: word in r.called and r.plural == mention.plural and _agree(noun.sectors, r)
            ) or self._same_people(mention, noun)
        return found.identities if found is not None else ()

    def _too_far(self, mention: Found, noun: Noun, found: Referent) -> bool:
        """Whether an institution that every state has was last named too far back to be meant: "the ministry"."""
        common = noun.belongs == "state" and noun.kind is NounKind.BODY and "JUD" not in noun.sectors
        return common and not self.report.domestic and mention.sentence - found.sentence > WINDOW

    def _same_people(self, mention: Found, noun: Noun) -> Referent | None:
        """Those whom other words name just before: "the demonstrators" after "protesters"."""
        if not mention.plural or noun.kind is not NounKind.PERSON or noun.word in _TOO_PLAIN:
            return None
        return self.discourse.latest(
            lambda r: (
                r.sort in (Sort.PEOPLE, Sort.BODY)
                and mention.sentence - r.sentence < 3
                and not r.identities[0].person
                and bool(set(noun.sectors) & set(r.identities[0].sectors))
            ),
            20,
        )

    def _continued(self, mention: Found) -> str | None:
        """The state that the sentence before is about: "Iran also ruled it out. The foreign ministry said ..."."""
        if self.report.domestic or not is_subject(self.report.sentences[mention.sentence], mention.head):
            return None
        before = self.report.sentences[mention.sentence - 1] if mention.sentence else None
        subject = syntax.child(before, before.root, "nsubj", "nsubjpass") if before is not None else None
        identities = (
            self.done.get(self.report.at.get((mention.sentence - 1, subject), -1), ()) if subject is not None else ()
        )
        states = [i.code for i in identities if i.code in self.report.lexicon.states and not i.sectors and not i.person]
        return states[0] if len(states) == 1 and len(identities) == 1 else None

    def _specified(self, mention: Found) -> bool:
        """Whether capitalised words make the phrase a name of its own: "the National Security Council"."""
        assert mention.noun is not None
        s = self.report.sentences[mention.sentence]
        start = mention.head - len(mention.noun.before)
        return any(is_name_word(s.tokens[i]) for i in range(mention.first, start) if i > 0)

    def _only_group(self) -> Referent | None:
        """The armed group of a report that names just one: "the rebels", "militants"."""
        armed = self.discourse.armed
        return next(iter(armed.values())) if len(armed) == 1 else None

    def _phrase(self, mention: Found) -> str:
        """The noun as one would take it up: "foreign minister", "military alliance", in the singular."""
        assert mention.noun is not None
        return mention.noun.noun.word.lower()

    def _issuer(self, mention: Found) -> tuple[Identity, ...]:
        """Who issued a paper: "a statement issued by the ministry"."""
        s = self.report.sentences[mention.sentence]
        for clause in syntax.children(s, mention.head, "acl", "relcl"):
            for agent in syntax.agents(s, clause):
                position = self.report.at.get((mention.sentence, agent))
                if position is not None:
                    return self.settle(position)
        return ()

    def implied(self, mention: Found, noun: Noun) -> Identity | None:
        """The state that goes without saying: "the government", "police"; "protesters" where one state is in focus."""
        country: str | None = None
        if any(t.lower in _NO_STATES for t in self._before_head(mention)):
            return None
        if self._is_other(mention) or self._is_of_somebody(mention) or (mention.plural and noun.word in _EMISSARIES):
            return None
        group = self._only_group() if noun.sectors[:1] == ("REB",) else None
        if group is not None:
            return group.identities[0]
        if noun.belongs == "state" or (noun.belongs == "named" and noun.kind in (NounKind.PERSON, NounKind.BODY)):
            country = self._focus(mention) if noun.belongs == "state" or self.report.domestic else None
        elif not self._unknown_side(noun, mention):
            place = self._place_of_clause(mention) if noun.word not in _ON_THE_MOVE else None
            country = place or (self.report.top if self.report.domestic else None)
        return self.report.state(country)

    @staticmethod
    def _unknown_side(noun: Noun, mention: Found) -> bool:
        """Whether a noun does not even in a report about one state say whose: "people", "gunmen", "a group"."""
        if noun.kind not in (NounKind.PERSON, NounKind.BODY):
            return noun.kind is not NounKind.GROUP or not mention.plural or not noun.sectors
        return noun.word in _TOO_PLAIN or noun.sectors[:1] in (("UAF",), ("CRM",))

    def _is_of_somebody(self, mention: Found) -> bool:
        """Whether the phrase says that it is somebody's, only not whose: "its officials" of an agency not known."""
        tag = self.report.sentences[mention.sentence].tokens[mention.first]
        return tag.tag == "PRP$" and tag.lower in ("its", "their")

    def _is_other(self, mention: Found) -> bool:
        """Whether the words before the noun say that it is another one: "other", "neighbouring", "any"."""
        stop = mention.head - (len(mention.noun.before) if mention.noun else 0)
        return any(self.report.token(mention, i) in _OTHER for i in range(mention.first, stop))

    def _focus(self, mention: Found) -> str | None:
        """The state in focus: the report's only one, else the one last mentioned near, subjects first."""
        fronted = self._fronted_place(mention)
        if fronted is not None or self.report.domestic:
            return fronted or self.report.top
        place = self._place_of_clause(mention)
        if place is not None:
            return place
        for index in range(mention.sentence, max(-1, mention.sentence - 3), -1):
            near = [r for r in self.discourse.by_sentence.get(index, ()) if len(r.identities) == 1]
            for r in sorted(near, key=lambda r: (not r.subject, -r.token)):
                entity = r.identities[0].entity
                if entity in self.report.lexicon.states:  # an outlet's state is nobody's focus
                    return entity
        return self.report.top

    def _place_of_clause(self, mention: Found) -> str | None:
        """The state that the clause says it happens in: "protesters clashed with police in Cairo"."""
        s = self.report.sentences[mention.sentence]
        for governor in (mention.head, *syntax.ancestors(s, mention.head)):
            for preposition, place in syntax.preposition_phrases(s, governor):
                code = self._state_at(s.index, place) if preposition == "in" else None
                if code is not None:
                    return code
            if syntax.is_verb(s, governor):
                break
        return None

    def _state_at(self, sentence: int, token: int) -> str | None:
        """The state of the place headed by this token."""
        position = self.report.at.get((sentence, token))
        if position is not None and self.report.found[position].entries:
            entry, others = self.report.choose(self.report.found[position].entries)
            return entry.code if entry.kind in PLACES and not others else None
        return self.report.country_at.get(self.report.sentences[sentence].tokens[token].start)

    def _fronted_place(self, mention: Found) -> str | None:
        """The state of "In Paris, ..." before a mention."""
        s = self.report.sentences[mention.sentence]
        if s.tokens[0].lower != "in" or mention.first < 2:
            return None
        for p in self.report.within[mention.sentence]:
            other = self.report.found[p]
            if other.first == 1 and other.entries and s.tokens[min(other.last + 1, mention.first)].text == ",":
                code = self.report.listed(other).code
                return code if code in self.report.lexicon.states else None
        return self.report.place_in(mention, 1, 1)

    def quantity(self, mention: Found) -> tuple[Identity, ...]:
        """ "21 of the schoolgirls", "some of them"; "the two", "both" for the last two; "others" for nobody known."""
        s = self.report.sentences[mention.sentence]
        if mention.last > mention.head:
            position = self.report.at.get((mention.sentence, mention.last))
            if position is None:
                inner = self.report.inner(mention, mention.head + 1, mention.last)
                position = inner[-1] if inner else None
            return self.settle(position) if position is not None else ()
        if s.tokens[mention.head].lower in _PAIRING:
            named = self.discourse.latest(lambda r: r.sort is Sort.SEVERAL and len(r.identities) == 2, 30)
            return named.identities if named is not None else self.discourse.pair(s, mention.head)
        found = self.discourse.latest(lambda r: r.sort is Sort.PEOPLE and mention.sentence - r.sentence < 2, 12)
        return found.identities if found is not None else ()


def _agree(sectors: Sequence[str], r: Referent) -> bool:
    """Whether a noun of these sectors may take up a referent: "the ruling party" is no opposition party."""
    own = r.identities[0].sectors
    return not sectors or not own or bool(set(sectors) & set(own))
