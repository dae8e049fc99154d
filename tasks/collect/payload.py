"""The page in an archived response as programs write it: chunks joined, its coding undone, within a bound.

Some archives keep the transfer as it was, some only its headers: both are read for what their bytes are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.collect import decode

# Framing of chunks beside the bytes they carry: a few bytes each, in chunks of a few hundred.
_FRAMING = 2
_PIECE = 64 * 1024
_LONGEST_SIZE_LINE = 64


def payload_of(stream: Any, headers: Mapping[str, str], cap: int) -> bytes:
    """Return the decoded body; `headers` by lower-case name, `stream` gives the bytes that follow them.

    Raises decode.TooLarge, decode.BadEncoding or decode.CutShort.
    """
    data = _read(stream, cap * _FRAMING + _PIECE)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _joined(data)
    coding = decode.coding_of([headers.get("content-encoding", "")])
    try:
        body = decode.Body(coding, cap)
        body.feed(data)
        return body.finish()
    except decode.BadEncoding:
        if data.lstrip()[:1] != b"<" or len(data) > cap:
            raise
        return data  # markup: decoded before it was archived, under the header of the transfer


def _read(stream: Any, most: int) -> bytes:
    data = bytearray()
    while piece := stream.read(_PIECE):
        data += piece
        if len(data) > most:
            raise decode.TooLarge(f"more than {most} bytes archived")
    return bytes(data)


def _joined(data: bytes) -> bytes:
    """The content of chunks; bytes that are no chunks are returned as they are."""
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        end = data.find(b"\n", at, at + _LONGEST_SIZE_LINE)
        size = _size(data[at:end]) if end >= 0 else None
        if size is None:
            if not parts:
                return data
            raise decode.CutShort("chunks end early")
        if size == 0:
            return b"".join(parts)
        part = data[end + 1 : end + 1 + size]
        if len(part) < size:
            raise decode.CutShort("chunks end early")
        parts.append(part)
        at = end + 1 + size
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    raise decode.CutShort("chunks without an end")


def _size(line: bytes) -> int | None:
    digits = line.split(b";", 1)[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None
