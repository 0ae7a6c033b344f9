"""The runs of ``add``, ``watch`` and ``recode``: when they were and what they came to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from countermove.store.schema import runs


def begin(connection: Connection, command: str, sources: Sequence[str], at: str) -> int:
    """Note that a run begins; returns its number."""
    last: int = connection.execute(select(func.coalesce(func.max(runs.c.n), 0))).scalar_one()
    told = json.dumps(list(sources), ensure_ascii=False)
    connection.execute(runs.insert(), [{"n": last + 1, "command": command, "sources": told, "began": at}])
    return last + 1


def end(connection: Connection, run: int, summary: Mapping[str, Any], at: str) -> None:
    """Note that it has ended, and what it came to."""
    told = json.dumps(dict(summary), ensure_ascii=False)
    connection.execute(update(runs).where(runs.c.n == run).values(ended=at, summary=told))
