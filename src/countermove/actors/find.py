"""Where does the text mention an actor? Look-up of names, base noun phrases headed by actor nouns, and pronouns.

Nothing is decided here about who is meant: that is ``resolve``. A base phrase runs from its determiner to its head
("the four Turkish soldiers"); a person's phrase holds his role words ("NATO chief Jens Stoltenberg"; "Vladimir
Komoyedov, chairman of the committee"); a description holds the "of", "in" or "from" phrase that says whose it is.
Phrases are read from tags and capitals, the parse only breaks ties: it is least sure about names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from countermove.actors.coreference import SPEECH
from countermove.actors.lexicon import PLACES, Entry, EntryKind, Lexicon, NounForm, NounKind
from countermove.records import BlockKind, Mention, MentionKind, Sentence, Token

Span = tuple[int, int]  # first and last token

READ = (BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION)
FIRST_PERSON = frozenset("i me my mine myself we us our ours ourselves".split())
PRONOUNS = FIRST_PERSON | frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves who whom whose which that "
    "you your".split()
)
QUANTITIES = frozenset(
    "one two three four five six seven eight nine ten both some many most several all others other hundreds thousands "
    "dozens scores number none each half pair few those majority rest remainder group series couple handful trio "
    "another lot part million millions hundred thousand score dozen string".split()
)
HONORIFICS = {"mr": "m", "mr.": "m", "sir": "m", "lord": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f",
              "miss": "f", "lady": "f", "dame": "f", "madame": "f", "dr": None, "dr.": None}  # fmt: skip
_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow "
    "tonight mondays tuesdays wednesdays thursdays fridays saturdays sundays".split()
)
_PARTICLES = frozenset("al el bin bint ibn van von der den de da dos di du la le abu ul ud ben ter ten e y".split())
_NOBODY = frozenset("nobody anybody somebody everybody everyone someone anyone none nothing something".split())
_ARGUMENTS = frozenset(["nsubj", "nsubjpass", "dobj", "dative", "pobj", "attr", "npadvmod"])
_JOINING = frozenset(["of", "in", "from", "for", "at", "with", "on"])
#: Those who are where they are as other states' people: "diplomats in Geneva".
_ABROAD = frozenset(["diplomat", "envoy", "ambassador", "correspondent", "peacekeeper", "observer", "inspector"])
_OPENERS = ("DT", "PRP$", "PDT")
_ROYALS = frozenset(["king", "queen", "prince", "princess"])
_LOCATING = frozenset(["in", "at", "on"])
_SHOUTED = 4  # letters from which a word in capitals may be a common one that is shouted
_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS")
_INSIDE = frozenset([*_NOUN_TAGS, "DT", "PDT", "CD", "JJ", "JJR", "JJS", "HYPH", "PRP$", "$", "FW", "AFX", "ADD"])


@dataclass(frozen=True, slots=True)
class Found(Mention):
    """A mention with what the finder saw in it, for the resolver.

    ``entries`` are the lexicon's rows for its name; ``noun`` the actor noun that heads it or gives the person's role;
    ``name`` and ``title`` the tokens of a person's own name and of his role words; ``heads`` further tokens that the
    parse may take for the head; ``modifier`` says that it stands before another noun ("police" in "police report").
    """

    entries: tuple[Entry, ...] = ()
    noun: NounForm | None = None
    name: Span | None = None
    title: Span | None = None
    plural: bool = False
    gender: str | None = None
    heads: tuple[int, ...] = ()
    modifier: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A listed name at tokens ``first`` to ``last``."""

    first: int
    last: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A base noun phrase; ``head`` is its last noun (or, of "the British", adjective)."""

    first: int
    last: int
    head: int


def find(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Found, ...]:
    """The mentions of these sentences in order of their heads; bylines and boilerplate are not read."""
    read = [s for s in sentences if s.kind in READ]
    found = [_Reader(s, lexicon).mentions() for s in read]
    surnames = _surnames(read, found)
    return tuple(m for s, mentions in zip(read, found, strict=True) for m in _mended(s, mentions, surnames))


def _surnames(sentences: Sequence[Sentence], found: Sequence[Sequence[Found]]) -> frozenset[str]:
    """The last words of the names that the report gives in full or with a title."""
    return frozenset(
        s.tokens[m.name[1]].text
        for s, mentions in zip(sentences, found, strict=True)
        for m in mentions
        if m.name is not None and (m.name[1] > m.name[0] or m.title is not None or m.gender is not None)
    )


def _mended(s: Sentence, mentions: list[Found], surnames: frozenset[str]) -> list[Found]:
    """The mentions and the surnames that the tagger took for other words: "Stone says", where Roger Stone is known."""
    missed = [t.index for t in s.tokens if t.text in surnames and not t.tag.startswith("NNP")]
    taken = {i for m in mentions for i in range(m.first, m.last + 1)} if missed else set()
    added = [
        Found(s.index, i, i, i, s.cover(i, i), MentionKind.NAME, name=(i, i))
        for i in missed
        if i not in taken and (s.tokens[i].dep != "compound" or s.tokens[i].head < i)
    ]
    return sorted([*mentions, *added], key=lambda m: (m.head, m.first)) if added else mentions


def is_name_word(token: Token) -> bool:
    """Whether a token may be a word of a proper name."""
    if not token.text[:1].isupper():
        return False  # the tagger takes many a common noun for a name
    if token.lower in _NOBODY:
        return False
    return token.tag in ("NNP", "NNPS") or (token.index > 0 and token.tag[:2] in ("NN", "JJ", "FW", "VB", "RB", "XX"))


def is_bound(s: Sentence, i: int) -> bool:
    """Whether a name that ends at token i is only part of a participle: "US-backed rebels" are not the US's."""
    after = s.tokens[i + 1 : i + 3]
    return len(after) == 2 and after[0].text == "-" and after[1].tag in ("VBN", "VBD", "VBG", "JJ")


