"""Triggers and arguments: where a rule of the codebook fits the words of a sentence.

``Matcher.matches`` reads one sentence and gives the ``Match`` of each act in it, with the candidates that were turned
down. Nothing is decided here about status, place or date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from countermove import syntax
from countermove.events.codebook import FROM_ACT, Codebook, InnerAct, Rule
from countermove.events.frames import Clause, Frame, Oblique, Slot
from countermove.records import Candidate, Identity, Mention, MentionKind, Party, Sentence

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
#: Verbs that only say that the act their subject names takes place.
HAPPENING = frozenset(
    "break erupt take occur happen begin start continue resume rage flare intensify escalate go persist come kick "
    "follow ensue".split()
)
#: The word class of what stands on somebody's ground: buildings, places, camps.
FIXTURE = "fixture"
#: The word class that any name fits: "annexed Crimea", "captured Aleppo".
PROPER_NAME = "proper-name"
#: The word classes that whoever is an actor himself fits (and not a thing of his), and any person told by name.
SOMEBODY = "somebody"
NAMED_PERSON = "named-person"
#: The word class of things told with their owner's name: "Germany's decision", not "his" nor "the country's".
OF_A_NAME = "of-a-name"
#: Nouns whose maker speaks through them: "issued a statement condemning ...".
DOCUMENTS = frozenset(
    "report statement letter resolution declaration document communique message note article editorial speech "
    "complaint petition bill motion lawsuit suit decree text draft tweet video broadcast".split()
)
#: Verbs that lay a thing on somebody: "a ban placed on", "charges brought against".
LAYING_ON = frozenset("impose place levy slap lodge file bring clamp".split())
_MODIFIERS = ("amod", "compound", "nmod", "poss")
_SOURCE_PREPOSITIONS = ("by", "from")


class Cast(Protocol):
    """What the matcher asks of the actors of an article."""

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who the noun phrase headed by this token is."""

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who stands behind the thing this token heads."""

    def at(self, sentence: int, token: int) -> Mention | None:
        """The mention headed by this token."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits. Token indexes of sentence ``sentence``.

    ``trigger`` is the word that fires the rule, ``carrier`` the verb whose status and time are the act's (the light
    verb of a noun, else the trigger). ``consumed`` are words that are part of this act and no act of their own.
    ``anaphors`` are heads of recipients that stand for an act told before ("a move").
    """

    rule: Rule
    frame: Frame
    trigger: int
    carrier: int
    words: tuple[int, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    act: int | None = None
    claim: bool = False
    consumed: frozenset[int] = frozenset()
    objects: tuple[int, ...] = ()
    anaphors: tuple[int, ...] = ()
    inner: InnerAct | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Of several matches at one word the highest rank is taken: it asks for most, then it explains most words."""
        return (self.frame.specificity + 2 * len(self.rule.needs), len(self.words), -self.rule.order)


@dataclass(slots=True)
class _Filled:
    """A frame of a rule of ``type`` being filled; becomes a Match when every slot has been asked."""

    type: str
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    consumed: set[int] = field(default_factory=set)
    objects: list[int] = field(default_factory=list)
    anaphors: list[int] = field(default_factory=list)
    act: int | None = None
    inner: InnerAct | None = None
    named: int = 0
    told: list[Match] = field(default_factory=list)
    place_before: bool = False


