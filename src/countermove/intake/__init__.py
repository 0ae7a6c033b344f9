"""Articles from feeds into a store: known ones passed over, new ones coded, all of it written in transactions.

Part of the rim. A run may be cut off anywhere, at any moment: what is written is whole, and the next run over the same
sources goes on from there and ends with the store that an undisturbed one would have made.
"""

from __future__ import annotations

from countermove.intake.desk import Desk
from countermove.intake.recoding import Recoding, recode
from countermove.intake.runs import add
from countermove.intake.sources import Met, meet
from countermove.intake.states import StoredStates
from countermove.intake.summary import Summary

__all__ = ["Desk", "Met", "Recoding", "StoredStates", "Summary", "add", "meet", "recode"]
