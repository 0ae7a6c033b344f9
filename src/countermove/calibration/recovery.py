"""Whether models find again what was simulated, and how seldom they find what is not there. Part of the rim.

``python -m countermove.calibration.recovery [--runs N] [--only var|hawkes|phases|alerts]`` prints each figure beside
what is asked of it. Every run has a seed of its own, so that the same command gives the same figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from countermove.models import phases, surges
from countermove.models.hawkes import History, Settings, from_days, hawkes, simulate
from countermove.models.hawkes.fit import fit_side, standard_errors
from countermove.models.hawkes.likelihood import Side
from countermove.models.reciprocity import Bootstrap, Resample, Shock
from countermove.models.reciprocity.responses import impulse, responses
from countermove.models.reciprocity.var import fit
from countermove.series import Query
from countermove.tables import SCHEMA

Floats = npt.NDArray[np.float64]

RUNS = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """A share that was measured: ``hits`` of ``cases`` in ``runs`` simulations.

    ``least`` and ``most`` bound what is asked of it; without either it is there for comparison.
    """

    what: str
    runs: int
    hits: int
    cases: int
    least: float | None = None
    most: float | None = None

    @property
    def share(self) -> float:
        """Hits in cases, from 0 to 1."""
        return self.hits / self.cases

    @property
    def asked(self) -> str:
        """What is asked, in words."""
        if self.least is not None and self.most is not None:
            return f"{_percent(self.least)} to {_percent(self.most)}"
        if self.least is not None:
            return f"at least {_percent(self.least)}"
        return f"at most {_percent(self.most)}" if self.most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether it is as asked; None where nothing is asked."""
        if self.least is None and self.most is None:
            return None
        return (self.least or 0.0) <= self.share <= (1.0 if self.most is None else self.most)


# --- answers: vector autoregression -----------------------------------------------------------------

#: Two lags; the first side answers the second, and not the reverse.
_LAGS = np.array([[[0.3, 0.35], [0.0, 0.5]], [[0.1, 0.1], [0.0, 0.1]]])
_HORIZON, _SAMPLES, _RUN_IN = 6, 200, 100


def of_var(runs: int) -> Iterator[Figure]:
    """How often a 95% band holds the true response, over six periods after a move and all pairs of directions."""
    coefficients = np.column_stack([np.zeros(2), *_LAGS])
    truth = impulse(coefficients[None], np.eye(2)[None], _HORIZON, Shock.ALONE)[0]
    for length in (250, 600):
        for resample, said in (
            (Resample.BLOCKS, "errors in blocks (what is used)"),
            (Resample.ERRORS, "errors one by one"),
        ):
            asked = (0.90, 0.97) if resample is Resample.BLOCKS else (None, None)
            inside = [_held(truth, length, resample, seed) for seed in range(runs)]
            what = f"true responses within 95% bands, {length} periods, {said}"
            yield Figure(what, runs, int(np.sum(inside)), int(np.size(inside)), *asked)


def _held(truth: Floats, length: int, resample: Resample, seed: int) -> npt.NDArray[np.bool_]:
    values = _autoregression(length, seed)
    how = Bootstrap(samples=_SAMPLES, resample=resample, seed=seed)
    fitted = fit(values, len(_LAGS))
    assert fitted is not None  # it has periods enough
    bands = responses(values, fitted, ("a", "b"), _HORIZON, how=how)
    held: npt.NDArray[np.bool_] = ((bands.low <= truth) & (truth <= bands.high))[1:]  # the move itself is given
    return held


def _autoregression(length: int, seed: int) -> Floats:
    shocks = np.random.default_rng(seed).normal(size=(length + _RUN_IN, 2))
    found = np.zeros_like(shocks)
    for t in range(len(_LAGS), len(found)):
        found[t] = shocks[t] + sum(step @ found[t - 1 - lag] for lag, step in enumerate(_LAGS))
    return found[_RUN_IN:]


# --- answers: Hawkes processes ----------------------------------------------------------------------

_BASELINE, _BRANCHING, _HALF_LIFE = (0.3, 0.2), ((0.3, 0.2), (0.4, 0.1)), (2.0, 1.0)
_NOBODY = ((0.0, 0.0), (0.0, 0.0))


