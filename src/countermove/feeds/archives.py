"""ZIP, gzip and tar: their members as streams, one after the other, with limits against bombs.

Nothing is written to disk under a name of the archive's: an archive within another is held in a nameless temporary
file while it is read, all else passes piece by piece.
"""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from lzma import LZMAError
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from countermove.feeds import gunzip, streams
from countermove.feeds.origin import Origin
from countermove.problems import problem
from countermove.records import Problem
from countermove.text import Unreadable

#: An archive within an archive is opened, one within that is not.
DEEPEST = 2
#: Bytes that all archives in one file may unpack to: so many times its size, as ``gunzip.RATIO`` has it for each
#: member, and never more than the second.
_LEAST, _MOST = 10 * gunzip.HARMLESS, 200_000_000_000
#: Bytes that the list of a ZIP's members may take (some half a million of them), and an archive within an archive.
_LONGEST_LIST = 64_000_000
_LARGEST_WITHIN = 4_000_000_000
_IN_MEMORY = 1 << 24
_CHUNK = 1 << 16
WORD = "word/document.xml"

#: What a ZIP or tar file of damaged data makes its module raise.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, tarfile.TarError, EOFError, NotImplementedError, struct.error,
    UnicodeDecodeError, OverflowError,
)  # fmt: skip


@dataclass(slots=True)
class Allowance:
    """How many bytes more the archives of one file may unpack to."""

    left: int

    @classmethod
    def of(cls, size: int | None) -> Allowance:
        """That of a file of so many bytes; None where nobody knows."""
        return cls(_MOST if size is None else min(_LEAST + size * gunzip.RATIO, _MOST))

    def spend(self, count: int) -> None:
        """Raise Unreadable ("bomb") where nothing is left."""
        self.left -= count
        if self.left < 0:
            raise Unreadable("bomb", "all that is in this archive unpacks to more than any archive of articles would")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: where it is from, the name that tells its kind, and what is in it."""

    origin: Origin
    file: str
    stream: BufferedReader


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive to be opened: its stream and origin, how deep in others it lies, and which members are wanted."""

    stream: BufferedReader
    origin: Origin
    file: str
    depth: int
    allowance: Allowance
    wanted: Callable[[tuple[str, ...]], bool]


# --- gzip -------------------------------------------------------------------------------------------


def gzip_member(archive: Archive) -> Iterator[Member | Problem]:
    """The one file in a gzip file, under the archive's own name. Raises Unreadable."""
    stream = streams.from_pieces(_metered(gunzip.pieces(archive.stream), archive.allowance))
    if stream.peek(len(gunzip.MAGIC)).startswith(gunzip.MAGIC):
        raise Unreadable("bomb", "gzip within gzip is not opened: unpack it first")
    yield Member(archive.origin, _without_gz(archive.file), stream)


def _without_gz(file: str) -> str:
    """The name of what is packed; empty, so that the content tells, where the name does not say."""
    if file.endswith(".tgz"):
        return f"{file.removesuffix('.tgz')}.tar"
    return file.removesuffix(".gz") if file.endswith(".gz") else ""


def _metered(pieces: Iterator[bytes], allowance: Allowance) -> Iterator[bytes]:
    for piece in pieces:
        allowance.spend(len(piece))
        yield piece


# --- tar --------------------------------------------------------------------------------------------


def tar_members(archive: Archive) -> Iterator[Member | Problem]:
    """The regular files in a tar file that are wanted, in its order. Raises Unreadable."""
    _check_depth(archive)
    seen = False
    try:
        with tarfile.open(fileobj=archive.stream, mode="r|") as tar:
            while info := tar.next():
                cast("Any", tar).members.clear()  # it would remember every member
                if info.isreg() and archive.wanted(_parts(info.name)):
                    seen = True
                    inner = cast("IO[bytes]", tar.extractfile(info))
                    yield _member(archive, info.name, _from_tar(inner))
    except _DAMAGE as error:
        raise _damaged(error) from None
    if not seen:
        raise Unreadable("empty", "no member of it is a file to be read")


