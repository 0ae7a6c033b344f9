"""What a Hawkes model takes: when each side acted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countermove.errors import InputError
from countermove.models.panel import Floats

DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Acts of several sides between 0 and ``end``, in days; ``first`` is the day of time 0 where known.

    ``times`` are the distinct moments in order and ``counts`` how many acts of each side fall on each (moments by
    sides). Where only the day of an act is known (``by_day``), moment d is the whole day d, all days are there, and
    ``covered`` says on which of them acts would have been seen: the others are gaps, not days without acts. ``ids``
    are the acts of each moment, where known.
    """

    names: tuple[str, ...]
    times: Floats
    counts: Floats
    end: float
    by_day: bool
    covered: NDArray[np.bool_]
    first: date | None = None
    ids: tuple[tuple[str, ...], ...] = ()

    @property
    def total(self) -> NDArray[np.int64]:
        """How many acts each side has."""
        return np.asarray(self.counts[self.covered].sum(axis=0), dtype=np.int64)

    def part(self, first: float, end: float) -> History:
        """The time from ``first`` to before ``end``, counted from its own beginning."""
        within = (self.times >= first) & (self.times < end)
        ids = tuple(one for one, kept in zip(self.ids, within, strict=True) if kept) if self.ids else ()
        day = None if self.first is None else date.fromordinal(self.first.toordinal() + int(first))
        times, counts, covered = self.times[within] - first, self.counts[within], self.covered[within]
        return History(self.names, times, counts, end - first, self.by_day, covered, day, ids)

    def day(self, time: float) -> date | None:
        """The calendar day of a time."""
        return None if self.first is None else date.fromordinal(self.first.toordinal() + int(time))


def from_moments(times: Mapping[str, ArrayLike], end: float | None = None) -> History:
    """A history of exact moments, in days from the beginning: side -> times. Moments may coincide.

    Raises InputError where a time is none, or lies outside 0 and ``end``.
    """
    each = [np.asarray(moments, dtype=float).ravel() for moments in times.values()]
    merged = np.concatenate(each) if each else np.empty(0)
    last = float(merged.max(initial=0.0)) if end is None else float(end)
    if not np.isfinite(merged).all() or (merged < 0).any() or (merged > last).any():
        raise InputError("a time of an act is no number, or lies before the beginning or after the end")
    distinct = np.unique(merged)
    counts = np.zeros((len(distinct), len(each)))
    for side, moments in enumerate(each):
        np.add.at(counts[:, side], np.searchsorted(distinct, moments), 1)
    return History(tuple(times), distinct, counts, last, by_day=False, covered=np.ones(len(distinct), dtype=bool))


def from_datetimes(moments: Mapping[str, Sequence[datetime]], first: datetime, end: datetime) -> History:
    """A history of exact moments between two: side -> datetimes. Raises InputError for one outside."""
    times = {side: [(one - first).total_seconds() / DAY for one in acts] for side, acts in moments.items()}
    history = from_moments(times, (end - first).total_seconds() / DAY)
    return History(
        history.names,
        history.times,
        history.counts,
        history.end,
        by_day=False,
        covered=history.covered,
        first=first.date(),
    )


def from_days(
    counts: ArrayLike,
    names: Sequence[str],
    first: date | None = None,
    covered: ArrayLike | None = None,
    ids: Sequence[Sequence[str]] = (),
) -> History:
    """A history by day: ``counts`` is days by sides, NaN (or not ``covered``) where acts would not have been seen.

    Raises InputError where a count is negative or no whole number.
    """
    array = np.atleast_2d(np.asarray(counts, dtype=float))
    seen = np.isfinite(array).all(axis=1)
    if covered is not None:
        seen &= np.asarray(covered, dtype=bool)
    kept = np.where(seen[:, None], array, 0.0)
    if (kept < 0).any() or (kept != np.round(kept)).any():
        raise InputError("a Hawkes model is of acts: counts by day must be whole numbers, none below 0")
    known_ids = tuple(tuple(one) for one in ids)
    days = np.arange(len(array), dtype=float)
    return History(tuple(names), days, kept, float(len(array)), by_day=True, covered=seen, first=first, ids=known_ids)
