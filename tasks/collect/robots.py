"""What a robots.txt allows, by RFC 9309: which answer means what, and which rules speak to us."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from protego import Protego

from tasks.collect.settings import PRODUCT_TOKEN

Reach = Literal["rules", "open", "closed"]

_LINE_END = re.compile(r"\r\n|\r|\n")
_AGENT_LINE = re.compile(r"\s*user[-\s]?agent\s*:?\s*(.*)", re.IGNORECASE)
_KNOWN_LINE = re.compile(
    r"\s*(user[-\s]?agent|allow|diss?all?[oa]w|disalow|diasllow|dissalow|crawl[-\s]delay|site-?maps?)\b",
    re.IGNORECASE,
)
# "10 s" and "1,5" are read as the number they begin with.
_DELAY_LINE = re.compile(
    r"crawl[-\s]delay\s*:?\s*(\d{1,12}(?:[.,]\d{1,6})?)(?![\deE.]).*", re.IGNORECASE | re.ASCII
)
_TOKEN = re.compile(r"[A-Za-z_-]+")
# A name that no product token of ours can begin with.
_SOMEBODY_ELSE = "0"


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's answer to /robots.txt: rules to ask, or a site that is open or closed as a whole."""

    reach: Reach
    parser: Protego | None = None

    def allows(self, url: str) -> bool:
        """Say whether the URL may be fetched."""
        if self.reach == "open":
            return True
        if self.reach == "closed" or self.parser is None:
            return False
        return bool(self.parser.can_fetch(url, PRODUCT_TOKEN.lower()))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds the site asks for between requests, None when it does not ask or not readably."""
        if self.parser is None:
            return None
        delay = self.parser.crawl_delay(PRODUCT_TOKEN.lower())
        return delay if delay is not None and math.isfinite(delay) and delay >= 0 else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that the file names, as written."""
        return tuple(self.parser.sitemaps) if self.parser is not None else ()


OPEN = Robots("open")
CLOSED = Robots("closed")


def reach_of(status: int | None, reason: str | None) -> Reach:
    """Return what an answer to /robots.txt means (RFC 9309 2.3.1): `status` None when there was no answer.

    2xx: rules. 4xx: open, except 429, which asks to wait like 5xx. 5xx, errors of network, names, TLS or
    bytes: closed. More redirects than are followed: open, as 2.3.1.2 lets crawlers assume.
    """
    if reason == "redirect_loop":
        return "open"
    if status is None or reason in _BROKEN:
        return "closed"
    if 200 <= status < 300:
        return "rules"
    if 400 <= status < 500 and status != 429:
        return "open"
    return "closed"


_BROKEN = frozenset(
    {"truncated", "bad_encoding", "timeout", "connect_error", "tls_error", "dns_error", "dns_timeout"}
    | {"blocked_address", "header_too_large", "too_large", "internal_error", "bad_redirect", "stopped"}
)


@lru_cache(maxsize=64)
def parse_robots(body: bytes, max_bytes: int) -> Robots:
    """Return the rules of a robots.txt; bytes past `max_bytes` are not read (RFC 9309 2.5).

    Mends of the matcher: a byte order mark hides its first line; separators other than CR and LF split its
    lines; it takes "par" for a prefix of "parallax" where the RFC wants equal tokens; a line it does not know
    ends a group of agents. The last few files are remembered, for they are asked about page by page.
    """
    if len(body) >= max_bytes:  # half a line would mean another thing: "Allow: /" in place of "Allow: /news"
        body = body[: max(body.rfind(end, 0, max_bytes) for end in (b"\n", b"\r")) + 1]
    codec = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = body.decode(codec, "replace").lstrip("\ufeff").replace("\x00", "")
    lines = []
    for line in _LINE_END.split(text):
        if not _KNOWN_LINE.match(line):
            continue
        clean = " ".join(line.split("#", 1)[0].split())
        agent, delay = _AGENT_LINE.fullmatch(clean), _DELAY_LINE.fullmatch(clean)
        if delay:
            clean = f"crawl-delay: {delay[1].replace(',', '.')}"
        lines.append(f"user-agent: {_agent(agent[1])}" if agent else clean)
    return Robots("rules", Protego.parse("\n".join(lines)))


def _agent(value: str) -> str:
    if value.startswith("*"):
        return "*"
    token = _TOKEN.match(value)
    return PRODUCT_TOKEN.lower() if token and token[0].lower() == PRODUCT_TOKEN.lower() else _SOMEBODY_ELSE
