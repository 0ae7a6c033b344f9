"""Links between reports of one act, with their strength and grounds; and which reports a new one draws in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from countermove.incidents.answers import answers_of
from countermove.incidents.blocks import keys, near_telling
from countermove.incidents.profile import Profile, profile
from countermove.incidents.rule import Ground, comparable, compare
from countermove.records import Judgement, Report, Verdict

_SHARED = 2  # content words that reports of different stories have in common at least to be compared


@dataclass(frozen=True, slots=True)
class Link:
    """Two events (ids, the lower first) that tell the same act, how strongly, and what speaks for it."""

    one: str
    other: str
    points: float
    grounds: tuple[Ground, ...]


def links(reports: Sequence[Report], known: Sequence[Report] = ()) -> tuple[Link, ...]:
    """The links among reports, and between them and known ones (not among the known), the strongest first.

    Each pair is judged by itself: what else is in the set changes nothing.
    """
    return links_of(profiles_of((*reports, *known)), frozenset(report.event.id for report in reports))


def links_of(profiles: dict[str, Profile], new: frozenset[str] | None = None) -> tuple[Link, ...]:
    """The same for profiles by event id; of each link one event at least is among ``new`` (None: all are)."""
    found = []
    for a, b in _pairs(profiles, new):
        compared = compare(a, b)
        if compared.linked:
            found.append(Link(a.event.id, b.event.id, compared.points, compared.grounds))
    return tuple(sorted(found, key=lambda link: (-link.points, link.one, link.other)))


def profiles_of(reports: Iterable[Report]) -> dict[str, Profile]:
    """The profiles by event id, in the order of the ids, which does not depend on the order of the reports."""
    found = {report.event.id: report for report in reports}
    return {event: profile(found[event]) for event in sorted(found)}


# --- which pairs ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Index:
    """Reports under their keys: of a story by days, of an entity's days by words."""

    by_days: dict[str, dict[int | None, list[str]]] = field(default_factory=dict)
    by_word: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def find(self, one: Profile) -> list[str]:
        """The reports to compare with one: of its story, told of the same weeks or undatable; or with words in common.

        A story that goes on for a year has thousands of reports: each is compared with those of its own days.
        """
        found: set[str] = set()
        days = near_telling(one)
        for key in keys(one):
            if _is_of_story(key):
                stored = self.by_days.get(key, {})
                found.update(e for day in ((*days, None) if days else stored) for e in stored.get(day, ()))
            else:
                having = self.by_word.get(key, {})
                shared = Counter(e for word in sorted(one.words) for e in having.get(word, ()))
                found.update(event for event, count in shared.items() if count >= _SHARED)
        return sorted(found)

    def add(self, one: Profile) -> None:
        """Put a report under its keys."""
        for key in keys(one):
            if _is_of_story(key):
                stored = self.by_days.setdefault(key, {})
                for day in near_telling(one) or (None,):
                    stored.setdefault(day, []).append(one.event.id)
            else:
                having = self.by_word.setdefault(key, {})
                for word in sorted(one.words):
                    having.setdefault(word, []).append(one.event.id)


def _is_of_story(key: str) -> bool:
    return "|story|" in key or "|article|" in key


def _pairs(profiles: dict[str, Profile], new: frozenset[str] | None) -> Iterator[tuple[Profile, Profile]]:
    """Pairs to compare, each once, the lower id first; one of the two is new."""
    every, fresh = _Index(), _Index()
    for event, one in profiles.items():
        is_new = new is None or event in new
        for other in (every if is_new else fresh).find(one):
            if comparable(profiles[other], one):
                yield profiles[other], one
        every.add(one)
        if is_new and new is not None:
            fresh.add(one)


# --- what a new report draws in ---------------------------------------------------------------------


#: Gives the known reports that have one of these keys (``blocks``), and those of events with one of these ids.
Load = Callable[[Sequence[str], Sequence[str]], Iterable[Report]]


def affected(new: Sequence[Report], load: Load, judgements: Sequence[Judgement] = ()) -> tuple[Report, ...]:
    """The new reports and all known ones whose incidents may change by them: what to give to ``join``.

    Links, answers and judgements are followed until nothing more comes, so that joining what comes out gives the very
    incidents that joining everything would: they replace all incidents that hold one of its events. "New" is also
    what is left of an incident that a report was taken from, and all reports of the incidents that a judgement, given
    or withdrawn, speaks of.
    """
    found = {report.event.id: report for report in new}
    profiles = profiles_of(new)
    edge = list(found.values())
    judged = _judged_with(judgements)
    while edge:
        by_key = sorted({key for report in edge for key in keys(profiles[report.event.id])})
        by_judgement = sorted({other for report in edge for other in judged.get(report.event.id, ())})
        loaded = {r.event.id: r for r in load(by_key, by_judgement) if r.event.id not in found}
        profiles |= profiles_of(loaded.values())
        edge_ids = frozenset(report.event.id for report in edge)
        here = {event: profiles[event] for event in sorted({*edge_ids, *loaded})}
        drawn = {*by_judgement, *_drawn(here, edge_ids)}
        edge = [loaded[event] for event in sorted(drawn & loaded.keys())]
        found |= {report.event.id: report for report in edge}
    return tuple(found[event] for event in sorted(found))


def _drawn(profiles: dict[str, Profile], edge: frozenset[str]) -> Iterator[str]:
    """The events at both ends of the links of these reports (``edge``, ids) and of all answers among the profiles."""
    for link in links_of(profiles, edge):
        yield from (link.one, link.other)
    for answer in answers_of(profiles):
        yield from (answer.denial, answer.event)


def _judged_with(judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """Event id -> those it was judged to be one act with."""
    found: dict[str, set[str]] = {}
    for judgement in judgements:
        if judgement.verdict is Verdict.SAME and judgement.withdrawn is None and judgement.other is not None:
            found.setdefault(judgement.record, set()).add(judgement.other)
            found.setdefault(judgement.other, set()).add(judgement.record)
    return found
