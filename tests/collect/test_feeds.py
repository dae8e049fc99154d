"""Feeds read from hostile bytes: every form, no file or network touched, nothing complete lost."""

from __future__ import annotations

import gzip
import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect.dates import stated_time
from tasks.collect.feeds import parse_feed
from tasks.collect.sitemaps import Child, newest_children
from tests.collect.helpers import rss

MIB = 1024 * 1024


def parse(body: bytes, kind="auto", content_type="", max_items=2000):
    return parse_feed(
        body,
        content_type=content_type,
        url="http://paper.example/feed",
        kind=kind,
        max_items=max_items,
        max_bytes=MIB,
    )


ATOM = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>
<entry><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title><id>tag:1</id>
<link rel="alternate" href="http://paper.example/a"/>
<updated>2026-03-04T10:00:00+02:00</updated></entry></feed>"""
RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>N</title>
</channel><item rdf:about="http://paper.example/a"><title>A</title><link>http://paper.example/a</link>
<dc:date>2026-03-04T10:00:00Z</dc:date></item></rdf:RDF>"""
NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>
<image:image><image:loc>http://img.example/1.jpg</image:loc><image:title>Wrong</image:title></image:image>
<loc>http://paper.example/a</loc><lastmod>2026-03-01</lastmod><news:news>
<news:publication><news:name>Paper</news:name></news:publication>
<news:publication_date>2026-03-04T10:00:00Z</news:publication_date><news:title>A</news:title></news:news></url></urlset>"""
JSON = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": "http://paper.example/a", "title": "A", "date_published": "2026-03-04T10:00:00Z"}]}
).encode()  # fmt: skip
TEN = "2026-03-04T10:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "form", "title", "at"),
    [
        (rss("http://paper.example/a"), "rss", "Report 0", TEN),
        (ATOM, "atom", "A & B", "2026-03-04T08:00:00+00:00"),
        (RDF, "rss", "A", TEN),
        (NEWS, "sitemap", "A", TEN),
        (gzip.compress(NEWS), "sitemap", "A", TEN),
        (JSON, "json", "A", TEN),
        (b"\xef\xbb\xbf" + JSON, "json", "A", TEN),
        (b"\xef\xbb\xbf\r\n" + rss("http://paper.example/a"), "rss", "Report 0", TEN),
        (rss("http://paper.example/a").decode().encode("utf-16"), "rss", "Report 0", TEN),
        (rss("http://paper.example/a").replace(b"<rss ", b"<!-- x --><rss "), "rss", "Report 0", TEN),
        (b"<!--" + b"x" * 9000 + b"-->" + rss("http://paper.example/a"), "rss", "Report 0", TEN),
        (b"Notice: x in /a.php<br />\n" + NEWS, "sitemap", "A", TEN),
        (b"\xef\xbb\xbf\n\n" + NEWS, "sitemap", "A", TEN),
        (NEWS.replace(b"<?xml", b"<!DOCTYPE u SYSTEM 'http://127.0.0.1/x.dtd'><?xml"), "sitemap", "A", TEN),
        (NEWS.replace(b"</loc>", b"<!-- x --></loc>"), "sitemap", "A", TEN),
        (NEWS.replace(b"xmlns:news=", b"xmlns:other="), "sitemap", "A", TEN),
        (gzip.compress(gzip.compress(NEWS)), "sitemap", "A", TEN),
        (JSON + b" // made by a plugin", "json", "A", TEN),
        (JSON.decode().encode("utf-16"), "json", "A", TEN),
    ],
)
def test_every_form_gives_link_title_and_time(body, form, title, at):
    got = parse(body)
    assert (got.form, got.partial, got.tossed) == (form, False, 0)
    (item,) = got.items
    assert (item.url, item.title) == ("http://paper.example/a", title)
    assert item.stated_at is not None and item.stated_at.isoformat() == at


def test_lists_and_section_pages_are_read_only_when_asked():
    listed = b"# mine\nhttp://paper.example/a\n\n http://paper.example/b \n"
    assert [item.url for item in parse(listed, "list").items] == [
        "http://paper.example/a",
        "http://paper.example/b",
    ]
    section = (
        b"<html><base href='http://paper.example/news/'><a href='/about'>About</a><a href=''>x</a>"
        b"<a href='harbour-closed-for-a-day'><img></a><a href='harbour-closed-for-a-day#c'>Harbour closed</a>"
        b"<a href='javascript:x()'>no</a><a href='/2026/03/04/vote'>Vote</a></html>"
    )
    got = parse(section, "html")
    assert [(item.url, item.title) for item in got.items] == [
        ("http://paper.example/news/harbour-closed-for-a-day", "Harbour closed"),
        ("http://paper.example/2026/03/04/vote", "Vote"),
    ]
    assert parse(section).form is None and parse(listed).form is None  # it begins with words


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"<html><body>Welcome to our new parked domain</body></html>", b"Not found", b"{}",  b"[1]",
        b'{"items": 3}', b"{" * 100_000, b"\x1f\x8b broken", b"\x00" * 50, b"<x/>", b"%PDF-1.4",
        b'{"items": [' + b"9" * 5000 + b"]}",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said_to_be_none(body):
    got = parse(body)
    assert got.items == () and (got.form is None or got.form == "json")


def test_a_body_that_names_a_file_opens_no_file(tmp_path):
    sentinel = tmp_path / "sentinel.xml"
    sentinel.write_bytes(rss("http://paper.example/SENTINEL"))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (sentinel, fifo):
        for body in (str(path), f"file://{path}", f"<rss>{path}", f"<feed {path}"):
            for kind in ("auto", "rss", "list", "html"):
                assert b"SENTINEL" not in repr(parse(body.encode(), kind)).encode()


@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_entities_are_never_expanded_and_nothing_outside_is_read(tmp_path, root):
    secret = tmp_path / "secret.txt"
    secret.write_text("SENTINEL")
    laughs = "".join(
        f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' if n else '<!ENTITY l0 "lol">'
        for n in range(10)
    )
    quadratic = f'<!ENTITY big "{"A" * 50_000}">'
    outside = f'<!ENTITY ext SYSTEM "file://{secret}"><!ENTITY net SYSTEM "http://127.0.0.1:9/x">'
    if root == "rss":
        shape = "<rss version='2.0'><channel>{}</channel></rss>"
        item = "<item><title>{}</title><link>http://paper.example/{}</link></item>"
    else:
        shape, item = (
            "<urlset>{}</urlset>",
            "<url><news><title>{}</title></news><loc>http://paper.example/{}</loc></url>",
        )
    for declared, used in (
        (laughs, "&l9;"),
        (quadratic, "&big;" * 2000),
        (outside, "&ext;"),
        (outside, "&net;"),
    ):
        inside = shape.format(item.format(used, "evil") + item.format("Fine", "fine"))
        begun = time.process_time()
        got = parse(f"<?xml version='1.0'?><!DOCTYPE r [{declared}]>{inside}".encode())
        assert time.process_time() - begun < 5
        assert "SENTINEL" not in repr(got)
        assert all(len(one.title or "") < 1000 and not (one.title or "").startswith("&") for one in got.items)
        if root == "rss":
            assert "http://paper.example/fine" in [one.url for one in got.items]


def test_a_feed_cut_at_any_item_gives_its_complete_items_and_says_partial():
    whole = rss(*(f"http://paper.example/{n}" for n in range(6)))
    ends = [n for n in range(len(whole)) if whole[:n].endswith(b"</item>")]
    for number, end in enumerate(ends, 1):
        for more in (0, 10, 40):
            if end + more >= len(whole) - 5:
                continue
            got = parse(whole[: end + more])
            assert got.partial
            assert [item.url for item in got.items] == [f"http://paper.example/{n}" for n in range(number)]


@pytest.mark.parametrize(
    "whole", [rss(*(f"http://paper.example/{n}" for n in range(60))), JSON], ids=["rss", "json"]
)
def test_what_a_cut_file_still_holds_is_kept(whole):
    if whole is JSON:
        got = parse(JSON.replace(b"]}", b', {"url": "http://paper.example/b", "tit'))
        assert (got.partial, [item.url for item in got.items]) == (True, ["http://paper.example/a"])
        return
    got = parse(gzip.compress(whole)[:-30])
    assert got.form == "rss" and got.partial and 0 < len(got.items) < 60


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("A & B <3", "A & B <3"),
        ("A&nbsp;&eacute;&mdash;B", "A é—B"),
        ("A&#1;&#xD800;&#x110000;B", "A B"),
        ("A\x0b\x01B", "A B"),
        ("A &foo; B", "A &foo; B"),
        ("<![CDATA[A & B]]>", "A & B"),
    ],
)
@pytest.mark.parametrize("root", ["rss", "sitemap"])
def test_a_broken_character_costs_neither_its_title_nor_the_next_entry(root, given, read):
    link = "http://paper.example/1?a=1&lang=x"
    if root == "rss":
        one = f"<item><title>{given}</title><link>{link}</link></item>"
        body = f"<rss version='2.0'><channel>{one}{one.replace('/1?', '/2?')}</channel></rss>"
    else:
        one = f"<url><loc>{link}</loc><news><title>{given}</title></news></url>"
        body = f"<urlset>{one}{one.replace('/1?', '/2?')}</urlset>"
    got = parse(body.encode())
    assert [(item.title, item.url) for item in got.items] == [
        (read, link),
        (read, link.replace("/1?", "/2?")),
    ]
    assert not got.partial


def test_entries_that_a_sitemap_buries_are_not_passed_over_in_silence():
    deep = (
        "<urlset>" + "<a>" * 300 + "<url><loc>http://paper.example/a</loc></url>" + "</a>" * 300 + "</urlset>"
    )
    assert parse(deep.encode()).partial


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("header", [None, "utf-8", "windows-1251"])
@pytest.mark.parametrize("shape", ["rss", "sitemap", "html"])
def test_titles_are_read_whatever_charset_is_claimed(charset, header, shape):
    title = "Городской совет объявил о новом мосте"
    link = "http://paper.example/2026/03/04/one"
    text = {
        "rss": f"<?xml version='1.0' encoding='utf-8'?><rss><channel><item>"
        f"<title>{title}</title><link>{link}</link></item></channel></rss>",
        "sitemap": f"<urlset><url><loc>{link}</loc><news><title>{title}</title></news></url></urlset>",
        "html": f"<html><base href='http://[::1'><a href='{link}'>{title}</a></html>",
    }[shape]
    kind = f"text/xml; charset={header}" if header else ""
    (item,) = parse(text.encode(charset), "html" if shape == "html" else "auto", kind).items
    assert (item.title, item.url) == (title, link)


@pytest.mark.parametrize("published", ["garbage", "2999-01-01T00:00:00Z", ""])
def test_a_second_date_stands_in_for_one_that_cannot_be(published):
    body = ATOM.replace(b"<updated>", f"<published>{published}</published><updated>".encode())
    assert parse(body).items[0].stated_at is not None
    news = NEWS.replace(b"2026-03-04T10:00:00Z", b"soon")
    assert parse(news).items[0].stated_at == stated_time("2026-03-01")


def test_a_sitemap_cut_short_is_partial_too():
    whole = NEWS.replace(b"</urlset>", b"<url><loc>http://paper.example/b</loc></url></urlset>")
    got = parse(whole[:-20])
    assert got.partial and [item.url for item in got.items] == ["http://paper.example/a"]


def test_fifty_thousand_items_are_cut_before_they_cost_time():
    body = rss(*(f"http://paper.example/{n}" for n in range(50_000)))
    begun = time.process_time()
    got = parse(body)
    assert time.process_time() - begun < 10
    assert (len(got.items), got.tossed, got.partial) == (2000, 48_000, False)


def test_links_and_titles_are_data():
    body = b"""<rss version="2.0"><channel>
    <item><title><![CDATA[<script>alert(1)</script>Harbour
    <img src=x onerror=y> closed]]></title><guid isPermaLink="true">http://paper.example/g</guid></item>
    <item><title>&lol8;</title><link>http://paper.example/b</link></item>
    <item><title>a\xe2\x80\xaeb</title><link>//paper.example/c</link></item></channel></rss>"""
    got = parse(body)
    assert [item.url for item in got.items] == [
        "http://paper.example/g",
        "http://paper.example/b",
        "http://paper.example/c",
    ]
    assert "<" not in (got.items[0].title or "")
    assert got.items[1].title is None
    assert got.items[2].title == "a b"


