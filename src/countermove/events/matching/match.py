"""A rule that fits words of a sentence: the record that matching gives to the stages after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from countermove.events.codebook import FROM_ACT, Codebook, InnerAct, Rule
from countermove.events.frames import Frame
from countermove.records import Mention, Party, Sentence


class Cast(Protocol):
    """What the matcher asks of the actors of an article."""

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who the noun phrase headed by this token is."""

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who stands behind the thing this token heads."""

    def at(self, sentence: int, token: int) -> Mention | None:
        """The mention headed by this token."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits. Token indexes of sentence ``sentence``.

    ``trigger`` is the word that fires the rule, ``carrier`` the verb whose status and time are the act's (the light
    verb of a noun, else the trigger). ``consumed`` are words that are part of this act and no act of their own.
    ``anaphors`` are heads of recipients that stand for an act told before ("a move").
    """

    rule: Rule
    frame: Frame
    trigger: int
    carrier: int
    words: tuple[int, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    act: int | None = None
    claim: bool = False
    consumed: frozenset[int] = frozenset()
    objects: tuple[int, ...] = ()
    anaphors: tuple[int, ...] = ()
    inner: InnerAct | None = None

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Of several matches at one word the highest rank is taken.

        A user's own rule goes before the shipped ones, then the one that asks for most, then that explains most words.
        """
        asks = self.frame.specificity + 2 * len(self.rule.needs)
        return (self.rule.own, asks, len(self.words), -self.rule.order)


@dataclass(slots=True)
class Filled:
    """A frame of a rule of ``type`` being filled; becomes a Match when every slot has been asked."""

    type: str
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    consumed: set[int] = field(default_factory=set)
    objects: list[int] = field(default_factory=list)
    anaphors: list[int] = field(default_factory=list)
    act: int | None = None
    inner: InnerAct | None = None
    told: list[Match] = field(default_factory=list)
    place_before: bool = False


#: Mends who and whom by what the report says elsewhere and asks the rule's conditions: the match, or why it fails.
Settle = Callable[[Match], Match | str]
#: The best match triggered by a token, or None.
ActAt = Callable[[int], Match | None]


def mode_of(match: Match, codebook: Codebook) -> str | None:
    """The event's mode: the rule's, or the one that the inner act gives."""
    if match.rule.mode != FROM_ACT:
        return match.rule.mode
    return codebook.act_mode(match.rule.type, match.inner) if match.inner else None
