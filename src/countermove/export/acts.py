"""What is exported: one act after the other, at the level of reports or of incidents, and what each format may count.

Only our own formats can say that an act is planned or denied. Others count every row as done, so that what was not done
must become another type or stay out: see ``Planned`` and docs/decisions/0009-exchange.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from countermove.export.forms import Form, Planned, Rules, Undated
from countermove.ontology import CameoCode, cameo_of, plover
from countermove.records import (
    Article,
    Basis,
    Coder,
    Coding,
    Event,
    Identity,
    Incident,
    Party,
    Place,
    Precision,
    Report,
    Status,
    When,
)
from countermove.tables import Level
from countermove.tables.build import day_of, first_day, merged
from countermove.tables.pairs import Pair, pairs


@dataclass(frozen=True, slots=True)
class Act:
    """One row's act before it is written: an event, or an incident told as one, with the coding it is (first) told in.

    ``auxiliary`` is PLOVER's auxiliary mode; ``code`` the CAMEO code. ``recast`` says that the rule for planned acts
    made another type of it. ``reports`` are those that tell it, ``outlets`` how many of them are independent.
    """

    event: Event
    coding: Coding
    level: Level
    actors: tuple[Identity, ...]
    recipients: tuple[Identity, ...]
    reports: tuple[Report, ...]
    outlets: int = 1
    credence: str | None = None
    auxiliary: str | None = None
    code: CameoCode | None = None
    recast: bool = False

    @property
    def article(self) -> Article:
        """The article that tells it (first)."""
        return self.coding.article

    @property
    def coder(self) -> Coder:
        """What coded it."""
        return self.coding.coder

    def pairs(self) -> list[Pair]:
        """The directed pairs, as in the table form."""
        return pairs(self.event.type, self.event.mode, self.actors, self.recipients)

    def words(self, who: Identity) -> str | None:
        """What the article calls an actor here, in its own words; None where another report of the act names him."""
        for party in (*self.event.actor, *self.event.recipient):
            same = (party.identity.entity, party.identity.name) == (who.entity, who.name)
            if same or (who.entity is not None and party.identity.entity == who.entity):
                return self.article.text[party.span.start : party.span.end] or None
        return None

    def place_words(self, place: Place) -> str | None:
        """What the article calls a place; None where only another report of the act names it."""
        named = place in self.reports[0].event.place
        return self.article.text[place.span.start : place.span.end] if named else None


def acts_of(coding: Coding) -> Iterator[Act]:
    """The acts of one article, each as it is told there."""
    for event in coding.events:
        report = Report(event, coding.article.outlet, coding.article.published)
        yield Act(event, coding, Level.EVENT, _identities(event.actor), _identities(event.recipient), (report,))


def act_of(incident: Incident, coding: Coding) -> Act:
    """An incident as one act; ``coding`` is that of its first report's article."""
    return Act(
        merged(incident),
        coding,
        Level.INCIDENT,
        incident.actor,
        incident.recipient,
        incident.reports,
        max(len(incident.outlets), 1),
        incident.credence.value,
    )


def _identities(side: Sequence[Party]) -> tuple[Identity, ...]:
    return tuple(party.identity for party in side)


# --- what is not done -------------------------------------------------------------------------------


#: Status -> PLOVER's auxiliary mode. What is attempted was done, with less success than meant.
AUXILIARY = {
    Status.PLANNED: "future",
    Status.HYPOTHETICAL: "hypothetical",
    Status.DENIED: "negation",
    Status.HISTORICAL: "historical",
}
_COOPERATIVE = (1, 2)


def told(act: Act, form: Form, rule: Planned) -> Act | None:
    """The act as a format may tell it, with auxiliary mode and CAMEO code; None where the rule leaves it out.

    as-agree makes AGREE of a planned cooperative act and CONCEDE of a planned RETREAT, and THREATEN of an ASSAULT
    that could be, unless it stands on the word of somebody else than its actor: nobody is made to threaten by what
    others fear. What else was not done keeps its type where the format can say so, and is left out where it cannot.
    Our own formats recast nothing. ``drop`` leaves out everywhere, ``keep`` nowhere.
    """
    event = act.event
    act = replace(act, code=cameo_of(event))
    if event.status not in AUXILIARY:
        return act
    if rule is Planned.DROP:
        return None
    recast = _recast(event) if rule is Planned.AS_AGREE and not form.is_ours else None
    if recast is not None:
        code = act.code if event.status is Status.PLANNED else cameo_of(recast)
        return replace(act, event=replace(recast, date=_when_said(act)), code=code, recast=True)
    if rule is Planned.KEEP or form.says_status:
        return replace(act, auxiliary=AUXILIARY[event.status])
    return None


def _recast(event: Event) -> Event | None:
    """The same as the type that it is while it is not done, or None where PLOVER has none."""
    if event.status is Status.PLANNED and event.quad in _COOPERATIVE:
        return _as(event, "CONCEDE" if event.type in ("RETREAT", "CONCEDE") else "AGREE", None)
    if event.status is Status.HYPOTHETICAL and event.type == "ASSAULT":
        acting = {party.identity.entity for party in event.actor}
        return _as(event, "THREATEN", "violence") if event.claimed_by in (None, *acting) else None
    return None


def _as(event: Event, kind: str, mode: str | None) -> Event:
    facts = plover().types[kind]
    return replace(event, type=kind, mode=mode, quad=facts.quad, score=facts.score_of(mode), status=Status.OCCURRED)


def _when_said(act: Act) -> When:
    """The day of the agreeing or threatening: it is told when the report appears, whenever the act itself is to be."""
    published = day_of(act.article.published)
    if published is None:
        return When()
    return When(published.isoformat(), None, Precision.DAY, Basis.PUBLISHED)


# --- when ------------------------------------------------------------------------------------------


def day(act: Act, rule: Undated) -> str | None:
    """The ISO day of an act: its own, of a month or year the first; else by the rule that of publication, or None."""
    own = first_day(act.event.date)
    if own is None and rule is Undated.PUBLISHED:
        own = day_of(act.article.published)
    return None if own is None else own.isoformat()


# --- which -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Count:
    """What an export came to: acts written, those among them that are claims or denied, and those left out and why."""

    acts: int = 0
    rows: int = 0
    claimed: int = 0
    denied: int = 0
    recast: int = 0
    dated_by_publication: int = 0
    not_done: int = 0
    undated: int = 0
    unsettled: int = 0
    without_code: int = 0


def chosen(acts: Iterable[Act], form: Form, rules: Rules, count: Count) -> Iterator[Act]:
    """The acts as a format tells them, without those that the rules leave out; counts all on the way."""
    for act in acts:
        if rules.settled and (act.event.claimed_by or act.event.denied_by):
            count.unsettled += 1
            continue
        shown = told(act, form, rules.planned)
        if shown is None:
            count.not_done += 1
            continue
        if form.needs_day and day(shown, rules.undated) is None:
            count.undated += 1
            continue
        if form.in_cameo and shown.code is None:
            count.without_code += 1
            continue
        _count(shown, form, count)
        yield shown


def _count(act: Act, form: Form, count: Count) -> None:
    count.acts += 1
    count.rows += 1 if form in (Form.JSONL, Form.PLOVER) else len(act.pairs())
    count.claimed += act.event.claimed_by is not None
    count.denied += bool(act.event.denied_by)
    count.recast += act.recast
    count.dated_by_publication += form.needs_day and first_day(act.event.date) is None
