"""Codings for tests of the store: made-up reports, copies of them, other versions, and lines that are no record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from countermove.bench.made_up import codings
from countermove.export import to_jsonl
from countermove.records import Coding


def renamed(coding: Coding, ident: str, **article: object) -> Coding:
    """The same coding of an article with another id, and with what else of it is given."""
    events = tuple(replace(event, id=f"e{ident[-4:]:0>4}{event.id[5:]}", article=ident) for event in coding.events)
    return replace(coding, article=replace(coding.article, id=ident, **article), events=events)  # type: ignore[arg-type]


def varied(count: int) -> list[Coding]:
    """Reports, some with a copy in another outlet, before or after it, and some with a later version of the same id."""
    found: list[Coding] = []
    for number, coding in enumerate(codings(count)):
        if number % 5 == 1:
            found.append(renamed(coding, f"copy{number:04d}", outlet="The Copier", published="2030-12-30"))
        found.append(coding)
        if number % 5 == 2:
            text = f"{coding.article.text} This report was put right."
            found.append(replace(coding, article=replace(coding.article, text=text)))
        if number % 5 == 3:
            found.append(renamed(coding, f"copy{number:04d}", outlet="The Copier"))
            found.append(coding)
    return found


def unlike(count: int) -> list[Coding]:
    """The same without later versions: each id once."""
    found: dict[str, Coding] = {}
    for coding in varied(count):
        found.setdefault(coding.article.id, coding)
    return list(found.values())


def written(folder: Path, count: int) -> Path:
    """A file of these records with lines among them that are none."""
    lines = [to_jsonl(coding) for coding in varied(count)]
    for place in range(3, len(lines), 7):
        lines[place:place] = ["{broken", '{"article": {"id": 5}}'] if place % 2 else ["[]"]
    path = folder / "records.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
