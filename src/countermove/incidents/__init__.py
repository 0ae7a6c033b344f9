"""The same act in several reports: ``join`` puts reports together into incidents. Nothing is lost, all is reversible.

An incident is derived from its reports and from what people judged, and can be derived anew at any time: judgements
are rows beside it, not changes to it. ``blocks`` and ``affected`` tell a store which reports new ones may join.
"""

from __future__ import annotations

from collections.abc import Sequence

from countermove.incidents.answers import Answer, answers_of
from countermove.incidents.blocks import blocks
from countermove.incidents.deriving import derive, in_order
from countermove.incidents.joining import groups
from countermove.incidents.links import Link, affected, links, links_of, profiles_of
from countermove.incidents.reports import reports_of
from countermove.records import Incident, Judgement, Report, Verdict

__all__ = ["Answer", "Link", "affected", "answers", "blocks", "join", "links", "reports_of"]


def join(reports: Sequence[Report], judgements: Sequence[Judgement] = ()) -> tuple[Incident, ...]:
    """The incidents of a set of reports, in order of their first report; each report is in exactly one.

    A function of the two sets alone: neither their order nor what was joined before matters. Judgements "same" and
    "apart" of two events win over the rule, later ones over earlier ones, and count no more once withdrawn; an event
    judged "wrong" is left out. An incident's id is made of its earliest event's: it stays as reports are added, unless
    an earlier one comes, or two incidents become one.
    """
    wrong = _judged_wrong(judgements)
    kept = [report for report in reports if report.event.id not in wrong]
    by_event = {report.event.id: report for report in kept}
    profiles = profiles_of(kept)
    answered: dict[str, list[str]] = {}
    for answer in answers_of(profiles):
        answered.setdefault(answer.event, []).extend(answer.by)
    joined = groups(profiles, links_of(profiles), judgements)
    incidents = {
        incident.reports[0].event.id: incident
        for incident in (derive([by_event[event] for event in events], answered) for events in joined)
    }
    return tuple(incidents[report.event.id] for report in in_order(i.reports[0] for i in incidents.values()))


def answers(reports: Sequence[Report]) -> tuple[Answer, ...]:
    """The denials among these reports of what reports of other articles tell, in the order of their ids."""
    return answers_of(profiles_of(reports))


def _judged_wrong(judgements: Sequence[Judgement]) -> frozenset[str]:
    """The events whose latest judgement by itself that was not withdrawn says that they are wrong."""
    latest: dict[str, Verdict] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.id)):
        if judgement.other is None and judgement.withdrawn is None:
            latest[judgement.record] = judgement.verdict
    return frozenset(record for record, verdict in latest.items() if verdict is Verdict.WRONG)
