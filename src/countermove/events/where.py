"""Where an act was done: of the places a report names, those that its words put the act at.

What hangs on the act itself counts first ("clashed in Lahore", "deployments in Poland and Latvia"), then what hangs on
a clause that shares its place, then another place of its sentence, and, for acts that are more than words, the place
that the report last put things at. Where somebody speaks is not where what he speaks of was done; the country that an
act is done to is no place by itself, but a town that is shelled is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from countermove import syntax
from countermove.records import BlockKind, Place, Sentence

#: How far from the act a place hangs: on it, on the verb that carries it, on a clause around it, in its sentence.
_OWN, _CARRIER, _CLAUSE, _SENTENCE, _NOWHERE = 0, 1, 2, 3, 4
_STEPS = 8  # of climbing from a place to what governs it; parses can be odd
_LOOK_BACK = 3  # sentences that a scene lasts
_LEAD = 2  # sentences whose scene is the report's
_MODIFIER = "modifier"
_NEAR = ("close", "near", "next", "closer", "adjacent")

_SCENIC_TYPES = frozenset(["ASSAULT", "COERCE", "PROTEST"])
_AFAR = frozenset(["censor", "cyber", "misinformation", "restrict"])  # modes of these that are done from anywhere

Scenes = Mapping[int, tuple[Place, ...]]


def act_places(
    sentence: Sentence,
    trigger: int,
    places: Sequence[Place],
    *,
    light: int | None = None,
    spoken: bool = False,
    scenes: Scenes | None = None,
) -> tuple[Place, ...]:
    """Where the act told at token ``trigger`` was or is to be done, in reading order; empty where nothing tells.

    ``places`` are those of the sentence or of the whole article. ``light`` is the verb that carries a noun for an act
    ("held talks"). ``spoken`` says that the act is done by speaking: only what hangs on it counts then. ``scenes`` (of
    the article, by the function) are asked where the sentence names no place for an act that is not spoken; give them
    where the act ``is_scenic`` and no mere background.
    """
    sites = list(_all_sites(sentence, places))
    if sites:
        act = _Act(sentence, trigger, _carriers(sentence, trigger, light))
        ranked = [(rank, site) for site in sites if (rank := act.rank(site)) is not None]
        if spoken:
            return _once([site.place for _, site in ranked if act.carries(site)])
        best = min((rank for rank, _ in ranked), default=_NOWHERE)
        if best <= _CLAUSE:
            nearest_sites = [site for rank, site in ranked if rank == best]
            named = [site.place for site in nearest_sites if not site.referred]
            return _once(named or [site.place for site in nearest_sites])
        if best == _SENTENCE:
            nearest = min((site.anchor for _, site in ranked), key=lambda i: abs(i - trigger))
            return _once([site.place for _, site in ranked if site.anchor == nearest])
    return _scene(sentence, scenes) if scenes and not spoken else ()


def is_scenic(act: str, mode: str | None) -> bool:
    """Whether acts of a type and mode are done on the spot, so that the scene of the report is theirs."""
    return (act in _SCENIC_TYPES and mode not in _AFAR) or (act == "SANCTION" and mode == "convict")


def _all_sites(s: Sentence, places: Sequence[Place]) -> Iterator[_Site]:
    heads = [(place, _head(s, place)) for place in places if s.span.contains(place.span)]
    for place, head in heads:
        before = [h for _, h in heads if h < head]
        yield from _sites(s, place, _listed_with(s, head, before[-1]) if before else head)
    for place, head in _referred(s, places):
        yield from (replace(site, referred=True) for site in _sites(s, place, head))


def scenes(sentences: Sequence[Sentence], places: Sequence[Place]) -> Scenes:
    """For each sentence that has any, by its index: the towns and regions that it puts something at."""
    found: dict[int, tuple[Place, ...]] = {}
    at = 0
    for sentence in sentences:
        while at < len(places) and places[at].span.start < sentence.span.start:
            at += 1
        here = []
        while at < len(places) and places[at].span.start < sentence.span.end:
            here.append(places[at])
            at += 1
        if sentence.kind is BlockKind.BODY and here:
            sites = _all_sites(sentence, here)
            kept = [x.place for x in sites if x.place.precision in ("city", "region") and _sets_scene(sentence, x)]
            if kept:
                found[sentence.index] = _once(kept)
    return found


def _sets_scene(s: Sentence, site: _Site) -> bool:
    """ "in Lahore" does, and so does "Lahore police"; not where somebody speaks."""
    if _speaker(s, site.anchor) is not None:
        return False
    return site.by_preposition or (
        site.relation == _MODIFIER and s.tokens[site.anchor].lemma.lower() in words()["body"]
    )


def _scene(sentence: Sentence, scenes: Scenes) -> tuple[Place, ...]:
    """The scene of the sentence or the nearest of those just before, or the one the report begins with."""
    for back in range(_LOOK_BACK + 1):
        if sentence.index - back in scenes:
            return scenes[sentence.index - back]
    leads = [scenes[i] for i in range(_LEAD) if i in scenes and i < sentence.index]
    return next((lead for lead in reversed(leads) if _holds(lead, leads[0])), ())


def _holds(closer: Sequence[Place], wider: Sequence[Place]) -> bool:
    """Whether every place of a scene is named in another: "in Punjab", then "in Lahore, Punjab"."""
    named = {(place.country, place.name) for place in closer}
    return all((place.country, place.name) in named for place in wider)


def _once(places: Sequence[Place]) -> tuple[Place, ...]:
    """Each place once, as first named; a country that is named does not stand beside it as one of a group."""
    named: dict[tuple[str | None, str, str], Place] = {}
    for place in places:
        key = (place.country, place.precision, place.name)
        if key not in named or len(_sharers(places, named[key])) > len(_sharers(places, place)):
            named[key] = place
    return tuple(sorted(named.values(), key=lambda p: p.span))


def _sharers(places: Sequence[Place], place: Place) -> list[Place]:
    return [p for p in places if p.span == place.span]


# --- where a place hangs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Site:
    """A place and a word that it hangs on: ``relation`` is a preposition, a dependency label or "modifier".

    ``precise`` says that the place is less than a state ("the north of Cyprus" is). ``link`` is the preposition that
    puts the place there, None where there is none, ``head`` the token that names the place,
    ``referred`` that it stands there as "the country".
    """

    place: Place
    anchor: int
    relation: str
    precise: bool
    head: int
    link: int | None = None
    referred: bool = False

    @property
    def by_preposition(self) -> bool:
        """Whether a preposition of place puts it there."""
        return self.relation in words()["at"]


def _sites(s: Sentence, place: Place, head: int) -> Iterator[_Site]:
    """The words that a place named at token ``head`` hangs on, nearest first.

    "clashed in a village near Basra" gives village and clashed.
    """
    at = head
    put = False  # whether a preposition of place was met, so that what comes is put at the place
    precise = place.precision != "country"
    for _ in range(_STEPS):
        token = s.tokens[at]
        if token.head == at:
            return
        if token.dep in ("conj", "appos") or _is_explained(s, at):
            at = token.head
            continue
        longer = _longer_subject(s, at)
        if longer is not None:
            yield _Site(place, longer, _MODIFIER, precise, head)
        if token.dep in _MODIFYING:
            if not _modifies(s, at, place):
                return
            at = token.head
            yield _Site(place, at, _MODIFIER, precise, head)
            continue
        link = token.head if token.dep in ("pobj", "pcomp") else None
        relation, at = (token.dep, token.head) if link is None else _preposition(s, link)
        yield _Site(place, at, "in" if put and relation in _ARGUMENTS else relation, precise, head, link)
        part = relation == "of" and _is_part(s, at)
        put, precise = put or _is_put(s, relation, at), precise or part
        if syntax.is_verb(s, at) or not (put or part) or (part and _is_beyond(s, at)):
            return


def _is_explained(s: Sentence, i: int) -> bool:
    """ "in DRC (Democratic Republic of the Congo)", where the parser takes the one for a part of the other."""
    return s.tokens[i].dep in _MODIFYING and i + 1 < len(s.tokens) and s.tokens[i + 1].text == "("


def _modifies(s: Sentence, i: int, place: Place) -> bool:
    """ "Iran's capital" is in Iran, "Iran's attack" need not be; a state's name before a noun is an adjective."""
    if s.tokens[i].dep == "poss":
        return _is_place(s, s.tokens[i].head)
    return place.precision != "country"


