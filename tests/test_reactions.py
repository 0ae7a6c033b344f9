"""Text reactions: who answers whom by the reports' own words, after how many days, each once."""

from __future__ import annotations

import json

import pytest

from countermove.errors import InputError
from countermove.records import (
    Article,
    Basis,
    Coder,
    Coding,
    Event,
    Identity,
    Party,
    Precision,
    Reaction,
    Reason,
    Span,
    Status,
    When,
)  # fmt: skip
from countermove.series import reactions

TEXT = "Syldavia expelled two envoys in retaliation for the search of its ship."
CUE = Span(TEXT.index("in retaliation"), TEXT.index(" the search"))


def event(
    ident: str, kind: str, actors: tuple[str, ...], day: str | None, basis: Basis = Basis.TEXT, **more: object
) -> Event:
    parties = tuple(Party(Identity(name or None, name or "gunmen", name or None), Span(0, 8)) for name in actors)
    when = When(day, None, Precision.DAY if day else Precision.NONE, basis if day else Basis.NONE)
    values: dict[str, object] = {
        "id": ident, "article": "a1", "type": kind, "mode": None, "quad": 4, "score": -6.0, "contexts": (),
        "status": Status.OCCURRED, "actor": parties, "recipient": (), "place": (), "date": when, "trigger": Span(9, 17),
        "sentence": Span(0, len(TEXT)), "statement": None, "claimed_by": None, "denied_by": (), "magnitude": (),
        "confidence": 0.9, "reason": Reason("test", ()), **more,
    }  # fmt: skip
    return Event(**values)  # type: ignore[arg-type]


def coding(answer: Event, act: Event, outlet: str = "Klow Courier") -> Coding:
    article = Article("a1", TEXT, outlet=outlet, published="2031-03-12")
    link = Reaction(answer.id, act.id, CUE)
    return Coding(article, Coder("0", "0", "none"), events=(answer, act), reactions=(link,))


SEARCH = event("e1", "COERCE", ("RUR",), "2031-03-08")
EXPEL = event("e2", "SANCTION", ("SYL",), "2031-03-11")


def test_a_link_gives_who_answers_whom_with_what_and_when():
    found = reactions([coding(EXPEL, SEARCH)])
    row = found.links.row(0, named=True)
    assert (row["by"], row["of"], row["delay"], row["cue"]) == ("SYL", "RUR", 3, "in retaliation for")
    (edge,) = found.network().iter_rows(named=True)
    assert (edge["act_type"], edge["answer_type"], edge["answers"], edge["given"], edge["delay"]) == (
        "COERCE", "SANCTION", 1, 1, 3.0,
    )  # fmt: skip
    assert edge["events"] == ["e2"]
    read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert read["links"][0]["act_date"] == "2031-03-08"
    assert "Reports state 1 answer to acts." in found.to_text()


@pytest.mark.parametrize(
    ("answer", "act", "delay"),
    [
        (Basis.PUBLISHED, Basis.PUBLISHED, None),  # both only as old as the report
        (Basis.PUBLISHED, Basis.TEXT, 3),
        (Basis.TEXT, Basis.TEXT, 3),
    ],
)
def test_no_delay_is_made_up(answer: Basis, act: Basis, delay: int | None):
    pair = event("e2", "SANCTION", ("SYL",), "2031-03-11", answer), event("e1", "COERCE", ("RUR",), "2031-03-08", act)
    found = reactions([coding(*pair)])
    assert found.links["delay"].to_list() == [delay]
    undated = reactions([coding(EXPEL, event("e1", "COERCE", ("RUR",), None))])
    assert undated.links["delay"].to_list() == [None]
    assert "undated" in [caution.kind for caution in undated.warnings]


def test_several_reports_of_the_same_two_acts_count_once():
    again = coding(
        event("e8", "SANCTION", ("SYL",), "2031-03-11"), event("e9", "COERCE", ("RUR",), "2031-03-08"), "Wire One"
    )
    codings = [coding(EXPEL, SEARCH), again]
    assert reactions(codings).network()["answers"].to_list() == [2]
    same = {"e1": "i1", "e9": "i1", "e2": "i2", "e8": "i2"}
    assert reactions(codings, same).network()["answers"].to_list() == [1]


def test_announced_answers_and_unnamed_actors_are_kept_apart():
    planned = event("e2", "SANCTION", ("SYL", "ORD"), None, status=Status.PLANNED)
    nobody = event("e1", "ASSAULT", (), "2031-03-08")
    found = reactions([coding(planned, nobody)])
    assert found.links.select("by", "of").rows() == [("ORD", None), ("SYL", None)]
    assert found.network()["given"].to_list() == [0, 0]
    assert "somebody" in found.to_text()


def test_only_those_of_two_to_each_other():
    codings = [
        coding(EXPEL, SEARCH),
        coding(event("e4", "ACCUSE", ("ORD",), None), event("e3", "COERCE", ("RUR",), None)),
    ]
    found = reactions(codings)
    assert found.between("RUR", "SYL").links["by"].to_list() == ["SYL"]
    assert found.between("RUR", "*").links.height == 2
    assert found.between("ORD", "SYL").links.height == 0
    assert found.between("ORD", "SYL").to_text().startswith("Reports state 0 answers")
    with pytest.raises(
        InputError, match="no report links an act of 'XYZ' to another; of these there are: ORD, RUR, SYL"
    ):
        found.between("XYZ", "RUR")


def test_no_report_states_any_answer():
    found = reactions([])
    assert found.rows() == []
    assert [caution.kind for caution in found.warnings] == ["few"]
