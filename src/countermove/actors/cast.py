"""The actors of one report, as the later stages ask for them: who a noun phrase is, and who stands behind a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from countermove import syntax
from countermove.actors.find import FIRST_PERSON, is_bound
from countermove.records import (
    Actor,
    Identity,
    Mention,
    MentionKind,
    Party,
    Place,
    Sentence,
    Span,
    Statement,
    record_id,
)

_SINGULAR = frozenset(["i", "me", "my", "mine", "myself"])
_NAMING = (MentionKind.NAME, MentionKind.DESCRIPTION)
_PAPERS = frozenset(["statement", "report", "release", "communique", "communiqué", "letter", "plan", "policy"])


@dataclass(frozen=True, slots=True)
class Cast:
    """All actors of a report and every place that mentions them.

    ``mentions`` are in order of their heads, resolved as far as the report allows; ``heads`` leads from (sentence,
    token) to the position of the mention headed there, ``covered`` to that of the shortest name that covers the token.
    ``grounds`` are the report's places, ``states`` the names of all states by entity.
    """

    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    sentences: tuple[Sentence, ...]
    heads: Mapping[tuple[int, int], int]
    covered: Mapping[tuple[int, int], int]
    by_sentence: Mapping[int, Sequence[Mention]]
    grounds: tuple[Place, ...]
    states: Mapping[str, str]

    def at(self, sentence: int, token: int) -> Mention | None:
        """The mention whose head this token is."""
        position = self.heads.get((sentence, token))
        return None if position is None else self.mentions[position]

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who the noun phrase headed by this token is; empty where it is no actor.

        Coordination is not expanded; a group ("both sides") gives several parties. A relative pronoun gives its
        antecedent's identity with its own span.
        """
        mention = self.at(sentence.index, head)
        if mention is None:
            position = self.covered.get((sentence.index, head))
            mention = None if position is None else self.mentions[position]
        if mention is None:
            return ()
        return tuple(Party(identity, mention.span) for identity in mention.identities)

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who stands behind the thing headed by this token.

        "NATO's deployment", "its plan", "a Russian plan", "a NATO air strike", "the plan by Iran", "a statement from
        the ministry", "losses on the Greek side". Not for "the arrest of activists": whom it befell is no owner.
        """
        possessor = syntax.possessor(sentence, head)
        found = self._all(sentence, syntax.conjuncts(sentence, possessor)) if possessor is not None else ()
        found = found or self._by(sentence, head, ("by",)) or self._before(sentence, head)
        found = found or self._by(sentence, head, _from(sentence, head)) or self._side(sentence, head)
        return found or self._ground(sentence, head)

    def named(self, sentence: Sentence, parties: Sequence[Party]) -> tuple[Party, ...]:
        """The parties, those told by a pronoun with the words that name them before it in the same sentence."""
        return tuple(self._named(sentence, party) for party in parties)

    def _named(self, s: Sentence, party: Party) -> Party:
        here = self.by_sentence.get(s.index, ())
        if not any(m.span == party.span and m.kind is MentionKind.PRONOUN for m in here):
            return party
        before = [
            m for m in here
            if m.kind in _NAMING and m.span.end <= party.span.start and m.identities == (party.identity,)
        ]  # fmt: skip
        return replace(party, span=before[-1].span) if before else party

    def _ground(self, s: Sentence, head: int) -> tuple[Party, ...]:
        """The state whose town or province a name is: "shelled Kharkiv", "the annexation of Crimea"."""
        token = s.tokens[head]
        here = (p for p in self.grounds if p.span.start <= token.start < p.span.end)
        place = next(here, None) if token.tag.startswith("NNP") else None
        if place is None or place.country is None or place.precision not in ("city", "region"):
            return ()
        return (Party(Identity(place.country, place.name, place.country), place.span),)

    def _side(self, s: Sentence, head: int) -> tuple[Party, ...]:
        """Whose side something is on: "losses on the Russian side"."""
        on = [o for p, o in syntax.preposition_phrases(s, head) if p == "on" and s.tokens[o].lower == "side"]
        return self._all(s, on)

    def _by(self, s: Sentence, head: int, prepositions: tuple[str, ...]) -> tuple[Party, ...]:
        phrases = syntax.preposition_phrases(s, head)
        found = self._all(s, [o for p, o in phrases if p in prepositions])
        if found or "by" not in prepositions:
            return found
        return self._all(s, _next_by(s, head))

    def _before(self, s: Sentence, head: int) -> tuple[Party, ...]:
        """Adjectives and names before the noun: "Turkish and Syrian shelling", "a Pentagon report"."""
        modifiers = syntax.children(s, head, "amod", "compound", "nmod", "poss", "npadvmod")
        found = self._all(s, [c for m in modifiers for c in syntax.conjuncts(s, m)])
        if found:
            return found
        first, _ = syntax.core_phrase(s, head)
        return self._all(s, [i for i in range(first, head) if self.at(s.index, i) is not None and not is_bound(s, i)])

    def _all(self, s: Sentence, heads: Sequence[int]) -> tuple[Party, ...]:
        return tuple(party for head in heads for party in self.parties(s, head))


def _next_by(s: Sentence, head: int) -> list[int]:
    """The objects of a "by" that follows "the annexation of the port" and that the parser hung elsewhere."""
    at = head + 1
    if at < len(s.tokens) and s.tokens[at].lower == "of":
        thing = syntax.child(s, at, "pobj")
        at = len(s.tokens) if thing is None else thing + 1
    return syntax.children(s, at, "pobj") if at < len(s.tokens) and s.tokens[at].lower == "by" else []


def _from(s: Sentence, head: int) -> tuple[str, ...]:
    return ("from", "of") if s.tokens[head].lemma.lower() in _PAPERS else ("from",)


def cast_of(
    mentions: Sequence[Mention],
    sentences: Sequence[Sentence],
    aliases: Mapping[tuple[int, int], int],
    grounds: Sequence[Place],
    states: Mapping[str, str],
) -> Cast:
    """The cast of these resolved mentions; ``aliases`` are further head tokens, ``states`` names by entity."""
    heads = dict(aliases)
    heads.update({(m.sentence, m.head): position for position, m in enumerate(mentions)})
    covered: dict[tuple[int, int], int] = {}
    for position, mention in sorted(enumerate(mentions), key=lambda pm: pm[1].first - pm[1].last):
        if mention.kind is MentionKind.NAME:
            covered.update({(mention.sentence, i): position for i in range(mention.first, mention.last + 1)})
    return Cast(
        tuple(mentions), _actors(mentions), tuple(sentences), heads, covered, _by_sentence(mentions), tuple(grounds),
        states,
    )  # fmt: skip


def _by_sentence(mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.sentence, []).append(mention)
    return found


def _actors(mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    """One actor an identity; persons by name, all others by entity, sectors and name."""
    first: dict[tuple[object, ...], Identity] = {}
    spans: dict[tuple[object, ...], dict[Span, None]] = {}
    for mention in mentions:
        for identity in mention.identities:
            key = _key(identity)
            first.setdefault(key, identity)
            spans.setdefault(key, {})[mention.span] = None
    return tuple(Actor(record_id("a", *key), first[key], tuple(spans[key])) for key in first)


def _key(identity: Identity) -> tuple[object, ...]:
    if identity.person:
        return (identity.entity, identity.person)
    return (identity.entity, ",".join(identity.sectors), identity.name)


def with_speakers(cast: Cast, sentences: Sequence[Sentence], statements: Sequence[Statement]) -> Cast:
    """The cast with I, we, us and our inside a statement's content given to whoever makes the statement.

    "I" is the speaker himself; "we" is the state or organisation he speaks for. Of statements within statements the
    innermost counts; pronouns that no statement holds stay unresolved.
    """
    wholes = {a.identity.entity: a.identity.name for a in reversed(cast.actors) if not a.identity.sectors}
    wholes.update(cast.states)
    told = [
        (content, s.speaker.identity, collective(s.speaker.identity, wholes))
        for s in statements
        if s.speaker is not None
        for content in s.content
    ]
    told.sort(key=lambda item: (item[0].end - item[0].start, item[0].start))
    mentions = tuple(_spoken(m, sentences, told) for m in cast.mentions)
    return replace(cast, mentions=mentions, actors=_actors(mentions), by_sentence=_by_sentence(mentions))


#: A content, who speaks in it, and whom he means by "we".
Told = tuple[Span, Identity, Identity]


def _spoken(mention: Mention, sentences: Sequence[Sentence], told: Sequence[Told]) -> Mention:
    if mention.kind is not MentionKind.PRONOUN:
        return _our(mention, sentences, told)
    word = sentences[mention.sentence].tokens[mention.head].lower
    speaker = _speaker_at(mention.span, told) if word in FIRST_PERSON else None
    if speaker is None:
        return mention
    return replace(mention, identities=(speaker[word not in _SINGULAR],))


def _our(mention: Mention, sentences: Sequence[Sentence], told: Sequence[Told]) -> Mention:
    """ "our troops", "my government", "our side": descriptions that belong to the speaker."""
    tokens = sentences[mention.sentence].tokens
    if mention.kind is not MentionKind.DESCRIPTION or tokens[mention.first].lower not in ("our", "my"):
        return mention
    speaker = _speaker_at(mention.span, told)
    if speaker is None or speaker[0].entity is None:
        return mention
    if not mention.identities:
        return replace(mention, identities=(speaker[1],))
    own = replace(mention.identities[0], entity=speaker[0].entity, code=speaker[0].code, candidates=())
    return replace(mention, identities=(own,))


def _speaker_at(span: Span, told: Sequence[Told]) -> tuple[Identity, Identity] | None:
    return next(((one, all_) for content, one, all_ in told if content.contains(span)), None)


def collective(speaker: Identity, names: Mapping[str | None, str]) -> Identity:
    """Whom a speaker means by "we": the state or organisation he belongs to, himself where he has none."""
    if speaker.entity is None or speaker.person is None:
        return speaker
    return Identity(speaker.entity, names.get(speaker.entity, speaker.entity), speaker.code, speaker.sectors)
