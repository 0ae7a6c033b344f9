"""A ``Coding`` for people: the report with its acts and speakers marked, and tables of what was read.

Acts are numbered ([1], [2] ...), statements lettered ([a], [b] ...), in the text as in the tables, so that all is
legible without colour. Drawn with rich into a string: what it looks like depends on the arguments alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from countermove.ontology import cameo as cameo_table
from countermove.ontology import cameo_of
from countermove.records import (
    Article,
    Basis,
    Coding,
    Event,
    Identity,
    Party,
    Place,
    Problem,
    Reaction,
    Span,
    Stance,
    Statement,
    Status,
    When,
)

#: Width of the output where there is no terminal to ask.
WIDTH = 100

QUAD_NAMES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
QUAD_STYLES = {1: "bold green", 2: "bold cyan", 3: "bold yellow", 4: "bold red"}
_SPEAKER, _CUE, _TAG, _DIM = "bold magenta", "magenta", "dim", "dim"
_STATUS_STYLES = {
    Status.OCCURRED: "",
    Status.ONGOING: "",
    Status.ATTEMPTED: "italic",
    Status.PLANNED: "italic blue",
    Status.HYPOTHETICAL: "italic blue",
    Status.DENIED: "italic red",
    Status.HISTORICAL: "dim",
}
# Anything but tab and line feed could steer a terminal; one character each, so that offsets stay right.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def to_text(coding: Coding, *, width: int = WIDTH, color: bool = False, cameo: bool = False) -> str:
    """The report and its tables, ``width`` columns wide, with ANSI colours if ``color``; ends with a line feed.

    With ``cameo`` the table of acts shows their CAMEO codes.
    """
    return draw(coding_view(coding, cameo=cameo), width=width, color=color)


def draw(view: RenderableType, *, width: int = WIDTH, color: bool = False) -> str:
    """What rich makes of a view, whatever the environment says about terminals."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(view, soft_wrap=False)
    # Cells are filled with blanks to their width; at the end of a line nobody sees them.
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def coding_view(coding: Coding, *, cameo: bool = False) -> Group:
    """The view of one coding, for a console or a picture."""
    parts: list[RenderableType] = [heading(coding.article), Text(), marked_text(coding), Text()]
    parts.append(_counts(coding))
    if coding.events:
        parts += [Text(), _events_table(coding, cameo=cameo), _legend(coding.events, cameo=cameo)]
    if coding.statements:
        parts += [Text(), _statements_table(coding)]
    if coding.reactions:
        parts += [Text(), _reactions(coding)]
    if coding.problems:
        parts += [Text(), *(problem_line(p) for p in coding.problems)]
    return Group(*parts)


def heading(article: Article) -> Text:
    """Title over outlet, day and id; what is unknown is left out."""
    known = [article.outlet, article.published, article.id]
    line = Text(plain(" · ".join(part for part in known if part)), _DIM)
    return Text("\n").join([Text(plain(article.title), "bold"), line]) if article.title else line


def problem_line(problem: Problem) -> Text:
    """A problem in one line."""
    return Text.assemble((f"! {problem.kind}: ", "bold red"), plain(problem.message))


def plain(text: str) -> str:
    """The text, character for character, without those that could steer a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", " \n").replace("\r", "\n"))


# --- the report with its marks ----------------------------------------------------------------------


def marked_text(coding: Coding) -> Text:
    """The article's text with acts, speakers and cues in colour, and a number or letter behind each."""
    text = Text(plain(coding.article.text).rstrip("\n"))
    tags: list[tuple[int, str]] = []
    for letter, statement in zip(letters(len(coding.statements)), coding.statements, strict=True):
        if statement.speaker is not None:
            _mark(text, statement.speaker.span, _SPEAKER)
        if statement.cue is not None:
            _mark(text, statement.cue.span, _CUE)
        tags.append((_statement_mark(statement), letter))
    for number, event in enumerate(coding.events, 1):
        _mark(text, event.trigger, QUAD_STYLES[event.quad])
        tags.append((event.trigger.end, str(number)))
    return _with_tags(text, tags)


def _mark(text: Text, span: Span, style: str) -> None:
    text.stylize(style, span.start, span.end)


