"""How time and memory of stories, copies and incidents grow with a stream: made-up streams of three lengths.

The streams are drawn with a fixed seed: some hundred articles a day, each of one of
the happenings of the last days, with words of its happening, of its field, of the language and of its own.
"""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from countermove import incidents
from countermove.bench.figures import Figure, Plan, processor_seconds
from countermove.records import (
    Basis,
    Event,
    Identity,
    Party,
    Place,
    Precision,
    Reason,
    Report,
    Span,
    Status,
    When,
)
from countermove.stories import Copies, Grouper, Signature, Vector

SIZES = (1_000, 10_000, 100_000)
A_DAY = 200
_FIRST = date(2031, 1, 1)


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of processor time that a stream of ``size`` took, one after another."""

    size: int
    seconds: float

    @property
    def each(self) -> float:
        """Milliseconds for each."""
        return self.seconds / self.size * 1000


#: Prepares a stream of a size; what comes back does the work on it, and gives what must be kept for what follows.
Stream = Callable[[int], Callable[[], object]]


def story_figures(plan: Plan) -> Iterator[Figure]:
    """How stories grow, then how copies do."""
    yield from _figures("stories, from vectors", story_stream, plan)
    yield from _figures("copies, from signatures", copy_stream, plan)


def incident_figures(plan: Plan) -> Iterator[Figure]:
    """How incidents grow."""
    yield from _figures("incidents, from reports", incident_stream, plan)


def _figures(what: str, stream: Stream, plan: Plan) -> Iterator[Figure]:
    sizes = [plan.size(size) for size in SIZES]
    grown = []
    for size in sizes:
        grown.append(measure(stream, size))
        yield Figure(f"{what}, {size:,}", grown[-1].each, "ms each", note=f"{grown[-1].seconds:.1f} s")
    if grown[-2].each:
        yield Figure(f"  each at {sizes[-1]:,}, times that at {sizes[-2]:,}", grown[-1].each / grown[-2].each)
    yield Figure(f"  held in memory at {sizes[-2]:,}", measure_memory(stream, sizes[-2]) / sizes[-2] / 1000, "KB each")


def measure(stream: Stream, size: int) -> Growth:
    """Time the work on a stream of this size; making the stream is not timed."""
    work = stream(size)
    return Growth(size, processor_seconds(work))


def measure_memory(stream: Stream, size: int) -> int:
    """Bytes held after the work; counting them makes it slower, so it is not timed."""
    work = stream(size)
    tracemalloc.start()
    try:
        kept = work()
        held = tracemalloc.get_traced_memory()[0]
        del kept
    finally:
        tracemalloc.stop()
    return held


# --- streams ----------------------------------------------------------------------------------------


def _day(at: int) -> str:
    return (_FIRST + timedelta(days=at // A_DAY)).isoformat()


def _recent(at: int, dice: random.Random) -> int:
    """One of the happenings of the last days: a new one every four articles, told for two days on average."""
    ago = int(dice.expovariate(1 / (2 * A_DAY)))
    return (at - ago if ago < at else at) // 4


def vectors(size: int, seed: int = 0) -> Iterator[tuple[str, Vector, str]]:
    """Articles as (id, vector, day of publication): four to a happening on average, told within some days."""
    dice = random.Random(seed)  # noqa: S311 - made-up streams keep no secrets
    for at in range(size):
        happening = _recent(at, dice)
        own = random.Random(happening)  # noqa: S311 - see above
        field = own.randrange(60)
        terms = [1_000_000 + happening * 100 + own.randrange(60) for _ in range(30)]
        terms += [500_000 + field * 3_000 + int(dice.paretovariate(0.7)) % 3_000 for _ in range(40)]
        terms += [int(dice.paretovariate(0.5)) % 40_000 for _ in range(60)]
        terms += [2**31 + dice.randrange(2**30) for _ in range(10)]
        found = tuple(dict.fromkeys(terms))
        yield f"a{at}", Vector(found, tuple(dice.randrange(900, 3_500) for _ in found)), _day(at)


def reports(size: int, seed: int = 0) -> Iterator[Report]:
    """Reports of acts: four to an act on average, by one of a hundred actors to another, dated by half of them."""
    dice = random.Random(seed)  # noqa: S311 - see above
    types = ("ACCUSE", "ASSAULT", "CONSULT", "REQUEST", "THREATEN", "MOBILIZE", "SANCTION", "AGREE")
    for at in range(size):
        act = _recent(at, dice)
        own = random.Random(act)  # noqa: S311 - see above
        type_, words = own.choice(types), [f"word{own.randrange(4_000)}" for _ in range(8)]
        actor, recipient = own.randrange(100), own.randrange(100)
        day, told = _day(act * 4), _day(at)
        dated = When(day, None, Precision.DAY, Basis.TEXT) if dice.random() < 0.5 else When()
        event = Event(
            f"e{at:012x}", f"a{at // 3}", type_, None, 1, 0.0, (), Status.OCCURRED,
            (_party(actor),), () if dice.random() < 0.3 else (_party(recipient),), _place(own), dated,
            Span(0, 1), Span(at % 3 * 10, at % 3 * 10 + 9), None, None, (), (), 0.8, Reason(type_.lower(), ()),
        )  # fmt: skip
        said = tuple(sorted({*dice.sample(words, 5), f"word{dice.randrange(4_000)}"}))
        yield Report(event, f"outlet{dice.randrange(50)}", told, None, f"st{act // 2}", said)


def _party(number: int) -> Party:
    return Party(Identity(f"E{number}", f"Entity {number}", None, ("GOV",)), Span(0, 1))


def _place(own: random.Random) -> tuple[Place, ...]:
    number = own.randrange(300)
    return (Place(f"Town {number}", Span(0, 1), f"C{number % 50}", number, None, None, "city"),)


# --- what is done with them -------------------------------------------------------------------------


def story_stream(size: int) -> Callable[[], object]:
    """Articles to group into stories."""
    stream = list(vectors(size))

    def work() -> object:
        grouper = Grouper()
        for article, vector, published in stream:
            grouper.add(article, vector, published)
        return grouper

    return work


def copy_stream(size: int) -> Callable[[], object]:
    """Signatures of articles of which one in five is a copy."""
    dice = random.Random(size)  # noqa: S311 - see above
    stream: list[Signature] = []
    for _ in range(size):
        if stream and dice.random() < 0.2:
            stream.append(dice.choice(stream))
        else:
            draw = dice.getrandbits
            stream.append(Signature(400, tuple(draw(32) for _ in range(128)), tuple(draw(32) for _ in range(48))))

    def work() -> object:
        copies = Copies()
        for at, signature in enumerate(stream):
            copies.add(f"a{at}", signature, _day(at))
        return copies

    return work


def incident_stream(size: int) -> Callable[[], object]:
    """Reports to join into incidents."""
    stream = list(reports(size))
    return lambda: incidents.join(stream)
