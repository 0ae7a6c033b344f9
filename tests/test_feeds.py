from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from countermove.errors import InputError
from countermove.feeds import origin as limits
from countermove.feeds import parse_published, read_articles
from countermove.problems import KINDS, problem
from countermove.records import Article, Problem

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}">
<title>Envoy leaves Kaduna | Example Post</title>
<meta property="og:title" content="Envoy leaves Kaduna after talks">
<meta property="og:site_name" content="Example Post">
<meta property="article:published_time" content="2014-03-03T17:52:00+00:00">
<link rel="canonical" href="https://example.org/world/envoy-leaves">
</head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Envoy leaves Kaduna after talks</h1>
<p>The envoy left Kaduna on Monday after three days of talks with the governor, who called them “useful”.</p>
<p>The rebels, who had not been asked to come, said that no agreement would bind them, and that the siege goes on.</p>
<p>Aid workers said that four thousand people were still in the town, and that food would last for about a week.</p>
</article><footer>Copyright 2014 Example Post</footer></body></html>"""


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def all_of(*paths: str | Path, published: str | None = None) -> list[Article | Problem]:
    return list(read_articles(paths, published))


def one_article(*paths: str | Path, published: str | None = None) -> Article:
    (article,) = all_of(*paths, published=published)
    assert isinstance(article, Article), article
    return article


def one_problem(*paths: str | Path) -> Problem:
    (trouble,) = all_of(*paths)
    assert isinstance(trouble, Problem), trouble
    assert trouble.kind in KINDS
    assert "\n" not in trouble.message
    return trouble


def on_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# --- kinds of file ----------------------------------------------------------------------------------


def test_plain_text_is_kept_exactly_as_given(tmp_path: Path) -> None:
    text = "  The envoy&nbsp;left.\r\n\r\nHe ``left''\u00a0early.  \n"
    assert one_article(write(tmp_path / "report 1.txt", text)) == Article("report 1", text)


def test_windows_encoding(tmp_path: Path) -> None:
    text = "The envoy said: “No.” He left the town on Monday."
    assert one_article(write(tmp_path / "a.txt", text.encode("cp1252"))).text == text


def test_html_keeps_title_outlet_address_and_date(tmp_path: Path) -> None:
    article = one_article(write(tmp_path / "page.html", PAGE.format(charset="utf-8")))
    assert (article.id, article.title, article.outlet) == ("page", "Envoy leaves Kaduna after talks", "Example Post")
    assert (article.url, article.published) == ("https://example.org/world/envoy-leaves", "2014-03-03")
    assert article.text.splitlines()[-3].startswith("The envoy left Kaduna")
    assert "useful”" in article.text
    assert "Home" not in article.text
    assert "Copyright" not in article.text


@pytest.mark.parametrize(
    ("named", "heading", "first"),
    [
        ("Envoy leaves Kaduna after talks", "Envoy leaves Kaduna after talks", "The envoy left"),
        ("Envoy leaves Kaduna: ‘no talks’ | Example Post", "Envoy leaves Kaduna: “no talks”", "The envoy left"),
        ("Envoy leaves Kaduna - Example Post", "Envoy leaves&nbsp;Kaduna", "The envoy left"),
        ("Talks in Kaduna fail", "Envoy leaves Kaduna", "Envoy leaves Kaduna"),  # another line is kept and read
        ("Envoy", "Envoy leaves Kaduna", "Envoy leaves Kaduna"),
    ],
)
def test_html_gives_the_heading_once(tmp_path: Path, named: str, heading: str, first: str) -> None:
    page = PAGE.format(charset="utf-8").replace("<h1>Envoy leaves Kaduna after talks", f"<h1>{heading}")
    page = page.replace("Envoy leaves Kaduna | Example Post", named)
    page = page.replace('content="Envoy leaves Kaduna after talks"', f'content="{named}"')
    article = one_article(write(tmp_path / "page.html", page))
    assert article.text.startswith(first)
    assert article.text.count("The envoy left Kaduna") == 1
    assert article.title


def test_html_declares_its_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("useful", "użyteczne").format(charset="iso-8859-2").replace("“", '"').replace("”", '"')
    assert "użyteczne" in one_article(write(tmp_path / "page.html", page.encode("iso-8859-2"))).text


def test_json_object_and_list(tmp_path: Path) -> None:
    full = {
        "id": "x1",
        "text": "The envoy left.",
        "title": "Envoy leaves",
        "outlet": "Example Post",
        "url": "https://example.org/1",
        "published": "2014-03-03",
        "language": "en",
        "other": [1],
    }
    del_other = {k: v for k, v in full.items() if k != "other"}
    assert one_article(write(tmp_path / "one.json", json.dumps(full))) == Article(**del_other)  # type: ignore[arg-type]
    many = write(
        tmp_path / "many.json", json.dumps([full, {"text": "He came back.", "title": None, "id": 7}, {"text": "b"}])
    )
    assert [a.id for a in all_of(many) if isinstance(a, Article)] == ["x1", "7", "many-3"]


def test_jsonl_with_byte_order_mark_and_blank_lines(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", "\ufeff" + lines({"id": "p", "text": "é."}) + "\n\n" + lines({"text": "b"}))
    assert [(a.id, a.text) for a in all_of(file) if isinstance(a, Article)] == [("p", "é."), ("a-4", "b")]


def test_jsonl_in_utf16(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", lines({"id": "p", "text": "“No.”"}).encode("utf-16"))
    assert one_article(file).text == "“No.”"


def test_jsonl_is_read_line_by_line(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", lines({"id": "p", "text": "a"}, {"id": "q", "text": "b"}))
    found = read_articles([file])
    assert isinstance(next(found), Article)
    with file.open("ab") as stream:  # what is added after the first was read is still seen
        stream.write(lines({"id": "r", "text": "c"}).encode())
    assert [a.id for a in found if isinstance(a, Article)] == ["q", "r"]


@pytest.mark.parametrize("name", ["page.txt", "page", "page.asp"])
def test_a_file_is_told_by_how_it_begins_where_its_name_does_not_say(tmp_path: Path, name: str) -> None:
    assert one_article(write(tmp_path / name, "\n" + PAGE.format(charset="utf-8"))).outlet == "Example Post"
    assert one_article(write(tmp_path / name, lines({"id": "p", "text": "a"}))).id == "p"
    assert one_article(write(tmp_path / name, '[\n {"id": "p", "text": "a"}]')).id == "p"
    assert one_article(write(tmp_path / name, "[Note] The envoy left.")).text == "[Note] The envoy left."


# --- standard input ---------------------------------------------------------------------------------


def test_stdin_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, b"The envoy left.\n")
    article = one_article("-")
    assert article.text == "The envoy left.\n"
    on_stdin(monkeypatch, b"The envoy left.\n")
    assert one_article("-").id == article.id
    on_stdin(monkeypatch, b"The envoy stayed.\n")
    assert one_article("-").id != article.id


def test_stdin_html_json_and_jsonl(monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, PAGE.format(charset="utf-8").encode())
    assert one_article("-").outlet == "Example Post"
    on_stdin(monkeypatch, b'{\n  "id": "p",\n  "text": "a"\n}')
    assert one_article("-").id == "p"
    on_stdin(monkeypatch, lines({"id": "p", "text": "a"}, {"id": "q", "text": "b"}).encode())
    assert [a.id for a in all_of("-") if isinstance(a, Article)] == ["p", "q"]
    on_stdin(monkeypatch, b" \n")
    assert one_problem("-").kind == "empty"


# --- folders, ids -----------------------------------------------------------------------------------


def test_folder_is_read_in_order_with_its_subfolders(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", "b")
    write(tmp_path / "a" / "2.jsonl", lines({"id": "j", "text": "j"}))
    write(tmp_path / "a" / "1.html", PAGE.format(charset="utf-8"))
    write(tmp_path / "a" / "picture.png", b"\x89PNG")
    write(tmp_path / "a" / "1_files" / "frame.html", PAGE.format(charset="utf-8"))
    write(tmp_path / ".hidden" / "c.txt", "c")
    write(tmp_path / "c.pdf", b"%PDF-1.7")
    found = all_of(tmp_path)
    assert [item.id if isinstance(item, Article) else item.kind for item in found] == ["1", "j", "b", "pdf"]


def test_ids_are_used_once_and_a_second_use_is_told(tmp_path: Path) -> None:
    first, second = write(tmp_path / "x" / "r.txt", "a"), write(tmp_path / "y" / "r.txt", "b")
    found = all_of(first, second)
    assert [item.id if isinstance(item, Article) else item.kind for item in found] == ["r", "same-id", "r-2"]


# --- when published ---------------------------------------------------------------------------------


def test_date_of_a_field_beats_the_flag_and_the_flag_beats_guesses(tmp_path: Path) -> None:
    dated = write(tmp_path / "a.jsonl", lines({"text": "a", "published": "2014-03-03"}))
    undated = write(tmp_path / "b.jsonl", lines({"text": "a", "published": ""}))
    page = write(tmp_path / "page.html", PAGE.format(charset="utf-8"))
    line = write(tmp_path / "c.txt", "GENEVA, March 3, 2014 (Reuters) - The envoy left.")
    assert one_article(dated, published="2020-01-01").published == "2014-03-03"
    assert one_article(undated, published="2020-01-01").published == "2020-01-01"
    assert one_article(page, published="2020-01-01").published == "2020-01-01"
    assert one_article(line, published="2020-01-01").published == "2020-01-01"
    assert one_article(line).published == "2014-03-03"


def test_unknown_stays_unknown(tmp_path: Path) -> None:
    assert one_article(write(tmp_path / "a.txt", "GENEVA, March 3 (Reuters) - The envoy left.")).published is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2014-03-03", "2014-03-03"),
        ("2017-12-22T17:18:32", "2017-12-22T17:18:32"),
        ("2017-12-22 17:18", "2017-12-22T17:18:00"),
        ("2017-12-22T17:18:32Z", "2017-12-22T17:18:32+00:00"),
        ("Mon, 03 Mar 2014 17:52:00 GMT", "2014-03-03"),
        ("March 3, 2014", "2014-03-03"),
    ],
)
def test_dates_in_fields(tmp_path: Path, written: str, read: str) -> None:
    assert one_article(write(tmp_path / "a.jsonl", lines({"text": "a", "published": written}))).published == read


def test_date_that_is_none_is_told_and_the_article_read(tmp_path: Path) -> None:
    trouble, article = all_of(write(tmp_path / "a.jsonl", lines({"text": "a", "published": "last week"})))
    assert isinstance(trouble, Problem)
    assert isinstance(article, Article)
    assert (trouble.kind, article.published) == ("date", None)
    assert "line 1" in trouble.message
    assert "last week" in trouble.message


@pytest.mark.parametrize("text", ["2016-06-16", "2016-06-16T09:30:00"])
def test_date_flag(text: str) -> None:
    assert parse_published(f" {text} ") == text


@pytest.mark.parametrize(
    "text", ["", "today", "16.6.2016", "2016-13-01", "2016-02-30", "2016", "20160616", "2016-06-16T25"]
)
def test_date_flag_that_is_none(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no date: write it as 2016-06-16"):
        parse_published(text)
    with pytest.raises(InputError):
        read_articles([write(tmp_path / "a.txt", "a")], text)


# --- language ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"), [("en", "en"), ("en-GB", "en"), ("EN", "en"), ("English", "en"), ("German", "de"), ("", None)]
)
def test_language_field(tmp_path: Path, written: str, read: str | None) -> None:
    assert one_article(write(tmp_path / "a.jsonl", lines({"text": "a", "language": written}))).language == read


# --- user's mistakes --------------------------------------------------------------------------------


def test_missing_file_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_articles([write(tmp_path / "a.txt", "a"), tmp_path / "b.txt"])


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        read_articles([])
    with pytest.raises(InputError, match="empty path"):
        read_articles([""])
    with pytest.raises(InputError, match="no article in this folder"):
        read_articles([tmp_path])


# --- trouble in the data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind", "hint"),
    [
        ("a.txt", b"", "empty", "empty"),
        ("a.txt", b" \n\xef\xbb\xbf", "empty", "no word"),
        ("a.txt", "\ufeff \n".encode(), "empty", "no word"),
        ("a.txt", bytes(range(256)) * 4, "binary", "not text"),
        ("a.txt", b"PK\x03\x04abc", "damaged", "ZIP"),
        ("a.txt", b"%PDF-1.4 abc", "pdf", "pdftotext"),
        ("a.html", b"%PDF-1.4 abc", "pdf", "pdftotext"),
        ("a.jsonl", b"\n\n", "empty", "empty"),
        ("a.json", b"[]", "empty", "empty"),
        ("a.json", b'{"text": "a",}', "json", "line 1, column"),
        ("a.json", b'{"text": "a"}\n{"text": "b"}', "json", "call it .jsonl"),
        ("a.json", b"[" * 100_000, "json", "nested too deeply"),
        ("a.html", b"<html><body><p> </p></body></html>", "no-text", ".txt"),
        ("a.html", b"<", "no-text", ".txt"),
        ("a.txt", b"\xef\xbb\xbfcaf\xe9 au lait", "encoding", "UTF-8"),
    ],
)
def test_file_that_gives_no_article(tmp_path: Path, name: str, content: bytes, kind: str, hint: str) -> None:
    trouble = one_problem(write(tmp_path / name, content))
    assert (trouble.kind, trouble.article) == (kind, str(tmp_path / name))
    assert hint in trouble.message


@pytest.mark.parametrize(
    ("line", "kind", "hint"),
    [
        ('{"text": "a"', "json", "line 2 is no JSON: expecting ',' delimiter"),
        ("[1, 2]", "fields", "line 2 is no JSON object"),
        ('"text"', "fields", "line 2 is no JSON object"),
        ('{"id": "a"}', "fields", 'line 2 has no field "text"'),
        ('{"text": null}', "fields", 'line 2 has a field "text" that is no string'),
        ('{"text": ["a"]}', "fields", 'line 2 has a field "text" that is no string'),
        ('{"text": "a", "title": 3}', "fields", 'line 2 has a field "title" that is no string'),
        ('{"text": "a", "published": 20140303}', "fields", 'line 2 has a field "published" that is no string'),
        ('{"text": "a", "id": true}', "fields", 'line 2 has a field "id" that is no string'),
        ('{"text": "a", "id": {}}', "fields", 'line 2 has a field "id" that is no string'),
        ('{"text": "  "}', "empty", "line 2 has an empty text"),
        ("\x00\x01\x02\x00\x01\x02", "binary", "line 2: this is binary"),
    ],
)
def test_broken_line_is_told_by_its_number_and_the_rest_is_read(
    tmp_path: Path, line: str, kind: str, hint: str
) -> None:
    good = {"id": "p", "text": "a"}, {"id": "q", "text": "b"}
    file = write(tmp_path / "a.jsonl", lines(good[0]) + line + "\n" + lines(good[1]))
    first, trouble, last = all_of(file)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(trouble, Problem)
    assert (trouble.kind, trouble.article) == (kind, str(file))
    assert hint in trouble.message


def test_batch_goes_on_past_bad_files(tmp_path: Path) -> None:
    for name, content in [("1.txt", b""), ("2.txt", b"The envoy left."), ("3.pdf", b"%PDF-"), ("4.html", b"<html>")]:
        write(tmp_path / name, content)
    found = all_of(tmp_path)
    assert [item.id if isinstance(item, Article) else item.kind for item in found] == ["empty", "2", "pdf", "no-text"]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.txt", "a")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert one_problem(file) == problem("unreadable", "it cannot be read: Permission denied", str(file))


def test_lone_surrogates_cannot_be_written_and_are_replaced(tmp_path: Path) -> None:
    assert one_article(write(tmp_path / "a.jsonl", '{"text": "a\\ud83d b"}')).text == "a\ufffd b"


def test_too_long(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as stream:  # 50 MB, as a sparse file
        stream.truncate(50_000_000)
    trouble = one_problem(file)
    assert trouble.kind == "too-long"
    assert "split it" in trouble.message
    line = json.dumps({"text": "a" * (limits.ARTICLE_LIMIT + 1)})
    longest = json.dumps({"text": "a" * (2 * limits.ARTICLE_LIMIT + 1)})
    file = write(tmp_path / "a.jsonl", f'{line}\n{longest}\n{{"id": "p", "text": "b"}}\n')
    found = all_of(file)
    assert [item.id if isinstance(item, Article) else (item.kind, item.message[:7]) for item in found] == [
        ("too-long", "line 1:"),
        ("too-long", "line 2:"),
        "p",
    ]


def test_kinds_of_problem_are_a_closed_list() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        problem("odd", "it is odd")


def test_plain_text_pays_for_no_html_and_no_language_model(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "The envoy left the town on Monday.")
    program = (
        "import sys; from countermove.feeds import read_articles; from countermove.text import language\n"
        f"a, = read_articles([{str(file)!r}]); assert language(a.text) == 'en'\n"
        "print([m for m in ('trafilatura', 'py3langid', 'charset_normalizer', 'numpy', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_measure_of_speed_reads_all_that_it_writes() -> None:
    from countermove.bench.feeds import measure

    timings = measure(articles=3, rounds=1)
    assert [timing.kind for timing in timings][:2] == ["bare JSON", "articles.jsonl"]
    assert all(timing.articles == 3 and timing.each > 0 for timing in timings)
