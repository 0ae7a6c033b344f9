"""GDELT 1.0's 58 columns, tab separated, without a header, as GDELT's own daily files are.

Actors are in CAMEO's codes, places in FIPS 10-4, both put together from what is known. GDELT's tone and its numbers of
places' features are not ours to give and stay empty.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache

from countermove.export.acts import Act, day
from countermove.export.cells import tsv
from countermove.export.forms import Rules
from countermove.export.numbers import number_of
from countermove.records import Identity, Place
from countermove.tables.build import day_of
from countermove.tables.countries import fips, names, to_cameo
from countermove.tables.entities import full_name
from countermove.tables.facts import listed, rows_of


def _actor_columns(side: str) -> tuple[str, ...]:
    parts = (
        "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
        "Type2Code", "Type3Code",
    )  # fmt: skip
    return tuple(f"{side}{part}" for part in parts)


def _geo_columns(side: str) -> tuple[str, ...]:
    parts = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
    return tuple(f"{side}Geo_{part}" for part in parts)


COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *_actor_columns("Actor1"),
    *_actor_columns("Actor2"), "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone", *_geo_columns("Actor1"),
    *_geo_columns("Actor2"), *_geo_columns("Action"), "DATEADDED", "SOURCEURL",
)  # fmt: skip

#: Roots of CAMEO up to which GDELT's classes go: 01-05, 06-08, 09-13, 14-20.
_QUADS = ((5, 1), (8, 2), (13, 3), (20, 4))
#: Sectors that are something else in CAMEO; what PLOVER alone has is left out.
_TYPES = {"MED": "HLH", "JRN": "MED", "SOC": "NGO", "UNK": "", "PRE": ""}
#: Non-state codes that stand where a country would.
_CLASSES = {"UNO": "IGO", "EUR": "IGO", "IGO": "IGO", "NGO": "NGO", "ISM": "INT", "IMG": "IMG", "MNC": "MNC"}


def lines(acts: Iterable[Act], rules: Rules) -> Iterator[str]:
    """A line for each directed pair of each act that has a day and that CAMEO has a code for."""
    for act in acts:
        own = day(act, rules.undated)
        if act.code is None or own is None:
            continue
        dates, told = _dates(dt.date.fromisoformat(own)), _told(act)
        for number, (actor, recipient) in enumerate(act.pairs()):
            yield tsv((number_of(act.event.id, number), *dates, *_actor(actor), *_actor(recipient), *told))


def _dates(day_: dt.date) -> tuple[object, ...]:
    """GDELT's forms of a day; its fraction of the year counts months as 30 days."""
    fraction = day_.year + ((day_.month - 1) * 30 + day_.day) / 365
    return f"{day_:%Y%m%d}", f"{day_:%Y%m}", day_.year, f"{fraction:.4f}"


# --- actors -----------------------------------------------------------------------------------------


def _actor(who: Identity | None) -> tuple[object, ...]:
    if who is None:
        return (None,) * 10
    country = to_cameo(who.code) if who.code is not None and who.code in names() else None
    group = known_groups().get(who.entity or "")
    types = [code for sector in who.sectors if (code := _TYPES.get(sector, sector))]
    kind = _CLASSES.get(who.code or "")
    types = list(dict.fromkeys(([kind] if kind else []) + types))[:3]
    # A body's code begins with its class ("IGONAT"), that of a part of a state with the state ("RUSGOV").
    start = [kind] if kind else [country] if country else []
    code = "".join(part for part in (*start, group, *(t for t in types if t != kind)) if part)
    name = full_name(who).upper()
    return code or None, name, country, group, None, None, None, *(types + [None] * 3)[:3]


@cache
def known_groups() -> dict[str, str]:
    """Entity -> CAMEO's code of the organisation or group: of several the first in the list."""
    bodies = (row for row in rows_of("actors/cameo.tsv") if row["kind"] == "body")
    return {row["entity"]: listed(row["code"])[0] for row in bodies}


# --- the act ----------------------------------------------------------------------------------------


def _told(act: Act) -> tuple[object, ...]:
    """Columns 26 to 58: the act, who tells it, where, and its address."""
    assert act.code is not None
    code, article = act.code.code, act.article
    added = day_of(article.published)
    nowhere = (0, *(None,) * 6)
    return (
        int(_in_first_paragraph(act)),
        code,
        code[:3],
        code[:2],
        quad_of(code),
        act.code.goldstein,
        len(act.reports),
        act.outlets,
        len(act.reports),
        None,
        *nowhere,
        *nowhere,
        *_geo(act.event.place),
        None if added is None else f"{added:%Y%m%d}",
        article.url,
    )


def quad_of(code: str) -> int:
    """GDELT's class of a CAMEO code, by its root."""
    return next(quad for last, quad in _QUADS if int(code[:2]) <= last)


_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\Z)", re.DOTALL)


def _in_first_paragraph(act: Act) -> bool:
    """Whether the act is told in the first paragraph of the text: GDELT's "root event"."""
    first = _PARAGRAPH.search(act.article.text)
    return first is not None and act.event.sentence.start < first.end()


def _geo(places: tuple[Place, ...]) -> tuple[object, ...]:
    """Type, full name, country, first unit, coordinates, feature; unit and feature of a whole country alone."""
    if not places:
        return (0, *(None,) * 6)
    place = places[0]
    code = fips().get(place.country or "")
    country = names().get(place.country or "")
    whole = place.precision == "country"
    full = country if whole else ", ".join(part for part in (place.name, country) if part)
    return _geo_type(place), full, code, code if whole else None, place.lat, place.lon, code if whole else None


def _geo_type(place: Place) -> int:
    """1 country, 2 state of the USA, 3 town of the USA, 4 town, 5 state or province elsewhere; 0 for seas and areas."""
    american = place.country == "USA"
    return {"country": 1, "region": 2 if american else 5, "city": 3 if american else 4}.get(place.precision, 0)
