"""Sitemaps and sitemap indexes read from bytes, without entities, without the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from tasks.collect.dates import stated_time

_ROOT_END = re.compile(
    rb"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s*>|<(?:urlset|sitemapindex)\b[^<>]*/>", re.IGNORECASE
)
# Sitemaps in capitals, as some old programs write them.
_SHOUTED = re.compile(rb"<(?:URLSET|SITEMAPINDEX)\b")
_TAG_NAME = re.compile(rb"</?[A-Za-z:]{1,40}")
#: What stands right under an entry, and what its news element says; images and videos have both of their own.
_OF_ENTRY = frozenset({"loc", "lastmod", "publication_date", "title"})
_OF_NEWS = frozenset({"publication_date", "title"})
_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s*>")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One link of a feed as written there: nothing is normalised or refused yet."""

    url: str
    title: str | None = None
    guid: str | None = None
    stated_at_text: str | None = None
    stated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap named by an index."""

    url: str
    stated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The complete entries of one sitemap; `partial` when the bytes end early."""

    items: tuple[FeedItem, ...]
    children: tuple[Child, ...]
    partial: bool
    tossed: int


def parse_sitemap(body: bytes, max_items: int) -> Sitemap:
    """Return the entries of a sitemap (news titles and times first), newest first, at most `max_items`.

    What a strict parser would give up on is read over. A sitemap may hold 50,000 links of all ages: the newest
    are kept, undated ones after them in file order.
    """
    from lxml import etree

    if _SHOUTED.search(body[:4096]):
        body = _TAG_NAME.sub(lambda found: found[0].lower(), body)
    body = _uncommented(body)
    items: list[FeedItem] = []
    children: list[Child] = []
    partial = not _ROOT_END.search(body)
    if partial:  # the parser would close what is open: only whole entries are left to it
        body = body[: max((end.end() for end in _ENTRY_END.finditer(body)), default=0)]
    events = etree.iterparse(
        BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"), remove_comments=True,
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
    )  # fmt: skip
    entries = 0
    try:
        for entries, (_, element) in enumerate(events, 1):  # noqa: B007
            said = _said(element)
            stated = said.get("publication_date") or said.get("lastmod")
            at = stated_time(said.get("publication_date")) or stated_time(said.get("lastmod"))
            if "loc" in said:
                if etree.QName(element).localname == "sitemap":
                    children.append(Child(said["loc"], at))
                else:
                    items.append(FeedItem(said["loc"], said.get("title"), None, stated, at))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        partial = True
    partial = partial or entries < sum(1 for _ in _ENTRY_END.finditer(body))
    items.sort(key=lambda item: -item.stated_at.timestamp() if item.stated_at else float("inf"))
    return Sitemap(tuple(items[:max_items]), tuple(children), partial, max(len(items) - max_items, 0))


def newest_children(children: tuple[Child, ...], seen: frozenset[str], limit: int) -> tuple[Child, ...]:
    """Return the sitemaps of an index to look into: none twice, newest first, undated ones in order after
    them.

    Indexes of news sites often name "news" sitemaps among archives by month: those go first.
    """
    fresh = list({child.url: child for child in children if child.url not in seen}.values())
    fresh.sort(key=lambda child: ("news" not in child.url.lower(), -_seconds(child)))
    return tuple(fresh[:limit])


def _seconds(child: Child) -> float:
    return child.stated_at.timestamp() if child.stated_at else 0.0


def _uncommented(body: bytes) -> bytes:
    """The bytes without comments: entries that were taken out by commenting them out are none."""
    parts, at = [], 0
    while (start := body.find(b"<!--", at)) >= 0 and (end := body.find(b"-->", start + 4)) >= 0:
        parts.append(body[at:start])
        at = end + 3
    return b"".join((*parts, body[at:])) if at else body


def _said(entry: Any) -> dict[str, str]:
    """Return the texts of an entry and its news by local name, the first of each, with or without a declared prefix."""
    said: dict[str, str] = {}
    for node in entry:
        name = _local(node)
        told, wanted = (node, _OF_NEWS) if name == "news" else ((node,), _OF_ENTRY)
        for one in told:
            name = _local(one)
            if (
                name in wanted
                and name not in said
                and (text := " ".join("".join(one.itertext()).split())[:4096])
            ):
                said[name] = text
    return said


def _local(node: Any) -> str:
    """An element's name without namespace or prefix, "" for comments and the like."""
    return node.tag.replace("}", ":").rpartition(":")[2] if isinstance(node.tag, str) else ""
