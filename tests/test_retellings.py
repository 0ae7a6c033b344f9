"""Which acts take the date of the acts they tell again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import parses

from countermove.events.retellings import Telling, with_shared_dates
from countermove.records import (
    Basis,
    Event,
    Identity,
    Kind,
    Party,
    Precision,
    Reason,
    Span,
    Stance,
    Statement,
    Status,
    When,
)

NEWS = When("2016-06-15", None, Precision.DAY, Basis.TEXT, Span(0, 9))
OLD = When("2014-06-15", None, Precision.DAY, Basis.TEXT, Span(0, 9))
PLAIN = """
Rebels NNS nsubj 2
attacked VBD ROOT 0 attack
"""
HAD = """
Rebels NNS nsubj 3
had VBD aux 3
attacked VBN ROOT 0 attack
"""


KILLED = """
Farmers NNS nsubjpass 3
were VBD auxpass 3
killed VBN ROOT 0 kill
"""
KILLING = """
the DT det 2
killing NN ROOT 0 killing
of IN prep 2
farmers NNS pobj 3
"""
RAID = """
the DT det 2
raid NN ROOT 0 raid
"""
VISITING = """
left VBD ROOT 0 leave
after IN prep 1
visiting VBG pcomp 2 visit
Kyiv NNP dobj 3
"""
ARRIVED = """
They PRP nsubj 2
arrived VBD ROOT 0 arrive
"""
IS_VISITING = """
They PRP nsubj 3
are VBP aux 3
visiting VBG ROOT 0 visit
"""
WILL_MEET = """
During IN prep 6
their PRP$ poss 3
stay NN pobj 1
they PRP nsubj 6
will MD aux 6
meet VB ROOT 0 meet
"""
RECENT = """
the DT det 3
recent JJ amod 3
raids NNS ROOT 0 raid
"""
FOUGHT = """
Police NNS nsubj 2
fought VBD ROOT 0 fight
soon RB advmod 4
after IN prep 2
the DT det 6
blast NN pobj 4
"""
SHOULD_LEAVE = """
They PRP nsubj 3
should MD aux 3
leave VB ROOT 0 leave
"""
VOTED = """
Eight CD nummod 1 eight
countries NNS nsubj 2 country
opposed VBD ROOT 2 oppose
it PRP dobj 2 it
. . punct 2 .
"""
HAVE_ASKED = """
We PRP nsubj 3
have VBP aux 3
asked VBN ROOT 0 ask
"""


def telling(
    date: When,
    block: str = PLAIN,
    *,
    actor: str | None = "RUS",
    recipient: str | None = None,
    at: int = 0,
    spoken: bool = False,
    word: str | None = None,
    mode: str | None = None,
    status: Status = Status.OCCURRED,
    statement: str | None = None,
) -> Telling:
    _, found = parses.sentences("\n\n".join(b.strip() for b in [PLAIN] * at + [block]))
    sentence = found[at]
    actors, recipients = (tuple(Party(Identity(e, e), Span(0, 1)) for e in [x] if e) for x in (actor, recipient))
    event = Event(
        f"e{at}", "a", "ASSAULT", mode, 4, -9.0, (), status, actors, recipients, (), date, sentence.span,
        sentence.span, statement, None, (), (), 0.5, Reason("rule", ()),
    )  # fmt: skip
    trigger = next((t.index for t in sentence.tokens if t.text == word), len(sentence.tokens) - 1)
    return Telling(event, sentence, trigger, spoken)


def second(*tellings: Telling, published: str | None = "2016-06-16") -> When:
    return with_shared_dates(tellings, (), published)[1].date


def test_an_act_told_again_takes_the_date_of_the_news() -> None:
    assert second(telling(NEWS), telling(When(), at=3)) == NEWS


def test_it_takes_none_from_background_another_actor_or_without_a_day_of_publication() -> None:
    assert second(telling(OLD), telling(When(), at=1)) == When()
    assert second(telling(NEWS), telling(When(), actor="UKR", at=1)) == When()
    assert second(telling(NEWS), telling(When(), at=1), published=None) == When()


def test_it_takes_none_where_the_words_set_it_before() -> None:
    assert second(telling(NEWS), telling(When(), HAD, at=1)) == When()


def test_it_takes_none_where_the_news_has_two_days() -> None:
    other = When("2016-06-16", None, Precision.DAY, Basis.TEXT, Span(0, 9))
    assert second(telling(NEWS), telling(When(), at=1), telling(other, at=2)) == When()


def test_an_act_of_speech_takes_it_only_from_beside() -> None:
    assert second(telling(NEWS, spoken=True), telling(When(), at=2, spoken=True)) == NEWS
    assert second(telling(NEWS, ARRIVED, spoken=True), telling(When(), at=3, spoken=True)) == When()


def test_or_from_the_same_word_by_the_same_actor() -> None:
    assert second(telling(NEWS, spoken=True), telling(When(), at=3, spoken=True)) == NEWS
    assert second(telling(NEWS, spoken=True), telling(When(), actor="UKR", at=3, spoken=True)) == When()


def fought(block: str) -> When:
    first = telling(NEWS, RAID, actor="ISIS")
    both = telling(When(), block, actor="RUS", at=4, word="fought")
    party = Party(Identity("ISIS", "ISIS"), Span(0, 1))
    both = replace(both, event=replace(both.event, actor=(*both.event.actor, party)))
    return second(first, both)


def test_what_follows_closely_is_of_the_same_day() -> None:
    assert fought(FOUGHT) == NEWS
    assert fought(FOUGHT.replace("soon", "long")) == When()


# --- acts named again -------------------------------------------------------------------------------


def named(block: str, word: str, source: Telling | None = None, **kwargs: Any) -> Event:
    source = source or telling(OLD, KILLED, actor=None, recipient="UKR")
    again = telling(When(), block, **{"actor": None, "recipient": "UKR", "at": 4, "word": word, **kwargs})
    return with_shared_dates((source, again), (), "2016-06-16")[1]


def test_a_noun_for_an_act_takes_its_date_and_is_background_with_it() -> None:
    event = named(KILLING, "killing")
    assert (event.date, event.status) == (OLD, Status.HISTORICAL)


def test_not_another_act_nor_one_of_other_parties_nor_a_full_telling() -> None:
    assert named(RAID, "raid").date == When()
    assert named(KILLING.replace("the DT", "another DT"), "killing").date == When()
    assert named(KILLING.replace("the DT", "a DT"), "killing").date == When()
    assert named(KILLING, "killing", recipient="POL").date == When()
    assert named(KILLED, "killed").date == When()


def test_the_same_mode_stands_for_the_same_word() -> None:
    source = telling(OLD, KILLED, actor=None, recipient="UKR", mode="aerial")
    assert named(RAID, "raid", source, mode="aerial").date == OLD
    assert named(RAID, "raid", source, mode="beat").date == When()


WEEKEND = When("2016-06-11", None, Precision.DAY, Basis.TEXT, Span(0, 9))
JUNE = When("2016-06", None, Precision.MONTH, Basis.TEXT, Span(0, 9))


def test_an_arrival_dates_its_visit_to_the_month() -> None:
    arrived = telling(WEEKEND, ARRIVED, recipient="UKR", mode="visit")
    assert named(VISITING, "visiting", arrived, actor="RUS", mode="visit").date == JUNE


def test_what_is_going_on_takes_the_month_of_the_same_parties() -> None:
    arrived = telling(WEEKEND, ARRIVED, recipient="UKR")
    going_on = {"actor": "RUS", "status": Status.ONGOING}
    assert named(IS_VISITING, "visiting", arrived, **going_on).date == JUNE
    assert named(IS_VISITING, "visiting", arrived, recipient="POL", **going_on).date == When()
    assert named(IS_VISITING, "visiting", telling(OLD, ARRIVED, recipient="UKR"), **going_on).date == When()


def test_what_is_planned_for_a_stay_takes_its_month() -> None:
    arrived = telling(WEEKEND, ARRIVED, recipient="UKR")
    planned = {"actor": "RUS", "status": Status.PLANNED}
    assert named(WILL_MEET, "meet", arrived, **planned).date == JUNE
    assert named(WILL_MEET.replace("stay", "talks"), "meet", arrived, **planned).date == When()
    assert named(WILL_MEET.replace("their PRP$ poss", "a DT det"), "meet", arrived, **planned).date == When()


def test_recent_acts_are_of_the_month() -> None:
    assert named(RECENT, "raids", telling(WEEKEND, PLAIN, recipient="UKR")).date == JUNE
    assert named(RECENT, "raids", telling(WEEKEND, PLAIN, recipient="POL")).date == When()


# --- the day somebody spoke -------------------------------------------------------------------------


def saying(entity: str, person: str | None, at: Span, day: str | None = "2016-06-15") -> Statement:
    speaker = Party(Identity(entity, entity, person=person), Span(at.start, at.start + 1))
    return Statement("s", speaker, None, (at,), Kind.INDIRECT, Stance.ASSERT, at, date=day)


def spoken_date(statement: Statement, block: str = PLAIN, *, at: int = 20, within: str | None = None) -> When:
    act = telling(When(), block, at=at, spoken=True, statement=within)
    (event,) = with_shared_dates((act,), (statement,), "2016-06-16")
    return event.date


def test_an_act_of_speech_takes_the_day_its_actor_spoke() -> None:
    far, near = Span(5000, 5010), Span(100, 110)
    assert spoken_date(saying("RUS", None, far)).value == "2016-06-15"
    assert spoken_date(saying("RUS", "Maria Ivanova", near)).value == "2016-06-15"


def test_a_state_has_spoken_by_whoever_is_quoted_for_it_further_on() -> None:
    first = saying("RUS", None, Span(0, 10))
    first = replace(first, speaker=Party(Identity("RUS", "RUS", role="government"), Span(0, 1)))
    assert spoken_date(first, SHOULD_LEAVE, at=40, within="s").value == "2016-06-15"
    assert spoken_date(first, SHOULD_LEAVE, at=40) == When()


def test_not_the_day_somebody_told_what_was_asked_before() -> None:
    first = saying("RUS", None, Span(0, 10))
    assert spoken_date(first, HAVE_ASKED, within="s") == When()
    assert spoken_date(first, HAVE_ASKED).value == "2016-06-15"


def test_not_the_day_on_which_a_namesake_of_its_state_speaks_later() -> None:
    assert spoken_date(saying("RUS", "Maria Ivanova", Span(100, 110)), at=0) == When()


def test_not_the_day_another_or_a_distant_namesake_of_its_state_spoke() -> None:
    assert spoken_date(saying("RUS", "Maria Ivanova", Span(5000, 5010))) == When()
    assert spoken_date(saying("UKR", None, Span(100, 110))) == When()
    assert spoken_date(saying("RUS", None, Span(100, 110), day="2016-06")) == When()


def test_unnamed_states_take_part_in_the_last_vote() -> None:
    _, (sentence,) = parses.sentences(VOTED.strip())
    states = Party(Identity(None, "countries", None, ("GOV",)), Span(0, 1))
    act = telling(When(), VOTED, actor=None, word="opposed")
    act = replace(act, event=replace(act.event, actor=(states,)))
    day = When("2016-06-14", None, Precision.DAY, Basis.TEXT, Span(0, 1))
    later = When("2016-06-15", None, Precision.DAY, Basis.TEXT, Span(0, 1))
    votes = ((sentence.index, day), (sentence.index + 1, later))
    assert with_shared_dates((act,), (), None, votes)[0].date == day
    named = telling(When(), VOTED, actor="RUS", word="opposed")
    assert with_shared_dates((named,), (), None, votes)[0].date == When()
