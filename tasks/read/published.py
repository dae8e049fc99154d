"""When a page says it was published and changed: statements first, visible dates next, guesses last."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from tasks.read.jsonld import Statements
from tasks.read.records import StatedTime
from tasks.read.times import parse_time

_PUBLISHED_TAGS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.created",
    "dcterms.issued", "date.issued", "pubdate", "publishdate", "publish-date", "publish_date", "published_date",
    "publication_date", "citation_publication_date", "article.published", "published-date", "published_at",
    "dc.date.created", "datecreated", "dc.date", "dcterms.date", "originalpublicationdate", "article_date_original",
    "article:post_date", "rnews:datepublished", "ptime", "date", "displaydate", "timestamp",
)  # fmt: skip
_MODIFIED_TAGS = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "lastmod", "last-modified", "dc.date.modified", "revised", "article:modified", "modified_date",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/\-](0?[1-9]|1[0-2])[/\-](0?[1-9]|[12]\d|3[01])(?=[/\-._]|$)")

_Found = tuple[StatedTime | None, str]


def stated_published(
    tree: HtmlElement, meta: dict[str, str], said: Statements, url: str | None, fetched_at: datetime | None
) -> _Found:
    """Return the stated time of publication and where it stands; (None, "") when nowhere."""
    found = (
        _first(said.article, ("datePublished", "dateCreated", "uploadDate"), fetched_at, "jsonld")
        or _tags(meta, _PUBLISHED_TAGS, fetched_at)
        or _first(said.page, ("datePublished", "dateCreated"), fetched_at, "jsonld")
        or _time_element(tree, fetched_at)
        or _url_date(url, fetched_at)
        or _guess(tree, url, fetched_at)
    )
    return found or (None, "")


def stated_modified(meta: dict[str, str], said: Statements, fetched_at: datetime | None) -> _Found:
    """Return the stated time of the last change and where it stands; (None, "") when nowhere."""
    found = _first(said.article, ("dateModified",), fetched_at, "jsonld") or _tags(
        meta, _MODIFIED_TAGS, fetched_at
    )
    return found or _first(said.page, ("dateModified",), fetched_at, "jsonld") or (None, "")


def _usable(raw: Any, fetched_at: datetime | None) -> StatedTime | None:
    if isinstance(raw, list):
        raw = raw[0] if raw else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or not raw.strip():
        return None
    stated = parse_time(raw, fetched_at)
    return stated if stated is not None and stated.precision not in ("year", "month") else None


def _first(
    node: dict[str, Any], keys: tuple[str, ...], fetched_at: datetime | None, source: str
) -> _Found | None:
    return _best([(_usable(node.get(key), fetched_at), source) for key in keys])


def _tags(meta: dict[str, str], names: tuple[str, ...], fetched_at: datetime | None) -> _Found | None:
    return _best([(_usable(meta[name], fetched_at), "meta") for name in names if name in meta])


def _best(found: list[_Found]) -> _Found | None:
    """The first sound statement; a flagged one only when no sound one is there."""
    stated = [f for f in found if f[0] is not None]
    sound = [f for f in stated if f[0] is not None and f[0].flag in (None, "naive")]
    return next(iter(sound), None) or next(iter(stated), None)


_TIME_PATHS = (
    '//*[@itemprop="datePublished"]',
    '//time[@datetime][@pubdate or contains(@class, "publish") or contains(@class, "entry-date")]',
    "//article//time[@datetime]",
    "//time[@datetime]",
)


def _time_element(tree: HtmlElement, fetched_at: datetime | None) -> _Found | None:
    for path in _TIME_PATHS:
        for element in tree.xpath(path)[:3]:
            raw = (
                element.get("datetime")
                or element.get("content")
                or element.get("title")
                or element.text_content()
            )
            if stated := _usable(raw, fetched_at):
                return stated, "time"
    return None


def _url_date(url: str | None, fetched_at: datetime | None) -> _Found | None:
    match = _URL_DATE.search(url or "")
    stated = _usable("-".join(x.zfill(2) for x in match.groups()), fetched_at) if match else None
    return (stated, "url") if stated and stated.at else None


def _guess(tree: HtmlElement, url: str | None, fetched_at: datetime | None) -> _Found | None:
    latest = (fetched_at + timedelta(days=1)).date().isoformat() if fetched_at else "2100-01-01"
    try:
        found = find_date(
            tree, url=url, original_date=True, extensive_search=True, max_date=latest, min_date="1995-01-01"
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    stated = _usable(found, fetched_at)
    return (stated, "guess") if stated else None
