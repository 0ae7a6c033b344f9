"""Which column of a table, or field of a JSON object, holds which part of an article.

``data/feeds/columns.tsv`` lists the usual names; a user names others ("text=Body").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from countermove.errors import InputError
from countermove.text import Unreadable

#: What an article can be given by a table or an object; only the text must be.
FIELDS = ("id", "text", "title", "outlet", "url", "published", "language")

_NEXT = re.compile(rf",(?=\s*(?:{'|'.join(FIELDS)})\s*=)")
_LISTED = 20  # names of columns that a message lists at most


def parse_columns(given: Iterable[str]) -> Mapping[str, str]:
    """The mapping that a user writes: ["text=Body,published=Date"] -> {"text": "Body", "published": "Date"}.

    Raises InputError for what is no field or names no column.
    """
    found: dict[str, str] = {}
    for pair in (pair for part in given for pair in _NEXT.split(part)):
        field, sign, name = pair.partition("=")
        if not sign or not name.strip():
            raise InputError(f"'{pair.strip()}' names no column: write text=Body, or text=Body,published=Date")
        found[field.strip()] = name.strip()
    return checked(found)


def checked(given: Mapping[str, str] | None) -> Mapping[str, str]:
    """The mapping itself. Raises InputError where it maps what is no field of an article."""
    for field in given or ():
        if field not in FIELDS:
            raise InputError(f"'{field}' is no field of an article: map {', '.join(FIELDS[:-1])} or {FIELDS[-1]}")
    return MappingProxyType(dict(given or {}))


def choose(names: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Field -> the name, of those in the table, that holds it: as ``given``, else by the list of usual names.

    Raises Unreadable ("columns") where a name that is given is not there, or nothing holds the text.
    """
    chosen = known(names, given)
    for field, name in given.items():
        if field not in chosen:
            raise Unreadable("columns", f"there is no column '{name}': {_mapping_hint(names, field)}")
    if "text" not in chosen:
        raise Unreadable("columns", f"no column is known to hold the text: {_mapping_hint(names, 'text')}")
    return chosen


def known(names: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """As ``choose``, but what is not there is left out."""
    plain = {_plain(name): name for name in reversed(names)}
    chosen = {}
    for field in FIELDS:
        if field in given:
            found = given[field] if given[field] in names else plain.get(_plain(given[field]))
        else:
            found = next((plain[name] for name in _plain_names()[field] if name in plain), None)
        if found is not None:
            chosen[field] = found
    return chosen


def looks_like_header(names: Sequence[str], given: Mapping[str, str]) -> bool:
    """Whether these are names of columns: one for the text and one more that is known, so that no prose is taken.

    Where it is given which one holds the text, that one is enough.
    """
    chosen = known(names, given)
    return "text" in chosen and (len(chosen) > 1 or "text" in given)


def _mapping_hint(names: Sequence[str], field: str) -> str:
    listed = ", ".join(f"'{name[:60]}'" for name in names[:_LISTED]) or "none"
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"its columns are {listed}{more}; say which with --columns {field}=NAME"


@cache
def usual_names() -> Mapping[str, tuple[str, ...]]:
    """Field -> the usual names of its column, the first to be preferred."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for line in files("countermove").joinpath("data/feeds/columns.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            field, name = line.split("\t")
            found[field] = (*found[field], name)
    return MappingProxyType(found)


@cache
def _plain_names() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({field: tuple(map(_plain, names)) for field, names in usual_names().items()})


def _plain(name: str) -> str:
    """A name without what its writers vary: "Full Text" and "full_text" are "fulltext"."""
    return re.sub(r"[\W_]+", "", name).casefold()
