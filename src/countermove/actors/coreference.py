"""What has been talked of so far, and which of it a pronoun or "the alliance" takes up again.

A report is read from left to right; every resolved mention becomes a ``Referent``. A pronoun prefers the subject of
the nearest clause around it, then what else stands before it in its sentence, then the subjects and the rest of the
sentences before, nearest first; number, gender and sort must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from countermove import syntax
from countermove.records import Identity, Sentence

WINDOW = 4  # sentences back that a pronoun may reach
FAR = 400  # mentions back that "the alliance" may reach
#: What persons, states and organisations do, and things do not.
SPEECH = frozenset(
    "say tell add warn accuse deny claim insist announce declare stress note argue ask urge call reject describe "
    "believe think know want vow pledge condemn criticize criticise welcome write report explain acknowledge admit "
    "state confirm reiterate maintain suggest comment demand hope meet speak refuse resign visit arrive".split()
)
_NO_SIDES = tuple((sector,) for sector in ("CVL", "MED", "JRN", "EDU", "REF", "SOC", "CRM", "UAF"))
_VERBAL_CLAUSE = ("nsubj", "nsubjpass")


class Sort(StrEnum):
    """What sort of actor a referent is."""

    PERSON = "person"
    PEOPLE = "people"  # several persons
    STATE = "state"
    BODY = "body"  # organisations, institutions, groups
    SEVERAL = "several"  # actors named side by side


@dataclass(frozen=True, slots=True)
class Referent:
    """An actor at the place where it was last mentioned.

    ``called`` are the common nouns that may take it up; ``gender`` is "m", "f" or None (unknown); an ``adjective``
    ("Turkish") and a ``place`` ("in Turkey") may be taken up by "the country", not by "it".
    """

    sentence: int
    token: int
    identities: tuple[Identity, ...]
    sort: Sort
    subject: bool
    called: frozenset[str] = frozenset()
    gender: str | None = None
    plural: bool = False
    adjective: bool = False
    place: bool = False

    @property
    def entities(self) -> tuple[str | None, ...]:
        """The entities behind it."""
        return tuple(i.entity for i in self.identities)


Accept = Callable[[Referent], bool]


@dataclass(slots=True)
class Discourse:
    """The referents of a report up to where reading has come; ``armed`` are its rebel groups by their entity."""

    sentences: Sequence[Sentence]
    referents: list[Referent] = field(default_factory=list)
    by_sentence: dict[int, list[Referent]] = field(default_factory=dict)
    armed: dict[str, Referent] = field(default_factory=dict)

    def add(self, referent: Referent) -> None:
        """Remember a mention that has been resolved."""
        self.referents.append(referent)
        self.by_sentence.setdefault(referent.sentence, []).append(referent)
        first = referent.identities[0]
        if first.entity and "REB" in first.sectors:
            self.armed[first.entity] = referent

    def latest(self, accept: Accept, reach: int = FAR) -> Referent | None:
        """The last mentioned referent that fits, at most ``reach`` mentions back."""
        for referent in reversed(self.referents[-reach:]):
            if accept(referent):
                return referent
        return None

    def antecedent(self, s: Sentence, i: int, accept: Accept) -> Referent | None:
        """Who a pronoun at token i takes up, or None."""
        own = _subject_of_own_verb(s, i)
        barred = {r.identities for r in self.by_sentence.get(s.index, ()) if r.token == own}
        for referent in self._in_sentence(s, i):
            if referent.identities not in barred and accept(referent):
                return referent
        for index in range(s.index - 1, max(-1, s.index - 1 - WINDOW), -1):
            found = self.by_sentence.get(index, ())
            for referent in sorted(found, key=lambda r: (not r.subject, r.token if r.subject else -r.token)):
                if referent.identities not in barred and accept(referent):
                    return referent
        return None

    def _in_sentence(self, s: Sentence, i: int) -> Iterator[Referent]:
        """The referents before token i: subjects of the clauses around it, nearest clause first, then the rest."""
        here = [r for r in self.by_sentence.get(s.index, ()) if r.token < i]
        rank = _clause_rank(s, i)
        yield from sorted(here, key=lambda r: (rank.get(r.token, 99), -r.token))

    def pair(self, s: Sentence, i: int) -> tuple[Identity, ...]:
        """The two actors that "both sides" at token i are: the last ones named side by side, else the last two.

        Whoever "held talks with both sides" is none of them.
        """
        outside = not is_subject(s, i)
        own = {e for r in self.by_sentence.get(s.index, ()) if outside and r.subject for e in r.entities}
        found: dict[str, Identity] = {}
        for referent in reversed(self.referents[-FAR:]):
            if outside and referent.sentence == s.index and (referent.subject or referent.token < s.root):
                continue
            if referent.sort is Sort.SEVERAL and len(set(referent.entities)) == len(referent.identities) == 2:
                return referent.identities
            if not referent.place and referent.identities[0].sectors[:1] not in _NO_SIDES:
                for identity in referent.identities:
                    if identity.entity and identity.entity not in own:
                        found.setdefault(identity.entity, identity)
            if len(found) >= 2:
                return tuple(list(found.values())[1::-1])
        return ()


def _clause_rank(s: Sentence, i: int) -> dict[int, int]:
    """Token of a subject -> how many clauses out from token i it stands."""
    rank: dict[int, int] = {}
    for distance, verb in enumerate(syntax.ancestors(s, i)):
        for c in s.children[verb]:
            if s.tokens[c].dep in _VERBAL_CLAUSE and c != i:
                for part in syntax.conjuncts(s, c):
                    rank.setdefault(part, distance)
    return rank


def _subject_of_own_verb(s: Sentence, i: int) -> int | None:
    """For an object pronoun, the subject of the same verb: "Russia struck it" is not about Russia striking Russia."""
    token = s.tokens[i]
    if token.dep not in ("dobj", "dative") or token.lower.endswith(("self", "selves")):
        return None
    return syntax.child(s, token.head, *_VERBAL_CLAUSE)


def is_subject(s: Sentence, i: int) -> bool:
    """Whether token i, or the coordination it is part of, is a subject."""
    return s.tokens[syntax.first_conjunct(s, i)].dep in _VERBAL_CLAUSE


def relative_antecedent(s: Sentence, i: int) -> int | None:
    """The noun a relative pronoun stands for, by the clause it is in."""
    for verb in (i, *syntax.ancestors(s, i)):
        if s.tokens[verb].dep == "relcl":
            return s.tokens[verb].head
    return None


def thing_before(s: Sentence, i: int, is_actor: Callable[[int], bool]) -> bool:
    """Whether the subject of the nearest clause around token i that stands before it is a thing.

    "The truck stood still, its windscreen broken": its is the truck's.
    """
    for verb in syntax.ancestors(s, i):
        subject = syntax.child(s, verb, *_VERBAL_CLAUSE)
        if subject is not None and subject < i and subject != i:
            return _is_thing(s, subject, is_actor)
    return False


def thing_as_subject(s: Sentence, is_actor: Callable[[int], bool]) -> bool:
    """Whether the sentence as a whole is about a thing."""
    subject = syntax.child(s, s.root, *_VERBAL_CLAUSE)
    return subject is not None and _is_thing(s, subject, is_actor)


def _is_thing(s: Sentence, i: int, is_actor: Callable[[int], bool]) -> bool:
    return s.tokens[i].tag == "NN" and not is_actor(i)


def is_expletive(s: Sentence, i: int) -> bool:
    """Whether "it" stands for nobody: "it is likely that", "it seems"."""
    token = s.tokens[i]
    if token.dep == "expl":
        return True
    if token.dep not in _VERBAL_CLAUSE:
        return False
    verb = s.tokens[token.head]
    if verb.lemma in ("seem", "appear", "rain", "snow"):
        return True
    if verb.lemma in ("be", "become") or verb.lower in ("is", "was", "'s"):
        return bool(syntax.children(s, verb.index, "ccomp", "xcomp", "advcl")) and bool(
            syntax.children(s, verb.index, "acomp", "attr")
        )
    return False
