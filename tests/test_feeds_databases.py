"""Exports of news databases, in the shapes that they have; reports, outlets and users are made up."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest

from countermove.feeds import read_articles
from countermove.feeds.calendars import is_date_line, language_code, read_words
from countermove.problems import KINDS
from countermove.records import Article, Problem

SHAPES = Path(__file__).parent / "feeds"
TALKS = (
    "The envoy left Kassan on Friday after three days of talks with the governor, who called them “useful”.\n\n"
    "The rebels said that no agreement would bind them, and that the siege goes on."
)
PARAGRAPHS = TALKS.split("\n\n")


def shape(name: str) -> str:
    return (SHAPES / name).read_text(encoding="utf-8")


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told(items: Iterable[Article | Problem]) -> list[str]:
    """One line an item: an article's outlet and title, a problem's kind and message."""
    lines = []
    for item in items:
        if isinstance(item, Problem):
            assert item.kind in KINDS
            assert "\n" not in item.message
            lines.append(f"{item.kind}: {item.message}")
        else:
            lines.append(f"{item.outlet} | {item.title} | {item.published} | {item.language}")
    return lines


def articles(path: Path) -> list[Article]:
    return [item for item in read_articles([path]) if isinstance(item, Article)]


def every_field(path: Path) -> str:
    return "\n".join(map(str, read_articles([path])))


# --- Nexis, HTML ------------------------------------------------------------------------------------

NEXIS = [
    "Harbour Courier (London) | Envoy leaves Kassan after talks | 2031-03-14T11:21:00+00:00 | en",
    "Northern Ledger | None | 2031-03-13 | en",
    "Abendblatt am Strom | Gesandter verlässt Kassan | 2031-03-14 | de",
    "no-text: document 4 ('A picture of the harbour') holds no text of an article",
    "date: document 5: published is no date: 'Spring 2031' (write it as 2016-06-16)",
    "Quarterly of the Straits | What the strait is for | None | None",
    "Northern Ledger | None | 2031-03-13 | None",
    "count: it says that it holds 7 documents, and 6 are in it; missing: 3",
]


def test_nexis_page_of_results():
    assert told(read_articles([SHAPES / "nexis.html"])) == NEXIS


def test_nexis_text_is_the_body_and_nothing_else():
    first, second, _, fifth, sixth = articles(SHAPES / "nexis.html")
    assert first.text == TALKS
    assert first.id == "nexis-1"
    assert second.text == sixth.text == "Two ministers met in Orlen and agreed to meet again."
    assert fifth.text.startswith("WARNING: ships")  # capitals and a colon alone make no field


@pytest.mark.parametrize("name", ["results.HTM", "results.txt", "results"])
def test_nexis_is_told_by_what_is_in_the_file(tmp_path: Path, name: str):
    assert told(read_articles([write(tmp_path / name, shape("nexis.html"))])) == NEXIS


@pytest.mark.parametrize("declared", ["", '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'])
def test_nexis_in_windows_1252_whatever_it_declares(tmp_path: Path, declared: str):
    page = shape("nexis.html").replace("<HEAD>", f"<HEAD>{declared}").replace("&#8220;", "“").replace("&#8221;", "”")
    assert articles(write(tmp_path / "nexis.html", page.encode("cp1252"))) == articles(SHAPES / "nexis.html")


def test_nexis_class_names_may_be_any(tmp_path: Path):
    page = re.sub(r"\bc(\d)\b", lambda match: f"c{9 - int(match[1])}", shape("nexis.html"))
    assert told(read_articles([write(tmp_path / "a.html", page)])) == NEXIS


def test_nexis_lines_of_the_file_are_no_paragraphs(tmp_path: Path):
    wrapped = re.sub(r"(?<=[a-z]) (?=[a-z]+ )", "\n", shape("nexis.html").partition("<BODY>")[2])
    page = shape("nexis.html").partition("<BODY>")[0] + "<BODY>" + wrapped
    assert articles(write(tmp_path / "nexis.html", page)) == articles(SHAPES / "nexis.html")


def test_nexis_without_a_style_sheet_goes_by_order_and_wording(tmp_path: Path):
    page = re.sub(r"<STYLE.*?</STYLE>", "", shape("nexis.html"), flags=re.DOTALL)
    first, second, *_ = articles(write(tmp_path / "nexis.html", page))
    assert first == articles(SHAPES / "nexis.html")[0]
    assert second.text.endswith("Two ministers met in Orlen and agreed to meet again.")


def test_nexis_fields_may_all_stand_behind_the_text(tmp_path: Path):
    page = shape("nexis.html")
    block = r'<BR><DIV CLASS="c4"><P CLASS="c5"><SPAN CLASS="c7">(?:BYLINE|SECTION|LENGTH|DATELINE): .*?</DIV>\n'
    moved = re.findall(block, page.partition("DOC_ID_1")[0], re.DOTALL)
    assert len(moved) == 4
    for part in moved:
        page = page.replace(part, "", 1)
    page = page.replace('<BR><DIV CLASS="c4"><P CLASS="c5"><SPAN CLASS="c7">LOAD-DATE', f"{''.join(moved)}\\g", 1)
    page = page.replace("\\g", '<BR><DIV CLASS="c4"><P CLASS="c5"><SPAN CLASS="c7">LOAD-DATE')
    assert articles(write(tmp_path / "nexis.html", page)) == articles(SHAPES / "nexis.html")


def test_nexis_cut_short_is_named(tmp_path: Path):
    page = shape("nexis.html")
    cut = page[: page.rindex("Two ministers met") + 9]
    found = told(read_articles([write(tmp_path / "a.html", cut)]))
    assert found[:-2] == NEXIS[:-2]
    assert found[-2] == "damaged: document 6 is cut short: the file ends within it"


def test_nexis_longer_than_an_article_may_be(tmp_path: Path):
    body = "<P><SPAN>The envoy said so again and again.</SPAN></P>" * 300_000  # 15 MB
    page = shape("nexis.html").replace('<P CLASS="c8"><SPAN CLASS="c2">&nbsp;</SPAN></P>', body, 1)
    found = told(read_articles([write(tmp_path / "a.html", page)]))
    assert found[0].startswith("too-long: document 1: ")
    assert found[1:] == [*NEXIS[1:-1], "count: it says that it holds 7 documents, and 6 are in it"]


def test_nexis_that_says_it_holds_a_billion(tmp_path: Path):
    page = shape("nexis.html").replace('DOCUMENTS="7"', 'DOCUMENTS="999999999"')
    assert told(read_articles([write(tmp_path / "a.html", page)]))[-1] == (
        "count: it says that it holds 999,999,999 documents, and 6 are in it; "
        "missing: 3, 8, 9, 10, 11, 12, 13, 14, 15, 16 and others"
    )


# --- Factiva, HTML ----------------------------------------------------------------------------------


def test_factiva_page():
    path = SHAPES / "factiva.html"
    assert told(read_articles([path])) == [
        "Harbour Courier | Envoy leaves Kassan after talks | 2031-03-14T14:35:00 | en",
        "Abendblatt am Strom | Gesandter verlässt Kassan | 2031-03-14 | de",
        "Northern Ledger | Ministers meet in Orlen | 1993-01-09 | en",
        "no-text: document 4 ('Correction') holds no text of an article",
    ]
    first, *_ = articles(path)
    assert first.id == "HACO000020310315e73f0001a"
    assert first.text == TALKS.replace(", and that the siege goes on", "")
    assert "Musterfrau" not in every_field(path)
    assert "w/5" not in every_field(path)


@pytest.mark.parametrize(
    ("words", "day", "language"),
    [
        ("1,044 words", "14 March 2031", "English"),
        ("1 044 mots", "14 mars 2031", "Anglais"),
        ("1.044 palabras", "14 de marzo de 2031", "Inglés"),
        ("1.044 parole", "14 marzo 2031", "Inglese"),
        ("1044 слов", "14 Март 2031", "Английский"),
        ("1,044 字", "2031 年 3 月 14 日", "英语"),
    ],
)
def test_factiva_in_the_language_of_its_reader(tmp_path: Path, words: str, day: str, language: str):
    page = shape("factiva.html").replace("1,044 Wörter", words).replace("14 März 2031", day, 1)
    page = page.replace("<div>Englisch</div>", f"<div>{language}</div>").replace('class="article enArticle"', "")
    article = articles(write(tmp_path / "a.html", page))[0]
    assert (article.outlet, article.published, article.language) == ("Harbour Courier", "2031-03-14T14:35:00", "en")
    assert article.text.startswith("The envoy left Kassan")


def test_factiva_declared_utf8_and_in_windows_1252(tmp_path: Path):
    data = shape("factiva.html").encode("cp1252")
    assert articles(write(tmp_path / "a.html", data)) == articles(SHAPES / "factiva.html")


def test_factiva_duplicates_are_kept(tmp_path: Path):
    page = shape("factiva.html")
    start, end = page.index('<div id="article-HACO'), page.index('<div id="article-ABST')
    doubled = write(tmp_path / "a.html", page[:end] + page[start:end] + page[end:])
    assert [a.id for a in articles(doubled)][:2] == ["HACO000020310315e73f0001a", "HACO000020310315e73f0001a-2"]


# --- ProQuest, text ---------------------------------------------------------------------------------


def test_proquest_text():
    path = SHAPES / "proquest.txt"
    assert told(read_articles([path])) == [
        "Harbour Courier | Envoy leaves Kassan after talks: the siege goes on | 2031-03-14 | en",
        "Northern Ledger | Ministers meet in Orlen | 2031-03-13 | en",
        "no-text: document 3 ('An abstract alone') holds no text of an article",
    ]
    first, second = articles(path)
    assert (first.id, second.id) == ("2931000001", "2931000002")
    assert first.text.split("\n\n")[0] == PARAGRAPHS[0]
    assert first.text.split("\n\n")[1].startswith("Title: fights for the cup")  # no field within a text
    assert first.text.endswith("and that the siege goes on.")
    assert second.text == "Two ministers met in Orlen and agreed to meet again."
    assert first.url == "https://search.proquest.com/docview/2931000001"


def test_proquest_says_nothing_of_who_saved_it():
    said = every_field(SHAPES / "proquest.txt")
    assert not re.search("Musterfrau|University|accountid|14496|proxy|10:54", said)


@pytest.mark.parametrize("rule", ["=" * 60, "_" * 80])
def test_proquest_rules_and_encodings(tmp_path: Path, rule: str):
    text = re.sub("^_{60}$", rule, shape("proquest.txt"), flags=re.MULTILINE)
    for data in (text.encode("cp1252"), text.encode("utf-16"), text.replace("\n", "\r\n").encode()):
        found = articles(write(tmp_path / "proquest.txt", data))
        assert found == articles(SHAPES / "proquest.txt")


def test_proquest_missing_documents_are_named(tmp_path: Path):
    text = shape("proquest.txt").replace(" of 3", " of 5")
    assert told(read_articles([write(tmp_path / "a.txt", text)]))[-1] == (
        "count: it says that it holds 5 documents, and 3 are in it"
    )


def test_a_report_with_a_long_rule_is_no_export(tmp_path: Path):
    text = f"The envoy left.\n{'_' * 70}\nTitle: none. Full text: none.\nHe came back."
    assert [a.text for a in articles(write(tmp_path / "a.txt", text))] == [text]


# --- Nexis Uni, Word --------------------------------------------------------------------------------

FRONT = [
    "User Name: Greta Musterfrau", "Date and Time: Tuesday, March 18, 2031 10:54:00 AM EDT", "Job Number: 112358132",
    "Documents (3)", "1. Envoy leaves Kassan after talks", "Client/Matter: Orlen v. Kassan",
    "Search Terms: envoy w/5 kassan", "Search Type: Terms and Connectors", "Narrowed by:",
]  # fmt: skip
DOCUMENTS = [
    [
        "#Envoy leaves Kassan after talks", "Harbour Courier (London).", "March 14, 2031 Friday 11:21 AM GMT", "",
        "Copyright 2031 Harbour Courier Ltd.\nAll Rights Reserved", "Section:\u00a0WORLD; Pg. 4",
        "Length:\u00a047 words", "Byline:\u00a0Anna Berg", "Highlight:\u00a0Three days without a result.", "Body", "",
        PARAGRAPHS[0], "", PARAGRAPHS[1], "", "Graphic", "", "The harbour at dawn.", "",
        "Classification", "", "Language:\u00a0ENGLISH", "Publication-Type:\u00a0Newspaper",
        "Subject:\u00a0PEACE TALKS (93%)", "Load-Date:\u00a0March 15, 2031", "End of Document",
    ],
    [
        "#Ministers meet in Orlen", "Northern Ledger", "March 13, 2031", "Copyright 2031 Northern Ledger",
        "Length:\u00a010 words", "Body", "ABSTRACT", "Ministers met.", "FULL TEXT",
        "Two ministers met in Orlen and agreed to meet again.", "Classification", "Language:\u00a0ENGLISH",
        "End of Document",
    ],
    [
        "#Gesandter verlässt Kassan", "Abendblatt am Strom", "14. März 2031", "Length:\u00a09 words", "Body",
        "Der Gesandte hat Kassan am Freitag verlassen.", "Language:\u00a0GERMAN", "Load-Date:\u00a0March 15, 2031",
        "End of Document",
    ],
]  # fmt: skip
LEXIS = [
    "Harbour Courier (London) | Envoy leaves Kassan after talks | 2031-03-14T11:21:00+00:00 | en",
    "Northern Ledger | Ministers meet in Orlen | 2031-03-13 | en",
    "Abendblatt am Strom | Gesandter verlässt Kassan | 2031-03-14 | de",
]


def word(path: Path, lines: Iterable[str], *, styled: bool = True, tables: bool = False) -> Path:
    """A Word document of these paragraphs; "#" begins a heading."""
    import docx

    document = docx.Document()
    for line in lines:
        if tables and line in FRONT:
            name, _, value = line.partition(": ")
            cells = document.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = name, value
        elif line.startswith("#") and styled:
            document.add_heading(line[1:], 1)
        else:
            document.add_paragraph(line.removeprefix("#"))
    document.save(str(path))
    return path


def lines_of(*documents: list[str]) -> list[str]:
    return [line for document in documents for line in document]


@pytest.mark.parametrize("styled", [True, False])
@pytest.mark.parametrize("tables", [True, False])
@pytest.mark.parametrize("name", ["results.docx", "results.bin"])
def test_nexis_uni_document(tmp_path: Path, name: str, styled: bool, tables: bool):  # noqa: FBT001
    path = word(tmp_path / name, [*FRONT, *lines_of(*DOCUMENTS)], styled=styled, tables=tables)
    assert told(read_articles([path])) == LEXIS
    assert [a.text for a in articles(path)] == [
        TALKS,
        "Two ministers met in Orlen and agreed to meet again.",
        "Der Gesandte hat Kassan am Freitag verlassen.",
    ]


def test_nexis_uni_says_nothing_of_who_downloaded_it(tmp_path: Path):
    first = DOCUMENTS[0]
    for beginning in (first, first[1:], first[2:], first[4:], ["Body", "", "End of Document"]):
        for tables, front in product((True, False), (FRONT, FRONT[::-1], FRONT[:3])):
            lines = [*front, *beginning, *lines_of(*DOCUMENTS[1:])]
            said = every_field(word(tmp_path / "a.docx", lines, styled=False, tables=tables))
            assert not re.search("Musterfrau|112358132|v. Kassan|w/5|Connectors|10:54", said), (beginning, tables)


def test_nexis_uni_without_front_matter_and_with_a_broken_document(tmp_path: Path):
    empty = [line for line in DOCUMENTS[1] if "inisters met" not in line]
    path = word(tmp_path / "a.docx", lines_of(DOCUMENTS[0], empty, DOCUMENTS[2]))
    assert told(read_articles([path])) == [
        LEXIS[0], "no-text: document 2 ('Ministers meet in Orlen') holds no text of an article", LEXIS[2],
    ]  # fmt: skip


def test_nexis_uni_says_how_many_it_holds_and_where_it_is_cut(tmp_path: Path):
    path = word(tmp_path / "a.docx", [*FRONT, *lines_of(*DOCUMENTS[:2]), *DOCUMENTS[2][:-1]])
    assert told(read_articles([path])) == [
        *LEXIS[:2],
        "damaged: document 3 is cut short: the file ends within it",
        "count: it says that it holds 3 documents, and 2 are in it",
    ]


def test_nexis_uni_text_that_looks_like_fields_and_a_journal_without_a_day(tmp_path: Path):
    lines = ["#Straits", "Quarterly of the Straits", "Spring 2031", "Copyright 2031 Q", "Body", "Subject: ships.",
             "They pass by night.", "Language:\u00a0ENGLISH", "Load-Date:\u00a0May 2", "End of Document"]  # fmt: skip
    for styled in (True, False):
        path = word(tmp_path / "a.docx", lines, styled=styled)
        assert told(read_articles([path])) == [
            "date: document 1: published is no date: 'Spring 2031' (write it as 2016-06-16)",
            "Quarterly of the Straits | Straits | None | en",
        ]
        assert articles(path)[0].text == "Subject: ships.\n\nThey pass by night."


def test_nexis_uni_list_of_results_is_no_article(tmp_path: Path):
    (found,) = told(read_articles([word(tmp_path / "a.docx", FRONT)]))
    assert found.startswith("no-text: this is the list of results of a database")


def test_any_other_word_document_is_one_article(tmp_path: Path):
    (article,) = articles(word(tmp_path / "report.docx", ["#Envoy leaves", "The envoy left.", "", "He came\tback."]))
    assert (article.id, article.text) == ("report", "Envoy leaves\n\nThe envoy left.\n\nHe came back.")


def test_word_document_that_is_damaged_or_hostile(tmp_path: Path):
    path = word(tmp_path / "a.docx", lines_of(*DOCUMENTS))
    with zipfile.ZipFile(path) as zipped:
        xml = zipped.read("word/document.xml")
    for content, said in (
        (xml[: len(xml) // 2], "cut short or corrupt"),
        (b'<!DOCTYPE d [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><d>&b;</d>', "declares entities"),
    ):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as zipped:
            zipped.writestr("[Content_Types].xml", "<Types/>")
            zipped.writestr("word/document.xml", content)
        last = list(read_articles([write(tmp_path / "b.docx", buffer.getvalue())]))[-1]
        assert isinstance(last, Problem)
        assert (last.kind, said in last.message) == ("damaged", True), last


def test_other_office_documents_are_named(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr("xl/workbook.xml", "<workbook/>")
    (found,) = told(read_articles([tmp_path]))
    assert found.startswith("binary: this is an office document")


# --- dates and languages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("March 14, 2013 Thursday 11:21 AM GMT", "2013-03-14T11:21:00+00:00"),
        ("March 14, 2013 Thursday 12:05 AM EST", "2013-03-14T00:05:00"),
        ("Thursday, March 14, 2013 9:30 PM", "2013-03-14T21:30:00"),
        ("January 2, 1986", "1986-01-02"),
        ("March 14, 2013 Thursday LONDON EDITION", "2013-03-14"),
        ("14. März 2013 Donnerstag", "2013-03-14"),
        ("9 Januar 1993", "1993-01-09"),
        ("jeudi 14 mars 2013", "2013-03-14"),
        ("1er janvier 2014", "2014-01-01"),
        ("14 de marzo de 2013", "2013-03-14"),
        ("quinta-feira, 14 de março de 2013", "2013-03-14"),
        ("14 marzo 2013", "2013-03-14"),
        ("donderdag 14 maart 2013", "2013-03-14"),
        ("14 марта 2013 г.", "2013-03-14"),
        ("2013年3月14日", "2013-03-14"),
    ],
)
def test_dates_in_words(written: str, read: str):
    assert read_words(written) == read
    assert is_date_line(written)


@pytest.mark.parametrize("written", ["", "March 2013", "Spring 2013", "February 30, 2013", "14/03", "the 14th", "2013"])
def test_words_that_are_no_full_date(written: str):
    assert read_words(written) is None


def test_names_of_languages():
    named = {"English", "Englisch", "anglais", "INGLÉS", "Inglese", "английский", "英語"}
    assert {language_code(name) for name in named} == {"en"}
    assert language_code("Northern Ledger") is None


def test_articles_of_databases_keep_their_date_beside_one_given_by_hand():
    found = [item for item in read_articles([SHAPES / "nexis.html"], "2020-01-01") if isinstance(item, Article)]
    undated = replace(articles(SHAPES / "nexis.html")[3], published="2020-01-01")
    assert found[0].published == "2031-03-14T11:21:00+00:00"
    assert found[3] == undated
