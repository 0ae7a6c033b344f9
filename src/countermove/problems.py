"""The kinds of trouble that data can give, each a short fixed word: what ``Problem.kind`` may be.

A problem is a record and never stops a batch. Kinds are part of the output format: add, do not rename.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from countermove.records import Problem, Span

#: kind -> what it means.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        # a file or line that gives no article
        "empty": "nothing is in it, or no word",
        "binary": "it is no text: a picture, an archive, an office document, a program",
        "pdf": "it is a PDF, which has to be turned into text first",
        "encoding": "it is said to be in an encoding that it is not in, or its encoding cannot be told",
        "too-long": "it is longer than any article",
        "json": "it is no valid JSON",
        "fields": "a field is missing or of the wrong type",
        "no-text": "the page holds no article text",
        "unreadable": "the file system does not let it be read",
        # an article that is read all the same
        "date": "its date of publication is none, and was left out",
        "same-id": "another article had its id, and it was given a new one",
        # an article of which nothing is coded
        "language": "it is not in English",
    }
)


def problem(kind: str, message: str, article: str | None = None, span: Span | None = None) -> Problem:
    """A problem of a kind that is on the list; ``article`` is the article's id or the name of the file."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of problem: {kind}")
    return Problem(kind, message, span, article)
