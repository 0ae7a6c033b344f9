"""Who denies what: a denial, and the acts and accusations told elsewhere in the report that it answers.

A denial is a statement that denies ("Moscow denied the allegations", "denied shelling the town"), an act told as not
done ("said it did not shell the town"), or a sentence that takes a charge back ("had no part in it", "the claims are
false"). It answers an act by what it says of it (type, words, doer), and a charge by who is charged: the nearest one
laid against whoever denies. Where nothing fits, nothing is linked. The words are data
(``data/codebook/denials.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import yaml

from countermove import syntax
from countermove.events.codebook import Codebook, shipped_text
from countermove.events.extract import Extraction, Located, Scene
from countermove.records import (
    Denial,
    Event,
    Identity,
    Party,
    Sentence,
    Span,
    Stance,
    Statement,
    Status,
)

#: How many sentences a denial may stand after what it answers.
_REACH = 5
#: The same for a denial that names an act by other words than those it was told in.
_NEAR = 3
#: A verb that may trigger rules of more types than these says nothing of the type.
_FEW_TYPES = 3
#: Quads of acts of conflict, by word and by deed.
_CONFLICT = (3, 4)
_CLAUSES = ("relcl", "advcl", "ccomp", "acl", "parataxis", *syntax.SUBJECTS)
#: What leads from a charge to what it says: "reports of", "claims about", "involvement in".
_ABOUT = frozenset(("of", "about", "in", "for", "over", "to", "with"))
_SPEAKERS_OWN = frozenset(("i", "we", "us", "our", "my"))


@dataclass(frozen=True, slots=True)
class DenialWords:
    """The words of denials.yaml; the file says what each list is."""

    deny: frozenset[str]
    reject: frozenset[str]
    charges: frozenset[str]
    criticism: frozenset[str]
    parts: frozenset[str]
    pronouns: frozenset[str]
    falsehoods: frozenset[str]
    involved: frozenset[str]
    alike: frozenset[str]


@cache
def denial_words() -> DenialWords:
    """The words that ship with the codebook (read once)."""
    raw: dict[str, str] = yaml.load(shipped_text("denials.yaml"), Loader=yaml.CSafeLoader)
    return DenialWords(**{key: frozenset(" ".join(w.split()) for w in text.split(",")) for key, text in raw.items()})


@dataclass(frozen=True, slots=True)
class _Charge:
    """What is denied is something said of the speaker: ``accusers`` are those it names, ``reach`` how far it points.

    ``criticism``: it is blame without an act; ``part``: it is a part in something ("involvement"). ``about`` are the
    lemmas that say what the charge is, where they are told with it ("reports of a second attack").
    """

    accusers: frozenset[str]
    reach: int
    criticism: bool = False
    part: bool = False
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Act:
    """What is denied is an act of ``doers``: its possible types, its verb or noun, the nouns with it.

    ``things``: it is told by the presence of something alone ("has no troops there"). ``done``: it is said not to have
    been done, which says nothing of plans. ``head`` is the word that tells it in the denial's own sentence.
    """

    doers: tuple[Identity, ...]
    types: frozenset[str]
    lemma: str
    nouns: frozenset[str]
    recipients: frozenset[str] = frozenset()
    things: bool = False
    done: bool = False
    head: int | None = None


@dataclass(frozen=True, slots=True)
class _Denying:
    """One denial: who denies, where (``at`` is a token), in which words, and what."""

    by: Party
    sentence: Sentence
    at: int
    words: Span
    what: _Charge | _Act
    answer: Located | None
    statement: Statement | None


def find_denials(sentences: Sequence[Sentence], extraction: Extraction, scene: Scene) -> tuple[Denial, ...]:
    """The denials of what the report tells, in the order of what is denied."""
    finder = _Finder(sentences, extraction.located, scene)
    found = {
        (told.event.id, denying.by.identity.entity or denying.by.identity.name): Denial(
            told.event.id,
            denying.by,
            denying.words,
            denying.answer.event.id if denying.answer else None,
            denying.statement.id if denying.statement else None,
        )
        for denying in reversed(list(finder.denyings()))
        for told in finder.answered(denying)
    }
    order = {x.event.id: at for at, x in enumerate(extraction.located)}
    return tuple(sorted(found.values(), key=lambda d: (order[d.event], d.words)))


def with_denials(extraction: Extraction, denials: Iterable[Denial]) -> Extraction:
    """The events with those who deny them in ``denied_by``; a rejection is done to whoever made the charge."""
    deniers: dict[str, list[str]] = {}
    charged: dict[str, Denial] = {}
    for denial in denials:
        if denial.by.identity.entity is not None:
            deniers.setdefault(denial.event, []).append(denial.by.identity.entity)
        if denial.answer is not None:
            charged.setdefault(denial.answer, denial)
    told = {x.event.id: x.event for x in extraction.located}
    located = []
    for x in extraction.located:
        named = dict.fromkeys((*x.event.denied_by, *deniers.get(x.event.id, ())))
        event = replace(x.event, denied_by=tuple(named))
        answered = charged.get(event.id)
        if answered is not None and event.type == "REJECT" and not event.recipient:
            event = replace(event, recipient=_accusers(told[answered.event], answered.words))
        located.append(replace(x, event=event))
    return replace(extraction, located=tuple(located))


def _accusers(told: Event, words: Span) -> tuple[Party, ...]:
    """Who made the accusation, named here by the words that answer it."""
    return tuple(Party(p.identity, words) for p in told.actor) if told.type == "ACCUSE" else ()


# --- what denials there are -------------------------------------------------------------------------


@dataclass(slots=True)
class _Finder:
    """The report, with what is asked of it more than once."""

    sentences: Sequence[Sentence]
    located: Sequence[Located]
    scene: Scene

    def denyings(self) -> Iterator[_Denying]:
        """All denials of the report, statements first."""
        at = {s.span: s for s in self.sentences}
        for statement in self.scene.statements:
            sentence = at.get(statement.sentence)
            if statement.stance is Stance.DENY and statement.speaker and statement.cue and sentence:
                yield from self._of_statement(sentence, statement, statement.speaker)
        for x in self.located:
            if x.event.type == "REJECT" and x.event.statement is None:
                yield from self._of_aside(x)
            if x.event.status is Status.DENIED and x.event.denied_by:
                yield from self._of_act(x)
        for sentence in self.sentences:
            for token in sentence.tokens:
                if token.dep == "neg" or token.lower in ("no", "nothing") or token.lemma in denial_words().falsehoods:
                    yield from self._of_words(sentence, token.index)

    def _of_statement(self, s: Sentence, statement: Statement, by: Party) -> Iterator[_Denying]:
        """ "Moscow denied the allegations", "denied shelling the town", "its denial of the report"."""
        assert statement.cue is not None
        words = denial_words()
        inside = [t.index for t in s.tokens if statement.cue.span.contains(t.span)]
        cue = next((i for i in inside if s.tokens[i].lemma == statement.cue.lemma), None)
        if cue is None or not _is_done(s, cue):
            return
        lemma = _with_particle(s, cue)
        if lemma not in words.deny and lemma not in words.reject:
            return
        answer = next(
            (x for x in self._in(s) if x.event.type == "REJECT" and cue in (x.match.trigger, *x.match.words)), None
        )
        for head in _heads_of_content(s, statement, cue):
            what: _Charge | _Act | None = self._charge(s, head, by)
            if what is None and lemma in words.deny:
                what = self._act(s, head, by)
            if what is not None:
                first, last = syntax.full_phrase(s, head)
                words_of = s.cover(min(cue, first), max(cue, last if isinstance(what, _Act) else head))
                yield _Denying(by, s, cue, words_of, what, answer, statement)

    def _of_aside(self, x: Located) -> Iterator[_Denying]:
        """ "..., something Moscow denies": the pronoun that the clause stands on sums up what was said."""
        s, v = x.sentence, x.match.trigger
        pronoun = s.tokens[v].head
        if s.tokens[v].dep != "relcl" or s.tokens[pronoun].lower not in ("something", "which") or not x.event.actor:
            return
        if s.tokens[v].lemma in denial_words().deny and _is_done(s, v):
            what, by = _Charge(frozenset(), 0), x.event.actor[0]
            yield _Denying(by, s, v, s.cover(min(pronoun, v), v), what, x, None)

    def _of_act(self, x: Located) -> Iterator[_Denying]:
        """ "It did not shell the town": an act told as not done, on somebody's word."""
        statement = self._statement(x.event)
        if statement is None or statement.speaker is None:
            return
        s, event = x.sentence, x.event
        doers = tuple(p.identity for p in event.actor)
        what = _Act(
            doers, frozenset((event.type,)), s.tokens[x.match.trigger].lemma,
            self._nouns(s, x.match.trigger, x.match.carrier), _entities(event.recipient),
            done=True,
        )  # fmt: skip
        words = s.cover(*syntax.full_phrase(s, x.match.carrier))
        yield _Denying(statement.speaker, s, x.match.trigger, words, what, x, statement)

    def _of_words(self, s: Sentence, i: int) -> Iterator[_Denying]:
        """ "The claims are false", "was not involved", "played no part", "has no troops there", on somebody's word."""
        verb = next((v for v in (i, *syntax.ancestors(s, i)) if syntax.is_verb(s, v)), None)
        statement = self._asserting(s.tokens[i].span)
        if verb is None or statement is None or statement.speaker is None:
            return
        by, words = statement.speaker, denial_words()
        subjects = syntax.children(s, verb, *syntax.SUBJECTS)
        what: _Charge | _Act | None = None
        if (
            s.tokens[i].lemma in words.falsehoods
            and s.tokens[i].dep in ("acomp", "attr", "conj")
            and s.tokens[verb].lemma == "be"
        ):
            charge = next((self._charge(s, h, by) for h in subjects if s.tokens[h].lemma in words.charges), None)
            what = charge if syntax.negation(s, verb) is None else None
        elif any(self._is_own(s, h, by) for h in subjects):
            what = self._own_part(s, verb, i, by)
        if what is not None:
            yield _Denying(by, s, verb, s.cover(*syntax.full_phrase(s, verb)), what, self._answer(s, verb), statement)

    def _own_part(self, s: Sentence, verb: int, negative: int, by: Party) -> _Charge | _Act | None:
        words = denial_words()
        attributes = syntax.children(s, verb, "acomp", "attr", "prep")
        objects = syntax.children(s, verb, "dobj", "attr")
        if any(s.tokens[a].lower in words.involved for a in attributes) or s.tokens[verb].lemma == "involve":
            return _Charge(frozenset(), _REACH, part=True) if syntax.negation(s, verb) is not None else None
        negated = [o for o in objects if negative in s.children[o] or syntax.negation(s, verb) is not None]
        if any(s.tokens[o].lemma in words.parts for o in negated):
            return _Charge(frozenset(), _REACH, part=True)
        if negated and s.tokens[verb].lemma == "have":
            nouns = self._nouns(s, negated[0], negated[0]) | {s.tokens[negated[0]].lemma}
            return _Act((by.identity,), frozenset(), s.tokens[negated[0]].lemma, nouns, things=True)
        return None

    # --- what a denial is about ---

    def _charge(self, s: Sentence, head: int, by: Party) -> _Charge | None:
        """The charge that a noun or pronoun stands for, or None where it stands for something else."""
        token, words = s.tokens[head], denial_words()
        if token.lower in words.pronouns and token.tag in ("PRP", "DT", "WDT", "WP", "IN"):
            return _Charge(frozenset(), 0 if token.tag in ("WDT", "WP", "IN") else 1)
        lemma = token.lemma.lower()
        if not syntax.is_noun(s, head) or lemma not in words.charges | words.criticism | words.parts:
            return None
        owners = _entities(self.scene.cast.owners(s, head)) - {by.identity.entity}
        part = lemma in words.parts
        criticism, about = lemma in words.criticism, self._about(s, head)
        return _Charge(frozenset() if part else owners, _REACH, criticism=criticism, part=part, about=about)

    def _about(self, s: Sentence, head: int) -> frozenset[str]:
        """What a noun says the charge is: "claims [that it shelled the town]", "involvement [in the attack]"."""
        clauses = [c for c in syntax.children(s, head, "acl", "ccomp") if syntax.child(s, c, "mark") is not None]
        phrases = [p for c in syntax.children(s, head, "prep") if s.tokens[c].lower in _ABOUT for p in s.children[c]]
        below = [t for c in (*clauses, *phrases) for t in syntax.subtree(s, c)]
        return frozenset(s.tokens[i].lemma.lower() for i in below if self._tells(s, i))

    def _tells(self, s: Sentence, i: int) -> bool:
        """Whether a word is a noun or verb that says something of itself: no actor, no day, no "be"."""
        token = s.tokens[i]
        if not (syntax.is_noun(s, i) or syntax.is_verb(s, i)) or token.lemma in ("be", "have", "do"):
            return False
        return not self.scene.cast.parties(s, i) and not any(d.span.overlaps(token.span) for d in self.scene.dates)

    def _act(self, s: Sentence, head: int, by: Party) -> _Act | None:
        """The act that a clause or noun tells, or None where the clause is negated or no act is known by the word."""
        token, codebook = s.tokens[head], self.scene.codebook
        if syntax.negation(s, head) is not None or not (syntax.is_verb(s, head) or syntax.is_noun(s, head)):
            return None
        types = _types(codebook, token.lemma, verb=syntax.is_verb(s, head))
        subjects = syntax.children(s, head, *syntax.SUBJECTS)
        told = [p.identity for h in subjects for p in (self.scene.cast.parties(s, h) or self.scene.cast.owners(s, h))]
        if subjects and not told and not any(s.tokens[h].tag == "PRP" for h in subjects):
            return None
        nouns = self._nouns(s, head, head)
        return _Act(tuple(told) or (by.identity,), types, token.lemma, nouns, head=head)

    def _nouns(self, s: Sentence, trigger: int, carrier: int) -> frozenset[str]:
        """Lemmas of the nouns that an act's words govern, days and the like left out."""
        below = {*syntax.subtree(s, trigger, _CLAUSES), *syntax.subtree(s, carrier, _CLAUSES)} - {trigger, carrier}
        nouns = (s.tokens[i] for i in sorted(below) if syntax.is_noun(s, i))
        return frozenset(t.lemma.lower() for t in nouns if not any(d.span.overlaps(t.span) for d in self.scene.dates))

    # --- what it answers ---

    def answered(self, denying: _Denying) -> list[Located]:
        """The acts and accusations this denial answers."""
        if isinstance(denying.what, _Act):
            return [x for x in self.located if self._is_the_act(denying, denying.what, x)]
        return self._charged(denying, denying.what)

    def _charged(self, denying: _Denying, charge: _Charge) -> list[Located]:
        """The charges against whoever denies in the nearest sentence that lays one: here, before, else right after."""
        here = denying.sentence.index
        fitting = [x for x in self.located if self._is_laid(denying, charge, x)]
        for index in (*range(here, here - charge.reach - 1, -1), here + bool(charge.reach)):
            found = [x for x in fitting if x.sentence.index == index]
            if found:
                return found
        return []

    def _is_laid(self, denying: _Denying, charge: _Charge, x: Located) -> bool:
        """Whether an event is a charge against whoever denies: an accusation, or his act on another's word."""
        event, by = x.event, denying.by.identity
        if x is denying.answer or event.type == "REJECT" or event.status is Status.DENIED:
            return False
        accuses = event.type == "ACCUSE"
        accusers = _entities(event.actor) if accuses else self._claimants(event)
        if not any(_is_one_side(p.identity, by, accusers) for p in (event.recipient if accuses else event.actor)):
            return False
        if (charge.accusers and not charge.accusers & accusers) or not self._is_about(charge, x):
            return False
        if accuses:
            own = any(_is_one_side(p.identity, by, accusers) for p in event.actor)
            return not own and (event.mode == "disapprove") == charge.criticism
        return not charge.criticism and self._is_claimed(event, by) and self._is_blame(event, charge)

    def _is_about(self, charge: _Charge, x: Located) -> bool:
        """Whether an event and its sentence have a word of what the charge is said to be."""
        if not charge.about:
            return True
        s = x.sentence
        return any(t.lemma.lower() in charge.about for t in s.tokens if self._tells(s, t.index))

    def _is_blame(self, event: Event, charge: _Charge) -> bool:
        """Whether a claimed act can be what is denied by words for a part in something: no friendly one."""
        statement = self._statement(event)
        return (
            not charge.part or event.quad in _CONFLICT or (statement is not None and statement.stance is Stance.ACCUSE)
        )

    def _claimants(self, event: Event) -> frozenset[str]:
        return frozenset((event.claimed_by,)) if event.claimed_by else frozenset()

    def _statement(self, event: Event) -> Statement | None:
        return next((s for s in self.scene.statements if s.id == event.statement), None)

    def _is_claimed(self, event: Event, by: Identity) -> bool:
        """Whether the act stands on the word of somebody else."""
        statement = self._statement(event)
        if statement is None:
            return False
        return statement.speaker is None or not _is_one_side(statement.speaker.identity, by, frozenset())

    def _is_the_act(self, denying: _Denying, act: _Act, x: Located) -> bool:
        """Whether an event tells the act that is denied."""
        event = x.event
        if x is denying.answer or event.status is Status.DENIED or event.type in ("REJECT", "ACCUSE"):
            return False
        foes = self._claimants(event)
        if not any(_is_one_side(p.identity, d, foes) for p in event.actor for d in act.doers):
            return False
        claimed = self._is_claimed(event, denying.by.identity)
        own_word = event.statement is not None and not claimed
        if own_word or _disjoint(act.recipients, _entities(event.recipient) - {denying.by.identity.entity}):
            return False
        if act.done and event.status in (Status.PLANNED, Status.HYPOTHETICAL):
            return False
        if act.head is not None and x.sentence is denying.sentence and _leads_to(x.sentence, act.head, x.match.trigger):
            return True
        nouns = self._nouns(x.sentence, x.match.trigger, x.match.carrier)
        near = abs(x.sentence.index - denying.sentence.index) <= _NEAR
        if act.things:
            return near and claimed and self._are_same_things(act, nouns)
        same_word = x.sentence.tokens[x.match.trigger].lemma == act.lemma
        if not same_word and (not claimed or event.type not in act.types):
            return False
        return not _disjoint(act.nouns, nouns) and ((near and claimed) or (same_word and bool(act.nouns & nouns)))

    def _are_same_things(self, act: _Act, nouns: frozenset[str]) -> bool:
        """Whether the thing denied is what the act was done with, and no place or party beside it differs."""
        classes = [self.scene.codebook.classes[name] for name in denial_words().alike]
        kin = {act.lemma}.union(*(c for c in classes if act.lemma in c))
        rest, others = act.nouns - kin, nouns - kin
        return bool(kin & nouns) and not _disjoint(rest, others)

    # --- small questions ---

    def _in(self, s: Sentence) -> list[Located]:
        return [x for x in self.located if x.sentence.index == s.index]

    def _answer(self, s: Sentence, verb: int) -> Located | None:
        """The rejection that the codebook reads in these words, if it does."""
        around = {verb, *s.children[verb]}
        own = (x for x in self._in(s) if x.event.type == "REJECT" and {x.match.trigger, x.match.carrier} & around)
        return next(own, None)

    def _asserting(self, span: Span) -> Statement | None:
        around = [(c.end - c.start, s.id, s) for s in self.scene.statements for c in s.content if c.contains(span)]
        inner = min(around, key=lambda x: x[:2])[2] if around else None
        return inner if inner is not None and inner.stance in (Stance.ASSERT, Stance.DENY) else None

    def _is_own(self, s: Sentence, head: int, by: Party) -> bool:
        parties = self.scene.cast.parties(s, head)
        return any(_is_same(p.identity, by.identity) for p in parties) or s.tokens[head].lower in _SPEAKERS_OWN


