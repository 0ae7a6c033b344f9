"""POLECAT's 40 columns, tab separated, with their header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from countermove.export.acts import Act, day
from countermove.export.cells import tsv
from countermove.export.forms import Rules
from countermove.records import Identity, Place
from countermove.tables.build import day_of
from countermove.tables.countries import names
from countermove.tables.entities import full_name

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language",
    "Version",
)  # fmt: skip

#: Between several values in one cell.
AND = ";"


def lines(acts: Iterable[Act], rules: Rules) -> Iterator[str]:
    """The header, then a line for each directed pair of each act."""
    yield tsv(COLUMNS)
    for act in acts:
        before, after = _before_the_pair(act, rules), _after_the_pair(act)
        for number, (actor, recipient) in enumerate(act.pairs()):
            ident = act.event.id if number == 0 else f"{act.event.id}-{number + 1}"
            yield tsv((ident, *before, *_side(act, actor), *_side(act, recipient), *after))


def _before_the_pair(act: Act, rules: Rules) -> tuple[object, ...]:
    event = act.event
    mode = AND.join(mode for mode in (event.mode, act.auxiliary) if mode)
    return (day(act, rules.undated), event.type, mode, event.score, event.quad, AND.join(event.contexts))


def _side(act: Act, who: Identity | None) -> tuple[object, ...]:
    """Name to Wikipedia id of one side. Numbers of the Correlates of War and Wikipedia's ids are not known to us."""
    if who is None:
        return (None,) * 8
    return (
        full_name(who),
        who.code,
        None,
        who.sector,
        AND.join(who.sectors),
        who.role,
        act.words(who) or who.name,
        None,
    )


def _after_the_pair(act: Act) -> tuple[object, ...]:
    article = act.article
    published = day_of(article.published)
    return (
        *_place(act, act.event.place[0] if act.event.place else None),
        article.outlet,
        None if published is None else published.isoformat(),
        *_story(act),
        article.language,
        f"countermove {act.coder.version}",
    )


def _place(act: Act, place: Place | None) -> tuple[object, ...]:
    """Placename to feature type; districts are not told apart."""
    if place is None:
        return (None,) * 10
    return (
        place.name,
        place.name if place.precision == "city" else None,
        None,
        place.name if place.precision == "region" else None,
        place.country,
        place.lat,
        place.lon,
        place.geonameid,
        act.place_words(place),
        place.precision,
    )


def _story(act: Act) -> tuple[str, str, str]:
    """People, organisations and places of the whole article, each once, in order."""
    coding = act.coding
    whos = [actor.identity for actor in coding.actors]
    people = dict.fromkeys(who.person for who in whos if who.person)
    bodies = dict.fromkeys(
        who.entity for who in whos if who.entity and who.entity not in names() and who.person is None
    )
    places = dict.fromkeys(place.name for place in coding.places) or dict.fromkeys(
        place.name for event in coding.events for place in event.place
    )
    return AND.join(people), AND.join(bodies), AND.join(places)
