"""The codebook: its files load, its errors name file and line, its worked examples come out."""

from collections import Counter

import pytest

from countermove.errors import CodebookError, InputError
from countermove.events.codebook import load_codebook, spellings
from countermove.events.examples import fits
from countermove.ontology import plover

GOOD = """\
type: ACCUSE
definition: Words that blame.
rules:
  - rule: scold
    mode: disapprove
    verbs: scold
    frames:
      - A V R
examples:
  right: |
    Ghana scolded Togo.
      = ACCUSE/disapprove GHA > TGO
  wrong: |
    Ghana met Togo.
      = none
"""


def write(folder, text, name="own.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_shipped_codebook_has_every_type_of_plover():
    assert list(load_codebook().types) == list(plover().types)


def test_every_type_has_its_stock_of_examples():
    for name, entry in load_codebook().types.items():
        right = sum(e.right for e in entry.examples)
        assert right >= 80, name
        assert len(entry.examples) - right >= 30, name


def test_no_type_has_an_example_twice():
    for name, entry in load_codebook().types.items():
        texts = Counter(e.text for e in entry.examples)
        assert [text for text, times in texts.items() if times > 1] == [], name


def test_every_mode_is_defined_and_reached_by_five_examples():
    for name, entry in load_codebook().types.items():
        assert set(entry.modes) == set(entry.facts.modes), name
        shown = Counter(head for e in entry.examples if e.right for head in {line.split()[0] for line in e.expected})
        for mode in entry.facts.modes:
            assert shown[f"{name}/{mode}"] >= 5, f"{name}/{mode}"


def test_own_folder_replaces_a_type_and_keeps_the_rest(tmp_path):
    book = load_codebook(write(tmp_path, GOOD))
    assert [r.id for r in book.types["ACCUSE"].rules] == ["ACCUSE.scold"]
    assert "AGREE" in book.types
    assert book.version != load_codebook().version


def test_own_type_needs_quad_and_score(tmp_path):
    text = GOOD.replace("type: ACCUSE", "type: MEDIATE\nquad: 1\nscore: 3").replace("mode: disapprove", "note: none")
    book = load_codebook(write(tmp_path, text.replace("ACCUSE/disapprove", "MEDIATE")))
    assert book.types["MEDIATE"].facts.score == 3
    with pytest.raises(CodebookError, match="MEDIATE is no PLOVER type: give 'quad:'"):
        load_codebook(write(tmp_path, GOOD.replace("type: ACCUSE", "type: MEDIATE")))


def test_examples_keep_their_lines(tmp_path):
    examples = load_codebook(write(tmp_path, GOOD)).types["ACCUSE"].examples
    assert [(e.line, e.right, e.text) for e in examples] == [
        (11, True, "Ghana scolded Togo."),
        (14, False, "Ghana met Togo."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("rules:", "rules", 4, "YAML"),
        ("definition: Words that blame.", "note: x", 1, "has no 'definition:'"),
        ("    verbs: scold", "    verb: scold", 6, "'verb' is no part of a rule"),
        ("mode: disapprove", "mode: scolding", 5, "ACCUSE has no mode 'scolding'; its modes: disapprove"),
        ("A V R\n", "A R\n", 8, "exactly one V"),
        ("A V R\n", "A V <nonsense>\n", 8, "<nonsense> is no word class"),
        ("A V R\n", "A's N on R\n", 4, "has N, but the rule has no 'nouns:'"),
        ("      = none", "      = nothing here", 15, "cannot be read"),
        ("      = none\n", "", 14, "without an expected line"),
        ("    verbs: scold", "    verbs: scold\n    needs: luck", 7, "'needs' knows no 'luck'"),
        ("    verbs: scold", "    verbs: scold\n    status: done", 7, "'done' is no status"),
    ],
)
def test_errors_name_file_and_line(tmp_path, old, new, line, says):
    folder = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(CodebookError) as caught:
        load_codebook(folder)
    assert str(caught.value).startswith(f"{folder / 'own.yaml'}:{line}: ")
    assert says in str(caught.value)


def test_a_second_rule_of_the_same_name_is_refused(tmp_path):
    rule = "  - rule: scold\n    verbs: chide\n    frames:\n      - A V R\n"
    with pytest.raises(CodebookError, match="a second rule named 'ACCUSE.scold'"):
        load_codebook(write(tmp_path, GOOD.replace("examples:", rule + "examples:")))


def test_missing_and_empty_folders_are_the_users_mistake(tmp_path):
    with pytest.raises(InputError, match="no codebook folder"):
        load_codebook(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no .yaml file"):
        load_codebook(tmp_path)


def test_word_classes_of_an_own_folder_come_over_the_shipped_ones(tmp_path):
    write(tmp_path, "talks: palaver", "words.yaml")
    assert load_codebook(tmp_path).classes["talks"] == {"palaver"}
    write(tmp_path, "mine: <nowhere>, palaver", "words.yaml")
    with pytest.raises(CodebookError, match="takes in <nowhere>"):
        load_codebook(tmp_path)


def test_parties_of_a_type_hold_for_its_rules_until_one_takes_them_back(tmp_path):
    text = GOOD.replace(
        "rules:\n",
        "parties: public\nrules:\n  - rule: any\n    verbs: chide\n    parties: any\n    frames:\n      - A V R\n",
    )
    rules = load_codebook(write(tmp_path, text)).types["ACCUSE"].rules
    assert [(r.id, r.parties) for r in rules] == [("ACCUSE.any", "any"), ("ACCUSE.scold", "public")]
    with pytest.raises(CodebookError, match="'parties' is one of any, unnamed, public, not 'some'"):
        load_codebook(write(tmp_path, text.replace("parties: public", "parties: some")))


def test_spellings():
    assert spellings("criticize") == ("criticize", "criticise")
    assert spellings("advise") == ("advise",)
    assert spellings("analyze") == ("analyze", "analyse")


@pytest.mark.model
def test_every_worked_example_comes_out(coder):
    from countermove.events.examples import check

    book = load_codebook()
    failures = [f for entry in book.types.values() for f in check(entry.examples, lambda text: coder(text).events)]
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.model
def test_an_expected_line_that_is_wrong_does_not_fit(coder):
    (event,) = coder("Ankara accused Greece of lying.").events
    assert fits("ACCUSE TUR > GRC", event)
    for line in ("ACCUSE GRC > TUR", "ACCUSE/disapprove TUR > GRC", "REJECT TUR > GRC", "ACCUSE TUR > GRC planned"):
        assert not fits(line, event)
