"""docs/cli.md, made from the commands themselves: ``python -m countermove.cli_reference > docs/cli.md``.

Written from names, defaults and help texts, not from the help pages, whose layout is the terminal's affair.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import typer

from countermove import config
from countermove.cli import app

_HEAD = """\
# Command line

Made by `python -m countermove.cli_reference > docs/cli.md`; a test compares.

Exit codes: 0 done; 1 a figure below its floor, a failing example or something missing; 2 a mistake of the user's or
nothing that could be read, with one line on standard error that says what. In a batch the articles that cannot be read
are counted and named on standard error, the others are written, and the exit code is 0.

Output is UTF-8. Colours appear on a terminal alone, progress on a terminal alone and on standard error. Completion for
your shell: `countermove --install-completion`.
"""


def reference() -> str:
    """The whole page."""
    program = typer.main.get_command(app)
    sections = ["\n".join(lines) for lines in _sections(program, "countermove")]
    return "\n".join([_HEAD, *sections, _variables()])


def _sections(command: Any, name: str) -> Iterator[Iterable[str]]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield _section(command, name)
    for part, subcommand in inner.items():
        yield from _sections(subcommand, f"{name} {part}")


def _section(command: Any, name: str) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = [name, *map(_argument, arguments), "[OPTION]..."]
    yield f"## {name}\n\n```\n{' '.join(usage)}\n```\n"
    for paragraph in inspect.cleandoc(command.help).split("\n\n"):
        intro, colon, example = paragraph.partition("Example: ")
        yield f"Example: `{example}`\n" if colon and not intro else f"{' '.join(paragraph.split())}\n"
    rows = [*(_argument_row(p) for p in arguments), *(_option_row(p) for p in options)]
    yield "\n".join(["| | |", "|---|---|", *rows]) + "\n" if rows else ""


def _argument(argument: Any) -> str:
    several = f"{argument.metavar}..." if argument.nargs == -1 else argument.metavar
    return several if argument.required else f"[{several}]"


def _argument_row(argument: Any) -> str:
    name = _argument(argument).replace("|", "\\|")
    return f"| `{name}` | {argument.help} |"


def _option_row(option: Any) -> str:
    value = "" if option.is_flag else f" {option.metavar}"
    name = f"{option.opts[0]}{value}".replace("|", "\\|")
    default = getattr(option.default, "value", option.default)
    shown = "" if option.is_flag or default in (None, (), []) else f" Default: `{default}`."
    return f"| `{name}` | {option.help}{shown} |"


def _variables() -> str:
    rows = [f"| `{variable}` | {text} |" for variable, text in config.variables()]
    head = "## Environment\n\nAn option goes before its variable.\n\n| | |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
