"""ZIP, gzip and tar: members by their path, one broken member no harm to the others, no bomb goes off."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from countermove.feeds import archives, read_articles
from countermove.problems import KINDS
from countermove.records import Article, Problem

JSONL = b'{"id": "p", "text": "The envoy left."}\n{"id": "q", "text": "He came back."}\n'


def zipped(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def told(path: Path) -> list[str]:
    """The id of each article; kind and place of each problem, the place below the folder of the test."""
    lines = []
    for item in read_articles([path]):
        if isinstance(item, Article):
            lines.append(item.id)
            continue
        assert item.kind in KINDS
        assert "\n" not in item.message
        lines.append(f"{item.kind} {(item.article or '').removeprefix(f'{path.parent}/')}")
    return lines


def only_problem(path: Path) -> Problem:
    (found,) = read_articles([path])
    assert isinstance(found, Problem), found
    return found


# --- whole ones -------------------------------------------------------------------------------------

MEMBERS = {
    "b/2.jsonl": JSONL,
    "b/1.txt": "The envoy left.",
    "a/table.csv": "id,text\nr1,He came back.\n",
    "a/packed.jsonl.gz": gzip.compress(b'{"id": "g", "text": "He left again."}\n'),
    "a/picture.png": b"\x89PNG",
    "__MACOSX/b/._1.txt": b"\x00\x05\x16\x07",
    "b/.hidden.txt": "no",
    "b/page_files/frame.html": "<p>no</p>",
    "README": "no",
    "broken.pdf": b"%PDF-1.7",
}


@pytest.mark.parametrize("name", ["news.zip", "news", "news.dat"])
def test_zip_is_read_like_a_folder(tmp_path: Path, name: str):
    path = write(tmp_path / name, zipped(MEMBERS))
    assert told(path) == ["g", "r1", "1", "p", "q", f"pdf {name}/broken.pdf"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack(tmp_path: Path, compression: int):
    assert told(write(tmp_path / "news.zip", zipped({"1.txt": "The envoy left."}, compression))) == ["1"]


def test_problems_name_the_member_and_the_line(tmp_path: Path):
    inner = zipped({"deep/lines.jsonl": JSONL + b"{\n"})
    path = write(tmp_path / "news.zip", zipped({"b/inner.zip": inner, "a/lines.jsonl": b"[]\n" + JSONL}))
    found = [item for item in read_articles([path]) if isinstance(item, Problem) and item.kind != "same-id"]
    assert [(item.article, item.message[:7]) for item in found] == [
        (f"{path}/a/lines.jsonl", "line 1 "),
        (f"{path}/b/inner.zip/deep/lines.jsonl", "line 3 "),
    ]


def test_zip_gzip_and_tar_from_standard_input(tmp_path: Path):
    program = "from countermove.feeds import read_articles; print([item.id for item in read_articles(['-'])])"
    for data in (zipped({"1.jsonl": JSONL}), gzip.compress(JSONL), tarred({"1.jsonl": JSONL})):
        done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True)
        assert done.stdout.decode().strip() == "['p', 'q']"


@pytest.mark.parametrize("name", ["lines.jsonl.gz", "lines.gz", "lines"])
def test_gzip(tmp_path: Path, name: str):
    assert told(write(tmp_path / name, gzip.compress(JSONL))) == ["p", "q"]
    several = gzip.compress(JSONL[:20]) + gzip.compress(JSONL[20:]) + bytes(512)  # members are one stream, padding none
    assert told(write(tmp_path / name, several)) == ["p", "q"]


def test_gzip_gives_an_article_the_name_of_what_is_packed(tmp_path: Path):
    (article,) = read_articles([write(tmp_path / "report.txt.gz", gzip.compress(b"The envoy left."))])
    assert isinstance(article, Article)
    assert article.id == "report"


@pytest.mark.parametrize("name", ["news.tar.gz", "news.tgz", "news"])
def test_tar(tmp_path: Path, name: str):
    path = write(tmp_path / name, tarred({"b/2.jsonl": JSONL, "a/1.txt": b"The envoy left.", "c.png": b"\x89PNG"}))
    assert told(path) == ["p", "q", "1"]


def test_folder_takes_archives_too(tmp_path: Path):
    write(tmp_path / "1.zip", zipped({"1.txt": "The envoy left."}))
    write(tmp_path / "2.jsonl.gz", gzip.compress(JSONL))
    write(tmp_path / "3.sql.gz", gzip.compress(b"select"))
    write(tmp_path / "4.tgz", tarred({"4.txt": b"He left."}))
    assert [item.id for item in read_articles([tmp_path]) if isinstance(item, Article)] == ["1", "p", "q", "4"]


def test_nothing_is_written_below_a_name_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    hostile = {"../out.txt": "a", "/etc/out.txt": "b", "x/../../out.txt": "c", "C:\\out.txt": "d", "a\nb.txt": "e"}
    path = write(tmp_path / "news.zip", zipped(hostile | {"in.zip": zipped({"../out.txt": "f"})}))
    before = {str(file) for file in tmp_path.parent.rglob("*")}
    assert len([item for item in read_articles([path]) if isinstance(item, Article)]) == 6
    assert {str(file) for file in tmp_path.parent.rglob("*")} == before
    assert not Path("/etc/out.txt").exists()


# --- broken ones ------------------------------------------------------------------------------------


def corrupt(data: bytes, content: bytes) -> bytes:
    """The archive with a byte changed in the middle of what ``content`` is packed to."""
    place = data.index(zlib.compress(content, 6)[2:-4]) + 12
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def test_a_corrupt_member_is_named_and_the_rest_is_read(tmp_path: Path):
    text = b"".join(b"The envoy left for the %dth time. " % n for n in range(99))
    path = write(tmp_path / "news.zip", corrupt(zipped({"1.txt": "a", "2.txt": text, "3.txt": "c"}), text))
    assert told(path) == ["1", "damaged news.zip/2.txt", "3"]


def test_a_locked_member_is_named_and_the_rest_is_read(tmp_path: Path):
    data = bytearray(zipped({"1.txt": "a", "2.txt": "b"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = write(tmp_path / "news.zip", bytes(data))
    assert told(path) == ["encrypted news.zip/1.txt", "2"]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_zip_cut_short(tmp_path: Path, kept: float):
    data = zipped({f"{n}.txt": os.urandom(500).hex() for n in range(20)})
    found = only_problem(write(tmp_path / "news.zip", data[: int(len(data) * kept)]))
    assert found.kind == "damaged"
    assert "cut short" in found.message


def test_gzip_cut_short_or_corrupt_gives_what_came_before(tmp_path: Path):
    lines = b"".join(b'{"id": "a%d", "text": "%s"}\n' % (n, os.urandom(300).hex().encode()) for n in range(2000))
    data = gzip.compress(lines)
    for broken in (data[:-200_000], data[: len(data) // 2] + b"\x00" * 9 + data[len(data) // 2 + 9 :], data + b"more"):
        found = told(write(tmp_path / "lines.jsonl.gz", broken))
        assert found[:500] == [f"a{n}" for n in range(500)]
        assert found[-1] == "damaged lines.jsonl.gz"
    assert told(write(tmp_path / "text.jsonl.gz", b"no gzip at all, but text")) != []


def test_tar_cut_short(tmp_path: Path):
    data = gzip.decompress(tarred({f"{n}.txt": b"The envoy left." * 99 for n in range(9)}))
    path = write(tmp_path / "news.tar", data[: len(data) // 2 + 700])
    found = told(path)
    assert found[:3] == ["0", "1", "2"]
    assert found[-1].startswith("damaged news.tar")


def test_archive_without_anything_to_read(tmp_path: Path):
    for data in (zipped({}), zipped({"a.png": b"x"}), tarred({"a.png": b"x"})):
        assert only_problem(write(tmp_path / "news", data)).kind == "empty"


# --- bombs ------------------------------------------------------------------------------------------

ZEROS = 120_000_000


def packed_zeros(count: int = ZEROS) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)) + packer.flush()


def test_bombs_are_named_the_rest_goes_on_and_memory_stays_small(tmp_path: Path):
    bomb = packed_zeros()
    zip_bomb = io.BytesIO()
    with zipfile.ZipFile(zip_bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("2-bomb.txt", "w") as member:
            for _ in range(ZEROS // 1_000_000):
                member.write(bytes(1_000_000))
        archive.writestr("1.txt", "The envoy left.")
        archive.writestr("3.jsonl.gz", bomb)
        archive.writestr("4.txt", "He came back.")
    path = write(tmp_path / "news.zip", zip_bomb.getvalue())
    single = write(tmp_path / "lines.jsonl.gz", bomb)
    told(write(tmp_path / "small.zip", zipped({"1.txt": "a"})))
    tracemalloc.start()
    found = told(path), told(single)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == (
        ["1", "bomb news.zip/2-bomb.txt", "bomb news.zip/3.jsonl.gz", "4"], ["bomb lines.jsonl.gz"],
    )  # fmt: skip
    assert peak < 60_000_000


def test_many_members_that_are_each_below_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "_LEAST", 1_000_000)
    members = {f"{n:03}.txt": b"a" * 900_000 for n in range(100)}
    path = write(tmp_path / "news.zip", zipped(members))
    found = told(path)
    assert found[0] == "000"
    assert found[-1] == "bomb news.zip"
    assert len(found) < 100


def test_archives_within_archives_within_archives(tmp_path: Path):
    third = zipped({"3.txt": "c"})
    second = zipped({"2.txt": "b", "third.zip": third, "third.tgz": tarred({"t.txt": b"t"})})
    path = write(tmp_path / "first.zip", zipped({"1.txt": "a", "second.zip": second, "9.txt": "z"}))
    assert told(path) == [
        "1", "9", "2", "bomb first.zip/second.zip/third.tgz", "bomb first.zip/second.zip/third.zip",
    ]  # fmt: skip


def test_gzip_within_gzip_within_gzip(tmp_path: Path):
    data = JSONL
    for _ in range(50):
        data = gzip.compress(data)
    assert only_problem(write(tmp_path / "lines.jsonl.gz", data)).kind == "bomb"
    assert told(write(tmp_path / "twice.gz", gzip.compress(gzip.compress(JSONL)))) == ["bomb twice.gz"]


def test_list_of_members_that_is_too_long(tmp_path: Path):
    data = bytearray(zipped({"1.txt": "a"}))
    place = data.index(b"PK\x05\x06")
    data[place + 12 : place + 16] = (100_000_000).to_bytes(4, "little")
    assert only_problem(write(tmp_path / "news.zip", bytes(data))).kind == "bomb"


# --- ten thousand -----------------------------------------------------------------------------------


def test_ten_thousand_articles_of_which_one_in_a_hundred_is_broken(tmp_path: Path):
    """Every broken one is named by its line and member, all others come out, and memory does not grow."""
    kinds = {0: b'{"id": "x", "text": "cut', 1: b'{"id": "x"}', 2: b'{"text": "  "}', 3: b"\xff\xfe\x00"}

    def line(number: int) -> bytes:
        if number % 100 == 50:
            return kinds[number // 100 % 4]
        return json.dumps({"id": f"a{number}", "text": f"The envoy left for the {number}th time. " * 20}).encode()

    lines = [line(number) for number in range(1, 10_001)]
    half = b"\n".join(lines[:5000]), b"\n".join(lines[5000:])
    path = write(tmp_path / "news.zip", zipped({"1.jsonl": half[0], "2.jsonl.gz": gzip.compress(half[1])}))
    told(write(tmp_path / "small.zip", zipped({"1.txt": "a"})))
    peaks = []
    tracemalloc.start()
    good: list[str] = []
    bad: list[tuple[str, str]] = []
    for item in read_articles([path]):
        if isinstance(item, Article):
            good.append(item.id)
        else:
            bad.append((item.article or "", item.message.split(":")[0].split(" ")[1]))
        if len(good) in (2000, 9000):
            peaks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert good == [f"a{number}" for number in range(1, 10_001) if number % 100 != 50]
    assert bad == [
        (f"{path}/{'1.jsonl' if number <= 5000 else '2.jsonl.gz'}", str(number if number <= 5000 else number - 5000))
        for number in range(50, 10_001, 100)
    ]
    assert peaks[-1] - peaks[0] < 5_000_000  # the ids that were used, and no text
