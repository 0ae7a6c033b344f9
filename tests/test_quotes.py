"""Quotation marks of every sort: what is inside a quotation and what is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.parse import sentence_of
from countermove.records import BlockKind, Sentence, Token
from countermove.statements import quotes

CASES = Path(__file__).parent / "cases" / "quotes.txt"
PIECE = re.compile(r"''|``|\w+|[^\w\s]")


def sentences(text: str) -> tuple[Sentence, ...]:
    """Unparsed sentences: one for each paragraph, a token for each word or mark."""
    found, start = [], 0
    for paragraph, line in enumerate(text.split("\n")):
        pieces = list(PIECE.finditer(line))
        tokens = [
            Token(i, m.group(), m.group().lower(), "NN", "dep", 0, start + m.start(), start + m.end())
            for i, m in enumerate(pieces)
        ]
        if tokens:
            found.append(sentence_of(tokens, len(found), paragraph, BlockKind.BODY))
        start += len(line) + 1
    return tuple(found)


def quoted(text: str) -> list[str]:
    """The words of each region."""
    parsed = sentences(text)
    tokens = [token for sentence in parsed for token in sentence.tokens]
    return [
        " ".join(t.text for t in tokens[r.first : r.last + 1] if not quotes.is_mark(t))
        for r in quotes.find(parsed).regions
    ]


def cases() -> list[tuple[str, str, list[str]]]:
    found = []
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            text, *wanted = (part.strip() for part in line.split("=>"))
            found.append((f"{CASES.name}:{number}", text.replace("|", "\n"), [w for w in wanted if w]))
    return found


@pytest.mark.parametrize(("where", "text", "wanted"), cases())
def test_case(where: str, text: str, wanted: list[str]) -> None:
    assert quoted(text) == wanted, where


def test_a_quotation_over_paragraphs_is_one_chain() -> None:
    regions = quotes.find(sentences("“One two.\n“Three four.\n“Five,” he said. “Six.”")).regions
    assert [region.chain for region in regions] == [0, 0, 0, 3]
    assert [region.open for region in regions] == [True, True, False, False]


def test_no_chain_over_a_paragraph_between() -> None:
    regions = quotes.find(sentences("“One two.\nThree.\n“Five,” he said.")).regions
    assert [region.chain for region in regions] == [0, 1]


def in_single(text: str) -> list[str]:
    parsed = sentences(text)
    found = quotes.find(parsed)
    return [t.text for i, t in enumerate(t for s in parsed for t in s.tokens) if i in found.single]


def test_single_marks_quote_where_a_report_has_no_double_ones() -> None:
    assert in_single("'We stay,' he said.") == ["'", "We", "stay", ",", "'"]
    assert in_single("‘We stay,’ he said.") == ["‘", "We", "stay", ",", "’"]
    assert in_single("'We stay,' he said. \"No.\"") == []


def test_single_marks_that_quote_nothing() -> None:
    assert in_single("He said 'we stay and left.\nShe said no' too.") == []
    assert in_single("The ministers' plan is the editors' tale.") == []


@given(st.text(alphabet=list("ab .,“”\"'`\n"), max_size=40))
def test_regions_are_in_order_hold_a_word_and_end_with_their_paragraph(text: str) -> None:
    parsed = sentences(text)
    paragraph = [s.paragraph for s in parsed for _ in s.tokens]
    found = quotes.find(parsed)
    assert len(found.at) == len(paragraph)
    for before, after in zip(found.regions, found.regions[1:], strict=False):
        assert before.last < after.first
    for index, region in enumerate(found.regions):
        assert paragraph[region.first] == paragraph[region.last]
        assert region.chain <= index
        assert all(found.at[p] == index for p in range(region.first, region.last + 1))
