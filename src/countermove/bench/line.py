"""How fast the line is beside bare spaCy parsing of the same articles in the same run; how much memory it takes."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from countermove import batch, coding, parse
from countermove.bench.figures import ROUNDS, Figure, Plan, in_turns, peak_memory
from countermove.errors import InputError
from countermove.records import Article


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
    ours, theirs = in_turns((line, parsing), rounds)
    with _sampling() as samples:
        line()
    return Timing(
        sum(len(article.text) for article in articles),
        ours,
        theirs,
        tuple(sorted(samples.items(), key=lambda item: -item[1])),
        memory,
    )


def figures(plan: Plan) -> Iterator[Figure]:
    """Both speeds, their ratio, memory, and where the time goes. Raises InputError where there is no article."""
    articles = plan.articles[: plan.size(len(plan.articles))]
    if not articles:
        raise InputError("nothing to time: not one article could be read")
    timing = measure(articles, plan.setup or batch.Setup(parse.DEFAULT_MODEL), plan.turns)
    yield Figure("articles", len(articles))
    yield Figure("whole line", timing.characters / timing.line, "characters/s", note=f"of {timing.characters:,}")
    yield Figure("bare parsing", timing.characters / timing.bare, "characters/s")
    yield Figure("ratio", timing.ratio)
    if timing.memory is not None:
        yield Figure("memory", timing.memory / 1e6, "MB at most")
    profiled = sum(spent for _, spent in timing.stages) or 1.0
    for name, spent in timing.stages:
        share = spent / profiled
        yield Figure(f"  {name}", share * timing.line / timing.characters * 1e6, "µs/character", note=f"{share:.1%}")


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