def _is_put(s: Sentence, relation: str, anchor: int) -> bool:
    """Whether a relation puts a word at a place: "a base in X", "a trip to X"."""
    listed = words()
    return relation in listed["at"] or (relation in listed["towards"] and s.tokens[anchor].lemma in listed["visit"])


def _is_beyond(s: Sentence, part: int) -> bool:
    """ "to the west of X" is outside X."""
    token = s.tokens[part]
    return token.dep == "pobj" and _preposition(s, token.head)[0] == "to"


def _longer_subject(s: Sentence, i: int) -> int | None:
    """The court of "The Tacoma, Washington, district court ruled", where the town looks like a subject of its own."""
    token = s.tokens[i]
    if token.dep != "nsubj":
        return None
    return next((c for c in syntax.children(s, token.head, "nsubj") if i < c < token.head), None)


def _is_part(s: Sentence, i: int) -> bool:
    """Whether the noun before "of X" is X or a part of it: "the north of X", "in the trading hub of X"."""
    token = s.tokens[i]
    return token.lemma.lower() in words()["part"] or (
        token.dep == "pobj" and s.tokens[token.head].lower in words()["at"]
    )


def _listed_with(s: Sentence, head: int, before: int) -> int:
    """The name before in a list, where the parser has taken the list for another's: "bases in X and three Y states"."""
    if s.tokens[head].dep != "conj" or s.tokens[head].head == before:
        return head
    between = s.tokens[before + 1 : syntax.core_phrase(s, head)[0]]
    return before if between and all(t.dep in ("cc", "punct") for t in between) else head


