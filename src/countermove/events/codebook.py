"""The codebook: one readable file per event type -> rules the coder applies.

``load_codebook`` reads the files that ship with the project and, over them, those of a user's own folder: a file
whose type is known replaces that type, one with a new type adds it. Every error names its file and line.
docs/codebook.md explains the form; ``frames`` the notation of argument patterns.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from countermove.errors import CodebookError, InputError
from countermove.events.frames import Frame, FrameError, parse_frame
from countermove.ontology import TypeFacts, plover
from countermove.records import Status

WORDS_FILE = "words.yaml"
#: Files beside the types' own: word classes, the words that mark status, contexts and reactions, the grounds.
NO_TYPES = frozenset(f"{name}.yaml" for name in "words status contexts reactions denials doubt confidence".split())
FROM_ACT = "from-act"
#: Who must be in an act: anybody, not only private persons told by name, or a state, organisation or office.
PARTIES = ("any", "unnamed", "public")
NEEDS = frozenset(("future", "negated", "statement", "foreign", "domestic", "other", "past", "will", "light"))
_TYPE_KEYS = frozenset(
    "type definition quad score recipient not modes act-modes parties covers rules examples contexts note".split()
)
_RULE_KEYS = frozenset(
    "rule mode verbs nouns adjectives light light-recipient frames unless needs status actor parties bare "
    "named-before not-beside note".split()
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a type: words, frames and conditions. ``id`` is "TYPE.name".

    ``light`` are verbs that carry one of the nouns with the doer as subject ("hold talks"), ``light_recipient``
    those whose subject is the one it is done to ("face criticism"). ``status`` fixes the event's status;
    ``from_speaker``: the actor is the speaker of the statement the words stand in. ``bare``: a noun counts
    even where nobody is named with it. ``unless``: frames that, where they fit, keep the rule off. ``parties``: who
    must be in the act: "public" wants a state, an organisation or an office, "unnamed" not only persons by name.
    ``not_beside``: a word class none of whose words may stand in the sentence, unless an armed actor does the act.
    ``own``: it is of a user's codebook. ``place_before``: a state or town named right before the noun says where, not
    who ("the Kabul bombing").
    """

    id: str
    type: str
    mode: str | None
    frames: tuple[Frame, ...]
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    light: frozenset[str] = frozenset()
    light_recipient: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    status: str | None = None
    from_speaker: bool = False
    bare: bool = False
    order: int = 0
    unless: tuple[Frame, ...] = ()
    place_before: bool = False
    not_beside: str = ""
    parties: str = "any"
    own: bool = False


@dataclass(frozen=True, slots=True)
class InnerAct:
    """What an outer act is about: the inner act's type and mode, where a rule knows it, and its words' lemmas."""

    type: str | None
    mode: str | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: a text of our own and the event lines it must (or, when wrong, must not only) give."""

    type: str
    right: bool
    text: str
    expected: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """One type's file: its facts, definition, borders and examples.

    ``covers`` are types whose acts, by the same actors in the same sentence, are part of one of this type and no acts
    of their own: the demand of a protest.
    """

    facts: TypeFacts
    definition: str
    borders: tuple[str, ...]
    modes: Mapping[str, str]
    act_modes: Mapping[str, str]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    file: str
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Codebook:
    """All types and word classes, with the indexes the matcher asks.

    ``verbs``, ``nouns`` and ``adjectives`` map a lemma to the (rule, particle) pairs it may trigger;
    ``act_words`` are, for each type, the words that name an act only within it ("apology" in "demanded an apology");
    ``word_classes`` maps a lemma or two-word phrase to the classes it belongs to.
    """

    version: str
    types: Mapping[str, TypeEntry]
    classes: Mapping[str, frozenset[str]]
    verbs: Mapping[str, tuple[tuple[Rule, str], ...]] = field(default_factory=dict)
    nouns: Mapping[str, tuple[tuple[Rule, str], ...]] = field(default_factory=dict)
    adjectives: Mapping[str, tuple[tuple[Rule, str], ...]] = field(default_factory=dict)
    act_words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule, type by type."""
        return (rule for entry in self.types.values() for rule in entry.rules)

    def act_mode(self, type_name: str, act: InnerAct) -> str | None:
        """The mode that an inner act gives to an outer act of this type, or None.

        Its type and mode together say most; else the first line of act-modes that names its type or one of its words.
        """
        modes = self.types[type_name].act_modes
        exact = modes.get(f"{act.type}/{act.mode}")
        if exact:
            return exact
        for key, mode in modes.items():
            named = key.startswith("<") and not self.classes[key[1:-1]].isdisjoint(act.words)
            if key == act.type or named:
                return mode
        return None


