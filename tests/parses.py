"""Hand-written parses for tests that load no model.

A parse is a block of lines "word tag dep head [lemma]", head being the number (from 1) of the governing line, 0 for
the root; a blank line ends a sentence. Words are joined by single spaces into the stored text.
"""

from __future__ import annotations

from countermove.parse import sentence_of
from countermove.records import BlockKind, Sentence, Token


def sentences(block: str, kind: BlockKind = BlockKind.BODY) -> tuple[str, tuple[Sentence, ...]]:
    """(stored text, its sentences) of a block; each sentence is a paragraph of its own."""
    text, found = "", []
    for part in block.strip().split("\n\n"):
        tokens = []
        for index, line in enumerate(part.strip().splitlines()):
            word, tag, dep, head, *lemma = line.split()
            start = len(text)
            text += word + " "
            governor = int(head) - 1 if head != "0" else index
            tokens.append(
                Token(
                    index,
                    word,
                    lemma[0] if lemma else word.lower(),
                    tag,
                    dep,
                    governor,
                    start,
                    start + len(word),
                )
            )
        found.append(sentence_of(tokens, len(found), len(found), kind))
    return text.rstrip(), tuple(found)


def as_block(parsed: tuple[Sentence, ...]) -> str:
    """The block of these sentences, for writing a test from what the parser gave."""
    return "\n\n".join(
        "\n".join(
            f"{t.text} {t.tag} {t.dep} {0 if t.head == t.index else t.head + 1} {t.lemma}" for t in sentence.tokens
        )
        for sentence in parsed
    )
