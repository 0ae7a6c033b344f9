"""What the texts give to a brief: the sentence that tells an act, what the sides say, what is contested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from countermove.claims import Standing, Voice, claims_of
from countermove.records import Article, Coding, Event, Identity, Span, Statement
from countermove.store import Store


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of an article with the record they belong to; ``who`` speaks, where somebody does."""

    record: str
    article: str
    words: str
    who: str | None = None
    stance: str = ""
    kind: str = ""
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """An event with those who say and those who deny it."""

    event: Event
    said: tuple[Quoted, ...]
    denied: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in the texts; ``sentences`` by event, ``articles`` by id, both of the acts asked for alone."""

    articles: dict[str, Article]
    sentences: dict[str, Quoted]
    sayings: tuple[Quoted, ...]
    contests: tuple[Contested, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, and the events of each act of the table: of an incident those of its reports."""

    evidence: Evidence
    events: Mapping[str, tuple[str, ...]]


def look_up(store: Store, acts: pl.DataFrame, sides: tuple[Collection[str], Collection[str]]) -> Found:
    """What the texts of a store say of acts in ``tables.SCHEMA``, which are its events or its incidents."""
    ids = acts["event"].unique(maintain_order=True).to_list()
    if "incident" in acts["level"]:
        told = {one: [report.event for report in store.incident(one).reports] for one in ids}
    else:
        told = {one: [store.event(one).event] for one in ids}
    articles = tuple(dict.fromkeys(event.article for events in told.values() for event in events))
    events = {one: tuple(event.id for event in its) for one, its in told.items()}
    wanted = {event for its in events.values() for event in its}
    return Found(gather(store.codings(article=articles), wanted, sides), events)


def gather(
    codings: Iterable[Coding], events: Collection[str], sides: tuple[Collection[str], Collection[str]]
) -> Evidence:
    """Evidence for these events from codings of articles. ``sides`` are the entities of the one and the other side.

    A saying is a statement by a speaker of one side whose words name the other, in an article with one of the events.
    """
    articles: dict[str, Article] = {}
    sentences: dict[str, Quoted] = {}
    sayings: list[Quoted] = []
    contests: list[Contested] = []
    coders: set[str] = set()
    for coding in codings:
        told = [event for event in coding.events if event.id in events]
        if not told:
            continue
        articles[coding.article.id] = coding.article
        coders.add(
            f"Countermove {coding.coder.version}, codebook {coding.coder.codebook}, parser {coding.coder.parser}"
        )
        sentences.update((event.id, _sentence(coding, event)) for event in told)
        sayings.extend(_sayings(coding, sides))
        contests.extend(_contests(coding, events))
    return Evidence(articles, sentences, tuple(sayings), tuple(contests), tuple(sorted(coders)))


def _sentence(coding: Coding, event: Event) -> Quoted:
    return Quoted(event.id, coding.article.id, _words(coding.article, (event.sentence,)))


def _words(article: Article, spans: Iterable[Span]) -> str:
    return " … ".join(" ".join(article.text[span.start : span.end].split()) for span in spans)


def _sayings(coding: Coding, sides: tuple[Collection[str], Collection[str]]) -> list[Quoted]:
    return [
        _said(coding, statement)
        for statement in coding.statements
        for own, other in (sides, sides[::-1])
        if statement.speaker
        and statement.speaker.identity.entity in own
        and statement.within is None
        and _names(coding, statement.content, other)
    ]


def _said(coding: Coding, statement: Statement) -> Quoted:
    return Quoted(
        statement.id,
        coding.article.id,
        _words(coding.article, statement.content),
        told(statement.speaker.identity) if statement.speaker else None,
        statement.stance.value,
        statement.kind.value,
        statement.date or coding.article.published,
    )


def _names(coding: Coding, content: tuple[Span, ...], entities: Collection[str]) -> bool:
    mentions = [m for actor in coding.actors if actor.identity.entity in entities for m in actor.mentions]
    return any(span.contains(mention) for span in content for mention in mentions)


def _contests(coding: Coding, events: Collection[str]) -> list[Contested]:
    return [
        Contested(
            claim.event,
            tuple(_voice(coding, voice) for voice in claim.said) or (_sentence(coding, claim.event),),
            tuple(_voice(coding, voice) for voice in claim.denied),
        )
        for claim in claims_of(coding)
        if claim.event.id in events and claim.standing is Standing.CONTESTED
    ]


def _voice(coding: Coding, voice: Voice) -> Quoted:
    who = told(voice.speaker.identity) if voice.speaker else None
    return Quoted(voice.statement or "", coding.article.id, _words(coding.article, voice.words), who)


def told(who: Identity) -> str:
    """An identity in words: "Irina Belova (RUS)"."""
    name = who.person or who.name
    return f"{name} ({who.entity})" if who.entity and who.entity != name else name
