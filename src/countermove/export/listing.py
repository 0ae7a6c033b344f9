"""What a store keeps, for people: lists of events, incidents and actors, and one incident with all that tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from countermove.export.text import QUAD_STYLES, excerpt, identity_named, parties_named, plain, table_of
from countermove.records import Credence, Identity, Incident, Report, Status, When

if TYPE_CHECKING:
    from countermove.store import ActorCount, StoredEvent, StoryCount

_DIM = "dim"
_CREDENCE = {
    Credence.REPORTED: "",
    Credence.CONFIRMED: "bold green",
    Credence.CONTESTED: "bold red",
    Credence.DENIED: "italic red",
}


# --- events -----------------------------------------------------------------------------------------


def events_view(events: Sequence[StoredEvent]) -> RenderableType:
    """A row for each event, its sentence under it."""
    table = table_of(("date", 0), ("who", 5), ("did what", 12), ("to whom", 5), ("status", 0), ("outlet", 4))
    for stored in events:
        event = stored.event
        deed = _deed(event.type, event.mode, event.quad)
        deed.append_text(_word_of(event.claimed_by, event.denied_by))
        deed.append(f"\n{excerpt(plain(stored.sentence))}", _DIM)
        deed.append(f"\n{event.id} {plain(event.article)}", _DIM)
        table.add_row(
            _day(event.date, stored.day),
            parties_named(event.actor),
            deed,
            parties_named(event.recipient),
            event.status.value,
            plain(stored.outlet or ""),
        )
    return table


def _deed(kind: str, mode: str | None, quad: int) -> Text:
    return Text.assemble((kind, QUAD_STYLES[quad]), f" {mode}" if mode else "")


def _word_of(claimed_by: str | None, denied_by: Sequence[str]) -> Text:
    told = Text()
    if claimed_by:
        told.append(f", says {claimed_by}")
    if denied_by:
        told.append(f", denied by {', '.join(denied_by)}", "red")
    return told


def _day(when: When, day: str) -> Text:
    """The act's date; the day of publication, with a sign before it, where nothing dates it."""
    return Text(when.value) if when.value else Text(f"~{day}" if day else "", _DIM)


def _named(side: Sequence[Identity]) -> Text:
    return Text(", ").join([identity_named(who) for who in side])


# --- incidents --------------------------------------------------------------------------------------


def incidents_view(incidents: Sequence[Incident]) -> RenderableType:
    """A row for each incident."""
    table = table_of(
        ("date", 0), ("who", 6), ("did what", 7), ("to whom", 6), ("stands as", 0), ("reports", 0), ("outlets", 6)
    )
    for incident in incidents:
        deed = _deed(incident.type, incident.mode, incident.quad)
        deed.append("" if incident.status is Status.OCCURRED else f", {incident.status.value}")
        deed.append_text(_word_of(", ".join(incident.asserted_by) or None, incident.denied_by))
        deed.append(f"\n{incident.id}", _DIM)
        table.add_row(
            Text(_when(incident), "" if incident.date.value else _DIM),
            _named(incident.actor),
            deed,
            _named(incident.recipient),
            Text(incident.credence.value, _CREDENCE[incident.credence]),
            Text(str(len(incident.reports))),
            Text(plain(", ".join(incident.outlets))),
        )
    return table


def incident_line(incident: Incident) -> Text:
    """ "contested: Russia RUS MOBILIZE, says NATO, denied by RUS · 2031-03-11 · i3fee6724fe0f"."""
    line = Text.assemble((incident.credence.value, _CREDENCE[incident.credence] or "bold"), ": ")
    line.append_text(_named(incident.actor) if incident.actor else Text("nobody named", _DIM)).append(" ")
    line.append_text(_deed(incident.type, incident.mode, incident.quad))
    if incident.recipient:
        line.append(" to ").append_text(_named(incident.recipient))
    line.append("" if incident.status is Status.OCCURRED else f", {incident.status.value}")
    line.append_text(_word_of(", ".join(incident.asserted_by) or None, incident.denied_by))
    return line.append(f" · {_when(incident)} · {incident.id}", _DIM)


def _when(incident: Incident) -> str:
    """The act's date; the day of its first report, with a sign before it, where nothing dates it."""
    if incident.date.value:
        return incident.date.value
    first = incident.reports[0].published
    return f"~{first[:10]}" if first else "undated"


def incident_view(incident: Incident, sentences: Mapping[str, str]) -> RenderableType:
    """One incident: what it is, what its reports disagree on, and each of them; ``sentences`` by event."""
    facts = [
        ("places", ", ".join(place.name for place in incident.place)),
        ("outlets", ", ".join(incident.outlets)),
        ("only copied by", ", ".join(incident.copied_by)),
        ("said by", ", ".join(incident.asserted_by)),
        ("denied by", ", ".join(incident.denied_by)),
        ("contexts", ", ".join(incident.contexts)),
    ]
    lines = [Text.assemble((f"{name:<16}", _DIM), plain(value)) for name, value in facts if value]
    differing = [_difference(one.field, one.values) for one in incident.differences]
    told = [_report(report, sentences.get(report.event.id, "")) for report in incident.reports]
    return Group(incident_line(incident), *lines, *differing, Text(), *told)


def _difference(field: str, values: Sequence[tuple[str, tuple[str, ...]]]) -> Text:
    told = "; ".join(f"{value} ({len(events)})" for value, events in values)
    return Text.assemble((f"{'disagree on':<16}", "yellow"), f"{field}: {plain(told)}")


def _report(report: Report, sentence: str) -> Text:
    event = report.event
    source = [report.published or "", report.outlet or "", event.article]
    line = Text.assemble((" · ".join(plain(part) for part in source if part), "bold"))
    if report.copy_of:
        line.append(f" · a copy of {plain(report.copy_of)}", _DIM)
    line.append(f"\n  {event.status.value}")
    line.append_text(_word_of(event.claimed_by, event.denied_by))
    line.append(f"\n  “{plain(sentence)}”" if sentence else "")
    return line.append(f"\n  {event.id} {event.reason.rule}\n", _DIM)


# --- actors and stories -----------------------------------------------------------------------------


def actors_view(actors: Sequence[ActorCount]) -> RenderableType:
    """A row for each actor: how often it acts, how often it is acted upon, from when to when."""
    table = table_of(("entity", 0), ("name", 1), ("acts", 0), ("received", 0), ("first", 0), ("last", 0))
    for one in actors:
        table.add_row(one.entity, plain(one.name), str(one.acts), str(one.received), one.first, one.last)
    return table


def stories_view(stories: Sequence[StoryCount]) -> RenderableType:
    """A row for each story."""
    table = table_of(
        ("story", 0), ("first told as", 1), ("articles", 0), ("copies", 0), ("outlets", 0), ("from", 0), ("to", 0)
    )
    for one in stories:
        counts = (str(one.articles), str(one.copies), str(one.outlets))
        table.add_row(one.story, plain(one.title or ""), *counts, one.first, one.last)
    return table
