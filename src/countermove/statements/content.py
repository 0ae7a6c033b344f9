"""What is said: the content of a cue by the patterns of its group."""

from __future__ import annotations

from dataclasses import dataclass

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.cues import Group, Pattern
from countermove.statements.quotes import Region, is_mark
from countermove.statements.reading import Reading, Source, Stretch, phrase

WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
TIMES = WEEKDAYS | frozenset(
    ("day", "week", "month", "year", "night", "evening", "morning", "afternoon", "hour", "time", "past", "recent",
     "weekend", "summer", "spring", "autumn", "winter", "days", "weeks", "months", "years", "hours", "times")
)  # fmt: skip
_OF_OBJECTS = frozenset(
    ("of", "for", "against", "as", "to", "over", "about", "between", "in", "on", "from", "with", "into")
)
_PLAIN_OBJECT = Pattern("object")

_ADJUNCT = ("prep", "npadvmod", "advmod", "agent", "dative", "prt")
_PREDICATE = ("oprd", "acomp", "xcomp", "attr", "ccomp", "appos")
_CONDITION = ("if", "unless", "although", "though", "because", "whether", "even")
_SHORTEST = 4  # tokens of a clause before a cue clause at the end, the comma included
_GLOSS = ("a", "an", "while", "part")
_LEADS = ("despite", "without", "unlike", "given", "if", "when", "unless", "although", "because", "while", "once")
_APART = (":", "-", "--", "—", "–", "(", "-LRB-")
_BEFORE_CONTENT = (",", ":", "-", "--", "—", "–")


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
        if c > v and s.tokens[c].dep in (*_ADJUNCT, "dobj", "agent"):
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


