"""The date of an act: of the dates a sentence names, the one that dates the act told at a trigger.

What hangs on the act itself counts first, then what hangs on a clause that shares its time: "gunmen struck on Friday,
killing two" dates both acts, "said on Friday that gunmen had struck" only the saying. A date that bounds an act
("since 2011", "by Friday") does not date it, and where nothing dates the act, nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import timedelta
from functools import cache
from importlib.resources import files

import yaml

from countermove import syntax
from countermove.records import Basis, DateMention, Event, Identity, Precision, Sentence, Statement, Status, When

MODIFIERS = ("poss", "compound", "nummod", "amod", "nmod", "quantmod")
HAVE = frozenset(["have", "has", "had", "having"])
AHEAD = frozenset(["will", "'ll", "’ll", "wo", "would", "can", "ca"])
NEARBY = 300  # characters from a statement within which its speaker is the one who speaks
BESIDE_SENTENCES = 2  # between two tellings of the same act at most
WEEK, NEWS = 7, 2  # days before publication: of the week's reports, of the news of the day
BESIDE = 8  # tokens between a noun and the date right after its phrase at most
UNDATED = When()


def act_date(
    sentence: Sentence,
    trigger: int,
    dates: Sequence[DateMention],
    published: str | None,
    *,
    spoken: bool = False,
    light: int | None = None,
) -> When:
    """When the act told at token ``trigger`` was or is to be done, by the words of its sentence.

    ``dates`` are those of the sentence or of the whole article, ``published`` the ISO day of publication or None.
    ``spoken`` says that the act is done by speaking (an accusation, a demand, a refusal) and by who is said to speak:
    then the day of the saying is its own day. ``light`` is the verb that carries a noun for an act ("held talks").
    Gives an empty ``When`` where the sentence does not date the act.
    """
    placed = [_place(sentence, date) for date in dates if sentence.span.contains(date.span)]
    if not placed:
        return UNDATED
    starts = [trigger] if light is None or light == trigger else [trigger, light]
    for carrier in _carriers(sentence, starts, spoken=spoken):
        dating = _dating(sentence, placed, carrier)
        if dating is not None:
            break
    else:
        dating = _date_beside(sentence, trigger, placed, published)
    return UNDATED if dating is None or _is_listed(sentence, dating, placed) else _when(dating.mention)


def _dating(s: Sentence, placed: Sequence[Placed], carrier: int) -> Placed | None:
    """The date that dates what is told at ``carrier`` most directly, the nearest of several."""
    ranked = [(rank, abs(p.head - carrier), p) for p in placed if (rank := _rank(s, p, carrier)) is not None]
    return min(ranked, key=lambda r: r[:2])[2] if ranked else None


def _is_listed(s: Sentence, p: Placed, placed: Sequence[Placed]) -> bool:
    """Whether the date is one of several of equal standing: "tests in 2006, 2009 and 2013" are not all of 2006."""
    for q in placed:
        between = s.tokens[min(p.last, q.last) + 1 : max(p.first, q.first)]
        alike = q is not p and q.mention.precision is p.mention.precision
        if alike and between and all(t.lower in (",", "and", "or") for t in between):
            return True
    return False


def _when(date: DateMention) -> When:
    """The date as the act's: an act within a stretch of days is dated no finer than to the month."""
    stretch = date.end is not None and date.precision is Precision.DAY
    precision = Precision.MONTH if stretch else date.precision
    return When(date.value, date.end, precision, Basis.TEXT, date.span)


