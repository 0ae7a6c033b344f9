"""``countermove watch`` as its user meets it: a real server, a real store, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from countermove.cli.stopping import Stop
from countermove.cli.watching import Tally, follow
from countermove.errors import InputError
from countermove.feeds.web import Batch, Feed, FeedState
from countermove.intake import Summary
from countermove.problems import problem
from countermove.records import Article
from countermove.store import Store

from web_site import Site, item, rss, serving, story  # isort: skip

PARAGRAPHS = (
    "The foreign minister of Norway accused Denmark on Monday of breaking the agreement on fishing that both signed.",
    "Denmark denied the accusation and said that it would send a delegation to Oslo for talks in the coming week.",
    "Sweden offered to mediate between the two governments, and called on both of them to show restraint at sea.",
)
OTHERS = (
    "Engineers of both countries began on Tuesday to repair the cable under the strait that a storm tore in autumn.",
    "The work will take about three weeks, said the head of the company that owns it, if the weather stays as it is.",
    "Nobody in the villages on the northern shore has had a telephone since, and the school there has been closed.",
)
FEED = Feed("https://example.org/rss.xml")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


# --- what is done with what comes -------------------------------------------------------------------


def came(*titles: str, trouble: str | None = None, note: str | None = None) -> Batch:
    articles = tuple(Article(title, "text", title) for title in titles)
    return Batch(FEED, articles, (FeedState(FEED.key, trouble=trouble),), (note,) if note else ())


class Keeper:
    """Keeps, but for the times at which it cannot."""

    def __init__(self, *fails: int) -> None:
        self.fails = set(fails)
        self.calls = 0
        self.kept: list[str] = []

    def __call__(self, batch: Batch) -> Summary:
        self.calls += 1
        if self.calls in self.fails:
            raise InputError("the store is gone")
        self.kept += [each.id for each in batch.items if isinstance(each, Article)]
        summary = Summary(new=len(batch.items), copies=1, events=3)
        summary.note(problem("robots", "robots.txt forbids it", "https://example.org/a"))
        return summary


def run(watching: list[Batch], keep: Keeper, *, patient: bool = True) -> tuple[Tally, list[str]]:
    said: list[str] = []
    with Stop() as stop:
        return follow(watching, keep, stop, patient=patient, say=said.append, again=0.01), said


def test_what_comes_is_kept_and_told():
    tally, said = run([came("a", "b", note="answers again"), came("c")], Keeper())
    assert said == [
        "answers again",
        "https://example.org/a: robots.txt forbids it",
        "https://example.org/rss.xml: 2 new (1 of them copies), 0 known, 1 unreadable; 3 events",
        "https://example.org/a: robots.txt forbids it",
        "https://example.org/rss.xml: 1 new (1 of them copies), 0 known, 1 unreadable; 3 events",
    ]
    assert str(tally) == "3 new (2 of them copies), 0 known, 2 unreadable; 6 events"
    assert tally.to_dict()["why"] == {"robots": 2}


def test_a_store_that_is_gone_and_back_costs_nothing():
    keep = Keeper(2, 3)
    tally, said = run([came("a"), came("b"), came("c")], keep)
    assert keep.kept == ["a", "b", "c"]
    assert tally.new == 3
    assert [line for line in said if "gone" in line] == ["the store is gone (tried again every 0.01 s)"]


def test_a_store_that_never_was_is_the_user_s_mistake():
    with pytest.raises(InputError, match="gone"):
        run([came("a")], Keeper(1))
    with pytest.raises(InputError, match="gone"):
        run([came("a"), came("b")], Keeper(2), patient=False)


def test_a_wish_to_stop_ends_the_trying():
    keep = Keeper(*range(2, 1_000))
    with Stop() as stop:

        def say(line: str) -> None:
            if "gone" in line:
                os.kill(os.getpid(), signal.SIGTERM)

        tally = follow([came("a"), came("b")], keep, stop, patient=True, say=say, again=60)
    assert (tally.new, keep.kept) == (1, ["a"])


def test_feeds_that_could_be_read_are_told_from_those_that_could_not():
    tally, _ = run([came("a", trouble="timeout")], Keeper())
    assert (tally.polled, tally.well) == ({FEED.key}, set())


# --- stopping ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_wakes_a_sleeper_and_the_next_is_as_before(number: signal.Signals):
    before = signal.getsignal(number)
    with Stop() as stop:
        assert not stop.wished()
        signal.setitimer(signal.ITIMER_REAL, 0)
        process = subprocess.Popen([sys.executable, "-c", f"import os; os.kill({os.getpid()}, {int(number)})"])
        started = time.monotonic()
        stop.sleep(30)
        process.wait()
        assert time.monotonic() - started < 10
        assert stop.wished()
        assert signal.getsignal(number) is before
        stop.sleep(30)  # not any more


def test_a_sleep_ends_by_itself():
    with Stop() as stop:
        started = time.monotonic()
        stop.sleep(0.05)
        assert 0.04 < time.monotonic() - started < 5


# --- the command ------------------------------------------------------------------------------------


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "countermove", *map(str, arguments)]


def two_stories(site: Site) -> str:
    one = site.put("/one", story("Norway accuses Denmark", *PARAGRAPHS))
    two = site.put("/two", story("A cable is repaired", *OTHERS))
    return site.put("/rss.xml", rss(item("A cable is repaired", two), item("Norway accuses Denmark", one)))


def write_list(folder: Path, *urls: str) -> Path:
    path = folder / "feeds.toml"
    feeds = "".join(f'[[feed]]\nurl = "{url}"\n' for url in urls)
    path.write_text(f'[watch]\npace = "0s"\ntimeout = "2s"\n{feeds}', encoding="utf-8")
    return path


def until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


@pytest.mark.model
def test_a_watch_keeps_what_is_new_stops_cleanly_and_goes_on(site: Site, tmp_path: Path):
    named = two_stories(site).replace("//", "//desk:secret@")
    feeds = write_list(tmp_path, site.put("/bad.xml", status=500), named)
    store = tmp_path / "store.db"
    watching = command("watch", feeds, "--store", store)
    with subprocess.Popen(watching, stderr=subprocess.PIPE, text=True) as process:
        until(lambda: site.times("/two") > 0)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "/bad.xml: the server answers 500" in said
    assert "ended: 2 new, 0 known, 1 unreadable" in said
    with Store(store) as kept:
        stored = list(kept.articles())
        assert len(stored) == 2
        assert kept.feed_state(f"{site.url}/rss.xml")
    asked = len(site.asked)
    again = subprocess.run([*watching, "--once"], capture_output=True, text=True, timeout=120, check=True)
    assert "ended: 0 new" in again.stderr
    assert b"secret" not in b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    assert "secret" not in said + again.stderr
    # A poll that was stopped before its end is made again; what it gave is not fetched again.
    assert not {"/one", "/two"} & set(site.asked[asked:])


def test_once_says_by_its_exit_code_that_no_feed_could_be_read(site: Site, tmp_path: Path):
    feeds = write_list(tmp_path, site.put("/bad.xml", status=500))
    done = subprocess.run(
        command("watch", feeds, "--once", "--store", tmp_path / "store.db", "--jobs", "2"),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "the server answers 500" in done.stderr


def test_a_wrong_list_gets_one_clear_line(tmp_path: Path):
    path = tmp_path / "feeds.toml"
    path.write_text("[[feeds]]\n", encoding="utf-8")
    done = subprocess.run(command("watch", path), capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"countermove: {path}: the file: unknown key 'feeds': did you mean feed?\n"
