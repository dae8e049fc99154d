"""The address a page says it has, believed only inside the site that served it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from tasks.collect.urls import BadUrl, normalise, registrable_domain
from tasks.read.stating import Stating

_XML_SPACE = re.compile("[ \t\r\n]+")
# What templates leave behind when they have no address, pages that stand in for others, and copies for the makers.
_UNFILLED = re.compile(r"[{}<>]|%7b|%%|^\s*(?:undefined|null|none|false|n/a|#)?\s*$", re.I)
_NO_PAGES = frozenset({"", "undefined", "null", "404", "error", "not-found", "notfound", "login", "signin", "index.html",
                       "index.htm", "index.php"})  # fmt: skip
_GATES = frozenset({"login", "signin", "sign-in", "log-in", "404", "error"})
_VARIANTS = frozenset({"amp", "print", "mobile", "index.html", "amp.html"})
_COPIES = frozenset({"staging", "stage", "dev", "test", "preview", "localhost", "cms", "admin", "origin"})


def canonical_url(stated: list[str], url: str | None) -> str | None:
    """Pick the first stated address that is a page of the same registrable domain, else None.

    A front page, a folder above the page, an error page or an unfilled template stated as canonical is a mistake and
    not believed, nor is a copy on another port or on a host of the site's makers.
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
        if _is_mistake(candidate, theirs, ours):
            continue
        return absolute
    return None


def _is_mistake(stated: str, theirs: SplitResult, ours: SplitResult) -> bool:
    if (theirs.netloc, theirs.path.rstrip("/"), theirs.query) == (
        ours.netloc,
        ours.path.rstrip("/"),
        ours.query,
    ):
        return False
    if theirs.port not in (None, 80, 443, ours.port) or (theirs.hostname or "").split(".")[0] in _COPIES:
        return True
    if _UNFILLED.search(stated):
        return True
    last = theirs.path.rstrip("/").rpartition("/")[2].lower()
    if theirs.query:
        return last in _GATES
    above = ours.path.startswith(theirs.path.rstrip("/") + "/") and ours.path.rstrip(
        "/"
    ) != theirs.path.rstrip("/")
    return last in _NO_PAGES or (above and not is_variant(ours.path.removeprefix(theirs.path.rstrip("/"))))


def is_variant(tail: str) -> bool:
    """Whether what follows an article's path names another form of it: a version for telephones or for print."""
    return tail.strip("/").lower() in _VARIANTS


def usable_url(url: str | None) -> str | None:
    """Return the address when it can be taken apart, else None."""
    return url if url and _http_url(url, None) else None


def stated_urls(stating: Stating) -> list[str]:
    """List what a page calls its own address: rel=canonical, then og:url."""
    links = [
        e.get("href")
        for e in stating["link"]
        if "canonical" in _XML_SPACE.split((e.get("rel") or "").lower())
    ]
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
    try:
        return _normal(urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, "")))
    except BadUrl:
        return None


@lru_cache(maxsize=64)
def _normal(url: str) -> str:
    """The one spelling of an address: a page states its own again and again. Raises BadUrl."""
    return normalise(url)
