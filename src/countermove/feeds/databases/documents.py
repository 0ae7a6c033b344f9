"""Word documents: exports of Nexis Uni and Lexis Advance with many articles, and documents that are one article.

What is read is the stream of ``word/document.xml``, paragraph by paragraph: a document of any length is never held
whole, and styles, on which newer exports and older ones differ, are asked only for headings. In an export every
document ends with a line that says so; its title, outlet and date are the three lines above its copyright, so that
nothing of the front matter (who downloaded it, for whom, by what search) is ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from xml.parsers import expat

from countermove.feeds import streams
from countermove.feeds.calendars import is_date_line
from countermove.feeds.databases import Document, articles_of, miscounted, one_line
from countermove.feeds.origin import ARTICLE_LIMIT, Origin, has_words, too_long
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable

_END = re.compile(r"End of Document|Fin du document|Ende des Dokuments|Fin del documento", re.IGNORECASE)
_SAID = re.compile(r"(?:Documents?|Dokumente|Documentos)\s*\((\d{1,9})\)", re.IGNORECASE)
_BODY = frozenset(("body", "hauptteil", "corps", "cuerpo"))
#: Parts of their own behind the text, and the fields behind it where no such line comes first.
_PARTS = frozenset(("Graphic", "Notes", "Correction"))
_CLASSES = "classification"
_FIELD = re.compile(
    r"(Language|Publication-Type|Subject|Load-Date|Geographic|Organization|Company|Journal Code):\s*(.*)"
)
_LABEL = re.compile(r"[A-Z][A-Za-z /-]{2,40}:\s")
_COPYRIGHT = re.compile(r"Copyright\b|©|\(c\)\s", re.IGNORECASE)
_TOP_FIELD = re.compile(r"(?:Length|Byline|Section|Dateline|Highlight|Series):\s", re.IGNORECASE)
_FULL_TEXT = re.compile(r"FULL TEXT:?", re.IGNORECASE)
_ABSTRACT = re.compile(r"ABSTRACT:?", re.IGNORECASE)
#: What only a front page has: no line of it is a title or an outlet.
_FRONT = re.compile(
    r"(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type)\b"
    r"|\d+\.\s|Documents?\s*\(\d+\)",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:User Name|Job Number|Client/Matter|Search Terms):", re.IGNORECASE)
_ODD_DATE = 40  # characters that a line in the place of the date may have


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph with words, whether its style is that of a heading, and whether it stands in a table."""

    text: str
    heading: bool
    cell: bool = False


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of an export, in order; of any other document, the one article. Raises Unreadable."""
    part = _Part()
    number = 0
    said: int | None = None
    for line in _lines(stream):
        if number == 0 and said is None and (match := _SAID.fullmatch(line.text)):
            said = int(match[1])
        if not _END.fullmatch(line.text):
            part.add(line)
            continue
        number += 1
        if part.size > ARTICLE_LIMIT:
            yield problem("too-long", f"document {number}: {too_long().message}", origin.name)
        else:
            yield from articles_of(_document(number, part.lines), origin)
        part = _Part()
    if number == 0:
        yield _one_article(part, origin)
        return
    if any(line.text.lower() in _BODY for line in part.lines):
        yield problem("damaged", f"document {number + 1} is cut short: the file ends within it", origin.name)
    yield from miscounted(said, number, origin)


@dataclass(slots=True)
class _Part:
    """The lines from one end to the next; those of what is too long to be an article are not held."""

    lines: list[_Line] = field(default_factory=list)
    size: int = 0

    def add(self, line: _Line) -> None:
        self.size += len(line.text)
        if self.size <= ARTICLE_LIMIT:
            self.lines.append(line)


def _one_article(part: _Part, origin: Origin) -> Article:
    """A document that is no export, as it stands. Raises Unreadable."""
    if part.size > ARTICLE_LIMIT:
        raise too_long()
    if any(_LIST.match(line.text) for line in part.lines):
        raise Unreadable("no-text", "this is the list of results of a database, without an article in it")
    text = "\n\n".join(line.text for line in part.lines)
    if not has_words(text):
        raise Unreadable("empty", "no word is in it")
    return Article(origin.article_id(text), text, published=origin.published)


# --- one document -----------------------------------------------------------------------------------


def _document(number: int, lines: list[_Line]) -> Document:
    begins = next((n for n, line in enumerate(lines) if line.text.lower() in _BODY), len(lines))
    title, outlet, published = _heading(_without_front(lines[:begins]) if number == 1 else lines[:begins])
    body, fields = _body_and_fields([line.text for line in lines[begins + 1 :]])
    found = {match[1]: match[2] for line in fields if (match := _FIELD.match(line))}
    return Document(
        number, tuple(body), title=title, outlet=outlet, published=published, language=found.get("Language")
    )


def _without_front(lines: list[_Line]) -> list[_Line]:
    """What stands behind the front matter of a file, which may be in tables."""
    front = [n for n, line in enumerate(lines) if line.cell or _FRONT.match(line.text)]
    return lines[front[-1] + 1 if front else 0 :]


def _heading(lines: list[_Line]) -> tuple[str | None, str | None, str | None]:
    """Title, outlet and date: the lines right above the copyright, or above the fields where there is none."""
    rights = [n for n, line in enumerate(lines) if _COPYRIGHT.match(line.text)]
    fields = [n for n, line in enumerate(lines) if _TOP_FIELD.match(line.text)]
    top = lines[: rights[-1] if rights else fields[0] if fields else len(lines)]
    dated = next((n for n in range(len(top) - 1, max(len(top) - 5, -1), -1) if is_date_line(top[n].text)), None)
    if dated is None and len(top) > 2 and len(top[-1].text) <= _ODD_DATE and re.search(r"\d", top[-1].text):
        dated = len(top) - 1  # "Spring 2013"
    above = top[:dated]
    published = top[dated].text if dated is not None else None
    headed = next((n for n in range(len(above) - 1, -1, -1) if above[n].heading), None)
    if headed is None or headed < len(above) - 3:
        headed = max(len(above) - 2, 0) if len(above) > 1 else -1  # no style tells: the line above the outlet's
    title = above[headed].text if headed >= 0 else None
    outlet = above[headed + 1].text.removesuffix(".") if headed + 1 < len(above) else None
    return title, outlet, published


def _body_and_fields(lines: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs of the text and the lines behind it."""
    classes = [n for n, line in enumerate(lines) if line.lower() == _CLASSES]
    fields = (n for n, line in enumerate(lines) if _FIELD.match(line) and all(map(_LABEL.match, lines[n + 1 : n + 2])))
    first = next(fields, len(lines))
    end = classes[-1] if classes else first
    part = next((n for n, line in enumerate(lines[:end]) if line in _PARTS), end)
    body = lines[:part]
    full = next((n for n, line in enumerate(body) if _FULL_TEXT.fullmatch(line)), None)
    kept = body if full is None else body[full + 1 :]
    return [line for line in kept if not _ABSTRACT.fullmatch(line)], lines[end:]


