"""Tab-separated tables of facts as they ship: the rows by the names of their columns."""

from __future__ import annotations

from importlib.resources import files


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of ``data/NAME``; lines that begin with # are comments, cells missing at a line's end are empty."""
    lines = files("countermove").joinpath("data", *name.split("/")).read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return [dict(zip(head, row + [""] * (len(head) - len(row)), strict=True)) for row in rows]


def listed(cell: str) -> list[str]:
    """The entries of a cell, which stand apart by semicolons."""
    return [entry.strip() for entry in cell.split(";") if entry.strip()]
