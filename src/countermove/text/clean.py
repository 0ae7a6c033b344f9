"""Stored text -> what the parser is given, character by character, with the way back.

The offset map is built while cleaning: each rule below says which stored characters one cleaned character (or
none) stands for. Only what has one sure reading is changed; straight quotation marks stay straight, since which
way they open is a matter of grammar (``statements``).
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Soft hyphen, zero-width spaces and joiners, marks of direction, control characters: seen by no reader.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
)
_SPACE_ENTITY = r"&(?:amp;)*(?:nbsp|ensp|emsp|thinsp|\#160|\#32|\#[xX][aA]0|\#8239|\#8201);"
_CHANGE = re.compile(
    rf"""
      (?P<hyphen> (?<=[a-z]) [-\u00ad] [ \t]* (?:\r\n|[\n\r\u2028\x85]) [ \t\u00a0]* (?=[a-z]) )
    | (?P<space>  (?:[\s{INVISIBLE}]|{_SPACE_ENTITY}){{2,}} | [^\S\ ] | {_SPACE_ENTITY} )
    | (?P<invisible> [{INVISIBLE}] )
    | (?P<entity> & (?:amp;)* (?: \#[0-9]{{1,7}} | \#[xX][0-9a-fA-F]{{1,6}} | [A-Za-z][A-Za-z0-9]{{1,30}} ) ; )
    | (?P<open>   `` | (?:(?<=[\s(\[\u2014\u2013-]) | (?<![\s\S])) '' (?=[\w'$£€]) )
    | (?P<close>  ''(?!') )
    """,
    re.VERBOSE,
)
_LINE_BREAK_WORD = re.compile(r"[a-z]+\Z")
_WORD_START = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Cleaned text; ``offsets[i]`` is where its character i stands in the stored text, with one entry more for the end.

    A slice keeps the two together.
    """

    text: str
    offsets: Sequence[int]

    def part(self, start: int, end: int) -> Cleaned:
        """The cleaned characters from ``start`` to ``end``, spaces at either end left out."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return Cleaned(self.text[start:end], self.offsets[start : end + 1])


def clean(text: str, start: int, end: int, words: Callable[[], frozenset[str]]) -> Cleaned:
    """The stretch of ``text`` from ``start`` to ``end``, cleaned.

    ``words`` gives the article's words in lower case; it is asked only where a line breaks at a hyphen.
    """
    match = _CHANGE.search(text, start, end)
    if match is None:
        return Cleaned(text[start:end], range(start, end + 1))
    pieces: list[str] = []
    offsets = array("I")
    done = start
    while match is not None:
        at = match.start()
        if at > done:
            pieces.append(text[done:at])
            offsets.extend(range(done, at))
        new = _REPLACEMENTS[match.lastgroup or ""](match, words)
        pieces.append(new)
        offsets.extend([at] * len(new))
        done = match.end()
        match = _CHANGE.search(text, done, end)
    pieces.append(text[done:end])
    offsets.extend(range(done, end + 1))
    whole = Cleaned("".join(pieces), offsets)
    return whole.part(0, len(whole.text))


Replacement = Callable[[re.Match[str], Callable[[], frozenset[str]]], str]


def _space(match: re.Match[str], _: Callable[[], frozenset[str]]) -> str:
    """One space for a run of them; nothing where the run is invisible characters only."""
    return " " if any(c.isspace() or c == "&" for c in match.group()) else ""


def _entity(match: re.Match[str], _: Callable[[], frozenset[str]]) -> str:
    """ "&amp;" is "&", and so is "&amp;amp;": texts that went through two systems are escaped twice."""
    written = match.group()
    read = html.unescape(written)
    while read != written and "&" in read:
        written, read = read, html.unescape(read)
    if read.isspace():
        return " "
    return "".join(c for c in read if c.isprintable())


def _hyphen(match: re.Match[str], words: Callable[[], frozenset[str]]) -> str:
    """ "govern-/ment" is one word where the article has "government" elsewhere; "long-/term" keeps its hyphen.

    A soft hyphen was put in by the typesetter and always goes.
    """
    if match.group()[0] == "\u00ad":
        return ""
    text = match.string
    before = _LINE_BREAK_WORD.search(text[max(0, match.start() - 40) : match.start()])
    after = _WORD_START.match(text, match.end())
    joined = (before.group() if before else "") + (after.group() if after else "")
    return "" if joined in words() else "-"


_REPLACEMENTS: dict[str, Replacement] = {
    "space": _space,
    "invisible": lambda _match, _words: "",
    "entity": _entity,
    "hyphen": _hyphen,
    "open": lambda _match, _words: "“",
    "close": lambda _match, _words: "”",
}
