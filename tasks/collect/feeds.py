"""Feeds read from bytes: RSS, Atom, RDF, JSON Feed, sitemaps, lists of links, section pages.

Nothing here opens a file or a connection: feedparser gets a BytesIO, never text that could be a path.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from html.entities import html5
from io import BytesIO
from typing import Any, Literal

from tasks.collect import decode, sitemaps
from tasks.collect.dates import stated_time
from tasks.collect.records import FeedKind
from tasks.collect.sitemaps import Child, FeedItem
from tasks.collect.urls import BadUrl, looks_like_article, normalise
from tasks.read.charset import decode_page
from tasks.read.tree import parse_tree

Form = Literal["rss", "atom", "json", "sitemap", "html", "list"]

_ROOT = re.compile(
    r"<(?:[A-Za-z0-9_.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex|html|!doctype\s+html)\b", re.IGNORECASE
)
_HEAD_CHARS = 64 * 1024
# Feeds zipped by a program and once more by the server before it.
_MOST_GZIPS = 2
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOSE = re.compile(
    r"&(?:#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,9}));|([A-Za-z][A-Za-z0-9]{1,40};))?|<(?![A-Za-z_/!?])"
)
_OWN_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ITEM = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,40}:)?(?:item|entry)[\s>]")
_ITEM_END = re.compile(rb"</(?:[A-Za-z0-9_.-]{1,40}:)?(?:item|entry)\s*>")
_ROOT_END = re.compile(rb"</(?:[A-Za-z0-9_.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_LONE_ENTITY = re.compile(r"(?:&[A-Za-z0-9_]{1,40}; ?)+")
# A sitemap may be plain text: one address a line.
_LONE_LINK = re.compile(r"https?://[^\s<>\"]+\s*(?:[\r\n]\s*https?://|$)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A line of a list may be an item of some markup, and may say more behind the address.
_LISTED = re.compile(r"(?<=\]\()https?://[^\s<>\")]+|https?://[^\s<>\"]+", re.IGNORECASE)
_TITLE_CHARS = 500
_BETWEEN = re.compile(r"[\s,]*")
# Python refuses numbers of thousands of digits; one of them must not cost a feed its other entries.
_JSON = json.JSONDecoder(strict=False, parse_int=lambda digits: int(digits) if len(digits) < 20 else None)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed holds. `form` None: not a feed, `detail` says what it looks like instead.

    `partial`: the bytes end early, only complete entries are in `items`. `tossed` counts entries beyond the
    cap. `children` are the sitemaps that an index names.
    """

    form: Form | None
    items: tuple[FeedItem, ...] = ()
    children: tuple[Child, ...] = ()
    partial: bool = False
    tossed: int = 0
    detail: str = ""


def parse_feed(
    body: bytes, *, content_type: str, url: str, kind: FeedKind, max_items: int, max_bytes: int
) -> ParsedFeed:
    """Return what a feed's decoded body holds; hostile or broken bytes give form None or a partial feed.

    `kind` auto looks at the first bytes; html and list are only read as such when the outlet's table says so,
    because any page is a list of links.
    """
    cut = False
    try:
        for _ in range(_MOST_GZIPS):
            if body.startswith(b"\x1f\x8b"):
                body, whole = decode.unzip(body, max_bytes)
                cut = cut or not whole
    except ValueError as error:
        return ParsedFeed(None, detail=f"gzip file: {error}")
    text = decode_page(body, content_type).text
    form = _form(text, kind)
    parsed = _parse(text, form, url, max_items)
    return replace(parsed, partial=True) if cut and parsed.form is not None else parsed


def _parse(text: str, form: Form | None, url: str, max_items: int) -> ParsedFeed:
    try:
        if form == "html":
            return _links(text, url, max_items)
        if form == "list":
            return _list(text, max_items)
        if form == "json":
            return _json(text, max_items)
        if form == "sitemap":
            found = sitemaps.parse_sitemap(_tame(text), max_items)
            items = tuple(replace(item, title=clean_title(item.title)) for item in found.items)
            return ParsedFeed("sitemap", items, found.children, found.partial, found.tossed)
        if form in ("rss", "atom"):
            return _xml(_tame(text), url, form, max_items)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        LookupError,
        RecursionError,
        AssertionError,
    ) as error:
        return ParsedFeed(None, detail=f"unreadable {form}: {type(error).__name__}")
    return ParsedFeed(None, detail=_looks_like(text))


