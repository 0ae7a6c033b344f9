"""How likely an event was read right, and the grounds for it.

``Event.confidence`` is the probability that a careful annotator would have coded an act of this type there. It is made
of odds: those any event begins with, multiplied by those of one ground for each question of
``data/codebook/confidence.yaml`` (what tells the act? between whom? ...). docs/confidence.md has what was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from math import prod
from typing import Any

import yaml

from countermove import syntax
from countermove.events.codebook import shipped_text
from countermove.events.matching import Match
from countermove.records import Event, Ground, Party, Sentence, Status

#: Statuses of acts that need not have come about.
_OPEN = frozenset((Status.PLANNED, Status.HYPOTHETICAL, Status.DENIED))
#: Tags of verbs that tell an act as it happens: past, passive and third person.
_FINITE = frozenset(("VBD", "VBN", "VBZ"))
#: So many words above an act are deep.
_DEEP = 3
#: Words for each act: fewer in a report full of acts, more in one that tells of something else. A text with less than
#: the second number of words is too short to tell.
_FULL, _THIN = 50, 100


@dataclass(frozen=True, slots=True)
class Grounds:
    """The table: question -> answer -> ground; ``judgements`` are the types whose kind is 'judgement'."""

    start: Ground
    answers: Mapping[str, Mapping[str, Ground]]
    judgements: frozenset[str]


@cache
def grounds_table() -> Grounds:
    """The grounds that ship with the codebook (read once)."""
    raw: dict[str, Any] = yaml.load(shipped_text("confidence.yaml"), Loader=yaml.CSafeLoader)
    start = Ground("any event", float(raw.pop("start")))
    answers = {
        question: {name: Ground(row["says"], float(row["odds"])) for name, row in rows.items()}
        for question, rows in raw.items()
    }
    return Grounds(start, answers, frozenset(raw["kind"]["judgement"]["types"]))


def with_confidence(event: Event, s: Sentence, match: Match, report: str) -> Event:
    """The event with its confidence, and the grounds of it in its reason.

    ``report`` says how full of acts the report is, as ``fullness`` has it.
    """
    table = grounds_table()
    answers = {
        "word": _word(s, match),
        "depth": _depth(s, match),
        "status": "open" if event.status in _OPEN else "done",
        "kind": "judgement" if event.type in table.judgements else "other",
        "parties": _parties(event.actor, event.recipient),
        "report": report,
    }
    grounds = (table.start, *(table.answers[question][answer] for question, answer in answers.items()))
    return replace(event, confidence=confidence(grounds), reason=replace(event.reason, grounds=grounds))


def confidence(grounds: Iterable[Ground]) -> float:
    """The probability that these odds come to, to two digits, never 0 or 1: no event is certain."""
    odds = prod(ground.odds for ground in grounds)
    return min(max(round(odds / (1 + odds), 2), 0.01), 0.99)


def fullness(acts: int, sentences: Iterable[Sentence]) -> str:
    """How full of acts a report is: "full", "mixed" (also where it is too short to tell) or "thin"."""
    words = sum(t.text[:1].isalnum() for s in sentences for t in s.tokens)
    if words < _THIN:
        return "mixed"
    return "full" if words <= _FULL * acts else "mixed" if words <= _THIN * acts else "thin"


def _word(s: Sentence, match: Match) -> str:
    """What tells the act: a verb, and in which form, or another kind of word."""
    tag = s.tokens[match.trigger].tag
    if tag.startswith("VB"):
        return "finite verb" if tag in _FINITE else "verb in -ing" if tag == "VBG" else "plain verb"
    if tag.startswith("NN"):
        return "noun alone" if match.carrier == match.trigger else "carried noun"
    return "modal" if tag == "MD" else "adjective"


def _depth(s: Sentence, match: Match) -> str:
    above = len(tuple(islice(syntax.ancestors(s, match.carrier), _DEEP)))
    return "main" if above == 0 else "deep" if above == _DEEP else "below"


def _parties(actors: Sequence[Party], recipients: Sequence[Party]) -> str:
    doing = {p.identity.entity for p in actors} - {None}
    done_to = {p.identity.entity for p in recipients} - {None}
    if not doing or not done_to:
        return "part"
    return "one" if doing == done_to else "two"
