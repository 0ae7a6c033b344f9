"""Parses of the case files' texts, kept as text, so that most tests run the whole line without a model.

``tests/cases/parses.txt`` and ``claims_parses.txt`` hold, for each text, "## text" and under it the block of its
sentences (``tests/parses.py`` has the form). ``python tests/stored_parses.py`` parses all texts anew; a test that needs
the model checks that what is stored is what the parser gives.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import parses

from countermove.parse import sentence_of
from countermove.records import BlockKind, Paragraph, Sentence

CASES = Path(__file__).parent / "cases"
#: Each store, and the case files whose texts' parses it keeps.
STORES = {"parses.txt": "events_*.txt", "claims_parses.txt": "claims_*.txt"}


@dataclass(frozen=True)
class StoredParser:
    """A ``Parser`` that looks parses up; a text it does not know is an error that says how to add it."""

    blocks: dict[str, str]
    name: str = "stored"

    def __call__(self, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
        found: list[Sentence] = []
        for paragraph in paragraphs:
            block = self.blocks.get(paragraph.text)
            if block is None:
                message = f"no stored parse of {paragraph.text!r}; run 'python tests/stored_parses.py'"
                raise KeyError(message)
            found.extend(_placed(block, paragraph, len(found)))
        return tuple(found)


def _placed(block: str, paragraph: Paragraph, first: int) -> Iterator[Sentence]:
    """The block's sentences with their tokens where they stand in the stored text."""
    at = 0
    _, stored = parses.sentences(block)
    for number, sentence in enumerate(stored):
        tokens = []
        for token in sentence.tokens:
            start = paragraph.text.index(token.text, at)
            at = start + len(token.text)
            tokens.append(replace(token, start=paragraph.offsets[start], end=paragraph.offsets[at - 1] + 1))
        yield sentence_of(tokens, first + number, paragraph.index, paragraph.kind)


def load() -> StoredParser:
    """All stored parses."""
    blocks = {}
    for store in STORES:
        for part in (CASES / store).read_text(encoding="utf-8").split("## ")[1:]:
            text, _, block = part.partition("\n")
            blocks[text] = block
    return StoredParser(blocks)


def event_cases() -> Iterator[tuple[str, int, str, list[str]]]:
    """(file, line, text, expected event lines) of every events_*.txt: a text, below it its lines "= ..."."""
    for name, at, text, notes in cases("events_*.txt"):
        yield name, at, text, [note.removeprefix("=").strip() for note in notes]


def cases(pattern: str) -> Iterator[tuple[str, int, str, list[str]]]:
    """(file, line, text, notes) of the case files: a text, below it its notes, lines that begin with "=" or ">"."""
    for path in sorted(CASES.glob(pattern)):
        if path.name in STORES:
            continue
        text, at, notes = "", 0, list[str]()
        for number, raw in enumerate([*path.read_text(encoding="utf-8").splitlines(), "."], 1):
            line = raw.strip()
            if line.startswith(("=", ">")):
                notes.append(line)
            elif line and not line.startswith("#"):
                if text:
                    yield path.name, at, text, notes
                text, at, notes = line, number, []


def main() -> None:
    """Parse every case's text and write the stores."""
    from countermove import text as cleaning
    from countermove.parse import load as load_model

    parse = load_model()
    for store, pattern in STORES.items():
        entries = {}
        for _, _, text, _ in cases(pattern):
            for paragraph in cleaning.prepare(text).paragraphs:
                if paragraph.kind in (BlockKind.BODY, BlockKind.HEADLINE):
                    entries[paragraph.text] = parses.as_block(parse([paragraph]))
        written = "\n\n".join(f"## {text}\n{block}" for text, block in entries.items())
        (CASES / store).write_text(written + "\n", encoding="utf-8")
        sys.stdout.write(f"{store}: {len(entries)} parses written\n")


if __name__ == "__main__":
    main()
