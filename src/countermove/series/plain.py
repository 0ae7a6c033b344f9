"""Figures as plain values that JSON can hold, and rows as a text table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import polars as pl

Row = dict[str, Any]


# --- plain values -----------------------------------------------------------------------------------


def plain_fields(record: Any) -> dict[str, Any]:
    """The fields of a dataclass as plain values, in their order."""
    return {part.name: plain(getattr(record, part.name)) for part in fields(record)}


def plain(value: Any) -> Any:
    """A value as what JSON can hold: records become objects, arrays and tuples lists, dates ISO texts, NaN None."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, date):
        return value.isoformat()
    return _plain_whole(value)


def _plain_whole(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, pl.DataFrame):
        return [plain(row) for row in value.iter_rows(named=True)]
    if is_dataclass(value):
        return plain_fields(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"a result holds a {type(value).__name__}, which has no plain form")


# --- a table for people -----------------------------------------------------------------------------


def text_table(rows: Sequence[Row]) -> str:
    """Rows as an aligned text table with a rule under its head; numbers to the right, nothing known as ``-``."""
    if not rows:
        return ""
    heads = list(rows[0])
    cells = [[_cell(row[head]) for head in heads] for row in rows]
    widths = [max(len(head), *(len(line[i]) for line in cells)) for i, head in enumerate(heads)]
    right = [all(row[head] is None or _is_number(row[head]) for row in rows) for head in heads]
    lines = [heads, ["-" * width for width in widths], *cells]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) >= 0.001 or value == 0 else f"{value:.2g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
