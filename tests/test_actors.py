"""Actors: the tables, the finder, the resolver; phenomena stand in ``cases/actors_*.txt``."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import actor_cases
import babel
import parses
import pycountry
import pytest
from stored_parses import StoredParser

from countermove.actors import Lexicon, find, load_lexicon, resolve, with_speakers
from countermove.actors.lexicon import fold
from countermove.errors import CodebookError, InputError
from countermove.records import Coding, Kind, Span, Stance, Statement

BABEL = babel.Locale("en")


def own_table(folder: Path, text: str) -> Path:
    path = folder / "own.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("name\tentity\tcolour\n", "own.tsv:1: unknown column 'colour'"),
        ("name\tentity\tcode\nBlue Front\tBLUE FRONT\tXXX\n", "own.tsv:2: 'XXX' is no PLOVER code"),
        ("name\tentity\tkind\nBlue Front\tBLUE FRONT\tgroup\n", "own.tsv:2: 'BLUE FRONT' needs a code"),
        ("# a comment\nname\tentity\tsector\nBlue Front\tFRA\tREX\n", "own.tsv:3: unknown sector 'REX'"),
        ("name\tentity\tkind\nBlue Front\tFRA\tband\n", "own.tsv:2: unknown kind 'band'"),
        ("name\tentity\tfrom\tto\nBlue Front\tFRA\t2010\t2001\n", "own.tsv:2: from 2010 is after to 2001"),
        ("name\tentity\tfrom\nBlue Front\tFRA\t10\n", "own.tsv:2: '10' in column from is no year"),
        ("name\tentity\nBlue Front\n", "own.tsv:2: each row needs a name and an entity"),
        ("name\tentity\nBlue Front\tFRA\tx\n", "own.tsv:2: 3 cells, but the header names 2"),
    ],
)
def test_an_error_in_a_table_names_file_line_and_mending(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(CodebookError) as caught:
        load_lexicon([own_table(tmp_path, table)])
    assert str(caught.value).startswith(message)


def test_a_missing_table_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the list of actors"):
        load_lexicon([tmp_path / "none.tsv"])


# --- phenomena --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def stored() -> StoredParser:
    return actor_cases.load()


@pytest.mark.parametrize("case", list(actor_cases.cases()), ids=lambda c: f"{c.file}:{c.line}")
def test_the_case_files(case: actor_cases.Case, lexicon: Lexicon, stored: StoredParser) -> None:
    sentences = stored([actor_cases.paragraph(case.text)])
    cast = resolve(sentences, find(sentences, lexicon), lexicon, published=case.published)
    got = {n: actor_cases.answer(cast, sentences, case.text, question) for n, question, _ in case.asked}
    assert got == {n: expected for n, _, expected in case.asked}


# --- speakers ---------------------------------------------------------------------------------------


def test_we_is_the_speakers_state_and_i_the_speaker(lexicon: Lexicon, stored: StoredParser) -> None:
    text = "Chadian Foreign Minister Issa Daoud said: We will not allow it, I promise, and our troops stay."
    sentences = stored([actor_cases.paragraph(text)])
    cast = resolve(sentences, find(sentences, lexicon), lexicon)
    speaker = cast.parties(sentences[0], 4)[0]
    content = Span(text.index("We"), len(text))
    statement = Statement("s1", speaker, None, (content,), Kind.DIRECT, Stance.ASSERT, Span(0, len(text)))
    cast = with_speakers(cast, sentences, [statement])
    got = {text[m.span.start : m.span.end]: m.identities for m in cast.mentions}
    assert got["I"][0].person == "Issa Daoud"
    assert (got["We"][0].entity, got["We"][0].person, got["We"][0].name) == ("TCD", None, "Chad")
    assert (got["our troops"][0].entity, got["our troops"][0].sectors) == ("TCD", ("MIL",))


# --- the record -------------------------------------------------------------------------------------


def test_spans_cover_whole_tokens_and_coding_twice_gives_the_same(lexicon: Lexicon, stored: StoredParser) -> None:
    for case in actor_cases.cases():
        sentences = stored([actor_cases.paragraph(case.text)])
        mentions = find(sentences, lexicon)
        cast = resolve(sentences, mentions, lexicon)
        for mention in cast.mentions:
            tokens = sentences[mention.sentence].tokens
            assert mention.span == Span(tokens[mention.first].start, tokens[mention.last].end)
            assert mention.first <= mention.head <= mention.last
        assert cast == resolve(sentences, find(sentences, lexicon), lexicon)
        ids = [a.id for a in cast.actors]
        assert len(set(ids)) == len(ids)


# --- the tables -------------------------------------------------------------------------------------

#: Codes of uninhabited dependencies, which no news names.
_UNNAMED = {"UMI"}


def test_every_country_of_iso_3166_has_an_entity(lexicon: Lexicon) -> None:
    missing = []
    for country in pycountry.countries:
        names = [getattr(country, "common_name", ""), country.name, *country.name.split(",")[:1]]
        names += [n.split(" (")[0] for n in names] + [BABEL.territories.get(country.alpha_2, "")]
        known = any(lexicon.entries(fold(n), n) for name in names if (n := name.replace("&", "and")))
        if country.alpha_3 not in {*lexicon.states, *_UNNAMED} and not known:
            missing.append(country.name)
    assert missing == []


@pytest.mark.parametrize("state", ["Pakistan", "Qatar", "Iraq", "Oman", "Bangladesh"])
def test_a_state_that_is_something_is_no_people(lexicon: Lexicon, state: str) -> None:
    _, sentences = parses.sentences(f"{state} NNP nsubj 2\nis VBZ ROOT 0 be\ncalm JJ acomp 2")
    assert [m.span for m in find(sentences, lexicon)] == [sentences[0].tokens[0].span]
    assert lexicon.entries(fold(f"{state}is"), f"{state}is")  # the people's name it must not be taken for


def test_a_users_table_goes_before_ours(tmp_path: Path) -> None:
    own = load_lexicon(
        [own_table(tmp_path, "name\tentity\tcode\tsector\tkind\nHamas; Blue Front\tBLUE\tPSE\tPTY\tgroup\n")]
    )
    assert own.entries("hamas", "Hamas")[0].entity == "BLUE"
    assert own.entries("blue front", "Blue Front")[0].sectors == ("PTY",)


def test_loading_is_quick() -> None:
    start = time.process_time()
    load_lexicon()
    assert time.process_time() - start < 0.5


@pytest.mark.model
@pytest.mark.shared
def test_the_seed_reports_actors(shared: Path, coder: Callable[..., Coding]) -> None:
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    coding = coder((shared / "seed" / "report.txt").read_text(encoding="utf-8"), gold["published"])
    text = coding.article.text
    for wanted in gold["actors"]:
        names = [wanted["name"], *wanted.get("also", [])]
        for name in names:
            places = [m.start() for m in re.finditer(re.escape(name), text)]
            here = [a for a in coding.actors for s in a.mentions for p in places if s.start <= p < s.end]
            assert wanted["entity"] in {a.identity.entity for a in here}, name
        if "role" in wanted:
            assert wanted["role"] in {a.identity.role for a in coding.actors}
