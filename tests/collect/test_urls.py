"""URLs: one spelling for each, one parser for all, and what is no article."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect import urls
from tasks.collect.urls import BadUrl, normalise

SAME = [
    ("HTTP://WWW.Paper.Example:80/a", "http://www.paper.example/a"),
    ("https://paper.example:443", "https://paper.example/"),
    ("http://paper.example/a/../b/./c", "http://paper.example/b/c"),
    ("http://paper.example/../../a", "http://paper.example/a"),
    ("http://paper.example/a/..", "http://paper.example/"),
    ("http://paper.example/a#top", "http://paper.example/a"),
    ("http://paper.example/a?utm_source=x&id=7&fbclid=9", "http://paper.example/a?id=7"),
    ("http://paper.example/a?utm_campaign=x", "http://paper.example/a"),
    ("http://paper.example/a?b=2&a=1", "http://paper.example/a?b=2&a=1"),
    ("http://paper.example/%7euser/%c3%bc", "http://paper.example/~user/%C3%BC"),
    ("http://paper.example/ü?q=ü", "http://paper.example/%C3%BC?q=%C3%BC"),
    ("http://paper.example/100%", "http://paper.example/100%25"),
    ("http://zeitung.münchen.example/", "http://zeitung.xn--mnchen-3ya.example/"),
    ("  http://paper.example/a\n", "http://paper.example/a"),
    ("http://paper.example/a\tb", "http://paper.example/ab"),
    ("http://paper.example./a", "http://paper.example/a"),
    ("/rel", "https://base.example/rel"),
    ("rel", "https://base.example/dir/rel"),
    ("//cdn.example/x", "https://cdn.example/x"),
    ("?page=2", "https://base.example/dir/page?page=2"),
    ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ("http://paper.example/a?utm%5Fsource=x&id=7", "http://paper.example/a?id=7"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://0177.0.0.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://[::FFFF:127.0.0.1]:80/", "http://[::ffff:7f00:1]/"),
    ("http://paper.example/a/%2E%2e/b", "http://paper.example/b"),
    ("http://paper.example/a b", "http://paper.example/a%20b"),
]
BAD = [
    "", " ", "javascript:alert(1)", "mailto:a@b.example", "ftp://a.example/", "data:text/html,x", "file:///etc/passwd",
    "http://", "http:///a", "http://a.example:99999/", "http://a.example:1:2/", "http://a.example:x/",
    "http://user:word@a.example/", "http://internal:1\\@public.example/", "http://a.example\\@b.example/",
    "http://a%00.example/", "http://a%2eb.example/", "http://a b.example/", "http://-a.example/",
    "http://a..example/", "http://[::1", "http://[fe80::1%25eth0]/", "http://" + "a" * 300 + ".example/",
    "http://a.example/" + "x" * 10_000, "http://\u202ea.example/", "tel:+123", "about:blank",
    "HTTP//a.example", "http:///a.example/", "http://[v1.x]/", "http://[::1]x/", "http://08.0.0.1/", "http://1.2.3.4.5/",
    "http://256.256.256.256/", "http://a.example／evil/", "feed:https://a.example/",
]  # fmt: skip


@pytest.mark.parametrize(("link", "wanted"), SAME)
def test_each_link_has_one_spelling(link, wanted):
    got = normalise(link, "https://base.example/dir/page")
    assert got == wanted
    assert normalise(got) == got


@pytest.mark.parametrize("link", BAD)
def test_links_that_cannot_be_fetched_are_refused_with_a_reason(link):
    with pytest.raises(BadUrl):
        normalise(link)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://a.example/", "//", "http://a.example:80@", "?"]),
)
def test_any_text_gives_a_stable_url_that_all_parsers_read_alike(text, start):
    try:
        url = normalise(start + text, "https://base.example/x")
    except BadUrl:
        return
    assert normalise(url) == url
    assert url.isascii() and url.isprintable() and " " not in url
    ours, theirs = urls.target(url), httpx.URL(url)
    assert (ours.host, ours.scheme) == (theirs.raw_host.decode(), theirs.scheme)
    assert (theirs.port or {"http": 80, "https": 443}[theirs.scheme]) == ours.port
    assert "@" not in url.split("/")[2]


DOMAINS = ("paper.example",)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://paper.example/2026/03/04/harbour-closed", None),
        ("http://www.paper.example/news/harbour-closed-for-a-day", None),
        ("http://paper.example/weather/storm-hits-the-northern-coast", None),
        ("http://paper.example/video/watch-the-harbour-close-again", None),
        ("http://paper.example/tag/harbour", "section_tag"),
        ("http://paper.example/en/author/a-person-of-note-here", "section_author"),
        ("http://paper.example/jobs/editor-wanted-in-the-north-2", "section_jobs"),
        ("http://paper.example/gallery/ten-best-harbours-of-all", "section_gallery"),
        ("http://paper.example/topics/harbour", "section_topics"),
        ("http://paper.example/schlagwort/hafen", "section_schlagwort"),
        ("http://paper.example/es/etiqueta/puerto", "section_etiqueta"),
        ("http://paper.example/mot-cle/port", "section_mot-cle"),
        ("http://paper.example/fotostrecke/zehn-schoene-haefen-im-norden", "section_fotostrecke"),
        ("http://paper.example/thema/hafen", "section_thema"),
        ("http://paper.example/thema/hafen-bleibt-einen-tag-zu", None),
        ("http://paper.example/", "front_page"),
        ("http://paper.example/a.pdf", "file_pdf"),
        ("http://jobs.paper.example/one-two-three-four", "host_jobs"),
        ("http://elsewhere.example/2026/03/04/x", "other_site"),
        ("http://notpaper.example/2026/03/04/x", "other_site"),
        ("http://paper.example.evil.example/a", "other_site"),
        ("https://bit.ly/xyz", None),
    ],
)
def test_links_that_are_no_articles_are_refused_by_a_word(url, word):
    assert urls.unwanted(url, DOMAINS) == word


def test_an_outlet_without_domains_takes_any_site():
    assert urls.unwanted("http://elsewhere.example/2026/03/04/x", ()) is None


def test_registrable_domains_come_from_the_bundled_list():
    # No network is there in tests: a look-up would fail.
    assert urls.registrable_domain("news.paper.co.uk") == "paper.co.uk"
    assert urls.registrable_domain("one.blogspot.com") != urls.registrable_domain("two.blogspot.com")
    assert urls.pacing_domain("one.blogspot.com") == urls.pacing_domain("two.blogspot.com")
    assert urls.registrable_domain("a.b.paper.example") == "paper.example"
    assert urls.registrable_domain("93.184.216.34") == "93.184.216.34"


def test_what_is_shown_of_a_url_holds_no_secret_and_no_second_line():
    shown = urls.shown("http://me:word@paper.example/a?token=secret&x=1\nHost: evil")
    assert "word" not in shown and "secret" not in shown and "\n" not in shown
    assert shown.startswith("http://paper.example/a?token=...")


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/2026/03/04/harbour", True),
        ("/news/harbour-closed-for-a-day", True),
        ("/news/article1234567.html", True),
        ("/news", False),
        ("/sport/football", False),
        ("/about-us", False),
    ],
)
def test_the_shape_of_an_article_address(path, is_one):
    assert urls.looks_like_article(f"http://paper.example{path}") is is_one
