"""Finding what can be collected: feeds of a homepage, a trial of an outlet's feeds, one page on request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from tasks.collect import urls
from tasks.collect.feeds import Form
from tasks.collect.fetching import Fetched, Fetcher, Want
from tasks.collect.polls import poll_feed, read_feed
from tasks.collect.records import FeedKind, FeedSpec, FeedState, OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.read.charset import decode_page
from tasks.read.tree import parse_tree, text_inside

#: Where feeds lie when a homepage does not say; the order is that of usefulness.
COMMON_PATHS = (
    "/rss",
    "/feed",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
)
#: Types of feeds as pages declare them: of text/rss+xml and application/x-rss there is no register.
_DECLARED = re.compile(r"(?:application|text)/(?:.*\b(?:rss|atom|rdf|feed)\b.*|xml)")
MOST_FEEDS = 12
#: Links of a page that lead to feeds it does not declare, as their addresses show.
_FEED_LINK = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:[/._-]|\d*$)", re.IGNORECASE)
_MOST_LINKED = 5
#: Feeds of readers' comments are feeds, but not of articles.
_COMMENTS = re.compile(r"\b(?:comments|commentaires|comentarios)\b", re.IGNORECASE)
_COMMENT_MARK = re.compile(r"#(?:comment|respond|c\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was tried. `form` None: it could not be read, `reason` says why; `latest_at`: newest."""

    url: str
    form: Form | None
    found_by: str  # declared, robots, common path, given
    title: str | None
    entries: int
    wanted: int
    latest_at: datetime | None
    reason: str | None
    sample: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOutlet:
    """What stands behind a URL: its home after redirects, its stated language, feeds that work first."""

    url: str
    domain: str
    title: str | None
    language: str | None
    feeds: tuple[FoundFeed, ...]
    reason: str | None = None


async def find_feeds(url: str, fetcher: Fetcher, settings: CollectSettings | None = None) -> FoundOutlet:
    """Return the feeds of a site, those that work first.

    Tried: the URL itself, what its page declares, robots.txt's sitemaps, and, while none of these works, what the
    page links to as a feed, the common paths, and the page's own links. Feeds of comments are told and not wanted.
    Never raises for what the site does; `reason` says what failed.
    """
    bounds = settings or CollectSettings()
    try:
        start = urls.normalise(url if "//" in url else f"https://{url}")
    except urls.BadUrl as error:
        return FoundOutlet(url, "", None, None, (), f"bad_url: {error}")
    home = await fetcher.fetch(Want(start, "feed"))
    domain = urls.registrable_domain(urls.target(home.final_url or start).host)
    if home.outcome != "ok" and home.reason != "not_found":
        return FoundOutlet(start, domain, None, None, (), f"{home.reason}: {home.detail}")
    parsed = await read_feed(home, "auto", bounds)
    if parsed.form is not None:
        trial = await _try(start, "given", None, fetcher, domain, bounds)
        return FoundOutlet(start, domain, None, None, (trial,))
    page = home.final_url or start
    title, language, declared, linked = _declarations(home.body, home.header("content-type"), page)
    rules, _ = await fetcher.robots(page)
    tried: dict[str, FoundFeed] = {}

    async def look(links: list[tuple[str, str | None]], how: str) -> None:
        for link, name in links:
            if link not in tried and len(tried) < MOST_FEEDS + len(COMMON_PATHS):
                tried[link] = await _try(link, how, name, fetcher, domain, bounds)

    await look(declared[:MOST_FEEDS], "declared")
    await look([(link, None) for link in _valid(rules.sitemaps, page)[:MOST_FEEDS]], "robots")
    if not any(_works(feed) for feed in tried.values()):
        await look([(link, None) for link in linked], "linked")
    for link in _valid(COMMON_PATHS, page):
        if any(_works(feed) for feed in tried.values()):
            break
        await look([(link, None)], "common path")
    if not any(_works(feed) for feed in tried.values()):
        outlet = OutletSpec("trial", domain, "", "", (domain,), ())
        section = await _trial(outlet, FeedSpec(page, "html"), "page", title, fetcher, bounds)
        tried[page] = section
    found = [feed for feed in tried.values() if feed.found_by != "common path" or feed.form is not None]
    found.sort(key=lambda feed: (feed.form is None, feed.wanted == 0))
    return FoundOutlet(page, domain, title, language, tuple(found))


