"""Grammar over hand-written parses: voice undone, understood subjects, prepositional phrases, negation."""

import parses
import pytest

from countermove import syntax

BLOCKS = {
    "passive dative": """
Chad NNP nsubjpass 3
was VBD auxpass 3
given VBN ROOT 0 give
loans NNS dobj 3 loan
. . punct 3""",
    "small clause": """
The DT det 2
court NN nsubj 3
found VBD ROOT 0 find
her PRP nsubj 5
guilty JJ ccomp 3
. . punct 3""",
    "passive": """
The DT det 2
town NN nsubjpass 4
was VBD auxpass 4
struck VBN ROOT 0 strike
by IN agent 4
rebels NNS pobj 5 rebel
and CC cc 6
army NN compound 9
units NNS conj 6 unit
. . punct 4""",
    "gerund": """
Ghana NNP nsubj 2
accused VBD ROOT 0 accuse
Togo NNP dobj 2
of IN prep 2
seeking VBG pcomp 4 seek
to TO aux 7
arm VB xcomp 5
rebels NNS dobj 7 rebel
. . punct 2""",
    "relative": """
Kenya NNP nsubj 9
, , punct 1
which WDT nsubj 5
has VBZ aux 5 have
withdrawn VBN relcl 1 withdraw
its PRP$ poss 7
troops NNS dobj 5 troop
, , punct 1
agreed VBD ROOT 0 agree
to TO aux 11
send VB xcomp 9
aid NN dobj 11
. . punct 9""",
    "shared object": """
They PRP nsubj 2
condemned VBD ROOT 0 condemn
and CC cc 2
rejected VBD conj 2 reject
the DT det 6
move NN dobj 4
. . punct 2""",
    "gap": """
The DT det 2
missiles NNS nsubjpass 6 missile
Iran NNP nsubj 4
deployed VBD relcl 2 deploy
were VBD auxpass 6
removed VBN ROOT 0 remove
. . punct 6""",
    "nobody": """
Nobody NN nsubjpass 3
was VBD auxpass 3
arrested VBN ROOT 0 arrest
. . punct 3""",
    "object pronoun": """
Peru NNP nsubj 4
did VBD aux 4
not RB neg 4
sign VB ROOT 0
the DT det 6
deal NN dobj 4
that WDT dobj 12
Chile NNP nsubj 12
and CC cc 8
Bolivia NNP conj 8
had VBD aux 12
prepared VBN relcl 6 prepare
. . punct 4""",
    "dative": """
Chad NNP nsubj 2
gave VBD ROOT 0 give
Niger NNP dative 2
weapons NNS dobj 2 weapon
because IN prep 2
of IN pcomp 5
drought NN pobj 6
without IN prep 2
asking VBG pcomp 8 ask
. . punct 2""",
}


def sentence(name):
    return parses.sentences(BLOCKS[name])[1][0]


def ask(name, question, word):
    """The words that a question about a word is answered with."""
    s = sentence(name)
    at = next(t.index for t in s.tokens if t.text == word)
    return [s.tokens[i].text for i in question(s, at)]


@pytest.mark.parametrize(
    ("name", "verb", "agents", "patients"),
    [
        ("passive", "struck", ["rebels", "units"], ["town"]),
        ("gerund", "accused", ["Ghana"], ["Togo"]),
        ("gerund", "seeking", ["Togo"], []),
        ("gerund", "arm", ["Togo"], ["rebels"]),
        ("relative", "withdrawn", ["Kenya"], ["troops"]),
        ("relative", "send", ["Kenya"], ["aid"]),
        ("shared object", "condemned", ["They"], ["move"]),
        ("shared object", "rejected", ["They"], ["move"]),
        ("gap", "deployed", ["Iran"], ["missiles"]),
        ("gap", "removed", [], ["missiles"]),
        ("object pronoun", "prepared", ["Chile", "Bolivia"], ["deal"]),
    ],
)
def test_who_does_what_to_whom(name, verb, agents, patients):
    assert ask(name, syntax.agents, verb) == agents
    assert ask(name, syntax.patients, verb) == patients


def test_only_the_passive_is_passive():
    assert syntax.is_passive(sentence("passive"), 3)
    assert not syntax.is_passive(sentence("gerund"), 1)
    assert not syntax.is_passive(sentence("relative"), 4)


def test_negation_by_word_and_by_subject():
    assert syntax.negation(sentence("object pronoun"), 3) == 2
    assert syntax.negation(sentence("nobody"), 2) == 0
    assert syntax.negation(sentence("passive"), 3) is None


def test_prepositional_phrases_name_chains_and_datives():
    found = syntax.preposition_phrases(sentence("dative"), 1)
    words = [(preposition, sentence("dative").tokens[i].text) for preposition, i in found]
    assert ("to", "Niger") in words
    assert ("without", "asking") in words


def test_complements_say_how_they_are_joined():
    assert [(c.joined) for c in syntax.complements(sentence("gerund"), 1)] == ["of"]
    assert [(c.joined) for c in syntax.complements(sentence("gerund"), 4)] == ["to"]


def test_phrases():
    s = sentence("passive")
    assert syntax.core_phrase(s, 8) == (7, 8)
    assert syntax.full_phrase(sentence("relative"), 0) == (0, 6)
    assert syntax.conjuncts(s, 5) == [5, 8]
    assert syntax.first_conjunct(s, 8) == 5


def test_the_subject_of_a_passive_with_an_object_is_its_dative():
    assert ("to", 0) in syntax.preposition_phrases(sentence("passive dative"), 2)
    assert ("to", 1) not in syntax.preposition_phrases(sentence("passive"), 3)


def test_the_subject_of_a_clause_without_verb_is_the_object():
    assert syntax.patients(sentence("small clause"), 2) == [3]
    assert syntax.patients(sentence("gerund"), 1) == [2]
