"""Quotations joined to their statements: taken whole over sentences and paragraphs, and gone on with after the cue."""

from __future__ import annotations

from dataclasses import replace

from countermove.statements.quotes import Region
from countermove.statements.reading import Draft, Reading, Stretch, trimmed

_INTRODUCTION = 2  # words that may stand before a quotation which goes on with another: "But "...""


def with_whole_quotations(row: Reading, drafts: list[Draft]) -> list[Draft]:
    """Drafts whose content takes each quotation it touches whole, with what goes on after it.

    A sentence that is nothing but a quotation and follows a statement goes on with it. Edges are trimmed; drafts
    without a word of content are left out.
    """
    found = [replace(d, content=tuple(_widened(row, d, piece) for piece in d.content)) for d in drafts]
    outer = [d for d in found if not _is_inside(row, d)]
    taken = {row.quotations.at[p] for d in outer for piece in d.content for p in piece}
    for index, region in enumerate(row.quotations.regions):
        if index in taken or _has_cue_before(row, found, region):
            continue
        start = _start_alone(row, region)
        owner = _owner_of(row, found, region, start) if start is not None else None
        if owner is not None and start is not None:
            found[owner] = replace(found[owner], content=(*found[owner].content, (start, region.last)))
            taken.add(index)
    merged = [replace(d, content=_merged(row, d.content)) for d in found]
    return [d for d in merged if d.content]


def _widened(row: Reading, draft: Draft, piece: Stretch) -> Stretch:
    cue = row.stretch(draft.sentence, draft.head, draft.head)[0]
    if row.is_spoken(cue):
        return piece
    first, last = piece
    region = row.region(first)
    if region is not None and not region.first <= cue <= region.last:
        first = min(first, region.first)
    region = row.region(last)
    if region is not None and not region.first <= cue <= region.last:
        last = max(last, region.last)
    return first, last


def _start_alone(row: Reading, region: Region) -> int | None:
    """Where a quotation that makes a sentence of its own begins, a word of introduction included; None for others.

    After a colon it may begin within a sentence. The parser may have put its marks into the sentences beside.
    """
    inner = trimmed(row, (region.first, region.last))
    if inner is None:
        return None
    first, last = row.owner[inner[0]], row.owner[inner[1]]
    if _words(row, inner[1] + 1, row.base[last] + len(row.sentences[last].tokens)):
        return None
    if region.first > 0 and row.tokens[region.first - 1].text == ":":
        return region.first
    before = _words(row, row.base[first], inner[0])
    if before == 0:
        return region.first
    return row.base[first] if before <= _INTRODUCTION else None


def _words(row: Reading, start: int, stop: int) -> int:
    return sum(any(c.isalnum() for c in row.tokens[p].text) for p in range(start, stop))


def _has_cue_before(row: Reading, drafts: list[Draft], region: Region) -> bool:
    """Whether the sentence has a cue of its own before the quotation."""
    sentence = row.owner[_first_word(row, region)]
    return row.tokens[region.first - 1].text != ":" and any(
        row.place(d.sentence) == sentence and row.base[sentence] + d.head < region.first for d in drafts
    )


def _owner_of(row: Reading, drafts: list[Draft], region: Region, start: int) -> int | None:
    """The statement a quotation without a cue goes on with.

    That is one with another paragraph of the same quotation; else the first that ends in the sentence before. A
    quotation that begins a paragraph goes on only with a statement that ends in quoted words or in a colon.
    """
    for index, draft in enumerate(drafts):
        if not _is_inside(row, draft) and any(_same_chain(row, p, region) for piece in draft.content for p in piece):
            return index
    here = row.owner[start if row.region(start) is None else _first_word(row, region)]
    colon = region.first > 0 and row.tokens[region.first - 1].text == ":"
    before = row.owner[region.first - 1] if colon else here - 1
    if before < 0:
        return None
    begins_paragraph = row.sentences[before].paragraph != row.sentences[here].paragraph
    for index, draft in enumerate(drafts):
        last = max(piece[1] for piece in draft.content)
        if max(row.owner[last], row.place(draft.sentence)) != before or draft.mind or _is_inside(row, draft):
            continue
        if not begins_paragraph or colon or row.region(last) is not None:
            return index
    return None


def _first_word(row: Reading, region: Region) -> int:
    inner = trimmed(row, (region.first, region.last))
    return inner[0] if inner is not None else region.first


def _same_chain(row: Reading, position: int, region: Region) -> bool:
    index = row.quotations.at[position]
    return index >= 0 and row.quotations.regions[index].chain == region.chain


def _is_inside(row: Reading, draft: Draft) -> bool:
    return row.is_spoken(row.stretch(draft.sentence, draft.head, draft.head)[0])


def _merged(row: Reading, pieces: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The pieces in order, trimmed; those with nothing but punctuation between them made one."""
    found: list[Stretch] = []
    for piece in sorted(pieces):
        edge = trimmed(row, piece)
        if edge is None:
            continue
        if found and not _words(row, found[-1][1] + 1, edge[0]):
            found[-1] = (found[-1][0], max(found[-1][1], edge[1]))
        else:
            found.append(edge)
    return tuple(found)
