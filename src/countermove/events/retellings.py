"""Acts that a report tells again: it dates its news once, and what tells it again takes that date.

Nothing is dated that the words set apart from what was told before ("another attack", "had earlier"), and where the
tellings that an act may repeat differ in their dates, it takes none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from countermove import syntax
from countermove.events.status import is_background
from countermove.events.when import AHEAD, HAVE, UNDATED, WEEK, is_news, looks_away, timing
from countermove.records import Basis, Event, Identity, Precision, Sentence, Statement, Status, Token, When

NEARBY = 300  # characters from a statement within which its speaker is the one who speaks
BESIDE_SENTENCES = 2  # between two tellings of the same act at most
STEM = 4  # letters that two words for the same act share at least: "launch", "launching"
DONE = (Status.OCCURRED, Status.HISTORICAL)


@dataclass(frozen=True, slots=True)
class Telling:
    """An event, the sentence that tells it, its trigger there, and whether it is done by speaking.

    ``named`` is the noun for the act where the trigger is a light verb ("held talks"), else None.
    """

    event: Event
    sentence: Sentence
    trigger: int
    spoken: bool
    named: int | None = None

    @property
    def word(self) -> Token:
        """The word that says which act it is: "talks" in "held talks"."""
        return self.sentence.tokens[self.trigger if self.named is None else self.named]


def with_shared_dates(
    tellings: Sequence[Telling],
    statements: Sequence[Statement],
    published: str | None,
    votes: Sequence[tuple[int, When]] = (),
) -> tuple[Event, ...]:
    """The events in their order, those without a date given that of the acts they tell again.

    An act that has occurred takes the date of

    - the news: acts of the same type and the same actors dated to the day of publication or the two days before, if
      these agree. Of acts beside it (two sentences off at most) it is enough that their actors may be the same: a
      passive names none. An act of speech takes it from beside or from the same word, or from the day on which its
      actor is said to have spoken. Acts that the words set before the news ("had earlier", "already") take none;
    - any act that a noun or participle only names again, by the same word or the same mode of act, with a party in
      common ("the killing of two farmers" after "two farmers were killed on May 3"). It is background if that is.

    What is going on, and what is planned for a visit or stay that is dated, takes the month. ``votes`` are the dates of
    the report's words for a vote, each with the index of its sentence: states that no name tells have taken part in the
    last vote dated before ("32 countries voted for the resolution").
    """
    news = [t for t in tellings if t.event.status is Status.OCCURRED and is_news(t.event.date, published)]
    dated = [t for t in tellings if t.event.status in DONE and t.event.date.value is not None]
    said = [s for s in statements if s.speaker and s.date and is_news(_day_said(s), published)]
    shares = Shares(tuple(news), tuple(dated), tuple(said), published, tuple(votes))
    return tuple(_shared(telling, shares) for telling in tellings)


@dataclass(frozen=True, slots=True)
class Shares:
    """What may lend its date: the news, all dated acts, the statements of the news, and the votes."""

    news: tuple[Telling, ...]
    dated: tuple[Telling, ...]
    said: tuple[Statement, ...]
    published: str | None
    votes: tuple[tuple[int, When], ...] = ()


def _shared(telling: Telling, shares: Shares) -> Event:
    event = telling.event
    if event.date.value is not None:
        return event
    when = _date(telling, shares)
    past = event.status is Status.OCCURRED and is_background(when, shares.published)
    return replace(event, date=when, status=Status.HISTORICAL if past else event.status)


def _date(telling: Telling, shares: Shares) -> When:
    if telling.event.status is Status.OCCURRED:
        found: list[When] = []
        if not _set_before(telling):
            found = _told_again(telling, shares.news) or _spoken_then(telling, shares.said)
            found = found or _voted_then(telling, shares.votes)
        return _agreed(found or _named_again(telling, shares.dated))
    if telling.event.status is Status.HISTORICAL:
        return _agreed(_named_again(telling, shares.dated))
    if telling.event.status is Status.ONGOING or _is_of_a_stay(telling):
        return _agreed(_going_on(telling, shares))
    return UNDATED


def _agreed(found: Sequence[When]) -> When:
    """The date on which all agree, else none."""
    return found[0] if len({when.value for when in found}) == 1 else UNDATED


def _month(when: When) -> When:
    if when.precision is not Precision.DAY or when.value is None:
        return when
    return When(when.value[:7], None, Precision.MONTH, Basis.TEXT, when.span)


# --- the news of the day ----------------------------------------------------------------------------


def _told_again(telling: Telling, news: Iterable[Telling]) -> list[When]:
    """The dates of acts of the same type that may be this one, those of the very same actors first."""
    event, actors = telling.event, _actors(telling.event)
    same = [t for t in news if t.event.type == event.type]
    beside = [t for t in same if abs(t.sentence.index - telling.sentence.index) <= BESIDE_SENTENCES]
    worded = [t for t in same if _same_word(t.word, telling.word) and _fit(t.event, event)]
    again = [t.event.date for t in (beside if telling.spoken else same) if _actors(t.event) == actors]
    again = again or [t.event.date for t in worded if _actors(t.event) & actors]
    again = again or [t.event.date for t in beside if not (_actors(t.event) and actors)]
    return again or [t.event.date for t in same if _follows_closely(telling) and _actors(t.event) & actors]


def _voted_then(telling: Telling, votes: Iterable[tuple[int, When]]) -> list[When]:
    """The date of the last vote told before, for how many states voted which way: "eight countries opposed it"."""
    event = telling.event
    states = event.actor and all(p.identity.entity is None and "GOV" in p.identity.sectors for p in event.actor)
    if not states or telling.word.lemma not in timing()["voting"]:
        return []
    return [when for index, when in votes if index <= telling.sentence.index][-1:]


def _follows_closely(telling: Telling) -> bool:
    """ "Fought with the attackers soon after the bombing": on the same day."""
    s = telling.sentence
    after = [c for c in syntax.children(s, telling.trigger, "prep") if s.tokens[c].lower in ("after", "following")]
    return any(s.tokens[i - 1].lower in timing()["closely"] for i in after if i)


def _set_before(telling: Telling) -> bool:
    s, v = telling.sentence, telling.trigger
    if any(s.tokens[a].lower == "had" for a in syntax.auxiliaries(s, v)):
        return True
    return any(t.lower in timing()["before_the_news"] for t in s.tokens)


def _actors(event: Event) -> frozenset[str]:
    return frozenset(party.identity.entity for party in event.actor if party.identity.entity)


def _recipients(event: Event) -> frozenset[str]:
    return frozenset(party.identity.entity for party in event.recipient if party.identity.entity)


# --- the day somebody spoke -------------------------------------------------------------------------


def _spoken_then(telling: Telling, said: Sequence[Statement]) -> list[When]:
    """The days on which the actor of an act of speech spoke; in words nearby a spokesman speaks for all of a state.

    Where a state is said to have spoken, it has by whoever is quoted for it further on.
    """
    s, v = telling.sentence, telling.trigger
    if not telling.spoken or not syntax.is_verb(s, v) or _is_told_as_done(telling):
        return []
    here = s.span
    speakers = [party.identity for party in telling.event.actor if party.identity.entity]
    before = [x for x in said if x.sentence.start <= here.start]
    quoted = telling.event.statement is not None
    near = [x for x in before if here.start < x.sentence.end + NEARBY or (quoted and _speaks_as_state(x))]
    found = [x for x in said if x.speaker and x.speaker.identity in speakers]
    found += [x for x in near if x.speaker and any(_may_be_same(x.speaker.identity, y) for y in speakers)]
    return [_day_said(x) for x in found]


def _is_told_as_done(telling: Telling) -> bool:
    """Whether its actor tells of it as done before: "We have asked them to leave," he said."""
    if telling.event.statement is None:
        return False
    s, v = telling.sentence, telling.trigger
    helpers = {s.tokens[a].lower for a in syntax.auxiliaries(s, v)}
    perfect = not helpers.isdisjoint(HAVE)
    return helpers.isdisjoint(AHEAD) and (perfect or looks_away(s, v))


def _speaks_as_state(statement: Statement) -> bool:
    return statement.speaker is not None and statement.speaker.identity.person is None


def _may_be_same(a: Identity, b: Identity) -> bool:
    return a.entity == b.entity and (a.person is None or b.person is None or a.person == b.person)


def _day_said(statement: Statement) -> When:
    day_known = statement.date is not None and len(statement.date) == len("2016-06-16")
    return When(statement.date, None, Precision.DAY, Basis.TEXT, statement.sentence) if day_known else UNDATED


# --- acts named again -------------------------------------------------------------------------------


def _named_again(telling: Telling, dated: Iterable[Telling]) -> list[When]:
    """The dates of the acts that a noun or participle names again."""
    if telling.spoken or not _only_names(telling):
        return []
    event = telling.event
    same = [t for t in dated if t.event.type == event.type and _fit(t.event, event)]
    recent = any(telling.sentence.tokens[c].lower == "recent" for c in telling.sentence.children[telling.word.index])
    if recent:  # of the last weeks: "the recent riots" took more than a day
        return [_month(t.event.date) for t in same]
    known = [t for t in same if _share_a_party(t.event, event) and _is_same_act(t, telling)]
    return [_lent(t, telling) for t in known]


def _only_names(telling: Telling) -> bool:
    """Whether the words take the act for known: "the killing of", "girls abducted by", "after visiting"."""
    s, word = telling.sentence, telling.word
    if any(t.lower in timing()["apart"] for t in _around(s, word.index)):
        return False
    if word.tag.startswith("NN"):
        return word.index == telling.trigger and not _is_indefinite(s, word.index)
    return word.dep == "acl" if word.tag == "VBN" else word.tag == "VBG" and word.dep == "pcomp"


def _around(s: Sentence, i: int) -> Iterable[Token]:
    """The words on a word and on its objects: "abducted many more girls"."""
    objects = syntax.children(s, i, "dobj", "nsubj", "nsubjpass")
    return (s.tokens[c] for at in (i, *objects) for c in s.children[at])


def _is_indefinite(s: Sentence, n: int) -> bool:
    determiners = {s.tokens[c].lower for c in syntax.children(s, n, "det")}
    return bool(determiners) and determiners.isdisjoint(("the", "this", "that", "these", "those"))


def _is_same_act(a: Telling, b: Telling) -> bool:
    return _same_word(a.word, b.word) or (a.event.mode is not None and a.event.mode == b.event.mode)


def _same_word(a: Token, b: Token) -> bool:
    """Whether one is the other's noun or another form of it: "killed" and "killing", "release" and "released"."""
    shorter, longer = sorted((a.lemma.lower(), b.lemma.lower()), key=len)
    stem = shorter.removesuffix("e")
    return shorter == longer or (len(stem) >= STEM and longer.startswith(stem))


