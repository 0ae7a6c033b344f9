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
        "no-text": "the page or document holds no article text",
        "columns": "a table has no column for the text, or not the column that was named",
        "damaged": "it is cut short or corrupt: an archive, a record of a web archive, a document",
        "encrypted": "it is locked with a password",
        "bomb": "it unpacks to more than any archive of articles would, or is packed too often",
        "unreadable": "the file system does not let it be read",
        "row": "a row of a table of events has too many or too few cells, no date or no code",
        # an address on the web that gives no article
        "address": "it is no address that is fetched: not http or https, or in a private network that was not named",
        "unreachable": "the server cannot be reached, breaks off, or says that it cannot answer now",
        "timeout": "the server did not answer in time",
        "refused": "the server does not give it: it is not there, or not for everybody",
        "redirect": "the address leads in a circle or nowhere",
        "robots": "the host's robots.txt asks not to read it",
        "feed": "it is no RSS or Atom feed, or none that can be read",
        "gone": "it is gone for good, as its server says",
        # said beside the articles, which are read all the same
        "count": "a file holds another number of articles than it says",
        "date": "its date of publication is none, and was left out",
        "same-id": "another article had its id, and it was given a new one",
        "feed-text": "its page was not read, and the text that the feed carries was taken",
        "moved": "the feed has moved for good to another address, where it was read",
        "later": "a server asks for more time, or cannot be had now: what is left is read the next time",
        # an article of which nothing is coded
        "language": "it is not in English",
    }
)

#: Kinds of problem that are told beside an article; any other of reading stands in the place of one.
READ_ALL_THE_SAME = frozenset(("count", "date", "feed-text", "later", "moved", "same-id"))


def problem(kind: str, message: str, article: str | None = None, span: Span | None = None) -> Problem:
    """A problem of a kind that is on the list; ``article`` is the article's id or the name of the file."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of problem: {kind}")
    return Problem(kind, message, span, article)
