"""How much the words around a name, and the name itself, speak for a place.

"in X", "X residents" and "the city of X" make a name a place; "X Smith", "Mr. X", "Bank of X" and "X fever" make it
something else. The words stand in ``data/places/words.tsv``; each function weighs one side.
"""

from __future__ import annotations

from collections.abc import Sequence

from countermove.places.gazetteer import AREA, CITY, COUNTRY, REGION, Gazetteer, Words, plain
from countermove.places.mentions import LIKELY, NEVER, OPEN, SOME, SURE, UNLIKELY, Name, is_initial, is_name_word
from countermove.records import Token

_POSSESSIVE = ("'s", "’s")
_BY_ORDINARY_WORD = 4.9
_WELL_KNOWN_BY = 3.6  # as below, less what a lesser name takes off
_FAMOUS, _LARGE, _KNOWN, _SIZABLE = 6.5, 5.9, 5.5, 4.5  # powers of ten, about of inhabitants


def weigh(name: Name, gazetteer: Gazetteer, *, headline: bool) -> None:
    """Set the evidence of a name from itself and the words beside it, and whether it is a unit or crowded."""
    words = gazetteer.words
    following = name.after[0] if name.after else None
    name.unit = following is not None and following.lower in words["unit"]
    name.evidence = _by_itself(name, gazetteer) + _by_left(name, gazetteer)
    if following is not None:
        name.evidence += _by_right(name, following, gazetteer, headline=headline)


# --- itself -----------------------------------------------------------------------------------------


def _by_itself(name: Name, gazetteer: Gazetteer) -> int:
    """How far the name alone tells a place: "Iraq" does, "Henry" and "Market" do not."""
    best, words = name.best, gazetteer.words
    if best.precision == COUNTRY:
        return LIKELY
    if best.precision == CITY and best.weight < _KNOWN and name.text in gazetteer.actors:
        return NEVER  # "Hamas" is an old name of Hamm, too
    if name.text.lower() in words["common"]:
        return -SOME if _put_at(name, words) and best.weight >= _BY_ORDINARY_WORD else -SURE
    if best.precision == AREA:
        return LIKELY
    single = name.first == name.last
    if single and name.text.lower() in words["surname"] and best.weight < _FAMOUS:
        return -SOME
    if single and not name.sentence.tokens[name.first].tag.startswith("NNP") and best.weight < _KNOWN:
        return UNLIKELY
    if best.precision == REGION:
        return LIKELY if best.weight > _LARGE or not single else SOME
    return _by_fame(name, gazetteer, single=single)


def _put_at(name: Name, words: Words) -> bool:
    """ "in Nice", "at Reading": what a preposition of place and the tagger both take for a name."""
    before = name.before
    named = name.sentence.tokens[name.first].tag.startswith("NNP")
    return named and bool(before) and before[0].lower in words["place"]


def _by_fame(name: Name, gazetteer: Gazetteer, *, single: bool) -> int:
    best = name.best
    if name.text not in gazetteer.aliases and plain(best.name) != name.text:
        # a lesser name of it: GeoNames has those of all languages, and of the small places' few are English
        if best.weight >= _SIZABLE:
            return LIKELY
        return OPEN if best.weight >= _WELL_KNOWN_BY or "-" in name.text else -SOME
    if name.text in gazetteer.words.given_names:
        return LIKELY if best.weight >= _LARGE else -SOME
    if best.weight >= _KNOWN:
        return LIKELY
    return SOME if best.weight >= _SIZABLE or not single else OPEN


# --- what stands before -----------------------------------------------------------------------------


