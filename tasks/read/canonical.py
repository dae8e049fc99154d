"""The address a page says it has, believed only inside the site that served it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from tasks.read.stating import Stating

if TYPE_CHECKING:
    from tldextract import TLDExtract


_XML_SPACE = re.compile("[ \t\r\n]+")


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The bundled public suffix list; never fetched, never cached on disk."""
    from tldextract import TLDExtract  # slow to import and not needed for a text of one's own

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the domain one registrant holds ("news.example.co.uk" -> "example.co.uk"), or the host."""
    return _suffixes().extract_str(host).top_domain_under_public_suffix or host


def canonical_url(stated: list[str], url: str | None) -> str | None:
    """Pick the first stated address that is a page of the same registrable domain, else None.

    A front page stated as canonical for a deeper page is a template's mistake and not believed.
    """
    for candidate in stated:
        absolute = _http_url(candidate, url)
        if absolute is None:
            continue
        if url is None:
            return absolute
        ours, theirs = urlsplit(url), urlsplit(absolute)
        if registrable_domain(theirs.hostname or "") != registrable_domain(ours.hostname or ""):
            continue
        if theirs.path in ("", "/") and not theirs.query and (ours.path not in ("", "/") or ours.query):
            continue
        return absolute
    return None


def usable_url(url: str | None) -> str | None:
    """Return the address when it can be taken apart, else None."""
    return url if url and _http_url(url, None) else None


def stated_urls(stating: Stating) -> list[str]:
    """List what a page calls its own address: rel=canonical, then og:url."""
    links = [e.get("href") for e in stating["link"] if "canonical" in _XML_SPACE.split(e.get("rel") or "")]
    tags = [e.get("content") for e in stating["meta"] if e.get("property") == "og:url"]
    return [url for url in (*links, *tags) if url is not None]


def _http_url(stated: str, base: str | None) -> str | None:
    try:
        absolute = urljoin(base or "", stated.strip())
        parts = urlsplit(absolute)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username
            or len(absolute) > 2000
        ):
            return None
        _ = parts.port
    except ValueError:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))
