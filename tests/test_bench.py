"""What is measured of speed: every suite runs at a tiny size and tells all its figures; no time is asserted."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import pytest
from postgres import Server, postgres  # noqa: F401 - a fixture
from test_cli import Run, one_line, run  # noqa: F401 - a fixture

from countermove import bench
from countermove.bench import Figure, Goal, Plan, databases, made_up, store, streams
from countermove.bench.figures import in_turns, peak_memory
from countermove.errors import InputError
from countermove.records import Article
from countermove.store import Store

TINY = Plan(share=0.001)
SMALL = "Norway's envoy condemned Peru on Monday, the ministry of Peru said. "


def figures(name: str, plan: Plan = TINY) -> dict[str, Figure]:
    """The figures of a suite by their names; each is a number."""
    (suite,) = bench.chosen([name])
    found = list(suite.run(plan))
    assert all(math.isfinite(figure.value) and figure.value >= 0 for figure in found), found
    return {figure.name: figure for figure in found}


# --- every suite ------------------------------------------------------------------------------------


@pytest.mark.model
def test_the_line_is_timed_beside_bare_parsing():
    found = figures("line", replace(TINY, articles=(Article("a", SMALL * 5, published="2031-03-11", language="en"),)))
    assert list(found)[:4] == ["articles", "whole line", "bare parsing", "ratio"]
    assert found["ratio"].value == pytest.approx(found["whole line"].value / found["bare parsing"].value)
    assert "  parse" in found


def test_the_line_needs_an_article():
    with pytest.raises(InputError, match="not one article"):
        figures("line")


def test_feeds_are_timed_kind_by_kind_beside_bare_json():
    found = figures("feeds")
    assert list(found) == [
        "bare JSON", "articles.jsonl", "articles.jsonl.gz", "table.csv", "texts.zip", "proquest.txt",
    ]  # fmt: skip
    assert "times bare JSON" in found["table.csv"].note


@pytest.mark.parametrize(
    ("suite", "parts"),
    [("stories", ["stories, from vectors", "copies, from signatures"]), ("incidents", ["incidents, from reports"])],
)
def test_streams_are_timed_at_three_lengths(suite: str, parts: list[str]):
    found = figures(suite, Plan(share=0.005))
    for part in parts:
        assert {f"{part}, {size}" for size in (5, 50, 500)} <= set(found)
    assert found["  held in memory at 50"].value > 0


def test_a_longer_stream_holds_more_memory():
    short, long = (streams.measure_memory(streams.story_stream, size) for size in (20, 200))
    assert long > 3 * short > 0


def test_a_series_of_all_dyads_is_timed_beside_a_bare_group_by():
    found = figures("series")
    assert found["rows"].value == 20_000
    ratio = found["series of all dyads"].value / found["bare group-by"].value
    assert found["times the bare group-by"].value == pytest.approx(ratio)
    assert found["times the bare group-by"].goal == Goal(2)


def test_fits_are_timed_by_moments_and_by_days():
    found = figures("hawkes")
    assert [name for name, figure in found.items() if figure.goal] == ["acts by their moments", "acts by their days"]


# --- the store --------------------------------------------------------------------------------------

WRITING = [
    "SQLite: rows written", "  beside a bare executemany", "SQLite: added, all decided",
    "  beside a bare executemany of the rows", "  prepared", "  placed among copies, stories", "  joined",
]  # fmt: skip


def test_sqlite_is_timed_alone_where_no_server_is_named():
    found = figures("store")
    assert list(found) == [*WRITING, *(f"  {question}" for question, _ in store.QUESTIONS)]
    assert found["SQLite: added, all decided"].value < found["SQLite: rows written"].value


def test_postgresql_is_timed_in_a_database_of_its_own(postgres: Server):  # noqa: F811
    url = postgres.new_database()
    with Store(url) as kept:
        kept.add(list(made_up.codings(2)))
        before = kept.digest()
    found = list(bench.chosen(["store"])[0].run(replace(TINY, postgres=url)))
    assert [figure.name for figure in found if figure.name.endswith(": rows written")] == [
        "SQLite: rows written", "PostgreSQL: rows written",
    ]  # fmt: skip
    assert len(found) == 2 * (len(WRITING) + len(store.QUESTIONS))
    with Store(url, create=False) as kept:
        assert kept.digest() == before
    assert postgres.query("SELECT count(*) FROM pg_database WHERE datname LIKE 'countermove_bench%'") == "0"


def test_a_database_made_for_the_time_goes_also_where_an_error_ends_it(postgres: Server):  # noqa: F811
    def halfway() -> None:
        with databases.postgres(postgres.url("postgres")) as url:
            Store(url).add(list(made_up.codings(1)))
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        halfway()
    assert postgres.query("SELECT count(*) FROM pg_database WHERE datname LIKE 'countermove_bench%'") == "0"


def test_who_may_make_no_database_is_told_so(postgres: Server):  # noqa: F811
    postgres.query("CREATE ROLE reader LOGIN")
    url = postgres.url("postgres").replace("tester@", "reader@")
    with pytest.raises(InputError, match=r"no database can be made there .*permission denied"):
        databases.postgres(url).__enter__()


def test_a_server_must_be_postgresql_and_answer():
    with pytest.raises(InputError, match="no PostgreSQL server"):
        databases.postgres("kept.db").__enter__()
    with pytest.raises(InputError, match="no server answers there"):
        databases.postgres("postgresql://nobody@127.0.0.1:1/x").__enter__()


def test_a_store_that_holds_articles_is_not_measured_in(tmp_path):
    url = f"sqlite:///{tmp_path}/kept.db"
    with Store(url) as kept:
        kept.add(list(made_up.codings(1)))
    with pytest.raises(InputError, match="keeps articles"):
        store.measure_writing(url, 1)


# --- what they have in common -----------------------------------------------------------------------


def test_a_figure_is_held_against_what_is_asked():
    assert Figure("a", 1.0).met is None
    assert [Figure("a", value, goal=Goal(2)).met for value in (1, 2, 3)] == [True, True, False]
    assert [Figure("a", value, goal=Goal(2, at_most=False)).met for value in (1, 2, 3)] == [False, True, True]


def test_a_share_of_a_size_is_never_nothing_and_is_measured_once():
    assert [Plan(share=0.01).size(whole) for whole in (1, 250, 20_000_000)] == [1, 2, 200_000]
    assert (Plan(rounds=5).turns, Plan(rounds=5, share=0.01).turns) == (5, 1)


def test_tasks_take_turns():
    order: list[str] = []
    times = in_turns([lambda: order.append("a"), lambda: order.append("b")], 3)
    assert order == ["a", "b"] * 3
    assert len(times) == 2


def test_memory_is_of_this_process_and_not_of_the_one_that_started_it():
    if peak_memory() is None:
        pytest.skip("this system does not tell")
    program = (
        "import subprocess, sys; from countermove.bench.figures import peak_memory\n"
        "held = b'x' * 300_000_000\n"
        "inner = 'from countermove.bench.figures import peak_memory; print(peak_memory())'\n"
        "print(peak_memory(), subprocess.run([sys.executable, '-c', inner], capture_output=True, text=True).stdout)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    outer, inner = map(int, done.stdout.split())
    assert outer > 300_000_000
    assert inner < outer - 200_000_000


# --- the command ------------------------------------------------------------------------------------


def test_without_a_name_the_line_is_chosen_and_names_come_in_our_order():
    assert [suite.name for suite in bench.chosen([])] == ["line"]
    assert [suite.name for suite in bench.chosen(["hawkes", "feeds", "feeds"])] == ["feeds", "hawkes"]


def test_the_command_runs_the_suites_that_are_named(run: Run):  # noqa: F811
    result = run("bench", "--quick", "--only", "incidents", "--only", "feeds")
    assert (result.code, result.err) == (0, "")
    heads = [line.partition(":")[0] for line in result.out.splitlines() if not line.startswith(" ")]
    assert heads == ["feeds", "incidents"]
    assert "asked" not in result.out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--only", "speed"], "there is no suite 'speed': choose of line, feeds"),
        (["a.txt", "--only", "feeds"], "add --only line"),
        (["--postgres", "postgresql://a@b/c"], "add --only store"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(run: Run, given: list[str], said: str):  # noqa: F811
    one_line(run("bench", *given), said)
