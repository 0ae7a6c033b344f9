"""What speaks against a fitted Hawkes process: too few acts, gaps, explosion, misfit, a baseline that wanders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from countermove.models.hawkes.fit import MANY, SideFit, decay_bounds, fit_side
from countermove.models.hawkes.goodness import Goodness
from countermove.models.hawkes.history import History
from countermove.models.hawkes.result import Excitation
from countermove.models.result import Caution

_FEW_ACTS = 50
_MISFIT = 0.01
_WILD = 1.5
_PIECES = 6


def cautions(
    history: History,
    fits: Sequence[SideFit],
    checks: Sequence[Goodness],
    answers: Sequence[Excitation],
    radius: float | None,
    *,
    starts: int,
    seed: int,
) -> list[Caution]:
    """All warnings about a fitted process whose branching has this spectral radius."""
    stretches = fits[0].side.stretches
    return [
        *_data(history), *_untold(answers), *_fit_cautions(history, fits, radius), *_misfit(checks, fits),
        *_wandering(answers, fits, stretches, starts, seed), *_instability(answers),
    ]  # fmt: skip


def _data(history: History) -> list[Caution]:
    said = []
    acts = zip(history.names, history.total, strict=True)
    few = [f"{name} {count}" for name, count in acts if count < _FEW_ACTS]
    if few:
        told = ", ".join(few)
        said.append(Caution("few", f"few acts ({told}): standard errors and tests are rough below {_FEW_ACTS}"))
    missing = int((~history.covered).sum())
    if missing:
        said.append(Caution("gaps", f"{missing} days without coverage are left out: no act could have been seen then"))
    said += _silence(history)
    if history.by_day:
        said.append(
            Caution(
                "assumption",
                "only the days of acts are known: an answer on the same day is not counted as one, since who came first"
                " cannot be told; answers are those of later days",
            )
        )
    return said


def _untold(answers: Sequence[Excitation]) -> list[Caution]:
    unknown = [one.name for one in answers if not np.isfinite(one.branching)]
    if not unknown:
        return []
    return [
        Caution("few", f"the acts cannot tell how many answers there are, no figure is given: {'; '.join(unknown)}")
    ]


def _silence(history: History) -> list[Caution]:
    """A stretch without any act that is much too long for the rest."""
    acted = history.times[(history.counts.sum(axis=1) > 0)]
    gaps = np.diff(acted, prepend=0.0, append=history.end)
    place = int(gaps.argmax())
    if gaps[place] < 365 or gaps[place] < 0.2 * history.end:
        return []
    begun = float(acted[place - 1]) if place else 0.0
    when = history.day(begun)
    since = f" after {when}" if when else ""
    return [
        Caution(
            "gaps",
            f"no act of any side for {gaps[place] / 365.25:.1f} years{since}: if nobody reported, end or begin there",
        )
    ]


def _fit_cautions(history: History, fits: Sequence[SideFit], radius: float | None) -> list[Caution]:
    said = []
    if radius is not None and radius >= 1:
        said.append(
            f"the spectral radius is {radius:.2f}: answers breed more answers without end,"
            " so the model cannot hold for long"
        )
    elif radius is not None and radius > 0.9:
        said.append(f"the spectral radius is {radius:.2f}, close to 1: a baseline that changes looks like that too")
    low, high = np.log(2) / np.array(decay_bounds(history)[::-1])
    for fitted in fits:
        _, branching, decays = fitted.side.split(fitted.theta)
        lives = np.log(2) / decays[branching > 1e-3]
        name = history.names[fitted.side.side]
        if len(lives) and (lives.max() > 0.99 * high or lives.min() < 1.01 * low):
            said.append(
                f"the half-life of {name}'s answers runs to the end of what can be told ({low:.2g} to {high:.0f} days)"
            )
        if not fitted.converged:
            said.append(f"the search for {name}'s parameters ended before the likelihood was flat")
    return [Caution("assumption", message) for message in said]


def _misfit(checks: Sequence[Goodness], fits: Sequence[SideFit]) -> list[Caution]:
    said = [f"{one.name}'s acts do not come as the model says (KS p {one.p:.2g})" for one in checks if one.p < _MISFIT]
    said += [
        f"{one.name}'s largest residuals lie outside the band (see the chart of residuals)"
        for one in checks
        if one.p >= _MISFIT and not one.tail_fits
    ]
    names = fits[0].side.history.names
    wild = [f"{names[one.side.side]} {one.dispersion:.1f} times" for one in fits if one.dispersion > _WILD]
    if wild:
        said.append(
            f"acts by day vary more than the model says ({', '.join(wild)} as much): standard errors and tests are"
            " widened by that"
        )
    return [Caution("assumption", message) for message in said]


def _wandering(
    answers: Sequence[Excitation], fits: Sequence[SideFit], stretches: int, starts: int, seed: int
) -> list[Caution]:
    """Fit again with a baseline that may change: excitation that goes with that was drift."""
    found = [one for one in answers if one.shown]
    if not found:
        return []
    names = fits[0].side.history.names
    pieces = _PIECES * stretches
    again = {}
    for fitted in fits:
        side = replace(fitted.side, stretches=pieces)
        baseline = np.maximum(np.repeat(fitted.theta[:stretches], _PIECES), 1e-9)
        near = np.concatenate([baseline, fitted.theta[stretches:]])
        free = fit_side(side, 0 if len(side.history.times) > MANY else starts, seed, near=near)
        for cause, branching in zip(side.causes, free.theta[pieces : pieces + len(side.causes)], strict=True):
            again[names[side.side], names[cause]] = float(branching)
    lost = [
        f"{one.name} ({one.branching:.2f} to {again[one.answerer, one.cause]:.2f})"
        for one in found if again[one.answerer, one.cause] < 0.5 * one.branching
    ]  # fmt: skip
    if not lost:
        return []
    return [
        Caution(
            "unstable",
            f"falls by half or more once the baseline may change {pieces} times: {'; '.join(lost)}; what looks like"
            " answers may be busier and quieter times",
        )
    ]


def _instability(answers: Sequence[Excitation]) -> list[Caution]:
    fails = [
        f"{one.name} ({sum(held is True for held in one.holds)} of {sum(held is not None for held in one.holds)})"
        for one in answers if one.shown and any(held is False for held in one.holds)
    ]  # fmt: skip
    if not fails:
        return []
    return [Caution("unstable", f"not found in every half and third of the time: {'; '.join(fails)}")]
