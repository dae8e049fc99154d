"""What a response means: one outcome and, unless it is good, one reason of the closed list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tasks.collect.records import Purpose
from tasks.collect.sniff import file_kind, looks_like_page
from tasks.collect.walls import is_challenge, is_challenge_page

Outcome = Literal["ok", "not_modified", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of one response; `reason` is None for ok and not_modified."""

    outcome: Outcome
    reason: str | None = None
    detail: str = ""


_BY_STATUS = {
    401: "blocked", 402: "blocked", 403: "blocked", 404: "not_found", 407: "blocked", 408: "timeout",
    410: "gone", 420: "rate_limited", 429: "rate_limited", 451: "blocked", 511: "blocked", 999: "blocked",
}  # fmt: skip
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")


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
    if is_challenge(named):
        return Verdict("failed", "blocked", "challenge")
    if status == 200 or status == 203:
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
    return Verdict("failed", "server_error", f"status {status}")


def _judge_body(body: bytes, content_type: str, purpose: Purpose) -> Verdict:
    if purpose == "robots":
        return Verdict("ok")
    if not body.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf"):
        return Verdict("failed", "empty", "no bytes")
    kind = content_type.split(";", 1)[0].strip().lower()
    if purpose == "feed":
        return Verdict("ok")  # feeds are told apart by their first bytes, not by their label
    if (name := file_kind(body)) is not None:
        return Verdict("failed", "not_html", f"{name} content labelled {kind[:40]!r}")
    if kind not in _PAGE_TYPES and not looks_like_page(body):
        return Verdict("failed", "not_html", f"type {kind[:40]!r}")
    if is_challenge_page(body):
        return Verdict("failed", "blocked", "challenge page")
    return Verdict("ok")
