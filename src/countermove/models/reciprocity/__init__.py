"""Reciprocity: whether each side's past conduct helps to tell the other's present, beyond the other's own past."""

from countermove.models.reciprocity.model import Settings, count_reciprocity, reciprocity
from countermove.models.reciprocity.responses import Bootstrap, Resample, Responses, Shock
from countermove.models.reciprocity.result import Answer, Inertia, Reciprocity

__all__ = [
    "Answer",
    "Bootstrap",
    "Inertia",
    "Reciprocity",
    "Resample",
    "Responses",
    "Settings",
    "Shock",
    "count_reciprocity",
    "reciprocity",
]