def test_no_surrogate_or_control_character_reaches_a_row():
    said = json.dumps(
        {"items": [{"url": "/a\ud800", "title": "A\udfff\x00B", "date_published": "\ud83d\x1b[2J"}]}
    )
    (item,) = parse(said.encode()).items
    for text in (item.url, item.title, item.stated_at_text):
        assert text is not None and text.isprintable() and text.encode()
    (listed, *_) = parse(b"http://paper.example/a\x00\x1b[2J", "list").items
    assert listed.url.encode()


DATES = {
    "Wed, 04 Mar 2026 11:00:00 CET": TEN,
    "Wed, 04 Mar 2026 12:00:00 GMT+0200": TEN,
    "Wed, 04 Mar 2026 11:00:00 UTC+1": TEN,
    "Wed, 04 Mar 2026 12:00:00 +02:00": TEN,
    "2026-03-04 12:00:00 +0200": TEN,
    "Tue, 03 Mar 2026 10:00:00 PM -1200": TEN,
    "1772618400": TEN,
    "1772618400000": TEN,
    "2026-W10-3": "2026-03-04T00:00:00+00:00",
    "2026-063": None,
    "10000-01-01": None,
    "-0001-03-04": None,
    "２０２６-03-04": None,
    "Wed, 04 Mar 2026 10:00:00 GMT": TEN,
    "Wed, 04 Mar 2026 10:00:00 +0200": "2026-03-04T08:00:00+00:00",
    "2026-03-04": "2026-03-04T00:00:00+00:00",
    "2026-03-04T10:00:00.123456789Z": "2026-03-04T10:00:00.123456+00:00",
    "2026-03-04 10:00:00": TEN,
    "Wed, 04 Mar 2030 10:00:00 GMT": "2030-03-04T10:00:00+00:00",
    "1601-01-01T00:00:00Z": None,
    "9999-12-31T23:59:59Z": None,
    "0000-00-00": None,
    "0000-00-00T00:00:00Z": None,
    "Wed, 04 Mar 2026 10:00:00 +9999": None,
    "yesterday": None,
    "": None,
    "٢٠٢٦-٠٣-٠٤": None,
    "-1": None,
    "9" * 400: None,
    "Wed, 31 Feb 2026 10:00:00 GMT": None,
    "Wed, 04 Mar 2026 25:61:61 GMT": None,
    "2026-03-04T10:00:00+99:99": None,
}