def _statement_mark(statement: Statement) -> int:
    """Where a statement's letter goes: behind its speaker, else behind its cue, else before its words."""
    if statement.speaker is not None:
        return statement.speaker.span.end
    return statement.cue.span.end if statement.cue is not None else statement.content[0].start


def _with_tags(text: Text, tags: Iterable[tuple[int, str]]) -> Text:
    """The text with "[1,2]" put in at each offset."""
    at = {offset: [tag for _, tag in group] for offset, group in groupby(sorted(tags, key=_offset), key=_offset)}
    pieces = text.divide(at) if at else [text]
    marked = Text()
    for piece, labels in zip(pieces, [*at.values(), []], strict=True):
        marked.append_text(piece)
        if labels:
            marked.append(f"[{','.join(labels)}]", _TAG)
    return marked


def _offset(tag: tuple[int, str]) -> int:
    return tag[0]


def letters(count: int) -> list[str]:
    """The first ``count`` of a, b ... z, aa, ab ..."""
    found = []
    for number in range(1, count + 1):
        name = ""
        while number:
            number, rest = divmod(number - 1, 26)  # noqa: PLW2901 - the number is used up digit by digit
            name = chr(ord("a") + rest) + name
        found.append(name)
    return found


# --- tables -----------------------------------------------------------------------------------------


def _counts(coding: Coding) -> Text:
    kinds = ((coding.events, "act"), (coding.statements, "statement"), (coding.reactions, "reaction"))
    return Text(", ".join(_count(len(records), name) for records, name in kinds), "bold")


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"


