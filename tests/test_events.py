"""Acts, who and whom, status: the case files of constructions, read by the whole line from stored parses."""

import pytest
import stored_parses

from countermove import text as cleaning
from countermove.coding import code, load_knowledge
from countermove.events.examples import event_line, fits
from countermove.records import Article, BlockKind, spans_of

CASES = list(stored_parses.event_cases())


@pytest.fixture(scope="module")
def read():
    parse, knowledge = stored_parses.load(), load_knowledge()
    return lambda text: code(Article("case", text, language="en", published="2016-06-16"), parse, knowledge)


@pytest.mark.parametrize(("file", "line", "text", "expected"), CASES, ids=[f"{f}:{n}" for f, n, _, _ in CASES])
def test_case(read, file, line, text, expected):
    events = read(text).events
    wanted = [e for e in expected if e != "none"]
    lines = [event_line(e) for e in events]
    for want in wanted:
        assert any(fits(want, e) for e in events), f"{text}\n  wanted {want}\n  got {lines}"
    stray = [event_line(e) for e in events if not any(fits(want, e) for want in wanted)]
    assert not stray, f"{text}\n  got beside what is wanted: {stray}"


def test_every_span_lies_in_the_text_and_ids_are_unique(read):
    for _, _, text, _ in CASES:
        coding = read(text)
        for record in (*coding.events, *coding.statements, *coding.actors, *coding.reactions):
            for span in spans_of(record):
                assert 0 <= span.start < span.end <= len(text)
        ids = [e.id for e in coding.events]
        assert len(ids) == len(set(ids)), text


def test_coding_twice_gives_equal_records(read):
    for _, _, text, _ in CASES[:40]:
        assert read(text) == read(text)


@pytest.mark.model
def test_stored_parses_are_what_the_parser_gives():
    from parses import as_block

    from countermove.parse import load

    parse, stored = load(), stored_parses.load()
    for _, _, text, _ in CASES:
        for paragraph in cleaning.prepare(text).paragraphs:
            if paragraph.kind in (BlockKind.BODY, BlockKind.HEADLINE):
                assert stored.blocks[paragraph.text].strip() == as_block(parse([paragraph])).strip(), text