#: Mends who and whom by what the report says elsewhere and asks the rule's conditions: the match, or why it fails.
Settle = Callable[[Match], Match | str]


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
    _prepositions: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    _roles: dict[tuple[int, bool], tuple[list[int], list[int]]] = field(default_factory=dict)

    def matches(self) -> list[Match]:
        """The acts of the sentence in order of their triggers, inner acts that an outer one consumes left out."""
        found = [m for t in self.sentence.tokens if (m := self.at(t.index)) is not None]
        consumed: set[int] = set()
        for match in sorted(found, key=lambda m: m.rank, reverse=True):
            if match.trigger not in consumed:  # of two that take each other in ("launched an attack") the better stays
                consumed |= match.consumed
            if match.claim and match.act is not None and syntax.negation(self.sentence, match.trigger) is not None:
                consumed.update(self._act_words(match.act))  # "never accused Togo of arming rebels" claims nothing
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
        elif token.tag.startswith("NN") and not self._is_modifier(i):
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

    def _is_modifier(self, i: int) -> bool:
        """Whether a noun only says what kind the noun after it is: "riot police", "protest leader"."""
        token = self.sentence.tokens[i]
        return token.dep == "compound" and token.head > i and syntax.is_noun(self.sentence, token.head)

    # --- by kind of trigger ---

    def _verb_matches(self, v: int) -> list[Match]:
        entries = self.codebook.verbs.get(self.sentence.tokens[v].lemma, ())
        found: list[Match] = []
        for rule, particle in entries:
            parts = self._particle(v, particle)
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
        found: list[Match] = []
        for rule, _ in self.codebook.verbs.get(s.tokens[i].lower, ()):
            for frame in rule.frames:
                clause = frame.clause
                if frame.noun or clause is None or (clause.classes and not self._is_word_of(v, clause.classes)):
                    continue
                filled = _Filled(rule.type, words=[i])
                why = self._fill_before(rule, frame.before, syntax.surface_subjects(s, v), filled)
                if why is None:
                    self._take_act(clause, v, self._act_at(v), filled)
                found.extend(self._made(rule, frame, i, v, filled, why))
        return found

    def _noun_entries(self, n: int) -> list[Rule]:
        """The rules this noun, with the words before it, may trigger."""
        token = self.sentence.tokens[n]
        entries = self.codebook.nouns.get(token.lower if token.tag in ("NNP", "VBG") else token.lemma, ())
        if token.tag == "VBG" and token.dep not in ("nsubj", "nsubjpass", "pobj", "dobj"):
            return []  # a gerund is a noun only in a noun's place: "fighting between A and B went on"
        return [rule for rule, before in entries if not before or self._stands_before(n, before)]

    def _noun_matches(self, n: int) -> list[Match]:
        found: list[Match] = []
        for rule in self._noun_entries(n):
            light, carried = self._light_verb(n, rule)
            fitting = [m for f in rule.frames if f.noun for m in self._try_noun(rule, f, n, light, carried=carried)]
            if fitting and not self._is_excluded_noun(rule, n, light, carried):
                found.extend(fitting)
        return found

    def _particle(self, v: int, particle: str) -> list[int] | None:
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

    def _light_verb(self, n: int, rule: Rule) -> tuple[int | None, str]:
        """The light verb that carries the noun and the role of its subject ("A" or "R"); (None, "") without."""
        s = self.sentence
        noun = syntax.first_conjunct(s, n)
        token = s.tokens[noun]
        v = token.head
        for clause in syntax.children(s, n, "relcl", "acl"):  # "the raid that police carried out", "talks held in Rome"
            if n in syntax.patients(s, clause):
                light = self._carried(rule, clause, self._with_particle(clause))
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
        verb = self._with_particle(v)
        if token.dep == "nsubj":
            return (None, "") if not syntax.is_passive(s, v) else self._carried(rule, v, verb)
        return self._carried(rule, v, verb)

    def _with_particle(self, v: int) -> str:
        """A verb's lemma with its particle: "carry out"."""
        particle = syntax.child(self.sentence, v, "prt")
        tokens = self.sentence.tokens
        return tokens[v].lemma + (f" {tokens[particle].lower}" if particle is not None else "")

    def _light_phrases(self, above: int, preposition: int) -> Iterator[tuple[int, str]]:
        """Light verbs of three words that a preposition closes: "took part in", "claimed responsibility for"."""
        s = self.sentence
        nouns = [above] if s.tokens[above].dep in ("dobj", "nsubjpass") else []
        if syntax.is_verb(s, above):  # the preposition may hang on the verb
            nouns = syntax.children(s, above, "dobj", "nsubjpass")
        for noun in nouns:
            v = s.tokens[noun].head
            yield v, f"{s.tokens[v].lemma} {s.tokens[noun].lemma} {s.tokens[preposition].lower}"

    def _happening(self, n: int) -> int | None:
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

    # --- filling a frame ---

    def _try(
        self, rule: Rule, frame: Frame, trigger: int, verb: int, parts: list[int], *, subject: int | None
    ) -> Iterator[Match]:
        """Fill a frame of a verb (or of an adjective whose copula is ``verb``)."""
        filled = _Filled(rule.type, words=[trigger, *parts])
        why, patients = self._fill_verb(rule, frame, trigger, verb, filled, subject=subject)
        if why is None and frame.after is None and not frame.clause:
            filled.objects.extend(patients)
        yield from self._made(rule, frame, trigger, verb, filled, why)

    def _fill_verb(
        self, rule: Rule, frame: Frame, trigger: int, verb: int, filled: _Filled, *, subject: int | None
    ) -> tuple[str | None, list[int]]:
        """Fill every slot of a verb's frame; why it does not fit, and the verb's objects."""
        parts = filled.words[1:]
        agents, patients = self._doers_and_objects(verb, copula=subject is not None)
        if not patients and frame.after is not None:
            patients = self._particle_objects(filled.words)
        why = self._lacking(frame, patients) or self._fill_before(rule, frame.before, agents, filled)
        why = why or (self._fill_slot(frame.after, patients, filled, "object") if frame.after else None)
        if why is None:
            sources = [trigger, *patients, *parts, *self._laid_on(patients)] if subject is None else [trigger, verb]
            if frame.before and frame.before.role == "X":  # "sanctions against Eritrea took effect"
                sources.extend(agents)
            why = self._fill_obliques(frame.obliques, sources, filled)
        if why is None and frame.clause:
            why = self._fill_clause(frame.clause, [trigger, *patients, *self._behind(frame, verb)], patients, filled)
        if not agents and not filled.actors and frame.before and frame.before.role == "A":
            moved = [o for o in filled.objects if o in filled.consumed and o in patients]
            if frame.after and frame.after.role == "X":  # "Turkish troops were sent": whose they are sends them
                filled.actors.extend(p for o in moved for p in self._who(o))
        return why, patients

    def _doers_and_objects(self, verb: int, *, copula: bool) -> tuple[list[int], list[int]]:
        """Who does what the verb says and to whom; of a copula its subject alone."""
        if (verb, copula) not in self._roles:
            s = self.sentence
            if copula:
                self._roles[verb, copula] = (syntax.surface_subjects(s, verb), [])
            else:
                self._roles[verb, copula] = (syntax.agents(s, verb) or self._deciders(verb), syntax.patients(s, verb))
        agents, patients = self._roles[verb, copula]
        return agents, patients

    def _laid_on(self, things: Iterable[int]) -> list[int]:
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

    @staticmethod
    def _lacking(frame: Frame, patients: Sequence[int]) -> str | None:
        """What can be told to be lacking without looking at the words."""
        return "it has no object" if frame.after is not None and not frame.after.optional and not patients else None

    def _particle_objects(self, words: Sequence[int]) -> list[int]:
        """The object of a verb's particle that is a preposition: "lashed out at Iran"."""
        s = self.sentence
        if len(words) < 2 or s.tokens[words[-1]].tag != "IN":
            return []
        return [c for o in syntax.children(s, words[-1], "pobj") for c in syntax.conjuncts(s, o)]

    def _is_excluded(self, rule: Rule, trigger: int, verb: int, parts: list[int], *, subject: int | None) -> bool:
        """Whether one of the verb frames under the rule's ``unless`` fits."""
        frames = (f for f in rule.unless if not f.noun)
        return any(
            self._fill_verb(rule, f, trigger, verb, _Filled(rule.type, words=[trigger, *parts]), subject=subject)[0]
            is None
            for f in frames
        )

    def _is_excluded_noun(self, rule: Rule, n: int, light: int | None, carried: str) -> bool:
        for frame in (f for f in rule.unless if f.noun):
            filled = _Filled(rule.type, place_before=rule.place_before)
            why = self._fill_noun(frame, n, light, filled, carried=carried)
            why = why or self._find_doers(rule, frame, n, light, filled, carried=carried)
            if why is None:
                return True
        return False

    def _try_noun(self, rule: Rule, frame: Frame, n: int, light: int | None, *, carried: str) -> Iterator[Match]:
        words = [n] if light is None else [n, light]
        filled = _Filled(rule.type, words=words, place_before=rule.place_before)
        why = self._fill_noun(frame, n, light, filled, carried=carried)
        why = why or self._find_doers(rule, frame, n, light, filled, carried=carried)
        if why is None and light is None and not filled.actors and not filled.recipients and not rule.bare:
            why = "nobody is named with the noun"
        if why is None and light is not None:
            filled.consumed.add(light)
        yield from self._made(rule, frame, n, light if light is not None else n, filled, why)

    def _fill_noun(self, frame: Frame, n: int, light: int | None, filled: _Filled, *, carried: str) -> str | None:
        """Fill every slot of a noun's frame; why it does not fit."""
        doers = syntax.agents(self.sentence, light) if light is not None and carried == "A" else []
        why = self._fill_noun_before(frame.before, n, doers, filled)
        if why is None:
            beside = light if light is not None else self._happening(n)
            why = self._fill_obliques(frame.obliques, [n, *([beside] if beside is not None else [])], filled)
        if why is None and frame.clause:
            why = self._fill_clause(frame.clause, [n], [], filled)
        if why is None and light is not None:
            why = self._fill_light(light, carried, filled)
        return why

    def _find_doers(
        self, rule: Rule, frame: Frame, n: int, light: int | None, filled: _Filled, *, carried: str
    ) -> str | None:
        """Look behind and around a noun for those who do what it says, where nobody before it does; why they lack."""
        slot = frame.before
        if slot is not None and slot.role == "A":
            if not filled.actors:
                filled.actors.extend(self._doers_behind(n, filled) or self._doers_around(n, rule))
            elif len({p.identity.entity for p in filled.actors}) < slot.many:
                filled.actors.extend(self._doers_around(n, rule))
        if not filled.actors and light is not None and carried == "R":  # "drew anger from Iran"
            filled.actors.extend(p for w, h in self._phrases(light) if w in _SOURCE_PREPOSITIONS for p in self._who(h))
        if slot is not None and len({p.identity.entity for p in filled.actors}) < slot.many:
            return f"fewer than {slot.many} do it"
        return None

    def _doers_behind(self, n: int, filled: _Filled) -> list[Party]:
        """Who does what a noun says, told behind it: "by Russia", else whose the things are ("of Russian troops").

        "By" may hang on the one it is done to or on the verb: "condemned the murder of an officer by rebels".
        """
        placed = {p.span for p in filled.recipients}
        sources = [p for p in self._sources(n) or self._senders(n, filled) if p.span not in placed]
        if not sources:
            around = [*filled.objects, *self._verb_over(n)]
            behind = [h for o in around for preposition, h in self._phrases(o) if preposition == "by" and h > n]
            sources = [p for h in behind for p in self._who(h)]
        things = [o for o in filled.objects if not placed & {p.span for p in self._who(o)}]
        return sources or [p for o in things for p in self._doers_of(o)]

    def _doers_of(self, thing: int) -> Sequence[Party]:
        """Who does an act a noun names ("the collapse of talks between ..."), else whose the thing is."""
        inner = self.at(thing)
        return inner.actors if inner else self.cast.owners(self.sentence, thing)

    def _doers_around(self, n: int, rule: Rule) -> list[Party]:
        """Who does it where a noun stands behind a preposition that carries it: "on a visit to Cuba, she said"."""
        s = self.sentence
        token = s.tokens[syntax.first_conjunct(s, n)]
        preposition = s.tokens[token.head]
        if token.dep != "pobj" or preposition.lower not in rule.light:
            return []
        above = preposition.head
        heads = syntax.surface_subjects(s, above) if syntax.is_verb(s, above) else [above]
        return [p for h in heads for p in self._who(h, itself=True)]

    def _made(
        self, rule: Rule, frame: Frame, trigger: int, carrier: int, filled: _Filled, why: str | None
    ) -> Iterator[Match]:
        if why is None:
            mode_act = filled.inner
            self._add_targets(filled)
            yield Match(
                rule, frame, trigger, carrier, tuple(dict.fromkeys(filled.words)), _unique(filled.actors),
                _unique(filled.recipients), filled.act, bool(frame.clause and frame.clause.claim),
                frozenset(filled.consumed), tuple(filled.objects), tuple(filled.anaphors), mode_act,
            )  # fmt: skip
        else:
            self._misfits.setdefault(trigger, []).append((rule, f"'{frame.text}' does not fit: {why}"))

    def _verb_over(self, n: int) -> list[int]:
        """The active verb whose object this noun is."""
        s = self.sentence
        v = s.tokens[n].head
        return [v] if s.tokens[n].dep == "dobj" and syntax.is_verb(s, v) and not syntax.is_passive(s, v) else []

    @staticmethod
    def _add_targets(filled: _Filled) -> None:
        """ "Twelve people died in the attack on the Iranian parliament": the victims' country is that of the target."""
        if not any(p.identity.entity for p in filled.recipients):
            filled.recipients.extend(p for act in filled.told for p in act.recipients if p.identity.entity)

    def _fill_before(self, rule: Rule, slot: Slot | None, heads: Sequence[int], filled: _Filled) -> str | None:
        if slot is None:
            return None
        if not heads:
            if rule.from_speaker or not (slot.must or slot.many or slot.classes or slot.words or slot.sectors):
                return None
            return "it has no doer"
        return self._fill_slot(slot, heads, filled, "subject", strict=slot.role == "A" and not slot.classes)

    def _fill_slot(
        self, slot: Slot, heads: Sequence[int], filled: _Filled, what: str, *, strict: bool = False
    ) -> str | None:
        """Put these heads into the slot; why not, where they do not fit it."""
        if not heads:
            return None if slot.optional else f"it has no {what}"
        fitting = [h for h in heads if self._is_of(h, slot)]
        if not fitting:
            if slot.optional and slot.role == "X":
                return None
            return f"its {what} is none of the words it asks for"
        if slot.role == "A" and slot.classes:
            parties = [p for h in fitting for p in self._doers(h, filled)]
        else:
            alone = bool(slot.sectors)
            parties = [p for h in fitting for p in self._who(h, itself=alone or (strict and not self._can_act(h)))]
        if slot.role == "X":
            filled.words.extend(fitting if slot.classes or slot.words else [])
            filled.objects.extend(fitting)
            if what == "subject" and (slot.classes or slot.words):
                filled.actors.extend(p for h in fitting for p in self._doers(h, filled))
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
        return known or bool(self._noun_entries(head)) or self._names(head, self.codebook.classes["voice"])

    def _fill_role(
        self, slot: Slot, heads: list[int], parties: list[Party], filled: _Filled, what: str, *, strict: bool
    ) -> str | None:
        if slot.sectors:
            parties = [p for p in parties if _is_in(p, slot.sectors)]
        if not parties and (slot.must or slot.sectors or (strict and not self._is_anaphor(heads))):
            return f"its {what} names nobody" if not slot.sectors else f"its {what} is of another sector"
        if len({p.identity for p in parties}) < slot.many:
            return f"its {what} names fewer than {slot.many}"
        (filled.actors if slot.role == "A" else filled.recipients).extend(parties)
        filled.named += bool(parties)
        filled.objects.extend(heads if what != "subject" else [])
        if not parties:
            filled.anaphors.extend(h for h in heads if self._points_back(h))
        return None

    def _points_back(self, head: int) -> bool:
        """Whether a noun stands for an act told before: "the move", "a move that ..."; not "urged action"."""
        s = self.sentence
        return s.tokens[head].lemma in ANAPHORS and syntax.child(s, head, "det", "poss") is not None

    def _is_anaphor(self, heads: list[int]) -> bool:
        return any(self.sentence.tokens[h].tag == "PRP" for h in heads)

    def _fill_obliques(self, obliques: Sequence[Oblique], sources: Sequence[int], filled: _Filled) -> str | None:
        reached = list(sources)  # "sanctions against Iran": a phrase may hang on the phrase before it
        for oblique in obliques:
            heads = self._oblique_heads(oblique, reached)
            if not heads:
                if oblique.slot.optional:
                    continue
                return f"nothing stands behind '{'/'.join(sorted(oblique.prepositions))}'"
            why = self._fill_slot(oblique.slot, heads, filled, f"'{'/'.join(sorted(oblique.prepositions))}' phrase")
            if why is not None and not oblique.slot.optional:
                return why
            reached.extend(heads)
        return None

    def _oblique_heads(self, oblique: Oblique, sources: Sequence[int]) -> list[int]:
        """The heads behind a preposition: of the first source where one fits, so that "on Friday" is passed by."""
        first: list[int] = []
        slot = oblique.slot
        for source in sources:
            heads = [h for p, h in self._phrases(source) if p in oblique.prepositions]
            if any(self._is_of(h, slot) and (slot.role == "X" or self._who(h)) for h in heads):
                return heads
            first = first or heads
        return first

    def _behind(self, frame: Frame, verb: int) -> list[int]:
        """What stands in the frame's prepositional slots: "called on Iran [to stop]" may hang on either word."""
        wanted = {p for o in frame.obliques for p in o.prepositions}
        return [h for p, h in self._phrases(verb) if p in wanted] if wanted else []

    def _phrases(self, i: int) -> list[tuple[str, int]]:
        if i not in self._prepositions:
            self._prepositions[i] = syntax.preposition_phrases(self.sentence, i)
        return self._prepositions[i]

    def _fill_clause(
        self, clause: Clause, sources: Sequence[int], patients: Sequence[int], filled: _Filled
    ) -> str | None:
        """Find the inner act and, where the frame asks, its subject: a clause, else a noun that names an act."""
        joins = clause.joined | ({"base"} if "that" in clause.joined else set())
        candidates = [c for i in sources for c in syntax.complements(self.sentence, i) if c.joined in joins]
        for complement in candidates:
            inner = self._act_at(complement.head)
            if clause.types and (inner is None or inner.rule.type not in clause.types):
                continue
            if clause.classes and not self._is_word_of(complement.head, clause.classes):
                continue
            if clause.subject is not None:
                why = self._fill_inner_subject(clause.subject, complement.head, patients, filled)
                if why is not None:
                    return why
            self._take_act(clause, complement.head, inner, filled)
            return None
        if not clause.claim and self._fill_noun_act(clause, sources, patients, filled):
            return None
        return None if clause.optional else "the inner act it needs does not stand there"

    def _is_word_of(self, i: int, classes: Iterable[str]) -> bool:
        token = self.sentence.tokens[i]
        return any(token.lemma in self.codebook.classes[name] for name in classes) or (
            syntax.is_noun(self.sentence, i) and any(self._names(i, self.codebook.classes[name]) for name in classes)
        )

    def _fill_inner_subject(self, slot: Slot, v: int, patients: Sequence[int], filled: _Filled) -> str | None:
        """Put the subject of an inner act into its slot: R is whoever is to do it, A must be the actor again."""
        own = syntax.children(self.sentence, v, *syntax.SUBJECTS)
        heads = [c for o in own for c in syntax.conjuncts(self.sentence, o)] or list(patients)
        if slot.role == "X":
            fits = not (slot.classes or slot.words) or any(self._is_of(h, slot) for h in heads)
            return None if fits else "its inner subject is none of the words it asks for"
        if slot.role == "A" and filled.actors:
            told = {p.identity.entity or p.identity.name for h in heads for p in self._who(h)}
            doing = {p.identity.entity or p.identity.name for p in filled.actors}
            same = told & doing or not heads or (not told and self._is_anaphor(heads))
            return None if same else "its inner subject is not the actor"
        return self._fill_slot(slot, heads, filled, "inner subject")

    def _act_at(self, v: int) -> Match | None:
        """The act a verb tells, by itself or by the noun it carries ("hold talks")."""
        carried = (m for o in syntax.patients(self.sentence, v) if (m := self.at(o)) is not None and m.carrier == v)
        return self.at(v) or next(carried, None)

    def _fill_noun_act(self, clause: Clause, sources: Sequence[int], patients: Sequence[int], filled: _Filled) -> bool:
        """Take a noun as the inner act: "demanded the withdrawal of troops", "called for an inquiry"."""
        nouns = list(patients) if "ing" in clause.joined else []
        nouns += [h for i in sources for p, h in self._phrases(i) if p in clause.joined and p != "to"]
        for n in nouns:
            if not syntax.is_noun(self.sentence, n):
                continue
            rules = self._noun_entries(n)
            inner = self.at(n)
            if clause.classes and not self._is_word_of(n, clause.classes):
                continue
            kind = inner.rule.type if inner else rules[0].type if rules else None
            known = rules or clause.classes or self._is_act_word(n, filled.type)
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
            self._take_act(clause, n, inner, filled)
            if inner is None and rules:
                filled.inner = InnerAct(rules[0].type, rules[0].mode, (self.sentence.tokens[n].lemma,))
            return True
        return False

    @staticmethod
    def _is_anothers(act: Match | None, filled: _Filled) -> bool:
        """Whether somebody else than the actor does an inner act."""
        told = {p.identity.entity for p in act.actors} if act else set()
        return bool(told) and told.isdisjoint(p.identity.entity for p in filled.actors)

    def _is_act_word(self, n: int, type_name: str) -> bool:
        words = self.codebook.act_words[type_name]
        return bool(words) and self._names(n, words)

    def _fill_noun_doer(self, slot: Slot, n: int, inner: Match | None, filled: _Filled) -> bool:
        """Who is to do what the noun says: "demanded Iran's withdrawal", "an apology from Japan"."""
        doing = {p.identity for p in filled.actors}
        partners = (p for w, h in self._phrases(n) if w == "with" for p in self._who(h))  # "talks with the Taliban"
        told = inner.actors if inner else ()
        for reached in (told, (*self._possessors(n), *self._sources(n)), partners):
            found = [p for p in reached if p.identity not in doing]
            if found:
                break
        if not found and slot.must:
            return False
        (filled.actors if slot.role == "A" else filled.recipients).extend(found)
        return True

    def _take_act(self, clause: Clause, head: int, inner: Match | None, filled: _Filled) -> None:
        filled.act = head
        behind = (h for p, h in self._phrases(head) if p == "to")
        named = (head, *syntax.patients(self.sentence, head), *behind)
        words = tuple(self.sentence.tokens[i].lemma for i in named)
        filled.inner = (
            InnerAct(inner.rule.type, mode_of(inner, self.codebook), words) if inner else InnerAct(None, None, words)
        )
        if clause.claim:
            return
        filled.consumed.update(self._act_words(head))
        if (clause.subject is None or clause.subject.role == "A") and not filled.recipients:
            filled.recipients.extend(self._recipients_of(head, inner, filled.actors))

    def _act_words(self, head: int) -> Iterator[int]:
        """The inner act's verb, those coordinated with or completing it, and the nouns it carries as its object."""
        s = self.sentence
        for v in syntax.conjuncts(s, head):
            yield v
            yield from (o for o in syntax.patients(s, v) if (m := self.at(o)) is not None and m.carrier == v)
            for c in syntax.complements(s, v):
                yield from self._act_words(c.head)

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
        heads = [*objects, *(h for p, h in self._phrases(head) if p in ("with", "to", "against", "on", "from", "for"))]
        for _ in range(2):  # "lift a ban on imports of British beef"
            objects = [
                h for o in objects for p, h in self._phrases(o) if p in ("of", "on", "to", "with", "for", "against")
            ]
            heads += objects
        for h in heads:
            found = [p for p in self._who(h) if p.identity.entity not in doing]
            if found:
                return found
        return []

    def _fill_noun_before(self, slot: Slot | None, n: int, doers: list[int], filled: _Filled) -> str | None:
        if slot is None:
            return None
        if slot.role == "X":
            before = [c for c in syntax.children(self.sentence, n, *_MODIFIERS) if self._is_of(c, slot)]
            return None if before or slot.optional else "what stands before it is none of the words it asks for"
        possessors = self._possessors(n, places=not filled.place_before)
        if slot.sectors:
            possessors += [p for h in doers for p in self._who(h)]
            possessors = [p for p in possessors if _is_in(p, slot.sectors)]
        if not possessors and not slot.optional and (slot.must or slot.sectors):
            told = any(self._who(h) for h in doers) or self._sources(n)
            if slot.sectors or not told:
                return "nobody is named before the noun"
        (filled.actors if slot.role == "A" else filled.recipients).extend(possessors)
        return None

    def _fill_light(self, light: int, carried: str, filled: _Filled) -> str | None:
        heads = syntax.agents(self.sentence, light)
        parties = [p for h in heads for p in self._who(h)]
        if heads and not parties and not self._is_anaphor(heads):
            return f"the subject of '{self.sentence.tokens[light].text}' names nobody"
        target = filled.actors if carried == "A" else filled.recipients
        if parties:  # "Its army launched exercises": the subject says better who than "its" before the noun
            told = {p.identity.entity for p in parties}
            target[:] = [*parties, *(p for p in target if p.identity.entity not in told)]
        return None

    # --- who ---

    def _doers(self, head: int, filled: _Filled) -> list[Party]:
        """Who the phrase is; where it names an act, who does it: "an attack by rebels", "clashes between A and B"."""
        direct = self.cast.parties(self.sentence, head)
        act = self.at(head) if not direct and syntax.is_noun(self.sentence, head) else None
        if act is None:
            named = self._who(head)
            known = any(p.identity.entity for p in named)
            senders = [] if direct and known else self._senders(head, filled)
            return named if known else senders or named
        filled.told.append(act)
        return list(act.actors)

    def _senders(self, thing: int, filled: _Filled) -> list[Party]:
        """Who sent a thing, told by a participle that is no act of its own: "the missiles fired by Israel"."""
        s = self.sentence
        for v in syntax.children(s, thing, "acl", "relcl"):
            found = [p for h in syntax.agents(s, v) for p in self._who(h)] if syntax.is_passive(s, v) else []
            if found:
                filled.consumed.add(v)
                return found
        return []

    def _who(self, head: int, *, itself: bool = False) -> list[Party]:
        """Who the phrase is; else (unless it must be somebody itself) who stands behind it."""
        s = self.sentence
        direct = self.cast.parties(s, head)
        if direct:
            return list(direct)
        token = s.tokens[head]
        if token.lemma in PARTITIVES or token.tag == "CD":
            inside = [p for preposition, h in self._phrases(head) if preposition == "of" for p in self._who(h)]
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
        if not found and self._names(head, self.codebook.classes["words"]):
            behind = [h for p, h in self._phrases(head) if p in ("of", "from", "by")]
            found = [p for h in behind for p in self.cast.parties(s, h)]
        return found

    def _ground_owners(self, head: int, depth: int = 3) -> list[Party]:
        """On whose ground a building or place is: "a base in Lamu county in Kenya"."""
        if not depth or not (depth < 3 or self._names(head, self.codebook.classes.get(FIXTURE, frozenset()))):
            return []
        for preposition, h in self._phrases(head):
            if preposition in ("in", "inside", "of", "near", "outside"):
                found = [*self.cast.parties(self.sentence, h)] or [*self.cast.owners(self.sentence, h)]
                found = found or self._ground_owners(h, depth - 1)
                if found:
                    return found
        token = self.sentence.tokens[head]
        if depth == 3 and token.dep in ("dobj", "nsubjpass"):  # "in Syria" may hang on the verb
            return [p for q, h in self._phrases(token.head) if q == "in" for p in self.cast.parties(self.sentence, h)]
        return []

    def _sides(self, head: int) -> list[Party]:
        """Those between whom a thing is: "a truce between A and B"."""
        between = [h for preposition, h in self._phrases(head) if preposition == "between"]
        return [p for h in between for p in self.cast.parties(self.sentence, h)]

    def _authors(self, head: int) -> list[Party]:
        """Who put out a document that itself speaks: "adopted a resolution calling for ..."."""
        token = self.sentence.tokens[head]
        verb = self.sentence.tokens[token.head].head if token.dep == "pobj" else token.head  # "voted for a motion"
        stands = token.lemma in DOCUMENTS and token.dep in ("dobj", "pobj") and syntax.is_verb(self.sentence, verb)
        agents = syntax.agents(self.sentence, verb) if stands else []
        return [p for h in agents for p in self.cast.parties(self.sentence, h)]

    def _possessors(self, n: int, *, places: bool = True) -> list[Party]:
        """Those named before a noun: "Russia's", "Russian", "NATO"; without ``places`` not "Kabul", "Ukraine"."""
        s = self.sentence
        found: list[Party] = []
        for c in syntax.children(s, n, *_MODIFIERS):
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

    def _sources(self, n: int) -> list[Party]:
        """Those who do what a noun says, told behind it: "by Russia", "from Moscow", "on the Russian side"."""
        s = self.sentence
        found: list[Party] = []
        for preposition, h in self._phrases(n):
            if preposition in _SOURCE_PREPOSITIONS:
                found.extend(self._who(h))
            elif preposition in ("on", "of") and s.tokens[h].lemma in ("side", "part"):
                found.extend(self.cast.owners(s, h))
        return found

    def _is_of(self, head: int, slot: Slot) -> bool:
        if not slot.classes and not slot.words:
            return True
        if PROPER_NAME in slot.classes and self.sentence.tokens[head].tag.startswith("NNP"):
            return True
        if SOMEBODY in slot.classes and self._who(head, itself=True):
            return True
        if NAMED_PERSON in slot.classes and any(p.identity.person for p in self._who(head, itself=True)):
            return True
        if OF_A_NAME in slot.classes and self._is_of_a_name(head):
            return True
        wanted = [self.codebook.classes[name] for name in slot.classes]
        return any(self._names(head, words) for words in (*wanted, slot.words) if words)

    def _is_of_a_name(self, head: int) -> bool:
        owner = syntax.possessor(self.sentence, head)
        return owner is not None and self.sentence.tokens[owner].tag.startswith("NNP")

    def _names(self, head: int, words: frozenset[str]) -> bool:
        """Whether a phrase's head, alone, with the word before it or with "of" and its noun, is one of these words."""
        s = self.sentence
        token = s.tokens[head]
        if token.lemma in words or token.lower in words:
            return True
        for c in syntax.children(s, head, "compound", "amod"):
            if f"{s.tokens[c].lemma} {token.lemma}" in words or f"{s.tokens[c].lower} {token.lower}" in words:
                return True
        behind = [h for p, h in self._phrases(head) if p == "of"]
        if any(f"{token.lemma} of {s.tokens[h].lemma}" in words for h in behind):  # "state of emergency"
            return True
        if token.lemma in PARTITIVES or token.tag == "CD":
            return any(self._names(h, words) for h in behind)
        return False


def mode_of(match: Match, codebook: Codebook) -> str | None:
    """The event's mode: the rule's, or the one that the inner act gives."""
    if match.rule.mode != FROM_ACT:
        return match.rule.mode
    return codebook.act_mode(match.rule.type, match.inner) if match.inner else None


def _is_in(party: Party, sectors: frozenset[str]) -> bool:
    """Whether a party has one of these sectors or actor codes (IGO, EUR, UNO ...)."""
    return not sectors.isdisjoint((*party.identity.sectors, party.identity.code or ""))


def _is_another(party: Party, actors: set[Identity]) -> bool:
    """Whether a party is of another entity than the actors, unknown, or another person told by name."""
    identity = party.identity
    known = {a.entity for a in actors}
    return identity.entity is None or identity.entity not in known or bool(identity.person and identity not in actors)


def _unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(parties))
