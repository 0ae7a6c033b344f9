"""Every record and every enumeration of Countermove: what the stages hand to one another.

All records are frozen: a stage takes records and returns new ones. Offsets count characters of
``Article.text`` (the stored text, exactly as given), end exclusive, unless a field says otherwise.
Imports nothing of ours but how a record shows itself, so that anything may import it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from countermove.shown import Shown

# --- enumerations -----------------------------------------------------------------------------------


class Status(StrEnum):
    """How an act stands in the report that tells of it."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    ATTEMPTED = "attempted"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    HISTORICAL = "historical"


class Kind(StrEnum):
    """How a statement gives its content: in the speaker's words, in the reporter's, or in both."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """What a speaker does by speaking."""

    ASSERT = "assert"
    ACCUSE = "accuse"
    DENY = "deny"
    REQUEST = "request"
    THREATEN = "threaten"
    PROMISE = "promise"
    PRAISE = "praise"
    REGRET = "regret"


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class Basis(StrEnum):
    """What a date rests on: words of the text, the day of publication, or nothing."""

    TEXT = "text"
    PUBLISHED = "published"
    NONE = "none"


class MentionKind(StrEnum):
    """By what sort of words a mention names its actor."""

    NAME = "name"  # "Russia", "Jens Stoltenberg", "Hamas"
    DESCRIPTION = "description"  # "the military alliance", "Russian authorities", "two gunmen"
    ADJECTIVE = "adjective"  # "Russian" in "Russian maneuvers"
    PRONOUN = "pronoun"  # "he", "its", "who"


class BlockKind(StrEnum):
    """What a paragraph of an article is. Only BODY and HEADLINE are read for acts and statements."""

    BODY = "body"
    HEADLINE = "headline"
    BYLINE = "byline"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


# --- text and parse ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of characters, end exclusive."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether all of ``other`` lies within."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article(Shown):
    """One report as published. ``text`` is the text as given; None means unknown.

    ``published`` is an ISO date or date-time ("2016-06-16"), ``language`` an ISO 639-1 code.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None

    @property
    def sha256(self) -> str:
        """Hash of the text, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of cleaned text to parse; ``offsets[i]`` is where its character i stands in the stored text.

    ``offsets`` has one entry more than ``text``: where the character after the last one would stand.
    ``index`` counts the article's paragraphs.
    """

    text: str
    offsets: Sequence[int]
    kind: BlockKind
    index: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a sentence.

    ``text`` is the cleaned word; ``start`` and ``end`` are offsets into the stored text. ``tag`` is a
    Penn Treebank tag, ``dep`` a ClearNLP dependency label as spaCy's English models give them, ``head``
    the index in the sentence of the governing token (the root governs itself).
    """

    index: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: int
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def span(self) -> Span:
        """Where the word stands in the stored text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence; ``children[i]`` are the indexes of the tokens that token i governs, in order.

    ``index`` counts the sentences of the article, ``paragraph`` its blocks.
    """

    index: int
    paragraph: int
    kind: BlockKind
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]

    @property
    def span(self) -> Span:
        """From the first character to the last."""
        return Span(self.tokens[0].start, self.tokens[-1].end)

    @property
    def root(self) -> int:
        """Index of the token that governs the sentence."""
        return next((t.index for t in self.tokens if t.head == t.index), 0)

    def cover(self, first: int, last: int) -> Span:
        """The stretch from token ``first`` to token ``last``, both included."""
        return Span(self.tokens[first].start, self.tokens[last].end)


# --- who --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an actor is: entity and PLOVER code, sectors, and what the report calls it.

    ``entity`` is the identity behind the name (``RUS``, ``NATO``), None where the text gives no country
    or organisation ("three men"). ``sectors`` are PLOVER sector codes, the most telling first.
    ``candidates`` are the other entities the name could be, where the report does not say which.
    """

    entity: str | None
    name: str
    code: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    person: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def sector(self) -> str | None:
        """The most telling sector, or None."""
        return self.sectors[0] if self.sectors else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names or refers to an actor.

    ``first``, ``last`` and ``head`` are token indexes in sentence ``sentence`` (``last`` included);
    ``span`` is the same stretch in the stored text. ``identities`` is empty for a mention found and not
    (yet) resolved, and has several members for a group ("both sides").
    """

    sentence: int
    first: int
    last: int
    head: int
    span: Span
    kind: MentionKind
    identities: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor(Shown):
    """One actor of an article with all the places that mention it."""

    id: str
    identity: Identity
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in its part as actor, recipient or speaker, with the words that name it here."""

    identity: Identity
    span: Span


# --- who says so ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that attribute ("said", "according to"), with their lemma ("say")."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True)
class Statement(Shown):
    """An attribution: who says what, to whom, where and when.

    ``content`` has several spans where the cue stands within it. ``within`` is the id of the statement
    whose content this one is part of. ``date`` is an ISO value or None. ``cue`` is None where only
    quotation marks attribute.
    """

    id: str
    speaker: Party | None
    cue: Cue | None
    content: tuple[Span, ...]
    kind: Kind
    stance: Stance
    sentence: Span
    addressee: Party | None = None
    medium: str | None = None
    date: str | None = None
    within: str | None = None


# --- when and where ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date named in a text: ISO ``value`` ("2014-04"), ``end`` of a range or None, its words."""

    span: Span
    value: str
    end: str | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class When:
    """The date of an act; ``value`` is None where nothing dates it."""

    value: str | None = None
    end: str | None = None
    precision: Precision = Precision.NONE
    basis: Basis = Basis.NONE
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place(Shown):
    """A place named in a text. ``country`` is ISO 3166 alpha-3; ``precision`` country, region, city or area."""

    name: str
    span: Span
    country: str | None
    geonameid: int | None
    lat: float | None
    lon: float | None
    precision: str


