"""The date of an act: of the dates a sentence names, the one that dates the act told at a trigger.

What hangs on the act itself counts first, then what hangs on a clause that shares its time: "gunmen struck on Friday,
killing two" dates both acts, "said on Friday that gunmen had struck" only the saying. A date that bounds an act
("since 2011", "by Friday") does not date it, and where nothing dates the act, nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta
from functools import cache
from importlib.resources import files

import yaml

from countermove import syntax
from countermove.records import Basis, DateMention, Precision, Sentence, When

MODIFIERS = ("poss", "compound", "nummod", "amod", "nmod", "quantmod")
HAVE = frozenset(["have", "has", "had", "having", "'ve", "’ve"])
AHEAD = frozenset(["will", "'ll", "’ll", "wo", "would", "can", "ca"])
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
    """The date as the act's: an act within a stretch of days is dated no finer than to the month.

    Of a week across two months that is the month most of it lies in.
    """
    if date.end is not None and len(date.value) == len(date.end) == len("2016-06-16"):
        first, last = day.fromisoformat(date.value), day.fromisoformat(date.end)
        middle = first + (last - first) / 2
        if first.strftime("%Y-%m") != middle.strftime("%Y-%m") and last - first < timedelta(days=WEEK):
            return When(middle.strftime("%Y-%m"), None, Precision.MONTH, Basis.TEXT, date.span)
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
        return None if _dates_the_cause(s, p, carrier) else 0
    if syntax.is_verb(s, carrier):
        return _rank_through_noun(s, p, nouns)
    modified = s.tokens[p.head].dep in MODIFIERS
    return None if modified and s.tokens[nouns[0]].tag in ("NN", "NNS") else 1


def _dates_the_cause(s: Sentence, p: Placed, carrier: int) -> bool:
    """Whether the date stands with the subject of what it caused: "the test last month sparked protests"."""
    subjects = syntax.children(s, carrier, *syntax.SUBJECTS)
    between = any(i < p.first for i in subjects) and p.last < carrier
    return between and s.tokens[carrier].lemma in timing()["causing"]


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
    if token.dep == "pobj" and above.lower == "under" and token.lower in timing()["documents"]:
        return 1  # "banned the party under a law adopted in 2013"
    if token.dep in syntax.SUBJECTS:
        return None if s.tokens[token.head].lemma in timing()["causing"] else 2
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
        if free and p.first > trigger and near and len(between) <= BESIDE and not is_news(p.mention, published, WEEK):
            bounded = bool(between) and _bounds(s, between[-1].index)
            return None if bounded else p
    return None


def is_news(date: DateMention | When, published: str | None, days: int = NEWS) -> bool:
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
        at = _sharing(s, at, spoken=spoken, own=at == starts[-1])


def _sharing(s: Sentence, i: int, *, spoken: bool, own: bool) -> int | None:
    """The word above token i that shares its time, or None. ``own`` says that i tells the act itself."""
    token = s.tokens[i]
    if token.head == i:
        return None
    if token.dep == "conj":
        return None if _lasts_now(s, i) else token.head
    if syntax.is_verb(s, i):
        return _clause_above(s, i, spoken=spoken, own=own)
    return _verb_of_noun(s, i, spoken=spoken)


def _lasts_now(s: Sentence, v: int) -> bool:
    """Whether a clause tells what is so at the time of the report: "were freed on Friday, but many are still held"."""
    return any(s.tokens[c].lower in timing()["lasting"] for c in syntax.children(s, v, "advmod"))


def _clause_above(s: Sentence, v: int, *, spoken: bool, own: bool) -> int | None:
    token, head = s.tokens[v], s.tokens[v].head
    if token.dep in ("xcomp", "pcomp"):
        lemma = s.tokens[head].lemma
        # "Voted to open talks" dates the vote, no act on the occasion of what is to come of it.
        return head if lemma in timing()["phases"] and (own or lemma not in timing()["resolving"]) else None
    if token.dep == "advcl":
        return head if _same_time(s, v) or _speaks_after_talks(s, v, head) else None
    if token.dep in ("relcl", "acl"):
        return head
    tells = token.dep in ("ccomp", "parataxis") and spoken and s.tokens[head].lemma in timing()["saying"]
    return head if tells and not looks_away(s, v) else None


def _same_time(s: Sentence, v: int) -> bool:
    """Whether an adverbial clause tells of the time of its main clause: "killing two", "when it struck"."""
    mark = syntax.child(s, v, "mark")
    if mark is None:
        mark = next((c for c in syntax.children(s, v, "advmod") if s.tokens[c].tag == "WRB"), None)
    if mark is None and _is_at_which(s, v):
        return True
    if mark is not None:
        return s.tokens[mark].lower in timing()["same_time"]
    return s.tokens[v].tag == "VBG" and HAVE.isdisjoint(s.tokens[c].lower for c in syntax.children(s, v, "aux"))


def _is_at_which(s: Sentence, v: int) -> bool:
    """ "In the riots of May, in which police shot at the crowd, ten people died"."""
    opening = (p for p in syntax.children(s, v, "prep") if p < v and s.tokens[p].lower in timing()["occasions"])
    return any(s.tokens[o].lower == "which" for p in opening for o in syntax.children(s, p, "pobj"))


def _speaks_after_talks(s: Sentence, v: int, head: int) -> bool:
    """ "Condemned the attack on Friday, after she called a meeting": who speaks comes out of the talks."""
    mark = syntax.child(s, v, "mark") if s.tokens[head].lemma in timing()["saying"] | timing()["speaking"] else None
    if mark is None or s.tokens[mark].lower != "after":
        return False
    if not HAVE.isdisjoint(s.tokens[a].lower for a in syntax.auxiliaries(s, v)):
        return False
    held = s.tokens[v].lemma in timing()["bearing"] | timing()["speaking"]
    return s.tokens[v].lemma == "meet" or (
        held and any(s.tokens[o].lower in timing()["talks"] for o in syntax.children(s, v, "dobj"))
    )


def looks_away(s: Sentence, v: int) -> bool:
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


@cache
def timing() -> Mapping[str, frozenset[str]]:
    """The word lists of ``data/timing.yaml`` (read once)."""
    text = files("countermove").joinpath("data/timing.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in yaml.load(text, Loader=yaml.CSafeLoader).items()}
