"""What is said: the content of a cue by the patterns of its group."""

from __future__ import annotations

from countermove import syntax
from countermove.statements.beside import all_before, interrupted, quoted
from countermove.statements.borders import at_its_borders
from countermove.statements.clauses import finite_clause, gerund, infinitive
from countermove.statements.cues import Group, Pattern
from countermove.statements.objects import of_object, prepositional
from countermove.statements.place import Place, bounds
from countermove.statements.reading import Reading, Stretch

_PLAIN_OBJECT = Pattern("object")
_QUOTE = Pattern("quote")


def of_verb(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of a verb cue by the first pattern of its group that fits; empty where none does."""
    for pattern in group.takes:
        if pattern.passive and not place.passive:
            continue
        if place.source is None and not (place.passive and _needs_no_source(pattern)):
            continue
        found = () if _is_told(place, group, pattern) else _by_pattern(row, place, pattern)
        if found:
            return at_its_borders(row, place, pattern, found)
    return all_before(row, place) if _QUOTE in group.takes else ()


def _is_told(place: Place, group: Group, pattern: Pattern) -> bool:
    """Whether a plain object is no content but the person told: "asked us"."""
    told = syntax.child(place.s, place.head, "dobj") if group.hearer == "object" and pattern == _PLAIN_OBJECT else None
    return told is not None and place.s.tokens[told].tag == "PRP"


def _needs_no_source(pattern: Pattern) -> bool:
    """ "It was reported that ...", "He is expected to ...", "She was described as ..." tell of no speaker."""
    return pattern.kind == "that" or (pattern.kind == "object" and pattern.rest != "")


def _by_pattern(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    if pattern.kind in ("quote", "marks"):
        return quoted(row, place) or (interrupted(row, place) if pattern.kind == "quote" else ())
    if pattern.kind == "relayed":
        return ()  # found with the statement that is relayed
    if pattern.kind == "that":
        return finite_clause(row, place)
    if pattern.kind == "to do":
        return infinitive(row, place)
    if pattern.kind == "doing":
        return gerund(row, place)
    if pattern.kind == "preposition":
        return prepositional(row, place, pattern)
    return of_object(row, place, pattern)


def of_noun(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of a noun cue: "the claim [that ...]", "a promise [to ...]", "criticism of [the court]"."""
    s, noun = place.s, place.head
    for pattern in group.takes:
        if place.source is None and pattern.kind != "that":
            continue
        if pattern.kind == "preposition":
            found = prepositional(row, place, pattern)
            if found:
                return found
            continue
        for c in syntax.children(s, noun, "acl", "ccomp", "relcl"):
            joined = any(s.tokens[m].lower == "that" for m in syntax.children(s, c, "mark"))
            infinitive = syntax.has_to(s, c)
            if c > noun and (joined if pattern.kind == "that" else pattern.kind == "to do" and infinitive):
                return (row.stretch(s, *bounds(s, c)),)
    return ()


def of_adjective(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of an adjective cue: "is sure [that ...]", "was critical of [the plan]"."""
    for pattern in group.takes:
        if pattern.kind == "preposition":
            found = prepositional(row, place, pattern)
        elif pattern.kind == "that":
            found = finite_clause(row, place)
        else:
            found = infinitive(row, place)
        if found:
            return found
    return ()
