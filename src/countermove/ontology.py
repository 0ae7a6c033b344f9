"""PLOVER and CAMEO as data: types with quad class, score and modes, contexts and sectors; codes with their scores.

The facts stand in ``data/plover.yaml``, ``data/cameo.tsv`` and ``data/plover-to-cameo.tsv``; this module reads and asks
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from countermove.records import Event

# --- PLOVER -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What PLOVER says of an event type. ``modes`` maps each mode to its score."""

    name: str
    quad: int
    score: float
    needs_recipient: bool
    modes: Mapping[str, float]

    def score_of(self, mode: str | None) -> float:
        """The conflict-cooperation score of the type in this mode (the type's own without a mode)."""
        return self.modes.get(mode, self.score) if mode else self.score


@dataclass(frozen=True, slots=True)
class Ontology:
    """The types in PLOVER's order, contexts, sectors (code -> meaning) and the name of the score table."""

    table: str
    types: Mapping[str, TypeFacts]
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]
    quads: Mapping[int, str]


@cache
def plover() -> Ontology:
    """PLOVER as shipped (read once)."""
    text = files("countermove").joinpath("data/plover.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=yaml.CSafeLoader)
    types = {name: _facts(name, row) for name, row in raw["types"].items()}
    return Ontology(raw["table"], types, tuple(raw["contexts"]), raw["sectors"], raw["quads"])


def _facts(name: str, row: dict[str, Any]) -> TypeFacts:
    score = float(row["score"])
    modes = {mode: score if value is None else float(value) for mode, value in row["modes"].items()}
    return TypeFacts(name, int(row["quad"]), score, row["recipient"] == "required", modes)


# --- CAMEO ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code with its Goldstein score, and the name of the table that the score is from."""

    code: str
    name: str
    goldstein: float
    table: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A row of ``plover-to-cameo.tsv``: what has this type (and mode, context, status, where given) has this code."""

    type: str
    mode: str
    context: str
    status: str
    code: str

    def fits(self, event: Event) -> bool:
        """Whether the row is of an event's type and asks for nothing that the event has not."""
        return (
            self.type == event.type
            and self.mode in ("", event.mode)
            and self.status in ("", event.status)
            and (not self.context or self.context in event.contexts)
        )

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How much the row asks for; the highest that fits gives the code."""
        return bool(self.status), bool(self.mode), bool(self.context)


@dataclass(frozen=True, slots=True)
class Cameo:
    """The codes an event can be given, and by type the rows that give them, the most particular first."""

    table: str
    codes: Mapping[str, CameoCode]
    rows: Mapping[str, tuple[Correspondence, ...]]


@cache
def cameo() -> Cameo:
    """CAMEO as shipped (read once)."""
    comments, codes = _table("cameo.tsv")
    table = next(line.removeprefix("# table: ") for line in comments if line.startswith("# table: "))
    rows: dict[str, list[Correspondence]] = {}
    for row in _table("plover-to-cameo.tsv")[1]:
        rows.setdefault(row["type"], []).append(
            Correspondence(row["type"], row["mode"], row["context"], row["status"], row["code"])
        )
    return Cameo(
        table,
        {row["code"]: CameoCode(row["code"], row["name"], float(row["goldstein"]), table) for row in codes},
        # Sorting keeps the file's order among equals.
        {name: tuple(sorted(of_type, key=lambda row: row.rank, reverse=True)) for name, of_type in rows.items()},
    )


def cameo_of(event: Event) -> CameoCode | None:
    """The CAMEO code of an event by its type, mode, contexts and status; None for a type of somebody's own codebook.

    CAMEO tells neither denied nor possible nor long past acts apart: their code is that of the act.
    """
    known = cameo()
    return next((known.codes[row.code] for row in known.rows.get(event.type, ()) if row.fits(event)), None)


def _table(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """The comments of a tab-separated table, and its rows by the names of its columns; empty cells may lack."""
    lines = files("countermove").joinpath(f"data/{name}").read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    head, *rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return comments, [dict(zip(head, row + [""] * (len(head) - len(row)), strict=True)) for row in rows]
