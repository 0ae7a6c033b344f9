"""What a report says lies in what: "Paris, Texas", "Basra in southern Iraq", "Ukraine's Kharkiv"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from countermove.places.gazetteer import CITY, COUNTRY, REGION, Gazetteer, Sense
from countermove.places.mentions import LIKELY, NEVER, SURE, Name, is_capital, is_name_word, joined, name_run
from countermove.records import Sentence, Token

_UNITS = {"counties": "County", "parishes": "Parish", "provinces": "Province", "states": "State"}
_AND = frozenset([",", "and", "&", "or"])
_DESCRIBING_TAGS = frozenset(["DT", "JJ", "NN", "NNS", "IN", ",", "CD", "VBN", "RB", "HYPH"])
_OPENING = frozenset([",", "in", "located", "area", "region", "district", "province", "neighborhood", "suburb"])
_NEIGHBOURHOOD, _VICINITY, _WIDE = 0.6, 4.0, 15.0  # degrees of latitude


def share_units(names: Sequence[Name], sentence: Sentence, gazetteer: Gazetteer) -> list[Name]:
    """The names of a sentence; in "Dakota, Otoe and Washington counties" each is a county, though that stands once."""
    found = list(names)
    for token in sentence.tokens:
        unit = _UNITS.get(token.lower)
        if unit is not None and token.index > 0:
            for shared in _sharing(sentence, token.index - 1, unit, gazetteer):
                found = [n for n in found if n.last < shared.first or n.first > shared.last]
                found.append(shared)
    return sorted(found, key=lambda n: n.first)


def _sharing(sentence: Sentence, last: int, unit: str, gazetteer: Gazetteer) -> Iterator[Name]:
    tokens = sentence.tokens
    while last >= 0 and is_name_word(tokens[last]):
        first = name_run(tokens, last)
        text = f"{joined(tokens, first, last)} {unit}"
        senses = gazetteer.senses(text)
        if senses:
            yield Name(sentence, first, last, text, senses, evidence=LIKELY + SURE, unit=True)
        last = first - 1
        while last >= 0 and tokens[last].lower in _AND:
            last -= 1
        if last == first - 1:
            return


def link(names: Sequence[Name], start: int, describing: frozenset[str]) -> None:
    """Say of the names of a sentence (``names`` from ``start`` on) which lies in which.

    ``describing`` are the words that may stand before a name ("northern"). A state's abbreviation that no town goes
    before is no place.
    """
    for i in range(start, len(names) - 1):
        inner, outer = names[i], names[i + 1]
        between = inner.between(outer)
        words = [t.lower for t in between]
        if words in (["'s"], ["’s"]):
            _join(names, i + 1, i)
        elif words == [","]:
            if not _is_list(inner, outer, names[i - 1] if i > start else None):
                _join(names, i, i + 1)
        elif _says_within(between, describing):
            _join(names, i, i + 1)
    held = {n.container for n in names[start:]}
    for i in range(start, len(names)):
        if names[i].short and i not in held and len(names[i].text) < 3:
            names[i].evidence = NEVER


def _is_list(inner: Name, outer: Name, before: Name | None) -> bool:
    """ "Vermont, Virginia and Ohio" is a list though Virginia has a Vermont; "Lyon, France, and" is none."""
    if inner.best.precision not in (COUNTRY, REGION) or outer.short:
        return False
    if inner.best.precision == COUNTRY == outer.best.precision:
        return True
    if _goes_on(outer.after):
        return True
    return before is not None and [t.text for t in before.between(inner)] == [","]


def _goes_on(after: Sequence[Token]) -> bool:
    """Whether a list goes on behind a name: "and", ", and" or ", Name"."""
    if not after or after[0].lower not in _AND:
        return False
    return after[0].text != "," or (len(after) > 1 and (after[1].lower == "and" or is_capital(after[1])))


def _says_within(between: Sequence[Token], describing: frozenset[str]) -> bool:
    """ "in", "(", ", in eastern", ", a town in", "located in", "area of": nothing else but such words."""
    words = [t.lower for t in between[:8]]
    if words == ["("]:
        return True
    while words and words[-1] in describing:
        words.pop()
    if not words or len(words) > 7 or words[-1] not in ("in", "of") or words[0] not in _OPENING:
        return False
    return all(t.tag in _DESCRIBING_TAGS for t in between)


def _join(names: Sequence[Name], inner: int, outer: int) -> None:
    a, b = names[inner], names[outer]
    if b.evidence <= NEVER // 2 and not b.short:
        return
    if any(within(x, y) for y in b.senses for x in a.senses):
        a.container = outer
        if a.evidence > NEVER // 2 or b.short:
            a.favour()
            b.favour()
    elif _is_apposed(a, b):
        a.container, a.unlisted = outer, True


def _is_apposed(inner: Name, outer: Name) -> bool:
    """ "Bradford, Ontario," is none of the Bradfords elsewhere; "in Paris, Ontario said" says no such thing."""
    closed = not outer.after or outer.after[0].text in (",", ".", ")", ";")
    apposed = closed and [t.text for t in inner.between(outer)] == [","]
    return apposed and inner.best.precision == CITY and outer.best.precision == REGION


def within(inner: Sense, outer: Sense) -> bool:
    """Whether one place lies in the other, as far as codes and coordinates tell."""
    if inner is outer or inner.precision == COUNTRY:
        return False
    if outer.precision == COUNTRY:
        return inner.country == outer.country
    if outer.precision == REGION:
        same = inner.country == outer.country
        return same and (inner.unit == outer.unit if outer.unit else _near(inner, outer, _VICINITY))
    if outer.precision == CITY:
        return inner.precision == CITY and _near(inner, outer, _NEIGHBOURHOOD)
    return _near(inner, outer, _WIDE)


def _near(a: Sense, b: Sense, degrees: float) -> bool:
    return abs(a.lat - b.lat) <= degrees and abs(a.lon - b.lon) <= degrees * 1.5
