"""One page's text as the rows that the warehouse keeps: the article and the version it carried.

Identity: an article is its canonical URL and nothing else; a version is an article with one text and one headline.
Four clocks stay apart: published (as stated), modified (as stated), first seen, fetched.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from tasks.collect.urls import BadUrl, normalise
from tasks.read.records import PageText, StatedTime

#: A stated publication later than this after first sight is not believed: clocks and zones are wrong
#: by hours, not by days.
LATEST_AHEAD = timedelta(hours=24)
#: Above this share of replacement characters the text is not taken as whole.
DAMAGED_ABOVE = 0.01
_SLASHES = re.compile(r"/{2,}")
_HOSTS = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_FORMS = re.compile(
    r"(?:/(?:amp|print|printable|printview|printversion|drucken|imprimir|imprimer|stampa)(?:\.html?)?"
    r"|\.(?:amp|print)(?:\.html?)?|/index\.html?)$|^amp/(?=.*/.)"
)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One canonical URL; a row of `raw.article`."""

    article_id: str
    outlet_id: str
    url: str
    first_seen_at: datetime
    run_id: str | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One text that an article carried; a row of `raw.version`. Instants are aware UTC."""

    version_id: str
    article_id: str
    outlet_id: str
    run_id: str | None
    fetch_id: str | None
    url: str
    title: str | None
    authors: tuple[str, ...]
    text: str
    text_hash: str
    language: str | None
    published_at: datetime | None
    published_precision: str | None
    published_zone: str | None
    published_flag: str | None
    modified_at: datetime | None
    first_seen_at: datetime
    fetched_at: datetime
    kind: str
    free_access: bool | None
    full_text: bool
    section: str | None
    words: int
    chars: int
    encoding: str
    damaged: float
    day: date


def version_rows(
    page: PageText,
    *,
    outlet_id: str,
    url: str,
    fetched_at: datetime,
    first_seen_at: datetime | None = None,
    fetch_id: str | None = None,
    run_id: str | None = None,
) -> tuple[ArticleRow, VersionRow]:
    """The article and the version that `page` is, fetched from `url` (after redirects).

    `first_seen_at` is when this text was first seen, by default `fetched_at`. The page's canonical
    URL names the article; without one, `url` does. Instants must be aware.
    """
    seen = (first_seen_at or fetched_at).astimezone(UTC)
    article_url = canonical_form(page.canonical_url or url)
    article_id = article_id_of(article_url)
    hashed = text_hash_of(page.text)
    article = ArticleRow(article_id, outlet_id, article_url, seen, run_id)
    published = page.published
    version = VersionRow(
        version_id=version_id_of(article_id, hashed, page.title),
        article_id=article_id,
        outlet_id=outlet_id,
        run_id=run_id,
        fetch_id=fetch_id,
        url=url,
        title=page.title,
        authors=page.authors,
        text=page.text,
        text_hash=hashed,
        language=page.language,
        published_at=published.at if published else None,
        published_precision=published.precision if published and published.at else None,
        published_zone=published.zone if published else None,
        published_flag=published.flag if published else None,
        modified_at=page.modified.at if page.modified else None,
        first_seen_at=seen,
        fetched_at=fetched_at.astimezone(UTC),
        kind=page.kind,
        free_access=page.free_access,
        full_text=page.kind != "teaser" and page.free_access is not False and page.damaged <= DAMAGED_ABOVE,
        section=page.section,
        words=len(page.text.split()),
        chars=len(page.text),
        encoding=page.encoding,
        damaged=page.damaged,
        day=day_of(published, seen),
    )
    return article, version


def canonical_form(url: str) -> str:
    """One spelling of an address: https, host in lower case, no fragment, port or tracking, parameters in order.

    >>> canonical_form("http://News.Example:80/a/?utm_source=x&id=3#top")
    'https://news.example/a?id=3'
    """
    try:
        parts = urlsplit(normalise(url))
    except BadUrl:
        return url.strip()
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"https://{parts.hostname}{path}" + (f"?{query}" if query else "")


def identity_form(article_url: str) -> str:
    """What of a canonical form names the article: one page has many hosts and forms (www, mobile, AMP).

    >>> identity_form("https://m.news.example/a/amp")
    'https://news.example/a'
    """
    scheme, _, rest = article_url.partition("://")
    host, slash, path = _SLASHES.sub("/", rest).partition("/")
    host = _HOSTS.sub("", host) if host.count(".") > 1 else host
    return f"{scheme}://{host}{slash}{_FORMS.sub('', path)}"


def article_id_of(article_url: str) -> str:
    """The article's id: first 16 hexadecimal digits of sha256 of what names it in its canonical URL."""
    return hashlib.sha256(identity_form(article_url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def version_id_of(article_id: str, text_hash: str, title: str | None) -> str:
    """The version's id: first 16 hexadecimal digits of sha256 of article id, text hash and headline.

    A headline is what most readers see of an article: a changed one is an edit even where the text stays.
    """
    headline = " ".join(unicodedata.normalize("NFC", title or "").split())
    mark = f"{article_id}\n{text_hash}\n{headline}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(mark).hexdigest()[:16]


def text_hash_of(text: str) -> str:
    """sha256 of the text after NFC and with every run of white space as one blank.

    White space and composition change with templates, not with what an outlet says.
    """
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def day_of(published: StatedTime | None, first_seen_at: datetime) -> date:
    """The UTC day a version belongs to: the stated publication day if believable, else first sight."""
    believable = (
        published is not None
        and published.at is not None
        and published.flag not in ("future", "absurd")
        and published.at <= first_seen_at + LATEST_AHEAD
    )
    instant = published.at if believable and published and published.at else first_seen_at
    return instant.astimezone(UTC).date()
