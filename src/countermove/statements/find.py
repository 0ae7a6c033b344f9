"""Sentences -> statements: every cue is read, quotations are joined to it, and statements within others are marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from countermove import syntax
from countermove.records import (
    BlockKind,
    Cue,
    DateMention,
    Identity,
    Kind,
    Party,
    Sentence,
    Statement,
    record_id,
)
from countermove.statements import content, details, joining, labels, sources
from countermove.statements.borders import WEEKDAYS
from countermove.statements.cues import RELAYED, CueBook, Group
from countermove.statements.issuers import with_issuers
from countermove.statements.place import Place, quoting, verb_group, verb_place
from countermove.statements.quotes import is_mark
from countermove.statements.reading import Draft, Reading, Source, Stretch, phrase, reading

_READ = (BlockKind.BODY, BlockKind.HEADLINE)
_WITHIN_CLAUSE = ("xcomp", "acl", "relcl", "pcomp", "advcl", "csubj")
_NOBODY = frozenset(("nobody", "none", "neither", "nothing"))
_POINTING = frozenset(("that", "what", "how", "so"))
_FIRST_PERSON = frozenset(("i", "we", "you"))


class Cast(Protocol):
    """Who the noun phrase headed by a token is; empty where it is no actor."""

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """The parties the phrase names."""
        ...

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        """Who stands behind a thing: "a statement from the ministry"."""
        ...


def find(
    sentences: Sequence[Sentence], cast: Cast, cues: CueBook, dates: Sequence[DateMention] = ()
) -> tuple[Statement, ...]:
    """The statements of an article, in the order of their first character.

    ``cast`` says who the speakers are, ``dates`` are the article's dates.
    """
    if not sentences:
        return ()
    row = reading(sentences, cues)
    drafts = [d for s in row.sentences if s.kind in _READ for d in _speakers_shared(row, list(_drafts(row, s)))]
    drafts += [draft for paragraph in _paragraphs(row) if (draft := labels.of_paragraph(row, paragraph)) is not None]
    drafts = [d for d in joining.with_whole_quotations(row, drafts) if _says_something(row, d)]
    statements = with_issuers([(draft, _statement(row, draft, cast, dates)) for draft in drafts], cues)
    minds = {statement.id for statement, draft in zip(statements, drafts, strict=True) if draft.mind}
    return _without(_nested(statements), minds)


def _says_something(row: Reading, draft: Draft) -> bool:
    """Whether a draft has content of its own, and somebody who says it."""
    return not (_speaks_in_itself(row, draft) or _is_of_nobody(draft) or _is_bare(row, draft))


def _is_of_nobody(draft: Draft) -> bool:
    """ "Nobody said that it was safe" gives nobody's words."""
    return draft.source is not None and draft.sentence.tokens[draft.source.surface].lower in _NOBODY


def _is_bare(row: Reading, draft: Draft) -> bool:
    """Whether all content is a word that only points or asks ("that", "what") or a day, unless it is quoted."""
    words = [p for first, last in draft.content for p in range(first, last + 1)]
    return all(
        row.region(p) is None and (row.tokens[p].lower in WEEKDAYS or row.tokens[p].lower in _POINTING) for p in words
    )


def _speaks_in_itself(row: Reading, draft: Draft) -> bool:
    """Whether a misread draft has its own cue or speaker in its content."""
    base = row.stretch(draft.sentence, 0, 0)[0]
    own = [base + draft.head] + ([base + draft.source.surface] if draft.source is not None else [])
    return any(first <= position <= last for first, last in draft.content for position in own)


def _paragraphs(row: Reading) -> list[list[Sentence]]:
    """The sentences that are read, by paragraph."""
    read = (s for s in row.sentences if s.kind in _READ)
    return [list(sentences) for _, sentences in groupby(read, key=lambda s: s.paragraph)]


# --- cues ---------------------------------------------------------------------------------------------


def _drafts(row: Reading, s: Sentence) -> Iterator[Draft]:
    cues = row.cues
    for token in s.tokens:
        i, tag, word = token.index, token.tag, token.lower
        if tag.startswith("VB"):
            if token.lemma in cues.verbs:
                yield from _verb(row, s, i)
        elif tag.startswith("NN"):
            if token.lemma in cues.nouns:
                yield from _noun(row, s, i)
        elif tag.startswith("JJ") and word in cues.adjectives:
            yield from _adjective(row, s, i)
        if word in cues.adverbs:
            yield from _hearsay(row, s, i)
        for words, group in cues.before.get(word, ()):
            yield from _before(row, s, i, words, group)


