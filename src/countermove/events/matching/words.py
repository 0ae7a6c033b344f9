"""Words and phrases as rules ask for them: word classes, nouns that trigger rules, particles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from countermove import syntax
from countermove.events.codebook import Codebook, Rule
from countermove.records import Sentence

#: Nouns that only measure what follows them: "dozens of activists", "a series of attacks", "members of parliament".
PARTITIVES = frozenset(
    "number series group dozen hundred thousand score lot round wave string set pair couple kind type form act "
    "majority most some part rest member handful million spate batch team host barrage package bunch result "
    "course worth percent % ton tonne kilo "
    "planeload truckload shipload consignment half".split()
)
#: Nouns that stand for an act told just before: "a move that was condemned".
ANAPHORS = frozenset(
    "move step decision action act measure announcement comment remark statement plan proposal gesture policy".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one sentence beside the word classes of a codebook; phrases are looked for once."""

    sentence: Sentence
    codebook: Codebook
    _prepositions: dict[int, list[tuple[str, int]]] = field(default_factory=dict)

    def is_modifier(self, i: int) -> bool:
        """Whether a noun only says what kind the noun after it is: "riot police", "protest leader"."""
        token = self.sentence.tokens[i]
        return token.dep == "compound" and token.head > i and syntax.is_noun(self.sentence, token.head)

    def noun_rules(self, n: int) -> list[Rule]:
        """The rules this noun, with the words before it, may trigger."""
        token = self.sentence.tokens[n]
        entries = self.codebook.nouns.get(token.lower if token.tag in ("NNP", "VBG") else token.lemma, ())
        if token.tag == "VBG" and token.dep not in ("nsubj", "nsubjpass", "pobj", "dobj"):
            return []  # a gerund is a noun only in a noun's place: "fighting between A and B went on"
        return [rule for rule, before in entries if not before or self._stands_before(n, before)]

    def particle(self, v: int, particle: str) -> list[int] | None:
        """The tokens of the particle (or of more words) that belong to the verb; None where they do not stand there."""
        if not particle:
            return []
        tokens = self.sentence.tokens
        wanted = particle.split()
        if len(wanted) == 1:
            for c in self.sentence.children[v]:
                if tokens[c].lower == particle and tokens[c].dep in (
                    "prt",
                    "advmod",
                    "prep",
                    "acomp",
                    "npadvmod",
                    "advcl",
                    "oprd",
                    "ccomp",
                ):
                    return [c]
        following = [t.lower for t in tokens[v + 1 : v + 1 + len(wanted)]]
        return list(range(v + 1, v + 1 + len(wanted))) if following == wanted else None

    def _stands_before(self, n: int, words: str) -> bool:
        wanted = words.split()
        tokens = self.sentence.tokens
        before = [t.lower for t in tokens[max(0, n - len(wanted)) : n]]
        lemmas = [t.lemma for t in tokens[max(0, n - len(wanted)) : n]]
        return before == wanted or lemmas == wanted

    def with_particle(self, v: int) -> str:
        """A verb's lemma with its particle: "carry out"."""
        particle = syntax.child(self.sentence, v, "prt")
        tokens = self.sentence.tokens
        return tokens[v].lemma + (f" {tokens[particle].lower}" if particle is not None else "")

    def particle_objects(self, words: Sequence[int]) -> list[int]:
        """The object of a verb's particle that is a preposition: "lashed out at Iran"."""
        s = self.sentence
        if len(words) < 2 or s.tokens[words[-1]].tag != "IN":
            return []
        return [c for o in syntax.children(s, words[-1], "pobj") for c in syntax.conjuncts(s, o)]

    def points_back(self, head: int) -> bool:
        """Whether a noun stands for an act told before: "the move", "a move that ..."; not "urged action"."""
        s = self.sentence
        return s.tokens[head].lemma in ANAPHORS and syntax.child(s, head, "det", "poss") is not None

    def has_pronoun(self, heads: list[int]) -> bool:
        """Whether one of these words is a personal pronoun."""
        return any(self.sentence.tokens[h].tag == "PRP" for h in heads)

    def phrases(self, i: int) -> list[tuple[str, int]]:
        """The prepositional phrases on a token, looked for once."""
        if i not in self._prepositions:
            self._prepositions[i] = syntax.preposition_phrases(self.sentence, i)
        return self._prepositions[i]

    def is_a(self, head: int, name: str) -> bool:
        """Whether a phrase is of the word class of this name; a class that a codebook lacks has no words."""
        return self.names(head, self.codebook.classes.get(name, frozenset()))

    def is_word_of(self, i: int, classes: Iterable[str]) -> bool:
        """Whether a token, or the phrase it heads, is of one of these word classes."""
        token = self.sentence.tokens[i]
        return any(token.lemma in self.codebook.classes[name] for name in classes) or (
            syntax.is_noun(self.sentence, i) and any(self.names(i, self.codebook.classes[name]) for name in classes)
        )

    def is_act_word(self, n: int, type_name: str) -> bool:
        """Whether a noun names an act of this type by the words its rules list."""
        words = self.codebook.act_words[type_name]
        return bool(words) and self.names(n, words)

    def is_of_a_name(self, head: int) -> bool:
        """Whether a noun belongs to somebody told by name."""
        owner = syntax.possessor(self.sentence, head)
        return owner is not None and self.sentence.tokens[owner].tag.startswith("NNP")

    def names(self, head: int, words: frozenset[str]) -> bool:
        """Whether a phrase's head, alone, with the word before it or with "of" and its noun, is one of these words."""
        s = self.sentence
        token = s.tokens[head]
        if token.lemma in words or token.lower in words:
            return True
        for c in syntax.children(s, head, "compound", "amod"):
            if f"{s.tokens[c].lemma} {token.lemma}" in words or f"{s.tokens[c].lower} {token.lower}" in words:
                return True
        behind = [h for p, h in self.phrases(head) if p == "of"]
        if any(f"{token.lemma} of {s.tokens[h].lemma}" in words for h in behind):  # "state of emergency"
            return True
        if token.lemma in PARTITIVES or token.tag == "CD":
            return any(self.names(h, words) for h in behind)
        return False