def _heads_of_content(s: Sentence, statement: Statement, cue: int) -> list[int]:
    """The tokens of the cue's own content that hang on the cue: objects, clauses, the subject of a passive."""
    held = [i for i in s.children[cue] if any(c.contains(s.tokens[i].span) for c in statement.content)]
    deeper = [p for i in held if s.tokens[i].dep in syntax.PREPOSITIONS for p in syntax.children(s, i, "pobj", "pcomp")]
    heads = [i for i in (*held, *deeper) if s.tokens[i].dep not in ("punct", *syntax.PREPOSITIONS, "mark", "advmod")]
    if not heads and s.tokens[cue].dep == "relcl":  # "an allegation Tehran denies"
        return [s.tokens[cue].head]
    return [c for h in heads for c in syntax.conjuncts(s, h)]


def _leads_to(s: Sentence, head: int, trigger: int) -> bool:
    """Whether a verb's clause tells the act: itself, or what completes it ("was planning to place missiles")."""
    if trigger == head:
        return True
    for above in syntax.ancestors(s, trigger):
        if s.tokens[trigger].dep not in ("xcomp", "conj", "dobj"):
            return False
        if above == head:
            return True
        trigger = above
    return False


def _is_done(s: Sentence, cue: int) -> bool:
    """Whether the denial was made: not "did not deny", "would deny", "refused to deny", "neither confirmed nor ..."."""
    if not syntax.is_verb(s, cue):
        return True
    modal = any(s.tokens[a].tag == "MD" for a in syntax.auxiliaries(s, cue))
    first = syntax.first_conjunct(s, cue)
    nor = any(s.tokens[c].lower in ("nor", "neither") for c in (*s.children[first], *s.children[cue]))
    return not (modal or nor or syntax.has_to(s, cue) or syntax.negation(s, cue) is not None)


