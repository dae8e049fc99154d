"""Self-contained pages hold no script and ask nobody for anything, whatever the texts say."""

from __future__ import annotations

import re
from pathlib import Path

from pages_data import DAY

from dashboards.report import drawn_claims, report_page
from warehouse.connection import open_warehouse
from warehouse.pages import story_evidence
from warehouse.read import daily_table, daily_tables


def test_report_of_hostile_texts_is_still_and_alone(hostile_for_pages: Path) -> None:
    with open_warehouse(hostile_for_pages, read_only=True) as published:
        tables = {name: daily_table(published, name, DAY).to_pylist() for name in daily_tables()}
        evidence = {s: story_evidence(published, DAY, s, c, None, 4) for s, c in drawn_claims(tables).items()}
    page = report_page(DAY, tables, {}, evidence)
    assert "§100" in page and "default-src 'none'" in page
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    tags = set(re.findall(r"<(\w+)", body))
    assert not tags & {
        "script",
        "img",
        "iframe",
        "svg",
        "link",
        "object",
        "embed",
        "form",
        "base",
        "video",
        "audio",
    }
    assert not re.search(r"<[^>]+\son\w+=", body), "no handlers"
    assert "url(" not in "".join(re.findall(r"<style>.*?</style>", page, flags=re.S))
    assert "color-scheme:light dark" in page