def _from_tar(stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := stream.read(_CHUNK):
            yield piece
    except _DAMAGE as error:
        raise _damaged(error) from None


# --- ZIP --------------------------------------------------------------------------------------------


def zip_members(archive: Archive) -> Iterator[Member | Problem]:
    """The files in a ZIP file that are wanted, sorted by path; of a Word document and a WACZ those that hold text.

    Raises Unreadable.
    """
    with _seekable(archive) as file:
        _check_list(file)
        try:
            opened = zipfile.ZipFile(file)
        except (*_DAMAGE, ValueError) as error:
            raise _damaged(error) from None
        with opened as zipped:
            yield from _zip_members(zipped, archive)


def _zip_members(zipped: zipfile.ZipFile, archive: Archive) -> Iterator[Member | Problem]:
    names = set(zipped.namelist())
    if WORD in names:
        origin = archive.origin
        yield Member(origin, WORD, streams.from_pieces(_from_zip(zipped, zipped.getinfo(WORD), archive)))
        return
    if names & {"[Content_Types].xml", "mimetype"}:
        raise Unreadable("binary", "this is an office document, a book or a program, not text: save its text as .txt")
    _check_depth(archive)
    infos = _readable(zipped, archive, names)
    if not infos:
        raise Unreadable("empty", "no member of it is a file to be read")
    for info in infos:
        if archive.allowance.left < 0:
            raise Unreadable(
                "bomb", "the rest of it was not read: it unpacks to more than any archive of articles would"
            )
        if info.flag_bits & 1:
            name = f"{archive.origin.name}/{_shown(info.filename)}"
            yield problem("encrypted", "it is locked with a password: unpack it first", name)
            continue
        yield _member(archive, info.filename, _from_zip(zipped, info, archive))


def _readable(zipped: zipfile.ZipFile, archive: Archive, names: set[str]) -> list[zipfile.ZipInfo]:
    """The members to read, sorted as a folder's files are; of a WACZ only its web archives."""
    infos = [info for info in zipped.infolist() if not info.is_dir() and archive.wanted(_parts(info.filename))]
    if "datapackage.json" in names:
        inside = [info for info in infos if info.filename.startswith("archive/") and ".warc" in info.filename]
        infos = inside or infos
    return sorted(infos, key=lambda info: (_parts(info.filename), info.header_offset))


def _from_zip(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, archive: Archive) -> Iterator[bytes]:
    gunzip.check_ratio(info.compress_size, info.file_size)  # no more than it says comes out of it
    try:
        with zipped.open(info) as stream:
            while piece := stream.read(_CHUNK):
                archive.allowance.spend(len(piece))
                yield piece
    except (*_DAMAGE, RuntimeError) as error:
        raise _damaged(error) from None


def _seekable(archive: Archive) -> IO[bytes]:
    """The archive itself where one can go back in it, else a copy. Raises Unreadable."""
    if archive.stream.seekable():
        return cast("IO[bytes]", archive.stream)
    copy = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    size = 0
    for piece in streams.chunks(archive.stream):
        size += len(piece)
        if size > _LARGEST_WITHIN:
            raise Unreadable(
                "too-long", f"more than {_LARGEST_WITHIN // 10**9} GB within another archive: unpack it first"
            )
        copy.write(piece)
    copy.seek(0)
    return cast("IO[bytes]", copy)


def _check_list(file: IO[bytes]) -> None:
    """Raise Unreadable where the list of members, which is read as a whole, is too long."""
    size = file.seek(0, 2)
    file.seek(max(size - 66_000, 0))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) - place < 22:
        raise Unreadable("damaged", "it is cut short: the list of a ZIP archive's members is missing")
    length = struct.unpack_from("<L", end, place + 12)[0]
    wide = end.rfind(b"PK\x06\x06", 0, place)
    if length == 0xFFFFFFFF and wide >= 0 and len(end) - wide >= 56:
        length = struct.unpack_from("<Q", end, wide + 40)[0]
    if length > _LONGEST_LIST:
        raise Unreadable("bomb", "it has more members than can be listed: split it")
    file.seek(0)


# --- both -------------------------------------------------------------------------------------------


def _member(archive: Archive, path: str, pieces: Iterator[bytes]) -> Member:
    shown = _shown(path)
    return Member(archive.origin.member(shown), PurePosixPath(shown).name.lower(), streams.from_pieces(pieces))


def _shown(path: str) -> str:
    """A member's path as it can be printed."""
    return "".join(c if c.isprintable() else "\ufffd" for c in path.replace("\\", "/"))


def _parts(path: str) -> tuple[str, ...]:
    """Folders and file, without the steps upwards that a hostile archive has."""
    return tuple(part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("..", "/"))


def _check_depth(archive: Archive) -> None:
    if archive.depth > DEEPEST:
        raise Unreadable("bomb", "an archive within an archive within an archive is not opened: unpack it first")


def _damaged(error: BaseException) -> Unreadable:
    said = str(error) or type(error).__name__
    return Unreadable("damaged", f"it is cut short or corrupt: {said[:1].lower()}{said[1:]}")
