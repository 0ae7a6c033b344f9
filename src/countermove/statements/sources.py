"""Who speaks: the words that name the source of a cue, in full, and the token that says who it is."""

from __future__ import annotations

from countermove import syntax
from countermove.records import Sentence
from countermove.statements.quotes import is_mark
from countermove.statements.reading import Source, phrase

_BEFORE_VERB = ("aux", "auxpass", "neg", "advmod")
_FINITE = ("VBD", "VBZ", "VBP")
_WITHIN_PHRASE = ("compound", "appos", "pobj", "prep", "conj", "poss")
_AIMS = ("purpose", "aim", "goal", "point", "idea", "task", "objective", "intention", "reason", "job")
_ENDS = (",", ".", "?", "!", "—", "–", "...", "…")
_DEPTH = 5


def of_verb(s: Sentence, v: int) -> Source | None:
    """Who says by this verb: its subject, its agent in the passive, or the subject of the clause it hangs on."""
    if syntax.is_passive(s, v):
        return agent(s, v)
    own = max((c for c in syntax.children(s, v, "nsubj", "csubj") if c < v), default=None)
    own = own if own is not None else syntax.child(s, v, "nsubj", "csubj")
    if own is not None:
        return _of_subject(s, own, v) if s.tokens[own].dep == "nsubj" else None
    if syntax.child(s, v, "expl") is not None:
        return None
    return _understood(s, v, _DEPTH) or _beside(s, v)


def _beside(s: Sentence, v: int) -> Source | None:
    """The noun phrase that touches a finite verb the parse gives no subject: "..., a spokesman in Baghdad, said"."""
    if s.tokens[v].tag not in _FINITE:
        return None
    first = v
    while first > 0 and s.tokens[first - 1].head == v and s.tokens[first - 1].dep in _BEFORE_VERB:
        first -= 1
    left = first - 1 - (first > 0 and s.tokens[first - 1].text == ",")
    if left >= 0 and (syntax.is_noun(s, left) or s.tokens[left].tag == "PRP"):
        return _phrase_before(s, left, v)
    if v > 0 and v + 1 < len(s.tokens) and s.tokens[v - 1].dep == "punct":
        return _phrase_after(s, v)
    return None


def _phrase_after(s: Sentence, v: int) -> Source | None:
    """The phrase right after a verb that follows a quotation: '"...," read the letter'."""
    head = v + 1
    while s.tokens[head].head > head and s.tokens[head].dep in syntax.LEFT_MODIFIERS:
        head = s.tokens[head].head
    if syntax.is_noun(s, head) or s.tokens[head].tag in ("PRP", "CD", "DT"):
        return of_noun_phrase(s, head)
    return None


def _phrase_before(s: Sentence, token: int, v: int) -> Source:
    noun = token
    while s.tokens[token].head < v and s.tokens[token].dep in _WITHIN_PHRASE and s.tokens[token].head != token:
        token = s.tokens[token].head
        noun = token if s.tokens[token].tag[0] in "NP" else noun
    token = noun
    first, last = phrase(s, token)
    while last > token and not s.tokens[min(last, v - 1)].text[:1].isalnum():
        last = min(last, v - 1) - 1
    return Source(token, token, first, min(last, v - 1))


def _of_subject(s: Sentence, subject: int, v: int) -> Source:
    meant = syntax.surface_subjects(s, v)
    first, last = phrase(s, subject)
    first = _after_quotation(s, first, subject)
    if subject < v <= last:  # a phrase that runs over its own verb is a mistake of the parse
        last = max(subject, v - 1)
    return Source(subject, meant[0] if meant else subject, first, last)


def _after_quotation(s: Sentence, first: int, subject: int) -> int:
    """The start of a subject on which the parse hangs the quotation before it: '"A pity," [the general], 69, said'."""
    for t in range(subject - 1, first, -1):
        if is_mark(s.tokens[t]) and s.tokens[t - 1].text in _ENDS:
            return t + 1
    return first


