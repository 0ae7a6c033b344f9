"""A store is made by its migrations and brought up to date by them when it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from countermove.errors import InputError
from countermove.store import engine as engines
from countermove.store.schema import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

_TABLE = "alembic_version"


def version(connection: Connection) -> str | None:
    """The version of the schema; None where there is no store. Raises InputError where something else is kept there."""
    tables = set(inspect(connection).get_table_names())
    if _TABLE in tables:
        return connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - our own name
    if tables:
        named = ", ".join(sorted(tables)[:3])
        raise InputError(
            f"{engines.shown(connection.engine.url)} holds other data than a store ({named}): choose another"
        )
    return None


def open_store(engine: Engine, *, create: bool) -> None:
    """See to it that there is a store of this version: made where there is none, brought up to date where it is older.

    Raises InputError where it is newer than this program, where there is none and ``create`` is off, and for all that
    keeps it from being opened.
    """
    with engines.reading(engine) as connection:
        found = version(connection)
    if found == HEAD:
        return
    if found is None and not create:
        raise InputError(f"there is no store at {engines.shown(engine.url)}: countermove add makes one")
    if found is not None and found not in known_versions():
        raise InputError(
            f"the store {engines.shown(engine.url)} was written by a newer Countermove (its schema is {found}, this "
            f"one knows up to {HEAD}): update Countermove"
        )
    upgrade(engine)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that are missing, all in one transaction; another process that does so is waited for."""
    from alembic import command  # noqa: PLC0415 - needed for a new or an older store alone

    with engines.writing(engine) as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def known_versions() -> frozenset[str]:
    """The versions that this program knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    return frozenset(script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())


def configuration() -> Config:
    """What alembic must know."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
