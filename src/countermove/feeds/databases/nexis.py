"""Nexis, HTML: the older page of results, in which each document is a run of blocks told apart by content and style.

Names of style classes change from file to file, so the style sheet is read for what is centred and what is large and
bold; without one, the order and wording of the blocks must do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from typing import Any

from countermove.feeds.calendars import is_date_line
from countermove.feeds.databases import GAPS, Document, articles_of, miscounted, one_line
from countermove.feeds.databases.segments import cut, tree
from countermove.feeds.origin import Origin, too_long
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable

_BEGIN = re.compile(rb"<DOCFULL>\s*-->", re.IGNORECASE)
_END = re.compile(rb"<!--(?:(?!-->).){0,200}</DOCFULL>", re.IGNORECASE | re.DOTALL)
#: What stands behind a document whose end is not marked: another document, or the end of the page.
_GOES_ON = re.compile(rb"<A\s+NAME|DOC NUMBER|</body>|</html>", re.IGNORECASE)
_SAID = re.compile(rb"<META\b[^>]{0,500}\bDOCUMENTS\s*=\s*[\"']?(\d{1,9})\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_BREAK = "\u2028"  # a line separator: line ends in the file mean nothing
_RULE = re.compile(r"\.(\w+)\s*\{([^}]*)\}")
#: "12 of 74 DOCUMENTS", "12 von 74 DOKUMENTEN", "Document 12 de 74".
_COUNTER = re.compile(r"(?:DOCUMENT\s+)?(\d{1,9})\s+\w{2,4}\s+(\d{1,9})(?:\s+DO[CK]UMENT\w*)?", re.IGNORECASE)
_LABEL = re.compile(r"([A-ZÀ-Þ][A-ZÀ-Þ/ -]{2,40}):(?:\s|$)")
_COPYRIGHT = re.compile(r"(?:Copyright\b|©|\(c\)\s|All Rights Reserved)", re.IGNORECASE)
#: Labels of fields as Nexis has them; they tell a field where no style sheet does.
_LABELS = frozenset((
    "BYLINE", "SECTION", "LENGTH", "DATELINE", "HIGHLIGHT", "SERIES", "GRAPHIC", "LOAD-DATE", "LANGUAGE",
    "PUBLICATION-TYPE", "SUBJECT", "GEOGRAPHIC", "JOURNAL-CODE", "CORRECTION", "COMPANY", "ORGANIZATION", "PERSON",
    "COUNTRY", "STATE", "CITY", "TYPE", "NOTES", "ISSN", "DOCUMENT-TYPE", "INDUSTRY", "TICKER", "CORRECTION-DATE",
    "UPDATE", "DISTRIBUTION", "URL", "CATEGORY", "CONTACT", "CUSTOM", "NAME", "ACC-NO", "SOURCE", "EDITION", "LÄNGE",
    "RUBRIK", "UPDATE", "SPRACHE", "PUBLICATION-TYPE", "AUTOR", "LONGUEUR", "RUBRIQUE", "LANGUE", "AUTEUR",
))  # fmt: skip


def is_export(head: bytes) -> bool:
    """Whether the beginning of a page is that of such an export."""
    return _BEGIN.search(head) is not None


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of an export, in order, whatever their number."""
    documents = cut(stream, _BEGIN)
    head = next(documents) or b""
    declared = _CHARSET.search(head)
    encoding = declared[1].decode("ascii") if declared else None
    styles = _Styles.of(head.decode("latin-1"))
    counter = _Counter(int(said[1]) if (said := _SAID.search(head)) else None)
    for number, data in enumerate(documents, 1):
        counter.found = number
        if data is None:
            counter.all_numbered = False
            yield problem("too-long", f"document {number}: {too_long().message}", origin.name)
            continue
        end = _END.search(data)
        if end is None and _GOES_ON.search(data) is None:
            counter.all_numbered = False
            yield problem("damaged", f"document {number} is cut short: the file ends within it", origin.name)
            continue
        page = _BEGIN.sub(b"", data[: end.start()] if end else data, count=1)
        try:
            document = _document(number, _blocks(tree(page, encoding), styles), counter, styles)
        except Unreadable as trouble:
            yield problem(trouble.kind, f"document {number}: {trouble.message}", origin.name)
        else:
            yield from articles_of(document, origin)
    yield from counter.problems(origin)


class _Counter:
    """How many documents a file says it holds, by its head or by "3 of 74", and which are there."""

    def __init__(self, said: int | None) -> None:
        self.said = said
        self.found = 0
        self.all_numbered = True
        self._numbers: set[int] = set()

    def add(self, number: int, of: int) -> None:
        self._numbers.add(number)
        self.said = self.said or of

    def problems(self, origin: Origin) -> Iterator[Problem]:
        """That some are missing, and which."""
        missing: tuple[int, ...] = ()
        if self._numbers and self.all_numbered:
            numbers = range(1, (self.said or 0) + 1)
            missing = tuple(islice((n for n in numbers if n not in self._numbers), GAPS + 1))
        yield from miscounted(self.said, self.found, origin, missing)


