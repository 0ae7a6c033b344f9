"""Content that is a clause of the cue: "said [that ...]", "promised [to ...]", "denied [taking ...]"."""

from __future__ import annotations

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.place import Place, bounds
from countermove.statements.reading import Reading, Stretch


def finite_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "said [that it rained]", "asked [who was there]"."""
    s = place.s
    for c in syntax.children(s, place.head, "ccomp", "xcomp", "csubjpass", "advcl"):
        c = _below_foreign_am(s, c)  # noqa: PLW2901
        if c > place.last and _is_finite(s, c):
            tokens = [t for t in syntax.subtree(s, c) if t > place.last]
            left = [t for t in syntax.subtree(s, c) if t < place.start]
            found = [row.stretch(s, tokens[0], tokens[-1])]
            if left and s.tokens[c].dep == "ccomp" and not place.passive:
                found.insert(0, row.stretch(s, left[0], left[-1]))
            return tuple(found)
    return _misplaced_clause(row, place)


def _below_foreign_am(s: Sentence, c: int) -> int:
    """The clause below an "am" that no "I" goes with, a word of a foreign name: "told Bild am Sonntag [that ...]"."""
    if s.tokens[c].lower != "am" or syntax.child(s, c, *syntax.SUBJECTS) is not None:
        return c
    below = (t.index for t in s.tokens[c:] if t.dep == "ccomp" and t.index > c and c in syntax.ancestors(s, t.index))
    return next(below, -1)


def _misplaced_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """A "that" clause which the parse hangs on the words between: "said for the first time that ..."."""
    s, start = place.s, place.end + 1
    if start >= len(s.tokens) or s.tokens[start].lower != "that" or s.tokens[start].tag not in ("IN", "WDT"):
        return ()
    clause = s.tokens[start].head
    noun = s.tokens[s.tokens[clause].head].lemma
    if s.tokens[clause].dep == "acl" and noun in row.cues.nouns and noun not in row.cues.channels:
        return ()  # "heard of the claim that ..." gives the claim's content, not the verb's
    return (row.stretch(s, start, bounds(s, clause)[1]),) if clause > start and syntax.is_verb(s, clause) else ()


def _is_finite(s: Sentence, c: int) -> bool:
    if s.tokens[c].dep == "advcl":
        return any(s.tokens[m].lower in ("that", "if", "whether") for m in syntax.children(s, c, "mark"))
    if syntax.has_to(s, c):
        return any(s.tokens[t].tag in ("WDT", "WP", "WRB") for t in s.children[c])
    if s.tokens[c].dep == "xcomp":
        return syntax.child(s, c, "nsubj", "mark") is not None
    if s.tokens[c].tag == "VBG":
        return syntax.child(s, c, "aux", "nsubj") is not None  # "a poll showed [the mayor leading]"
    return True


def infinitive(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "promised [to leave]"."""
    s = place.s
    for c in syntax.children(s, place.head, "xcomp", "ccomp", "advcl"):
        if c > place.last and syntax.is_verb(s, c) and syntax.has_to(s, c):
            tokens = [t for t in syntax.subtree(s, c) if t > place.last]
            return (row.stretch(s, tokens[0], tokens[-1]),)
    return ()


def gerund(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "denied [taking the money]"."""
    s = place.s
    for c in syntax.children(s, place.head, "xcomp", "ccomp"):
        if c > place.last and s.tokens[c].tag == "VBG" and syntax.child(s, c, "aux") is None:
            tokens = syntax.subtree(s, c)
            return (row.stretch(s, max(tokens[0], place.last + 1), tokens[-1]),)
    return ()
