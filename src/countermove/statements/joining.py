"""Quotations joined to their statements: taken whole over sentences and paragraphs, and gone on with after the cue."""

from __future__ import annotations

from dataclasses import replace

from countermove.statements.quotes import Region
from countermove.statements.reading import Draft, Reading, Stretch, trimmed

_LEADS_ON = ("IN", "TO", "WDT", "WP", "WRB", "CC")  # tags of words by which a sentence goes on after quoted words
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
            found[owner] = replace(found[owner], content=(*found[owner].content, (start, _end_of(row, region))))
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
    if _end_of(row, region) == region.last and _words(row, inner[1] + 1, _stop(row, last)):
        return None
    if region.first > 0 and row.tokens[region.first - 1].text == ":":
        return region.first
    before = _words(row, row.base[first], inner[0])
    if before == 0:
        return region.first
    return row.base[first] if before <= _INTRODUCTION else None


def _stop(row: Reading, sentence: int) -> int:
    """Where the sentence after this one begins."""
    return row.base[sentence] + len(row.sentences[sentence].tokens)


def _end_of(row: Reading, region: Region) -> int:
    """The end of a quotation with the fewer words of its sentence after it: '"They came in peace," the flag says.'."""
    inner = trimmed(row, (region.first, region.last))
    if inner is None:
        return region.last
    stop = _stop(row, row.owner[inner[1]])
    after = _words(row, inner[1] + 1, stop)
    here = _words(row, max(inner[0], row.base[row.owner[inner[1]]]), inner[1] + 1)
    follows = row.tokens[min(region.last + 1, stop - 1)].tag
    return stop - 1 if 0 < after < here and follows in _LEADS_ON else region.last


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
    near = [
        index
        for index, draft in enumerate(drafts)
        if not draft.mind
        and not _is_inside(row, draft)
        and max(row.owner[_end(draft)], row.place(draft.sentence)) == before
    ]
    quoted = [index for index in near if row.region(_end(drafts[index])) is not None]
    if begins_paragraph and not colon:
        return quoted[0] if quoted else None
    return next((i for i in quoted if drafts[i].content[0][0] > _end(drafts[near[0]])), near[0] if near else None)


def _end(draft: Draft) -> int:
    """The last position of a draft's content."""
    return max(last for _, last in draft.content)


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
        if edge is not None and row.tokens[edge[1]].tag == "CC":
            edge = trimmed(row, (edge[0], edge[1] - 1))  # "did not say [who left] and ..."
        if edge is None:
            continue
        if found and not _words(row, found[-1][1] + 1, edge[0]):
            found[-1] = (found[-1][0], max(found[-1][1], edge[1]))
        else:
            found.append(edge)
    return tuple(found)
