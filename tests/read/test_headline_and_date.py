"""Headline and day of pages that state neither for machines, as their readers see them."""

from datetime import UTC, datetime

import pytest

from tasks.read.page import read_page
from tasks.read.records import PageText
from tests.read.pages import TITLE, bare, paragraphs

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


def read(title: str, body: str, head: str = "") -> PageText:
    page = read_page(
        bare(title, body, head=head), url="https://a.example/ferry", content_type=None, fetched_at=NOW
    )
    assert isinstance(page, PageText)
    return page


def test_of_two_headings_the_one_that_repeats_a_statement_is_the_headline():
    page = read(f"Kestrel: {TITLE}", f"<h1>Kestrel</h1><h1>{TITLE}</h1>{paragraphs()}")
    assert page.title == TITLE


def test_a_lone_heading_worded_unlike_every_statement_is_the_headline():
    shared = '<meta property="og:title" content="Ferry news">'
    assert read("Ferry news", f"<h1>{TITLE}</h1>{paragraphs()}", shared).title == TITLE


def test_a_sites_name_as_the_only_heading_is_no_headline():
    assert read(TITLE, f"<h1>Ida's Blog</h1><h2>{TITLE}</h2>{paragraphs()}").title == TITLE


def test_styles_inside_a_heading_are_not_its_words():
    assert read(TITLE, f"<h1><style>.a{{color:red}}</style>{TITLE}</h1>{paragraphs()}").title == TITLE


@pytest.mark.parametrize(
    "around",
    [
        "<h3>Storm closes the coast road</h3><div>3 March 2026</div><h1>{t}</h1><p>By Ida Holm</p><div>9 March 2026</div>",
        "<h1>{t}</h1><p>Available until 1 April 2026</p><div>9 March 2026</div>",
        "<h1>{t}</h1><p>The crossing has been served by one ferry alone since the old yard of Velm was closed for good, "
        "on 1 May 2019.</p><div>9 March 2026</div>",
        "<h1>{t}</h1><div class='comments'><time datetime='2026-03-10T10:00Z'>10 March</time></div><div>9 March 2026</div>",
    ],
)
def test_the_day_is_the_one_that_stands_for_the_article(around):
    page = read(TITLE, around.replace("{t}", TITLE) + paragraphs())
    assert page.published is not None
    assert page.published.at == datetime(2026, 3, 9, tzinfo=UTC)


def test_a_report_dated_by_its_month_keeps_that_precision():
    page = read(TITLE, f"<h1>{TITLE}</h1>{paragraphs()}<h6>Date</h6><p>November 2025</p>")
    assert page.published is not None
    assert (page.published.precision, page.published.at) == ("month", datetime(2025, 11, 1, tzinfo=UTC))
