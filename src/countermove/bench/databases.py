"""Empty databases for the time of a measurement; no database that anyone keeps anything in is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError

from countermove.errors import InputError
from countermove.store import engine


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of a new file; it is gone afterwards."""
    with TemporaryDirectory(prefix="countermove-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.db'}"


@contextmanager
def postgres(url: str) -> Iterator[str]:
    """The address of a new database on the server of ``url``, which itself is left alone; it is dropped afterwards.

    Raises InputError where ``url`` is no PostgreSQL server, none answers, or the user may not make databases there.
    """
    given = engine.address(url)
    if given.get_backend_name() != "postgresql":
        raise InputError(f"'{url}' is no PostgreSQL server: give postgresql://USER@HOST/DATABASE")
    server = engine.connect(given)
    made = given.set(database=f"countermove_bench_{uuid4().hex[:12]}")
    try:
        with engine.reading(server):
            pass  # where the server cannot be used this says so in one line
        _run(server, f"CREATE DATABASE {made.database}")
        try:
            yield _whole(made)
        finally:
            _run(server, f"DROP DATABASE IF EXISTS {made.database} WITH (FORCE)")
    finally:
        server.dispose()


def _run(server: Engine, statement: str) -> None:
    """What PostgreSQL does outside of transactions alone."""
    try:
        with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise InputError(
            f"{engine.shown(server.url)}: no database can be made there for measuring ({said}): give a user who may"
        ) from error


def _whole(url: URL) -> str:
    return url.render_as_string(hide_password=False)
