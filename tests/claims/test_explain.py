"""The view of a text and its claims."""

from __future__ import annotations

from html.parser import HTMLParser

from tasks.claims.explain import explain_html, explain_text
from tasks.claims.extract import extract_claims

TEXT = "Hale claimed <script>alert(1)</script> without evidence that 40 dams broke. The “reform” failed."


def test_terminal_view_holds_the_text_and_every_rule() -> None:
    claims = extract_claims(TEXT)
    plain = explain_text(TEXT, claims).plain
    assert plain.startswith(TEXT)
    assert all(a.rule in plain and a.engagement in plain for a in claims.attributions)
    assert "scare_quote" in plain


def test_page_is_escaped_and_loads_nothing() -> None:
    page = explain_html(TEXT, extract_claims(TEXT))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "http" not in page and "src=" not in page

    class Words(HTMLParser):
        text = ""
        inside = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = self.inside or ("class", "text") in attrs

        def handle_endtag(self, tag: str) -> None:
            self.inside = self.inside and tag != "p"

        def handle_data(self, data: str) -> None:
            self.text += data if self.inside else ""

    words = Words()
    words.feed(page)
    assert words.text == TEXT


def test_views_say_when_claims_are_not_observed() -> None:
    claims = extract_claims("Il pleut.", language="xx")
    assert "not observed" in explain_text("Il pleut.", claims).plain
    assert "not observed" in explain_html("Il pleut.", claims)


def test_empty_text() -> None:
    claims = extract_claims("")
    assert claims.sentences == ()
    assert explain_html("", claims)
