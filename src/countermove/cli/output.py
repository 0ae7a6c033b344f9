"""Where output goes: standard output or a file, whole or not at all; problems and progress go to standard error."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import typer

from countermove.batch import Done
from countermove.cli.options import Format
from countermove.errors import InputError
from countermove.problems import READ_ALL_THE_SAME
from countermove.records import Problem

Write = Callable[[str], None]

_NARROWEST, _WIDEST = 60, 120
_BETWEEN = "\N{BOX DRAWINGS DOUBLE HORIZONTAL}" * _NARROWEST


@dataclass(frozen=True, slots=True)
class Look:
    """How text for people is drawn: in colour or not, how wide."""

    color: bool
    width: int


def look(out: Path | None, *, no_color: bool) -> Look:
    """Colours on a terminal alone; a terminal's own width as far as it is legible, else a fixed one."""
    from countermove.export.text import WIDTH  # noqa: PLC0415 - rich takes a while to import

    if out is not None or not sys.stdout.isatty():
        return Look(color=False, width=WIDTH)
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    return Look(
        color=not no_color and os.environ.get("TERM") != "dumb",
        width=min(max(columns, _NARROWEST), _WIDEST),
    )


# --- to standard output or a file -------------------------------------------------------------------


@contextmanager
def writer(out: Path | None) -> Iterator[Write]:
    """Something that writes text as UTF-8. A regular file appears under its name only once all is written.

    Raises InputError where the file cannot be made.
    """
    if out is None:
        yield _write_to_stdout
        sys.stdout.flush()
        return
    target = out.resolve()
    if target.is_dir():
        raise InputError(f"{out} is a folder; give --out the name of a file")
    if target.exists() and not target.is_file():  # a pipe or device has no half-written state to hide
        with target.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            yield _writing_to(stream.write, out)
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        stream = draft.open("x", encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error
    try:
        yield _writing_to(stream.write, out)
        try:
            stream.close()
            draft.replace(target)
        except OSError as error:
            raise _unwritten(out, error) from error
    finally:
        with suppress(OSError):  # what could not be written is still in its buffer
            stream.close()
        draft.unlink(missing_ok=True)


def write_bytes(out: Path, data: bytes) -> None:
    """Bytes to a file, whole or not at all. Raises InputError where it cannot be written."""
    if out.is_dir():
        raise InputError(f"{out} is a folder; give --out the name of a file")
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        draft.replace(out)
    except OSError as error:
        raise _unwritten(out, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _writing_to(write: Callable[[str], int], out: Path) -> Write:
    def put(text: str) -> None:
        try:
            write(text)
        except OSError as error:
            raise _unwritten(out, error) from error

    return put


def _unwritten(out: Path, error: OSError) -> InputError:
    """What to say of a file that cannot be written to its end: the disk is full, a quota is met."""
    return InputError(f"cannot write {out}: {error.strerror or error}")


def _write_to_stdout(text: str) -> None:
    try:
        # In bytes: a console's own encoding would refuse letters, and Windows would change the ends of lines.
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough ("| head"). Nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def joined(outputs: Iterable[str], form: Format) -> Iterator[str]:
    """The pieces of one output: JSON becomes a list where there are several, texts stand apart, lines end."""
    stream = iter(outputs)
    first = next(stream, None)
    if first is None:
        return
    if form is Format.JSONL:
        yield from (f"{line}\n" for line in itertools.chain([first], stream))
    elif form is Format.TEXT:
        yield first
        yield from (f"\n{_BETWEEN}\n\n{text}" for text in stream)
    else:
        second = next(stream, None)
        if second is None:
            yield f"{first}\n"
            return
        yield f"[\n{first}"
        yield from (f",\n{record}" for record in itertools.chain([second], stream))
        yield "\n]\n"


# --- to standard error ------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What a run came to: articles coded, articles that could not be read, and what was wrong."""

    coded: int = 0
    unread: int = 0
    problems: list[Problem] = field(default_factory=list)

    def outputs(self, done: Iterable[Done]) -> Iterator[str]:
        """The outputs among the results, counting all on the way."""
        for result in done:
            self.problems.extend(result.problems)
            if result.output is None:
                self.unread += any(problem.kind not in READ_ALL_THE_SAME for problem in result.problems)
            else:
                self.coded += 1
                if result.output:
                    yield result.output

    def report(self) -> None:
        """Say on standard error what was wrong: one line each, above them a count where there were several."""
        if self.unread and self.coded + self.unread > 1:
            complain(f"{self.unread} of {self.coded + self.unread} articles could not be read:")
        for problem in self.problems:
            complain(told(problem))

    @property
    def exit_code(self) -> int:
        """2 where nothing could be read at all; a batch with some bad articles in it has done its work."""
        return 2 if self.unread and not self.coded else 0


def told(problem: Problem) -> str:
    """The problem as it is told: with the article or file, where its message does not name that."""
    named = problem.article is None or problem.article in problem.message
    return problem.message if named else f"{problem.article}: {problem.message}"


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"countermove: {' '.join(message.split())}", file=sys.stderr)


@contextmanager
def progress(what: str, *, busy_screen: bool) -> Iterator[Callable[[Iterable[Done]], Iterator[Done]]]:
    """A wrapper that shows on a terminal how many results have passed; silent elsewhere.

    ``busy_screen``: the output itself goes to the terminal, where a moving bar would be in its way.
    """
    if busy_screen or not sys.stderr.isatty():
        yield iter
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes a while to import
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f} articles"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what)

        def counted(done: Iterable[Done]) -> Iterator[Done]:
            for result in done:
                bar.advance(task)
                yield result

        yield counted


@contextmanager
def progress_line(what: str) -> Iterator[Callable[[str], None]]:
    """Something that says on a terminal what is at work now; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _now: None
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes a while to import

    with Console(stderr=True).status(what) as status:
        yield lambda now: status.update(f"{what} {now}")
