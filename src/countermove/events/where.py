"""Where an act was done: the places that stand on its own clause."""

from __future__ import annotations

from collections.abc import Sequence

from countermove import syntax
from countermove.records import Place, Sentence


def act_places(s: Sentence, trigger: int, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places behind "in", "at" or "near" on the trigger."""
    at = [s.tokens[h].start for p, h in syntax.preposition_phrases(s, trigger) if p in ("in", "at", "near")]
    return tuple(place for place in places if any(place.span.start <= start < place.span.end for start in at))