def _referred(s: Sentence, places: Sequence[Place]) -> Iterator[tuple[Place, int]]:
    """The places that "the country" and "the city" stand for, with the tokens that do: the last named of the kind."""
    for token in s.tokens:
        precision = _REFERRING.get(token.lower)
        if precision is None or token.dep != "pobj" or [s.tokens[c].lower for c in s.children[token.index]] != ["the"]:
            continue
        named = [p for p in places if p.span.end <= token.start and p.precision == precision]
        if named:
            yield named[-1], token.index


_REFERRING = {"country": "country", "city": "city", "town": "city", "province": "region", "region": "region"}


def _is_place(s: Sentence, i: int) -> bool:
    """Whether a noun is a part of a place, or itself a name (of a place in it)."""
    return s.tokens[i].lemma.lower() in words()["part"] or s.tokens[i].tag in ("NNP", "NNPS")


_MODIFYING = ("compound", "nmod", "amod", "poss")
_ARGUMENTS = frozenset(["dobj", "nsubj", "nsubjpass", "pobj", "attr", "of", "on"])


def _head(s: Sentence, place: Place) -> int:
    """The token of a place's name that governs the others."""
    inside = [t for t in s.tokens if place.span.start <= t.start < place.span.end]
    indexes = {t.index for t in inside}
    outward = [t.index for t in inside if t.head not in indexes or t.head == t.index]
    return outward[-1] if outward else inside[-1].index


def _preposition(s: Sentence, p: int) -> tuple[str, int]:
    """A preposition's word and what it hangs on, "close to X" and "north of X" given as "near"."""
    word, governor = s.tokens[p].lower, s.tokens[p].head
    for _ in range(_STEPS):
        token = s.tokens[governor]
        if token.lower in _NEAR or (token.dep == "advmod" and token.lemma in words()["part"]):
            word = "near"
        elif token.dep in ("prep", "agent") and token.tag in ("IN", "TO", "RB"):
            word = token.lower if word == "of" else word
        else:
            break
        governor = token.head
    return word, governor


# --- which of them is the act's ---------------------------------------------------------------------


def _carriers(s: Sentence, trigger: int, light: int | None) -> dict[int, int]:
    """The words whose place is the act's, with how far they are from it."""
    carriers = {trigger: _OWN} if light is None else {trigger: _OWN, light: _OWN}
    for start in tuple(carriers):
        for c in syntax.children(s, start, "dobj", "nsubjpass", "prt", "acomp", "attr", "oprd"):
            carriers.setdefault(c, _OWN if syntax.is_verb(s, start) else _CARRIER)
    for start in [c for c, rank in carriers.items() if rank == _OWN]:
        for c in syntax.children(s, start, "nsubj"):
            if s.tokens[c].lemma.lower() in words()["body"]:
                carriers.setdefault(c, _OWN)  # "Lahore police arrested": in Lahore
    for at, rank in _governing(s, trigger if light is None else light):
        carriers.setdefault(at, rank)
    for start in tuple(carriers):
        for c in syntax.children(s, start, "xcomp", "advcl", "conj", "ccomp"):
            if syntax.is_verb(s, c) and not _is_saying(s, c) and not _is_apart(s, c):
                carriers.setdefault(c, max(_CARRIER, carriers[start]) if s.tokens[c].dep == "conj" else _CLAUSE)
    return carriers


def _governing(s: Sentence, act: int) -> Iterator[tuple[int, int]]:
    """What governs an act and shares its place, with how far it is; its verbs' objects too."""
    rank = _CARRIER
    for at in _upwards(s, act):
        if _is_saying(s, at):
            return
        yield at, rank
        if syntax.is_verb(s, at):
            rank = _CLAUSE
            yield from ((c, rank) for c in syntax.children(s, at, "dobj"))


def _is_saying(s: Sentence, i: int) -> bool:
    return s.tokens[i].lemma in words()["say"]


def _is_apart(s: Sentence, clause: int) -> bool:
    """Whether a clause has a place of its own: "after ...", "because ..."; "..., killing two" has not."""
    return s.tokens[clause].dep == "advcl" and syntax.child(s, clause, "mark", "advmod") is not None


