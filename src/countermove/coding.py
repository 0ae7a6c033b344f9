"""One article, all steps, one page.

``code`` is the whole line: each step takes records and returns new ones, in this order and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from countermove import actors, dates, events, places, statements, text
from countermove.parse import Parser
from countermove.problems import problem
from countermove.records import Article, Coder, Coding, DateMention, Precision, Span
from countermove.version import __version__


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the coder knows, loaded once and never changed."""

    codebook: events.Codebook
    lexicon: actors.Lexicon
    cues: statements.CueBook
    gazetteer: places.Gazetteer

    @property
    def version(self) -> str:
        """The codebook's version, and which own lists of actors were used beside it."""
        own = self.lexicon.own
        return f"{self.codebook.version}+actors:{own}" if own else self.codebook.version


def load_knowledge(codebook: Path | str | None = None, own_actors: Sequence[Path] = ()) -> Knowledge:
    """Load lists and codebook; ``codebook`` is a folder of one's own, ``own_actors`` lists, read over the shipped ones.

    Raises InputError and CodebookError (file and line) for what is wrong with the folder or a list.
    """
    return Knowledge(
        events.load_codebook(codebook), actors.load_lexicon(own_actors), statements.load_cues(), places.load_gazetteer()
    )


def code(article: Article, parse: Parser, knowledge: Knowledge) -> Coding:
    """Read one article. Trouble in the data comes back in ``Coding.problems``; nothing is coded then."""
    coder = Coder(__version__, knowledge.version, getattr(parse, "name", "given"))
    language = article.language or text.language(article.text)
    if language not in (None, "en"):
        message = f"the text is not in English but, as it seems, in '{language}'; nothing was coded"
        return Coding(article, coder, problems=(problem("language", message, article.id),))
    prepared = text.prepare(article.text)
    published = article.published or (prepared.dateline.date if prepared.dateline else None)
    sentences = parse(prepared.read)
    named_dates = _with_dateline_date(dates.find(sentences, published), prepared.dateline, published)
    written_at = _dateline_place(article, prepared.dateline)
    named_places = places.find(sentences, knowledge.gazetteer, dateline=written_at)
    mentions = actors.find(sentences, knowledge.lexicon)
    cast = actors.resolve(
        sentences, mentions, knowledge.lexicon, named_places, published, written_at[0] if written_at else None
    )
    said = statements.find(sentences, cast, knowledge.cues, named_dates)
    cast = actors.with_speakers(cast, sentences, said)
    scene = events.Scene(article.id, published, cast, said, named_dates, named_places, knowledge.codebook)
    extraction, doubts = events.with_doubts(events.extract(sentences, scene), scene)
    said = statements.in_order((*said, *doubts))
    scene = replace(scene, statements=said)
    denials = events.find_denials(sentences, extraction, scene)
    extraction = events.with_denials(extraction, denials)
    return Coding(
        article=article,
        coder=coder,
        actors=cast.actors,
        statements=said,
        events=extraction.events,
        reactions=events.find_reactions(extraction, denials),
        places=named_places,
        dates=named_dates,
        denials=denials,
        candidates=extraction.candidates,
    )


def _dateline_place(article: Article, dateline: text.Dateline | None) -> tuple[str, Span] | None:
    """The words and the stretch of the dateline's place: it is cut before parsing."""
    span = dateline.place if dateline else None
    return (article.text[span.start : span.end], span) if span else None


def _with_dateline_date(
    found: tuple[DateMention, ...], dateline: text.Dateline | None, published: str | None
) -> tuple[DateMention, ...]:
    """The dates of the sentences and, before them, the day that the dateline names: it is cut before parsing."""
    day = dateline.day(published) if dateline else None
    if dateline is None or dateline.date_span is None or day is None:
        return found
    return tuple(sorted((*found, DateMention(dateline.date_span, day, None, Precision.DAY)), key=lambda d: d.span))
