"""Hawkes processes: how many answers an act brings, and how fast."""

from countermove.models.hawkes.goodness import Goodness
from countermove.models.hawkes.history import History, from_datetimes, from_days, from_moments
from countermove.models.hawkes.model import Settings, hawkes
from countermove.models.hawkes.result import Baseline, Excitation, Hawkes
from countermove.models.hawkes.simulate import simulate

__all__ = [
    "Baseline",
    "Excitation",
    "Goodness",
    "Hawkes",
    "History",
    "Settings",
    "from_datetimes",
    "from_days",
    "from_moments",
    "hawkes",
    "simulate",
]
