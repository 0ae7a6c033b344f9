"""Alerts: a dyad's period far above its own past, the first act of a type, the first denial; each with its reason.

A surge is a count that a negative binomial with the mean and the spread of the dyad's own past would seldom reach. The
past is measured twice, as acts a period and as acts in proportion to all that was reported; only what is high against
both is a surge, so that more reports alone make none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from countermove.errors import InputError
from countermove.models.result import Caution, Result, Row
from countermove.series import STANDINGS, By, Query, acts, coverage

Array = npt.NDArray[np.float64]

#: How often a dyad that goes on as before gives an alert, a period.
RATE = 0.002
#: The past: so many covered periods at most, and at least.
LONGEST = 104
SHORTEST = {By.DAY: 28, By.WEEK: 26, By.MONTH: 12, By.QUARTER: 8, By.YEAR: 8}
#: Fewer acts are no surge, whatever the past.
FEWEST = 3
#: A first is none before a dyad has so many acts behind it.
KNOWN = 20
_MATERIAL_CONFLICT = 4
_COLUMNS = ("event", "date", "type", "quad", "status", "actor", "recipient", "denied_by", "outlet")


@dataclass(frozen=True, slots=True)
class Alert:
    """One reason to look. ``kind`` is "surge", "first act" or "first denial".

    ``first`` is the first day of the period of a surge, the day of a first. ``count`` acts were there where
    ``expected`` were usual; ``chance`` is how often so many or more would come in a period if nothing had changed
    (these three of surges alone). ``events`` are the ids behind it.
    """

    kind: str
    first: date
    direction: str
    reason: str
    events: tuple[str, ...]
    what: str
    count: int | None = None
    expected: float | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts(Result):
    """The alerts of a stretch of time; of ``tested`` dyad-periods ``rate`` would give a surge by chance alone."""

    first: date
    last: date
    by: str
    rate: float
    tested: int
    alerts: tuple[Alert, ...]

    def rows(self) -> list[Row]:
        """One row an alert."""
        return [
            {"date": a.first, "alert": a.kind, "direction": a.direction, "reason": a.reason, "events": _ids(a.events)}
            for a in self.alerts
        ]


def _ids(events: Sequence[str]) -> str:
    shown = " ".join(events[:3])
    return f"{shown} and {len(events) - 3} more" if len(events) > 3 else shown


def find(
    table: pl.DataFrame | pl.LazyFrame,
    query: Query,
    *,
    on: date | None = None,
    rate: float = RATE,
    given: pl.DataFrame | None = None,
) -> Alerts:
    """The alerts of the period of day ``on``, knowing nothing later, or of every period from the query's days on.

    ``query.actors`` empty takes every dyad. ``query.since`` and ``query.until`` bound the time alerts are for, not the
    past they are measured against; where neither they nor ``on`` are given, it is the last period. ``given`` is the
    coverage, as in ``series.build``. Raises InputError for a day before the data and as ``series.acts`` does.
    """
    if not 0 < rate < 1:
        raise InputError(f"the rate of false alerts is {rate}; give one between 0 and 1")
    last = on or query.until
    past = replace(query, since=None, until=last)
    cover = coverage(table, past, given)
    cover = cover.filter(pl.col("period") <= last) if last else cover
    if cover.is_empty():
        raise InputError(f"the table has no report up to {last}")
    found = acts(table, past, _COLUMNS).drop_nulls("period")
    window = _window(cover, on, query)
    surges, tested = _surges(found, cover, window, query.by, rate)
    alerts = [
        *surges,
        *_first_types(found, _known_from(cover, query.by), window),
        *_first_denials(table, past, _known_from(cover, query.by), window),
    ]
    alerts.sort(key=lambda a: (a.first, a.kind, a.direction, a.what))
    return Alerts(
        hypothesis="Each dyad goes on as it did in its own past.",
        finding=_finding(alerts, window, tested, rate, query.by),
        warnings=tuple(_cautions(found, cover, window, tested, query.by)),
        first=window[0],
        last=window[1],
        by=query.by.value,
        rate=rate,
        tested=tested,
        alerts=tuple(alerts),
    )


Window = tuple[date, date]


def _window(cover: pl.DataFrame, on: date | None, query: Query) -> Window:
    """First days of the first and the last period that alerts are for."""
    day = pl.DataFrame({"day": [on or query.since or cover["period"][-1], on or query.until or cover["period"][-1]]})
    every = {By.DAY: "1d", By.WEEK: "1w", By.MONTH: "1mo", By.QUARTER: "1q", By.YEAR: "1y"}[query.by]
    first, last = day["day"].dt.truncate(every)
    if first > last:
        raise InputError(f"the time asked for, {first} to {last}, is no time")
    if query.since is None and on is None:
        first = last
    return first, last


# --- surges -----------------------------------------------------------------------------------------


def _surges(found: pl.DataFrame, cover: pl.DataFrame, window: Window, by: By, rate: float) -> tuple[list[Alert], int]:
    """Surges of all acts and of material conflict, each at half the rate; how many dyad-periods were tested."""
    periods = cover["period"].to_list()
    inside = [
        index for index, period in enumerate(periods) if window[0] <= period <= window[1] and index >= SHORTEST[by]
    ]
    labels = found["direction"].unique().sort().to_list()
    place = pl.DataFrame({"period": periods, "place": np.arange(len(periods))})
    volume = cover["volume"].to_numpy().astype(np.float64)
    alerts = []
    for what, kept in (
        ("acts", found),
        ("acts of material conflict", found.filter(pl.col("quad") == _MATERIAL_CONFLICT)),
    ):
        placed = kept.join(place, on="period", how="inner")
        for (label,), rows in placed.group_by("direction", maintain_order=True):
            counts = np.bincount(rows["place"].to_numpy(), minlength=len(periods)).astype(np.float64)
            for index in inside:
                if counts[index] >= FEWEST and (tail := Tail.of(counts, volume, index)).chance < rate / 2:
                    events = rows.filter(pl.col("place") == index)["event"].unique(maintain_order=True).to_list()
                    alerts.append(_surge(str(label), what, periods[index], tail, events, by))
    return _strongest(alerts), len(inside) * len(labels)


def _strongest(alerts: Sequence[Alert]) -> list[Alert]:
    """Of a dyad's period one surge: the less likely."""
    best: dict[tuple[str, date], Alert] = {}
    for alert in alerts:
        key = (alert.direction, alert.first)
        if key not in best or (alert.chance or 0) < (best[key].chance or 0):
            best[key] = alert
    return list(best.values())


