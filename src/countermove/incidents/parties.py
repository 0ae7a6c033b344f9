"""Who did it and to whom, by all reports together: the most telling identity of each, and where the reports differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from countermove.records import Identity, Party


def merged(sides: Sequence[tuple[Party, ...]]) -> tuple[Identity, ...]:
    """The identities of one side of an act: each entity once, as it is named most fully, in order of first naming.

    Where reports name different ones and none in common, those that most reports name; the others are a difference.
    Whoever has no entity ("gunmen") stands where nobody else does, once for each sector.
    """
    named = [side for side in sides if any(party.identity.entity for party in side)]
    if not named:
        return _fullest([party.identity for side in sides for party in side], lambda who: who.sector or who.name)
    most = max(readings(named), key=len)  # the first of equals
    parties = [party.identity for at in most for party in named[at] if party.identity.entity]
    return _fullest(parties, lambda who: who.entity or "")


def readings(sides: Sequence[tuple[Party, ...]]) -> list[list[int]]:
    """The places of sides that agree with one another, directly or by way of others, in an entity."""
    groups: list[tuple[set[str], list[int]]] = []
    for at, side in enumerate(sides):
        entities = {party.identity.entity for party in side if party.identity.entity}
        if not entities:
            continue
        touched = [group for group in groups if group[0] & entities]
        joined = (entities.union(*(g[0] for g in touched)), sorted([*(i for g in touched for i in g[1]), at]))
        groups = [group for group in groups if group not in touched] + [joined]
    return sorted(places for _, places in groups)


def _fullest(identities: Iterable[Identity], key: object) -> tuple[Identity, ...]:
    found: dict[str, Identity] = {}
    for who in identities:
        name = key(who)  # type: ignore[operator]
        had = found.get(name)
        found[name] = who if had is None or _telling(who) > _telling(had) else had
    return tuple(found.values())


def _telling(who: Identity) -> tuple[bool, bool, int]:
    """A person tells more than an office, an office more than a country."""
    return who.person is not None, who.role is not None, len(who.sectors)
