"""Periods: which one a day lies in, and which of them the source covered."""

from __future__ import annotations

from datetime import date

import polars as pl

from countermove.series.record import EVERY, By

#: A report covers the day it is published and as many days before it as it may tell of as news.
NEWS_DAYS = 7

#: The precision of an act that nothing dates, and that counts on the day of its report.
PUBLISHED = "published"
_DAYS = ("day", PUBLISHED)
#: The precisions of a date that are fine enough for a period.
_FINE = {
    By.DAY: _DAYS,
    By.WEEK: _DAYS,
    By.MONTH: (*_DAYS, "month"),
    By.QUARTER: (*_DAYS, "month"),
    By.YEAR: (*_DAYS, "month", "year"),
}


def start(column: str, by: By) -> pl.Expr:
    """First day of the period that the day in ``column`` lies in; weeks begin on Monday (ISO 8601)."""
    return pl.col(column).dt.truncate(EVERY[by])


def dated(by: By) -> pl.Expr:
    """Whether an act's date is known finely enough; a source that gives no precision gives days."""
    return pl.col("date").is_not_null() & pl.col("precision").fill_null("day").is_in(_FINE[by])


def grid(first: date, last: date, by: By) -> pl.Series:
    """First days of all periods from that of ``first`` to that of ``last``."""
    ends = pl.DataFrame({"day": [first, last]}).select(start("day", by))["day"]
    return pl.date_range(ends[0], ends[1], EVERY[by], eager=True).alias("period")


def covered(table: pl.LazyFrame, by: By) -> pl.LazyFrame:
    """Each period with a report: ``period``, the ``articles`` and ``events`` published in it.

    Where it is unknown when a row was published, the act's date stands for it.
    A report covers the period it was published in and that of an act it tells of within NEWS_DAYS after the act: news
    of Sunday stands in Monday's report. A look back at things years old covers nothing.
    """
    age = (pl.col("published") - pl.col("date")).dt.total_days()
    fresh = table.filter(age.is_between(0, NEWS_DAYS)).select("date")
    told = (
        table.with_columns(day=pl.coalesce("published", pl.when(dated(by)).then(pl.col("date"))))
        .drop_nulls("day")
        .group_by(period=start("day", by))
        .agg(articles=pl.col("article").drop_nulls().n_unique(), events=pl.col("event").n_unique())
    )
    by_date = fresh.group_by(period=start("date", by)).agg(articles=pl.lit(0, pl.UInt32), events=pl.lit(0, pl.UInt32))
    return pl.concat([told, by_date]).group_by("period").agg(pl.max("articles"), pl.max("events")).sort("period")
