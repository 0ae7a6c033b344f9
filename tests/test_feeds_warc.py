"""Web archives: pages of crawls that never were, written with warcio, whole and broken in the ways that files break."""

from __future__ import annotations

import gzip
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from countermove.feeds import read_articles
from countermove.problems import KINDS
from countermove.records import Article, Problem

SEEN = "2031-03-20T08:00:00Z"


def page(title: str, *, dated: bool = True) -> bytes:
    meta = '<meta property="article:published_time" content="2031-03-14T17:52:00+00:00">' if dated else ""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{meta}
    <meta property="og:site_name" content="Harbour Courier"></head><body><nav><a href="/">Home</a></nav>
    <article><h1>{title}</h1><p>The envoy left Kassan on Friday after three days of talks with the governor.</p>
    <p>The rebels, who had not been asked to come, said that no agreement would bind them: the siege goes on.</p>
    <p>Aid workers said that four thousand people were still in the town, and that food would last for a week.</p>
    </article></body></html>""".encode()


class Crawl:
    """Writes records one by one and keeps them apart, so that a test can break one."""

    def __init__(self, *, packed: bool) -> None:
        self.packed = packed
        self.records: list[bytes] = []

    def add(
        self,
        url: str,
        content: bytes,
        *,
        kind: str = "response",
        status: str = "200 OK",
        content_type: str = "text/html; charset=utf-8",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Crawl:
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=self.packed)
        status = "GET / HTTP/1.1" if kind == "request" else status
        http = StatusAndHeaders(
            status, [("Content-Type", content_type), *headers], protocol="HTTP/1.1", is_http_request=kind == "request"
        )
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(content),
                http_headers=None if kind == "resource" else http,
                warc_content_type=content_type if kind == "resource" else "",
                warc_headers_dict={"WARC-Date": SEEN, "WARC-Record-ID": f"<urn:record:{len(self.records)}>"},
            )
        )
        self.records.append(buffer.getvalue())
        return self

    def write(self, path: Path) -> Path:
        path.write_bytes(b"".join(self.records))
        return path


def told(path: Path) -> list[str]:
    lines = []
    for item in read_articles([path]):
        if isinstance(item, Article):
            lines.append(f"{item.id} {item.title} {item.url} {item.published}")
        else:
            assert item.kind in KINDS
            assert "\n" not in item.message
            lines.append(f"{item.kind}: {item.message}")
    return lines


def titles(path: Path) -> list[str]:
    return [item.title or "" if isinstance(item, Article) else item.kind for item in read_articles([path])]


def three(*, packed: bool) -> Crawl:
    crawl = Crawl(packed=packed)
    for title in ("One", "Two", "Three"):
        crawl.add(f"https://courier.example/{title.lower()}", page(title))
    return crawl


SUFFIX = {True: "crawl.warc.gz", False: "crawl.warc"}


# --- whole ones -------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_articles_and_the_rest_is_passed_over(tmp_path: Path, packed: bool):  # noqa: FBT001
    crawl = Crawl(packed=packed)
    crawl.add("https://courier.example/", b"", kind="request")
    crawl.add("https://courier.example/a", page("A"))
    crawl.add("https://courier.example/b?x=1", page("B", dated=False))
    crawl.add("https://courier.example/gone", page("Gone"), status="404 Not Found")
    crawl.add("https://courier.example/moved", b"", status="301 Moved")
    crawl.add("https://courier.example/a", b"", kind="revisit")
    crawl.add("https://courier.example/logo.png", b"\x89PNG" * 9, content_type="image/png")
    crawl.add("https://courier.example/robots.txt", b"User-agent: *\nDisallow:", content_type="text/plain")
    crawl.add("https://courier.example/note.txt", "“No,” he said.".encode("cp1252"), content_type="text/plain")
    crawl.add("file:///saved/c.html", page("C"), kind="resource", content_type="text/html")
    crawl.add("https://courier.example/home", b"<html><body><nav></nav></body></html>")
    assert told(crawl.write(tmp_path / SUFFIX[packed])) == [
        "crawl-2 A https://courier.example/a 2031-03-14",
        "crawl-3 B https://courier.example/b?x=1 2031-03-20T08:00:00+00:00",
        "crawl-9 None https://courier.example/note.txt 2031-03-20T08:00:00+00:00",
        "crawl-10 C file:///saved/c.html 2031-03-14",
        "no-text: record 11 (https://courier.example/home): no article text was found in this page",
    ]


def test_a_page_has_its_own_title_outlet_and_text(tmp_path: Path):
    path = Crawl(packed=True).add("https://courier.example/a", page("A")).write(tmp_path / "a.warc.gz")
    (article,) = read_articles([path])
    assert isinstance(article, Article)
    assert article.outlet == "Harbour Courier"
    assert "The envoy left Kassan on Friday" in article.text
    assert "Home" not in article.text


@pytest.mark.parametrize("name", ["crawl", "crawl.gz", "crawl.bin"])
@pytest.mark.parametrize("packed", [True, False])
def test_told_by_what_is_in_the_file(tmp_path: Path, name: str, packed: bool):  # noqa: FBT001
    assert titles(three(packed=packed).write(tmp_path / name)) == ["One", "Two", "Three"]


def test_all_records_packed_as_one(tmp_path: Path):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(b"".join(three(packed=False).records)))
    assert titles(path) == ["One", "Two", "Three"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "said gzip and is none"])
def test_a_page_packed_by_its_server(tmp_path: Path, encoding: str):
    import zlib

    body = {
        "gzip": gzip.compress(page("A")),
        "deflate": zlib.compress(page("A")),
        "raw deflate": zlib.compress(page("A"))[2:-4],
        "said gzip and is none": page("A"),
    }[encoding]
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(body[n : n + 99]), body[n : n + 99]) for n in range(0, len(body), 99))
    said = ("Content-Encoding", "gzip" if "gzip" in encoding else "deflate")
    crawl = Crawl(packed=True)
    crawl.add("https://courier.example/a", body, headers=(said,))
    crawl.add("https://courier.example/b", chunked + b"0\r\n\r\n", headers=(said, ("Transfer-Encoding", "chunked")))
    assert titles(crawl.write(tmp_path / "a.warc.gz")) == ["A", "A"]


def test_a_page_that_cannot_be_unpacked_is_named(tmp_path: Path):
    crawl = Crawl(packed=True)
    crawl.add("https://courier.example/a", b"\x1b\x99\x00", headers=(("Content-Encoding", "br"),))
    crawl.add("https://courier.example/b", b"\x1f\x8b\x08\x00rubbish", headers=(("Content-Encoding", "gzip"),))
    crawl.add("https://courier.example/c", gzip.compress(b"a" * 9_000_000), headers=(("Content-Encoding", "gzip"),))
    found = told(crawl.write(tmp_path / "a.warc.gz"))
    assert [line.partition(" (")[0] for line in found] == [
        "encoding: record 1", "damaged: record 2", "too-long: record 3",
    ]  # fmt: skip


def test_a_web_archive_without_pages_says_what_is_in_it(tmp_path: Path):
    crawl = Crawl(packed=True)
    for number in range(3):
        crawl.add(f"https://courier.example/{number}", b"", kind="revisit")
    crawl.add("https://courier.example/", b"", kind="request")
    assert told(crawl.write(tmp_path / "a.warc.gz")) == ["empty: no page is in it (1 request, 3 revisit)"]


def test_wacz(tmp_path: Path):
    path = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("datapackage.json", "{}")
        zipped.writestr("pages/pages.jsonl", json.dumps({"url": "https://courier.example", "text": "One"}) + "\n")
        zipped.writestr("archive/data.warc.gz", b"".join(three(packed=True).records))
        zipped.writestr("archive/more.warc.gz", b"".join(three(packed=True).records[:1])[:-40])
    assert titles(path) == ["One", "Two", "Three", "damaged"]
    *_, last = read_articles([path])
    assert isinstance(last, Problem)
    assert last.article == f"{path}/archive/more.warc.gz"


# --- broken ones ------------------------------------------------------------------------------------

WRONG = "damaged: record 2: it is cut short, or its length is wrong"


@pytest.mark.parametrize("said", [b"12", b"%d", b"99999999", b"999999999999"])
def test_a_wrong_length_costs_no_other_record(tmp_path: Path, said: bytes):
    crawl = three(packed=False)
    right = len(crawl.records[1].partition(b"\r\n\r\n")[2]) - 4
    wrong = said % (right + 700) if b"%" in said else said
    crawl.records[1] = crawl.records[1].replace(b"Content-Length: %d" % right, b"Content-Length: %s" % wrong)
    found = told(crawl.write(tmp_path / "crawl.warc"))
    assert found[1] == WRONG
    assert [line.split()[1] for line in (found[0], found[2])] == ["One", "Three"]
    assert len(found) == 3


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_record_cut_short_costs_no_other(tmp_path: Path, packed: bool, kept: float):  # noqa: FBT001
    crawl = three(packed=packed)
    crawl.records[1] = crawl.records[1][: int(len(crawl.records[1]) * kept)]
    if not packed:
        crawl.records[1] += b"\r\n\r\n"
    assert titles(crawl.write(tmp_path / SUFFIX[packed])) == ["One", "damaged", "Three"]


@pytest.mark.parametrize("packed", [True, False])
def test_the_end_of_the_file_missing(tmp_path: Path, packed: bool):  # noqa: FBT001
    crawl = three(packed=packed)
    crawl.records[2] = crawl.records[2][:-200]
    assert titles(crawl.write(tmp_path / SUFFIX[packed])) == ["One", "Two", "damaged"]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("between", [b"rubbish\nrubbish\r\n", b"\x00\xff" * 50_000 + b"\r\n"])
def test_something_else_between_records(tmp_path: Path, packed: bool, between: bytes):  # noqa: FBT001
    crawl = three(packed=packed)
    crawl.records.insert(1, between)
    assert titles(crawl.write(tmp_path / SUFFIX[packed])) == ["One", "damaged", "Two", "Three"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"WARC-Type: response", b"WARC-Tipe: response", "its header has no kind"),
        (b"Content-Length:", b"Content-Lenght:", "its header has no length"),
        (b"WARC-Target-URI:", b"WARC-Target:", "its header names no address"),
    ],
)
def test_a_header_that_says_too_little(tmp_path: Path, old: bytes, new: bytes, said: str):
    crawl = three(packed=False)
    crawl.records[1] = crawl.records[1].replace(old, new, 1)
    found = told(crawl.write(tmp_path / "crawl.warc"))
    assert found[1] == f"damaged: record 2: {said}"
    assert len(found) == 3


def test_a_record_of_100_mb_is_passed_over_and_no_page_is_that_long(tmp_path: Path):
    import tracemalloc

    crawl = Crawl(packed=False)
    crawl.add("https://courier.example/film", b"", content_type="video/mp4").add("https://courier.example/a", page("A"))
    crawl.add("https://courier.example/long", b"").add("https://courier.example/b", page("B"))
    for place in (0, 2):
        head, _, rest = crawl.records[place].partition(b"\r\n\r\n")
        size = int(head.rpartition(b"Content-Length: ")[2].split()[0])
        longer = head.replace(b"Content-Length: %d" % size, b"Content-Length: %d" % (size + 100_000_000))
        crawl.records[place] = longer + b"\r\n\r\n" + rest[:-4]
    path = tmp_path / "crawl.warc"
    with path.open("wb") as stream:
        for record in crawl.records:
            stream.write(record)
            if record[-4:] != b"\r\n\r\n" or record in (crawl.records[0], crawl.records[2]):
                stream.seek(100_000_000, 1)  # a hole, which reads as zeros
                stream.write(b"\r\n\r\n")
    list(read_articles([Crawl(packed=True).add("https://courier.example/a", page("A")).write(tmp_path / "a.warc")]))
    tracemalloc.start()
    found = titles(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["A", "too-long", "B"]
    assert peak < 60_000_000


@settings(max_examples=40, deadline=None)
@given(data=st.data(), packed=st.booleans())
def test_whatever_is_broken_the_first_record_and_an_end_come_out(data: st.DataObject, packed: bool):  # noqa: FBT001
    import tempfile

    crawl = Crawl(packed=packed)
    for number in range(4):
        crawl.add(f"https://courier.example/{number}.txt", b"Report %d." % number, content_type="text/plain")
    place = data.draw(st.integers(1, 2))
    broken = bytearray(crawl.records[place])
    for _ in range(data.draw(st.integers(1, 5))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    crawl.records[place] = bytes(broken[: data.draw(st.integers(0, len(broken)))])
    with tempfile.TemporaryDirectory() as folder:
        found = list(read_articles([crawl.write(Path(folder) / SUFFIX[packed])]))
    texts = [item.text for item in found if isinstance(item, Article)]
    assert texts[0] == "Report 0."
    assert texts[-1] == "Report 3."
    assert all(item.kind in KINDS for item in found if isinstance(item, Problem))
