"""Tables of articles, CSV and its kin: one row an article. Delimiter, quoting and encoding are told from the file."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from operator import itemgetter

from countermove.feeds import columns, streams
from countermove.feeds.fields import articles
from countermove.feeds.origin import LINE_LIMIT, Origin, too_long
from countermove.feeds.published import read_published, tells_order
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable, decode

_SAMPLE = 1 << 16  # bytes from which all is told
_LONGEST_NAMES, _LONGEST_NAME = 4_096, 60  # characters that a line of names may have, and one of them


@dataclass(frozen=True, slots=True)
class Format:
    """How a table is written; ``quoted`` says whether marks enclose what holds a delimiter or an end of line."""

    delimiter: str = ","
    quoted: bool = True
    escape: str | None = None

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """The cells of each row."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=self.escape is None,
            strict=strict,
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of a table before its rows are read."""

    form: Format
    header: Sequence[str]
    chosen: Mapping[str, str]
    day_first: bool | None


#: Tried in this order; of those that fit equally well the first is taken. Without quoting, commas and semicolons in a
#: text would end its cell, so that nobody writes them so.
_FORMATS = (
    *(Format(delimiter, escape=escape) for escape in (None, "\\") for delimiter in (",", ";", "\t", "|")),
    Format("\t", quoted=False),
    Format("|", quoted=False),
)


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of a table with a line of names at its top; a row that is none gives a problem with its line.

    Raises Unreadable ("empty"; "columns" where no column holds the text).
    """
    csv.field_size_limit(LINE_LIMIT)  # the module's own is 128 KB for the whole process; ours is that of a line
    stream = streams.utf16_as_utf8(stream)
    start = stream.read(_SAMPLE)
    if not start.strip():
        raise Unreadable("empty", "it is empty")
    if b"\n" not in start and b"\r" in start:  # as old programs for the Macintosh end their lines
        stream = streams.from_pieces(piece.replace(b"\r", b"\n") for piece in streams.chunks(stream))
        start = start.replace(b"\r", b"\n")
    sample, encoding = _decoded(start)
    form = _told(sample, origin.columns)
    lines = _Lines(streams.joined(start, stream), encoding)
    header = _header(lines, form)
    chosen = columns.choose(header, origin.columns)
    day_first = _order(sample, form, header, chosen.get("published"))
    yield from _articles(lines, _Table(form, header, chosen, day_first), origin)


def looks_like_table(start: bytes, given: Mapping[str, str]) -> bool:
    """Whether the beginning of a file is a line of names with one for the text and another that is known."""
    try:
        first = next((decode(line) for line in start.split(b"\n", 9)[:9] if not _is_preamble(str(line, "latin-1"))), "")
    except Unreadable:
        return False
    delimiters = {form.delimiter for form in _FORMATS if form.delimiter in first}
    if len(first) > _LONGEST_NAMES or not (delimiters or given):
        return False
    headers = (_cells(first, Format(delimiter)) for delimiter in sorted(delimiters) or [","])
    return any(
        columns.looks_like_header(names, given)
        for names in headers
        if all(len(name) <= _LONGEST_NAME for name in names)
    )


# --- what is told from the file ---------------------------------------------------------------------


def _decoded(start: bytes) -> tuple[str, str]:
    """The sample as text, and the encoding of lines that are no UTF-8. Raises Unreadable where it is no text."""
    whole = start.rpartition(b"\n")[0] or start  # the last line may end within a character
    text = decode(whole)
    for encoding in ("utf-8", "cp1252"):
        if whole.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace") == text:
            return text, "cp1252" if text.isascii() else encoding
    import charset_normalizer  # noqa: PLC0415 - 30 ms that no UTF-8 file should pay

    best = charset_normalizer.from_bytes(whole).best()
    return text, best.encoding if best else "cp1252"


def _told(sample: str, given: Mapping[str, str]) -> Format:
    """The format that makes most sense of the sample: known columns, rows as long as the first, many of them."""
    lines = [line for line in _lines_of(sample) if not _is_preamble(line)]

    def fit(form: Format) -> tuple[bool, float, int]:
        rows = list(_sample_rows(lines, form))
        header = rows[0] if rows else None
        if header is None or len(header) < 2:
            return False, 0.0, 0
        even = sum(row is not None and len(row) == len(header) for row in rows) / len(rows)
        known = columns.looks_like_header(header, given)
        return known, round(even if form.quoted else even / 2, 1), len(header)

    possible = [form for form in _FORMATS if form.escape is None or f'{form.escape}"' in sample]
    return max(possible, key=fit)  # the first of equals


def _lines_of(sample: str) -> list[str]:
    """The lines with their ends, of which there is but one kind: not all that Python takes for one."""
    return [f"{line}\n" for line in sample.split("\n")]