# --- blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Styles:
    """The classes of a style sheet that centre a block, and those of large bold text, as headlines are set."""

    centred: frozenset[str]
    large: frozenset[str]

    @classmethod
    def of(cls, head: str) -> _Styles:
        rules = {name: body.lower().replace(" ", "") for name, body in _RULE.findall(head)}
        return cls(
            frozenset(name for name, body in rules.items() if "text-align:center" in body),
            frozenset(name for name, body in rules.items() if "font-weight:bold" in body and _is_large(body)),
        )


def _is_large(rule: str) -> bool:
    size = re.search(r"font-size:(\d+)pt", rule)
    return size is not None and int(size[1]) >= 14


@dataclass(frozen=True, slots=True)
class _Block:
    """One DIV: its paragraphs, whether it is centred and large, and the label of the field that it is."""

    lines: tuple[str, ...]
    centred: bool
    large: bool
    label: str | None

    @property
    def text(self) -> str:
        return one_line(" ".join(self.lines))


def _blocks(root: Any, styles: _Styles) -> list[_Block]:
    """The blocks of a document that hold words."""
    found = (_block(division, styles) for division in (*root.iter("div"), root))
    return [block for block in found if block is not None]


def _block(division: Any, styles: _Styles) -> _Block | None:
    """A division's own paragraphs, without those of divisions within it."""
    parts = [part for part in division.iter("p") if next(part.iterancestors("div", "section")) is division]
    if not parts and division.getparent() is not None and division.find(".//div") is None:
        parts = [division]
    lines = tuple(line for part in parts for line in _lines(part))
    if not lines:
        return None
    classes = {name for node in division.iter() for name in (node.get("class") or "").split()}
    own = set((division.get("class") or "").split()) | set((parts[0].get("class") or "").split())
    inline = (division.get("style") or "").replace(" ", "").lower()
    centred = bool(own & styles.centred) or division.get("align") == "center" or "text-align:center" in inline
    return _Block(lines, centred, bool(classes & styles.large), _label(parts[0], lines[0]))


def _lines(part: Any) -> list[str]:
    """The lines of a paragraph, which BR may break; empty ones are left out."""
    for br in part.iter("br"):
        br.tail = f"{_BREAK}{br.tail or ''}"
    return [line for line in map(one_line, part.text_content().split(_BREAK)) if line]


def _label(part: Any, line: str) -> str | None:
    """The label that a field begins with: set apart in its own span, or one of those known."""
    match = _LABEL.match(line)
    if match is None:
        return None
    first = next((one_line(span.text_content()) for span in part.iter("span") if one_line(span.text_content())), "")
    return match[1] if match[1] in _LABELS or first == f"{match[1]}:" else None


# --- one document -----------------------------------------------------------------------------------


def _document(number: int, blocks: list[_Block], counter: _Counter, styles: _Styles) -> Document:
    blocks = _counted(blocks, counter)
    top = _top(blocks)
    title, rest = _headline(blocks[len(top) :], known=bool(styles.large))
    fields = {block.label: block.text.partition(":")[2].strip() for block in rest if block.label}
    outlet, published = _outlet_and_date(top)
    return Document(
        number,
        tuple(_body(rest)),
        title=title,
        outlet=outlet,
        published=published,
        language=fields.get("LANGUAGE") or fields.get("SPRACHE") or fields.get("LANGUE"),
    )


def _counted(blocks: list[_Block], counter: _Counter) -> list[_Block]:
    """The blocks behind "3 of 74 DOCUMENTS"."""
    match = _COUNTER.fullmatch(blocks[0].text) if blocks else None
    if match is None:
        return blocks
    counter.add(int(match[1]), int(match[2]))
    return blocks[1:]


def _top(blocks: list[_Block]) -> list[_Block]:
    """Outlet and date: the centred blocks at the top; where nothing is known to be centred, all to the date."""
    count = next((n for n, block in enumerate(blocks) if not block.centred), len(blocks))
    if count:
        return blocks[:count]
    dated = next((n for n, block in enumerate(blocks[:4]) if is_date_line(block.text)), None)
    return blocks[: 0 if dated is None else dated + 1]


def _outlet_and_date(top: list[_Block]) -> tuple[str | None, str | None]:
    """Both as they stand: the date is the line that reads as one, else what has digits below the outlet."""
    lines = [line for block in top if not _COPYRIGHT.match(block.text) for line in block.lines]
    dated = next((n for n, line in enumerate(lines) if is_date_line(line)), None)
    if dated is None:
        return (lines[0] if lines else None), next((line for line in lines[1:] if any(map(str.isdigit, line))), None)
    return (lines[0] if dated else None), lines[dated]


def _headline(blocks: list[_Block], *, known: bool) -> tuple[str | None, list[_Block]]:
    """The headline and what follows: the first block, if it is large.

    Where it is not ``known`` how headlines are set, a short first block is one that has a field next and text behind.
    """
    if not blocks or blocks[0].label or blocks[0].centred:
        return None, blocks
    first, *rest = blocks
    fits = bool(rest) and rest[0].label is not None and len(first.lines) == 1 and len(first.text) < 300
    if first.large or (not known and fits and any(_body(rest))):
        return first.text, rest
    return None, blocks


def _body(blocks: list[_Block]) -> Iterator[str]:
    """The paragraphs of the blocks that are neither fields nor set in the middle, as notes of the publisher are."""
    for block in blocks:
        if block.label is None and not block.centred and not _COPYRIGHT.match(block.text):
            yield from block.lines
