"""Where a cue stands in its sentence, and small questions about what hangs on what."""

from __future__ import annotations

from dataclasses import dataclass

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.cues import Group
from countermove.statements.quotes import is_mark
from countermove.statements.reading import Source, phrase

_ADJUNCT = ("prep", "npadvmod", "advmod", "agent", "dative", "prt", "dobj")


@dataclass(frozen=True, slots=True)
class Place:
    """A cue in its sentence: its tokens, and the stretch of the clause it makes with its source and adjuncts."""

    s: Sentence
    head: int
    first: int
    last: int
    start: int
    end: int
    passive: bool
    source: Source | None


def verb_place(s: Sentence, v: int, source: Source | None, group: Group) -> Place:
    """Where a verb cue stands: "[he] has [also] told reporters on Tuesday"."""
    first, last = verb_group(s, v)
    start, end = first, last
    if source is not None and source.last < first and s.tokens[source.surface].head in (v, quoting(s, v)):
        start = source.first
    elif source is not None and source.first > last and s.tokens[source.surface].head == v:
        end = source.last
    for c in s.children[v]:
        if c > v and s.tokens[c].dep in _ADJUNCT:
            if s.tokens[c].dep == "dobj" and group.hearer != "object":
                continue
            a, b = phrase(s, c)
            b = min(b, _before_that(s, a, b))
            if a <= end + 1 and not any(is_mark(t) for t in s.tokens[a : b + 1]):
                end = max(end, b)
    return Place(s, v, first, last, start, end, syntax.is_passive(s, v), source)


def quoting(s: Sentence, v: int) -> int:
    """The verb that hands on another's word: "was quoted" of "was quoted as saying"; the verb itself without one."""
    preposition = s.tokens[v].head
    relays = s.tokens[v].dep == "pcomp" and s.tokens[preposition].lower == "as"
    return s.tokens[preposition].head if relays else v


def _before_that(s: Sentence, first: int, last: int) -> int:
    """The end of an adjunct before a "that" clause which the parse hangs on it: "said in a letter [that] ..."."""
    for t in range(first + 1, last + 1):
        token = s.tokens[t]
        if token.lower == "that" and token.head > t and token.dep in ("mark", "advmod", "dobj"):
            return t - 1
    return last


def verb_group(s: Sentence, v: int) -> tuple[int, int]:
    """The verb with the auxiliaries, negation and adverbs that touch it, and its particle."""
    first = last = v
    own = set(syntax.children(s, v, "aux", "auxpass", "neg", "advmod"))
    while first - 1 in own and not is_mark(s.tokens[first - 1]):
        first -= 1
    particle = syntax.child(s, v, "prt")
    if particle == last + 1:
        last = particle
    return first, last


def bounds(s: Sentence, head: int) -> tuple[int, int]:
    """First and last token of all that hangs on a token."""
    tokens = syntax.subtree(s, head)
    return tokens[0], tokens[-1]


def is_below(s: Sentence, token: int, above: int) -> bool:
    """Whether a token hangs, at any depth, on another."""
    return above in syntax.ancestors(s, token)


def has_clause_after(s: Sentence, v: int) -> bool:
    """Whether a verb has a clause or object of its own after it."""
    return any(c > v for c in syntax.children(s, v, "ccomp", "dobj", "oprd", "xcomp"))