# --- lines ------------------------------------------------------------------------------------------


def _lines(stream: BufferedReader) -> Iterator[_Line]:
    """The paragraphs that hold anything, as the document is read. Raises Unreadable ("damaged")."""
    parser = expat.ParserCreate(namespace_separator=" ")
    found = _Paragraphs()
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.characters
    parser.EntityDeclHandler = _refuse_entities
    try:
        for piece in streams.chunks(stream):
            parser.Parse(piece, False)  # noqa: FBT003 - that it is not the last
            yield from found.take()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Unreadable("damaged", f"its XML is cut short or corrupt: {error}") from None
    yield from found.take()


def _refuse_entities(*_: object) -> None:
    raise Unreadable("damaged", "its XML declares entities, as no document of Word does")


class _Paragraphs:
    """Gathers paragraphs from the parser's calls; those of a text box come before the one that it is fixed to."""

    def __init__(self) -> None:
        self._ready: list[_Line] = []
        self._open: list[list[str]] = []
        self._headings: list[bool] = []
        self._size = 0
        self._in_text = False
        self._fallbacks = 0
        self._tables = 0

    def take(self) -> list[_Line]:
        """The paragraphs that are complete."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        part = name.rpartition(" ")[2]
        if part == "p" and _is_word(name):
            self._open.append([])
            self._headings.append(False)
            self._size = 0
        elif part == "t":
            self._in_text = True
        elif part in ("br", "cr"):
            self.characters("\n", marks=True)
        elif part == "tab":
            self.characters(" ", marks=True)
        elif part == "pStyle" and self._headings:
            self._headings[-1] = any(value.lower().startswith("heading") for value in attributes.values())
        elif part == "tbl":
            self._tables += 1
        elif part == "Fallback":  # what an older program shows in place of what came just before
            self._fallbacks += 1

    def end(self, name: str) -> None:
        part = name.rpartition(" ")[2]
        if part == "t":
            self._in_text = False
        elif part == "tbl":
            self._tables -= 1
        elif part == "Fallback":
            self._fallbacks -= 1
        elif part == "p" and _is_word(name) and self._open:
            heading = self._headings.pop()
            for line in "".join(self._open.pop()).split("\n"):
                if words := one_line(line):
                    self._ready.append(_Line(words, heading, self._tables > 0))

    def characters(self, text: str, *, marks: bool = False) -> None:
        """Keep text; of a paragraph that no article is as long as, only enough to see that."""
        if (marks or self._in_text) and self._open and not self._fallbacks and self._size <= ARTICLE_LIMIT:
            self._open[-1].append(text)
            self._size += len(text)


def _is_word(name: str) -> bool:
    """Whether an element is Word's own, not one of a drawing."""
    return "wordprocessingml" in name
