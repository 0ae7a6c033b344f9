"""Commands that hand data to other tools and take theirs: export, import."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from countermove.cli import options
from countermove.cli.asking import asks, opened
from countermove.cli.output import complain, writer
from countermove.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from countermove.export.acts import Act
    from countermove.export.writing import Export
    from countermove.imports import Troubles
    from countermove.records import Coding, Incident
    from countermove.store import Filter, Store
    from countermove.tables import Level


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(export)
    app.command(name="import")(import_)


# --- export -----------------------------------------------------------------------------------------


@asks("limit", "after")
def export(
    asked: Filter,
    records: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RECORDS", help="JSONL files that read --format jsonl made; without any, the store."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="FORMAT",
            help="jsonl, plover, polecat, icews, gdelt, csv, parquet or sqlite.",
        ),
    ] = "jsonl",
    store: options.Store = None,
    out: options.Out = None,
    level: Annotated[
        str, typer.Option(metavar="event|incident", help="A row for each report of an act, or for each act.")
    ] = "event",
    planned: Annotated[
        str, typer.Option(metavar="as-agree|drop|keep", help="What becomes of acts that were not done (see above).")
    ] = "as-agree",
    undated: Annotated[
        str,
        typer.Option(metavar="published|drop", help="Acts that nothing dates: on the day of publication, or left out."),
    ] = "published",
    settled: Annotated[  # noqa: FBT002 - typer's way to declare a flag
        bool, typer.Option("--settled", help="Leave out what stands on somebody's word alone or is denied.")
    ] = False,
    scores: Annotated[
        str, typer.Option(metavar="plover|goldstein", help="The scores that csv and parquet carry.")
    ] = "plover",
) -> None:
    """Write acts in the format of another tool.

    jsonl: our records. plover: PLOVER's JSON records. polecat, icews, gdelt (1.0): their tab-separated columns. csv,
    parquet: the table that series and models read, a row for each actor and recipient. sqlite: a file for Datasette.

    What a report tells as planned, possible, denied or long past was not done. as-agree: a planned cooperative act is
    an AGREE, a planned RETREAT a CONCEDE; the rest has PLOVER's auxiliary mode in plover, and is left out of polecat,
    icews and gdelt, which cannot say so. keep: it counts as done there. Our own formats keep type and status apart.

    Which scores and rules were used is said on standard error and in FILE.about.json. Of a store the options below say
    which acts are wanted.

    Example: countermove export records.jsonl --as icews --out events.tab
    """
    job = _job(form, level, planned, undated, scores, settled=settled)
    if job.form.is_binary and out is None:
        raise InputError(f"--as {job.form} is no text: give it a file with --out FILE")
    if records:
        if asked != type(asked)():
            raise InputError(
                "records are exported whole: what is asked for with --actor, --since and so on is of a store"
            )
        _write(job, _Records(codings_in(records)), out)
    else:
        with opened(store) as place:
            _write(job, _Kept(place, asked), out)
    _tell(job, out)


def _job(form: str, level: str, planned: str, undated: str, scores: str, *, settled: bool) -> Export:
    from countermove.export.forms import Form, Planned, Rules, Undated  # noqa: PLC0415 - see the package
    from countermove.export.writing import Export  # noqa: PLC0415 - polars takes a while to import
    from countermove.tables import Level, ScoreTable  # noqa: PLC0415 - see above

    return Export(
        _one_of(Form, form, "--as"),
        _one_of(Level, level, "--level"),
        Rules(_one_of(Planned, planned, "--planned"), _one_of(Undated, undated, "--undated"), settled),
        _one_of(ScoreTable, scores, "--scores"),
    )


_Choice = TypeVar("_Choice", bound=StrEnum)


def _one_of(kind: type[_Choice], value: str, option: str) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        raise InputError(f"{option} {value}: it is one of {', '.join(kind)}") from None


@dataclass(frozen=True, slots=True)
class _Records:
    """Acts out of records."""

    codings: Iterator[Coding]

    def acts(self, level: Level) -> Iterator[Act]:
        from countermove.export.gathering import from_records  # noqa: PLC0415 - polars takes a while to import

        return from_records(self.codings, level)

    def incidents(self) -> Iterable[Incident]:
        from countermove.export.gathering import incidents_of  # noqa: PLC0415 - see above

        return incidents_of(self.codings)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Acts out of a store."""

    store: Store
    asked: Filter

    @property
    def codings(self) -> Iterator[Coding]:
        from countermove.export.gathering import codings_of  # noqa: PLC0415 - see above

        return codings_of(self.store, self.asked)

    def acts(self, level: Level) -> Iterator[Act]:
        from countermove.export.gathering import from_store  # noqa: PLC0415 - see above

        return from_store(self.store, level, self.asked)

    def incidents(self) -> Iterable[Incident]:
        return self.store.incidents(self.asked)


