"""Sentences, actors and statements of one article -> its events, and what was turned down.

For each match of a codebook rule: who and whom (the report's own anaphors mended), type and mode, status, place, date,
magnitude, the statement it stands on, and on whose word. Repeats of an act by a bare noun are dropped, but kept as
ways to name it, so that reactions can point to the act itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from countermove import syntax
from countermove.actors import Cast
from countermove.events.codebook import Codebook, Rule
from countermove.events.confidence import fullness, with_confidence
from countermove.events.contexts import context_words, contexts_of
from countermove.events.matching import Match, Matcher, mode_of
from countermove.events.retellings import Telling, with_shared_dates
from countermove.events.status import aged, is_future, status_marks, status_of
from countermove.events.when import act_date
from countermove.events.where import Scenes, act_places, is_scenic, scenes
from countermove.records import (
    BlockKind,
    Candidate,
    DateMention,
    Event,
    Magnitude,
    Party,
    Place,
    Reason,
    Sentence,
    Span,
    Stance,
    Statement,
    Status,
    When,
    record_id,
)

#: Types whose act is done by speaking: on nobody's word but the actor's own.
SPEECH_TYPES = frozenset("AGREE SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN".split())
#: Pronouns of third persons: somebody whom the report did not make known.
_OTHERS = frozenset(("he", "she", "they", "it", "who"))
#: Sectors of private life: what only they say to one another ("apologised to passengers") is no political act.
PRIVATE_SECTORS = frozenset("BUS CVL JRN EDU MED AGR".split())
#: Whose killing is no accident, even where one is told beside it.
ARMED_SECTORS = frozenset("MIL REB UAF PRM CRM".split())
#: The codes of organisations of states, public whatever they deal in (the World Bank).
BETWEEN_STATES = frozenset(("IGO", "UNO", "EUR"))
#: The sector of those who were somebody: a former minister is public, a former manager is not.
FORMER = "ELI"
#: The sector of those who hand on what others say.
OUTLET = "JRN"
_NUMBERS = {
    word: float(at)
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "hundred": 100.0, "thousand": 1000.0, "dozen": 12.0}


@dataclass(frozen=True, slots=True)
class Located:
    """An event with the match and sentence it was read from: what reactions and repeats are found by."""

    event: Event
    match: Match
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Extraction:
    """The events of an article; ``repeats`` are bare nouns that name one of them again, with that event's id."""

    located: tuple[Located, ...]
    repeats: Mapping[tuple[int, int], str]
    candidates: tuple[Candidate, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in reading order."""
        return tuple(x.event for x in self.located)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the article gives an event to stand in."""

    article: str
    published: str | None
    cast: Cast
    statements: Sequence[Statement]
    dates: Sequence[DateMention]
    places: Sequence[Place]
    codebook: Codebook


def extract(sentences: Sequence[Sentence], scene: Scene) -> Extraction:
    """Read every sentence of body and headlines; events come in reading order."""
    located: list[Located] = []
    repeats: dict[tuple[int, int], str] = {}
    candidates: list[Candidate] = []
    for s in sentences:
        if s.kind not in (BlockKind.BODY, BlockKind.HEADLINE):
            continue
        matcher = Matcher(s, scene.cast, scene.codebook, partial(_settled, s, scene))
        matches = matcher.matches()
        for fitting in matches:
            if _denies_nobody(s, fitting):
                candidates.append(_turned_down(s, fitting, "said not to have happened, and nobody is named"))
                continue
            match = _with_act_meant(s, fitting, located)
            found = Located(_event(s, match, scene), match, s)
            earlier = _repeated(found, located) if len(matches) > 1 else None
            if earlier is not None:
                repeats[(s.index, match.trigger)] = earlier.event.id
                candidates.append(_turned_down(s, match, f"a bare noun that names the act {earlier.event.id} again"))
            else:
                located.append(found)
        candidates.extend(matcher.turned_down())
    dated = _with_shared_dates(located, scene, _dated_votes(sentences, scene))
    placed = _with_places(dated, scene, scenes(sentences, scene.places))
    return Extraction(_with_confidence(placed, sentences), repeats, tuple(candidates))


def _dated_votes(sentences: Sequence[Sentence], scene: Scene) -> list[tuple[int, When]]:
    """The dates of the report's words for a vote, each with the index of its sentence; else that of the whole sentence.

    "They broke off on Tuesday to show a live vote": the vote was on Tuesday too.
    """
    found: list[tuple[int, When]] = []
    words = ((s, t.index) for s in sentences if s.kind is BlockKind.BODY for t in s.tokens if t.lemma == "vote")
    for s, vote in words:
        near = (act_date(s, i, scene.dates, scene.published) for i in (vote, s.root))
        found.extend((s.index, when) for when in [next((w for w in near if w.value is not None), None)] if when)
    return found


def _with_shared_dates(
    located: Sequence[Located], scene: Scene, votes: Sequence[tuple[int, When]]
) -> tuple[Located, ...]:
    tellings = [
        Telling(x.event, x.sentence, x.match.carrier, x.event.type in SPEECH_TYPES, x.match.trigger) for x in located
    ]
    events = with_shared_dates(tellings, scene.statements, scene.published, votes)
    return tuple(replace(x, event=event) for x, event in zip(located, events, strict=True))


def _with_places(located: Sequence[Located], scene: Scene, settings: Scenes) -> tuple[Located, ...]:
    return tuple(replace(x, event=replace(x.event, place=_places(x, scene, settings))) for x in located)


def _places(x: Located, scene: Scene, settings: Scenes) -> tuple[Place, ...]:
    trigger, light = x.match.trigger, x.match.carrier
    scenic = is_scenic(x.event.type, x.event.mode) and x.event.status is not Status.HISTORICAL
    return act_places(
        x.sentence,
        trigger,
        scene.places,
        light=None if light == trigger else light,
        spoken=x.event.type in SPEECH_TYPES,
        scenes=settings if scenic else None,
    )


def _with_confidence(located: Sequence[Located], sentences: Sequence[Sentence]) -> tuple[Located, ...]:
    report = fullness(len(located), sentences)
    return tuple(replace(x, event=with_confidence(x.event, x.sentence, x.match, report)) for x in located)


def _settled(s: Sentence, scene: Scene, match: Match) -> Match | str:
    """The match with who and whom as the report says, or the condition of its rule that does not hold."""
    statement = statement_at(s.tokens[match.trigger].span, scene.statements)
    actors, recipients = _parties(match, statement)
    why = _unmet(s, match, statement, actors, recipients, scene.codebook)
    return why or replace(match, actors=actors, recipients=recipients)


def _event(s: Sentence, match: Match, scene: Scene) -> Event:
    rule, actors, recipients = match.rule, match.actors, match.recipients
    around = statement_at(s.tokens[match.trigger].span, scene.statements)
    statement = next((x for x in _outwards(around, scene.statements) if _stands_on(s, match, x)), None)
    statement = _source_itself(statement, scene.statements)
    chain = _outwards(statement, scene.statements)
    claimed_by = _claimed_by(match, chain)
    status = status_of(s, match, status_marks())
    said = rule.type in SPEECH_TYPES and claimed_by is None
    spoken = said and status not in (Status.PLANNED, Status.HYPOTHETICAL, Status.DENIED)
    when = act_date(s, match.trigger, scene.dates, scene.published, spoken=spoken, light=match.carrier)
    status = aged(s, match, status, when, scene.dates, scene.published)
    if statement is not None and statement.stance is Stance.DENY and rule.type not in SPEECH_TYPES:
        status = Status.DENIED
    facts = scene.codebook.types[rule.type].facts
    mode = mode_of(match, scene.codebook)
    trigger = _trigger(s, match)
    return Event(
        id=record_id("e", scene.article, rule.type, mode, trigger, s.span),
        article=scene.article,
        type=rule.type,
        mode=mode,
        quad=facts.quad,
        score=facts.score_of(mode),
        contexts=contexts_of(s, context_words(), scene.cast),
        status=status,
        actor=scene.cast.named(s, actors),
        recipient=scene.cast.named(s, recipients),
        place=(),
        date=when,
        trigger=trigger,
        sentence=s.span,
        statement=statement.id if statement else None,
        claimed_by=claimed_by,
        denied_by=_denied_by(s, match, statement, status),
        magnitude=_magnitude(s, match.objects),
        confidence=0.0,  # weighed when the whole report is read
        reason=Reason(rule.id, tuple(s.tokens[i].span for i in match.words)),
    )


def _trigger(s: Sentence, match: Match) -> Span:
    """The light verb where one carries the noun, else the trigger itself."""
    carrier = s.tokens[match.carrier]
    return carrier.span if carrier.tag.startswith("VB") else s.tokens[match.trigger].span


# --- who and whom -----------------------------------------------------------------------------------


def _parties(match: Match, statement: Statement | None) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    actors, recipients = match.actors, match.recipients
    if match.rule.from_speaker and statement and statement.speaker:
        actors = (statement.speaker,)
    taken = {p.span for p in actors}
    return actors, tuple(p for p in recipients if p.span not in taken)


def _denies_nobody(s: Sentence, match: Match) -> bool:
    """Whether an act did not happen to nobody in particular: "nobody was arrested"."""
    return not match.actors and not match.recipients and syntax.negation(s, match.carrier) is not None


def _with_act_meant(s: Sentence, match: Match, before: Sequence[Located]) -> Match:
    if match.recipients or not match.anaphors:
        return match
    return replace(match, recipients=_doers_of_the_act_before(s, match, match.actors, before))


def _doers_of_the_act_before(
    s: Sentence, match: Match, actors: tuple[Party, ...], before: Sequence[Located]
) -> tuple[Party, ...]:
    """ "a move that was condemned": the recipient is whoever did the act told last, in this or the sentence before."""
    doing = {p.identity.entity for p in actors}
    for earlier in reversed(before):
        if earlier.sentence.index < s.index - 1:
            break
        doers = tuple(p for p in earlier.event.actor if p.identity.entity not in doing)
        if doers:
            at = s.tokens[match.anaphors[0]].span
            return tuple(Party(p.identity, at) for p in doers)
    return ()


def _unmet(
    s: Sentence,
    match: Match,
    statement: Statement | None,
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...],
    codebook: Codebook,
) -> str | None:
    """Which condition of the rule does not hold, or None."""
    rule = match.rule
    checks = {
        "future": is_future(s, match.carrier) or _hangs_on_future(s, match.carrier),
        "will": is_future(s, match.carrier),
        "past": not is_future(s, match.carrier),
        "light": match.carrier != match.trigger,
        "negated": any(syntax.negation(s, i) is not None for i in (match.carrier, *match.objects)),
        "statement": statement is not None,
        "foreign": _differ(actors, recipients),
        "domestic": not _differ(actors, recipients),
        "other": _is_other(actors, recipients),
    }
    unmet = next((need for need in sorted(rule.needs) if not checks[need]), None)
    if unmet:
        return f"the rule needs '{unmet}'"
    if rule.from_speaker and not any(p.identity.entity for p in actors):
        return "the rule's actor is the speaker, and nobody is named as speaking"
    if not actors and not recipients and not _stands_alone(s, rule, match):
        return "neither an actor nor a recipient is named"
    if rule.not_beside and not _is_armed(actors) and _has_word(s, codebook.classes[rule.not_beside]):
        return f"a word of '{rule.not_beside}' stands beside it"
    parties = (*actors, *recipients)
    if rule.parties == "public" and not any(_is_public(p) for p in parties):
        return "no state, organisation or office is named, only private persons or companies"
    if rule.parties == "unnamed" and parties and all(p.identity.person and not _is_public(p) for p in parties):
        return "only private persons told by name are in it"
    return None


