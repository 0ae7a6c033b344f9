"""Killed at any moment, two at once, a full disk, a database that goes and comes back: the store is the same.

``COUNTERMOVE_KILLS=100`` kills as often for each database; a run of the whole suite kills a handful of times.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres import Server, postgres  # noqa: F401 - a fixture
from stored import written

from countermove.batch import Setup
from countermove.errors import InputError
from countermove.intake import Summary, add
from countermove.store import Store

SETUP = Setup("no-parser-is-loaded-for-records")
KILLS = int(os.environ.get("COUNTERMOVE_KILLS", "6"))
#: Forked, so that a run begins at once: it is killed while it writes, not while it imports.
FORKING = multiprocessing.get_context("fork")

Fresh = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Gives addresses of stores that are not there yet."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        return server.new_database
    numbers = iter(range(1_000_000))
    return lambda: f"sqlite:///{tmp_path}/store{next(numbers)}.db"


def run(url: str, records: Path, together: int = 3) -> Summary:
    with Store(url) as store:
        return add([str(records)], store, SETUP, together=together)


def begun(url: str, records: Path, together: int = 3) -> multiprocessing.process.BaseProcess:
    process = FORKING.Process(target=run, args=(url, records, together))
    process.start()
    return process


def digest(url: str) -> str:
    with Store(url) as store:
        return store.digest()


def test_killed_at_any_moment_the_next_run_ends_with_the_store_of_an_undisturbed_one(fresh: Fresh, tmp_path: Path):
    records = written(tmp_path, 12)
    calm = fresh()
    began = time.perf_counter()
    summary = run(calm, records)
    takes = time.perf_counter() - began
    assert summary.new > 12
    assert summary.unreadable
    assert summary.copies
    expected = digest(calm)
    chance = random.Random(KILLS)
    kills = stores = 0
    while kills < KILLS:
        url = fresh()
        stores += 1
        while kills < KILLS:
            process = begun(url, records)
            process.join(chance.uniform(0, takes))
            if process.exitcode is not None:
                assert process.exitcode == 0
                break
            process.kill()
            process.join()
            kills += 1
        run(url, records)
        assert digest(url) == expected
    print(f"{kills} kills in {stores} stores, all equal to {expected[:12]}; a run takes {takes:.2f} s")


def test_where_batches_end_changes_nothing(fresh: Fresh, tmp_path: Path):
    records = written(tmp_path, 10)
    found = set()
    for together in (1, 4, 1000):
        url = fresh()
        run(url, records, together)
        found.add(digest(url))
    assert len(found) == 1


def test_two_processes_at_once_do_no_harm(fresh: Fresh, tmp_path: Path):
    records = written(tmp_path, 10)
    calm, busy = fresh(), fresh()
    run(calm, records)
    both = [begun(busy, records, together) for together in (1, 2)]
    for process in both:
        process.join(120)
        assert process.exitcode == 0
    assert digest(busy) == digest(calm)


# --- no room ----------------------------------------------------------------------------------------


def test_a_full_disk_is_told_in_one_line_and_the_next_run_completes(tmp_path: Path):
    records = written(tmp_path, 12)
    calm, full = f"sqlite:///{tmp_path}/calm.db", f"sqlite:///{tmp_path}/full.db"
    run(calm, records)
    with Store(full):
        pass  # made while there is room
    process = FORKING.Process(target=_with_little_room, args=(full, records, tmp_path / "said"))
    process.start()
    process.join(60)
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "no room left" in said or "disk" in said
    assert "\n" not in said
    with Store(full) as store:
        assert 0 < store.counts()["articles"] < 20
    run(full, records)
    assert digest(full) == digest(calm)


def _with_little_room(url: str, records: Path, said: Path) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = Path(url.removeprefix("sqlite:///")).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 600_000, resource.RLIM_INFINITY))
    try:
        run(url, records, together=1)
    except InputError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.write_text(str(error), encoding="utf-8")


# --- a database that goes and comes back ------------------------------------------------------------


def test_a_server_that_is_stopped_is_told_in_one_line_and_nothing_is_lost(postgres: Server, tmp_path: Path):  # noqa: F811
    records = written(tmp_path, 12)
    calm, broken = postgres.new_database(), postgres.new_database()
    run(calm, records)
    expected = digest(calm)
    with Store(broken) as store:
        written_so_far = []

        def stop(summary: Summary) -> None:
            if summary.new >= 6 and not written_so_far:
                written_so_far.append(summary.new)
                postgres.stop("immediate")

        with pytest.raises(InputError, match="repeat") as told:
            add([str(records)], store, SETUP, together=2, tell=stop)
        assert "\n" not in str(told.value)
        with pytest.raises(InputError, match="no server answers"):
            Store(broken)
        postgres.start()
        assert store.counts()["articles"] >= written_so_far[0]
        add([str(records)], store, SETUP, together=2)
    assert digest(broken) == expected
