"""What the cells of other data mean in our words: actors, sectors, countries, codes. Each cell is read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from countermove.export.acts import AUXILIARY
from countermove.ontology import plover
from countermove.tables import countries
from countermove.tables.cameo import Meaning, cameo_meanings, meaning, weis_meanings
from countermove.tables.entities import bodies, known_parts
from countermove.tables.facts import listed, rows_of

#: Combinations of cells that are remembered from piece to piece: frequent ones come again soon, and memory is bounded.
_REMEMBERED = 300_000


@dataclass(slots=True)
class Lookup:
    """A function of a row's cells, remembered for every combination that has been met."""

    function: Callable[..., tuple[Any, ...]]
    names: Sequence[str]
    types: Sequence[pl.DataType | type[pl.DataType]]
    known: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)

    def add(self, table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        """The table with the columns ``names``, each made of the cells of ``columns``."""
        keys = table.select(pl.struct(pl.col(c).alias(str(n)) for n, c in enumerate(columns)).alias("key")).to_series()
        distinct = keys.unique(maintain_order=True)
        rows = [tuple(row.values()) for row in distinct.to_list()]
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        for row in rows:
            if row not in self.known:
                self.known[row] = self.function(*row)
        found = pl.DataFrame(
            [self.known[row] for row in rows], schema=dict(zip(self.names, self.types, strict=True)), orient="row"
        )
        index = pl.DataFrame({"key": distinct}).with_row_index("at")
        at = pl.DataFrame({"key": keys}).join(index, on="key", how="left", nulls_equal=True, maintain_order="left")[
            "at"
        ]
        return pl.concat([table.drop(self.names, strict=False), found[at]], how="horizontal")


# --- actors -----------------------------------------------------------------------------------------

Who = tuple[str | None, str | None, str | None]
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)")


def by_name(name: str | None, country: str | None, sectors: str | None) -> Who:
    """Entity, PLOVER code and sector of an actor by name, country (a name or ISO code) and sectors (names or codes).

    An organisation or group of our lists is itself; else an actor is his country's, which is told by our list of
    persons where the data say none; else he is called by his name.
    "Police (Norway)" names both.
    """
    head, inner = (name or "").strip(), ""
    if bracketed := _IN_BRACKETS.fullmatch(head):
        head, inner = bracketed[1], bracketed[2]
    sector = sector_of(sectors) or sector_of(head if inner else None)
    for candidate in (name, head if not country else None, inner):
        if candidate and (body := bodies().get(candidate.strip().lower())):
            return body[0], body[1], sector
    state = country_of(country) or country_of(inner or None) or (country_of(head) if not inner else None)
    if state:
        return state, state, sector
    if country is None and (part := _part(head)):
        return part[0], part[1], sector or part[2]
    code = country if country in ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC") else None
    return (code if code in ("UNO", "EUR") else name or country), code, sector


def _part(name: str) -> tuple[str, str, str | None] | None:
    """Whom a person or a body of a state acts for: by all the name, or by its first and last word."""
    words = name.lower().split()
    known = known_parts()
    return known.get(" ".join(words)) or (known.get(f"{words[0]} {words[-1]}") if len(words) > 1 else None)


def country_of(cell: str | None) -> str | None:
    """ISO 3166 alpha-3 (and KOS) of a country by its name or that code."""
    if cell is None:
        return None
    return cell if cell in countries.names() else countries.by_name().get(cell.strip().lower())


def sector_of(cell: str | None) -> str | None:
    """PLOVER's sector of a list of sectors, in ICEWS' names or PLOVER's codes; the most telling one.

    ICEWS gives the sectors of one actor in many orders, so that the order of our own list decides.
    """
    if cell is None:
        return None
    given = [part.strip() for part in re.split(r"[,;|]", cell) if part.strip()]
    if given and given[0] in plover().sectors:
        return given[0]
    exact, parts = _sector_names()
    found = [exact[part] for part in given if part in exact]
    found += [sector for part in given for piece, sector in parts if piece in part]
    return min(found)[1] if found else None


