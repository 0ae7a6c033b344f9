"""Long lists of values cut into pieces that one query takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")

#: More would be planned slowly, and SQLite before 3.32 takes no more than 999 values.
_AT_ONCE = 500


def slices(values: Sequence[Value], size: int = _AT_ONCE) -> Iterator[Sequence[Value]]:
    """The values in pieces of at most ``size``, in order."""
    return (values[at : at + size] for at in range(0, len(values), size))
