"""Many articles through the line, in the order they came, in this process or in several. Part of the rim.

Every process loads the parser and the knowledge once. Articles wait in a queue that does not grow, so an archive of
any size goes through in the same memory, and results come back in order, so the output does not depend on ``jobs``.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from countermove.errors import CountermoveError, InputError
from countermove.records import Article, Coding, Problem

if TYPE_CHECKING:
    from countermove.coding import Knowledge
    from countermove.parse import Parser

Output = TypeVar("Output")

#: Makes of a coding what is to be written; crosses processes, so a module's function or a partial of one.
Render = Callable[[Coding], str]

#: What comes in: articles to code, codings that were made before, what stands in the place of an article, and None for
#: what keeps its place in the order and needs nothing done.
Input = Article | Coding | Problem | None

#: Articles on the way for each process: enough that none waits, few enough that memory stays small.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process must load before it can code: the pipeline, the codebook (None: our own), own lists of actors."""

    model: str
    codebook: Path | None = None
    actors: tuple[Path, ...] = ()


@dataclass(frozen=True)  # without slots: a generic class with them cannot be called by an alias such as Done
class Result(Generic[Output]):
    """What became of one input: its output, or None where it could not be read; and what was wrong with it."""

    output: Output | None
    problems: tuple[Problem, ...] = ()


#: What became of an input that was rendered.
Done = Result[str]


@cache
def load(setup: Setup) -> tuple[Parser, Knowledge]:
    """The parser and the knowledge, loaded once in each process. Raises InputError and CodebookError."""
    # Imported here: the command line must not pay for the line before it is needed.
    from countermove import coding, parse  # noqa: PLC0415

    return parse.load(setup.model), coding.load_knowledge(setup.codebook, setup.actors)


@dataclass(frozen=True, slots=True)
class Pool:
    """Processes that code, started by ``processes``; one pool serves many runs."""

    executor: ProcessPoolExecutor
    size: int


@contextmanager
def processes(jobs: int) -> Iterator[Pool | None]:
    """A pool of so many processes for the time of a ``with``; None for one job, which runs in this process."""
    if jobs == 1:
        yield None
        return
    # Spawned, not forked: the same on every system, and no process inherits half-loaded threads.
    spawning = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=spawning, initializer=_leave_interrupts_to_the_first_process)
    try:
        yield Pool(executor, jobs)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_the_first_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(
    inputs: Iterable[Input], setup: Setup, render: Callable[[Coding], Output], pool: Pool | None = None
) -> Iterator[Result[Output]]:
    """Code each article and render it: ``render`` makes of a coding what is wanted.

    A ``Coding`` among the inputs is rendered as it is; a ``Problem`` or None comes out as a result without output.
    Raises InputError and CodebookError where parser or codebook cannot be loaded.
    """
    if pool is None:
        return (_done(item, setup, render) for item in inputs)
    return _run_in_processes(inputs, setup, render, pool)


def _run_in_processes(
    inputs: Iterable[Input], setup: Setup, render: Callable[[Coding], Output], pool: Pool
) -> Iterator[Result[Output]]:
    waiting: deque[Future[Result[Output]]] = deque()
    for item in inputs:
        waiting.append(_begun(item, setup, render, pool))
        while waiting and (len(waiting) >= pool.size * _AHEAD or waiting[0].done()):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begun(item: Input, setup: Setup, render: Callable[[Coding], Output], pool: Pool) -> Future[Result[Output]]:
    """The work on an input, begun in a process; what needs none is done."""
    if isinstance(item, Article | Coding):
        return pool.executor.submit(_done_elsewhere, item, setup, render)
    done: Future[Result[Output]] = Future()
    done.set_result(_without_output(item))
    return done


def _without_output(item: Problem | None) -> Result[Any]:
    return Result(None, () if item is None else (item,))


def _done_elsewhere(item: Input, setup: Setup, render: Callable[[Coding], Output]) -> Result[Output]:
    try:
        return _done(item, setup, render)
    except CountermoveError as error:
        # Exceptions with arguments of their own do not survive the way between processes.
        raise InputError(str(error)) from None


def _done(item: Input, setup: Setup, render: Callable[[Coding], Output]) -> Result[Output]:
    if item is None or isinstance(item, Problem):
        return _without_output(item)
    if isinstance(item, Coding):
        return Result(render(item), _of_the_article(item))
    from countermove.coding import code  # noqa: PLC0415 - see load

    parser, knowledge = load(setup)
    try:
        coding = code(item, parser, knowledge)
    except Exception as bug:
        bug.add_note(f"This happened in the article '{item.id}'.")
        raise
    return Result(render(coding), _of_the_article(coding))


def _of_the_article(coding: Coding) -> tuple[Problem, ...]:
    return tuple(problem for problem in coding.problems if problem.span is None)
