"""A version is made by changed words of the article, never by an advert, a clock, a counter or a token."""

from datetime import UTC, datetime

import pytest

from tasks.read.moving import is_moving_line
from tasks.read.page import read_page
from tasks.read.rows import text_hash_of, version_rows
from tests.read.pages import PARAGRAPHS, URL, modern, paragraphs

NOW = datetime(2026, 3, 11, tzinfo=UTC)


def text_hash(body: str) -> str:
    page = read_page(modern(body), url=URL, content_type="text/html", fetched_at=NOW)
    return text_hash_of(page.text)


TOP, END = paragraphs(PARAGRAPHS[:2]), paragraphs(PARAGRAPHS[2:])
SAME = {
    "views": f"<p>1,204 views</p>{TOP}{END}",
    "how long ago": f"<p>Published 5 minutes ago</p>{TOP}{END}",
    "clock": f"<p>Updated 11 March 2026, 10:04</p>{TOP}{END}",
    "clock inside": f"{TOP}<p>Last updated: March 11, 2026 10:04 am</p>{END}",
    "reading time": f"<p>4 min read</p>{TOP}{END}",
    "player": f"<p>Listen to this article 5:31</p>{TOP}{END}",
    "readers": f"<p>3 people are reading this now</p>{TOP}{END}",
    "advert": f"{TOP}<div class='ad-slot'><p>Buy our boots now.</p></div>{END}",
    "advert mark": f"{TOP}<p>Advertisement</p>{END}",
    "comments": f"{TOP}{END}<p>27 comments</p>",
    "token": f"{TOP}{END}<input type=hidden value=x1><p style='display:none'>x1</p>",
    "blanks": (TOP + END).replace(" the ", " the&nbsp;"),
    "followers": f"{TOP}<p>12.3k followers</p>{END}",
    "times read": f"{TOP}<p>Read 1,204 times</p>{END}",
    "rating": f"{TOP}<p>Rating: 4.5/5 (12 votes)</p>{END}",
    "faces": f"{TOP}<p>👍 12 ❤️ 4</p>{END}",
    "bare clock": f"{TOP}<p>Mar 11, 2026 12:05 PM EST</p>{END}",
    "updated at": f"{TOP}<p>Last updated: 12:04 GMT</p>{END}",
    "today": f"{TOP}<p>Today is Wednesday, 11 March 2026</p>{END}",
    "zero width": (TOP + END).replace("ferry", "fer&#8203;ry"),
}


@pytest.mark.parametrize("name", SAME)
def test_what_changes_by_itself_makes_no_version(name):
    assert text_hash(SAME[name]) == text_hash(TOP + END)


def test_changed_words_make_one():
    assert text_hash((TOP + END).replace("4.2", "4.6")) != text_hash(TOP + END)


@pytest.mark.parametrize(
    "line",
    ["vor 3 Stunden", "Il y a 2 heures", "Hace 5 horas", "2 часа назад", "Lesezeit: 4 Min.", "12.5K shares",
     "Comments: 12", "1 hour 5 minutes ago", "Aktualisiert: 11.03.2026, 10:04 Uhr", "3時間前", "5 小时前", "2시간 전",
     "3 saat önce", "2 godziny temu", "for 3 timer siden", "3 tuntia sitten", "5 хвилин тому", "před 3 hodinami",
     "πριν από 2 ώρες", "منذ 3 ساعات", "לפני 3 שעות", "acum 2 ore", "3 giờ trước", "преди 3 часа"],
)  # fmt: skip
def test_clocks_and_counters_of_other_languages(line):
    assert is_moving_line(line)


@pytest.mark.parametrize(
    "line",
    ["Two hours ago the board met.", "Published in 2019, the report says the board failed", "Vote: 27 to 12",
     "She updated the plan on 3 March 2026.", "Updated rules came into force on 3 March 2026", "3 days",
     "9 March 2026: The board votes", "The 4 minutes of silence", "In 2019 the ferry"],
)  # fmt: skip
def test_lines_that_tell_something_stay(line):
    assert not is_moving_line(line)


