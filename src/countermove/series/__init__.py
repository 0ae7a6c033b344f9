"""Series: dyads over time, from any table of acts, with gaps shown as gaps.

``build`` makes the series of a ``Query`` from a table in SCHEMA, ``ready`` takes one that is made, ``acts`` gives the
acts behind it, ``split`` their counts by a column, ``all_dyads`` every dyad of a table in one pass.
"""

from countermove.series.build import QUADS, SPLITS, STANDINGS, Query, Undated, acts, build, coverage, split
from countermove.series.cautions import CAUTIONS, Caution
from countermove.series.dyads import all_dyads
from countermove.series.reactions import Reactions, reactions
from countermove.series.ready import ready
from countermove.series.record import ANYONE, By, Direction, Meta, Series

__all__ = [
    "ANYONE",
    "CAUTIONS",
    "QUADS",
    "SPLITS",
    "STANDINGS",
    "By",
    "Caution",
    "Direction",
    "Meta",
    "Query",
    "Reactions",
    "Series",
    "Undated",
    "acts",
    "all_dyads",
    "build",
    "coverage",
    "reactions",
    "ready",
    "split",
]