# --- where a date hangs -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A date in its sentence: its tokens, the head among them, and what governs that, nearest first.

    The path ends at the first verb, but leads on through a participle that only says when something took place ("the
    summit held on May 3").
    """

    mention: DateMention
    first: int
    last: int
    head: int
    path: tuple[int, ...]


def _place(s: Sentence, date: DateMention) -> Placed:
    inside = [t.index for t in s.tokens if date.span.start <= t.start < date.span.end]
    first, last = inside[0], inside[-1]
    outward = [i for i in inside if not first <= s.tokens[i].head <= last or s.tokens[i].head == i]
    head = outward[-1] if outward else last
    path = []
    for at in syntax.ancestors(s, head):
        if first <= at <= last:
            continue
        path.append(at)
        if syntax.is_verb(s, at) and not _only_dates(s, at):
            break
    return Placed(date, first, last, head, tuple(path))


def _only_dates(s: Sentence, v: int) -> bool:
    token = s.tokens[v]
    return token.dep == "acl" and token.tag == "VBN" and token.lemma in timing()["bearing"]


def _rank(s: Sentence, p: Placed, carrier: int) -> int | None:
    """How directly the date dates the act told at ``carrier``, 0 the most; None where it does not."""
    if _opens_clause(s, p, carrier):
        return 0
    if carrier not in p.path or p.first <= carrier <= p.last:
        return None
    way = p.path[: p.path.index(carrier)]
    if way and _bounds(s, way[0]) and not (p.mention.end and s.tokens[way[0]].lower == "from"):
        return None
    nouns = [i for i in way if s.tokens[i].tag.startswith("NN")]
    if not nouns:
        return 0
    if syntax.is_verb(s, carrier):
        return _rank_through_noun(s, p, nouns)
    modified = s.tokens[p.head].dep in MODIFIERS
    return None if modified and s.tokens[nouns[0]].tag in ("NN", "NNS") else 1


def _opens_clause(s: Sentence, p: Placed, carrier: int) -> bool:
    """Whether the clause of ``carrier`` says what was at that date: "in 1974, when it intervened"."""
    token = s.tokens[carrier]
    if token.dep not in ("relcl", "advcl", "acl") or carrier < p.last:
        return False
    begins = syntax.subtree(s, carrier)[0]
    after_date = begins - 1 == p.last or (begins - 2 == p.last and s.tokens[begins - 1].text == ",")
    return after_date and s.tokens[begins].lower == "when"


def _bounds(s: Sentence, preposition: int) -> bool:
    token = s.tokens[preposition]
    return token.lower in timing()["bounding"] and token.dep != "agent"


def _closely(s: Sentence, preposition: int) -> bool:
    return any(s.tokens[i].lower in timing()["closely"] for i in syntax.children(s, preposition, "advmod"))


def _is_coarse(date: DateMention) -> bool:
    return date.precision is not Precision.DAY


def _rank_through_noun(s: Sentence, p: Placed, nouns: Sequence[int]) -> int | None:
    """The date hangs on nouns below the verb: on its occasion ("in Friday's raid"), subject or object."""
    token = s.tokens[nouns[-1]]
    above = s.tokens[token.head]
    modifies = s.tokens[p.head].dep in MODIFIERS
    if token.dep == "pobj" and above.lower in timing()["occasions"]:
        return 1
    if token.dep in syntax.SUBJECTS:
        return 2
    if token.dep == "pobj" and _bounds(s, above.index) and not (_closely(s, above.index) and _is_coarse(p.mention)):
        return None
    return None if modifies else 3


def _date_beside(s: Sentence, trigger: int, placed: Sequence[Placed], published: str | None) -> Placed | None:
    """The date right after a noun's own phrase, hung elsewhere by the parse: "the test last month drew protests".

    A day of the week before publication is left to the verb: "condemned the test on Friday".
    """
    if not syntax.is_noun(s, trigger):
        return None
    for p in placed:
        between = s.tokens[trigger + 1 : p.first]
        near = all(t.tag in ("IN", "DT", "NN", "NNS", "NNP", "NNPS", "JJ", "RB", "POS", "CD") for t in between)
        free = s.tokens[p.head].dep not in MODIFIERS
        if free and p.first > trigger and near and len(between) <= BESIDE and not _is_news(p.mention, published, WEEK):
            bounded = bool(between) and _bounds(s, between[-1].index)
            return None if bounded else p
    return None


def _is_news(date: DateMention | When, published: str | None, days: int = NEWS) -> bool:
    """Whether the date is a day of the last ``days`` before publication or a later one: what news is told of."""
    if date.value is None or date.precision is not Precision.DAY or date.end is not None or not published:
        return False
    return date.value >= (day.fromisoformat(published[:10]) - timedelta(days=days)).isoformat()


# --- whose date may count ---------------------------------------------------------------------------


def _carriers(s: Sentence, starts: Sequence[int], *, spoken: bool) -> Iterator[int]:
    """The words that tell the act, then those whose time is the act's too, the nearest first."""
    seen = set(starts[:-1])
    yield from starts[:-1]
    at: int | None = starts[-1]
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = _sharing(s, at, spoken=spoken)


def _sharing(s: Sentence, i: int, *, spoken: bool) -> int | None:
    """The word above token i that shares its time, or None."""
    token = s.tokens[i]
    if token.head == i:
        return None
    if token.dep == "conj":
        return token.head
    if syntax.is_verb(s, i):
        return _clause_above(s, i, spoken=spoken)
    return _verb_of_noun(s, i, spoken=spoken)


def _clause_above(s: Sentence, v: int, *, spoken: bool) -> int | None:
    token, head = s.tokens[v], s.tokens[v].head
    if token.dep in ("xcomp", "pcomp"):
        return head if s.tokens[head].lemma in timing()["phases"] else None
    if token.dep == "advcl":
        return head if _same_time(s, v) else None
    if token.dep in ("relcl", "acl"):
        return head
    tells = token.dep in ("ccomp", "parataxis") and spoken and s.tokens[head].lemma in timing()["saying"]
    return head if tells and not _looks_away(s, v) else None


def _same_time(s: Sentence, v: int) -> bool:
    """Whether an adverbial clause tells of the time of its main clause: "killing two", "when it struck"."""
    mark = syntax.child(s, v, "mark")
    if mark is None:
        mark = next((c for c in syntax.children(s, v, "advmod") if s.tokens[c].tag == "WRB"), None)
    if mark is not None:
        return s.tokens[mark].lower in timing()["same_time"]
    return s.tokens[v].tag == "VBG" and HAVE.isdisjoint(s.tokens[c].lower for c in syntax.children(s, v, "aux"))


def _looks_away(s: Sentence, v: int) -> bool:
    """Whether what is said was done before or is to be done after it was said; a refusal ("would not") is done then."""
    auxiliaries = {s.tokens[a].lower for a in syntax.auxiliaries(s, v)}
    if not auxiliaries.isdisjoint(AHEAD):
        return syntax.negation(s, v) is None
    return "had" in auxiliaries or (s.tokens[v].tag == "VBD" and not auxiliaries)


def _verb_of_noun(s: Sentence, n: int, *, spoken: bool) -> int | None:
    """The verb that gives its time to a noun for an act: "held talks", "said in a speech", "died in the raid"."""
    token = s.tokens[n]
    head = s.tokens[token.head]
    if token.dep == "compound":
        return token.head
    if token.dep in (*syntax.SUBJECTS, "dobj", "attr", "oprd"):
        return head.index if head.lemma in timing()["bearing"] else None
    if token.dep != "pobj" or not syntax.is_verb(s, head.head):
        return None
    verb = s.tokens[head.head]
    occasion = head.lower in timing()["occasions"]
    after_talks = head.lower in ("after", "following") and token.lower in timing()["talks"]
    passed = spoken and token.lower in timing()["documents"]
    shares = occasion or passed or verb.lemma in timing()["bearing"]
    return verb.index if shares or (after_talks and verb.lemma in timing()["saying"]) else None


# --- the same act told again ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Telling:
    """An event, the sentence that tells it, its trigger there, and whether it is done by speaking."""

    event: Event
    sentence: Sentence
    trigger: int
    spoken: bool


def with_shared_dates(
    tellings: Sequence[Telling], statements: Sequence[Statement], published: str | None
) -> tuple[Event, ...]:
    """The events in their order, those without a date given that of the news they tell again.

    A report tells its news several times and dates it once. An act that has occurred takes the date of acts of the same
    type and the same actors that are dated to the day of publication or the two days before, if these agree. Of acts
    beside it (two sentences off at most) it is enough that their actors may be the same: a passive names none. An act
    of speech takes it only from beside, or from what its speaker is said to have said. Acts that the words set before
    the news ("had earlier", "already") take none.
    """
    news = [t for t in tellings if t.event.status is Status.OCCURRED and _is_news(t.event.date, published)]
    said = [s for s in statements if s.speaker and s.date and _is_news(_day_said(s), published)]
    return tuple(_shared(telling, news, said) for telling in tellings)


def _shared(telling: Telling, news: Sequence[Telling], said: Sequence[Statement]) -> Event:
    event = telling.event
    if event.date.value is not None or event.status is not Status.OCCURRED or _set_before(telling):
        return event
    found = _told_again(telling, news) or (_spoken_then(telling, said) if telling.spoken else [])
    agreed = len({date.value for date in found}) == 1
    return replace(event, date=found[0]) if agreed else event


def _told_again(telling: Telling, news: Sequence[Telling]) -> list[When]:
    """The dates of acts of the same type that may be this one, those of the very same actors first."""
    event, actors = telling.event, _actors(telling.event)
    same = [t for t in news if t.event.type == event.type]
    beside = [t for t in same if abs(t.sentence.index - telling.sentence.index) <= BESIDE_SENTENCES]
    again = [t.event.date for t in (beside if telling.spoken else same) if _actors(t.event) == actors]
    return again or [t.event.date for t in beside if not (_actors(t.event) and actors)]


def _actors(event: Event) -> frozenset[str]:
    return frozenset(party.identity.entity for party in event.actor if party.identity.entity)


def _spoken_then(telling: Telling, said: Sequence[Statement]) -> list[When]:
    """The days on which the actor of an act of speech spoke; in words nearby a spokesman speaks for all of a state."""
    if not syntax.is_verb(telling.sentence, telling.trigger):
        return []
    here = telling.sentence.span
    speakers = [party.identity for party in telling.event.actor if party.identity.entity]
    near = [s for s in said if s.sentence.start - NEARBY < here.start < s.sentence.end + NEARBY]
    found = [s for s in said if s.speaker and s.speaker.identity in speakers]
    found += [s for s in near if s.speaker and any(_may_be_same(s.speaker.identity, x) for x in speakers)]
    return [_day_said(s) for s in found]


def _may_be_same(a: Identity, b: Identity) -> bool:
    return a.entity == b.entity and (a.person is None or b.person is None or a.person == b.person)


def _day_said(statement: Statement) -> When:
    day_known = statement.date is not None and len(statement.date) == len("2016-06-16")
    return When(statement.date, None, Precision.DAY, Basis.TEXT, statement.sentence) if day_known else UNDATED


def _set_before(telling: Telling) -> bool:
    s, v = telling.sentence, telling.trigger
    if any(s.tokens[a].lower == "had" for a in syntax.auxiliaries(s, v)):
        return True
    return any(t.lower in timing()["before_the_news"] for t in s.tokens)


@cache
def timing() -> Mapping[str, frozenset[str]]:
    """The word lists of ``data/timing.yaml`` (read once)."""
    text = files("countermove").joinpath("data/timing.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in yaml.load(text, Loader=yaml.CSafeLoader).items()}