def _speakers_shared(row: Reading, drafts: list[Draft]) -> list[Draft]:
    """The drafts of a sentence without doubles, each cue that follows another's content with its speaker."""
    found: list[Draft] = []
    verbs = {d.content for d in drafts if d.sentence.tokens[d.head].tag.startswith("VB")}
    for draft in drafts:
        if draft.content in verbs and draft.sentence.tokens[draft.head].tag.startswith("NN"):
            continue  # "said in a statement that ..." is one statement
        main = next((d for d in found if _goes_on(row, d, draft)), None)
        found.append(replace(draft, source=main.source) if main is not None else draft)
    return found + [relayed for draft in found for relayed in _relayed(row, draft)]


def _goes_on(row: Reading, main: Draft, draft: Draft) -> bool:
    """Whether a cue without subject follows the other's content: "said it rained, blaming ...", "... and called it"."""
    s, cue = draft.sentence, draft.sentence.tokens[draft.head]
    own = syntax.child(s, draft.head, *syntax.SUBJECTS)
    if draft.lemma not in row.cues.verbs or main.source is None or own is not None:
        return False
    end = main.content[-1][1] - row.stretch(s, 0, 0)[0]
    between = [t.text for t in s.tokens[end + 1 : draft.first]]
    if cue.tag == "VBG":
        return between in ([","], [",", "”"], [",", '"'])
    other = syntax.child(s, cue.head, *syntax.SUBJECTS)
    if other is not None and other > end:
        return False  # "X said it rained; Y laughed and said ..."
    return cue.dep == "conj" and cue.tag == s.tokens[main.head].tag and between[-1:] in (["and"], ["but"])


def _relayed(row: Reading, draft: Draft) -> Iterator[Draft]:
    """Who hands a statement on: "{the agency} quoted him as saying ...", "..., he said, quoted by {the agency}"."""
    s, v = draft.sentence, draft.head
    if not syntax.is_verb(s, v):
        return
    above = quoting(s, v)
    for verb in [above] if above != v else syntax.children(s, v, "advcl", "acl"):
        group = next((g for g in row.cues.of_verb(s.tokens[verb].lemma, "") if g.takes == (RELAYED,)), None)
        if group is None:
            continue
        outlet = sources.of_verb(s, verb) or (sources.agent(s, v) if above != v else None)
        pieces = draft.content
        if above != v and not syntax.is_passive(s, verb):
            pieces = ((row.stretch(s, v, v)[0], pieces[-1][1]),)
        if outlet is not None and outlet != draft.source:
            first, last = verb_group(s, verb)
            last += s.tokens[last + 1].dep == "agent"
            yield replace(
                draft, first=first, last=last, head=verb, lemma=s.tokens[verb].lemma, content=pieces, source=outlet,
                hearer=None, adjuncts=(),
            )  # fmt: skip


def _verb(row: Reading, s: Sentence, v: int) -> Iterator[Draft]:
    if s.tokens[v].dep in ("aux", "auxpass", "amod"):
        return
    particle = syntax.child(s, v, "prt")
    if particle is not None and syntax.child(s, particle, "pobj") is not None:
        particle = None  # a preposition that the parser took for a particle
    groups = row.cues.of_verb(s.tokens[v].lemma, s.tokens[particle].lower if particle is not None else "")
    if not groups:
        return
    source = _who_issued(row, s, sources.of_verb(s, v))
    inside = row.is_spoken(row.stretch(s, v, v)[0])
    if inside and (source is None or s.tokens[source.surface].lower in _FIRST_PERSON):
        return
    for group in groups:
        if (inside and group.mind) or (group.documents_only and not _is_document(row, s, source)):
            continue
        place = verb_place(s, v, source, group)
        found = content.of_verb(row, place, group)
        if found:
            yield _draft(row, place, group, found)
            return


def _who_issued(row: Reading, s: Sentence, source: Source | None) -> Source | None:
    """ "The police issued a statement saying ...": the police, not the statement."""
    if source is None or s.tokens[source.surface].dep != "dobj":
        return source
    paper, verb = s.tokens[source.surface], s.tokens[source.surface].head
    if paper.lemma in row.cues.channels and s.tokens[verb].lemma in row.cues.bearers:
        return sources.of_verb(s, verb) or source
    return source


def _is_document(row: Reading, s: Sentence, source: Source | None) -> bool:
    return source is not None and s.tokens[source.meant].lemma in row.cues.documents


def _draft(row: Reading, place: Place, group: Group, found: tuple[Stretch, ...]) -> Draft:
    s = place.s
    hearer = details.hearer(row, place, group, found)
    source = _without_content(row, s, place.source, found)
    if source is not None and source.first < place.first <= source.last:
        source = replace(source, last=place.first - 1)
    last = _with_preposition(row, place, found)
    return Draft(
        s, place.first, last, place.head, s.tokens[place.head].lemma, group.stance, group.mind, found,
        source, hearer, _adjuncts(s, place.head),
    )  # fmt: skip


