"""Many rows into a table at the database's own pace: executemany on SQLite, COPY on PostgreSQL.

SQLAlchemy's insert does the same and takes two to five times as long for tens of thousands of small rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from countermove.store.rows import Row
from countermove.store.verbatim import Verbatim, escaped


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert these rows, which all have the same columns and are used up; nothing where there are none."""
    if not rows:
        return
    names = list(rows[0])
    values = _values(table, names, rows)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({_list(connection, names)}) VALUES ({marks})"  # noqa: S608 - our names
        connection.exec_driver_sql(statement, list(values))
    else:
        _copy(connection, f"COPY {table.name} ({_list(connection, names)}) FROM STDIN", values)


def _list(connection: Connection, names: Iterable[str]) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.quote, names))


def _values(table: Table, names: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples; texts that may hold any character in the form in which databases hold them."""
    of_any = [name for name in names if isinstance(table.c[name].type, Verbatim)]
    for row in rows:
        for name in of_any:
            if row[name] is not None:
                row[name] = escaped(row[name])
        yield tuple([row[name] for name in names])


def _copy(connection: Connection, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            write: Callable[[tuple[Any, ...]], None] = copy.write_row
            for value in values:
                write(value)
    finally:
        cursor.close()
