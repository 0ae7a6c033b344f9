"""Why each event was coded, and what was turned down: the text of ``countermove explain``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from countermove.export.text import WIDTH, draw, heading, plain, problem_line, quoted
from countermove.records import Candidate, Coding, Event, Party, Span

_DIM = "dim"


def to_explanation(coding: Coding, event: str | None = None, *, width: int = WIDTH, color: bool = False) -> str:
    """Sentence by sentence: the events with rule and words, then the candidates that were turned down.

    ``event`` is the beginning of an event's id: only the sentence of that event is explained then, and the answer
    is empty where the coding has no such event.
    """
    wanted = [e for e in coding.events if event is None or e.id.startswith(event)]
    if event is not None and not wanted:
        return ""
    sentences = {e.sentence for e in wanted}
    if event is None:
        sentences |= {candidate.sentence for candidate in coding.candidates}
    parts: list[RenderableType] = [heading(coding.article)]
    for sentence in sorted(sentences):
        parts += [Text(), *_explained(coding, sentence, wanted)]
    if not sentences:
        parts += [Text(), Text("Nothing in this report looked like an act.")]
    parts += [problem_line(problem) for problem in coding.problems]
    return draw(Group(*parts), width=width, color=color)


def _explained(coding: Coding, sentence: Span, wanted: Iterable[Event]) -> Iterable[RenderableType]:
    events = [event for event in wanted if event.sentence == sentence]
    rejected = [candidate for candidate in coding.candidates if candidate.sentence == sentence]
    yield _sentence(coding.article.text, sentence, events)
    for event in events:
        yield Padding(_event(coding, event), (0, 0, 0, 2))
    for trigger, tried in groupby(sorted(rejected, key=_trigger), key=_trigger):
        yield Padding(_rejected(quoted(coding.article.text, trigger), list(tried)), (0, 0, 0, 2))


def _sentence(text: str, sentence: Span, events: Iterable[Event]) -> Text:
    line = Text(plain(text[sentence.start : sentence.end]).replace("\n", " "))
    for event in events:
        line.stylize("bold yellow", event.trigger.start - sentence.start, event.trigger.end - sentence.start)
    return line


def _event(coding: Coding, event: Event) -> Text:
    text = coding.article.text
    line = Text.assemble(("+ ", "bold green"), (event.type, "bold"), f" {event.mode}" if event.mode else "")
    line.append(f"  {event.id}", _DIM)
    words = " … ".join(f"“{quoted(text, span)}”" for span in event.reason.words) or f"“{quoted(text, event.trigger)}”"
    facts = [("rule", f"{event.reason.rule}, by {words}")]
    facts += [("actor", _named(text, party)) for party in event.actor] or [("actor", "nobody is named")]
    facts += [("recipient", _named(text, party)) for party in event.recipient]
    facts.append(("status", event.status.value))
    facts += [("place", f"{place.name}, from “{quoted(text, place.span)}”") for place in event.place]
    if event.date.value is not None:
        facts.append(("date", _dated(text, event)))
    facts += _on_whose_word(coding, event)
    facts.append(("confidence", _weighed(event)))
    for name, fact in facts:
        line.append(f"\n  {name}: ", _DIM)
        line.append(fact)
    return line


def _named(text: str, party: Party) -> str:
    who = party.identity
    entity = who.entity or "no country or organisation is named"
    unsure = f"; it could also be {', '.join(who.candidates)}" if who.candidates else ""
    return f"{who.person or who.name} ({entity}), from “{quoted(text, party.span)}”{unsure}"


def _weighed(event: Event) -> str:
    """The confidence with its grounds: the odds any event begins with, then what multiplies them."""
    first, *others = event.reason.grounds or (None,)
    begins = f": {first.odds:g} to 1 for {first.says}" if first else ""
    weights = [f"×{ground.odds:g} {ground.says}" for ground in others if ground and ground.odds != 1]
    return "; ".join([f"{event.confidence:.2f}{begins}", *weights])


def _dated(text: str, event: Event) -> str:
    value = event.date.value if event.date.end is None else f"{event.date.value} to {event.date.end}"
    if event.date.span is None:
        return f"{value}, the day of publication"
    return f"{value}, from “{quoted(text, event.date.span)}”"


def _on_whose_word(coding: Coding, event: Event) -> list[tuple[str, str]]:
    facts = []
    if event.statement is not None:
        statement = next(s for s in coding.statements if s.id == event.statement)
        cue = "" if statement.cue is None else f", by “{quoted(coding.article.text, statement.cue.span)}”"
        unnamed = plain(statement.speaker.identity.name) if statement.speaker else "nobody named"
        facts.append(("on the word of", f"{event.claimed_by or unnamed}{cue}"))
    elif event.claimed_by is not None:
        facts.append(("on the word of", event.claimed_by))
    told = {d.by.identity.entity: d.words for d in coding.denials if d.event == event.id}
    for entity in event.denied_by:
        words = f", by “{quoted(coding.article.text, told[entity])}”" if entity in told else ""
        facts.append(("denied by", f"{entity}{words}"))
    return facts


def _trigger(candidate: Candidate) -> Span:
    return candidate.trigger


#: Longest list of alternatives that is shown in full: '{asylum|refuge|shelter}'.
_LONGEST = 40


def _rejected(word: str, tried: Sequence[Candidate]) -> Text:
    """One word, and for each rule it could have fired why it did not: the first reason, the number of others."""
    line = Text.assemble(("- ", "bold red"), f"“{word}”")
    for rule, reasons in groupby(tried, key=lambda candidate: candidate.rule):
        first, *others = (_shortened(candidate.why) for candidate in reasons)
        more = f" (and {len(others)} more)" if others else ""
        line.append_text(Text.assemble("\n  no ", (rule, "bold"), f": {first}", (more, _DIM)))
    return line


def _shortened(why: str) -> str:
    return _ALTERNATIVES.sub(lambda found: f"{found.group()[:_LONGEST].rpartition('|')[0]}|…}}", why)


_ALTERNATIVES = re.compile(rf"\{{[^{{}}]{{{_LONGEST},}}\}}")
