"""A user's own lists of actors: tables and PETRARCH dictionaries, their errors, the example of the docs."""

from __future__ import annotations

import re
from pathlib import Path

import parses
import pytest

from countermove.actors import Lexicon, find, load_lexicon, resolve
from countermove.actors.lexicon import EntryKind
from countermove.coding import load_knowledge
from countermove.errors import CodebookError
from countermove.records import Identity

DICTIONARY = """# invented
<!-- of two
 lines -->
ILYA_DORNIK_  ; president, later not
+DORNIK_
*OLD_ILYA_
\t[ROUELI >170120]
\t[ROUGOV 090120-170120]
BLUE_FRONT_ [ROUREB]   # rebels
TALIBAN_ [AFGINSTAL]
UNESCO_ [IGOUNO]
RIVER_COMMISSION_ [IGO]
EVENING_BUGLE_ [HUNMED]
KABUL_ [AFG]
GREY_MEN_ [---UAF]
OSSO_ [PALGOV <031231]
!PERSON! = MAN, MEN, WOMAN
TAX!PERSON!_ [~GOV]
HARBOUR_WARDEN_ [~COP]
OX_DRIVER_ {OX_FOLK_} [~AGR]
SALT_ {} [~BUS]
"""


def list_of(folder: Path, text: str, name: str = "own.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Lexicon:
    return load_lexicon([list_of(tmp_path, DICTIONARY)])


def read(lexicon: Lexicon, block: str, published: str | None = None) -> list[Identity]:
    _, sentences = parses.sentences(block)
    cast = resolve(sentences, find(sentences, lexicon), lexicon, published=published)
    return [i for m in cast.mentions for i in m.identities]


@pytest.mark.parametrize(
    ("name", "entity", "code", "sectors", "kind"),
    [
        ("Blue Front", "BLUE FRONT", "ROU", ("REB",), EntryKind.GROUP),
        ("Taliban", "TALIBAN", "AFG", ("REB",), EntryKind.GROUP),
        ("UNESCO", "UNO", "UNO", (), EntryKind.ORGANISATION),
        ("River Commission", "RIVER COMMISSION", "IGO", (), EntryKind.ORGANISATION),
        ("Evening Bugle", "HUN", "HUN", ("JRN",), EntryKind.AGENCY),
        ("Kabul", "AFG", "AFG", ("GOV",), EntryKind.CAPITAL),
        ("Grey Men", "", "", ("UAF",), EntryKind.AGENCY),
        ("Osso", "PSE", "PSE", ("GOV",), EntryKind.PERSON),
    ],
)
def test_cameo_codes_become_ours(
    own: Lexicon, name: str, entity: str, code: str, sectors: tuple[str, ...], kind: EntryKind
) -> None:
    entry = own.entries(name.lower(), name)[0]
    assert (entry.entity, entry.code, entry.sectors, entry.kind) == (entity, code, sectors, kind)


@pytest.mark.parametrize(
    ("year", "sectors"), [(2008, ("ELI",)), (2009, ("GOV",)), (2017, ("GOV",)), (2018, ("ELI",)), (None, ("ELI",))]
)
def test_a_dated_code_holds_in_its_years(own: Lexicon, year: int | None, sectors: tuple[str, ...]) -> None:
    for name in ("Ilya Dornik", "Dornik", "Old Ilya"):
        readings = own.readings(own.entries(name.lower(), name), year)
        assert [r.sectors for r in readings] == [sectors], name


def test_a_dictionarys_name_needs_capitals(own: Lexicon) -> None:
    assert own.entries("blue front", "BLUE FRONT")
    assert not own.entries("blue front", "blue front")
    assert not own.entries("blue front", "Blue front")


def test_a_person_of_a_dictionary_is_read(own: Lexicon) -> None:
    block = "Dornik NNP nsubj 2\nthanked VBD ROOT 0 thank\nHungary NNP dobj 2\n. . punct 2"
    assert read(own, block, "2011-02-03")[0] == Identity(
        "ROU", "Ilya Dornik", "ROU", ("GOV",), None, "Ilya Dornik"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "plural", "sectors"),
    [
        ("taxman", False, ("GOV",)),
        ("taxmen", False, ("GOV",)),
        ("taxwoman", False, ("GOV",)),
        ("harbour wardens", True, ("COP",)),
        ("ox folk", True, ("AGR",)),
        ("ox driver", False, ("AGR",)),
    ],
)
def test_agents_are_common_nouns(own: Lexicon, words: str, plural: bool, sectors: tuple[str, ...]) -> None:  # noqa: FBT001
    form = own.noun_at(words.split(), len(words.split()) - 1)
    assert form is not None
    assert (form.plural, form.noun.sectors) == (plural, sectors)


