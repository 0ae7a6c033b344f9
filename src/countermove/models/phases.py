"""Change points: where a direction's level shifts for good, and the phases between, named by their mean.

The level is a mean that is constant within a phase; what is around it may be autocorrelated. The first-order
autocorrelation is estimated from differences, which a few shifts hardly touch (after Chakar, Lebarbier, Levy-Leduc and
Robin 2017, Bernoulli 23:1408-1447), and taken out. Changes are found by PELT (Killick, Fearnhead and Eckley 2012) with
squared error. Its penalty is the gain that the best split of the same values in random order exceeds in ALPHA of the
cases: a constant series, whatever its values look like, shows a change that seldom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from countermove.models.result import Caution, Result, Row, SubPeriod
from countermove.series import Series

Array = npt.NDArray[np.float64]

#: How often, at most, a series without a change may show one (before several changes at once are thought of).
ALPHA = 0.01
#: A phase is at least so many periods long.
SHORTEST = 4
#: With fewer known periods nothing is looked for.
FEWEST = 12
_CRITERION = f"a change must gain more than the best split of the values in random order does in {ALPHA:.0%} of cases"
#: From this autocorrelation on a shift and a slow swing are hard to tell apart (measured: docs/series.md).
_SWINGS = 0.4
#: A phase with fewer scored acts a period than this share of what is usual is not named by the score of a few acts.
_HARDLY = 0.1
_ORDERS, _DRAWS = 999, 400
_BAND = (0.05, 0.95)
_PARTS = 2
#: A finding lists so many phases at most.
_LISTED = 4


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch on one level. ``first`` and ``last`` are first days of its first and last period.

    ``earliest`` and ``latest``: between these its beginning lies with 90% (None of the first phase, which begins with
    the data). ``mean`` and ``sd`` are those of the measure a period, ``name`` says in words what the mean means.
    """

    first: date
    last: date
    periods: int
    mean: float
    sd: float
    name: str
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases(Result):
    """The phases of one direction; ``penalty`` is what a change must gain, ``autocorrelation`` what was taken out."""

    label: str
    measure: str
    phases: tuple[Phase, ...]
    criterion: str
    penalty: float | None = None
    autocorrelation: float | None = None

    @property
    def changes(self) -> tuple[date, ...]:
        """First day of each phase but the first."""
        return tuple(phase.first for phase in self.phases[1:])

    def rows(self) -> list[Row]:
        """One row a phase."""
        return [
            {
                "from": phase.first,
                "to": phase.last,
                "periods": phase.periods,
                f"mean {self.measure}": phase.mean,
                "sd": phase.sd,
                "phase": phase.name,
                "begins between": phase.earliest,
                "and": phase.latest,
            }
            for phase in self.phases
        ]


def find(series: Series, measure: str | None = None, *, seed: int = 0) -> tuple[Phases, ...]:
    """The phases of each direction of a series, in the series' own measure or another of its columns.

    Periods without coverage are left out of the fit. A series that is too short or never changes has one phase and
    warnings. ``seed`` is for the orders drawn; the same seed gives the same result.
    """
    column = measure or series.meta.measure
    values, periods = series.values(column), series.periods
    return tuple(
        _of_one(series, label, column, values[:, index], periods, seed) for index, label in enumerate(series.labels)
    )


def _of_one(series: Series, label: str, measure: str, values: Array, periods: Sequence[date], seed: int) -> Phases:
    known = np.flatnonzero(np.isfinite(values)).tolist()
    level, days = values[known], [periods[index] for index in known]
    fit = fitted(level, seed=seed)
    others = [other for other in series.labels if other != label]
    warnings = [caution for caution in series.warnings if not any(other in caution.message for other in others)]
    if len(level) < FEWEST:
        warnings.append(Caution("few", f"{len(level)} known periods; changes are looked for in {FEWEST} or more"))
    if fit.autocorrelation is not None and fit.autocorrelation > _SWINGS:
        said = f"neighbouring periods are alike (autocorrelation {fit.autocorrelation:.2f})"
        warnings.append(Caution("assumption", f"{said}: some of these shifts may be slow swings"))
    naming = _Naming(series, label, measure)
    phases = _phases(fit, level, days, naming)
    parts = _sub_periods(fit, level, days, seed)
    if any(part.holds is False for part in parts):
        warnings.append(Caution("unstable", "fitted on each half of the time alone, the changes are not the same"))
    return Phases(
        hypothesis=f"The mean {naming.said} from {label} shifts at certain dates and is constant between them.",
        finding=_finding(label, phases, series.meta.by),
        warnings=tuple(warnings),
        sub_periods=parts,
        label=label,
        measure=measure,
        phases=phases,
        criterion=_CRITERION,
        penalty=fit.penalty,
        autocorrelation=fit.autocorrelation,
    )


