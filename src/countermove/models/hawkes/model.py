"""Ask how many answers an act brings: fit every side, test every pair, fit again on parts of the time, say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from countermove.errors import InputError
from countermove.models.hawkes.checks import cautions
from countermove.models.hawkes.fit import (
    MANY,
    SideFit,
    decay_bounds,
    fit_side,
    law_of_nothing,
    p_value,
    ratio,
    standard_errors,
    without,
)
from countermove.models.hawkes.goodness import goodness
from countermove.models.hawkes.history import History
from countermove.models.hawkes.likelihood import Side
from countermove.models.hawkes.result import Baseline, Excitation, Hawkes
from countermove.models.panel import Floats
from countermove.models.parts import parts
from countermove.models.reciprocity.var import holm
from countermove.models.result import Caution, SubPeriod

LEVEL = 0.05
_LEAST_ACTS, _PART_ACTS = 10, 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fit: stretches of the baseline (each with its own rate), one decay a pair of sides, starts, seed."""

    stretches: int = 1
    decay_each: bool = False
    starts: int = 4
    seed: int = 1


def hawkes(history: History, settings: Settings | None = None, known: Sequence[Caution] = ()) -> Hawkes:
    """Fit a Hawkes process with exponential kernels to the acts of one side or more.

    ``known`` are warnings about the data that the caller knows of; they go into the result. Raises InputError where
    all acts are of one day or moment, a side has none, or there are fewer than ten.
    """
    settings = settings or Settings()
    _check(history)
    everyone = tuple(range(len(history.names)))
    fits = [
        fit_side(Side(history, side, everyone, settings.stretches, settings.decay_each), settings.starts, settings.seed)
        for side in everyone
    ]
    nobody = [fit_side(replace(fitted.side, causes=())) for fitted in fits]
    law = law_of_nothing(len(everyone), decay_bounds(history))
    checks = [found for fitted in fits if (found := goodness(fitted.side, fitted.theta, settings.seed))]
    answers = _answers(history, fits, settings)
    answers, sub_periods = _in_parts(history, answers, fits, settings)
    branching, half_life = _matrices(history, answers)
    radius = float(np.abs(np.linalg.eigvals(branching)).max()) if np.isfinite(branching).all() else None
    warnings = cautions(history, fits, checks, answers, radius, starts=settings.starts, seed=settings.seed)
    return Hawkes(
        hypothesis="; ".join(one.hypothesis for one in answers if one.answerer != one.cause) or answers[0].hypothesis,
        finding=_finding(answers), warnings=(*known, *warnings), sub_periods=sub_periods, names=history.names,
        first=history.first, days=history.end, clock="days" if history.by_day else "moments",
        sides=tuple(_baseline(history, *pair, law) for pair in zip(fits, nobody, strict=True)), answers=answers,
        branching=branching, half_life=half_life, spectral_radius=radius,
        likelihood=sum(one.likelihood for one in fits), poisson=sum(one.likelihood for one in nobody),
        goodness=tuple(checks),
    )  # fmt: skip


def _check(history: History) -> None:
    acts = history.total
    silent = [name for name, count in zip(history.names, acts, strict=True) if not count]
    if silent:
        raise InputError(
            f"no act of {' or of '.join(silent)} is there; check the names, the dates and the acts asked for"
        )
    if (history.counts.sum(axis=1) > 0).sum() < 2:
        when = history.day(float(history.times[history.counts.sum(axis=1) > 0][0]))
        raise InputError(
            f"all {int(acts.sum())} acts are of one day{f' ({when})' if when else ''}: nothing can follow from them"
        )
    if acts.sum() < _LEAST_ACTS:
        raise InputError(f"{int(acts.sum())} acts are too few for a model of answers: it takes {_LEAST_ACTS} at least")


# --- pairs ------------------------------------------------------------------------------------------


def _answers(history: History, fits: Sequence[SideFit], settings: Settings) -> tuple[Excitation, ...]:
    starts = 0 if len(history.times) > MANY else settings.starts
    pairs = [(fitted, cause) for fitted in fits for cause in fitted.side.causes]
    ratios = [ratio(fitted, without(fitted, cause, starts, settings.seed)) for fitted, cause in pairs]
    law = law_of_nothing(1, decay_bounds(history))
    ps = [p_value(value, law) for value in ratios]
    return tuple(
        _excitation(history, fitted, cause, value, p, adjusted)
        for (fitted, cause), value, p, adjusted in zip(pairs, ratios, ps, holm(ps), strict=True)
    )


def _excitation(history: History, fitted: SideFit, cause: int, value: float, p: float, adjusted: float) -> Excitation:
    side = fitted.side
    place = side.stretches + side.causes.index(cause)
    last = -1 if not side.decay_each else side.stretches + len(side.causes) + side.causes.index(cause)
    branching, life = float(fitted.theta[place]), float(np.log(2) / np.exp(fitted.theta[last]))
    error, slack = (float(one) for one in standard_errors(fitted, [place, last % len(fitted.theta)]))
    answers = branching > 1e-6
    told = not answers or np.isfinite(error)  # an estimate that nothing bounds is no figure
    answerer, actor = history.names[side.side], history.names[cause]
    name = f"{answerer} follows up its own acts" if side.side == cause else f"{answerer} answers {actor}"
    return Excitation(
        f"{name}: an act of {actor} makes acts of {answerer} likelier for a while",
        name, answerer, actor, branching if told else float("nan"), error, max(branching - 1.96 * error, 0.0),
        branching + 1.96 * error, life if answers and told else None, life * slack if answers and told else None,
        value, p, adjusted, adjusted < LEVEL and bool(told), (),
    )  # fmt: skip


