"""What the models of series take: several directions side by side, period by period, NaN where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countermove.errors import InputError
from countermove.models.result import Caution

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Direction:
    """Who acts toward whom: one series. ``name`` is its column where no actors are known."""

    name: str
    actor: str | None = None
    recipient: str | None = None

    @classmethod
    def of(cls, actor: str, recipient: str) -> Direction:
        """The direction of a dyad, named "A to B"."""
        return cls(f"{actor} to {recipient}", actor, recipient)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Series of several directions over the same periods.

    ``values`` is periods by directions; a period without coverage is NaN in all of them and never counts as zero.
    ``coverage`` is how many reports each period rests on and ``outlet`` the name and share of the outlet that is
    behind most of them, where known.
    """

    periods: tuple[date, ...]
    directions: tuple[Direction, ...]
    values: Floats
    unit: str = "period"
    coverage: Floats | None = None
    outlet: tuple[str, float] | None = None

    def __post_init__(self) -> None:
        shape = (len(self.periods), len(self.directions))
        if self.values.shape != shape:
            raise ValueError(f"values are {self.values.shape}, periods by directions {shape}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the directions."""
        return tuple(direction.name for direction in self.directions)

    def part(self, first: int, stop: int) -> Panel:
        """The periods from ``first`` to before ``stop``."""
        coverage = None if self.coverage is None else self.coverage[first:stop]
        values = self.values[first:stop]
        return Panel(self.periods[first:stop], self.directions, values, self.unit, coverage, self.outlet)

    def only(self, columns: Sequence[int]) -> Panel:
        """Some of the directions."""
        directions = tuple(self.directions[column] for column in columns)
        return Panel(self.periods, directions, self.values[:, list(columns)], self.unit, self.coverage, self.outlet)


def panel(
    values: ArrayLike,
    directions: Sequence[Direction | str],
    periods: Sequence[date],
    *,
    unit: str = "period",
    coverage: ArrayLike | None = None,
    outlet: tuple[str, float] | None = None,
) -> Panel:
    """A panel from an array (periods by directions); a name in place of a direction is a series without actors.

    Raises ValueError where shapes do not fit together.
    """
    named = tuple(one if isinstance(one, Direction) else Direction(one) for one in directions)
    array = np.asarray(values, dtype=float)
    counted = None if coverage is None else np.asarray(coverage, dtype=float)
    return Panel(tuple(periods), named, array, unit, counted, outlet)


def known(values: Floats) -> NDArray[np.bool_]:
    """Which periods are known in every direction."""
    return np.asarray(np.isfinite(values).all(axis=1))


def stretches(values: Floats) -> list[tuple[int, int]]:
    """Runs of known periods without a gap: (first, stop), in order."""
    edges = np.diff(np.concatenate(([0], known(values).astype(np.int8), [0])))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def without_constant(given: Panel) -> tuple[Panel, list[Caution]]:
    """The directions that change at all, with a warning for each that does not.

    Raises InputError where none changes: nothing can be learned from it.
    """
    if not np.isfinite(given.values).any():
        raise InputError(f"{', '.join(given.names)}: nothing is known of any {given.unit}; check the names and dates")
    changing = [j for j in range(len(given.directions)) if changes(given.values[:, j])]
    if not changing:
        values = [float(series[np.isfinite(series)][0]) for series in given.values.T if np.isfinite(series).any()]
        told = " and ".join(f"{name} is {value:g}" for name, value in zip(given.names, values, strict=False))
        raise InputError(
            f"{told} in every known {given.unit}, so there is nothing to explain; check the names and dates, or take"
            " another measure"
        )
    left_out = [name for j, name in enumerate(given.names) if j not in changing]
    said = [Caution("constant", f"{name} never changes, and is left out") for name in left_out]
    return given.only(changing), said


def changes(series: Floats) -> bool:
    """Whether a series has two different known values."""
    seen = series[np.isfinite(series)]
    return bool(len(seen) and np.ptp(seen) > 0)


def data_cautions(given: Panel) -> list[Caution]:
    """What the data themselves warn of: gaps, coverage that drifts, one outlet behind most of it."""
    return [caution for caution in (_gaps(given), _drift(given), _one_outlet(given)) if caution]


def _gaps(given: Panel) -> Caution | None:
    missing = int((~known(given.values)).sum())
    if not missing:
        return None
    runs = stretches(given.values)
    longest = max((stop - first for first, stop in runs), default=0)
    return Caution(
        "gaps",
        f"{missing} of {len(given.periods)} {given.unit}s are unknown: they count as gaps, never as zeros; the model"
        f" uses {len(runs)} unbroken stretches, the longest of {longest} {given.unit}s",
    )


_DRIFT = 0.5


def _drift(given: Panel) -> Caution | None:
    """Warn where coverage rises or falls with time: rank correlation (Spearman) of at least a half, or threefold."""
    if given.coverage is None:
        return None
    counted = given.coverage[np.isfinite(given.coverage)]
    if len(counted) < 8 or np.ptp(counted) == 0:
        return None
    from scipy.stats import spearmanr  # noqa: PLC0415 - scipy takes a while to import

    rank = float(spearmanr(np.arange(len(counted)), counted).statistic)
    early, late = (float(np.mean(half)) for half in np.array_split(counted, 2))
    if abs(rank) < _DRIFT and max(early, late) < 3 * min(early, late):
        return None
    return Caution(
        "coverage",
        f"reports per {given.unit} change from {early:.1f} in the first half to {late:.1f} in the second"
        f" (rank correlation with time {rank:.2f}): more acts may be more reporting",
    )


_MOST = 0.5


def _one_outlet(given: Panel) -> Caution | None:
    if given.outlet is None or given.outlet[1] <= _MOST:
        return None
    name, share = given.outlet
    return Caution("outlet", f"{name} is behind {share:.0%} of the acts: the finding may be about its reporting")
