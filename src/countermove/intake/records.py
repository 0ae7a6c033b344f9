"""Records coded before, as ``countermove read --format jsonl`` writes them: kept as they are, not coded again."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from countermove.errors import InputError
from countermove.problems import problem
from countermove.records import Article, Coding, Event, Problem

#: How a record begins; an article of JSONL has no "article" in it.
_RECORD = re.compile(rb"\s*\{\s*\"article\"\s*:\s*\{")
_PEEK = 4096
_LONGEST_NAME = 200  # characters of an identifier
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


def holds_records(path: str | Path) -> bool:
    """Whether a file, or standard input ("-"), begins as a record; nothing is taken from it."""
    try:
        with _opened(path) as stream:
            return bool(_RECORD.match(stream.peek(_PEEK)[:_PEEK].removeprefix(b"\xef\xbb\xbf")))  # type: ignore[attr-defined]
    except (OSError, EOFError):
        return False


def read_records(path: str | Path) -> Iterator[Coding | Problem]:
    """The codings of a file of records, a line each, or what is wrong with a line, which is named."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _coding(line, f"{name}:{number}")
    except (OSError, EOFError) as error:
        yield problem("damaged", f"it cannot be read to its end: {error}", name)


@contextmanager
def _opened(path: str | Path) -> Iterator[IO[bytes]]:
    if str(path) == "-":
        yield sys.stdin.buffer
    elif Path(path).suffix == ".gz":
        with gzip.open(path, "rb") as stream:
            yield cast("IO[bytes]", stream)
    elif Path(path).is_file():
        with Path(path).open("rb") as stream:
            yield stream
    else:
        raise OSError("no file")


def _coding(line: bytes, where: str) -> Coding | Problem:
    from countermove.export import from_record  # noqa: PLC0415 - rich takes a while to import

    try:
        record = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return problem("json", f"it is no JSON: {error}", where)
    try:
        coding = from_record(record)
    except InputError as error:
        return problem("fields", str(error), where)
    wrong = next(_wrong(coding), None)
    return coding if wrong is None else problem("fields", f"no Countermove record: {wrong}", where)


# --- what a database would not take -----------------------------------------------------------------


def _wrong(coding: Coding) -> Iterator[str]:
    """What is of another type than the record format says, or longer than any identifier."""
    article = coding.article
    yield from _texts(article, "article", ("id", "text"), ("title", "outlet", "url", "published", "language"))
    yield from _texts(coding.coder, "coder", ("version", "codebook", "parser"), ())
    if isinstance(article, Article) and not article.id:
        yield "article.id is empty"
    for statement in coding.statements:
        yield from _names("statement", statement.id)
    for event in coding.events:
        yield from _event(event)


def _event(event: Event) -> Iterator[str]:
    yield from _names("event", event.id, event.type, event.reason.rule)
    for name, number in (("quad", event.quad), ("score", event.score), ("confidence", event.confidence)):
        if isinstance(number, bool) or not isinstance(number, int | float):
            yield f"{name} of event {event.id} is no number"
    for party in (*event.actor, *event.recipient):
        yield from _texts(party.identity, "party", ("name",), ("entity", "code", "sector", "person"))
    for place in event.place:
        yield from _texts(place, "place", ("name", "precision"), ("country",))
        if place.geonameid is not None and not _is_integer(place.geonameid):
            yield f"geonameid of event {event.id} is no whole number"
        if any(value is not None and not isinstance(value, int | float) for value in (place.lat, place.lon)):
            yield f"lat or lon of event {event.id} is no number"


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and _SMALLEST <= value <= _LARGEST


def _names(what: str, *names: Any) -> Iterator[str]:
    for name in names:
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
            yield f"{what}: {str(name)[:40]!r} is no identifier"


def _texts(record: Any, what: str, needed: tuple[str, ...], others: tuple[str, ...]) -> Iterator[str]:
    for name in (*needed, *others):
        value = getattr(record, name)
        if not isinstance(value, str) and not (value is None and name in others):
            yield f"{what}.{name} is no text"
