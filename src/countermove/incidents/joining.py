"""Reports put together into acts: by judgements first, then by links, strongest first, never against what forbids it.

Whether two groups may become one is asked of every pair across them, linked or not: nothing may keep any pair apart,
and on average they must speak for one act (average linkage, Sokal and Michener 1958, with forbidden pairs). So a report
that names no doer joins one that does, and never ties two different doers together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from countermove.incidents.links import Link
from countermove.incidents.profile import Profile
from countermove.incidents.rule import comparable, compare, evidence
from countermove.records import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Bond:
    """What the pairs across two groups come to: their points, how many they are, whether one must not be."""

    points: float = 0.0
    pairs: int = 0
    never: bool = False

    def __add__(self, other: Bond) -> Bond:
        return Bond(self.points + other.points, self.pairs + other.pairs, self.never or other.never)


@dataclass(slots=True)
class Groups:
    """Events put together. A group has a number, and gets a new one as it grows.

    ``judged`` are events that a person put together: they may differ in what the rule would not forgive, and nothing
    more is asked of them. ``bonds`` keeps, of the groups compared, what their pairs come to.
    """

    profiles: Mapping[str, Profile]
    of: dict[str, int]
    members: dict[int, list[str]]
    apart: dict[str, set[str]] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    bonds: dict[int, dict[int, Bond]] = field(default_factory=dict)
    opened: int = 0

    @classmethod
    def of_each(cls, profiles: Mapping[str, Profile]) -> Groups:
        """Every event alone."""
        numbered = dict(enumerate(profiles))
        return cls(
            profiles,
            {event: n for n, event in numbered.items()},
            {n: [e] for n, e in numbered.items()},
            opened=len(numbered),
        )

    def together(self, one: str, other: str) -> bool:
        """Whether two events are in one group."""
        return self.of[one] == self.of[other]

    def kept_apart(self, one: str, other: str) -> bool:
        """Whether a pair across the groups of two events was judged to be different acts."""
        theirs = self.of[other]
        return any(self.of[e] == theirs for event in self.members[self.of[one]] for e in self.apart.get(event, ()))

    def agree(self, one: str, other: str) -> bool:
        """Whether nothing keeps any pair across the groups apart, and on average they speak for one act."""
        bond = self._bond(self.of[one], self.of[other])
        return not bond.never and bond.points >= evidence()["together"].points * bond.pairs

    def join(self, one: str, other: str) -> None:
        """Make the groups of two events one."""
        a, b = self.of[one], self.of[other]
        known = sorted({*self.bonds.get(a, {}), *self.bonds.get(b, {})} - {a, b})
        bonds = {c: self._bond(a, c) + self._bond(b, c) for c in known}
        new, self.opened = self.opened, self.opened + 1
        self.members[new] = self.members.pop(a) + self.members.pop(b)
        self.of.update(dict.fromkeys(self.members[new], new))
        for gone in (a, b):
            for c in self.bonds.pop(gone, {}):
                self.bonds[c].pop(gone, None)
        self.bonds[new] = bonds
        for c, bond in bonds.items():
            self.bonds[c][new] = bond

    def _bond(self, a: int, b: int) -> Bond:
        found = self.bonds.setdefault(a, {}).get(b)
        if found is None:
            found = sum((self._pair(x, y) for x in self.members[a] for y in self.members[b]), Bond())
            self.bonds[a][b] = found
            self.bonds.setdefault(b, {})[a] = found
        return found

    def _pair(self, one: str, other: str) -> Bond:
        a, b = self.profiles[one], self.profiles[other]
        if one in self.judged or other in self.judged or not comparable(a, b):
            return Bond()
        compared = compare(a, b)
        return Bond(compared.points, 1, compared.never)


def groups(profiles: Mapping[str, Profile], links: Sequence[Link], judgements: Iterable[Judgement]) -> list[list[str]]:
    """The events of each act, groups and events in the order of their ids."""
    found = Groups.of_each(profiles)
    _judge(found, judgements)
    for link in links:
        if found.together(link.one, link.other) or found.kept_apart(link.one, link.other):
            continue
        if found.agree(link.one, link.other):
            found.join(link.one, link.other)
    return sorted(sorted(members) for members in found.members.values())


def _judge(found: Groups, judgements: Iterable[Judgement]) -> None:
    """Apply the judgements that count, the latest first, but for those that a later one contradicts."""
    counting = [j for j in judgements if j.withdrawn is None and j.record in found.of and j.other in found.of]
    for judgement in sorted(counting, key=lambda j: (j.at, j.id), reverse=True):
        one, other = judgement.record, judgement.other
        if other is None or one == other:
            continue
        if judgement.verdict is Verdict.APART and not found.together(one, other):
            found.apart.setdefault(one, set()).add(other)
            found.apart.setdefault(other, set()).add(one)
        elif judgement.verdict is Verdict.SAME and not found.kept_apart(one, other):
            found.judged.update((one, other))
            if not found.together(one, other):
                found.join(one, other)
