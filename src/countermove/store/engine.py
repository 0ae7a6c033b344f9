"""Connections to SQLite and PostgreSQL, transactions that read and that write, and what goes wrong in one line.

One writer at a time: SQLite by ``BEGIN IMMEDIATE``, PostgreSQL by an advisory lock that ends with the transaction. So a
writer sees all that was written before, numbers rows without gaps, and needs no second look.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from countermove.errors import InputError

#: Seconds that a writer waits for another in SQLite, which has no queue of its own.
_PATIENCE = 120
_WRITES = "countermove_writes"
#: The first key of the advisory lock: no other program's, we hope. The second is the schema that the store is in.
_LOCK = 0x43_4D_56


def address(given: str | Path) -> URL:
    """The address of a store as the user gave it: a URL, or the path of a SQLite file. Raises InputError."""
    name = str(given)
    if not name.strip():
        raise InputError("the store has no name: give sqlite:///FILE, postgresql://USER@HOST/DATABASE or a path")
    if "://" not in name:
        return URL.create("sqlite", database=name)
    try:
        url = make_url(name)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InputError(f"'{name}' is no address of a store: {_first_line(error)}") from error
    if backend in ("postgresql", "postgres"):  # both are in use, the shorter one in addresses of hosting services
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise InputError(f"a store is kept in SQLite or PostgreSQL, not in {backend}: give sqlite:/// or postgresql://")
    return url.set(drivername="sqlite")


def shown(url: URL) -> str:
    """The address without a password, for messages."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def connect(url: URL) -> Engine:
    """An engine for the address; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(url, connect_args={"timeout": _PATIENCE, "check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own way to begin transactions leaves reads outside of them: we begin ours ourselves.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def see_to_folder(url: URL, *, create: bool) -> None:
    """For a SQLite file, that it is there or can be made. Raises InputError."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return
    file = Path(str(url.database))
    if file.is_dir():
        raise InputError(f"{file} is a folder: give the store the name of a file, such as {file / 'countermove.db'}")
    if not file.exists() and not create:
        raise InputError(f"there is no store at {shown(url)}: countermove add makes one")
    if not file.parent.exists():
        raise InputError(f"{file.parent}: there is no such folder to make the store in")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads: it sees the store as it was at its first look, whatever is written meanwhile."""
    with _told(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes, alone: all of it is kept at the end, or, where an error ends it, nothing."""
    with _told(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))"))
            yield connection


# --- what goes wrong --------------------------------------------------------------------------------

#: Words of a driver's message -> what to tell the user. In order: the first that is found counts.
_NO_ROOM = "there is no room left on the disk; what was written before is kept: make room, then repeat"
_TROUBLE: tuple[tuple[str, str], ...] = (
    ("database or disk is full", _NO_ROOM),
    ("no space left on device", _NO_ROOM),
    ("could not extend file", _NO_ROOM),
    ("disk i/o error", "the disk gave an error or is full; what was written before is kept: see to it, then repeat"),
    ("file is not a database", "this file is no SQLite database"),
    ("database disk image is malformed", "the file is damaged: put back a copy of it"),
    ("unable to open database file", "the file cannot be opened: look at its folder and at your rights there"),
    ("readonly database", "the file or its folder may not be written to"),
    ("database is locked", f"another program has been writing to it for over {_PATIENCE} seconds: repeat later"),
    ("password authentication failed", "the server does not accept this user and password"),
    ("no password supplied", "the server asks for a password: give it in the address or in ~/.pgpass"),
    ("does not exist", "there is no such database, user or role on the server"),
    ("no pg_hba.conf entry", "the server does not let this user in from here"),
    ("permission denied", "this user may not do that there"),
    ("connection refused", "no server answers there: start it, then repeat; what was written before is kept"),
    ("no such file or directory", "no server answers there: start it, then repeat; what was written before is kept"),
    ("could not translate host name", "there is no such host"),
    ("failed to resolve host", "there is no such host"),
    ("connection timeout expired", "the server does not answer"),
    ("timeout expired", "the server does not answer"),
    ("too many clients", "the server has too many connections: repeat later"),
    ("remaining connection slots", "the server has too many connections: repeat later"),
    ("is starting up", "the server is just starting: repeat in a moment"),
    ("is shutting down", "the server is shutting down; what was written before is kept: repeat once it is back"),
    ("terminating connection", "the server ended the connection; what was written before is kept: repeat"),
    ("server closed the connection", "the server ended the connection; what was written before is kept: repeat"),
    ("connection is closed", "the server ended the connection; what was written before is kept: repeat"),
    ("the connection is lost", "the server ended the connection; what was written before is kept: repeat"),
)  # fmt: skip


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Troubles that a user can mend, in one line; anything else is a bug and goes through as it is."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = str(cause).lower()
        known = next((message for words, message in _TROUBLE if words in said), None)
        if known is None and not (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise
        told = known or f"the connection failed ({_first_line(cause)}); what was written before is kept: repeat"
        raise InputError(f"the store {shown(engine.url)}: {told}") from error


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
