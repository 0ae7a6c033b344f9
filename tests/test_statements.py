"""Statements: who says what. The cases are in tests/cases/statements_*.txt and in the cue book's own examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from parses import sentences

from countermove.errors import CodebookError, InputError
from countermove.parse import SpacyParser, load
from countermove.records import (
    BlockKind,
    DateMention,
    Identity,
    Kind,
    Paragraph,
    Party,
    Precision,
    Sentence,
    Span,
    Stance,
    Statement,
)
from countermove.statements import CueBook, find, load_cues

SEED = Path(__file__).parents[2] / "shared" / "seed"
CASES = sorted((Path(__file__).parent / "cases").glob("statements_*.txt"))
WORD = re.compile(r"\w+")


class Nobody:
    """A cast without actors: speakers are their words."""

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        return ()

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        return ()


class Names:
    """A cast that knows some words."""

    def __init__(self, **entities: str) -> None:
        self.entities = entities

    def parties(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        token = sentence.tokens[head]
        entity = self.entities.get(token.text)
        return (Party(Identity(entity, token.text), token.span),) if entity else ()

    def owners(self, sentence: Sentence, head: int) -> tuple[Party, ...]:
        return ()


@pytest.fixture(scope="module")
def cues() -> CueBook:
    return load_cues()


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return load()


# --- marked examples: {who} <cue> [content] ----------------------------------------------------------------

MARK = re.compile(r"[{}<>\[\]]")


@dataclass(frozen=True)
class Expected:
    """The words of one marked example."""

    text: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def marked(example: str) -> Expected:
    text, opened = "", 0
    found: dict[str, list[Span]] = {"}": [], ">": [], "]": []}
    for character in example:
        if character in "{<[":
            opened = len(text)
        elif character in found:
            found[character].append(Span(opened, len(text)))
        else:
            text += character
    return Expected(text, tuple(found["}"]), tuple(found[">"]), tuple(found["]"]))


def read(parser: SpacyParser, text: str) -> tuple[Sentence, ...]:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(line, range(start, start + len(line) + 1), BlockKind.BODY, len(paragraphs)))
        start += len(line) + 1
    return parser(paragraphs)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [word for span in spans for word in WORD.findall(text[span.start : span.end])]


def agrees(expected: Expected, statement: Statement) -> bool:
    """Whether content words are the same, the cues overlap and the source is the one marked."""
    text = expected.text
    speaker = (statement.speaker.span,) if statement.speaker else ()
    cue = (statement.cue.span,) if statement.cue else ()
    return (
        words(text, statement.content) == words(text, expected.content)
        and words(text, speaker) == words(text, expected.source)
        and bool(expected.cue) == bool(cue)
        and all(a.overlaps(b) for a in expected.cue for b in cue)
    )


def shown(text: str, statements: tuple[Statement, ...]) -> str:
    return "\n".join(
        f"  who={words(text, (s.speaker.span,) if s.speaker else ())} cue={words(text, (s.cue.span,) if s.cue else ())}"
        f" content={[' '.join(words(text, (c,))) for c in s.content]} {s.kind} {s.stance}"
        for s in statements
    )


def test_every_example_of_the_cue_book_is_marked(cues: CueBook) -> None:
    for example in cues.examples:
        assert bool(MARK.search(example.text)) == example.right, f"{example.file}:{example.line}"


@pytest.mark.model
def test_examples_of_the_cue_book(cues: CueBook, parser: SpacyParser) -> None:
    failures = []
    for example in cues.examples:
        expected = marked(example.text)
        found = find(read(parser, expected.text), Nobody(), cues)
        right = any(agrees(expected, s) for s in found) if example.right else not found
        if not right:
            failures.append(f"{example.file}:{example.line} {example.text}\n{shown(expected.text, found)}")
    assert not failures, "\n".join(failures)


# --- case files ------------------------------------------------------------------------------------------------


def cases() -> Iterator[tuple[str, str]]:
    """(file:line, marked text) of each case; see the head of the files."""
    for path in CASES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                yield f"{path.name}:{number}", line


@pytest.mark.model
@pytest.mark.parametrize(("where", "line"), list(cases()), ids=lambda value: value if ":" in value[:40] else "")
def test_case(where: str, line: str, cues: CueBook, parser: SpacyParser) -> None:
    """All statements of a case and no other are found; the head of each file explains the notation."""
    readings = [part.strip().replace("|", "\n") for part in line.split(" ++ ")]
    plain = marked(readings[0]).text
    found = find(read(parser, plain), Nobody(), cues)
    wanted = [marked(part) for part in readings if MARK.search(part)]
    for expected in wanted:
        assert expected.text == plain, f"{where}: the readings of a case must have the same words"
        assert any(agrees(expected, s) for s in found), f"{where}: not found\n{shown(plain, found)}"
    assert len(found) == len(wanted), f"{where}: too many\n{shown(plain, found)}"


DETAILS = Path(__file__).parent / "cases" / "details_statements.txt"


def details() -> Iterator[tuple[str, str]]:
    for line in DETAILS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            sentence, wanted = line.split(" => ")
            yield sentence, wanted


@pytest.mark.model
@pytest.mark.parametrize(("sentence", "wanted"), list(details()))
def test_details(sentence: str, wanted: str, cues: CueBook, parser: SpacyParser) -> None:
    first = find(read(parser, sentence), Nobody(), cues)[0]
    addressee = first.addressee.identity.name if first.addressee else "-"
    assert ", ".join((first.stance, first.kind, addressee, first.medium or "-")) == wanted


@pytest.mark.model
@pytest.mark.parametrize(
    ("headline", "speaker", "said"),
    [
        ("Minister: Talks with rebels have failed", "Minister", "Talks with rebels have failed"),
        ("Talks with rebels have failed: interior minister", "interior minister", "Talks with rebels have failed"),
        ("Analysis: Talks with rebels have failed", None, None),
        ("What we know so far: the flood", None, None),
    ],
)
def test_speakers_in_headlines(
    headline: str, speaker: str | None, said: str | None, cues: CueBook, parser: SpacyParser
) -> None:
    paragraph = Paragraph(headline, range(len(headline) + 1), BlockKind.HEADLINE, 0)
    found = [
        (s.speaker.identity.name, headline[s.content[0].start : s.content[0].end])
        for s in find(parser([paragraph]), Nobody(), cues)
        if s.speaker
    ]
    assert found == ([(speaker, said)] if speaker else [])


@pytest.mark.model
def test_a_wish_within_a_statement_is_none_of_its_own(cues: CueBook, parser: SpacyParser) -> None:
    found = find(read(parser, "The agency said that Oslo opposes the tax."), Nobody(), cues)
    assert [s.cue.lemma for s in found if s.cue] == ["say"]


@pytest.mark.model
def test_a_statement_within_another_names_it(cues: CueBook, parser: SpacyParser) -> None:
    text = "The agency reported that officials said the road was closed."
    outer, inner = find(read(parser, text), Nobody(), cues)
    assert (outer.within, inner.within) == (None, outer.id)


@pytest.mark.model
@pytest.mark.shared
@pytest.mark.skipif(not SEED.exists(), reason="the evaluation data is not here")
def test_the_statements_of_the_first_report(cues: CueBook, parser: SpacyParser) -> None:
    text = (SEED / "report.txt").read_text(encoding="utf-8")
    found = find(read(parser, text), Nobody(), cues)
    for gold in json.loads((SEED / "gold.json").read_text(encoding="utf-8"))["statements"]:
        wanted = set(words(text, tuple(Span(*span) for span in gold["content"])))
        same = [s for s in found if s.cue and text[s.cue.span.start : s.cue.span.end].split()[-1] == gold["cue"]]
        shares = [len(wanted & set(words(text, s.content))) for s in same]
        sizes = [max(len(wanted), len(set(words(text, s.content)))) for s in same]
        assert any(share >= 0.8 * size for share, size in zip(shares, sizes, strict=True)), gold["id"]


@pytest.mark.model
def test_statements_are_sound(cues: CueBook, parser: SpacyParser) -> None:
    """In one article of all cases: ids differ, content is in order and apart from cue and speaker, holders exist."""
    text = "\n".join(marked(line.split(" ++ ")[0]).text.replace("|", "\n") for _, line in cases())
    found = find(read(parser, text), Nobody(), cues)
    ids = [s.id for s in found]
    assert len(found) > 60
    assert len(set(ids)) == len(ids)
    for s in found:
        own = [part.span for part in (s.cue, s.speaker) if part]
        assert all(a.end < b.start for a, b in zip(s.content, s.content[1:], strict=False))
        assert not any(piece.overlaps(span) for piece in s.content for span in own)
        assert s.within is None or s.within in ids
        assert s.sentence.end <= len(text)


@pytest.mark.model
def test_names_may_be_swapped(cues: CueBook, parser: SpacyParser) -> None:
    text = "Norway accused Sweden of piracy, but Sweden denied that it had taken the ship. Norway called it a thief."
    swapped = text.replace("Norway", "#").replace("Sweden", "Norway").replace("#", "Sweden")
    one, other = (find(read(parser, t), Names(Norway="NOR", Sweden="SWE"), cues) for t in (text, swapped))
    mirror = {"NOR": "SWE", "SWE": "NOR"}
    assert [(s.stance, s.kind, s.content) for s in one] == [(s.stance, s.kind, s.content) for s in other]
    assert [mirror[s.speaker.identity.entity or ""] for s in one if s.speaker] == [
        s.speaker.identity.entity for s in other if s.speaker
    ]


# --- on hand-written parses -------------------------------------------------------------------------------------

SAID = """
Tanja NNP nsubj 2
said VBD ROOT 0 say
on IN prep 2
Tuesday NNP pobj 3
that IN mark 8
the DT det 7
roads NNS nsubj 8 road
were VBD ccomp 2 be
open JJ acomp 8
. . punct 2
"""


def test_indirect_speech_has_speaker_cue_content_and_day(cues: CueBook) -> None:
    text, parsed = sentences(SAID)
    day = DateMention(Span(text.index("Tuesday"), text.index("Tuesday") + 7), "2024-05-07", None, Precision.DAY)
    (statement,) = find(parsed, Names(Tanja="SRB"), cues, (day,))
    assert statement.speaker is not None
    assert statement.speaker.identity.entity == "SRB"
    assert statement.cue is not None
    assert (text[statement.cue.span.start : statement.cue.span.end], statement.cue.lemma) == ("said", "say")
    assert [text[c.start : c.end] for c in statement.content] == ["that the roads were open"]
    assert (statement.kind, statement.stance, statement.date) == (Kind.INDIRECT, Stance.ASSERT, "2024-05-07")


def test_the_same_sentences_give_the_same_ids(cues: CueBook) -> None:
    _, parsed = sentences(SAID)
    assert find(parsed, Nobody(), cues) == find(parsed, Nobody(), cues)


def test_nothing_is_read_in_boilerplate_or_in_no_sentence(cues: CueBook) -> None:
    _, parsed = sentences(SAID, BlockKind.BOILERPLATE)
    assert find(parsed, Nobody(), cues) == ()
    assert find((), Nobody(), cues) == ()


# --- errors in cue files ----------------------------------------------------------------------------------------

GROUP = """groups:
- id: say
  words: [say]
  takes: [that]
  stance: assert
  right: ["{He} <said> [it rains]."]
  wrong: ["He ran."]
