"""The bytes of a file a person gives, unpacked step by step within bounds; what is missing at its end is noticed.

Packing is told by the first bytes, never by the name: gzip (by record or as a whole), Zstandard (frames, with the
dictionary that a .warc.zst carries in its first one), or none.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

_STEP, _LINES_STEP = 64 * 1024, 512 * 1024
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GZIP, _ZSTD, _ZSTD_DICTIONARY = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"
_MOST_DICTIONARY = 16 * 1024 * 1024
# A slice of this many bytes unpacks to 8 MiB at the most (a block of 128 KiB from four bytes).
_ZSTD_SLICE = 256
_ZSTD_WINDOW = 1 << 27
#: What stands behind the last record of a whole WARC file; some programs write bare line feeds.
_ENDS = (b"\r\n\r\n", b"\n\n")
#: How an ARC file, the older form, begins; one line feed ends its records.
_ARC = b"filedesc://"


class BrokenOff(ValueError):
    """The file ends before its own end, or its packing is damaged."""


class Unpacked:
    """Reads a file as it is or unpacked; `read` gives all that can be unpacked before it raises BrokenOff."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._head = file.read(4)
        self._kind = _GZIP if self._head.startswith(_GZIP) else b""
        self._dictionary: Any = None
        if self._head in (_ZSTD, _ZSTD_DICTIONARY):
            self._kind = _ZSTD
            if self._head == _ZSTD_DICTIONARY:
                self._head, self._dictionary = b"", _dictionary(file)
        self._packed = b""
        self._begun = False
        self._plain = b""
        self._start = self._tail = b""
        self._member: Any = None

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none at the end of the file."""
        piece = self._take(size) if not self._kind else self._unpack(size)
        self._start = self._start or piece[: len(_ARC)]
        self._tail = (self._tail + piece)[-4:]
        return piece

    @property
    def whole(self) -> bool:
        """Whether what was read up to now ends as a WARC or ARC file of whole records does."""
        return self._tail.endswith(b"\n" if self._start == _ARC else _ENDS)

    def _take(self, size: int) -> bytes:
        """Packed bytes, the ones looked at first."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece + self._file.read(size - len(piece))
        return self._file.read(size)

    def _unpack(self, size: int) -> bytes:
        if self._plain:
            piece, self._plain = self._plain[:size], self._plain[size:]
            return piece
        while True:
            if not self._packed:
                self._packed = self._take(_STEP)
                if not self._packed:
                    if self._begun:
                        raise BrokenOff("the file ends inside a packed record")
                    return b""
            if not self._begun:
                self._packed = self._packed.lstrip(b"\0") if self._kind == _GZIP else self._packed
                if not self._packed:
                    continue
                self._member, self._begun = self._next(), True
            piece = self._gzip(size) if self._kind == _GZIP else self._zstd(size)
            if piece:
                return piece

    def _next(self) -> Any:
        if self._kind == _GZIP:
            return zlib.decompressobj(wbits=31)
        import zstandard

        return zstandard.ZstdDecompressor(
            dict_data=self._dictionary, max_window_size=_ZSTD_WINDOW
        ).decompressobj()

    def _gzip(self, size: int) -> bytes:
        try:
            piece: bytes = self._member.decompress(self._packed, size)
        except zlib.error as error:
            raise BrokenOff(f"damaged packing: {error}") from None
        self._packed = self._member.unconsumed_tail
        if self._member.eof:
            self._packed, self._begun, self._member = self._member.unused_data, False, None
        return piece

    def _zstd(self, size: int) -> bytes:
        import zstandard

        slice_, self._packed = self._packed[:_ZSTD_SLICE], self._packed[_ZSTD_SLICE:]
        try:
            self._plain = self._member.decompress(slice_)
        except zstandard.ZstdError as error:
            raise BrokenOff(f"damaged packing: {error}") from None
        if self._member.eof:
            self._packed = self._member.unused_data + self._packed
            self._begun, self._member = False, None
        piece, self._plain = self._plain[:size], self._plain[size:]
        return piece


def _dictionary(file: BinaryIO) -> Any:
    """The dictionary in the first frame of a .warc.zst, which may itself be packed (IIPC's draft)."""
    import zstandard

    size = int.from_bytes(file.read(4), "little")
    if size > _MOST_DICTIONARY:
        raise BrokenOff(f"a dictionary of {size} bytes")
    raw = file.read(size)
    try:
        if raw.startswith(_ZSTD):
            raw = zstandard.ZstdDecompressor().decompress(raw, max_output_size=_MOST_DICTIONARY)
        return zstandard.ZstdCompressionDict(raw)
    except zstandard.ZstdError as error:
        raise BrokenOff(f"damaged dictionary: {error}") from None


def lines_of(file: Unpacked, most: int) -> Iterator[bytes | int]:
    """The lines of a text file in UTF-8, or in UTF-16 with a mark; of one longer than `most` bytes its length only.

    Raises BrokenOff where the packing is damaged.
    """
    first = file.read(_LINES_STEP)
    decoder = codecs.getincrementaldecoder("utf-16")("replace") if first[:2] in _WIDE else None
    rest, skipped = b"", 0
    piece = first
    while piece:
        plain = decoder.decode(piece).encode() if decoder else piece
        parts = (rest + plain).split(b"\n")
        rest = parts.pop()
        for part in parts:
            yield skipped + len(part) if skipped or len(part) > most else part
            skipped = 0
        if len(rest) > most:
            skipped, rest = skipped + len(rest), b""
        piece = file.read(_LINES_STEP)
    if rest or skipped:
        yield skipped + len(rest) if skipped else rest
