"""What is known of a report before its mentions are resolved: where they stand, whom the lists name, its state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from countermove.actors.find import Found
from countermove.actors.lexicon import PLACES, Entry, EntryKind, Lexicon, fold
from countermove.records import Identity, MentionKind, Place, Sentence

_OF_STATES = frozenset(
    [EntryKind.STATE, EntryKind.ADJECTIVE, EntryKind.PEOPLE, EntryKind.CAPITAL, EntryKind.SEAT, EntryKind.REGION,
     EntryKind.AGENCY, EntryKind.PARTY]
)  # fmt: skip
_WEIGHT_OF_DATELINE = 2
_DOMESTIC = 0.6  # share of the state mentions from which a report counts as being about one state


def words(s: Sentence, first: int, last: int) -> str:
    """The words of tokens ``first`` to ``last`` as a reader would write them."""
    parts = [s.tokens[first].text]
    for i in range(first + 1, last + 1):
        token, before = s.tokens[i], s.tokens[i - 1]
        joined = token.start == before.end or token.tag == "POS" or token.text in (",", ".", "-")
        parts.append(token.text if joined else " " + token.text)
    return "".join(parts)


class Report:
    """A report's sentences and mentions with what can be asked of them at once.

    ``at`` leads from (sentence, token) to the position of the mention headed there, ``within`` from a sentence to the
    positions of its mentions. ``top`` is the state mentioned most, ``domestic`` whether the report is about it alone.
    """

    def __init__(
        self, sentences: Sequence[Sentence], found: Sequence[Found], lexicon: Lexicon, places: Sequence[Place],
        published: str | None, dateline: str | None,
    ) -> None:  # fmt: skip
        self.sentences = sentences
        self.found = found
        self.lexicon = lexicon
        self.year = int(published[:4]) if published and published[:4].isdigit() else None
        self.places = tuple(places)
        self.country_at = {(p.span.start): p.country for p in places if p.country}
        self.at: dict[tuple[int, int], int] = {}
        for position, mention in enumerate(found):
            for head in mention.heads:
                self.at.setdefault((mention.sentence, head), position)
        for position, mention in enumerate(found):
            self.at[mention.sentence, mention.head] = position
        self.within: dict[int, list[int]] = {}
        for position, mention in enumerate(found):
            self.within.setdefault(mention.sentence, []).append(position)
        self.home = self._state_of_dateline(dateline) if dateline else None
        self.support = self._supports(_OF_STATES)
        self.evidence = self._supports(frozenset(EntryKind))
        total = sum(self.support.values())
        self.top = max(self.support, key=self.support.__getitem__, default=None)  # of equals the one named first
        self.domestic = bool(self.top and self.support[self.top] >= _DOMESTIC * total)

    def _supports(self, kinds: frozenset[EntryKind]) -> Counter[str]:
        """How often the report mentions each state by such names and by persons, its beginning counting double."""
        support: Counter[str] = Counter()
        surnames = {self.token(m, m.name[1]) for m in self.found if m.name is not None and m.name[1] > m.name[0]}
        for mention in self.found:
            entities = {e.entity for e in mention.entries}
            if surnames and self._is_persons(mention, surnames):
                continue
            weight = 2 if mention.sentence < 2 else 1
            if len(entities) == 1 and mention.entries[0].kind in kinds:
                support[mention.entries[0].code] += weight
            elif len(entities) == 1 and mention.entries[0].code in self.lexicon.states:
                support[mention.entries[0].code] += weight * (mention.entries[0].kind is EntryKind.PERSON)
        for country in self.country_at.values():
            if country in self.lexicon.states:
                support[country] += 1
        if self.home is not None:
            support[self.home] += _WEIGHT_OF_DATELINE
        return support

    def _state_of_dateline(self, dateline: str) -> str | None:
        """The state of "TOKYO" or "KUNDUZ, Afghanistan", where the tables know it."""
        for part in reversed(dateline.split(",")):
            for text in (part.strip(), part.strip().title()):
                entries = self.lexicon.entries(fold(text), text)
                if entries and entries[0].kind in (EntryKind.STATE, EntryKind.CAPITAL, EntryKind.REGION):
                    return entries[0].code
        return None

    def _is_persons(self, mention: Found, surnames: set[str]) -> bool:
        """Whether a place's name is rather the surname of one of the report's persons."""
        if not mention.entries or mention.entries[0].kind not in PLACES or mention.first != mention.last:
            return False
        return self.token(mention, mention.head) in surnames and not self.speaks_for(mention.entries[0])

    def speaks_for(self, entry: Entry) -> bool:
        """Whether the report names a place's state in other words than this name: "Jordanian", "Amman"."""
        others = (m for m in self.found if m.entries and m.name is None)
        return any(m.entries[0].code == entry.code and m.entries[0].kind is not entry.kind for m in others)

    def inner(self, mention: Found, first: int, last: int) -> list[int]:
        """Positions of the mentions that lie within these tokens of a mention, in order."""
        inner = []
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other is not mention and first <= other.first and other.last <= last:
                inner.append(p)
        return inner

    def ending_at(self, mention: Found, last: int) -> int | None:
        """Position of another mention of the sentence that ends with this token."""
        for p in self.within[mention.sentence]:
            other = self.found[p]
            if other.last == last and other is not mention:
                return p
        return None

    def token(self, mention: Found, i: int) -> str:
        """Token i of a mention's sentence, in lower case."""
        return self.sentences[mention.sentence].tokens[i].lower

    def place_in(self, mention: Found, first: int, last: int) -> str | None:
        """The state of a place among these words: "Istanbul police"."""
        if not self.country_at:
            return None
        s = self.sentences[mention.sentence]
        for i in range(first, last + 1):
            country = self.country_at.get(s.tokens[i].start)
            if country:
                return country
        return None

    def listed(self, mention: Found) -> Identity:
        """Who a listed name stands for here."""
        entry, others = self.choose(mention.entries)
        sectors = entry.sectors
        if mention.kind is MentionKind.NAME and entry.kind is EntryKind.ADJECTIVE and not mention.modifier:
            sectors = ("CVL",)
        return Identity(entry.entity or None, entry.name, entry.code or None, sectors, entry.role, candidates=others)

    def choose(self, entries: Sequence[Entry]) -> tuple[Entry, tuple[str, ...]]:
        """The reading that the rest of the report speaks for; without such, the first, with the others beside it."""
        readings = self.lexicon.readings(entries, self.year)
        if len({r.entity for r in readings}) == 1:
            return readings[0], ()
        best = max(readings, key=lambda r: self.evidence[r.code])
        if self.evidence[best.code] and sum(self.evidence[r.code] == self.evidence[best.code] for r in readings) == 1:
            return best, ()
        first = readings[0]
        return first, tuple(dict.fromkeys(r.entity for r in readings if r.entity != first.entity))

    def state(self, code: str | None) -> Identity | None:
        """A state as an identity."""
        return Identity(code, self.lexicon.states[code], code) if code is not None else None
