"""Whether confidence means what it says: of the events at 0.8, are eight in ten right? Part of the rim.

What is right is decided by the scorers of the shared folder, by their own matching. Run as a module with a page that
has a table of reliability it prints the table's curve as SVG.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from countermove.errors import InputError

#: An event's confidence and whether the event was right.
Judged = tuple[float, bool]
_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The events whose confidence lies in one stretch: how many, their mean confidence, the share that was right."""

    low: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[Judged], bins: int = _BINS) -> tuple[Bin, ...]:
    """The events in equal stretches of confidence, from 0 to 1; stretches without an event are left out."""
    stretches: dict[int, list[Judged]] = {}
    for confidence, right in judged:
        # rounded first: 0.29 * 100 is 28.999...
        stretches.setdefault(min(int(round(confidence * bins, 9)), bins - 1), []).append((confidence, right))
    return tuple(
        Bin(at / bins, len(inside), sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside))
        for at, inside in sorted(stretches.items())
    )


def figures(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Brier score (mean squared error) and expected calibration error; None where there is no event to judge."""
    if not judged:
        return {"brier": None, "ece": None}
    brier = sum((confidence - right) ** 2 for confidence, right in judged) / len(judged)
    apart = sum(b.count * abs(b.confidence - b.right) for b in reliability(judged))
    return {"brier": brier, "ece": apart / len(judged)}


# --- what is right ----------------------------------------------------------------------------------


def of_records(shared: Path, output: Path) -> dict[str, float | None]:
    """The figures on whole annotated reports: right is what the scorer detects; what is optional is left out.

    ``output`` holds our codings, one a line. Raises InputError where the scorer is missing.
    """
    scorer, data = _scorer(shared, "records"), shared / "data" / "records"
    texts = {article["id"]: article["text"] for article in scorer.read_json(data / "articles")}
    gold = scorer.read_gold(data / "gold", texts)
    return figures([pair for c in _codings(output) for pair in _in_article(scorer, gold[c["article"]["id"]], c)])


def _in_article(scorer: ModuleType, gold: Any, coding: Mapping[str, Any]) -> Iterator[Judged]:
    events = scorer.coded_reading(coding).events
    found = {id(ours): theirs for theirs, ours in scorer.match(gold.events, events, scorer.detected)}
    for read, event in zip(events, coding["events"], strict=True):
        theirs = found.get(id(read))
        if theirs is None or not theirs.optional:
            yield event["confidence"], theirs is not None


def of_plv(shared: Path, output: Path) -> dict[str, float | None]:
    """The figures on single sentences: of each the one event that the scorer takes, right where its root is gold's."""
    scorer = _scorer(shared, "plv")
    codings = scorer.read_codings(output)
    judged = []
    for row in scorer.read_rows(shared / "data" / "plv" / "PLV_train.tsv"):
        ranked = sorted(codings.get(row["id"], ()), key=lambda event: scorer.rank(event, row))
        judged += [(event["confidence"], scorer.label(event, plover=True) == row["root"]) for event in ranked[:1]]
    return figures(judged)


def _codings(output: Path) -> Iterator[dict[str, Any]]:
    with output.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _scorer(shared: Path, name: str) -> ModuleType:
    """A scorer of the shared folder as a module, for its matching."""
    path = shared / "score" / f"{name}.py"
    if not path.is_file():
        raise InputError(f"the scorer {path} is missing")
    spec = importlib.util.spec_from_file_location(f"countermove_scorer_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look there for their annotations
    spec.loader.exec_module(module)
    return module


# --- the curve --------------------------------------------------------------------------------------

_SIDE, _EDGE = 320, 44
_COLOURS = ("#1b6ca8", "#c0392b", "#7d8b2f")


def curves(page: str) -> dict[str, list[tuple[float, float]]]:
    """The points (mean confidence, share right) of the page's table of reliability, for each set it has columns of.

    A row begins with its stretch ("0.7 to 0.8"), and each set has one cell, "0.76: 0.83 of 28", or "-" for no event.
    """
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in page.splitlines() if "|" in line]
    head = next((row for row in rows if row[0] == "confidence"), [])
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in head[1:]}
    for row in rows:
        if re.fullmatch(r"\d\.\d to \d\.\d", row[0]):
            for name, cell in zip(head[1:], row[1:], strict=True):
                if found := re.fullmatch(r"(\d\.\d+): (\d\.\d+) of \d+", cell):
                    points[name].append((float(found[1]), float(found[2])))
    return points


def draw(points: Mapping[str, Iterable[tuple[float, float]]]) -> str:
    """The curves as an SVG of their own, with the diagonal on which confidence and share are the same."""
    whole, middle = _SIDE + 2 * _EDGE, _SIDE / 2 + _EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif">',
        f'<rect width="{whole}" height="{whole}" fill="white"/>',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M{_at(0, 0)} L{_at(1, 1)}" stroke="#999" stroke-dasharray="4 4"/>',
        _words("confidence", middle, whole - 8),
        _words("share right", 14, middle, f'transform="rotate(-90 14 {middle:g})"'),
    ]
    for tick in (0, 0.5, 1):
        lines.append(_words(f"{tick:g}", _EDGE + _SIDE * tick, _EDGE + _SIDE + 16))
        lines.append(_words(f"{tick:g}", _EDGE - 12, _EDGE + _SIDE * (1 - tick) + 4))
    for at, (name, curve) in enumerate(points.items()):
        colour = _COLOURS[at % len(_COLOURS)]
        places = [_at(x, y) for x, y in curve]
        lines.append(f'<path d="M{" L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in (p.split() for p in places)]
        lines.append(_words(name, _EDGE + 80, _EDGE + 18 + 16 * at, f'fill="{colour}"'))
    return "\n".join([*lines, "</svg>", ""])


def _words(words: str, x: float, y: float, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="12" text-anchor="middle" {more}>{words}</text>'


def _at(confidence: float, right: float) -> str:
    return f"{_EDGE + _SIDE * confidence:.1f} {_EDGE + _SIDE * (1 - right):.1f}"


if __name__ == "__main__":
    sys.stdout.write(draw(curves(Path(sys.argv[1]).read_text(encoding="utf-8"))))
