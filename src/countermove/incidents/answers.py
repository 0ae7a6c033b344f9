"""Denials in one report of what another tells: "Moscow rejected the claims" here, "Finland says ..." there.

Within an article the coder has already tied each denial to what it denies. Across articles it is tied only within a
story and a week, where the denier is the one accused and the two have words in common: in doubt it stays by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from countermove.incidents.profile import Profile
from countermove.incidents.wording import telling
from countermove.records import Status

_DAYS = 7  # between the denial and what it answers, whichever is told first
_WORDS = 1  # content words in common at least, those that all such news have in common not counted in full


@dataclass(frozen=True, slots=True)
class Answer:
    """An event (``denial``, an id) by which ``by`` (entities) denies what another article's ``event`` tells."""

    denial: str
    event: str
    by: tuple[str, ...]


def may_answer(one: Profile) -> bool:
    """Whether a report is of somebody who rejects something: what it is is told elsewhere in the story, perhaps."""
    event = one.event
    return event.type == "REJECT" and event.mode in (None, "change") and event.status is not Status.DENIED


def may_be_answered(one: Profile) -> bool:
    """Whether a report is of a reproach, or stands on somebody's word."""
    return one.event.type == "ACCUSE" or one.event.claimed_by is not None


def answers_of(profiles: Mapping[str, Profile]) -> tuple[Answer, ...]:
    """The answers among reports (profiles by event id), in the order of the ids."""
    stories: dict[str, list[Profile]] = {}
    for event in sorted(profiles):
        one = profiles[event]
        if one.report.story is not None and (may_answer(one) or may_be_answered(one)):
            stories.setdefault(one.report.story, []).append(one)
    return tuple(answer for story in sorted(stories) for answer in _in_story(stories[story]))


def _in_story(reports: Sequence[Profile]) -> Iterator[Answer]:
    said = [one for one in reports if may_be_answered(one)]
    for denial in reports:
        if may_answer(denial):
            for event in said:
                by = _denies(denial, event)
                if by:
                    yield Answer(denial.event.id, event.event.id, tuple(sorted(by)))


def _denies(denial: Profile, said: Profile) -> frozenset[str]:
    """The entities that deny; none where it does not answer what is said."""
    if denial.event.article == said.event.article:
        return frozenset()
    accusing = said.actors.entities if said.event.type == "ACCUSE" else frozenset((said.event.claimed_by or "",))
    accused = said.recipients.entities if said.event.type == "ACCUSE" else said.actors.entities
    by = denial.actors.entities & accused - accusing
    if denial.recipients.entities and not denial.recipients.entities & accusing:
        return frozenset()
    near = denial.told is not None and said.told is not None and abs(denial.told - said.told) <= _DAYS
    return by if near and telling(denial.words & said.words) >= _WORDS else frozenset()
