"""Commands that keep: add, recode, judge, and the store's own upkeep."""

from __future__ import annotations

import getpass
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from countermove.cli import options
from countermove.cli.output import complain, progress_line, told
from countermove.errors import InputError
from countermove.records import Judgement, Verdict

if TYPE_CHECKING:
    from countermove.intake import Recoding, Summary
    from countermove.store import Change, KeptJudgement

store_app = typer.Typer(
    help="Look at a store: what is in it, whether it is sound.", rich_markup_mode=None, no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (add, recode, judge, judgements, withdraw):
        app.command()(command)
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


# --- coding anew ------------------------------------------------------------------------------------


def recode(
    diff: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--diff", help="List each event that is gained, lost or read otherwise, with its rule.")
    ] = False,
    dry_run: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--dry-run", help="List that and change nothing.")
    ] = False,
    form: Annotated[
        options.LineFormat, typer.Option("--format", metavar="text|jsonl", help="How the list is written.")
    ] = options.LineFormat.TEXT,
    store: options.Store = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
    jobs: options.Jobs = None,
) -> None:
    """Code anew the articles of the store that another codebook, coder or parser has coded.

    All new codings are put in place at once, at the end; a run that is cut off changes nothing, and the next one goes
    on from there. Judgements are kept: those whose event is gone are named.

    Example: countermove recode --diff --codebook my-codebook --store sqlite:///reports.db
    """
    from countermove import intake  # noqa: PLC0415 - it imports the database's library
    from countermove.store import Store  # noqa: PLC0415 - as above

    given = options.settings()
    with Store(store or given.store, create=False) as kept, progress_line("coding") as say:
        result = intake.recode(
            kept,
            options.setup(given, model, codebook, actors),
            jobs or given.jobs,
            diff=diff,
            dry_run=dry_run,
            tell=lambda done, of: say(f"{done:,} of {of:,} articles"),
        )
        orphans = [] if dry_run else [one for one in kept.judgements() if one.orphaned]
    for change in result.changes:
        typer.echo(_change_line(change) if form is options.LineFormat.TEXT else _json(change.to_dict()))
    for one in orphans:
        complain(
            f"the judgement {one.judgement.id} ({_judged(one.judgement)}) speaks of an event that is gone; it is kept"
        )
    for line in _recoded(result, dry_run=dry_run):
        typer.echo(line, err=form is options.LineFormat.JSONL)


def _recoded(result: Recoding, *, dry_run: bool) -> Iterator[str]:
    by = f"Countermove {result.coder.version}, codebook {result.coder.codebook}, {result.coder.parser}"
    if not result.articles and not result.different:
        yield f"nothing to code anew: all was coded by {by}"
        return
    would = "would be " if dry_run else ""
    yield f"{result.articles:9,} articles coded anew by {by}"
    yield f"{result.different:9,} of them {would}read otherwise"
    counts = Counter(change.kind.value for change in result.changes)
    for kind, count in sorted(counts.items()):
        yield f"{count:9,} events {would}{kind}"


def _change_line(change: Change) -> str:
    event = change.event
    what = f"{event.type}{f'/{event.mode}' if event.mode else ''}"
    lines = [
        f"{change.kind.value:8} {what}  {event.id}  {change.rule}  in {change.article}",
        f"         {change.sentence}",
    ]
    lines += [f"         {name}: {was} -> {now}" for name, was, now in change.fields]
    return "\n".join(lines)


def _json(value: object) -> str:
    from countermove.export.record import dumps  # noqa: PLC0415 - see the package

    return dumps(value)


# --- judging ----------------------------------------------------------------------------------------

By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who judges; without it the name you are logged in as.")
]
#: Fields of an event that a person may put right.
_CORRECTED = ("type", "mode", "status", "actor", "recipient", "place", "date")


