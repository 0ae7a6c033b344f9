"""Which reports may be compared at all: those that share a key. A store looks up by them what new reports may join."""

from __future__ import annotations

from collections.abc import Iterator

from countermove.incidents.answers import may_answer, may_be_answered
from countermove.incidents.profile import NEWS_DAYS, Profile, profile
from countermove.incidents.rule import near_types
from countermove.records import Report

_DAYS = 15  # that have a key in common
_LONGEST = 45  # days: an act dated more vaguely joins within its story alone


def blocks(report: Report) -> tuple[str, ...]:
    """The keys of a report, sorted: no two reports without a common key are ever linked.

    There are three sorts: type and story or article ("ACCUSE|story|st1", "ACCUSE|article|a1"); type, entity and days
    ("ACCUSE|RUS|49512"); and, for denials and what they may answer, the story alone ("answer|story|st1").
    """
    return keys(profile(report))


def keys(one: Profile) -> tuple[str, ...]:
    """The keys of a report by its profile."""
    found: set[str] = set()
    for kind in _kinds(one.event.type):
        found.add(f"{kind}|article|{one.event.article}")
        if one.report.story is not None:
            found.add(f"{kind}|story|{one.report.story}")
        found.update(f"{kind}|{entity}|{days}" for entity in one.entities for days in stretches(one))
    if one.report.story is not None and (may_answer(one) or may_be_answered(one)):
        found.add(f"answer|story|{one.report.story}")
    return tuple(sorted(found))


def _kinds(type_: str) -> Iterator[str]:
    """The type, and for each type that may be another reading of it a name that both give."""
    yield type_
    for other in near_types().get(type_, frozenset()):
        yield "~".join(sorted((type_, other)))


def stretches(one: Profile) -> range:
    """The stretches of days, numbered, in which the act may lie or was told; none where neither is known."""
    first, last = one.time.first, one.time.last
    if first is None or last is None:
        if one.told is None:
            return range(0)
        first, last = one.told - NEWS_DAYS, one.told + NEWS_DAYS
    if last - first > _LONGEST:
        return range(0)
    return _numbered(first - 1, last + 1)


def near_telling(one: Profile) -> tuple[int, ...]:
    """The stretches of days near its telling, and those of the act; none where neither is known."""
    told = () if one.told is None else _numbered(one.told - NEWS_DAYS, one.told + NEWS_DAYS)
    return tuple(dict.fromkeys((*told, *stretches(one))))


def _numbered(first: int, last: int) -> range:
    return range(first // _DAYS, last // _DAYS + 1)