def _matrices(history: History, answers: Sequence[Excitation]) -> tuple[Floats, Floats]:
    """Branching and half-lives, answering side by acting side; NaN where they cannot be told."""
    shape = (len(history.names),) * 2
    lives = [float("nan") if one.half_life is None else one.half_life for one in answers]
    return np.array([one.branching for one in answers]).reshape(shape), np.array(lives).reshape(shape)


def _baseline(history: History, fitted: SideFit, nobody: SideFit, law: Floats) -> Baseline:
    side = fitted.side
    baseline, branching, decays = side.split(fitted.theta)
    acts = int(history.total[side.side])
    value = ratio(fitted, nobody)
    p = p_value(value, law)
    answered = float(branching @ side.memory(decays).total) / max(acts, 1)
    return Baseline(
        history.names[side.side], acts, tuple(baseline.tolist()),
        tuple(standard_errors(fitted, range(side.stretches)).tolist()), answered, value, p, fitted.dispersion,
    )  # fmt: skip


# --- parts of the time ------------------------------------------------------------------------------


def _in_parts(
    history: History, answers: tuple[Excitation, ...], fits: Sequence[SideFit], settings: Settings
) -> tuple[tuple[Excitation, ...], tuple[SubPeriod, ...]]:
    """The answers with whether each holds in halves and thirds of the time, and the parts as such."""
    fine = 6_000
    cut = [(history.end * first / fine, history.end * stop / fine) for first, stop in parts(fine)]
    if history.by_day:
        cut = [(float(round(first)), float(round(stop))) for first, stop in cut]
    found = [_part(history.part(first, stop), fits, settings) for first, stop in cut]
    judged = tuple(replace(one, holds=tuple(part[place][2] for part in found)) for place, one in enumerate(answers))
    return judged, tuple(_sub_period(history, *pair, judged) for pair in zip(cut, found, strict=True))


_PartFound = list[tuple[float, float, bool | None]]


def _part(part: History, fits: Sequence[SideFit], settings: Settings) -> _PartFound:
    """Branching, its standard error, whether it is above 0 (one-sided, 5%): each pair in the order of the answers."""
    acts = part.total if len(part.times) else np.zeros(len(part.names), dtype=np.int64)
    found: _PartFound = []
    for fitted in fits:
        side = replace(fitted.side, history=part)
        if acts[side.side] < _PART_ACTS or len(part.times) < 2:
            found += [(float("nan"), float("nan"), None)] * len(side.causes)
            continue
        starts = 0 if len(part.times) > MANY else min(settings.starts, 2)
        again = fit_side(side, starts, settings.seed, near=fitted.theta)
        places = range(side.stretches, side.stretches + len(side.causes))
        for place, cause, error in zip(places, side.causes, standard_errors(again, places), strict=True):
            branching = float(again.theta[place])
            told = acts[cause] >= _PART_ACTS and np.isfinite(error)
            found.append((branching, float(error), bool(branching > 1.645 * error) if told else None))
    return found


def _sub_period(
    history: History, cut: tuple[float, float], found: _PartFound, answers: Sequence[Excitation]
) -> SubPeriod:
    first, last = (history.day(one) or date.fromordinal(1 + int(one)) for one in (cut[0], max(cut[0], cut[1] - 1)))
    pairs = list(zip(answers, found, strict=True))
    told = [pair for pair in pairs if pair[0].shown] or pairs
    judged = [held for one, (_, _, held) in told if held is not None]
    holds = (all(judged) if any(one.shown for one in answers) else not any(judged)) if judged else None
    says = "; ".join(f"{one.name}: {branching:.2f}" for one, (branching, _, held) in told if held is not None)
    figures = tuple((one.name, branching if np.isfinite(branching) else None) for one, (branching, _, _) in pairs)
    return SubPeriod(first, last, holds, says or "too few acts", figures)


# --- words ------------------------------------------------------------------------------------------


def _finding(answers: Sequence[Excitation]) -> str:
    found = [one for one in answers if one.shown]
    if not found:
        return (
            "No excitation is found: acts come no more often after an act than at other times. That is no proof that"
            " nobody answers."
        )
    told = "; ".join(_brings(one) for one in found)
    return f"{told[0].upper()}{told[1:]}. This is what follows what, not proof of cause."


def _brings(one: Excitation) -> str:
    what = "more of its own" if one.answerer == one.cause else f"acts of {one.answerer}"
    return (
        f"one act of {one.cause} brings about {one.branching:.2f} {what} ({one.low:.2f} to {one.high:.2f}), half of"
        f" them within {one.half_life:.1f} days"
    )
