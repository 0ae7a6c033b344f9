"""Codings of made-up reports, as many as are wanted, for measuring: always the same for the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from countermove.records import (
    Actor,
    Article,
    Basis,
    Coder,
    Coding,
    Cue,
    Event,
    Identity,
    Kind,
    Party,
    Place,
    Precision,
    Reason,
    Span,
    Stance,
    Statement,
    Status,
    When,
    record_id,
)

_STATES = (
    ("NOR", "Norway"), ("SWE", "Sweden"), ("FIN", "Finland"), ("RUS", "Russia"), ("POL", "Poland"), ("TUR", "Turkey"),
    ("IRN", "Iran"), ("IRQ", "Iraq"), ("IND", "India"), ("PAK", "Pakistan"), ("CHN", "China"), ("JPN", "Japan"),
    ("KEN", "Kenya"), ("ETH", "Ethiopia"), ("PER", "Peru"), ("CHL", "Chile"), ("CUB", "Cuba"), ("FRA", "France"),
)  # fmt: skip
_ACTS = (
    ("ACCUSE", "disapprove", 3, -3.0, "criticized", "accuse.criticize"),
    ("MOBILIZE", "troops", 4, -6.0, "sent battalions against", "mobilize.send"),
    ("THREATEN", None, 3, -4.4, "threatened", "threaten.threaten"),
    ("CONSULT", "visit", 1, 1.5, "received ministers of", "consult.receive"),
    ("AID", "humanitarian", 2, 8.0, "delivered tents and blankets to", "aid.deliver"),
    ("ASSAULT", "aerial", 4, -9.0, "bombed depots of", "assault.bomb"),
    ("SANCTION", None, 4, -6.1, "imposed duties on goods of", "sanction.impose"),
    ("AGREE", None, 1, 5.0, "signed a treaty with", "agree.sign"),
)  # fmt: skip
_SYLLABLES = tuple(f"{first}{second}" for first in "bdfgklmnprst" for second in "aeo")


def _invented(count: int, seed: int) -> tuple[str, ...]:
    """Words of three syllables that are none, all different."""
    random = Random(seed)  # noqa: S311 - invents words, guards nothing
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random.choice(_SYLLABLES) for _ in range(3))] = None
    return tuple(found)


#: Words and towns from which each happening takes its own: so reports are as unlike as those of different news.
_THINGS, _TOWNS = _invented(8000, 1), tuple(word.capitalize() + "k" for word in _invented(1500, 2))
_VERBS = "opened closed repaired inspected mourned praised measured emptied guarded crossed counted rented".split()
_OUTLETS = tuple(f"The {town} {kind}" for town in _TOWNS[:12] for kind in ("Herald", "Post", "Wire"))
_BEGIN, _DAYS = date(2031, 1, 1), 730


#: Reports that tell of one happening, in days one after another.
_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class _Happening:
    """What the reports of one happening have in common."""

    sides: tuple[tuple[str, str], ...]
    things: tuple[str, ...]
    towns: tuple[str, ...]


def _happening(number: int) -> _Happening:
    random = Random(number)  # noqa: S311 - as above
    return _Happening(
        tuple(random.sample(_STATES, 4)), tuple(random.sample(_THINGS, 40)), tuple(random.sample(_TOWNS, 4))
    )


@dataclass(slots=True)
class _Draft:
    """A report while it is written."""

    about: _Happening
    text: str = ""
    statements: list[Statement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    mentions: dict[str, list[Span]] = field(default_factory=dict)

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, start + len(words))


def codings(count: int, *, acts: int = 6, seed: int = 1) -> Iterator[Coding]:
    """So many codings of reports of about 2,000 characters, with ``acts`` events each and half as many statements."""
    random = Random(seed)  # noqa: S311 - invents reports, guards nothing
    for number in range(count):
        yield _coding(number, acts, random)


def _coding(number: int, acts: int, random: Random) -> Coding:
    published = (_BEGIN + timedelta(days=number * _DAYS // 20_000 % _DAYS)).isoformat()
    article = f"r{number:07d}"
    draft = _Draft(_happening(number // _TOGETHER))
    for _ in range(acts):
        _act(draft, article, published, random)
        for _ in range(3):
            draft.put(f"{_filler(draft.about, random)} ")
    actors = tuple(
        Actor(record_id("a", name), Identity(entity, name, entity, ("GOV",)), tuple(draft.mentions[name]))
        for entity, name in _STATES
        if name in draft.mentions
    )
    return Coding(
        Article(
            article,
            draft.text,
            _filler(draft.about, random).rstrip("."),
            random.choice(_OUTLETS),
            None,
            published,
            "en",
        ),
        Coder("0", "made-up", "none"),
        actors,
        tuple(draft.statements),
        tuple(draft.events),
    )


def _filler(about: _Happening, random: Random) -> str:
    one, other, third = random.sample(about.things, 3)
    town, verb, number = random.choice(about.towns), random.choice(_VERBS), random.randint(2, 999)
    return f"The {one} of {town} {verb} a {other} and {third} {number}."


def _act(draft: _Draft, article: str, published: str, random: Random) -> None:
    """One sentence with one act, every second on somebody's word."""
    (actor, actor_name), (recipient, recipient_name), (speaker, speaker_name) = random.sample(draft.about.sides, 3)
    type_, mode, quad, score, verb, rule = random.choice(_ACTS)
    start = len(draft.text)
    who = _party(draft, actor, actor_name)
    draft.put(" ")
    trigger = draft.put(verb)
    draft.put(" ")
    whom = _party(draft, recipient, recipient_name)
    draft.put(f" over the {random.choice(draft.about.things)} near ")
    town = random.choice(draft.about.towns)
    place = Place(town, draft.put(town), recipient, 1000 + _TOWNS.index(town), 50.0, 20.0, "city")
    claimed = len(draft.events) % 2 == 1
    content = Span(start, len(draft.text))
    statement = None
    if claimed:
        draft.put(", ")
        said = _party(draft, speaker, speaker_name)
        draft.put(" ")
        cue = draft.put("said")
        statement = record_id("s", cue, content)
    draft.put(". ")
    sentence = Span(start, len(draft.text) - 1)
    if claimed and statement is not None:
        draft.statements.append(
            Statement(statement, said, Cue(cue, "say"), (content,), Kind.INDIRECT, Stance.ASSERT, sentence)
        )
    draft.events.append(
        Event(
            record_id("e", article, type_, mode, verb, trigger), article, type_, mode, quad, score, (),
            Status.PLANNED if random.random() < 0.2 else Status.OCCURRED, (who,), (whom,), (place,),
            When(published, None, Precision.DAY, Basis.TEXT, trigger) if random.random() < 0.6 else When(), trigger,
            sentence, statement, speaker if claimed else None, (), (), round(random.uniform(0.4, 0.95), 3),
            Reason(rule, (trigger,)),
        )
    )  # fmt: skip


def _party(draft: _Draft, entity: str, name: str) -> Party:
    span = draft.put(name)
    draft.mentions.setdefault(name, []).append(span)
    return Party(Identity(entity, name, entity, ("GOV",)), span)
