"""Whom a name in a question takes: an entity of the table, one sector of it, all actors with a code, or several."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from countermove.errors import InputError
from countermove.series.record import ANYONE

_CODE = "code:"
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """The actors that a name takes. ``entities``, ``codes`` and ``sectors`` are alternatives; none means anyone.

    ``sectors`` are pairs of an entity and a sector of it ("NGA", "GOV"). ``wider`` counts the rows whose actor has the
    entity's name for a code and is another entity: left out. ``doubts`` say in words where a name takes more or less
    than it seems to.
    """

    label: str
    entities: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sectors: tuple[tuple[str, str], ...] = ()
    wider: int = 0
    doubts: tuple[str, ...] = ()

    def among(self, side: str) -> pl.Expr:
        """Whether a row's ``side`` ("actor", "recipient") is one of them."""
        if not (self.entities or self.codes or self.sectors):
            return pl.lit(value=True)
        found = [pl.col(side).is_in(self.entities), pl.col(f"{side}_code").is_in(self.codes)]
        found += [(pl.col(side) == entity) & (pl.col(f"{side}_sector") == sector) for entity, sector in self.sectors]
        return pl.any_horizontal(found).fill_null(value=False)


_ACTOR = ("entity", "name", "code", "sector")


def known(table: pl.LazyFrame) -> pl.DataFrame:
    """Every actor of the table: ``entity``, ``name``, ``code``, ``sector``, ``rows``; the most frequent first."""
    sides = [
        table.select(entity=side, name=f"{side}_name", code=f"{side}_code", sector=f"{side}_sector")
        .group_by(_ACTOR)
        .agg(rows=pl.len())
        for side in ("actor", "recipient")
    ]
    return (
        pl.concat(sides)
        .group_by(_ACTOR)
        .agg(pl.sum("rows"))
        .filter(pl.any_horizontal(pl.col("entity", "name", "code").is_not_null()))
        .sort("rows", *_ACTOR, descending=[True, False, False, False, False], nulls_last=True)
        .collect(engine="streaming")
    )


def choose(name: str, actors: pl.DataFrame) -> Choice:
    """Whom ``name`` takes among the ``known`` actors.

    ``*`` takes anyone; ``A,B`` either; ``code:RUS`` every actor with the code. Else the entity of that id; where there
    is none, every actor with that code; else a sector of an entity (``NGA:GOV``); else the entities of that name, in
    any case of letters. Raises InputError with the nearest names where nobody is meant.
    """
    members = [part.strip() for part in name.split(",") if part.strip()]
    if not members:
        raise InputError("an actor's name is empty; give an entity (RUS), a code (code:RUS) or several (NATO,USA)")
    if ANYONE in members:
        return Choice(ANYONE)
    found = [_one(member, actors) for member in members]
    return Choice(
        ",".join(members),
        tuple(dict.fromkeys(entity for one in found for entity in one.entities)),
        tuple(dict.fromkeys(code for one in found for code in one.codes)),
        tuple(dict.fromkeys(pair for one in found for pair in one.sectors)),
        sum(one.wider for one in found),
        tuple(dict.fromkeys(doubt for one in found for doubt in one.doubts)),
    )


def _one(name: str, actors: pl.DataFrame) -> Choice:
    code = name.removeprefix(_CODE) if name.startswith(_CODE) else None
    has_code = (actors["code"] == (code or name)).fill_null(value=False)
    if code is None:
        is_entity = (actors["entity"] == name).fill_null(value=False)
        if is_entity.any():
            return Choice(name, entities=(name,), wider=int(actors.filter(has_code & ~is_entity)["rows"].sum()))
    if has_code.any():
        return Choice(name, codes=(code or name,))
    if code is None and (part := _sector(name, actors)):
        return part
    entities = _by_name(name, actors)
    return Choice(name, entities=entities, doubts=tuple(_widened(name, entities, actors)))


# --- a sector of an entity --------------------------------------------------------------------------


def _sector(name: str, actors: pl.DataFrame) -> Choice | None:
    """One sector of an entity; None where the name is not that of an entity with something after a colon."""
    entity, colon, sector = (part.strip() for part in name.rpartition(":"))
    rows = actors.filter(pl.col("entity") == entity)
    if not colon or rows.is_empty():
        return None
    sector = sector.upper()
    there = rows.group_by("sector").agg(pl.sum("rows")).sort("rows", "sector", descending=[True, False])
    counted = dict(there.iter_rows())
    unknown = counted.pop(None, 0)
    if sector not in counted:
        has = f"it has {', '.join(counted)}" if counted else f"the table knows no sector of {entity}"
        raise InputError(f"{entity} is never of sector {sector!r} in the table; {has}")
    doubt = f"{name} takes {entity} where it is named with that sector ({_times(counted[sector])})"
    doubt += f"; where its sector is unknown ({_times(unknown)}) it is left out"
    return Choice(name, sectors=((entity, sector),), doubts=(doubt,) if unknown else ())


def _times(number: int) -> str:
    return f"{number:,} time{'s' if number != 1 else ''}"


def _widened(name: str, entities: Sequence[str], actors: pl.DataFrame) -> Iterator[str]:
    """Where a name is one of several that an entity goes by: all of the entity is taken."""
    for entity in entities:
        rows = actors.filter(pl.col("entity") == entity)
        called = rows.filter(pl.col("name").str.to_lowercase() == name.lower())
        if called.is_empty() or called["rows"].sum() == rows["rows"].sum():
            continue
        others = rows["name"].n_unique() - called["name"].n_unique()
        said = f"{name} is taken as all of {entity}, under {others} other name{'s' if others != 1 else ''} too"
        said += f" (named so {called['rows'].sum():,} of {_times(int(rows['rows'].sum()))})"
        sector = called["sector"].drop_nulls()
        yield f"{said}; {entity}:{sector[0]} takes its sector alone" if len(sector) else said


# --- names ------------------------------------------------------------------------------------------


def _by_name(name: str, actors: pl.DataFrame) -> tuple[str, ...]:
    wanted = name.casefold()
    columns = (actors["entity"].to_list(), actors["name"].to_list(), actors["code"].to_list())
    found = [
        entity
        for entity, *others in zip(*columns, strict=True)
        if entity and any(other and other.casefold() == wanted for other in (entity, *others))
    ]
    if not found:
        raise InputError(_unknown(name, columns))
    return tuple(dict.fromkeys(found))


def _unknown(name: str, columns: Sequence[Sequence[str | None]]) -> str:
    spelled = {text.casefold(): text for column in reversed(columns) for text in reversed(column) if text}
    bare = name.removeprefix(_CODE)
    near = difflib.get_close_matches(bare.casefold(), list(spelled), n=_NEAREST, cutoff=0.5)
    if near:
        return f"no actor {name!r} is in the table; nearest: {', '.join(spelled[text] for text in near)}"
    frequent = list(dict.fromkeys(text for text in columns[0] if text))[:_NEAREST]
    return f"no actor {name!r} is in the table, nor one like it; most frequent: {', '.join(frequent) or 'none'}"
