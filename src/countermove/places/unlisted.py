"""Places that no list has but the report itself calls places: "the district of Ndorwa", "in Karuzi village"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from countermove.places.gazetteer import AREA, CITY, REGION, Gazetteer, Words
from countermove.places.mentions import is_name_word, joined
from countermove.records import Place, Sentence, Token

_LONGEST = 4  # words of such a name


def find_unlisted(sentences: Sequence[Sentence], found: Sequence[Place], gazetteer: Gazetteer) -> Iterator[Place]:
    """The places that only their surroundings tell, in reading order, without coordinates.

    ``found`` are the places that the lists tell. The country is theirs where those of the sentence agree.
    """
    at = 0
    for sentence in sentences:
        while at < len(found) and found[at].span.start < sentence.span.start:
            at += 1
        end = at
        while end < len(found) and found[end].span.start < sentence.span.end:
            end += 1
        yield from _in_sentence(sentence, found[at:end], gazetteer.words)


def _in_sentence(sentence: Sentence, found: Sequence[Place], words: Words) -> Iterator[Place]:
    tokens = sentence.tokens
    countries = {p.country for p in found if p.country}
    country = countries.pop() if len(countries) == 1 else None
    for first, last, unit in _called_places(tokens, words):
        span = sentence.cover(first, last)
        if not any(span.overlaps(p.span) for p in found):
            precision = CITY if unit in words["settlement"] else AREA if unit in words["natural"] else REGION
            yield Place(joined(tokens, first, last), span, country, None, None, None, precision)


def _called_places(tokens: Sequence[Token], words: Words) -> Iterator[tuple[int, int, str]]:
    """First and last token of such a name, and the word that calls it a place, in small letters."""
    for token in tokens:
        word, at = token.lower, token.index
        inner = word in words["settlement"] or word in words["division"]
        if not inner and word not in words["natural"]:
            continue
        if inner and at + 2 < len(tokens) and tokens[at + 1].lower == "of" and is_name_word(tokens[at + 2]):
            yield at + 2, _end_of_run(tokens, at + 2), word
        first = at
        while first > 0 and at - first < _LONGEST and is_name_word(tokens[first - 1]):
            first -= 1
        named = first < at and tokens[at - 1].tag.startswith("NNP") and (inner or token.text[0].isupper())
        if named and first > 0 and (tokens[first - 1].lower == "the" or tokens[first - 1].lower in words["place"]):
            yield first, at if token.text[0].isupper() else at - 1, word


def _end_of_run(tokens: Sequence[Token], first: int) -> int:
    last = first
    while last + 1 < len(tokens) and last - first + 1 < _LONGEST and is_name_word(tokens[last + 1]):
        last += 1
    return last
