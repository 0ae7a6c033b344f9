"""How fast the line is beside bare spaCy parsing of the same articles in the same run; how much memory it takes."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from types import FrameType

from countermove import batch, coding, parse
from countermove.records import Article

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds for all articles: the whole line and bare parsing (medians), the line's share by stage.

    ``memory`` is what the process held at most before bare parsing was loaded, in bytes; None where the system does
    not tell.
    """

    characters: int
    line: float
    bare: float
    stages: tuple[tuple[str, float], ...]
    memory: int | None = None

    @property
    def ratio(self) -> float:
        """Speed of the whole line, as a share of the speed of bare parsing."""
        return self.bare / self.line


def measure(articles: Sequence[Article], setup: batch.Setup, rounds: int = ROUNDS) -> Timing:
    """Time the line (text to ``Coding``) and bare parsing in turns, in this process; loading is not timed.

    Raises InputError and CodebookError as loading does.
    """
    parser, knowledge = batch.load(setup)

    def line() -> None:
        for article in articles:
            coding.code(article, parser, knowledge)

    line()  # fills the caches, and takes what memory it takes
    memory = peak_memory()
    bare = parse.load_bare(setup.model)

    def parsing() -> None:
        for article in articles:
            bare(article.text)

    parsing()
    turns = [(_seconds(line), _seconds(parsing)) for _ in range(rounds)]
    with _sampling() as samples:
        line()
    return Timing(
        sum(len(article.text) for article in articles),
        median(ours for ours, _ in turns),
        median(theirs for _, theirs in turns),
        tuple(sorted(samples.items(), key=lambda item: -item[1])),
        memory,
    )


def _seconds(task: Callable[[], None]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def peak_memory() -> int | None:
    """Bytes that this process has held at most in memory."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


# --- where the time goes ----------------------------------------------------------------------------

_CODE = coding.code.__code__
_EVERY = 0.001


@contextmanager
def _sampling() -> Iterator[dict[str, float]]:
    """Seconds by stage, from looking at this thread's stack every millisecond.

    A look from outside changes the stages' own times least. What passes between two looks is booked to what is found
    at the later one: inside compiled code no look is possible, so a look after it stands for all of its time.
    """
    seconds: dict[str, float] = defaultdict(float)
    stop = threading.Event()
    watched = threading.get_ident()

    def look() -> None:
        before = time.perf_counter()
        while not stop.wait(_EVERY):
            stage = _stage(sys._current_frames()[watched])
            now = time.perf_counter()
            if stage is not None:
                seconds[stage] += now - before
            before = now

    watcher = threading.Thread(target=look, daemon=True)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_EVERY / 2)
    watcher.start()
    try:
        yield seconds
    finally:
        stop.set()
        watcher.join()
        sys.setswitchinterval(interval)


def _stage(frame: FrameType | None) -> str | None:
    """The stage at work: the module that ``coding.code`` has called, or "coding" for its own lines."""
    stage = "coding"
    while frame is not None:
        if frame.f_code is _CODE:
            return stage
        module = frame.f_globals.get("__name__", "")
        if module.startswith("countermove."):
            stage = module.split(".")[1]
        frame = frame.f_back
    return None
