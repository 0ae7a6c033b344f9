"""Which articles copy one another, and which tell of the same happening.

``signature`` and ``Copies`` know near copies; ``vector`` and ``Grouper`` put articles into stories as they come. Both
work on the text alone, before it is coded, and both can be made again from what they gave to store.
"""

from __future__ import annotations

from countermove.stories.copies import Copies, Kept, Placed, Signature, alike, signature
from countermove.stories.grouping import group, group_as_given
from countermove.stories.stream import Grouper, Member, Settings
from countermove.stories.vectors import Vector, vector

__all__ = [
    "Copies",
    "Grouper",
    "Kept",
    "Member",
    "Placed",
    "Settings",
    "Signature",
    "Vector",
    "alike",
    "group",
    "group_as_given",
    "signature",
    "vector",
]
