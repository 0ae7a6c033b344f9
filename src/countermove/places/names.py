"""The names of a whole report that are places where they stand: each sentence weighed, then the report as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from countermove.places.containment import link, share_units
from countermove.places.gazetteer import Gazetteer
from countermove.places.mentions import (
    ENOUGH,
    LIKELY,
    NEVER,
    SURE,
    UNLIKELY,
    Name,
    is_headline,
    is_name_word,
    look_up,
    persons,
)
from countermove.places.surroundings import weigh
from countermove.records import Sentence

_LISTING = frozenset([",", "and", "or", "&"])


def find_names(sentences: Sequence[Sentence], gazetteer: Gazetteer, dateline: Sentence | None = None) -> list[Name]:
    """The names that are places where they stand, in reading order, with what contains what.

    All that ``dateline`` names are places.
    """
    names: list[Name] = []
    people: set[str] = set()
    told: set[str] = set()
    if dateline is not None:
        names.extend(look_up(dateline, gazetteer, dateline=True))
        for name in names:
            name.evidence = SURE
        link(names, 0, gazetteer.words["before"])
    for sentence in sentences:
        people.update(persons(sentence, gazetteer))
        told.update(gazetteer.demonyms[t.text] for t in sentence.tokens if t.text in gazetteer.demonyms)
        found = list(look_up(sentence, gazetteer))
        headline = is_headline(sentence)
        for name in found:
            if not name.group:
                weigh(name, gazetteer, headline=headline)
        start = len(names)
        names.extend(_favour_lists(share_units(found, sentence, gazetteer)))
        link(names, start, gazetteer.words["before"])
    return _accepted(_without_houses(names, told, gazetteer), people)


def _without_houses(names: list[Name], told: set[str], gazetteer: Gazetteer) -> list[Name]:
    """The names less those that are short for a house's: "Mandalay", in a report on the Mandalay Bay Resort in Nevada.

    A house is often called by the town it stands in. It is not where the report names places of another country, and
    neither another of the town's country nor its people (``told``) nor the town more often than the house.
    """
    sure = [name for name in names if name.evidence >= SURE and name.best.country]
    for text in sorted({name.text for name in names if _is_house(name, gazetteer)}):
        those = [name for name in names if name.text == text]
        country = those[0].best.country
        others = {name.best.country for name in sure if name.text != text}
        if not others or country in others | told or any(name.container is not None for name in those):
            continue
        if sum(not name.crowded for name in those) < sum(name.crowded for name in those):
            for name in those:
                name.evidence = NEVER
    return names


def _is_house(name: Name, gazetteer: Gazetteer) -> bool:
    """Whether a longer name goes on to a word like "hotel": "Mandalay Bay Resort", "the Mandalay Bay hotel"."""
    for token in name.after if name.crowded else ():
        if token.lower in gazetteer.words["house"]:
            return True
        if not is_name_word(token):
            return False
    return False


def _favour_lists(names: list[Name]) -> list[Name]:
    """ "in Athens and Winder": what is listed with a sure place is likely one."""
    for before, name in pairwise(names):
        between = [t.lower for t in before.between(name)]
        if between and set(between) <= _LISTING and before.evidence >= SURE and name.evidence > UNLIKELY:
            name.evidence += LIKELY
    return names


def _accepted(names: Sequence[Name], people: set[str]) -> list[Name]:
    """The names with evidence enough, their own and the report's; their containers renumbered."""
    sure = {n.text for n in names if n.evidence >= SURE}
    kept = [i for i, name in enumerate(names) if _total(name, sure, people) >= ENOUGH]
    number = {old: new for new, old in enumerate(kept)}
    for name in (names[i] for i in kept):
        name.container = None if name.container is None else number.get(name.container)
        name.unlisted = name.unlisted and name.container is not None
    return [names[i] for i in kept]


def _total(name: Name, sure: set[str], people: set[str]) -> int:
    """A person's name is hardly a place elsewhere in the report; a sure place is one elsewhere too."""
    if name.text in people and name.container is None:
        return name.evidence - SURE
    if name.text in sure:
        if name.crowded:
            return name.evidence + 2 * LIKELY
        if name.evidence > UNLIKELY:
            return name.evidence + LIKELY
    return name.evidence
