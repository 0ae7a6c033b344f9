"""The store: where articles, their records, the incidents behind them and people's judgements are kept.

SQLite in one file or PostgreSQL, by address. Part of the rim: the line never imports it. ``Store`` is all that most
callers need; see docs/store.md.
"""

from __future__ import annotations

from countermove.store.differences import Change
from countermove.store.filters import Filter
from countermove.store.judging import KeptJudgement
from countermove.store.reading import ActorCount, StoredArticle, StoredEvent, StoredProblem, StoryCount
from countermove.store.store import Store
from countermove.store.writing import Arrival, Batch, Prepared, There, Written, prepare

__all__ = [
    "ActorCount",
    "Arrival",
    "Batch",
    "Change",
    "Filter",
    "KeptJudgement",
    "Prepared",
    "Store",
    "StoredArticle",
    "StoredEvent",
    "StoredProblem",
    "StoryCount",
    "There",
    "Written",
    "prepare",
]
