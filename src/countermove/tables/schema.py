"""The columns of the table form, with their types."""

from __future__ import annotations

from enum import StrEnum

import polars as pl
from polars.datatypes import DataTypeClass


class Level(StrEnum):
    """What a row's act is: one report of it, or the act itself with all its reports."""

    EVENT = "event"
    INCIDENT = "incident"


#: Column -> type. A column that a source does not have is null. ``event`` with ``actor`` and ``recipient`` is the key;
#: those who have a name and no entity ("three men") are told apart by ``actor_name`` and ``recipient_name``.
#: An act without a recipient has one row per actor, ``recipient`` null. A reciprocal act (all sides are actors, nobody
#: is a recipient: talks, fighting between two) has a row for each ordered pair of its sides.
_COLUMNS: dict[str, pl.DataType | DataTypeClass] = {
    "event": pl.String,  # id of the event, or of the incident at incident level
    "level": pl.String,  # "event" or "incident"
    "source": pl.String,  # where the row comes from: "countermove", "icews", "polecat", "gdelt", "weis", "cameo"
    "article": pl.String,  # id of the article; of an incident its first report's
    "outlet": pl.String,
    "published": pl.Date,
    "date": pl.Date,  # day of the act; a month or year begins on its first day; null where nothing dates it
    "precision": pl.String,  # "day", "month", "year" or "none"
    "type": pl.String,  # PLOVER type; null where a source has a code that no type corresponds to
    "mode": pl.String,
    "code": pl.String,  # the source's own code (CAMEO "0841", WEIS "224"); of our own acts the CAMEO code
    "quad": pl.Int8,
    "score": pl.Float64,
    "score_table": pl.String,  # name of the table that the score is from
    "status": pl.String,  # our status; null in data that have none
    "actor": pl.String,  # entity: RUS, NATO; in other data too where its country or name tells, else its name or code
    "actor_name": pl.String,
    "actor_code": pl.String,  # PLOVER code of the country or kind: RUS, IGO
    "actor_sector": pl.String,
    "recipient": pl.String,
    "recipient_name": pl.String,
    "recipient_code": pl.String,
    "recipient_sector": pl.String,
    "place": pl.String,
    "country": pl.String,  # ISO 3166 alpha-3 of the place
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "geonameid": pl.Int64,
    "contexts": pl.List(pl.String),
    "claimed_by": pl.String,
    "denied_by": pl.List(pl.String),
    "confidence": pl.Float64,
    "rule": pl.String,
    "reports": pl.Int32,  # how many articles tell it
    "outlets": pl.Int32,  # how many of them are of independent outlets
    "credence": pl.String,  # how an incident stands, from its reports; null at event level and in other data
}
SCHEMA = pl.Schema(_COLUMNS)
