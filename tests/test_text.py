from __future__ import annotations

import codecs
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.parse import load
from countermove.records import BlockKind, Paragraph
from countermove.text import Dateline, Unreadable, decode, language, prepare
from countermove.text.blocks import marked_kind, rows, tail
from countermove.text.clean import Cleaned, clean
from countermove.text.datelines import full_date, read_dateline

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[2] / "shared"


def case_lines(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def arrow_cases(name: str) -> list[tuple[str, str]]:
    return [(given.strip(), wanted.strip()) for given, wanted in (line.split("=>") for line in case_lines(name))]


def unescaped(text: str) -> str:
    marks = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\(?:u([0-9a-f]{4})|([nrt]))", lambda m: chr(int(m[1], 16)) if m[1] else marks[m[2]], text)


def cleaned(text: str) -> Cleaned:
    return clean(text, 0, len(text), lambda: frozenset(re.findall("[a-z]+", text.lower())))


# --- cleaning ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given_", "wanted"), arrow_cases("text_cleaning.txt"))
def test_cleaning(given_: str, wanted: str) -> None:
    stored = unescaped(given_)
    assert cleaned(stored).text == (stored if wanted == "unchanged" else wanted)


def test_an_entity_stands_where_it_begins_and_what_follows_it_where_it_stands() -> None:
    stored = "a&amp;b"
    assert cleaned(stored) == Cleaned("a&b", cleaned(stored).offsets)
    assert list(cleaned(stored).offsets) == [0, 1, 6, 7]


def test_unchanged_text_needs_no_map_of_its_own() -> None:
    assert cleaned("The envoy left.").offsets == range(16)


# --- paragraphs -------------------------------------------------------------------------------------


def paragraph_cases() -> list[tuple[str, str, list[str]]]:
    found = []
    text = (CASES / "text_paragraphs.txt").read_text(encoding="utf-8").split("\n\n", 1)[1]
    for case in text.split("=====\n"):
        name, rest = case.split("\n", 1)
        article, wanted = rest.split("\n---\n")
        article = "\n".join(line.removeprefix("|") for line in article.split("\n"))
        found.append((name, article.replace("\n", "\r\n") if "CR LF" in name else article, wanted.strip().split("\n")))
    return found


@pytest.mark.parametrize(
    ("name", "article", "wanted"), paragraph_cases(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_paragraphs(name: str, article: str, wanted: list[str]) -> None:
    assert [f"{p.kind}: {p.text}" for p in prepare(article).paragraphs] == wanted


def test_only_body_and_headlines_are_read() -> None:
    prepared = prepare("Talks stall\nBy Jane Carter\nThe talks stalled.\nRead more\nThey will go on.")
    assert [p.index for p in prepared.read] == [0, 2, 4]
    assert [p.index for p in prepared.paragraphs] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\ufeff"])
def test_nothing_gives_nothing(text: str) -> None:
    assert prepare(text).paragraphs == ()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.example[:40])
def test_block_pattern_is_for_its_example_and_not_for_the_other(row) -> None:
    if row.where == "tail":
        assert tail(row.example) is not None
        assert tail(row.other) is None
    else:
        assert marked_kind(row.example) is row.kind
        assert marked_kind(row.other) is None


PIECES = st.sampled_from(
    [
        "The envoy left", "of the ", "minister", "é", "\U0001f600", ". ", "'", '"', "``", "''",
        "\n", "\r\n", "\n\n", "-\n", "  ", "\u00a0", "\u00ad", "\u200b", "&amp;", "&quot;", "&nbsp;",
        "OSLO — ", "(Reuters) - ", "Read more", "By Jane Carter", "(Reporting by Jane Carter)",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_cleaned_character_leads_back_to_the_stored_text(text: str) -> None:
    last = -1
    for paragraph in prepare(text).paragraphs:
        check_offsets(text, paragraph)
        assert paragraph.offsets[0] > last, "paragraphs overlap"
        last = paragraph.offsets[-1] - 1


def check_offsets(text: str, paragraph: Paragraph) -> None:
    """Offsets never fall back, lie within the text, and lead an unchanged character to itself."""
    offsets = list(paragraph.offsets)
    assert len(offsets) == len(paragraph.text) + 1
    assert all(a <= b for a, b in pairwise(offsets))
    assert offsets[0] >= 0
    assert offsets[-1] <= len(text)
    for character, at in zip(paragraph.text, offsets, strict=False):
        stored = text[at]
        assert stored == character or stored.isspace() or stored in "&`'-" or not stored.isprintable()
    assert paragraph.text == paragraph.text.strip(" ")
    assert "  " not in paragraph.text


@pytest.mark.shared
def test_real_articles_keep_their_offsets_and_their_body() -> None:
    folder = SHARED / "data" / "records" / "articles"
    if not folder.is_dir():
        pytest.skip("no ../shared/data/records")
    for file in sorted(folder.iterdir()):
        text = json.loads(file.read_text(encoding="utf-8"))["text"]
        prepared = prepare(text)
        for paragraph in prepared.paragraphs:
            check_offsets(text, paragraph)
        read = sum(len(p.text) for p in prepared.read)
        assert read > 0.9 * len(text), f"{file.name}: more than a tenth is left out"


@pytest.mark.shared
def test_no_sentence_with_gold_acts_is_left_out() -> None:
    folder = SHARED / "data" / "records"
    if not folder.is_dir():
        pytest.skip("no ../shared/data/records")
    for file in sorted((folder / "gold").iterdir()):
        text = json.loads((folder / "articles" / file.name).read_text(encoding="utf-8"))["text"]
        read = [(p.offsets[0], p.offsets[-1]) for p in prepare(text).read]
        for event in json.loads(file.read_text(encoding="utf-8"))["events"]:
            at = text.find(event["sentence"])
            if at >= 0 and not event.get("optional"):
                end = at + len(event["sentence"])
                assert any(s <= end - 1 < e for s, e in read), f"{file.name}: {event['sentence']}"


@pytest.mark.model
def test_tokens_stand_for_whole_entities_and_typewriter_quotes() -> None:
    stored = (
        "OSLO - &quot;No,&quot;  he said. ``Smith &amp; Sons\u00ad left,'' she told the mini\u00adster&#8217;s aide."
    )
    words = {t.text: stored[t.start : t.end] for s in load()(prepare(stored).read) for t in s.tokens}
    assert words['"'] == "&quot;"
    assert (words["“"], words["”"], words["&"]) == ("``", "''", "&amp;")
    assert (words["minister"], words["’s"], words["he"]) == ("mini\u00adster", "&#8217;s", "he")
    assert words["Sons"] == "Sons"


# --- datelines --------------------------------------------------------------------------------------


def described(text: str) -> str:
    found = read_dateline(text, range(len(text) + 1))
    if found is None:
        return "none"
    line, end = found
    place = text[line.place.start : line.place.end] if line.place else ""
    date = line.date or (f"{line.month_day[0]}-{line.month_day[1]}" if line.month_day else "")
    return f"{place}|{line.agency or ''}|{date}|{(text[end:].split() or [''])[0]}"


@pytest.mark.parametrize(("given_", "wanted"), arrow_cases("text_datelines.txt"))
def test_datelines(given_: str, wanted: str) -> None:
    assert described(given_) == "|".join(part.strip() for part in wanted.split("|"))


def test_dateline_may_come_after_a_headline_and_its_date_words_are_kept() -> None:
    text = "Envoy leaves\n\nGENEVA, March 3 (Reuters) - The envoy left."
    line = prepare(text).dateline
    assert line is not None
    assert line.place is not None
    assert line.date_span is not None
    assert text[line.place.start : line.place.end] == "GENEVA"
    assert text[line.date_span.start : line.date_span.end] == "March 3"
    assert text[line.span.start : line.span.end] == "GENEVA, March 3 (Reuters) -"
    assert prepare(text).paragraphs[1].text == "The envoy left."


def test_date_line_of_the_page_dates_a_dateline_without_one() -> None:
    text = "Envoy leaves\nUpdated: 3 March 2014, 17:52\nGENEVA -- The envoy left."
    line = prepare(text).dateline
    assert line is not None
    assert line.date == "2014-03-03"
    assert line.place is not None


def test_date_line_alone_is_a_dateline_without_a_place() -> None:
    line = prepare("Envoy leaves\nMonday, March 3, 2014\nThe envoy left.").dateline
    assert line is not None
    assert (line.place, line.date) == (None, "2014-03-03")


@pytest.mark.parametrize(
    ("month_day", "published", "day"),
    [
        ((12, 31), "2018-01-01", "2017-12-31"),
        ((1, 1), "2017-12-31T23:00:00", "2018-01-01"),
        ((6, 15), "2016-06-16", "2016-06-15"),
        ((2, 29), "2016-03-01", "2016-02-29"),
        ((2, 29), "2018-03-01", None),
        ((6, 15), None, None),
        (None, "2016-06-16", None),
    ],
)
def test_year_of_a_dateline(month_day, published, day) -> None:
    assert Dateline(span=None, month_day=month_day).day(published) == day  # type: ignore[arg-type]


def test_full_dates_in_words() -> None:
    assert full_date("Thu, 16 Jun 2016 09:30:00 GMT") == "2016-06-16"
    assert full_date("June 16, 2016") == "2016-06-16"
    assert full_date("June 16") is None
    assert full_date("31 June 2016") is None


# --- bytes ------------------------------------------------------------------------------------------

ENGLISH = "“Not one inch,” the café’s owner said – in Zürich, for €5. "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_detected(encoding: str) -> None:
    text = "The envoy left the town on Monday. " * 5 + ENGLISH
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Министр иностранных дел осудил в понедельник нападение на деревню. " * 4),
    ],
)
def test_other_encodings_are_guessed(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_declared_encoding_is_believed_where_it_can_be_true() -> None:
    data = "Łódź is a town. ".encode("iso8859-2")
    assert decode(data, declared="iso-8859-2") == "Łódź is a town. "
    assert decode("Łódź".encode(), declared="ascii") == "Łódź"
    assert decode(ENGLISH.encode("cp1252"), declared="no-such-encoding") == ENGLISH


def test_utf8_with_a_broken_place_stays_utf8() -> None:
    data = (ENGLISH * 4).encode() + b"caf\xe9."
    assert decode(data) == ENGLISH * 4 + "caf\ufffd."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"PK\x03\x04\x14\x00", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"{\\rtf1\\ansi The envoy left.}", "binary"),
        (bytes(range(256)) * 8, "binary"),
        (bytes(range(1, 32)) * 8, "binary"),
        (codecs.BOM_UTF8 + b"caf\xe9", "encoding"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "encoding"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        decode(data)
    assert trouble.value.kind == kind
    assert "\n" not in trouble.value.message


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
@settings(deadline=None)
def test_utf8_is_read_as_it_stands(text: str) -> None:
    if not text.startswith(("\ufeff", "%PDF-", "{\\rtf", "BZh", "GIF8")):
        assert decode(text.encode()) == text


# --- language ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", case_lines("text_language.txt"))
def test_language(line: str) -> None:
    code, text = line.split("\t")
    assert language(text) == (None if code == "-" else code)


def test_kinds_are_complete() -> None:
    assert {row.kind for row in rows()} == {BlockKind.BYLINE, BlockKind.CAPTION, BlockKind.BOILERPLATE}
