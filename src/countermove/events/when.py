"""When an act was done: the date that stands on its own clause."""

from __future__ import annotations

from collections.abc import Sequence

from countermove.records import Basis, DateMention, Sentence, When


def act_date(s: Sentence, trigger: int, dates: Sequence[DateMention], published: str | None) -> When:
    """The date mentioned on the trigger's own clause; none where there is none."""
    del published
    below = {t.index for t in s.tokens if t.head == trigger or s.tokens[t.head].head == trigger}
    for date in dates:
        if any(date.span.start <= s.tokens[i].start < date.span.end for i in below):
            return When(date.value, date.end, date.precision, Basis.TEXT, date.span)
    return When()
