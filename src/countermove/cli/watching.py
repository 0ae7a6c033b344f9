"""The command that never ends by itself: watch."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countermove import batch
from countermove.cli import options
from countermove.cli.output import told
from countermove.cli.stopping import Stop
from countermove.errors import InputError

if TYPE_CHECKING:
    from countermove.feeds.web import Batch, Feed, Web
    from countermove.intake import Summary
    from countermove.store import Store

#: Seconds after which a store that could not be written is tried again.
_AGAIN = 30.0

#: Keeps what came of a feed, in one go, and says what it came to. Raises InputError where it cannot.
Keep = Callable[["Batch"], "Summary"]
Say = Callable[[str], None]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(watch)


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The list of feeds, a TOML file.")],
    once: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--once", help="Poll each feed that is due once, then end.")
    ] = False,
    store: options.Store = None,
    model: options.Model = None,
    codebook: options.Codebook = None,
    actors: options.Actors = None,
    jobs: options.Jobs = None,
) -> None:
    """Poll the feeds of a list for ever and keep what is new.

    Each feed (RSS or Atom) is polled when it is due; what could not be read is named on standard error, and no broken
    feed stops the others. Ctrl-C or SIGTERM finishes the article in hand and ends with exit code 0; started again it
    goes on from there. With --once the exit code is 1 where not one feed could be read.

    The list is a TOML file: [[feed]] with url and, if you like, outlet, every ("30m") and language; [watch] with
    contact, pace, timeout and every for all of them.

    Example: countermove watch feeds.toml --store reports.db
    """
    from countermove.feeds.web import Web, read_list  # noqa: PLC0415 - see the package
    from countermove.store import Store  # noqa: PLC0415 - see the package

    given = options.settings()
    listed = read_list(feeds)
    setup, workers = options.setup(given, model, codebook, actors), jobs or given.jobs
    with Stop() as stop, Web(listed.contact or given.contact, listed.pace, listed.deadline) as web:
        if workers == 1:
            batch.load(setup)  # what is wrong with the codebook is to be told now, not with the first article
        with Store(store or given.store) as kept, batch.processes(workers) as pool:
            _say(f"watching {len(listed.feeds)} feed{'s' * (len(listed.feeds) != 1)}")
            run = kept.begin_run("watch", [feed.key for feed in listed.feeds])
            watching = _batches(listed.feeds, kept, web, stop, once=once)
            tally = follow(watching, _keeper(kept, setup, pool, run), stop, patient=not once)
            kept.end_run(run, tally.to_dict())
    _say(f"ended: {tally}")
    if once and tally.polled and not tally.well:
        raise typer.Exit(1)


@dataclass(slots=True)
class Tally:
    """What a watch came to: articles by what became of them, feeds that were polled and those that could be read."""

    new: int = 0
    known: int = 0
    copies: int = 0
    unreadable: int = 0
    events: int = 0
    why: Counter[str] = field(default_factory=Counter)
    polled: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)

    def count(self, came: Batch, summary: Summary) -> None:
        """Add what came of a feed."""
        self.new += summary.new
        self.known += summary.known
        self.copies += summary.copies
        self.unreadable += summary.unreadable
        self.events += summary.events
        self.why.update(summary.why)
        self.polled.update(state.url for state in came.states)
        self.well.update(state.url for state in came.states if state.trouble is None)

    def to_dict(self) -> dict[str, object]:
        """The counts, for the store's list of runs."""
        return {
            "new": self.new,
            "known": self.known,
            "copies": self.copies,
            "unreadable": self.unreadable,
            "why": dict(self.why.most_common()),
            "events": self.events,
        }

    def __str__(self) -> str:
        return _counts(self.new, self.copies, self.known, self.unreadable, self.events)


def follow(
    watching: Iterable[Batch], keep: Keep, stop: Stop, *, patient: bool, say: Say | None = None, again: float = _AGAIN
) -> Tally:
    """Keep all that comes of the feeds, saying so, until there is no more.

    ``patient``: where the store cannot be written, once it could be, it is tried again every ``again`` seconds until it
    can or a stop is wished for; else InputError is raised.
    """
    say = say or _say
    tally = Tally()
    kept = False
    for came in watching:
        summary = _kept(came, keep, stop, say, again) if patient and kept else keep(came)
        if summary is None:
            break
        kept = True
        tally.count(came, summary)
        for line in _lines(came, summary):
            say(line)
    return tally


def _kept(came: Batch, keep: Keep, stop: Stop, say: Say, again: float) -> Summary | None:
    """What keeping came to, however long it takes; None where a stop was wished for before it could be done.

    Then nothing of it is lost: its states are not kept either, and the next watch meets it again.
    """
    told = ""
    while True:
        try:
            return keep(came)
        except InputError as error:
            if str(error) != told:
                say(f"{error} (tried again every {again:g} s)")
                told = str(error)
        if stop.wished():
            return None
        stop.sleep(again)


def _batches(feeds: Sequence[Feed], store: Store, web: Web, stop: Stop, *, once: bool) -> Iterable[Batch]:
    from countermove.feeds.web import watch as batches  # noqa: PLC0415 - see the package
    from countermove.intake import StoredStates  # noqa: PLC0415 - see the package

    return batches(feeds, StoredStates(store, lambda: 0), web, sleep=stop.sleep, stopped=stop.wished, once=once)


def _keeper(store: Store, setup: batch.Setup, pool: batch.Pool | None, run: int) -> Keep:
    from countermove.feeds.web import dump  # noqa: PLC0415 - see the package
    from countermove.intake import Desk, Met  # noqa: PLC0415 - see the package

    def keep(came: Batch) -> Summary:
        # A desk of its own: what one could not write it would take for written.
        desk = Desk(store, setup, pool)
        desk.during(run)
        desk.take(
            (Met(came.feed.key, item) for item in came.items), [(state.url, dump(state)) for state in came.states]
        )
        return desk.summary

    return keep


# --- what is said -----------------------------------------------------------------------------------


def _lines(came: Batch, summary: Summary) -> Iterable[str]:
    yield from came.notes
    yield from map(told, summary.problems)
    if summary.new or summary.known:
        counts = _counts(summary.new, summary.copies, summary.known, summary.unreadable, summary.events)
        yield f"{came.feed.key}: {counts}"


def _counts(new: int, copies: int, known: int, unreadable: int, events: int) -> str:
    copied = f" ({copies} of them copies)" if copies else ""
    return f"{new} new{copied}, {known} known, {unreadable} unreadable; {events} events"


def _say(message: str) -> None:
    """One line on standard error, with the time: a watch is read afterwards."""
    now = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
    print(f"{now} {' '.join(message.split())}", file=sys.stderr, flush=True)
