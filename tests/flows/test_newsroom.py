"""The bundled newsroom: what it holds, how it serves, and that it keeps to its virtual clock."""

from __future__ import annotations

import gzip
import http.client
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import feedparser
import lxml.html
import pytest
from lxml import etree
from protego import Protego

from flows.demo import content
from flows.demo.content import OUTLETS, body_text, find_article, load_newsroom, load_site
from flows.demo.server import POLLS, Newsroom

LAST = POLLS[-1]
DEMO = Path(content.__file__).parent


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def get(
    room: Newsroom, host: str, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    address, port = room.routes()[host]
    connection = http.client.HTTPConnection(address, port, timeout=5)
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Host": host}
    connection.request(method, path, headers=sent)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def linked(room: Newsroom, outlet: str) -> list[str]:
    """Paths that the outlet's feed links now, without queries."""
    site = load_site(outlet)
    _, body = get(room, site.host, site.settings["feed_path"])
    if outlet == "worldglance":
        urls = [item["url"] for item in json.loads(body)["items"]]
    elif outlet == "lethmar":
        urls = [str(u) for u in etree.fromstring(body).xpath("//*[local-name()='loc']/text()")]
    else:
        urls = [str(entry["link"]) for entry in feedparser.parse(BytesIO(body)).entries]
    assert all(url.startswith(f"http://{site.host}/") for url in urls)
    return [url.removeprefix(f"http://{site.host}").split("?")[0] for url in urls]


def test_five_outlets_with_enough_articles_about_enough_events() -> None:
    sites = load_newsroom()
    articles = [a for site in sites for a in site.articles]
    assert [site.outlet_id for site in sites] == list(OUTLETS)
    assert len(articles) >= 66
    assert all(len(site.articles) >= 10 for site in sites)
    assert len({a.event for a in articles}) >= 14
    assert len({a.article_id for a in articles}) == len(articles)
    assert len({(a.outlet_id, a.path) for a in articles}) == len(articles)
    widely = [
        e for e in {a.event for a in articles} if len({a.outlet_id for a in articles if a.event == e}) >= 4
    ]
    assert len(widely) >= 8


def test_everything_happens_within_the_three_days() -> None:
    for site in load_newsroom():
        for article in site.articles:
            assert datetime(2031, 3, 3, tzinfo=UTC) <= article.published_at < LAST
            assert all(v.at <= LAST for v in article.versions)
            assert article.section in site.settings["sections"]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_page_is_served_and_holds_its_article(room: Newsroom, outlet: str) -> None:
    room.set_now(LAST)
    site = load_site(outlet)
    charset = site.settings.get("charset", "utf-8")
    for article in site.articles:
        response, body = get(room, site.host, article.path)
        assert response.status == 200, article.path
        tree = lxml.html.fromstring(body.decode(charset))
        shown = " ".join(tree.text_content().split())
        for paragraph in body_text(article.version_at(LAST)).split("\n\n"):
            assert paragraph in shown, (article.article_id, paragraph)
        assert article.version_at(LAST).title in shown


@pytest.mark.parametrize("outlet", ["northwire", "courier", "klaxon"])
def test_rss_and_atom_feeds_are_well_formed(room: Newsroom, outlet: str) -> None:
    room.set_now(POLLS[3])
    site = load_site(outlet)
    _, body = get(room, site.host, site.settings["feed_path"])
    feed = feedparser.parse(BytesIO(body))
    assert not feed.bozo
    assert feed.version == {"northwire": "rss20", "courier": "atom10", "klaxon": "rss20"}[outlet]
    assert all(entry.title and entry.published_parsed for entry in feed.entries)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_clock_hides_what_is_not_yet_published(room: Newsroom, outlet: str) -> None:
    site = load_site(outlet)
    for now in POLLS[:4]:
        room.set_now(now)
        out = {a.path for a in site.articles if a.published_at <= now}
        extras = {e.path for e in site.extras if e.published_at <= now}
        assert set(linked(room, outlet)) == out | extras
    later = next(a for a in site.articles if a.published_at > POLLS[3])
    assert get(room, site.host, later.path)[0].status == 404
    response, _ = get(room, site.host, "/")
    assert response.headers["Date"].startswith("Mon, 03 Mar 2031 23:30:00")


def test_an_unchanged_feed_answers_304_to_either_validator(room: Newsroom) -> None:
    room.set_now(POLLS[1])
    host, path = "marellcourier.example", "/feeds/all.atom"
    first, body = get(room, host, path)
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": tag},
        {"If_Modified_Since": modified},
        {"If_None_Match": f'"x", W/{tag}'},
    ):
        response, empty = get(room, host, path, **headers)
        assert (response.status, empty) == (304, b"")
        assert response.headers["ETag"] == tag
    stale, _ = get(room, host, path, If_None_Match='"other"', If_Modified_Since=modified)
    assert stale.status == 200
    room.set_now(POLLS[2])
    changed, newer = get(room, host, path, If_None_Match=tag)
    assert changed.status == 200 and newer != body


def test_gzip_has_its_own_validator_and_the_same_bytes_inside(room: Newsroom) -> None:
    room.set_now(POLLS[1])
    plain, body = get(room, "northwire.example", "/rss.xml")
    zipped, packed = get(room, "northwire.example", "/rss.xml", Accept_Encoding="gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    again, _ = get(
        room, "northwire.example", "/rss.xml", Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"]
    )
    assert again.status == 304


def test_head_sends_no_body(room: Newsroom) -> None:
    room.set_now(LAST)
    response, body = get(room, "northwire.example", "/rss.xml", method="HEAD")
    assert response.status == 200 and body == b"" and int(response.headers["Content-Length"]) > 100


