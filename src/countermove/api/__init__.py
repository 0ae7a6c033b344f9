"""Countermove from Python: ``import countermove as cm``. Part of the rim, as the command line is.

``cm.read`` reads a text, a file or a folder; what it gives has records and, of each kind, a polars frame.
"""

from countermove.api.reading import Readings, read
from countermove.api.rows import Rows

__all__ = ["Readings", "Rows", "read"]
