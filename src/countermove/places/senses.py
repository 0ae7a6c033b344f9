"""Which place of its name each name means: by what the report says it lies in, and by the other places of the report.

All names of a report are weighed together. Each starts from how much each of its places is talked about in general
(about its population); then the country, the unit and the neighbourhood that the other names speak for are added, and
once more with what that gave. A place said to lie in another ("Paris, Texas") must lie there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log2

from countermove.places.containment import within
from countermove.places.gazetteer import CITY, COUNTRY, REGION, Sense
from countermove.places.mentions import Name

_ROUNDS = 3
_SHARPNESS = 2.0  # how fast a likelier place leaves a less likely one of the same name behind
_CONTAINED = 8.0
_COUNTRY, _UNIT, _NEAR, _HOME = 2.0, 2.5, 2.0, 1.5
_HALF = 0.7  # so many other names make half of the most that a neighbourhood can add
_CELL = 1.5  # degrees


@dataclass(slots=True)
class _Group:
    """One name of the report with all places it could mean; ``chances`` sum to 1."""

    senses: tuple[Sense, ...]
    weight: float
    base: list[float]
    chances: list[float]
    containers: list[str]


def resolve(names: Sequence[Name], home: str | None, demonyms: Mapping[str, int]) -> list[Sense]:
    """The place that each name means, in the order of ``names``.

    ``home`` is the report's country (ISO 3166 alpha-3) if known; ``demonyms`` counts the report's words like "Iraqi"
    by country.
    """
    groups = _groups(names, home)
    for _ in range(_ROUNDS):
        votes = _Votes(groups.values(), demonyms)
        for group in groups.values():
            scores = [
                b + votes.score(s, group, c) for b, s, c in zip(group.base, group.senses, group.chances, strict=True)
            ]
            if group.containers:
                _contain(group, scores, groups)
            group.chances = _softmax(scores)
    return [_chosen(name, names, groups) for name in names]


def _key(name: Name) -> str:
    return f"{name.text} {name.unit and any(s.precision == REGION for s in name.senses)}"


def _groups(names: Sequence[Name], home: str | None) -> dict[str, _Group]:
    counts = Counter(map(_key, names))
    groups: dict[str, _Group] = {}
    for name in names:
        key = _key(name)
        group = groups.get(key)
        if group is None:
            base = [s.weight + (_HOME if home and s.country == home else 0.0) + _kind(name, s) for s in name.senses]
            group = groups[key] = _Group(name.senses, 1 + log2(counts[key]) / 2, base, _softmax(base), [])
        if name.container is not None and not name.unlisted:
            group.containers.append(_key(names[name.container]))
    return groups


def _kind(name: Name, sense: Sense) -> float:
    """ "Kandahar province" is the province, "Kandahar" the city."""
    return 2.5 if name.unit and sense.precision == REGION else 0.0


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [exp(_SHARPNESS * (s - top)) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]


class _Votes:
    """What all names of the report speak for: countries, units and cells of the map."""

    def __init__(self, groups: Iterable[_Group], demonyms: Mapping[str, int]) -> None:
        self._countries: dict[str | None, float] = {c: 0.5 * (1 + log2(n)) for c, n in demonyms.items()}
        self._units: dict[tuple[str, str] | None, float] = {}
        self._cells: dict[tuple[int, int], float] = {}
        for group in groups:
            for sense, chance in zip(group.senses, group.chances, strict=True):
                if chance > 0.02:
                    self._add(sense, chance * group.weight)

    def _add(self, sense: Sense, share: float) -> None:
        self._countries[sense.country] = self._countries.get(sense.country, 0.0) + share
        if sense.unit:
            self._units[sense.inside] = self._units.get(sense.inside, 0.0) + share
        if sense.precision == CITY or (sense.precision == REGION and sense.weight < 6.6):
            cell = _cell(sense)
            self._cells[cell] = self._cells.get(cell, 0.0) + share

    def score(self, sense: Sense, group: _Group, chance: float) -> float:
        """What the other names speak for this place of a group."""
        own = chance * group.weight if chance > 0.02 else 0.0
        total = 0.0
        if sense.country:
            total += _COUNTRY * _grown(self._countries.get(sense.country, 0.0) - own)
        if sense.unit:
            total += _UNIT * _grown(self._units.get(sense.inside, 0.0) - own)
        if sense.precision != COUNTRY:
            x, y = _cell(sense)
            around = sum(self._cells.get((x + i, y + j), 0.0) for i in (-1, 0, 1) for j in (-1, 0, 1))
            total += _NEAR * _grown(around - (own if sense.precision == CITY or sense.weight < 6.6 else 0.0))
        return total


def _cell(sense: Sense) -> tuple[int, int]:
    return round(sense.lat / _CELL), round(sense.lon / _CELL)


def _grown(votes: float) -> float:
    return votes / (votes + _HALF) if votes > 0 else 0.0


def _contain(group: _Group, scores: list[float], groups: Mapping[str, _Group]) -> None:
    """Raise the places that lie in what the report says they lie in."""
    for key in group.containers:
        outer = groups[key]
        chances = list(zip(outer.senses, outer.chances, strict=True))
        best = [max((c for place, c in chances if within(sense, place)), default=0.0) for sense in group.senses]
        top = max(best)
        if top > 0:
            for i, b in enumerate(best):
                scores[i] += _CONTAINED * b / top / len(group.containers)


def _chosen(name: Name, names: Sequence[Name], groups: Mapping[str, _Group]) -> Sense:
    group = groups[_key(name)]
    chances = group.chances
    if name.container is not None and not name.unlisted:  # its own words go first: two towns of one name in one report
        outer = groups[_key(names[name.container])]
        top = outer.senses[max(range(len(outer.senses)), key=outer.chances.__getitem__)]
        inside = [c if within(s, top) else 0.0 for s, c in zip(group.senses, chances, strict=True)]
        chances = inside if any(inside) else chances
    return group.senses[max(range(len(chances)), key=chances.__getitem__)]