def _write(job: Export, source: _Records | _Kept, out: Path | None) -> None:
    from countermove.export import writing  # noqa: PLC0415 - polars takes a while to import

    if job.form.is_binary:
        assert out is not None
        writing.write_binary(source.acts(job.level), job, out)
        return
    if job.form != "jsonl":
        pieces = writing.lines(source.acts(job.level), job)
    elif job.level == "incident":
        pieces = writing.incident_lines(source.incidents(), job)
    else:
        pieces = writing.record_lines(source.codings, job)
    first = next(pieces, "")  # asked for before a file is made: bad input leaves no file behind
    with writer(out) as write:
        for piece in itertools.chain([first], pieces):
            write(piece)


def _tell(job: Export, out: Path | None) -> None:
    """Say how the data were made: beside the file, in Datasette's metadata, and on standard error in a line."""
    if out is not None:
        with writer(out.with_name(f"{out.name}.about.json")) as write:
            write(job.sidecar)
        if job.form == "sqlite":
            _write_metadata(job, out)
    count, told = job.count, job.about
    left = {
        "not done": count.not_done,
        "undated": count.undated,
        "not settled": count.unsettled,
        "without a CAMEO code": count.without_code,
    }
    claims = (
        f"; {count.claimed} on somebody's word alone, {count.denied} denied" if count.claimed + count.denied else ""
    )
    out_of = "".join(f"; {number} left out ({why})" for why, number in left.items() if number)
    complain(
        f"{count.acts} acts as {told['format']}, {told['level']} level{claims}{out_of}; scores: {told['scores']}; "
        f"planned = {told['planned']}; undated = {told['undated']}"
    )


def _write_metadata(job: Export, out: Path) -> None:
    from countermove.export.datasette import metadata  # noqa: PLC0415 - see export

    with writer(out.with_name(f"{out.stem}.metadata.json")) as write:
        write(json.dumps(metadata(out.stem, job.about), ensure_ascii=False, indent=1) + "\n")


# --- records in -------------------------------------------------------------------------------------


def codings_in(paths: Sequence[Path]) -> Iterator[Coding]:
    """The codings of records files. A line that is no record is named on standard error and the others go on."""
    for path in paths:
        if str(path) != "-" and not path.is_file():
            raise InputError(f"{path}: there is no such file")
    return _read_records(paths)


def _read_records(paths: Sequence[Path]) -> Iterator[Coding]:
    from countermove.export import from_record  # noqa: PLC0415 - see export

    bad: list[str] = []
    seen: set[str] = set()
    for name, number, line in _lines(paths):
        try:
            coding = from_record(json.loads(line))
        except (ValueError, InputError) as error:
            bad.append(f"{name}:{number}: {error}")
            continue
        if coding.article.id in seen:
            bad.append(f"{name}:{number}: the article '{coding.article.id}' was there before, and is taken once")
            continue
        seen.add(coding.article.id)
        yield coding
    if bad and not seen:
        raise InputError(f"no record in {', '.join(map(str, paths))}; the first line: {bad[0]}")
    for trouble in bad:
        complain(trouble)


def _lines(paths: Sequence[Path]) -> Iterator[tuple[str, int, str]]:
    for path in paths:
        stream = sys.stdin.buffer if str(path) == "-" else path.open("rb")
        with stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield str(path), number, line.decode("utf-8", "replace")


