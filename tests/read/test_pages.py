import random
from datetime import UTC, datetime

import pytest

from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tests.read import pages
from tests.read.pages import PARAGRAPHS, STANDFIRST, TEXT, TITLE, URL

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


def read(body: bytes, url: str | None = URL, content_type: str | None = "text/html") -> PageText | Refusal:
    return read_page(body, url=url, content_type=content_type, fetched_at=NOW)


def test_a_modern_page_gives_the_article_and_nothing_around_it():
    page = read(pages.modern())
    assert page.text == f"{STANDFIRST}\n\n{TEXT}"
    assert page.title == TITLE
    assert page.authors == ("Ida Holm", "Per Askin")
    assert page.published.at == datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
    assert page.published.zone == "+01:00"
    assert page.modified.at == datetime(2026, 3, 10, 8, 5, tzinfo=UTC)
    assert (page.language, page.section, page.canonical_url, page.kind) == ("en", "Harbour", URL, "article")
    assert dict(page.methods)["published"] == "jsonld"


def test_a_weblog_gives_the_article_without_author_box_tags_and_comments():
    page = read(pages.weblog(), url="https://coast.example.org/2026/03/ferry")
    assert page.text == TEXT
    assert page.title == TITLE
    assert page.published.at == datetime(2026, 3, 10, 6, 30, tzinfo=UTC)


def test_nested_tables_in_an_old_charset_give_paragraphs():
    page = read(pages.tables(), url="http://www.port.example.net/news/12.html")
    assert page.encoding == "cp1251"
    assert page.language == "ru"
    assert len(page.text.split("\n\n")) == 3
    assert page.text.startswith("Совет порта")
    assert "Новость номер" not in page.text


def test_paragraphs_of_curly_quotes_in_windows_1252_survive_a_wrong_declaration():
    body = (
        pages.modern()
        .decode()
        .replace('<meta charset="utf-8">', '<meta charset="iso-8859-2">')
        .encode("cp1252")
    )
    page = read(body)
    assert "“We could not have waited another winter,”" in page.text
    assert page.damaged == 0


def test_links_inside_sentences_stay_and_lists_of_links_go():
    links = "".join(
        f'<li><a href="/{n}">Another headline about the harbour number {n}</a></li>' for n in range(6)
    )
    body = paragraph_with_link() + f"<ul>{links}</ul>" + pages.paragraphs(PARAGRAPHS[1:])
    page = read(pages.modern(body))
    assert "the island council disputes" in page.text
    assert "voted on Tuesday" in page.text
    assert "Another headline" not in page.text


def paragraph_with_link() -> str:
    return "<p>The harbour board <a href='/b'>voted on Tuesday</a> to order a new ferry.</p>"


def test_a_list_that_a_colon_introduces_belongs_to_the_article():
    points = "".join(f'<li><a href="/{n}">{n} crossings a day in summer</a></li>' for n in (4, 6, 8))
    body = (
        pages.paragraphs()
        + f"<p>The board published the following timetables:</p><ul>{points}</ul>"
        + pages.paragraphs(
            ("It promised to listen to the island before the final one is printed in spring.",)
        )
    )
    assert "6 crossings a day in summer" in read(pages.modern(body)).text


def test_a_related_box_inside_the_text_goes_and_the_text_after_it_stays():
    box = "<h3>Read more</h3><div class='box'><p>Storm closes the coast road for days</p></div>"
    page = read(pages.modern(pages.paragraphs(PARAGRAPHS[:2]) + box + pages.paragraphs(PARAGRAPHS[2:])))
    assert page.text == f"{STANDFIRST}\n\n{TEXT}"


def test_a_second_rendering_of_the_text_is_dropped():
    page = read(pages.modern(pages.paragraphs() + "<div class='print-copy'>" + pages.paragraphs() + "</div>"))
    assert page.text.count("Ulla Brandt") == 1


def test_an_opening_paragraph_outside_the_body_is_kept():
    page = read(
        pages.modern(extra="").replace(
            b'<div class="article-body">',
            b'<div class="x"><p>' + PARAGRAPHS[0].encode() + b'</p></div><div class="article-body">',
            1,
        )
    )
    assert page.text.count("second ferry for the crossing") == 1


def test_text_after_an_early_end_of_the_page_is_read():
    body = pages.modern().replace(b"</nav>", b"</nav></body></html>", 1)
    assert TEXT in read(body).text


@pytest.mark.parametrize("tag", ["div", "x-box", "ins", "table"])
@pytest.mark.parametrize("depth", [50, 300, 3_000, 50_000])
def test_deep_nesting_never_loses_text(depth, tag):
    nested = f"<{tag}>" * depth + pages.paragraphs() + f"</{tag}>" * depth
    assert read(pages.bare(TITLE, f"<h1>{TITLE}</h1>{nested}")).text == TEXT


def test_text_stated_in_jsonld_stands_in_where_the_page_shows_only_its_beginning():
    stated = "\n\n".join(PARAGRAPHS * 3)
    page = read(pages.modern(f"<p>{PARAGRAPHS[0]}</p>", head=pages.jsonld(articleBody=stated)))
    assert page.text == stated
    assert dict(page.methods)["text"] == "jsonld"