def _tame(text: str) -> bytes:
    """Return XML in UTF-8 from its root on, mended where strict parsers would give up.

    What stands before the root goes with it: a declared encoding, a document type whose entities are only ever
    attacks, words that a broken server put there. Lone ampersands and brackets, references to nothing and control characters
    are made harmless, and HTML's named characters put in, except inside CDATA.
    """
    root = _ROOT.search(_uncommented(text[:_HEAD_CHARS]))
    text = _CONTROL.sub(" ", text[root.start() if root else 0 :])
    if root and root[1].lower() != "rdf" and (prefix := root[0][1:].rpartition(":")[0]):
        text = re.sub(rf"<(/?){re.escape(prefix)}:", r"<\1", text)  # feedparser knows no prefixed RSS
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += [_LOOSE.sub(_harmless, text[at:start]), text[start : end + 3]]
        at = end + 3
    parts.append(_LOOSE.sub(_harmless, text[at:]))
    return "".join(parts).encode("utf-8", "replace")


def _harmless(found: re.Match[str]) -> str:
    if found[0] == "<":
        return "&lt;"
    if found[3]:
        known = html5.get(found[3])
        return found[0] if found[3] in _OWN_ENTITIES else known or f"&amp;{found[3]}"
    if not found[1] and not found[2]:
        return "&amp;"
    code = int(found[1], 16) if found[1] else int(found[2])
    legal = (
        code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    )
    return found[0] if legal else " "


def _form(text: str, kind: FeedKind) -> Form | None:
    if kind in ("html", "list"):
        return "html" if kind == "html" else "list"
    head = _head(text)
    if head[:1] in ("{", "["):
        return "json"
    root = _ROOT.search(head)
    if root is None:
        return "list" if _LONE_LINK.match(head) else None
    name = root[1].lower()
    if name in ("urlset", "sitemapindex"):
        return "sitemap"
    if name in ("rss", "rdf"):
        return "rss"
    return "atom" if name == "feed" else None


def _head(text: str) -> str:
    return _uncommented(text[:_HEAD_CHARS]).lstrip("\ufeff\0 \t\r\n")


def _uncommented(head: str) -> str:
    """A feed's beginning with blanks in the place of comments, which may name any root."""
    return _COMMENT.sub(lambda found: " " * len(found[0]), head)


def _looks_like(text: str) -> str:
    head = _head(text)
    if not head:
        return "no bytes"
    return "a web page" if _ROOT.search(head) else "no known form"


def _xml(body: bytes, url: str, form: Form, max_items: int) -> ParsedFeed:
    import feedparser

    starts = [match.start() for match in _ITEM.finditer(body)]
    tossed = max(len(starts) - max_items, 0)
    partial = False
    if tossed:
        body = body[: starts[max_items]]
    elif not _ROOT_END.search(body, starts[-1] if starts else 0):  # behind it anything may follow
        ends = list(_ITEM_END.finditer(body))
        partial = True
        body = body[: ends[-1].end()] if ends else body[: starts[0]] if starts else body
    parsed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    items = tuple(_entry(entry) for entry in parsed.entries[:max_items])
    if not items and not parsed.get("version") and not partial and not starts:
        return ParsedFeed(None, detail="no feed inside")
    return ParsedFeed(form, items, partial=partial, tossed=tossed)


def _entry(entry: Any) -> FeedItem:
    guid = _text(entry.get("id"))
    link = _text(entry.get("feedburner_origlink")) or _text(entry.get("link"))
    link = link or _address(guid)
    stated = stated_at = None
    for name in ("published", "updated"):
        # dict's own look-up: feedparser's would put one in the other's place, with a warning.
        text = _text(dict.get(entry, name))
        at = stated_time(text, dict.get(entry, f"{name}_parsed"))
        if text and (stated is None or at is not None):
            stated, stated_at = text, at
        if at is not None:
            break
    detail = entry.get("title_detail") or {}
    return FeedItem(
        url=link or "",
        title=clean_title(_text(entry.get("title")), markup="html" in str(detail.get("type", ""))),
        guid=guid,
        stated_at_text=stated,
        stated_at=stated_at,
    )


