"""The acts to export, from records and from a store, as reports or as the incidents behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from countermove.export.acts import Act, act_of, acts_of
from countermove.incidents import join, reports_of
from countermove.records import Coding, Incident
from countermove.stories import Copies, Grouper, signature, vector
from countermove.tables import Level
from countermove.tables.build import day_of

if TYPE_CHECKING:
    from countermove.store import Filter, Store

#: Incidents whose articles are fetched together.
_PIECE = 200


def from_records(codings: Iterable[Coding], level: Level) -> Iterator[Act]:
    """The acts of codings; at incident level all are held, copies are known and reports of one act are joined."""
    if level is Level.EVENT:
        for coding in codings:
            yield from acts_of(coding)
        return
    by_article = {coding.article.id: coding for coding in codings}
    for incident in incidents_of(by_article.values()):
        yield act_of(incident, by_article[incident.reports[0].event.article])


def incidents_of(codings: Iterable[Coding]) -> tuple[Incident, ...]:
    """The incidents of codings, as a store would join them: by stories, copies of one text counting as one outlet."""
    known, copies, grouper = list(codings), Copies(), Grouper()
    original: dict[str, str | None] = {}
    story: dict[str, str] = {}
    for coding in known:
        article, published = coding.article, _moment(coding.article.published)
        placed = copies.add(article.id, signature(article.text), published)
        original[article.id] = placed.copy_of
        original.update(dict.fromkeys(placed.now_copies, article.id))
        story[article.id] = grouper.add(article.id, vector(article), published).story
    return join(
        [
            report
            for coding in known
            for report in reports_of(coding, copy_of=original[coding.article.id], story=story[coding.article.id])
        ]
    )


def _moment(published: str | None) -> str | None:
    """A date or date-time that can be compared; of half a date its first day; None for what is none."""
    try:
        return published and datetime.fromisoformat(published).isoformat()
    except ValueError:
        day = day_of(published)
        return None if day is None else day.isoformat()


def from_store(store: Store, level: Level, asked: Filter) -> Iterator[Act]:
    """The acts of a store that are asked for, without holding more than some at a time."""
    if level is Level.EVENT:
        for coding in codings_of(store, asked):
            yield from acts_of(coding)
        return
    incidents = store.incidents(asked)
    while piece := list(islice(incidents, _PIECE)):
        articles = tuple(dict.fromkeys(incident.reports[0].event.article for incident in piece))
        codings = {coding.article.id: coding for coding in store.codings(article=articles)}
        for incident in piece:
            yield act_of(incident, codings[incident.reports[0].event.article])


def codings_of(store: Store, asked: Filter) -> Iterator[Coding]:
    """The codings of a store, with the events alone that are asked for and the reactions between these."""
    if asked == type(asked)():
        yield from store.codings()
        return
    wanted = {stored.event.id for stored in store.events(asked)}
    for coding in store.codings(asked):
        events = tuple(event for event in coding.events if event.id in wanted)
        reactions = tuple(r for r in coding.reactions if {r.event, r.to} <= wanted)
        if events:
            yield replace(coding, events=events, reactions=reactions)
