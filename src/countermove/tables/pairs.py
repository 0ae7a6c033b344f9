"""The directed pairs of an act: who does it to whom, one pair a row of the table form."""

from __future__ import annotations

from collections.abc import Sequence

from countermove.records import Identity

Pair = tuple[Identity | None, Identity | None]

#: Types in which several actors with nobody as recipient act on one another: who meets, agrees, works or fights with
#: whom. In all others they act side by side (two states that condemn the same thing).
_MUTUAL = frozenset(("AGREE", "ASSAULT", "CONSULT", "COOPERATE"))
#: (type, mode) that go against their type: mediators stand side by side, and a truce is between its sides.
_SIDE_BY_SIDE = frozenset((("CONSULT", "third-party"),))
_MUTUAL_MODES = frozenset((("RETREAT", "ceasefire"),))


def pairs(type_: str, mode: str | None, actors: Sequence[Identity], recipients: Sequence[Identity]) -> list[Pair]:
    """Each actor with each recipient, in the order given; None stands for the side that the report does not name.

    An entity counts once on each side, as what it is named first. Without recipients the sides of a mutual act make a
    pair each way; where the same several stand on both sides ("the two backed each other"), nobody acts on himself.
    An act always gives at least one pair, so that nothing is lost.
    """
    acting, receiving = _once(actors), _once(recipients)
    if not receiving and len(acting) > 1 and is_mutual(type_, mode):
        receiving = acting
    each_other = len(acting) > 1 and set(acting) == set(receiving)
    return [
        (acting.get(one), receiving.get(other))
        for one in acting or (None,)
        for other in receiving or (None,)
        if not (each_other and one == other)
    ]


def is_mutual(type_: str, mode: str | None) -> bool:
    """Whether several actors without a recipient act on one another in this type and mode."""
    if (type_, mode) in _SIDE_BY_SIDE:
        return False
    return type_ in _MUTUAL or (type_, mode) in _MUTUAL_MODES


_Key = tuple[str | None, str | None]


def _once(side: Sequence[Identity]) -> dict[_Key | None, Identity]:
    """The side by entity, or by name where there is none, in the order given."""
    found: dict[_Key | None, Identity] = {}
    for who in side:
        found.setdefault((who.entity, None) if who.entity else (None, who.name), who)
    return found
