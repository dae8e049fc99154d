"""Finding what can be collected: feeds of a homepage, a trial of an outlet's feeds, one page on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.collect import urls
from tasks.collect.feeds import Form
from tasks.collect.fetching import Fetched, Fetcher, Want
from tasks.collect.polls import poll_feed, read_feed
from tasks.collect.records import FeedKind, FeedSpec, FeedState, OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.read.charset import decode_page
from tasks.read.tree import parse_tree

#: Where feeds lie when a homepage does not say; the order is that of usefulness.
COMMON_PATHS = (
    "/rss",
    "/feed",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
)
_DECLARED = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
    | {"application/xml", "text/xml"}
)
MOST_FEEDS = 12


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

    Tried: the URL itself, what its page declares, robots.txt's sitemaps, and, when none of these works, the
    common paths. Never raises for what the site does; `reason` says what failed.
    """
    bounds = settings or CollectSettings()
    try:
        start = urls.normalise(url if "//" in url else f"https://{url}")
    except urls.BadUrl as error:
        return FoundOutlet(url, "", None, None, (), f"bad_url: {error}")
    home = await fetcher.fetch(Want(start, "feed"))
    domain = urls.registrable_domain(urls.target(home.final_url or start).host)
    if home.outcome != "ok":
        return FoundOutlet(start, domain, None, None, (), f"{home.reason}: {home.detail}")
    parsed = await read_feed(home, "auto", bounds)
    if parsed.form is not None:
        trial = await _try(start, "given", None, fetcher, domain, bounds)
        return FoundOutlet(start, domain, None, None, (trial,))
    page = home.final_url or start
    title, language, declared = _declarations(home.body, home.header("content-type"), page)
    rules, _ = await fetcher.robots(page)
    candidates = [(link, "declared", name) for link, name in declared]
    candidates += [(link, "robots", None) for link in _valid(rules.sitemaps, page)]
    found = [
        await _try(link, how, name, fetcher, domain, bounds) for link, how, name in candidates[:MOST_FEEDS]
    ]
    if not any(feed.form and feed.wanted for feed in found):
        for link in _valid(COMMON_PATHS, page):
            trial = await _try(link, "common path", None, fetcher, domain, bounds)
            if trial.form is not None:
                found.append(trial)
                break
    found.sort(key=lambda feed: (feed.form is None, feed.wanted == 0))
    return FoundOutlet(page, domain, title, language, tuple(found))


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
    dates = [item.stated_at for item in poll.items if item.stated_at is not None]
    reason = f"{poll.reason}: {poll.detail}" if poll.reason else None
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
) -> tuple[str | None, str | None, list[tuple[str, str | None]]]:
    """Return title, language and declared feeds (URL, name) of a homepage."""
    from tasks.collect.feeds import clean_title

    root = parse_tree(decode_page(body, content_type).text)
    if root is None:
        return None, None, []
    titles = [clean_title(element.text_content()) for element in root.iter("title")]
    language = (root.get("lang") or "").split("-")[0].lower() or None
    declared: dict[str, str | None] = {}
    for element in root.iter("link"):
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in (element.get("rel") or "").lower().split() and kind in _DECLARED:
            for link in _valid([element.get("href") or ""], page):
                declared.setdefault(link, clean_title(element.get("title")))
    return next(iter(titles), None), language, list(declared.items())


def _valid(links: tuple[str, ...] | list[str], base: str) -> list[str]:
    kept: dict[str, None] = {}
    for link in links:
        try:
            kept[urls.normalise(link, base)] = None
        except urls.BadUrl:
            continue
    return list(kept)
