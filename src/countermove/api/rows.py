"""Records of one kind, in order, that are a polars frame as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    import polars as pl

R = TypeVar("R")


class Rows(Sequence[R], Generic[R]):
    """A sequence of records; ``frame`` is one row for each of them.

    ``make`` makes the frame of the items; ``record`` gives an item's record, where the frame needs more than that.
    """

    __slots__ = ("_items", "_make", "_record")

    def __init__(
        self,
        items: Iterable[Any],
        make: Callable[[Sequence[Any]], pl.DataFrame],
        record: Callable[[Any], R] = lambda item: item,
    ) -> None:
        self._items = tuple(items)
        self._make = make
        self._record = record

    @property
    def frame(self) -> pl.DataFrame:
        """The records as a table, made anew at each call."""
        return self._make(self._items)

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame. Needs pandas and pyarrow: ``pip install countermove[pandas]``."""
        return self.frame.to_pandas()

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Rows[R]: ...
    def __getitem__(self, index: int | slice) -> R | Rows[R]:
        if isinstance(index, slice):
            return Rows(self._items[index], self._make, self._record)
        return self._record(self._items[index])

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(self.frame)

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()
