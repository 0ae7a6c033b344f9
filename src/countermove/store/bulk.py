"""Many rows into a table at the database's own pace: executemany on SQLite, COPY on PostgreSQL.

SQLAlchemy's insert does the same and takes two to five times as long for tens of thousands of small rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from countermove.store.rows import Row
from countermove.store.verbatim import Verbatim, escaped

#: A row as the driver takes it: bare values in the order of a form's columns.
Values = tuple[Any, ...]


class Form:
    """A table's columns in the order in which values are inserted: first those that are ``given`` last.

    Rows are made where articles are coded, in any process, and written in another: as bare tuples they cross over
    cheaply, and what the writer adds, the numbers of rows, is put before them.
    """

    def __init__(self, table: Table, *given: str) -> None:
        self.table = table
        self.rest = tuple(column.name for column in table.columns if column.name not in given)
        self.names = (*given, *self.rest)
        self._of_any = [at for at, name in enumerate(self.rest) if isinstance(table.c[name].type, Verbatim)]

    def values(self, row: Row) -> Values:
        """The values of a row without those that are given, texts of any characters as databases hold them."""
        found = [row[name] for name in self.rest]
        for at in self._of_any:
            if found[at] is not None:
                found[at] = escaped(found[at])
        return tuple(found)

    def at(self, name: str) -> int:
        """Where a column's value stands among ``values``."""
        return self.rest.index(name)


def put(connection: Connection, form: Form, values: Sequence[Values]) -> None:
    """Insert what is given and values of the form, each as one tuple."""
    _insert(connection, form.table, form.names, values)


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert these rows, which all have the same columns; nothing where there are none."""
    if rows:
        names = tuple(rows[0])
        _insert(connection, table, names, _values(table, names, rows))


def _insert(connection: Connection, table: Table, names: Sequence[str], values: Sequence[Values]) -> None:
    if not values:
        return
    columns = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - our names
        connection.exec_driver_sql(statement, values)
    else:
        _copy(connection, f"COPY {table.name} ({columns}) FROM STDIN", values)


def _values(table: Table, names: Sequence[str], rows: Iterable[Row]) -> list[Values]:
    """The rows as tuples; texts that may hold any character in the form in which databases hold them."""
    of_any = frozenset(name for name in names if isinstance(table.c[name].type, Verbatim))
    return [
        tuple([escaped(row[name]) if name in of_any and row[name] is not None else row[name] for name in names])
        for row in rows
    ]


def _copy(connection: Connection, statement: str, values: Iterable[Values]) -> None:
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            write: Callable[[Values], None] = copy.write_row
            for value in values:
                write(value)
    finally:
        cursor.close()
