"""When a page says it was published and changed: statements first, visible dates next, guesses last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement

from tasks.read.jsonld import Statements
from tasks.read.records import StatedTime
from tasks.read.shown import ShownDate
from tasks.read.stating import Stating, item_properties
from tasks.read.times import parse_time
from tasks.read.tree import copy_as_html, text_inside

_PUBLISHED_TAGS: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "dc.date.issued", "dcterms.created", "dcterms.issued", "date.issued", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_date", "publication_date", "citation_publication_date",
    "article.published", "published", "published-date", "published_at", "dc.date.created", "datecreated", "dc.date",
    "dcterms.date", "originalpublicationdate", "article_date_original", "article:post_date",
    "rnews:datepublished", "ptime", "date", "displaydate", "timestamp",
)  # fmt: skip
_MODIFIED_TAGS: Final = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "lastmod", "last-modified", "dc.date.modified", "revised", "article:modified",
    "modified_date",
)  # fmt: skip
_URL_DATE: Final = re.compile(
    r"/((?:19|20)\d{2})[/\-](0?[1-9]|1[0-2])[/\-](0?[1-9]|[12]\d|3[01])(?=[/\-._]|$)"
)

_Found = tuple[StatedTime | None, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Looks for the dates of the whole page, and for a month where no day is given, when asked."""

    dates: Callable[[], list[ShownDate]]
    month: Callable[[], ShownDate | None]


# Milliseconds since 1970 of any date worth reading lie below.
_LATEST_NUMBER: Final = 1e14

# A date shown to readers that is so much older than the stated one is the real one (sites that moved).
_OLDER: Final = timedelta(days=7)
# Stated and shown times of one moment fall on neighbouring days in different zones.
_SAME_DAY: Final = timedelta(hours=36)


def stated_published(
    tree: HtmlElement,
    stating: Stating,
    meta: dict[str, str],
    said: Statements,
    shown: list[ShownDate],
    elsewhere: Elsewhere,
    url: str | None,
    fetched_at: datetime | None,
) -> _Found:
    """Return the time of publication and where it stands; (None, "") when nowhere.

    Statements for machines come first, unless readers are shown a much older date beside the headline.
    `elsewhere` looks on the whole page, for pages without any date beside the headline.
    """
    found = (
        _first(said.article, ("datePublished", "dateCreated", "uploadDate"), fetched_at, "jsonld")
        or _tags(meta, _PUBLISHED_TAGS, fetched_at)
        or _first(said.page, ("datePublished", "dateCreated"), fetched_at, "jsonld")
    )
    if found is not None and not _is_absurd(found):
        found = _sharper(found, said, meta, fetched_at)
        return _shown_instead(found, shown, fetched_at) or found
    weaker = (
        _time_element(tree, stating, fetched_at)
        or _shown(shown, ("published", "none"), fetched_at)
        or _url_date(url, fetched_at)
        or _shown(shown, ("changed",), fetched_at)
        or _shown(elsewhere.dates(), ("published", "none", "changed"), fetched_at)
        or _month(elsewhere.month(), fetched_at)
        or _guess(tree, url, fetched_at)
    )
    return weaker or found or (None, "")


def _is_absurd(found: _Found) -> bool:
    return found[0] is not None and found[0].at is None


def _sharper(found: _Found, said: Statements, meta: dict[str, str], fetched_at: datetime | None) -> _Found:
    """A second statement of the same publication that also gives the time of day, else the first."""
    stated = found[0]
    if stated is None or stated.at is None or (stated.precision != "day" and not _is_midnight(stated)):
        return found
    for other in (
        _first(said.page, ("datePublished",), fetched_at, "jsonld"),
        _tags(meta, _PUBLISHED_TAGS[:3], fetched_at),
    ):
        if (
            other
            and other[0]
            and other[0].at
            and other[0].precision == "second"
            and not _is_midnight(other[0])
        ):
            if abs(other[0].at - stated.at) <= _SAME_DAY:
                return other
    return found


def _is_midnight(stated: StatedTime) -> bool:
    return stated.at is not None and (stated.at.hour, stated.at.minute, stated.at.second) == (0, 0, 0)


def _shown(shown: list[ShownDate], labels: tuple[str, ...], fetched_at: datetime | None) -> _Found | None:
    for date in shown:
        if (
            date.label in labels
            and (stated := _usable(date.iso, fetched_at))
            and stated.at
            and not _is_future(stated)
        ):
            return stated, "shown"
    return None


