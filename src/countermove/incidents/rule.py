"""Whether two reports tell the same act: a sum of points, each with its reason, and what rules it out.

The points stand in ``data/incidents/evidence.tsv``, the types that may be two readings of one act in
``data/incidents/near_types.tsv``. A missing side or date speaks neither for nor against; so a report of an act whose
doer nobody names goes with one that names him.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from countermove.incidents.profile import ARMED, MUTUAL, NEWS_DAYS, STATE, Phase, Profile, Side
from countermove.incidents.wording import telling
from countermove.records import Place

_ENOUGH_WORDS = 3  # a sentence with fewer is taken to have so many
_NOTHING_SAID = 0.35  # the part of the points for no words in common that a sentence without any gives
_FULL_SHARE = 0.5  # from this share of words in common on they count in full
_VAGUE = 45  # days: a date that leaves more of them open speaks for nothing ("in 2012")
_WEEK = 7
_SOON = 3  # days between two tellings of the same news
_FAR_KM = 60
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the table: its points, whether it keeps two reports apart whatever else holds, what it says."""

    name: str
    points: float
    never: bool
    says: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What was found of a pair, and the points that it gives."""

    name: str
    points: float
    says: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports compared: the sum of points, whether something keeps them apart, and why."""

    points: float
    never: bool
    grounds: tuple[Ground, ...]

    @property
    def linked(self) -> bool:
        """Whether they are taken to tell the same act."""
        return not self.never and self.points >= evidence()["threshold"].points


@cache
def evidence() -> Mapping[str, Evidence]:
    """The rows of the table by name, read once."""
    return {
        name: Evidence(name, float(points), never == "never", says) for name, points, never, says in _rows("evidence")
    }


@cache
def near_types() -> Mapping[str, frozenset[str]]:
    """Type -> the types that may be another reading of the same act."""
    found: dict[str, set[str]] = {}
    for one, other, _ in _rows("near_types"):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {one: frozenset(others) for one, others in found.items()}


def _rows(name: str) -> Iterator[list[str]]:
    text = files("countermove").joinpath(f"data/incidents/{name}.tsv").read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def compare(a: Profile, b: Profile) -> Comparison:
    """Two reports of comparable types compared; the order of the two does not matter."""
    rows = evidence()
    grounds: list[Ground] = []
    never = False
    for name, share in _found(a, b):
        row = rows[name]
        never |= row.never
        grounds.append(Ground(name, row.points * share, row.says))
    return Comparison(round(sum(g.points for g in grounds), 6), never, tuple(grounds))


def comparable(a: Profile, b: Profile) -> bool:
    """Whether their types may be those of one act."""
    return a.event.type == b.event.type or b.event.type in near_types().get(a.event.type, frozenset())


def _found(a: Profile, b: Profile) -> Iterator[tuple[str, float]]:
    """What holds of the pair: names of rows, each with the part of its points that it gives."""
    yield from ((name, 1.0) for name in _types(a, b))
    yield from ((name, 1.0) for name in _parties(a, b))
    yield from ((name, 1.0) for name in _times(a, b))
    yield from ((name, 1.0) for name in _places(a, b))
    if a.numbers & b.numbers:
        yield "same_number", 1.0
    yield from _words(a, b)
    if a.spoken and b.spoken and a.again != b.again:
        yield "said_again", 1.0
    yield from ((name, 1.0) for name in _setting(a, b))


# --- what -------------------------------------------------------------------------------------------


def _types(a: Profile, b: Profile) -> Iterator[str]:
    one, other = a.event, b.event
    if one.type != other.type:
        yield "near_type"
        return
    yield "same_type"
    if one.mode and other.mode:
        yield "same_mode" if one.mode == other.mode else "other_mode"
    if one.reason.rule == other.reason.rule:
        yield "same_rule"


def _words(a: Profile, b: Profile) -> Iterator[tuple[str, float]]:
    """Full points for half of the shorter sentence's words, the other row's for none, in between in proportion.

    In a sentence of names alone ("Russia condemned the plan") there is nothing to find: the other row counts in part.
    """
    if a.sentence == b.sentence:
        return
    spoken = "_spoken" if a.spoken and b.spoken else ""
    fewest = min(telling(a.words), telling(b.words))
    if fewest < 1:
        yield f"no_words{spoken}", _NOTHING_SAID
        return
    share = min(1.0, telling(a.words & b.words) / max(fewest, _ENOUGH_WORDS) / _FULL_SHARE)
    if share:
        yield f"words{spoken}", share
    if share < 1:
        yield f"no_words{spoken}", 1 - share


# --- who --------------------------------------------------------------------------------------------


def _parties(a: Profile, b: Profile) -> Iterator[str]:
    if {a.event.type, b.event.type} <= MUTUAL:
        common = a.entities & b.entities
        if common:
            yield "same_actor"
            if len(common) > 1:
                yield "same_recipient"
        elif a.entities and b.entities:
            yield "other_actor"
        return
    if a.spoken and b.spoken and not (a.event.actor or b.event.actor):
        yield "nobody"
    disputed = a.claimed or b.claimed
    if a.event.recipient and b.event.recipient and a.recipients.attackers != b.recipients.attackers:
        yield "attacker"
    yield from _side("actor", a.actors, b.actors, disputed=disputed, spoken=a.spoken)
    yield from _side("recipient", a.recipients, b.recipients, disputed=disputed, spoken=a.spoken)


