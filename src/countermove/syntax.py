"""Grammar over a parsed ``Sentence``: who is subject, what is object, which phrase belongs to what.

Everything is a question about tokens by index and returns indexes, so that statements, actors and events ask the
same grammar. Voice is undone here: ``agents`` and ``patients`` are the same for "A struck B" and "B was struck by A".
Labels are the ClearNLP dependencies of spaCy's English models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from countermove.records import Sentence, Span

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
PREPOSITIONS = ("prep", "agent", "dative")
LEFT_MODIFIERS = ("det", "amod", "compound", "poss", "nummod", "quantmod", "nmod", "predet", "advmod", "case")
RELATIVE_TAGS = ("WDT", "WP")
#: Prepositions whose gerund is done by the object of the governing verb: "accused Russia of seeking".
OBJECT_GERUND = frozenset(["of", "for", "from", "into"])
#: Verbs whose object is charged with what a gerund behind it tells.
BLAME = frozenset("accuse suspect convict acquit blame condemn criticize criticise denounce fault charge".split())
#: Verbs whose infinitive is done by their subject although they have an object: "promised them to leave".
SUBJECT_CONTROL = frozenset(("promise", "vow", "threaten"))
_NO_WORDS = frozenset(["no", "neither", "nor", "nobody", "nothing", "none"])
_DEPTH = 6  # inheriting a subject goes through at most so many clauses; parses can be odd


def children(s: Sentence, i: int, *deps: str) -> list[int]:
    """The children of token i with one of these labels (all, where none is named), in order."""
    tokens = s.tokens
    return [c for c in s.children[i] if not deps or tokens[c].dep in deps]


def child(s: Sentence, i: int, *deps: str) -> int | None:
    """The first child of token i with one of these labels."""
    tokens = s.tokens
    for c in s.children[i]:
        if tokens[c].dep in deps:
            return c
    return None


def subtree(s: Sentence, i: int, leave_out: tuple[str, ...] = ()) -> list[int]:
    """Token i and all below it in order, without the branches whose label is left out."""
    found, waiting = [], [i]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting.extend(c for c in s.children[at] if s.tokens[c].dep not in leave_out)
    return sorted(found)


def ancestors(s: Sentence, i: int) -> Iterator[int]:
    """The governors of token i, nearest first."""
    while s.tokens[i].head != i:
        i = s.tokens[i].head
        yield i


def is_verb(s: Sentence, i: int) -> bool:
    """Whether the token is a verb form (not a modal)."""
    return s.tokens[i].tag.startswith("VB")


def is_noun(s: Sentence, i: int) -> bool:
    """Whether the token is a noun or a name."""
    return s.tokens[i].tag.startswith("NN")


def conjuncts(s: Sentence, i: int) -> list[int]:
    """Token i and all that are coordinated below it: "A, B and C" asked at A."""
    found = [i]
    for c in children(s, i, "conj"):
        found.extend(conjuncts(s, c))
    return found


def first_conjunct(s: Sentence, i: int) -> int:
    """The head of the coordination that token i is part of."""
    while s.tokens[i].dep == "conj" and s.tokens[i].head != i:
        i = s.tokens[i].head
    return i


# --- phrases ----------------------------------------------------------------------------------------


def core_phrase(s: Sentence, head: int) -> tuple[int, int]:
    """First and last token of a noun phrase without what follows its head: "the four Russian ships"."""
    first = head
    for c in reversed(children(s, head, *LEFT_MODIFIERS)):
        if c < first:
            first = min(first, subtree(s, c)[0])
    return first, head


def full_phrase(s: Sentence, head: int, leave_out: tuple[str, ...] = ("conj", "cc", "preconj")) -> tuple[int, int]:
    """First and last token of a phrase with all that hangs on it but coordination; no mark at its edges."""
    covered = subtree(s, head, leave_out)
    while len(covered) > 1 and s.tokens[covered[-1]].dep == "punct" and covered[-1] > head:
        covered.pop()
    while len(covered) > 1 and s.tokens[covered[0]].dep == "punct" and covered[0] < head:
        covered.pop(0)
    return covered[0], covered[-1]


def span_of(s: Sentence, tokens: Iterable[int]) -> Span:
    """From the first of these tokens to the last, in the stored text."""
    tokens = tuple(tokens)
    return s.cover(min(tokens), max(tokens))


def preposition_phrases(s: Sentence, i: int) -> list[tuple[str, int]]:
    """(preposition in lower case, index of its object) for each prepositional phrase on token i.

    Coordinated objects each count; "out of X" and "because of X" are given by their last word as well as
    "out_of". A dative without preposition ("gave Kyiv arms") counts as "to", and so does the subject of a passive
    that keeps its object ("Kyiv was given arms").
    """
    found: list[tuple[str, int]] = []
    if child(s, i, "dobj") is not None:
        found.extend(("to", c) for o in children(s, i, "nsubjpass") for c in _antecedents(s, o, i))
    objects = children(s, i, "dobj")
    if len(objects) > 1:  # "denied the minister a visa", parsed as two objects
        found.extend(("to", c) for c in conjuncts(s, objects[0]))
    for p in children(s, i, *PREPOSITIONS):
        token = s.tokens[p]
        if (token.dep == "dative" and not s.children[p]) or (token.dep == "dative" and is_noun(s, p)):
            found.extend(("to", c) for c in conjuncts(s, p))
            continue
        for chain in conjuncts(s, p):
            found.extend(_objects_of_preposition(s, chain, ""))
    return found


def _objects_of_preposition(s: Sentence, p: int, before: str) -> list[tuple[str, int]]:
    word = s.tokens[p].lower
    name = f"{before}_{word}" if before else word
    found = [(name, c) for o in children(s, p, "pobj", "pcomp") for c in conjuncts(s, o)]
    if before:
        found += [(word, o) for _, o in found]
    for inner in children(s, p, "prep"):
        found.extend(_objects_of_preposition(s, inner, name))
    return found


def possessor(s: Sentence, noun: int) -> int | None:
    """The token of "X's noun" or "its noun"."""
    return child(s, noun, "poss")


# --- voice, subjects, objects -----------------------------------------------------------------------


def is_passive(s: Sentence, v: int) -> bool:
    """Whether the verb stands in the passive: "was struck", "the town struck by rebels", "struck twice, he ..."."""
    tokens = s.tokens
    if child(s, v, "nsubjpass", "auxpass", "csubjpass") is not None:
        return True
    if tokens[v].tag not in ("VBN", "VBD"):
        return False
    if child(s, v, "agent") is not None and child(s, v, "dobj") is None:
        return True
    if tokens[v].tag != "VBN" or child(s, v, "aux") is not None or child(s, v, "nsubj") is not None:
        return False
    if tokens[v].dep == "conj":
        return is_passive(s, tokens[v].head) if is_verb(s, tokens[v].head) else False
    return tokens[v].dep in ("acl", "relcl", "amod", "advcl", "oprd", "ccomp", "pcomp", "xcomp", "acomp")


def surface_subjects(s: Sentence, v: int, depth: int = _DEPTH) -> list[int]:
    """The grammatical subject of a verb, its own or understood, with its conjuncts; empty where there is none.

    Understood: coordinated verbs share it ("came and saw"), infinitives and participles take it from the verb
    or noun they hang on ("agreed to leave", "troops entering", "accused Russia of seeking").
    """
    own = children(s, v, *SUBJECTS)
    if own:
        return [c for o in own for c in _antecedents(s, o, v)]
    if depth == 0:
        return []
    token = s.tokens[v]
    head = token.head
    if head == v:
        return []
    if token.dep == "conj" and is_verb(s, head):
        return surface_subjects(s, head, depth - 1)
    if token.dep in ("xcomp", "oprd", "acomp") or (token.dep in ("ccomp", "advcl") and _is_nonfinite(s, v)):
        return _controlled(s, v, head, depth)
    if token.dep in ("acl", "relcl"):
        return _subject_from_noun(s, v, head, depth)
    if token.dep == "pcomp":
        return _subject_of_gerund(s, head, depth)
    return []


def _antecedents(s: Sentence, subject: int, v: int) -> list[int]:
    """What a subject stands for: a relative pronoun for the noun before its clause, all else for itself."""
    if s.tokens[subject].tag in RELATIVE_TAGS:
        clause = first_conjunct(s, v)
        while s.tokens[clause].dep in ("xcomp", "ccomp", "conj") and s.tokens[clause].head != clause:
            clause = s.tokens[clause].head
        if s.tokens[clause].dep == "relcl":
            return _same_number(s, s.tokens[clause].head, v)
    return conjuncts(s, subject)


def _same_number(s: Sentence, noun: int, v: int) -> list[int]:
    """ "A and B, which have agreed": all conjuncts where the verb is plural, else the noun alone."""
    auxiliaries = [s.tokens[a].lower for a in children(s, v, "aux", "auxpass")] + [s.tokens[v].lower]
    if {"have", "are", "were"} & set(auxiliaries) and s.tokens[noun].dep == "conj":
        return conjuncts(s, first_conjunct(s, noun))
    return [noun]


def _is_nonfinite(s: Sentence, v: int) -> bool:
    tag = s.tokens[v].tag
    if tag in ("VBG", "VBN"):
        return not any(s.tokens[a].tag in ("VBZ", "VBP", "VBD", "MD") for a in children(s, v, "aux", "auxpass"))
    return tag == "VB" and has_to(s, v)


def has_to(s: Sentence, v: int) -> bool:
    """Whether the verb is a to-infinitive."""
    return any(s.tokens[a].tag == "TO" for a in children(s, v, "aux"))


def _controlled(s: Sentence, v: int, governor: int, depth: int) -> list[int]:
    if s.tokens[v].dep != "advcl" and s.tokens[governor].lemma not in SUBJECT_CONTROL and not is_passive(s, governor):
        objects = children(s, governor, "dobj")
        if objects and has_to(s, v):
            return conjuncts(s, objects[0])
    if not is_verb(s, governor):
        if is_noun(s, governor):
            return _subject_from_noun(s, v, governor, depth)
        copula = s.tokens[governor].head  # "is ready to leave"
        return surface_subjects(s, copula, depth - 1) if is_verb(s, copula) else []
    return surface_subjects(s, governor, depth - 1)


def _subject_from_noun(s: Sentence, v: int, noun: int, depth: int) -> list[int]:
    if not has_to(s, v):
        # "the missiles Russia deployed" has a subject of its own; "troops entering" and "troops sent" have this noun.
        return conjuncts(s, noun) if s.tokens[noun].dep != "conj" else [noun]
    owner = possessor(s, noun)
    if owner is not None:
        return conjuncts(s, owner)
    for preposition, of in preposition_phrases(s, noun):
        if preposition in ("by", "of"):
            return [of]
    governor = s.tokens[noun].head
    if governor != noun and is_verb(s, governor) and s.tokens[noun].dep in ("dobj", "attr", "pobj"):
        return surface_subjects(s, governor, depth - 1)
    return []


def _subject_of_gerund(s: Sentence, preposition: int, depth: int) -> list[int]:
    governor = s.tokens[preposition].head
    word = s.tokens[preposition].lower
    if is_verb(s, governor):
        objects = children(s, governor, "dobj")
        if objects and word in OBJECT_GERUND:
            return conjuncts(s, objects[0])
        return surface_subjects(s, governor, depth - 1)
    above = s.tokens[governor].head
    if is_noun(s, governor):
        if word in OBJECT_GERUND and s.tokens[governor].dep == "dobj" and s.tokens[above].lemma in BLAME:
            return conjuncts(s, governor)  # "accused the Greek army of shelling", the phrase hung on the object
        owner = possessor(s, governor)
        if owner is not None:
            return conjuncts(s, owner)
    # "stopped short of condemning"; "the talks on freeing them"
    return surface_subjects(s, above, depth - 1) if above != governor and is_verb(s, above) else []


def agents(s: Sentence, v: int) -> list[int]:
    """Who does what the verb says, voice undone."""
    if not is_passive(s, v):
        return surface_subjects(s, v)
    return [o for p, o in preposition_phrases(s, v) if p == "by"]


def patients(s: Sentence, v: int) -> list[int]:
    """To whom or what it is done, voice undone."""
    if is_passive(s, v):
        return surface_subjects(s, v) + (_own_objects(s, v) if child(s, v, "dobj") is not None else [])
    own = _own_objects(s, v)
    if own:
        return own
    if s.tokens[v].dep == "relcl" and child(s, v, "nsubj") is not None and not _relative_subject(s, v):
        return [s.tokens[v].head]
    following = child(s, v, "conj")  # "condemned and rejected the move": the second verb's object serves both
    if following is not None and is_verb(s, following) and not children(s, v, *PREPOSITIONS, "ccomp", "xcomp"):
        between = [t for t in range(v + 1, following) if s.tokens[t].dep not in ("cc", "advmod", "punct")]
        if not between and child(s, following, "nsubj", "nsubjpass") is None:
            return _own_objects(s, following)
    return []


def _relative_subject(s: Sentence, v: int) -> bool:
    return any(s.tokens[c].tag in RELATIVE_TAGS for c in children(s, v, "nsubj"))


def _own_objects(s: Sentence, v: int) -> list[int]:
    found = []
    for o in children(s, v, "dobj"):
        if s.tokens[o].tag in RELATIVE_TAGS and s.tokens[v].dep == "relcl":
            found.append(s.tokens[v].head)
        else:
            found.extend(conjuncts(s, o))
    return found or _small_clause_subject(s, v)


def _small_clause_subject(s: Sentence, v: int) -> list[int]:
    """The object where the parser makes it a clause without a verb: "found her guilty", "let observers in"."""
    for c in children(s, v, "ccomp"):
        if not is_verb(s, c) and child(s, c, "aux", "mark", "cop") is None:
            subjects = [n for o in children(s, c, "nsubj") for n in conjuncts(s, o)]
            return subjects or (conjuncts(s, c) if is_noun(s, c) and c > v else [])
    return []


# --- what is said about a verb ----------------------------------------------------------------------


def auxiliaries(s: Sentence, v: int) -> list[int]:
    """Auxiliaries and modals of a verb, its own or (coordinated verbs) those of the first."""
    own = children(s, v, "aux", "auxpass")
    token = s.tokens[v]
    shares = token.dep == "conj" and token.tag in ("VB", "VBN", "VBG") and is_verb(s, token.head)
    if not own and shares and child(s, v, *SUBJECTS) is None:
        return auxiliaries(s, token.head)
    return own


def negation(s: Sentence, i: int) -> int | None:
    """The token that negates this verb or noun ("not", "never", "no", "without"), or None."""
    for c in s.children[i]:
        token = s.tokens[c]
        if token.dep == "neg" or (token.dep in ("det", "advmod", "preconj") and token.lower in (*_NO_WORDS, "never")):
            return c
        if token.dep in SUBJECTS and is_verb(s, i):
            if token.lower in _NO_WORDS:
                return c
            inside = next((d for d in s.children[c] if s.tokens[d].lower in ("no", "neither", "not")), None)
            if inside is not None:
                return inside
    head = s.tokens[i].head
    if s.tokens[i].dep in ("pcomp", "pobj") and s.tokens[head].lower == "without":
        return head
    return None


@dataclass(frozen=True, slots=True)
class Complement:
    """A clause that completes a verb or noun: its verb and how it is joined: "to", "that", "ing" or a preposition.

    "base" is a that-clause in the subjunctive: "insisted that Iran leave".
    """

    head: int
    joined: str


def complements(s: Sentence, i: int) -> list[Complement]:
    """The clauses that complete token i: "agreed to leave" (to), "said it left" (that), "accused of leaving" (of)."""
    found = []
    for c in s.children[i]:
        dep = s.tokens[c].dep
        if dep in ("xcomp", "ccomp", "acl", "advcl") and (is_verb(s, c) or dep in ("xcomp", "ccomp")):
            if dep == "advcl" and not (has_to(s, c) and _is_for_clause(s, c)) and not _is_bare_gerund(s, i, c):
                continue
            if dep == "acl" and not (has_to(s, c) or child(s, c, "mark") is not None):
                continue
            if c < i and is_aside(s, i):
                continue
            found.append(Complement(c, _joined(s, c)))
        elif dep in ("prep", "agent"):
            found.extend(Complement(p, s.tokens[c].lower) for p in children(s, c, "pcomp") if is_verb(s, p))
    return found


def is_aside(s: Sentence, v: int) -> bool:
    """Whether a verb's clause only remarks on the one before: "X accused Y of theft, a charge Y denies".

    The parse makes the clause before it the verb's complement; but a verb with its object before it has that object.
    """
    own = children(s, v, "dobj")
    return any(o < v and s.tokens[o].tag.startswith("NN") and s.tokens[o - 1].dep != "mark" for o in own)


def _is_bare_gerund(s: Sentence, verb: int, clause: int) -> bool:
    """Whether a gerund stands right behind its verb and particle: "ruled out sending troops"."""
    between = s.tokens[verb + 1 : clause]
    return s.tokens[clause].tag == "VBG" and clause > verb and all(t.dep == "prt" for t in between)


def _is_for_clause(s: Sentence, clause: int) -> bool:
    """Whether an infinitive has no conjunction, or "for" before its subject: "called for Iran to stop"."""
    mark = child(s, clause, "mark")
    return mark is None or s.tokens[mark].lower == "for"


def _joined(s: Sentence, clause: int) -> str:
    if has_to(s, clause):
        return "to"
    if s.tokens[clause].tag == "VBG" and not children(s, clause, "aux", *SUBJECTS):
        return "ing"
    subjunctive = s.tokens[clause].tag == "VB" and not children(s, clause, "aux")
    return "base" if subjunctive and child(s, clause, "nsubj", "nsubjpass") is not None else "that"
