"""CSV files of somebody's own with CAMEO or WEIS codes in the table form: a day, an actor, a recipient, a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from countermove.errors import InputError
from countermove.imports.lines import Troubles
from countermove.imports.shaping import day, in_schema, number, set_aside
from countermove.imports.words import acts, country_of
from countermove.ontology import cameo

#: What a column can be said to be, and what it is called where nothing is said.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "day", "event_date"),
    "actor": ("actor", "source", "actor1", "src"),
    "recipient": ("recipient", "target", "actor2", "tgt"),
    "code": ("code", "event_code", "cameo", "cameo_code", "weis"),
    "event": ("event", "event_id", "id"),
    "score": ("score", "goldstein"),
    "outlet": ("outlet", "publisher"),
    "place": ("place", "location"),
    "country": ("country",),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "long"),
}
_LONG, _MANY = 30, 12
NEEDED = ("date", "actor", "recipient", "code")


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of a file: which column is what, the form of its days, the file of its scores."""

    columns: Mapping[str, str]
    day: str | None = None
    scores: Path | None = None


def columns_of(path: Path, header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Field -> column, as given or by its usual name. Raises InputError where one that is needed is not there."""
    for field, column in given.items():
        if field not in FIELDS:
            raise InputError(f"--columns {field}=...: a field is one of {', '.join(FIELDS)}")
        if column not in header:
            raise InputError(f"{path} has no column '{column}'; it has {_shown(header)}")
    usual = {name.strip().lower(): name for name in reversed(header)}
    found = {
        field: next((usual[name] for name in names if name in usual), "") for field, names in FIELDS.items()
    } | dict(given)
    lacking = [field for field in NEEDED if not found[field]]
    if lacking:
        raise InputError(
            f"{path}: no column for {', '.join(lacking)} among {_shown(header)}; "
            f"say which with --columns {','.join(f'{field}=COLUMN' for field in lacking)}"
        )
    return {field: column for field, column in found.items() if column}


def _shown(header: Sequence[str]) -> str:
    """The names of columns, as many as a line bears."""
    names = ", ".join(name if len(name) <= _LONG else f"{name[:_LONG]}…" for name in header[:_MANY])
    return f"{names} and {len(header) - _MANY} more" if len(header) > _MANY else names


def scheme_of(path: Path, column: str) -> str:
    """ "cameo" or "weis" by the codes that only one of them has. Raises InputError where they do not tell."""
    codes = _scan(path).select(pl.col(column).str.strip_chars().alias("code")).head(100_000)
    seen = codes.select(
        weis=pl.col("code").str.contains(r"^2[12]\d?$").any(), cameo=pl.col("code").str.contains(r"^\d{4}$").any()
    ).collect()
    told = [name for name in ("weis", "cameo") if seen[name].item()]
    if len(told) != 1:
        raise InputError(
            f"{path}: its codes do not tell whether they are WEIS or CAMEO; say --kind weis or --kind cameo"
        )
    return told[0]


def read_scores(path: Path) -> dict[str, float]:
    """A CSV file of codes and scores: the first column and the second, a header or none. Raises InputError."""
    try:
        table = pl.read_csv(path, infer_schema=False, has_header=False, columns=[0, 1], new_columns=["code", "score"])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: no table of a code and a score a line ({str(error).splitlines()[0]})") from error
    table = table.with_columns(pl.col("score").cast(pl.Float64, strict=False)).drop_nulls()
    if table.is_empty():
        raise InputError(f"{path}: no line with a code and a score")
    return dict(zip(table["code"].str.strip_chars(), table["score"], strict=True))


def frames(
    path: Path, scheme: str, columns: Mapping[str, str], given: Given, troubles: Troubles
) -> Iterator[pl.DataFrame]:
    """The table form, piece by piece, without broken rows, which are counted.

    Actors keep the file's codes; a country's ISO code or name is told in ``actor_code``. Scores are the file's, else
    those of the file of scores, else Goldstein's for CAMEO.
    """
    troubles.restart()
    scores = read_scores(given.scores) if given.scores else None
    shape = _Shape(scheme, columns, given, scores)
    picked = _scan(path).select(pl.col(column).str.strip_chars().alias(field) for field, column in columns.items())
    for piece in picked.with_row_index("line", 2).collect_batches(chunk_size=100_000, maintain_order=True):
        troubles.rows += len(piece)
        yield set_aside(shape.table(piece), path, troubles)


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy")


class _Shape:
    """What makes of the picked columns the table form."""

    def __init__(
        self, scheme: str, columns: Mapping[str, str], given: Given, scores: Mapping[str, float] | None
    ) -> None:
        self.scheme, self.columns, self.given, self.scores = scheme, columns, given, scores
        self.meanings = acts(scheme)

    def table(self, piece: pl.DataFrame) -> pl.DataFrame:
        given = [name for name in ("latitude", "longitude", "score") if name in self.columns]
        piece = self.meanings.add(piece.with_columns(number(name) for name in given), ["code"])
        score, name = self._score()
        ids = pl.col("event") if "event" in self.columns else pl.format("row-{}", pl.col("line"))
        piece = piece.with_columns(
            event=ids,
            level=pl.lit("event"),
            source=pl.lit(self.scheme),
            date=day("date", self.given.day),
            precision=pl.lit("day"),
            score=score,
            score_table=pl.when(score.is_not_null()).then(pl.lit(name)),
            reports=pl.lit(1),
            **{f"{side}_name": pl.col(side) for side in ("actor", "recipient")},
            **{f"{side}_code": _states(piece[side]) for side in ("actor", "recipient")},
        )
        if "country" in self.columns:
            piece = piece.with_columns(country=_states(piece["country"]))
        wrong = {
            "no day" + (f" of the form {self.given.day}" if self.given.day else ""): pl.col("date").is_null(),
            "no code": pl.col("code").is_null() | (pl.col("code") == ""),
        }
        return in_schema(piece, wrong)

    def _score(self) -> tuple[pl.Expr, str]:
        if "score" in self.columns:
            return pl.col("score"), f"column {self.columns['score']}"
        if self.scores is not None and self.given.scores is not None:
            known = pl.col("code").replace_strict(dict(self.scores), default=None, return_dtype=pl.Float64)
            return known, self.given.scores.stem
        return pl.col("goldstein"), cameo().table


def _states(cells: pl.Series) -> pl.Series:
    """The ISO code of each cell that is one, or a country's name; null for others."""
    distinct = cells.drop_nulls().unique(maintain_order=True).to_list()
    return cells.replace_strict(distinct, [country_of(cell) for cell in distinct], default=None, return_dtype=pl.String)
