"""What the parts of this stage share: the article with its quotations, a cue in its sentence, and draft statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from countermove import syntax
from countermove.records import Sentence, Span, Stance, Token
from countermove.statements import quotes
from countermove.statements.cues import CueBook

_FEW = 3  # tokens between the marks of quoted words that are no speech, one mark included
#: First and last token, both included, counted over the article.
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's sentences with their tokens in one row and the quotations among them.

    ``base[i]`` is the position of sentence i's first token in the row.
    """

    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    base: tuple[int, ...]
    owner: tuple[int, ...]
    quotations: quotes.Quotations
    cues: CueBook

    def stretch(self, sentence: Sentence, first: int, last: int) -> Stretch:
        """The stretch of two token indexes of a sentence."""
        at = self.base[self.place(sentence)]
        return at + first, at + last

    def place(self, sentence: Sentence) -> int:
        """Where the sentence stands among the sentences read."""
        return sentence.index - self.sentences[0].index

    def span(self, stretch: Stretch) -> Span:
        """The characters of a stretch."""
        return Span(self.tokens[stretch[0]].start, self.tokens[stretch[1]].end)

    def region(self, position: int) -> quotes.Region | None:
        """The quotation a token lies in."""
        index = self.quotations.at[position]
        return self.quotations.regions[index] if index >= 0 else None

    def is_spoken(self, position: int) -> bool:
        """Whether a token lies in quoted speech, not among a word or two in quotation marks."""
        region = self.region(position)
        return region is not None and region.last - region.first > _FEW


def reading(sentences: Sequence[Sentence], cues: CueBook) -> Reading:
    """The article made ready: quotations found, tokens numbered through."""
    base: list[int] = []
    owner: list[int] = []
    tokens: list[Token] = []
    for place, sentence in enumerate(sentences):
        base.append(len(tokens))
        tokens.extend(sentence.tokens)
        owner.extend([place] * len(sentence.tokens))
    return Reading(tuple(sentences), tuple(tokens), tuple(base), tuple(owner), quotes.find(sentences), cues)


@dataclass(frozen=True, slots=True)
class Source:
    """Who speaks: ``surface`` is the head of the words that name it here, ``meant`` the token that says who it is.

    The two differ where a relative pronoun stands for a noun: "the minister, who said ...".
    ``sentence`` is None where both lie in the cue's sentence.
    """

    surface: int
    meant: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement in the making. ``first`` to ``last`` are the cue's tokens in its sentence, ``head`` the chief one."""

    sentence: Sentence
    first: int
    last: int
    head: int
    lemma: str
    stance: Stance
    mind: bool
    content: tuple[Stretch, ...]
    source: Source | None = None
    hearer: int | None = None
    adjuncts: tuple[int, ...] = field(default=())


def trimmed(row: Reading, stretch: Stretch) -> Stretch | None:
    """The stretch without punctuation and quotation marks at its edges; None where nothing else is in it."""
    first, last = stretch
    while first <= last and _is_edge(row.tokens[first]):
        first += 1
    while last >= first and _is_edge(row.tokens[last]):
        last -= 1
    return (first, last) if first <= last else None


def _is_edge(token: Token) -> bool:
    return not any(c.isalnum() for c in token.text) and token.text not in ("$", "£", "€", "%", "'", "’", "#", "@")


def phrase(s: Sentence, head: int) -> tuple[int, int]:
    """First and last token of a whole noun phrase, coordination and appositions included."""
    return syntax.full_phrase(s, head, ())
