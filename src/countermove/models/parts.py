"""Parts of the time on which a model is fitted again: halves and thirds."""

from __future__ import annotations

from itertools import pairwise


def parts(length: int) -> list[tuple[int, int]]:
    """Halves, then thirds, of so many periods: (first, stop); none where a third would have under two periods."""
    if length < 6:
        return []
    cuts = [[round(length * place / count) for place in range(count + 1)] for count in (2, 3)]
    return [(first, stop) for edges in cuts for first, stop in pairwise(edges)]