def _with_particle(s: Sentence, verb: int) -> str:
    particle = syntax.child(s, verb, "prt")
    return s.tokens[verb].lemma + (f" {s.tokens[particle].lower}" if particle is not None else "")


def _types(codebook: Codebook, lemma: str, *, verb: bool) -> frozenset[str]:
    """The types of the rules a word may trigger; none where they are many."""
    types = frozenset(rule.type for rule, _ in (codebook.verbs if verb else codebook.nouns).get(lemma, ()))
    return types if len(types) <= _FEW_TYPES else frozenset()


def _is_same(one: Identity, other: Identity) -> bool:
    """Whether two are of one entity, or (where none is known) of one name."""
    if one.entity or other.entity:
        return one.entity == other.entity
    return (one.person or one.name).lower() == (other.person or other.name).lower()


def _is_one_side(one: Identity, other: Identity, foes: frozenset[str]) -> bool:
    """Whether two stand on one side against ``foes``, the entities of those who lay the charge.

    Against a foreign one all of a state are. Within a state they must be one person, of one sector, or the state.
    """
    if not _is_same(one, other):
        return False
    if one.entity is None or (foes and one.entity not in foes):
        return True
    if one.person and other.person:
        return one.person == other.person
    whole = any(not i.sectors and not i.person for i in (one, other))
    return whole or one.name == other.name or not set(one.sectors).isdisjoint(other.sectors)


def _entities(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(p.identity.entity for p in parties if p.identity.entity)


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both say something and nothing in common."""
    return bool(one) and bool(other) and one.isdisjoint(other)