def of_hawkes(runs: int) -> Iterator[Figure]:
    """Branching within two standard errors of the truth; any answer found in acts that do not answer each other."""
    for by_day, days in ((False, 800), (False, 2000), (True, 1500)):
        within = [_within_two_errors(days, seed, by_day=by_day) for seed in range(runs)]
        what = f"branching within two standard errors, {_known(by_day)}, {days:,} days"
        yield Figure(what, runs, int(np.sum(within)), int(np.size(within)), least=0.93)
    for kind, independent in _INDEPENDENT.items():
        for days in (400, 2000):
            settings = Settings(starts=1)
            wrong = [any(a.shown for a in hawkes(independent(days, seed), settings).answers) for seed in range(runs)]
            yield Figure(
                f"any false answer, independent acts, {kind}, {days:,} days", runs, sum(wrong), runs, most=0.07
            )


def _known(by_day: bool) -> str:  # noqa: FBT001 - the one thing that it names
    return "acts by day" if by_day else "moments"


def _within_two_errors(days: int, seed: int, *, by_day: bool) -> list[bool]:
    history = simulate(_BASELINE, _BRANCHING, _HALF_LIFE, days, seed, by_day=by_day)
    found: list[bool] = []
    for side, truth in enumerate(_BRANCHING):
        fitted = fit_side(Side(history, side, (0, 1)))
        errors = standard_errors(fitted, [1, 2])
        found.extend((np.abs(fitted.theta[1:3] - truth) <= 2 * errors).tolist())
    return found


def _moments(days: int, seed: int) -> History:
    return simulate((0.5, 0.4), _NOBODY, (1.0, 1.0), days, seed)


def _by_day(days: int, seed: int) -> History:
    return from_days(np.random.default_rng(seed).poisson(0.5, (days, 2)), ["A", "B"])


def _bursts(days: int, seed: int) -> History:
    """Ten reports of one battle on one day are no answers."""
    return from_days(np.random.default_rng(seed).negative_binomial(0.5, 0.3, (days, 2)), ["A", "B"])


_INDEPENDENT: Mapping[str, Callable[[int, int], History]] = {
    "moments": _moments,
    "by day": _by_day,
    "busy and quiet days": _bursts,
}


# --- phases -----------------------------------------------------------------------------------------

_WEEKS, _EARLIEST, _LATEST = 104, 26, 78
_SHIFT = 2.0


def of_phases(runs: int) -> Iterator[Figure]:
    """A shift of two standard deviations in two years of weeks; changes that are found where nothing changes."""
    found = [_shifted(seed) for seed in range(runs)]
    best = [abs(known - at) <= 1 for at, _, known in found]
    within = [any(abs(change - at) <= 1 for change in fit.changes) for at, fit, _ in found]
    banded = [any(low <= at <= high for low, high in fit.bands) for at, fit, _ in found]
    alone = [len(fit.changes) == 1 for _, fit, _ in found]
    yield Figure("shift of two sigma: found within one period", runs, sum(within), runs)
    yield Figure("  by who knows that there is exactly one shift", runs, sum(best), runs)
    yield Figure("  found, and nothing else", runs, sum(alone), runs)
    yield Figure("  its date within the 90% band", runs, sum(banded), runs)
    for kind, draw in _CONSTANT.items():
        for size in (_WEEKS, 2 * _WEEKS):
            alarms = [
                bool(phases.fitted(draw(size, np.random.default_rng(seed)), draws=1).changes) for seed in range(runs)
            ]
            yield Figure(f"false change, constant level, {kind}, {size} periods", runs, sum(alarms), runs, most=0.05)


def _shifted(seed: int) -> tuple[int, phases.Fit, int]:
    """Where the shift is, what is found, and where least squares puts one shift that is known to be there."""
    rng = np.random.default_rng(seed)
    at = int(rng.integers(_EARLIEST, _LATEST))
    values = rng.normal(size=_WEEKS)
    values[at:] += _SHIFT
    return at, phases.fitted(values, draws=100), _best_split(values)


def _best_split(values: Floats) -> int:
    places = range(1, len(values))
    return min(places, key=lambda at: values[:at].var() * at + values[at:].var() * (len(values) - at))


def _swinging(phi: float) -> Callable[[int, np.random.Generator], Floats]:
    """Noise of standard deviation 1 with a first-order autocorrelation."""

    def draw(size: int, rng: np.random.Generator) -> Floats:
        shocks = rng.normal(size=size + _RUN_IN) * np.sqrt(1 - phi**2)
        found: Floats = np.zeros_like(shocks)
        for t in range(1, len(found)):
            found[t] = phi * found[t - 1] + shocks[t]
        kept: Floats = found[_RUN_IN:]
        return kept

    return draw


