"""The cases of places and of the places of acts, and the stored parses of their texts.

``tests/cases/places.txt`` and ``act_places.txt`` say their form at the top. ``python tests/place_cases.py`` parses the
texts anew into ``tests/cases/places_parses.txt``, so that the tests need no model.
"""

from __future__ import annotations

from pathlib import Path

import parses
from stored_parses import StoredParser

from countermove.parse import load as load_model
from countermove.records import BlockKind, Paragraph, Sentence

CASES = Path(__file__).parent / "cases"
STORE = CASES / "places_parses.txt"


def rows(name: str, width: int) -> list[tuple[str, ...]]:
    """The lines of a case file, each in so many parts."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    split = ([part.strip() for part in line.split(" | ")] for line in lines if line and line[0] != "#")
    return [tuple((parts + [""] * width)[:width]) for parts in split]


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, range(len(text) + 1), BlockKind.BODY, 0)


def stored() -> StoredParser:
    """The parser that looks parses up."""
    blocks = (part.partition("\n") for part in STORE.read_text(encoding="utf-8").split("## ")[1:])
    return StoredParser({text: block for text, _, block in blocks})


def texts() -> list[str]:
    """All texts of the cases, each once."""
    named = [row[0] for row in rows("places.txt", 1)]
    acts = [row[0].replace("*", "") for row in rows("act_places.txt", 1)]
    return list(dict.fromkeys([*named, *acts]))


def block(parsed: tuple[Sentence, ...]) -> str:
    return parses.as_block(parsed) + "\n"


if __name__ == "__main__":
    model = load_model()
    STORE.write_text("\n".join(f"## {t}\n{block(model([paragraph(t)]))}" for t in texts()), encoding="utf-8")
