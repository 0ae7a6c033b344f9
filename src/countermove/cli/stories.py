"""The command that groups articles into stories: stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from countermove.batch import Done
from countermove.cli import options
from countermove.cli.output import Tally, writer
from countermove.cli.reading import articles_in
from countermove.records import Article, Problem


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(stories)


def stories(
    paths: options.Inputs,
    published: options.Published = None,
    out: options.Out = None,
    as_given: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool,
        typer.Option("--as-given", help="Take the articles as they come and print each at once, without sorting."),
    ] = False,
) -> None:
    """Group articles about the same happening.

    Prints {"id", "story"}, one article a line, in order of publication; equal stories are one story. Nothing is
    coded. Each article is placed once, by what was published before it; those of unknown date come last. With
    --as-given the order of the input counts, and nothing is waited for.

    Example: countermove stories reports.jsonl --out stories.jsonl
    """
    from countermove.export.stories import story_line  # noqa: PLC0415 - see the package
    from countermove.stories import group, group_as_given  # noqa: PLC0415 - it imports numpy

    tally = Tally()
    members = (group_as_given if as_given else group)(_articles(articles_in(paths, published), tally))
    first = next(members, None)  # asked for before a file is made: bad input leaves no file behind
    if first is not None:
        with writer(out) as write:
            write(f"{story_line(first)}\n")
            for member in members:
                write(f"{story_line(member)}\n")
    tally.report()
    if tally.exit_code:
        raise typer.Exit(tally.exit_code)


def _articles(items: Iterable[Article | Problem], tally: Tally) -> Iterator[Article]:
    """The articles; problems and counts go to the tally."""
    for item in items:
        if isinstance(item, Problem):
            list(tally.outputs([Done(None, (item,))]))
        else:
            list(tally.outputs([Done("")]))
            yield item