def _works(feed: FoundFeed) -> bool:
    return feed.form is not None and feed.wanted > 0


async def check_outlet(
    outlet: OutletSpec, fetcher: Fetcher, settings: CollectSettings | None = None
) -> tuple[FoundFeed, ...]:
    """Try every feed of an outlet once, without validators, and return what each would bring."""
    bounds = settings or CollectSettings()
    return tuple([await _trial(outlet, spec, "given", None, fetcher, bounds) for spec in outlet.feeds])


async def fetch_one(url: str, fetcher: Fetcher) -> Fetched:
    """Bring one page that somebody asked for by its URL, under the same rules as any other."""
    return await fetcher.fetch(Want(url if "//" in url else f"https://{url}", "page"))


async def _try(
    link: str, how: str, name: str | None, fetcher: Fetcher, domain: str, settings: CollectSettings
) -> FoundFeed:
    outlet = OutletSpec("trial", domain, "", "", (domain,), ())
    return await _trial(outlet, FeedSpec(link), how, name, fetcher, settings)


async def _trial(
    outlet: OutletSpec,
    spec: FeedSpec,
    how: str,
    name: str | None,
    fetcher: Fetcher,
    settings: CollectSettings,
) -> FoundFeed:
    poll = await poll_feed(fetcher.fetch, outlet, spec, FeedState(outlet.outlet_id, spec.url), settings)
    base = poll.fetched.final_url or spec.url
    links = _valid([item.url for item in poll.items], base)
    wanted = [link for link in links if not urls.unwanted(link, outlet.domains)]
    marked = sum(_COMMENT_MARK.search(item.url) is not None for item in poll.items)
    of_comments = bool(_COMMENTS.search(f"{name or ''} {spec.url}")) or 2 * marked > len(poll.items)
    dates = [item.stated_at for item in poll.items if item.stated_at is not None]
    reason = f"{poll.reason}: {poll.detail}" if poll.reason else None
    if of_comments and poll.items and how != "given":
        wanted, reason = [], "comments of readers"
    return FoundFeed(
        url=spec.url,
        form=poll.form,
        found_by=how,
        title=name,
        entries=len(poll.items),
        wanted=len(wanted),
        latest_at=max(dates, default=None),
        reason=reason,
        sample=tuple(item.title or item.url for item in poll.items[:3]),
    )


def kind_of(found: FoundFeed) -> FeedKind:
    """Return the kind to write into outlets.toml for a feed that was found: auto, unless it must be named."""
    return found.form if found.form in ("html", "list") else "auto"


def _declarations(
    body: bytes, content_type: str | None, page: str
) -> tuple[str | None, str | None, list[tuple[str, str | None]], list[str]]:
    """Return title, language, declared feeds (URL, name) of a homepage, and links that look like feeds."""
    from tasks.collect.feeds import clean_title, stated_base

    root = parse_tree(decode_page(body, content_type).text)
    if root is None:
        return None, None, [], []
    titles = [clean_title(text_inside(element)) for element in root.iter("title")]
    language = (root.get("lang") or "").split("-")[0].lower() or None
    base = stated_base(root, page)
    declared: dict[str, str | None] = {}
    for element in root.iter("link"):
        relation = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        name = clean_title(element.get("title"))
        address = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", (element.get("href") or "").strip())
        of_feed = _DECLARED.fullmatch(kind) or (
            kind == "application/json" and _FEED_LINK.search(f"{address}/{name}")
        )
        if {"feed", "service.feed"} & set(relation) or ("alternate" in relation and of_feed):
            for link in _valid([address], base):
                declared.setdefault(link, name)
    own = sorted(declared.items(), key=lambda one: _COMMENTS.search(f"{one[1] or ''} {one[0]}") is not None)
    linked = [link for e in root.iter("a") if _FEED_LINK.search(link := (e.get("href") or "")[:500])]
    return next(iter(titles), None), language, own, _valid(linked, base)[:_MOST_LINKED]


def _valid(links: tuple[str, ...] | list[str], base: str) -> list[str]:
    kept: dict[str, None] = {}
    for link in links:
        try:
            kept[urls.normalise(link, base)] = None
        except urls.BadUrl:
            continue
    return list(kept)
