"""Who speaks through a paper: "the statement said" after "the ministry said in a statement"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from countermove import syntax
from countermove.records import Identity, Party, Statement
from countermove.statements.cues import CueBook
from countermove.statements.reading import Draft

_DEFINITE = ("the", "this", "that")


def with_issuers(pairs: Iterable[tuple[Draft, Statement]], cues: CueBook) -> list[Statement]:
    """The statements, papers that speak standing for those who issued them.

    "The statement", "the release" is that of the last speaker named with such a paper; "it" right after is the same.
    """
    papers = cues.channels | cues.documents
    issued: dict[str, Identity] = {}
    spoke: Identity | None = None
    found: dict[int, Statement] = {}
    ordered = sorted(enumerate(pairs), key=lambda item: (item[1][0].sentence.index, item[1][0].head, item[0]))
    for position, (draft, statement) in ordered:
        issuer = _issuer(draft, papers, issued, spoke)
        if issuer is not None and statement.speaker is not None:
            statement = replace(statement, speaker=Party(issuer, statement.speaker.span))  # noqa: PLW2901
        elif statement.speaker is not None and statement.speaker.identity.entity is not None:
            issued |= dict.fromkeys(_papers_of(draft, papers), statement.speaker.identity)
        spoke = issuer
        found[position] = statement
    return [found[position] for position in range(len(found))]


def _issuer(
    draft: Draft, papers: frozenset[str], issued: Mapping[str, Identity], spoke: Identity | None
) -> Identity | None:
    """Who issued the paper that speaks here, or None where none does or its issuer is not known."""
    s, source = draft.sentence, draft.source
    if source is None:
        return None
    token = s.tokens[source.meant]
    if token.lower == "it":
        return spoke
    definite = s.tokens[source.first].lower in _DEFINITE and source.last == source.meant
    return issued.get(token.lemma) if definite and token.lemma in papers else None


def _papers_of(draft: Draft, papers: frozenset[str]) -> Iterator[str]:
    """The papers named with a speaker: in his phrase ("a release from the ministry") or as what he speaks in."""
    s, source = draft.sentence, draft.source
    if source is not None:
        yield from (t.lemma for t in s.tokens[source.first : source.last + 1] if t.lemma in papers)
    for adjunct in draft.adjuncts:
        if s.tokens[adjunct].lower == "in":
            yield from (s.tokens[p].lemma for p in syntax.children(s, adjunct, "pobj") if s.tokens[p].lemma in papers)
