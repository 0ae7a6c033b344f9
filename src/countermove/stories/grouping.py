"""Many articles at once: put into the order of their publication and grouped, with little kept of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from countermove.records import Article
from countermove.stories.stream import DEFAULT, Grouper, Member, Settings
from countermove.stories.vectors import Vector, vector


def group(articles: Iterable[Article], settings: Settings = DEFAULT) -> Iterator[Member]:
    """The articles with their stories, in order of publication; those of unknown date last, equals as they came.

    All articles are read before the first is placed. Of each only its vector is kept, some hundred bytes, and of what
    was placed only what a later article may still join: all of it where some have no date.
    """
    waiting = [
        (a.published is None, a.published or "", at, a.id, vector(a).to_bytes()) for at, a in enumerate(articles)
    ]
    waiting.sort()
    grouper, month = Grouper(settings), ""
    all_dated = not any(undated for undated, *_ in waiting)
    for _, published, _, article, stored in waiting:
        if all_dated and published[:7] != month:
            month = published[:7]
            grouper.forget(published)
        yield grouper.add(article, Vector.from_bytes(stored), published or None)


def group_as_given(articles: Iterable[Article], settings: Settings = DEFAULT) -> Iterator[Member]:
    """The articles with their stories, each placed as soon as it is read: for what comes in order by itself."""
    grouper = Grouper(settings)
    for article in articles:
        yield grouper.add(article.id, vector(article), article.published)