def _with_preposition(row: Reading, place: Place, found: tuple[Stretch, ...]) -> int:
    """The last token of a cue with the preposition that leads to its content: "referred to", "called for"."""
    s, following = place.s, place.last + 1
    if following + 1 >= len(s.tokens) or s.tokens[following].head != place.head:
        return place.last
    leads = s.tokens[following].dep in ("prep", "prt") or s.tokens[following].lower == "for"
    return following if leads and found[0][0] == row.stretch(s, following + 1, 0)[0] else place.last


def _without_content(row: Reading, s: Sentence, source: Source | None, found: tuple[Stretch, ...]) -> Source | None:
    """The source without what the parse hangs on it and the content claims."""
    if source is None:
        return None
    base = row.stretch(s, 0, 0)[0]
    if row.quotations.at[base + source.first] != row.quotations.at[base + source.surface]:
        marks = (t for t in range(source.surface, source.first, -1) if is_mark(s.tokens[t]))
        source = replace(source, first=next(marks, source.first - 1) + 1)
    last = min((first - base - 1 for first, _ in found if source.surface < first - base <= source.last), default=-1)
    return replace(source, last=last) if last >= source.first else source


def _adjuncts(s: Sentence, v: int) -> tuple[int, ...]:
    """Heads of the phrases of place, time and manner on a verb, those which the parse hangs on its subject too."""
    own = syntax.children(s, v, "prep", "npadvmod", "advmod")
    subject = syntax.child(s, v, "nsubj")
    if subject is not None:
        own += [c for c in syntax.children(s, subject, "prep", "npadvmod") if c > subject]
    return tuple(own)


def _noun(row: Reading, s: Sentence, noun: int) -> Iterator[Draft]:
    if row.region(row.stretch(s, noun, noun)[0]) is not None:
        return
    source = sources.of_noun(s, noun)
    first = noun
    governor = s.tokens[noun].head
    if source is None and s.tokens[noun].dep == "dobj" and s.tokens[governor].lemma in row.cues.bearers:
        source = sources.of_verb(s, governor)
        first = governor
    place = Place(s, noun, first, noun, first, noun, passive=False, source=source)
    for group in row.cues.nouns[s.tokens[noun].lemma]:
        found = content.of_noun(row, place, group)
        if found:
            yield _draft(row, place, group, found)
            return


def _adjective(row: Reading, s: Sentence, adjective: int) -> Iterator[Draft]:
    governor = s.tokens[adjective].head
    if s.tokens[adjective].dep not in ("acomp", "conj", "ccomp", "oprd") or s.tokens[governor].tag[:2] != "VB":
        return
    if row.region(row.stretch(s, adjective, adjective)[0]) is not None:
        return
    source = sources.of_verb(s, governor)
    if source is None or s.tokens[source.surface].lower == "it":
        return  # "it is clear that ..." is on nobody's word
    first = governor if governor < adjective <= governor + 3 else adjective
    place = Place(s, adjective, first, adjective, first, adjective, passive=False, source=source)
    for group in row.cues.adjectives[s.tokens[adjective].lower]:
        found = content.of_adjective(row, place, group)
        if found:
            yield _draft(row, place, group, found)
            return


def _hearsay(row: Reading, s: Sentence, adverb: int) -> Iterator[Draft]:
    """ "The general reportedly [left the city]": the clause without the adverb."""
    group = row.cues.adverbs[s.tokens[adverb].lower]
    clause = s.tokens[adverb].head
    if not syntax.is_verb(s, clause):
        return
    tokens = syntax.subtree(s, clause)
    parts = [[t for t in tokens if t < adverb], [t for t in tokens if t > adverb]]
    found = tuple(row.stretch(s, part[0], part[-1]) for part in parts if part)
    if found:
        yield Draft(s, adverb, adverb, adverb, s.tokens[adverb].lower, group.stance, group.mind, found)


def _before(row: Reading, s: Sentence, i: int, words: tuple[str, ...], group: Group) -> Iterator[Draft]:
    """ "According to the army, [the road is open]"."""
    last = i + len(words) - 1
    if last >= len(s.tokens) or any(s.tokens[i + k].lower != word for k, word in enumerate(words)):
        return
    source = syntax.child(s, last, "pobj")
    if source is None or (s.tokens[source].tag == "NN" and not s.children[source]):
        return  # "according to plan" names nobody
    own = set(syntax.subtree(s, i))
    end = max(own)
    clause = _clause_of_source(s, i)
    tokens = [t for t in syntax.subtree(s, clause) if t not in own]
    right = [t for t in tokens if t > end and (clause > i or s.tokens[t].head > end)]
    parts = [[t for t in tokens if t < i], right]
    if parts[0] and _goes_against(s, [t for t in tokens if t > end]):
        parts = parts[:1]
    found = tuple(row.stretch(s, part[0], part[-1]) for part in parts if part)
    if found:
        named = sources.of_noun_phrase(s, source)
        named = replace(named, last=min(named.last, end))
        yield Draft(s, i, last, i, " ".join(words), group.stance, group.mind, found, named)


