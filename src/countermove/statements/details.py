"""To whom, through what and when something was said: the words that hang on a cue beside its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from countermove import syntax
from countermove.records import DateMention, Sentence
from countermove.statements.cues import CueBook, Group
from countermove.statements.place import Place
from countermove.statements.reading import Draft, Reading, Stretch, phrase

_TO = ("to",)
_THROUGH = ("in", "on", "at", "during", "via", "through", "over", "by")
_WITH = ("with", "to", "on", "for", "by")


def hearer(row: Reading, place: Place, group: Group, found: tuple[Stretch, ...]) -> int | None:
    """The head of the phrase that names the person told: "told [reporters]", "said to [aides]"."""
    s, v = place.s, place.head
    if group.hearer == "object":
        told = syntax.child(s, v, "nsubjpass" if place.passive else "dobj", "dative")
        if told is None or place.passive:
            return told
        first, last = row.stretch(s, *phrase(s, told))
        return None if any(a <= first and b <= last for a, b in found) else told
    if group.hearer:
        return next(
            (o for p, o in syntax.preposition_phrases(s, v) if p == group.hearer and s.tokens[o].tag[0] in "NP"), None
        )
    return None


def medium(cues: CueBook, s: Sentence, draft: Draft) -> str | None:
    """Through what it was said: "in an interview with the daily Bild" Bild, "in a letter" letter."""
    for preposition, noun in _phrases(s, draft.adjuncts):
        if preposition not in _THROUGH:
            continue
        if s.tokens[noun].lemma in cues.channels or _last_words(s, noun) in cues.channels:
            inner = (o for p, o in syntax.preposition_phrases(s, noun) if p in _WITH)
            named = next((name for o in inner if (name := _name(s, o, cues))), None)
            return named or _last_words(s, noun, cues.channels)
        if preposition in ("on", "via", "over") and s.tokens[noun].text in cues.networks:
            return s.tokens[noun].text
    if draft.hearer is not None:
        return _name(s, draft.hearer, cues, outlet=True)
    return None


def _phrases(s: Sentence, adjuncts: Sequence[int]) -> Iterator[tuple[str, int]]:
    for adjunct in adjuncts:
        if s.tokens[adjunct].dep == "prep":
            for c in syntax.children(s, adjunct, "pobj"):
                yield s.tokens[adjunct].lower, c


def _last_words(s: Sentence, noun: int, known: frozenset[str] = frozenset()) -> str:
    """A noun with the one before it ("news conference"), or alone where only that is known."""
    if noun > 0 and s.tokens[noun - 1].dep == "compound":
        both = f"{s.tokens[noun - 1].lower} {s.tokens[noun].lemma}"
        if not known or both in known:
            return both
    return s.tokens[noun].lemma


def _name(s: Sentence, head: int, cues: CueBook, *, outlet: bool = False) -> str | None:
    """The name in a noun phrase that is an outlet: "the German daily Bild" gives Bild; None where it names none."""
    first, last = phrase(s, head)
    names = [t for t in range(first, last + 1) if s.tokens[t].tag.startswith("NNP")]
    describes = any(s.tokens[t].lemma in cues.outlets for t in range(first, last + 1))
    known = any(s.tokens[t].text in cues.networks for t in names)
    if not names or (outlet and not describes and not known):
        return None
    run = [names[-1]]
    while run[0] - 1 in names:
        run.insert(0, run[0] - 1)
    return " ".join(s.tokens[t].text for t in run)


def date(row: Reading, s: Sentence, draft: Draft, dates: Sequence[DateMention]) -> str | None:
    """The date among the adjuncts of a cue: "said [on Tuesday]", "[Last week] he told ..."."""
    for adjunct in draft.adjuncts:
        tokens = syntax.subtree(s, adjunct)
        span = s.cover(tokens[0], tokens[-1])
        found = next((d.value for d in dates if span.contains(d.span)), None)
        if found is not None:
            return found
    between = row.span(
        (row.stretch(s, draft.last, 0)[0], max(draft.content[0][0] - 1, row.stretch(s, draft.last, 0)[0]))
    )
    return next((d.value for d in dates if between.contains(d.span)), None)
