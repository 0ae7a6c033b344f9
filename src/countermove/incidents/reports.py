"""The events of a coding as reports: each with what is needed to compare it with those of other articles."""

from __future__ import annotations

from countermove.records import Coding, Report
from countermove.stories.words import telling_words


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
            content_words(article.text[event.sentence.start : event.sentence.end]),
        )
        for event in coding.events
    )


def content_words(sentence: str) -> tuple[str, ...]:
    """The different words of a sentence that carry meaning, in one form, in alphabetical order."""
    return tuple(sorted({word for word, _ in telling_words(sentence) if word}))
