"""Why a page gives no article: rules as data in refusals.toml, decided on what the page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

from lxml.etree import _Element

from tasks.collect.sniff import file_kind, looks_like_page
from tasks.collect.walls import is_challenge_page
from tasks.read.lists import read_list
from tasks.read.metadata import Metadata
from tasks.read.records import Refusal, Refused
from tasks.read.tree import text_inside

#: Largest page read. A long live blog is about 3 MB; beyond 8 MB there is no article.
MAX_BODY_BYTES: Final = 8_000_000
# An article has at least this many characters; shorter results are menus, captions and stubs.
_MIN_CHARS: Final = 80
# Rules look at this much of the visible text.
_LOOK_CHARS: Final = 6_000

# An extracted text of so many words is no article beside the words of a wall.
_LITTLE_WORDS: Final = 60
# A page that states when it was published may hold a report so brief.
_BRIEF_WORDS: Final = 25

# A page of few words has so few characters too: some scripts write a sentence as one word.
_SPARSE_CHARS: Final = 480

_OTHER_TYPES: Final = re.compile(
    r"^\s*(?:image|audio|video|font)/|^\s*application/(?:pdf|zip|json|octet-stream|javascript|rss|atom)", re.I
)
_FEED: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b", re.S
)
_TITLE_PARTS: Final = re.compile(r"\s[|–—-]\s|[|:·\n]")
_TITLE_LEAD: Final = re.compile(r"^(?:error|http|oops!?|sorry,?|fehler)\s+")
# "Page not found on this server" is a missing page, "404 years of shipbuilding in Velm" an article.
_MORE_WORDS: Final = 2
# "We and our 842 partners" are partners, however many.
_COUNT: Final = re.compile(r"\b\d[\d.,]*\s")
_WORD: Final = re.compile(r"\w+")
# Few texts have more words in so many characters a word.
_WORD_CHARS: Final = 8


@dataclass(frozen=True, slots=True)
class _Sparse:
    reason: Refused
    detail: str
    all: tuple[tuple[str, ...], ...]
    max_words: int


@dataclass(frozen=True, slots=True)
class _Rule:
    reason: Refused
    detail: str
    title: tuple[str, ...]
    text: tuple[str, ...]
    markup: tuple[str, ...]
    max_words: int


@lru_cache(maxsize=1)
def wall_rules() -> dict[str, Any]:
    """Return refusals.toml as read."""
    return read_list("refusals.toml")


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            reason=cast(Refused, rule["reason"]),
            detail=rule["detail"],
            title=tuple(rule.get("title", ())),
            text=tuple(rule.get("text", ())),
            markup=tuple(rule.get("markup", ())),
            max_words=rule["max_words"],
        )
        for rule in wall_rules()["rule"]
    )


@lru_cache(maxsize=1)
def _sparse_rules() -> tuple[_Sparse, ...]:
    return tuple(
        _Sparse(
            cast(Refused, rule["reason"]), rule["detail"], tuple(map(tuple, rule["all"])), rule["max_words"]
        )
        for rule in wall_rules()["sparse"]
    )


def refuse_bytes(body: bytes, content_type: str | None) -> Refusal | None:
    """Refuse what is not an HTML page by its bytes, before anything is decoded; None lets it pass."""
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Refusal("empty", "no bytes" if not body else "only blank bytes")
    if len(body) > MAX_BODY_BYTES:
        return Refusal("too_large", f"{len(body):,} bytes; at most {MAX_BODY_BYTES:,} are read")
    if (name := file_kind(body)) is not None:
        return Refusal("not_html", f"the bytes are a {name} file")
    if is_challenge_page(body):
        return Refusal("blocked", "challenge or captcha page")
    if _FEED.match(body[:2000]):
        return Refusal("not_html", "the bytes are a feed or sitemap")
    if b"<" not in body:
        return Refusal("not_html", "no markup in the page")
    if (
        _OTHER_TYPES.match(content_type or "")
        and not looks_like_page(body)
        and b"<html" not in body[:4000].lower()
    ):
        return Refusal("not_html", f"content type {(content_type or '').split(';')[0].strip()!r}")
    return None


def refuse_page(tree: _Element, stated: Metadata, text: str, words: int) -> Refusal | None:
    """Refuse walls, challenges, missing pages and empty shells by the rules; None lets it pass.

    `words` are those of the text, as `count_words` says.
    """
    rules = [rule for rule in _rules() if words <= rule.max_words]
    if not rules:
        return None
    tag = next(tree.iter("title"), None)
    title = _plain(f"{stated.title or ''}\n{text_inside(tag).strip() if tag is not None else ''}")
    # Beside an article a banner's words say nothing; only where little was found is the whole page looked at.
    little = words <= (_BRIEF_WORDS if _is_dated(stated) else _LITTLE_WORDS)
    shown = _plain(visible_text(tree)[:_LOOK_CHARS] if little else text)
    uncounted = _COUNT.sub("", shown)
    sparse = len(text) <= _SPARSE_CHARS and not (stated.types or _is_dated(stated))
    markup: str | None = None
    for rule in rules:
        if any(_in_title(phrase, title) for phrase in rule.title) or any(
            phrase in shown or phrase in uncounted for phrase in rule.text
        ):
            return Refusal(rule.reason, rule.detail)
        if rule.markup:
            markup = _markup_names(tree) if markup is None else markup
            if any(name in markup for name in rule.markup):
                return Refusal(rule.reason, rule.detail)
    for few in _sparse_rules() if sparse else ():
        if words <= few.max_words and all(any(one in shown for one in some) for some in few.all):
            return Refusal(few.reason, few.detail)
    return None


def _is_dated(stated: Metadata) -> bool:
    """True when the page itself says when it was published; an address or a guess is no statement."""
    return (
        stated.published is not None
        and ("published", "url") not in stated.methods
        and ("published", "guess") not in stated.methods
    )


@lru_cache(maxsize=1)
def _most_words() -> int:
    """No rule makes a difference between texts of more words."""
    others = wall_rules()["teaser"]["max_words"], wall_rules()["gallery"]["max_words"]
    return int(max(*others, *(rule.max_words for rule in _rules())))


def count_words(text: str) -> int:
    """How many words a text has; of more than any rule asks about, any number above it."""
    most = _most_words()
    begin = len(_WORD.findall(text[: most * _WORD_CHARS]))
    return begin if begin > most else len(_WORD.findall(text))


def refuse_text(text: str, stated: Metadata) -> Refusal | None:
    """Refuse a page whose article is empty or next to nothing; None lets it pass."""
    if not text:
        return Refusal("empty_extract", "no text found on the page")
    if len(text) < _MIN_CHARS and not (stated.types or _is_dated(stated)):
        return Refusal("empty_extract", f"only {len(text)} characters of text found")
    return None


def visible_text(tree: _Element) -> str:
    """Return what a reader sees on the page, one line, without scripts and styles."""
    body = next(tree.iter("body"), tree)
    parts: list[str] = []
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style", "template", "svg"):
            parts.append(element.text or "")
        parts.append(element.tail or "")
    return " ".join(" ".join(parts).split())


def _plain(text: str) -> str:
    """Lower case, with one kind of apostrophe."""
    return text.lower().replace("\u2019", "'")


def _in_title(phrase: str, title: str) -> bool:
    """True when a part of the title is the phrase, or begins with it and says hardly more."""
    for part in _TITLE_PARTS.split(title):
        part = _TITLE_LEAD.sub("", part.strip(" .!?…"))
        rest = part[len(phrase) :]
        if part.startswith(phrase) and (
            not rest or (not rest[0].isalnum() and len(_WORD.findall(rest)) <= _MORE_WORDS)
        ):
            return True
    return False


def _markup_names(tree: _Element) -> str:
    names = (
        v
        for e in tree.iter()
        if isinstance(e.tag, str)
        for k, v in e.attrib.items()
        if k in ("id", "class", "src", "href", "action")
    )
    return "\n".join(names).lower()
