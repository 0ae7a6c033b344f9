"""The notation of argument patterns: one line of a codebook file -> a ``Frame``.

A frame of a verb reads like a sentence, a frame of a noun like a noun phrase::

    A V R                      the doer, one of the rule's verbs, to whom it is done
    A V R of CLAIM             "accused Russia of arming ...": the inner act is coded too, on the actor's word
    A V to ACT                 "refused to meet ...": the inner act is consumed, not coded beside it
    A V R to ACT               "urged Iran to stop ...", also "wants Iran to stop ..."
    A V that R ACT             "demanded that Iran stop ..."
    A V base R ACT             the same, but only in the subjunctive: "insisted that Iran leave", not "that Iran left"
    A V R ACT                  "demanded Iran's withdrawal": a noun may be the inner act, R is who is to do it
    A V for ACT                "called for talks", "called for ending the war"
    R V ACT                    of a modal ("must"): its own verb is the inner act
    A V <talks> [with A]       an object of the word class ``talks``; what stands in brackets may be absent
    A V {fire} on|at R         an object whose lemma is "fire" ({protest_note}: two words)
    <weapon> V R               the subject is a weapon: who stands behind it is the actor
    A's N [on|against R]       a noun of the rule with its possessor ("Russia's", "Russian", "NATO" before it)
    N of R [by A]              "the arrest of activists by police"
    N between A2               A2: two actors or more (A3: three)

A slot is ``A`` (actor), ``R`` (recipient) or ``X`` (anything), alone or with conditions: ``A!`` and ``R!`` must be
there and name somebody; ``R:<people>`` must be of a word class (``R:{offer|bid}``: be one of these lemmas),
``A:MIL|COP`` of one of these sectors. ``ACT:RETREAT`` wants the inner act to be of that type, ``ACT:<entering>`` its
verb or noun to be of that class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

_ROLE = re.compile(r"^(?P<role>[ARX])(?P<many>[23]?)(?P<must>!?)(?::(?P<of>\S+))?$")
_ACT = re.compile(r"^(?P<kind>ACT|CLAIM)(?::(?:(?P<types>[A-Z|]+)|<(?P<names>[a-z|-]+)>))?$")
_CLASS = re.compile(r"^<(?P<names>[a-z|-]+)>(?P<must>!?)$")
_WORDS = re.compile(r"^\{(?P<words>[^{}]+)\}$")
_PREPOSITION = re.compile(r"^[a-z_]+(\|[a-z_]+)*$")


@dataclass(frozen=True, slots=True)
class Slot:
    """What may fill a place of a frame.

    ``role``: A, R or X; ``many``: how many it must name at least; ``words``: lemmas its head must have (any, if empty);
    ``sectors``: it must itself be somebody with one of these PLOVER sectors or actor codes.
    """

    role: str
    many: int = 0
    must: bool = False
    classes: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Oblique:
    """A slot behind one of these prepositions."""

    prepositions: frozenset[str]
    slot: Slot


@dataclass(frozen=True, slots=True)
class Clause:
    """The inner act: how it is joined ("to", "that", "ing" or a preposition), whether it is coded beside the outer.

    ``subject`` is the slot its subject fills, if any: an A is the actor again ("warned that it would"), an X anybody.
    ``types`` are the event types it must be of, ``classes`` the classes its word must be of (any, if empty).
    """

    joined: frozenset[str]
    claim: bool
    types: frozenset[str] = frozenset()
    subject: Slot | None = None
    optional: bool = False
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """An argument pattern. ``before`` is the subject of a verb, the possessor of a noun; ``after`` the object."""

    text: str
    noun: bool
    before: Slot | None
    after: Slot | None
    obliques: tuple[Oblique, ...]
    clause: Clause | None

    @property
    def specificity(self) -> int:
        """How much the frame asks for: of several that match at one word the one that asks most is taken."""
        slots = [x for x in (self.before, self.after, *(o.slot for o in self.obliques)) if x and not x.optional]
        asked = sum(1 + 2 * bool(x.classes or x.words or x.sectors) + max(x.many - 1, 0) for x in slots)
        asked += sum(1 for o in self.obliques if not o.slot.optional)
        if self.clause and not self.clause.optional:
            subject = self.clause.subject
            asked += 2 + 2 * bool(self.clause.types or self.clause.classes)
            asked += bool(subject) + 2 * bool(subject and (subject.classes or subject.words))
        return asked


class FrameError(ValueError):
    """A frame that cannot be read; the message says which part and what is expected there."""


def parse_frame(text: str) -> Frame:
    """Read a frame from its line. Raises FrameError."""
    words = _split(text)
    anchors = [i for i, (word, _) in enumerate(words) if word in ("V", "N")]
    if len(anchors) != 1:
        raise FrameError(f"frame '{text}' must have exactly one V (verb) or N (noun)")
    at = anchors[0]
    noun = words[at][0] == "N"
    before = _before(text, words[:at], noun=noun)
    frame = Frame(text, noun, before, None, (), None)
    return _after(frame, words[at + 1 :])


def _split(text: str) -> list[tuple[str, bool]]:
    """(word, stands in brackets) for each word of a frame."""
    found: list[tuple[str, bool]] = []
    inside = False
    for raw in text.split():
        word = raw
        if word.startswith("["):
            inside, word = True, word[1:]
        closes = word.endswith("]")
        found.append((word.rstrip("]"), inside))
        if closes:
            inside = False
    if inside:
        raise FrameError(f"frame '{text}' has a bracket that is not closed")
    return found


def _before(text: str, words: list[tuple[str, bool]], *, noun: bool) -> Slot | None:
    if not words:
        return None
    if len(words) > 1:
        raise FrameError(f"frame '{text}' has more than one word before {'N' if noun else 'V'}")
    word, optional = words[0]
    if noun and word.endswith("'s"):
        word = word[:-2]
    elif noun and word[0] not in "<{":
        raise FrameError(f"'{word}' before N must be a possessor such as A's or R's, in frame '{text}'")
    return replace(_slot(word, text), optional=optional)


def _slot(word: str, text: str) -> Slot:
    match = _ROLE.match(word)
    if match:
        conditions = _conditions(match["of"], text)
        return replace(conditions, role=match["role"], many=int(match["many"] or 0), must=bool(match["must"]))
    match = _CLASS.match(word)
    if match:
        return Slot("X", classes=tuple(match["names"].split("|")), must=bool(match["must"]))
    match = _WORDS.match(word)
    if match:
        return Slot("X", words=_words(match["words"]))
    raise FrameError(f"'{word}' in frame '{text}' is no slot: use A, R, X, <class> or {{word}}")


def _conditions(of: str | None, text: str) -> Slot:
    """A slot with what stands behind the colon: a <class>, {words} or sectors."""
    if of is None:
        return Slot("X")
    match = _CLASS.match(of)
    if match:
        return Slot("X", classes=tuple(match["names"].split("|")))
    match = _WORDS.match(of)
    if match:
        return Slot("X", words=_words(match["words"]))
    sectors = of.split("|")
    if all(re.fullmatch("[A-Z]{3}", s) for s in sectors):
        return Slot("X", sectors=frozenset(sectors))
    raise FrameError(f"'{of}' in frame '{text}' is neither a <class> nor sectors such as MIL|COP nor {{words}}")


def _words(listed: str) -> frozenset[str]:
    return frozenset(w.replace("_", " ") for w in listed.split("|"))


def _after(frame: Frame, words: list[tuple[str, bool]]) -> Frame:
    """Read what stands after the verb or noun: object, prepositional slots, inner act."""
    i = 0
    while i < len(words):
        word, optional = words[i]
        rest = words[i + 1 :]
        if _ACT.match(word):
            frame, used = replace(frame, clause=_clause(["ing"], word, None, optional=optional)), 1
        elif _is_preposition(word):
            frame, used = _after_preposition(frame, word, rest, optional=optional)
        else:
            frame, used = _object(frame, word, rest, optional=optional)
        i += used
    return frame


def _is_preposition(word: str) -> bool:
    return bool(_PREPOSITION.match(word))


def _after_preposition(frame: Frame, word: str, rest: list[tuple[str, bool]], *, optional: bool) -> tuple[Frame, int]:
    if not rest or _is_preposition(rest[0][0]):
        raise FrameError(f"'{word}' in frame '{frame.text}' needs a slot behind it; a particle belongs to the verb")
    joins = word.split("|")
    following = rest[0][0]
    if _ACT.match(following):
        return replace(frame, clause=_clause(joins, following, None, optional=optional)), 2
    slot = _slot(following, frame.text)
    if len(rest) > 1 and _ACT.match(rest[1][0]):
        return replace(frame, clause=_clause(joins, rest[1][0], slot, optional=optional)), 3
    oblique = Oblique(frozenset(joins), replace(slot, optional=optional))
    return replace(frame, obliques=(*frame.obliques, oblique)), 2


def _object(frame: Frame, word: str, rest: list[tuple[str, bool]], *, optional: bool) -> tuple[Frame, int]:
    slot = replace(_slot(word, frame.text), optional=optional)
    if frame.noun:
        raise FrameError(f"'{word}' after N needs a preposition before it, in frame '{frame.text}'")
    if frame.after is not None:
        raise FrameError(f"frame '{frame.text}' has two objects; use 'to R' for the second")
    # "voiced readiness to help", "phoned the minister to complain": the object does not do the inner act
    apart = slot.role == "A" or (slot.role == "X" and (slot.classes or slot.words))
    if len(rest) > 1 and rest[0][0] == "to" and _ACT.match(rest[1][0]) and not apart:
        clause = _clause(["to"], rest[1][0], slot, optional=rest[0][1])
        return replace(frame, after=replace(slot, optional=True), clause=clause), 3
    if rest and _ACT.match(rest[0][0]):
        return replace(frame, clause=_clause(["ing"], rest[0][0], slot, optional=rest[0][1])), 2
    return replace(frame, after=slot), 1


def _clause(joins: Iterable[str], word: str, subject: Slot | None, *, optional: bool) -> Clause:
    match = _ACT.match(word)
    assert match is not None
    types = frozenset(match["types"].split("|")) if match["types"] else frozenset()
    classes = tuple(match["names"].split("|")) if match["names"] else ()
    return Clause(frozenset(joins), match["kind"] == "CLAIM", types, subject, optional, classes)
