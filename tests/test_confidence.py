"""Confidence: the odds of its grounds, which ground an event has, and whether confidence keeps its word."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import parses
import pytest
import stored_parses
import yaml
from codings import coding

from countermove.calibration import confidence as calibrated
from countermove.cli.upkeep import _figure_line
from countermove.coding import code, load_knowledge
from countermove.errors import InputError
from countermove.events.codebook import shipped_text
from countermove.events.confidence import confidence, fullness, grounds_table
from countermove.export import to_record
from countermove.export.explain import to_explanation
from countermove.parse import load
from countermove.records import Article, Ground, Sentence
from countermove.scoring import Figure, Measured

DOCS = Path(__file__).parents[1] / "docs"
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="module")
def read():
    parse, knowledge = stored_parses.load(), load_knowledge()
    return lambda text: code(Article("case", text, language="en", published="2016-06-16"), parse, knowledge)


# --- odds --------------------------------------------------------------------------------------------


def every_way() -> list[tuple[Ground, ...]]:
    table = grounds_table()
    return [(table.start, *grounds) for grounds in product(*(rows.values() for rows in table.answers.values()))]


def test_no_event_is_certain_and_none_is_hopeless():
    assert all(0 < confidence(grounds) < 1 for grounds in every_way())
    assert confidence([Ground("for", 1e9)]) == 0.99
    assert confidence([Ground("against", 1e-9)]) == 0.01


def test_better_odds_of_one_ground_never_lower_confidence():
    table = grounds_table()
    for grounds in every_way():
        whole = confidence(grounds)
        for at, rows in enumerate(table.answers.values(), start=1):
            better = max(rows.values(), key=lambda ground: ground.odds)
            worse = min(rows.values(), key=lambda ground: ground.odds)
            others = grounds[:at], grounds[at + 1 :]
            assert confidence((*others[0], worse, *others[1])) <= whole <= confidence((*others[0], better, *others[1]))


def test_odds_are_read_as_a_probability():
    assert confidence([Ground("any event", 4)]) == 0.8
    assert confidence([Ground("any event", 4), Ground("for", 2)]) == 0.89
    assert confidence([Ground("any event", 4), Ground("against", 0.25)]) == 0.5


# --- which grounds an event has ----------------------------------------------------------------------


def test_confidence_follows_from_the_grounds_of_the_reason(read):
    table, met = grounds_table(), set()
    for _, _, text, _ in stored_parses.event_cases():
        for event in read(text).events:
            start, *grounds = event.reason.grounds
            assert start == table.start
            assert event.confidence == confidence(event.reason.grounds)
            for ground, rows in zip(grounds, table.answers.values(), strict=True):
                assert ground in rows.values(), text
            met.update(grounds)
    missing = {ground.says for rows in table.answers.values() for ground in rows.values()} - {g.says for g in met}
    elsewhere = [*table.answers["report"].values(), *(table.answers["word"][name] for name in ("modal", "adjective"))]
    assert missing <= {ground.says for ground in elsewhere}, "an answer that no case leads to"


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Turkey condemned the raid.", "word", "finite verb"),
        ("Turkey condemned the raid.", "depth", "main"),
        ("Turkey condemned the raid.", "kind", "judgement"),
        ("Turkey condemned the raid.", "parties", "part"),
        ("Turkey condemned Greece.", "parties", "two"),
        ("Turkey said Greece must withdraw its troops from the islands.", "word", "modal"),
        ("Turkey is critical of Greece.", "word", "adjective"),
    ],
)
@pytest.mark.model
def test_grounds(text: str, question: str, answer: str):
    (event,) = code(Article("one", text, language="en"), load(), load_knowledge()).events
    assert grounds_table().answers[question][answer] in event.reason.grounds


def _report(words: int) -> tuple[Sentence, ...]:
    return parses.sentences("\n".join(f"word NN dep {1 if at else 0}" for at in range(words)) + "\n. . punct 1")[1]


def test_how_full_of_acts_a_report_is():
    assert [fullness(acts, _report(400)) for acts in (8, 7, 4, 3)] == ["full", "mixed", "mixed", "thin"]
    assert fullness(5, _report(20)) == "mixed", "too short to tell"


def test_grounds_are_for_explain_alone(read):
    whole = next(c for _, _, text, _ in stored_parses.event_cases() if (c := read(text)).events)
    record = to_record(whole)["events"][0]
    assert set(record["reason"]) == {"rule", "words"}
    event = whole.events[0]
    assert event == replace(event, reason=replace(event.reason, grounds=()))


def test_explanation_gives_the_grounds_that_count():
    grounds = (Ground("any event", 4.0), Ground("told by a finite verb", 1.0), Ground("deep in its sentence", 0.5))
    first, *others = coding().events
    weighed = replace(first, confidence=0.67, reason=replace(first.reason, grounds=grounds))
    text = to_explanation(replace(coding(), events=(weighed, *others)), width=200)
    assert "confidence: 0.67: 4 to 1 for any event; ×0.5 deep in its sentence\n" in text
    assert "confidence: 0.75\n" in text, "a coding read from a record has no grounds"


# --- whether it keeps its word -----------------------------------------------------------------------


def test_reliability_sets_confidence_beside_the_share_that_was_right():
    judged = [(0.29, False), (0.3, True), (0.35, False), (0.95, True), (1.0, True), (0.0, False)]
    bins = [(b.low, b.count, round(b.confidence, 3), b.right) for b in calibrated.reliability(judged)]
    assert bins == [(0.0, 1, 0.0, 0.0), (0.2, 1, 0.29, 0.0), (0.3, 2, 0.325, 0.5), (0.9, 2, 0.975, 1.0)]


def test_figures_of_good_and_bad_confidence():
    assert calibrated.figures([(0.75, True)] * 3 + [(0.75, False)]) == {"brier": 0.1875, "ece": 0.0}
    assert calibrated.figures([(1.0, False), (0.0, True)]) == {"brier": 1.0, "ece": 1.0}
    assert calibrated.figures([]) == {"brier": None, "ece": None}


needs_shared = pytest.mark.skipif(not (SHARED / "score").is_dir(), reason="no shared folder beside the checkout")


@needs_shared
@pytest.mark.shared
def test_what_is_right_is_what_the_scorer_detects(tmp_path: Path):
    text = "Turkey condemned the raid. Chad praised it. Togo met Mali."
    (tmp_path / "score").symlink_to(SHARED / "score")
    for part in ("articles", "gold"):
        (tmp_path / "data" / "records" / part).mkdir(parents=True)
    gold = [_gold("Turkey condemned", "condemned", "ACCUSE"), _gold("Togo met", "met", "CONSULT") | {"optional": True}]
    articles, annotated = {"id": "one", "text": text}, {"id": "one", "events": gold, "statements": []}
    (tmp_path / "data/records/articles/one.json").write_text(json.dumps(articles), encoding="utf-8")
    (tmp_path / "data/records/gold/one.json").write_text(json.dumps(annotated), encoding="utf-8")
    ours = [
        _ours(text, trigger, kind, sure)
        for trigger, kind, sure in [("condemned", "ACCUSE", 0.9), ("praised", "SUPPORT", 0.4), ("met", "CONSULT", 0.1)]
    ]
    output = tmp_path / "output.jsonl"
    output.write_text(json.dumps({"article": articles, "events": ours, "statements": []}) + "\n", encoding="utf-8")
    result = calibrated.of_records(tmp_path, output)
    assert result == {"brier": pytest.approx((0.1**2 + 0.4**2) / 2), "ece": pytest.approx((0.1 + 0.4) / 2)}


def _gold(sentence: str, trigger: str, kind: str) -> dict[str, object]:
    return {
        "sentence": sentence, "trigger": trigger, "type": kind, "mode": None, "also": [], "status": "occurred",
        "actor": [], "recipient": [], "place": [], "date": None, "claimed_by": None,
    }  # fmt: skip


def _ours(text: str, trigger: str, kind: str, sure: float) -> dict[str, object]:
    span = [text.index(trigger), text.index(trigger) + len(trigger)]
    return {
        "type": kind, "mode": None, "status": "occurred", "trigger": span, "sentence": span, "actor": [],
        "recipient": [], "place": [], "date": None, "claimed_by": None, "confidence": sure,
    }  # fmt: skip


def test_a_missing_scorer_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"plv\.py is missing"):
        calibrated.of_plv(tmp_path, tmp_path / "output.jsonl")


@pytest.mark.parametrize(("value", "shown"), [(0.062, "0.062"), (3.0, "3")])
def test_an_error_is_shown_with_its_digits_and_a_count_whole(value: float, shown: str):
    figure = Figure("error", ("error",), at_most=True)
    assert shown in _figure_line(Measured("tiny", figure, value, 5.0)).split()


# --- the page ----------------------------------------------------------------------------------------


def test_the_page_names_every_ground_with_its_odds():
    page = (DOCS / "confidence.md").read_text(encoding="utf-8")
    for rows in grounds_table().answers.values():
        for ground in rows.values():
            assert f"| {ground.says} | {ground.odds:g} |" in page


def test_the_curve_is_that_of_the_pages_table():
    page = (DOCS / "confidence.md").read_text(encoding="utf-8")
    points = calibrated.curves(page)
    assert len(points) == 3
    assert all(len(curve) > 4 for curve in points.values())
    assert calibrated.draw(points) == (DOCS / "reliability.svg").read_text(encoding="utf-8")


def test_the_table_says_what_was_measured_for_every_ground():
    for question, rows in yaml.safe_load(shipped_text("confidence.yaml")).items():
        if question != "start":
            assert all(len(row["right"]) == 3 for row in rows.values()), question