@cache
def _sector_names() -> tuple[dict[str, tuple[int, str]], list[tuple[str, tuple[int, str]]]]:
    """Names of sectors with their rank and code, and parts of names, which rank after all of them."""
    rows = sorted(rows_of("icews-sectors.tsv"), key=lambda row: row["general"])  # what says little goes last
    exact = {row["label"]: (rank, row["sector"]) for rank, row in enumerate(rows) if "…" not in row["label"]}
    parts = [(row["label"].strip("…"), (rank + len(rows), row["sector"])) for rank, row in enumerate(rows)
             if "…" in row["label"]]  # fmt: skip
    return exact, parts


def by_cameo(code: str | None, name: str | None, country: str | None, group: str | None, types: str | None) -> Who:
    """Entity, PLOVER code and sector of an actor by GDELT's columns; ``types`` are its type codes, joined by ";"."""
    given = listed(types or "")
    roles, classes, groups = _cameo_actors()
    sector = next((roles[kind] for kind in given if kind in roles), None)
    body = groups.get(group or "") or (bodies().get((name or "").strip().lower()) or (None,))[0]
    state = countries.by_cameo().get(country or "")
    kind = next((classes[kind] for kind in given if kind in classes), None)
    if body is not None:
        own = bodies().get(body.lower())
        return body, own[1] if own else state or kind, sector
    if state is not None:
        return state, state, sector
    return name or code, kind, sector


@cache
def _cameo_actors() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """CAMEO's codes of roles, of classes of actors and of bodies, as sectors, PLOVER codes and entities."""
    rows = rows_of("actors/cameo.tsv")

    def of(kind: str, column: str) -> dict[str, str]:
        return {code: row[column] for row in rows if row["kind"] == kind for code in listed(row["code"])}

    return of("role", "sector"), of("class", "entity"), of("body", "entity")


# --- acts -------------------------------------------------------------------------------------------


def act(code: str | None, known: dict[str, Meaning]) -> tuple[Any, ...]:
    """Type, mode, contexts, quad and Goldstein score of a code; all None for one that nobody knows."""
    found = meaning(code or "", known)
    if found is None:
        return None, None, None, None, None
    quad = plover().types[found.type].quad if found.type else None
    return found.type, found.mode, list(found.contexts) if found.type else None, quad, found.goldstein


ACT = ("type", "mode", "contexts", "quad", "goldstein")
ACT_TYPES = (pl.String, pl.String, pl.List(pl.String), pl.Int8, pl.Float64)
WHO_TYPES = (pl.String, pl.String, pl.String)


def acts(scheme: str) -> Lookup:
    """What codes of a scheme ("cameo", "weis") are."""
    known = dict(weis_meanings() if scheme == "weis" else cameo_meanings())
    return Lookup(lambda code: act(code, known), ACT, ACT_TYPES)


def whos(side: str, function: Callable[..., Who]) -> Lookup:
    """Who the actors of one side are."""
    return Lookup(function, (side, f"{side}_code", f"{side}_sector"), WHO_TYPES)


_STATUS = {auxiliary: status.value for status, auxiliary in AUXILIARY.items()}


def mode_and_status(cell: str | None) -> tuple[str | None, str | None]:
    """The mode, and the status that an auxiliary mode tells, of a cell of modes ("troops;future")."""
    modes = [part.strip() for part in re.split(r"[,;|]", cell or "") if part.strip()]
    status = next((_STATUS[mode] for mode in modes if mode in _STATUS), None)
    return next((mode for mode in modes if mode not in _STATUS), None), status


def items(cell: str | None) -> tuple[list[str] | None]:
    """A cell of several values as a list."""
    return ([part.strip() for part in re.split(r"[,;|]", cell) if part.strip()] if cell else None,)
