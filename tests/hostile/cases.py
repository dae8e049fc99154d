"""The catalogue of hostile answers to a page request: what the server does, what the fetch must end in."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli
import zstandard

from tests.hostile.server import Route, drips, repeats, reply, reset, says, silence

PAGE = (
    b"<!doctype html><html><body>" + b"<p>The council met on Monday and voted.</p>" * 200 + b"</body></html>"
)
MIB = 1024 * 1024
ZEROS = b"\0" * (16 * MIB)


@dataclass(frozen=True)
class Case:
    """`outcome` and `reason` are what a fetch of the page must give; `status` what the row must carry."""

    route: Route | bytes
    outcome: str
    reason: str | None = None
    status: int | None = None


def moved(where: str, code: int = 302) -> bytes:
    """A redirect."""
    return reply(b"", f"Location: {where}", status=f"{code} Moved")


def coded(body: bytes, coding: str) -> bytes:
    """A body with a Content-Encoding header."""
    return reply(body, f"Content-Encoding: {coding}")


def _chunked(*chunks: bytes) -> bytes:
    raw = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return CHUNKED + raw


def _raw_deflate(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


def _cut(body: bytes, at: int) -> Route:
    """The head promises the whole body, the connection closes early."""
    return says(reply(body[:at], length=len(body)), close=True)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ZSTD = zstandard.ZstdCompressor()
GZIP_BOMB = gzip.compress(ZEROS, 1)
HUGE = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
OPEN_END = b"HTTP/1.1 200 OK\r\n\r\n"

CASES: dict[str, Case] = {
    # what is fine
    "ok-plain": Case(reply(PAGE), "ok", status=200),
    "ok-gzip": Case(coded(gzip.compress(PAGE), "gzip"), "ok"),
    "ok-gzip-members": Case(coded(gzip.compress(PAGE) + gzip.compress(b"<p>x"), "x-gzip"), "ok"),
    "ok-gzip-padded": Case(coded(gzip.compress(PAGE) + b"\0\0\0\0", "gzip"), "ok"),
    "ok-br": Case(coded(brotli.compress(PAGE), "br"), "ok"),
    "ok-zstd": Case(coded(ZSTD.compress(PAGE), "zstd"), "ok"),
    "ok-zstd-frames": Case(coded(ZSTD.compress(PAGE) + ZSTD.compress(b"<p>x"), "zstd"), "ok"),
    "ok-deflate": Case(coded(zlib.compress(PAGE), "deflate"), "ok"),
    "ok-raw-deflate": Case(coded(_raw_deflate(PAGE), "deflate"), "ok"),
    "ok-identity": Case(coded(PAGE, "identity"), "ok"),
    "ok-chunked": Case(_chunked(PAGE[:100], PAGE[100:], b""), "ok"),
    "ok-to-the-end": Case(says(OPEN_END + PAGE, close=True), "ok"),
    "ok-interim": Case(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000 + reply(PAGE), "ok"),
    "ok-mislabelled": Case(reply(PAGE, "Content-Type: application/octet-stream"), "ok"),
    "ok-203": Case(reply(PAGE, status="203 Transformed"), "ok"),
    "ok-upper-coding": Case(coded(gzip.compress(PAGE), " GZip "), "ok"),
    "ok-no-coding": Case(coded(PAGE, "utf-8"), "ok"),
    "ok-identity-first": Case(coded(gzip.compress(PAGE), "identity, gzip"), "ok"),
    "ok-zstd-skipped": Case(coded(b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + ZSTD.compress(PAGE), "zstd"), "ok"),
    "ok-gzip-trailing": Case(coded(gzip.compress(PAGE) + b"rest", "gzip"), "ok"),
    "ok-chunk-trailer": Case(_chunked(PAGE) + b"0\r\nX-Sum: 1\r\n\r\n", "ok"),
    "ok-http-1.0": Case(says(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE, close=True), "ok"),
    "ok-odd-type": Case(reply(PAGE, "Content-Type: unknown/unknown"), "ok"),
    "ok-behind-challenge": Case(reply(PAGE + b"<script src=/cdn-cgi/challenge-platform/x.js></script>"), "ok"),
    # time
    "drip-body": Case(drips(reply(PAGE), 0.1, 60), "failed", "timeout"),
    "drip-head": Case(drips(reply(PAGE), 0.1), "failed", "timeout"),
    "silence": Case(silence, "failed", "timeout"),
    "status-408": Case(reply(status="408 Request Timeout"), "failed", "timeout", 408),
    # broken bytes
    "reset": Case(reset, "failed", "truncated"),
    "short": Case(_cut(PAGE, 1000), "failed", "truncated"),
    "bad-chunk": Case(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", "failed", "truncated"),
    "cut-chunk": Case(says(_chunked(PAGE), close=True), "failed", "truncated"),
    "no-answer": Case(says(b"", close=True), "failed", "truncated"),
    "garbage": Case(says(bytes(range(256)) * 20, close=True), "failed", "truncated"),
    "two-lengths": Case(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello", "failed", "truncated"
    ),
    "bad-length": Case(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", "failed", "truncated"),
    # size
    "bomb-gzip": Case(repeats(HUGE, GZIP_BOMB, 128), "failed", "too_large"),
    "bomb-deflate": Case(coded(zlib.compress(ZEROS * 4), "deflate"), "failed", "too_large"),
    "bomb-br": Case(coded(brotli.compress(ZEROS * 8, quality=1), "br"), "failed", "too_large"),
    "bomb-zstd": Case(coded(ZSTD.compress(ZEROS * 8), "zstd"), "failed", "too_large"),
    "endless-chunks": Case(
        repeats(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n", 500),
        "failed",
        "too_large",
    ),
    "endless": Case(repeats(OPEN_END, b"y" * 65536, 500), "failed", "too_large"),
    "announced": Case(reply(b"x", length=5_000_000_000), "failed", "too_large"),
    # codings
    "layers": Case(coded(gzip.compress(PAGE), ", ".join(["gzip"] * 1000)), "failed", "bad_encoding"),
    "two-headers": Case(
        reply(PAGE, "Content-Encoding: gzip", "Content-Encoding: br"), "failed", "bad_encoding"
    ),
    "unasked": Case(coded(PAGE, "compress"), "failed", "bad_encoding"),
    "not-gzip": Case(coded(PAGE, "gzip"), "failed", "bad_encoding"),
    "not-br": Case(coded(PAGE, "br"), "failed", "bad_encoding"),
    "not-zstd": Case(coded(PAGE, "zstd"), "failed", "bad_encoding"),
    "cut-gzip": Case(coded(gzip.compress(PAGE)[:-9], "gzip"), "failed", "truncated"),
    "cut-br": Case(coded(brotli.compress(PAGE)[:-9], "br"), "failed", "truncated"),
    "cut-zstd": Case(coded(ZSTD.compress(PAGE)[:-9], "zstd"), "failed", "truncated"),
    "wide-zstd": Case(
        coded(
            zstandard.ZstdCompressor(
                compression_params=zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
            ).compressobj().compress(ZEROS) + b"", "zstd",
        ),
        "failed",
        "bad_encoding",
    ),
    "twice-gzip": Case(coded(gzip.compress(gzip.compress(PAGE)), "gzip"), "failed", "not_html"),
    "nested-bomb": Case(coded(gzip.compress(gzip.compress(ZEROS)), "gzip"), "failed", "not_html"),
    "bad-checksum": Case(coded(gzip.compress(PAGE)[:-8] + b"\0" * 8, "gzip"), "failed", "bad_encoding"),
    "gzip-as-deflate": Case(coded(gzip.compress(PAGE), "deflate"), "failed", "bad_encoding"),
    "unlabelled-zstd": Case(reply(ZSTD.compress(PAGE)), "failed", "not_html"),
    "unlabelled-br": Case(reply(brotli.compress(PAGE)), "failed", "not_html"),
    "empty-members": Case(repeats(HUGE, gzip.compress(b"") * 3000, 9), "failed", "empty"),
    # headers
    "header-nul": Case(reply(PAGE, "X: a\0b"), "failed", "truncated"),
    "trailer-flood": Case(
        repeats(_chunked(PAGE) + b"0\r\n", b"X: yyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 999, 99), "failed", "header_too_large"
    ),
    "chunk-flood": Case(repeats(CHUNKED + b"1;", b"x" * 65536, 9), "failed", "header_too_large"),
    "chunk-of-2-to-64": Case(says(CHUNKED + b"f" * 16 + b"\r\nabc", close=True), "failed", "truncated"),
    "long-header": Case(reply(PAGE, "X-Long: " + "a" * 90_000), "failed", "header_too_large"),
    "endless-header": Case(reply(PAGE, "X-Long: " + "a" * 300_000), "failed", "header_too_large"),
    "many-headers": Case(reply(PAGE, *[f"X-{n}: 1" for n in range(8000)]), "failed", "header_too_large"),
    # redirects
    "loop": Case(moved("/page"), "failed", "redirect_loop"),
    "to-file": Case(moved("file:///etc/passwd"), "failed", "bad_redirect"),
    "to-data": Case(moved("data:text/html,x"), "failed", "bad_redirect"),
    "to-ftp": Case(moved("ftp://ftp.example/x"), "failed", "bad_redirect"),
    "to-user": Case(moved("http://name:word@to-user.example/x"), "failed", "bad_redirect"),
    "to-port": Case(moved("http://to-port.example:1:2/"), "failed", "bad_redirect"),
    "to-space": Case(moved("http://to space.example/"), "failed", "bad_redirect"),
    "to-metadata": Case(moved("http://169.254.169.254/latest/"), "failed", "moved_review"),
    "to-other": Case(moved("http://parked.invalid/"), "failed", "moved_review"),
    "to-consent": Case(moved("https://consent.to-consent.example/?back=x"), "failed", "consent_wall"),
    "to-nowhere": Case(reply(status="302 Found"), "failed", "bad_redirect", 302),
    "status-300": Case(reply(status="300 Multiple Choices"), "failed", "bad_redirect", 300),
    "to-script": Case(moved("JaVaScRiPt:alert(1)"), "failed", "bad_redirect"),
    "to-gopher": Case(moved("gopher://127.0.0.1:6379/_FLUSHALL"), "failed", "bad_redirect"),
    "to-at": Case(moved("//to-at.example:80@127.0.0.1/"), "failed", "bad_redirect"),
    "to-slashes": Case(moved("/\\evil.example/x"), "failed", "bad_redirect"),
    "to-no-host": Case(moved("http:///etc/passwd"), "failed", "bad_redirect"),
    "to-fragment": Case(moved("#top"), "failed", "redirect_loop"),
    "to-case": Case(moved("HTTP://TO-CASE.EXAMPLE:80/./page"), "failed", "redirect_loop"),
    "to-octal": Case(moved("http://0177.0.0.1/"), "failed", "moved_review"),
    "to-vendor": Case(moved("https://cmp.privacymanager.io/?back=x"), "failed", "consent_wall"),
    "to-gate": Case(moved("/privacy-gate?back=%2Fpage"), "failed", "consent_wall"),
    "to-login": Case(moved("/Login?next=/page"), "failed", "blocked"),
    "to-captcha": Case(moved("https://validate.perfdrive.com/?x"), "failed", "blocked"),
    "to-front": Case(moved("/"), "failed", "moved_review"),
    "to-missing": Case(moved("/404.html"), "failed", "not_found"),
    # meanings
    "empty": Case(reply(b""), "failed", "empty", 200),
    "blank": Case(reply(b" \n\t "), "failed", "empty"),
    "status-204": Case(b"HTTP/1.1 204 No Content\r\n\r\n", "failed", "empty", 204),
    "status-206": Case(reply(PAGE, status="206 Partial Content"), "failed", "truncated", 206),
    "unasked-304": Case(reply(status="304 Not Modified"), "failed", "server_error", 304),
    "pdf": Case(reply(b"%PDF-1.7 ...", "Content-Type: text/html"), "failed", "not_html"),
    "zip": Case(reply(b"PK\x03\x04 ...", "Content-Type: text/html"), "failed", "not_html"),
    "image": Case(reply(b"....", "Content-Type: image/webp"), "failed", "not_html"),
    "program": Case(reply(b"MZ\x00\x01 ...", "Content-Type: text/html"), "failed", "not_html"),
    "film": Case(reply(b"\0\0\0\x1cftypavif", "Content-Type: text/html"), "failed", "not_html"),
    "compressed": Case(reply(b"BZh91AY&SY", "Content-Type: text/html"), "failed", "not_html"),
    "json": Case(reply(b"{}", "Content-Type: application/json"), "failed", "not_html"),
    "status-401": Case(reply(status="401 Unauthorized"), "failed", "blocked", 401),
    "status-402": Case(reply(status="402 Payment Required"), "failed", "blocked", 402),
    "status-403": Case(reply(status="403 Forbidden"), "failed", "blocked", 403),
    "status-451": Case(reply(status="451 Unavailable"), "failed", "blocked", 451),
    "challenge": Case(reply(PAGE, "cf-mitigated: challenge"), "failed", "blocked"),
    "challenge-503": Case(reply(PAGE, "cf-mitigated: challenge", status="503 X"), "failed", "blocked"),
    "challenge-body": Case(reply(b"<html><script>window._cf_chl_opt={}</script>"), "failed", "blocked"),
    "challenge-202": Case(reply(b"", "X-Amzn-Waf-Action: challenge", status="202 X"), "failed", "blocked", 202),
    "challenge-429": Case(reply(b"", "X-Vercel-Mitigated: challenge", status="429 X"), "failed", "blocked", 429),
    "challenge-turnstile": Case(reply(b"<html><p>One moment<div class=cf-turnstile>"), "failed", "blocked"),
    "status-999": Case(reply(status="999 Request denied"), "failed", "blocked", 999),
    "status-404": Case(reply(status="404 Not Found"), "failed", "not_found", 404),
    "status-410": Case(reply(status="410 Gone"), "failed", "gone", 410),
    "status-418": Case(reply(status="418 Teapot"), "failed", "client_error", 418),
    "status-429": Case(reply(status="429 Slow"), "failed", "rate_limited", 429),
    "status-500": Case(reply(status="500 Error"), "failed", "server_error", 500),
    "status-503": Case(reply(status="503 Busy"), "failed", "server_error", 503),
    "busy-until": Case(reply(b"", "Retry-After: 9", status="503 Busy"), "failed", "rate_limited", 503),
    "status-599": Case(reply(status="599 Odd"), "failed", "server_error", 599),
}  # fmt: skip
