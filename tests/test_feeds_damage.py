"""Whatever happens to a file of any kind, reading it ends, and says what it could not read."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from countermove.feeds import read_articles
from countermove.problems import KINDS
from countermove.records import Article, Problem

SHAPES = Path(__file__).parent / "feeds"
TABLE = b'id,title,text,date\nr1,"One, two","He said ""no"".\n\nHe left.",14/03/2031\nr2,x,The envoy left.,2031-03-14\n'
LINES = b'{"id": "p", "text": "The envoy left."}\n{"id": "q", "text": "He came back.", "language": "English"}\n'
WORD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    + "".join(
        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"
        for line in (
            "Envoy leaves",
            "Courier",
            "March 14, 2031",
            "Length: 3 words",
            "Body",
            "He left.",
            "End of Document",
        )
    )
    + "</w:body></w:document>"
)
NAMES = ("n.html", "f.html", "p.txt", "t.csv", "l.jsonl", "l.jsonl.gz", "w.docx", "z.zip", "t.tar.gz", "t.tar")


@cache
def whole(name: str) -> bytes:
    """A file of each kind."""
    buffer = io.BytesIO()
    if name == "w.docx":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", WORD)
    elif name == "z.zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for inner in ("t.csv", "l.jsonl.gz", "p.txt", "w.docx"):
                archive.writestr(zipfile.ZipInfo(inner), whole(inner))
    elif name.startswith("t.tar"):
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            info = tarfile.TarInfo("l.jsonl")
            info.size = len(LINES)
            archive.addfile(info, io.BytesIO(LINES))
    packed = {"t.csv": TABLE, "l.jsonl": LINES, "l.jsonl.gz": gzip.compress(LINES, mtime=0)}
    shapes = {"n.html": "nexis.html", "f.html": "factiva.html", "p.txt": "proquest.txt"}
    if name in shapes:
        return (SHAPES / shapes[name]).read_bytes()
    data = packed.get(name) or buffer.getvalue()
    return gzip.compress(data, mtime=0) if name == "t.tar.gz" else data


def read(name: str, data: bytes) -> list[Article | Problem]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return list(read_articles([path]))


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_read_when_it_is_whole(name: str):
    assert any(isinstance(item, Article) for item in read(name, whole(name)))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(cut=1.0, changes=[])
@example(cut=0.0, changes=[])
@given(
    cut=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=4),
)
def test_damage_is_told_and_never_raises(name: str, cut: float, changes: list[tuple[float, bytes]]):
    data = bytearray(whole(name))
    for place, bytes_there in changes:
        start = int(place * len(data))
        data[start : start + len(bytes_there)] = bytes_there
    found = read(name, bytes(data[: int(cut * len(data))]))
    assert found, "nothing is neither an article nor a problem"
    for item in found:
        if isinstance(item, Problem):
            assert item.kind in KINDS
            assert "\n" not in item.message
        else:
            assert any(map(str.isalnum, item.text))