def test_a_plural_that_is_none_or_another_is_not_made(own: Lexicon) -> None:
    assert own.noun_at(["salt"], 0) is not None
    assert own.noun_at(["salts"], 0) is None
    form = own.noun_at(["ox", "drivers"], 1)
    assert form is None or form.noun.word == "driver"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ANA_LIMA_\n\t[BRAGOV <2003]\n", "own.txt:1: '<2003' is no date; write [IRQGOV <031231]"),
        ("ANA_LIMA_ [BRAGOV 031301-041231]\n", "own.txt:1: '031301-041231' is no date"),
        ("A_ [BRAGOV]\nANA_LIMA_ ; nobody\n", "own.txt:2: 'ANA LIMA' has no code; write it behind the name"),
        ("ANA_LIMA_ [BRAGO]\n", "own.txt:1: 'BRAGO' is no CAMEO code; it has parts of three letters"),
        ("A_ [BRAGOV]\nANA_LIMA_ [BRAGOV\n", "own.txt:2: a bracket is not closed"),
        ("+ANA_ [BRAGOV]\n", "own.txt:1: '+ANA_ [BRAGOV]' belongs to no name"),
        ("TAX!FOLK!_ [~GOV]\n", "own.txt:1: no set !FOLK! stands above; write !FOLK! = WORD, WORD"),
        ("Ana Lima is a minister.\n", "own.txt:1: no list of actors; begin with a header"),
        ("name,entity\nAna,BRA,x\n", "own.txt:2: 3 cells, but the header names 2; write a cell with a comma in it as"),
        ("name,entity\nBlue Front,BLUE FRONT\n", None),
    ],
)
def test_an_error_names_file_line_and_mending(tmp_path: Path, text: str, message: str | None) -> None:
    path = list_of(tmp_path, text)
    if message is None:
        assert load_lexicon([path]).entries("blue front", "Blue Front")[0].code == "IGO"
        return
    with pytest.raises(CodebookError) as caught:
        load_lexicon([path])
    assert str(caught.value).startswith(message)


def test_the_record_says_which_lists_were_used(tmp_path: Path) -> None:
    plain, mine = load_knowledge(), load_knowledge(None, [list_of(tmp_path, DICTIONARY)])
    assert re.fullmatch(re.escape(plain.version) + r"\+actors:[0-9a-f]{6}", mine.version)
    assert load_knowledge(None, [list_of(tmp_path, DICTIONARY + "X_ [GOV]\n")]).version != mine.version


@pytest.mark.model
def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    from countermove import coding, parse
    from countermove.records import Article

    page = (Path(__file__).parents[1] / "docs" / "actors.md").read_text(encoding="utf-8")
    table, report, dictionary = re.findall(r"```\n(.*?)```", page, flags=re.DOTALL)
    for name, text in (("mine.csv", table), ("mine.txt", dictionary)):
        knowledge = coding.load_knowledge(None, [list_of(tmp_path, text, name)])
        found = coding.code(Article("r", report, published="2021-05-04"), parse.load(), knowledge)
        told = {(i.entity, i.sector) for e in found.events for p in (*e.actor, *e.recipient) for i in [p.identity]}
        assert {("ORANGE LEAGUE", "REB"), ("KEN", "GOV")} <= told, name
