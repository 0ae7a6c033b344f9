"""A store as lines of text, so that two can be compared: all that is kept, and nothing of when it was worked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from countermove.store.schema import metadata


def dump_of(connection: Connection) -> Iterator[str]:
    """Each row of each table as a line of JSON, tables by name, rows by their key; but for clocks.

    The full-text index is left out: it is made of what is dumped.
    """
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        if not table.info.get("clock") and "only" not in table.info:
            yield from _rows(connection, table)


def _rows(connection: Connection, table: Table) -> Iterator[str]:
    columns = [column for column in table.columns if not column.info.get("clock")]
    query = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"stream_results": True, "yield_per": 1000}):
        yield json.dumps([table.name, *map(_plain, row)])


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def digest_of(connection: Connection) -> str:
    """The SHA-256 of the lines."""
    hashed = hashlib.sha256()
    for line in dump_of(connection):
        hashed.update(line.encode() + b"\n")
    return hashed.hexdigest()