def test_the_old_site_is_windows_1252_and_says_so_only_in_the_page(room: Newsroom) -> None:
    room.set_now(LAST)
    article = find_article("lt-qarvish-experts")
    response, body = get(room, "lethmartoday.example", article.path)
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1252" in body
    assert "Emil Žorat".encode("cp1252") in body and b"\x93" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_robots_closes_a_section_that_the_feed_links(room: Newsroom) -> None:
    room.set_now(POLLS[0])
    for site in load_newsroom():
        response, body = get(room, site.host, "/robots.txt")
        assert response.status == 200
        rules = Protego.parse(body.decode())
        closed = [
            p for p in linked(room, site.outlet_id) if not rules.can_fetch(f"http://{site.host}{p}", "x")
        ]
        assert closed == (
            ["/clients/2031/03/03/advisory-planned-coverage"] if site.outlet_id == "northwire" else []
        )


def test_one_outlet_is_down_for_the_whole_of_the_second_day(room: Newsroom) -> None:
    for now in POLLS[4:8]:
        room.set_now(now)
        for path in ("/robots.txt", "/feed.json", "/p/giant-reef"):
            response, _ = get(room, "worldglance.example", path)
            assert response.status == 503 and response.headers["Retry-After"] == "3600"
        assert get(room, "northwire.example", "/rss.xml")[0].status == 200
    room.set_now(POLLS[8])
    assert get(room, "worldglance.example", "/feed.json")[0].status == 200


def test_an_article_is_edited_between_two_polls(room: Newsroom) -> None:
    article = find_article("mc-outage")
    room.set_now(POLLS[9])
    first, before = get(room, "marellcourier.example", article.path)
    room.set_now(POLLS[10])
    second, after = get(room, "marellcourier.example", article.path, If_None_Match=first.headers["ETag"])
    assert second.status == 200
    assert b"Lethmari hackers cut off the power" in before
    assert b"what the interior minister suspects" in after
    assert b'"dateModified": "2031-03-05T16:30:00+01:00"' in after


def test_the_live_blog_grows_over_the_day(room: Newsroom) -> None:
    article = find_article("mc-ferry-live")
    posts = []
    for now in POLLS[4:7]:
        room.set_now(now)
        _, body = get(room, "marellcourier.example", article.path)
        posts.append(body.count(b'class="post__head"'))
    assert posts == [1, 3, 5]


def test_the_teaser_says_that_it_is_not_free(room: Newsroom) -> None:
    room.set_now(LAST)
    _, body = get(room, "marellcourier.example", find_article("mc-gas-teaser").path)
    assert b'"isAccessibleForFree": false' in body


def test_the_feeds_carry_links_that_are_no_articles(room: Newsroom) -> None:
    room.set_now(LAST)
    kinds = {e.kind: (site.host, e.path) for site in load_newsroom() for e in site.extras}
    assert set(kinds) == {"soft_404", "tag", "video", "disallowed"}
    response, body = get(room, *kinds["soft_404"])
    assert response.status == 200 and b"be found" in body


def test_adverts_change_by_the_hour_and_the_text_does_not(room: Newsroom) -> None:
    article = find_article("dk-karvesh")
    pages = []
    for now in (POLLS[1], POLLS[2]):
        room.set_now(now)
        response, body = get(room, "dailyklaxon.example", article.path)
        assert "ETag" not in response.headers
        pages.append(body)
    assert pages[0] != pages[1]


def test_the_same_instant_gives_the_same_bytes(room: Newsroom) -> None:
    room.set_now(LAST)
    with Newsroom(LAST) as other:
        for site in load_newsroom():
            for path in (site.articles[0].path, site.settings["feed_path"]):
                assert get(room, site.host, path)[1] == get(other, site.host, path)[1]


def test_requests_are_logged_with_the_virtual_instant() -> None:
    with Newsroom(POLLS[0]) as room:
        get(room, "northwire.example", "/rss.xml")
        get(room, "northwire.example", "/nothing")
        assert [(r.at, r.host, r.path, r.status) for r in room.requests] == [
            (POLLS[0], "northwire.example", "/rss.xml", 200),
            (POLLS[0], "northwire.example", "/nothing", 404),
        ]


def test_a_host_that_is_no_outlet_is_misdirected() -> None:
    with Newsroom() as room:
        connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=5)
        connection.request("GET", "/", headers={"Host": "elsewhere.example"})
        assert connection.getresponse().status == 421
        connection.close()


def test_a_clock_without_a_zone_is_refused() -> None:
    with Newsroom() as room, pytest.raises(ValueError, match="needs a zone"):
        room.set_now(datetime(2031, 3, 3))  # noqa: DTZ001


def test_polls_are_four_a_day_and_end_late() -> None:
    assert Counter(at.date() for at in POLLS) == {POLLS[i].date(): 4 for i in (0, 4, 8)}
    assert all(POLLS[i].time().isoformat("minutes") == "23:30" for i in (3, 7, 11))
    assert list(POLLS) == sorted(POLLS) and POLLS[-1] - POLLS[0] < timedelta(days=3)


def test_the_outlets_file_names_the_hosts_and_feeds_that_are_served() -> None:
    outlets = tomllib.loads((DEMO / "outlets.toml").read_text())["outlet"]
    assert set(outlets) == set(OUTLETS)
    for outlet_id, outlet in outlets.items():
        site = load_site(outlet_id)
        feed = outlet["feeds"][0]
        url = feed if isinstance(feed, str) else feed["url"]
        assert outlet["domains"] == [site.host]
        assert url == f"http://{site.host}{site.settings['feed_path']}"
        assert outlet["name"] == site.settings["name"] and outlet["country"] == site.settings["country"]
