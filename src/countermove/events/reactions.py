"""Links that the text itself makes between an act and the act it answers.

"a move that was condemned by", "in response to", "countermeasures against NATO's deployment", "after X suspended ...".
A bare noun that names an act told before ("the deployment") leads to that act. The words are data
(``data/codebook/reactions.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from countermove import syntax
from countermove.events.codebook import shipped_text
from countermove.events.extract import Extraction, Located
from countermove.records import Denial, Reaction, Sentence, Span

_DEPTH = 12


@dataclass(frozen=True, slots=True)
class ReactionWords:
    """The words that say one act answers another."""

    phrases: tuple[tuple[str, ...], ...]
    prepositions: frozenset[str]
    marks: frozenset[str]
    answer: frozenset[str]


@cache
def reaction_words() -> ReactionWords:
    """The words that ship with the codebook (read once)."""
    raw: dict[str, str] = yaml.load(shipped_text("reactions.yaml"), Loader=yaml.CSafeLoader)
    lists = {key: [" ".join(w.split()) for w in value.split(",")] for key, value in raw.items()}
    return ReactionWords(
        tuple(tuple(phrase.split()) for phrase in lists["phrases"]),
        *(frozenset(lists[key]) for key in ("prepositions", "marks", "answer")),
    )


def find_reactions(extraction: Extraction, denials: Sequence[Denial] = ()) -> tuple[Reaction, ...]:
    """The reactions stated in an article, in order of the answering events.

    A denial is an answer to the accusation it denies, and is told by the words that deny.
    """
    found: dict[tuple[str, str], Reaction] = {}
    for at, answer in enumerate(extraction.located):
        stated = _reactions_of(answer, extraction.located[:at], extraction)
        for reaction in (*stated, *_denying(answer, denials, extraction)):
            found.setdefault((reaction.event, reaction.to), reaction)
    return tuple(found.values())


def _denying(answer: Located, denials: Sequence[Denial], extraction: Extraction) -> Iterator[Reaction]:
    accusations = {x.event.id for x in extraction.located if x.event.type == "ACCUSE"}
    for denial in denials:
        if denial.answer == answer.event.id and denial.event in accusations and answer.event.type == "REJECT":
            yield Reaction(denial.answer, denial.event, denial.words)


def _reactions_of(answer: Located, before: tuple[Located, ...], extraction: Extraction) -> Iterator[Reaction]:
    words = reaction_words()
    if answer.match.anaphors:
        earlier = _act_meant(answer, before)
        if earlier is not None:
            cue = syntax.span_of(answer.sentence, syntax.full_phrase(answer.sentence, answer.match.anaphors[0]))
            yield Reaction(answer.event.id, earlier, cue)
            return
    for trigger, event_id in _acts_in(answer.sentence, extraction):
        if event_id != answer.event.id:
            link = _link(answer, trigger, words, same=_same_actor(answer, event_id, extraction))
            if link is not None:
                yield Reaction(answer.event.id, event_id, link)


def _act_meant(answer: Located, before: tuple[Located, ...]) -> str | None:
    """The act that "a move" stands for: the last one told by those it was done to."""
    recipients = {p.identity.entity for p in answer.event.recipient}
    for earlier in reversed(before):
        if earlier.sentence.index < answer.sentence.index - 1:
            return None
        if recipients & {p.identity.entity for p in earlier.event.actor}:
            return earlier.event.id
    return None


def _acts_in(s: Sentence, extraction: Extraction) -> list[tuple[int, str]]:
    """(trigger token, event id) of the acts told or named in this sentence."""
    told = [(x.match.trigger, x.event.id) for x in extraction.located if x.sentence.index == s.index]
    named = [(trigger, event) for (index, trigger), event in extraction.repeats.items() if index == s.index]
    return sorted(told + named)


def _same_actor(answer: Located, event_id: str, extraction: Extraction) -> bool:
    other = next(x.event for x in extraction.located if x.event.id == event_id)
    own = {p.identity.entity for p in answer.event.actor}
    return not own.isdisjoint({p.identity.entity for p in other.actor}) or not own or not other.actor


def _link(answer: Located, trigger: int, words: ReactionWords, *, same: bool) -> Span | None:
    """The words that tie the act at ``trigger`` to the answer as what it answers, or None."""
    s = answer.sentence
    own = {answer.match.trigger, answer.match.carrier, *answer.match.words}
    if trigger in own:
        return None
    path = [trigger]
    for above in syntax.ancestors(s, trigger):
        if above in own:
            return _cue_on(s, path, above, words, same=same)
        path.append(above)
        if len(path) > _DEPTH:
            break
    return None


def _cue_on(s: Sentence, path: list[int], top: int, words: ReactionWords, *, same: bool) -> Span | None:
    """Read the path from the act answered up to the answering act, nearest to the answer first."""
    at = path[-1]
    token = s.tokens[at]
    for phrase in words.phrases:
        start = at if token.lower == phrase[0] else at - 1
        if start >= 0 and tuple(t.lower for t in s.tokens[start : start + len(phrase)]) == phrase:
            return s.cover(start, start + len(phrase) - 1)
    if token.dep in syntax.PREPOSITIONS and token.lower in words.prepositions:
        if s.tokens[top].lemma in words.answer:
            return s.cover(min(top, at), max(top, at))
        return None if same else token.span
    if s.tokens[top].lemma in words.answer and token.lower in ("to", "with", "by"):
        return s.cover(top, at)
    if token.dep == "advcl" and not same:
        mark = next((c for c in syntax.children(s, at, "mark") if s.tokens[c].lower in words.marks), None)
        return s.tokens[mark].span if mark is not None else None
    return None
