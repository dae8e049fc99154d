"""The headline of a page: the one its readers see, without the site's name."""

from __future__ import annotations

import html
import re

from lxml.html import HtmlElement

from tasks.read.jsonld import Statements, text_of

_MAX_CHARS = 400
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:/~]\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")


def page_title(tree: HtmlElement, meta: dict[str, str], said: Statements) -> tuple[str | None, str]:
    """Return the headline and where it came from.

    The visible heading decides when a statement (JSON-LD, OpenGraph, title tag) agrees with it, for
    statements are often shortened or rewritten for search engines; without agreement OpenGraph does.
    """
    site = meta.get("og:site_name")
    headline = _clean(text_of(said.article.get("headline")))
    shared = _without_site(_clean(meta.get("og:title")), site)
    tag = _without_site(_clean(_first_text(tree, "title")), site)
    heading = _heading(tree, [x for x in (headline, shared, tag) if x])
    if heading:
        return heading, "heading"
    for title, source in (
        (shared, "opengraph"),
        (headline, "jsonld"),
        (_clean(meta.get("twitter:title")), "meta"),
    ):
        if title:
            return title, source
    return (tag, "title") if tag else (None, "")


def _first_text(tree: HtmlElement, name: str) -> str | None:
    element = next(tree.iter(name), None)
    return element.text_content() if element is not None else None


def _clean(title: str | None) -> str | None:
    if not title:
        return None
    return " ".join(html.unescape(title).replace("\u00ad", "").split())[:_MAX_CHARS] or None


def _heading(tree: HtmlElement, stated: list[str]) -> str | None:
    """The h1 that shares most words with a stated title; a lone h1 when nothing is stated."""
    headings = [h for h in (_clean(e.text_content()) for e in tree.iter("h1")) if h and len(h) > 3]
    if not headings:
        return None
    if not stated:
        return headings[0] if len(headings) == 1 else None
    best = max(headings, key=lambda h: max(_overlap(h, s) for s in stated))
    return best if max(_overlap(best, s) for s in stated) >= 0.5 else None


def _overlap(one: str, other: str) -> float:
    """Share of the words of the shorter title found in the longer one."""
    a, b = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(a & b) / max(1, min(len(a), len(b)))


def _without_site(title: str | None, site: str | None) -> str | None:
    """Cut the site's name off a title; a part is the site's when it says so or is short and last."""
    if not title:
        return None
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title
    first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
    known = _fold(site)
    if known and _fold(last) == known:
        return title[: cuts[-1].start()].strip() or title
    if known and _fold(first) == known:
        return title[cuts[0].end() :].strip() or title
    if "|" in title[cuts[-1].start() : cuts[-1].end()] and len(last.split()) <= 5:
        return title[: cuts[-1].start()].strip() or title
    if len(last.split()) <= 3 and len(_WORD.findall(title[: cuts[-1].start()])) >= 4:
        return title[: cuts[-1].start()].strip()
    return title


def _fold(name: str | None) -> str:
    return "".join(_WORD.findall((name or "").casefold()))


def same_title(line: str, title: str) -> bool:
    """True when a line repeats the title, give or take case, space and punctuation."""
    return _fold(line) == _fold(title)
