"""What a reader asks for, and the conditions it comes to in SQL."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, or_, select, tuple_

from countermove.errors import InputError
from countermove.records import Credence, Status
from countermove.store import search
from countermove.store.rows import searched, shortened
from countermove.store.schema import articles, events, incidents, parties, places, reports, sides

#: Several values of one field mean any of them.
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events or incidents are wanted: those that meet all that is given. One value may stand without a tuple.

    ``actor``, ``recipient`` and ``party`` (either side) are entities ("RUS") or names ("Irina Belova"); ``place`` is a
    name, ``country`` ISO 3166 alpha-3. ``since`` and ``until`` are the first and last day (ISO; "2031" and "2031-03"
    mean all of it) of an act's own date, or of its publication where nothing dates it. ``text`` is searched in
    articles' titles and texts ("-" before a word leaves it out, quotation marks make a phrase). ``confidence`` is the
    least one. ``credence`` is of the incident. ``after`` is the id of the event or incident after which a page of
    ``limit`` begins.

    Raises InputError for a day that is none and for a status or credence that there is not.
    """

    actor: Values | str = ()
    recipient: Values | str = ()
    party: Values | str = ()
    type: Values | str = ()
    mode: Values | str = ()
    status: Values | str = ()
    quad: tuple[int, ...] | int = ()
    place: Values | str = ()
    country: Values | str = ()
    since: str | None = None
    until: str | None = None
    outlet: Values | str = ()
    article: Values | str = ()
    story: Values | str = ()
    text: str | None = None
    confidence: float | None = None
    claimed_by: Values | str = ()
    credence: Values | str = ()
    copies: bool = True  # with those of articles that copy another
    limit: int | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.default == ():
                several = (value,) if isinstance(value, str | int) else tuple(value or ())
                object.__setattr__(self, field.name, several)
        object.__setattr__(self, "type", tuple(name.upper() for name in self.values("type")))
        object.__setattr__(self, "country", tuple(code.upper() for code in self.values("country")))
        for name, known in (("status", Status), ("credence", Credence)):
            _check(name, self.values(name), [word.value for word in known])
        object.__setattr__(self, "since", _bound("since", self.since, last=False))
        object.__setattr__(self, "until", _bound("until", self.until, last=True))
        if self.limit is not None and self.limit < 1:
            raise InputError(f"a limit of {self.limit}: give a number from 1 up")

    def values(self, name: str) -> Values:
        """The values of a field that takes several."""
        given: Values = getattr(self, name)
        return given


def _check(name: str, values: Iterable[str], known: list[str]) -> None:
    for value in values:
        if value not in known:
            raise InputError(f"there is no {name} '{value}': give one of {', '.join(known)}")


def _bound(name: str, value: str | None, *, last: bool) -> str | None:
    """A day, or the first or last of a month or year."""
    if value is None:
        return None
    parts = value.split("-")
    try:
        first = date.fromisoformat("-".join([*parts, "01", "01"][: max(3, len(parts))]))
    except ValueError:
        raise InputError(f"'{value}' for {name} is no day, month or year: write 2031-03-11, 2031-03 or 2031") from None
    if len(parts) == 3 or not last:
        return first.isoformat()
    month = 12 if len(parts) == 1 else first.month
    return first.replace(month=month, day=monthrange(first.year, month)[1]).isoformat()


# --- events -----------------------------------------------------------------------------------------

#: Columns of ``events`` that have an index in the order of pages.
_INDEXED = ("type", "status", "outlet", "claimed_by")


def event_conditions(
    connection: Connection, asked: Filter, lead: Side | str | None, day: ColumnElement[str]
) -> Iterator[ColumnElement[bool]]:
    """The conditions on ``events`` that do not name a party or place; ``day`` is the column that pages are ordered by.

    SQLite is kept from walking along another index than the one that leads.
    """
    e = events.c
    for name in ("type", "mode", "status", "quad", "outlet", "claimed_by"):
        if several := _searched_as(name, asked.values(name)):
            aside = connection.dialect.name == "sqlite" and name in _INDEXED and lead not in (name, None)
            yield _among(e[name].concat("") if aside else e[name], several)
    if asked.since is not None:
        yield day >= asked.since
    if asked.until is not None:
        yield and_(day <= asked.until, day != "")
    if asked.confidence is not None:
        yield e.confidence >= asked.confidence
    yield from _by_article(connection, asked, lead)
    if values := asked.values("credence"):
        judged = select(reports.c.event).join(incidents, incidents.c.id == reports.c.incident)
        yield e.n.in_(judged.where(incidents.c.credence.in_(values)))


def _searched_as(name: str, values: Values) -> list[str | None]:
    """The values in the form in which a column holds them."""
    if name == "outlet":
        return [searched(value) for value in values]
    return [shortened(value) for value in values] if name == "claimed_by" else [*values]


