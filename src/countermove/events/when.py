"""The date of an act: of the dates that a sentence names, the one that dates the act told at a trigger.

What hangs on the act itself counts first, then what hangs on the clause that shares its time: "gunmen struck on
Friday, killing two" dates both, "said on Friday that gunmen had struck" only the saying. A date that only bounds the
act ("since 2011", "by Friday") dates nothing, and where nothing dates the act, nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from countermove import syntax
from countermove.records import Basis, DateMention, Precision, When
from countermove.records import Sentence

MODIFIERS = ("poss", "compound", "nummod", "amod", "nmod", "quantmod")
FINITE_PRESENT = ("VBZ", "VBP", "MD")
UNDATED = When()


def act_date(
    sentence: Sentence, trigger: int, dates: Sequence[DateMention], *, spoken: bool = False
) -> When:
    """When the act told at token ``trigger`` was or is to be done, by the words of its sentence.

    ``dates`` are those of the article or of the sentence. ``spoken`` says that the act is done by speaking (an
    accusation, a demand, a refusal): then the day on which its speaker "said" it is its day too. Gives an empty
    ``When`` where the sentence does not date the act.
    """
    placed = [p for p in map(lambda d: _place(sentence, d), _within(sentence, dates)) if p is not None]
    if not placed:
        return UNDATED
    for carrier in _carriers(sentence, trigger, spoken):
        found = sorted((rank, abs(p.head - trigger), p.head, p) for p in placed if (rank := _rank(sentence, p, carrier, spoken)) is not None)
        if found:
            return _when(found[0][-1].mention)
    return UNDATED
