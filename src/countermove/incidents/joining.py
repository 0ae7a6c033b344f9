"""Reports put together into acts: by judgements first, then by links, strongest first, never against what forbids it.

Whether two groups may become one is asked of every pair across them: so a report that names no doer joins one that
does, and never ties two different doers together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from countermove.incidents.links import Link
from countermove.incidents.profile import Profile
from countermove.incidents.rule import comparable, compare, evidence
from countermove.records import Judgement, Verdict


@dataclass(slots=True)
class Groups:
    """Events put together: each event's group, each group's events, and the pairs that must stay apart."""

    of: dict[str, int]
    members: dict[int, list[str]]
    apart: dict[str, set[str]]

    @classmethod
    def of_each(cls, events: Iterable[str]) -> Groups:
        """Every event alone."""
        numbered = dict(enumerate(events))
        return cls({event: n for n, event in numbered.items()}, {n: [e] for n, e in numbered.items()}, {})

    def together(self, one: str, other: str) -> bool:
        """Whether two events are in one group."""
        return self.of[one] == self.of[other]

    def kept_apart(self, one: str, other: str) -> bool:
        """Whether a pair across the two groups was judged to be different acts."""
        theirs = set(self.members[self.of[other]])
        return any(self.apart.get(event, set()) & theirs for event in self.members[self.of[one]])

    def join(self, one: str, other: str) -> None:
        """Make the groups of two events one."""
        into, gone = sorted((self.of[one], self.of[other]))
        for event in self.members[gone]:
            self.of[event] = into
        self.members[into] += self.members.pop(gone)


def groups(profiles: Mapping[str, Profile], links: Sequence[Link], judgements: Iterable[Judgement]) -> list[list[str]]:
    """The events of each act, groups and events in the order of their ids."""
    found = Groups.of_each(profiles)
    judged = _judge(found, judgements)
    for link in links:
        if found.together(link.one, link.other) or found.kept_apart(link.one, link.other):
            continue
        if _agree(found, link, profiles, judged):
            found.join(link.one, link.other)
    return sorted(sorted(members) for members in found.members.values())


def _judge(found: Groups, judgements: Iterable[Judgement]) -> set[str]:
    """Apply the judgements that count, the latest first, but for those that a later one contradicts.

    Returns the events that were put together by a judgement: nothing else is asked of these.
    """
    judged: set[str] = set()
    counting = [j for j in judgements if j.withdrawn is None and j.record in found.of and j.other in found.of]
    for judgement in sorted(counting, key=lambda j: (j.at, j.id), reverse=True):
        one, other = judgement.record, judgement.other
        if other is None or one == other:
            continue
        if judgement.verdict is Verdict.APART and not found.together(one, other):
            found.apart.setdefault(one, set()).add(other)
            found.apart.setdefault(other, set()).add(one)
        elif judgement.verdict is Verdict.SAME and not found.kept_apart(one, other):
            judged.update((one, other))
            if not found.together(one, other):
                found.join(one, other)
    return judged


def _agree(found: Groups, link: Link, profiles: Mapping[str, Profile], judged: set[str]) -> bool:
    """Whether nothing keeps any two of the groups' reports apart, and on average they speak for one act.

    Reports that a person put together may differ in what a rule would not forgive; what joins them later need agree
    only with the report it is linked to.
    """
    ones = [e for e in found.members[found.of[link.one]] if e == link.one or e not in judged]
    others = [e for e in found.members[found.of[link.other]] if e == link.other or e not in judged]
    points = []
    for one in ones:
        for other in others:
            a, b = profiles[one], profiles[other]
            if comparable(a, b):
                compared = compare(a, b)
                if compared.never:
                    return False
                points.append(compared.points)
    return sum(points) >= evidence()["together"].points * len(points)
