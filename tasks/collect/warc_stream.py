"""The bytes of a WARC file of any maker, unpacked step by step, with what is missing at its end noticed."""

from __future__ import annotations

import zlib
from typing import BinaryIO

_STEP = 64 * 1024
#: What stands behind the last record of a whole file.
_END = b"\r\n\r\n"


class BrokenOff(ValueError):
    """The file ends before its own end, or its packing is damaged."""


class Unpacked:
    """Reads a plain file, or a gzipped one packed by record or as a whole.

    `read` gives all that can be unpacked before it raises BrokenOff.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._begun = False
        self._tail = b""

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none at the end of the file."""
        piece = self._unpack(size) if self._packed else self._file.read(size)
        self._tail = (self._tail + piece)[-len(_END) :]
        return piece

    @property
    def whole(self) -> bool:
        """Whether what was read up to now ends as a file of whole records does."""
        return self._tail.endswith(_END)

    def _unpack(self, size: int) -> bytes:
        while True:
            if not self._waiting and not self._member.unconsumed_tail:
                self._waiting = self._file.read(_STEP)
                if not self._waiting:
                    if self._begun:
                        raise BrokenOff("the file ends inside a packed record")
                    return b""
            self._begun = True
            try:
                piece = self._member.decompress(self._waiting, size)
            except zlib.error as error:
                raise BrokenOff(f"damaged packing: {error}") from None
            self._waiting = self._member.unconsumed_tail
            if self._member.eof:
                self._waiting = self._member.unused_data.lstrip(b"\0")
                self._member = zlib.decompressobj(wbits=31)
                self._begun = bool(self._waiting)
            if piece:
                return piece
