"""Pages saved from a browser: where they came from and when, as the program that saved them wrote it down."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage

from tasks.collect.dates import stated_time
from tasks.collect.urls import BadUrl, normalise

_LOOK = 8192
# Internet Explorer, Chrome, Firefox: <!-- saved from url=(0042)https://... -->
_BROWSER = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)\s*(\S{1,2048})\s*-->", re.IGNORECASE)
# SingleFile writes its lines into one comment; HTTrack one line without the scheme.
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s{1,20}url:\s*(\S{1,2048})\s{1,20}saved date:\s*([^\n]{1,120})",
    re.IGNORECASE,
)
_HTTRACK = re.compile(
    r"<!--\s*Mirrored from (\S{1,2048}) by HTTrack[^>]{0,200}?(?:,\s*([^,>]{3,12},[^>]{1,60}?))?\s*-->"
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_BROWSER_DATE = re.compile(r"^\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
_MHTML = re.compile(rb"(?i)^(?:[\w-]{1,60}:[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n)*){1,60}\r?\n")


@dataclass(frozen=True, slots=True)
class Saved:
    """A page's bytes and type; the address and time of its saving where they are stated."""

    body: bytes
    content_type: str
    url: str | None
    saved_at: datetime | None


def saved_html(body: bytes) -> Saved:
    """An HTML file with the address its saver noted, if one did."""
    head = body[:_LOOK].replace(b"\0", b"").decode("utf-8", "replace")
    url = at = None
    if found := _BROWSER.search(head):
        url = found[1]
    elif found := _SINGLE_FILE.search(head):
        url, at = found[1], _instant(found[2])
    elif found := _HTTRACK.search(head):
        url, at = f"http://{found[1]}", _instant(found[2])
    return Saved(body, "text/html", _web(url), at)


def is_mhtml(body: bytes) -> bool:
    """Whether bytes begin as a page saved with all its parts in one file (RFC 2557)."""
    head = _MHTML.match(body[:_LOOK])
    return head is not None and b"multipart/related" in head[0].lower()


def saved_mhtml(body: bytes) -> Saved | None:
    """The page of an MHTML file, None when it holds no whole one."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    pages = [part for part in message.walk() if part.get_content_type() in _PAGE_TYPES]
    if not pages or any(isinstance(d, CloseBoundaryNotFoundDefect) for d in message.defects):
        return None
    start = (_parameter(message, "start") or "").strip("<>")
    page = next((p for p in pages if start and _header(p, "Content-ID").strip("<>") == start), pages[0])
    content = page.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    charset = page.get_content_charset()
    kind = f"text/html; charset={charset}" if charset else "text/html"
    url = _web(_header(message, "Snapshot-Content-Location") or _header(page, "Content-Location"))
    return Saved(content, kind, url, stated_time(_header(message, "Date")))


_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def _header(part: EmailMessage, name: str) -> str:
    try:
        return "".join(f"{part.get(name) or ''}".split("\n")).strip()
    except Exception:  # the standard library's header parser raises what it likes on broken headers
        return ""


def _parameter(message: EmailMessage, name: str) -> str | None:
    found = re.search(rf'\b{name}\s*=\s*"?([^";\s]{{1,500}})', _header(message, "Content-Type"))
    return found[1] if found else None


def _web(url: str | None) -> str | None:
    try:
        return normalise(url) if url else None
    except BadUrl:
        return None


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    if found := _BROWSER_DATE.match(text.strip()):
        return stated_time(f"{found[2]} {found[1]} {found[3]} {found[4]} {found[5]}")
    return stated_time(_ASIDE.sub("", text.strip()))