def agent(s: Sentence, v: int) -> Source | None:
    """Who is named after "by"."""
    for preposition, head in syntax.preposition_phrases(s, v):
        if preposition == "by":
            return of_noun_phrase(s, head)
    return None


def of_noun_phrase(s: Sentence, head: int) -> Source:
    """The source named by the noun phrase with this head."""
    first, last = phrase(s, head)
    return Source(head, head, first, last)


def _understood(s: Sentence, v: int, depth: int) -> Source | None:
    """The subject of the verb that a participle, an infinitive or a coordinated verb hangs on."""
    token = s.tokens[v]
    head = token.head
    if depth == 0 or head == v:
        return None
    if token.dep in ("acl", "relcl") and syntax.is_noun(s, head):
        return _of_infinitive(s, head) if syntax.has_to(s, v) else _noun_before(s, head, v)
    if not syntax.is_verb(s, head):
        return _understood(s, head, depth - 1) if token.dep in ("prep", "pcomp", "conj", "xcomp", "acomp") else None
    if token.dep == "prep":
        return _quoted_speaker(s, v, head) or of_verb(s, head)
    if token.dep in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep"):
        if syntax.is_passive(s, head) and token.dep != "conj":
            return _passive_subject(s, head)
        own = syntax.child(s, head, "nsubj", "nsubjpass")
        if own is not None:
            return _of_subject(s, own, head) if not _is_dummy(s, own, v) else None
        return _understood(s, head, depth - 1)
    return None


def _quoted_speaker(s: Sentence, preposition: int, verb: int) -> Source | None:
    """ "quoted the general as saying", "the general was quoted as saying": the one who is quoted."""
    if s.tokens[preposition].lower != "as":
        return None
    quoted = syntax.child(s, verb, "nsubjpass", "dobj")
    if quoted is None:
        return None
    source = of_noun_phrase(s, quoted)
    return Source(
        quoted, quoted, source.first, min(source.last, preposition - 1) if quoted < preposition else source.last
    )


def _is_dummy(s: Sentence, subject: int, v: int) -> bool:
    """ "It is hard to say", "the purpose is to justify it": a subject that stands for the infinitive."""
    equated = s.tokens[s.tokens[v].head].lemma == "be" and s.tokens[subject].lemma in _AIMS
    return (s.tokens[subject].lower == "it" or equated) and syntax.has_to(s, v)


def _passive_subject(s: Sentence, v: int) -> Source | None:
    own = syntax.child(s, v, "nsubjpass")
    return of_noun_phrase(s, own) if own is not None else None


def _of_infinitive(s: Sentence, noun: int) -> Source | None:
    """ "his effort to explain ...", "has evidence to suggest ...": whose noun it is, or the subject of its verb."""
    owner = of_noun(s, noun)
    if owner is not None:
        return owner
    verb = s.tokens[noun].head
    if s.tokens[noun].dep in ("dobj", "attr") and syntax.is_verb(s, verb):
        subject = of_verb(s, verb)
        return subject if subject is not None and s.tokens[subject.surface].lower not in ("it", "there") else None
    return None


def _noun_before(s: Sentence, noun: int, v: int) -> Source:
    """ "a statement saying ...": the noun and what stands before the participle."""
    first, last = phrase(s, noun)
    return Source(noun, noun, first, max(noun, min(last, v - 1)))


def of_noun(s: Sentence, noun: int) -> Source | None:
    """Whose claim: "his claim", "Iran's claim", "the claim by Iran", "criticism from unions"."""
    owner = syntax.possessor(s, noun)
    if owner is not None:
        first, last = phrase(s, owner)
        while last > owner and s.tokens[last].tag == "POS":
            last -= 1
        return Source(owner, owner, first, last)
    for preposition, head in syntax.preposition_phrases(s, noun):
        if preposition in ("by", "from", "among"):
            return of_noun_phrase(s, head)
    return None
