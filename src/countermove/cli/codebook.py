"""Commands about the codebook: check, show, new."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countermove import batch
from countermove.cli import options
from countermove.cli.output import writer
from countermove.errors import InputError
from countermove.records import Article

if TYPE_CHECKING:
    from countermove.events.codebook import Codebook, Rule, TypeEntry

app = typer.Typer(
    help="Look at the codebook, check one of your own, begin a file.", rich_markup_mode=None, no_args_is_help=True
)


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A folder of your own; without one the codebook in use.")
    ] = None,
    model: options.Model = None,
) -> None:
    """Check the files of a codebook and run their examples.

    An error in a file is named with its line (exit code 2). Examples that give something else than they should are
    listed (exit code 1). Of a folder of your own, only its own examples are run.

    Example: countermove codebook check my-codebook/
    """
    from countermove.coding import code  # noqa: PLC0415 - see the package
    from countermove.events import examples  # noqa: PLC0415 - see the package

    given = options.settings()
    parser, knowledge = batch.load(options.setup(given, model, folder))
    entries = [e for e in knowledge.codebook.types.values() if folder is None or _is_within(e.file, folder)]
    chosen = [example for entry in entries for example in entry.examples]
    failures = examples.check(chosen, lambda text: code(Article("example", text), parser, knowledge).events)
    for failure in failures:
        typer.echo(str(failure))
    rules = sum(len(entry.rules) for entry in entries)
    typer.echo(f"{len(entries)} types, {rules} rules, {len(chosen)} examples, {len(failures)} failures")
    if failures:
        raise typer.Exit(1)


def _is_within(file: str, folder: Path) -> bool:
    return Path(file).parent == folder


@app.command()
def show(
    types: Annotated[
        list[str] | None, typer.Argument(metavar="TYPE", help="Types to show in full; without any, the list.")
    ] = None,
    codebook: options.Codebook = None,
) -> None:
    """Show what a type means and by which rules it is coded.

    Example: countermove codebook show ACCUSE
    """
    known = _load(codebook)
    if not types:
        for entry in known.types.values():
            typer.echo(_row(entry))
        return
    for name in types:
        typer.echo("\n".join(_page(_entry(known, name))))


_WIDTH = 100


def _load(codebook: Path | None) -> Codebook:
    from countermove.events import load_codebook  # noqa: PLC0415 - see the package

    return load_codebook(codebook or options.settings().codebook)


def _entry(codebook: Codebook, name: str) -> TypeEntry:
    entry = codebook.types.get(name.upper())
    if entry is None:
        raise InputError(f"the codebook has no type '{name}'; it has {', '.join(codebook.types)}")
    return entry


def _row(entry: TypeEntry) -> str:
    counted = f"{len(entry.rules)} rules, {len(entry.examples)} examples"
    return f"{entry.facts.name:12}{counted:26}{textwrap.shorten(entry.definition, _WIDTH - 38, placeholder=' …')}"


def _page(entry: TypeEntry) -> Iterator[str]:
    from countermove.ontology import plover  # noqa: PLC0415 - see the package

    facts = entry.facts
    table = " (PLOVER)" if plover().types.get(facts.name) == facts else ""
    yield f"{facts.name}  quad {facts.quad}, score {facts.score:g}{table}, in {entry.file}"
    yield f"\n{textwrap.fill(entry.definition, _WIDTH)}"
    yield from (textwrap.fill(f"- not: {border}", _WIDTH, subsequent_indent="  ") for border in entry.borders)
    if facts.modes:
        yield "\nmodes"
        yield from (_indented(f"  {mode:16}{entry.modes.get(mode, '')}", 18) for mode in facts.modes)
    yield "\nrules"
    for rule in entry.rules:
        yield from _rule_lines(rule)
    for right, title in ((True, "right"), (False, "wrong")):
        chosen = [example for example in entry.examples if example.right is right]
        if chosen:
            yield f"\nexamples, {title}"
        for example in chosen:
            yield f"  {example.text}"
            yield from (f"    = {line}" for line in example.expected)
    yield ""


def _indented(line: str, indent: int) -> str:
    return textwrap.fill(line.rstrip(), _WIDTH, subsequent_indent=" " * indent)


def _rule_lines(rule: Rule) -> Iterator[str]:
    yield f"  {rule.id}{f' ({rule.mode})' if rule.mode else ''}"
    for name, words in (("verbs", rule.verbs), ("nouns", rule.nouns), ("adjectives", rule.adjectives)):
        if words:
            yield _indented(f"    {name}: {', '.join(words)}", 6)
    for name, carriers in (("light", rule.light), ("light-recipient", rule.light_recipient)):
        if carriers:
            yield _indented(f"    {name}: {', '.join(sorted(carriers))}", 6)
    yield from (_indented(f"    frame: {frame.text}", 6) for frame in rule.frames)
    yield from (_indented(f"    unless: {frame.text}", 6) for frame in rule.unless)
    yield from (f"    {condition}" for condition in _conditions(rule))


def _conditions(rule: Rule) -> Iterator[str]:
    """What else a rule asks for or fixes, as its file says it."""
    if rule.needs:
        yield f"needs: {', '.join(sorted(rule.needs))}"
    if rule.status:
        yield f"status: {rule.status}"
    if rule.from_speaker:
        yield "actor: speaker"
    if rule.parties != "any":
        yield f"parties: {rule.parties}"
    if rule.bare:
        yield "bare: yes"
    if rule.place_before:
        yield "named-before: place"


_TYPE_NAME = re.compile(r"[A-Z]+")


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="TYPE", help="The name of a type, in capitals.")],
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The folder of your codebook.")] = Path(),
) -> None:
    """Begin a file for an event type.

    For a type of ours it is a copy of our file, which then stands in its place; for another a short file that is
    complete and checks.

    Example: countermove codebook new BLOCKADE --dir my-codebook
    """
    if not _TYPE_NAME.fullmatch(name):
        raise InputError(f"'{name}' is no name for a type: capital letters alone, such as BLOCKADE")
    path = folder / f"{name.lower()}.yaml"
    if path.exists():
        raise InputError(f"{path} is there already; remove it or choose another --dir")
    folder.mkdir(parents=True, exist_ok=True)
    with writer(path) as write:
        write(_beginning(name))
    typer.echo(f"{path} begun; edit it, then: countermove codebook check {folder}")


def _beginning(name: str) -> str:
    from importlib.resources import files  # noqa: PLC0415 - needed here alone

    from countermove.events.codebook import load_codebook, shipped_text  # noqa: PLC0415 - see the package

    ours = load_codebook().types.get(name)
    if ours is not None:
        return shipped_text(ours.file)
    template = files("countermove").joinpath("data", "new-type.yaml").read_text(encoding="utf-8")
    return template.replace("TYPE", name)
