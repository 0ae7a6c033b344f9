"""The acts to export, from records and from a store, as reports or as the incidents behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from countermove.export.acts import Act, act_of, acts_of
from countermove.incidents import join, reports_of
from countermove.records import Coding, Incident
from countermove.stories import Copies, signature
from countermove.tables import Level

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
    """The incidents of codings, as a store would join them: copies of one text count as one outlet."""
    known, copies, original = list(codings), Copies(), dict[str, str | None]()
    for coding in known:
        article = coding.article
        placed = copies.add(article.id, signature(article.text), article.published)
        original[article.id] = placed.copy_of
        original.update(dict.fromkeys(placed.now_copies, article.id))
    return join([report for c in known for report in reports_of(c, copy_of=original[c.article.id])])


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
