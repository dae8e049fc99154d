# ruff: noqa: E501 - pages stand here as a server would send them
"""Walls in many languages and of many makers, and reports that only look like them."""

import pytest

from tasks.read.imported import read_any
from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tests.read import pages
from tests.read.pages import PARAGRAPHS, TITLE, bare, jsonld, modern, paragraphs


def read(body: bytes, path: str = "/a/1"):
    return read_page(
        body, url=f"https://www.kestrelpost.example.com{path}", content_type="text/html", fetched_at=None
    )


BLOCKED = [
    (
        "Making sure you’re not a bot!",
        "Calculating... You see this because the administrator has set up Anubis to protect the server against scraping.",
    ),
    ("Vercel Security Checkpoint", "We're verifying your browser"),
    (
        "Request Rejected",
        "The requested URL was rejected. Please consult with your administrator. Your support ID is: 123456789012345",
    ),
    (
        "Queue",
        "You are now in line. When it is your turn, you will have ten minutes to enter the website, so please stay here.",
    ),
    (
        "Kestrel",
        "451: Unavailable due to legal reasons. We recognize that you come from a country that enforces the GDPR; access cannot be granted at this time.",
    ),
    ("Too Many Requests", "Please try again later."),
    ("Ci siamo quasi…", "Verifica di essere un essere umano completando l'azione seguente."),
    ("Один момент…", "Подтвердите, что вы человек, выполнив указанное действие."),
    ("しばらくお待ちください...", "人間であることを確認します。これには数秒かかる場合があります。"),
    ("Kestrel", "<div class='cf-turnstile'></div>Please wait."),
    ("Kestrel", "<script>window.rbzns={}</script><noscript>Please wait.</noscript>"),
]
CONSENT = [
    (
        "Kestrel",
        "We Care About Your Privacy. We and our partners process data to provide personalised ads and content, ad measurement and audience insights.",
    ),
    ("Kestrel", "<div id='sp_message_container_1'>Our 842 friends look at what you read.</div>"),
    (
        "Küste",
        "Besuchen Sie uns wie gewohnt mit Werbung und Tracking oder nutzen Sie das PUR-Abo für 2,99 Euro im Monat, jederzeit kündbar.",
    ),
    (
        "Côte",
        "En refusant les cookies, vous devez vous abonner pour accéder au site. Vous pouvez aussi accepter et lire gratuitement.",
    ),
    (
        "Costa",
        "Tu privacidad es importante para nosotros. Nosotros y nuestros socios almacenamos información en un dispositivo.",
    ),
    (
        "Kust",
        "Wij en onze partners gebruiken cookies om informatie op te slaan. Klik op akkoord om verder te gaan naar de website.",
    ),
    (
        "Wybrzeże",
        "Szanujemy Twoją prywatność. My i nasi partnerzy przechowujemy informacje na urządzeniu i uzyskujemy do nich dostęp.",
    ),
    ("Kıyı", "Gizliliğinize önem veriyoruz. Çerezleri kullanıyoruz."),
]
MISSING = [
    ("Kestrel Post", "Oops! That page can’t be found. It looks like nothing was found here."),
    ("Error 404 (Not Found)!!1", "That’s all we know."),
    (
        "Kestrel",
        "Sorry, this story has expired. Stories from our partner agencies are available on this site for 30 days only.",
    ),
    (
        "kestrel.example",
        "This domain is for sale! Make an offer to its present owner, or call one of our friendly brokers at any time.",
    ),
    ("Küste", "Dieser Artikel ist leider nicht mehr verfügbar."),
    ("Erreur 404 - Côte", "Désolé."),
    ("Kusten", "Sidan du söker finns inte eller har flyttats."),
    ("Берег", "К сожалению, такой страницы не существует."),
    ("Kıyı", "Aradığınız sayfa bulunamadı."),
    ("الساحل", "عذرا، الصفحة التي تبحث عنها غير موجودة."),
]
WALLS = (
    [("blocked", *w) for w in BLOCKED]
    + [("consent_wall", *w) for w in CONSENT]
    + [("soft_404", *w) for w in MISSING]
)


