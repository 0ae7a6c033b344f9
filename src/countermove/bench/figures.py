"""What a suite is told, what it tells, and how time and memory are taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from countermove.batch import Setup
from countermove.records import Article

ROUNDS = 3
#: The share of every size that ``--quick`` takes.
QUICK = 0.01


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure: medians of ``rounds`` are told; with a ``share`` below 1, so much of every size is taken, once.

    ``articles`` and ``setup`` are for the line; ``postgres`` is the address of a database on a PostgreSQL server on
    which databases may be made for the time, None where PostgreSQL is not measured.
    """

    articles: tuple[Article, ...] = ()
    setup: Setup | None = None
    postgres: str | None = None
    rounds: int = ROUNDS
    share: float = 1.0

    def size(self, whole: int) -> int:
        """How much of ``whole`` to take."""
        return max(1, round(whole * self.share))

    @property
    def turns(self) -> int:
        """How often to measure."""
        return 1 if self.share < 1 else self.rounds


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked of a figure: a value that it may at most, or must at least, have."""

    value: float
    at_most: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was measured, in ``unit`` (none for a ratio). ``note`` says what else is to be known of it."""

    name: str
    value: float
    unit: str = ""
    goal: Goal | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether it is as asked; None where nothing is asked."""
        if self.goal is None:
            return None
        return self.value <= self.goal.value if self.goal.at_most else self.value >= self.goal.value


def seconds(task: Callable[[], object]) -> float:
    """How long it takes, by the clock on the wall."""
    began = time.perf_counter()
    _kept = task()  # giving up what it gives is not timed
    return time.perf_counter() - began


def processor_seconds(task: Callable[[], object]) -> float:
    """How long this process's threads work at it, however busy the machine is."""
    began = time.process_time()
    _kept = task()
    return time.process_time() - began


def in_turns(tasks: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median seconds of each task; they take turns, so that what else the machine does slows all alike."""
    times = [[seconds(task) for task in tasks] for _ in range(rounds)]
    return [median(each) for each in zip(*times, strict=True)]


def peak_memory() -> int | None:
    """Bytes that this process has held at most in memory; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: ``getrusage`` would count in what the process that started this one held
        peaks = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        if peaks:
            return int(peaks[0]) * 1024
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
