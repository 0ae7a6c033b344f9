"""Acts that a report tells and does not vouch for: "the alleged attack", 'the "withdrawal"'.

Such an act stands on a statement of nobody named, as one told "reportedly" does: its cue is the word of doubt, or
nothing where quotation marks alone keep the report's distance. The words are data (``data/codebook/doubt.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import yaml

from countermove import syntax
from countermove.events.codebook import shipped_text
from countermove.events.extract import SPEECH_TYPES, Extraction, Located, Scene, statement_at
from countermove.records import Cue, Kind, Sentence, Span, Stance, Statement, record_id
from countermove.statements.quotes import CLOSERS, OPENERS, STRAIGHT

#: Words between quotation marks that are a word put in doubt; more are a quotation.
_FEW = 3
_SINGLE_OPENERS, _SINGLE_CLOSERS = ("‘", "'", "`"), ("’", "'")
_CLAUSES = ("relcl", "advcl", "ccomp", "conj", "cc", "punct")


@dataclass(frozen=True, slots=True)
class DoubtWords:
    """The words of doubt.yaml; the file says what each list is."""

    adjectives: frozenset[str]
    plans: frozenset[str]


@cache
def doubt_words() -> DoubtWords:
    """The words that ship with the codebook (read once)."""
    raw: dict[str, str] = yaml.load(shipped_text("doubt.yaml"), Loader=yaml.CSafeLoader)
    return DoubtWords(**{key: frozenset(" ".join(w.split()) for w in text.split(",")) for key, text in raw.items()})


def with_doubts(extraction: Extraction, scene: Scene) -> tuple[Extraction, tuple[Statement, ...]]:
    """The events, those in doubt standing on a statement of nobody named; and these statements, in reading order."""
    by_id = {s.id: s for s in scene.statements}
    made: dict[str, Statement] = {}
    located = []
    for x in extraction.located:
        statement = _doubting(x, scene, by_id)
        if statement is not None:
            made.setdefault(statement.id, statement)
            located.append(replace(x, event=replace(x.event, statement=statement.id)))
        else:
            located.append(x)
    return replace(extraction, located=tuple(located)), tuple(made.values())


def _doubting(x: Located, scene: Scene, by_id: Mapping[str, Statement]) -> Statement | None:
    """The statement that a word of doubt or quotation marks make of an act; None where nothing doubts it."""
    standing = by_id.get(x.event.statement or "")
    if standing is not None and standing.speaker is None:
        return None  # told "reportedly": that it is hearsay is known
    s, trigger = x.sentence, x.match.trigger
    around = statement_at(s.tokens[trigger].span, scene.statements)
    for noun in _named_by(s, trigger):
        cue = _adjective(s, noun)
        if cue is not None:
            return _statement(s, Cue(s.cover(*cue), _word(s, cue)), _besides(s, noun, cue), around)
    told = around is not None or x.event.type in SPEECH_TYPES  # whose words are quoted is known
    quoted = None if told else _in_marks(s, trigger)
    return _statement(s, None, (quoted,), None) if quoted is not None else None


def _statement(s: Sentence, cue: Cue | None, content: tuple[Span, ...], around: Statement | None) -> Statement:
    return Statement(
        record_id("s", cue.span if cue else None, content),
        None,
        cue,
        content,
        Kind.INDIRECT if cue else Kind.DIRECT,
        Stance.ASSERT,
        s.span,
        within=around.id if around else None,
    )


# --- words of doubt ---------------------------------------------------------------------------------


def _named_by(s: Sentence, trigger: int) -> list[int]:
    """The nouns whose doubt is the act's: its own, or the plan that its verb fulfils."""
    if syntax.is_noun(s, trigger):
        return [trigger]
    plan = s.tokens[trigger].head
    fulfils = s.tokens[trigger].dep == "acl" and syntax.has_to(s, trigger)
    return [plan] if fulfils and s.tokens[plan].lemma in doubt_words().plans else []


def _adjective(s: Sentence, noun: int) -> tuple[int, int] | None:
    """First and last token of the word of doubt before a noun."""
    for c in syntax.children(s, noun, "amod", "compound", "nmod"):
        first = c - 2 if [t.lower for t in s.tokens[max(c - 2, 0) : c + 1]] == ["so", "-", "called"] else c
        if _word(s, (first, c)) in doubt_words().adjectives:
            return first, c
    return None


def _word(s: Sentence, cue: tuple[int, int]) -> str:
    return "".join(t.lower for t in s.tokens[cue[0] : cue[1] + 1])


def _besides(s: Sentence, noun: int, cue: tuple[int, int]) -> tuple[Span, ...]:
    """The noun's phrase without the word of doubt: "[Russia's] alleged [attack on the port]"."""
    first, last = syntax.full_phrase(s, noun, _CLAUSES)
    before = [
        i for i in range(first, cue[0]) if s.tokens[i].tag not in ("DT", "``", "''") and s.tokens[i].dep != "punct"
    ]
    left = [s.cover(before[0], before[-1])] if before else []
    return (*left, s.cover(cue[1] + 1, max(last, noun)))


# --- quotation marks --------------------------------------------------------------------------------


def _in_marks(s: Sentence, trigger: int) -> Span | None:
    """The few words, the act's among them, that quotation marks set apart; None for names and for speech."""
    if s.tokens[trigger].tag.startswith("NNP"):
        return None
    first = next((i for i in range(trigger - 1, max(trigger - _FEW, 0) - 2, -1) if i >= 0 and _opens(s, i)), None)
    last = next((i for i in range(trigger + 1, min(trigger + _FEW + 1, len(s.tokens))) if _closes(s, i)), None)
    if first is None or last is None or last - first - 1 > _FEW:
        return None
    return s.cover(first + 1, last - 1)


def _opens(s: Sentence, i: int) -> bool:
    token = s.tokens[i]
    if token.text in STRAIGHT:
        return sum(t.text in STRAIGHT for t in s.tokens[:i]) % 2 == 0
    return token.text in OPENERS or (token.text in _SINGLE_OPENERS and token.tag == "``")


def _closes(s: Sentence, i: int) -> bool:
    token = s.tokens[i]
    return token.text in CLOSERS or token.text in STRAIGHT or (token.text in _SINGLE_CLOSERS and token.tag == "''")