@pytest.mark.parametrize(("reason", "title", "text"), WALLS)
def test_a_wall_is_refused_under_its_name_in_any_language(reason, title, text):
    refusal = read(bare(title, f"<p>{text}</p>"))
    assert isinstance(refusal, Refusal) and refusal.reason == reason


@pytest.mark.parametrize(
    "banner",
    [
        "<div id='onetrust-consent-sdk'><p>We care about your privacy.</p><button>Accept all</button></div>",
        "<div class='cookies'><p>Wir verwenden Cookies und andere Technologien.</p></div>",
        "<form><div class='g-recaptcha'></div></form><p>Sorry, this page may have been removed from print.</p>",
    ],
)
def test_a_dated_brief_under_a_banner_is_an_article(banner):
    body = f"{banner}<article><h1>{TITLE}</h1>{paragraphs(PARAGRAPHS[:2])}</article>"
    page = read(bare(TITLE, body, head=jsonld()))
    assert isinstance(page, PageText) and PARAGRAPHS[0] in page.text


@pytest.mark.parametrize(
    "wall",
    [
        "<div id='poool-widget'><p>Article réservé aux abonnés. Il vous reste 80 % à lire.</p></div>",
        "<div class='zephr-regwall'><p>Register for free to continue reading</p></div>",
        "<div class='betaalmuur'><p>Dit artikel is alleen voor abonnees</p></div>",
        "<div class='maksumuuri'><p>Tämä sisältö on vain tilaajille</p></div>",
        "<div class='paywall'><p>Полный текст доступен по подписке</p></div>",
        "<div class='paywall'><p>この記事は会員限定です。続きを読むにはログインしてください</p></div>",
    ],
)
def test_a_beginning_before_a_wall_for_payers_is_a_teaser(wall):
    page = read(bare(TITLE, f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>{wall}</article>"))
    assert page.kind == "teaser"


@pytest.mark.parametrize(
    "head",
    [
        jsonld(isAccessibleForFree=0),
        jsonld(isAccessibleForFree=["False"]),
        "<meta itemprop='isAccessibleForFree' content='false'>",
    ],
)
def test_access_for_payers_is_read_in_every_form_it_is_stated_in(head):
    page = read(modern(f"<p>{PARAGRAPHS[0]}</p>", head=head))
    assert (page.free_access, page.kind) == (False, "teaser")


def beginning(of_article: str = "", head: str = "", behind: str = "", more: str = "") -> bytes:
    body = (
        f"<main><article {of_article}><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>{behind}</article></main>{more}"
    )
    return bare(TITLE, body, head=head)


@pytest.mark.parametrize(
    "body",
    [
        *(
            beginning(mark)
            for mark in (
                "data-paywall",
                "data-locked='1'",
                "data-access-level='subscriber'",
                "data-isPremium=true",
            )
        ),
        *(
            beginning(f"class='story {name}'")
            for name in ("is-locked", "premium_article", "post--subscriberOnly")
        ),
        *(
            beginning(behind=f"<div {name}></div>")
            for name in ("id=paywall", "class='Paywall_box__x1'", "class=content-gate")
        ),
        *(
            beginning(head=f"<meta name={name}>")
            for name in ("isPremium content=yes", "article:access content=paid")
        ),
        beginning(
            head=jsonld(
                hasPart={"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".x"}
            )
        ),
        beginning(head=jsonld(isAccessibleForFree={"@value": "False"})),
        beginning(behind="<link itemprop=isAccessibleForFree href=https://schema.org/False>"),
    ],
)
def test_markup_alone_tells_a_beginning_for_payers(body):
    assert read(body).kind == "teaser"


@pytest.mark.parametrize(
    "body",
    [
        *(
            beginning(mark)
            for mark in ("data-paywall=false", "data-access='free'", "class='no-paywall'", "data-tier=all")
        ),
        beginning(
            more="<aside><div class=paywall></div><a class=is-locked data-premium=true>x</a></aside><div id=paywall></div>"
        ),
        beginning(behind="<ul><li class=is-locked data-paywall=true><a href=/b>Other</a></li></ul>"),
        beginning("data-paywall=true", head=jsonld(isAccessibleForFree=True)),
        beginning(
            behind=f"<div class=paywall>{''.join(f'<p>{n} {p}</p>' for n in range(4) for p in PARAGRAPHS)}</div>"
        ),
    ],
)
def test_markup_around_a_free_or_whole_article_makes_no_teaser(body):
    assert read(body).kind == "article"


@pytest.mark.parametrize(
    ("title", "path", "head", "times", "kind"),
    [
        ("Ferry vote latest", "/news/live/ferry", "", 6, "live_blog"),
        ("Live: the ferry vote", "/2026/ferry", "", 6, "live_blog"),
        ("Diretta: il voto sul traghetto", "/2026/voto", "", 6, "live_blog"),
        ("Ferry vote", "/2026/ferry", "<meta itemprop='liveBlogUpdate' content='1'>", 0, "live_blog"),
        (
            "Ferry vote",
            "/2026/ferry",
            "<body itemscope itemtype='https://schema.org/LiveBlogPosting'>",
            0,
            "live_blog",
        ),
        ("Live: the ferry vote", "/2026/ferry", "", 0, "article"),
        ("Ferry vote", "/live/ferry", "", 0, "article"),
        ("Ferry timetable", "/2026/ferry", "", 6, "article"),
    ],
)
def test_a_live_blog_shows_its_times(title, path, head, times, kind):
    updates = "".join(f"<p>{hour}:15 {PARAGRAPHS[1]} {hour}</p>" for hour in range(9, 9 + times))
    body = modern(updates + paragraphs(), head=head or "<meta name='x' content='y'>")
    assert read(body.replace(TITLE.encode(), title.encode()), path).kind == kind


@pytest.mark.parametrize(
    "label", ["text/plain", "application/json", "application/octet-stream", "image/png", None]
)
def test_a_page_is_a_page_whatever_its_server_calls_it(label):
    body = b"<?xml version='1.0'?><!-- made by hand -->" + pages.weblog()
    page = read_any(body, url="https://a.example/1", content_type=label, fetched_at=None)
    assert isinstance(page, PageText) and page.title == TITLE and "<p>" not in page.text


@pytest.mark.parametrize(
    "body",
    [
        b"\0\0\0\x1cftypavif <p>",
        b"MZ\0\1<html>",
        b"II*\0<a>",
        b"BZh9<p>",
        b"{\\rtf1 <p>",
        bytes(range(256)) * 40,
    ],
)
def test_other_files_are_told_by_their_bytes(body):
    assert read(body).reason == "not_html"


SPARSE = [
    ("blocked", "Veuillez confirmer que vous n’êtes pas un robot pour continuer."),
    ("blocked", "请完成安全验证以继续访问。请拖动滑块完成拼图。"),
    ("blocked", "Dieses Angebot ist in Ihrem Land nicht verfügbar."),
    ("consent_wall", "Koristimo kolačiće kako bismo vam pružili bolje iskustvo. Prihvati sve."),
    ("empty_extract", "Für diese Seite wird JavaScript benötigt. Bitte schalten Sie es ein."),
    ("empty_extract", "Loading..."),
    ("not_an_article", "Произошла ошибка. Попробуйте позже."),
    ("soft_404", "Stranica koju tražite ne postoji."),
    ("soft_404", "您访问的文章不存在或已被删除。"),
]


@pytest.mark.parametrize(("reason", "text"), SPARSE)
def test_a_few_words_on_a_page_that_states_nothing_are_no_article_whatever_its_address(reason, text):
    body = f"<h1>Kestrel</h1><p>{text}</p>"
    refusal = read(bare("Kestrel", body), "/news/2026/03/10/second-ferry")
    assert isinstance(refusal, Refusal) and refusal.reason == reason
    stated = read(bare("Kestrel", f"{body}<p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p>", head=jsonld()))
    assert isinstance(stated, PageText)


def test_text_for_browsers_without_scripts_is_read_where_there_is_no_other():
    article = f"<article><h1>{TITLE}</h1>{paragraphs()}</article>"
    page = read(bare(TITLE, f"<div id=app></div><noscript>{article}</noscript>"))
    assert isinstance(page, PageText) and all(p in page.text for p in PARAGRAPHS)
