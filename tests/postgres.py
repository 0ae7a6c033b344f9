"""A real PostgreSQL for tests: a server of our own in a folder of our own, started once and stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

_NAMES = count(1)


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: the newest of Debian's, else that of the ones on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if debian:
        return debian[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass(frozen=True)
class Server:
    """A server on the loopback; its superuser needs no password."""

    folder: Path
    port: int
    programs: Path
    user: str | None  # the account that it runs as, where it is not ours: it refuses to run as root

    def url(self, database: str) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=50"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", options, "-w", "start"
        )

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def new_database(self) -> str:
        """The address of a fresh, empty database."""
        name = f"store{next(_NAMES)}"
        self.query(f"CREATE DATABASE {name}")
        return self.url(name)

    def query(self, sql: str, database: str = "postgres") -> str:
        return self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tester", "-AtXq", "-c", sql, database)

    def run(self, program: str, *arguments: str) -> str:
        switch = {} if self.user is None else {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid}
        # pg_ctl leaves the server running with our pipes in its hands: it gets none.
        told = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, stdout=told, stderr=told, text=True, check=True, cwd=self.folder, **switch)
        return (done.stdout or "").strip()


@contextmanager
def server() -> Iterator[Server]:
    """A running server; the test skips where PostgreSQL is not installed."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL here (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="countermove-postgres-"))
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    started = Server(folder, _free_port(), found, user)
    try:
        started.run("initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        started.start()
        yield started
    finally:
        with suppress(subprocess.CalledProcessError):  # where it does not run
            started.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server that all tests of a session share."""
    with server() as started:
        yield started