def _stands_alone(s: Sentence, rule: Rule, match: Match) -> bool:
    """Whether an act counts although nobody is known in it; words need at least a pronoun that says them."""
    told = rule.bare or match.frame.clause is not None or bool(match.objects)
    if rule.type not in SPEECH_TYPES or not told or not syntax.is_verb(s, match.carrier):
        return told
    return any(s.tokens[h].lower in _OTHERS for h in syntax.agents(s, match.carrier))


def _is_armed(actors: Iterable[Party]) -> bool:
    return any(not ARMED_SECTORS.isdisjoint(p.identity.sectors) for p in actors)


def _has_word(s: Sentence, words: frozenset[str]) -> bool:
    return any(t.lemma in words or t.lower in words for t in s.tokens)


def _is_public(party: Party) -> bool:
    """Whether a party is a state, an organisation or an office: no private person, company or crowd."""
    identity = party.identity
    if identity.code in BETWEEN_STATES:
        return True
    told = identity.person is None and identity.entity is not None
    if not identity.sectors:
        return told and any(w[:1].isupper() for w in identity.name.split())  # "Chinese ships", not "the team"
    sectors = [s for s in identity.sectors if s != FORMER]
    if not sectors:
        return identity.person is not None  # a former minister is still known, a former agency is not
    return not PRIVATE_SECTORS.issuperset(sectors)


