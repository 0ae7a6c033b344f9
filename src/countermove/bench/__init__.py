"""How fast the parts are, each beside bare work on the same data in the same run: the suites of ``countermove bench``.

A ratio says more than seconds do: it hardly changes with the machine, nor with what else it does meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from countermove.bench.figures import QUICK, Figure, Goal, Plan
from countermove.errors import InputError

__all__ = ["QUICK", "SUITES", "Figure", "Goal", "Plan", "Suite", "chosen"]


@dataclass(frozen=True, slots=True)
class Suite:
    """Something to measure: its name, what is measured and beside what, and its figures, one by one as they are known.

    ``run`` raises InputError for what the user can mend.
    """

    name: str
    measures: str
    run: Callable[[Plan], Iterator[Figure]]


# Each suite imports what it measures, and that late: one needs polars, another the parser, another a database.


def _line(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.line import figures  # noqa: PLC0415 - see above

    yield from figures(plan)


def _feeds(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.feeds import figures  # noqa: PLC0415 - see above

    yield from figures(plan)


def _stories(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.streams import story_figures  # noqa: PLC0415 - see above

    yield from story_figures(plan)


def _incidents(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.streams import incident_figures  # noqa: PLC0415 - see above

    yield from incident_figures(plan)


def _store(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.store import figures  # noqa: PLC0415 - see above

    yield from figures(plan)


def _series(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.series import figures  # noqa: PLC0415 - see above

    yield from figures(plan)


def _hawkes(plan: Plan) -> Iterator[Figure]:
    from countermove.bench.hawkes import figures  # noqa: PLC0415 - see above

    yield from figures(plan)


SUITES = (
    Suite("line", "text to record, beside bare spaCy parsing of the same articles", _line),
    Suite("feeds", "reading files of articles, beside bare JSON of the same articles", _feeds),
    Suite("stories", "grouping articles and knowing copies, as a stream grows", _stories),
    Suite("incidents", "joining reports of one act, as a stream grows", _incidents),
    Suite("store", "adding articles whose codings are given, beside a bare executemany; pages of events", _store),
    Suite("series", "monthly series of all dyads, beside a bare polars group-by of the same file", _series),
    Suite("hawkes", "fitting a Hawkes process to the acts of two sides", _hawkes),
)


def chosen(names: Sequence[str]) -> tuple[Suite, ...]:
    """The suites with these names in our order; without a name the line alone. Raises InputError for another name."""
    known = {suite.name for suite in SUITES}
    for name in names:
        if name not in known:
            raise InputError(f"there is no suite '{name}': choose of {', '.join(suite.name for suite in SUITES)}")
    return tuple(suite for suite in SUITES if suite.name in (names or ("line",)))
