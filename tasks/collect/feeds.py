"""Feeds read from bytes: RSS, Atom, RDF, JSON Feed, sitemaps, lists of links, section pages.

Nothing here opens a file or a connection: feedparser gets a BytesIO, never text that could be a path.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from tasks.collect import decode, sitemaps
from tasks.collect.dates import stated_time
from tasks.collect.records import FeedKind
from tasks.collect.sitemaps import Child, FeedItem
from tasks.collect.urls import BadUrl, looks_like_article, normalise

Form = Literal["rss", "atom", "json", "sitemap", "html", "list"]

_ROOT = re.compile(
    rb"<(?:[A-Za-z0-9_.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex|html|!doctype\s+html)\b", re.IGNORECASE
)
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED_CODEC = re.compile(rb"(?<=\?xml)[^?>]{0,200}(?=\?>)")
_CODEC_NAME = re.compile(rb"""(?<=encoding)\s*=\s*["']([^"']{1,40})["']""", re.IGNORECASE)
_HEADER_CODEC = re.compile(r"""charset\s*=\s*["']?([^"'\s;]{1,40})""", re.IGNORECASE)
# Charsets of documents; other codecs of Python (utf-7, unicode_escape ...) make markup of harmless bytes.
_CHARSET = re.compile(
    r"utf-?(8|16|32)([-_]?[lb]e)?|(us-)?ascii|iso[-_]?8859[-_]\d+|latin-?\d+|(windows|cp|ibm)-?\d+|koi8-[ru]|tis-620"
    r"|gb[k\d_-]+|big5(-hkscs)?|(x-)?s(hift)?[-_]?jis|euc[-_](jp|kr|tw)|ks_c_5601-1987|iso-2022-jp|mac(intosh|-roman)",
    re.IGNORECASE,
)
_HTML_TYPE = re.compile(rb"<!DOCTYPE\s+html", re.IGNORECASE)
_SUBSET_END = re.compile(rb"\]\s{0,20}>")
_ITEM = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,40}:)?(?:item|entry)[\s>]")
_ITEM_END = re.compile(rb"</(?:[A-Za-z0-9_.-]{1,40}:)?(?:item|entry)\s*>")
_ROOT_END = re.compile(rb"</(?:[A-Za-z0-9_.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_LONE_ENTITY = re.compile(r"(?:&[A-Za-z0-9_]{1,40}; ?)+")
# A sitemap may be plain text: one address a line.
_LONE_LINK = re.compile(rb"https?://[^\s<>\"]+\s*(?:\r?\n\s*https?://|$)", re.IGNORECASE)
_TITLE_CHARS = 500


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
    try:
        if body.startswith(b"\x1f\x8b"):
            body = decode.unzip(body, max_bytes)
    except ValueError as error:
        return ParsedFeed(None, detail=f"gzip file: {error}")
    if kind not in ("html", "list"):
        body = _tame(body)
        if (named := _HEADER_CODEC.search(content_type)) and not _CHARSET.fullmatch(named[1]):
            content_type = content_type[: named.start()]
    form = _form(body, kind)
    try:
        if form == "html":
            return _links(body, url, max_items)
        if form == "list":
            return _list(body, max_items)
        if form == "json":
            return _json(body, max_items)
        if form == "sitemap":
            found = sitemaps.parse_sitemap(body, max_items)
            return ParsedFeed("sitemap", found.items, found.children, found.partial, found.tossed)
        if form in ("rss", "atom"):
            return _xml(body, content_type, url, form, max_items)
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
    return ParsedFeed(None, detail=_looks_like(body))


def _tame(body: bytes) -> bytes:
    """Return XML without its document type: entities declared there are only ever attacks.

    UTF-16 and -32 become UTF-8; a declared encoding that is no charset of documents is taken away.
    feedparser refuses to expand entities, but spends seconds on refusing; named HTML ones it knows itself.
    """
    for mark, codec in _WIDE:
        if body.startswith(mark):
            plain = body.decode(codec, "replace").encode("utf-8", "replace")
            body = _DECLARED_CODEC.sub(b' version="1.0"', plain, count=1)
            break
    declared = _DECLARED_CODEC.search(body[:400])
    named = _CODEC_NAME.search(declared[0]) if declared else None
    if named and not _CHARSET.fullmatch(named[1].decode("latin-1")):
        body = _DECLARED_CODEC.sub(b' version="1.0"', body, count=1)
    start = body.find(b"<!DOCTYPE")
    if start < 0 or _HTML_TYPE.match(body, start):
        return body
    subset, end = body.find(b"[", start), body.find(b">", start)
    if 0 <= subset < end:
        close = _SUBSET_END.search(body, subset)
        end = close.end() - 1 if close else len(body)
    return body[:start] + body[end + 1 :] if end >= 0 else body[:start]


def _form(body: bytes, kind: FeedKind) -> Form | None:
    if kind in ("html", "list"):
        return "html" if kind == "html" else "list"
    head = _plain_head(body)
    if head[:1] in (b"{", b"["):
        return "json"
    root = _ROOT.search(head)
    if root is None:
        return "list" if _LONE_LINK.match(head) else None
    name = root[1].lower()
    if name in (b"urlset", b"sitemapindex"):
        return "sitemap"
    if name in (b"rss", b"rdf"):
        return "rss"
    return "atom" if name == b"feed" else None


def _plain_head(body: bytes) -> bytes:
    head = body[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4:2] == b"\0\0" or head[1:4:2] == b"\0\0":
        head = head.replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _looks_like(body: bytes) -> str:
    head = _plain_head(body)
    if not head:
        return "no bytes"
    return "a web page" if _ROOT.search(head) else "no known form"


def _xml(body: bytes, content_type: str, url: str, form: Form, max_items: int) -> ParsedFeed:
    import feedparser

    starts = [match.start() for match in _ITEM.finditer(body)]
    tossed = max(len(starts) - max_items, 0)
    partial = False
    wide = b"\0" in body[:200]  # UTF-16 or -32: the patterns below see nothing, the parser does
    if tossed:
        body = body[: starts[max_items]]
    elif not wide and not _ROOT_END.search(body, max(len(body) - 4096, 0)):
        ends = list(_ITEM_END.finditer(body))
        partial = True
        body = body[: ends[-1].end()] if ends else body[: starts[0]] if starts else body
    parsed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": content_type or "application/xml", "content-location": url},
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
    stated = _text(entry.get("published")) or _text(entry.get("updated")) or _text(entry.get("date"))
    parsed = entry.get("published_parsed") if entry.get("published") else entry.get("updated_parsed")
    detail = entry.get("title_detail") or {}
    return FeedItem(
        url=link or "",
        title=clean_title(_text(entry.get("title")), markup="html" in str(detail.get("type", ""))),
        guid=guid,
        stated_at_text=stated,
        stated_at=stated_time(stated, parsed),
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


def _json(body: bytes, max_items: int) -> ParsedFeed:
    document = json.loads(body.decode("utf-8-sig", "replace"))
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return ParsedFeed(None, detail="JSON, but no JSON Feed")
    found = [item for item in document["items"] if isinstance(item, dict)]
    items = []
    for item in found[:max_items]:
        stated = _text(item.get("date_published")) or _text(item.get("date_modified"))
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
    return ParsedFeed("json", tuple(items), tossed=max(len(found) - max_items, 0))


def _list(body: bytes, max_items: int) -> ParsedFeed:
    lines = [_text(line) for line in body.decode("utf-8-sig", "replace").splitlines()]
    links = [line for line in lines if line and not line.startswith("#")]
    items = tuple(FeedItem(url=link) for link in links[:max_items])
    return ParsedFeed("list", items, tossed=max(len(links) - max_items, 0))


def _links(body: bytes, url: str, max_items: int) -> ParsedFeed:
    """Return the links of a section page that have the shape of articles, in page order, each once."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, recover=True)
    try:
        root = lxml_html.document_fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError):
        return ParsedFeed(None, detail="unreadable page")
    base = url
    for element in root.iter("base"):
        base = element.get("href") or url
        break
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