def _by_article(connection: Connection, asked: Filter, lead: Side | str | None) -> Iterator[ColumnElement[bool]]:
    """The conditions on the article of an event."""
    of = events.c.article
    if values := asked.values("article"):
        yield of.in_(select(articles.c.n).where(articles.c.id.in_(values)))
    if values := asked.values("story"):
        yield of.in_(select(articles.c.n).where(articles.c.story.in_(values)))
    if not asked.copies:
        yield ~exists().where(articles.c.n == of, articles.c.copy_of.is_not(None))
    if asked.text is not None:
        aside = connection.dialect.name == "sqlite" and lead != "text"
        yield (of + 0 if aside else of).in_(search.matching(asked.text, connection.dialect.name))


def _among(column: ColumnElement[Any], values: Sequence[object]) -> ColumnElement[bool]:
    """One value as equality: an index in the order of a page is used for that alone."""
    return column == values[0] if len(values) == 1 else column.in_(values)


@dataclass(frozen=True, slots=True)
class Side:
    """Who must be on a side of an event, or on either (``part`` None): one of these entities, or of these names."""

    part: str | None
    entities: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def leads(self) -> bool:
        """Whether an index of ``parties`` gives its events in the order of a page, each once."""
        return self.part is not None and len(self.entities) == 1 and not self.names

    def on(self, table: FromClause) -> Iterator[ColumnElement[bool]]:
        """The conditions on a row of ``parties`` or of another table with its columns."""
        c = table.c
        if self.part is not None:
            yield c.part == self.part
        if self.entities and self.names:
            yield or_(c.entity.in_(self.entities), c.folded.in_(self.names))
        elif self.entities:
            yield _among(c.entity, self.entities)
        else:
            yield _among(c.folded, self.names)


def sides_asked(connection: Connection, asked: Filter) -> list[Side]:
    """The sides asked for. Names of entities ("Russia") are taken as these, other names (of persons) as names."""
    found = []
    for name in ("actor", "recipient", "party"):
        values = asked.values(name)
        if values:
            entities, names = _known_as(connection, values)
            found.append(Side(None if name == "party" else name, entities, names))
    return found


def _known_as(connection: Connection, values: Values) -> tuple[Values, Values]:
    entities: list[str] = []
    names: list[str] = []
    for value in values:
        known = _entity(connection, value)
        if known is not None:
            entities.append(known)
        else:
            names.append(searched(value) or "")
    return tuple(dict.fromkeys(entities)), tuple(dict.fromkeys(names))


def _entity(connection: Connection, value: str) -> str | None:
    """The entity that is written so, or that is most often called so; None where there is none."""
    for written in dict.fromkeys((value, value.upper())):
        for part in ("actor", "recipient"):
            wanted = select(parties.c.event).where(parties.c.part == part, parties.c.entity == shortened(written))
            if connection.execute(wanted.limit(1)).first() is not None:
                return shortened(written)
    for part in ("actor", "recipient"):
        named = (
            select(parties.c.entity)
            .where(parties.c.part == part, parties.c.folded == searched(value), parties.c.person.is_(None))
            .where(parties.c.entity.is_not(None))
            .group_by(parties.c.entity)
            .order_by(func.count().desc(), parties.c.entity)
        )
        found: str | None = connection.execute(named.limit(1)).scalar()
        if found is not None:
            return found
    return None


def place_conditions(asked: Filter) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a row of ``places``."""
    found: list[ColumnElement[bool]] = []
    if values := asked.values("place"):
        found.append(_among(places.c.folded, [searched(value) for value in values]))
    if values := asked.values("country"):
        found.append(_among(places.c.country, values))
    return tuple(found)


def page_of_events(connection: Connection, asked: Filter) -> Select[tuple[int]]:
    """A query for the numbers of the events asked for, by day, then number; of one page where there is a limit.

    It walks along the index of the rarest thing asked for, which is in the order of the page, and looks the rest up.
    """
    wanted = sides_asked(connection, asked)
    lead = _lead(connection, asked, wanted)
    query = select(events.c.n)
    order: tuple[ColumnElement[Any], ColumnElement[Any]] = (events.c.day, events.c.n)
    if isinstance(lead, Side):
        order = (parties.c.day, parties.c.event)
        walked = parties.join(events, events.c.n == parties.c.event)
        query = query.select_from(walked).where(*lead.on(parties), parties.c.first)
    query = query.where(*event_conditions(connection, asked, lead, order[0]))
    for side in wanted:
        if side is not lead:
            query = query.where(_beside(parties.alias(), order, side))
    if conditions := place_conditions(asked):
        query = query.where(exists().where(places.c.day == order[0], places.c.event == order[1], *conditions))
    if asked.after is not None:
        query = query.where(tuple_(*order) > tuple_(*_where_stands(connection, asked.after)))
    query = query.order_by(*order)
    return query if asked.limit is None else query.limit(asked.limit)


def _beside(table: FromClause, order: tuple[ColumnElement[Any], ColumnElement[Any]], side: Side) -> ColumnElement[bool]:
    """That an event has another side. Its day is compared too: so the small index is looked at, not the table."""
    return exists().where(table.c.day == order[0], table.c.event == order[1], *side.on(table))


#: Rows of an index that are counted to see which is the rarest: beyond that it matters little.
_COUNTED = 20_000
#: Events that an article may be taken to have.
_EACH = 10


def _lead(connection: Connection, asked: Filter, wanted: Sequence[Side]) -> Side | str | None:
    """The rarest of what is asked for that has an index: a side, a column of ``events``, or "text"."""
    candidates: dict[Side | str, Select[Any]] = {
        side: select(parties.c.event).where(*side.on(parties)) for side in wanted if side.leads
    }
    for name in _INDEXED:
        if values := _searched_as(name, asked.values(name)):
            candidates[name] = select(events.c.n).where(_among(events.c[name], values))
    if asked.text is not None:
        candidates["text"] = search.matching(asked.text, connection.dialect.name)
    if len(candidates) < 2 and asked.text is None:
        return next(iter(candidates), None)

    def count(candidate: Side | str) -> int:
        each = _EACH if candidate == "text" else 1
        some = candidates[candidate].limit(_COUNTED // each).subquery()
        found: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return each * found

    counts = {candidate: count(candidate) for candidate in candidates}
    if counts.get("text", 0) >= _COUNTED:
        del counts["text"]  # words that are everywhere: days are walked along, and articles looked up
    return min(counts, key=counts.__getitem__, default=None)


def _where_stands(connection: Connection, event: str) -> tuple[str, int]:
    found = connection.execute(select(events.c.day, events.c.n).where(events.c.id == event)).first()
    if found is None:
        raise InputError(f"there is no event '{event}' after which a page could begin")
    return found.day, found.n


def without_page(asked: Filter) -> Filter:
    """The same without a page's beginning and length."""
    return replace(asked, limit=None, after=None)


