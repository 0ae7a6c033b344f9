"""Which words of a report name a place: names of the gazetteer, looked up and then weighed in their surroundings.

A name is looked up over runs of capitalised words, longest first. What stands around it (``surroundings``), what the
report says it lies in (``containment``) and what the name is elsewhere in the report decide whether it is a place
there. No entity recogniser is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countermove.places.gazetteer import CITY, Gazetteer, Sense, Words
from countermove.records import Sentence, Token

#: How much speaks for a name being a place; the parts are added up, and ENOUGH makes it one.
SURE, LIKELY, SOME, OPEN, UNLIKELY, NEVER = 3, 2, 1, 0, -2, -12
ENOUGH = LIKELY
_LONGEST = 7  # words of a name
_ACRONYM = 6  # letters that one has at most
_DATELINE_MARKS = ("-", "--", "—", "–", "(", ",", ":", "/", "_")
_INSIDE = frozenset(
    "of the and de la del los las al el du des le les da do dos di am an der den on upon in sur e i ez es ar as ad bin"
    " al- - 's ’s & ' ’ d' d’ .".split()
)
#: Words in small letters that a listed name may end with: "Kursk region", "Baltic states".
_LAST_WORDS = frozenset("region province republic states countries nations peninsula desert crossing river".split())
_CLOSED_CLASSES = frozenset("IN DT PRP PRP$ WRB CC RB TO MD EX WDT WP CD UH VBD VBZ RP PDT".split())
_SHOUTED_WORDS = frozenset(["US", "IT", "UK", "IN", "OR", "ME", "HI", "OH", "OK"])


@dataclass(slots=True)
class Name:
    """A name of the gazetteer in the text, while what stands around it is weighed.

    ``first`` and ``last`` are token indexes; ``container`` is the index in the report's list of names of the one it
    is said to lie in ("Paris" in "Paris, Texas"), and ``unlisted`` says that no place of this name is known there.
    ``unit`` says that a word like "province" follows, ``short`` that it is an abbreviation behind a comma, ``crowded``
    that an unknown capitalised word follows, ``group`` that it stands for all its senses ("the Baltic states").
    """

    sentence: Sentence
    first: int
    last: int
    text: str
    senses: tuple[Sense, ...]
    evidence: int = OPEN
    container: int | None = None
    unlisted: bool = False
    unit: bool = False
    short: bool = False
    crowded: bool = False
    group: bool = False

    @property
    def best(self) -> Sense:
        """The place that is likeliest meant where nothing else tells."""
        return self.senses[0]

    @property
    def before(self) -> list[Token]:
        """The words before it, nearest first."""
        return [self.sentence.tokens[i] for i in range(self.first - 1, max(-1, self.first - 6), -1)]

    @property
    def after(self) -> tuple[Token, ...]:
        """The words behind it."""
        return self.sentence.tokens[self.last + 1 : self.last + 4]

    def between(self, following: Name) -> tuple[Token, ...]:
        """The words between this name and one that follows."""
        return self.sentence.tokens[self.last + 1 : following.first]

    def favour(self) -> None:
        """Count something that makes it a place beyond doubt, whatever else was weighed."""
        self.evidence = max(self.evidence, OPEN) + SURE


def look_up(sentence: Sentence, gazetteer: Gazetteer, *, dateline: bool = False) -> Iterator[Name]:
    """The names of the gazetteer in a sentence, longest first, none within another.

    In a ``dateline`` and in a sentence that is all capitals, those are no acronyms.
    """
    tokens = sentence.tokens
    shouted = dateline or _is_shouted(tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = None
        if is_capital(token) and not (shouted and token.text in _SHOUTED_WORDS):
            found = _longest(sentence, at, gazetteer, shouted=shouted)
        if found is None:
            at += 1
        else:
            yield found
            at = found.last + 1


def _longest(sentence: Sentence, at: int, gazetteer: Gazetteer, *, shouted: bool) -> Name | None:
    tokens = sentence.tokens
    end = _run_end(tokens, at)
    for last in range(end, at - 1, -1):
        if not (tokens[last].text[0].isalpha() or (tokens[last].text == "." and last > at)):
            continue
        name = joined(tokens, at, last)
        for spelling in _spellings(name, may_be_shouted=shouted or _opens_a_dateline(tokens, at, last)):
            if gazetteer.names(spelling):
                senses = gazetteer.senses(spelling)
                if senses:
                    return Name(sentence, at, last, spelling, senses)
        if name in gazetteer.groups:
            return Name(sentence, at, last, name, gazetteer.groups[name], evidence=SURE, group=True)
        short = gazetteer.after_comma.get(name)
        if short and at >= 2 and tokens[at - 1].text == "," and is_capital(tokens[at - 2]):
            return Name(sentence, at, last, name, short, short=True)
    return None


def _run_end(tokens: Sequence[Token], at: int) -> int:
    """The last token that a name beginning at ``at`` can reach."""
    end = at
    while end + 1 < len(tokens) and end - at + 1 < _LONGEST:
        following = tokens[end + 1]
        small = following.lower
        attached = following.start == tokens[end].end and following.text[0].isalpha()
        if not (is_capital(following) or attached or small in _INSIDE or small in _LAST_WORDS):
            break
        end += 1
    return end


def _spellings(name: str, *, may_be_shouted: bool) -> Iterator[str]:
    """The name with plain apostrophes; and in ordinary letters where it may be shouted ("COLUMBUS", but not "NATO")."""
    name = name.replace("’", "'")
    yield name
    if name.isupper() and len(name) > 3 and "." not in name and (may_be_shouted or len(name) > _ACRONYM):
        yield " ".join(w.capitalize() for w in name.split(" "))


def _opens_a_dateline(tokens: Sequence[Token], at: int, last: int) -> bool:
    return at == 0 and last + 1 < len(tokens) and tokens[last + 1].text in _DATELINE_MARKS


def name_run(tokens: Sequence[Token], last: int) -> int:
    """The first token of the run of capitalised words that ends at ``last``."""
    first = last
    while first > 0 and is_name_word(tokens[first - 1]):
        first -= 1
    return first


def joined(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words from token ``first`` to ``last``, with single spaces where there was any."""
    if first == last:
        return tokens[first].text
    parts = [tokens[first].text]
    for i in range(first + 1, last + 1):
        if tokens[i].start > tokens[i - 1].end:
            parts.append(" ")
        parts.append(tokens[i].text)
    return "".join(parts)


