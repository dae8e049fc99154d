"""Finding feeds from a homepage, trying an outlet, bringing one page."""

from __future__ import annotations

import asyncio

import pytest

from tasks.collect.discover import check_outlet, fetch_one, find_feeds, kind_of
from tests.collect.helpers import fetching, outlet, rss
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, reply

HOST = "northwire.example"
FEED = reply(rss(f"http://{HOST}/news/harbour-closed-for-a-day", f"http://{HOST}/tag/x"))
HOME = (
    b'<html lang="en-GB"><head><title>North Wire</title>'
    b'<link rel="alternate" type="application/rss+xml" title="All news" href="/feeds/all">'
    b'<link rel="alternate" type="application/atom+xml" href="/feeds/gone">'
    b'<link rel="alternate" type="text/html" href="/mobile"></head></html>'
)


def found(routes, url=f"http://{HOST}/"):
    async def run():
        async with HostileServer(routes) as server, fetching(server, HOST) as fetcher:
            return await find_feeds(url, fetcher), server.paths()

    return asyncio.run(run())


def test_declared_feeds_and_the_sitemaps_of_robots_txt_are_tried():
    sitemap = b"<urlset><url><loc>/news/harbour-closed-for-a-day</loc></url></urlset>"
    routes = {
        "/": reply(HOME),
        "/robots.txt": reply(b"User-agent: *\nDisallow: /private\nSitemap: /sitemap.xml"),
        "/feeds/all": FEED,
        "/sitemap.xml": reply(sitemap),
    }
    got, paths = found(routes)
    assert (got.title, got.language, got.domain, got.reason) == ("North Wire", "en", HOST, None)
    by_url = {feed.url: feed for feed in got.feeds}
    first = got.feeds[0]
    assert (first.url, first.form, first.found_by, first.title) == (
        f"http://{HOST}/feeds/all", "rss", "declared", "All news",
    )  # fmt: skip
    assert (first.entries, first.wanted, first.sample[0]) == (2, 1, "Report 0")
    assert by_url[f"http://{HOST}/sitemap.xml"].form == "sitemap"
    assert by_url[f"http://{HOST}/feeds/gone"].reason == "not_found: status 404"
    assert "/mobile" not in paths and "/rss" not in paths
    assert kind_of(first) == "auto"


def test_common_paths_are_tried_when_nothing_is_declared():
    got, paths = found({"/": reply(PAGE), "/feed": FEED})
    assert [(feed.url, feed.found_by) for feed in got.feeds] == [(f"http://{HOST}/feed", "common path")]
    assert paths == ["/robots.txt", "/", "/rss", "/feed"]


def test_a_feed_given_directly_is_that_feed():
    got, _ = found({"/all.xml": FEED}, f"http://{HOST}/all.xml")
    assert [(feed.form, feed.wanted) for feed in got.feeds] == [("rss", 1)]


def test_a_site_that_cannot_be_reached_says_why():
    assert found({"/": reply(status="500 X")})[0].reason == "server_error: status 500"
    assert (found({}, "http://unknown.example/")[0].reason or "").startswith("dns_error")
    assert (found({}, "http://a b/")[0].reason or "").startswith("bad_url")


def test_an_outlet_is_tried_feed_by_feed():
    async def run():
        spec = outlet(HOST, f"http://{HOST}/feed", f"http://{HOST}/gone", f"http://{HOST}/page")
        async with (
            HostileServer({"/feed": FEED, "/page": reply(PAGE)}) as server,
            fetching(server, HOST) as fetcher,
        ):
            return await check_outlet(spec, fetcher)

    good, gone, wrong = asyncio.run(run())
    assert (good.form, good.entries, good.wanted, good.reason) == ("rss", 2, 1, None)
    assert good.latest_at is not None
    assert gone.reason == "not_found: status 404"
    assert wrong.reason == "not_a_feed: a web page"


def test_one_page_is_brought_under_the_same_rules():
    async def run():
        routes = {"/robots.txt": reply(b"User-agent: *\nDisallow: /no"), "/a": reply(PAGE)}
        async with HostileServer(routes) as server, fetching(server, HOST) as fetcher:
            return [await fetch_one(f"http://{HOST}{path}", fetcher) for path in ("/a", "/no")]

    good, denied = asyncio.run(run())
    assert good.outcome == "ok" and good.body == PAGE
    assert denied.reason == "robots_denied"


def link(href: str, name="All", kind="application/rss+xml", rel="alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{name}" href="{href}">'


STORIES = [f"http://{HOST}/2026/03/04/harbour-closed-for-a-day-{n}" for n in range(3)]
STORY_FEED = reply(rss(*STORIES))
REMARKS = reply(rss(*(f"{story}#comment-1" for story in STORIES)))
JSON_FEED = reply(
    b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"%s"}]}' % STORIES[0].encode()
)
MAP = reply(f"<urlset><url><loc>{STORIES[0]}</loc></url></urlset>".encode())
#: what the homepage says; where answers lie; the feed that must come first and how it was found
HOMES = {
    "base": ("<base href=/sub/>" + link("feed.xml"), {"/sub/feed.xml": STORY_FEED}, ("/sub/feed.xml", "declared")),
    "comments first": (link("/comments/feed", "Comments") + link("/feed"),
                       {"/comments/feed": REMARKS, "/feed": STORY_FEED}, ("/feed", "declared")),
    "comments alone": (link("/talk.xml"), {"/talk.xml": REMARKS, "/feed": STORY_FEED}, ("/feed", "common path")),
    "JSON": (link("/feed.json", kind="application/json"), {"/feed.json": JSON_FEED}, ("/feed.json", "declared")),
    "text/rss+xml": (link("/news", kind="text/rss+xml"), {"/news": STORY_FEED}, ("/news", "declared")),
    "application/x-rss+xml": (link("/news", kind="application/x-rss+xml"), {"/news": STORY_FEED}, ("/news", "declared")),
    "service.feed": (link("/news", rel="service.feed"), {"/news": STORY_FEED}, ("/news", "declared")),
    "rel=feed": (link("/news", rel="feed"), {"/news": STORY_FEED}, ("/news", "declared")),
    "feed:": (link(f"feed://{HOST}/news"), {"/news": STORY_FEED}, ("/news", "declared")),
    "a link": ("<body><a href=/service/rss.xml>RSS</a>", {"/service/rss.xml": STORY_FEED}, ("/service/rss.xml", "linked")),
    "a sitemap nobody names": ("", {"/sitemap.xml": MAP}, ("/sitemap.xml", "common path")),
    "nothing but links": ("".join(f"<a href={story}>Harbour closed</a>" for story in STORIES), {}, ("/", "page")),
}  # fmt: skip


@pytest.mark.parametrize("name", HOMES)
def test_the_feed_of_a_homepage_is_found_however_it_is_told(name):
    head, routes, (path, how) = HOMES[name]
    got, _ = found({"/": reply(f"<html><title>North Wire</title>{head}</html>".encode()), **routes})
    first = got.feeds[0]
    assert (first.url, first.found_by) == (f"http://{HOST}{path}", how) and first.wanted > 0
