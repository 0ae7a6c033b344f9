"""Actors of other data as our entities: states, and the organisations and armed groups that our lists name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from countermove.records import Identity
from countermove.tables import countries
from countermove.tables.facts import listed, rows_of

_LISTS = ("actors/organisations.tsv", "actors/groups.tsv")
_PARTS = ("actors/persons.tsv", "actors/agencies.tsv")


@cache
def bodies() -> Mapping[str, tuple[str, str]]:
    """Name of an organisation or group in small letters -> its entity and PLOVER code ("nato" -> NATO, IGO)."""
    found: dict[str, tuple[str, str]] = {}
    for row in _rows():
        for name in (row["entity"], *listed(row["name"])):
            if row["code"]:
                found.setdefault(name.lower(), (row["entity"], row["code"]))
    return found


@cache
def known_parts() -> Mapping[str, tuple[str, str, str | None]]:
    """Name of a person in the news or of a state's body, in small letters -> entity, PLOVER code and sector.

    Names of several words alone, and of those who have acted for several entities none.
    """
    found: dict[str, tuple[str, str, str | None]] = {}
    several: set[str] = set()
    for row in (row for name in _PARTS for row in rows_of(name)):
        for name in listed(row["name"]):
            part = (row["entity"], row.get("code") or row["entity"], next(iter(listed(row["sector"])), None))
            if " " in name and found.setdefault(name.lower(), part)[0] != row["entity"]:
                several.add(name.lower())
    return {name: part for name, part in found.items() if name not in several}


@cache
def _titles() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in _rows():
        found.setdefault(row["entity"], listed(row["name"])[0])
    return found


def _rows() -> list[dict[str, str]]:
    return [row for name in _LISTS for row in rows_of(name)]


def title(who: Identity) -> str:
    """What an entity is called in all reports: a state's or an organisation's name; without an entity the report's."""
    entity = who.entity or ""
    return countries.names().get(entity) or _titles().get(entity) or who.entity or who.name


def full_name(who: Identity) -> str:
    """The person where he acts for a state, which other columns name; else the entity, which nothing else tells."""
    return who.person if who.person and who.entity in countries.names() else title(who)
