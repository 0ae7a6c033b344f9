"""Each act of a report with who says it and who denies it, for people: the text of ``countermove claims``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from countermove.claims import Claim, Standing, Voice, claims_of
from countermove.export.listing import incident_line
from countermove.export.text import (
    QUAD_STYLES,
    WIDTH,
    draw,
    excerpt,
    heading,
    parties_named,
    party_named,
    plain,
    problem_line,
    quoted,
)
from countermove.records import Coding, Incident, Span, Status

_DIM = "dim"
_STYLES = {
    Standing.SETTLED: "",
    Standing.CLAIMED: "bold magenta",
    Standing.DOUBTED: "bold yellow",
    Standing.CONTESTED: "bold red",
}


def to_claims(coding: Coding, *, settled: bool = False, width: int = WIDTH, color: bool = False) -> str:
    """The claims of a report in reading order, with ``settled`` all its acts; ends with a line feed."""
    claims = claims_of(coding, settled=settled)
    parts: list[RenderableType] = [heading(coding.article)]
    for number, claim in enumerate(claims, 1):
        parts += [Text(), _act(coding.article.text, number, claim)]
        parts += [Padding(line, (0, 0, 0, 2)) for line in _voices(coding.article.text, claim)]
    if not claims:
        parts += [Text(), Text("No act in this report stands on somebody's word, and none is denied.")]
    parts += [problem_line(problem) for problem in coding.problems]
    return draw(Group(*parts), width=width, color=color)


def to_heard(incident: Incident, codings: Mapping[str, Coding], *, width: int = WIDTH, color: bool = False) -> str:
    """An act of a store with those who say and those who deny it in each of its reports; ``codings`` by article."""
    parts: list[RenderableType] = [incident_line(incident)]
    for report in incident.reports:
        coding = codings[report.event.article]
        told = [one for one in claims_of(coding, settled=True) if one.event.id == report.event.id]
        parts.append(Padding(heading(coding.article), (1, 0, 0, 2)))
        parts += [Padding(line, (0, 0, 0, 4)) for one in told for line in _voices(coding.article.text, one)]
        if report.copy_of:
            parts.append(Padding(Text(f"a copy of {plain(report.copy_of)}", _DIM), (0, 0, 0, 4)))
        if not told:  # it is only the denying of another
            sentence = _excerpt(coding.article.text, [report.event.sentence])
            parts.append(Padding(Text(f"told with what it denies: “{sentence}”", _DIM), (0, 0, 0, 4)))
    return draw(Group(*parts), width=width, color=color)


def _act(text: str, number: int, claim: Claim) -> Text:
    """ "1 contested: Russia RUS ASSAULT heavy-weapons “shelling” to Ukraine UKR, occurred"."""
    event = claim.event
    line = Text.assemble((f"{number} ", _DIM), (claim.standing.value, _STYLES[claim.standing]), ": ")
    line.append_text(parties_named(event.actor) if event.actor else Text("nobody named", _DIM))
    line.append(f" {event.type}", QUAD_STYLES[event.quad])
    line.append(f" {event.mode}" if event.mode else "")
    line.append(f" “{quoted(text, event.trigger)}”", _DIM)
    if event.recipient:
        line.append(" to ").append_text(parties_named(event.recipient))
    return line.append(f", {event.status.value}")


def _voices(text: str, claim: Claim) -> list[Text]:
    if claim.standing is Standing.SETTLED:
        return [Text(f"told in the report's own voice: “{_excerpt(text, [claim.event.sentence])}”", _DIM)]
    said = [_voice(text, voice, "said by ", "") for voice in claim.said]
    if not said and claim.event.status is not Status.DENIED:
        said = [Text(f"told by the report itself: “{_excerpt(text, [claim.event.sentence])}”")]
    return [*said, *(_voice(text, voice, "denied by ", "red") for voice in claim.denied)]


def _voice(text: str, voice: Voice, does: str, style: str) -> Text:
    """ "said by Ukraine UKR, “accused”: “of shelling the town” (12-34)"."""
    who = party_named(voice.speaker) if voice.speaker else Text("nobody named")
    role = voice.speaker.identity.role if voice.speaker else None
    line = Text.assemble((does, style), who, f", {plain(role)}" if role else "")
    line.append(f", “{quoted(text, voice.cue.span)}”" if voice.cue else "")
    line.append(f": “{_excerpt(text, voice.words)}”")
    return line.append(f" ({', '.join(f'{span.start}-{span.end}' for span in voice.words)})", _DIM)


def _excerpt(text: str, spans: Sequence[Span]) -> str:
    return excerpt(" … ".join(quoted(text, span) for span in spans))
