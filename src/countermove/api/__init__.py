"""Countermove from Python: ``import countermove as cm``. Part of the rim, as the command line is.

``cm.read`` reads a text, a file or a folder, ``cm.Store`` keeps and finds what was read. What they give are records
and, of each kind, a polars frame. ``cm.series_of`` and the models take any of them, or a table.
"""

from countermove.api.kept import Store
from countermove.api.motion import alerts, brief, forecast, hawkes, phases, reciprocity, save, series_of
from countermove.api.reading import Readings, read
from countermove.api.rows import Rows

__all__ = [
    "Readings",
    "Rows",
    "Store",
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
