"""What kind of article a page holds: plain article, live blog, paywall teaser, gallery, interview."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from lxml.etree import _Element

from tasks.read.access import is_marked_locked
from tasks.read.metadata import Metadata
from tasks.read.records import ArticleKind
from tasks.read.refusals import visible_text, wall_rules
from tasks.read.tree import text_inside

_CLOCK: Final = re.compile(r"\s*\d{1,2}[:.h]\d{2}\b")
_STAMP: Final = re.compile(r"^(?:- )?\d{1,2}[:.h]\d{2}\b", re.MULTILINE)
# How much of a text's end is looked for on the page, how far behind it a note is looked for, and how long a last
# paragraph may be that is such a note itself.
_TAIL_CHARS, _BEHIND_CHARS, _NOTE_CHARS = 60, 250, 160
# Entries in microdata from which a page is a live blog.
_MARKED_UPDATES: Final = 3
_QUESTION: Final = ("?", "？")
# Paragraphs that end in a question mark, per answer, from which a text reads as an interview.
_INTERVIEW_QUESTIONS: Final = 5
_INTERVIEW_SHARE: Final = 0.25


def article_kind(tree: _Element, stated: Metadata, text: str, words: int, url: str | None) -> ArticleKind:
    """Name the kind. The page's own statement decides first, then its address and title, then its text.

    `words` are those of the text, as `count_words` says.
    """
    rules = wall_rules()
    path = urlsplit(url).path.lower() if url else ""
    title = (stated.title or "").lower().replace("\u2013", "-").replace("\u2014", "-")
    if stated.live_blog:
        return "live_blog"
    if _is_teaser(tree, stated, text, words):
        return "teaser"
    live, gallery = rules["live_blog"], rules["gallery"]
    if stated.live_updates >= _MARKED_UPDATES:
        return "live_blog"
    in_path, in_title = any(x in path for x in live["url"]), any(x in title for x in live["title"])
    stamped = len(_STAMP.findall(text)) >= live["stamps"]
    if (in_path and in_title) or (stamped and (in_path or in_title or _clocks(tree) >= live["stamps"])):
        return "live_blog"
    if stated.types & {"ImageGallery", "MediaGallery"} or (
        words <= gallery["max_words"]
        and (any(x in path for x in gallery["url"]) or any(x in title for x in gallery["title"]))
    ):
        return "gallery"
    return "interview" if _is_interview(text) else "article"


def _clocks(tree: _Element) -> int:
    """How many times of day the page marks up as times: each entry of a live blog has one, in any language."""
    return len(
        {e.get("datetime") for e in tree.iter("time") if e.get("datetime") and _CLOCK.match(text_inside(e))}
    )


def _is_teaser(tree: _Element, stated: Metadata, text: str, words: int) -> bool:
    rule = wall_rules()["teaser"]
    if stated.free_access is True or words > rule["max_words"]:
        return False
    if stated.free_access is False:
        return True
    shown = visible_text(tree).lower().replace("\u2019", "'")
    if _breaks_off(shown, text, rule["breaks_off"]) or is_marked_locked(tree):
        return True
    if not any(phrase in shown for phrase in rule["text"]):
        return False
    names = (
        v.lower() for e in tree.iter("div", "section", "aside") for v in (e.get("class"), e.get("id")) if v
    )
    return any(mark in name for name in names for mark in rule["markup"])


def _breaks_off(shown: str, text: str, phrases: list[str]) -> bool:
    """True when right behind the text, or as its last paragraph, stands that the rest is for those who pay.

    Words of a reader or an offer elsewhere on the page say nothing of the article.
    """
    *_, last = text.split("\n\n")
    tail = " ".join(last.lower().replace("\u2019", "'").split())
    at = shown.rfind(tail[-_TAIL_CHARS:])
    behind = shown[at + len(tail[-_TAIL_CHARS:]) :][:_BEHIND_CHARS] if at >= 0 else ""
    said = tail[:_BEHIND_CHARS] if len(tail) <= _NOTE_CHARS else ""
    return any(phrase in behind or phrase in said for phrase in phrases)


def _is_interview(text: str) -> bool:
    paragraphs = text.split("\n\n")
    questions = sum(p.endswith(_QUESTION) and len(p) < 400 for p in paragraphs)
    return questions >= _INTERVIEW_QUESTIONS and questions >= _INTERVIEW_SHARE * len(paragraphs)
