"""JSONL: one JSON object a line, read line by line, so that a file of any size can be read."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from io import BufferedReader, BytesIO

from countermove.feeds.fields import articles
from countermove.feeds.json import from_text, why_not_json
from countermove.feeds.origin import ARTICLE_LIMIT, JSON_LIMIT, Origin, take, too_long
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable, decode

_LINE_LIMIT = 2 * ARTICLE_LIMIT  # bytes: a character may take several, and other fields take some


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of a JSONL stream; a line that is none gives a problem with its number. Raises Unreadable."""
    if stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        stream = BufferedReader(BytesIO(decode(take(stream, JSON_LIMIT)).encode("utf-8", "replace")))
    seen = False
    for number, line in enumerate(_lines(stream), 1):
        if line is None or line.strip():
            seen = True
            yield from _from_line(line, number, origin)
    if not seen:
        raise Unreadable("empty", "it is empty")


def read_any(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """JSON that may be an object, a list or JSONL: a stream whose first line is a whole object is JSONL."""
    first = stream.readline(_LINE_LIMIT)
    try:
        is_object = isinstance(json.loads(first), dict)
    except ValueError:
        is_object = False
    if not is_object:
        yield from from_text(decode(first + stream.read(JSON_LIMIT)), origin)
        return
    yield from _from_line(first, 1, origin)
    for number, line in enumerate(_lines(stream), 2):
        if line is None or line.strip():
            yield from _from_line(line, number, origin)


def _lines(stream: BufferedReader) -> Iterator[bytes | None]:
    """The lines of a stream, None for one that is too long."""
    while line := stream.readline(_LINE_LIMIT + 1):
        if len(line) <= _LINE_LIMIT:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_LINE_LIMIT)
        yield None


def _from_line(line: bytes | None, number: int, origin: Origin) -> Iterator[Article | Problem]:
    where = f"line {number}"
    try:
        if line is None:
            raise too_long()
        fields = json.loads(decode(line).rstrip())
    except Unreadable as trouble:
        yield problem(trouble.kind, f"{where}: {trouble.message}", origin.name)
    except (ValueError, RecursionError) as error:
        yield problem("json", f"{where} is no JSON: {why_not_json(error, one_line=True)}", origin.name)
    else:
        yield from articles(fields, origin, where, number)
