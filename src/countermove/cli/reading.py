"""Commands that read articles: read, demo, explain, claims, places, dates."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countermove import batch
from countermove.cli import options
from countermove.cli.asking import asks
from countermove.cli.browsing import list_claims
from countermove.cli.options import Format, LineFormat
from countermove.cli.output import Tally, joined, look, progress, writer
from countermove.config import Config
from countermove.errors import InputError
from countermove.records import Article, Coding, Problem

if TYPE_CHECKING:
    from countermove.store import Filter


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (read, demo, explain, claims, places, dates):
        app.command()(command)


def read(
    paths: options.Inputs,
    published: options.Published = None,
    columns: options.Columns = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="text|json|jsonl", help="For people, or for programs.")
    ] = Format.TEXT,
    out: options.Out = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
    jobs: options.Jobs = None,
    cameo: options.Cameo = False,  # noqa: FBT002 - typer's way to declare a flag
) -> None:
    """Read reports and write their records.

    An article that cannot be read is named on standard error and the others go on; the exit code is 2 only
    where not one could be read. json gives one object for one article and a list for several, jsonl one object
    a line.

    Example: countermove read reports/ --format jsonl --out records.jsonl --jobs 4
    """
    given = options.settings()
    inputs = articles_in(paths, published, columns)
    render = _render(form, out, given, cameo=cameo)
    _run(inputs, options.setup(given, model, codebook, actors), render, form, out, jobs or given.jobs)


def demo(
    form: Annotated[
        Format, typer.Option("--format", metavar="text|json|jsonl", help="For people, or for programs.")
    ] = Format.TEXT,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a picture (SVG) of the first report's result instead."),
    ] = None,
) -> None:
    """Read the example reports and show the result.

    They ship with Countermove: eight invented reports by eight outlets about the same few days. The last table brings
    their acts together.

    Example: countermove demo
    """
    given = options.settings()
    codings = _demo_codings(options.setup(given, None, None))
    if picture is not None:
        _draw(codings[0], picture)
        return
    render = _render(form, None, given)
    with writer(None) as write:
        for piece in joined(map(render, codings), form):
            write(piece)
        if form is Format.TEXT:
            write(_moves(codings, given))


def explain(
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="ID|PATH", help="Files as for read; before them the beginning of an event's id."),
    ],
    published: options.Published = None,
    columns: options.Columns = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
) -> None:
    """Say why each event was coded.

    For each sentence: the events with their rules and words, then the candidates that were turned down.

    With the id of an event, or the beginning of it (e and at least three more characters), only that event's
    sentence is explained. An id alone is looked up in the demo reports.

    Example: countermove explain e1c0ffee report.txt
    """
    from countermove.export.explain import to_explanation  # noqa: PLC0415 - see the package

    given = options.settings()
    event, paths = _event_and_paths(arguments)
    how = look(None, no_color=given.no_color)
    render = partial(to_explanation, event=event, width=how.width, color=how.color)
    inputs = articles_in(paths, published, columns) if paths else demo_articles()
    written = _run(inputs, options.setup(given, model, codebook, actors), render, Format.TEXT, None, given.jobs)
    if event is not None and not written:
        where = " ".join(paths) or "the demo reports; name the file too: countermove explain ID PATH"
        raise InputError(f"no event {event} in {where}")


@asks()
def claims(
    asked: Filter,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Reports to read, as for read. Without any, the store is looked into."
        ),
    ] = None,
    store: options.Store = None,
    published: options.Published = None,
    columns: options.Columns = None,
    form: Annotated[
        LineFormat, typer.Option("--format", metavar="text|jsonl", help="For people, or for programs.")
    ] = LineFormat.TEXT,
    settled: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--all", help="List the acts too that are told in a report's own voice alone.")
    ] = False,
    out: options.Out = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
    jobs: options.Jobs = None,
) -> None:
    """List each act that stands on somebody's word or is denied, with who says it and who denies it.

    Of reports: contested: somebody in the report denies it; claimed: it stands on a speaker's word; doubted: on the
    word of nobody named ("reportedly", "alleged", quotation marks around its word). With --all also settled: told in
    the report's own voice. Every voice is given with its words and their place in the text.

    Without a PATH, of the store: each act once, with who says and who denies it in all its reports; --credence
    contested gives those that somebody asserts and somebody denies.

    Example: countermove claims report.txt --published 2031-03-11
    """
    given = options.settings()
    if not paths:
        list_claims(asked, store, form, out, settled=settled)
        return
    if asked != type(asked)() or store is not None:
        raise InputError("reports are given, and options that ask a store; add the reports to the store first")
    from countermove.export import claims_line  # noqa: PLC0415 - see the package
    from countermove.export.claims import to_claims  # noqa: PLC0415 - see the package

    inputs = articles_in(paths, published, columns)
    how = look(out, no_color=given.no_color)
    render: batch.Render = partial(claims_line, settled=settled)
    if form is LineFormat.TEXT:
        render = partial(to_claims, settled=settled, width=how.width, color=how.color)
    _run(inputs, options.setup(given, model, codebook, actors), render, Format(form.value), out, jobs or given.jobs)


def places(
    paths: options.Inputs,
    published: options.Published = None,
    columns: options.Columns = None,
    out: options.Out = None,
    model: options.Model = None,
    jobs: options.Jobs = None,
) -> None:
    """Print the places of each article as JSONL.

    {"id", "places": [{"name", "span", "country", "geonameid", "lat", "lon", "precision"}]}, one article a line.

    Example: countermove places reports.jsonl
    """
    from countermove.export import places_line  # noqa: PLC0415 - see the package

    given = options.settings()
    inputs = articles_in(paths, published, columns)
    _run(inputs, options.setup(given, model, None), places_line, Format.JSONL, out, jobs or given.jobs)


def dates(
    paths: options.Inputs,
    published: options.Published = None,
    columns: options.Columns = None,
    out: options.Out = None,
    model: options.Model = None,
    jobs: options.Jobs = None,
) -> None:
    """Print the dates of each article as JSONL.

    {"id", "dates": [{"span", "value", "end", "precision"}]}, one article a line.

    Example: countermove dates reports.jsonl --published 2031-03-11
    """
    from countermove.export import dates_line  # noqa: PLC0415 - see the package

    given = options.settings()
    inputs = articles_in(paths, published, columns)
    _run(inputs, options.setup(given, model, None), dates_line, Format.JSONL, out, jobs or given.jobs)


# --- inputs -----------------------------------------------------------------------------------------


def articles_in(
    paths: list[str], published: str | None, columns: list[str] | None = None
) -> Iterable[Article | Problem]:
    """What the feeds find at these paths."""
    from countermove.feeds import read_articles  # noqa: PLC0415 - it imports what reads HTML

    return read_articles(paths, published, options.columns(columns))


def demo_articles() -> list[Article | Problem]:
    """The reports that ship with the project."""
    with as_file(files("countermove") / "data" / "demo" / "reports.jsonl") as path:
        return list(articles_in([str(path)], None))


_EVENT_ID = re.compile(r"e[0-9a-f]{3,12}")


def _event_and_paths(arguments: list[str]) -> tuple[str | None, list[str]]:
    """An id is what looks like one and is no file."""
    first, *others = arguments
    if _EVENT_ID.fullmatch(first) and not Path(first).exists():
        return first, others
    return None, arguments


# --- outputs ----------------------------------------------------------------------------------------


def _render(form: Format, out: Path | None, given: Config, *, cameo: bool = False) -> batch.Render:
    from countermove import export  # noqa: PLC0415 - rich takes a while to import

    if form is Format.TEXT:
        how = look(out, no_color=given.no_color)
        return partial(export.to_text, width=how.width, color=how.color, cameo=cameo)
    return partial(export.to_json if form is Format.JSON else export.to_jsonl, cameo=cameo)


def _run(
    inputs: Iterable[Article | Problem],
    setup: batch.Setup,
    render: batch.Render,
    form: Format,
    out: Path | None,
    jobs: int,
) -> bool:
    """Code, write and say what was wrong; whether anything was written. Ends the program where nothing was read."""
    tally, written = Tally(), False
    on_screen = out is None and sys.stdout.isatty()
    with batch.processes(jobs) as pool, progress("coded", busy_screen=on_screen) as watched:
        outputs = tally.outputs(watched(batch.run(inputs, setup, render, pool)))
        pieces = joined(outputs, form)
        first = next(pieces, None)  # asked for before a file is made: bad input leaves no file behind
        if first is not None:
            written = True
            with writer(out) as write:
                write(first)
                for piece in pieces:
                    write(piece)
    tally.report()
    if tally.exit_code:
        raise typer.Exit(tally.exit_code)
    return written


# --- the demo's own ---------------------------------------------------------------------------------


def _demo_codings(setup: batch.Setup) -> list[Coding]:
    from countermove.coding import code  # noqa: PLC0415 - see the package

    parser, knowledge = batch.load(setup)
    return [code(article, parser, knowledge) for article in demo_articles() if isinstance(article, Article)]


def _moves(codings: list[Coding], given: Config) -> str:
    from countermove.export.summary import moves_table  # noqa: PLC0415 - see the package
    from countermove.export.text import draw  # noqa: PLC0415 - see the package

    how = look(None, no_color=given.no_color)
    table = draw(moves_table(codings), width=how.width, color=how.color)
    return f"\n\nAll reports together, move by move\n\n{table}"


def _draw(coding: Coding, picture: Path) -> None:
    from countermove.export.picture import to_svg  # noqa: PLC0415 - see the package

    with writer(picture) as write:
        write(to_svg(coding))
