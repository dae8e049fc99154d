"""schema.org statements of a page: every JSON-LD block read tolerantly, the article node picked out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tasks.read.stating import Stating
from tasks.read.tree import text_inside

ARTICLE_TYPES: Final = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "AskPublicNewsArticle ReviewNewsArticle BlogPosting SocialMediaPosting LiveBlogPosting TechArticle "
    "ScholarlyArticle Report AdvertiserContentArticle SatiricalArticle Review CriticReview Interview "
    "PodcastEpisode VideoObject ImageGallery MediaGallery Recipe HowTo DiscussionForumPosting".split()
)
# Weaker types describe an article only when no stronger one is there.
_WEAK_TYPES: Final = frozenset(
    {"VideoObject", "ImageGallery", "MediaGallery", "Recipe", "HowTo", "PodcastEpisode"}
)
_PAGE_TYPES: Final = frozenset({"WebPage", "ItemPage", "AboutPage"})
_BY_LOWER: Final = {name.lower(): name for name in ARTICLE_TYPES | _PAGE_TYPES}
# Bounds against hostile blocks: nodes looked at and levels entered.
_MAX_NODES: Final = 4000
_MAX_DEPTH: Final = 12
_MAX_CHARS: Final = 3_000_000

_CDATA: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\]\]>\*/)\s*$"
)
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
# So many characters a headline has whose standing on the page is no accident.
_HEADLINE_CHARS: Final = 12
_WORD: Final = re.compile(r"\w+")
# What is taken from a block that no mending makes whole, most often because of quotation marks inside a text.
_STATED: Final = re.compile(r'"(@type|datePublished|dateModified|dateCreated)"\s*:\s*"([^"\\]{1,80})"')
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_ESCAPE: Final = re.compile(r"\\(.)", re.S)
_UNDEFINED: Final = re.compile(r"([:\[,]\s*)undefined\b")
_VOCABULARY: Final = re.compile(r"^(?:schema:|https?://schema\.org/)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Statements:
    """What the page states in JSON-LD: the article node, the page node, and all types seen."""

    article: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_jsonld(stating: Stating, url: str | None) -> Statements:
    """Read every JSON-LD block; a broken block is mended when that is easy and skipped when not."""
    nodes: list[dict[str, Any]] = []
    for script in stating["script"]:
        if "ld+json" in (script.get("type") or "").lower():
            for block in _blocks(script.text or ""):
                nodes.extend(_nodes(block))
    if not nodes:
        return Statements()
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    articles = [n for n in nodes if types_of(n) & ARTICLE_TYPES]
    pages = [n for n in nodes if types_of(n) & _PAGE_TYPES]
    article = _best(articles, url, stating)
    page = _best(pages, url, stating)
    return Statements(article, page, frozenset(t for n in nodes for t in types_of(n)), by_id)


def types_of(node: dict[str, Any]) -> frozenset[str]:
    """Return the node's types without their vocabulary prefix."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    plain = (re.split("[/#]", n.strip())[-1].removeprefix("schema:") for n in names if isinstance(n, str))
    return frozenset(n if n in ARTICLE_TYPES else _BY_LOWER.get(n.lower(), n) for n in plain)


def text_of(value: Any) -> str | None:
    """Return a plain one-line string of a JSON-LD value (string, list, or node with a name), or None."""
    if isinstance(value, list):
        return next((t for t in map(text_of, value) if t), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("headline"))
    if not isinstance(value, str):
        return None
    plain = " ".join(html.unescape(html.unescape(value)).split())
    return plain or None


def _best(nodes: list[dict[str, Any]], url: str | None, stating: Stating) -> dict[str, Any]:
    """The node that is about this page: by its address, else by the headline the page shows; the first of equals."""
    if len(nodes) < 2:
        return nodes[0] if nodes else {}
    shown = "\n".join(_folded(text_inside(e)) for name in ("title", "h1") for e in stating[name])
    return max(enumerate(nodes), key=lambda x: (_rank(x[1], url, shown), -x[0]))[1]


