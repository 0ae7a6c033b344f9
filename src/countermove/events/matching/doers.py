"""Who does an act, and who stands behind a thing: by name, by possession, by the words around a noun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from countermove import syntax
from countermove.events.codebook import Rule
from countermove.events.matching.match import ActAt, Cast, Filled
from countermove.events.matching.words import PARTITIVES, Words
from countermove.records import MentionKind, Party, Sentence

#: The word class of what stands on somebody's ground: buildings, places, camps.
FIXTURE = "fixture"
#: Nouns whose maker speaks through them: "issued a statement condemning ...".
DOCUMENTS = frozenset(
    "report statement letter resolution declaration document communique message note article editorial speech "
    "complaint petition bill motion lawsuit suit decree text draft tweet video broadcast".split()
)
MODIFIERS = ("amod", "compound", "nmod", "poss")
SOURCE_PREPOSITIONS = ("by", "from")
#: Verbs that lay a thing on somebody: "a ban placed on", "charges brought against".
LAYING_ON = frozenset("impose place levy slap lodge file bring clamp".split())


@dataclass(frozen=True, slots=True)
class Doers:
    """Tells who the phrases of one sentence are; ``at`` gives the act that a word triggers."""

    sentence: Sentence
    cast: Cast
    words: Words
    at: ActAt
    _roles: dict[tuple[int, bool], tuple[list[int], list[int]]] = field(default_factory=dict)

    def doers_and_objects(self, verb: int, *, copula: bool) -> tuple[list[int], list[int]]:
        """Who does what the verb says and to whom; of a copula its subject alone."""
        if (verb, copula) not in self._roles:
            s = self.sentence
            if copula:
                self._roles[verb, copula] = (syntax.surface_subjects(s, verb), [])
            else:
                self._roles[verb, copula] = (syntax.agents(s, verb) or self._deciders(verb), syntax.patients(s, verb))
        agents, patients = self._roles[verb, copula]
        return agents, patients

    def laid_on(self, things: Iterable[int]) -> list[int]:
        """The participles that say whom a thing is for: "lifted the sanctions imposed on Mali"."""
        tokens = self.sentence.tokens
        participles = (c for n in things for c in syntax.children(self.sentence, n, "acl"))
        return [c for c in participles if tokens[c].tag == "VBN" and tokens[c].lemma in LAYING_ON]

    def _deciders(self, verb: int) -> list[int]:
        """The noun an infinitive hangs on, whoever stands behind it: "the British decision to expel them"."""
        s = self.sentence
        token = s.tokens[verb]
        hangs = token.dep == "acl" and syntax.has_to(s, verb) and syntax.is_noun(s, token.head)
        return [token.head] if hangs and self.cast.owners(s, token.head) else []

    def behind_noun(self, n: int, filled: Filled) -> list[Party]:
        """Who does what a noun says, told behind it: "by Russia", else whose the things are ("of Russian troops").

        "By" may hang on the one it is done to or on the verb: "condemned the murder of an officer by rebels".
        """
        placed = {p.span for p in filled.recipients}
        sources = [p for p in self.sources(n) or self._senders(n, filled) if p.span not in placed]
        if not sources:
            around = [*filled.objects, *self._verb_over(n)]
            behind = [h for o in around for preposition, h in self.words.phrases(o) if preposition == "by" and h > n]
            sources = [p for h in behind for p in self.who(h)]
        things = [o for o in filled.objects if not placed & {p.span for p in self.who(o)}]
        return sources or [p for o in things for p in self._doers_of(o)]

    def _doers_of(self, thing: int) -> Sequence[Party]:
        """Who does an act a noun names ("the collapse of talks between ..."), else whose the thing is."""
        inner = self.at(thing)
        return inner.actors if inner else self.cast.owners(self.sentence, thing)

    def around_noun(self, n: int, rule: Rule) -> list[Party]:
        """Who does it where a noun stands behind a preposition that carries it: "on a visit to Cuba, she said"."""
        s = self.sentence
        token = s.tokens[syntax.first_conjunct(s, n)]
        preposition = s.tokens[token.head]
        if token.dep != "pobj" or preposition.lower not in rule.light:
            return []
        above = preposition.head
        heads = syntax.surface_subjects(s, above) if syntax.is_verb(s, above) else [above]
        return [p for h in heads for p in self.who(h, itself=True)]

    def _verb_over(self, n: int) -> list[int]:
        """The active verb whose object this noun is."""
        s = self.sentence
        v = s.tokens[n].head
        return [v] if s.tokens[n].dep == "dobj" and syntax.is_verb(s, v) and not syntax.is_passive(s, v) else []

    def of_phrase(self, head: int, filled: Filled) -> list[Party]:
        """Who the phrase is; where it names an act, who does it: "an attack by rebels", "clashes between A and B"."""
        direct = self.cast.parties(self.sentence, head)
        act = self.at(head) if not direct and syntax.is_noun(self.sentence, head) else None
        if act is None:
            named = self.who(head)
            known = any(p.identity.entity for p in named)
            senders = [] if direct and known else self._senders(head, filled)
            return named if known else senders or named
        filled.told.append(act)
        return list(act.actors)

    def _senders(self, thing: int, filled: Filled) -> list[Party]:
        """Who sent a thing, told by a participle that is no act of its own: "the missiles fired by Israel"."""
        s = self.sentence
        for v in syntax.children(s, thing, "acl", "relcl"):
            found = [p for h in syntax.agents(s, v) for p in self.who(h)] if syntax.is_passive(s, v) else []
            if found:
                filled.consumed.add(v)
                return found
        return []

    def who(self, head: int, *, itself: bool = False) -> list[Party]:
        """Who the phrase is; else (unless it must be somebody itself) who stands behind it."""
        s = self.sentence
        direct = self.cast.parties(s, head)
        if direct:
            return list(direct)
        token = s.tokens[head]
        if token.lemma in PARTITIVES or token.tag == "CD":
            inside = [p for preposition, h in self.words.phrases(head) if preposition == "of" for p in self.who(h)]
            if inside:
                return inside
        return [] if itself else self._behind_thing(head)

    def _behind_thing(self, head: int) -> list[Party]:
        """Who stands behind a thing: whoever does the act it names ("Mali's threats"), else its owners."""
        act = self.at(head) if syntax.is_noun(self.sentence, head) else None
        if act is not None and act.actors:
            return list(act.actors)
        owners = list(self.cast.owners(self.sentence, head)) or self._makers(head)
        return owners or self._sides(head) or self._authors(head) or self._ground_owners(head)

    def _makers(self, head: int) -> list[Party]:
        """Who made a thing, told behind it: "the offer made by Iran"; whose words it is: "the call of the Senate"."""
        s = self.sentence
        made = [c for c in syntax.children(s, head, "acl") if s.tokens[c].tag == "VBN"]
        found = [p for c in made for h in syntax.agents(s, c) for p in self.cast.parties(s, h)]
        if not found and self.words.is_a(head, "words"):
            behind = [h for p, h in self.words.phrases(head) if p in ("of", "from", "by")]
            found = [p for h in behind for p in self.cast.parties(s, h)]
        return found

    def _ground_owners(self, head: int, depth: int = 3) -> list[Party]:
        """On whose ground a building or place is: "a base in Lamu county in Kenya"."""
        if not depth or not (depth < 3 or self.words.is_a(head, FIXTURE)):
            return []
        for preposition, h in self.words.phrases(head):
            if preposition in ("in", "inside", "of", "near", "outside"):
                found = [*self.cast.parties(self.sentence, h)] or [*self.cast.owners(self.sentence, h)]
                found = found or self._ground_owners(h, depth - 1)
                if found:
                    return found
        token = self.sentence.tokens[head]
        if depth == 3 and token.dep in ("dobj", "nsubjpass"):  # "in Syria" may hang on the verb
            return [
                p for q, h in self.words.phrases(token.head) if q == "in" for p in self.cast.parties(self.sentence, h)
            ]
        return []

    def _sides(self, head: int) -> list[Party]:
        """Those between whom a thing is: "a truce between A and B"."""
        between = [h for preposition, h in self.words.phrases(head) if preposition == "between"]
        return [p for h in between for p in self.cast.parties(self.sentence, h)]

    def _authors(self, head: int) -> list[Party]:
        """Who put out a document that itself speaks: "adopted a resolution calling for ..."."""
        token = self.sentence.tokens[head]
        verb = self.sentence.tokens[token.head].head if token.dep == "pobj" else token.head  # "voted for a motion"
        stands = token.lemma in DOCUMENTS and token.dep in ("dobj", "pobj") and syntax.is_verb(self.sentence, verb)
        agents = syntax.agents(self.sentence, verb) if stands else []
        return [p for h in agents for p in self.cast.parties(self.sentence, h)]

    def possessors(self, n: int, *, places: bool = True) -> list[Party]:
        """Those named before a noun: "Russia's", "Russian", "NATO"; without ``places`` not "Kabul", "Ukraine"."""
        s = self.sentence
        found: list[Party] = []
        for c in syntax.children(s, n, *MODIFIERS):
            leaders = syntax.children(s, c, "npadvmod", "compound") if s.tokens[c].lemma == "lead" else []
            for h in leaders or syntax.conjuncts(s, c):  # "Saudi-led air strikes"
                named = self.cast.parties(s, h)
                if places or not any(self._is_place(h, p) for p in named):
                    found.extend(named)
        return found

    def _is_place(self, h: int, party: Party) -> bool:
        """Whether a bare name before a noun is that of a state or town, not an adjective or an abbreviation."""
        token, identity = self.sentence.tokens[h], party.identity
        if token.dep == "poss" or token.text.replace(".", "").isupper():
            return False
        mention = self.cast.at(self.sentence.index, h)
        adjective = mention is not None and mention.kind is MentionKind.ADJECTIVE and token.text != identity.name
        return not adjective and identity.entity == identity.code and set(identity.sectors) <= {"GOV"}

    def sources(self, n: int) -> list[Party]:
        """Those who do what a noun says, told behind it: "by Russia", "from Moscow", "on the Russian side"."""
        s = self.sentence
        found: list[Party] = []
        for preposition, h in self.words.phrases(n):
            if preposition in SOURCE_PREPOSITIONS:
                found.extend(self.who(h))
            elif preposition in ("on", "of") and s.tokens[h].lemma in ("side", "part"):
                found.extend(self.cast.owners(s, h))
        return found
