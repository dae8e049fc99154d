"""A version is made by changed words of the article, never by an advert, a clock, a counter or a token."""

from datetime import UTC, datetime

import pytest

from tasks.read.moving import is_moving_line
from tasks.read.page import read_page
from tasks.read.rows import text_hash_of
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
     "Comments: 12", "1 hour 5 minutes ago", "Aktualisiert: 11.03.2026, 10:04 Uhr"],
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