def _upwards(s: Sentence, i: int) -> Iterator[int]:
    """What governs an act and shares its place; the content of a saying does not share the saying's."""
    for _ in range(_STEPS):
        token = s.tokens[i]
        if token.head == i or token.dep in ("ccomp", "parataxis") or _is_apart(s, i):
            return
        i = token.head
        yield i


@dataclass(frozen=True, slots=True)
class _Act:
    """An act in its sentence; ``carriers`` are the words whose place is the act's, with how far they are from it."""

    sentence: Sentence
    trigger: int
    carriers: Mapping[int, int]

    def rank(self, site: _Site) -> int | None:
        """How near to the act a site puts its place; None where it does not put the act there."""
        rank = self.carriers.get(site.anchor)
        if rank is not None and self._puts(site, rank):
            return rank
        beside = site.link == self.trigger + 1 and site.by_preposition  # "called it a reply to strikes in Kunduz"
        if beside or self._follows_where(site):
            return _OWN
        if not site.by_preposition:
            return None
        if self._is_outside(site):
            return None
        speaker = _speaker(self.sentence, site.anchor)
        follows = speaker is not None and speaker < self.trigger < site.head  # "accused of a killing at a farm in X"
        return _SENTENCE if speaker is None or follows else None

    def carries(self, site: _Site) -> bool:
        """Whether a preposition on the act's own word puts it at the place: "signed in Geneva"."""
        s = self.sentence
        if site.link is None or not site.by_preposition or self.carriers.get(site.anchor) != _OWN:
            return False
        if not syntax.is_verb(s, site.anchor):
            return site.anchor == self.trigger
        # "condemned the attack in Kabul": what follows an object of words is the object's place
        return not _is_saying(s, site.anchor) or site.link <= site.anchor + 1

    def _puts(self, site: _Site, rank: int) -> bool:
        """Whether the relation of a place to a word of the act makes it the act's place."""
        if site.by_preposition:
            return True
        if site.relation == _MODIFIER:
            return site.precise and rank == _OWN and not syntax.is_verb(self.sentence, site.anchor)
        lemmas = self._lemmas(site.anchor, rank)
        visited = site.relation in words()["towards"] or site.relation in _UNDERGOING
        if visited and lemmas & words()["visit"]:
            return True
        return site.precise and site.relation in _UNDERGOING | _AGAINST and bool(lemmas & words()["seize"])

    def _is_outside(self, site: _Site) -> bool:
        """Whether the place is outside a clause that the act's clause is kept apart from: "struck X after Y left"."""
        s = self.sentence
        apart = next((i for i in (self.trigger, *syntax.ancestors(s, self.trigger)) if _is_apart(s, i)), None)
        return apart is not None and apart not in (site.anchor, *syntax.ancestors(s, site.anchor))

    def _lemmas(self, anchor: int, rank: int) -> set[str]:
        """The lemma of a word of the act; of an object also that of its verb ("fired a missile over X")."""
        token, trigger = self.sentence.tokens[anchor], self.sentence.tokens[self.trigger]
        lemmas = {token.lemma.lower()}
        if rank == _OWN and token.dep in ("dobj", "nsubjpass", "nsubj"):
            lemmas.add(self.sentence.tokens[token.head].lemma.lower())
        if trigger.dep in ("amod", "acl") and trigger.head == anchor:  # "the occupied port of X"
            lemmas.add(trigger.lemma.lower())
        return lemmas

    def _follows_where(self, site: _Site) -> bool:
        """ "Goma, where rebels killed ten": the clause of the act tells of what was done at the place before it."""
        s = self.sentence
        verb = syntax.first_conjunct(s, self.trigger)
        where = any(s.tokens[c].lower == "where" for c in s.children[verb])
        return where and s.tokens[verb].head in (site.head, site.anchor)


_UNDERGOING = frozenset(["dobj", "of", "nsubjpass"])
_AGAINST = frozenset(["on", "against"])


def _speaker(s: Sentence, anchor: int) -> int | None:
    """The nearest verb above a word, if it is one of saying."""
    at = anchor
    for _ in range(_STEPS):
        if syntax.is_verb(s, at) or s.tokens[at].head == at:
            break
        at = s.tokens[at].head
    return at if _is_saying(s, at) else None


@cache
def words() -> Mapping[str, frozenset[str]]:
    """The lists of ``data/places/acts.tsv``, by kind."""
    text = files("countermove").joinpath("data/places/acts.tsv").read_text(encoding="utf-8")
    lists: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if line and line[0] != "#":
            kind, listed = line.split("\t")
            lists[kind] = lists.get(kind, frozenset()) | frozenset(w.strip() for w in listed.split(";"))
    return lists
