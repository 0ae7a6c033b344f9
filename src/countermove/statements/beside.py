"""Content beside a cue clause: quotations before and after it, and the clause it is put into."""

from __future__ import annotations

from countermove import syntax
from countermove.statements.place import Place, has_clause_after, is_below
from countermove.statements.quotes import Region, is_mark
from countermove.statements.reading import Reading, Stretch

_SHORTEST = 4  # tokens of a clause before a cue clause at the end, the comma included
_APART = (":", "-", "--", "—", "–", "(", "-LRB-")
BEFORE_CONTENT = (",", ":", "-", "--", "—", "–")


def quoted(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """Quotations beside the cue clause, or the clause it is put into."""
    if _goes_straight_on(place):
        return ()
    left = _quotation_before(row, place) if holds_its_source(place) else None
    right = _quotation_after(row, place)
    found = []
    if left is not None:
        found.append((_start_of_left(row, place, left), left.last))
    if right is not None:
        found.append((right.first, _last_in_row(row, place, right)))
    elif left is not None:
        found.extend(_rest_of_clause(row, place))
    return tuple(found)


def _goes_straight_on(place: Place) -> bool:
    """Whether the verb's own clause or object follows without a pause: '"it," she said [the vote was lost]'."""
    s, following = place.s, place.end + 1
    if following >= len(s.tokens) or s.tokens[following].dep == "punct" or is_mark(s.tokens[following]):
        return False
    return any(c > place.end for c in syntax.children(s, place.head, "ccomp", "xcomp", "dobj", "oprd"))


def holds_its_source(place: Place) -> bool:
    """Whether the speaker stands in the cue clause: only so does a quotation before it belong to the cue."""
    return place.source is not None and place.start <= place.source.surface <= place.end


def _quotation_before(row: Reading, place: Place) -> Region | None:
    at = row.stretch(place.s, place.start, place.start)[0] - 1
    floor = row.stretch(place.s, 0, 0)[0]
    if place.start == 0:
        return _quotation_in_sentence_before(row, place)
    while at > floor and row.tokens[at].text in BEFORE_CONTENT and row.region(at) is None:
        at -= 1
    region = row.region(at) if at >= floor else None
    if region is None or region.last != at or _is_in_clause_before(row, place, region):
        return None
    return region


def _is_in_clause_before(row: Reading, place: Place, region: Region) -> bool:
    """Whether quoted words end another clause: 'Asked whether it was "a trap," she said no'."""
    s, base = place.s, row.stretch(place.s, 0, 0)[0]
    clauses = (c for c in syntax.children(s, place.head, "advcl") if c < region.first - base)
    return any(
        is_below(s, t, c)
        for c in clauses
        for t in range(region.first - base + 1, min(region.first - base + 3, place.start))
    )


def _quotation_in_sentence_before(row: Reading, place: Place) -> Region | None:
    """'"Who goes there?" he asked.': the parser ends a sentence at the question mark."""
    s, first = place.s, row.base[row.place(place.s)]
    if first == 0 or row.sentences[row.place(s) - 1].paragraph != s.paragraph:
        return None
    region = row.region(first - 1)
    if region is None or region.last != first - 1:
        return None
    unfinished = row.tokens[region.last - 1].text in ("?", "!", ",", "-", "--", "—", "...", "…")
    if not unfinished and not s.tokens[0].text[:1].islower():
        return None
    return region if not _has_own_content(place) else None


def _has_own_content(place: Place) -> bool:
    """Whether the verb has a clause or object after the cue clause; the person told is a part of that."""
    return has_clause_after(place.s, place.head) and any(
        c > place.end for c in syntax.children(place.s, place.head, "ccomp", "dobj", "oprd", "xcomp")
    )


def _quotation_after(row: Reading, place: Place) -> Region | None:
    """A quotation that begins after the cue clause and a comma or colon: 'he said on Sunday, "..."'."""
    s = place.s
    if place.end + 2 == len(s.tokens) and s.tokens[-1].text in (":", ","):
        return _quotation_of_next_sentence(row, place)
    for i in range(place.end + 1, min(place.end + 4, len(s.tokens))):
        if is_mark(s.tokens[i]):
            if s.tokens[i - 1].text not in BEFORE_CONTENT and has_clause_after(s, place.head):
                return None
            region = row.region(row.stretch(s, i, i)[0])
            return region if region is not None and row.tokens[region.first] is s.tokens[i] else None
        if s.tokens[i].text not in BEFORE_CONTENT:
            return None
    return None


def _is_word(row: Reading, position: int) -> bool:
    return any(c.isalnum() for c in row.tokens[position].text)


def _quotation_of_next_sentence(row: Reading, place: Place) -> Region | None:
    """What a sentence that ends with a colon leads to: 'He added:' and a quotation, here or in the next paragraph."""
    at = row.stretch(place.s, len(place.s.tokens), 0)[0]
    region = row.region(at) if at < len(row.tokens) else None
    return region if region is not None and region.first == at else None


def _last_in_row(row: Reading, place: Place, region: Region) -> int:
    """The end of quotations in a row: "Go home," and "Stop it."."""
    stop = row.stretch(place.s, len(place.s.tokens) - 1, 0)[0]
    while region.last + 2 <= stop:
        at = region.last + 1
        at += row.tokens[at].text == ","
        at += at <= stop and row.tokens[at].lower in ("and", "or", "but")
        following = row.region(at) if region.last + 1 < at <= stop else None
        if following is None or following.first != at:
            break
        region = following
    if region.last < stop and row.tokens[region.last - 1].text[-1:] not in ",.!?" and _is_word(row, region.last + 1):
        return stop  # the sentence goes on after quoted words
    return region.last


def _start_of_left(row: Reading, place: Place, region: Region) -> int:
    """Where content before the cue begins: at the quotation, or before it where the clause does."""
    floor = row.stretch(place.s, 0, 0)[0]
    if region.first <= floor or row.tokens[region.first - 1].text in _APART:
        return region.first
    clause = syntax.child(place.s, place.head, "ccomp")
    if clause is None:
        within = _is_word(row, region.first - 1) and row.tokens[region.first + 1].text[:1].islower()
        return floor if within else region.first
    begin = row.stretch(place.s, min(syntax.subtree(place.s, clause)), 0)[0]
    return min(region.first, begin)


def _rest_of_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """What follows a cue put into a clause: "...," he said, [is lost]."""
    clause = syntax.child(place.s, place.head, "ccomp")
    if clause is None:
        return ()
    after = [t for t in syntax.subtree(place.s, clause) if t > place.end]
    if not after or place.s.tokens[after[0] - 1].text not in BEFORE_CONTENT:
        return ()
    return (row.stretch(place.s, after[0], after[-1]),)


def interrupted(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "The plan, he said, is dead", "The plan is dead, he said", "As he said, the plan is dead"."""
    if _goes_straight_on(place):
        return ()
    s, v = place.s, place.head
    token = s.tokens[v]
    if token.dep == "parataxis" and token.head != v:
        return _around(row, place, token.head)
    if token.dep == "advcl" and any(s.tokens[c].lower == "as" for c in syntax.children(s, v, "mark", "advmod")):
        return _around(row, place, token.head)
    for c in syntax.children(s, v, "ccomp"):
        if (
            c < place.start
            and s.tokens[place.start - 1].text != ";"
            and not syntax.is_aside(s, v)
            and all(s.tokens[m].lower == "that" for m in syntax.children(s, c, "mark"))
        ):
            return _around(row, place, c)
    return ()


def all_before(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "The rebels left the town, the army said.": all before a cue clause that ends the sentence, however parsed."""
    s = place.s
    ends = all(t.dep == "punct" for t in s.tokens[place.end + 1 :])
    if not ends or place.start < _SHORTEST or s.tokens[place.start - 1].text != "," or not holds_its_source(place):
        return ()
    if place.source is None or s.tokens[place.head].dep not in ("ROOT", "parataxis"):
        return ()
    return (row.stretch(s, 0, place.start - 2),)


def _around(row: Reading, place: Place, clause: int) -> tuple[Stretch, ...]:
    """The clause's tokens left and right of the cue clause."""
    s = place.s
    inner = set(syntax.subtree(s, place.head)) if clause != place.head and is_below(s, place.head, clause) else set()
    tokens = [t for t in syntax.subtree(s, clause) if t not in inner and not place.start <= t <= place.end]
    left = [t for t in tokens if t < place.start]
    right = [t for t in tokens if t > place.end]
    found = []
    if left:
        found.append(row.stretch(s, left[0], place.start - 1))
    if right:
        found.append(row.stretch(s, right[0], right[-1]))
    elif [t.lower for t in s.tokens[place.end + 1 : place.end + 3]] == [",", "that"]:
        found.append(row.stretch(s, place.end + 2, len(s.tokens) - 1))
    return tuple(found)