_CONSTANT: Mapping[str, Callable[[int, np.random.Generator], npt.ArrayLike]] = {
    "white noise": lambda size, rng: rng.normal(size=size),
    "heavy tails (t, 3)": lambda size, rng: rng.standard_t(3, size),
    "autocorrelated 0.3": _swinging(0.3),
    "autocorrelated 0.5": _swinging(0.5),
    "autocorrelated 0.7": _swinging(0.7),
    "counts, mean 3": lambda size, rng: rng.poisson(3, size),
    "counts, mean 0.3": lambda size, rng: rng.poisson(0.3, size),
}


# --- alerts -----------------------------------------------------------------------------------------

_MONDAY, _PAST, _TESTED = date(2031, 1, 6), 52, 26
#: Acts a week of a dyad: mean, and the size of a negative binomial (None: Poisson).
_USUAL = tuple((mean, size) for size in (None, 3.0) for mean in (0.5, 3.0, 15.0))


def of_alerts(runs: int) -> Iterator[Figure]:
    """Surges of dyads that go on as before, half a year after a year of past, against the rate that is stated."""
    query = Query((), since=_week(_PAST), until=_week(_PAST + _TESTED - 1))
    found = [surges.find(_as_ever(seed), query) for seed in range(runs)]
    surged = [alert.direction for result in found for alert in result.alerts if alert.kind == "surge"]
    tested = runs * _TESTED
    for dyad, (mean, size) in enumerate(_USUAL):
        what = f"false surge a week, {mean:g} acts a week, {'spread as chance' if size is None else 'spread wider'}"
        yield Figure(what, runs, surged.count(_direction(dyad)), tested)
    said = f"false surge a week, all of these; stated: {surges.RATE:.1%}"
    yield Figure(said, runs, len(surged), tested * len(_USUAL), most=surges.RATE)


def _week(number: int) -> date:
    return _MONDAY + timedelta(weeks=number)


def _direction(dyad: int) -> str:
    return f"A{dyad} to B{dyad}"


def _as_ever(seed: int) -> pl.DataFrame:
    """A table in SCHEMA: six dyads, each with acts as usual; a third of them of material conflict."""
    rng = np.random.default_rng(seed)
    weeks = _PAST + _TESTED
    rows: list[tuple[str, date, str, int, str, str]] = []
    for dyad, (mean, size) in enumerate(_USUAL):
        drawn = rng.poisson(mean, weeks) if size is None else rng.negative_binomial(size, size / (size + mean), weeks)
        for week in np.repeat(np.arange(weeks), drawn).tolist():
            kind, quad = ("ASSAULT", 4) if rng.random() < 1 / 3 else ("ACCUSE", 3)
            rows.append((f"e{len(rows)}", _week(week), kind, quad, f"A{dyad}", f"B{dyad}"))
    table = pl.DataFrame(rows, ["event", "date", "type", "quad", "actor", "recipient"], orient="row")
    return table.with_columns(level=pl.lit("event"), precision=pl.lit("day"), status=pl.lit("occurred")).cast(
        {name: kind for name, kind in SCHEMA.items() if name in ("date", "quad")}
    )


# --- the command ------------------------------------------------------------------------------------

PARTS: Mapping[str, Callable[[int], Iterator[Figure]]] = {
    "var": of_var,
    "hawkes": of_hawkes,
    "phases": of_phases,
    "alerts": of_alerts,
}


def figures(runs: int = RUNS, only: Sequence[str] = ()) -> Iterator[tuple[str, Figure]]:
    """Each figure with the name of its part, as it is measured."""
    for name in only or PARTS:
        for figure in PARTS[name](runs):
            yield name, figure


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table in Markdown, line by line; 1 where a figure is not as asked."""
    parser = argparse.ArgumentParser(prog="python -m countermove.calibration.recovery", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"simulations of each kind ({RUNS})")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="one part (several times for more)")
    given = parser.parse_args(arguments)
    if given.runs < 1:
        parser.error("--runs takes 1 or more")
    print("| part | what | runs | measured | asked | as asked |\n|---|---|---|---|---|---|")
    missed = False
    for part, figure in figures(given.runs, given.only or ()):
        missed |= figure.met is False
        print(f"| {part} | {row(figure)} |", flush=True)
    return int(missed)


def row(figure: Figure) -> str:
    """The cells of a figure."""
    met = {None: "", True: "yes", False: "no"}[figure.met]
    share = f"{figure.hits:,} of {figure.cases:,}: {_percent(figure.share)}"
    return " | ".join((figure.what, str(figure.runs), share, figure.asked, met))


def _percent(share: float) -> str:
    return f"{share:.1%}" if share == 0 or share >= 0.01 else f"{share:.2%}"


if __name__ == "__main__":
    raise SystemExit(main())
