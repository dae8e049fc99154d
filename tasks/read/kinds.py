"""What kind of article a page holds: plain article, live blog, paywall teaser, gallery, interview."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tasks.read.metadata import Metadata
from tasks.read.records import ArticleKind
from tasks.read.refusals import count_words, visible_text, wall_rules

_STAMP = re.compile(r"^(?:- )?\d{1,2}[:.h]\d{2}\b", re.MULTILINE)
_QUESTION = ("?", "？")
# Paragraphs that end in a question mark, per answer, from which a text reads as an interview.
_INTERVIEW_QUESTIONS = 5
_INTERVIEW_SHARE = 0.25


def article_kind(tree: HtmlElement, stated: Metadata, text: str, url: str | None) -> ArticleKind:
    """Name the kind. The page's own statement decides first, then its address and title, then its text."""
    rules = wall_rules()
    path = urlsplit(url).path.lower() if url else ""
    title = (stated.title or "").lower()
    if stated.live_blog:
        return "live_blog"
    words = count_words(text, max(rules["teaser"]["max_words"], rules["gallery"]["max_words"]))
    if _is_teaser(tree, stated, words):
        return "teaser"
    live, gallery = rules["live_blog"], rules["gallery"]
    in_path, in_title = any(x in path for x in live["url"]), any(x in title for x in live["title"])
    if (in_path and in_title) or ((in_path or in_title) and len(_STAMP.findall(text)) >= live["stamps"]):
        return "live_blog"
    if stated.types & {"ImageGallery", "MediaGallery"} or (
        words <= gallery["max_words"]
        and (any(x in path for x in gallery["url"]) or any(x in title for x in gallery["title"]))
    ):
        return "gallery"
    return "interview" if _is_interview(text) else "article"


def _is_teaser(tree: HtmlElement, stated: Metadata, words: int) -> bool:
    rule = wall_rules()["teaser"]
    if stated.free_access is True or words > rule["max_words"]:
        return False
    shown = visible_text(tree).lower().replace("\u2019", "'")
    says = any(phrase in shown for phrase in rule["text"])
    if stated.free_access is False:
        return True
    if not says:
        return False
    names = (
        v.lower() for e in tree.iter("div", "section", "aside") for v in (e.get("class"), e.get("id")) if v
    )
    return any(mark in name for name in names for mark in rule["markup"])


def _is_interview(text: str) -> bool:
    paragraphs = text.split("\n\n")
    questions = sum(p.endswith(_QUESTION) and len(p) < 400 for p in paragraphs)
    return questions >= _INTERVIEW_QUESTIONS and questions >= _INTERVIEW_SHARE * len(paragraphs)