def test_an_impossible_zone_in_a_feed_gives_no_time_not_another_day():
    item = b"<item><title>A</title><link>http://a.example/1</link><pubDate>Wed, 04 Mar 2026 10:00:00 +9999</pubDate></item>"
    (got,) = parse(b"<rss version='2.0'><channel>" + item + b"</channel></rss>").items
    assert (got.stated_at, got.stated_at_text) == (None, "Wed, 04 Mar 2026 10:00:00 +9999")


@pytest.mark.parametrize("codec", ["utf-7", "unicode_escape", "raw_unicode_escape", "rot13", "hz"])
@pytest.mark.parametrize("where", ["declaration", "header"])
def test_no_feed_is_decoded_with_a_codec_that_makes_markup(codec, where):
    declared = codec if where == "declaration" else "utf-8"
    body = (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><item>'
        "<title>+ADw-script+AD4- \\u003cb\\u003e</title><link>http://a.example/1</link></item></channel></rss>"
    )
    kind = f"application/rss+xml; charset={codec}" if where == "header" else "application/rss+xml"
    (got,) = parse(body.encode(), content_type=kind).items
    assert got.title == "+ADw-script+AD4- \\u003cb\\u003e"


def test_a_sitemap_of_plain_lines_is_a_list_and_other_text_is_none():
    assert parse(b"http://a.example/1\nhttp://a.example/2\n").form == "list"
    assert parse(b"https://a.example/1").form == "list"
    assert parse(b"see http://a.example/1 for more").form is None
    assert parse(b"http://a.example/1 is gone").form is None


