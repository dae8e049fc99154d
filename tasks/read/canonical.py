"""The address a page says it has, believed only inside the site that served it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

if TYPE_CHECKING:
    from tldextract import TLDExtract


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


def stated_urls(tree: HtmlElement) -> list[str]:
    """List what a page calls its own address: rel=canonical, then og:url."""
    links = tree.xpath('//link[contains(concat(" ", normalize-space(@rel), " "), " canonical ")]/@href')
    return [str(x) for x in [*links, *tree.xpath('//meta[@property="og:url"]/@content')]]


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
