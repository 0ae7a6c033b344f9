"""Pronouns: who "he", "its", "which" and "they" are. First persons wait until it is known who speaks."""

from __future__ import annotations

from collections.abc import Mapping

from countermove.actors.coreference import (
    SPEECH,
    Discourse,
    Referent,
    Sort,
    is_expletive,
    relative_antecedent,
    thing_as_subject,
    thing_before,
)
from countermove.actors.find import FIRST_PERSON, Found
from countermove.actors.report import Report
from countermove.actors.whose import Settle
from countermove.records import Identity, Sentence

_NEAR_START = 4


class Pronouns:
    """The pronouns of a report."""

    def __init__(
        self, report: Report, discourse: Discourse, settle: Settle, done: Mapping[int, tuple[Identity, ...]]
    ) -> None:
        self.report = report
        self.discourse = discourse
        self.settle = settle
        self.done = done

    def identify(self, mention: Found) -> tuple[Identity, ...]:
        """Whom a pronoun takes up; nobody for first and second persons."""
        s, i = self.report.sentences[mention.sentence], mention.head
        word = s.tokens[i].lower
        if word in FIRST_PERSON or word.startswith("you"):
            return ()
        if word in ("who", "whom", "whose", "which", "that"):
            return self._relative(s, i)
        if word.startswith("it"):
            found = None if is_expletive(s, i) else self._antecedent_of_it(s, i)
            return found.identities if found is not None else ()
        if word.startswith("the"):
            accept = self._accepts_they
        else:
            gender = "f" if word in ("she", "her", "hers", "herself") else "m"
            accept = lambda r: r.sort is Sort.PERSON and r.gender in (None, gender)  # noqa: E731
        found = self.discourse.antecedent(s, i, accept)
        return found.identities if found is not None else ()

    def _antecedent_of_it(self, s: Sentence, i: int) -> Referent | None:
        """Whom "it" takes up; nobody where a thing that is no actor stands in the place of choice.

        A speaker is an actor all the same: "The missile fell into the sea. It said ..." is not said by the missile.
        """
        speaks = self._speaks(s, i)
        if not speaks:
            thing = thing_before(s, i, lambda j: self._is_actor(s, j))
            before = self.report.sentences[s.index - 1] if s.index else None
            opens = i < _NEAR_START and s.tokens[i].dep in ("nsubj", "nsubjpass")
            if thing or (
                opens and before is not None and thing_as_subject(before, lambda j: self._is_actor(before, j))
            ):
                return None

        def accepts(r: Referent) -> bool:
            # An outlet is the reporter's source, seldom his subject: only beside it or speaking is it meant.
            told = speaks or not _is_outlet(r.identities[0]) or (r.sentence == s.index and r.subject)
            return told and self._accepts_it(r)

        return self.discourse.antecedent(s, i, accepts)

    def _speaks(self, s: Sentence, i: int) -> bool:
        return s.tokens[i].dep == "nsubj" and s.tokens[s.tokens[i].head].lemma in SPEECH

    def _is_actor(self, s: Sentence, i: int) -> bool:
        position = self.report.at.get((s.index, i))
        return position is not None and bool(self.done.get(position))

    @staticmethod
    def _accepts_it(r: Referent) -> bool:
        crowd = r.identities[0].sectors == ("CVL",)
        return r.sort in (Sort.STATE, Sort.BODY) and not (r.plural or r.adjective or r.place or crowd)

    @staticmethod
    def _accepts_they(r: Referent) -> bool:
        return r.plural or r.sort in (Sort.PEOPLE, Sort.SEVERAL)

    def _relative(self, s: Sentence, i: int) -> tuple[Identity, ...]:
        noun = relative_antecedent(s, i)
        while noun is not None:
            position = self.report.at.get((s.index, noun))
            identities = self.settle(position) if position is not None else ()
            if identities or s.tokens[noun].dep != "appos":
                return identities
            noun = s.tokens[noun].head  # "the Emirates, a close ally that denies it"
        return ()


def _is_outlet(identity: Identity) -> bool:
    return identity.sectors == ("JRN",)
