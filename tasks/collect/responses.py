"""What a response means: one outcome and, unless it is good, one reason of the closed list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from tasks.collect.records import Purpose

Outcome = Literal["ok", "not_modified", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of one response; `reason` is None for ok and not_modified."""

    outcome: Outcome
    reason: str | None = None
    detail: str = ""


_BY_STATUS = {
    401: "blocked", 402: "blocked", 403: "blocked", 404: "not_found", 407: "blocked", 408: "timeout",
    410: "gone", 429: "rate_limited", 451: "blocked",
}  # fmt: skip
# First bytes of what is no page, whatever the server calls it.
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"ID3", b"OggS",
    b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00 ftyp", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90",
    b"\xd0\xcf\x11\xe0", b"BM\x36", b"wOF2", b"\x1aE\xdf\xa3",
)  # fmt: skip
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
# Marks of pages that ask for proof of being human; short pages only, since reports quote them too.
_CHALLENGE = re.compile(
    rb"cf-browser-verification|cf_chl_opt|challenge-platform|_Incapsula_Resource|px-captcha|captcha-delivery\.com"
    rb"|g-recaptcha|h-captcha|DDoS protection by|Checking your browser before|awsWafCookieDomainList"
)
_CHALLENGE_MAX = 60_000
_CONSENT_HOST = re.compile(r"(^|\.)(consent|guce|cmp|privacy-mgmt|cookiewall|myprivacy|zustimmung)\.")


def judge(
    *, status: int, headers: tuple[tuple[str, str], ...], body: bytes, purpose: Purpose, conditional: bool
) -> Verdict:
    """Return what a complete response means. `conditional`: validators were sent with the request.

    The body is the decoded one; redirects never come here.
    """
    named = {name.lower(): value for name, value in headers}
    if status == 304:
        if conditional:
            return Verdict("not_modified")
        return Verdict("failed", "server_error", "304 without being asked")
    if status == 200 or status == 203:
        if named.get("cf-mitigated", "").lower() == "challenge":
            return Verdict("failed", "blocked", "challenge")
        return _judge_body(body, named.get("content-type", ""), purpose)
    if status in (204, 205):
        return Verdict("failed", "empty", f"status {status}")
    if status == 206:
        return Verdict("failed", "truncated", "206 without being asked")
    if status == 503 and "retry-after" in named:
        return Verdict("failed", "rate_limited", "503 with Retry-After")
    if status in _BY_STATUS:
        return Verdict("failed", _BY_STATUS[status], f"status {status}")
    if 300 <= status < 400:
        return Verdict("failed", "bad_redirect", f"status {status} without a usable Location")
    if 400 <= status < 500:
        return Verdict("failed", "client_error", f"status {status}")
    if named.get("cf-mitigated", "").lower() == "challenge":
        return Verdict("failed", "blocked", "challenge")
    return Verdict("failed", "server_error", f"status {status}")


def is_consent_host(url: str) -> bool:
    """Say whether a redirect leads to a page that asks for consent to tracking."""
    parts = urlsplit(url)
    return bool(_CONSENT_HOST.search((parts.hostname or "") + "."))


def _judge_body(body: bytes, content_type: str, purpose: Purpose) -> Verdict:
    if purpose == "robots":
        return Verdict("ok")
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head and not body.strip():
        return Verdict("failed", "empty", "no bytes")
    kind = content_type.split(";", 1)[0].strip().lower()
    if purpose == "feed":
        return Verdict("ok")  # feeds are told apart by their first bytes, not by their label
    if head.startswith(_MAGIC):
        return Verdict("failed", "not_html", f"binary content labelled {kind[:40]!r}")
    if kind not in _PAGE_TYPES and not re.match(rb"(?i)<(!doctype\s+html|html|head|body)", head):
        return Verdict("failed", "not_html", f"type {kind[:40]!r}")
    if len(body) < _CHALLENGE_MAX and _CHALLENGE.search(body):
        return Verdict("failed", "blocked", "challenge page")
    return Verdict("ok")
