"""Who is meant by each mention: a state, an organisation, a person of one of them, or nobody the report names.

Two passes. The first registers the persons whom the report introduces with their role ("Russian Defense Ministry
spokesman Igor Konashenkov") and counts which states it talks of. The second reads from left to right and resolves each
mention by its own words, then by what they take up, then by the state in focus. What stays unknown stays None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countermove import syntax
from countermove.actors.cast import Cast, cast_of
from countermove.actors.coreference import Discourse, Referent, Sort, is_subject
from countermove.actors.descriptions import Descriptions
from countermove.actors.find import Found
from countermove.actors.lexicon import PLACES, EntryKind, Lexicon, NounKind
from countermove.actors.persons import Persons
from countermove.actors.pronouns import Pronouns
from countermove.actors.report import Report
from countermove.actors.whose import Whose
from countermove.records import Identity, Mention, MentionKind, Place, Sentence, Token

_TWO = 2


def resolve(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    places: Sequence[Place] = (),
    published: str | None = None,
    dateline: str | None = None,
) -> Cast:
    """The cast of a report from what ``find`` found in its sentences.

    ``places`` tell whose police "Istanbul police" are; ``published`` (ISO date) chooses between the holders of an
    office and between codes that changed with the years; ``dateline`` is the place a report is written from ("TOKYO"),
    whose state is likelier the one in focus.
    """
    found = [m for m in mentions if isinstance(m, Found)]
    return _Resolver(Report(sentences, found, lexicon, places, published, dateline)).cast()


class _Resolver:
    """One report being resolved: asks the parts in order and remembers what they found."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.done: dict[int, tuple[Identity, ...]] = {}
        self.introducing = False
        self.initials: dict[str, tuple[Identity, ...]] = {}
        self.discourse = Discourse(report.sentences)
        self.whose = Whose(report, self.settle)
        self.descriptions = Descriptions(report, self.discourse, self.whose, self.settle, self.done)
        self.persons = Persons(report, self.whose, self.descriptions.implied)
        self.pronouns = Pronouns(report, self.discourse, self.settle, self.done)

    def cast(self) -> Cast:
        self._introduce()
        for position in range(len(self.report.found)):
            self.settle(position)
        resolved = [
            Mention(m.sentence, m.first, m.last, m.head, m.span, m.kind, self.done[p])
            for p, m in enumerate(self.report.found)
        ]
        kept = [p for p, m in enumerate(resolved) if m.identities or m.kind is not MentionKind.NAME]
        where = {p: k for k, p in enumerate(kept)}
        aliases = {key: where[p] for key, p in self.report.at.items() if p in where}
        return cast_of(
            [resolved[p] for p in kept], self.report.sentences, aliases, self.report.places, self.report.lexicon.states
        )

    def _introduce(self) -> None:
        """Register the persons who come with their role and its state or organisation.

        Only listed names count here: what "the ministry" takes up is not known before reading.
        """
        self.introducing = True
        for mention in self.report.found:
            if mention.name is None:
                continue
            if mention.entries or (mention.title is not None and self.whose.named(mention) is not None):
                identity = self.persons.identify(mention)
                if identity is not None:
                    self.persons.register(mention, identity)
        self.introducing = False

    def settle(self, position: int) -> tuple[Identity, ...]:
        """Resolve a mention (once) and remember it as a referent."""
        if position in self.done:
            return self.done[position]
        mention = self.report.found[position]
        if self.introducing:
            return (self.report.listed(mention),) if mention.entries and mention.name is None else ()
        self.done[position] = ()  # a phrase that leads back to itself finds nothing
        identities = self._identify(mention)
        self.done[position] = identities
        if identities:
            self._remember(mention, identities)
        return identities

    def _identify(self, mention: Found) -> tuple[Identity, ...]:
        if mention.kind is MentionKind.PRONOUN:
            return self.pronouns.identify(mention)
        if mention.name is not None:
            identity = self.persons.identify(mention)
            if identity is not None:
                self.persons.register(mention, identity)
            return (identity,) if identity is not None else ()
        if mention.entries:
            if self._is_scene(mention):
                return ()
            introduced = self._introduced(mention)
            return introduced or self._both(mention) or (self._surnamed(mention) or self._named(mention),)
        if mention.noun is None:
            return self.descriptions.quantity(mention)
        return self.descriptions.identify(mention, mention.noun.noun)

    def _introduced(self, mention: Found) -> tuple[Identity, ...]:
        """Whom the report itself has given these letters: "Alpine Nordic Airways (ANA)" is no army.

        Only where they are the first letters of that name; else the lists know better.
        """
        letters = self.report.sentences[mention.sentence].tokens[mention.head].text
        return self.initials.get(letters, ())

    def _is_scene(self, mention: Found) -> bool:
        """Whether a place before a noun only says where it happened: "the Paris attacks", "Geneva talks"."""
        if not mention.modifier or mention.entries[0].kind not in (EntryKind.CAPITAL, EntryKind.REGION):
            return False
        tokens = self.report.sentences[mention.sentence].tokens
        after = tokens[mention.last + 1 : mention.last + 3]
        nouns = [t for t in after if t.tag.startswith("NN")]
        return any((t.lemma.lower(), "place") in self.report.lexicon.slots for t in nouns)

    def _both(self, mention: Found) -> tuple[Identity, ...]:
        """The states of "the two Koreas", "both Sudans": a plural name that several bear."""
        if len(mention.entries) < _TWO or any(e.kind is not EntryKind.STATE for e in mention.entries):
            return ()
        tokens = self.report.sentences[mention.sentence].tokens
        before = {t.lower for t in tokens[max(0, mention.last - 2) : mention.last]}
        if not before & {"two", "both"}:
            return ()
        return tuple(Identity(e.entity, self.report.lexicon.states[e.entity], e.code) for e in mention.entries)

    def _surnamed(self, mention: Found) -> Identity | None:
        """The person of the report whose surname is a place's name, where nothing else speaks for the place."""
        entry = mention.entries[0]
        if entry.kind not in PLACES or mention.first != mention.last or mention.modifier:
            return None
        person = self.persons.surnamed(self.report.sentences[mention.sentence].tokens[mention.head].text)
        return person if person is not None and not self.report.speaks_for(entry) else None

    def _named(self, mention: Found) -> Identity:
        """Who a listed name is; a people of several states is of the one named with it: "Iranian Kurds"."""
        identity = self.report.listed(mention)
        if mention.entries[0].kind is EntryKind.CAPITAL and (mention.modifier or self._is_place(mention)):
            identity = replace(identity, sectors=())  # the town, not the government
        if mention.entries[0].kind is EntryKind.PARTY and self._is_another_states(mention):
            top = self.report.top
            return replace(identity, entity=top, code=top) if self.report.domestic else replace(identity, candidates=())
        if not identity.candidates or mention.first == mention.last:
            return identity
        owner = self.whose.within(mention, mention.first, mention.last - 1)
        if owner is None or owner.code not in self.report.lexicon.states:
            return identity
        return replace(identity, entity=owner.entity, code=owner.code, candidates=())

    def _is_another_states(self, mention: Found) -> bool:
        """Whether "Conservatives" or "Liberals" stand in a report that has nothing to do with the state listed."""
        entry = mention.entries[0]
        common = " " not in entry.name and entry.name.endswith("s")
        others = (
            m.entries[0].code for m in self.report.found if m.entries and m.entries[0].kind is not EntryKind.PARTY
        )
        return common and self.report.top not in (None, entry.code) and entry.code not in others

    def _remember(self, mention: Found, identities: tuple[Identity, ...]) -> None:
        s = self.report.sentences[mention.sentence]
        sort, plural = self._sort(mention, identities)
        gender = None
        if sort is Sort.PERSON:
            gender = mention.gender or self.persons.genders.get(identities[0].person or "")
            gender = gender or (mention.noun.noun.gender if mention.noun else None)
        referent = Referent(
            mention.sentence, mention.head, identities, sort, is_subject(s, mention.head), self._called(mention),
            gender, plural, mention.kind is MentionKind.ADJECTIVE, self._is_place(mention),
        )  # fmt: skip
        self.discourse.add(referent)
        self._remember_side_by_side(s, mention)
        self._remember_acronym(s, mention, identities)

    def _is_place(self, mention: Found) -> bool:
        """Whether a state or seat stands where something happens: "in Turkey", "near Moscow"."""
        if not mention.entries or mention.entries[0].kind not in PLACES:
            return False
        s = self.report.sentences[mention.sentence]
        before = s.tokens[s.tokens[mention.head].head]
        return before.lower in ("in", "at", "near", "into", "inside", "outside", "across", "throughout", "around")

    def _sort(self, mention: Found, identities: tuple[Identity, ...]) -> tuple[Sort, bool]:
        """(sort, whether it is plural)."""
        first = identities[0]
        if len(identities) > 1:
            return Sort.SEVERAL, True
        if mention.kind is MentionKind.PRONOUN:
            word = self.report.token(mention, mention.head)
            person = first.person or word in ("he", "him", "his", "she", "her")
            people = word.startswith("the") or word in ("who", "whom", "whose")
            return (Sort.PERSON if person else Sort.PEOPLE if people else Sort.BODY), word in (
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
        parts = [self.done.get(self.report.at.get((s.index, h), -1), ()) for h in heads]
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
            self.persons.acronyms.setdefault(after[1].text, identities)
            if _initials(s.tokens[mention.first : mention.last + 1]) == after[1].text:
                self.initials.setdefault(after[1].text, identities)


def _initials(tokens: Sequence[Token]) -> str:
    """The first letters of a name's words, of those with capitals: "All-Nippon Airways" has ANA."""
    return "".join(token.text[0] for token in tokens if token.text[0].isupper() and token.tag != "DT")