def load_codebook(folder: Path | str | None = None) -> Codebook:
    """Read the shipped codebook and, over it, the YAML files of ``folder``.

    Raises InputError where the folder is missing or empty, CodebookError (file and line) for what is wrong in it.
    """
    sources = [(path.name, path.read_text(encoding="utf-8")) for path in _shipped()]
    own = _own_files(Path(folder)) if folder is not None else []
    version = hashlib.sha256("\x1f".join(text for _, text in [*sources, *own]).encode()).hexdigest()[:12]
    classes: dict[str, frozenset[str]] = {}
    types: dict[str, TypeEntry] = {}
    for name, text in [*sources, *own]:
        if Path(name).name == WORDS_FILE:
            classes.update(_read_classes(name, text))
    for is_own, listed in ((False, sources), (True, own)):
        for name, text in listed:
            if Path(name).name not in NO_TYPES:
                entry = _TypeReader(name, classes, is_own).read(text)
                types[entry.facts.name] = entry
    order = {name: at for at, name in enumerate(plover().types)}
    ordered = dict(sorted(types.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))
    return _indexed(version, ordered, classes)


def shipped_text(name: str) -> str:
    """The text of a data file that ships with the codebook, such as "status.yaml"."""
    return files("countermove").joinpath("data", "codebook", name).read_text(encoding="utf-8")


def _shipped() -> list[Any]:
    folder = files("countermove").joinpath("data", "codebook")
    return sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)


def _own_files(folder: Path) -> list[tuple[str, str]]:
    if not folder.is_dir():
        raise InputError(f"no codebook folder '{folder}': give a folder with one YAML file per event type")
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    if not paths:
        raise InputError(f"the codebook folder '{folder}' holds no .yaml file; 'countermove codebook new' makes one")
    try:
        return [(str(p), p.read_text(encoding="utf-8")) for p in paths]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the codebook in '{folder}': {error}") from error


def _indexed(version: str, types: Mapping[str, TypeEntry], classes: Mapping[str, frozenset[str]]) -> Codebook:
    indexes: dict[str, dict[str, list[tuple[Rule, str]]]] = {"verbs": {}, "nouns": {}, "adjectives": {}}
    for entry in types.values():
        for rule in entry.rules:
            for kind, index in indexes.items():
                for words in getattr(rule, kind):
                    lemma, particle = _anchor(words, noun=kind == "nouns")
                    index.setdefault(lemma, []).append((rule, particle))
    frozen = {kind: {lemma: tuple(pairs) for lemma, pairs in index.items()} for kind, index in indexes.items()}
    act_words = {name: _act_words(entry, classes) for name, entry in types.items()}
    return Codebook(version, types, classes, frozen["verbs"], frozen["nouns"], frozen["adjectives"], act_words)


