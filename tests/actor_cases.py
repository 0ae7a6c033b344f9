"""The actor cases (``tests/cases/actors_*.txt``) and the stored parses of their texts.

A case is a text on one line and below it lines "= words: ENTITY/SECTOR" for phrases of it: who the phrase is. Several
parties stand with "+" between them; "none" is nobody, "?" an actor without entity, "GEO?USA" an entity that may also
be another one. "= words (Name): ..." also asks for the person, "= words [role]: ..." for the role; "= owners of
words: ..." for who stands behind a thing. "#2" after the words means their second place in the text. A line "@ 2003"
before the lines gives the publication date.

``python tests/actor_cases.py`` parses the texts anew into ``tests/cases/actors_parses.txt``, so that the tests need no
model.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import parses
from stored_parses import StoredParser

from countermove import actors
from countermove.parse import load as load_model
from countermove.records import BlockKind, Paragraph, Party, Sentence

CASES = Path(__file__).parent / "cases"
STORE = CASES / "actors_parses.txt"
#: Texts that tests ask for by themselves.
MORE = ("Chadian Foreign Minister Issa Daoud said: We will not allow it, I promise, and our troops stay.",)


@dataclass
class Case:
    """A text and what it asks: (line number, question, expected answer)."""

    file: str
    text: str
    line: int
    published: str | None = None
    asked: list[tuple[int, str, str]] = field(default_factory=list)


def cases() -> Iterator[Case]:
    """All cases in order of files and lines."""
    for path in sorted(CASES.glob("actors_*.txt")):
        if path == STORE:
            continue
        case: Case | None = None
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("="):
                assert case is not None
                question, _, answer = line[1:].strip().rpartition(": ")
                case.asked.append((number, question, answer))
            elif line.startswith("@"):
                assert case is not None
                case.published = line[1:].strip()
            else:
                if case is not None:
                    yield case
                case = Case(path.name, line, number)
        if case is not None:
            yield case


def paragraph(text: str) -> Paragraph:
    """The text as one paragraph."""
    return Paragraph(text, range(len(text) + 1), BlockKind.BODY, 0)


def load() -> StoredParser:
    """The stored parses of the actor cases."""
    parts = STORE.read_text(encoding="utf-8").split("## ")[1:]
    return StoredParser(dict(part.split("\n", 1) for part in parts))


_QUESTION = re.compile(r"(owners of )?(.+?)(?:#(\d))?(?: \((.+)\))?(?: \[(.+)\])?$")


def answer(cast: actors.Cast, sentences: tuple[Sentence, ...], text: str, question: str) -> str:
    """The cast's answer to a question, in the form of the expected ones."""
    found = _QUESTION.match(question)
    assert found is not None, question
    owners, words, place, person, role = found.groups()
    starts = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    assert len(starts) >= int(place or 1), f"{words!r} is not in the text"
    start = starts[int(place or 1) - 1]
    parties: tuple[Party, ...] = ()
    for s in sentences:
        inside = [t.index for t in s.tokens if start <= t.start and t.end <= start + len(words)]
        heads = [i for i in inside if s.tokens[i].head not in inside or s.tokens[i].head == i]
        for head in heads:
            asked = cast.owners if owners else cast.parties
            parties = parties or asked(s, head)
    line = " + ".join(_party(p) for p in parties) or "none"
    if person and not any(p.identity.person == person for p in parties):
        line += f" (person {parties[0].identity.person if parties else None})"
    if role and not any(p.identity.role == role for p in parties):
        line += f" [role {parties[0].identity.role if parties else None}]"
    return line


def _party(party: Party) -> str:
    identity = party.identity
    entity = "?".join([identity.entity or "?", *identity.candidates])
    return entity + ("/" + ",".join(identity.sectors) if identity.sectors else "")


def main() -> None:
    """Parse every case's text and write the store."""
    parse = load_model()
    texts = [*(c.text for c in cases()), *MORE]
    entries = {text: parses.as_block(parse([paragraph(text)])) for text in texts}
    STORE.write_text("\n\n".join(f"## {text}\n{block}" for text, block in entries.items()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(entries)} parses written\n")


if __name__ == "__main__":
    main()