# --- fitting ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fit:
    """Where changes lie: ``changes`` index the first value of each new phase, ``bands`` bound each with 90%."""

    changes: tuple[int, ...] = ()
    bands: tuple[tuple[int, int], ...] = ()
    penalty: float | None = None
    autocorrelation: float | None = None


def fitted(values: npt.ArrayLike, *, seed: int = 0, draws: int = _DRAWS) -> Fit:
    """The changes in the mean of ``values`` (periods, none missing); none where there are too few or all are equal."""
    level = np.asarray(values, dtype=np.float64)
    if len(level) < FEWEST or np.ptp(level) == 0:
        return Fit()
    rng = np.random.default_rng(seed)
    phi = autocorrelation(level)
    white = level[1:] - phi * level[:-1]
    if np.ptp(white) == 0:
        return Fit(autocorrelation=phi)
    changes, penalty = _search(white, rng)
    changes = _kept(white, changes, rng)
    bands = _bands(white, changes, rng, draws)
    moved = tuple(change + 1 for change in changes)  # white[i] belongs to level[i + 1]
    return Fit(moved, tuple((low + 1, high + 1) for low, high in bands), penalty, phi)


def autocorrelation(level: Array) -> float:
    """First-order autocorrelation around a mean that may shift now and then, from 0 to 0.95.

    The mean square of differences two apart is 1 + phi times that of neighbours.
    """
    near = float(np.mean(np.diff(level) ** 2))
    far = float(np.mean((level[2:] - level[:-2]) ** 2))
    return min(max(far / near - 1, 0.0), 0.95) if near else 0.0


def _search(values: Array, rng: np.random.Generator) -> tuple[tuple[int, ...], float]:
    """Changes of the whole, then of each phase by a penalty of its own: a quiet phase shows smaller shifts."""
    penalty = _penalty(values, rng)
    changes = _split(values, penalty)
    if not changes:
        return (), penalty
    penalty = _penalty(values - _means(values, changes), rng)  # the shifts themselves made the first one too high
    changes = _split(values, penalty)
    found = list(changes)
    for first, stop in pairwise((0, *changes, len(values))):
        if FEWEST <= stop - first < len(values):
            found.extend(first + change for change in _search(values[first:stop], rng)[0])
    return tuple(sorted(found)), penalty