# --- persons ----------------------------------------------------------------------------------------


def persons(sentence: Sentence, gazetteer: Gazetteer) -> Iterator[str]:
    """The words of persons' names behind a given name or title: "Raquel", "Henry" of "Chiquita Raquel Henry"."""
    words = gazetteer.words
    for first, last in _runs(sentence.tokens):
        for i in range(first, last):
            token, following = sentence.tokens[i], sentence.tokens[i + 1]
            given = token.text in words.given_names or is_initial(token.text)
            if given and _names_no_person(sentence.tokens, i, last, gazetteer):
                break
            if given or (token.lower in words["title"] and following.lower not in words["title"]):
                if not _is_of_a_body(sentence.tokens[last], words):
                    yield from (t.text for t in sentence.tokens[i + 1 : last + 1] if len(t.text) > 2)
                break


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First and last token of each run of capitalised words."""
    at = 0
    while at < len(tokens):
        end = at
        if is_name_word(tokens[at]):
            while end + 1 < len(tokens) and is_name_word(tokens[end + 1]):
                end += 1
            yield at, end
        at = end + 1


def _names_no_person(tokens: Sequence[Token], first: int, last: int, gazetteer: Gazetteer) -> bool:
    """ "Virginia Beach" is no person though Virginia is a given name; "Kent Washington" is one."""
    name = joined(tokens, first, last)
    return first + 1 == last and gazetteer.names(name) and gazetteer.senses(name)[0].precision != CITY


def _is_of_a_body(token: Token, words: Words) -> bool:
    return any(token.lower in words[kind] for kind in ("body", "other", "unit", "settled"))


# --- words ------------------------------------------------------------------------------------------


def is_capital(token: Token) -> bool:
    """Whether the word begins with a capital."""
    return token.text[0].isupper()


def is_name_word(token: Token) -> bool:
    """Whether it is a capitalised word that may be part of a name, not one that a sentence just begins with."""
    return token.text[0].isupper() and (token.index > 0 or token.tag not in _CLOSED_CLASSES)


def is_initial(text: str) -> bool:
    """Whether it is a letter and a full stop."""
    return len(text) == 2 and text[1] == "." and text[0].isupper()


def is_headline(sentence: Sentence) -> bool:
    """Whether most words are capitalised, so that a capital says little."""
    long = [t.text for t in sentence.tokens if len(t.text) > 3 and t.text.isalpha()]
    return len(long) > 5 and sum(w[0].isupper() for w in long) >= 0.75 * len(long)


def _is_shouted(tokens: Sequence[Token]) -> bool:
    letters = [t.text for t in tokens if t.text.isalpha() and len(t.text) > 2]
    return len(letters) > 3 and all(t.isupper() for t in letters)