def clean_title(title: str | None, *, markup: bool = False) -> str | None:
    """Return a title as one line of text, or None when nothing (or only unresolved entities) is left."""
    if title is None:
        return None
    title = _TAG.sub(" ", title)
    if markup:
        title = html.unescape(title)
    title = " ".join("".join(c if c.isprintable() else " " for c in title[: _TITLE_CHARS * 4]).split())
    if not title or _LONE_ENTITY.fullmatch(title):
        return None
    return title[:_TITLE_CHARS]


def _json(text: str, max_items: int) -> ParsedFeed:
    partial = False
    try:
        document, _ = _JSON.raw_decode(text[:_HEAD_CHARS].lstrip("\ufeff\0 \t\r\n") + text[_HEAD_CHARS:])
    except ValueError:
        document, partial = {"items": _whole_items(text)}, True
        if not document["items"]:
            raise
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return ParsedFeed(None, detail="JSON, but no JSON Feed")
    found = [item for item in document["items"] if isinstance(item, dict)]
    items = []
    for item in found[:max_items]:
        stated = _number_text(item.get("date_published")) or _number_text(item.get("date_modified"))
        items.append(
            FeedItem(
                url=_text(item.get("url"))
                or _text(item.get("external_url"))
                or _address(item.get("id"))
                or "",
                title=clean_title(_text(item.get("title"))),
                guid=_text(item.get("id")),
                stated_at_text=stated,
                stated_at=stated_time(stated),
            )
        )
    return ParsedFeed("json", tuple(items), partial=partial, tossed=max(len(found) - max_items, 0))


def _whole_items(text: str) -> list[Any]:
    """The complete items of a JSON Feed that is cut short."""
    begin = re.search(r'"items"\s*:\s*\[', text)
    at = begin.end() if begin else len(text)
    items: list[Any] = []
    while at < len(text):
        try:
            item, at = _JSON.raw_decode(text, _BETWEEN.match(text, at).end())  # type: ignore[union-attr]
        except ValueError:
            break
        items.append(item)
    return items


def _list(text: str, max_items: int) -> ParsedFeed:
    lines = [_text(line) for line in text.lstrip("\ufeff").splitlines()]
    said = [line for line in lines if line and not line.startswith(("#", ";"))]
    links = [found[0].rstrip(",;") if (found := _LISTED.search(line)) else line for line in said]
    items = tuple(FeedItem(url=link) for link in links[:max_items])
    return ParsedFeed("list", items, tossed=max(len(links) - max_items, 0))


def _links(text: str, url: str, max_items: int) -> ParsedFeed:
    """Return the links of a section page that have the shape of articles, in page order, each once."""
    root = parse_tree(text)
    if root is None:
        return ParsedFeed(None, detail="unreadable page")
    base = stated_base(root, url)
    found: dict[str, FeedItem] = {}
    for element in root.iter("a"):
        try:
            link = normalise(element.get("href") or "", base)
        except BadUrl:
            continue
        title = clean_title(" ".join(element.itertext())[: _TITLE_CHARS * 4])
        if looks_like_article(link) and (link not in found or (found[link].title is None and title)):
            found[link] = FeedItem(url=link, title=title)
    items = tuple(found.values())
    return ParsedFeed("html", items[:max_items], tossed=max(len(items) - max_items, 0))


def stated_base(root: Any, url: str) -> str:
    """What a page's relative links start from: its base element, else its own address."""
    return next((link for link in (_base(e.get("href"), url) for e in root.iter("base")) if link), url)


def _base(stated: str | None, url: str) -> str | None:
    try:
        return normalise(stated, url) if stated else None
    except BadUrl:
        return None


def _number_text(value: Any) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _address(value: Any) -> str | None:
    """An identifier that is an address: it stands in where an item has no link."""
    text = _text(value)
    return text if text and re.match(r"(?i)https?://", text) else None


def _text(value: Any) -> str | None:
    """Return a stated string on one line, bounded, or None for anything else.

    JSON can state lone surrogates, which no store takes.
    """
    if not isinstance(value, str):
        return None
    text = "".join(c if c.isprintable() else " " for c in value.strip()[:4096])
    return text.strip() or None