class _Reader:
    """One sentence being read; holds what its steps share."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.s = sentence
        self.tokens = sentence.tokens
        self.lexicon = lexicon
        self.words = [token.lower for token in sentence.tokens]
        self.match_at: dict[int, Match] = {}
        for match in self._matches():
            for i in range(match.first, match.last + 1):
                self.match_at[i] = match

    def mentions(self) -> list[Found]:
        chunks = self._chunks()
        found: list[Found] = []
        for position in range(len(chunks)):
            found.extend(self._of_chunk(chunks, position))
        found = self._appositions(self._without_parts(found))
        found.extend(self._pronouns())
        return sorted(found, key=lambda m: (m.head, m.first))

    # --- listed names

    def _matches(self) -> list[Match]:
        found, i = [], 0
        prefixes, words = self.lexicon.prefixes, self.words
        while i < len(words):
            match = self._match(i) if words[i].replace("’", "'") in prefixes else None
            if match is None:
                i += 1
            else:
                found.append(match)
                i = match.last + 1
        return found

    def _match(self, first: int) -> Match | None:
        """The longest listed name that begins at this token."""
        best, folded, text = None, "", ""
        for i in range(first, len(self.words)):
            if i > first and self.tokens[i].start > self.tokens[i - 1].end:
                folded, text = f"{folded} ", f"{text} "
            folded += self.words[i].replace("’", "'")
            text += self.tokens[i].text.replace("’", "'")
            if folded not in self.lexicon.prefixes:
                break
            entries = self.lexicon.entries(folded, text)
            if entries:
                best = Match(first, i, entries)
        if best is not None and best.first == best.last and self._is_other_word(self.tokens[first], best):
            return None
        return best

    def _is_other_word(self, token: Token, match: Match) -> bool:
        """Whether a one-word name is rather a common word that begins a sentence ("Shell fire", "May")."""
        if match.entries[0].kind in (EntryKind.STATE, EntryKind.ADJECTIVE, EntryKind.PEOPLE, EntryKind.CAPITAL):
            return False
        return not token.tag.startswith(("NN", "JJ")) and (token.index == 0 or token.tag in ("MD", "IN"))

    # --- base phrases

    def _chunks(self) -> list[Chunk]:
        found: list[Chunk] = []
        i = 0
        while i < len(self.tokens):
            if not self._may_begin(i):
                i += 1
                continue
            last = self._chunk_end(i)
            head = self._head_of(i, last)
            if head is not None:
                found.append(Chunk(i, head, head))
            i = last + 1
        return found

    def _may_begin(self, i: int) -> bool:
        return i in self.match_at or self._inside(i)

    def _inside(self, i: int) -> bool:
        token = self.tokens[i]
        if self.words[i] in _TIME and i not in self.match_at and not self._titled(i):
            return False
        if token.tag in _INSIDE or i in self.match_at:
            return True
        if token.tag in ("VBN", "VBG", "RB"):
            return token.dep in ("amod", "compound") or is_name_word(token)
        return is_name_word(token) and token.tag.startswith(("VB", "XX"))

    def _titled(self, i: int) -> bool:
        """Whether a month is a person's name: "Prime Minister May"."""
        form = self.lexicon.noun_at(self.words, i - 1) if i > 0 else None
        return form is not None and form.noun.kind is NounKind.PERSON and self.tokens[i].tag == "NNP"

    def _chunk_end(self, first: int) -> int:
        i = first
        while i + 1 < len(self.tokens):
            here, after = self.tokens[i], self.tokens[i + 1]
            inside_match = i in self.match_at and self.match_at[i].last > i
            if not inside_match and (not self._continues(i, here, after)):
                step = 2 if self._of_compound(i) else self._bracketed(i)
                if not step:
                    break
                i += step
                continue
            i += 1
        return i

    def _continues(self, i: int, here: Token, after: Token) -> bool:
        if not self._inside(i + 1):
            return self._is_particle(i + 1)
        if after.tag in ("DT", "PDT", "PRP$") and i + 1 not in self.match_at:
            return here.tag == "PDT" or (here.tag == "DT" and after.tag == "DT")
        if self._heads_a_line(i):
            return False
        if here.tag not in _NOUN_TAGS:
            return True
        if after.tag == "CD" or (after.tag.startswith("JJ") and after.head <= i and not is_name_word(after)):
            return False
        splits = here.dep in _ARGUMENTS and self.tokens[here.head].tag.startswith(("VB", "IN"))
        if splits and after.head != i and after.dep in _ARGUMENTS and after.tag in _NOUN_TAGS:
            return is_name_word(here) and is_name_word(after) and not self._ends_match(i)
        return True

    def _heads_a_line(self, i: int) -> bool:
        """Whether a word is of a headline or dateline that was glued on before a person: "KADUNA James Okafor said".

        "UNAMA Chief James Okafor" is one phrase, and so is "JAMES OKAFOR".
        """
        token, name = self.tokens[i], self.tokens[i + 1 : i + 3]
        if i in self.match_at or len(token.text) < _SHOUTED or not (token.text.isalpha() and token.text.isupper()):
            return False
        given = len(name) == 2 and name[0].lower in self.lexicon.given and not name[0].text.isupper()
        return given and name[0].text[0].isupper() and is_name_word(name[1]) and not name[1].text.isupper()

    def _ends_match(self, i: int) -> bool:
        return i in self.match_at and self.match_at[i].entries[0].kind is not EntryKind.PERSON

    def _is_particle(self, i: int) -> bool:
        """Whether a small word goes on a name: "Osama bin Laden"."""
        near = 0 < i < len(self.tokens) - 1 and self.words[i] in _PARTICLES
        return near and is_name_word(self.tokens[i - 1]) and is_name_word(self.tokens[i + 1])

    def _of_compound(self, i: int) -> bool:
        """Whether an actor noun goes over "of" here: "Secretary | of State John Kerry"."""
        if i + 2 >= len(self.tokens) or self.words[i + 1] != "of":
            return False
        form = self.lexicon.noun_at(self.words, i + 2, max(0, i - 1))
        return form is not None and "of" in form.before

    def _bracketed(self, i: int) -> int:
        """How many tokens an abbreviation in brackets takes within a phrase: "an African Union (AU) delegation"."""
        after = self.tokens[i + 1 : i + 5]
        short = len(after) == 4 and after[0].text == "(" and after[2].text == ")" and after[1].text.isupper()
        return 4 if short and self._inside(i + 4) and after[3].tag in _NOUN_TAGS else 0

    def _head_of(self, first: int, last: int) -> int | None:
        for i in range(last, first - 1, -1):
            if self.tokens[i].tag in _NOUN_TAGS or i in self.match_at or is_name_word(self.tokens[i]):
                return i
        for i in range(last, first - 1, -1):
            if self.words[i] in QUANTITIES or self.tokens[i].tag == "CD":
                return i
        form = self.lexicon.noun_at(self.words, last, first)
        return last if form is not None else None

    # --- mentions of a base phrase

    def _of_chunk(self, chunks: Sequence[Chunk], position: int) -> list[Found]:
        chunk = chunks[position]
        head = chunk.head
        name = self._name_in(chunk)
        match = self.match_at.get(head)
        main: Found | None = None
        if name is not None:
            main = self._person(chunks, position, name)
        elif match is not None:
            main = self._named(chunk, match) if match.entries[0].kind is not EntryKind.OTHER else None
        else:
            form = self.lexicon.noun_at(self.words, head, chunk.first)
            if form is not None and self._is_no_actor(form, chunk.first, head):
                form = None
            if form is not None:
                main = self._description(chunks, position, form)
            elif self.words[head] in QUANTITIES or self.tokens[head].tag == "CD":
                main = self._quantity(chunks, position)
            elif is_name_word(self.tokens[head]) and not self._opens(head):
                main = self._unknown(chunk)
        inner = self._modifiers(chunk, main)
        return [*inner, main] if main is not None else inner

    def _is_no_actor(self, form: NounForm, first: int, head: int) -> bool:
        """Whether an actor noun is none here: a minister's task, or part of a title ("the Panama Papers")."""
        if form.noun.word == "state" and head > 0 and self.words[head - 1] == "of":
            return True
        if form.noun.word == "front" and not is_name_word(self.tokens[head]):
            return True  # "in front of"; but the Polisario Front
        before = self.words[head - 1] if head > 0 else ""
        if form.noun.word in _ROYALS and is_name_word(self.tokens[head]) and head == first and not form.plural:
            return self.s.kind is BlockKind.BODY and self.tokens[head].tag == "NNP"  # "Prince sang"
        if form.noun.word == "board" and before in ("on", "aboard"):
            return True
        if form.noun.word == "head" and self.tokens[head - 1].tag == "PRP$":
            return self.words[head + 1 : head + 2] != ["of"]  # "his head"
        if form.noun.kind is NounKind.COUNTRY and self._ends_name(head) and head - 1 not in self.match_at:
            return True  # "Empire State"
        if form.noun.belongs == "form" and not self._ends_name(head):
            return True
        work = form.noun.kind is NounKind.GROUP and "outlet" in form.noun.refers and not form.before
        return form.noun.kind is NounKind.TASK or (work and is_name_word(self.tokens[head]))

    def _ends_name(self, head: int) -> bool:
        """Whether a word closes a proper name: "Kerr Motors"; not "the school"."""
        return head > 0 and is_name_word(self.tokens[head]) and is_name_word(self.tokens[head - 1])

    def _opens(self, i: int) -> bool:
        """Whether a word that is no noun has its capital from beginning a sentence or quotation."""
        opening = all(not w[0].isalnum() for w in self.words[max(0, i - 2) : i])
        return opening and not self.tokens[i].tag.startswith("NN")

    def _name_in(self, chunk: Chunk) -> Span | None:
        """The tokens of a person's name that ends a phrase: a listed person, or name words after a role word."""
        match = self.match_at.get(chunk.head)
        first = self._run_start(chunk)
        if match is not None and match.entries[0].kind is EntryKind.PERSON:
            return min(first, match.first), chunk.head
        if match is not None and self._is_surname(match, first):
            return first, chunk.head
        if first > chunk.head or first == chunk.first or self._are_many(chunk.head):
            return None
        role = self.lexicon.noun_at(self.words, first - 1, chunk.first)
        if match is not None and match.first <= first:
            return None
        if role is not None and role.noun.kind is NounKind.PERSON:
            # "an Official Visit", "a General Election" are no persons, "President Diaz" is.
            return None if self.words[chunk.first] in ("a", "an") and first == chunk.head else (first, chunk.head)
        if role is not None and role.noun.kind is NounKind.TASK and self._office_before(chunk.first) is not None:
            return first, chunk.head
        if self.words[first - 1] in HONORIFICS:
            return first, chunk.head
        return None

    def _are_many(self, head: int) -> bool:
        """Whether a capitalised noun names several persons: "Sunni Muslims", "Senate Democrats"."""
        form = self.lexicon.noun_at(self.words, head) if self.tokens[head].tag in ("NNS", "NNPS") else None
        return form is not None and form.plural

    def _is_surname(self, match: Match, first: int) -> bool:
        """Whether a place's name of one word follows given names and so is a person's: "Michael Jordan"."""
        one = match.first == match.last and match.entries[0].kind in PLACES
        return one and first < match.first and self.words[match.first - 1] in self.lexicon.given

    def _is_first_name(self, i: int) -> bool:
        """Whether a place's name is a given name here: "Chad Osborn said", "Paris Wade, 27, was jailed"."""
        head = i + 1
        if self.words[i] not in self.lexicon.given_places or head >= len(self.tokens) or head in self.match_at:
            return False
        token, after = self.tokens[head], self.tokens[head + 1 : head + 3]
        if not is_name_word(token) or self.lexicon.noun_at(self.words, head) is not None:
            return False
        verb = self.tokens[token.head].lemma
        acts = token.dep == "nsubj" and (verb in SPEECH or (verb, "subject") in self.lexicon.slots)
        told = len(after) == 2 and after[0].text == "," and (after[1].tag == "CD" or after[1].lower == "who")
        suffers = token.dep in ("dobj", "nsubjpass") and (verb, "object") in self.lexicon.slots
        return acts or told or suffers

    def _office_before(self, i: int) -> int | None:
        """The office that "of" joins to a task at token i: "Undersecretary" of "Undersecretary of Foreign Affairs"."""
        if i < 2 or self.words[i - 1] not in ("of", "for"):
            return None
        form = self.lexicon.noun_at(self.words, i - 2)
        return i - 2 if form is not None and form.noun.kind is NounKind.PERSON else None

    def _run_start(self, chunk: Chunk) -> int:
        """Where the name words that end the phrase begin: after its last actor noun, honorific or other word."""
        i = chunk.head
        while i >= chunk.first:
            token = self.tokens[i]
            joined = self.words[i] in _PARTICLES or self._hyphenated(i)
            if not (is_name_word(token) or joined):
                break
            if self.words[i] in HONORIFICS or (i < chunk.head and self._is_role(i, chunk.first)):
                break
            i -= 1
        return i + 1

    def _hyphenated(self, i: int) -> bool:
        """Whether a hyphen or the word behind it goes on a name: "Jong-un"; not "front-runner"."""
        hyphen = i if self.tokens[i].tag == "HYPH" else i - 1
        return hyphen > 0 and self.tokens[hyphen].tag == "HYPH" and is_name_word(self.tokens[hyphen - 1])

    def _is_role(self, i: int, first: int) -> bool:
        match = self.match_at.get(i)
        if match is not None:
            named = match.entries[0].kind is EntryKind.PERSON or self.words[i] in self.lexicon.given
            return not (named or (match.first == match.last and self._is_first_name(i)))
        form = self.lexicon.noun_at(self.words, i, first)
        return form is not None

    def _person(self, chunks: Sequence[Chunk], position: int, name: Span) -> Found:
        chunk = chunks[position]
        match = self.match_at.get(chunk.head)
        listed = match.entries if match is not None and match.entries[0].kind is EntryKind.PERSON else ()
        title = self._title(chunk, name)
        role = self.lexicon.noun_at(self.words, title[1], title[0]) if title else None
        first = chunk.first if title or name[0] == chunk.first else self._with_honorific(chunk, name[0])
        office = self._office_before(chunk.first)
        if role is not None and role.noun.kind is NounKind.TASK and office is not None and position > 0:
            first = chunks[position - 1].first
            role = self.lexicon.noun_at(self.words, office, first)
            title = (first + (self.tokens[first].tag in _OPENERS), name[0] - 1)
        return self._found(
            first, chunk.head, MentionKind.NAME, entries=self._same_person(listed, match, name), noun=role, name=name,
            title=title, gender=HONORIFICS.get(self.words[name[0] - 1]) if name[0] > 0 else None, head_from=name[0],
        )  # fmt: skip

    def _same_person(self, listed: tuple[Entry, ...], match: Match | None, name: Span) -> tuple[Entry, ...]:
        """The listed rows, unless a surname alone is listed and other given names stand before it."""
        if match is None or not listed or name[0] == match.first or match.last > match.first:
            return listed
        given = self.words[name[0]]
        return tuple(e for e in listed if e.name.lower().startswith(given))

    def _with_honorific(self, chunk: Chunk, first: int) -> int:
        return first - 1 if first > chunk.first and self.words[first - 1] in HONORIFICS else first

    def _title(self, chunk: Chunk, name: Span) -> Span | None:
        """The role words before a name, without determiner: "Russian Defense Ministry spokesman"."""
        last = name[0] - 1
        if last >= chunk.first and self.words[last] in HONORIFICS:
            last -= 1
        first = chunk.first
        while first <= last and self.tokens[first].tag in _OPENERS:
            first += 1
        if first > last or self.lexicon.noun_at(self.words, last, first) is None:
            return None
        return first, last

    def _named(self, chunk: Chunk, match: Match) -> Found:
        kind = match.entries[0].kind
        plural = self.tokens[match.last].tag in ("NNS", "NNPS") and kind is EntryKind.PEOPLE
        if kind in (EntryKind.ADJECTIVE, EntryKind.PEOPLE):
            if kind is EntryKind.ADJECTIVE and self._bare_adjective(chunk, match):
                return self._found(match.first, match.last, MentionKind.ADJECTIVE, entries=match.entries)
            plural = kind is EntryKind.PEOPLE or self.words[chunk.first] == "the"
        return self._found(
            chunk.first, chunk.head, MentionKind.NAME, entries=match.entries, plural=plural, head_from=match.first
        )

    def _bare_adjective(self, chunk: Chunk, match: Match) -> bool:
        """Whether an adjective that ends a phrase is no noun: "is Russian", "Russian and NATO troops"."""
        token = self.tokens[match.last]
        if token.dep in _ARGUMENTS and token.tag.startswith("NN"):
            return False
        return chunk.first == match.first or token.dep in ("amod", "acomp", "compound", "nmod")

    def _description(self, chunks: Sequence[Chunk], position: int, form: NounForm) -> Found:
        chunk = chunks[position]
        plural = form.plural or self.tokens[chunk.head].tag in ("NNS", "NNPS")
        last = self._reach(chunks, position, form)
        first = self._coordinated(chunks, position) if plural else chunk.first
        return self._found(
            first, last, MentionKind.DESCRIPTION, noun=form, plural=plural, head_from=chunk.head,
            head_to=chunk.head,
        )  # fmt: skip

    def _coordinated(self, chunks: Sequence[Chunk], position: int) -> int:
        """Where "the German and Danish ambassadors" begins: with the adjectives that share the noun."""
        first = chunks[position].first
        while position > 0 and first in self.match_at:
            before = chunks[position - 1]
            gap = self.words[before.head + 1 : first]
            token = self.tokens[before.head]
            if gap not in (["and"], [","], [",", "and"]) or not self._is_modifier(token):
                break
            first, position = before.first, position - 1
        return first

    def _is_modifier(self, token: Token) -> bool:
        match = self.match_at.get(token.index)
        if match is None or match.entries[0].kind not in (EntryKind.ADJECTIVE, EntryKind.STATE, EntryKind.ORGANISATION):
            return False
        return token.dep in ("amod", "nmod", "compound") or (
            token.dep == "conj" and self.tokens[token.head].dep in ("amod", "nmod", "compound")
        )

    def _reach(self, chunks: Sequence[Chunk], position: int, form: NounForm) -> int:
        """Where a description ends with the phrase that says whose it is: "officials in Moscow"."""
        chunk = chunks[position]
        own = any(self._says_whose(i) for i in range(chunk.first, chunk.head))
        last = chunk.head
        for following in chunks[position + 1 :]:
            gap = self.words[last + 1 : following.first]
            of_or_whose = gap in (["of"], ["'s"], ["’s"], ["'"])
            if last == chunk.head:
                joins = gap == ["of"] or (len(gap) == 1 and not own and self._identifies(gap, form, following))
                if gap == ["for"] and form.noun.belongs == "named":
                    joins = True
            else:
                joins = of_or_whose
            if not joins or form.noun.kind is NounKind.ARMS:
                break
            last = following.head
        return last

    def _says_whose(self, i: int) -> bool:
        """Whether a listed name of just one actor stands here ("Kurdish" leaves open whose officials)."""
        match = self.match_at.get(i)
        return match is not None and len({e.entity for e in match.entries}) == 1

    def _identifies(self, gap: list[str], form: NounForm, chunk: Chunk) -> bool:
        """Whether a phrase says whose: "officials in Moscow"; not "troops in Poland", which says where they are."""
        if not gap or gap[0] not in _JOINING:
            return False
        if gap[0] in _LOCATING and ("MIL" in form.noun.sectors or form.noun.word in _ABROAD):
            return False
        return any(i in self.match_at for i in range(chunk.first, chunk.head + 1))

    def _quantity(self, chunks: Sequence[Chunk], position: int) -> Found | None:
        """ "The two", "21 of the schoolgirls", "others": how many, of whom is said elsewhere."""
        chunk = chunks[position]
        last = chunk.head
        if position + 1 < len(chunks) and self.words[last + 1 : chunks[position + 1].first] == ["of"]:
            last = chunks[position + 1].head
        elif self.words[last + 1 : last + 3] in (["of", "them"], ["of", "us"], ["of", "whom"]):
            last += 2
        elif self.words[chunk.head] not in ("two", "both", "pair", "others", "some", "many"):
            return None
        return self._found(
            chunk.first, last, MentionKind.DESCRIPTION, plural=True, head_from=chunk.head, head_to=chunk.head
        )

    def _unknown(self, chunk: Chunk) -> Found | None:
        first = self._run_start(chunk)
        if first > chunk.head:
            return None
        return self._found(
            chunk.first if self.tokens[chunk.first].tag in ("DT", "PRP$") else first, chunk.head, MentionKind.NAME,
            name=(first, chunk.head), head_from=first,
        )  # fmt: skip

    def _modifiers(self, chunk: Chunk, main: Found | None) -> list[Found]:
        """Names, adjectives and institutions that stand before the head: "Russian", "police" in "police report"."""
        found = []
        i = chunk.first
        stop = main.name[0] if main is not None and main.name is not None else chunk.head
        while i < stop:
            match = self.match_at.get(i)
            if match is not None:
                if match.last < chunk.head and match.entries[0].kind is not EntryKind.OTHER:
                    adjective = match.entries[0].kind is EntryKind.ADJECTIVE
                    kind = MentionKind.ADJECTIVE if adjective else MentionKind.NAME
                    found.append(self._found(match.first, match.last, kind, entries=match.entries, modifier=True))
                i = match.last + 1
                continue
            form = self.lexicon.noun_at(self.words, i, chunk.first)
            if form is not None and form.noun.kind is NounKind.BODY and self.tokens[i].tag.startswith("NN"):
                found.append(
                    self._found(i - len(form.before), i, MentionKind.DESCRIPTION, noun=form, head_from=i, modifier=True)
                )
            i += 1
        return found

    @staticmethod
    def _without_parts(found: Sequence[Found]) -> list[Found]:
        """Leave out the description that is but the beginning of a person's title: "Secretary" of "of State X"."""
        starts = {m.first for m in found if m.name is not None and m.title is not None}
        return [m for m in found if m.name is not None or m.modifier or m.entries or m.first not in starts]

    # --- appositions

    def _appositions(self, found: list[Found]) -> list[Found]:
        """Persons joined with the role that stands beside their name, over a comma."""
        found = sorted(found, key=lambda m: (m.first, -m.last))
        joined: list[Found] = []
        gone: set[int] = set()
        for position, mention in enumerate(found):
            if position in gone:
                continue
            partner = self._beside(found, position)
            if partner is not None:
                gone.add(partner)
                mention = _join(mention, found[partner], self.s)  # noqa: PLW2901
            joined.append(mention)
        return joined

    def _beside(self, found: Sequence[Found], position: int) -> int | None:
        """The mention after a comma that with this one makes a person: "X, a spokesman for Y", "the head of Y, X"."""
        mention = found[position]
        start = self._after_comma(mention)
        if start is None or mention.modifier:
            return None
        for other in range(position + 1, len(found)):
            if found[other].first == start and not found[other].modifier:
                return other if self._is_person_and_role(mention, found[other]) else None
            if found[other].first > start:
                break
        return None

    def _after_comma(self, mention: Found) -> int | None:
        """Where what stands beside a phrase begins: after a comma (and an abbreviation in brackets) or ", who is"."""
        words, comma = self.words, mention.last + 1
        if words[comma : comma + 1] == ["("] and words[comma + 2 : comma + 3] == [")"]:
            comma += 3
        if words[comma : comma + 1] != [","]:
            return None
        if words[comma + 1 : comma + 2] == ["who"] and words[comma + 2 : comma + 3] in (["is"], ["was"]):
            return comma + 3
        return comma + 1

    def _is_person_and_role(self, one: Found, two: Found) -> bool:
        named, role = (one, two) if one.name is not None else (two, one)
        if named.name is None or role.name is not None or role.noun is None or role.plural:
            return False
        if role.noun.noun.kind is not NounKind.PERSON or (named.title is not None and named is two):
            return False
        if named is one and self._is_place_before(named):
            return False
        after = self.words[two.last + 1] if two.last + 1 < len(self.words) else "."
        if named is two and self._is_means(role) and after not in ",.;:)":
            return False
        if named is two:
            return (after in ",.;:)" or self.tokens[two.last + 1].tag.startswith(("VB", "MD"))) and (
                named.entries != () or named.name[1] > named.name[0] or self.tokens[named.head].dep == "appos"
            )
        if after == "and" and self.tokens[role.first].tag not in ("DT", "PRP$"):
            return False
        return named.entries == () or named.title is None

    def _is_means(self, role: Found) -> bool:
        """Whether a role is another's: "Through a spokesman, Thorn denied it"."""
        indefinite = self.words[role.first] in ("a", "an", "his", "her")
        return indefinite and role.first > 0 and self.words[role.first - 1] in ("through", "via", "by", "in")

    def _is_place_before(self, named: Found) -> bool:
        """Whether a name of one word is rather the place before a comma: "a man from Nantes, a driver"."""
        assert named.name is not None
        alone = named.name[0] == named.name[1] == named.first and named.first > 0 and not named.entries
        return alone and self.words[named.first - 1] in ("in", "from", "at", "near", "to", "outside")

    # --- pronouns

    def _pronouns(self) -> list[Found]:
        found = []
        for i, word in enumerate(self.words):
            if word in PRONOUNS and self._is_pronoun(i):
                found.append(self._found(i, i, MentionKind.PRONOUN))
        return found

    def _is_pronoun(self, i: int) -> bool:
        token = self.tokens[i]
        if self.words[i] == "that":
            return token.tag == "WDT"
        if self.words[i] == "us" and token.text == "US":
            return False
        return token.tag in ("PRP", "PRP$", "WP", "WP$", "WDT") or self.words[i] in FIRST_PERSON

    def _found(
        self, first: int, last: int, kind: MentionKind, *, head_from: int | None = None, head_to: int | None = None,
        entries: tuple[Entry, ...] = (), noun: NounForm | None = None, name: Span | None = None,
        title: Span | None = None, plural: bool = False, gender: str | None = None, modifier: bool = False,
    ) -> Found:  # fmt: skip
        top = last if head_to is None else head_to
        head = self._syntactic_head(first if head_from is None else head_from, top)
        heads: tuple[int, ...] = (top,) if head != top else ()
        if title is not None and self.tokens[title[1]].head not in range(first, last + 1):
            heads += (title[1],)
        return Found(
            self.s.index, first, last, head, self.s.cover(first, last), kind, (), entries, noun, name, title, plural,
            gender, heads, modifier,
        )  # fmt: skip

    def _syntactic_head(self, first: int, last: int) -> int:
        """The last token whose governor lies outside, the very last one if it is such."""
        for i in range(last, first - 1, -1):
            governor = self.tokens[i].head
            if governor == i or not first <= governor <= last:
                return i
        return last


def _join(one: Found, two: Found, s: Sentence) -> Found:
    """The person's phrase made of his name and of the role beside it, in either order."""
    named, role = (one, two) if one.name is not None else (two, one)
    first = role.first
    while s.tokens[first].tag in _OPENERS and first < role.last:
        first += 1
    return replace(
        named,
        first=one.first,
        last=two.last,
        span=s.cover(one.first, two.last),
        head=one.head,
        noun=role.noun,
        title=(first, role.last),
        heads=(*named.heads, *role.heads, named.head, role.head),
    )
