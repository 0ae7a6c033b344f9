"""How fast the series of every dyad are made of millions of acts, beside a bare polars group-by of the same file."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from countermove.bench.figures import ROUNDS, Figure, Goal, Plan, in_turns, peak_memory
from countermove.series import By, all_dyads
from countermove.tables import SCHEMA

ROWS = 20_000_000
_DAYS = 30 * 365
#: Countries, and how many others each deals with.
_ACTORS, _PARTNERS = 200, 50


@dataclass(frozen=True, slots=True)
class DyadTiming:
    """Seconds for the monthly series of all dyads: ours and a bare group-by (medians of rounds in turns).

    ``memory`` is what the process held at most before the group-by was run, in bytes; None where the system does not
    tell. ``cells`` are the dyad-months.
    """

    rows: int
    cells: int
    ours: float
    bare: float
    memory: int | None

    @property
    def ratio(self) -> float:
        """Our time as a multiple of the bare group-by's."""
        return self.ours / self.bare


def figures(plan: Plan) -> Iterator[Figure]:
    """Both times, their ratio, and the memory of a process that does nothing else."""
    with TemporaryDirectory(prefix="countermove-bench-") as folder:
        path = Path(folder) / "acts.parquet"
        write_acts(path, plan.size(ROWS))
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
            timing = apart.submit(measure_dyads, path, plan.turns).result()
    yield Figure("rows", timing.rows, note=f"{timing.cells:,} dyad-months")
    yield Figure("series of all dyads", timing.ours, "s")
    yield Figure("bare group-by", timing.bare, "s")
    yield Figure("times the bare group-by", timing.ratio, goal=Goal(2))
    if timing.memory is not None:
        yield Figure("memory", timing.memory / 1e6, "MB at most", Goal(2000))


def write_acts(path: Path, rows: int) -> None:
    """Write a Parquet file in SCHEMA with made-up acts of 200 actors, 10,000 dyads, over thirty years.

    They are spread by arithmetic rather than by chance: the same on every machine. As in news, few actors do most.
    """
    mixed = pl.col("n").hash(seed=7)
    types = ["AGREE", "CONSULT", "SUPPORT", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "COERCE", "ASSAULT"]
    actor = _skewed(mixed % 10_007, 10_007, _ACTORS)
    kind = (mixed // 13 % len(types)).cast(pl.Int32)
    columns: dict[str, pl.Expr] = {
        "event": pl.format("e{}", "n"),
        "level": pl.lit("event"),
        "source": pl.lit("bench"),
        "date": pl.lit(date(1995, 1, 1)) + pl.duration(days=mixed // 31 % _DAYS),
        "precision": pl.lit("day"),
        "type": kind.replace_strict(dict(enumerate(types)), return_dtype=pl.String),
        "quad": kind // 3 + 1,
        "score": kind * 2 - 9,
        "score_table": pl.lit("PLOVER"),
        "actor": pl.format("A{}", actor),
        "recipient": pl.format("A{}", (actor + 1 + _skewed(mixed // 104_729 % 7_919, 7_919, _PARTNERS)) % _ACTORS),
    }
    numbers = pl.LazyFrame({"n": pl.int_range(rows, eager=True)})
    numbers.select(
        columns.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in SCHEMA.items()
    ).sink_parquet(path)


def _skewed(spread: pl.Expr, most: int, number: int) -> pl.Expr:
    """A number below ``number`` from numbers spread evenly below ``most``; the square is thick at the small ones."""
    share = spread.cast(pl.Float64) / most
    return (share * share * number).cast(pl.Int32)


def measure_dyads(path: Path, rounds: int = ROUNDS) -> DyadTiming:
    """Time the monthly series of all dyads of a Parquet file in SCHEMA, and a bare group-by of it, in turns."""
    cells = len(all_dyads(pl.scan_parquet(path), By.MONTH))
    memory = peak_memory()
    _bare(path)
    ours, bare = in_turns((lambda: all_dyads(pl.scan_parquet(path), By.MONTH), lambda: _bare(path)), rounds)
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    return DyadTiming(rows, cells, ours, bare, memory)


def _bare(path: Path) -> pl.DataFrame:
    month = pl.col("date").dt.truncate("1mo")
    counted = pl.scan_parquet(path).group_by("actor", "recipient", month).agg(pl.len(), pl.sum("score"))
    return counted.collect(engine="streaming")