# --- import -----------------------------------------------------------------------------------------


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of events; several become one table.")],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The table to write: .parquet, or .csv, whole or not at all.")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="polecat, icews, gdelt, relations, cameo, weis or countermove; told by the file itself if not given.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD=COLUMN,...",
            help="Of a CSV file of your own: date=, actor=, recipient=, code=, and if it has them event=, score=, "
            "outlet=, place=, country=, latitude=, longitude=.",
        ),
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file of codes and scores, for codes of your own.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--dates", metavar="FORM", help='The form of the days, such as "%d.%m.%Y", where it is unusual.'),
    ] = None,
) -> None:
    """Bring events of other systems into the table that series and models read.

    POLECAT, ICEWS and GDELT (1.0 and 2.0) files are known by their columns, also packed with gzip or zip; a CSV file
    with CAMEO or WEIS codes by its header, or by --columns. PLOVER's types come from the codes, countries' codes from
    names. Rows that cannot be read are counted, the first are named, and the rest goes on.

    Example: countermove import events.2018.tab --out events.parquet
    """
    from countermove.imports import Troubles, read_table  # noqa: PLC0415 - polars takes a while to import

    if out.suffix not in (".parquet", ".csv"):
        raise InputError(f"--out {out}: the table is written as .parquet or .csv")
    given = _columns(columns)
    read = [(path, Troubles()) for path in files]
    tables = [
        read_table(path, kind, columns=given, scores=scores, day=day, troubles=troubles) for path, troubles in read
    ]
    told = _write_table(tables, out, read)
    for path, troubles in read:
        _tell_troubles(path, troubles)
    complain(told)


def _columns(given: str | None) -> dict[str, str]:
    parts = [part.partition("=") for part in (given or "").split(",") if part.strip()]
    wrong = [field for field, sign, column in parts if not (sign and column.strip())]
    if wrong:
        raise InputError(f"--columns {given}: give each as FIELD=COLUMN, such as date=day,actor=from")
    return {field.strip(): column.strip() for field, _, column in parts}


def _write_table(tables: Sequence[pl.LazyFrame], out: Path, read: Sequence[tuple[Path, Troubles]]) -> str:
    """Write the tables as one, and say what it holds. Raises InputError, and writes nothing, where it has no row."""
    import polars as pl  # noqa: PLC0415 - see import_

    from countermove.export.flat import for_csv  # noqa: PLC0415 - see import_
    from countermove.export.whole import whole  # noqa: PLC0415 - see import_
    from countermove.imports import Kind, read_table  # noqa: PLC0415 - see import_

    table = pl.concat(tables)
    with whole(out) as draft:
        try:
            if out.suffix == ".parquet":
                table.sink_parquet(draft)
            else:
                for_csv(table).sink_csv(draft)
            rows, told = _held(read_table(draft, Kind.OWN))
        except pl.exceptions.PolarsError as error:
            raise InputError(f"cannot write {out}: {str(error).splitlines()[0]}") from error
        if rows == 0:
            why = next((f" ({t.first[0].message})" for _, t in read if t.first), "")
            raise InputError(f"no row could be read in {', '.join(str(path) for path, _ in read)}{why}")
    return f"{rows:,} rows in {out}: {told}"


def _held(table: pl.LazyFrame) -> tuple[int, str]:
    """How many rows a table has, and what they lack."""
    import polars as pl  # noqa: PLC0415 - see import_

    lacking = {
        "without a PLOVER type": pl.col("type").is_null(),
        "without a score": pl.col("score").is_null(),
        "whose actor has no known country or kind": pl.col("actor_code").is_null(),
    }
    found = table.select(
        pl.len().alias("rows"),
        pl.col("date").min().alias("first"),
        pl.col("date").max().alias("last"),
        *(wrong.sum().alias(name) for name, wrong in lacking.items()),
    ).collect()
    row = found.row(0, named=True)
    days = [f"{row['first']} to {row['last']}"] if row["first"] is not None else []
    return row["rows"], "; ".join([*days, *(f"{row[name]:,} {name}" for name in lacking if row[name])])


def _tell_troubles(path: Path, troubles: Troubles) -> None:
    if not troubles.broken:
        return
    complain(f"{path}: {troubles.broken:,} of {troubles.rows:,} rows could not be read; the first:")
    for trouble in troubles.first:
        complain(f"  {trouble.message}")
