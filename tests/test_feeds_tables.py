"""Tables of articles: formats told from the file, columns known or mapped, broken rows named."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.errors import InputError
from countermove.feeds import columns, parse_columns, read_articles
from countermove.problems import KINDS
from countermove.records import Article, Problem

TEXT = "The envoy left Kassan on Friday."
QUOTED = 'He said: "No; never, not once|ever."\tThen he left.\n\nHe came back.'


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def all_of(path: Path, given: dict[str, str] | None = None) -> list[Article | Problem]:
    found = list(read_articles([path], columns=given))
    assert all(item.kind in KINDS and "\n" not in item.message for item in found if isinstance(item, Problem))
    return found


def one(path: Path, given: dict[str, str] | None = None) -> Article:
    (article,) = all_of(path, given)
    assert isinstance(article, Article), article
    return article


def troubles(items: list[Article | Problem]) -> list[str]:
    return [f"{item.kind}: {item.message}" for item in items if isinstance(item, Problem)]


def ids(items: list[Article | Problem]) -> list[str]:
    return [item.id for item in items if isinstance(item, Article)]


# --- what is told from the file ---------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a"])
def test_delimiter_and_ends_of_lines(tmp_path: Path, delimiter: str, ending: str, name: str):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["id", "title", "text", "date", "source"])
    for number in range(5):
        writer.writerow([f"r{number}", 'A "title", so; it|seems', QUOTED, "2031-03-14", "Harbour Courier"])
    found = all_of(write(tmp_path / name, buffer.getvalue()))
    assert ids(found) == ["r0", "r1", "r2", "r3", "r4"]
    assert found[0] == Article(
        "r0", QUOTED, 'A "title", so; it|seems', outlet="Harbour Courier", published="2031-03-14"
    )


def test_marks_escaped_with_a_backslash(tmp_path: Path):
    rows = "".join(f'"r{n}","He said: \\"No, never.\\" Then he left."\n' for n in range(3))
    assert one(write(tmp_path / "a.csv", '"id","text"\n' + rows[: rows.index("\n") + 1])).text == (
        'He said: "No, never." Then he left.'
    )
    assert len(ids(all_of(write(tmp_path / "a.csv", '"id","text"\n' + rows)))) == 3


def test_tabs_without_quoting(tmp_path: Path):
    rows = "".join(f'r{n}\t"No," he said, "never\n' for n in range(4))
    found = all_of(write(tmp_path / "a.tsv", f"id\ttext\n{rows}"))
    assert [item.text for item in found if isinstance(item, Article)] == ['"No," he said, "never'] * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str):
    text = "“No”, said the envoy’s café owner – naïve as ever. " + TEXT * 9
    article = one(write(tmp_path / "a.csv", f'id,text\nr1,"{text}"\n'.encode(encoding)))
    assert (article.id, article.text) == ("r1", text)


def test_a_line_in_another_encoding_far_behind(tmp_path: Path):
    rows = b"id,text\n" + b"".join(b"r%d,The envoy left.\n" % n for n in range(5000)) + "r5000,“No”\n".encode("cp1252")
    last = all_of(write(tmp_path / "a.csv", rows))[-1]
    assert isinstance(last, Article)
    assert last.text == "“No”"


def test_line_for_excel_and_empty_lines(tmp_path: Path):
    assert one(write(tmp_path / "a.csv", f"sep=;\n\nid;text\n\nr1;{TEXT}\n;\n\n")).text == TEXT


# --- columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("id", "text", "title", "outlet", "url", "published", "language"),
        ("ID", "Full Text", "Headline", "Publication", "Link", "Date", "Lang"),
        ("article_id", "full_text", "head_line", "news-source", "web_url", "publish_date", "LANGUAGE CODE"),
        ("doc id", "articleBody", "headlines", "Newspaper", "permalink", "pubDate", "lang"),
        ("guid", "content", "Title", "Publication Title", "href", "publishedAt", "language"),
    ],
)
def test_usual_names(tmp_path: Path, names: tuple[str, ...]):
    cells = ("r1", TEXT, "Envoy leaves", "Harbour Courier", "https://courier.example/1", "2031-03-14", "English")
    article = one(write(tmp_path / "a.csv", f"{','.join(names)},other\n{','.join(cells)},x\n"))
    assert article == Article("r1", TEXT, "Envoy leaves", "Harbour Courier", cells[4], "2031-03-14", "en")


def test_of_several_names_the_better_one(tmp_path: Path):
    table = f"content,source,text,date,outlet,published\nx,x,{TEXT},2001-01-01,Harbour Courier,2031-03-14\n"
    article = one(write(tmp_path / "a.csv", table))
    assert (article.text, article.outlet, article.published) == (TEXT, "Harbour Courier", "2031-03-14")


def test_names_of_one_s_own(tmp_path: Path):
    path = write(tmp_path / "a.csv", f"Nr,Wortlaut,Tag,text\n7,{TEXT},14.03.2031,x\n")
    assert one(path, {"text": "Wortlaut", "published": "tag", "id": "Nr"}) == Article("7", TEXT, published="2031-03-14")
    json = write(tmp_path / "a.jsonl", f'{{"Wortlaut": "{TEXT}", "Tag": "2031-03-14"}}\n{{"body": "{TEXT}"}}\n')
    assert [item.text for item in all_of(json, {"text": "Wortlaut"})[:1] if isinstance(item, Article)] == [TEXT]
    assert ids(all_of(json)) == ["a-2"]  # a usual name is known in JSON too, where it has no "text"


def test_a_table_without_text_names_its_columns_and_the_way_out(tmp_path: Path):
    found = all_of(write(tmp_path / "a.csv", "Nr,Wortlaut\n1,x\n"))
    (said,) = troubles(found)
    assert said.startswith("columns: no column is known to hold the text: its columns are 'Nr', 'Wortlaut'")
    assert said.endswith("; say which with --columns text=NAME")
    found = all_of(tmp_path / "a.csv", {"text": "Text"})
    assert troubles(found)[0].startswith("columns: there is no column 'Text': its columns are 'Nr', 'Wortlaut'")


def test_list_of_names_is_sound():
    seen: set[str] = set()
    for field, names in columns.usual_names().items():
        assert field in columns.FIELDS
        assert names
        plain = {name.replace(" ", "") for name in names}
        assert not seen & plain, "a name can mean but one field"
        seen |= plain


def test_option(tmp_path: Path):
    assert parse_columns(["text=Body,published=Date of issue, x", "id = Nr"]) == {
        "text": "Body", "published": "Date of issue, x", "id": "Nr",
    }  # fmt: skip
    for wrong in ("text", "text=", "=Body", "body=Text"):
        with pytest.raises(InputError):
            parse_columns([wrong])
    with pytest.raises(InputError, match="is no field of an article"):
        read_articles([write(tmp_path / "a.csv", "text\nx\n")], columns={"body": "Text"})


# --- dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("14/03/2031", "03/04/2031"), ["2031-03-14", "2031-04-03"]),
        (("03/14/2031", "03/04/2031"), ["2031-03-14", "2031-03-04"]),
        (("14.03.2031", "03.04.2031"), ["2031-03-14", "2031-04-03"]),
        (("20310314", "2031-03-14 17:52"), ["2031-03-14", "2031-03-14T17:52:00"]),
        (("14 mars 2031", "March 14, 2031"), ["2031-03-14", "2031-03-14"]),
        (("05/05/2031", ""), ["2031-05-05", None]),
    ],
)
def test_dates(tmp_path: Path, written: tuple[str, str], read: list[str | None]):
    table = f'text,date\n{TEXT},"{written[0]}"\n{TEXT},"{written[1]}"\n'
    found = all_of(write(tmp_path / "a.csv", table))
    assert [item.published for item in found if isinstance(item, Article)] == read
    assert troubles(found) == []


def test_a_date_that_may_be_two_is_told_and_left_out(tmp_path: Path):
    found = all_of(write(tmp_path / "a.csv", f"text,date\n{TEXT},03/04/2031\n"))
    assert troubles(found) == ["date: line 2: published is no date: '03/04/2031' (write it as 2016-06-16)"]
    assert found[1] == Article("a-2", TEXT)


# --- broken rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("r2,,x", "empty: line 3 has an empty text"),
        ("r2", "fields: line 3 has 1 columns where the line of names has 3"),
        ("r2,a,b,c", "fields: line 3 has 4 columns where the line of names has 3"),
        ('r2,"He said no,x', "fields: line 3: its quotation marks are wrong"),
        ('r2,"He said "no" again",x,"y', "fields: line 3: its quotation marks are wrong"),
    ],
)
def test_broken_row_is_named_and_the_rest_is_read(tmp_path: Path, row: str, said: str):
    found = all_of(write(tmp_path / "a.csv", f"id,text,title\nr1,{TEXT},x\n{row}\nr3,{TEXT},x\nr4,{TEXT},x\n"))
    assert ids(found) == ["r1", "r3", "r4"]
    assert [line[: len(said)] for line in troubles(found)] == [said]


def test_marks_within_a_quoted_text_that_are_not_doubled(tmp_path: Path):
    found = all_of(write(tmp_path / "a.csv", f'id,text\nr1,{TEXT}\nr2,"He said "no" to it"\nr3,{TEXT}\n'))
    assert ids(found) == ["r1", "r2", "r3"]


def test_numbers_of_lines_count_those_within_texts(tmp_path: Path):
    found = all_of(write(tmp_path / "a.csv", f'id,text\nr1,"a\n\nb"\n\nr2,\nr3,"{TEXT}"\n'))
    assert troubles(found) == ["empty: line 6 has an empty text"]


def test_a_table_without_rows(tmp_path: Path):
    assert troubles(all_of(write(tmp_path / "a.csv", "id,text\n"))) == ["empty: it has names of columns and no row"]
    assert troubles(all_of(write(tmp_path / "a.csv", "\n"))) == ["empty: it is empty"]
    assert troubles(all_of(write(tmp_path / "a.csv", b"PK" + bytes(900))))[0].startswith("binary: ")


def test_a_mark_that_is_never_closed_swallows_nothing(tmp_path: Path):
    rows = "".join(f"r{n},{TEXT}\n" for n in range(20_000))
    found = all_of(write(tmp_path / "a.csv", f'id,text\nr,"open\n{rows}'))
    assert len(ids(found)) == 20_000
    assert len(troubles(found)) == 1


def test_a_line_of_200_mb_is_never_held(tmp_path: Path):
    import tracemalloc

    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(f'id,text\nr1,{TEXT}\nr2,"open\n'.encode())
        stream.seek(200_000_000, 1)  # a hole: zeros without end of line
        stream.write(f"\nr3,{TEXT}\n".encode())
    tracemalloc.start()
    found = all_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ids(found) == ["r1", "r3"]
    assert [line.split(":")[0] for line in troubles(found)] == ["fields", "too-long"]
    assert peak < 100_000_000


# --- round trip -------------------------------------------------------------------------------------

CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t", exclude_characters="\ufeff"), max_size=30
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL.filter(lambda text: any(map(str.isalnum, text)))), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_csv_writes_comes_back(rows: list[tuple[str, str]], delimiter: str, quoting: int):
    import tempfile

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerows([("title", "text"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        found = all_of(write(Path(folder) / "a.csv", buffer.getvalue()))
    assert [item.text for item in found if isinstance(item, Article)] == [text for _, text in rows]
    assert troubles(found) == []
