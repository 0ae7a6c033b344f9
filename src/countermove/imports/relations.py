"""Events as knowledge graphs have them: day, actor, relation, recipient; relations are labels of CAMEO codes."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from countermove.imports.shaping import Shape, day, in_schema
from countermove.imports.words import Lookup, acts, by_name, whos
from countermove.ontology import cameo
from countermove.tables.cameo import cameo_labels, label_key

#: Names that the columns go by, as they are called here.
_NAMES = {"date": "day", "actor": "one", "source": "one", "subject": "one", "head": "one", "relation": "label",
          "recipient": "other", "target": "other", "object": "other", "tail": "other"}  # fmt: skip


_NEEDED = frozenset(("day", "one", "label", "other"))


def columns(cells: Sequence[str]) -> list[str] | None:
    """The columns under our names, or None where the file is something else."""
    names = [_NAMES.get(name.lower(), name) for name in cells]
    return names if sorted(name for name in names if name in _NEEDED) == sorted(_NEEDED) else None


def shape() -> Shape:
    """What makes of a frame of these columns the table form."""
    meanings = acts("cameo")
    codes = Lookup(lambda label: (cameo_labels().get(label_key(label or "")),), ("code",), (pl.String,))
    actors, recipients = whos("actor", by_name), whos("recipient", by_name)

    def to_table(table: pl.DataFrame) -> pl.DataFrame:
        spaced = [pl.col(side).str.replace_all("_", " ").alias(f"{name}_name") for side, name in _SIDES]
        table = meanings.add(codes.add(table.with_columns(spaced), ["label"]), ["code"])
        table = table.with_columns(nothing=pl.lit(None, pl.String))
        table = actors.add(table, ["actor_name", "nothing", "nothing"])
        table = recipients.add(table, ["recipient_name", "nothing", "nothing"])
        table = table.with_columns(
            event=pl.format("row-{}", pl.col("line")),
            level=pl.lit("event"),
            source=pl.lit("cameo"),
            date=day("day"),
            precision=pl.lit("day"),
            score=pl.col("goldstein"),
            score_table=pl.lit(cameo().table),
            reports=pl.lit(1),
        )
        wrong = {
            "no day": pl.col("date").is_null(),
            "the relation is no label of a CAMEO code": pl.col("code").is_null(),
        }
        return in_schema(table, wrong)

    return to_table


_SIDES = (("one", "actor"), ("other", "recipient"))
