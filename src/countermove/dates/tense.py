"""Whether the clause round a word tells of what has been or of what is to come: which Friday "on Friday" is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from countermove import syntax
from countermove.records import BlockKind, Sentence

FUTURE_MODALS = frozenset(
    ["will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "can", "ca", "could", "should", "must"]
)
PRESENT_BE = frozenset(["is", "are", "am", "'s", "’s", "'re", "’re"])
HAVE = frozenset(["have", "has", "had", "having", "'ve", "’ve", "'d", "’d"])
_DEPTH = 8  # clauses climbed through at most; parses can be odd

Words = Mapping[str, frozenset[str]]


class Direction(Enum):
    """Where from the present a clause looks: firmly back or ahead, most likely ahead, or no telling."""

    PAST = "past"
    FUTURE = "future"
    LIKELY_FUTURE = "likely future"
    OPEN = "open"


def direction(s: Sentence, i: int, words: Words) -> Direction:
    """Where the clause looks that token i stands in.

    "On Friday" in "he left on Friday" is past, in "he will leave on Friday" and "talks due on Friday" future.
    ``words`` are the calendar's word lists ``coming``, ``come_true`` and ``told``.
    """
    if _as_soon_as(s, i):
        return Direction.FUTURE
    noun = s.tokens[i].head
    if s.tokens[i].dep in ("poss", "compound", "nmod") and s.tokens[noun].lower not in words["appointed"]:
        return Direction.PAST
    if s.tokens[i].dep == "pobj" and s.tokens[noun].lower == "for":  # "was called for Monday"
        return Direction.LIKELY_FUTURE
    lasting = False
    for at in (i, *syntax.ancestors(s, i)):
        token, lower = s.tokens[at], s.tokens[at].lower
        if syntax.is_verb(s, at) or token.tag == "MD":
            held_over = lasting and token.lemma in words["held_over"] and not _is_pluperfect(s, at)
            return Direction.LIKELY_FUTURE if held_over else tense(s, at, words)
        if lower == "since":
            return Direction.PAST
        if at != i and (lower in words["coming"] or lower == "ahead"):
            return Direction.FUTURE
        lasting = lasting or lower in ("until", "till")
    return Direction.OPEN


def hangs_on_verb(s: Sentence, i: int) -> bool:
    """Whether token i hangs on a finite verb or participle, with a preposition at most between: "held on May 9"."""
    head = s.tokens[i].head
    if s.tokens[i].dep == "pobj":
        head = s.tokens[head].head
    return syntax.is_verb(s, head) and s.tokens[head].tag != "VB" and s.tokens[i].dep not in syntax.SUBJECTS


def _as_soon_as(s: Sentence, i: int) -> bool:
    """ "As early as Tuesday"."""
    before = [t.text.lower() for t in s.tokens[max(i - 3, 0) : i]]
    return before[:1] == ["as"] and before[-1:] == ["as"] and before[1] in ("early", "soon")


def _is_pluperfect(s: Sentence, v: int) -> bool:
    return any(s.tokens[a].lower == "had" for a in syntax.auxiliaries(s, v))


def tense(s: Sentence, v: int, words: Words, depth: int = _DEPTH) -> Direction:
    """Where a verb looks: "left" past; "will leave", "to leave", "is leaving" future."""
    if depth == 0:
        return Direction.OPEN
    token = s.tokens[v]
    auxiliaries = [s.tokens[a].lower for a in syntax.auxiliaries(s, v)]
    perfect = not HAVE.isdisjoint(auxiliaries)
    if not FUTURE_MODALS.isdisjoint(auxiliaries) and "had" not in auxiliaries:
        # "Could not be reached on Friday" is no forecast.
        past = "could" in auxiliaries and syntax.negation(s, v) is not None
        return Direction.PAST if past else Direction.OPEN if perfect else Direction.FUTURE
    if token.tag == "VBD" or (perfect and token.tag != "VB"):
        planned = token.lemma in words["coming"] and token.dep in ("acl", "amod", "relcl")
        planned = planned or token.lemma in words["arranged"] or _has_coming_subject(s, v, words)
        return Direction.LIKELY_FUTURE if planned else Direction.PAST
    if token.tag in ("VBZ", "VBP"):
        return _present(s, v, words)
    if token.tag == "VB":
        return _base_form(s, v, words, auxiliaries, depth)
    return _participle(s, v, words, auxiliaries, depth)


def _has_coming_subject(s: Sentence, v: int, words: Words) -> bool:
    """ "The deadline was Friday"."""
    return s.tokens[v].lemma == "be" and any(
        s.tokens[i].lower in words["coming"] for i in syntax.children(s, v, "nsubj")
    )


def _present(s: Sentence, v: int, words: Words) -> Direction:
    """ "The ministers meet on Friday" is to come; "the report says" and headlines tell what has been."""
    if s.kind is BlockKind.HEADLINE or s.tokens[v].lemma in words["told"]:
        return Direction.PAST
    return Direction.FUTURE


def _base_form(s: Sentence, v: int, words: Words, auxiliaries: list[str], depth: int) -> Direction:
    token = s.tokens[v]
    if "did" in auxiliaries:
        return Direction.LIKELY_FUTURE if token.lemma in words["arranged"] else Direction.PAST
    if token.dep == "conj" and not auxiliaries:
        return tense(s, token.head, words, depth - 1)
    if not HAVE.isdisjoint(auxiliaries):
        return Direction.PAST
    governor = s.tokens[token.head]
    if "to" not in auxiliaries or governor.index == v:
        return Direction.LIKELY_FUTURE
    if token.dep == "advcl" or governor.lemma in words["come_true"]:
        above = _verb_above(s, v)
        return tense(s, above, words, depth - 1) if above is not None else Direction.OPEN
    return Direction.LIKELY_FUTURE


def _participle(s: Sentence, v: int, words: Words, auxiliaries: list[str], depth: int) -> Direction:
    """VBN and VBG that are not perfect: passives, progressives, and participles that hang on another verb."""
    token = s.tokens[v]
    if token.tag == "VBN":
        if token.lemma in words["coming"] or token.lower in words["coming"]:
            return Direction.FUTURE if auxiliaries else Direction.LIKELY_FUTURE
        if PRESENT_BE.isdisjoint(auxiliaries):
            return Direction.PAST
        return Direction.PAST if s.kind is BlockKind.HEADLINE or token.lemma in words["told"] else Direction.FUTURE
    if not PRESENT_BE.isdisjoint(auxiliaries):
        return Direction.FUTURE
    if not {"was", "were"}.isdisjoint(auxiliaries):
        return Direction.PAST
    above = _verb_above(s, v)
    return tense(s, above, words, depth - 1) if above is not None else Direction.OPEN


def _verb_above(s: Sentence, i: int) -> int | None:
    return next((a for a in syntax.ancestors(s, i) if syntax.is_verb(s, a)), None)
