"""JSON: one object, or a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds.fields import from_object
from countermove.feeds.origin import JSON_LIMIT, Origin, take
from countermove.records import Article, Problem
from countermove.text import Unreadable, decode


def read(stream: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of a JSON file. Raises Unreadable."""
    yield from from_text(decode(take(stream, JSON_LIMIT)), origin)


def from_text(text: str, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of a JSON text: of an object or a list. Raises Unreadable."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        hint = "; if it has one object a line, call it .jsonl" if "Extra data" in str(error) else ""
        raise Unreadable("json", f"it is no JSON: {why_not_json(error)}{hint}") from None
    if not isinstance(found, list):
        yield from from_object(found, origin, "it", None)
        return
    if not found:
        raise Unreadable("empty", "it is an empty list")
    for number, fields in enumerate(found, 1):
        yield from from_object(fields, origin, f"entry {number}", number)


def why_not_json(error: Exception, *, one_line: bool = False) -> str:
    """The parser's complaint as a clause: "expecting ',' delimiter, line 3, column 7"; of ``one_line`` the column."""
    if isinstance(error, json.JSONDecodeError):
        line = "" if one_line else f"line {error.lineno}, "
        return f"{error.msg[0].lower()}{error.msg[1:]}, {line}column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