# --- what happened ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A number the act comes with: "four battalions" is 4, "battalions"."""

    quantity: float
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks for or against an event: it multiplies the odds that the event was read right by ``odds``."""

    says: str
    odds: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an event was coded: the codebook rule's id and the words that fired it.

    ``grounds`` are those of the event's confidence: what ``countermove explain`` shows, no part of the record.
    """

    rule: str
    words: tuple[Span, ...]
    grounds: tuple[Ground, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Event(Shown):
    """One report of one act. See the record format in the documentation for each field's meaning."""

    id: str
    article: str
    type: str
    mode: str | None
    quad: int
    score: float
    contexts: tuple[str, ...]
    status: Status
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    place: tuple[Place, ...]
    date: When
    trigger: Span
    sentence: Span
    statement: str | None
    claimed_by: str | None
    denied_by: tuple[str, ...]
    magnitude: tuple[Magnitude, ...]
    confidence: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act that was considered and turned down, and why: what ``countermove explain`` shows."""

    rule: str
    trigger: Span
    sentence: Span
    why: str


@dataclass(frozen=True, slots=True)
class Reaction(Shown):
    """The text itself says that ``event`` answers ``to``; ``cue`` are the words that say so."""

    event: str
    to: str
    cue: Span


@dataclass(frozen=True, slots=True)
class Denial:
    """Somebody says in the report that what an event tells is not so: ``by`` denies ``event``, in ``words``.

    Of an accusation it denies what is said, not that it was made. ``answer`` is the event that the denying is itself
    ("denied", "did not shell"), ``statement`` the statement it stands in, where there is one.
    """

    event: str
    by: Party
    words: Span
    answer: str | None = None
    statement: str | None = None


# --- the same act in several reports ----------------------------------------------------------------


class Verdict(StrEnum):
    """What a person decides about a record, or about two."""

    RIGHT = "right"
    WRONG = "wrong"
    CORRECTED = "corrected"
    SAME = "same"
    APART = "apart"


class Credence(StrEnum):
    """How an incident stands, derived from its reports and never from how often it is repeated by copies."""

    REPORTED = "reported"  # one independent outlet tells it
    CONFIRMED = "confirmed"  # several independent outlets tell it in their own voice
    CONTESTED = "contested"  # somebody asserts it and somebody denies it
    DENIED = "denied"  # it is only denied


@dataclass(frozen=True, slots=True)
class Report:
    """One event with what its article says of where it was published.

    ``copy_of`` is the id of the article that this one is a near copy of; ``story`` the id of its story.
    ``words`` are the lemmas of the event's sentence that carry meaning, for comparing wordings.
    """

    event: Event
    outlet: str | None
    published: str | None
    copy_of: str | None = None
    story: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What the reports of an incident disagree on: a field and its values, each with the events that give it."""

    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Incident(Shown):
    """The act behind the events of several articles, with all its reports, in order of publication.

    ``outlets`` are the independent ones, ``copied_by`` those that only carry a copy; ``asserted_by`` and ``denied_by``
    are entities.
    """

    id: str
    type: str
    mode: str | None
    quad: int
    score: float
    contexts: tuple[str, ...]
    status: Status
    credence: Credence
    actor: tuple[Identity, ...]
    recipient: tuple[Identity, ...]
    place: tuple[Place, ...]
    date: When
    reports: tuple[Report, ...]
    outlets: tuple[str, ...]
    copied_by: tuple[str, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement(Shown):
    """A person's decision: about one record (``other`` None) or whether two events are one act.

    It is a row: withdrawn (``withdrawn`` says when), never erased. ``correction`` holds the fields put right, as JSON.
    """

    id: str
    verdict: Verdict
    record: str
    other: str | None
    by: str
    at: str
    note: str | None = None
    correction: str | None = None
    withdrawn: str | None = None


# --- the whole --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem(Shown):
    """Trouble in the data, as a record: the batch goes on. ``kind`` is a short fixed word."""

    kind: str
    message: str
    span: Span | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Coder:
    """What made a coding: the versions of Countermove, of the codebook and of the parser."""

    version: str
    codebook: str
    parser: str


@dataclass(frozen=True, slots=True)
class Coding:
    """All that was read in one article."""

    article: Article
    coder: Coder
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    places: tuple[Place, ...] = ()
    dates: tuple[DateMention, ...] = ()
    problems: tuple[Problem, ...] = ()
    denials: tuple[Denial, ...] = field(default=(), compare=False)
    candidates: tuple[Candidate, ...] = field(default=(), compare=False)


def record_id(prefix: str, *parts: object) -> str:
    """Identifier made of what makes a record itself: ``prefix`` and 12 hexadecimal digits of a hash.

    The parts are joined by a character that occurs in no text, so ("ab", "c") and ("a", "bc") differ.
    """
    joined = "\x1f".join(str(part) for part in parts)
    return f"{prefix}{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def spans_of(record: Any) -> list[Span]:
    """Every span in a record, at any depth, in order of its fields (for checks and for moving offsets)."""
    if isinstance(record, Span):
        return [record]
    if isinstance(record, tuple):
        return [span for item in record for span in spans_of(item)]
    if is_dataclass(record):
        return [span for part in fields(record) for span in spans_of(getattr(record, part.name))]
    return []
