"""The command line. Each command parses its arguments, calls, prints; ``main`` maps errors to exit codes.

Nothing of the line is imported before a command needs it, so that ``countermove --help`` loads no model.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from countermove.cli import briefing, browsing, exchange, keeping, modelling, motion, reading, stories, upkeep, watching
from countermove.cli.codebook import app as codebook_app
from countermove.errors import CountermoveError
from countermove.version import __version__

app = typer.Typer(
    name="countermove",
    help=(
        "Reads news reports and writes down who did and said what to whom, when, where and on whose word."
        "\n\nExample: countermove read report.txt --published 2031-03-11"
    ),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
for module in (reading, stories, keeping, watching, upkeep, browsing, motion, modelling, briefing, exchange):
    module.register(app)
app.add_typer(codebook_app, name="codebook")


def _print_version(asked: bool) -> None:  # noqa: FBT001 - the shape that typer calls
    if asked:
        typer.echo(f"countermove {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Options of the program itself; the help is the app's own."""


def main() -> None:
    """Run the command line: exit code 0, 1 below a floor or with something missing, 2 for a user's mistake."""
    try:
        app()
    except CountermoveError as error:
        print(f"countermove: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