@dataclass(frozen=True, slots=True)
class Tail:
    """A count against its past: how many were usual and how often so many or more would come."""

    count: int
    expected: float
    most: int
    past: int
    chance: float

    @classmethod
    def of(cls, counts: Array, volume: Array, index: int) -> Tail:
        """The count at ``index`` against at most LONGEST periods before it, as it is and by what else was reported."""
        before = slice(max(0, index - LONGEST), index)
        past = counts[before]
        others = np.maximum(volume - counts, 0.0)
        plain = np.ones(len(past))
        found = [_tail(counts[index], past, plain, 1.0)]
        if others[before].all() and others[index]:
            found.append(_tail(counts[index], past, others[before], others[index]))
        expected, chance = max(found, key=lambda pair: pair[1])
        return cls(int(counts[index]), float(expected), int(past.max()), len(past), chance)


def _tail(count: float, past: Array, exposure: Array, now: float) -> tuple[float, float]:
    """Expected count and the chance of ``count`` or more, by a negative binomial with the mean and spread of the past.

    The mean of few periods is uncertain: half an act is added to the past, and the spread widened by what a mean of
    so many periods may be off. The spread is Pearson's, raised by its own standard error, and never below Poisson's.
    """
    from scipy.stats import nbinom, poisson  # noqa: PLC0415 - takes a while, and only a test needs it

    periods = len(past)
    rate = (past.sum() + 0.5) / exposure.sum()
    usual = rate * exposure
    spread = float(((past - usual) ** 2 / usual).sum()) / max(periods - 1, 1)
    spread = max(1.0, spread * (1 + np.sqrt(2 / periods)))
    mean = rate * now
    over = spread * (1 + now / exposure.sum())
    if over <= 1:
        return mean, float(poisson.sf(count - 1, mean))
    size = mean / (over - 1)
    return mean, float(nbinom.sf(count - 1, size, 1 / over))


def _surge(label: str, what: str, period: date, tail: Tail, events: Sequence[str], by: By) -> Alert:
    usual = f"{tail.expected:.1f}" if tail.expected >= 0.1 else "almost none"
    reason = (
        f"{tail.count} {what} in the {by} of {period}, where {usual} would be usual by the {tail.past} {by}s "
        f"with reports before it (most: {tail.most}); so many or more come by chance in {_once(tail.chance, by)}"
    )
    return Alert("surge", period, label, reason, tuple(events), what, tail.count, tail.expected, tail.chance)


