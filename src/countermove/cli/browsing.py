"""Commands that look into a store: events, incidents, actors."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from countermove.cli import options
from countermove.cli.asking import asks, limited, opened
from countermove.cli.options import LineFormat
from countermove.cli.output import look, writer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from countermove.store import Filter

#: Rows of a page for people; programs get all, unless --limit is given.
_PAGE = 50


class Listing(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


Form = Annotated[
    Listing,
    typer.Option(
        "--format", metavar="table|csv|jsonl", help=f"For people (a page of {_PAGE}), spreadsheets, or programs."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (events, incidents, actors):
        app.command()(command)


@asks("credence")
def events(
    asked: Filter,
    store: options.Store = None,
    form: Form = Listing.TABLE,
    out: options.Out = None,
) -> None:
    """List the events of the store by day: who did what to whom, on whose word, in which outlet.

    An act that nothing dates is sorted by the day of publication, shown with ~ before it. What several options ask for
    must all be met.

    Example: countermove events --actor RUS --recipient NATO --type ACCUSE --since 2031-03
    """
    from countermove.export import kept, listing  # noqa: PLC0415 - see the package

    with opened(store) as place:
        if form is not Listing.TABLE:
            _write(form, place.events(asked), kept.event_record, kept.event_row, out)
            return
        page = list(place.events(limited(asked, _PAGE)))
    last = page[-1].event.id if page else None
    _show(page, listing.events_view, "event", last, limited(asked, _PAGE).limit, out)


@asks()
def incidents(
    asked: Filter,
    incident: Annotated[
        str | None, typer.Argument(metavar="ID", help="Show this incident alone, with all its reports.")
    ] = None,
    store: options.Store = None,
    form: Form = Listing.TABLE,
    out: options.Out = None,
) -> None:
    """List the acts behind the events, each once however many outlets tell it.

    reported: one independent outlet tells it; confirmed: several do, in their own voice; contested: somebody asserts
    and somebody denies it; denied: it is only denied. Copies of one text count as one outlet, and what many outlets
    tell on one speaker's word is not confirmed by that. With an id one incident is shown with each of its reports, its
    sentence, and what the reports disagree on.

    Example: countermove incidents --party NATO --credence contested
    """
    from countermove.export import kept, listing  # noqa: PLC0415 - see the package

    with opened(store) as place:
        if incident is not None:
            one = place.incident(incident)
            if form is not Listing.TABLE:
                _write(form, [one], kept.incident_record, kept.incident_row, out)
                return
            sentences = {report.event.id: place.event(report.event.id).sentence for report in one.reports}
            _print(listing.incident_view(one, sentences), out)
            return
        if form is not Listing.TABLE:
            _write(form, place.incidents(asked), kept.incident_record, kept.incident_row, out)
            return
        page = list(place.incidents(limited(asked, _PAGE)))
    _show(page, listing.incidents_view, "incident", page[-1].id if page else None, limited(asked, _PAGE).limit, out)


@asks("after")
def actors(
    asked: Filter,
    store: options.Store = None,
    form: Form = Listing.TABLE,
    out: options.Out = None,
) -> None:
    """List who has a part in the events, the most frequent first: how often each acts and is acted upon.

    Example: countermove actors --type ASSAULT --since 2031
    """
    from countermove.export import kept, listing  # noqa: PLC0415 - see the package

    with opened(store) as place:
        found = place.actors(asked if form is not Listing.TABLE else limited(asked, _PAGE))
    if form is not Listing.TABLE:
        _write(form, found, kept.actor_record, kept.actor_record, out)
        return
    _show(found, listing.actors_view, "actor", None, None, out)


# --- claims -----------------------------------------------------------------------------------------


def list_claims(asked: Filter, store: str | None, form: LineFormat, out: Path | None, *, settled: bool) -> None:
    """The acts of a store that stand on somebody's word or are denied, with every voice; ``settled``: all acts."""
    from countermove.export.claims import to_heard  # noqa: PLC0415 - see the package
    from countermove.export.kept import heard_record  # noqa: PLC0415 - see the package
    from countermove.export.record import dumps  # noqa: PLC0415 - see the package

    how = look(out, no_color=options.settings().no_color)
    found = False
    with opened(store) as place, writer(out) as write:
        for incident in place.incidents(asked):
            if not (settled or incident.asserted_by or incident.denied_by):
                continue
            articles = tuple(dict.fromkeys(report.event.article for report in incident.reports))
            codings = {coding.article.id: coding for coding in place.codings(article=articles)}
            if form is LineFormat.JSONL:
                write(f"{dumps(heard_record(incident, codings))}\n")
            else:
                apart = "\n" if found else ""
                write(apart + to_heard(incident, codings, width=how.width, color=how.color))
            found = True
        if not found and form is LineFormat.TEXT:
            write("no act in the store that meets what is asked stands on somebody's word, and none is denied\n")


# --- printing ---------------------------------------------------------------------------------------


def _write(
    form: Listing,
    rows: Iterable[Any],
    record: Callable[[Any], dict[str, Any]],
    row: Callable[[Any], dict[str, Any]],
    out: Path | None,
) -> None:
    """All rows for programs, as they come."""
    from countermove.export.record import dumps  # noqa: PLC0415 - see the package

    pieces = _csv(map(row, rows)) if form is Listing.CSV else (f"{dumps(record(one))}\n" for one in rows)
    with writer(out) as write:
        for piece in pieces:
            write(piece)


def _csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Lines of CSV with a head; of no rows nothing, as their columns are not known."""
    from countermove.export.kept import as_cells  # noqa: PLC0415 - see the package

    for number, row in enumerate(rows):
        line = io.StringIO()
        sheet = csv.writer(line, lineterminator="\n")
        if number == 0:
            sheet.writerow(row)
        sheet.writerow(as_cells(row))
        yield line.getvalue()


def _show(
    page: Sequence[Any],
    view: Callable[[Sequence[Any]], RenderableType],
    name: str,
    last: str | None,
    limit: int | None,
    out: Path | None,
) -> None:
    """A page for people, and how to ask for the next one."""
    from rich.console import Group  # noqa: PLC0415 - rich takes a while to import
    from rich.text import Text  # noqa: PLC0415 - as above

    if not page:
        _print(Text(f"no {name} in the store meets what is asked"), out)
        return
    more = last is not None and len(page) == limit
    tail = f"{len(page)} {name}{'s' if len(page) > 1 else ''}{f'; go on with --after {last}' if more else ''}"
    _print(Group(view(page), Text(), Text(tail, "dim")), out)


def _print(view: RenderableType, out: Path | None) -> None:
    from countermove.export.text import draw  # noqa: PLC0415 - rich takes a while to import

    how = look(out, no_color=options.settings().no_color)
    with writer(out) as write:
        write(draw(view, width=how.width, color=how.color))