def judge(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of an event (e...).")],
    verdict: Annotated[
        str, typer.Argument(metavar="VERDICT", help="right, wrong or corrected; same or apart, of two events.")
    ],
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help="The other event, for same and apart.")] = None,
    corrections: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help=f"For corrected: what is right ({', '.join(_CORRECTED)}); repeatable."
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None,
    by: By = None,
    store: options.Store = None,
) -> None:
    """Say of an event that it is read right or wrong, or of two that they are the same act or two.

    A judgement is kept beside the records and wins over the rule: an event judged wrong is no report of any act, two
    judged the same are one act. It may be withdrawn, and is never erased.

    Example: countermove judge e0a1b2c3d4e5 same e5d4c3b2a190 --note "both tell of the second strike"
    """
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    word = _verdict(verdict)
    correction = _correction(word, corrections or [])
    with Store(store or options.settings().store, create=False) as kept:
        made = kept.judge(event, word, other, by=by or getpass.getuser(), note=note, correction=correction)
        typer.echo(f"{made.id}  {_judged(made)}")


def _verdict(given: str) -> Verdict:
    try:
        return Verdict(given.lower())
    except ValueError:
        raise InputError(f"there is no verdict '{given}': give one of {', '.join(v.value for v in Verdict)}") from None


def _correction(verdict: Verdict, given: list[str]) -> str | None:
    if (verdict is Verdict.CORRECTED) != bool(given):
        raise InputError("corrected needs what is right, and nothing else does: --set type=AID")
    right: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or name not in _CORRECTED:
            raise InputError(f"'{each}' puts nothing right: give FIELD=VALUE with one of {', '.join(_CORRECTED)}")
        right[name] = value
    return _json(right) if right else None


def _judged(judgement: Judgement) -> str:
    return " ".join(filter(None, (judgement.record, judgement.verdict.value, judgement.other, judgement.correction)))


def judgements(
    event: Annotated[
        str | None, typer.Argument(metavar="EVENT", help="The id of an event; without it all judgements.")
    ] = None,
    orphaned: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--orphaned", help="Those alone whose event is gone since it was coded anew.")
    ] = False,
    form: Annotated[
        options.LineFormat, typer.Option("--format", metavar="text|jsonl", help="For people, or for programs.")
    ] = options.LineFormat.TEXT,
    store: options.Store = None,
) -> None:
    """List the judgements in the order in which they were made, also withdrawn ones.

    Example: countermove judgements --orphaned
    """
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    with Store(store or options.settings().store, create=False) as kept:
        for one in kept.judgements(event):
            if one.orphaned or not orphaned:
                typer.echo(_judgement_line(one) if form is options.LineFormat.TEXT else _json(one.to_dict()))


def _judgement_line(one: KeptJudgement) -> str:
    told = one.judgement
    state = [f"withdrawn {told.withdrawn[:10]}"] if told.withdrawn else []
    state += ["its event is gone"] if one.orphaned else []
    note = [told.note] if told.note else []
    return "  ".join([told.id, told.at[:10], told.by, _judged(told), *state, *note])


def withdraw(
    judgement: Annotated[str, typer.Argument(metavar="JUDGEMENT", help="The id of a judgement (j...).")],
    store: options.Store = None,
) -> None:
    """Withdraw a judgement: it counts no more and stays in the list.

    Example: countermove withdraw j0a1b2c3d4e5
    """
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    with Store(store or options.settings().store, create=False) as kept:
        kept.withdraw(judgement)
    typer.echo(f"{judgement}  withdrawn")


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


@store_app.command()
def check(store: options.Store = None) -> None:
    """Read the whole store and say whether all fits together; the exit code is 1 where something does not.

    Example: countermove store check --store sqlite:///reports.db
    """
    from countermove.store import Store  # noqa: PLC0415 - it imports the database's library

    with Store(store or options.settings().store, create=False) as kept:
        faults = list(kept.check())
        for fault in faults:
            complain(fault)
        typer.echo(f"{kept.address}: {kept.counts()['articles']:,} articles read, {len(faults)} faults")
    if faults:
        raise typer.Exit(1)