def _goes_against(s: Sentence, tokens: list[int]) -> bool:
    """Whether what follows a source phrase is the reporter's again: "..., according to the army, but it held"."""
    return next((s.tokens[t].lower == "but" for t in tokens if s.tokens[t].dep != "punct"), False)


def _clause_of_source(s: Sentence, i: int) -> int:
    """The head of the whole clause that a source phrase speaks for, wherever in it the parse hangs the phrase."""
    clause = s.tokens[i].head
    for _ in range(len(s.tokens)):
        token = s.tokens[clause]
        joined = token.dep == "conj" and not any(
            s.tokens[c].lower == "but" for c in syntax.children(s, token.head, "cc")
        )
        if token.head == clause or (syntax.is_verb(s, clause) and not joined and token.dep not in _WITHIN_CLAUSE):
            return clause
        clause = token.head
    return clause


# --- records ------------------------------------------------------------------------------------------


def _statement(row: Reading, draft: Draft, cast: Cast, dates: Sequence[DateMention]) -> Statement:
    s = draft.sentence
    cue = Cue(s.cover(draft.first, draft.last), draft.lemma)
    spans = tuple(row.span(piece) for piece in draft.content)
    return Statement(
        record_id("s", cue.span, spans),
        _speaker(s, draft.source, cast),
        cue,
        spans,
        _kind(row, draft.content),
        draft.stance,
        s.span,
        addressee=_addressee(s, draft.hearer, cast),
        medium=details.medium(row.cues, s, draft),
        date=details.date(row, s, draft, dates),
    )


def _speaker(s: Sentence, source: Source | None, cast: Cast) -> Party | None:
    if source is None:
        return None
    span = s.cover(source.first, source.last)
    found = cast.parties(s, source.meant) or cast.owners(s, source.meant)
    if found:
        return replace(found[0], span=span)
    words = " ".join(t.text for t in s.tokens[source.first : source.last + 1])
    return Party(Identity(None, words), span)


def _addressee(s: Sentence, hearer: int | None, cast: Cast) -> Party | None:
    if hearer is None:
        return None
    first, last = phrase(s, hearer)
    found = cast.parties(s, hearer)
    span = s.cover(first, last)
    if found:
        return replace(found[0], span=span)
    return Party(Identity(None, " ".join(t.text for t in s.tokens[first : last + 1])), span)


def _kind(row: Reading, pieces: tuple[Stretch, ...]) -> Kind:
    """Direct where at least nine in ten words are quoted, indirect where none is."""
    words = quoted = 0
    for first, last in pieces:
        for p in range(first, last + 1):
            if not is_mark(row.tokens[p]) and any(c.isalnum() for c in row.tokens[p].text):
                words += 1
                quoted += row.quotations.quoted(p)
    if quoted == 0:
        return Kind.INDIRECT
    return Kind.DIRECT if quoted >= 0.9 * words else Kind.MIXED


def in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements in the order of their first character."""
    return tuple(sorted(statements, key=lambda s: (s.content[0].start, s.cue.span.start if s.cue else 0, s.id)))


def _nested(statements: list[Statement]) -> tuple[Statement, ...]:
    """The statements in order, each marked with the smallest other one whose content holds its cue and content."""
    open_ones: list[Statement] = []  # those whose content has begun and not ended: what holds another begins before it
    found = []
    for inner in sorted(statements, key=lambda s: (s.content[0].start, -s.content[-1].end, len(s.content), s.id)):
        open_ones = [outer for outer in open_ones if outer.content[-1].end > inner.content[0].start]
        holders = [outer for outer in open_ones if _holds(outer, inner)]
        holder = min(holders, key=lambda o: (sum(c.end - c.start for c in o.content), o.id), default=None)
        found.append(replace(inner, within=holder.id) if holder else inner)
        open_ones.append(inner)
    return in_order(found)


def _without(statements: tuple[Statement, ...], minds: set[str]) -> tuple[Statement, ...]:
    """The statements without beliefs and wishes within others; what lay within those lies within what held them."""
    gone = {s.id: s.within for s in statements if s.within is not None and s.id in minds}
    kept = []
    for statement in statements:
        holder = statement.within
        while holder in gone:
            holder = gone[holder]
        if statement.id not in gone:
            kept.append(replace(statement, within=holder))
    return tuple(kept)


def _holds(outer: Statement, inner: Statement) -> bool:
    parts = (*inner.content, inner.cue.span) if inner.cue else inner.content
    return all(any(piece.contains(part) for piece in outer.content) for part in parts)
