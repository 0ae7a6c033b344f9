"""Filling a whole frame: a verb with its subject, objects and clauses, a noun with what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countermove import syntax
from countermove.events.codebook import Rule
from countermove.events.frames import Frame, Slot
from countermove.events.matching.carriers import Carriers
from countermove.events.matching.doers import MODIFIERS, SOURCE_PREPOSITIONS, Doers
from countermove.events.matching.inner import InnerActs
from countermove.events.matching.match import Filled
from countermove.events.matching.slots import Slots, is_in
from countermove.events.matching.words import Words
from countermove.records import Sentence


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills frames from one sentence; every method says why a frame does not fit, or None."""

    sentence: Sentence
    words: Words
    carriers: Carriers
    doers: Doers
    slots: Slots
    inner: InnerActs

    def fill_verb(
        self, rule: Rule, frame: Frame, trigger: int, verb: int, filled: Filled, *, subject: int | None
    ) -> tuple[str | None, list[int]]:
        """Fill every slot of a verb's frame; why it does not fit, and the verb's objects."""
        parts = filled.words[1:]
        agents, patients = self.doers.doers_and_objects(verb, copula=subject is not None)
        if not patients and frame.after is not None:
            patients = self.words.particle_objects(filled.words)
        why = self._lacking(frame, patients) or self.slots.fill_before(rule, frame.before, agents, filled)
        why = why or (self.slots.fill(frame.after, patients, filled, "object") if frame.after else None)
        if why is None:
            sources = (
                [trigger, *patients, *parts, *self.doers.laid_on(patients)] if subject is None else [trigger, verb]
            )
            if frame.before and frame.before.role == "X":  # "sanctions against Eritrea took effect"
                sources.extend(agents)
            why = self.slots.fill_obliques(frame.obliques, sources, filled)
        if why is None and frame.clause:
            why = self.inner.fill_clause(
                frame.clause, [trigger, *patients, *self._behind(frame, verb)], patients, filled
            )
        if not agents and not filled.actors and frame.before and frame.before.role == "A":
            moved = [o for o in filled.objects if o in filled.consumed and o in patients]
            if frame.after and frame.after.role == "X":  # "Turkish troops were sent": whose they are sends them
                filled.actors.extend(p for o in moved for p in self.doers.who(o) if p.identity.entity is not None)
        return why, patients

    @staticmethod
    def _lacking(frame: Frame, patients: Sequence[int]) -> str | None:
        """What can be told to be lacking without looking at the words."""
        return "it has no object" if frame.after is not None and not frame.after.optional and not patients else None

    def fill_noun(self, frame: Frame, n: int, light: int | None, filled: Filled, *, carried: str) -> str | None:
        """Fill every slot of a noun's frame; why it does not fit."""
        doers = syntax.agents(self.sentence, light) if light is not None and carried == "A" else []
        why = self._fill_noun_before(frame.before, n, doers, filled)
        if why is None:
            beside = light if light is not None else self.carriers.happening(n)
            why = self.slots.fill_obliques(frame.obliques, [n, *([beside] if beside is not None else [])], filled)
        if why is None and frame.clause:
            why = self.inner.fill_clause(frame.clause, [n], [], filled)
        if why is None and light is not None:
            why = self._fill_light(light, carried, filled)
        return why

    def find_doers(
        self, rule: Rule, frame: Frame, n: int, light: int | None, filled: Filled, *, carried: str
    ) -> str | None:
        """Look behind and around a noun for those who do what it says, where nobody before it does; why they lack."""
        slot = frame.before
        if slot is not None and slot.role == "A":
            if not filled.actors:
                filled.actors.extend(self.doers.behind_noun(n, filled) or self.doers.around_noun(n, rule))
            elif len({p.identity.entity for p in filled.actors}) < slot.many:
                filled.actors.extend(self.doers.around_noun(n, rule))
        if not filled.actors and light is not None and carried == "R":  # "drew anger from Iran"
            filled.actors.extend(
                p for w, h in self.words.phrases(light) if w in SOURCE_PREPOSITIONS for p in self.doers.who(h)
            )
        if slot is not None and len({p.identity.entity for p in filled.actors}) < slot.many:
            return f"fewer than {slot.many} do it"
        return None

    def _behind(self, frame: Frame, verb: int) -> list[int]:
        """What stands in the frame's prepositional slots: "called on Iran [to stop]" may hang on either word."""
        wanted = {p for o in frame.obliques for p in o.prepositions}
        return [h for p, h in self.words.phrases(verb) if p in wanted] if wanted else []

    def _fill_noun_before(self, slot: Slot | None, n: int, doers: list[int], filled: Filled) -> str | None:
        if slot is None:
            return None
        if slot.role == "X":
            before = [c for c in syntax.children(self.sentence, n, *MODIFIERS) if self.slots.fits(c, slot)]
            return None if before or slot.optional else "what stands before it is none of the words it asks for"
        possessors = self.doers.possessors(n, places=not filled.place_before)
        if slot.sectors:
            possessors += [p for h in doers for p in self.doers.who(h)]
            possessors = [p for p in possessors if is_in(p, slot.sectors)]
        if not possessors and not slot.optional and (slot.must or slot.sectors):
            told = any(self.doers.who(h) for h in doers) or self.doers.sources(n)
            if slot.sectors or not told:
                return "nobody is named before the noun"
        (filled.actors if slot.role == "A" else filled.recipients).extend(possessors)
        return None

    def _fill_light(self, light: int, carried: str, filled: Filled) -> str | None:
        heads = syntax.agents(self.sentence, light)
        parties = [p for h in heads for p in self.doers.who(h)]
        if heads and not parties and not self.words.has_pronoun(heads):
            return f"the subject of '{self.sentence.tokens[light].text}' names nobody"
        target = filled.actors if carried == "A" else filled.recipients
        if parties:  # "Its army launched exercises": the subject says better who than "its" before the noun
            told = {p.identity.entity for p in parties}
            target[:] = [*parties, *(p for p in target if p.identity.entity not in told)]
        return None