def _act_words(entry: TypeEntry, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    asked = (key[1:-1] for key in entry.act_modes if key.startswith("<"))
    return frozenset(word for name in asked for word in classes[name])


def _anchor(words: str, *, noun: bool) -> tuple[str, str]:
    """(lemma looked up, what must stand with it): "step up" -> (step, up), "hunger strike" -> (strike, hunger)."""
    first, _, rest = words.partition(" ")
    if not rest:
        return first, ""
    if noun:
        before, _, last = words.rpartition(" ")
        return last, before
    return first, rest


def spellings(word: str) -> tuple[str, ...]:
    """A word in its American and British spellings: "criticize" and "criticise", "defense" and "defence"."""
    variants = [word]
    for american, british in (("ize", "ise"), ("yze", "yse"), ("ization", "isation")):
        for old, new in ((american, british), (british, american)):
            if word.endswith(old) and len(word) > len(old) + 2 and word not in _ALWAYS_ISE:
                variants.append(word[: -len(old)] + new)
    return tuple(dict.fromkeys(variants))


_ALWAYS_ISE = frozenset(
    "advise raise promise compromise surprise supervise exercise revise seize prize size praise advertise despise "
    "disguise franchise improvise televise excise demise enterprise premise rise arise wise noise poise cruise bruise "
    "capsize downsize appraise".split()
)


def _list(value: str) -> tuple[str, ...]:
    """ "condemn, step up, ..." -> its words, each in both spellings, one space between parts."""
    words = (" ".join(part.split()) for part in value.split(","))
    return tuple(dict.fromkeys(v for w in words if w for v in spellings(w)))


# --- reading with lines -----------------------------------------------------------------------------


def _compose(name: str, text: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is no YAML"
        raise CodebookError(name, mark.line + 1 if mark else None, f"cannot be read as YAML: {problem}") from error
    if not isinstance(node, yaml.MappingNode):
        raise CodebookError(name, 1, "must be a list of 'key: value' lines, beginning with 'type:'")
    return node


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _pairs(name: str, node: yaml.Node, what: str) -> list[tuple[str, yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise CodebookError(name, _line(node), f"{what} must be 'key: value' lines")
    found: dict[str, tuple[str, yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if key.value in found:
            raise CodebookError(name, _line(key), f"'{key.value}' stands twice; keep one")
        found[key.value] = (key.value, key, value)
    return list(found.values())


def _scalar(name: str, node: yaml.Node, what: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise CodebookError(name, _line(node), f"{what} must be text")
    return str(node.value)


def _sequence(name: str, node: yaml.Node, what: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise CodebookError(name, _line(node), f"{what} must be a list, each line beginning with '- '")
    return list(node.value)


def _read_classes(name: str, text: str) -> dict[str, frozenset[str]]:
    """Word classes: "name: word, word" lines; "<other>" among the words takes in another class read before."""
    classes: dict[str, frozenset[str]] = {}
    for key, _, value in _pairs(name, _compose(name, text), "word classes"):
        words: set[str] = set()
        for word in _list(_scalar(name, value, f"class '{key}'")):
            if word.startswith("<"):
                if word[1:-1] not in classes:
                    raise CodebookError(
                        name, _line(value), f"class '{key}' takes in {word}, which no line above defines"
                    )
                words |= classes[word[1:-1]]
            else:
                words.add(word)
        classes[key] = frozenset(words)
    return classes


@dataclass(frozen=True, slots=True)
class _TypeReader:
    """Reads one type's file; every error names ``name`` and the line."""

    name: str
    classes: Mapping[str, frozenset[str]]
    own: bool = False

    def read(self, text: str) -> TypeEntry:
        root = _compose(self.name, text)
        parts = self._known(root, _TYPE_KEYS, "a type's file")
        for needed in ("type", "definition", "rules"):
            if needed not in parts:
                raise CodebookError(self.name, _line(root), f"has no '{needed}:'; every type needs it")
        facts = self._facts(parts)
        definition = " ".join(_scalar(self.name, parts["definition"], "the definition").split())
        borders = tuple(" ".join(b.split()) for b in self._texts(parts.get("not"), "'not'"))
        modes = self._modes(parts.get("modes"), facts)
        act_modes = self._act_modes(parts.get("act-modes"), facts)
        rules = self._rules(parts["rules"], facts, parties=self._parties(parts, default="any"))
        examples = tuple(self._examples(parts.get("examples"), facts.name))
        covers = frozenset(_scalar(self.name, parts["covers"], "'covers'").split() if "covers" in parts else ())
        return TypeEntry(facts, definition, borders, modes, act_modes, rules, examples, self.name, covers)

    def _known(self, node: yaml.Node, keys: frozenset[str], what: str) -> dict[str, yaml.Node]:
        found = {}
        for key, at, value in _pairs(self.name, node, what):
            if key not in keys:
                raise CodebookError(
                    self.name, _line(at), f"'{key}' is no part of {what}; parts are {', '.join(sorted(keys))}"
                )
            found[key] = value
        return found

    def _texts(self, node: yaml.Node | None, what: str) -> list[str]:
        return [_scalar(self.name, item, what) for item in self._items(node, what)]

    def _items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        return _sequence(self.name, node, what) if node else []

    def _facts(self, parts: Mapping[str, yaml.Node]) -> TypeFacts:
        name = _scalar(self.name, parts["type"], "'type'")
        known = plover().types.get(name)
        if "quad" not in parts and "score" not in parts and known:
            return known
        try:
            quad, score = int(parts["quad"].value), float(parts["score"].value)
        except (KeyError, ValueError, TypeError) as error:
            line = _line(parts["type"])
            raise CodebookError(
                self.name, line, f"{name} is no PLOVER type: give 'quad:' (1-4) and 'score:' (a number)"
            ) from error
        if quad not in plover().quads:
            raise CodebookError(self.name, _line(parts["quad"]), "'quad' must be 1, 2, 3 or 4")
        modes = {key: score for key, _, _ in _pairs(self.name, parts["modes"], "modes")} if "modes" in parts else {}
        required = "recipient" in parts and parts["recipient"].value == "required"
        return TypeFacts(name, quad, score, required, modes)

    def _modes(self, node: yaml.Node | None, facts: TypeFacts) -> dict[str, str]:
        found = {}
        for key, at, value in _pairs(self.name, node, "modes") if node else []:
            self._check_mode(key, facts, at)
            found[key] = " ".join(_scalar(self.name, value, f"mode '{key}'").split())
        return found

    def _check_mode(self, mode: str, facts: TypeFacts, at: yaml.Node) -> None:
        if mode not in facts.modes:
            known = ", ".join(facts.modes) or "it has none"
            raise CodebookError(self.name, _line(at), f"{facts.name} has no mode '{mode}'; its modes: {known}")

    def _act_modes(self, node: yaml.Node | None, facts: TypeFacts) -> dict[str, str]:
        found = {}
        for mode, at, value in _pairs(self.name, node, "act-modes") if node else []:
            self._check_mode(mode, facts, at)
            for act in _scalar(self.name, value, f"act-modes of '{mode}'").replace(",", " ").split():
                if act.startswith("<") and act[1:-1] not in self.classes:
                    raise CodebookError(self.name, _line(value), f"{act} is no word class; {WORDS_FILE} defines them")
                found[act] = mode
        return found

    def _rules(self, node: yaml.Node, facts: TypeFacts, *, parties: str) -> tuple[Rule, ...]:
        rules: dict[str, Rule] = {}
        for item in _sequence(self.name, node, "'rules'"):
            rule = self._rule(item, facts, len(rules), parties=parties)
            if rule.id in rules:
                raise CodebookError(
                    self.name, _line(item), f"a second rule named '{rule.id}'; each needs a name of its own"
                )
            rules[rule.id] = rule
        return tuple(rules.values())

    def _rule(self, node: yaml.Node, facts: TypeFacts, order: int, *, parties: str) -> Rule:
        parts = self._known(node, _RULE_KEYS, "a rule")
        if "rule" not in parts or "frames" not in parts:
            raise CodebookError(self.name, _line(node), "a rule needs a name ('rule:') and 'frames:'")
        given = {key: _list(_scalar(self.name, parts[key], f"'{key}'")) if key in parts else () for key in
                 ("verbs", "nouns", "adjectives", "light", "light-recipient", "needs")}  # fmt: skip
        frames = tuple(self._frame(item) for item in _sequence(self.name, parts["frames"], "'frames'"))
        unless = tuple(self._frame(item) for item in self._items(parts.get("unless"), "'unless'"))
        self._check_words(node, given, frames, unless)
        mode = _scalar(self.name, parts["mode"], "'mode'") if "mode" in parts else None
        if mode and mode != FROM_ACT:
            self._check_mode(mode, facts, parts["mode"])
        unknown = set(given["needs"]) - NEEDS
        if unknown:
            line = _line(parts["needs"])
            raise CodebookError(
                self.name, line, f"'needs' knows no '{min(unknown)}'; it knows {', '.join(sorted(NEEDS))}"
            )
        return Rule(
            id=f"{facts.name}.{parts['rule'].value}", type=facts.name, mode=mode, frames=frames, verbs=given["verbs"],
            nouns=given["nouns"], adjectives=given["adjectives"], light=frozenset(given["light"]),
            light_recipient=frozenset(given["light-recipient"]), needs=frozenset(given["needs"]),
            status=self._status(parts.get("status")), from_speaker=self._flag(parts, "actor", "speaker"),
            bare=self._flag(parts, "bare", "yes"), order=order, own=self.own, unless=unless,
            place_before=self._flag(parts, "named-before", "place"), not_beside=self._class(parts, "not-beside"),
            parties=self._parties(parts, default=parties),
        )  # fmt: skip

    def _class(self, parts: Mapping[str, yaml.Node], key: str) -> str:
        name = _scalar(self.name, parts[key], f"'{key}'") if key in parts else ""
        if name and name not in self.classes:
            raise CodebookError(self.name, _line(parts[key]), f"'{name}' is no word class; {WORDS_FILE} defines them")
        return name

    def _parties(self, parts: Mapping[str, yaml.Node], *, default: str) -> str:
        if "parties" not in parts:
            return default
        value = _scalar(self.name, parts["parties"], "'parties'")
        if value not in PARTIES:
            line = _line(parts["parties"])
            raise CodebookError(self.name, line, f"'parties' is one of {', '.join(PARTIES)}, not '{value}'")
        return value

    def _flag(self, parts: Mapping[str, yaml.Node], key: str, only: str) -> bool:
        if key not in parts:
            return False
        if parts[key].value != only:
            raise CodebookError(self.name, _line(parts[key]), f"'{key}' can only be '{only}'; leave it out otherwise")
        return True

    def _status(self, node: yaml.Node | None) -> str | None:
        if node is None:
            return None
        if node.value not in set(Status):
            raise CodebookError(self.name, _line(node), f"'{node.value}' is no status; one of {', '.join(Status)}")
        return str(node.value)

    def _check_words(
        self, node: yaml.Node, given: Mapping[str, tuple[str, ...]], frames: Sequence[Frame], unless: Sequence[Frame]
    ) -> None:
        verbal, nominal = given["verbs"] or given["adjectives"], given["nouns"]
        for frame in (*frames, *unless):
            if frame.noun and not nominal:
                raise CodebookError(self.name, _line(node), f"frame '{frame.text}' has N, but the rule has no 'nouns:'")
            if not frame.noun and not verbal:
                raise CodebookError(self.name, _line(node), f"frame '{frame.text}' has V, but the rule has no 'verbs:'")
        if nominal and not any(f.noun for f in frames):
            raise CodebookError(self.name, _line(node), "the rule has 'nouns:', but none of its frames has N")
        if verbal and all(f.noun for f in frames):
            raise CodebookError(self.name, _line(node), "the rule has 'verbs:', but none of its frames has V")

    def _frame(self, node: yaml.Node) -> Frame:
        text = _scalar(self.name, node, "a frame")
        try:
            frame = parse_frame(text)
        except FrameError as error:
            raise CodebookError(self.name, _line(node), str(error)) from error
        slots = [frame.before, frame.after, *(o.slot for o in frame.obliques), frame.clause and frame.clause.subject]
        named = [c for slot in slots if slot for c in slot.classes]
        for name in (*named, *(frame.clause.classes if frame.clause else ())):
            if name not in self.classes:
                raise CodebookError(self.name, _line(node), f"<{name}> is no word class; {WORDS_FILE} defines them")
        return frame

    def _examples(self, node: yaml.Node | None, type_name: str) -> Iterator[Example]:
        parts = self._known(node, frozenset(("right", "wrong")), "examples") if node else {}
        for side, block in parts.items():
            text = _scalar(self.name, block, f"the {side} examples")
            yield from self._block(text, _line(block) + 1, type_name, right=side == "right")

    def _block(self, block: str, first: int, type_name: str, *, right: bool) -> Iterator[Example]:
        """Lines of text, each followed by its lines "= EVENT LINE"."""
        text, at, expected = "", first, list[str]()
        for number, raw in enumerate([*block.splitlines(), "."], first):
            line = raw.strip()
            if line.startswith("="):
                if not text:
                    raise CodebookError(self.name, number, "an expected line ('= ...') without a sentence above it")
                expected.append(self._expected(line[1:].strip(), number))
            elif line:
                if text and not expected:
                    raise CodebookError(self.name, at, "an example without an expected line ('= ...') below it")
                if text:
                    yield Example(type_name, right, text, tuple(expected), self.name, at)
                text, at, expected = line, number, []

    def _expected(self, line: str, number: int) -> str:
        if line != "none" and not _EXPECTED.match(line):
            raise CodebookError(
                self.name,
                number,
                f"'= {line}' cannot be read; write '= TYPE/mode ACTOR > RECIPIENT status', '-' for nobody",
            )
        return line


_EXPECTED = re.compile(r"^[A-Z]+(/[a-z-]+)? \S+ > \S+( [a-z]+)?$")
