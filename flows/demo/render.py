"""What a site of the newsroom answers at an instant: pure functions from (site, path, now) to a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.demo.content import ROOT, Article, Site

#: A feed shows what came out in the last two days, newest first, as most real feeds do.
FEED_WINDOW = timedelta(hours=48)
RELATED = 4


@dataclass(frozen=True, slots=True)
class Page:
    """An answer before transport: status, body, type, and the instant it was last changed."""

    status: int
    body: bytes
    content_type: str
    last_modified: datetime | None = None
    validators: bool = True


def answer(site: Site, path: str, now: datetime) -> Page:
    """The page at `path` (no query) on `site` at the virtual instant `now`."""
    if f"{now:%Y-%m-%d}" in site.down_on:
        return Page(
            503, b"<html><body><h1>503 Service Unavailable</h1></body></html>", "text/html", None, False
        )
    if path == "/robots.txt":
        return Page(200, site.settings["robots"].encode(), "text/plain; charset=utf-8", _opened(site))
    if path == site.settings["feed_path"]:
        return _feed(site, now)
    if path == "/":
        return _front(site, now, None)
    for article in site.published(now):
        if article.path == path:
            return _article_page(site, article, now)
        if path == f"/{article.section}/":
            return _front(site, now, article.section)
    for extra in site.extras:
        if extra.path == path and extra.published_at <= now:
            page = _html(site, now, "extra", extra=extra)
            return Page(200, page, _html_type(site), extra.published_at, False)
    return Page(404, _html(site, now, "missing"), _html_type(site), None, False)


def related(site: Site, article: Article) -> tuple[Article, ...]:
    """Up to four articles of the site that came out just before, so that a page stays the same afterwards."""
    earlier = [a for a in reversed(site.articles) if a.published_at < article.published_at]
    return tuple(earlier[:RELATED])


def _article_page(site: Site, article: Article, now: datetime) -> Page:
    body = _html(
        site,
        now,
        "article",
        article=article,
        version=article.version_at(now),
        modified_at=article.modified_at(now),
        related=related(site, article),
        seed=sum(article.article_id.encode()),
    )
    validators = bool(site.settings.get("page_validators", True))
    return Page(200, body, _html_type(site), article.modified_at(now), validators)


def _front(site: Site, now: datetime, section: str | None) -> Page:
    articles = [a for a in site.published(now) if section in (None, a.section)]
    changed = max([a.published_at for a in articles], default=_opened(site))
    body = _html(site, now, "front", articles=articles, section=section)
    return Page(200, body, _html_type(site), changed)


def _feed(site: Site, now: datetime) -> Page:
    articles = [a for a in site.published(now) if a.published_at > now - FEED_WINDOW]
    extras = [e for e in site.extras if now - FEED_WINDOW < e.published_at <= now]
    changed = max(
        [*(a.modified_at(now) for a in articles), *(e.published_at for e in extras)], default=_opened(site)
    )
    template = _environment().get_template(site.settings["feed_template"])
    text = template.render(site=site, now=now, articles=articles, extras=extras, changed=changed)
    return Page(200, text.encode("utf-8"), site.settings["feed_type"], changed)


def _html(site: Site, now: datetime, view: str, **context: Any) -> bytes:
    template = _environment().get_template(site.settings["template"])
    values: dict[str, Any] = {"extra": None, "article": None, "articles": [], "section": None, **context}
    text = template.render(site=site, s=site.settings, now=now, view=view, **values)
    return text.encode(site.settings.get("charset", "utf-8"), errors="xmlcharrefreplace")


def _html_type(site: Site) -> str:
    return str(site.settings.get("html_type", "text/html; charset=utf-8"))


def _opened(site: Site) -> datetime:
    """Before the first article: the instant robots.txt and empty lists date from."""
    return min([a.published_at for a in site.articles], default=datetime(2031, 3, 1, tzinfo=UTC)) - timedelta(
        days=1
    )


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["iso"] = _iso
    environment.filters["rfc822"] = format_datetime
    environment.filters["local"] = _local
    return environment


def _iso(at: datetime, zone: timezone) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _local(at: datetime, zone: timezone, pattern: str) -> str:
    return at.astimezone(zone).strftime(pattern)
