"""What a run came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from countermove.problems import READ_ALL_THE_SAME
from countermove.records import Problem
from countermove.store import Written

#: The kind of problem of an article that was read, and kept, but not coded.
_NOT_ENGLISH = "language"


@dataclass(slots=True)
class Summary:
    """Counts of articles, each in one of ``new``, ``known`` and ``unreadable``; copies and others are among the new.

    ``problems`` are in the order in which they were met.
    """

    new: int = 0
    known: int = 0
    copies: int = 0
    unreadable: int = 0
    not_english: int = 0
    events: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    def count(self, written: Written) -> None:
        """Add what a batch came to."""
        self.new += written.new
        self.known += written.known
        self.copies += written.copies
        self.events += written.events

    def note(self, problem: Problem) -> None:
        """Add a problem."""
        self.problems.append(problem)
        self.not_english += problem.kind == _NOT_ENGLISH
        self.unreadable += unreadable(problem)

    @property
    def met(self) -> int:
        """All articles and what stood in the place of one."""
        return self.new + self.known + self.unreadable

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.met / self.seconds if self.seconds else 0.0

    @property
    def why(self) -> dict[str, int]:
        """Kind of problem -> how many articles could not be read for it, the most frequent first."""
        return dict(Counter(problem.kind for problem in self.problems if unreadable(problem)).most_common())

    def to_dict(self) -> dict[str, Any]:
        """The counts, for a program or for the store's list of runs."""
        return {
            "new": self.new,
            "known": self.known,
            "copies": self.copies,
            "unreadable": self.unreadable,
            "why": self.why,
            "not_english": self.not_english,
            "events": self.events,
            "seconds": round(self.seconds, 3),
        }


def unreadable(problem: Problem) -> bool:
    """Whether it stands in the place of an article."""
    return problem.kind != _NOT_ENGLISH and problem.kind not in READ_ALL_THE_SAME
