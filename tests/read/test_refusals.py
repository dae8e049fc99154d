# ruff: noqa: E501 - pages stand here as a server would send them
import pytest

from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tests.read import pages
from tests.read.pages import PARAGRAPHS, TITLE


def read(
    body: bytes, url: str = "https://www.kestrelpost.example.com/a/1", content_type: str | None = "text/html"
):
    return read_page(body, url=url, content_type=content_type, fetched_at=None)


REFUSED = {
    "empty": [b"", b"  \r\n\t ", b"\xef\xbb\xbf\n", b"\x00" * 500],
    "not_html": [
        b"%PDF-1.7 ...",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\n",
        b"\x1f\x8b\x08\x00",
        b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
        b'<?xml version="1.0"?>\n<urlset xmlns="x"></urlset>',
        b"just a line of text without any markup",
    ],
    "blocked": [
        pages.bare("Just a moment...", "<p>Checking your browser before accessing the site.</p>"),
        pages.bare("Kestrel Post", "<div id='cf-challenge-running'></div><p>One more step, please wait.</p>"),
        pages.bare("Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>"),
        pages.bare("Security", "<p>We have seen unusual traffic from your network. Prove you are human to go on.</p>"),
    ],
    "consent_wall": [
        pages.bare(
            "Kestrel Post",
            "<h1>Your privacy is important to us</h1><p>We and our partners store and/or access information on a device.</p>"
            "<button>Accept all</button><button>Manage options</button>",
        ),
        pages.bare(
            "Küstenpost",
            "<p>Um unsere Seite zu lesen, brauchen wir Ihre Zustimmung zu Cookies und ähnlichen Techniken, die Werbung erlauben.</p>"
            "<button>Alle akzeptieren</button>",
            lang="de",
        ),
    ],
    "soft_404": [
        pages.bare("Page not found - Kestrel Post", "<h1>Page not found</h1><p>Try the search or go to the front page.</p>"),
        pages.bare("Kestrel Post", "<h1>Sorry</h1><p>The page you are looking for has moved or never existed. Try our search.</p>"),
        pages.bare("Seite nicht gefunden | Küstenpost", "<p>Leider gibt es diese Seite nicht oder nicht mehr.</p>", lang="de"),
    ],
    "empty_extract": [
        pages.bare("Kestrel Post", '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'),
        pages.bare("Kestrel Post", "<nav><a href='/'>Home</a><a href='/b'>Sport</a></nav><div id='app'></div>"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("reason", "body"), [(r, b) for r, bodies in REFUSED.items() for b in bodies])
def test_a_page_without_an_article_is_refused_with_its_reason(reason, body):
    refusal = read(body)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert refusal.detail


def test_too_large_a_page_is_refused_before_it_is_decoded():
    assert read(b"<html>" + b"x" * 9_000_000).reason == "too_large"


def test_unreadable_bytes_are_refused_as_such():
    noise = bytes((n * 7919 + n // 3) % 251 for n in range(4000)).replace(b"<", b"x").replace(b"\x00", b"y")
    refusal = read(b"<html><body><p>" + noise + b"</p></body></html>")
    assert isinstance(refusal, PageText) or refusal.reason in ("bad_charset", "empty_extract", "not_html")


def test_bytes_of_another_kind_under_an_html_label_are_sniffed():
    assert read(b"%PDF-1.4", content_type="text/html; charset=utf-8").reason == "not_html"
    assert isinstance(read(pages.modern(), content_type="application/octet-stream"), PageText)


@pytest.mark.parametrize(
    "title",
    [
        "Court: page not found guilty of spying",
        "Officials: access denied to island inspectors",
        "404 years of shipbuilding in Velm",
    ],
)
def test_an_article_about_missing_pages_is_not_refused(title):
    body = pages.bare(
        title, f"<article><h1>{title}</h1>{pages.paragraphs()}{pages.paragraphs(PARAGRAPHS)}</article>"
    )
    assert isinstance(read(body), PageText)


def test_a_long_article_that_mentions_cookies_is_not_a_consent_wall():
    extra = "<p>The ministry said that we value your privacy and that accept all cookies buttons would be banned.</p>"
    body = pages.bare(
        TITLE,
        f"<article><h1>{TITLE}</h1>{extra}{''.join(f'<p>{n} {p}</p>' for n in range(5) for p in PARAGRAPHS)}</article>",
    )
    assert isinstance(read(body), PageText)


def test_a_brief_on_a_site_behind_a_challenge_service_is_an_article():
    script = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    page = read(
        pages.bare(TITLE, f"<article><h1>{TITLE}</h1>{pages.paragraphs(PARAGRAPHS[:2])}</article>{script}")
    )
    assert isinstance(page, PageText)


def test_a_short_article_under_a_cookie_banner_is_an_article():
    banner = "<div id='banner'><p>We value your privacy. We and our partners store cookies.</p><button>Accept all</button></div>"
    missing = "<p>This page doesn't exist in print.</p>"
    page = read(
        pages.bare(
            TITLE, f"{banner}{missing}<article><h1>{TITLE}</h1>{pages.paragraphs(PARAGRAPHS[:3])}</article>"
        )
    )
    assert isinstance(page, PageText)
    assert PARAGRAPHS[0] in page.text


def test_a_paywalled_beginning_is_a_teaser_with_its_text():
    offer = "<div class='paywall'><p>Subscribe to continue reading this article and all others on the site.</p></div>"
    page = read(pages.modern(f"<p>{PARAGRAPHS[0]}</p>" + offer, head=pages.jsonld(isAccessibleForFree=False)))
    assert page.kind == "teaser"
    assert page.free_access is False
    assert PARAGRAPHS[0] in page.text
    assert "Subscribe to continue" not in page.text


def test_a_live_blog_is_known_by_its_type_or_by_address_and_title():
    updates = "".join(f"<h2>{h}:15</h2><p>At {h}:15 {PARAGRAPHS[1]}</p>" for h in range(9, 15))
    stated = read(pages.modern(updates, head=pages.jsonld(**{"@type": "LiveBlogPosting"})))
    assert stated.kind == "live_blog"
    titled = pages.modern(updates).replace(TITLE.encode(), b"Ferry vote: live updates from the harbour")
    assert read(titled, url="https://www.kestrelpost.example.com/live/ferry-vote").kind == "live_blog"


def test_a_gallery_is_known_by_its_type_or_by_address_and_few_words():
    assert read(pages.modern(head=pages.jsonld(**{"@type": "ImageGallery"}))).kind == "gallery"
    few = pages.modern(f"<p>{PARAGRAPHS[2]}</p>")
    assert read(few, url="https://www.kestrelpost.example.com/gallery/ferry").kind == "gallery"


def test_an_interview_is_known_by_its_questions():
    talk = "".join(
        f"<p>Why did round {n} of the talks fail?</p><p>{n}. {PARAGRAPHS[1]}</p>" for n in range(7)
    )
    assert read(pages.modern(talk)).kind == "interview"
