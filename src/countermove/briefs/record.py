"""What stands in a brief, before it is printed. Numbers in ``sources`` are those of ``Brief.sources``."""

from __future__ import annotations

from dataclasses import dataclass

from countermove.models import Result
from countermove.series.cautions import Caution


@dataclass(frozen=True, slots=True)
class Source:
    """An article that something in the brief stands on."""

    number: int
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    article: str


@dataclass(frozen=True, slots=True)
class Move:
    """An act, one row of the chronicle. ``quote`` is the sentence that tells it, where texts are at hand.

    ``events`` are the ids that it stands on; ``word`` is who says so, None where a report tells it in its own voice.
    """

    date: str
    who: str
    what: str
    whom: str
    status: str
    quad: int | None
    score: str | None
    word: str | None
    denied_by: tuple[str, ...]
    reports: int
    outlets: int
    quote: str | None
    events: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Voiced:
    """Somebody with words of his, as they stand in the text."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What one side says of the other."""

    date: str
    said: Voiced
    stance: str
    kind: str
    statement: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """An act that somebody tells and somebody denies."""

    act: str
    said: tuple[Voiced, ...]
    denied: tuple[Voiced, ...]
    event: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its title and what to see in it; ``svg`` is the drawing."""

    title: str
    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All of it. ``about`` says, a line each, what it was made of: level, scores, coder, what was left out."""

    sides: tuple[str, str]
    first: str | None
    last: str | None
    summary: tuple[str, ...]
    moves: tuple[Move, ...]
    moves_in_all: int
    sayings: tuple[Saying, ...]
    sayings_in_all: int
    contests: tuple[Contest, ...]
    figures: tuple[Figure, ...]
    results: tuple[tuple[str, Result], ...]
    left_out: tuple[tuple[str, str], ...]  # a model's heading, and why the data cannot bear it
    warnings: tuple[Caution, ...]
    sources: tuple[Source, ...]
    about: tuple[str, ...]
    has_texts: bool

    @property
    def title(self) -> str:
        """The two sides."""
        return " and ".join(self.sides)
