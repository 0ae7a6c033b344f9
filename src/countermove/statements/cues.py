"""The cue book: which verbs, nouns, adjectives and phrases give somebody's words, and what content they take.

The knowledge stands in ``data/cues/*.yaml``; each file explains its fields at its head. This module reads and
checks the files and answers "which cue is this word?" in one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from countermove.errors import CodebookError, InputError
from countermove.records import Stance

CLASSES = ("verbs", "nouns", "adjectives", "phrases")
_LISTS = ("documents", "bearers", "labels", "channels", "networks", "outlets")
_FIELDS = frozenset(
    ("id", "words", "takes", "stance", "kind", "hearer", "subject", "before", "adverbs", "right", "wrong")
)
_PREPOSITION = re.compile(r"[a-z]+\Z")
_CLAUSES = frozenset(("quote", "marks", "relayed", "that", "to do", "doing"))
_AFTER_OBJECT = frozenset(("", "to do", "predicate"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of content. ``kind``: "quote", "marks", "relayed", "that", "to do", "doing", "object" or "preposition".

    ``rest`` is what follows an object: "" (nothing), "to do", "predicate" or a preposition. ``preposition`` stands
    before the noun phrase; ``bare`` leaves the object out of the content; ``passive`` asks for the passive voice.
    """

    kind: str
    preposition: str = ""
    rest: str = ""
    bare: bool = False
    passive: bool = False


RELAYED = Pattern("relayed")