def _rank(node: dict[str, Any], url: str | None, shown: str) -> tuple[int, int, int, int, int]:
    kinds = types_of(node)
    strong = 0 if kinds & _WEAK_TYPES and not kinds & (ARTICLE_TYPES - _WEAK_TYPES) else 1
    headline = _folded(text_of(node.get("headline")) or "")
    names_it = len(headline) >= _HEADLINE_CHARS and headline in shown
    return (
        int(_is_about(node, url)), strong, int(names_it), int("datePublished" in node), int("headline" in node)
    )  # fmt: skip


def _folded(text: str) -> str:
    """A title's words alone."""
    return " ".join(_WORD.findall(text.lower()))


def _is_about(node: dict[str, Any], url: str | None) -> bool:
    """True when the node names the page's own address, by path."""
    if not url:
        return False
    path = urlsplit(url).path.rstrip("/")
    main = node.get("mainEntityOfPage")
    stated = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    return bool(path) and any(isinstance(s, str) and _path(s) == path for s in stated)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _blocks(raw: str) -> Iterator[Any]:
    if not raw.strip() or len(raw) > _MAX_CHARS:
        return
    mended = raw.strip()
    if mended[0] not in "{[" or mended[-1] not in "}]":
        mended = _CDATA.sub("", raw).strip().rstrip(";")
    for mend in _MENDS:
        try:
            yield json.loads(mend(mended), strict=False)
            return
        except (ValueError, RecursionError):
            continue
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while (at := mended.find("{", at)) >= 0:  # several objects without a list around them
        try:
            block, at = decoder.raw_decode(mended, at)
            yield block
        except (ValueError, RecursionError):
            yield from _remains(mended[at:])
            return


def _closed(text: str) -> str:
    """A block that was cut behind a value, with the brackets closed that are open."""
    text = _tidy(text)
    open_: list[str] = []
    for mark in re.findall(r"[{}\[\]]", _STRING.sub("", text)):
        if mark in "{[":
            open_.append("}" if mark == "{" else "]")
        elif open_ and open_[-1] == mark:
            open_.pop()
    return text.rstrip(", \n\t") + "".join(reversed(open_)) if len(open_) <= _MAX_DEPTH else text


def _tidy(text: str) -> str:
    """JSON as programs for browsers write it: commas before ends, escapes and words that JSON does not have."""
    text = _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))
    return _UNDEFINED.sub(
        r"\1null", _ESCAPE.sub(lambda found: found[0] if found[1] in '"\\/bfnrtu' else found[1], text)
    )


def _same(text: str) -> str:
    return text


#: Ways to mend a block, tried in turn.
_MENDS: Final = (_same, _tidy, html.unescape, _closed)


def _remains(broken: str) -> Iterator[dict[str, str]]:
    """What a broken block still says plainly: the times of the one article in it, no words of its text."""
    stated = _STATED.findall(broken)
    kinds = [value for name, value in stated if name == "@type" and types_of({name: value}) & ARTICLE_TYPES]
    times = {name: value for name, value in stated if name != "@type"}
    if len(kinds) == 1 and len(times) == sum(name != "@type" for name, _ in stated):
        yield {"@type": kinds[0], **times}


def _nodes(block: Any) -> Iterator[dict[str, Any]]:
    stack: list[tuple[Any, int]] = [(block, 0)]
    seen = 0
    while stack and seen < _MAX_NODES:
        item, depth = stack.pop()
        seen += 1
        if depth > _MAX_DEPTH:
            continue
        if isinstance(item, list):
            stack.extend((x, depth + 1) for x in reversed(item))
        elif isinstance(item, dict):
            if any(":" in key for key in item):
                item = {_VOCABULARY.sub("", key): value for key, value in item.items()}
            if "@type" in item:
                yield item
            for key in ("mainEntity", "mainEntityOfPage", "@graph", "hasPart", "subjectOf"):
                if key in item:
                    stack.append((item[key], depth + 1))