def _fit(a: Event, b: Event) -> bool:
    """Whether two events may be one act: where both name actors or recipients, they have some in common."""
    modes = a.mode is None or b.mode is None or a.mode == b.mode
    return modes and all(
        not (x and y) or bool(x & y)
        for x, y in ((_actors(a), _actors(b)), (_recipients(a), _recipients(b)))
    )  # fmt: skip


def _share_a_party(a: Event, b: Event) -> bool:
    return bool(_actors(a) & _actors(b) or _recipients(a) & _recipients(b))


def _lent(source: Telling, telling: Telling) -> When:
    """The date as a retelling takes it: the day of arriving only begins a visit."""
    bounds = source.word.lemma in timing()["bounds_of_acts"] and source.word.lemma != telling.word.lemma
    return _month(source.event.date) if bounds else source.event.date


# --- what is going on -------------------------------------------------------------------------------


def _going_on(telling: Telling, shares: Shares) -> list[When]:
    """The months of the week's acts of the same type between the same parties: "arrived on Saturday", "is visiting"."""
    event = telling.event
    parties = _actors(event) | _recipients(event)
    week = [t for t in shares.dated if t.event.type == event.type and is_news(t.event.date, shares.published, WEEK)]
    between = [t for t in week if len((_actors(t.event) | _recipients(t.event)) & parties) > 1]
    return [_month(t.event.date) for t in between]


def _is_of_a_stay(telling: Telling) -> bool:
    """Whether it is planned for a visit that is known: "during their stay they will hold talks"."""
    s = telling.sentence
    if telling.event.status is not Status.PLANNED:
        return False
    chain = {telling.trigger, *syntax.ancestors(s, telling.trigger)}
    for t in s.tokens:
        if t.lower in timing()["stays"] and t.dep == "pobj" and s.tokens[t.head].lower in ("during", "on"):
            known = any(s.tokens[c].lower in ("the", "this") or s.tokens[c].dep == "poss" for c in s.children[t.index])
            if known and s.tokens[t.head].head in chain:
                return True
    return False
