"""Walls as servers put them up: redirects and headers that lead to no article; the words are in walls.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from tasks.collect.urls import registrable_domain

# A page has to show fewer words than these for its marks, or for marks that any page may carry, to count.
_FEW_WORDS, _HARDLY_ANY_WORDS = 120, 40
_MOST_BYTES = 60_000
# Reason of the closed list and what is said of it, by the table of walls.toml.
_MEANINGS = {
    "consent": ("consent_wall", "asks for consent"),
    "challenge": ("blocked", "asks for proof of a human"),
    "login": ("blocked", "asks to log in"),
    "missing": ("not_found", "a page for what is missing"),
}
_FRONT = frozenset({"", "/", "/index.html", "/index.php", "/home", "/home/"})


@dataclass(frozen=True, slots=True)
class _Places:
    domains: tuple[str, ...]
    host_labels: frozenset[str]
    segments: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("tasks.collect").joinpath("walls.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _places() -> dict[str, _Places]:
    table: dict[str, dict[str, list[str]]] = _table()  # type: ignore[assignment]
    return {
        name: _Places(
            tuple(table[name]["domains"]),
            frozenset(table[name]["host_labels"]),
            frozenset(table[name]["segments"]),
        )
        for name in _MEANINGS
    }


@lru_cache(maxsize=2)
def _marks(name: str) -> tuple[bytes, ...]:
    marks: list[str] = _table()["challenge"][name]  # type: ignore[assignment]
    return tuple(mark.encode() for mark in marks)


def redirect_wall(url: str, following: str) -> tuple[str, str] | None:
    """Return reason and detail when a redirect leads from what was asked for to a wall, else None.

    What lies on such a place itself may lead on to another.
    """
    before, after = _wall(url), _wall(following)
    if after is not None and after != before:
        reason, detail = _MEANINGS[after]
        return reason, f"redirect to {urlsplit(following).hostname}: {detail}"
    return None


def leads_to_front(url: str, following: str) -> bool:
    """Say whether a redirect leads from some page to a front page, as servers do for what is gone."""
    return _is_front(following) and not _is_front(url)


def is_challenge(headers: dict[str, str]) -> bool:
    """Say whether response headers (names in lower case) are those of a challenge."""
    wanted: dict[str, str] = _table()["challenge"]["headers"]  # type: ignore[assignment]
    return any(
        headers[name].strip().lower().startswith(begin) for name, begin in wanted.items() if name in headers
    )


def is_challenge_page(body: bytes) -> bool:
    """Say whether a page carries marks of a challenge and next to no words."""
    if len(body) >= _MOST_BYTES:
        return False
    words = _words(body, _FEW_WORDS)  # sooner counted than all marks are looked for
    if words >= _FEW_WORDS:
        return False
    return _carries(body, "marks") or (words < _HARDLY_ANY_WORDS and _carries(body, "common_marks"))


def _carries(body: bytes, name: str) -> bool:
    """Whether one of the marks stands in the page; to look for each alone takes half the time of one pattern of all."""
    return any(mark in body for mark in _marks(name))


def _words(body: bytes, most: int) -> int:
    """Count the words outside tags, scripts and styles, in one pass; of `most` or more, some number not below it."""
    count, silent = 0, b""
    for piece in body.split(b"<"):
        tag, _, text = piece.partition(b">")
        name = tag[:10].lower()
        if silent:
            silent = b"" if name.startswith(silent) else silent
        elif name.startswith((b"script", b"style")):
            silent = b"/script" if name.startswith(b"script") else b"/style"
        if not silent:
            count += len(text.split())
            if count >= most:
                break
    return count


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.lower() in _FRONT and not parts.query


def _wall(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    labels = frozenset(host.removesuffix(registrable_domain(host)).split("."))
    begin = frozenset([segment for segment in parts.path.lower().split("/") if segment][:2])
    for name, places in _places().items():
        if any(host == domain or host.endswith("." + domain) for domain in places.domains):
            return name
        if labels & places.host_labels or begin & places.segments:
            return name
    return None