def _side(name: str, a: Side, b: Side, *, disputed: bool, spoken: bool) -> Iterator[str]:
    if _of_other_kinds(a, b):
        yield f"other_kind_{name}"
    elif a.entities & b.entities:
        yield f"same_{name}"
        if a.persons & b.persons:
            yield "same_person"
        elif a.persons and b.persons and (spoken or name == "recipient"):
            yield "other_person"
        elif spoken and name == "actor" and a.sectors and b.sectors and not a.sectors & b.sectors:
            yield "other_office"
    elif a.entities and b.entities:
        yield f"{'disputed' if disputed else 'other'}_{name}"
    elif (a.nameless and a.nameless & b.sectors) or (b.nameless and b.nameless & a.sectors):
        yield f"like_{name}"


def _of_other_kinds(a: Side, b: Side) -> bool:
    """ "Russian police" and "Russian protesters" have their country in common and nothing else."""
    one, other = _kinds(a), _kinds(b)
    return bool(one and other) and not one & other


def _kinds(side: Side) -> frozenset[str]:
    """Whether those of a side act for a state, bear arms otherwise, or neither; a country alone may be all of it."""
    return frozenset("state" if s in STATE else "armed" if s in ARMED else "others" for s in side.sectors)


# --- when -------------------------------------------------------------------------------------------


def _times(a: Profile, b: Profile) -> Iterator[str]:
    if _phases_differ(a, b):
        yield "other_phase"
    one, other = a.time, b.time
    if one.first is None or one.last is None or other.first is None or other.last is None:
        yield from _bytelling(a, b)
        return
    gap = max(one.first - other.last, other.first - one.last, 0)
    if not (one.sure and other.sure):
        if gap:
            yield "told_apart" if gap <= NEWS_DAYS else "other_time"
        else:
            yield from _bytelling(a, b) if not (one.sure or other.sure) else ()
    elif gap == 0:
        if one.day and other.day:
            yield "same_day"
        elif max(one.last - one.first, other.last - other.first) <= _VAGUE:
            yield "same_time"
    else:
        yield "next_day" if gap == 1 else "other_time"


def _bytelling(a: Profile, b: Profile) -> Iterator[str]:
    """Two undated acts are as far apart as their tellings."""
    if a.told is None or b.told is None:
        return
    gap = abs(a.told - b.told)
    if gap > NEWS_DAYS:
        yield "other_time"
    elif gap > _SOON:
        yield "told_apart"


def _phases_differ(a: Profile, b: Profile) -> bool:
    """An announced act and a done one are the same only where the announcement says when, to the week, or where.

    "To meet on Thursday" and "met on Thursday" are the same, and so are "to meet in Ankara" and "met in Ankara" of the
    same days; "will send two battalions" and "sent a battalion" are two: what is announced is often done in part,
    otherwise or never, and announcing it is an act to count by itself.
    """
    if {a.phase, b.phase} != {Phase.DONE, Phase.AHEAD}:
        return False
    ahead, done = (a, b) if a.phase is Phase.AHEAD else (b, a)
    first, last = done.time.first, done.time.last
    if first is None or last is None:
        return True
    due = _due(ahead, done)
    return due is None or first > due[1] or last < due[0]


def _due(ahead: Profile, done: Profile) -> tuple[int, int] | None:
    """The days in which an announced act is to be done; None where the announcement is too vague to tell."""
    first, last = ahead.time.first, ahead.time.last
    if first is not None and last is not None:
        return (first, last) if last - first <= _WEEK else None
    towns = [(p, q) for p in ahead.places for q in done.places if p.precision == q.precision == "city"]
    if ahead.told is None or not any(_same_place(p, q) for p, q in towns):
        return None
    return ahead.told, ahead.told + NEWS_DAYS


# --- where and in which story -----------------------------------------------------------------------


def _places(a: Profile, b: Profile) -> Iterator[str]:
    if not (a.places and b.places):
        return
    pairs = [(p, q) for p in a.places for q in b.places]
    if any(_same_place(p, q) for p, q in pairs):
        yield "same_place"
    elif any(_inside(p, q) for p, q in pairs):
        yield "inside_place"
    else:
        far = all(_kilometres(p, q) > _FAR_KM for p, q in pairs)
        yield "far_place" if far and not (a.spoken or b.spoken) else "other_place"


def _same_place(p: Place, q: Place) -> bool:
    return p.name == q.name or (p.geonameid is not None and p.geonameid == q.geonameid)


def _inside(p: Place, q: Place) -> bool:
    """Whether one is the land of the other, or a wider area in the same land."""
    return p.country is not None and p.country == q.country and {p.precision, q.precision} != {"city"}


def _kilometres(p: Place, q: Place) -> float:
    """Distance on the sphere; 0 where either has no coordinates, since nothing is known then."""
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return 0.0
    lat, other = math.radians(p.lat), math.radians(q.lat)
    half = math.sin((other - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other) * math.sin(math.radians(q.lon - p.lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _setting(a: Profile, b: Profile) -> Iterator[str]:
    if a.sentence == b.sentence:
        yield "same_sentence"
    elif a.event.article == b.event.article:
        yield "same_article"
    elif a.report.story is not None and b.report.story is not None:
        yield "same_story" if a.report.story == b.report.story else "other_story"
