"""Acts, texts, series and results to a brief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from countermove.briefs.evidence import Contested, Evidence, Found, Quoted
from countermove.briefs.record import Brief, Contest, Figure, Move, Saying, Source, Voiced
from countermove.models import Result
from countermove.ontology import plover
from countermove.series.periods import PUBLISHED
from countermove.series.record import Series
from countermove.tables import countries

#: As many as are read in print; the brief says how many there are in all.
MOST_MOVES, MOST_SAYINGS = 40, 30
NOTHING_FOUND = Found(Evidence({}, {}, (), (), ()), {})
_OWN_VOICE = "the report itself"


def compose(
    sides: tuple[str, str],
    acts: pl.DataFrame,
    series: Series | None = None,
    results: Sequence[tuple[str, Result]] = (),
    found: Found = NOTHING_FOUND,
    figures: Sequence[Figure] = (),
    left_out: Sequence[tuple[str, str]] = (),
) -> Brief:
    """A brief on two sides.

    ``acts`` are those between them, as ``series.acts`` gives them; ``results`` the models, each under its heading, and
    ``left_out`` those that the data cannot bear, with the reason. An act that ``found`` does not know is its own event.
    """
    evidence = found.evidence
    rows = _once(acts)
    chosen = _weightiest(rows)
    sayings = _distinct(evidence.sayings)
    said, contests = sayings[:MOST_SAYINGS], _by_event(evidence.contests)
    events = {row["event"]: tuple(found.events.get(row["event"], (row["event"],))) for row in chosen}
    sources = _sources(evidence, events, said, contests)
    numbers = {source.article: source.number for source in sources}
    dates = [_day(row) for row in rows if row["date"]]
    sides = (named(sides[0], acts), named(sides[1], acts))
    return Brief(
        sides=sides,
        first=dates[0].lstrip("~") if dates else None,
        last=dates[-1].lstrip("~") if dates else None,
        summary=_summary(sides, rows),
        moves=tuple(_move(row, events[row["event"]], evidence, numbers) for row in chosen),
        moves_in_all=len(rows),
        sayings=tuple(_saying(one, numbers) for one in said),
        sayings_in_all=len(sayings),
        contests=tuple(_contest(one, numbers) for one in contests),
        figures=tuple(figures),
        results=tuple(results),
        left_out=tuple(left_out),
        warnings=series.warnings if series else (),
        sources=sources,
        about=_about(rows, series, evidence),
        has_texts=bool(evidence.articles),
    )


def named(entity: str, acts: pl.DataFrame) -> str:
    """A state's name; else what an entity is called most often in these acts, in one word; else the entity itself.

    Names of several words are mostly of persons or descriptions ("the alliance's envoy").
    """
    if entity in countries.names():
        return countries.names()[entity]
    names = pl.concat([acts.select(entity=side, name=f"{side}_name") for side in ("actor", "recipient")])
    counted = names.filter(pl.col("entity") == entity, ~pl.col("name").str.contains(" ")).group_by("name").len()
    return next(iter(counted.sort("len", "name", descending=[True, False])["name"]), entity)


# --- the chronicle ----------------------------------------------------------------------------------


def _once(acts: pl.DataFrame) -> list[dict[str, Any]]:
    """Each act once, with all its sides, in order of date; an undated one comes last."""
    joined = acts.group_by("event", maintain_order=True).agg(
        pl.exclude("actor", "recipient", "direction").first(),
        actor=pl.col("actor_name").fill_null(pl.col("actor")).unique(maintain_order=True),
        recipient=pl.col("recipient_name").fill_null(pl.col("recipient")).drop_nulls().unique(maintain_order=True),
    )
    return joined.sort("date", "event", nulls_last=True).to_dicts()


def _weightiest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The acts that most outlets tell, and of these the strongest; given back in the order they came in."""
    if len(rows) <= MOST_MOVES:
        return rows
    ranked = sorted(range(len(rows)), key=lambda i: (-(rows[i]["outlets"] or 1), -abs(rows[i]["score"] or 0), i))
    return [rows[i] for i in sorted(ranked[:MOST_MOVES])]


def _move(row: dict[str, Any], events: tuple[str, ...], evidence: Evidence, numbers: Mapping[str, int]) -> Move:
    quoted = [evidence.sentences[event] for event in events if event in evidence.sentences]
    return Move(
        date=_day(row),
        who=", ".join(row["actor"]) or "somebody",
        what=_act(row),
        whom=", ".join(row["recipient"]),
        status=row["status"] or "",
        quad=row["quad"],
        score=_score(row),
        word=row["claimed_by"],
        denied_by=tuple(row["denied_by"] or ()),
        reports=row["reports"] or 1,
        outlets=row["outlets"] or 1,
        quote=quoted[0].words if quoted else None,
        events=events,
        sources=tuple(sorted({numbers[one.article] for one in quoted})),
    )


