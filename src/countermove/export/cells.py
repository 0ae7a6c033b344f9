"""Cells of tab-separated files: one line a row, whatever stands in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def tsv(cells: Iterable[object]) -> str:
    """A line of a tab-separated file with its end; None is an empty cell, breaks in a text become spaces."""
    return "\t".join(map(_cell, cells)) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return _BREAKS.sub(" ", str(value)).encode("utf-8", "replace").decode("utf-8")
