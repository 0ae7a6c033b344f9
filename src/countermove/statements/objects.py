"""Content that is a noun phrase: "praised [the deal]", "accused Rome [of piracy]", "called [it a mistake]"."""

from __future__ import annotations

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.borders import WEEKDAYS
from countermove.statements.cues import Pattern
from countermove.statements.place import Place, bounds, has_clause_after, is_below
from countermove.statements.quotes import is_mark
from countermove.statements.reading import Reading, Stretch, phrase

TIMES = WEEKDAYS | frozenset(
    ("day", "week", "month", "year", "night", "evening", "morning", "afternoon", "hour", "time", "past", "recent",
     "weekend", "summer", "spring", "autumn", "winter", "days", "weeks", "months", "years", "hours", "times")
)  # fmt: skip
_OF_OBJECTS = frozenset(
    ("of", "for", "against", "as", "to", "over", "about", "between", "in", "on", "from", "with", "into")
)
_PREDICATE = ("oprd", "acomp", "xcomp", "attr", "ccomp", "appos")


def prepositional(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    """ "called for [calm]", "called on [both sides to stop]"."""
    s = place.s
    for c in syntax.children(s, place.head, "advcl", "ccomp", "xcomp"):
        mark = syntax.child(s, c, "mark")
        if mark is not None and mark > place.head and s.tokens[mark].lower == pattern.preposition == "for":
            return (row.stretch(s, mark + 1, bounds(s, c)[1]),)  # "called for him to go"
    for p in syntax.children(s, place.head, "prep", "prt", "dative"):
        if s.tokens[p].lower != pattern.preposition or p < place.head:
            continue
        inner = syntax.child(s, p, "pobj", "pcomp")
        if inner is None:
            continue
        first, last = phrase(s, inner)
        if pattern.rest:
            clause = next((c for c in syntax.children(s, place.head, "xcomp", "advcl") if c > inner), None)
            clause = clause if clause is not None else syntax.child(s, inner, "acl")
            if clause is None or not syntax.has_to(s, clause):
                continue
            last = max(last, syntax.subtree(s, clause)[-1])
        else:
            last = _with_more(row, place, inner, last)
        return (row.stretch(s, first, last),)
    return ()


def of_object(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    """The object of the verb (in the passive its subject) with what the pattern asks to follow it."""
    s = place.s
    small = _small_clause(row, place, pattern)
    if small:
        return small
    target = _target(s, place)
    if target is None:
        return ()
    if not pattern.rest:
        return _object_alone(row, place, target)
    after = _after_object(s, place, target, pattern.rest)
    if after is None:
        return _quoted_predicate(row, place, target) if pattern.rest == "predicate" else ()
    rest = row.stretch(s, *after)
    if pattern.bare and not place.passive:
        return (rest,)
    first, last = phrase(s, target)
    if place.passive:
        return (row.stretch(s, first, last), rest)
    if target < place.first:
        return (_before_relative(row, place, target), rest) if s.tokens[target].lower != "what" else (rest,)
    return (row.stretch(s, min(first, after[0]), max(last, after[1])),)


def _object_alone(row: Reading, place: Place, target: int) -> tuple[Stretch, ...]:
    """ "condemned [the raid]", "a raid [that] they condemned", "[the raid] was condemned by ..."; no aim of an act."""
    s = place.s
    if not _may_stand_alone(s, place, target) or _is_purpose(s, place.head):
        return ()
    if target < place.first and not place.passive:
        return (_before_relative(row, place, target),)
    first, last = phrase(s, target)
    return (row.stretch(s, first, last if place.passive else _with_more(row, place, target, last)),)


def _is_purpose(s: Sentence, v: int) -> bool:
    """Whether a verb tells what something is done for: "met to discuss the border" says not that they spoke of it."""
    return s.tokens[v].dep in ("advcl", "acl") and syntax.has_to(s, v)


def _before_relative(row: Reading, place: Place, target: int) -> Stretch:
    """A noun phrase that stands before the relative clause about it, without that clause."""
    first, last = phrase(place.s, target)
    return row.stretch(place.s, first, max(target, min(last, place.start - 1)))


def _with_more(row: Reading, place: Place, target: int, last: int) -> int:
    """The end of an object with the phrases after it that parses hang on the verb: "denied [any role in the raid]"."""
    s = place.s
    for c in s.children[place.head]:
        first, end = bounds(s, c)
        if first != last + 1 or c < target:
            continue
        dep = s.tokens[c].dep
        if (dep == "prep" and _belongs_to_object(row, s, c)) or (dep in ("xcomp", "advcl") and syntax.has_to(s, c)):
            last = end
    return last


def _belongs_to_object(row: Reading, s: Sentence, preposition: int) -> bool:
    """Whether a prepositional phrase is no time, place or occasion of speaking."""
    word = s.tokens[preposition].lower
    inner = syntax.child(s, preposition, "pobj", "pcomp")
    if word not in _OF_OBJECTS or inner is None:
        return False
    token = s.tokens[inner]
    if token.lemma in row.cues.channels or token.lower in TIMES:
        return False
    return word not in ("in", "on", "from") or not (token.tag.startswith("NNP") or token.tag == "CD")


def _quoted_predicate(row: Reading, place: Place, target: int) -> tuple[Stretch, ...]:
    """ "called the plan "a mistake"" where the parser takes the predicate for a part of the object."""
    first, last = phrase(place.s, target)
    for t in range(target + 1, min(last + 2, len(place.s.tokens))):
        region = row.region(row.stretch(place.s, t, t)[0])
        if region is not None and is_mark(place.s.tokens[t]):
            return ((row.stretch(place.s, first, first)[0], region.last),)
    return ()


def _target(s: Sentence, place: Place) -> int | None:
    if place.passive:
        own = syntax.child(s, place.head, "nsubjpass")
        if own is not None:
            return None if s.tokens[own].lower == "it" and has_clause_after(s, place.head) else own
        return None
    own = syntax.child(s, place.head, "dobj")
    if own is not None:
        return own
    return _antecedent(s, place)


def _antecedent(s: Sentence, place: Place) -> int | None:
    """The noun that a relative clause without pronoun or with "which" as its object is about: "a plan they reject"."""
    if s.tokens[place.head].dep != "relcl" or place.source is None:
        return None
    pronouns = [t for t in range(place.start) if s.tokens[t].tag in ("WDT", "WP") and is_below(s, t, place.head)]
    if s.tokens[place.source.surface].tag in ("WDT", "WP") or pronouns:
        return None
    return s.tokens[place.head].head


def _may_stand_alone(s: Sentence, place: Place, target: int) -> bool:
    if place.passive and place.source is None:
        return False
    return s.tokens[target].tag != "PRP" or s.tokens[target].lower not in ("itself", "himself", "herself", "themselves")


def _small_clause(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    """ "want [him to leave]", "called [him a liar]" where the parser makes one clause of it."""
    if pattern.rest not in ("to do", "predicate") or pattern.bare or place.passive:
        return ()
    s = place.s
    for c in syntax.children(s, place.head, "ccomp", "xcomp"):
        subject = syntax.child(s, c, "nsubj", "nsubjpass")
        if c < place.head or subject is None or subject < place.head:
            continue
        infinitive = syntax.has_to(s, c)
        small = not syntax.is_verb(s, c) and syntax.child(s, c, "cop", "mark", "aux") is None
        if infinitive if pattern.rest == "to do" else small:
            tokens = [t for t in syntax.subtree(s, c) if t > place.last]
            return (row.stretch(s, tokens[0], tokens[-1]),)
    return ()


def _after_object(s: Sentence, place: Place, target: int, rest: str) -> tuple[int, int] | None:
    """First and last token of what follows the object."""
    after = max(place.last, target) if not place.passive else place.last
    if rest == "to do":
        for c in (*syntax.children(s, place.head, "xcomp", "advcl", "ccomp"), *syntax.children(s, target, "acl")):
            if c > after and syntax.is_verb(s, c) and syntax.has_to(s, c):
                return bounds(s, c)
        return None
    if rest == "predicate":
        for c in syntax.children(s, place.head, *_PREDICATE):
            if c > after and not syntax.is_verb(s, c):
                return bounds(s, c)
        return None
    for p in (*syntax.children(s, place.head, "prep"), *syntax.children(s, target, "prep"), *_on_agent(s, place)):
        if p > after and s.tokens[p].lower == rest:
            return bounds(s, p)
    return None


def _on_agent(s: Sentence, place: Place) -> list[int]:
    """Gerunds hung on the agent that belong to the verb: "was accused by the court of selling secrets"."""
    if not place.passive or place.source is None:
        return []
    found = syntax.children(s, place.source.surface, "prep")
    return [p for p in found if any(s.tokens[c].tag == "VBG" for c in s.children[p])]
