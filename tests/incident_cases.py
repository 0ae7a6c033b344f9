"""Reading ``cases/incidents*.txt``: several short reports each and which of their events are one act."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from countermove.incidents import reports_of
from countermove.records import Article, Coding, Report

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Told:
    """One report: its day, outlet, story and text."""

    day: str
    outlet: str
    story: str
    text: str


@dataclass(frozen=True)
class Act:
    """An act with several reports, as (number of the text, trigger), and what else is to hold of it."""

    reports: frozenset[tuple[int, str]]
    holds: str


@dataclass(frozen=True)
class Case:
    """What a case shows, its reports, its acts."""

    name: str
    told: tuple[Told, ...]
    acts: tuple[Act, ...]


def cases() -> list[Case]:
    """All cases of the files, in order."""
    return [_case(block) for path in sorted(CASES.glob("incidents*.txt")) for block in _blocks(path)]


def _blocks(path: Path) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            blocks.append([])
        if line and not line.startswith("#"):
            blocks[-1].append(line)
    return blocks


def _case(block: list[str]) -> Case:
    told: list[Told] = []
    acts = []
    for line in block[1:]:
        if head := re.fullmatch(r"@ (\S+) (.+?)(?: story (\w+))?", line):
            told.append(Told(head[1], head[2], head[3] or "A", ""))
        elif line.startswith("- "):
            named, _, holds = line[2:].partition(" | ")
            pairs = (each.strip().split(" ", 1) for each in named.split(","))
            acts.append(Act(frozenset((int(number), trigger) for number, trigger in pairs), holds))
        else:
            told[-1] = replace(told[-1], text=f"{told[-1].text}\n{line}".strip())
    return Case(block[0][2:], tuple(told), tuple(acts))


Code = Callable[[Article], Coding]


def reports(case: Case, code: Code) -> dict[str, tuple[tuple[int, str], Report]]:
    """The reports of a case's texts by event id, each with the number of its text and its trigger."""
    found = {}
    for number, told in enumerate(case.told, 1):
        coding = code(Article(f"r{number}", told.text, None, told.outlet, None, told.day, "en"))
        seen: dict[str, int] = {}
        for report in reports_of(coding, story=told.story):
            words = told.text[report.event.trigger.start : report.event.trigger.end]
            seen[words] = seen.get(words, 0) + 1
            name = words if seen[words] == 1 else f"{words}:{seen[words]}"
            found[report.event.id] = ((number, name), report)
    return found