def _kept(values: Array, changes: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
    """The changes that stand against the two phases beside them alone too: these may be wilder than the rest."""
    kept = list(changes)
    while kept:
        edges = (0, *kept, len(values))
        excess = [_excess(values[edges[i] : edges[i + 2]], edges[i + 1] - edges[i], rng) for i in range(len(kept))]
        weakest = int(np.argmin(excess))
        if excess[weakest] >= 1:
            break
        del kept[weakest]
    return tuple(kept)


def _excess(values: Array, change: int, rng: np.random.Generator) -> float:
    """The gain of a split, in penalties of these values alone, without the shift."""
    residuals = values - _means(values, [change])
    penalty = _penalty(residuals, rng)
    gain = float(_gains(values[None])[0, change - SHORTEST])
    return gain / penalty if penalty else math.inf


def _penalty(values: Array, rng: np.random.Generator) -> float:
    """The gain of the best split that values in random order exceed in ALPHA of the cases."""
    orders = np.tile(values - values.mean(), (max(199, min(_ORDERS, 2_000_000 // len(values))), 1))
    gains = _gains(rng.permuted(orders, axis=1)).max(axis=1)
    return float(np.quantile(gains, 1 - ALPHA))


def _gains(rows: Array) -> Array:
    """By how much the squared error falls where each row is split: rows by places SHORTEST to n - SHORTEST."""
    size = rows.shape[1]
    places = np.arange(SHORTEST, size - SHORTEST + 1)
    sums = np.cumsum(rows, axis=1)
    total = sums[:, -1:]
    before = sums[:, places - 1]
    gains: Array = before**2 / places + (total - before) ** 2 / (size - places) - total**2 / size
    return gains


def _split(values: Array, penalty: float) -> tuple[int, ...]:
    import ruptures  # noqa: PLC0415 - takes a while, and only fitting needs it

    search = ruptures.KernelCPD(kernel="linear", min_size=SHORTEST).fit(values.reshape(-1, 1))
    return tuple(int(place) for place in search.predict(pen=penalty)[:-1])


def _means(values: Array, changes: Sequence[int]) -> Array:
    parts = np.split(values, list(changes))
    return np.concatenate([np.full(len(part), part.mean()) for part in parts])


def _bands(values: Array, changes: Sequence[int], rng: np.random.Generator, draws: int) -> list[tuple[int, int]]:
    """Where each change may lie, by a block bootstrap of the residuals on either side of it."""
    edges = [0, *changes, len(values)]
    residuals = values - _means(values, changes)
    found = []
    for before, change, after in zip(edges, edges[1:], edges[2:], strict=False):
        sides = [
            values[first:stop].mean() + _blocks(residuals[first:stop], rng, draws)
            for first, stop in ((before, change), (change, after))
        ]
        places = before + SHORTEST + _gains(np.concatenate(sides, axis=1)).argmax(axis=1)
        low, high = np.quantile(places, _BAND, method="closest_observation")
        found.append((min(int(low), change), max(int(high), change)))
    return found


def _blocks(residuals: Array, rng: np.random.Generator, draws: int) -> Array:
    """``draws`` rows of blocks of residuals, taken round the end, each as long as ``residuals``."""
    size = len(residuals)
    length = math.ceil(size ** (1 / 3))
    starts = rng.integers(0, size, (draws, math.ceil(size / length), 1))
    places = (starts + np.arange(length)).reshape(draws, -1)[:, :size]
    taken: Array = residuals[places % size]
    return taken


# --- what is told of it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Naming:
    """What the mean of a phase is called, by what is measured."""

    series: Series
    label: str
    measure: str

    @property
    def said(self) -> str:
        """The measure in words."""
        table = self.series.meta.score_table
        words = {
            "score_sum": f"sum of scores ({table})",
            "score_mean": f"score of an act ({table})",
            "acts": "number of acts",
        }
        return words.get(self.measure, self.measure.replace("_", " "))

    def name(self, first: date, last: date, mean: float, overall: Array) -> str:
        """In words. Of scores: the mean score of an act; of unknown figures below zero too: against their spread."""
        if self.measure.startswith("score"):
            return self._by_score(first, last)
        if overall.min() < 0:
            return _on_balance(mean, float(overall.std()))
        return _busy(mean, float(overall.mean()))

    def _by_score(self, first: date, last: date) -> str:
        rows = self.series.one(self.label)
        rows = rows.filter(rows["period"].is_between(first, last))
        scored, usual = int(rows["scored"].sum()), self._usual()
        if scored and scored < _HARDLY * usual * int(rows["covered"].sum()):
            return "hardly any act"
        return hostility(float(rows["score_sum"].sum()) / scored) if scored else "no act"

    def _usual(self) -> float:
        """Scored acts a known period, over the whole time."""
        return float(self.series.one(self.label).filter("covered")["scored"].mean() or 0.0)  # type: ignore[arg-type]


def hostility(mean: float) -> str:
    """A mean score of an act, from -10 to 10, in words."""
    for least, name in ((5, "strongly cooperative"), (1.5, "cooperative"), (-1.5, "mixed"), (-5, "hostile")):
        if mean >= least:
            return name
    return "strongly hostile"


def _on_balance(mean: float, spread: float) -> str:
    for least, name in ((0.25, "cooperative on balance"), (-0.25, "about even"), (-1, "hostile on balance")):
        if mean >= least * spread:
            return name
    return "very hostile on balance"


def _busy(mean: float, overall: float) -> str:
    if mean == 0:  # where all is nothing, nothing is three times as much as usual
        return "quiet"
    for least, name in ((3, "very busy"), (1.5, "busy"), (0.5, "as usual")):
        if mean >= least * overall:
            return name
    return "quiet"


def _phases(fit: Fit, level: Array, days: Sequence[date], naming: _Naming) -> tuple[Phase, ...]:
    edges = [0, *fit.changes, len(level)]
    bands = [(None, None), *((days[low], days[high]) for low, high in fit.bands)]
    found = []
    for first, stop, (earliest, latest) in zip(edges[:-1], edges[1:], bands, strict=True):
        if first == stop:
            continue
        part = level[first:stop]
        name = naming.name(days[first], days[stop - 1], float(part.mean()), level)
        spread = float(part.std(ddof=1)) if len(part) > 1 else 0.0
        found.append(Phase(days[first], days[stop - 1], len(part), float(part.mean()), spread, name, earliest, latest))
    return tuple(found)


def _finding(label: str, phases: Sequence[Phase], by: str) -> str:
    if not phases:
        return f"{label}: no {by} is known, so nothing can be said."
    if len(phases) > _LISTED:
        before, after = max(pairwise(phases), key=_gain)
        shift = f"{after.first}, from a mean of {before.mean:.4g} to {after.mean:.4g}"
        return f"{label}: {len(phases)} phases; the largest shift is that of {shift}."
    if len(phases) == 1:
        return f"{label}: no change of level is found; all is one phase, {phases[0].name}."
    turns = [_turn(before, phase) for before, phase in pairwise(phases)]
    return f"{label}: {len(phases)} phases; {phases[0].name} at first, then {', then '.join(turns)}."


def _turn(before: Phase, phase: Phase) -> str:
    same = f" (mean {before.mean:.4g} before, {phase.mean:.4g} then)" if phase.name == before.name else ""
    when = f"(begins between {phase.earliest} and {phase.latest})"
    return f"{'still ' if same else ''}{phase.name}{same} from {phase.first} {when}"


def _gain(pair: tuple[Phase, Phase]) -> float:
    """By how much the squared error falls for keeping the two apart."""
    before, after = pair
    weight = before.periods * after.periods / (before.periods + after.periods)
    return weight * (after.mean - before.mean) ** 2


def _sub_periods(fit: Fit, level: Array, days: Sequence[date], seed: int) -> tuple[SubPeriod, ...]:
    edges = [round(len(level) * part / _PARTS) for part in range(_PARTS + 1)]
    return tuple(_part(fit, level, days, first, stop, seed) for first, stop in pairwise(edges) if first < stop)


def _part(fit: Fit, level: Array, days: Sequence[date], first: int, stop: int, seed: int) -> SubPeriod:
    """Whether the half alone shows the changes that the whole shows within it (not too near its ends), and no other."""
    inside = [
        (change, band)
        for change, band in zip(fit.changes, fit.bands, strict=True)
        if first + SHORTEST <= change <= stop - SHORTEST
    ]
    if stop - first < FEWEST:
        return SubPeriod(days[first], days[stop - 1], None, f"{stop - first} known periods")
    again = [first + change for change in fitted(level[first:stop], seed=seed, draws=1).changes]
    met = [any(low - 1 <= other <= high + 1 for other in again) for _, (low, high) in inside]
    near = [any(low - 1 <= other <= high + 1 for low, high in fit.bands) for other in again]
    figures = (
        ("changes expected", float(len(inside))),
        ("found again", float(sum(met))),
        ("new", float(near.count(False))),
    )
    says = f"{sum(met)} of {len(inside)} changes found again, {near.count(False)} new"
    return SubPeriod(days[first], days[stop - 1], all(met) and all(near), says, figures)
