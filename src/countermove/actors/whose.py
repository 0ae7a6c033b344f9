"""Whose a person, an institution or a group is, by the words that stand with it; and the sectors these words give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from countermove import syntax
from countermove.actors.find import Found, is_bound
from countermove.actors.lexicon import EntryKind, Noun, NounKind
from countermove.actors.report import Report
from countermove.records import BlockKind, Identity, MentionKind, Sentence

#: Who serves somebody is of the sector of whom he serves, an official only of a state or an office.
_SERVING = frozenset(
    "spokesman spokesmen spokeswoman spokesperson spokespeople representative aide adviser advisor delegate".split()
)
#: Who presides over a state, but over a club or a firm too.
_PRESIDING = frozenset(["president", "vice president", "chancellor"])
_PRIVATE = frozenset("BUS CVL JRN EDU MED AGR LAB".split())
_OF_OFFICE = frozenset("presidential governmental official ministerial royal vice deputy acting interim then".split())
#: Position of a mention -> who it is, resolved now if it is not yet.
Settle = Callable[[int], tuple[Identity, ...]]


class Whose:
    """The named owners of a report's mentions: "Russian" of "the Russian army", "Poland" of "Poland's army"."""

    def __init__(self, report: Report, settle: Settle) -> None:
        self.report = report
        self.settle = settle

    def named(self, mention: Found) -> Identity | None:
        """The state or organisation named in a mention's own words, or by a possessor before it."""
        span, role = self._words_of_role(mention)
        before = self.within(mention, span[0], role - 1)
        if before is not None:
            behind = self.within(mention, role + 1, span[1], after=True) if before.candidates else None
            decided = behind is not None and behind.entity in (before.entity, *before.candidates)
            return behind if decided else before
        possessor = self.possessor(mention)
        if possessor is not None:
            return possessor
        after = self.within(mention, role + 1, span[1], after=True) or self._of_town(mention, role)
        return after or (self.following(mention) if mention.name is not None else None)

    def _of_town(self, mention: Found, role: int) -> Identity | None:
        """The state of the town behind an office: "the mayor of Nice"."""
        s = self.report.sentences[mention.sentence]
        if [t.lower for t in s.tokens[role + 1 : role + 2]] != ["of"]:
            return None
        country = self.report.place_in(mention, role + 2, min(role + 3, mention.last))
        return self.report.state(country) if country in self.report.lexicon.states else None

    def is_told(self, mention: Found, owner: Identity) -> bool:
        """Whether a listed name in the mention says so: "opposition leader X" does not say whose opposition."""
        listed = (p for p in self.report.inner(mention, mention.first, mention.last) if self.report.found[p].entries)
        if any(i.entity == owner.entity for p in listed for i in self.settle(p)):
            return True
        return self.possessor(mention) is not None or self.following(mention) is not None

    def _words_of_role(self, mention: Found) -> tuple[tuple[int, int], int]:
        """(span of the role's or description's words, position of its noun)."""
        if mention.title is not None:
            first, last = mention.title
            return (first, last), self._noun_position(mention, first, last)
        return (mention.first, mention.last), self._noun_position(mention, mention.first, mention.last)

    def _noun_position(self, mention: Found, first: int, last: int) -> int:
        assert mention.noun is not None
        tokens = self.report.sentences[mention.sentence].tokens[first : last + 1]
        lowers = [t.lower for t in tokens]
        for i in range(len(lowers)):
            form = self.report.lexicon.noun_at(lowers, i)
            if form is not None and form.noun is mention.noun.noun:
                return first + i
        return last

    def within(self, mention: Found, first: int, last: int, *, after: bool = False) -> Identity | None:
        """The last name or adjective before a noun, or the first in the phrase after it, that has an entity."""
        best: Identity | None = None
        s = self.report.sentences[mention.sentence]
        for p in self.report.inner(mention, first, last):
            other = self.report.found[p]
            if other.kind is MentionKind.PRONOUN or is_bound(s, other.last):
                continue
            if after and other.first > first and s.tokens[other.first - 1].lower in ("to", "by", "about", "against"):
                continue
            for identity in self.settle(p):
                if identity.entity is None:
                    continue
                if after:
                    best = best or identity
                elif best is None or identity.code not in self.report.lexicon.states or identity.entity == best.entity:
                    best = identity
        if best is None and not after:
            best = self._leading(mention, first, last)
        if after and best is not None:
            return self._deepest(mention, first, last, best)
        if best is None and not after:
            country = self.report.place_in(mention, first, last)
            if country:
                return Identity(country, self.report.lexicon.states.get(country, country), country)
        return best

    def _leading(self, mention: Found, first: int, last: int) -> Identity | None:
        """Who leads, where no owner is named: "a Saudi-led coalition"; but not "his Hamas-led government"."""
        s = self.report.sentences[mention.sentence]
        if s.tokens[mention.first].tag == "PRP$":
            return None
        for p in self.report.inner(mention, first, last):
            other = self.report.found[p]
            if s.tokens[min(other.last + 2, last)].lower == "led" and other.entries:
                return next((i for i in self.settle(p) if i.entity), None)
        return None

    def _deepest(self, mention: Found, first: int, last: int, found: Identity) -> Identity:
        """Of "the committee of Russia's State Duma" the last name of the same entity, for its sector."""
        for p in self.report.inner(mention, first, last):
            for identity in self.settle(p):
                if identity.entity == found.entity and identity.sectors:
                    found = identity
        return found

    def possessor(self, mention: Found) -> Identity | None:
        """The owner of "X's minister" and "his minister"."""
        return belonging(self._possessors(mention))

    def _possessors(self, mention: Found) -> tuple[Identity, ...]:
        s = self.report.sentences[mention.sentence]
        first = mention.title[0] if mention.title is not None else mention.first
        while first < mention.last and s.tokens[first].tag in ("JJ", "RB"):
            first += 1
        if s.tokens[mention.first].tag == "PRP$":
            position = self.report.at.get((mention.sentence, mention.first))
            return self.settle(position) if position is not None else ()
        if mention.first > 0 and s.tokens[mention.first - 1].tag == "WP$":
            position = self.report.at.get((mention.sentence, mention.first - 1))
            return self.settle(position) if position is not None else ()
        for start in (mention.first, first):
            if start > 1 and s.tokens[start - 1].tag == "POS":
                owner = self.report.ending_at(mention, start - 2)
                if owner is not None:
                    return self.settle(owner)
        return ()

    def apposed(self, mention: Found) -> Identity | None:
        """Whose a person is by what stands beside his name: "Ana Lima, Brazil's best known singer"."""
        s = self.report.sentences[mention.sentence]
        for beside in syntax.children(s, mention.head, "appos"):
            for i in syntax.children(s, beside, "poss", "amod", "compound", "nmod"):
                position = self.report.at.get((s.index, i))
                if position is not None:
                    return belonging(self.settle(position))
        return None

    def following(self, mention: Found) -> Identity | None:
        """The party or state after a name: "Ilan Gilon of the Meretz party"."""
        s = self.report.sentences[mention.sentence]
        start = mention.last + 1
        if start + 1 >= len(s.tokens) or s.tokens[start].lower not in ("of", "from"):
            return None
        for p in self.report.within[mention.sentence]:
            other = self.report.found[p]
            if other.first == start + 1 and other.kind is not MentionKind.PRONOUN:
                return next((i for i in self.settle(p) if i.entity), None)
        return None

    def coordinated(self, mention: Found) -> list[tuple[Identity, Found]]:
        """The states of "the German and Danish ambassadors" and of "the ambassadors of Germany and Denmark".

        Each with the mention that names it.
        """
        s = self.report.sentences[mention.sentence]
        found: dict[str, tuple[Identity, Found]] = {}
        before = any(s.tokens[i].lower in ("and", ",") for i in range(mention.first, mention.head))
        positions = (
            self.report.inner(mention, mention.first, mention.head - 1) if before else self._coordinated_behind(mention)
        )
        for p in positions:
            if self.report.found[p].entries:
                found.update({i.entity: (i, self.report.found[p]) for i in self.settle(p) if i.entity})
        return list(found.values())

    def several(self, mention: Found) -> tuple[Identity, ...]:
        """Those whose several are of "their foreign ministers", each with its own."""
        s = self.report.sentences[mention.sentence]
        if not mention.plural or s.tokens[mention.first].lower != "their":
            return ()
        position = self.report.at.get((mention.sentence, mention.first))
        owners = self.settle(position) if position is not None else ()
        return owners if len({i.entity for i in owners if i.entity}) > 1 else ()

    def _coordinated_behind(self, mention: Found) -> list[int]:
        """The mentions in "of A and B" behind a plural."""
        s = self.report.sentences[mention.sentence]
        if not mention.plural:
            return []
        phrases = [h for p, h in syntax.preposition_phrases(s, mention.head) if p in ("of", "from")]
        return (
            [p for p in self.report.within[mention.sentence] if self.report.found[p].head in phrases]
            if len(phrases) > 1
            else []
        )

    def sectors(self, mention: Found, noun: Noun, owner: Identity | None) -> tuple[str, ...]:
        """Sectors, the most telling first: "former" and "rebel", then what the noun is named with, then its own."""
        s = self.report.sentences[mention.sentence]
        (first, last), role = self._words_of_role(mention)
        changed = self._changed(s, first, role)
        inner: list[str] = []
        for p in self.report.inner(mention, first, last):
            other = self.report.found[p]
            if other.noun is not None and other.name is None:
                inner.extend(other.noun.noun.sectors)
            elif (
                other.entries
                and not is_bound(s, other.last)
                and (other.last < role or other.entries[0].entity == (owner.entity if owner else None))
            ):
                inner.extend(self._sectors_of_name(other))
        own = list(noun.sectors)
        if "GOV" in own:
            own = self._of_whom_served(mention, noun, own, inner)
        if noun.belongs == "named":
            if inner or (owner is not None and owner.code not in self.report.lexicon.states):
                own = [x for x in own if x != "GOV"]
            if owner is None and not inner and noun.word in ("leader", "boss"):
                own = []
            found = [*changed, *inner, *own]
        else:
            found = [*changed, *own, *inner]
        if owner is not None and not found and owner.code not in self.report.lexicon.states:
            found = list(owner.sectors)
        return tuple(dict.fromkeys(found))

    def _of_whom_served(self, mention: Found, noun: Noun, own: list[str], inner: list[str]) -> list[str]:
        """The sectors of a post, which is an office only where a state, an office or nobody else's name says so.

        "A spokesman for Thorn" is of Thorn's sector, "the club's president" and "Delta president X" of none.
        """
        s = self.report.sentences[mention.sentence]
        (first, last), role = self._words_of_role(mention)
        if noun.word in _SERVING:
            master = self._master(mention, role, last)
            if master is not None:
                return list(master.sectors)
            told = inner or any(t.lower in _OF_OFFICE for t in s.tokens[first:role])
            return own if told or self.named(mention) is not None else []
        if noun.word in _PRESIDING and self._presides_elsewhere(mention, first, role):
            return [x for x in own if x != "GOV"]
        return own

    def _master(self, mention: Found, role: int, last: int) -> Identity | None:
        """The person whose spokesman somebody is: "his spokesman", "a spokesman for Thorn"."""
        inner = self.report.inner(mention, role + 1, last)
        behind = (i for p in inner if self.report.found[p].kind is not MentionKind.PRONOUN for i in self.settle(p))
        return next((i for i in (*self._possessors(mention), *behind) if i.person is not None), None)

    def _presides_elsewhere(self, mention: Found, first: int, role: int) -> bool:
        """Whether a president is a club's or a firm's: "Delta president X", "president of operations"."""
        s = self.report.sentences[mention.sentence]
        if any(not _PRIVATE.isdisjoint(i.sectors[:1]) for i in self._possessors(mention)):
            return True
        known = {
            i
            for p in self.report.inner(mention, first, role)
            for i in range(self.report.found[p].first, self.report.found[p].last + 1)
        }
        if s.kind is not BlockKind.HEADLINE and any(
            s.tokens[i].tag == "NNP" and i not in known and self._is_no_office(mention, i) for i in range(first, role)
        ):
            return True
        return self._is_of_no_state(s, role + 1)

    def _is_no_office(self, mention: Found, i: int) -> bool:
        """Whether a capitalised word before "president" is the name of something that is no state."""
        word = self.report.sentences[mention.sentence].tokens[i].lower
        other = word in self.report.lexicon.modifiers or word in _OF_OFFICE or word in self.report.lexicon.regions
        return not other and not self.report.place_in(mention, i, i) and word.isalpha() and len(word) > 2

    def _is_of_no_state(self, s: Sentence, i: int) -> bool:
        """Whether "of operations", "of the company" stands at token i: nothing listed, no place, no public body."""
        if [t.lower for t in s.tokens[i : i + 1]] != ["of"]:
            return False
        phrase = []
        for token in s.tokens[i + 1 : i + 8]:
            if token.tag in ("DT", "PRP$", "JJ", "VBN", "CC", "POS") or token.tag.startswith("NN"):
                phrase.append(token)
            else:
                break
        lowers = [t.lower for t in s.tokens]
        for token in phrase:
            if (s.index, token.index) in self.report.at or self.report.country_at.get(token.start):
                position = self.report.at.get((s.index, token.index))
                if position is None or any(_PRIVATE.isdisjoint(i.sectors[:1]) for i in self.settle(position)):
                    return False
            form = self.report.lexicon.noun_at(lowers, token.index)
            if form is not None and form.noun.kind is not NounKind.TASK and _PRIVATE.isdisjoint(form.noun.sectors):
                return False
        return bool(phrase) and not any(t.tag == "PRP$" for t in phrase)

    def _changed(self, s: Sentence, first: int, last: int) -> list[str]:
        """Sectors that words before a noun give it: "former", "rebel", "pro - democracy"."""
        modifiers = self.report.lexicon.modifiers
        found = [modifiers[s.tokens[i].lower] for i in range(first, last) if s.tokens[i].lower in modifiers]
        for i in range(first + 1, last - 1):
            if s.tokens[i].text == "-":
                word = f"{s.tokens[i - 1].lower}-{s.tokens[i + 1].lower}"
                found.extend([modifiers[word]] if word in modifiers else [])
        return found

    def _sectors_of_name(self, mention: Found) -> tuple[str, ...]:
        if mention.kind is MentionKind.ADJECTIVE or mention.entries[0].kind is EntryKind.CAPITAL:
            return ()
        return self.report.choose(mention.entries)[0].sectors


def belonging(identities: Sequence[Identity]) -> Identity | None:
    """The first identity that has an entity, without person: whom the ministers of "his ministers" belong to."""
    found = next((i for i in identities if i.entity), None)
    if found is None or found.person is None:
        return found
    return Identity(found.entity, found.entity or "", found.code, found.sectors)