def _score(row: Mapping[str, Any]) -> str | None:
    return None if row["score"] is None else f"{row['score']:g}"


def _act(row: Mapping[str, Any]) -> str:
    name = row["type"] or row["code"] or "act"
    return f"{name}/{row['mode']}" if row["mode"] else str(name)


def _day(row: Mapping[str, Any]) -> str:
    """As finely as it is known; the day of the report, with a sign before it, where nothing in it dates the act."""
    if row["date"] is None:
        return "undated"
    written = str(row["date"].isoformat())
    return {"month": written[:7], "year": written[:4], PUBLISHED: f"~{written}"}.get(row["precision"], written)


# --- words ------------------------------------------------------------------------------------------


def _distinct(sayings: Iterable[Quoted]) -> list[Quoted]:
    """Each saying once, as copies of one wire story carry the same words; the latest first."""
    first: dict[tuple[str | None, str], Quoted] = {}
    for one in sayings:
        first.setdefault((one.who, one.words), one)
    return sorted(first.values(), key=lambda one: (one.date or "", one.record), reverse=True)


def _by_event(contests: Iterable[Contested]) -> list[Contested]:
    return sorted(contests, key=lambda one: (one.event.date.value or "9999", one.event.id))


def _saying(one: Quoted, numbers: Mapping[str, int]) -> Saying:
    return Saying(one.date or "undated", _voiced(one), one.stance, one.kind, one.record, (numbers[one.article],))


def _voiced(one: Quoted) -> Voiced:
    return Voiced(one.who or _OWN_VOICE, one.words)


def _contest(one: Contested, numbers: Mapping[str, int]) -> Contest:
    event = one.event
    actors, recipients = (
        ", ".join(party.identity.entity or party.identity.name for party in side)
        for side in (event.actor, event.recipient)
    )
    act = f"{actors or 'somebody'} {event.type}{f'/{event.mode}' if event.mode else ''} {recipients}".rstrip()
    return Contest(
        act, tuple(map(_voiced, one.said)), tuple(map(_voiced, one.denied)), event.id, (numbers[event.article],)
    )


# --- sources and method -----------------------------------------------------------------------------


def _sources(
    evidence: Evidence, events: Mapping[str, tuple[str, ...]], said: Sequence[Quoted], contests: Sequence[Contested]
) -> tuple[Source, ...]:
    """The articles that the brief quotes, numbered by day of publication."""
    told = [event for ids in events.values() for event in ids if event in evidence.sentences]
    used = {evidence.sentences[event].article for event in told}
    used |= {one.article for one in said} | {one.event.article for one in contests}
    articles = sorted((evidence.articles[one] for one in used), key=lambda one: (one.published or "9999", one.id))
    return tuple(
        Source(number, one.outlet, one.published, one.title, one.url, one.id) for number, one in enumerate(articles, 1)
    )


def _summary(sides: tuple[str, str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The acts by quad class, in a sentence each: counts alone, no judgement."""
    quads = plover().quads
    counts = [(quads[quad], sum(row["quad"] == quad for row in rows)) for quad in sorted(quads)]
    told = ", ".join(f"{count} of {name.replace('_', ' ')}" for name, count in counts if count)
    if not rows:
        return (f"No act between {sides[0]} and {sides[1]} is on record.",)
    contested = sum(bool(row["denied_by"]) for row in rows)
    claimed = sum(bool(row["claimed_by"]) for row in rows)
    many = "1 act between the two is" if len(rows) == 1 else f"{len(rows)} acts between the two are"
    lines = [f"{many} on record: {told}." if told else f"{many} on record."]
    if claimed or contested:
        lines.append(f"{claimed} stand on somebody's word, and {contested} are denied by somebody.")
    return tuple(lines)


def _about(rows: Sequence[Mapping[str, Any]], series: Series | None, evidence: Evidence) -> tuple[str, ...]:
    tables = sorted({row["score_table"] for row in rows if row["score_table"]})
    levels = sorted({row["level"] for row in rows if row["level"]})
    lines = [f"Acts are counted at the level of {' and '.join(levels)}s." if levels else ""]
    lines.append(f"Scores are of {' and '.join(tables)}." if tables else "")
    if series and series.meta.status:
        lines.append(f"The series counts acts that are {', '.join(series.meta.status)}.")
    if any(row["precision"] == PUBLISHED for row in rows):
        lines.append("~ before a date: the day of the report, as nothing in it dates the act.")
    lines.extend(f"Coded by {coder}." for coder in evidence.coders)
    lines.append("A claim stays a claim however often it is repeated; a denial stands beside what it denies.")
    return tuple(line for line in lines if line)
