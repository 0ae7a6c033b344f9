"""Commands about Countermove itself: doctor, score, bench."""

from __future__ import annotations

import time
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countermove.cli import options
from countermove.cli.output import progress_line
from countermove.cli.reading import articles_in, demo_articles
from countermove.errors import InputError
from countermove.records import Article

if TYPE_CHECKING:
    from countermove.bench import Figure
    from countermove.scoring import Measured, Outcome

_SIGNS = {True: "ok", False: "MISSING", None: "-"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (doctor, score, bench):
        app.command()(command)


def doctor(model: options.Model = None, codebook: options.Codebook = None) -> None:
    """Say what is installed and what is missing.

    The exit code is 1 where something needed is missing.

    Example: countermove doctor
    """
    from countermove import installation  # noqa: PLC0415 - see the package

    given = options.settings()
    missing = False
    with as_file(files("countermove") / "data" / "demo" / "reports.jsonl") as demo:
        for check in installation.checks(options.setup(given, model, codebook), given.shared, demo):
            typer.echo(f"{_SIGNS[check.fine]:8}{check.name:20}{check.found}")
            missing |= check.fine is False
    if missing:
        raise typer.Exit(1)


# --- score ------------------------------------------------------------------------------------------


def score(
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Score this suite only (may be given several times)."),
    ] = None,
    shared: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder with score/, data/ and seed/; else looked for here and above."),
    ] = None,
    floors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file of floors; else tests/gold/floors.json of the checkout."),
    ] = None,
    show: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--show", help="List the texts that fail, where a suite knows them (evenhanded).")
    ] = False,
    raise_floors: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--raise-floors", help="Lift the floors to what was measured; none is lowered.")
    ] = False,
    readme: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Put the figures between the accuracy marks of this file."),
    ] = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    jobs: options.Jobs = None,
) -> None:
    """Measure how right the coder is.

    Codes the gold texts of the shared folder, runs its scorers and compares with the floors; the exit code is 1
    where a figure is below its floor. The suite evenhanded needs no gold: it swaps two states in a text and counts
    how often the record swaps them and changes in nothing else.

    Example: countermove score --only seed --only records
    """
    from countermove import scoring  # noqa: PLC0415 - see the package

    given = options.settings()
    suites = scoring.chosen(only or [])
    folder = scoring.shared_for(suites, shared or given.shared)
    floor_file = scoring.find_floors(floors)
    known = scoring.read_floors(floor_file) if floor_file is not None else {}
    began = time.perf_counter()
    outcomes = []
    with progress_line("scoring") as say:
        say(suites[0].name)
        setup = options.setup(given, model, codebook)
        for outcome in scoring.score(suites, folder, known, setup, jobs or given.jobs):
            outcomes.append(outcome)
            typer.echo(_outcome_lines(outcome, show=show))
            if len(outcomes) < len(suites):
                say(suites[len(outcomes)].name)
    measured = [figure for outcome in outcomes for figure in outcome.figures]
    below = [result for result in measured if result.below]
    typer.echo(f"{len(measured)} figures, {len(below)} below their floor; {time.perf_counter() - began:.0f} s")
    if readme is not None:
        _put_between_marks(readme, _markdown(measured))
    if raise_floors:
        if floor_file is None:
            raise InputError("no file of floors to raise: give it with --floors FILE")
        typer.echo(f"{scoring.raise_floors(floor_file, measured)} floors lifted in {floor_file}")
    if below:
        raise typer.Exit(1)


def _outcome_lines(outcome: Outcome, *, show: bool) -> str:
    speed = outcome.characters / outcome.seconds if outcome.seconds else 0
    head = f"{outcome.suite.name}  ({outcome.articles} texts, {outcome.seconds:.1f} s, {speed:,.0f} characters/s)"
    told = [f"  {line}" for line in (*outcome.summary, *(outcome.failures if show else ()))]
    return "\n".join([head, *(_figure_line(result) for result in outcome.figures), *told, ""])


def _figure_line(result: Measured) -> str:
    floor = (
        "no floor" if result.floor is None else f"{'at most' if result.figure.at_most else 'floor'} {result.floor:g}"
    )
    verdict = "BELOW" if result.below else "ok" if result.floor is not None else ""
    return f"  {result.figure.name:34}{_number(result):>8}   {floor:14}{verdict}".rstrip()


def _number(result: Measured) -> str:
    if result.value is None:
        return "n/a"
    counted = result.figure.at_most and result.value == int(result.value)  # "rules broken"; an error is a share
    return f"{result.value:.0f}" if counted else f"{result.value:.3f}"


def _markdown(measured: Iterable[Measured]) -> str:
    rows = [f"| {r.suite} | {r.figure.name} | {_number(r)} |" for r in measured]
    return "\n".join(["| gold | figure | measured |", "|---|---|---|", *rows])


_BEGIN, _END = "<!-- accuracy: countermove score --readme README.md -->", "<!-- /accuracy -->"


def _put_between_marks(path: Path, table: str) -> None:
    try:
        before, _, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
        _, mark, after = rest.partition(_END)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    if not mark:
        raise InputError(f"{path} has no line '{_BEGIN}' with a line '{_END}' after it")
    path.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


# --- bench ------------------------------------------------------------------------------------------


def bench(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="What to time the line with; else the demo reports, several times over."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="line, feeds, stories, incidents, store, series, hawkes (may be given several times); else the line.",
        ),
    ] = None,
    quick: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--quick", help="Take a hundredth of every size, once: to see that it runs.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=1, metavar="N", help="Turns of each; medians are shown.")] = 3,
    postgres: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Measure the store on this PostgreSQL server too, in a database made for the time."
        ),
    ] = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
) -> None:
    """Time the line beside bare spaCy parsing, and other parts beside bare work on the same data.

    Both run in turns in one process, so that the ratio holds on a slow or busy machine. Of the line it is told how
    much memory it takes, and, by a profile of one more turn, where its time goes. Where a figure is asked for it stands
    beside what was measured.

    Example: countermove bench --only store --only series
    """
    from countermove.bench import QUICK, Plan, chosen  # noqa: PLC0415 - see the package

    suites = chosen(only or [])
    timed = {suite.name for suite in suites}
    if paths and "line" not in timed:
        raise InputError("files are for timing the line, which is not among the suites: add --only line")
    if postgres and "store" not in timed:
        raise InputError("a server is for timing the store, which is not among the suites: add --only store")
    plan = Plan(
        _articles_to_time(paths) if "line" in timed else (),
        options.setup(options.settings(), model, codebook),
        postgres,
        rounds,
        QUICK if quick else 1.0,
    )
    with progress_line("timing") as say:
        for suite in suites:
            say(suite.name)
            typer.echo(f"{suite.name}: {suite.measures}")
            for figure in suite.run(plan):
                typer.echo(_bench_line(figure, judged=not quick))


def _articles_to_time(paths: list[str] | None) -> tuple[Article, ...]:
    inputs = articles_in(paths, None) if paths else demo_articles() * 5
    return tuple(item for item in inputs if isinstance(item, Article))


def _bench_line(figure: Figure, *, judged: bool) -> str:
    """A line of a figure: at a hundredth of the size no figure is held against what is asked."""
    digits = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:#.3g}".rstrip(".")
    line = f"  {figure.name:40}{digits:>10} {figure.unit:14}{figure.note:20}"
    if figure.goal is not None and judged:
        asked = f"{'most' if figure.goal.at_most else 'least'} {figure.goal.value:,g}"
        line += f"{'ok' if figure.met else 'MISSED'} (asked: at {asked})"
    return line.rstrip()
