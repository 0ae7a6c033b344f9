"""JSONL: one JSON object a line, read line by line, so that a file of any size can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds.fields import from_object
from countermove.feeds.json import from_text, why_not_json
from countermove.feeds.origin import JSON_LIMIT, LINE_LIMIT, Origin, too_long
from countermove.feeds.streams import lines, utf16_as_utf8
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable, decode


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of a JSONL stream; a line that is none gives a problem with its number. Raises Unreadable."""
    seen = False
    for number, line in enumerate(lines(utf16_as_utf8(stream)), 1):
        if line is None or line.strip():
            seen = True
            yield from _from_line(line, number, origin)
    if not seen:
        raise Unreadable("empty", "it is empty")


def read_any(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """JSON that may be an object, a list or JSONL: a stream whose first line is a whole object is JSONL."""
    first = stream.readline(LINE_LIMIT)
    try:
        is_object = isinstance(json.loads(first), dict)
    except ValueError:
        is_object = False
    if not is_object:
        yield from from_text(decode(first + stream.read(JSON_LIMIT)), origin)
        return
    yield from _from_line(first, 1, origin)
    for number, line in enumerate(lines(stream), 2):
        if line is None or line.strip():
            yield from _from_line(line, number, origin)


def _from_line(line: bytes | None, number: int, origin: Origin) -> Iterator[Article | Problem]:
    where = f"line {number}"
    try:
        if line is None:
            raise too_long()
        fields = _loaded(line)
    except Unreadable as trouble:
        yield problem(trouble.kind, f"{where}: {trouble.message}", origin.name)
    except (ValueError, RecursionError) as error:
        yield problem("json", f"{where} is no JSON: {why_not_json(error, one_line=True)}", origin.name)
    else:
        yield from from_object(fields, origin, where, number)


def _loaded(line: bytes) -> object:
    """What a line holds. Raises Unreadable, ValueError, RecursionError."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):  # another encoding perhaps; what is wrong is then said by what reads that
        return json.loads(decode(line).rstrip())
