"""The line of ``countermove stories``."""

from __future__ import annotations

from countermove.export.record import dumps
from countermove.stories import Member


def story_line(member: Member) -> str:
    """{"id", "story"} on one line, without the line's end: an article and the id of its story."""
    return dumps({"id": member.article, "story": member.story})
