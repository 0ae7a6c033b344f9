"""The moves of several reports in one table, by day: what ``countermove demo`` ends with."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from countermove.export.text import QUAD_STYLES
from countermove.records import Coding, Event, Party

# A row of the table: day, actors, type, mode, recipients, status.
_Move = tuple[str, str, str, str, str, str]


def moves_table(codings: Sequence[Coding]) -> Table:
    """Every act with a day and a named actor; equal rows are one row that lists the reports telling it.

    Rows are equal when day, actors, type, mode, recipients and status are: no judgement about sameness is made here.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("day", "who", "did what", "to whom", "status", "told by"):
        table.add_column(name, no_wrap=name == "day", overflow="fold")
    quads = {event.type: event.quad for coding in codings for event in coding.events}
    for move, reports in _moves(codings):
        day, who, kind, mode, whom, status = move
        deed = Text.assemble((kind, QUAD_STYLES[quads[kind]]), f" {mode}" if mode else "")
        table.add_row(day, who, deed, whom, status, ", ".join(reports))
    return table


def _moves(codings: Sequence[Coding]) -> list[tuple[_Move, list[str]]]:
    told: dict[_Move, list[str]] = {}
    for coding in codings:
        for event in coding.events:
            if event.date.value and event.actor:
                reports = told.setdefault(_move(event), [])
                if coding.article.id not in reports:
                    reports.append(coding.article.id)
    return sorted(told.items())


def _move(event: Event) -> _Move:
    return (
        event.date.value or "", _entities(event.actor), event.type, event.mode or "", _entities(event.recipient),
        event.status.value,
    )  # fmt: skip


def _entities(parties: Sequence[Party]) -> str:
    return ", ".join(dict.fromkeys(party.identity.entity or party.identity.name for party in parties))
