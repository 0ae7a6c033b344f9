"""Commands on models of action and reaction: reciprocity, hawkes, forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from countermove.cli import motion_input as given
from countermove.cli.motion_input import Period, Printed
from countermove.cli.options import Out
from countermove.cli.output import writer
from countermove.errors import InputError

Measure = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="What is modelled: score_sum, score_mean, acts, share, material_conflict, ..."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Where chance begins: the same seed gives the same figures.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (reciprocity, hawkes, forecast):
        app.command()(command)


def reciprocity(
    actors: given.Actors = None,
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    csv: given.Csv = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    outlet: given.Outlet = None,
    types: given.Types = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    measure: Measure = None,
    lags: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many periods back; else the criterion chooses.")
    ] = None,
    criterion: Annotated[
        str, typer.Option(metavar="aic|bic|hq", help="What chooses the lags: Akaike, Schwarz, Hannan-Quinn.")
    ] = "hq",
    counts: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--counts", help="Model counts of acts (Poisson, negative binomial): better for daily data.")
    ] = False,
    typical: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--typical", help="Responses to a move that takes the others along, as moves mostly do.")
    ] = False,
    samples: Annotated[int, typer.Option(min=20, metavar="N", help="Bootstrap samples for the bands.")] = 500,
    seed: Seed = 1,
    chart: given.Chart = None,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """Ask whether sides answer each other: whether the past of each helps to tell the present of the other.

    Two actors: each to the other. Three: all six directions, with the answers to what is done to third parties. The
    model is a vector autoregression with Granger tests, plain and robust, and impulse responses with bootstrap bands;
    it is fitted again on each half and third of the time. What is found is prediction, not proof of cause.

    Example: countermove reciprocity RUS NATO --by week --table acts.parquet --chart answers.svg
    """
    from countermove.models.reciprocity import (  # noqa: PLC0415 - see the package
        Bootstrap,
        Settings,
        Shock,
        count_reciprocity,
    )
    from countermove.models.reciprocity import reciprocity as ask  # noqa: PLC0415 - see the package
    from countermove.models.sides import panel_of, with_warnings  # noqa: PLC0415 - see the package

    origin = given.source(store, table, csv, scores)
    asked = given.query(
        actors, by, level=level, status=status, outlet=outlet, types=types, since=since, until=until, undated=undated
    )
    series = given.series_of(origin, asked)
    panel = panel_of(series, measure or ("acts" if counts and csv is None else None))
    settings = Settings(
        lags=lags, criterion=criterion.lower(), shock=Shock.TYPICAL if typical else Shock.ALONE,
        bands=Bootstrap(samples=samples, seed=seed),
    )  # fmt: skip
    result = (count_reciprocity if counts else ask)(panel, settings)
    _put(with_warnings(result, series), form, out)
    if chart is not None:
        if result.responses is None:
            raise InputError("no chart: there are no responses to draw (counts, or an unstable model)")
        from countermove.charts.impulse import impulse  # noqa: PLC0415 - see the package
        from countermove.charts.save import save  # noqa: PLC0415 - see the package

        save(impulse(result), chart)


def hawkes(
    actors: given.Actors = None,
    store: given.Store = None,
    table: given.Table = None,
    csv: given.Csv = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    outlet: given.Outlet = None,
    acts: Annotated[
        list[str] | None,
        typer.Option(
            metavar="conflict|all|TYPE", help="Which acts: conflict (words and deeds), all, or types (several times)."
        ),
    ] = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    stretches: Annotated[
        int, typer.Option(min=1, metavar="N", help="Cut the time in N, each with its own rate of unprovoked acts.")
    ] = 1,
    each: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--each", help="Let the speed of answers differ by whom they answer.")
    ] = False,
    seed: Seed = 1,
    chart: given.Chart = None,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """Measure how many answers an act brings, and how fast.

    A Hawkes process on the days of acts: a branching matrix with standard errors and half-lives, tests against acts
    that come by themselves, residuals. Days without any report are left out; answers on the same day are not counted,
    since who came first is not known. With --csv, columns of counts by day.

    Example: countermove hawkes RUS NATO --acts conflict --table acts.parquet --chart branching.svg
    """
    from countermove.models.hawkes import Settings  # noqa: PLC0415 - see the package
    from countermove.models.hawkes import hawkes as fit  # noqa: PLC0415 - see the package
    from countermove.models.sides import history_of, with_warnings  # noqa: PLC0415 - see the package

    origin = given.source(store, table, csv, scores)
    kinds = tuple(acts or ("conflict",))
    types = None if kinds in (("conflict",), ("all",)) else list(kinds)
    if types and {"conflict", "all"} & set(types):
        raise InputError("--acts takes conflict, or all, or types; not both")
    asked = given.query(
        actors, Period.DAY, level=level, status=status, outlet=outlet, types=types, since=since, until=until,
        undated=undated,
    )  # fmt: skip
    series = given.series_of(origin, asked)
    history = history_of(series, conflict=kinds == ("conflict",))
    result = fit(history, Settings(stretches=stretches, decay_each=each, seed=seed))
    _put(with_warnings(result, series), form, out)
    if chart is not None:
        from countermove.charts.branching import hawkes as draw  # noqa: PLC0415 - see the package
        from countermove.charts.save import save  # noqa: PLC0415 - see the package

        save(draw(result), chart)


def forecast(
    actors: given.Actors = None,
    by: given.By = Period.WEEK,
    store: given.Store = None,
    table: given.Table = None,
    csv: given.Csv = None,
    scores: given.Scores = None,
    level: given.Level = None,
    status: given.Status = None,
    outlet: given.Outlet = None,
    types: given.Types = None,
    since: given.Since = None,
    until: given.Until = None,
    undated: given.Undated = given.Dated.PUBLISHED,
    measure: Measure = None,
    periods: Annotated[int, typer.Option(min=1, metavar="N", help="How many periods ahead.")] = 4,
    lags: Annotated[int | None, typer.Option(min=1, metavar="N", help="How many periods back; else chosen.")] = None,
    seed: Seed = 1,
    chart: given.Chart = None,
    form: given.Form = Printed.TEXT,
    out: Out = None,
) -> None:
    """Forecast the next periods, beside two simple forecasts, and say whether the model beats them.

    The simple ones: it goes on as it last was, and it comes again as it was before. All three are scored on the past by
    forecasts that knew only what came before them. Where the model is not better, the result says so, and which simple
    forecast to go by.

    Example: countermove forecast RUS NATO --by month --periods 6 --table acts.parquet --chart forecast.svg
    """
    from countermove.models.forecast import Settings  # noqa: PLC0415 - see the package
    from countermove.models.forecast import forecast as ask  # noqa: PLC0415 - see the package
    from countermove.models.sides import panel_of, with_warnings  # noqa: PLC0415 - see the package

    origin = given.source(store, table, csv, scores)
    asked = given.query(
        actors, by, level=level, status=status, outlet=outlet, types=types, since=since, until=until, undated=undated
    )
    series = given.series_of(origin, asked)
    panel = panel_of(series, measure)
    result = ask(panel, Settings(periods=periods, lags=lags, seed=seed))
    _put(with_warnings(result, series), form, out)
    if chart is not None:
        from countermove.charts.forecast import forecast as draw  # noqa: PLC0415 - see the package
        from countermove.charts.save import save  # noqa: PLC0415 - see the package

        save(draw(result, panel), chart)


# --- printing ---------------------------------------------------------------------------------------


def _put(result: Any, form: Printed, out: Path | None) -> None:
    with writer(out) as write:
        write(given.printed((result,), form))