def _hangs_on_future(s: Sentence, v: int) -> bool:
    return s.tokens[v].tag == "VB" and syntax.has_to(s, v)


def _differ(actors: Iterable[Party], recipients: Iterable[Party]) -> bool:
    own = {p.identity.entity for p in actors}
    other = {p.identity.entity for p in recipients}
    return bool(other - {None}) and own.isdisjoint(other)


def _is_other(actors: Iterable[Party], recipients: Iterable[Party]) -> bool:
    """Whether a recipient is told apart from the actors: of another entity, or another part of the same state."""
    own = {p.identity.entity for p in actors}
    sectors = {sector for p in actors for sector in p.identity.sectors}
    return any(
        p.identity.entity not in own or (p.identity.sectors and sectors.isdisjoint(p.identity.sectors))
        for p in recipients
    )


# --- on whose word ----------------------------------------------------------------------------------


def statement_at(trigger: Span, statements: Iterable[Statement]) -> Statement | None:
    """The innermost statement whose content holds these words; of equals the source's own, not who quotes it."""
    around = [(c.end - c.start, _is_outlet(s), s.id, s) for s in statements for c in s.content if c.contains(trigger)]
    return min(around, key=lambda x: x[:3])[3] if around else None


def _is_outlet(statement: Statement) -> bool:
    return statement.speaker is not None and OUTLET in statement.speaker.identity.sectors


