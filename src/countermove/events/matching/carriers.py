"""Verbs that carry a noun that is an act: "held talks", "came under attack", "clashes erupted"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from countermove import syntax
from countermove.events.codebook import Rule
from countermove.events.matching.words import PARTITIVES, Words
from countermove.records import Sentence

#: Verbs that only say that the act their subject names takes place.
HAPPENING = frozenset(
    "break erupt take occur happen begin start continue resume rage flare intensify escalate go persist come kick "
    "follow ensue".split()
)


@dataclass(frozen=True, slots=True)
class Carriers:
    """Finds the light verbs of one sentence's nouns."""

    sentence: Sentence
    words: Words

    def light_verb(self, n: int, rule: Rule) -> tuple[int | None, str]:
        """The light verb that carries the noun and the role of its subject ("A" or "R"); (None, "") without."""
        s = self.sentence
        noun = syntax.first_conjunct(s, n)
        token = s.tokens[noun]
        v = token.head
        for clause in syntax.children(s, n, "relcl", "acl"):  # "the raid that police carried out", "talks held in Rome"
            if n in syntax.patients(s, clause):
                light = self._carried(rule, clause, self.words.with_particle(clause))
                if light[0] is not None:
                    return light
        if v != noun and token.dep == "pobj" and s.tokens[v].dep == "prep":
            # "a series of attacks", "engaged in talks", "came under attack"
            above = s.tokens[v].head
            for carrier, phrase in self._light_phrases(above, v):
                if phrase in rule.light or phrase in rule.light_recipient:
                    return self._carried(rule, carrier, phrase)
            if s.tokens[above].lemma in PARTITIVES and s.tokens[above].dep in ("dobj", "nsubjpass", "nsubj"):
                token, v = s.tokens[above], s.tokens[above].head
            elif syntax.is_verb(s, above):
                verb = f"{s.tokens[above].lemma} {s.tokens[v].lower}"
                return self._carried(rule, above, verb)
        if v == noun or not syntax.is_verb(s, v) or token.dep not in ("dobj", "nsubjpass", "nsubj", "attr", "oprd"):
            return None, ""
        verb = self.words.with_particle(v)
        if token.dep == "nsubj":
            return (None, "") if not syntax.is_passive(s, v) else self._carried(rule, v, verb)
        return self._carried(rule, v, verb)

    def _light_phrases(self, above: int, preposition: int) -> Iterator[tuple[int, str]]:
        """Light verbs of three words that a preposition closes: "took part in", "claimed responsibility for"."""
        s = self.sentence
        nouns = [above] if s.tokens[above].dep in ("dobj", "nsubjpass") else []
        if syntax.is_verb(s, above):  # the preposition may hang on the verb
            nouns = syntax.children(s, above, "dobj", "nsubjpass")
        for noun in nouns:
            v = s.tokens[noun].head
            yield v, f"{s.tokens[v].lemma} {s.tokens[noun].lemma} {s.tokens[preposition].lower}"

    def happening(self, n: int) -> int | None:
        """The verb that says that a noun's act takes place, whose phrases belong to it: "clashes erupted between"."""
        s = self.sentence
        token = s.tokens[syntax.first_conjunct(s, n)]
        v = token.head
        return v if token.dep in ("nsubj", "nsubjpass") and s.tokens[v].lemma in HAPPENING else None

    @staticmethod
    def _carried(rule: Rule, v: int, verb: str) -> tuple[int | None, str]:
        if verb in rule.light:
            return v, "A"
        if verb in rule.light_recipient:
            return v, "R"
        return None, ""
