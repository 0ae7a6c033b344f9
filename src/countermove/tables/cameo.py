"""CAMEO and WEIS codes as PLOVER types: what data of other systems are in our own words.

The facts stand in ``data/cameo-to-plover.tsv`` and ``data/weis-to-plover.tsv``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from countermove.tables.facts import listed, rows_of


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code is in PLOVER: type (None where no type corresponds), mode and contexts; its Goldstein score."""

    code: str
    type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float | None


@cache
def cameo_meanings() -> Mapping[str, Meaning]:
    """CAMEO code ("0841") -> what it means (read once)."""
    return {row["code"]: _meaning(row) for row in rows_of("cameo-to-plover.tsv")}


@cache
def cameo_labels() -> Mapping[str, str]:
    """Key of a CAMEO code's label (see ``label_key``) -> code (read once)."""
    return {row["label"]: row["code"] for row in rows_of("cameo-to-plover.tsv")}


@cache
def weis_meanings() -> Mapping[str, Meaning]:
    """WEIS code ("223", or "22" for all of its class) -> what it means (read once)."""
    return {row["code"]: _meaning(row) for row in rows_of("weis-to-plover.tsv")}


def label_key(label: str) -> str:
    """What a code's label is told by, however it is written ("Make a visit", "Make_a_visit")."""
    letters = re.sub(r"[^a-z0-9]", "", label.lower())
    return hashlib.sha256(letters.encode()).hexdigest()[:8]


def meaning(code: str, known: Mapping[str, Meaning]) -> Meaning | None:
    """What a code means; of one that only some lists have (CAMEO 1641, WEIS 226) what the code above it means."""
    while len(code) > 1:
        if code in known:
            return known[code]
        code = code[:-1]
    return None


def _meaning(row: Mapping[str, str]) -> Meaning:
    score = row.get("goldstein")
    return Meaning(
        row["code"],
        row["type"] or None,
        row["mode"] or None,
        tuple(listed(row.get("contexts", ""))),
        float(score) if score else None,
    )
