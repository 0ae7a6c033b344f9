"""How an act stands in the report: occurred, ongoing, attempted, planned, hypothetical, denied or historical.

The marks are data (``data/codebook/status.yaml``); this module knows where in a sentence to look for them: on the act's
own verb (modal, negation, tense), on the verbs, nouns and adjectives the act completes ("plans to", "a threat of"),
and on the clause around it ("if").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from countermove import syntax
from countermove.events.codebook import shipped_text
from countermove.events.matching import Match
from countermove.records import Sentence, Status, Token, When

_KINDS = ("verbs", "nouns", "adjectives", "modals", "adverbs", "marks")
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


def status_of(s: Sentence, match: Match, marks: StatusMarks, when: When, published: str | None) -> Status:
    """The status of a matched act. ``when`` is its date: long before ``published`` makes it historical."""
    if match.rule.status:
        status = Status(match.rule.status)
    else:
        found = list(_marks(s, match.carrier, marks))
        if match.trigger != match.carrier:
            found.extend(_noun_marks(s, match.trigger, marks))
        status = Status(marks.strongest(found) or _plain(s, match.carrier))
    if status in (Status.OCCURRED, Status.ONGOING) and is_background(when, published):
        return Status.HISTORICAL
    return status


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
    if token.tag == "VBG":
        helpers = [s.tokens[a] for a in syntax.auxiliaries(s, v)]
        if any(a.lower in ("is", "are", "am", "'s", "'re", "been") for a in helpers):
            return Status.ONGOING
    return Status.OCCURRED


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
        yield marks.of("nouns", s.tokens[token.head].lemma) or "planned"
    elif token.dep == "pcomp":
        above = s.tokens[s.tokens[token.head].head]
        mark = marks.of(_word_kind(above), above.lemma)
        if mark and mark != "occurred":
            yield mark


def _word_kind(token: Token) -> str:
    return "verbs" if token.tag.startswith("VB") else "nouns" if token.tag.startswith("NN") else "adjectives"


def _completed(s: Sentence, v: int, marks: StatusMarks, depth: int) -> Iterator[str]:
    """Marks of the word that an infinitive or participle completes: "plans to deploy", "is ready to deploy"."""
    head = s.tokens[s.tokens[v].head]
    kind = _word_kind(head)
    purpose = s.tokens[v].dep == "advcl" and kind == "verbs"
    mark = None if purpose else marks.of(kind, head.lemma)
    if purpose or (head.lemma == "be" and syntax.has_to(s, v)):
        yield "planned"  # "came to sign"; "is to visit"
    elif mark:
        yield mark
    if kind == "verbs" and not purpose:
        yield from _verb_marks(s, head.index, marks, depth - 1)
    elif kind == "adjectives" and syntax.is_verb(s, head.head):
        yield from _verb_marks(s, head.head, marks, depth - 1)


def _is_reported(s: Sentence, v: int) -> bool:
    """Whether the clause of the verb hangs on a past-tense verb ("said", "announced")."""
    for above in syntax.ancestors(s, v):
        if syntax.is_verb(s, above):
            return s.tokens[above].tag in ("VBD", "VBN", "VBG") and s.tokens[v].dep in (
                "ccomp",
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
