"""Takes single pages out of archive files for good, without moving the others.

Every page is a gzip member of its own. Its bytes are overwritten by a member of the same length that holds a record
saying that a page was removed; the rest of the member is padding in its gzip header (RFC 1952, FCOMMENT).
"""

from __future__ import annotations

import os
import struct
import zlib

from tasks.collect.archive import Archive, Place

_NOTE = b"removed on request"
_FCOMMENT = 0x10


def erase_page(archive: Archive, place: Place) -> None:
    """Overwrites one archived page and flushes it to disk. Erasing twice is the same as once.

    Raises ValueError when `place` leads out of the archive or holds too few bytes, OSError from the disk.
    """
    path = (archive.folder / place.file).resolve()
    if not path.is_relative_to(archive.folder.resolve()):
        raise ValueError(f"{place.file!r} leads out of the archive")
    filler = _member(place.length)
    with path.open("r+b") as file:
        file.seek(place.offset)
        file.write(filler)
        file.flush()
        os.fsync(file.fileno())


def _member(length: int) -> bytes:
    """A gzip member of exactly `length` bytes with the removal note as a WARC record."""
    record = (
        b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:parallax:removed>\r\n"
        b"WARC-Date: 1970-01-01T00:00:00Z\r\nContent-Type: text/plain\r\n"
        b"Content-Length: " + str(len(_NOTE)).encode() + b"\r\n\r\n" + _NOTE + b"\r\n\r\n"
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush()
    tail = struct.pack("<II", zlib.crc32(record), len(record))
    padding = length - 10 - 1 - len(packed) - len(tail)
    if padding < 0:
        raise ValueError(f"a place of {length} bytes is too short to hold a page")
    head = b"\x1f\x8b\x08" + bytes([_FCOMMENT]) + b"\x00\x00\x00\x00\x00\xff"
    return head + b"x" * padding + b"\x00" + packed + tail
