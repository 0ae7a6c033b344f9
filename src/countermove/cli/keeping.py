"""Commands that keep: add, recode, judge, and the store's own upkeep."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from countermove.cli import options
from countermove.cli.output import complain, told

if TYPE_CHECKING:
    from countermove.intake import Summary

store_app = typer.Typer(
    help="Look at a store: what is in it, whether it is sound.", rich_markup_mode=None, no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(add)
    app.add_typer(store_app, name="store")


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help=(
                "Files or folders of articles, addresses of feeds or pages (https://...), files of records coded "
                "before, or - for standard input."
            ),
        ),
    ],
    published: options.Published = None,
    columns: options.Columns = None,
    store: options.Store = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
    jobs: options.Jobs = None,
) -> None:
    """Add articles to the store: each once, with what is read in it, its copies, its story, the acts behind it.

    What is known already is passed over, so the same command may be repeated, also after it was cut off. Records
    that countermove read wrote (--format jsonl) are kept as they are. An article that cannot be read is named and
    the others go on; the exit code is 2 only where not one could be read.

    Example: countermove add reports/ --store sqlite:///reports.db --jobs 4
    """
    from countermove import intake  # noqa: PLC0415 - it imports the database's library
    from countermove.feeds import parse_columns  # noqa: PLC0415 - it imports what reads HTML
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    given = options.settings()
    mapping = parse_columns(columns) if columns else None
    with Store(store or given.store) as kept, _counts() as tell:
        setup = options.setup(given, model, codebook, actors)
        summary = intake.add(
            sources, kept, setup, jobs or given.jobs, published, mapping, contact=given.contact, tell=tell
        )
    for problem in summary.problems:
        complain(told(problem))
    typer.echo(_summary(summary))
    if summary.unreadable and not summary.new + summary.known:
        raise typer.Exit(2)


def _summary(summary: Summary) -> str:
    why = ", ".join(f"{count} {kind}" for kind, count in summary.why.items())
    lines = [
        f"{summary.new:9,} new" + (f", {summary.copies:,} of them copies" if summary.copies else ""),
        f"{summary.known:9,} known",
        f"{summary.unreadable:9,} unreadable" + (f": {why}" if why else ""),
    ]
    if summary.not_english:
        lines.append(f"{summary.not_english:9,} not in English, kept without events")
    lines += [f"{summary.events:9,} events", f"{summary.rate:9,.1f} articles/s"]
    return "\n".join(lines)


#: Seconds between two looks at the counts.
_EVERY = 0.2


@contextmanager
def _counts() -> Iterator[Callable[[Summary], None]]:
    """Something that shows the counts and the rate on a terminal while they grow; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes a while to import

    last = 0.0
    with Console(stderr=True).status("adding") as status:

        def tell(summary: Summary) -> None:
            nonlocal last
            if time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                status.update(
                    f"{summary.new:,} new, {summary.known:,} known, {summary.copies:,} copies, "
                    f"{summary.unreadable:,} unreadable; {summary.rate:,.1f} articles/s"
                )

        yield tell


# --- the store itself -------------------------------------------------------------------------------


@store_app.command()
def info(store: options.Store = None) -> None:
    """Say where the store is, its version and how many records of each kind it keeps.

    Example: countermove store info --store sqlite:///reports.db
    """
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    with Store(store or options.settings().store, create=False) as kept:
        typer.echo(f"{kept.address}, schema {kept.version}")
        for name, count in kept.counts().items():
            typer.echo(f"{count:12,} {name}")
