"""The notation of frames: what each part reads as, and what is refused with which words."""

import pytest

from countermove.events.frames import FrameError, parse_frame


def test_verb_frame_has_subject_object_and_obliques():
    frame = parse_frame("A V <talks> [with R]")
    assert (frame.before.role, frame.after.classes, frame.noun) == ("A", ("talks",), False)
    (oblique,) = frame.obliques
    assert (oblique.prepositions, oblique.slot.role, oblique.slot.optional) == (frozenset({"with"}), "R", True)


def test_noun_frame_has_a_possessor():
    frame = parse_frame("A's N on|against R!")
    assert frame.noun
    assert frame.before.role == "A"
    assert frame.obliques[0].prepositions == {"on", "against"}
    assert frame.obliques[0].slot.must


def test_literal_words_may_hold_blanks():
    assert parse_frame("A V {protest_note|complaint}").after.words == {"protest note", "complaint"}


def test_sectors_and_classes_are_conditions_of_a_role():
    frame = parse_frame("A:MIL|COP V R:<person>")
    assert frame.before.sectors == {"MIL", "COP"}
    assert frame.after.classes == ("person",)


@pytest.mark.parametrize(
    ("text", "joined", "claim", "subject"),
    [
        ("A V to ACT", {"to"}, False, None),
        ("A V R of CLAIM", {"of"}, True, None),
        ("A V R to ACT", {"to"}, False, "R"),
        ("A V that R ACT", {"that"}, False, "R"),
        ("A V ACT", {"ing"}, False, None),
        ("A V on R to ACT", {"to"}, False, None),
        ("N to ACT", {"to"}, False, None),
    ],
)
def test_inner_acts(text, joined, claim, subject):
    clause = parse_frame(text).clause
    assert (clause.joined, clause.claim) == (joined, claim)
    assert (clause.subject.role if clause.subject else None) == subject


def test_inner_act_may_ask_for_types():
    assert parse_frame("A V to ACT:RETREAT|CONCEDE").clause.types == {"RETREAT", "CONCEDE"}


def test_the_frame_that_asks_for_more_is_more_specific():
    lines = ["A V", "A V [R]", "A V R", "A V R for X", "A V <talks> with R", "A V R of CLAIM:AID"]
    ranks = [parse_frame(line).specificity for line in lines]
    assert ranks == sorted(ranks)
    assert ranks[0] == ranks[1] < ranks[2] < ranks[3] < ranks[4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A R", "exactly one V"),
        ("A V N", "exactly one V"),
        ("A V [R", "bracket that is not closed"),
        ("A B V R", "more than one word before V"),
        ("A N of R", "must be a possessor"),
        ("A V on", "needs a slot behind it"),
        ("A V Z", "is no slot"),
        ("A V R R", "has two objects"),
        ("A's N R", "needs a preposition"),
        ("A:army V", "neither a <class> nor sectors"),
    ],
)
def test_what_cannot_be_read_is_said(text, says):
    with pytest.raises(FrameError, match=says):
        parse_frame(text)
