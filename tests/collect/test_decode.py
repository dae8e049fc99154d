"""Content codings: whole bodies come back whole however they are cut, bombs stop at the cap."""

from __future__ import annotations

import gzip
import random
import zlib

import brotli
import pytest
import zstandard

from tasks.collect.decode import BadEncoding, Body, CutShort, TooLarge, coding_of, unzip

PACK = {
    "gzip": lambda data: gzip.compress(data, 9),
    "deflate": lambda data: zlib.compress(data, 9),
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": zstandard.ZstdCompressor(level=9).compress,
}
TEXT = b"".join(b"<p>The %d vessels left the harbour.</p>" % n for n in range(40_000))


def through(coding: str, raw: bytes, step: int, cap: int = 100_000_000) -> bytes:
    body = Body(coding, cap)
    for start in range(0, len(raw), step):
        body.feed(raw[start : start + step])
    return body.finish()


@pytest.mark.parametrize("coding", PACK)
@pytest.mark.parametrize("step", [1, 7, 1000, 65_536, 10**9])
def test_a_body_comes_back_whole_however_it_arrives(coding, step):
    text = TEXT[: 3000 if step == 1 else None]
    assert through(coding, PACK[coding](text), step) == text


@pytest.mark.parametrize("coding", PACK)
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
def test_sizes_around_the_inner_steps(coding, size):
    for text in (b"\0" * size, random.Random(size).randbytes(size)):
        assert through(coding, PACK[coding](text), 10**9) == text


@pytest.mark.parametrize("coding", PACK)
def test_a_cut_body_is_never_taken_for_whole(coding):
    raw = PACK[coding](TEXT)
    for cut in (1, 2, 5, len(raw) // 2, len(raw) - 1):
        with pytest.raises((CutShort, BadEncoding)):
            through(coding, raw[:-cut], 10_000)


@pytest.mark.parametrize("coding", PACK)
def test_the_cap_is_exact(coding):
    raw = PACK[coding](b"x" * 100_000)
    assert len(through(coding, raw, 10**9, cap=100_000)) == 100_000
    with pytest.raises(TooLarge):
        through(coding, raw, 10**9, cap=99_999)


@pytest.mark.parametrize(
    ("values", "coding"),
    [
        ([], None), ([""], None), (["identity"], None), (["GZIP"], "gzip"), ([" x-gzip "], "gzip"),
        (["identity, br"], "br"), (["zstd"], "zstd"), (["deflate"], "deflate"),
        (["ISO-8859-1,utf-8;q=0.7"], None), (["text/html; charset=utf-8"], None), (["charset=utf-8"], None),
        (["chunked"], None),
        (["gzip, utf-8"], "gzip"), (['"gzip";'], "gzip"), (["brotli"], "br"), (["X-Deflate"], "deflate"),
    ],
)  # fmt: skip
def test_the_coding_that_headers_name(values, coding):
    assert coding_of(values) == coding


@pytest.mark.parametrize(
    "values",
    [
        ["gzip, gzip"],
        ["gzip", "br"],
        ["compress"],
        ["gzip;q=1"],
        ["a" * 9000],
        ["xz"],
        ["base64"],
        ["br", "x-br"],
    ],
)
def test_more_than_one_coding_or_a_strange_one_is_refused(values):
    with pytest.raises(BadEncoding):
        coding_of(values)


def test_a_gzip_file_is_opened_within_the_cap():
    assert unzip(gzip.compress(b"x" * 99), 100) == (b"x" * 99, True)
    begun, whole = unzip(gzip.compress(bytes(range(256)) * 4)[:-20], 2000)
    assert bytes(range(256)).startswith(begun[:200]) and not whole
    with pytest.raises(TooLarge):
        unzip(gzip.compress(b"x" * 101), 100)
