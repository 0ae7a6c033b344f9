"""Whom a name in a question takes: an entity of the table, all actors with a code, or several of these."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from countermove.errors import InputError
from countermove.series.record import ANYONE

_CODE = "code:"
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """The actors that a name takes. ``entities`` and ``codes`` are alternatives; neither means anyone.

    ``wider`` counts the rows whose actor has the entity's name for a code and is another entity: left out.
    """

    label: str
    entities: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    wider: int = 0

    def among(self, side: str) -> pl.Expr:
        """Whether a row's ``side`` ("actor", "recipient") is one of them."""
        if not self.entities and not self.codes:
            return pl.lit(value=True)
        by_entity = pl.col(side).is_in(self.entities)
        return (by_entity | pl.col(f"{side}_code").is_in(self.codes)).fill_null(value=False)


def known(table: pl.LazyFrame) -> pl.DataFrame:
    """Every actor of the table: ``entity``, ``name``, ``code``, ``rows``; the most frequent first."""
    sides = [
        table.select(entity=side, name=f"{side}_name", code=f"{side}_code")
        .group_by("entity", "name", "code")
        .agg(rows=pl.len())
        for side in ("actor", "recipient")
    ]
    return (
        pl.concat(sides)
        .group_by("entity", "name", "code")
        .agg(pl.sum("rows"))
        .filter(pl.any_horizontal(pl.col("entity", "name", "code").is_not_null()))
        .sort("rows", "entity", "name", "code", descending=[True, False, False, False], nulls_last=True)
        .collect(engine="streaming")
    )


def choose(name: str, actors: pl.DataFrame) -> Choice:
    """Whom ``name`` takes among the ``known`` actors.

    ``*`` takes anyone; ``A,B`` either; ``code:RUS`` every actor with the code. Else the entity of that id; where there
    is none, every actor with that code; else the entities of that name, in any case of letters. Raises InputError with
    the nearest names where nobody is meant.
    """
    members = [part.strip() for part in name.split(",") if part.strip()]
    if not members:
        raise InputError("an actor's name is empty; give an entity (RUS), a code (code:RUS) or several (NATO,USA)")
    if ANYONE in members:
        return Choice(ANYONE)
    entities: list[str] = []
    codes: list[str] = []
    wider = 0
    for member in members:
        found = _one(member, actors)
        entities.extend(found.entities)
        codes.extend(found.codes)
        wider += found.wider
    return Choice(",".join(members), tuple(dict.fromkeys(entities)), tuple(dict.fromkeys(codes)), wider)


def _one(name: str, actors: pl.DataFrame) -> Choice:
    code = name.removeprefix(_CODE) if name.startswith(_CODE) else None
    has_code = (actors["code"] == (code or name)).fill_null(value=False)
    if code is None:
        is_entity = (actors["entity"] == name).fill_null(value=False)
        if is_entity.any():
            return Choice(name, entities=(name,), wider=int(actors.filter(has_code & ~is_entity)["rows"].sum()))
    if has_code.any():
        return Choice(name, codes=(code or name,))
    return Choice(name, entities=_by_name(name, actors))


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