def test_hidden_marks_and_controls_are_taken_out_of_text_and_title():
    dirty = (
        PARAGRAPHS[0].replace("harbour", "har\u200bbour").replace("second", "sec\u202eond\u0007")
        + "\U000e0041"
    )
    page = read(pages.modern(pages.paragraphs((dirty, *PARAGRAPHS[1:]))))
    assert PARAGRAPHS[0] in page.text


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        (URL, URL),
        ("/news/2026/03/10/second-ferry-skarn", URL),
        ("https://m.kestrelpost.example.com/news/2", "https://m.kestrelpost.example.com/news/2"),
        ("https://elsewhere.example.org/news/2026/03/10/second-ferry-skarn", None),
        ("https://www.kestrelpost.example.com/", None),
        ("javascript:alert(1)", None),
        ("https://user@www.kestrelpost.example.com/a", None),
        ("http://[::1", None),
    ],
)
def test_a_canonical_address_is_believed_only_inside_the_site(stated, believed):
    body = pages.modern().replace(f'href="{URL}"'.encode(), f'href="{stated}"'.encode(), 1)
    assert read(body).canonical_url == believed


def test_a_breadcrumb_headline_gives_way_to_the_one_readers_see():
    body = pages.modern().replace(
        f"<h1>{TITLE}</h1>".encode(),
        f"<ol class='breadcrumb'><li><h1>Ferry Skarn price vote</h1></li></ol><h2>{TITLE}</h2>".encode(),
    )
    assert read(body).title == TITLE


def test_a_much_older_date_beside_the_headline_wins_over_the_date_of_a_move():
    body = pages.bare(
        TITLE,
        f"<article><h1>{TITLE}</h1><p>March 10, 2019</p>{pages.paragraphs()}</article>",
        head='<meta property="article:published_time" content="2025-11-02T10:00:00Z">',
    )
    assert read(body).published.at == datetime(2019, 3, 10, tzinfo=UTC)


def test_a_planned_date_is_flagged_and_a_nonsense_date_is_not_used():
    assert (
        read(pages.modern(head=pages.jsonld(datePublished="2026-09-01T08:00:00Z"))).published.flag == "future"
    )
    page = read(pages.modern(head=pages.jsonld(datePublished="0001-01-01T00:00:00Z")))
    assert page.published.flag != "absurd"


@pytest.mark.parametrize(
    ("said", "free"), [(True, True), ("False", False), ("http://schema.org/True", True), (None, None)]
)
def test_free_access_is_what_the_publisher_says(said, free):
    assert read(pages.modern(head=pages.jsonld(isAccessibleForFree=said))).free_access is free


def test_broken_jsonld_is_mended_or_passed_over():
    good = pages.jsonld()
    broken = good.replace('"articleSection"', '"bad": "line\nbreak", "articleSection"').replace(
        "}</script>", ",}</script>"
    )
    assert read(pages.modern(head=broken)).section == "Harbour"
    assert (
        read(pages.modern(head='<script type="application/ld+json">{"@type": "NewsArticle", </script>')).title
        == TITLE
    )
    assert isinstance(
        read(pages.modern(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>")), PageText
    )


def test_mangled_pages_are_read_or_refused_never_a_fault():
    rng = random.Random(20260310)
    stated = b'[{"@type": ["Article", 5], "author": [[{}]], "datePublished": {}}]'
    noise = (
        b"<", b">", b'"', b"\x00", b"\xff\xfe", b"<!--", b"<script>", b"<div>" * 300, b"&#x110000;", b"<button>",
        b'<script type="application/ld+json">' + stated + b"</script>", b'<link rel="canonical" href="http://[">',
        b'<time datetime="9999-99-99">', b"<template>", b"<p hidden>",
    )  # fmt: skip
    for _ in range(300):
        body = bytearray(rng.choice((pages.modern(), pages.weblog(), pages.tables())))
        for _ in range(rng.randint(1, 10)):
            at = rng.randrange(len(body) + 1)
            change = rng.random()
            if change < 0.5:
                body[at:at] = rng.choice(noise)
            elif change < 0.7:
                del body[at : at + rng.randint(1, 300)]
            else:
                body[at:at] = bytes([rng.randrange(256)])
        url = rng.choice((URL, None, "http://[::1", "not an address"))
        assert isinstance(read(bytes(body), url=url), PageText | Refusal)


@pytest.mark.parametrize("tag", ["article", "main", "section"])
def test_a_page_that_leaves_out_the_tags_it_may_has_a_body_all_the_same(tag):
    told = f"<h1>Ferry</h1>{pages.paragraphs(PARAGRAPHS)}"
    html = f"<!doctype html><title>Ferry</title><header>Site</header><{tag}>{told}</{tag}>"
    page = read_page(html.encode(), url=None, content_type=None, fetched_at=None)
    assert isinstance(page, PageText) and all(p in page.text for p in PARAGRAPHS)
