"""Putting phrases into the slots of a frame, and why they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countermove import syntax
from countermove.events.codebook import Rule
from countermove.events.frames import Oblique, Slot
from countermove.events.matching.doers import DOCUMENTS, Doers
from countermove.events.matching.match import Filled
from countermove.events.matching.words import ANAPHORS, Words
from countermove.records import Party, Sentence

#: The word class that any name fits: "annexed Crimea", "captured Aleppo".
PROPER_NAME = "proper-name"
#: The word classes that whoever is an actor himself fits (and not a thing of his), and any person told by name.
SOMEBODY = "somebody"
NAMED_PERSON = "named-person"
#: The word class of things told with their owner's name: "Germany's decision", not "his" nor "the country's".
OF_A_NAME = "of-a-name"
#: The word class of what the verb gives a name: "called him a liar".
NAMED_AS = "named-as"


@dataclass(frozen=True, slots=True)
class Slots:
    """Fills the slots of frames from one sentence."""

    sentence: Sentence
    words: Words
    doers: Doers

    def fill_before(self, rule: Rule, slot: Slot | None, heads: Sequence[int], filled: Filled) -> str | None:
        """Fill the slot before the verb; a passive without agent leaves it empty."""
        if slot is None:
            return None
        if not heads:
            if rule.from_speaker or not (slot.must or slot.many or slot.classes or slot.words or slot.sectors):
                return None
            return "it has no doer"
        return self.fill(slot, heads, filled, "subject", strict=slot.role == "A" and not slot.classes)

    def fill(self, slot: Slot, heads: Sequence[int], filled: Filled, what: str, *, strict: bool = False) -> str | None:
        """Put these heads into the slot; why not, where they do not fit it."""
        if not heads:
            return None if slot.optional else f"it has no {what}"
        fitting = [h for h in heads if self.fits(h, slot)]
        if not fitting:
            if slot.optional and slot.role == "X":
                return None
            return f"its {what} is none of the words it asks for"
        if slot.role == "A" and slot.classes:
            parties = [p for h in fitting for p in self.doers.of_phrase(h, filled)]
        else:
            alone = bool(slot.sectors)
            parties = [p for h in fitting for p in self.doers.who(h, itself=alone or (strict and not self._can_act(h)))]
        if slot.role == "X":
            filled.words.extend(fitting if slot.classes or slot.words else [])
            filled.objects.extend(fitting)
            if what == "subject" and (slot.classes or slot.words):
                filled.actors.extend(p for h in fitting for p in self.doers.of_phrase(h, filled))
            if slot.classes or slot.words:
                filled.consumed.update(fitting)
            return None
        if slot.classes:  # "killed in an attack by rebels": the attack is told by the killing
            filled.consumed.update(fitting)
        return self._fill_role(slot, fitting, parties, filled, what, strict=strict)

    def _can_act(self, head: int) -> bool:
        """Whether a thing of somebody's may stand as the doer: an act, a document, a body; not "its economy"."""
        token = self.sentence.tokens[head]
        known = token.tag.startswith("NNP") or token.lemma in DOCUMENTS or token.lemma in ANAPHORS
        return known or bool(self.words.noun_rules(head)) or self.words.is_a(head, "voice")

    def _fill_role(
        self, slot: Slot, heads: list[int], parties: list[Party], filled: Filled, what: str, *, strict: bool
    ) -> str | None:
        if slot.sectors:
            parties = [p for p in parties if is_in(p, slot.sectors)]
        if not parties and (slot.must or slot.sectors or (strict and not self.words.has_pronoun(heads))):
            return f"its {what} names nobody" if not slot.sectors else f"its {what} is of another sector"
        if len({p.identity for p in parties}) < slot.many:
            return f"its {what} names fewer than {slot.many}"
        (filled.actors if slot.role == "A" else filled.recipients).extend(parties)
        filled.objects.extend(heads if what != "subject" else [])
        if not parties:
            filled.anaphors.extend(h for h in heads if self.words.points_back(h))
        return None

    def fill_obliques(self, obliques: Sequence[Oblique], sources: Sequence[int], filled: Filled) -> str | None:
        """Fill the slots behind prepositions, from the first source where one fits."""
        reached = list(sources)  # "sanctions against Iran": a phrase may hang on the phrase before it
        for oblique in obliques:
            heads = self._oblique_heads(oblique, reached)
            if not heads:
                if oblique.slot.optional:
                    continue
                return f"nothing stands behind '{'/'.join(sorted(oblique.prepositions))}'"
            why = self.fill(oblique.slot, heads, filled, f"'{'/'.join(sorted(oblique.prepositions))}' phrase")
            if why is not None and not oblique.slot.optional:
                return why
            reached.extend(heads)
        return None

    def _oblique_heads(self, oblique: Oblique, sources: Sequence[int]) -> list[int]:
        """The heads behind a preposition: of the first source where one fits, so that "on Friday" is passed by."""
        first: list[int] = []
        slot = oblique.slot
        for source in sources:
            heads = [h for p, h in self.words.phrases(source) if p in oblique.prepositions]
            if any(self.fits(h, slot) and (slot.role == "X" or self.doers.who(h)) for h in heads):
                return heads
            first = first or heads
        return first

    def fits(self, head: int, slot: Slot) -> bool:
        """Whether a phrase's head is of the words a slot asks for."""
        if not slot.classes and not slot.words:
            return True
        if PROPER_NAME in slot.classes and self.sentence.tokens[head].tag.startswith("NNP"):
            return True
        if SOMEBODY in slot.classes and self.doers.who(head, itself=True):
            return True
        if NAMED_PERSON in slot.classes and any(p.identity.person for p in self.doers.who(head, itself=True)):
            return True
        if (
            NAMED_AS in slot.classes
            and syntax.child(self.sentence, self.sentence.tokens[head].head, "oprd") is not None
        ):
            return True
        if OF_A_NAME in slot.classes and self.words.is_of_a_name(head):
            return True
        wanted = [self.words.codebook.classes[name] for name in slot.classes]
        return any(self.words.names(head, words) for words in (*wanted, slot.words) if words)


def is_in(party: Party, sectors: frozenset[str]) -> bool:
    """Whether a party has one of these sectors or actor codes (IGO, EUR, UNO ...)."""
    return not sectors.isdisjoint((*party.identity.sectors, party.identity.code or ""))
