"""Which places does a report name, and where are they: names are found in their surroundings, then told apart.

``load_gazetteer`` reads what places there are; ``find`` gives every place that the sentences name, whatever part it
plays there (``events.where`` decides which one an act happened in).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from countermove.parse import sentence_of
from countermove.places.gazetteer import Gazetteer, Sense, load_gazetteer
from countermove.places.mentions import Name
from countermove.places.names import find_names
from countermove.places.senses import resolve
from countermove.places.unlisted import find_unlisted
from countermove.records import Place, Sentence, Span, Token

__all__ = ["Gazetteer", "find", "load_gazetteer"]


def find(
    sentences: Sequence[Sentence],
    gazetteer: Gazetteer,
    home: str | None = None,
    dateline: tuple[str, Span] | None = None,
) -> tuple[Place, ...]:
    """The places that the sentences of a report name, in reading order.

    ``home`` is the report's country (ISO 3166 alpha-3) where it is known. ``dateline`` are the words and the stretch of
    a dateline's place ("KUNDUZ, Afghanistan"), which is cut off before parsing; its places come first.
    """
    names = find_names(sentences, gazetteer, _sentence(*dateline) if dateline else None)
    demonyms = Counter(gazetteer.demonyms[t.text] for s in sentences for t in s.tokens if t.text in gazetteer.demonyms)
    senses = resolve(names, home, demonyms)
    found = [place for i, name in enumerate(names) for place in _places(name, senses[i], senses)]
    return tuple(sorted((*found, *find_unlisted(sentences, found, gazetteer)), key=lambda p: p.span))


def _places(name: Name, sense: Sense, senses: Sequence[Sense]) -> Iterator[Place]:
    """The place that a name means; several where it stands for a group."""
    span = name.sentence.cover(name.first, name.last)
    if name.unlisted and name.container is not None:  # "Stroud, Ontario" is none of the Strouds that are listed
        yield Place(name.text, span, senses[name.container].country, None, None, None, sense.precision)
        return
    for s in name.senses if name.group else (sense,):
        yield Place(s.name, span, s.country, s.geonameid, s.lat, s.lon, s.precision)


def _sentence(words: str, span: Span) -> Sentence:
    """A dateline's place as tokens, so that it is read like a sentence."""
    tokens = []
    for i, m in enumerate(re.finditer(r"[^\W_][\w.'’-]*|[^\w\s]", words)):
        tag = "NNP" if m[0][0].isalpha() else ","
        tokens.append(Token(i, m[0], m[0], tag, "dep", 0, span.start + m.start(), span.start + m.end()))
    return sentence_of(tokens)