def table_of(*columns: tuple[str, int]) -> Table:
    """A table of these columns, each with its share of the width (0: as wide as it needs)."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, ratio in columns:
        table.add_column(name, ratio=ratio or None, overflow="fold", no_wrap=not ratio)
    return table


def _events_table(coding: Coding, *, cameo: bool) -> Table:
    table = table_of(
        ("", 0),
        ("who", 7),
        ("did what", 8),
        ("to whom", 7),
        ("status", 0),
        ("where", 6),
        ("when", 0),
        ("word of", 6),
    )
    named = zip(letters(len(coding.statements)), coding.statements, strict=True)
    lettered = {statement.id: (letter, statement) for letter, statement in named}
    for number, event in enumerate(coding.events, 1):
        table.add_row(
            Text(str(number), _DIM),
            parties_named(event.actor),
            _deed(coding.article.text, event, cameo=cameo),
            parties_named(event.recipient),
            Text(event.status.value, _STATUS_STYLES[event.status]),
            Text(", ".join(_place(place) for place in event.place)),
            _when(event.date),
            _word_of(coding.article.text, event, lettered),
        )
    return table


def parties_named(parties: Sequence[Party]) -> Text:
    """Several parties, as ``party_named`` shows each."""
    return Text(", ").join([party_named(party) for party in parties])


def party_named(party: Party) -> Text:
    """A party as ``identity_named`` shows who it is."""
    return identity_named(party.identity)


def identity_named(who: Identity) -> Text:
    """The person or name, then the entity where it says more: "Irina Belova RUS", "NATO"."""
    name = plain(who.person or who.name)
    return Text.assemble(name, (f" {who.entity}", _DIM)) if who.entity and who.entity != name else Text(name)


def _deed(text: str, event: Event, *, cameo: bool) -> Text:
    deed = Text.assemble((event.type, QUAD_STYLES[event.quad]), f" {event.mode}" if event.mode else "")
    code = cameo_of(event) if cameo else None
    if code is not None:
        deed.append(f"\n{code.code} ({code.goldstein:+g})", _DIM)
    deed.append(f"\n“{quoted(text, event.trigger)}”", _DIM)
    for magnitude in event.magnitude:
        deed.append(f"\n{magnitude.quantity:,.15g} {plain(magnitude.unit)}", _DIM)
    return deed


def quoted(text: str, span: Span) -> str:
    """The words of a span on one line, fit for a terminal."""
    return " ".join(plain(text[span.start : span.end]).split())


def _place(place: Place) -> str:
    return place.name if place.country is None or place.precision == "country" else f"{place.name} ({place.country})"


def _when(when: When) -> Text:
    if when.value is None:
        return Text()
    value = when.value if when.end is None else f"{when.value}\nto {when.end}"
    return Text(f"~{value}", _DIM) if when.basis is Basis.PUBLISHED else Text(value)


def _word_of(text: str, event: Event, lettered: Mapping[str, tuple[str, Statement]]) -> Text:
    """Who claims and who denies the act, with the letter of the statement it stands on.

    A speaker without an entity is named by his words, hearsay by its cue; "own": the words are the act. Of what is told
    only as not done, who says so.
    """
    stands_on = lettered.get(event.statement or "")
    letter = f" [{stands_on[0]}]" if stands_on else ""
    if event.status is Status.DENIED and event.denied_by:
        return Text.assemble((f"denied by {', '.join(event.denied_by)}", "red"), (letter, _TAG))
    cell = Text.assemble(_vouching(text, event, stands_on[1]), (letter, _TAG)) if stands_on else Text()
    if event.denied_by:
        cell.append(f"{chr(10) if cell else ''}denied by {', '.join(event.denied_by)}", "red")
    return cell


def _vouching(text: str, event: Event, statement: Statement) -> str:
    if statement.speaker is not None:
        name = plain(statement.speaker.identity.name)
        own = "own" if statement.speaker.identity.entity else name
        return event.claimed_by or own
    doubt = "in quotes" if statement.cue is None else f"“{quoted(text, statement.cue.span)}”"
    return f"{doubt} {event.claimed_by}" if event.claimed_by else doubt


def _legend(events: Sequence[Event], *, cameo: bool) -> Text:
    """What the colours say, what the sign before a date says where one is there, and which table scores are from."""
    quads = sorted({event.quad for event in events})
    parts = [Text(QUAD_NAMES[quad], QUAD_STYLES[quad]) for quad in quads]
    if any(event.date.basis is Basis.PUBLISHED and event.date.value for event in events):
        parts.append(Text("~ dated by the day of publication", _DIM))
    if cameo:
        parts.append(Text(f"CAMEO codes, scores: {cameo_table().table}", _DIM))
    return Text(" · ").join(parts)


def _statements_table(coding: Coding) -> Table:
    table = table_of(("", 0), ("who says", 9), ("how", 9), ("what", 24), ("to, in, on", 8))
    for letter, statement in zip(letters(len(coding.statements)), coding.statements, strict=True):
        table.add_row(
            Text(letter, _DIM),
            Text("nobody named", _DIM) if statement.speaker is None else party_named(statement.speaker),
            _manner(coding.article.text, statement),
            Text(excerpt(" … ".join(quoted(coding.article.text, span) for span in statement.content))),
            _circumstances(statement),
        )
    return table


def _manner(text: str, statement: Statement) -> Text:
    stance = "" if statement.stance is Stance.ASSERT else f"{statement.stance.value}, "
    cue = "" if statement.cue is None else f"“{quoted(text, statement.cue.span)}” "
    return Text.assemble((cue, _CUE), (f"{stance}{statement.kind.value}", _DIM))


def _circumstances(statement: Statement) -> Text:
    to = [party_named(statement.addressee)] if statement.addressee is not None else []
    return Text("\n").join([*to, *(Text(plain(known)) for known in (statement.medium, statement.date) if known)])


def excerpt(content: str, longest: int = 160) -> str:
    """The beginning and the end of a long quotation."""
    if len(content) <= longest:
        return content
    return f"{content[: longest - 45].rsplit(' ', 1)[0]} […] {content[-40:].split(' ', 1)[-1]}"


def _reactions(coding: Coding) -> Text:
    numbered = {event.id: (number, event) for number, event in enumerate(coding.events, 1)}
    return Text("\n").join([_reaction(coding.article.text, reaction, numbered) for reaction in coding.reactions])


def _reaction(text: str, reaction: Reaction, numbered: dict[str, tuple[int, Event]]) -> Text:
    line = Text()
    for end, link in ((reaction.event, " answers "), (reaction.to, "")):
        number, event = numbered[end]
        line.append(f"[{number}] ", _TAG)
        line.append_text(parties_named(event.actor))
        line.append(f" {event.type}", QUAD_STYLES[event.quad])
        line.append(link)
    return line.append(f"  “{quoted(text, reaction.cue)}”", _DIM)
