"""Near copies and stories of new articles, from what the store keeps of those before: as if it had never been closed.

Copies are looked up by the bands of their signatures, stories in a grouper in memory that is made from the part of the
store that can matter and takes in what other processes have placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select, update

from countermove.store.rows import day_of
from countermove.store.schema import articles, bands, signatures
from countermove.store.slices import slices
from countermove.stories import Copies, Grouper, Kept, Member, Settings, Signature, Vector

#: First and last day, as ordinals.
_Days = tuple[int, int]
_ALL: _Days = (0, date.max.toordinal())
#: Days loaded at once beyond what is needed: an archive in the order of its dates is not read anew for each day.
_AHEAD = 180
#: Days by which the grouper looks further than its window, since it keeps the articles of some days together.
_EDGE = 31


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is needed of a new article; ``n`` is its number."""

    n: int
    id: str
    published: str | None
    signature: Signature
    bands: tuple[int, ...]  # of the signature, none where it is of too short a text
    vector: Vector


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new article stands: the number of the article it copies, its story, its vector as it was weighed.

    ``now_copies`` are articles of the store or the batch that copy this one, since it was published before them.
    """

    n: int
    copy_of: int | None
    story: str
    day: int
    vector: Vector
    now_copies: tuple[int, ...]


def moment(published: str | None) -> str | None:
    """A date or date-time that can be compared; None for what is none."""
    if published is None:
        return None
    try:
        datetime.fromisoformat(published)
    except ValueError:
        return day_of(published) or None
    return published


# --- near copies ------------------------------------------------------------------------------------


def copies_of(connection: Connection, new: Sequence[Candidate]) -> dict[int, tuple[int | None, tuple[int, ...]]]:
    """Number -> the number of the article it copies, and those that copy it from now on."""
    copies = Copies.restore(_kept(connection, _groups(connection, new)))
    found = {}
    for one in new:
        placed = copies.add(str(one.n), one.signature, moment(one.published))
        original = None if placed.copy_of is None else int(placed.copy_of)
        found[one.n] = original, tuple(int(follower) for follower in placed.now_copies)
    return found


def _groups(connection: Connection, new: Sequence[Candidate]) -> list[int]:
    """The originals of the stored articles that share a band with a new one."""
    keys = sorted({band for one in new for band in one.bands})
    original = func.coalesce(articles.c.copy_of, articles.c.n)
    found: set[int] = set()
    for some in slices(keys):
        query = select(original).distinct().select_from(bands.join(articles, articles.c.n == bands.c.article))
        found.update(connection.execute(query.where(bands.c.band.in_(some))).scalars())
    return sorted(found)


def _kept(connection: Connection, originals: Sequence[int]) -> list[Kept]:
    rows: list[Any] = []
    for some in slices(originals):
        query = (
            select(articles.c.n, articles.c.published, articles.c.copy_of, signatures.c.copies)
            .join(signatures, signatures.c.article == articles.c.n)
            .where(or_(articles.c.n.in_(some), articles.c.copy_of.in_(some)))
        )
        rows += connection.execute(query).all()
    return [
        Kept(str(n), Signature.from_bytes(stored), moment(published), None if copy_of is None else str(copy_of))
        for n, published, copy_of, stored in sorted(rows)
    ]


def mark(connection: Connection, placed: Iterable[Place]) -> None:
    """Note which articles copy which: the new ones, and those before that copy one which was published earlier.

    In the order of placing: what is said last holds.
    """
    copies: dict[int, int] = {}
    for place in placed:
        if place.copy_of is not None:
            copies[place.n] = place.copy_of
        copies.update(dict.fromkeys(place.now_copies, place.n))
    if copies:
        statement = update(articles).where(articles.c.n == bindparam("copy")).values(copy_of=bindparam("original"))
        connection.execute(statement, [{"copy": copy, "original": original} for copy, original in copies.items()])


# --- stories ----------------------------------------------------------------------------------------


class Stories:
    """The grouper of a process, in step with the store: what it knows, up to which article, and what is left out."""

    def __init__(self) -> None:
        self._settings = Settings()
        self.forget()

    def forget(self) -> None:
        """Start from the store next time: what was placed last was not written."""
        self._grouper = Grouper(self._settings)
        self._last = 0  # number of the last article that it knows or need not
        self._left_out: tuple[_Days, ...] = (_ALL,)  # days with articles in the store that were not loaded

    def place(self, connection: Connection, new: Sequence[Candidate]) -> Iterator[Member]:
        """The places of new articles, in their order; to be called within the transaction that writes them."""
        needed = self._needed([_ordinal(one.published) for one in new])
        if any(needed[0] <= last and first <= needed[1] for first, last in self._left_out):
            self._load(connection, needed)
        else:
            self._take_in(connection)
        for one in new:
            yield self._grouper.add(one.id, one.vector, moment(one.published))
            self._last = one.n

    def _needed(self, days: Sequence[int]) -> _Days:
        """The days whose articles new ones are compared with: an undated one is compared with all."""
        if not days or 0 in days:
            return _ALL
        reach = self._settings.window + _EDGE
        return min(days) - reach, max(days) + reach

    def _load(self, connection: Connection, needed: _Days) -> None:
        first, last = needed[0] - _AHEAD, needed[1] + _AHEAD
        near = (signatures.c.day.between(max(first, 0), last)) | (signatures.c.day == 0)
        shared = select(articles.c.story).join(signatures, signatures.c.article == articles.c.n).where(near)
        rows = connection.execute(_members().where(articles.c.story.in_(shared))).all()
        self._grouper = Grouper.restore((_member(row) for row in rows), self._settings)
        self._last = connection.execute(select(func.coalesce(func.max(articles.c.n), 0))).scalar_one()
        oldest, newest = connection.execute(
            select(func.min(signatures.c.day), func.max(signatures.c.day)).where(signatures.c.day > 0)
        ).one()
        around = ((oldest or 0, first - 1), (last + 1, newest or 0))
        self._left_out = tuple(days for days in around if days[0] <= days[1] and oldest is not None)

    def _take_in(self, connection: Connection) -> None:
        """What other processes have placed since."""
        for row in connection.execute(_members().where(articles.c.n > self._last)).all():
            self._grouper.place(_member(row))
            self._last = row.n


def _members() -> Select[Any]:
    columns = (articles.c.n, articles.c.id, articles.c.story, signatures.c.day, signatures.c.vector)
    return select(*columns).join(signatures, signatures.c.article == articles.c.n).order_by(articles.c.n)


def _member(row: Any) -> Member:
    return Member(row.id, row.story, row.day, Vector.from_bytes(row.vector))


def _ordinal(published: str | None) -> int:
    """The day of publication as an ordinal, 0 where it is unknown: as the grouper counts."""
    day = moment(published)
    return date.fromisoformat(day[:10]).toordinal() if day else 0


# --- both -------------------------------------------------------------------------------------------


def place(connection: Connection, new: Sequence[Candidate], stories: Stories) -> list[Place]:
    """Copies and stories of new articles, in the order of their numbers."""
    copied = copies_of(connection, new)
    return [
        Place(one.n, copied[one.n][0], member.story, member.day, member.vector, copied[one.n][1])
        for one, member in zip(new, stories.place(connection, new), strict=True)
    ]
