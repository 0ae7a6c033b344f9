"""PLOVER as data: types with their quad class, score and modes, and the names of contexts and sectors.

The facts stand in ``data/plover.yaml``; this module reads and asks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


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
    raw = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506  (the safe loader, in C)
    types = {name: _facts(name, row) for name, row in raw["types"].items()}
    return Ontology(raw["table"], types, tuple(raw["contexts"]), raw["sectors"], raw["quads"])


def _facts(name: str, row: dict[str, Any]) -> TypeFacts:
    score = float(row["score"])
    modes = {mode: score if value is None else float(value) for mode, value in row["modes"].items()}
    return TypeFacts(name, int(row["quad"]), score, row["recipient"] == "required", modes)
