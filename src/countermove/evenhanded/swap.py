"""Swap two states in running text: "Russia warned the United States" <-> "The United States warned Russia".

All words come from the actors' own tables (``states.tsv``). Names give names, adjectives adjectives, people people,
capitals capitals, seats seats; the first listed of each is what is written. Articles, possessives and capitals follow:
"the U.S.'s plan" becomes "Russia's plan", "a Russian" becomes "an American".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from countermove.actors.lexicon import Entry, EntryKind, Lexicon, fold
from countermove.actors.tables import StateWords
from countermove.records import Sentence, Span

# --- which names a text has -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A listed name as it stands in a text, and all it could stand for."""

    span: Span
    text: str
    entries: tuple[Entry, ...]


_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def names_in(text: str, lexicon: Lexicon) -> tuple[Name, ...]:
    """The listed names in a text, left to right, the longest at each place: in "North Korea" there is no "Korea"."""
    words = [match.span() for match in _WORD.finditer(text)]
    found, at = list[Name](), 0
    while at < len(words):
        last = _longest(text, words, at, lexicon)
        if last is None:
            at += 1
            continue
        span = Span(words[at][0], words[last][1])
        form = text[span.start : span.end]
        found.append(Name(span, form, lexicon.entries(fold(form), _written(form))))
        at = last + 1
    return tuple(found)


def _longest(text: str, words: Sequence[tuple[int, int]], first: int, lexicon: Lexicon) -> int | None:
    """The last word of the longest listed name that begins with word ``first``."""
    best = None
    start = words[first][0]
    for last in range(first, len(words)):
        form = text[start : words[last][1]]
        if "\n" in form or fold(form) not in lexicon.prefixes:
            break
        if lexicon.entries(fold(form), _written(form)):
            best = last
    return best


def _written(form: str) -> str:
    """A form as the index writes it: ``fold`` without the lower case."""
    return form.replace("’", "'")


_WORDS_OF_STATES = (EntryKind.STATE, EntryKind.ADJECTIVE, EntryKind.PEOPLE, EntryKind.CAPITAL, EntryKind.SEAT)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states to be swapped."""

    one: StateWords
    other: StateWords

    @property
    def name(self) -> str:
        """ "RUS/USA"."""
        return f"{self.one.entity}/{self.other.entity}"

    @property
    def entities(self) -> Mapping[str, str]:
        """Each of the two, and what it becomes."""
        return {self.one.entity: self.other.entity, self.other.entity: self.one.entity}

    def of(self, name: Name) -> tuple[StateWords, StateWords] | None:
        """(the state a name stands for, the other), None for a name of something else or of both."""
        meant = {entry.entity for entry in name.entries if entry.kind in _WORDS_OF_STATES}
        if len(meant) != 1 or any(entry.entity not in meant for entry in name.entries):
            return None
        return {self.one.entity: (self.one, self.other), self.other.entity: (self.other, self.one)}.get(meant.pop())

    def held(self, names: Sequence[Name], persons: Mapping[str, str]) -> tuple[str, ...]:
        """The names that belong to one of the two and have no counterpart: parties, agencies, regions, some persons.

        ``persons`` are the forms of persons' names that have one, with what to write for them.
        """
        states = self.entities
        return tuple(
            name.text
            for name in names
            if any(entry.entity in states for entry in name.entries)
            and not self._counterparts(name)
            and name.text not in persons
        )

    def _counterparts(self, name: Name) -> bool:
        states = self.of(name)
        if states is None:
            return False
        _, new = states
        return bool(new.capitals if name.entries[0].kind in (EntryKind.CAPITAL, EntryKind.SEAT) else new.adjectives)


# --- how a name is used -----------------------------------------------------------------------------


class Role(StrEnum):
    """What a name is in its sentence."""

    THING = "thing"  # "the U.S. said"; "the Chinese said"
    MODIFIER = "modifier"  # "U.S. troops"; "Chinese troops"


@dataclass(frozen=True, slots=True)
class Use:
    """A name's role; whether other words stand between it and its article; where its sentence begins and ends."""

    role: Role = Role.THING
    modified: bool = False
    sentence: Span | None = None


