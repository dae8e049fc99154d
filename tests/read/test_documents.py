import base64
import json

import pytest

from tasks.read.documents import read_document
from tasks.read.pipe import read_line
from tasks.read.records import PageText, Refusal
from tests.read import pages
from tests.read.pages import STANDFIRST, TEXT, TITLE
from tests.read.texts import TEXTS


def test_a_plain_text_keeps_its_characters_and_its_first_line_becomes_the_title():
    body = f"{TITLE}\r\n\r\n  Indented — “quoted”,\ttabbed.\r\nSecond  line.\r\n".encode()
    page = read_document(body, name="a.txt", content_type=None)
    assert page.title == TITLE
    assert page.text == "  Indented — “quoted”,\ttabbed.\nSecond  line."


def test_a_first_line_that_is_a_sentence_is_text_not_title():
    page = read_document(f"{TEXT}\n".encode(), name="a.txt", content_type=None)
    assert page.title is None
    assert page.text == TEXT


@pytest.mark.parametrize("language", ["german", "russian", "japanese", "arabic"])
def test_plain_text_in_an_old_charset_is_read(language):
    codec, text = TEXTS[language]
    assert read_document(text.encode(codec), name="a.txt", content_type=None).text == text


def test_an_html_document_is_read_as_a_page():
    for name in ("a.html", "a.htm", "page"):
        page = read_document(pages.modern(), name=name, content_type=None)
        assert isinstance(page, PageText)
        assert page.text == f"{STANDFIRST}\n\n{TEXT}"


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t ", "a.html", "empty"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(200), "a.txt", "not_html"),
        (bytes(range(1, 32)) * 40, "a.txt", "not_html"),
        (b"x" * 9_000_000, "a.txt", "too_large"),
    ],
)
def test_what_is_no_text_is_refused_by_name(body, name, reason):
    refusal = read_document(body, name=name, content_type=None)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert name in refusal.detail


def test_a_pipe_line_gives_the_article_with_the_time_in_its_own_zone():
    row = {"id": "7", "html_base64": base64.b64encode(pages.modern()).decode(), "url": pages.URL}
    out = read_line(json.loads(json.dumps(row)))
    assert out == {
        "id": "7",
        "text": f"{STANDFIRST}\n\n{TEXT}",
        "title": TITLE,
        "authors": ["Ida Holm", "Per Askin"],
        "published_at": "2026-03-10T07:30:00+01:00",
        "modified_at": "2026-03-10T09:05:00+01:00",
        "language": "en",
        "refused": None,
    }


def test_html_given_as_text_is_utf8_whatever_its_meta_tag_says():
    html = pages.modern().decode().replace('<meta charset="utf-8">', '<meta charset="windows-1251">')
    assert read_line({"id": 1, "html": html})["text"] == f"{STANDFIRST}\n\n{TEXT}"


def test_a_refused_page_gives_its_reason_and_no_text():
    out = read_line({"id": 1, "html": pages.bare("404", "<p>Page not found</p>").decode()})
    assert (out["refused"], out["text"]) == ("soft_404", "")


@pytest.mark.parametrize("row", [{"id": 1}, {"id": 1, "html": 5}, {"id": 1, "html_base64": "a"}])
def test_a_row_without_a_page_is_an_error_for_its_line(row):
    with pytest.raises(ValueError):
        read_line(row)


def test_letters_without_words_are_not_a_text():
    assert (
        read_document(b"\x81\x8d\x8f\x90\x9d\xff\xfe" * 300, name="x.txt", content_type=None).reason
        == "not_html"
    )
    assert read_document("東京で地震があった。".encode() * 40, name="x.txt", content_type=None).text
