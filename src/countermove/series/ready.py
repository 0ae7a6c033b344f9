"""Series that are ready: a date column and one column of figures for each direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from countermove.errors import InputError
from countermove.series.record import EVERY, By, Direction, Meta, Series
from countermove.series.warn import warnings_of

#: Days from one period to the next, at least and at most.
_DAYS = {By.DAY: (1, 1), By.WEEK: (7, 7), By.MONTH: (28, 31), By.QUARTER: (90, 92), By.YEAR: (365, 366)}
_MEASURE = "value"


def ready(table: pl.DataFrame, columns: Sequence[str] = (), name: str = "the table") -> Series:
    """A series from a table whose first column of dates names the periods; every column of numbers is a direction.

    ``columns`` picks some of them. The length of a period is told from the shortest step; weeks may begin on any day.
    A period that the table leaves out, or whose cell is empty, is a gap. Raises InputError where there is no column of
    dates, a column is none of numbers, dates come twice, or lie between the periods.
    """
    dates = _dates(table, name)
    wanted = _columns(table, dates.name, columns, name)
    if dates.null_count() or table.is_empty():
        row = dates.is_null().arg_true()
        raise InputError(f"{name}: row {row[0] + 2} has no date" if len(row) else f"{name} has no rows")
    double = dates.filter(dates.is_duplicated())
    if len(double):
        raise InputError(f"{name}: {double[0]} comes {dates.eq(double[0]).sum()} times; give one row a period")
    figures = pl.DataFrame([dates.alias("period"), *(_numbers(table[column], name) for column in wanted)])
    by = _by(figures["period"].sort(), name)
    grid = _grid(figures["period"], by, name)
    frame = pl.concat([_direction(grid, figures, column) for column in wanted])
    meta = Meta(by, tuple(Direction(column, "", name=column) for column in wanted), _MEASURE, sources=(name,))
    return Series(frame, meta, warnings_of(frame, meta))


def _dates(table: pl.DataFrame, name: str) -> pl.Series:
    for column in table.get_columns():
        if column.dtype == pl.Date:
            return column
        if column.dtype == pl.String and len(column):
            days = column.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
            if days.null_count() < len(days):
                return days
    raise InputError(f"{name} has no column of dates; write them as 2031-03-11")


def _columns(table: pl.DataFrame, dates: str, columns: Sequence[str], name: str) -> list[str]:
    there = [column for column in table.columns if column != dates]
    missing = [column for column in columns if column not in there]
    if missing:
        raise InputError(f"{name} has no column {missing[0]!r}; it has {', '.join(there) or 'none beside the dates'}")
    wanted = list(dict.fromkeys(columns)) or there
    if not wanted:
        raise InputError(f"{name} has dates and no column of figures beside them")
    return wanted


def _numbers(column: pl.Series, name: str) -> pl.Series:
    if column.dtype == pl.String:
        bare = column.str.strip_chars()
        bare = bare.set(bare.is_in(["", "NA", "NaN"]), None)
        numbers = bare.cast(pl.Float64, strict=False)
        bad = (numbers.is_null() & bare.is_not_null()).arg_true()
        if len(bad):
            raise InputError(f"{name}: row {bad[0] + 2} of column {column.name!r} is {bare[bad[0]]!r}, not a number")
        column = numbers
    if not column.dtype.is_numeric() and column.dtype != pl.Null:
        raise InputError(f"{name}: column {column.name!r} is none of numbers")
    return column.cast(pl.Float64).fill_nan(None)


def _by(dates: pl.Series, name: str) -> By:
    if len(dates) < 2:
        raise InputError(f"{name} has one period; a series needs several")
    step = min(dates.diff().drop_nulls().dt.total_days().to_list())
    for by, (least, most) in _DAYS.items():
        if least <= step <= most:
            return by
    raise InputError(f"{name}: periods lie {step} days apart; they may be days, weeks, months, quarters or years")


def _grid(dates: pl.Series, by: By, name: str) -> pl.Series:
    first, last = dates.min(), dates.max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    grid = pl.date_range(first, last, EVERY[by], eager=True).alias("period")
    off = dates.filter(~dates.is_in(grid.implode()))
    if len(off):
        raise InputError(f"{name}: {off[0]} lies between the periods, which go by {by} from {first}")
    return grid


def _direction(grid: pl.Series, figures: pl.DataFrame, column: str) -> pl.DataFrame:
    one = pl.DataFrame(grid).join(
        figures.select("period", value=column), on="period", how="left", maintain_order="left"
    )
    return one.select("period", direction=pl.lit(column), covered=pl.col("value").is_not_null(), value="value")
