"""The inner act of a stacked verb: "refused to meet", "demanded the withdrawal of", "accused Iran of arming"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from countermove import syntax
from countermove.events.codebook import Codebook, InnerAct
from countermove.events.frames import Clause, Slot
from countermove.events.matching.doers import Doers
from countermove.events.matching.match import ActAt, Filled, Match, mode_of
from countermove.events.matching.slots import Slots
from countermove.events.matching.words import Words
from countermove.records import Identity, Party, Sentence


@dataclass(frozen=True, slots=True)
class InnerActs:
    """Finds and takes the inner acts of one sentence; ``at`` gives the act that a word triggers."""

    sentence: Sentence
    codebook: Codebook
    words: Words
    doers: Doers
    slots: Slots
    at: ActAt

    def fill_clause(
        self, clause: Clause, sources: Sequence[int], patients: Sequence[int], filled: Filled
    ) -> str | None:
        """Find the inner act and, where the frame asks, its subject: a clause, else a noun that names an act."""
        joins = clause.joined | ({"base"} if "that" in clause.joined else set())
        candidates = [c for i in sources for c in syntax.complements(self.sentence, i) if c.joined in joins]
        for complement in candidates:
            inner = self.act_at(complement.head)
            if clause.types and (inner is None or inner.rule.type not in clause.types):
                continue
            if clause.classes and not self.words.is_word_of(complement.head, clause.classes):
                continue
            if clause.subject is not None:
                why = self._fill_inner_subject(clause.subject, complement.head, patients, filled)
                if why is not None:
                    return why
            self.take(clause, complement.head, inner, filled)
            return None
        if not clause.claim and self._fill_noun_act(clause, sources, patients, filled):
            return None
        return None if clause.optional else "the inner act it needs does not stand there"

    def _fill_inner_subject(self, slot: Slot, v: int, patients: Sequence[int], filled: Filled) -> str | None:
        """Put the subject of an inner act into its slot: R is whoever is to do it, A must be the actor again."""
        own = syntax.children(self.sentence, v, *syntax.SUBJECTS)
        heads = [c for o in own for c in syntax.conjuncts(self.sentence, o)] or list(patients)
        if slot.role == "X":
            fits = not (slot.classes or slot.words) or any(self.slots.fits(h, slot) for h in heads)
            return None if fits else "its inner subject is none of the words it asks for"
        if slot.role == "A" and filled.actors:
            told = {p.identity.entity or p.identity.name for h in heads for p in self.doers.who(h)}
            doing = {p.identity.entity or p.identity.name for p in filled.actors}
            same = told & doing or not heads or (not told and self.words.has_pronoun(heads))
            return None if same else "its inner subject is not the actor"
        return self.slots.fill(slot, heads, filled, "inner subject")

    def act_at(self, v: int) -> Match | None:
        """The act a verb tells, by itself or by the noun it carries ("hold talks")."""
        carried = (m for o in syntax.patients(self.sentence, v) if (m := self.at(o)) is not None and m.carrier == v)
        return self.at(v) or next(carried, None)

    def _fill_noun_act(self, clause: Clause, sources: Sequence[int], patients: Sequence[int], filled: Filled) -> bool:
        """Take a noun as the inner act: "demanded the withdrawal of troops", "called for an inquiry"."""
        nouns = list(patients) if "ing" in clause.joined else []
        nouns += [h for i in sources for p, h in self.words.phrases(i) if p in clause.joined and p != "to"]
        for n in nouns:
            if not syntax.is_noun(self.sentence, n):
                continue
            rules = self.words.noun_rules(n)
            inner = self.at(n)
            if clause.classes and not self.words.is_word_of(n, clause.classes):
                continue
            kind = inner.rule.type if inner else rules[0].type if rules else None
            known = rules or clause.classes or self.words.is_act_word(n, filled.type)
            if not known or (clause.types and kind not in clause.types):
                continue
            if clause.subject is not None and clause.subject.role == "A" and self._is_anothers(inner, filled):
                continue  # "stopped an attack by rebels"
            if (
                clause.subject is not None
                and clause.subject.role == "R"
                and not self._fill_noun_doer(clause.subject, n, inner, filled)
            ):
                continue
            self.take(clause, n, inner, filled)
            if inner is None and rules:
                filled.inner = InnerAct(rules[0].type, rules[0].mode, (self.sentence.tokens[n].lemma,))
            return True
        return False

    @staticmethod
    def _is_anothers(act: Match | None, filled: Filled) -> bool:
        """Whether somebody else than the actor does an inner act."""
        told = {p.identity.entity for p in act.actors} if act else set()
        return bool(told) and told.isdisjoint(p.identity.entity for p in filled.actors)

    def _fill_noun_doer(self, slot: Slot, n: int, inner: Match | None, filled: Filled) -> bool:
        """Who is to do what the noun says: "demanded Iran's withdrawal", "an apology from Japan"."""
        doing = {p.identity for p in filled.actors}
        partners = (
            p for w, h in self.words.phrases(n) if w == "with" for p in self.doers.who(h)
        )  # "talks with the Taliban"
        told = inner.actors if inner else ()
        for reached in (told, (*self.doers.possessors(n), *self.doers.sources(n)), partners):
            found = [p for p in reached if p.identity not in doing]
            if found:
                break
        if not found and slot.must:
            return False
        (filled.actors if slot.role == "A" else filled.recipients).extend(found)
        return True

    def take(self, clause: Clause, head: int, inner: Match | None, filled: Filled) -> None:
        """Take an inner act: its words are the outer act's, its recipient too where the frame has none."""
        filled.act = head
        behind = (h for p, h in self.words.phrases(head) if p == "to")
        named = (head, *syntax.patients(self.sentence, head), *behind)
        words = tuple(self.sentence.tokens[i].lemma for i in named)
        filled.inner = (
            InnerAct(inner.rule.type, mode_of(inner, self.codebook), words) if inner else InnerAct(None, None, words)
        )
        if clause.claim:
            return
        filled.consumed.update(self.words_of(head))
        if (clause.subject is None or clause.subject.role == "A") and not filled.recipients:
            filled.recipients.extend(self._recipients_of(head, inner, filled.actors))

    def words_of(self, head: int) -> Iterator[int]:
        """The inner act's verb, those coordinated with or completing it, and the nouns it carries as its object."""
        s = self.sentence
        for v in syntax.conjuncts(s, head):
            yield v
            yield from (o for o in syntax.patients(s, v) if (m := self.at(o)) is not None and m.carrier == v)
            for c in syntax.complements(s, v):
                yield from self.words_of(c.head)

    def _recipients_of(self, head: int, inner: Match | None, actors: Iterable[Party]) -> list[Party]:
        """Whom an inner act is done to: its match's recipients, else its object, else its first oblique with a name."""
        themselves = {p.identity for p in actors}
        doing = {p.identity.entity for p in actors}  # objects told by a common noun are often the actor's own
        if inner is not None and (inner.recipients or inner.actors):
            for reached in (inner.recipients, inner.actors):
                others = [p for p in reached if _is_another(p, themselves)]
                if others:
                    return others
        objects = syntax.patients(self.sentence, head)
        heads = [
            *objects,
            *(h for p, h in self.words.phrases(head) if p in ("with", "to", "against", "on", "from", "for")),
        ]
        for _ in range(2):  # "lift a ban on imports of British beef"
            objects = [
                h
                for o in objects
                for p, h in self.words.phrases(o)
                if p in ("of", "on", "to", "with", "for", "against")
            ]
            heads += objects
        for h in heads:
            found = [p for p in self.doers.who(h) if p.identity.entity not in doing]
            if found:
                return found
        return []


def _is_another(party: Party, actors: set[Identity]) -> bool:
    """Whether a party is of another entity than the actors, unknown, or another person told by name."""
    identity = party.identity
    known = {a.entity for a in actors}
    return identity.entity is None or identity.entity not in known or bool(identity.person and identity not in actors)
