"""Commands on the system in motion: series, phases, alerts, reactions."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from countermove.cli import motion_input as given
from countermove.cli.asking import opened
from countermove.cli.motion_input import Figures, Period, Printed
from countermove.cli.options import Out
from countermove.cli.output import complain, writer
from countermove.errors import InputError

_PAIR = 2


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (series, phases, alerts, reactions, chart):
        app.command()(command)


def series(
    actors: given.Actors = None,
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    csv: given.Csv = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    outlet: given.Outlet = None,
    types: given.Types = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    split: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Count by type, mode, quad, status, outlet, code, source or claimed_by."),
    ] = None,
    chart: given.Chart = None,
    form: Annotated[
        Figures, typer.Option("--format", metavar="table|csv|json", help="For people, or for programs.")
    ] = Figures.TABLE,
    out: Out = None,
) -> None:
    """Count what actors do to each other, by period.

    One actor: what it does to anyone and anyone to it; two: each to the other; more: all pairs. Counts by type and
    quad class, sum and mean of scores, share of all acts, and coverage. A period without any report is a gap, not a
    zero. json and csv give every figure with the ids of the events behind it.

    Example: countermove series RUS NATO --by month --table acts.parquet --chart timeline.svg
    """
    from countermove.series import told  # noqa: PLC0415 - see the package

    origin = given.source(store, table, csv, scores)
    asked = given.query(
        actors, by, level=level, status=status, outlet=outlet, types=types, since=since, until=until, undated=undated
    )
    if split is not None:
        _print(_split(origin, asked, split, form), out)
        return
    found = given.series_of(origin, asked)
    text = {Figures.TABLE: told.to_text, Figures.CSV: told.to_csv, Figures.JSON: _json}[form](found)
    _print(text, out)
    if form is Figures.CSV:
        for caution in found.warnings:
            complain(f"warning ({caution.kind}): {caution.message}")
    if chart is not None:
        from countermove import charts  # noqa: PLC0415 - see the package

        charts.save(charts.timeline(found), chart)


def phases(
    actors: given.Actors = None,
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    csv: given.Csv = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    outlet: given.Outlet = None,
    types: given.Types = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    measure: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="What shifts: score_sum, score_mean, acts, share, material_conflict, ..."),
    ] = None,
    chart: given.Chart = None,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """Find when the level of a dyad shifts, and name the phases between.

    Each date comes with the days between which it lies with 90%. Periods without a report are left out. The model is
    fitted again on each half of the time, and the result says whether the same changes are found there.

    Example: countermove phases RUS NATO --by month --table acts.parquet --chart phases.svg
    """
    from countermove.models import phases as model  # noqa: PLC0415 - see the package
    from countermove.models.sides import measure_of  # noqa: PLC0415 - see the package

    origin = given.source(store, table, csv, scores)
    asked = given.query(
        actors, by, level=level, status=status, outlet=outlet, types=types, since=since, until=until, undated=undated
    )
    found = given.series_of(origin, asked)
    results = model.find(found, measure_of(found, measure))
    _print(given.printed(results, form), out)
    if chart is not None:
        from countermove import charts  # noqa: PLC0415 - see the package

        charts.save(charts.phases(found, results), chart)


def alerts(
    actors: given.Actors = None,
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    scores: given.Scores = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Alerts of this day's period, knowing nothing later (else the last period)."),
    ] = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    level: given.Level = None,
    rate: Annotated[
        float, typer.Option(metavar="SHARE", help="How often a dyad that goes on as before gives a surge, a period.")
    ] = 0.002,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """List what is new: surges far above a dyad's own past, the first act of a type, the first denial.

    Of every dyad, or of those between the actors that are named. Each alert says why it is one and gives the ids of the
    events behind it. More reports alone make no surge.

    Example: countermove alerts --on 2031-03-11 --table acts.parquet
    """
    from countermove.models import surges  # noqa: PLC0415 - see the package

    if on is not None and (since or until):
        raise InputError("--on takes one day; leave out --since and --until, or --on")
    origin = given.source(store, table, scores=scores)
    asked = given.query(actors, by, level=level, since=since, until=until, undated=undated)
    rows = given.acts_of(origin, level)
    result = surges.find(rows, asked, on=given.day(on, "--on"), rate=rate, given=given.coverage_of(origin))
    _print(given.printed((result,), form), out)


def reactions(
    actors: given.Actors = None,
    store: given.Store = None,
    records: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="JSONL files that read --format jsonl made, in place of the store."),
    ] = None,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """List what reports themselves say answers what: who answers whom, with what, and after how many days.

    Of everybody, or of two actors towards each other (* is anyone). Only links that a report states in words count
    ("in retaliation for", "after", "rejected the accusation"); json gives each with its words. In a store reports of
    the same two acts count once.

    Example: countermove reactions RUS NATO --records records.jsonl
    """
    from countermove.cli.exchange import codings_in  # noqa: PLC0415 - see the package
    from countermove.series import reactions as stated  # noqa: PLC0415 - see the package

    names = actors or []
    if len(names) > _PAIR:
        raise InputError("name no actor, one, or two")
    if records:
        found = stated(codings_in(records))
    else:
        with opened(store) as kept:
            same = {report.event.id: one.id for one in kept.incidents() for report in one.reports}
            found = stated(kept.codings(), same)
    if names:
        found = found.between(names[0], names[1] if len(names) == _PAIR else "*")
    _print(found.to_text() if form is Printed.TEXT else _json(found), out)


class Picture(StrEnum):
    """What a chart of many actors shows."""

    HEATMAP = "heatmap"
    MATRIX = "matrix"
    MAP = "map"


def chart(
    picture: Annotated[
        Picture, typer.Argument(metavar="heatmap|matrix|map", help="All dyads over time, who acts upon whom, or where.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="What to draw: .svg, .png, .pdf or .html.")],
    actors: given.Actors = None,
    by: given.By = Period.MONTH,
    store: given.Store = None,
    table: given.Table = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    types: given.Types = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    most: Annotated[int, typer.Option(min=1, metavar="N", help="So many dyads or actors, the busiest first.")] = 20,
) -> None:
    """Draw acts of many actors: a heat map of dyads, a matrix of actors, or a map of places.

    Without actors of everybody; with some of all acts between them. For one dyad over time see series and phases.

    Example: countermove chart matrix --table acts.parquet --out matrix.svg
    """
    from countermove import charts  # noqa: PLC0415 - see the package
    from countermove import series as line  # noqa: PLC0415 - see the package

    origin = given.source(store, table, scores=scores)
    asked = given.query(actors, by, level=level, status=status, types=types, since=since, until=until, undated=undated)
    rows = line.acts(given.acts_of(origin, level), asked)
    if rows.is_empty():
        raise InputError("no act is left to draw; ask for more of the time, the types or the actors")
    if picture is Picture.HEATMAP:
        if rows["period"].null_count() == len(rows):
            raise InputError(f"no act that is left has a date known to the {asked.by}; a heat map is one over time")
        named = " and ".join(rows["score_table"].drop_nulls().unique().sort()) or "no table"
        drawn = charts.heatmap(line.all_dyads(rows, asked.by, status=asked.status), asked.by, named, most=most)
    else:
        drawn = charts.matrix(rows, most=most) if picture is Picture.MATRIX else charts.places(rows)
    charts.save(drawn, out)


def _split(origin: given.Source, asked: Any, column: str, form: Figures) -> str:
    from countermove import series as line  # noqa: PLC0415 - see the package
    from countermove.series.plain import plain, text_table  # noqa: PLC0415 - see the package

    frame = line.split(given.acts_of(origin, given.Kept(asked.level.value) if asked.level else None), asked, column)
    if form is Figures.CSV:
        return frame.write_csv()
    if form is Figures.JSON:
        return json.dumps(plain(frame), ensure_ascii=False, indent=1) + "\n"
    return text_table(frame.to_dicts()) + "\n"


def _json(record: Any) -> str:
    return json.dumps(record.to_dict(), ensure_ascii=False, indent=1) + "\n"


def _print(text: str, out: Path | None) -> None:
    with writer(out) as write:
        write(text)
