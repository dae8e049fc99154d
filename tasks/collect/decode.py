"""Content codings undone step by step, so that a bomb is noticed before it has room."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from tasks.read.charset import known_codec

#: Words under Content-Encoding that name no coding; servers mean that there is none. Charsets and media types are
#: such words too: they belong into Content-Type.
_NO_CODING = frozenset({
    "", "identity", "none", "no", "off", "null", "false", "binary", "7bit", "8bit", "8-bit", "plain", "text", "html", "raw",
    "default", "unicode", "chunked", "*",
})  # fmt: skip
_MEDIA_TYPE = re.compile(
    r"(?:charset=|(?:text|application)/(?:x?html|plain|xml|json|rss|atom))[\w+=.; -]*", re.ASCII
)
_ALIASES = {
    "x-gzip": "gzip", "application/gzip": "gzip", "application/x-gzip": "gzip", "x-deflate": "deflate", "zlib": "deflate",
    "brotli": "br", "x-br": "br", "zstandard": "zstd", "x-zstd": "zstd",
}  # fmt: skip
#: Codings asked for and understood. Anything else, and any second coding, is refused.
CODINGS = ("gzip", "deflate", "br", "zstd")

# zstd can make 128 KiB from four bytes: small slices keep each step under two MiB.
_ZSTD_SLICE = 64
_STEP = 64 * 1024


class BadEncoding(ValueError):
    """The body is not what its Content-Encoding says, or says more than one coding."""


class TooLarge(ValueError):
    """The decoded body passes the cap."""


class CutShort(ValueError):
    """The coded body ends before its own end mark."""


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        """Decode piece by piece, so that nothing waits in memory twice; stop soon after `room` bytes."""

    def finish(self) -> None:
        """Raise CutShort when the end mark did not come."""


def coding_of(values: list[str]) -> str | None:
    """Return the one coding that Content-Encoding headers name, None for identity; raises BadEncoding."""
    named = [part.strip(" \t\"';").lower() for value in values for part in value.split(",")]
    named = [name for name in named if name in CODINGS or not _names_none(name)]
    if len(named) > 1:
        raise BadEncoding(f"{len(named)} codings")
    if not named:
        return None
    name = _ALIASES.get(named[0], named[0])
    if name not in CODINGS:
        raise BadEncoding(f"coding {name[:20]!r}")
    return name


def _names_none(word: str) -> bool:
    return (
        word in _NO_CODING
        or known_codec(word.partition(";")[0]) is not None
        or _MEDIA_TYPE.fullmatch(word) is not None
    )


class Body:
    """Collects a response body within a cap on decoded bytes.

    `feed` and `finish` raise TooLarge, BadEncoding or CutShort; after that the object is of no use.
    """

    def __init__(self, coding: str | None, cap: int) -> None:
        self._cap = cap
        self._data = bytearray()
        self._decoder = _decoder(coding)
        self._fed = False

    def feed(self, data: bytes) -> None:
        """Take one piece as it came over the wire."""
        if not data:
            return
        self._fed = True
        for piece in self._decoder.feed(data, self._cap - len(self._data) + 1):
            self._data += piece
            if len(self._data) > self._cap:
                raise TooLarge(f"more than {self._cap} bytes decoded")

    def finish(self) -> bytes:
        """Return the whole decoded body."""
        if self._fed:
            self._decoder.finish()
        return self.so_far()

    def so_far(self) -> bytes:
        """Return what is decoded up to now."""
        return bytes(self._data)


def unzip(data: bytes, cap: int) -> tuple[bytes, bool]:
    """Return the content of a gzip file (a sitemap.xml.gz) within a cap, and whether its end is there.

    Raises TooLarge or BadEncoding.
    """
    body = Body("gzip", cap)
    body.feed(data)
    try:
        return body.finish(), True
    except CutShort:
        return body.so_far(), False


def _decoder(coding: str | None) -> _Decoder:
    if coding is None:
        return _Identity()
    if coding == "gzip":
        return _Gzip()
    if coding == "deflate":
        return _Deflate()
    if coding == "br":
        return _Brotli()
    return _Zstd()


class _Identity:
    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        return


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        while room > 0:
            if self._member.eof:
                if not data.startswith(b"\x1f"):
                    break  # padding after the last member is common and harmless
                self._member = zlib.decompressobj(wbits=31)
            limit = min(room, _STEP)
            try:
                piece = self._member.decompress(data, limit)
            except zlib.error as error:
                raise BadEncoding(f"gzip: {error}") from None
            room -= len(piece)
            yield piece
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if not data and len(piece) < limit:
                break  # a full piece may have more behind it, without any input left

    def finish(self) -> None:
        if not self._member.eof:
            raise CutShort("gzip ends early")


class _Deflate:
    def __init__(self) -> None:
        self._stream: Any = None

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        if self._stream is None:
            # "deflate" means zlib; some servers send the raw form. A zlib header has 8 in its low half.
            self._stream = zlib.decompressobj(wbits=15 if data[0] & 0x0F == 8 else -15)
        while room > 0 and not self._stream.eof:
            limit = min(room, _STEP)
            try:
                piece = self._stream.decompress(data, limit)
            except zlib.error as error:
                raise BadEncoding(f"deflate: {error}") from None
            room -= len(piece)
            yield piece
            data = self._stream.unconsumed_tail
            if not data and len(piece) < limit:
                break

    def finish(self) -> None:
        if self._stream is None or not self._stream.eof:
            raise CutShort("deflate ends early")


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._error = brotli.error
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        try:
            while room > 0 and not self._stream.is_finished():
                piece = self._stream.process(data, output_buffer_limit=min(room, _STEP))
                data = b""
                room -= len(piece)
                yield piece
                if not piece and self._stream.can_accept_more_data():
                    break
        except self._error as error:
            raise BadEncoding(f"br: {error}") from None

    def finish(self) -> None:
        if not self._stream.is_finished():
            raise CutShort("br ends early")


class _Zstd:
    def __init__(self) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        # RFC 9659: on the web a window never passes 8 MiB.
        self._maker = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
        self._stream = self._maker.decompressobj()

    def feed(self, data: bytes, room: int) -> Iterator[bytes]:
        try:
            for start in range(0, len(data), _ZSTD_SLICE):
                left = data[start : start + _ZSTD_SLICE]
                while left and room > 0:
                    if self._stream.eof:  # frames may follow each other (RFC 8878 3)
                        self._stream = self._maker.decompressobj()
                    piece = self._stream.decompress(left)
                    left = self._stream.unused_data if self._stream.eof else b""
                    room -= len(piece)
                    yield piece
        except self._error as error:
            raise BadEncoding(f"zstd: {error}") from None

    def finish(self) -> None:
        if not self._stream.eof:
            raise CutShort("zstd ends early")
