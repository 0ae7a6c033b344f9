"""A coding made by hand, for tests of the rim that load no model."""

from __future__ import annotations

from countermove.records import (
    Actor,
    Article,
    Basis,
    Coder,
    Coding,
    Cue,
    Event,
    Identity,
    Kind,
    Magnitude,
    Party,
    Place,
    Precision,
    Problem,
    Reaction,
    Reason,
    Span,
    Stance,
    Statement,
    Status,
    When,
)

TEXT = (
    "Norway sent two frigates to Narvik on Monday, and Russia condemned the move. "
    "“It answers nothing,” Russian spokeswoman Irina Belova said. Oslo will hold talks."
)
NORWAY = Identity("NOR", "Norway", "NOR", ("GOV", "MIL"))
RUSSIA = Identity("RUS", "Russia", "RUS", ("GOV",))
BELOVA = Identity("RUS", "Irina Belova", "RUS", ("GOV",), role="spokeswoman", person="Irina Belova")


def span(words: str, text: str = TEXT) -> Span:
    """Where these words stand first."""
    start = text.index(words)
    return Span(start, start + len(words))


def _event(ident: str, kind: str, quad: int, trigger: str, sentence: Span, **given: object) -> Event:
    fields: dict[str, object] = {
        "mode": None, "score": -2.0, "contexts": (), "status": Status.OCCURRED, "actor": (), "recipient": (),
        "place": (), "date": When(), "statement": None, "claimed_by": None, "denied_by": (), "magnitude": (),
        "confidence": 0.75, "reason": Reason(f"{kind.lower()}.{trigger}", (span(trigger),)),
    }  # fmt: skip
    fields.update(given)
    return Event(id=ident, article="a1", type=kind, quad=quad, trigger=span(trigger), sentence=sentence, **fields)  # type: ignore[arg-type]


def coding() -> Coding:
    """Two acts on a first sentence, the second an answer to the first, a statement and an act to come."""
    first = Span(0, TEXT.index(" “"))
    second = span("“It answers nothing,” Russian spokeswoman Irina Belova said.")
    third = span("Oslo will hold talks.")
    statement = Statement(
        "s0123456789ab", Party(BELOVA, span("Russian spokeswoman Irina Belova")), Cue(span("said"), "say"),
        (span("“It answers nothing,”"),), Kind.DIRECT, Stance.DENY, second, medium="Bild", date="2031-03-10",
    )  # fmt: skip
    sent = _event(
        "e000000000001", "MOBILIZE", 4, "sent", first, mode="weapons", score=-6.5,
        actor=(Party(NORWAY, span("Norway")),), magnitude=(Magnitude(2.0, "frigates", span("two frigates")),),
        place=(Place("Narvik", span("Narvik"), "NOR", 3144987, 68.43, 17.42, "city"),),
        date=When("2031-03-10", None, Precision.DAY, Basis.TEXT, span("Monday")), denied_by=("NOR",),
    )  # fmt: skip
    condemned = _event(
        "e000000000002", "ACCUSE", 3, "condemned", first, mode="disapprove", actor=(Party(RUSSIA, span("Russia")),),
        recipient=(Party(NORWAY, span("Norway")),), statement=statement.id, claimed_by="RUS",
        date=When("2031-03-11", None, Precision.DAY, Basis.PUBLISHED),
    )  # fmt: skip
    talks = _event(
        "e000000000003", "CONSULT", 1, "talks", third, score=2.5, status=Status.PLANNED,
        actor=(Party(NORWAY, span("Oslo")),), contexts=("diplomatic",),
    )  # fmt: skip
    return Coding(
        Article("a1", TEXT, "Frigates for Narvik", "Northern Wire", None, "2031-03-11", "en"),
        Coder("0.1.0", "0011223344556677", "en_core_web_sm-3.8.0"),
        actors=(Actor("a00000000000a", NORWAY, (span("Norway"), span("Oslo"))),),
        statements=(statement,),
        events=(sent, condemned, talks),
        reactions=(Reaction(condemned.id, sent.id, span("condemned the move")),),
        problems=(Problem("date", "“Monday” has no day of publication to count from", span("Monday"), "a1"),),
    )