NOTE = "an earlier version of this article gave another cost for the ferry."
CHANGED = {
    "correction": f"<p>Correction: {NOTE}</p>",
    "in an aside": f"<aside class=note><p>Correction (11 March): {NOTE}</p></aside>",
    "in a footer": f"<footer><p>Clarification: {NOTE}</p></footer>",
    "in a box": f"<div class='disclaimer box'><p>Editor’s note: {NOTE}</p></div>",
    "German": "<aside><p>Korrektur: In einer früheren Version stand ein anderer Preis.</p></aside>",
    "a last short sentence": "<p>No one was hurt.</p>",
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_note_of_correction_and_a_short_last_sentence_are_the_articles_own(name):
    assert text_hash(TOP + END + CHANGED[name]) != text_hash(TOP + END)


def rows(url: str, head: str = "", title: str = "Ferry line to close"):
    told = f"<article><h1>{title}</h1>{TOP}{END}</article>"
    body = f"<html><head><title>{title}</title>{head}</head><body>{told}</body></html>"
    page = read_page(body.encode(), url=url, content_type="text/html", fetched_at=NOW)
    return version_rows(page, outlet_id="paper", url=url, fetched_at=NOW)


def test_a_changed_headline_is_another_version_of_the_same_text():
    (one, before), (two, after) = rows(URL), rows(URL, title="Ferry line to stay")
    assert one.article_id == two.article_id and before.text_hash == after.text_hash
    assert before.version_id != after.version_id and after.title == "Ferry line to stay"


HOST = "https://www.paper.co.uk"
PAGE = f"{HOST}/news/2026/03/ferry-line"


def canonical(link: str) -> str:
    return f'<link rel="canonical" href="{link}">'


ONE_ARTICLE = [
    (PAGE + "/", ""), (PAGE + "?utm_source=x&ref=home", ""), (PAGE + "#comments", ""), (PAGE + "?source=rss", ""),
    (PAGE.replace("https", "http"), ""), (PAGE.replace("//www", "//WWW").replace("-", "%2D"), ""), (PAGE + "/amp", ""),
    (PAGE.replace("www.", ""), ""), (PAGE.replace("www.", "m."), ""), (PAGE.replace("www.", "amp."), canonical(PAGE)),
    (PAGE + ";jsessionid=4C1B", ""), (PAGE + "?PHPSESSID=4c1b", ""), (PAGE + "?sid=9f8e7d6c5b4a39281706", ""),
    *((PAGE + form, "") for form in (
        "?print=1", "?output=print", "?view=printer-friendly", "?Print=true", "?mobile=1", "?_amp=true", "/print",
    )),
    (PAGE.replace("/news", "/amp/news"), ""), (PAGE + "?outputType=amp", ""),
    (PAGE.replace("/news", "//news"), ""), (PAGE + "?x=1", canonical(PAGE)),
    *((PAGE, canonical(link)) for link in (
        HOST, f"{HOST}/news/", f"{HOST}/index.html", f"{HOST}/404", f"{HOST}/login?next=x", "undefined", "null", "{{url}}",
        f"{HOST}/{{{{slug}}}}", "%%canonical%%", "https://other.example/x", "javascript:void(0)", "http://",
        f"{PAGE}?utm_source=a", "http://localhost:3000/news/2026/03/ferry-line", PAGE.replace("www", "staging") + "-copy",
        f"{HOST}:8443/x", PAGE + "/amp",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("url", "head"), ONE_ARTICLE)
def test_one_article_is_one_whatever_its_address_and_its_template_say(url, head):
    assert rows(url, head)[0].article_id == rows(PAGE)[0].article_id


@pytest.mark.parametrize(
    ("one", "other"),
    [("/a?id=1", "/a?id=2"), ("/a?ref=1", "/a?ref=2"), ("/read?partner=1", "/read?partner=2"), ("/a?sid=1", "/a?sid=2"),
     ("/A", "/a"), ("/a/1", "/a/2"), ("/a%2Fb", "/a/b"), ("/?p=1", "/?p=2"), ("/a?1234", "/a?1235"),
     ("/a?print=12", "/a?print=13"), ("/a?view=1", "/a?view=2"), ("/a?type=opinion", "/a")],
)  # fmt: skip
def test_two_articles_stay_two(one, other):
    assert rows(HOST + one)[0].article_id != rows(HOST + other)[0].article_id
