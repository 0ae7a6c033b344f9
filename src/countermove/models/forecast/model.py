"""Forecast the next periods, always beside two simple baselines, and say plainly whether the model beats them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from countermove.errors import InputError
from countermove.models.forecast.methods import (
    COUNTS,
    PERSISTENCE,
    RECURRENCE,
    Method,
    by_counts,
    by_var,
    chosen,
    following,
    persistence,
    recurrence,
)
from countermove.models.forecast.result import Ahead, Forecast, Scored
from countermove.models.forecast.scores import Comparison, compare, crps, interval_score, log_score, within
from countermove.models.panel import Floats, Panel, data_cautions, known, without_constant
from countermove.models.reciprocity.counts import are_counts, choose_count_lags
from countermove.models.reciprocity.var import choose_lags
from countermove.models.result import Caution, SubPeriod

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
LEVEL = 0.05
_LEAST_PERIODS = 40
_TRAINED = 0.6  # of the time, before the first origin


@dataclass(frozen=True, slots=True)
class Settings:
    """How many periods ahead, lags (None: chosen), samples a forecast, the most origins to score on, seed."""

    periods: int = 4
    lags: int | None = None
    samples: int = 400
    origins: int = 80
    seed: int = 1


def forecast(given: Panel, settings: Settings | None = None) -> Forecast:
    """Forecast the next periods of every direction, by a model and two baselines, and score all three in the past.

    Scores are of a rolling origin: from three fifths of the time on, each forecast knows only what came before it. The
    model is the vector autoregression, or the autoregression of counts where the series are small counts. Raises
    InputError where nothing changes or there are fewer than 40 known periods.
    """
    settings = settings or Settings()
    if settings.periods < 1:
        raise InputError("--periods: at least 1")
    panel, cautions = without_constant(given)
    _check(panel, settings)
    name = chosen(panel.values)
    begin = max(int(_TRAINED * len(panel.periods)), _LEAST_PERIODS // 2)
    lags = settings.lags or _lags(panel.part(0, begin), name)
    methods: dict[str, Method] = {
        name: by_counts(lags) if name == COUNTS else by_var(lags), PERSISTENCE: persistence, RECURRENCE: recurrence,
    }  # fmt: skip
    origins = _origins(len(panel.periods), begin, settings)
    scores = _scores(panel, methods, origins, settings)
    scored, better = _table(panel, name, methods, scores)
    taken = _taken(panel, name, scored, better)
    ahead = _ahead(panel, methods, taken, settings)
    warnings = [*data_cautions(panel), *_cautions(panel, name, scored, better, len(origins))]
    return Forecast(
        hypothesis=f"The {name} forecasts the next {settings.periods} {panel.unit}s better than that they go on as they"
        " last were (persistence) or come again as they were before (recurrence).",
        finding=_finding(panel, name, scored, better, taken), warnings=(*cautions, *warnings),
        sub_periods=_in_parts(panel, name, scores, origins, better),
        directions=panel.names, unit=panel.unit, model=name, lags=lags,
        periods=tuple(following(panel.periods[-1], panel.unit, settings.periods)), levels=LEVELS, ahead=ahead,
        origins=len(origins), first_origin=panel.periods[origins[0] - 1], last_origin=panel.periods[origins[-1] - 1],
        scores=scored, seed=settings.seed,
    )  # fmt: skip


def _check(panel: Panel, settings: Settings) -> None:
    seen = int(known(panel.values).sum())
    if seen < _LEAST_PERIODS:
        raise InputError(
            f"{seen} known {panel.unit}s are too few to forecast from and to score: it takes {_LEAST_PERIODS};"
            " take a longer time or shorter periods"
        )
    if settings.periods > len(panel.periods) // 5:
        raise InputError(
            f"--periods {settings.periods} is too far for {len(panel.periods)} {panel.unit}s: at most a fifth"
        )


def _lags(past: Panel, name: str) -> int:
    """Chosen on what lies before the first origin, so that no score knows its future."""
    most = max(1, min(8, int(known(past.values).sum()) // (6 * past.values.shape[1] + 1)))
    return choose_count_lags(past.values, most) if name == COUNTS else choose_lags(past.values, most).hq


def _origins(length: int, begin: int, settings: Settings) -> list[int]:
    """How many periods each scored forecast knows, evenly from ``begin`` to the last whose outcomes are all there."""
    last = length - settings.periods
    count = min(settings.origins, last - begin + 1)
    return [int(place) for place in np.unique(np.linspace(begin, last, count).round())]


# --- scores -----------------------------------------------------------------------------------------

_MEASURES = (crps, interval_score, within, log_score)
#: Method -> measures by origins by directions, NaN where a method could not forecast or an outcome is unknown.
_Scores = Mapping[str, Floats]


def _scores(panel: Panel, methods: Mapping[str, Method], origins: Sequence[int], settings: Settings) -> _Scores:
    shape = (len(_MEASURES), len(origins), len(panel.directions))
    found = {name: np.full(shape, np.nan) for name in methods}
    for place, origin in enumerate(origins):
        past, outcome = panel.part(0, origin), panel.values[origin : origin + settings.periods]
        drawn = {
            name: method(past, settings.periods, settings.samples, np.random.default_rng([settings.seed, place]))
            for name, method in methods.items()
        }
        if any(samples is None for samples in drawn.values()):
            continue  # a comparison needs all three on the same outcomes
        for name, samples in drawn.items():
            for measure, score in enumerate(_MEASURES):
                found[name][measure, place] = _mean(score(samples, outcome))  # type: ignore[arg-type]
    return found


def _mean(scores: Floats) -> Floats:
    """Over the steps whose outcome is known; NaN where none is."""
    seen = np.isfinite(scores)
    return np.where(seen.any(axis=0), np.where(seen, scores, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1), np.nan)


_Better = Mapping[tuple[str, str], "Comparison | None"]


def _table(
    panel: Panel, model: str, methods: Mapping[str, Method], scores: _Scores
) -> tuple[tuple[Scored, ...], _Better]:
    counts = are_counts(panel.values)
    better: dict[tuple[str, str], Comparison | None] = {}
    table = []
    for side, direction in enumerate(panel.names):
        for name in methods:
            against = None if name == model else compare(scores[model][0, :, side], scores[name][0, :, side])
            if name != model:
                better[direction, name] = against
            mean = [float(np.nanmean(scores[name][measure, :, side])) if _any(scores[name][measure, :, side])
                    else float("nan") for measure in range(len(_MEASURES))]  # fmt: skip
            table.append(
                Scored(
                    direction, name, mean[0], mean[1], mean[2], mean[3] if counts else None,
                    against.difference if against else None, against.error if against else None,
                    against.p if against else None,
                )
            )  # fmt: skip
    return tuple(table), better


def _any(scores: Floats) -> bool:
    return bool(np.isfinite(scores).any())


def _beats(better: _Better, direction: str, baseline: str) -> bool:
    against = better[direction, baseline]
    return bool(against and against.p < LEVEL and against.difference < 0)


def _taken(panel: Panel, model: str, scored: Sequence[Scored], better: _Better) -> dict[str, str]:
    """The method to go by, for each direction: the better baseline, or the model where it beats that one."""
    found = {}
    for direction in panel.names:
        simple = [one for one in scored if one.direction == direction and one.method != model]
        best = min(simple, key=lambda one: (not np.isfinite(one.crps), one.crps)).method
        found[direction] = model if _beats(better, direction, best) else best
    return found


def _ahead(
    panel: Panel, methods: Mapping[str, Method], taken: Mapping[str, str], settings: Settings
) -> tuple[Ahead, ...]:
    found = []
    for name, method in methods.items():
        drawn = method(panel, settings.periods, max(2000, settings.samples), np.random.default_rng(settings.seed))
        if drawn is None:
            continue
        quantiles = np.quantile(drawn, LEVELS, axis=0)  # levels, periods, directions
        for side, direction in enumerate(panel.names):
            found.append(Ahead(direction, name, taken[direction] == name, quantiles[:, :, side].T))
    return tuple(found)


# --- words ------------------------------------------------------------------------------------------


def _finding(panel: Panel, model: str, scored: Sequence[Scored], better: _Better, taken: Mapping[str, str]) -> str:
    told = []
    for direction in panel.names:
        mean = {one.method: one.crps for one in scored if one.direction == direction}
        figures = f"CRPS {mean[model]:.3g}, persistence {mean[PERSISTENCE]:.3g}, recurrence {mean[RECURRENCE]:.3g}"
        if not all(np.isfinite(value) for value in mean.values()):
            told.append(f"{direction}: the model could not be scored")
        else:
            lost = [name for name in (PERSISTENCE, RECURRENCE) if not _beats(better, direction, name)]
            told.append(f"{direction}: {_verdict(model, lost, taken[direction])} ({figures})")
    return "; ".join(told) + "."


def _verdict(model: str, lost: Sequence[str], taken: str) -> str:
    if not lost:
        return f"the {model} beats both baselines"
    if taken == model:
        return f"the {model} beats the better baseline, though beside {lost[0]} the gain is not sure"
    return f"the {model} does not beat {' or '.join(lost)}, go by {taken}"


def _cautions(panel: Panel, model: str, scored: Sequence[Scored], better: _Better, origins: int) -> list[Caution]:
    said = []
    lost = [
        f"{direction} ({name})"
        for direction in panel.names
        for name in (PERSISTENCE, RECURRENCE)
        if not _beats(better, direction, name)
    ]
    if lost:
        said.append(Caution("baseline", f"the {model} does not surely beat the simple forecast: {', '.join(lost)}"))
    if origins < 20:
        said.append(Caution("few", f"only {origins} past forecasts could be scored: the comparison is rough"))
    ours = [one for one in scored if one.method == model and np.isfinite(one.covered)]
    off = [f"{one.direction} {one.covered:.0%}" for one in ours if _miscovers(one)]
    if off:
        said.append(
            Caution("assumption", f"of outcomes, not 80% fell into the model's 80% intervals: {', '.join(off)}")
        )
    return said


def _miscovers(one: Scored) -> bool:
    """Whether 80% intervals hold far from 80%; of counts they may hold more, since counts are whole."""
    return one.covered < 0.7 or (one.covered > 0.9 and one.log_score is None)


def _in_parts(
    panel: Panel, model: str, scores: _Scores, origins: Sequence[int], better: _Better
) -> tuple[SubPeriod, ...]:
    """The first and second half of the origins: whether what is found over all holds in each."""
    found = []
    for half in np.array_split(np.arange(len(origins)), 2):
        if not len(half):
            continue
        first, last = panel.periods[origins[half[0]] - 1], panel.periods[origins[half[-1]] - 1]
        figures = []
        for side, direction in enumerate(panel.names):
            for name in (PERSISTENCE, RECURRENCE):
                differences = scores[model][0, half, side] - scores[name][0, half, side]
                if _any(differences):
                    figures.append((direction, name, float(np.nanmean(differences))))
        same = [(value < 0) == bool(against.difference < 0) for direction, name, value in figures
                if (against := better[direction, name]) and against.p < LEVEL]  # fmt: skip
        says = "; ".join(f"{direction}: model less {name} {value:+.3g}" for direction, name, value in figures)
        named = tuple((f"{direction}: model less {name}", value) for direction, name, value in figures)
        found.append(SubPeriod(first, last, all(same) if same else None, says or "nothing could be scored", named))
    return tuple(found)