@pytest.mark.parametrize("text", DATES)
def test_stated_times_are_read_or_left_alone(text):
    got = stated_time(text)
    assert (got.isoformat() if got else None) == DATES[text]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_times(text):
    got = stated_time(text)
    assert got is None or (got.tzinfo is not None and 1990 <= got.year < 2100)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<rss>", b"<feed>", b"<urlset>", b'{"items":[', b"\x1f\x8b"]),
)
def test_no_bytes_break_the_reading_of_feeds(body, start):
    parse(start + body)
    parse(start + body, "html")


def test_an_index_is_followed_newest_and_news_first_and_never_twice():
    children = (
        Child("http://paper.example/2019.xml", stated_time("2019-01-01")),
        Child("http://paper.example/2026.xml", stated_time("2026-03-04")),
        Child("http://paper.example/news.xml", None),
        Child("http://paper.example/seen.xml", stated_time("2026-03-04")),
        Child("http://paper.example/2026.xml", stated_time("2026-03-04")),
    )
    got = newest_children(children, frozenset({"http://paper.example/seen.xml"}), 2)
    assert [child.url for child in got] == ["http://paper.example/news.xml", "http://paper.example/2026.xml"]


ONE = "http://p.example/a"
LIST_FORMS = {
    "line ends of old machines": f"{ONE}\r{ONE}b\r".encode(),
    "a mark and Windows": f"\ufeff{ONE}\r\n{ONE}b\r\n".encode(),
}
ODD_FORMS = {
    "prefixed RSS": f"<x:rss xmlns:x='u'><x:channel><x:item><x:link>{ONE}</x:link></x:item></x:channel></x:rss>",
    "a comment before": f"<!-- <html> --><rss version='2.0'><channel><item><link>{ONE}</link></item></channel></rss>",
    "a sitemap in capitals": f"<URLSET><URL><LOC>{ONE}</LOC></URL></URLSET>",
    "RDF": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
           f"<item rdf:about='{ONE}'><title>T</title><link>{ONE}</link></item></rdf:RDF>",
}  # fmt: skip


@pytest.mark.parametrize("name", [*LIST_FORMS, *ODD_FORMS])
def test_odd_spellings_of_feeds_and_lists_are_read(name):
    body = LIST_FORMS.get(name) or ODD_FORMS[name].encode()
    parsed = parse_feed(
        body, content_type="", url="http://p.example/", kind="auto", max_items=9, max_bytes=9999
    )
    assert [item.url for item in parsed.items] == ([ONE, f"{ONE}b"] if name in LIST_FORMS else [ONE])


def test_a_list_may_be_written_as_some_markup():
    lines = [
        ONE,
        f"- {ONE}1",
        f"* [The story]({ONE}2)",
        f"<{ONE}3>",
        f"{ONE}4\tThe story",
        f"{ONE}5  # seen",
        "; note",
        "/rel",
    ]
    parsed = parse_feed(
        "\n".join(lines).encode(), content_type="", url="", kind="list", max_items=9, max_bytes=9999
    )
    assert [item.url for item in parsed.items] == [ONE, *(f"{ONE}{n}" for n in range(1, 6)), "/rel"]
