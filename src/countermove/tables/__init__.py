"""Events and incidents as tables: one form for our own records and for other systems' data.

A table has one row for each directed pair of an actor and a recipient of an act: what series and models count, and what
most event-data files hold.
"""

from countermove.tables.build import from_codings, from_incidents
from countermove.tables.schema import SCHEMA, Level
from countermove.tables.scores import ScoreTable, with_scores

__all__ = ["SCHEMA", "Level", "ScoreTable", "from_codings", "from_incidents", "with_scores"]
