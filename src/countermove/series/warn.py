"""The warnings that a series itself gives cause for."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from countermove.series.cautions import Caution
from countermove.series.record import Meta

#: Fewer acts than this, over all periods, tell nothing of a direction.
FEW_ACTS = 20
#: Coverage drifts where a third of the time has so many times the reports of another.
DRIFT = 3.0
#: An outlet is behind most of it from this share on.
MOST = 0.5


def warnings_of(frame: pl.DataFrame, meta: Meta) -> tuple[Caution, ...]:
    """What to be careful about, from the frame of a series and what it was made of."""
    found = [*_few(frame), *_constant(frame, meta), *_gaps(frame, meta), *_drift(frame, meta)]
    return (*found, *_outlets(frame, meta), *_left_out(meta))


def _few(frame: pl.DataFrame) -> Iterator[Caution]:
    if "acts" not in frame.columns:
        return
    for label, acts in frame.group_by("direction", maintain_order=True).agg(pl.sum("acts")).iter_rows():
        if acts < FEW_ACTS:
            told = "no act" if not acts else f"only {acts} act{'s' if acts > 1 else ''}"
            yield Caution("few", f"{told} from {label}: too few to say how it moves")


def _constant(frame: pl.DataFrame, meta: Meta) -> Iterator[Caution]:
    for label, rows in frame.drop_nulls(meta.measure).group_by("direction", maintain_order=True):
        values = rows[meta.measure]
        if len(values) > 1 and values.n_unique() == 1:
            message = f"{meta.measure} of {label[0]} is {values[0]:g} in every period"
            yield Caution("constant", message)


def _gaps(frame: pl.DataFrame, meta: Meta) -> Iterator[Caution]:
    periods = frame.group_by("period").agg(pl.col("covered").any()).sort("period")
    gaps = periods.filter(~pl.col("covered"))
    if gaps.is_empty():
        return
    runs = (
        periods.with_columns(run=pl.col("covered").rle_id())
        .filter(~pl.col("covered"))
        .group_by("run")
        .agg(pl.len(), pl.min("period"))
        .sort("len", "period", descending=[True, False])
    )
    longest = f"the longest stretch is {runs['len'][0]} from {runs['period'][0]}"
    what = f"{len(gaps)} of {len(periods)} {meta.by}s have no report and count as unknown, not as quiet"
    yield Caution("gaps", f"{what}; {longest}")


def _drift(frame: pl.DataFrame, meta: Meta) -> Iterator[Caution]:
    if "reports" not in frame.columns:
        return
    reports = frame.group_by("period").agg(pl.max("reports")).sort("period")["reports"].fill_null(0).to_list()
    third = len(reports) // 3
    if third < 1:
        return
    means = [sum(part) / len(part) for part in (reports[:third], reports[third:-third], reports[-third:])]
    if max(means) >= DRIFT * min(means) and max(means) >= 1:
        shown = ", ".join(f"{mean:.1f}" for mean in means)
        yield Caution(
            "coverage",
            f"{meta.coverage_unit} a {meta.by} in the first, middle and last third of the time: {shown}; "
            "compare shares rather than counts",
        )


def _outlets(frame: pl.DataFrame, meta: Meta) -> Iterator[Caution]:
    totals = dict(frame.group_by("direction").agg(pl.sum("acts")).iter_rows()) if meta.outlets else {}
    for label, outlet, acts in meta.outlets:
        if acts > 1 and acts > MOST * totals[label]:
            share = f"{acts} of {totals[label]} acts from {label}"
            yield Caution("outlet", f"{outlet} alone is behind {share}")


def _left_out(meta: Meta) -> Iterator[Caution]:
    if meta.by_report:
        yield Caution(
            "by-report", f"{_acts(meta.by_report)} counted on the day of the report, which does not date them"
        )
    if meta.undated:
        what = f"{_acts(meta.undated)} left out: their date is not known to the {meta.by}"
        yield Caution("undated", what)
    if meta.uncovered:
        what = f"{_acts(meta.uncovered)} left out: no report was published in the {meta.by} of their date"
        yield Caution("uncovered", f"{what} or within a week after it")


def _acts(number: int) -> str:
    return f"{number} act is" if number == 1 else f"{number} acts are"
