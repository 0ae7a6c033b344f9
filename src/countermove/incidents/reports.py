"""The events of a coding as reports: each with what is needed to compare it with those of other articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countermove.incidents.profile import AGAIN
from countermove.records import Coding, Event, Report, Span
from countermove.stories.words import telling_words

_MARKS = ";:—–"  # end what is said of an act where another follows
_AGAIN = re.compile(rf"\b(?:{'|'.join(sorted(AGAIN))})\b", re.IGNORECASE)


def reports_of(coding: Coding, *, copy_of: str | None = None, story: str | None = None) -> tuple[Report, ...]:
    """One report for each event of a coding, in its order.

    ``copy_of`` is the id of the article that this one is a near copy of, ``story`` that of its story.
    """
    article = coding.article
    return tuple(
        Report(
            event,
            article.outlet,
            article.published,
            copy_of,
            story,
            content_words(coding, event),
        )
        for event in coding.events
    )


def content_words(coding: Coding, event: Event) -> tuple[str, ...]:
    """The words by which an event's sentence tells what is done, in one form and alphabetical order.

    Left out are the trigger, which the type stands for, and the names of actors, who are compared by themselves; of a
    sentence that tells several acts the words beyond the triggers of the others. Words like "again" stay as written.
    """
    stretch = _stretch(coding.article.text, event, coding.events)
    known = [span for actor in coding.actors if actor.identity.entity for span in actor.mentions]
    text = _without(coding.article.text, stretch, [event.trigger, *known])
    again = (found.group().lower() for found in _AGAIN.finditer(text))
    return tuple(sorted({word for word, _ in telling_words(text) if word}.union(again)))


def _stretch(text: str, event: Event, events: Sequence[Event]) -> Span:
    """The part of the event's sentence between the triggers of the acts before and after it, or the marks there."""
    beside = [e.trigger for e in events if e.sentence == event.sentence and not e.trigger.overlaps(event.trigger)]
    start = max((t.end for t in beside if t.end <= event.trigger.start), default=event.sentence.start)
    end = min((t.start for t in beside if t.start >= event.trigger.end), default=event.sentence.end)
    if start > event.sentence.start:
        start += max(text[start : event.trigger.start].rfind(mark) + 1 for mark in _MARKS)
    if end < event.sentence.end:
        marks = [text.find(mark, event.trigger.end, end) for mark in _MARKS]
        end = min((at for at in marks if at >= 0), default=end)
    return Span(start, end)


def _without(text: str, stretch: Span, cut: Sequence[Span]) -> str:
    """A stretch of the text with others cut out of it."""
    pieces, at = [], stretch.start
    for span in sorted(span for span in cut if span.overlaps(stretch)):
        pieces.append(text[at : max(at, span.start)])
        at = max(at, span.end)
    return " ".join([*pieces, text[at : stretch.end]])