def of_verb(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of a verb cue by the first pattern of its group that fits; empty where none does."""
    for pattern in group.takes:
        if pattern.passive and not place.passive:
            continue
        if place.source is None and not (place.passive and _needs_no_source(pattern)):
            continue
        found = () if _is_told(place, group, pattern) else _by_pattern(row, place, pattern)
        if found:
            return _at_its_borders(row, place, pattern, found)
    return ()


def _is_told(place: Place, group: Group, pattern: Pattern) -> bool:
    """Whether a plain object is no content but the person told: "asked us"."""
    told = syntax.child(place.s, place.head, "dobj") if group.hearer == "object" and pattern == _PLAIN_OBJECT else None
    return told is not None and place.s.tokens[told].tag == "PRP"


def _needs_no_source(pattern: Pattern) -> bool:
    """ "It was reported that ...", "He is expected to ...", "She was described as ..." tell of no speaker."""
    return pattern.kind == "that" or (pattern.kind == "object" and pattern.rest != "")


def _by_pattern(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    if pattern.kind in ("quote", "marks"):
        return _quoted(row, place) or (_interrupted(row, place) if pattern.kind == "quote" else ())
    if pattern.kind == "relayed":
        return ()  # found with the statement that is relayed
    if pattern.kind == "that":
        return _finite_clause(row, place)
    if pattern.kind == "to do":
        return _infinitive(row, place)
    if pattern.kind == "doing":
        return _gerund(row, place)
    if pattern.kind == "preposition":
        return _prepositional(row, place, pattern)
    return _object(row, place, pattern)


# --- quotations and interrupted clauses ---------------------------------------------------------------


def _quoted(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """Quotations beside the cue clause, or the clause it is put into."""
    if _goes_straight_on(place):
        return ()
    left = _quotation_before(row, place) if _holds_its_source(place) else None
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


def _holds_its_source(place: Place) -> bool:
    """Whether the speaker stands in the cue clause: only so does a quotation before it belong to the cue."""
    return place.source is not None and place.start <= place.source.surface <= place.end


def _quotation_before(row: Reading, place: Place) -> Region | None:
    at = row.stretch(place.s, place.start, place.start)[0] - 1
    floor = row.stretch(place.s, 0, 0)[0]
    if place.start == 0:
        return _quotation_in_sentence_before(row, place)
    while at > floor and row.tokens[at].text in _BEFORE_CONTENT and row.region(at) is None:
        at -= 1
    region = row.region(at) if at >= floor else None
    return region if region is not None and region.last == at else None


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
    return region if not _has_clause(s, place.head) else None


def _quotation_after(row: Reading, place: Place) -> Region | None:
    """A quotation that begins after the cue clause and a comma or colon: 'he said on Sunday, "..."'."""
    s = place.s
    if place.end + 2 == len(s.tokens) and s.tokens[-1].text in (":", ","):
        return _quotation_of_next_sentence(row, place)
    for i in range(place.end + 1, min(place.end + 4, len(s.tokens))):
        if is_mark(s.tokens[i]):
            if s.tokens[i - 1].text not in _BEFORE_CONTENT and _has_clause(s, place.head):
                return None
            region = row.region(row.stretch(s, i, i)[0])
            return region if region is not None and row.tokens[region.first] is s.tokens[i] else None
        if s.tokens[i].text not in _BEFORE_CONTENT:
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


def _has_clause(s: Sentence, v: int) -> bool:
    return any(c > v for c in syntax.children(s, v, "ccomp", "dobj", "oprd", "xcomp"))


def _start_of_left(row: Reading, place: Place, region: Region) -> int:
    """Where content before the cue begins: at the quotation, or before it where the clause does."""
    floor = row.stretch(place.s, 0, 0)[0]
    if region.first <= floor or row.tokens[region.first - 1].text in _APART:
        return region.first
    clause = syntax.child(place.s, place.head, "ccomp")
    if clause is None:
        return region.first
    begin = row.stretch(place.s, min(syntax.subtree(place.s, clause)), 0)[0]
    return min(region.first, begin)


def _rest_of_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """What follows a cue put into a clause: "...," he said, [is lost]."""
    clause = syntax.child(place.s, place.head, "ccomp")
    if clause is None:
        return ()
    after = [t for t in syntax.subtree(place.s, clause) if t > place.end]
    if not after or place.s.tokens[after[0] - 1].text not in _BEFORE_CONTENT:
        return ()
    return (row.stretch(place.s, after[0], after[-1]),)


def _interrupted(row: Reading, place: Place) -> tuple[Stretch, ...]:
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
        if c < place.start:
            return _around(row, place, c)
    return _all_before(row, place)


def _all_before(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """ "The rebels left the town, the army said.": all before a cue clause that ends the sentence, however parsed."""
    s = place.s
    ends = all(t.dep == "punct" for t in s.tokens[place.end + 1 :])
    if not ends or place.start < _SHORTEST or s.tokens[place.start - 1].text != "," or not _holds_its_source(place):
        return ()
    if place.source is None or s.tokens[place.head].dep not in ("ROOT", "parataxis"):
        return ()
    return (row.stretch(s, 0, place.start - 2),)


def _around(row: Reading, place: Place, clause: int) -> tuple[Stretch, ...]:
    """The clause's tokens left and right of the cue clause."""
    s = place.s
    inner = set(syntax.subtree(s, place.head)) if clause != place.head and _below(s, place.head, clause) else set()
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


def _below(s: Sentence, token: int, above: int) -> bool:
    return above in syntax.ancestors(s, token)


# --- clauses ------------------------------------------------------------------------------------------


def _finite_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    s = place.s
    for c in syntax.children(s, place.head, "ccomp", "xcomp", "csubjpass", "advcl"):
        if c > place.last and _is_finite(s, c):
            tokens = [t for t in syntax.subtree(s, c) if t > place.last]
            left = [t for t in syntax.subtree(s, c) if t < place.start]
            found = [row.stretch(s, tokens[0], tokens[-1])]
            if left and s.tokens[c].dep == "ccomp" and not place.passive:
                found.insert(0, row.stretch(s, left[0], left[-1]))
            return tuple(found)
    return _misplaced_clause(row, place)


def _misplaced_clause(row: Reading, place: Place) -> tuple[Stretch, ...]:
    """A "that" clause which the parse hangs on the words between: "said for the first time that ..."."""
    s, start = place.s, place.end + 1
    if start >= len(s.tokens) or s.tokens[start].lower != "that" or s.tokens[start].tag not in ("IN", "WDT"):
        return ()
    clause = s.tokens[start].head
    noun = s.tokens[s.tokens[clause].head].lemma
    if s.tokens[clause].dep == "acl" and noun in row.cues.nouns and noun not in row.cues.channels:
        return ()  # "heard of the claim that ..." gives the claim's content, not the verb's
    return (row.stretch(s, start, _bounds(s, clause)[1]),) if clause > start and syntax.is_verb(s, clause) else ()


def _is_finite(s: Sentence, c: int) -> bool:
    if s.tokens[c].dep == "advcl":
        return any(s.tokens[m].lower in ("that", "if", "whether") for m in syntax.children(s, c, "mark"))
    if syntax.has_to(s, c):
        return any(s.tokens[t].tag in ("WDT", "WP", "WRB") for t in s.children[c])
    if s.tokens[c].dep == "xcomp":
        return syntax.child(s, c, "nsubj", "mark") is not None
    if s.tokens[c].tag == "VBG":
        return syntax.child(s, c, "aux") is not None
    return True


def _infinitive(row: Reading, place: Place) -> tuple[Stretch, ...]:
    s = place.s
    for c in syntax.children(s, place.head, "xcomp", "ccomp", "advcl"):
        if c > place.last and syntax.is_verb(s, c) and syntax.has_to(s, c):
            tokens = [t for t in syntax.subtree(s, c) if t > place.last]
            return (row.stretch(s, tokens[0], tokens[-1]),)
    return ()


def _gerund(row: Reading, place: Place) -> tuple[Stretch, ...]:
    s = place.s
    for c in syntax.children(s, place.head, "xcomp", "ccomp"):
        if c > place.last and s.tokens[c].tag == "VBG" and syntax.child(s, c, "aux") is None:
            tokens = syntax.subtree(s, c)
            return (row.stretch(s, max(tokens[0], place.last + 1), tokens[-1]),)
    return ()


# --- borders ------------------------------------------------------------------------------------------


def _at_its_borders(row: Reading, place: Place, pattern: Pattern, found: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Clause content mended where parses go wrong: its start, its end, and what stands before a cue put into it."""
    if pattern.kind not in ("that", "quote", "marks") or place.passive:
        return found
    base = row.stretch(place.s, 0, 0)[0]
    first, last = found[-1]
    if first > base + place.last and last < base + len(place.s.tokens):
        begin = base + _without_time(place, _without_gap(place, first - base)) if pattern.kind == "that" else first
        end = _with_that(place.s, _without_own_verbs(row, place, first - base, last - base))
        end = _with_clause_after(row, place, end)
        end = base + _without_gloss(row, place, first - base, _without_participle(row, place, first - base, end))
        found = (*found[:-1], (begin, max(begin, end)))
        if len(found) == 1:
            found = (*_before_cue(row, place), *found)
    return found


def _without_gap(place: Place, first: int) -> int:
    """The start of content moved left to the cue clause over words that the parse hung on the cue by mistake."""
    s, start = place.s, place.end + 1
    if first > place.last + 1 and s.tokens[place.last + 1].lower in _LEADS:
        return place.last + 1
    if start >= first or s.tokens[start].text in _BEFORE_CONTENT:
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
        first, end = _bounds(s, c)
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


# --- noun phrases -------------------------------------------------------------------------------------


def _prepositional(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    s = place.s
    for c in syntax.children(s, place.head, "advcl", "ccomp", "xcomp"):
        mark = syntax.child(s, c, "mark")
        if mark is not None and mark > place.head and s.tokens[mark].lower == pattern.preposition == "for":
            return (row.stretch(s, mark + 1, _bounds(s, c)[1]),)  # "called for him to go"
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


def _object(row: Reading, place: Place, pattern: Pattern) -> tuple[Stretch, ...]:
    """The object of the verb (in the passive its subject) with what the pattern asks to follow it."""
    s = place.s
    small = _small_clause(row, place, pattern)
    if small:
        return small
    target = _target(s, place)
    if target is None:
        return ()
    if not pattern.rest:
        if target < place.first and not place.passive:
            first, last = phrase(s, target)
            return (row.stretch(s, first, max(target, min(last, place.start - 1))),)
        first, last = phrase(s, target)
        return (
            (row.stretch(s, first, last if place.passive else _with_more(row, place, target, last)),)
            if _may_stand_alone(s, place, target)
            else ()
        )
    after = _after_object(s, place, target, pattern.rest)
    if after is None:
        return _quoted_predicate(row, place, target) if pattern.rest == "predicate" else ()
    first, last = phrase(s, target)
    rest = row.stretch(s, *after)
    if pattern.bare and not place.passive:
        return (rest,)
    if place.passive:
        return (row.stretch(s, first, last), rest)
    return (row.stretch(s, min(first, after[0]), max(last, after[1])),)


def _with_more(row: Reading, place: Place, target: int, last: int) -> int:
    """The end of an object with the phrases after it that parses hang on the verb: "denied [any role in the raid]"."""
    s = place.s
    for c in s.children[place.head]:
        first, end = _bounds(s, c)
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
            return None if s.tokens[own].lower == "it" and _has_clause(s, place.head) else own
        return None
    own = syntax.child(s, place.head, "dobj")
    if own is not None:
        return own
    return _antecedent(s, place)


def _antecedent(s: Sentence, place: Place) -> int | None:
    """The noun that a relative clause without pronoun or with "which" as its object is about: "a plan they reject"."""
    if s.tokens[place.head].dep != "relcl" or place.source is None:
        return None
    pronouns = [t for t in range(place.start) if s.tokens[t].tag in ("WDT", "WP") and _below(s, t, place.head)]
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
                return _bounds(s, c)
        return None
    if rest == "predicate":
        for c in syntax.children(s, place.head, *_PREDICATE):
            if c > after and not syntax.is_verb(s, c):
                return _bounds(s, c)
        return None
    for p in (*syntax.children(s, place.head, "prep"), *syntax.children(s, target, "prep"), *_on_agent(s, place)):
        if p > after and s.tokens[p].lower == rest:
            return _bounds(s, p)
    return None


def _on_agent(s: Sentence, place: Place) -> list[int]:
    """Gerunds hung on the agent that belong to the verb: "was accused by the court of selling secrets"."""
    if not place.passive or place.source is None:
        return []
    found = syntax.children(s, place.source.surface, "prep")
    return [p for p in found if any(s.tokens[c].tag == "VBG" for c in s.children[p])]


def _bounds(s: Sentence, head: int) -> tuple[int, int]:
    tokens = syntax.subtree(s, head)
    return tokens[0], tokens[-1]


# --- nouns and adjectives -----------------------------------------------------------------------------


def of_noun(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of a noun cue: "the claim [that ...]", "a promise [to ...]", "criticism of [the court]"."""
    s, noun = place.s, place.head
    for pattern in group.takes:
        if place.source is None and pattern.kind != "that":
            continue
        if pattern.kind == "preposition":
            found = _prepositional(row, place, pattern)
            if found:
                return found
            continue
        for c in syntax.children(s, noun, "acl", "ccomp", "relcl"):
            joined = any(s.tokens[m].lower == "that" for m in syntax.children(s, c, "mark"))
            infinitive = syntax.has_to(s, c)
            if c > noun and (joined if pattern.kind == "that" else pattern.kind == "to do" and infinitive):
                return (row.stretch(s, *_bounds(s, c)),)
    return ()


def of_adjective(row: Reading, place: Place, group: Group) -> tuple[Stretch, ...]:
    """The content of an adjective cue: "is sure [that ...]", "was critical of [the plan]"."""
    for pattern in group.takes:
        if pattern.kind == "preposition":
            found = _prepositional(row, place, pattern)
        elif pattern.kind == "that":
            found = _finite_clause(row, place)
        else:
            found = _infinitive(row, place)
        if found:
            return found
    return ()
