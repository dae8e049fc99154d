"""outlets.toml: what is accepted, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.outlets import OutletsError, parse_outlets, read_outlets

ROOT = Path(__file__).parents[2]

GOOD = """
[outlet.harbour-post]
name = "The Harbour Post"
country = "XA"
language = "en"
domains = ["harbourpost.example"]
feeds = ["https://harbourpost.example/rss", { url = "https://harbourpost.example/news.xml", kind = "sitemap" }]
expected_articles = [2, 40]
"""


def test_the_bundled_file_watches_the_world():
    outlets = read_outlets(ROOT / "outlets.toml")
    assert len(outlets) >= 30
    assert len({o.country for o in outlets}) >= 10
    kinds = {c for o in outlets for c in o.collections}
    assert {"agency", "broadsheet", "tabloid", "public", "state-run", "exile", "arab", "africa"} <= kinds
    assert all(o.expected_articles for o in outlets)
    assert not kinds & {"left", "right", "centre", "center", "liberal", "conservative"}


def test_a_table_becomes_a_record():
    (outlet,) = parse_outlets(GOOD, "o.toml")
    assert outlet.outlet_id == "harbour-post"
    assert [f.kind for f in outlet.feeds] == ["auto", "sitemap"]
    assert outlet.expected_articles == (2, 40)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("country", "cuntry"), r"o\.toml:4: .*unknown key 'cuntry'; did you mean 'country'"),
        (GOOD + "\n[outlet.harbour-post]\n", r"o\.toml:10: '\[outlet\.harbour-post\]' stands twice"),
        (GOOD + 'name = "again"\n', r"o\.toml:9: .*stands twice"),
        (GOOD.replace('language = "en"\n', ""), r"o\.toml:2: .*key 'language' is missing"),
        (
            GOOD.replace("https://harbourpost.example/rss", "ftp://x"),
            r"o\.toml:7: .*'ftp://x' is not an http",
        ),
        (GOOD.replace('"sitemap"', '"sitmap"'), r"unknown feed kind 'sitmap'; did you mean 'sitemap'"),
        (GOOD.replace("[2, 40]", "[40, 2]"), r"o\.toml:8: .*expected_articles must be \[low, high\]"),
        (GOOD.replace('"XA"', '"Xalandia"'), r"o\.toml:4: .*country must be"),
        (GOOD.replace("[outlet.harbour-post]", "[outlet.Harbour]"), r"lower-case letters"),
        ("", r"holds no outlet"),
        ("[outlets.x]\n", r"o\.toml:1: unknown key 'outlets'; did you mean 'outlet'"),
        ("[outlet.x\n", r"o\.toml:1: not valid TOML"),
        (GOOD.replace('"https://harbourpost.example/rss"', '"https://[::1/rss"'), r"not an http"),
    ],
)
def test_mistakes_name_file_line_and_remedy(text: str, said: str):
    with pytest.raises(OutletsError, match=said):
        parse_outlets(text, "o.toml")


def test_a_missing_file_says_so(tmp_path: Path):
    with pytest.raises(OutletsError, match=r"nowhere\.toml: not found"):
        read_outlets(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(OutletsError, match="UTF-8"):
        read_outlets(tmp_path / "latin.toml")
