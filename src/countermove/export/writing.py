"""An export from its acts to its file: the lines of a text format, the whole of a binary one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.export import datasette, flat, gdelt, icews, plover, polecat
from countermove.export.about import about, counted
from countermove.export.acts import Act, Count, acts_of, chosen
from countermove.export.forms import Form, Rules
from countermove.export.kept import incident_record
from countermove.export.record import dumps, to_jsonl
from countermove.export.whole import whole
from countermove.records import Article, Coder, Coding, Incident
from countermove.tables import Level, ScoreTable
from countermove.tables.build import merged

_LINES: dict[Form, Callable[[Iterable[Act], Rules], Iterator[str]]] = {
    Form.PLOVER: plover.lines,
    Form.POLECAT: polecat.lines,
    Form.ICEWS: icews.lines,
    Form.GDELT: gdelt.lines,
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for: format, level, rules and scores; ``count`` fills while it is written."""

    form: Form
    level: Level = Level.EVENT
    rules: Rules = field(default_factory=Rules)
    scores: ScoreTable = ScoreTable.PLOVER
    count: Count = field(default_factory=Count)

    @property
    def about(self) -> dict[str, str]:
        """What a user of the data must know and cannot see in them."""
        return about(self.form, self.level, self.rules, self.scores)

    @property
    def sidecar(self) -> str:
        """The text of the file beside the export: ``about``, and what was written and left out."""
        return json.dumps({**self.about, "counts": counted(self.count)}, ensure_ascii=False, indent=1) + "\n"


def lines(acts: Iterable[Act], job: Export) -> Iterator[str]:
    """A text format's lines, some at a time, with their ends. For jsonl see ``record_lines``."""
    told = chosen(acts, job.form, job.rules, job.count)
    if job.form is Form.CSV:
        return flat.lines(told, job.scores)
    return _LINES[job.form](told, job.rules)


def record_lines(codings: Iterable[Coding], job: Export) -> Iterator[str]:
    """The records of the codings, without the acts that the rules leave out and the reactions that hang on them."""
    for coding in codings:
        kept = {act.event.id for act in chosen(acts_of(coding), job.form, job.rules, job.count)}
        events = tuple(event for event in coding.events if event.id in kept)
        reactions = tuple(r for r in coding.reactions if {r.event, r.to} <= kept)
        yield to_jsonl(replace(coding, events=events, reactions=reactions), cameo=True) + "\n"


def incident_lines(incidents: Iterable[Incident], job: Export) -> Iterator[str]:
    """The incidents as JSON, one a line, as ``countermove incidents`` gives them, but for those the rules leave out."""
    for incident in incidents:
        event = merged(incident)
        unread = Coding(Article(event.article, ""), _NOBODY)
        act = Act(event, unread, Level.INCIDENT, incident.actor, incident.recipient, incident.reports)
        if any(chosen([act], job.form, job.rules, job.count)):
            yield dumps(incident_record(incident)) + "\n"


_NOBODY = Coder("", "", "")


def write_binary(acts: Iterable[Act], job: Export, out: Path) -> None:
    """A binary format's file, whole or not at all. Raises InputError where it cannot be made."""
    told = chosen(acts, job.form, job.rules, job.count)
    with whole(out) as draft:
        try:
            if job.form is Form.PARQUET:
                flat.write_parquet(flat.frames(told, job.scores), draft, job.about)
            else:
                datasette.write(told, draft, job.about)
        except (sqlite3.Error, pl.exceptions.PolarsError) as error:
            raise InputError(f"cannot write {out}: {str(error).splitlines()[0]}") from error
