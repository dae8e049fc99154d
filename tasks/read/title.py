"""The headline of a page: the one its readers see, without the site's name."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import chain
from typing import Final

from lxml.etree import XPath, _Element

from tasks.read.blocks import Block
from tasks.read.jsonld import Statements, text_of, types_of
from tasks.read.stating import Stating
from tasks.read.tree import text_inside

_MAX_CHARS: Final = 400
_SEPARATOR: Final = re.compile(r"\s+[|–—\-·•»«:/~]\s+|\s*[|»]\s*")
_NEWS_TYPES: Final = frozenset(
    "NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "LiveBlogPosting".split()
)
_WORD: Final = re.compile(r"\w+")
_SHOWN: Final = XPath(
    ".//text()[not(parent::style or parent::script or parent::template)]", smart_strings=False
)
# Share of the shorter title's words that makes a heading and a statement the same headline.
_SAME_WORDS: Final = 0.5
# So many words a heading has that is no site's or section's name.
_OWN_WORDS: Final = 4


def page_title(stating: Stating, meta: dict[str, str], said: Statements) -> tuple[str | None, str]:
    """Return the headline and where it came from.

    The visible heading decides when a statement (JSON-LD, OpenGraph, title tag) agrees with it, for
    statements are often shortened or rewritten for search engines. A statement wins where the heading
    only adds a kicker to it, and on news pages where both statements agree against the heading.
    """
    site = meta.get("og:site_name")
    headline = _without_site(_clean(text_of(said.article.get("headline"))), site)
    shared = _without_site(_clean(meta.get("og:title")), site)
    tag = _without_site(_clean(_tag_text(stating)), site)
    news = bool(types_of(said.article) & _NEWS_TYPES)
    heading = _heading(stating, [x for x in (headline, shared, tag) if x], trusted=not news)
    if heading and shared:
        if _adds_kicker(heading, shared) or (news and _fold(heading).startswith(_fold(shared))):
            return shared, "opengraph"
        if news and headline and _fold(headline) == _fold(shared):
            return headline, "jsonld"
    if heading and headline and _adds_kicker(heading, headline):
        return headline, "jsonld"
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


def _adds_kicker(heading: str, shared: str) -> bool:
    """True when the heading is the shared title behind a kicker or a date."""
    whole, part = _fold(heading), _fold(shared)
    return len(part) < len(whole) and whole.endswith(part) and len(part) > len(whole) // 3


def _tag_text(stating: Stating) -> str | None:
    return next((text_inside(element) for element in stating["title"]), None)


def _clean(title: str | None) -> str | None:
    if not title:
        return None
    return " ".join(html.unescape(title).replace("\u00ad", "").split())[:_MAX_CHARS] or None


def _heading(stating: Stating, stated: list[str], *, trusted: bool) -> str | None:
    """The h1 that shares most words with a stated title; a lone h1 when nothing is stated.

    An h1 that is part of a breadcrumb or menu is there for search engines; then an h2 that is word for
    word a stated title is the headline readers see. `trusted`: a lone h1 of several words is a headline of
    its own even where every statement is worded otherwise, unless an h2 repeats a statement.
    """
    shown = [text for element in stating["h1"] if (text := _shown_line(element)) and len(text) > 3]
    wanted = {_fold(s) for s in stated}
    if shown and not stated:
        return shown[0] if len(shown) == 1 else None
    best = max(
        shown,
        key=lambda h: (max(_overlap(h, s) for s in stated), _fold(h) in wanted, len(_WORD.findall(h))),
        default=None,
    )
    agrees = best is not None and max(_overlap(best, s) for s in stated) >= _SAME_WORDS
    # A site's name in an h1 shares words with the headlines it makes.
    brief = best is not None and len(_WORD.findall(best)) < _OWN_WORDS and _fold(best) not in wanted
    if agrees and not brief:
        return best
    repeated = [text for e in stating["h2"] if (text := _shown_line(e)) and _fold(text) in wanted]
    if brief and repeated:
        return repeated[0]
    if agrees:
        return best
    if repeated and not shown:
        return repeated[0]
    alone = len(shown) == 1 and len(_WORD.findall(shown[0])) >= _OWN_WORDS and not shown[0].endswith(":")
    return shown[0] if trusted and alone and not repeated else None


def _shown_line(element: _Element) -> str | None:
    """The words of a heading that is not part of a menu, without styles and scripts that stand in it."""
    if _in_menu(element):
        return None
    return _clean(element.text if not len(element) else "".join(_SHOWN(element)))


def _in_menu(element: _Element) -> bool:
    """True inside nav, a list item or what is named a breadcrumb."""
    for depth, above in enumerate(chain([element], element.iterancestors())):
        if above.tag in ("nav", "li") or "bread" in (above.get("class") or "").lower():
            return True
        if depth > 4:
            return False
    return False


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


@lru_cache(maxsize=256)
def _fold(name: str | None) -> str:
    return "".join(_WORD.findall((name or "").casefold()))


def same_title(line: str, title: str) -> bool:
    """True when a line repeats the title, give or take case, space and punctuation."""
    return _fold(line) == _fold(title)


def headline_at(blocks: list[Block], title: str | None) -> int | None:
    """Index of the block that shows the headline: a heading with its words, else any short line with them."""
    if not title:
        return None
    folded = _fold(title)
    headings = [b.index for b in blocks if b.level and _fold(b.text).endswith(folded)]
    if headings:
        return headings[0]
    near = [b.index for b in blocks if b.level == 1]
    if len(near) == 1:
        return near[0]
    return next((b.index for b in blocks if len(b.text) < _MAX_CHARS and _fold(b.text) == folded), None)
