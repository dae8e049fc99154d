"""Feeds and sitemaps as odd programs write them: one of each kind that once lost an entry, a time or its validators."""

from __future__ import annotations

import pytest

from tasks.collect.dates import stated_time
from tasks.collect.feeds import parse_feed

ONE = "http://paper.example/a"


def parse(body: str):
    return parse_feed(
        body.encode(),
        content_type="text/xml",
        url="http://paper.example/feed",
        kind="auto",
        max_items=50,
        max_bytes=10**6,
    )


@pytest.mark.parametrize(
    "entry",
    [
        f"<i:image><i:loc>http://paper.example/i.jpg</i:loc><i:title>No</i:title></i:image><loc>{ONE}</loc>",
        f"<PageMap><DataObject><title>No</title></DataObject></PageMap><loc>{ONE}</loc>",
        "<v:video xmlns:v='u'><v:title>No</v:title><v:publication_date>2020-01-01</v:publication_date></v:video>"
        f"<loc>{ONE}</loc>",
    ],
)
def test_what_extensions_of_a_sitemap_say_is_not_taken_for_the_entrys_own(entry):
    (item,) = parse(f"<urlset><url>{entry}</url></urlset>").items
    assert (item.url, item.title, item.stated_at) == (ONE, None, None)


@pytest.mark.parametrize("news", ["news:news", "n:news", "news"])
def test_a_sitemaps_news_is_read_under_any_prefix_or_none(news):
    prefix = news.removesuffix("news")
    said = f"<{prefix}publication_date>2026-03-04T10:00:00Z</{prefix}publication_date><{prefix}title>A</{prefix}title>"
    (item,) = parse(
        f"<urlset><url><lastmod>2026-03-09</lastmod><{news}>{said}</{news}><loc>{ONE}</loc></url></urlset>"
    ).items
    assert (item.title, str(item.stated_at)) == ("A", "2026-03-04 10:00:00+00:00")


def test_a_commented_entry_neither_counts_nor_makes_a_sitemap_partial():
    gone = "<!-- <url><loc>http://paper.example/gone</loc></url> -->"
    parsed = parse(f"<urlset>{gone}<url><loc>{ONE}</loc></url></urlset>")
    assert ([item.url for item in parsed.items], parsed.partial) == ([ONE], False)
    assert parse(f"<urlset><url><loc>{ONE}</loc></url></urlset>" + "<!-- " * 20_000).items[0].url == ONE


def test_what_follows_the_end_of_a_feed_does_not_make_it_partial():
    feed = f"<rss version='2.0'><channel><item><title>A</title><link>{ONE}</link></item></channel></rss>"
    assert not parse(feed + " " * 10_000 + f"<!-- {'made by a program ' * 500} -->").partial
    assert parse(feed.removesuffix("</rss>") + " " * 10_000).partial


def test_a_number_too_long_for_python_costs_no_other_entry():
    parsed = parse(f'{{"items":[{{"url":"{ONE}","date_published":{"9" * 6000}}},{{"url":"{ONE}b"}}]}}')
    assert [item.url for item in parsed.items] == [ONE, f"{ONE}b"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026/03/04 10:00:00", "2026-03-04 10:00:00"),
        ("2026年3月4日 10:00", "2026-03-04 10:00:00"),
        ("Mi, 04 Mär 2026 11:00:00 +0100", "2026-03-04 10:00:00"),
        ("mer., 04 mars 2026 11:00:00 +0100", "2026-03-04 10:00:00"),
        ("4 марта 2026 10:00", "2026-03-04 10:00:00"),
        ("04.03.2026 10:00", "2026-03-04 10:00:00"),
        ("Wed, 04 Mar 2026 23:59:60 GMT", "2026-03-04 23:59:59"),
        ("2026-03-04T24:00:00Z", "2026-03-05 00:00:00"),
        ("2026-03-04T10:00:00 GMT", "2026-03-04 10:00:00"),
        ("2026-03-04T05:00:00EST", "2026-03-04 10:00:00"),
        ("2026-03-04T05:00:00\u221205:00", "2026-03-04 10:00:00"),
        ("3/4/2026 10:00", None),
        ("2026", None),
        ("2026-03", None),
    ],
)
def test_a_time_is_read_as_written_or_not_at_all(text, at):
    """A reader that guesses would take what it cannot read for the first of the present month."""
    item = f"<item><title>A</title><link>{ONE}</link><pubDate>{text}</pubDate></item>"
    (got,) = parse(f"<rss version='2.0'><channel>{item}</channel></rss>").items
    assert [str(when)[:19] if when else None for when in (stated_time(text), got.stated_at)] == [at, at]