def _month(shown: ShownDate | None, fetched_at: datetime | None) -> _Found | None:
    stated = parse_time(shown.iso, fetched_at) if shown else None
    return (stated, "shown") if stated and stated.at and not _is_future(stated) else None


def _is_future(stated: StatedTime) -> bool:
    return stated.flag == "future"


def _shown_instead(found: _Found, shown: list[ShownDate], fetched_at: datetime | None) -> _Found | None:
    stated = found[0]
    if stated is None or stated.at is None or not shown:
        return None
    visible = [v for d in shown if (v := _usable(d.iso, fetched_at)) and v.at is not None]
    dated = [
        v for d in shown if d.label != "changed" and (v := _usable(d.iso, fetched_at)) and v.at is not None
    ]
    if len(dated) == 1 and dated[0].at and dated[0].precision == "day" and stated.precision != "day":
        # In UTC the shown day spans 14 h before to 12 h after itself; outside is another day.
        ahead = stated.at - dated[0].at
        if timedelta(hours=36) < ahead < _OLDER:
            return dated[0], "shown"
    if not visible or any(v.at is not None and abs(v.at - stated.at) <= _SAME_DAY for v in visible):
        return None
    first = visible[0]
    if first.at is not None and first.at < stated.at - _OLDER:
        return first, "shown"
    return None


def stated_modified(meta: dict[str, str], said: Statements, fetched_at: datetime | None) -> _Found:
    """Return the stated time of the last change and where it stands; (None, "") when nowhere."""
    found = _first(said.article, ("dateModified",), fetched_at, "jsonld") or _tags(
        meta, _MODIFIED_TAGS, fetched_at
    )
    return found or _first(said.page, ("dateModified",), fetched_at, "jsonld") or (None, "")


def _usable(raw: Any, fetched_at: datetime | None) -> StatedTime | None:
    if isinstance(raw, list):
        raw = raw[0] if raw else None
    if isinstance(raw, dict):
        raw = raw.get("@value")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < _LATEST_NUMBER:
        raw = str(int(raw))
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


# Comments, teasers of other articles and feet of pages have times of their own.
_OTHERS: Final = re.compile(
    r"comment|disqus|related|recommend|sidebar|recent|popular|latest|trending|footer", re.I
)
_OTHERS_TAGS: Final = frozenset({"aside", "footer", "nav"})
_MOST_TIMES: Final = 60
_PUBLISH: Final = re.compile("publish|entry-date")
_MARKED: Final = XPath('//*[@itemprop="datePublished"]')


def _is_of_another(element: _Element) -> bool:
    """True for a time inside what is named or marked as not the article."""
    for above in islice(element.iterancestors(), 12):
        if above.tag in ("body", "main", "html"):
            return False
        named = f"{above.get('class') or ''} {above.get('id') or ''}"
        if above.tag in _OTHERS_TAGS or _OTHERS.search(named):
            return True
    return False


def _times(tree: HtmlElement, stating: Stating) -> Iterator[list[_Element]]:
    """Elements that may say when the article was published, the surest first."""
    if "datePublished" in item_properties(tree):
        yield _MARKED(tree)
    times = [e for e in stating["time"] if e.get("datetime") is not None]
    yield [e for e in times if e.get("pubdate") is not None or _PUBLISH.search(e.get("class") or "")]
    yield [e for e in times if next(e.iterancestors("article"), None) is not None]
    yield times


def _time_element(tree: HtmlElement, stating: Stating, fetched_at: datetime | None) -> _Found | None:
    for elements in _times(tree, stating):
        theirs = (e for e in elements[:_MOST_TIMES] if not _is_of_another(e))
        for element in islice(theirs, 3):
            raw = (
                element.get("datetime")
                or element.get("content")
                or element.get("title")
                or text_inside(element)
            )
            if stated := _usable(raw, fetched_at):
                return stated, "time"
    return None


def _url_date(url: str | None, fetched_at: datetime | None) -> _Found | None:
    match = _URL_DATE.search(url or "")
    stated = _usable("-".join(x.zfill(2) for x in match.groups()), fetched_at) if match else None
    return (stated, "url") if stated and stated.at else None


def _guess(tree: HtmlElement, url: str | None, fetched_at: datetime | None) -> _Found | None:
    from htmldate import find_date  # slow to import and seldom needed

    latest = (fetched_at + timedelta(days=1)).date().isoformat() if fetched_at else "2100-01-01"
    try:
        found = find_date(
            copy_as_html(tree),
            url=url,
            original_date=True,
            extensive_search=False,
            max_date=latest,
            min_date="1995-01-01",
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    stated = _usable(found, fetched_at)
    return (stated, "guess") if stated else None
