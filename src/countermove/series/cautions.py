"""Warnings: what makes a series, or a finding about it, less sure than it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: kind -> what it means. Kinds are part of the output format: add, do not rename.
CAUTIONS: Mapping[str, str] = {
    "few": "too few acts or periods for what is asked of them",
    "gaps": "periods without any report lie within, and count as unknown",
    "coverage": "the number of reports changes so much that it may be what is seen",
    "outlet": "one outlet is behind most of it",
    "constant": "the series never changes",
    "one-day": "all acts are of one day",
    "by-report": "acts count on the day of their report, since nothing in it dates them",
    "undated": "acts are left out since their date is not known finely enough",
    "uncovered": "acts are left out since no report was published near their date",
    "unstable": "the finding does not hold in every sub-period",
    "assumption": "a test speaks against what the model assumes",
    "many-tests": "so many questions were asked that some would be answered by chance",
    "baseline": "a simple baseline does as well",
    "actor": "a name may mean more or less than was thought",
    "score": "scores are missing, or come from several tables",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that belongs to a result: a kind that is on the list, and a sentence with its figures."""

    kind: str
    message: str

    def __post_init__(self) -> None:
        if self.kind not in CAUTIONS:
            raise ValueError(f"no such kind of warning: {self.kind}")
