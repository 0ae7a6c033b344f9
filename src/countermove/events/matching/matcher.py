"""Where a rule of the codebook fits the words of a sentence, and which of several is taken.

Nothing is decided here about status, place or date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from countermove import syntax
from countermove.events.codebook import Codebook, Rule
from countermove.events.frames import Frame
from countermove.events.matching.carriers import Carriers
from countermove.events.matching.doers import Doers
from countermove.events.matching.filling import Filler
from countermove.events.matching.inner import InnerActs
from countermove.events.matching.match import Cast, Filled, Match, Settle
from countermove.events.matching.slots import Slots
from countermove.events.matching.words import Words
from countermove.records import Candidate, Party, Sentence


@dataclass(slots=True)
class Matcher:
    """Matches one sentence; holds what was found out about its words, so that nothing is asked twice."""

    sentence: Sentence
    cast: Cast
    codebook: Codebook
    settle: Settle
    _misfits: dict[int, list[tuple[Rule, str]]] = field(default_factory=dict)
    _at: dict[int, Match | None] = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)
    words: Words = field(init=False)
    carriers: Carriers = field(init=False)
    doers: Doers = field(init=False)
    slots: Slots = field(init=False)
    inner: InnerActs = field(init=False)
    filler: Filler = field(init=False)

    def __post_init__(self) -> None:
        s = self.sentence
        self.words = Words(s, self.codebook)
        self.carriers = Carriers(s, self.words)
        self.doers = Doers(s, self.cast, self.words, self.at)
        self.slots = Slots(s, self.words, self.doers)
        self.inner = InnerActs(s, self.codebook, self.words, self.doers, self.slots, self.at)
        self.filler = Filler(s, self.words, self.carriers, self.doers, self.slots, self.inner)

    def matches(self) -> list[Match]:
        """The acts of the sentence in order of their triggers, inner acts that an outer one consumes left out."""
        found = [m for t in self.sentence.tokens if (m := self.at(t.index)) is not None]
        consumed: set[int] = set()
        for match in sorted(found, key=lambda m: m.rank, reverse=True):
            if match.trigger not in consumed:  # of two that take each other in ("launched an attack") the better stays
                consumed |= match.consumed
            if match.claim and match.act is not None and syntax.negation(self.sentence, match.trigger) is not None:
                consumed.update(self.inner.words_of(match.act))  # "never accused Togo of arming rebels" claims nothing
        kept = [m for m in found if m.trigger not in consumed and not self._is_purpose(m, found)]
        return [m for m in kept if not self._is_outcome(m, kept) and not self._is_covered(m, kept)]

    def _is_covered(self, match: Match, found: Iterable[Match]) -> bool:
        """Whether an act is part of another of the same actors: what protesters demand belongs to their protest."""
        doing = {p.identity for p in match.actors}
        return bool(doing) and any(
            match.rule.type in self.codebook.types[m.rule.type].covers and doing <= {p.identity for p in m.actors}
            for m in found
        )

    def _is_outcome(self, match: Match, found: Iterable[Match]) -> bool:
        """Whether a participle only says what came of another act of its type: "shelled the town, killing three"."""
        s = self.sentence
        v = syntax.first_conjunct(s, match.trigger)
        token = s.tokens[v]
        if s.tokens[match.trigger].tag != "VBG" or token.tag != "VBG" or token.dep != "advcl":
            return False
        if syntax.child(s, v, "mark", "aux", *syntax.SUBJECTS) is not None:
            return False
        doing = {p.identity for p in match.actors}
        return any(
            m.rule.type == match.rule.type and token.head in (m.trigger, m.carrier)
            and doing <= {p.identity for p in m.actors}
            for m in found
        )  # fmt: skip

    def _is_purpose(self, match: Match, found: Iterable[Match]) -> bool:
        """Whether an infinitive only says what another act of its type was for: "met to discuss the border"."""
        s = self.sentence
        token = s.tokens[match.carrier]
        if token.dep not in ("advcl", "xcomp", "acl") or not syntax.has_to(s, match.carrier):
            return False
        around = set(syntax.ancestors(s, match.carrier))
        doing = {p.identity.entity for p in match.actors}
        return any(
            m.rule.type == match.rule.type
            and {m.trigger, m.carrier} & around
            and doing <= {p.identity.entity for p in (*m.actors, *m.recipients)}
            for m in found
        )

    def turned_down(self) -> list[Candidate]:
        """The rules that were tried at words where none fits, and why each does not."""
        s = self.sentence
        return [
            Candidate(rule.id, s.tokens[i].span, s.span, why)
            for i, misfits in sorted(self._misfits.items())
            if self._at.get(i) is None
            for rule, why in misfits
        ]

    def at(self, i: int) -> Match | None:
        """The best match triggered by token i, or None."""
        if i not in self._at:
            if i in self._busy:  # a parse whose clauses go round in a ring
                return None
            self._busy.add(i)
            self._at[i] = self._best(i)
            self._busy.discard(i)
        return self._at[i]

    def _best(self, i: int) -> Match | None:
        token = self.sentence.tokens[i]
        found: list[Match] = []
        if token.tag.startswith("VB") and token.dep != "amod":
            found = self._verb_matches(i) or (self._noun_matches(i) if token.tag == "VBG" else [])
        elif token.tag.startswith("NN") and not self.words.is_modifier(i):
            found = self._noun_matches(i)
        elif token.tag.startswith("JJ") or token.dep == "acomp":
            found = self._adjective_matches(i)
        elif token.tag == "MD":
            found = self._modal_matches(i)
        for match in sorted(found, key=lambda m: m.rank, reverse=True):
            settled = self.settle(match)
            if not isinstance(settled, str):
                return settled
            self._misfits.setdefault(i, []).append((match.rule, settled))
        return None

    def _verb_matches(self, v: int) -> list[Match]:
        entries = self.codebook.verbs.get(self.sentence.tokens[v].lemma, ())
        found: list[Match] = []
        for rule, particle in entries:
            parts = self.words.particle(v, particle)
            if parts is None:
                continue
            fitting = [m for f in rule.frames if not f.noun for m in self._try(rule, f, v, v, parts, subject=None)]
            if fitting and not self._is_excluded(rule, v, v, parts, subject=None):
                found.extend(fitting)
        return found

    def _adjective_matches(self, i: int) -> list[Match]:
        entries = self.codebook.adjectives.get(self.sentence.tokens[i].lemma, ())
        copula = self.sentence.tokens[i].head
        if not entries or not syntax.is_verb(self.sentence, copula):
            return []
        found: list[Match] = []
        for rule, _ in entries:
            fitting = [m for f in rule.frames if not f.noun for m in self._try(rule, f, i, copula, [], subject=copula)]
            if fitting and not self._is_excluded(rule, i, copula, [], subject=copula):
                found.extend(fitting)
        return found

    def _modal_matches(self, i: int) -> list[Match]:
        """A modal that is an act by itself ("Iran must stop"): its verb is the inner act."""
        s = self.sentence
        v = s.tokens[i].head
        own = syntax.children(s, v, *syntax.SUBJECTS)
        if not syntax.is_verb(s, v) or not own or own[0] > i:  # "should Iran attack, ..."
            return []
        if s.tokens[v].tag == "VBG" or any(s.tokens[c].lemma == "have" for c in syntax.children(s, v, "aux")):
            return []  # "must be dreaming" is a guess, "should have looked" asks for nothing any more
        found: list[Match] = []
        for rule, _ in self.codebook.verbs.get(s.tokens[i].lower, ()):
            other = [f.clause.classes for f in rule.unless if f.clause is not None and f.clause.classes]
            if any(self.words.is_word_of(v, classes) for classes in other):
                continue
            for frame in rule.frames:
                clause = frame.clause
                if frame.noun or clause is None or (clause.classes and not self.words.is_word_of(v, clause.classes)):
                    continue
                filled = Filled(rule.type, words=[i])
                why = self.slots.fill_before(rule, frame.before, syntax.surface_subjects(s, v), filled)
                if why is None:
                    self.inner.take(clause, v, self.inner.act_at(v), filled)
                found.extend(self._made(rule, frame, i, v, filled, why))
        return found

    def _noun_matches(self, n: int) -> list[Match]:
        found: list[Match] = []
        for rule in self.words.noun_rules(n):
            light, carried = self.carriers.light_verb(n, rule)
            fitting = [m for f in rule.frames if f.noun for m in self._try_noun(rule, f, n, light, carried=carried)]
            if fitting and not self._is_excluded_noun(rule, n, light, carried):
                found.extend(fitting)
        return found

    def _try(
        self, rule: Rule, frame: Frame, trigger: int, verb: int, parts: list[int], *, subject: int | None
    ) -> Iterator[Match]:
        """Fill a frame of a verb (or of an adjective whose copula is ``verb``)."""
        filled = Filled(rule.type, words=[trigger, *parts])
        why, patients = self.filler.fill_verb(rule, frame, trigger, verb, filled, subject=subject)
        if why is None and frame.after is None and not frame.clause:
            filled.objects.extend(patients)
        yield from self._made(rule, frame, trigger, verb, filled, why)

    def _is_excluded(self, rule: Rule, trigger: int, verb: int, parts: list[int], *, subject: int | None) -> bool:
        """Whether one of the verb frames under the rule's ``unless`` fits."""
        frames = (f for f in rule.unless if not f.noun)
        return any(
            self.filler.fill_verb(rule, f, trigger, verb, Filled(rule.type, words=[trigger, *parts]), subject=subject)[
                0
            ]
            is None
            for f in frames
        )

    def _is_excluded_noun(self, rule: Rule, n: int, light: int | None, carried: str) -> bool:
        for frame in (f for f in rule.unless if f.noun):
            filled = Filled(rule.type, place_before=rule.place_before)
            why = self.filler.fill_noun(frame, n, light, filled, carried=carried)
            why = why or self.filler.find_doers(rule, frame, n, light, filled, carried=carried)
            if why is None:
                return True
        return False

    def _try_noun(self, rule: Rule, frame: Frame, n: int, light: int | None, *, carried: str) -> Iterator[Match]:
        words = [n] if light is None else [n, light]
        filled = Filled(rule.type, words=words, place_before=rule.place_before)
        why = self.filler.fill_noun(frame, n, light, filled, carried=carried)
        why = why or self.filler.find_doers(rule, frame, n, light, filled, carried=carried)
        if why is None and light is None and not filled.actors and not filled.recipients and not rule.bare:
            why = "nobody is named with the noun"
        if why is None and light is not None:
            filled.consumed.add(light)
        yield from self._made(rule, frame, n, light if light is not None else n, filled, why)

    def _made(
        self, rule: Rule, frame: Frame, trigger: int, carrier: int, filled: Filled, why: str | None
    ) -> Iterator[Match]:
        if why is None:
            self._add_targets(filled)
            yield Match(
                rule, frame, trigger, carrier, tuple(dict.fromkeys(filled.words)), _unique(filled.actors),
                _unique(filled.recipients), filled.act, bool(frame.clause and frame.clause.claim),
                frozenset(filled.consumed), tuple(filled.objects), tuple(filled.anaphors), filled.inner,
            )  # fmt: skip
        else:
            self._misfits.setdefault(trigger, []).append((rule, f"'{frame.text}' does not fit: {why}"))

    @staticmethod
    def _add_targets(filled: Filled) -> None:
        """ "Twelve people died in the attack on the Iranian parliament": the victims' country is that of the target."""
        if not any(p.identity.entity for p in filled.recipients):
            filled.recipients.extend(p for act in filled.told for p in act.recipients if p.identity.entity)


def _unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(parties))
