"""Links between reports of one act, with their strength and grounds; and which reports a new one draws in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    for a, b in _pairs(profiles):
        if new is not None and a.event.id not in new and b.event.id not in new:
            continue
        compared = compare(a, b)
        if compared.linked:
            found.append(Link(a.event.id, b.event.id, compared.points, compared.grounds))
    return tuple(sorted(found, key=lambda link: (-link.points, link.one, link.other)))


def profiles_of(reports: Iterable[Report]) -> dict[str, Profile]:
    """The profiles by event id, in the order of the ids, which does not depend on the order of the reports."""
    found = {report.event.id: report for report in reports}
    return {event: profile(found[event]) for event in sorted(found)}


# --- which pairs ------------------------------------------------------------------------------------


def _pairs(profiles: dict[str, Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Pairs to compare, each once, the lower id first: of one story, or of a common key and with words in common."""
    together: dict[str, dict[int | None, list[str]]] = {}
    by_word: dict[str, dict[str, list[str]]] = {}
    for event, one in profiles.items():
        near: set[str] = set()
        for key in keys(one):
            if "|story|" in key or "|article|" in key:
                near.update(_of_the_time(one, together.setdefault(key, {})))
            else:
                near.update(_with_words(one, by_word.setdefault(key, {})))
        for other in sorted(near):
            if comparable(profiles[other], one):
                yield profiles[other], one


def _of_the_time(one: Profile, by_days: dict[int | None, list[str]]) -> list[str]:
    """Those already under a story that are told of the same weeks, or cannot be dated; the report is put under it.

    A story that goes on for a year has thousands of reports: each is compared with those of its own days.
    """
    days: tuple[int | None, ...] = near_telling(one) or (None,)
    found = [e for d in (by_days if days == (None,) else (*days, None)) for e in by_days.get(d, ())]
    for day in days:
        by_days.setdefault(day, []).append(one.event.id)
    return found


def _with_words(one: Profile, by_word: dict[str, list[str]]) -> Iterator[str]:
    """Those already under a key that have enough words in common; the report is put under it."""
    shared: Counter[str] = Counter()
    for word in sorted(one.words):
        having = by_word.setdefault(word, [])
        shared.update(having)
        having.append(one.event.id)
    return (other for other, count in shared.items() if count >= _SHARED)


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
    edge = list(found.values())
    judged = _judged_with(judgements)
    while edge:
        by_key = sorted({key for report in edge for key in keys(profile(report))})
        by_judgement = sorted({other for report in edge for other in judged.get(report.event.id, ())})
        loaded = {r.event.id: r for r in load(by_key, by_judgement) if r.event.id not in found}
        drawn = {*by_judgement, *_drawn(edge, loaded)}
        edge = [loaded[event] for event in sorted(drawn & loaded.keys())]
        found |= {report.event.id: report for report in edge}
    return tuple(found[event] for event in sorted(found))


def _drawn(edge: Sequence[Report], loaded: dict[str, Report]) -> Iterator[str]:
    """The events at both ends of the links and answers between these reports and those loaded."""
    profiles = profiles_of((*edge, *loaded.values()))
    for link in links_of(profiles, frozenset(report.event.id for report in edge)):
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