_MODIFIERS = frozenset(("amod", "compound", "nmod"))


def uses(sentences: Sequence[Sentence]) -> dict[int, Use]:
    """The use of each word, by the offset of its end."""
    return {
        token.end: Use(
            Role.MODIFIER if _modifies(sentence, token.index) else Role.THING,
            any(sentence.tokens[child].dep in _MODIFIERS for child in sentence.children[token.index]),
            sentence.span,
        )
        for sentence in sentences
        for token in sentence.tokens
    }


def _modifies(sentence: Sentence, index: int) -> bool:
    """Whether a word, or the one it is coordinated with, stands before a noun: "U.S. and Russian troops"."""
    token = sentence.tokens[index]
    while token.dep == "conj" and token.head < token.index:
        token = sentence.tokens[token.head]
    return token.dep in _MODIFIERS and token.head > index


# --- the swap ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """A stretch of the old text, and what stands in its place in the new one; ``town``: a capital."""

    old: Span
    new: Span
    town: bool = False


@dataclass(frozen=True, slots=True)
class Swapped:
    """A text with two states swapped, and where it differs from the one it was made of."""

    text: str
    moves: tuple[Move, ...]


def swap(
    text: str, names: Sequence[Name], pair: Pair, used: Mapping[int, Use], persons: Mapping[str, str] | None = None
) -> Swapped:
    """The text with the two states of the pair swapped.

    ``names`` are all listed names of the text, ``used`` their uses by the offset of their end (a name without one
    is taken for a thing, or beside a hyphen for a modifier), ``persons`` what to write for names of persons.
    """
    pieces, moves, at, written = list[str](), list[Move](), 0, 0
    for name in names:
        states = pair.of(name)
        if states is not None:
            use = used.get(name.span.end) or _by_hyphen(text, name.span)
            old, words = _replaced(_Place(text, name, use), *states)
        elif persons and name.text in persons and name.entries[0].entity in pair.entities:
            old, words = name.span, persons[name.text]
        else:
            continue
        pieces += [text[at : old.start], words]
        start = written + old.start - at
        written, at = start + len(words), old.end
        moves.append(Move(old, Span(start, written), name.entries[0].kind is EntryKind.CAPITAL))
    return Swapped("".join([*pieces, text[at:]]), tuple(moves))


def _by_hyphen(text: str, span: Span) -> Use:
    before, after = text[: span.start][-2:], text[span.end :][:2]
    joined = (before[-1:] == "-" and before[:1].isalpha()) or (after[:1] == "-" and after[1:].isalpha())
    return Use(Role.MODIFIER if joined else Role.THING)


@dataclass(frozen=True, slots=True)
class _Place:
    """A name in its text with its use."""

    text: str
    name: Name
    use: Use

    @property
    def kind(self) -> EntryKind:
        return self.name.entries[0].kind

    @property
    def thing(self) -> bool:
        return self.use.role is Role.THING

    @property
    def article(self) -> str:
        """The article right before the name: "the", "A", or nothing."""
        found = _ARTICLE.search(self.text[: self.name.span.start][-5:])
        return found[1] if found else ""

    @property
    def begins(self) -> bool:
        """Whether a sentence begins here."""
        first = self.use.sentence is not None and self.use.sentence.start == self.name.span.start
        return first or bool(_BEGINNING.search(self.text[: self.name.span.start][-4:]))

    @property
    def ends(self) -> bool:
        """Whether the sentence ends here, its full stop being the name's own."""
        return self.use.sentence is not None and self.use.sentence.end == self.name.span.end


_ARTICLE = re.compile(r"(?:^|[^\w-])(the|an?) $", re.IGNORECASE)
_BEGINNING = re.compile(r"^$|[\n“\"]\s*$|[.!?][\"”’)]*\s+$")


