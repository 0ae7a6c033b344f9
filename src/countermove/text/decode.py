"""Bytes -> text: which encoding it is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

#: (first bytes, what they begin) of files that hold no text to read as it is.
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an office document (DOCX, ODT)"),
    (b"\xd0\xcf\x11\xe0", "an older office document (DOC)"),
    (b"{\\rtf", "a Rich Text document (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536  # bytes that are looked at where the whole would cost too much
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
#: What an English text in Windows-1252 has above ASCII: typographic marks and West European letters.
_WESTERN = frozenset("€‚„…‘’“”•–—™\xa0£§©«»°·½®" + "".join(map(chr, range(0xC0, 0x100))) + "ŠŽŒšžœŸ")


class Unreadable(ValueError):  # noqa: N818 - it says what the data is
    """Data that cannot be read as an article; ``kind`` is a problem kind ("pdf", "binary", "encoding")."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of these bytes, without a byte order mark and with every other character as it stands.

    A byte order mark decides; then strict UTF-8; UTF-16 without a mark; the ``declared`` encoding (of an HTML
    page); UTF-8 that is broken in a few places (these become U+FFFD); Windows-1252 where all that is not ASCII
    are the marks and letters English newspapers use; then the best guess of charset-normalizer. Raises Unreadable.
    """
    if data[:1024].lstrip().startswith(b"%PDF-"):
        raise Unreadable("pdf", "this is a PDF: turn it into text first, for example with pdftotext")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable("binary", f"this is {what}, not text: give plain text, HTML or JSON")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if b"\x00" in data[:_SAMPLE]:
        return _utf16_without_mark(data)
    if len(_CONTROL.findall(data[:_SAMPLE])) > 0.02 * min(len(data), _SAMPLE):
        raise Unreadable("binary", "this is binary data, not text: give plain text, HTML or JSON")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, declared)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "encoding", f"its first bytes say {encoding.upper()}, but byte {error.start} is none: save it as UTF-8"
        ) from None


def _utf16_without_mark(data: bytes) -> str:
    """English text in UTF-16 has a zero in every second byte; anything else with zeros in it is no text."""
    sample = data[: _SAMPLE & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 0.4 * len(sample) / 2 and min(even, odd) < 0.05 * len(sample) / 2:
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    raise Unreadable("binary", "this is binary data, not text: give plain text, HTML or JSON")


def _decode_other(data: bytes, declared: str | None) -> str:
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # declared wrongly, as saved pages often are
    multibyte = _MULTIBYTE.findall(data)
    broken = len(_HIGH.findall(_MULTIBYTE.sub(b"", data)))
    if len(multibyte) > 3 * broken:
        return data.decode("utf-8", errors="replace")
    western = data.decode("cp1252", errors="replace")
    beyond_ascii = [c for c in western if c > "\x7f"]
    if all(c in _WESTERN for c in beyond_ascii) and len(beyond_ascii) <= 0.05 * len(data):
        return western
    return _guess(data)


def _guess(data: bytes) -> str:
    import charset_normalizer  # noqa: PLC0415 - 30 ms that no UTF-8 file should pay

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise Unreadable("encoding", "its encoding cannot be told: save it as UTF-8")
    return str(best)
