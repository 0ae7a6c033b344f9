"""How an act stands in the report: occurred, ongoing, attempted, planned, hypothetical, denied or historical.

The marks are data (``data/codebook/status.yaml``); this module knows where in a sentence to look for them: on the act's
own verb (modal, negation, tense), on the verbs, nouns and adjectives the act completes ("plans to", "a threat of"),
and on the clause around it ("if").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from countermove import syntax
from countermove.events.codebook import shipped_text
from countermove.events.matching import Match
from countermove.events.when import act_date, timing
from countermove.records import DateMention, Sentence, Status, Token, When

_KINDS = (
    "verbs",
    "nouns",
    "adjectives",
    "modals",
    "adverbs",
    "marks",
    "present",
    "begun",
    "guarded",
    "picked",
    "manner",
)
#: Prepositions that only say when or how, and complete nothing: "prepared the ground before cancelling the talks".
_LOOSE = frozenset(("before", "after", "since", "by", "while", "when", "upon", "without", "despite", "besides"))
_HAVE = frozenset(("have", "has", "'ve", "’ve"))
_PRESENT = frozenset(("is", "are", "am", "'s", "’s", "'re", "’re"))
_MANY = frozenset(("many", "dozens", "scores", "hundreds", "thousands", "millions"))
_LONG = frozenset(("decades", "centuries", "generations"))
#: Verbs whose object noun is an act that happens in their own time: "talks were held", "fighting broke out".
_HAPPEN = frozenset(
    "hold take occur happen begin start erupt continue resume end launch conduct stage carry mount break follow "
    "conclude go plan schedule postpone cancel expect propose face deny consider plan prepare order".split()
)


@dataclass(frozen=True, slots=True)
class StatusMarks:
    """Kind of word -> lemma -> the status it marks; ``order`` ranks the statuses."""

    order: tuple[str, ...]
    by_kind: Mapping[str, Mapping[str, str]]

    def of(self, kind: str, lemma: str) -> str | None:
        """The status this word marks, or None."""
        return self.by_kind[kind].get(lemma)

    def strongest(self, marks: list[str]) -> str | None:
        """The mark that comes first in the order."""
        return min(marks, key=self.order.index, default=None)


@cache
def status_marks() -> StatusMarks:
    """The marks that ship with the codebook (read once)."""
    raw: dict[str, Any] = yaml.load(shipped_text("status.yaml"), Loader=yaml.CSafeLoader)
    order = tuple(word.strip() for word in raw.pop("order").split(","))
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
    for status in (*order, *(s for s in raw if s not in order)):
        for kind, words in raw.get(status, {}).items():
            for word in words.split(","):
                by_kind[kind].setdefault(word.strip(), status)
    return StatusMarks((*order, "historical"), by_kind)


def status_of(s: Sentence, match: Match, marks: StatusMarks) -> Status:
    """The status of a matched act by the words on and around it, whenever it was."""
    if match.rule.status:
        return Status(match.rule.status)
    found = list(_marks(s, match.carrier, marks))
    if match.trigger != match.carrier:
        found.extend(_noun_marks(s, match.trigger, marks))
    return Status(marks.strongest(found) or _plain(s, match.carrier))


def aged(
    s: Sentence,
    match: Match,
    status: Status,
    when: When,
    dates: Sequence[DateMention],
    published: str | None,
) -> Status:
    """The status, historical where what was done lies more than a year before the report.

    ``when`` is the act's date; beside it count the words that only bound it: "more than 40 years ago", "have been
    killed since 1984", "after a coup in 1974".
    """
    if status in (Status.OCCURRED, Status.ONGOING) and is_background(when, published):
        return Status.HISTORICAL
    if status is not Status.OCCURRED or when.value is not None:
        return status
    old = tuple(d for d in dates if s.span.contains(d.span) and is_background(_when(d), published))
    return Status.HISTORICAL if _is_long_ago(s, match.carrier, old, published) else status


def _when(date: DateMention) -> When:
    return When(date.value, date.end, date.precision)


def _is_long_ago(s: Sentence, i: int, old: Sequence[DateMention], published: str | None) -> bool:
    """Whether words beside the act set it more than a year back, among them the dates ``old``, which lie there."""
    if any(_is_years_ago(s, c) for c in syntax.children(s, i, "advmod", "prep")):
        return True
    return bool(old) and (_is_counted_from(s, i, old) or _is_before_what_is_old(s, i, old, published))


def _is_years_ago(s: Sentence, i: int) -> bool:
    """ "Two years ago", "more than a year ago", "decades ago"; not "a year ago", which may be less."""
    units = syntax.children(s, i, "npadvmod") if s.tokens[i].lower == "ago" else ()
    for unit in units:
        counts = [c for c in s.children[unit] if s.tokens[c].dep in ("nummod", "amod", "det", "quantmod")]
        more = any(s.tokens[k].lower in ("more", "over") for c in (unit, *counts) for k in (c, *s.children[c]))
        if (
            s.tokens[unit].lower in _LONG
            or s.tokens[unit].lower == "years"
            or (s.tokens[unit].lower == "year" and more)
        ):
            return True
    return False


def _is_counted_from(s: Sentence, v: int, old: Sequence[DateMention]) -> bool:
    """ "Thousands have been killed since it took up arms in 1984": a count from long ago on, or what it starts from.

    "It has stepped up patrols since 2014" counts nothing: that may have been done yesterday.
    """
    for c in s.children[v] if _has_counted_subject(s, v) else ():
        since = s.tokens[c].lower == "since" and s.tokens[c].dep == "prep"
        clause = s.tokens[c].dep == "advcl" and _marked_since(s, c)
        if (since or clause) and _holds_a_date(s, c, old):
            return True
    return s.tokens[v].dep == "advcl" and _marked_since(s, v) and _holds_a_date(s, v, old)


def _has_counted_subject(s: Sentence, v: int) -> bool:
    subjects = syntax.children(s, v, *syntax.SUBJECTS)
    return any(
        s.tokens[i].tag == "CD" or s.tokens[i].lower in _MANY or syntax.children(s, i, "nummod") for i in subjects
    )


def _marked_since(s: Sentence, v: int) -> bool:
    return any(s.tokens[m].lower == "since" for m in syntax.children(s, v, "mark"))


def _holds_a_date(s: Sentence, top: int, dates: Sequence[DateMention]) -> bool:
    tokens = syntax.subtree(s, top)
    span = s.cover(tokens[0], tokens[-1])
    return any(span.contains(d.span) for d in dates)


def _is_before_what_is_old(s: Sentence, n: int, old: Sequence[DateMention], published: str | None) -> bool:
    """ "The army intervened in 1974 after a coup": what came before an old act is old."""
    preposition = s.tokens[s.tokens[n].head]
    if s.tokens[n].dep != "pobj" or preposition.lower not in ("after", "following"):
        return False
    above = preposition.head
    return syntax.is_verb(s, above) and is_background(act_date(s, above, old, published), published)


def is_background(when: When, published: str | None) -> bool:
    """Whether a date lies more than a year before the report."""
    if not when.value or not published:
        return False
    latest = when.end or when.value
    year, month = int(latest[:4]), int(latest[5:7]) if len(latest) >= 7 else 12
    return (int(published[:4]) - year) * 12 + int(published[5:7]) - month > 12


def is_future(s: Sentence, v: int) -> bool:
    """Whether the verb is told as to come: "will", "would" or an infinitive of a plan."""
    words = {s.tokens[a].lower for a in syntax.auxiliaries(s, v)}
    return bool(words & {"will", "would", "shall", "'ll", "'d", "wo"})


def _plain(s: Sentence, v: int) -> Status:
    """A verb without a mark: in progress now, or done."""
    token = s.tokens[v]
    helpers = frozenset(s.tokens[a].lower for a in syntax.auxiliaries(s, v))
    if token.tag == "VBG":
        now = not helpers.isdisjoint(_PRESENT) or ("been" in helpers and "had" not in helpers)
        then = not helpers.isdisjoint(("was", "were")) and _is_said(s, v)
        return Status.ONGOING if now or then else Status.OCCURRED
    passing = token.tag == "VBN" and "being" in helpers and not helpers.isdisjoint(_PRESENT)
    return Status.ONGOING if passing else Status.OCCURRED


def _is_said(s: Sentence, v: int) -> bool:
    """Whether the verb tells what somebody said: "said that they were holding talks", that is, are."""
    above = s.tokens[s.tokens[v].head]
    if s.tokens[v].dep != "ccomp" or above.tag != "VBD" or above.lemma not in timing()["saying"]:
        return False
    return all(s.tokens[c].lower not in timing()["before_the_news"] for c in syntax.children(s, above.index, "advmod"))


def _marks(s: Sentence, i: int, marks: StatusMarks) -> Iterator[str]:
    token = s.tokens[i]
    if token.tag.startswith("VB"):
        yield from _verb_marks(s, i, marks)
        if token.tag == "VBG" and token.dep in ("nsubj", "nsubjpass"):  # "the fighting went on"
            yield from _verb_around_noun(s, i, marks)
    elif token.tag.startswith("NN"):
        yield from _noun_marks(s, i, marks)
        yield from _verb_around_noun(s, i, marks)


def _verb_marks(s: Sentence, v: int, marks: StatusMarks, depth: int = 5) -> Iterator[str]:
    if syntax.negation(s, v) is not None:
        yield "denied"
    if s.tokens[v].head == v and syntax.has_to(s, v):
        yield "planned"  # a headline: "NATO to deploy troops"
    for a in syntax.auxiliaries(s, v):
        modal = marks.of("modals", s.tokens[a].lower)
        if modal == "hypothetical" and s.tokens[a].lower == "would" and _is_reported(s, v):
            yield "planned"  # "said it would deploy": the future of a past tense
        elif modal:
            yield modal
    for c in s.children[v]:
        if s.tokens[c].dep == "advmod" and (mark := marks.of("adverbs", s.tokens[c].lower)):
            yield mark
        if s.tokens[c].dep == "advmod" and _is_present(s, v) and (mark := marks.of("present", s.tokens[c].lower)):
            yield mark
        if s.tokens[c].dep == "mark" and s.tokens[v].dep == "advcl" and (mark := marks.of("marks", s.tokens[c].lower)):
            yield mark
    if depth:
        yield from _governor_marks(s, v, marks, depth)


def _governor_marks(s: Sentence, v: int, marks: StatusMarks, depth: int) -> Iterator[str]:
    """What the verb, noun or adjective says that this verb completes."""
    token = s.tokens[v]
    if token.head == v:
        return
    if token.dep == "conj" and syntax.is_verb(s, token.head):
        if syntax.auxiliaries(s, v) in ([], syntax.auxiliaries(s, token.head)):
            yield from (m for m in _verb_marks(s, token.head, marks, depth - 1) if m != "denied")
    elif token.dep in ("xcomp", "oprd") or (token.dep in ("ccomp", "advcl") and syntax.has_to(s, v)):
        yield from _completed(s, v, marks, depth)
    elif token.dep in ("acl", "relcl") and syntax.has_to(s, v):
        mark = marks.of("nouns", s.tokens[token.head].lemma)
        if mark or not _is_picked(s, token.head, marks):
            yield mark or "planned"
        else:  # "became the first to leave", "will be the first to leave"
            verb = next((a for a in syntax.ancestors(s, token.head) if syntax.is_verb(s, a)), None)
            yield from _verb_marks(s, verb, marks, depth - 1) if verb is not None else ()
    elif token.dep == "pcomp" and s.tokens[token.head].lower not in _LOOSE:
        above = s.tokens[s.tokens[token.head].head]
        mark = marks.of(_word_kind(above), above.lemma)
        if mark and mark != "occurred":
            yield mark
        elif above.lemma in ("lead", "result") and above.tag.startswith("VB"):
            yield from _verb_marks(s, above.index, marks, depth - 1)  # "a deal that would lead to lifting sanctions"


def _is_picked(s: Sentence, n: int, marks: StatusMarks) -> bool:
    """Whether an infinitive tells what was done by one of many: "the first to leave", "one of three states to join".

    Not who acts, but how or when, is picked in "the only way to leave".
    """
    if marks.of("manner", s.tokens[n].lemma):
        return False
    if any(marks.of("picked", s.tokens[i].lower) for i in (n, *s.children[n])):
        return True
    above = s.tokens[s.tokens[n].head]
    return s.tokens[n].dep == "pobj" and above.lower == "of" and s.tokens[above.head].lower == "one"


def _is_present(s: Sentence, v: int) -> bool:
    """Whether a verb tells of now: "is", "holds", "are held", not "has left"."""
    helpers = {s.tokens[a].lower for a in syntax.auxiliaries(s, v)}
    return s.tokens[v].tag in ("VBZ", "VBP") or (not helpers.isdisjoint(_PRESENT) and helpers.isdisjoint(_HAVE))


def _word_kind(token: Token) -> str:
    return "verbs" if token.tag.startswith("VB") else "nouns" if token.tag.startswith("NN") else "adjectives"


def _completed(s: Sentence, v: int, marks: StatusMarks, depth: int) -> Iterator[str]:
    """Marks of the word that an infinitive or participle completes: "plans to deploy", "is ready to deploy"."""
    head = s.tokens[s.tokens[v].head]
    kind = _word_kind(head)
    purpose = s.tokens[v].dep == "advcl" and kind == "verbs"
    mark = None if purpose else _begun(s, head, marks) or marks.of(kind, head.lemma)
    if purpose or (head.lemma == "be" and syntax.has_to(s, v)):
        yield "planned"  # "came to sign"; "is to visit"
    elif mark:
        yield mark
    if kind == "verbs" and not purpose:
        yield from _verb_marks(s, head.index, marks, depth - 1)
    elif kind == "adjectives" and syntax.is_verb(s, head.head):
        yield from _verb_marks(s, head.head, marks, depth - 1)


def _begun(s: Sentence, head: Token, marks: StatusMarks) -> str | None:
    """ "Has begun to leave", "is starting to leave": going on."""
    helpers = {s.tokens[a].lower for a in syntax.auxiliaries(s, head.index)}
    recent = not helpers.isdisjoint(_HAVE) or (head.tag == "VBG" and not helpers.isdisjoint(_PRESENT))
    return marks.of("begun", head.lemma) if recent else None


def _is_reported(s: Sentence, v: int) -> bool:
    """Whether the clause of the verb hangs on a past-tense verb ("said", "announced")."""
    for above in syntax.ancestors(s, v):
        if syntax.is_verb(s, above):
            return s.tokens[above].tag in ("VBD", "VBN", "VBG") and s.tokens[v].dep in (
                "ccomp",
                "acl",  # "announced in a statement that it would"
                "conj",
                "relcl",
                "advcl",
            )
    return False


def _noun_marks(s: Sentence, n: int, marks: StatusMarks) -> Iterator[str]:
    """Words on the noun itself: "planned talks", "no attack", "the threat of an attack"."""
    if syntax.negation(s, n) is not None:
        yield "denied"
    for c in syntax.children(s, n, "amod", "compound", "nmod"):
        mark = marks.of("adjectives", s.tokens[c].lower)
        if mark:
            yield mark
    token = s.tokens[n]
    preposition = s.tokens[token.head]
    if token.dep == "pobj" and preposition.lower in ("during", "at", "on") and is_future(s, preposition.head):
        yield "planned"  # "will sign it during his visit"
    unknown = token.dep == "pobj" and not syntax.children(s, n, "det")
    if unknown and preposition.lower in ("against", "from"):
        guards = [
            s.tokens[preposition.head],
            s.tokens[s.tokens[preposition.head].head],
        ]  # "protect [villagers against]"
        yield from filter(None, (marks.of("guarded", t.lemma) for t in guards if t.tag.startswith("VB")))
    if token.dep == "pobj" and preposition.lower in ("of", "for", "on", "to", "at"):
        above = s.tokens[preposition.head]
        if above.tag.startswith("NN"):
            mark = marks.of("nouns", above.lemma)
            if mark:
                yield mark


def _verb_around_noun(s: Sentence, n: int, marks: StatusMarks) -> Iterator[str]:
    """The verb that tells a noun's act happens: "talks will begin", "plans a visit"."""
    token = s.tokens[syntax.first_conjunct(s, n)]
    head = s.tokens[token.head]
    if token.dep not in ("nsubj", "nsubjpass", "dobj") or not head.tag.startswith("VB"):
        return
    mark = marks.of("verbs", head.lemma)
    if token.dep == "nsubj" and mark != "ongoing":  # "the fighting went on"; "the talks failed" were held
        mark = None
    if mark and mark != "occurred":
        yield mark
    if mark or head.lemma in _HAPPEN:
        yield from _verb_marks(s, head.index, marks)