def _replaced(place: _Place, old: StateWords, new: StateWords) -> tuple[Span, str]:
    """The stretch to be replaced (with its article and the mark of its possessive) and the words to replace it."""
    name, form = place.name, _counterpart(place, old, new)
    start, article = _article(place, had=name.text in old.with_the, wants=form in new.with_the, form=form)
    end, mark = _possessive(place, plural=_plural(name.text, old), wanted=_plural(form, new))
    if name.text.endswith(".") and place.thing and place.ends:
        mark = "."  # the point of "U.S." was the sentence's too
    words = f"{article}{form}{mark}"
    shouted = name.text.isupper() and _written(name.text) != _written(_as_listed(place, old))
    return Span(start, end), words.upper() if shouted else words


def _as_listed(place: _Place, old: StateWords) -> str:
    """A name as its table writes it: "Russia" for a headline's "RUSSIA"."""
    listed = (*old.names, *old.adjectives, *old.people, *old.capitals, *old.seats)
    written = _written(place.name.text)
    return next((f for f in listed if _written(f) == written), next(f for f in listed if fold(f) == fold(written)))


def _counterpart(place: _Place, old: StateWords, new: StateWords) -> str:
    """The word for the other state that fits in a name's place."""
    name = place.name.text
    if place.kind is EntryKind.STATE:
        # "U.S. troops" are "Russian troops": a name with an article stands before a noun as an adjective does.
        like_an_adjective = not place.thing and (name in old.with_the or new.names[0] in new.with_the)
        return new.adjectives[0] if like_an_adjective else new.names[0]
    if place.kind is EntryKind.CAPITAL:
        return new.capitals[0]
    if place.kind is EntryKind.SEAT:
        return (*new.seats, *new.capitals)[0]
    return _people(new) if _many(place, old) else new.adjectives[0]


def _people(state: StateWords) -> str:
    return (*state.people, *state.adjectives)[0]


def _many(place: _Place, old: StateWords) -> bool:
    """Whether a word means people in the plural: "Russians", "the Chinese"."""
    name = place.name.text
    if place.kind is EntryKind.PEOPLE:
        return name.lower().endswith(("s", "men", "women", "batswana"))
    own_plural = f"{name}s" not in old.people
    return own_plural and place.thing and place.article.lower() == "the" and not place.use.modified


def _article(place: _Place, *, had: bool, wants: bool, form: str) -> tuple[int, str]:
    """Where the stretch to replace begins and the article to write: some names need one, "an" becomes "a"."""
    start, article = place.name.span.start, place.article
    if article.lower() in ("a", "an"):
        return start - len(article) - 1, f"{article[0]}{'n' if _vowel(form) else ''} "
    if place.thing and had and article and not wants:
        return start - len(article) - 1, ""
    if place.thing and wants and not had and not article and not place.use.modified:
        return start, "The " if place.begins else "the "
    return start, ""


def _vowel(word: str) -> bool:
    """Whether a word begins with the sound of a vowel: "an Iranian", "a Ukrainian"."""
    return word[0] in "AEIOU" and not re.match(r"U(?!z)|Eu", word)


def _plural(form: str, state: StateWords) -> bool:
    """Whether a form makes its possessive with an apostrophe alone: "the United States'", "Russians'"."""
    return form.endswith("s") and (form in state.with_the or form in state.people)


def _possessive(place: _Place, *, plural: bool, wanted: bool) -> tuple[int, str]:
    """Where the stretch to replace ends and the possessive to write."""
    end = place.name.span.end
    found = _POSSESSIVE.match(place.text, end)
    if found is None or plural == wanted or (found["s"] is None) != plural:
        return end, ""
    return found.end(), found["mark"] if wanted else f"{found['mark']}s"


_POSSESSIVE = re.compile(r"(?P<mark>['’])(?:(?P<s>s)\b|(?=\s))")