def _sample_rows(lines: Sequence[str], form: Format) -> Iterator[list[str] | None]:
    """The rows of a sample, None for one that cannot be read; empty ones are left out."""
    rows = form.reader(iter(lines))
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            if any(map(str.strip, row)):
                yield row


def _order(sample: str, form: Format, header: Sequence[str], name: str | None) -> bool | None:
    """Whether the day comes first in the dates of a column, as the first of them tells that does."""
    if name is None:
        return None
    place = header.index(name)
    rows = _sample_rows(_lines_of(sample), form)
    told = (tells_order(row[place]) for row in rows if row is not None and len(row) == len(header))
    return next((order for order in told if order is not None), None)


def _header(lines: _Lines, form: Format) -> list[str]:
    for _, row in _rows(lines, form, None):
        if isinstance(row, Unreadable):
            raise Unreadable("columns", f"its first line cannot be read as names of columns: {row.message}")
        if not _is_preamble(row[0]) or any(row[1:]):
            return [cell.strip().removeprefix("\ufeff") for cell in row]
    raise Unreadable("empty", "it is empty")


def _is_preamble(line: str) -> bool:
    """A line above the names: empty, or Excel's "sep=;"."""
    return not line.strip() or line.strip().lower().startswith("sep=")


def _cells(line: str, form: Format) -> list[str]:
    with suppress(csv.Error, StopIteration):
        return next(form.reader([line]))
    return []


# --- rows -------------------------------------------------------------------------------------------


class _Lines:
    """The lines of a table as text, with a way back: a row whose marks do not close takes lines that are others'."""

    def __init__(self, stream: BufferedReader, encoding: str) -> None:
        self._lines = streams.lines(stream)
        self._encoding = encoding
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._decoded(next(self._lines))
        self.number += 1
        self.taken.append(line)
        self._size += len(line)
        if self._size > LINE_LIMIT:
            raise csv.Error("it has no end")
        return line

    def row_begins(self) -> None:
        """What is taken from here on is one row's."""
        self.taken.clear()
        self._size = 0

    def keep_first(self) -> None:
        """Give back all lines of this row but its first."""
        back = self.taken[1:]
        self._back.extendleft(reversed(back))
        self.number -= len(back)
        del self.taken[1:]

    def _decoded(self, line: bytes | None) -> str:
        if line is None:
            self.number += 1
            raise _TooLongError
        if self.number == 0:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode(self._encoding, "replace")


class _TooLongError(Exception):
    """A line that was passed over."""


def _rows(lines: _Lines, form: Format, width: int | None) -> Iterator[tuple[int, list[str] | Unreadable]]:
    """The line on which each row begins with its cells, or with what is wrong with it; empty rows are left out.

    A row whose quotation marks are wrong is tried on its one line, as its writer may have meant it; where that has
    not the ``width`` of the table it is given up, and reading goes on with the next line, so that none is swallowed.
    """
    reader = form.reader(lines)
    while True:
        lines.row_begins()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            if lines.taken:
                yield lines.number - len(lines.taken), Unreadable("fields", "a quotation mark is never closed")
            yield lines.number, too_long()
        except csv.Error as error:
            lines.keep_first()
            meant = _meant(lines.taken[0], form)
            wrong = Unreadable("fields", f"its quotation marks are wrong: {error}")
            yield lines.number, meant if len(meant) == width else wrong
        else:
            if any(map(str.strip, cells)):
                yield lines.number - len(lines.taken) + 1, cells


def _meant(line: str, form: Format) -> list[str]:
    """The cells of a line whose text has marks that are not doubled; none where one opens a text that goes on."""
    if line.count('"') % 2:
        return []
    with suppress(csv.Error, StopIteration):
        return next(form.reader([line], strict=False))
    return []


def _articles(lines: _Lines, table: _Table, origin: Origin) -> Iterator[Article | Problem]:
    cells_of = {field: itemgetter(table.header.index(name)) for field, name in table.chosen.items()}
    width = len(table.header)
    seen = False
    for number, row in _rows(lines, table.form, width):
        seen = True
        where = f"line {number}"
        if isinstance(row, Unreadable):
            yield problem(row.kind, f"{where}: {row.message}", origin.name)
        elif len(row) < width or any(row[width:]):
            message = f"{where} has {len(row)} columns where the line of names has {width}"
            yield problem("fields", message, origin.name)
        else:
            fields: dict[str, object] = {field: cell(row) for field, cell in cells_of.items()}
            fields["published"] = _dated(row, cells_of.get("published"), table.day_first)
            yield from articles(fields, origin, where, number)
    if not seen:
        raise Unreadable("empty", "it has names of columns and no row")


def _dated(row: list[str], cell: Callable[[list[str]], str] | None, day_first: bool | None) -> str | None:  # noqa: FBT001
    """The date in ISO form, or as it stands where it is none."""
    written = cell(row).strip() if cell else None
    return (read_published(written, day_first=day_first) or written) if written else None