@dataclass(frozen=True, slots=True)
class Group:
    """Cues of one kind: their words, the content they take, and what the speaker does by them."""

    id: str
    words: tuple[str, ...]
    takes: tuple[Pattern, ...]
    stance: Stance
    mind: bool = False
    hearer: str = ""
    documents_only: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a group; ``right`` ones are marked {who} <cue> [content]. ``line`` is where it stands."""

    group: str
    text: str
    right: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CueBook:
    """All cues by the lemma of their head. ``before`` maps the first word of a phrase to its words and group."""

    verbs: Mapping[str, tuple[tuple[str, Group], ...]]
    nouns: Mapping[str, tuple[Group, ...]]
    adjectives: Mapping[str, tuple[Group, ...]]
    before: Mapping[str, tuple[tuple[tuple[str, ...], Group], ...]]
    adverbs: Mapping[str, Group]
    documents: frozenset[str]
    bearers: frozenset[str]
    labels: frozenset[str]
    channels: frozenset[str]
    networks: frozenset[str]
    outlets: frozenset[str]
    examples: tuple[Example, ...]

    def of_verb(self, lemma: str, particle: str) -> tuple[Group, ...]:
        """The groups of a verb with this particle ("" for none), in the order of the file."""
        return tuple(group for wanted, group in self.verbs.get(lemma, ()) if wanted == particle)

    def is_speech(self, lemma: str) -> bool:
        """Whether a verb always tells of something uttered, never of a belief or wish alone."""
        groups = self.verbs.get(lemma, ())
        return bool(groups) and not any(group.mind for _, group in groups)

    def denies(self, lemma: str) -> bool:
        """Whether a verb denies what it is said of."""
        return any(group.stance is Stance.DENY for _, group in self.verbs.get(lemma, ()))


def load_cues(folder: Path | None = None) -> CueBook:
    """The cue book as shipped, or of a folder with verbs.yaml, nouns.yaml, adjectives.yaml and phrases.yaml.

    Raises InputError where a file is missing, CodebookError (file and line) where one has an error.
    """
    return _book({name: _read(folder, name) for name in CLASSES})


def _read(folder: Path | None, name: str) -> _File:
    place = folder or Path(str(files("countermove").joinpath("data/cues")))
    path = place / f"{name}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; a cue folder needs {name}.yaml") from error
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CodebookError(path.name, line, f"no valid YAML: {error.problem}") from error
    return _File(path.name, node)


@dataclass(frozen=True, slots=True)
class _File:
    """A parsed YAML file whose values still know their lines."""

    name: str
    node: Any

    def fields(self, node: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "expected 'field: value' lines")
        for key, value in node.value:
            yield key.value, value

    def text(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, "expected one word or phrase")
        return str(node.value)

    def items(self, node: Any) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "expected a list")
        return list(node.value)

    def texts(self, node: Any) -> tuple[str, ...]:
        return tuple(self.text(item) for item in self.items(node))

    def error(self, node: Any, message: str) -> CodebookError:
        return CodebookError(self.name, node.start_mark.line + 1 if node is not None else 1, message)


def _book(parts: Mapping[str, _File]) -> CueBook:
    verbs: dict[str, list[tuple[str, Group]]] = {}
    nouns: dict[str, list[Group]] = {}
    adjectives: dict[str, list[Group]] = {}
    before: dict[str, list[tuple[tuple[str, ...], Group]]] = {}
    adverbs: dict[str, Group] = {}
    lists: dict[str, frozenset[str]] = dict.fromkeys(_LISTS, frozenset())
    examples: list[Example] = []
    for name, file in parts.items():
        for key, node in file.fields(file.node):
            if key in lists:
                lists[key] = frozenset(file.texts(node))
            elif key == "groups":
                for entry in file.items(node):
                    group, phrases, hearsay = _group(file, entry, examples)
                    for phrase in phrases:
                        before.setdefault(phrase.split()[0], []).append((tuple(phrase.split()), group))
                    adverbs |= dict.fromkeys(hearsay, group)
                    for word in group.words:
                        if name == "verbs":
                            lemma, _, particle = word.partition(" ")
                            verbs.setdefault(lemma, []).append((particle, group))
                        else:
                            (nouns if name == "nouns" else adjectives).setdefault(word, []).append(group)
            elif key != "origin":
                raise file.error(node, f"unknown field '{key}'; known: groups, origin, {', '.join(lists)}")
    return CueBook(
        {lemma: tuple(found) for lemma, found in verbs.items()},
        {lemma: tuple(found) for lemma, found in nouns.items()},
        {lemma: tuple(found) for lemma, found in adjectives.items()},
        {word: tuple(found) for word, found in before.items()},
        adverbs,
        examples=tuple(examples),
        **lists,
    )


def _group(file: _File, entry: Any, examples: list[Example]) -> tuple[Group, tuple[str, ...], tuple[str, ...]]:
    """A group with its phrases and its hearsay adverbs; its examples are added to ``examples``."""
    values = dict(file.fields(entry))
    unknown = sorted(values.keys() - _FIELDS)
    if unknown:
        raise file.error(values[unknown[0]], f"unknown field '{unknown[0]}'; known: {', '.join(sorted(_FIELDS))}")
    if "id" not in values or "stance" not in values:
        raise file.error(entry, "a group needs an id and a stance")
    name = file.text(values["id"])
    for field in ("right", "wrong"):
        if field not in values:
            raise file.error(entry, f"group '{name}' has no examples under '{field}'")
        examples.extend(
            Example(name, file.text(node), field == "right", file.name, node.start_mark.line + 1)
            for node in file.items(values[field])
        )
    words, before, adverbs = (file.texts(values[f]) if f in values else () for f in ("words", "before", "adverbs"))
    if not words and not before and not adverbs:
        raise file.error(entry, f"group '{name}' has no words")
    if words and "takes" not in values:
        raise file.error(entry, f"group '{name}' says not what it takes")
    takes = tuple(_pattern(file, node) for node in file.items(values["takes"])) if "takes" in values else ()
    group = Group(
        name,
        words,
        takes,
        _stance(file, values["stance"]),
        _choice(file, values.get("kind"), ("speech", "mind")) == "mind",
        file.text(values["hearer"]) if "hearer" in values else "",
        _choice(file, values.get("subject"), ("document",)) == "document",
    )
    return group, before, adverbs


def _stance(file: _File, node: Any) -> Stance:
    return Stance(_choice(file, node, tuple(Stance)))


def _choice(file: _File, node: Any, allowed: tuple[str, ...]) -> str:
    if node is None:
        return ""
    value = file.text(node)
    if value not in allowed:
        raise file.error(node, f"'{value}' is none of: {', '.join(allowed)}")
    return value


def _pattern(file: _File, node: Any) -> Pattern:
    """The notation of ``takes`` ("object to do", "on object to do", "passive object to do", "of object")."""
    text = file.text(node)
    passive = text.startswith("passive ")
    rest = text.removeprefix("passive ")
    if rest in _CLAUSES:
        return Pattern(rest, passive=passive)
    first, _, tail = rest.partition(" ")
    if first == "object" and (tail in _AFTER_OBJECT or _PREPOSITION.match(tail)):
        return Pattern("object", rest=tail, passive=passive)
    if _PREPOSITION.match(first) and tail == "object":
        return Pattern("object", rest=first, bare=True, passive=passive)
    if _PREPOSITION.match(first) and tail in ("", "object to do"):
        return Pattern("preposition", first, "to do" if tail else "", passive=passive)
    raise file.error(node, f"'{text}' is no shape of content; see the head of verbs.yaml")
