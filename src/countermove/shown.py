"""How a record shows itself in a notebook: its fields as a small table, what is empty left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from html import escape
from typing import Any


class Shown:
    """A dataclass that a notebook draws as a table of its fields."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return as_html(self)


def as_html(record: Any) -> str:
    """A table with a row for each field of a dataclass that holds something; the text is escaped."""
    rows = [
        f"<tr><th style='text-align:left'>{escape(part.name)}</th><td style='text-align:left'>{escape(told)}</td></tr>"
        for part in fields(record)
        if (told := in_words(getattr(record, part.name)))
    ]
    return f"<table><caption>{escape(type(record).__name__)}</caption>{''.join(rows)}</table>"


def in_words(value: Any) -> str:
    """A value in a line: records by their name or value, tuples joined, "" for what is empty; long texts are cut."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return "; ".join(told for item in value if (told := in_words(item)))
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value):
        return _named(value)
    told = str(value)
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


_LONGEST = 300
#: What tells most of a record within another, in this order.
_TELLING = ("identity", "entity", "name", "value", "rule", "id")


def _named(record: Any) -> str:
    names = {part.name for part in fields(record)}
    if names == {"start", "end"}:
        return f"{record.start}–{record.end}"
    if "quantity" in names:
        return f"{record.quantity:g} {record.unit}"
    return next((told for name in _TELLING if name in names and (told := in_words(getattr(record, name)))), "")