"""


def folder_with(tmp_path: Path, verbs: str) -> Path:
    for name in ("nouns", "adjectives", "phrases"):
        (tmp_path / f"{name}.yaml").write_text("groups: []\n", encoding="utf-8")
    (tmp_path / "verbs.yaml").write_text(verbs, encoding="utf-8")
    return tmp_path


def test_own_cue_folder(tmp_path: Path) -> None:
    book = load_cues(folder_with(tmp_path, GROUP))
    assert [group.id for group in book.of_verb("say", "")] == ["say"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("stance: assert", "stance: shout"), "verbs.yaml:5: 'shout' is none of: assert, accuse"),
        (("takes: [that]", "takes: [That thing]"), "verbs.yaml:4: 'That thing' is no shape of content"),
        (("words: [say]", "word: [say]"), "verbs.yaml:3: unknown field 'word'"),
        (('  wrong: ["He ran."]\n', ""), "verbs.yaml:2: group 'say' has no examples under 'wrong'"),
        (("words: [say]", "words: [say"), "verbs.yaml:4: no valid YAML"),
        (("words: [say]", "words: say"), "verbs.yaml:3: expected a list"),
        (("takes: [that]", "takes: that"), "verbs.yaml:4: expected a list"),
        (('wrong: ["He ran."]', "wrong: He ran."), "verbs.yaml:7: expected a list"),
        (("words: [say]", "words: [[say]]"), "verbs.yaml:3: expected one word or phrase"),
        (("  takes: [that]\n", ""), "verbs.yaml:2: group 'say' says not what it takes"),
        (("groups:", "group:"), "verbs.yaml:2: unknown field 'group'"),
    ],
)
def test_an_error_names_file_and_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    folder = folder_with(tmp_path, GROUP.replace(*change))
    with pytest.raises(CodebookError) as caught:
        load_cues(folder)
    assert str(caught.value).startswith(message)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"verbs\.yaml"):
        load_cues(tmp_path)
