"""Which place of its name each name means: by what the report says it lies in, and by the other places of the report.

All names of a report are weighed together. Each starts from how much each of its places is talked about in general
(about its population); then the country, the unit and the neighbourhood that the other names speak for are added, and
once more with what that gave. A place said to lie in another ("Paris, Texas") must lie there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
_COUNTED = 0.02  # chance below which a place does not vote
_LARGE_REGION = 6.6  # weight of regions that are no neighbourhood


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
            scores = votes.scores(group)
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
        self._all = _Ballot()
        for country, count in demonyms.items():
            self._all.countries[country] += 0.5 * (1 + log2(count))
        for group in groups:
            self._all.add(group)

    def scores(self, group: _Group) -> list[float]:
        """What the other names speak for each place of a group, on top of what it starts from."""
        own = _Ballot()
        own.add(group)
        return [base + self._score(sense, own) for base, sense in zip(group.base, group.senses, strict=True)]

    def _score(self, sense: Sense, own: _Ballot) -> float:
        everyone = self._all
        total = 0.0
        if sense.country:
            total += _COUNTRY * _grown(everyone.countries[sense.country] - own.countries[sense.country])
        if sense.inside:
            total += _UNIT * _grown(everyone.units[sense.inside] - own.units[sense.inside])
        if sense.precision != COUNTRY:
            x, y = _cell(sense)
            cells = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            total += _NEAR * _grown(sum(everyone.cells[c] - own.cells[c] for c in cells))
        return total


class _Ballot:
    """Votes for countries, units and cells; those of a name are shared out by its chances."""

    def __init__(self) -> None:
        self.countries: defaultdict[str, float] = defaultdict(float)
        self.units: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.cells: defaultdict[tuple[int, int], float] = defaultdict(float)

    def add(self, group: _Group) -> None:
        """Count the votes of one name."""
        for sense, chance in zip(group.senses, group.chances, strict=True):
            if chance > _COUNTED:
                share = chance * group.weight
                if sense.country:
                    self.countries[sense.country] += share
                if sense.inside:
                    self.units[sense.inside] += share
                if sense.precision == CITY or (sense.precision == REGION and sense.weight < _LARGE_REGION):
                    self.cells[_cell(sense)] += share


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
