"""ICEWS's 20 columns, tab separated, with their header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from countermove.export.acts import Act, day
from countermove.export.cells import tsv
from countermove.export.forms import Rules
from countermove.export.numbers import number_of
from countermove.records import Identity, Place
from countermove.tables.countries import names
from countermove.tables.entities import full_name
from countermove.tables.facts import rows_of

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def lines(acts: Iterable[Act], rules: Rules) -> Iterator[str]:
    """The header, then a line for each directed pair of each act that CAMEO has a code for."""
    yield tsv(COLUMNS)
    for act in acts:
        code = act.code
        if code is None:
            continue
        end = (number_of(act.article.id), None, act.article.outlet, *_place(act.event.place))
        for number, (actor, recipient) in enumerate(act.pairs()):
            yield tsv(
                (
                    number_of(act.event.id, number),
                    day(act, rules.undated),
                    *_side(actor),
                    code.name,
                    code.code,
                    code.goldstein,
                    *_side(recipient),
                    *end,
                )
            )


def _side(who: Identity | None) -> tuple[object, ...]:
    if who is None:
        return (None, None, None)
    sectors = ",".join(sector_labels().get(sector, sector) for sector in who.sectors)
    return _name(who), sectors, names().get(who.code or "")


def _name(who: Identity) -> str:
    """ICEWS names a part of a state with the state in brackets: "Police (Norway)"."""
    whole = full_name(who)
    label = sector_labels().get(who.sector or "")
    return f"{label} ({whole})" if label and who.entity in names() and not who.person else whole


def _place(places: tuple[Place, ...]) -> tuple[object, ...]:
    if not places:
        return (None,) * 6
    place = places[0]
    return (
        place.name if place.precision == "city" else None,
        None,
        place.name if place.precision == "region" else None,
        names().get(place.country or ""),
        place.lat,
        place.lon,
    )


@cache
def sector_labels() -> dict[str, str]:
    """PLOVER sector -> what ICEWS calls it: of several the first in the list."""
    found: dict[str, str] = {}
    for row in rows_of("icews-sectors.tsv"):
        if "…" not in row["label"]:  # a part of names, for reading alone
            found.setdefault(row["sector"], row["label"])
    return found