# --- articles ---------------------------------------------------------------------------------------

#: Fields that are about an article itself; any other asks for an event in it.
_OF_ARTICLES = frozenset(("since", "until", "outlet", "article", "story", "text", "copies", "limit", "after"))


def article_conditions(connection: Connection, asked: Filter) -> Iterator[ColumnElement[bool]]:
    """The conditions on ``articles``; ``since`` and ``until`` mean publication, unless events are asked for."""
    a = articles.c
    nothing = Filter()
    if any(getattr(asked, f.name) != getattr(nothing, f.name) for f in fields(Filter) if f.name not in _OF_ARTICLES):
        wanted = page_of_events(connection, without_page(asked)).order_by(None).subquery()
        yield a.n.in_(select(events.c.article).where(events.c.n.in_(select(wanted.c.n))))
        return
    if asked.since is not None:
        yield a.day >= asked.since
    if asked.until is not None:
        yield and_(a.day <= asked.until, a.day != "")
    if values := asked.values("outlet"):
        yield _among(a.outlet_folded, [searched(value) for value in values])
    if values := asked.values("article"):
        yield _among(a.id, values)
    if values := asked.values("story"):
        yield _among(a.story, values)
    if not asked.copies:
        yield a.copy_of.is_(None)
    if asked.text is not None:
        yield a.n.in_(search.matching(asked.text, connection.dialect.name))


# --- incidents --------------------------------------------------------------------------------------

#: Fields that an incident has itself; any other must be met by one of its reports.
_OF_INCIDENTS = ("actor", "recipient", "party", "type", "mode", "status", "quad", "since", "until", "credence")


def page_of_incidents(connection: Connection, asked: Filter) -> Select[tuple[str]]:
    """A query for the ids of the incidents asked for, by day, then id; of one page where there is a limit."""
    i = incidents.c
    query = select(i.id)
    for column, name in ((i.type, "type"), (i.mode, "mode"), (i.status, "status"), (i.quad, "quad")):
        if values := asked.values(name):
            query = query.where(_among(column, values))
    if values := asked.values("credence"):
        query = query.where(_among(i.credence, values))
    if asked.since is not None:
        query = query.where(i.day >= asked.since)
    if asked.until is not None:
        query = query.where(i.day <= asked.until, i.day != "")
    for side in sides_asked(connection, asked):
        query = query.where(exists().where(sides.c.incident == i.id, *side.on(sides)))
    rest = replace(without_page(asked), **{name: getattr(Filter(), name) for name in _OF_INCIDENTS})
    if rest != Filter():
        wanted = page_of_events(connection, rest).order_by(None).subquery()
        query = query.where(i.id.in_(select(reports.c.incident).where(reports.c.event.in_(select(wanted.c.n)))))
    if asked.after is not None:
        query = query.where(tuple_(i.day, i.id) > tuple_(*_where_incident_stands(connection, asked.after)))
    query = query.order_by(i.day, i.id)
    return query if asked.limit is None else query.limit(asked.limit)


def _where_incident_stands(connection: Connection, incident: str) -> tuple[str, str]:
    found = connection.execute(select(incidents.c.day).where(incidents.c.id == incident)).first()
    if found is None:
        raise InputError(f"there is no incident '{incident}' after which a page could begin")
    return found.day, incident
