"""What an export is: format, level, scores and rules. It goes into the file where there is a place, and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from countermove.export.acts import Count
from countermove.export.forms import Form, Planned, Rules, Undated
from countermove.ontology import cameo, plover
from countermove.tables import Level, ScoreTable
from countermove.version import __version__


def about(form: Form, level: Level, rules: Rules, scores: ScoreTable) -> dict[str, str]:
    """Name -> value, in a fixed order, of all that a user of the data must know and cannot see in them."""
    return {
        "format": form.value,
        "level": level.value,
        "scores": cameo().table if form.in_cameo or scores is ScoreTable.GOLDSTEIN else plover().table,
        "planned": planned(rules.planned, form),
        "undated": undated(rules.undated, form),
        "claims": "left out" if rules.settled else "kept beside what reports tell in their own voice",
        "made_by": f"countermove {__version__}",
    }


def planned(rule: Planned, form: Form) -> str:
    """The rule for what was not done, in words."""
    if rule is Planned.DROP:
        return "drop: what is planned, possible, denied or long past is left out"
    if form.is_ours:
        return "keep: type and status stand apart, what was not done is a row with its status"
    if rule is Planned.KEEP:
        with_mode = form.says_status or form is Form.POLECAT
        said = "with PLOVER's auxiliary mode" if with_mode else "AND COUNTS AS DONE IN THIS FORMAT"
        return f"keep: what was not done keeps its type, {said}"
    rest = "else with PLOVER's auxiliary mode" if form.says_status else "else left out"
    made = "has CAMEO's code of the intent" if form.in_cameo else "is AGREE, a planned RETREAT CONCEDE"
    return f"as-agree: a planned cooperative act {made}; an ASSAULT that could be is THREATEN; {rest}"


def undated(rule: Undated, form: Form) -> str:
    """The rule for acts that nothing dates, in words."""
    if not form.needs_day:
        return "no date is given"
    return "drop: left out" if rule is Undated.DROP else "published: the day of publication stands for it"


def counted(count: Count) -> Mapping[str, Any]:
    """What was written and what was left out, for the file beside the export."""
    return asdict(count)
