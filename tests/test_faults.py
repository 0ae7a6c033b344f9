"""Killed at any moment, two at once, a full disk, a database that goes and comes back: the store is the same.

``COUNTERMOVE_KILLS=100`` kills as often for each database; a run of the whole suite kills a handful of times.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from postgres import Server, postgres  # noqa: F401 - a fixture
from stored import unlike, written

from countermove import batch
from countermove.batch import Setup
from countermove.errors import InputError
from countermove.export import to_jsonl
from countermove.intake import Summary, add, recode
from countermove.records import Article, Coding, record_id
from countermove.store import Store
from countermove.version import __version__

SETUP = Setup("no-parser-is-loaded-for-records")
KILLS = int(os.environ.get("COUNTERMOVE_KILLS", "6"))
#: Reports that are coded anew.
RECODED = 16
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


# --- coding anew ------------------------------------------------------------------------------------


@pytest.fixture
def newer_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coder that reads most of the made-up articles otherwise; recoding lays its codings by a few at a time."""
    by_id = {coding.article.id: coding for coding in unlike(RECODED)}

    class Parser:
        name = "none"

    class Knowledge:
        version = "newer"

    def code(article: Article, _parser: object, _knowledge: object) -> Coding:
        made = read_otherwise(by_id[article.id])
        return replace(made, coder=replace(made.coder, version=__version__, codebook="newer"))

    monkeypatch.setattr(batch, "load", lambda _setup: (Parser(), Knowledge()))
    monkeypatch.setattr("countermove.coding.code", code)
    monkeypatch.setattr("countermove.intake.recoding._TOGETHER", 3)


def read_otherwise(coding: Coding) -> Coding:
    """An event is lost, one is of another type, one is gained; every fourth article reads as before."""
    if coding.article.id.endswith(("1", "5", "9")):
        return coding
    lost, retyped, *rest = coding.events
    gained = replace(lost, id=record_id("e", lost.id), trigger=lost.sentence)
    return replace(coding, events=(replace(retyped, type="REJECT", mode=None), *rest, gained))


def read_in(url: str) -> tuple[list[str], set[str]]:
    """All codings as they are kept, and the ids of all judgements."""
    with Store(url) as store:
        assert list(store.check()) == []
        return [to_jsonl(coding) for coding in store.codings()], {one.judgement.id for one in store.judgements()}


@pytest.fixture
def copied(request: pytest.FixtureRequest, fresh: Fresh) -> Callable[[str], str]:
    """Copies a store that nobody has open; gives the copy's address."""

    def copy(url: str) -> str:
        target = fresh()
        if url.startswith("sqlite"):
            shutil.copyfile(url.removeprefix("sqlite:///"), target.removeprefix("sqlite:///"))
        else:
            server: Server = request.getfixturevalue("postgres")
            names = [address.rpartition("/")[2] for address in (target, url)]
            server.query(f"DROP DATABASE {names[0]}")
            server.query("CREATE DATABASE {} TEMPLATE {}".format(*names))
        return target

    return copy


def recoded(url: str) -> None:
    with Store(url) as store:
        recode(store, SETUP)


def recoding(url: str) -> multiprocessing.process.BaseProcess:
    process = FORKING.Process(target=recoded, args=(url,))
    process.start()
    return process


@pytest.mark.usefixtures("newer_coder")
def test_coding_anew_killed_at_any_moment_is_old_or_new_and_the_next_one_completes_it(
    fresh: Fresh, copied: Callable[[str], str]
):
    base = fresh()
    with Store(base) as store:
        store.add(unlike(RECODED))
        judged = list(store.events())
        store.judge(judged[0].event.id, "wrong", by="me")
        store.judge(judged[9].event.id, "apart", judged[10].event.id, by="me")
        store.withdraw(store.judge(judged[1].event.id, "right", by="me").id)
    old, judgements = read_in(base)
    calm = copied(base)
    began = time.perf_counter()
    recoded(calm)
    takes = time.perf_counter() - began
    new, _ = read_in(calm)
    expected = digest(calm)
    assert all(was != now for was, now in zip(old, new, strict=True))
    chance = random.Random(KILLS)
    found: Counter[str] = Counter()
    while found.total() < KILLS:
        url = copied(base)
        while found.total() < KILLS:
            process = recoding(url)
            process.join(chance.uniform(0, 1.2 * takes))  # forking takes its time too
            if process.exitcode is not None:
                assert process.exitcode == 0
                break
            process.kill()
            process.join()
            codings, kept = read_in(url)
            assert codings in (old, new)
            assert kept == judgements
            found["new" if codings == new else "old"] += 1
        recoded(url)
        assert read_in(url) == (new, judgements)
        assert digest(url) == expected
    print(f"kills: {dict(found)}, all equal in the end to {expected[:12]}; a recode takes {takes:.2f} s")


@pytest.mark.usefixtures("newer_coder")
def test_two_that_code_anew_at_once_do_no_harm(fresh: Fresh, copied: Callable[[str], str]):
    base = fresh()
    with Store(base) as store:
        store.add(unlike(RECODED))
    calm, busy = copied(base), copied(base)
    recoded(calm)
    for process in [recoding(busy) for _ in range(2)]:
        process.join(120)
        assert process.exitcode == 0
    assert digest(busy) == digest(calm)


def test_what_another_coder_laid_by_is_not_put_in_place(fresh: Fresh):
    before = unlike(4)
    ours, other = (replace(before[0].coder, codebook=name) for name in ("ours", "other"))
    url = fresh()
    with Store(url) as store:
        store.add(before)
        old = [to_jsonl(coding) for coding in store.codings()]
        waiting = [(n, replace(read_otherwise(coding), coder=other)) for n, coding in enumerate(before, 1)]
        store.lay_by(waiting, other)
        assert store.put_in_place(ours) == 0
        assert [to_jsonl(coding) for coding in store.codings()] == old
        assert len(store.outdated(other)) == len(before)


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