def _once(chance: float, by: By) -> str:
    if chance < 1e-9:
        return f"less than one {by} in a billion"
    digits = 10 ** max(0, int(np.log10(1 / chance)))
    return f"one {by} in {round(1 / chance / digits) * digits:,}"


# --- firsts -----------------------------------------------------------------------------------------


def _first_types(found: pl.DataFrame, since: date | None, window: Window) -> Iterator[Alert]:
    """Acts of a type that the dyad had not seen, once it has a past."""
    firsts = _numbered(found).drop_nulls("type").filter(pl.col("date") == pl.min("date").over("direction", "type"))
    for (label, kind), rows in _within(firsts, since, window).group_by("direction", "type", maintain_order=True):
        before, start = int(rows["before"][0]), rows["since"][0]
        if before < KNOWN:
            continue
        reason = f"the first act of type {kind} from {label}, after {before} others since {start}"
        yield Alert("first act", rows["date"][0], str(label), reason, _events(rows), str(kind))


def _first_denials(
    table: pl.DataFrame | pl.LazyFrame, past: Query, since: date | None, window: Window
) -> Iterator[Alert]:
    """Acts of a dyad that are denied where none was before."""
    every = acts(table, replace(past, status=tuple(STANDINGS)), _COLUMNS).drop_nulls("period")
    denied = (pl.col("status") == "denied") | (pl.col("denied_by").list.len() > 0)
    firsts = _numbered(every).filter(denied.fill_null(value=False))
    firsts = firsts.filter(pl.col("date") == pl.min("date").over("direction"))
    for (label,), rows in _within(firsts, since, window).group_by("direction", maintain_order=True):
        before, start = int(rows["before"][0]), rows["since"][0]
        if before < KNOWN:
            continue
        by = ", ".join(rows["denied_by"].explode().drop_nulls().unique().sort()) or "somebody the report does not name"
        types = ", ".join(rows["type"].drop_nulls().unique().sort()) or "an act"
        reason = f"{types} from {label} is denied by {by}: the first denial, after {before} acts since {start}"
        yield Alert("first denial", rows["date"][0], str(label), reason, _events(rows), types)


def _numbered(found: pl.DataFrame) -> pl.DataFrame:
    """With how many acts of the direction are of earlier days, and since when there are any."""
    return found.sort("date", maintain_order=True).with_columns(
        before=pl.col("date").rank("min").over("direction") - 1, since=pl.min("date").over("direction")
    )


def _known_from(cover: pl.DataFrame, by: By) -> date | None:
    """The first period with enough covered ones before it."""
    return cover["period"][SHORTEST[by]] if len(cover) > SHORTEST[by] else None


def _within(firsts: pl.DataFrame, since: date | None, window: Window) -> pl.DataFrame:
    """Those in the time asked for, from the period on that has enough covered ones before it."""
    inside = firsts.filter(pl.col("period").is_between(*window), pl.lit(since, pl.Date) <= pl.col("period"))
    return inside.sort("date", "direction", "event")


def _events(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(rows["event"].unique(maintain_order=True))


# --- what is told of it -----------------------------------------------------------------------------


def _finding(alerts: Sequence[Alert], window: Window, tested: int, rate: float, by: By) -> str:
    kinds: Mapping[str, int] = {
        kind: sum(alert.kind == kind for alert in alerts) for kind in ("surge", "first act", "first denial")
    }
    counted = ", ".join(f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in kinds.items())
    when = f"In the {by} of {window[0]}" if window[0] == window[1] else f"From {window[0]} to {window[1]}"
    chance = f"about {rate * tested:.2g} surges would come by chance in {tested:,} dyad-{by}s tested"
    return f"{when}: {counted}; {chance}."


def _cautions(found: pl.DataFrame, cover: pl.DataFrame, window: Window, tested: int, by: By) -> Iterator[Caution]:
    if not tested:
        earlier = cover.filter(pl.col("period") < window[0]).height
        yield Caution(
            "few", f"{earlier} {by}s with reports lie before; {SHORTEST[by]} are needed to know what is usual"
        )
    if cover.filter(pl.col("period").is_between(*window)).is_empty():
        yield Caution("gaps", "no report was published in the time asked for, so nothing can be seen in it")
    outlets = found.drop_nulls("outlet")["outlet"].value_counts(sort=True)
    if len(outlets) and outlets["count"][0] > len(found) / 2 and len(found) > 1:
        yield Caution("outlet", f"{outlets['outlet'][0]} alone is behind {outlets['count'][0]} of {len(found)} acts")
