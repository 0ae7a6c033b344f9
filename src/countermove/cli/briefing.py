"""The command ``report``: a printable brief on two sides."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from countermove.cli import motion_input as given
from countermove.cli.asking import opened
from countermove.cli.motion_input import Period
from countermove.cli.options import Out
from countermove.cli.output import write_bytes, writer
from countermove.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from countermove.briefs import Found

_KINDS = (".html", ".pdf")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(report)


def report(
    one: Annotated[str, typer.Argument(metavar="A", help="One side: an entity (RUS) or several as one (NATO,USA).")],
    other: Annotated[str, typer.Argument(metavar="B", help="The other side.")],
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    scores: given.Scores = None,
    level: given.Level = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    models: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--models/--no-models", help="Fit the models of how the two answer each other, or do not.")
    ] = True,
    out: Out = None,
) -> None:
    """Write a printable brief on two sides, as a page (.html) or for print (.pdf).

    What happened between them, with the sentence that tells it; what is contested, with the words of both; who said
    what of the other; the acts over time; what the models find, with their warnings; the sources. A model that the
    data cannot bear is left out, and the brief says why. Without --out the page goes to standard output. Texts are
    quoted from a store; a table gives the acts alone.

    Example: countermove report RUS NATO --by month --out report.pdf
    """
    from countermove import briefs  # noqa: PLC0415 - see the package

    kind = out.suffix.lower() if out is not None else ".html"
    if kind not in _KINDS:
        raise InputError(f"{out}: a brief is {' or '.join(_KINDS)}; give the file one of these endings")
    origin = given.source(store, table, scores=scores)
    brief = briefs.brief(
        (one, other),
        given.acts_of(origin, level),
        given.query([one, other], by, level=level, since=since, until=until, undated=undated),
        coverage=given.coverage_of(origin),
        look_up=None if table is not None else partial(_look_up, origin.store),
        models=models,
    )
    if kind == ".pdf" and out is not None:
        write_bytes(out, briefs.to_pdf(brief))
    else:
        with writer(out) as write:
            write(briefs.to_html(brief))
    if out is not None:
        print(f"{out}: {brief.moves_in_all} acts, {len(brief.sources)} sources", file=sys.stderr)


def _look_up(url: str, acts: pl.DataFrame, sides: tuple[Sequence[str], Sequence[str]]) -> Found:
    from countermove.briefs import look_up  # noqa: PLC0415 - see the package

    with opened(url) as kept:
        return look_up(kept, acts, sides)
