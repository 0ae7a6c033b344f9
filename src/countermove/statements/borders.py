"""Where clause content begins and ends: mends what parses get wrong at its edges."""

from __future__ import annotations

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.beside import BEFORE_CONTENT
from countermove.statements.cues import Pattern
from countermove.statements.place import Place, bounds, verb_group
from countermove.statements.quotes import is_mark
from countermove.statements.reading import Reading, Stretch

WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_CONDITION = ("if", "unless", "although", "though", "because", "whether", "even")
#: Nouns by which a report sums up what was said, to tell what it met with.
_SUMMED_UP = ("move", "step", "decision", "measure", "plan", "proposal", "gesture")
_ONE = ("a", "an", "something")
_GLOSS = ("a", "an", "while", "part")
_PAUSES = (",", "-", "–", "—", "--")
_ONE_MORE = ("something", "one", "part")
_LEADS = ("despite", "without", "unlike", "given", "if", "when", "unless", "although", "because", "while", "once")


def at_its_borders(row: Reading, place: Place, pattern: Pattern, found: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Clause content mended where parses go wrong: its start, its end, and what stands before a cue put into it."""
    found = tuple(_without_retort(row, place, piece) for piece in found)
    base = row.stretch(place.s, 0, 0)[0]
    first, last = found[-1]
    if pattern.kind == "to do":
        last = base + _with_clause_after(row, place, last - base) if not place.passive else last
        return (*found[:-1], (first, base + _without_comment(row, place, first - base, last - base)))
    if pattern.kind in ("object", "preposition"):
        return (*found[:-1], (first, base + _without_comment(row, place, first - base, last - base)))
    if pattern.kind not in ("that", "quote", "marks") or place.passive:
        return found
    if first > base + place.last and last < base + len(place.s.tokens):
        begin = base + _without_time(place, _without_gap(place, first - base)) if pattern.kind == "that" else first
        end = _with_that(place.s, _without_own_verbs(row, place, first - base, last - base))
        end = _with_clause_after(row, place, end)
        end = base + _without_gloss(row, place, first - base, _without_participle(row, place, first - base, end))
        found = (*found[:-1], (begin, max(begin, end)))
        if len(found) == 1:
            found = (*_before_cue(row, place), *found)
    return found


def _without_retort(row: Reading, place: Place, piece: Stretch) -> Stretch:
    """The content without the clause that tells what it met with.

    "said [it rained], which the pilot denied", "announced [that it would leave], a move that was condemned".
    """
    s, base = place.s, row.stretch(place.s, 0, 0)[0]
    for t in range(max(piece[0] - base, place.last + 1), min(piece[1] - base + 1, len(s.tokens))):
        token = s.tokens[t]
        if token.dep not in ("relcl", "acl") or row.region(base + t) is not None:
            continue
        begin, noun = bounds(s, t)[0], s.tokens[token.head]
        denies = row.cues.denies(token.lemma)
        meant = noun.lemma in _SUMMED_UP or (denies and (noun.lemma in row.cues.nouns or noun.lower == "something"))
        if noun.index < begin and meant and s.tokens[syntax.core_phrase(s, noun.index)[0]].lower in _ONE:
            begin = syntax.core_phrase(s, noun.index)[0]
        elif not denies or s.tokens[begin].tag not in ("WDT", "WP"):
            continue
        if begin - 1 > piece[0] - base and s.tokens[begin - 1].text in (",", "-", "–", "—"):
            return piece[0], base + begin - 2
    return piece


def _without_gap(place: Place, first: int) -> int:
    """The start of content moved left to the cue clause over words that the parse hung on the cue by mistake."""
    s, start = place.s, place.end + 1
    if first > place.last + 1 and s.tokens[place.last + 1].lower in _LEADS:
        return place.last + 1
    if start >= first or s.tokens[start].text in BEFORE_CONTENT:
        return first
    loose = all(
        s.tokens[t].dep in ("nsubj", "dobj", "dep", "attr", "oprd", "nsubjpass", "appos", "cc", "mark")
        for t in range(start, first)
        if s.tokens[t].head == place.head and not is_mark(s.tokens[t]) and s.tokens[t].dep != "punct"
    )
    return start if loose else first


def _without_time(place: Place, first: int) -> int:
    """The start of content after the day that belongs to the cue: "said on Monday [the ferry had sunk]"."""
    words = [t.lower for t in place.s.tokens[first : first + 2]]
    if first != place.last + 1 or len(words) < 2:
        return first
    if words[0] == "on" and words[1] in WEEKDAYS:
        return first + 2
    return first + 1 if words[0] in WEEKDAYS else first


def _without_own_verbs(row: Reading, place: Place, first: int, last: int) -> int:
    """The end of content before a verb that is coordinated with the cue: "said [it rained] and called him a liar"."""
    s, cue = place.s, _finite_tag(place)
    for t in range(first + 1, last + 1):
        token = s.tokens[t]
        if token.tag != cue or token.dep != "conj" or not row.cues.is_speech(token.lemma):
            continue
        if syntax.child(s, t, *syntax.SUBJECTS, "aux", "mark") is not None or row.region(row.stretch(s, t, t)[0]):
            continue
        before = verb_group(s, t)[0] - 1
        if before > first and s.tokens[before].dep == "cc":
            return before - 1
    return last


def _without_participle(row: Reading, place: Place, first: int, last: int) -> int:
    """The end of content before a participle that is a cue of its own: "said [it rained], blaming the wind"."""
    s = place.s
    for t in range(first + 2, last + 1):
        token = s.tokens[t]
        if token.tag == "VBG" and token.dep == "advcl" and row.cues.is_speech(token.lemma):
            before = verb_group(s, t)[0] - 1
            if s.tokens[before].text == "," and row.region(row.stretch(s, t, t)[0]) is None:
                return before - 1
    return last


def _with_clause_after(row: Reading, place: Place, last: int) -> int:
    """The end of content with a clause that touches it and that the parse hangs on the cue: "[he fled] so he lived"."""
    s = place.s
    for c in syntax.children(s, place.head, "advcl", "prep", "conj"):
        first, end = bounds(s, c)
        if c < last or not syntax.is_verb(s, c):
            continue
        if s.tokens[c].dep == "conj":
            own = syntax.child(s, c, "nsubj", "nsubjpass", "expl")
            gap = s.tokens[last + 1 : first]
            if own is not None and len(gap) <= 2 and s.tokens[c].lemma not in row.cues.verbs:
                return end
        elif first == last + 1:
            last = end
    return last


def _without_gloss(row: Reading, place: Place, first: int, last: int) -> int:
    """The end of content before what the reporter adds to a quotation: 'said he "did it," a hint at the vote'."""
    s, base = place.s, row.stretch(place.s, 0, 0)[0]
    for t in range(first + 2, last):
        closes = is_mark(s.tokens[t]) and s.tokens[t - 1].text == ","
        region = row.region(base + t) if closes else None
        if region is None or region.last != base + t:
            continue
        after = s.tokens[t + 1]
        if after.tag == "VBG" or after.lower in _GLOSS:
            return t
    return last


def _without_comment(row: Reading, place: Place, first: int, last: int) -> int:
    """The end of a plan or a thing spoken of before what the reporter adds; clauses with "that" keep theirs.

    "plans [to sign it], which is rare", "condemned [the raid], raising fears", "wants [a wall] - an old idea".
    """
    s, base = place.s, row.stretch(place.s, 0, 0)[0]
    for t in range(first + 2, min(last, len(s.tokens) - 1)):
        if s.tokens[t].text in _PAUSES and row.region(base + t) is None:
            comment = _comment_at(s, t + 1)
            if comment is not None and bounds(s, comment)[1] >= last:
                return t - 1
    return last


def _comment_at(s: Sentence, at: int) -> int | None:
    """The head of the relative clause, participle clause or noun phrase with an article that begins here."""
    token = s.tokens[at + (s.tokens[at].tag == "RB" and at + 1 < len(s.tokens))]
    head = s.tokens[token.head]
    if token.tag in ("WDT", "WRB", "WP"):
        return head.index if head.dep == "relcl" and head.index > at else None
    if token.lower in _ONE_MORE:
        return token.index
    if token.lower in ("a", "an"):
        return head.index if head.index > at else None
    return token.index if token.tag == "VBG" and token.dep == "advcl" else None


def _finite_tag(place: Place) -> str:
    """The tag of the cue's verb if it is finite, else one that no verb has."""
    tag = place.s.tokens[place.head].tag
    return tag if tag in ("VBD", "VBZ", "VBP") else ""


def _with_that(s: Sentence, last: int) -> int:
    """The end of content with what is coordinated by "and that"."""
    at = last + 1
    while at < len(s.tokens) and (s.tokens[at].text == "," or is_mark(s.tokens[at])):
        at += 1
    if at < len(s.tokens) and s.tokens[at].dep == "cc":
        at += 1
    joined = at < len(s.tokens) and s.tokens[at].lower == "that" and s.tokens[at].tag == "IN"
    if joined and s.tokens[at - 1].lower in ("and", "but", "or"):
        return len(s.tokens) - 1
    return last


def _before_cue(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "[If they leave], he said, [we will too]": the condition before a cue clause that stands between commas."""
    s = place.s
    if place.start < 3 or place.end + 1 >= len(s.tokens) or s.tokens[place.end + 1].text != ",":
        return ()
    if s.tokens[place.start - 1].text != "," or s.tokens[0].lower not in _CONDITION:
        return ()
    return (row.stretch(s, 0, place.start - 2),)
