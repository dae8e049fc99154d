"""Pages that state things oddly: one of each kind that was once taken for something else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tests.read.pages import PARAGRAPHS, TITLE, bare, paragraphs

URL = "https://www.kestrelpost.example.com/news/1"
STATED = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-03-04T10:00:00+01:00",
    "author": "Ola Brandt",
}
NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)


def read(body: str, head: str = "", title: str = TITLE, url: str = URL) -> PageText | Refusal:
    return read_page(
        bare(title, f"<article><h1>{title}</h1>{body}</article>", head=head),
        url=url,
        content_type="text/html",
        fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
    )


def stating(*blocks: object) -> str:
    texts = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    return "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)


def test_of_several_stated_articles_the_one_whose_headline_the_page_shows_is_its_own():
    other = {
        **STATED,
        "headline": "A ship of another port",
        "datePublished": "2020-01-01T00:00:00Z",
        "author": "Ida Holm",
    }
    page = read(paragraphs(), stating([other, STATED]))
    assert (page.published.at, page.authors) == (NINE, ("Ola Brandt",))


def test_a_block_broken_by_quotation_marks_still_gives_its_times():
    broken = json.dumps({**STATED, "description": "X"}).replace('"X"', '"he said "never" again"')
    assert read(paragraphs(), stating(broken)).published.at == NINE


@pytest.mark.parametrize(
    "address", ["https://www.kestrelpost.example.com/ola-brandt", "//kestrelpost.example.com/ola"]
)
def test_an_address_in_the_authors_place_is_no_list_of_names(address):
    assert read(paragraphs(), stating({**STATED, "author": address})).authors == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4 mars 2026", 4),
        ("4. März 2026", 4),
        ("4 марта 2026 10:00", 4),
        ("2026年3月4日", 4),
        ("04.03.2026", 4),
        ("3/4/2026", None),
    ],
)
def test_a_day_stated_in_any_language_is_read_and_an_ambiguous_one_is_not(text, day):
    published = read(paragraphs(), stating({**STATED, "datePublished": text})).published
    assert (published and published.at and published.at.day) == day


@pytest.mark.parametrize(
    "line",
    [
        "4. marca 2026", "4. marec 2026", "4. март 2026.", "4 март 2026", "4 Μαρτίου 2026", "4 مارس 2026", "4 במרץ 2026",
        "4. märts 2026", "2026 m. kovo 4 d.", "2026. gada 4. marts", "4 de març de 2026", "४ मार्च २०२६", "৪ মার্চ ২০২৬",
        "٤ مارس ٢٠٢٦",
        "4 مارس/آذار 2026", "4. ožujka 2026.", "4 มีนาคม 2569", "Ngày 4 tháng 3 năm 2026", "2026ko martxoaren 4a",
        "4 сакавіка 2026",
    ],
)  # fmt: skip
def test_a_date_is_shown_in_many_languages(line):
    published = read(f"<p>{line}</p>{paragraphs()}").published
    assert published.at.date().isoformat() == "2026-03-04"


def test_a_sites_name_in_the_heading_is_not_the_headline_below_it():
    named = "Kestrel Ferry"
    page = read_page(
        bare(TITLE, f"<h1><a href='/'>{named}</a></h1><article><h2>{TITLE}</h2>{paragraphs()}</article>"),
        url=URL,
        content_type="text/html",
        fetched_at=None,
    )
    assert page.title == TITLE


def test_markup_in_an_authors_name_is_none():
    assert read(paragraphs(), stating({**STATED, "author": "<a href=/o>Ola Brandt</a>"})).authors == (
        "Ola Brandt",
    )


@pytest.mark.parametrize("relation", ["CANONICAL", "Canonical", "alternate canonical"])
def test_a_canonical_link_is_one_in_any_case(relation):
    page = read(paragraphs(), f"<link rel='{relation}' href='{URL}'>", url=f"{URL}?page=1")
    assert page.canonical_url == URL


@pytest.mark.parametrize(
    "note",
    [
        "Il vous reste 83.4% de cet article à lire. La suite est réservée aux abonnés.",
        "Este contenido es exclusivo para suscriptores",
        "Lees dit artikel verder met een abonnement",
        "Artikeln är låst för prenumeranter",
        "Pozostało 80% artykułu. Dostęp dla prenumeratorów.",
        "Материал доступен только по подписке",
        "この記事は有料会員限定です。",
        "이 기사는 구독자 전용입니다",
        "هذا المحتوى متاح للمشتركين فقط",
        "הכתבה זמינה למנויים בלבד",
        "Log in to continue reading this article",
    ],
)
def test_a_text_that_breaks_off_at_a_note_for_payers_is_a_teaser_whatever_its_markup(note):
    assert read(f"<p>{PARAGRAPHS[0]}</p><div><p>{note}</p></div>").kind == "teaser"
    elsewhere = f"<p>{note}</p>" + "<p>Other words of the page stand here.</p>" * 12
    body = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    page = read_page(
        bare(TITLE, f"<aside>{elsewhere}</aside><article><h1>{TITLE}</h1>{body}</article>"),
        url=URL,
        content_type="text/html",
        fetched_at=None,
    )
    assert page.kind == "article"


@pytest.mark.parametrize("title", ["Burza ve Velmu ONLINE", "Vihar Velmben", "ベルムの嵐"])
def test_entries_with_marked_up_clocks_make_a_live_blog_in_any_language(title):
    entries = "".join(
        f"<div><time datetime='2026-03-04T{hour:02}:15:00Z'>{hour}:15</time><p>{PARAGRAPHS[1]} {hour}</p></div>"
        for hour in range(9, 15)
    )
    assert read(entries, title=title).kind == "live_blog"


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        (
            "Privacy",
            "We and our 842 partners store and/or access information on a device, such as cookies.",
            "consent_wall",
        ),
        (
            "Service Unavailable",
            "We'll be back shortly. Thank you for your patience while we improve the site.",
            "not_an_article",
        ),
        (
            "Error",
            "Error establishing a database connection. The information in your file is incorrect or the host is down.",
            "not_an_article",
        ),
        (
            "Kestrel",
            "Wegen Wartungsarbeiten ist unsere Seite vorübergehend nicht erreichbar. Bitte später erneut versuchen.",
            "not_an_article",
        ),
    ],
)
def test_pages_of_partners_and_of_broken_servers_are_no_articles(title, text, reason):
    refusal = read(f"<p>{text}</p>", title=title)
    assert isinstance(refusal, Refusal) and refusal.reason == reason


@pytest.mark.parametrize(
    "block",
    [
        {**STATED, "@type": "newsarticle "},
        {f"schema:{key}" if key[0] != "@" else key: value for key, value in STATED.items()},
        {**STATED, "datePublished": {"@type": "Date", "@value": STATED["datePublished"]}},
        {**STATED, "datePublished": 1772614800.0},
        json.dumps(STATED)[:-1],
        json.dumps({**STATED, "image": 0}).replace("0}", "undefined}"),
        json.dumps({**STATED, "name": "@"})
        .replace("@", "Skarn\\'s ferry")
        .replace("Skarn\\'s ferrytype", "@type"),
    ],
)
def test_a_statement_written_oddly_is_still_one(block):
    page = read(paragraphs(), stating(block))
    assert (page.published.at, page.authors) == (NINE, ("Ola Brandt",))
