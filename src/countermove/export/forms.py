"""The formats of ``countermove export``, what each can hold, and the rules that acts are chosen and told by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """A format of an export."""

    JSONL = "jsonl"
    PLOVER = "plover"
    POLECAT = "polecat"
    ICEWS = "icews"
    GDELT = "gdelt"
    CSV = "csv"
    PARQUET = "parquet"
    SQLITE = "sqlite"

    @property
    def is_ours(self) -> bool:
        """Whether it keeps type and status apart, as our records do."""
        return self in (Form.JSONL, Form.CSV, Form.PARQUET, Form.SQLITE)

    @property
    def says_status(self) -> bool:
        """Whether it has a place for what was not done."""
        return self.is_ours or self is Form.PLOVER

    @property
    def in_cameo(self) -> bool:
        """Whether its codes are CAMEO's, and its scores Goldstein's."""
        return self in (Form.ICEWS, Form.GDELT)

    @property
    def needs_day(self) -> bool:
        """Whether each row must have a day."""
        return not self.is_ours

    @property
    def is_binary(self) -> bool:
        """Whether it is no text, so that it needs a file."""
        return self in (Form.PARQUET, Form.SQLITE)


class Planned(StrEnum):
    """What becomes of acts that a report does not tell as done."""

    AS_AGREE = "as-agree"
    DROP = "drop"
    KEEP = "keep"


class Undated(StrEnum):
    """What becomes of acts that nothing dates, in formats that must have a day."""

    PUBLISHED = "published"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Rules:
    """How acts are chosen and told: ``Planned``, ``Undated``; ``settled`` leaves out claims and what is denied."""

    planned: Planned = Planned.AS_AGREE
    undated: Undated = Undated.PUBLISHED
    settled: bool = False
