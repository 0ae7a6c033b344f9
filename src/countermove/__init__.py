"""Countermove: reads news reports and writes down who did and said what to whom.

``import countermove as cm`` gives ``cm.read``, ``cm.Store``, ``cm.series_of`` and the models; see
``countermove.api``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from countermove.version import __version__

if TYPE_CHECKING:
    from countermove.api import (
        Readings,
        Rows,
        Store,
        alerts,
        brief,
        forecast,
        hawkes,
        phases,
        read,
        reciprocity,
        save,
        series_of,
    )

__all__ = [
    "Readings",
    "Rows",
    "Store",
    "__version__",
    "alerts",
    "brief",
    "forecast",
    "hawkes",
    "phases",
    "read",
    "reciprocity",
    "save",
    "series_of",
]


def __getattr__(name: str) -> Any:
    """The names of ``countermove.api``, imported when one is first asked for: the command line needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'countermove' has no attribute {name!r}")
    from countermove import api  # noqa: PLC0415 - see above

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
