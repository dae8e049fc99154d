"""What bytes are by their beginning, whatever a server calls them: a known file, binary data, a page."""

from __future__ import annotations

import re

# Beginnings of files that hold no control bytes near their start, or whose name helps who reads the reason.
_FILES = (
    (b"%PDF-", "PDF"), (b"%!PS", "PostScript"), (b"{\\rtf", "RTF"), (b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"),
    (b"\x89PNG", "PNG image"), (b"\xff\xd8\xff", "JPEG image"), (b"GIF8", "GIF image"), (b"RIFF", "RIFF media"),
    (b"ID3", "MP3"), (b"\xff\xfb", "MP3"), (b"OggS", "Ogg"), (b"fLaC", "FLAC"), (b"FLV\x01", "Flash video"),
    (b"wOFF", "font"), (b"wOF2", "font"), (b"\x7fELF", "program"), (b"\xd0\xcf\x11\xe0", "Office document"),
)  # fmt: skip
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_BLANK = b"\x00 \t\r\n\x0c\xef\xbb\xbf"
_LOOK_BYTES = 4096
# The WHATWG's "binary data bytes": in no text of any charset of the web but UTF-16 and UTF-32.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BINARY_LOOK = 512
_BEFORE = rb"(?is)\s*(?:<\?xml[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*)*"
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html|head|body)\b")
_MARKUP = re.compile(
    _BEFORE
    + rb"<(?:!doctype\s+html|html|head|body|title|meta|link|base|script|style|noscript|iframe|h1|header|main"
    rb"|section|article|div|font|table|center|a|b|br|p)[\s>/]"
)


def file_kind(body: bytes) -> str | None:
    """Return what kind of file the bytes begin, "binary" for one without a name here; None for text.

    Text begins with a bracket or holds no binary bytes; UTF-16 and UTF-32 are text too.
    """
    head = body[:_LOOK_BYTES]
    if head.startswith(_WIDE_MARKS):
        return None
    begun = head.lstrip(_BLANK)
    for mark, name in _FILES:
        if head.startswith(mark) or begun.startswith(mark):
            return name
    if begun.startswith(b"<"):
        return None
    return "binary" if begun and _BINARY.search(head[:_BINARY_LOOK]) else None


def begins_page(body: bytes) -> bool:
    """Say whether the bytes begin like a whole HTML page."""
    return _PAGE.match(_narrow(body)) is not None


def looks_like_page(body: bytes) -> bool:
    """Say whether the bytes begin with a tag that HTML pages begin with."""
    return _MARKUP.match(_narrow(body)) is not None


def _narrow(body: bytes) -> bytes:
    """The beginning with the second bytes of UTF-16 and byte order marks away."""
    return body[:_LOOK_BYTES].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
