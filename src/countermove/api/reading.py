"""``read``: a text, a file or a folder becomes codings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from countermove import batch
from countermove.api import frames
from countermove.api.rows import Rows
from countermove.coding import code
from countermove.errors import InputError
from countermove.feeds import parse_published, read_articles
from countermove.parse import DEFAULT_MODEL
from countermove.records import Actor, Article, Coding, Event, Problem, Reaction, Statement, record_id

if TYPE_CHECKING:
    import polars as pl

#: What is longer, or has several lines, is never taken for a path.
_LONGEST_PATH = 1000


def read(
    source: str | Path | Article | Iterable[Article],
    *,
    published: str | None = None,
    codebook: str | Path | None = None,
    actors: Sequence[str | Path] = (),
    model: str = DEFAULT_MODEL,
) -> Readings:
    """Read news reports: who did and said what to whom, when, where and on whose word.

    ``source`` is a text, the path of a file or folder, an article or several. A ``str`` is a path where such a file
    exists, else a text. ``published`` is the ISO day of publication where the source does not tell it; ``codebook`` a
    folder and ``actors`` lists of your own; ``model`` a spaCy English pipeline. The first call loads parser and
    knowledge (about two seconds), later ones use them again.

    Raises InputError for a path, date or model that cannot be used and CodebookError for what is wrong with a codebook
    or list. What is wrong with an article is in ``problems`` of the result.
    """
    setup = batch.Setup(model, Path(codebook) if codebook else None, tuple(Path(path) for path in actors))
    parser, knowledge = batch.load(setup)
    codings, problems = [], []
    for item in _items(source, published):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            codings.append(code(item, parser, knowledge))
    return Readings(tuple(codings), tuple(problems))


def _items(source: str | Path | Article | Iterable[Article], published: str | None) -> Iterable[Article | Problem]:
    if isinstance(source, Article):
        return [source]
    if isinstance(source, Path) or (isinstance(source, str) and _is_path(source)):
        return read_articles([source], published)
    if not isinstance(source, str):
        return source
    if not any(map(str.isalnum, source)):
        raise InputError("the text is empty: give the text of a report, or the path of a file")
    day = parse_published(published) if published is not None else None
    return [Article(record_id("t", source), source, published=day)]


def _is_path(text: str) -> bool:
    """Whether a ``str`` is meant as a path: such a file is there, or it looks like a file's name and no sentence."""
    if "\n" in text or len(text) > _LONGEST_PATH:
        return False
    return Path(text).exists() or (" " not in text and bool(Path(text).suffix) and not text.endswith("."))


class Readings(Sequence[Coding]):
    """Codings in the order of their articles; of each kind of record the rows of all of them.

    ``problems`` are those of articles that could not be read; a coding has its own.
    """

    __slots__ = ("_codings", "problems")

    def __init__(self, codings: tuple[Coding, ...], problems: tuple[Problem, ...] = ()) -> None:
        self._codings = codings
        self.problems = problems

    @property
    def events(self) -> Rows[Event]:
        """All events."""
        return Rows((event for coding in self._codings for event in coding.events), frames.events_frame)

    @property
    def statements(self) -> Rows[Statement]:
        """All statements."""
        return self._rows("statements", frames.statements_frame)

    @property
    def actors(self) -> Rows[Actor]:
        """All actors, one for each article they are in."""
        return self._rows("actors", frames.actors_frame)

    @property
    def reactions(self) -> Rows[Reaction]:
        """All links between an act and the act it answers."""
        return self._rows("reactions", frames.reactions_frame)

    def _rows(self, part: str, make: Any) -> Rows[Any]:
        pairs = [(coding, record) for coding in self._codings for record in getattr(coding, part)]
        return Rows(pairs, make, itemgetter(1))

    def dyads(self) -> pl.DataFrame:
        """One row for each pair of actor and recipient of each event, in the table form (``tables.SCHEMA``)."""
        from countermove.tables import from_codings  # noqa: PLC0415 - only where asked for

        return from_codings(self._codings)

    def to_records(self) -> list[dict[str, Any]]:
        """Each coding as the record that ``countermove read --format jsonl`` writes."""
        from countermove.export import to_record  # noqa: PLC0415 - only where asked for

        return [to_record(coding) for coding in self._codings]

    @overload
    def __getitem__(self, index: int) -> Coding: ...
    @overload
    def __getitem__(self, index: slice) -> Readings: ...
    def __getitem__(self, index: int | slice) -> Coding | Readings:
        if isinstance(index, slice):
            return Readings(self._codings[index])
        return self._codings[index]

    def __iter__(self) -> Iterator[Coding]:
        return iter(self._codings)

    def __len__(self) -> int:
        return len(self._codings)

    def __repr__(self) -> str:
        events = sum(len(coding.events) for coding in self._codings)
        unread = f", {len(self.problems)} not read" if self.problems else ""
        return f"<Readings: {len(self._codings)} articles, {events} events{unread}>"

    def _repr_html_(self) -> str:
        from countermove.export.picture import to_html  # noqa: PLC0415 - only in a notebook

        return "<hr>".join(to_html(coding) for coding in self._codings)