def _stands_on(s: Sentence, match: Match, statement: Statement) -> bool:
    """Whether the report gives the act on the statement's word.

    Not where the speaker is only said to want or intend it ("plans to deploy"), and not where the statement takes it
    for granted ("condemned the attack"): these the outlet tells in its own voice.
    """
    carrier = s.tokens[match.carrier]
    cue = statement.cue.span if statement.cue else None
    completes = carrier.dep == "xcomp" and cue is not None and cue.overlaps(s.tokens[carrier.head].span)
    said_of = syntax.is_passive(s, carrier.head)  # "is believed by the police to have shelled"
    intended = completes and not said_of and statement.speaker is not None
    return not intended and not _taken_for_granted(s, match, statement)


def _outwards(statement: Statement | None, statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """A statement and those around it, innermost first."""
    chain: list[Statement] = []
    while statement is not None and statement not in chain:
        chain.append(statement)
        within = statement.within
        statement = next((s for s in statements if s.id == within), None) if within is not None else None
    return tuple(chain)


def _source_itself(statement: Statement | None, statements: Iterable[Statement]) -> Statement | None:
    """The source that an outlet hands on where parses put the outlet inside: "the army said it fled, X reported"."""
    if statement is None or not _is_outlet(statement):
        return statement
    around = _outwards(statement, statements)[1:]
    named = (s for s in around if s.speaker and s.speaker.identity.entity and not _is_outlet(s))
    return next(named, statement)


def _claimed_by(match: Match, chain: Iterable[Statement]) -> str | None:
    """The entity of the innermost speaker who has one; None for an act of speech that its one actor tells.

    Beyond hearsay and sources without a name ("reportedly", "a driver said") whoever hands it on vouches for it.
    """
    for statement in chain:
        speaker = statement.speaker.identity.entity if statement.speaker else None
        if speaker is not None:
            own = match.rule.type in SPEECH_TYPES and {p.identity.entity for p in match.actors} == {speaker}
            return None if own else speaker
    return None


def _taken_for_granted(s: Sentence, match: Match, statement: Statement) -> bool:
    """Whether the act is the noun that a word of praise, blame or demand is about."""
    if statement.stance is Stance.ASSERT or statement.cue is None or not syntax.is_noun(s, match.carrier):
        return False
    above = s.tokens[syntax.first_conjunct(s, match.carrier)].head
    if s.tokens[above].dep in syntax.PREPOSITIONS:
        above = s.tokens[above].head
    return statement.cue.span.overlaps(s.tokens[above].span)


def _denied_by(s: Sentence, match: Match, statement: Statement | None, status: Status) -> tuple[str, ...]:
    """Who says that the act was not done: nobody where it is to be left undone ("agreed not to attack", "cannot")."""
    if status is not Status.DENIED or statement is None or statement.speaker is None:
        return ()
    to_come = any(s.tokens[a].tag == "MD" for a in syntax.auxiliaries(s, match.carrier))
    says_so = statement.stance is Stance.DENY or not (to_come or syntax.has_to(s, match.carrier))
    speaker = statement.speaker.identity.entity
    return (speaker,) if says_so and speaker else ()


# --- repeats, magnitude -----------------------------------------------------------------------------


def _repeated(found: Located, before: Sequence[Located]) -> Located | None:
    """The act told before that a bare noun only names again: "NATO's deployment" after "NATO deploys ..."."""
    if found.match.carrier != found.match.trigger or not syntax.is_noun(found.sentence, found.match.trigger):
        return None
    event = found.event
    actors = {p.identity.entity for p in event.actor}
    recipients = {p.identity.entity for p in event.recipient}
    for earlier in before:
        same_actor = not actors or actors & {p.identity.entity for p in earlier.event.actor}
        known = {p.identity.entity for p in earlier.event.recipient}
        if earlier.event.type == event.type and same_actor and (not recipients or not known or recipients & known):
            return earlier
    return None


def _magnitude(s: Sentence, heads: Iterable[int]) -> tuple[Magnitude, ...]:
    """Numbers on the act's object: "four battalions"."""
    found = []
    for head in dict.fromkeys(heads):
        for c in syntax.children(s, head, "nummod"):
            quantity = _number(s.tokens[c].lower)
            if quantity is not None:
                found.append(Magnitude(quantity, s.tokens[head].text, s.cover(c, head)))
    return tuple(m for m in found if m.span.start < m.span.end)


def _number(word: str) -> float | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    plain = word.replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdigit() else None


def _turned_down(s: Sentence, match: Match, why: str) -> Candidate:
    return Candidate(match.rule.id, s.tokens[match.trigger].span, s.span, why)
