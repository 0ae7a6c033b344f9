"""One file to its articles: what it is, what is in it if it is an archive, and the trouble of each part by name."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from countermove.feeds import kinds
from countermove.feeds.archives import Allowance, Archive
from countermove.feeds.origin import Origin
from countermove.problems import problem
from countermove.records import Article, Problem
from countermove.text import Unreadable


def read_stream(
    stream: BufferedReader, origin: Origin, file: str, allowance: Allowance, depth: int = 1
) -> Iterator[Article | Problem]:
    """The articles in a stream, or the problems that stand in their place; it never raises for what the data is.

    ``file`` is its name in lower case, empty where it has none; ``depth`` counts the archives it lies in, and one.
    """
    try:
        opener = kinds.opener(file, stream)
        if opener is None:
            yield from kinds.reader(file, stream, origin.columns)(stream, origin)
            return
        for member in opener(Archive(stream, origin, file, depth, allowance, kinds.is_wanted)):
            if isinstance(member, Problem):
                yield member
            else:
                deeper = depth + (member.origin.name != origin.name)  # gzip is a wrapping, no folder
                yield from read_stream(member.stream, member.origin, member.file, allowance, deeper)
    except Unreadable as trouble:
        yield problem(trouble.kind, trouble.message, origin.name)
    except OSError as error:
        yield problem("unreadable", f"it cannot be read: {error.strerror or error}", origin.name)