def _by_left(name: Name, gazetteer: Gazetteer) -> int:
    """What the words before a name say: "in X", "the city of X", "northern X", "Mr. X", "Bank of X"."""
    before = name.before
    if not before:
        return OPEN
    if before[0].end == name.sentence.tokens[name.first].start and before[0].text in ("-", "/", "@", "#", "."):
        return -SOME
    part = _as_part_of_a_name(name, before[0], gazetteer)
    if part is not None:
        return part
    qualified = 0
    while qualified < min(4, len(before)) and _qualifies(before[qualified], gazetteer):
        qualified += 1
    if qualified == len(before):
        return OPEN
    return _by_preposition(before, qualified, gazetteer)


def _as_part_of_a_name(name: Name, nearest: Token, gazetteer: Gazetteer) -> int | None:
    """ "Mr. X", "Kevin X", "Lake X", "Quaint X": X is the end of a longer name; None where it is not."""
    words = gazetteer.words
    country = name.best.precision == COUNTRY
    if nearest.lower in words["title"] and (nearest.text[0].isupper() or nearest.text.endswith(".")):
        return -SOME if country else 2 * UNLIKELY
    if not is_name_word(nearest) or nearest.lower in words["before"]:
        return None
    if nearest.lower in words["other_before"]:
        return NEVER
    if nearest.text in words.given_names or is_initial(nearest.text):
        return 2 * UNLIKELY if country else NEVER
    if nearest.text in gazetteer.demonyms or (nearest.index == 0 and not nearest.tag.startswith("NNP")):
        return None
    return UNLIKELY


def _qualifies(token: Token, gazetteer: Gazetteer) -> bool:
    return token.lower in gazetteer.words["before"] or token.text in gazetteer.demonyms


def _by_preposition(before: Sequence[Token], qualified: int, gazetteer: Gazetteer) -> int:
    words = gazetteer.words
    word = before[qualified].lower
    if word == "of":
        noun = before[qualified + 1] if qualified + 1 < len(before) else None
        if noun is not None and noun.lower in words["holder"]:
            return SURE
        return NEVER if noun is not None and noun.lower in words["other_before"] and is_name_word(noun) else SOME
    if word in words["place"]:
        return LIKELY if word == "at" else SURE
    if word in words["weak"]:
        return SOME
    return SOME if qualified and before[0].lower != "the" else OPEN


# --- what follows -----------------------------------------------------------------------------------


def _by_right(name: Name, following: Token, gazetteer: Gazetteer, *, headline: bool) -> int:
    """What the words behind a name say: "X County", "X residents", "X-based", "X, 43,", "X Smith", "X said"."""
    words, word = gazetteer.words, following.lower
    if name.unit or word in words["settled"]:
        return LIKELY
    if word in ("-", "–") and len(name.after) > 1:
        return LIKELY if f"-{name.after[1].lower}" in words["near"] else OPEN
    if word in words["disease"]:
        return NEVER
    if is_name_word(following) and word not in _POSSESSIVE:
        return _by_longer_name(name, following, gazetteer, headline=headline)
    if word in words["near"]:
        return SOME
    if _gives_an_age(name.after):
        return 2 * UNLIKELY
    return UNLIKELY if word in words["person"] and name.best.precision != COUNTRY else OPEN


def _by_longer_name(name: Name, following: Token, gazetteer: Gazetteer, *, headline: bool) -> int:
    """ "X Police" and "X Arts Council" keep X a place, "X United" and "X Smith" do not."""
    words = gazetteer.words
    if following.lower in words["other"]:
        return NEVER
    if following.lower in words["body"] or _last_of_run(name.after).lower in words["body"]:
        return SOME
    country = name.best.precision == COUNTRY
    given = name.text in words.given_names
    if headline or (country and not given):
        return OPEN
    if name.best.precision == REGION and not given:
        return -SOME
    name.crowded = not given
    return 2 * UNLIKELY


def _last_of_run(after: Sequence[Token]) -> Token:
    last = after[0]
    for token in after[1:]:
        if not is_name_word(token):
            break
        last = token
    return last


def _gives_an_age(after: Sequence[Token]) -> bool:
    return len(after) > 1 and after[0].text == "," and after[1].text.isdigit() and len(after[1].text) < 3
