"""Every page draws without error, restores itself from its address, and speaks plainly when it cannot draw."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from pages_data import DAY, LAST, STORY
from streamlit.testing.v1 import AppTest

VIEWS = ("today", "story", "outlets", "voices", "names", "numbers", "health", "ask")

PROGRAM = """
from dashboards import frame
from dashboards.views import {view}
from warehouse.errors import WarehouseError
try:
    {view}.show()
except WarehouseError as problem:
    frame.trouble(problem)
"""


def opened(view: str, copy: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("PARALLAX_PUBLISHED", str(copy))
    page = AppTest.from_string(PROGRAM.format(view=view), default_timeout=20)
    for key, value in address.items():
        page.query_params[key] = value
    return page.run()


def drawn(page: AppTest) -> str:
    assert not page.exception, [e.message for e in page.exception]
    return "\n".join(str(element.proto.body) for element in page.main if element.type == "html") + "\n".join(
        _bodies(page.main)
    )


def _bodies(block: object) -> list[str]:
    found = []
    for child in getattr(block, "children", {}).values():
        if getattr(child, "type", "") == "html":
            found.append(str(child.proto.body))
        found += _bodies(child)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_page_draws(view: str, copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(view, copy_for_pages, monkeypatch)
    assert "<h1>" in drawn(page)
    assert any(e.label == "How is this computed?" for e in page.expander)


@pytest.mark.parametrize("view", VIEWS)
def test_page_draws_hostile_texts(
    view: str, hostile_for_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = drawn(opened(view, hostile_for_pages, monkeypatch, day=f"{DAY}", story=STORY, least="1"))
    assert "<script" not in shown and "<img" not in shown and 'href="javascript' not in shown


def test_address_restores_day_and_filter(copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("today", copy_for_pages, monkeypatch, day=f"{DAY}", q="11 boats", outlet="night_mail")
    assert page.selectbox(key="pick-day").value == f"{DAY}"
    shown = drawn(page)
    assert "Storm 1" in shown and "Storm 0" not in shown
    assert f"story?day={DAY}&amp;story=s1-{DAY}" in shown


def test_choices_go_into_the_address(copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("today", copy_for_pages, monkeypatch)
    page.selectbox(key="pick-day").select(f"{DAY}").run()
    assert page.query_params["day"] in (f"{DAY}", [f"{DAY}"])
    assert page.selectbox(key="pick-day").value == f"{DAY}"


def test_story_shows_sentences_with_the_span_marked(
    copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = drawn(opened("story", copy_for_pages, monkeypatch, day=f"{DAY}", story=STORY))
    assert "<mark>" in shown and "open the article" in shown
    assert "Harbour master Ines Kotal" in shown, "the sentence around the span"
    assert "Storm 0" in shown and "Who was first" in shown and "Edited after publication" in shown
    assert "Reprints" in shown and "nearest sentence found" in shown


def test_unknown_story_is_said(copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = drawn(opened("story", copy_for_pages, monkeypatch, day=f"{DAY}", story="s9-none"))
    assert "The story asked for has no article on this day." in shown


def test_pairs_that_could_be_chance_are_drawn_so(
    copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("outlets", copy_for_pages, monkeypatch, day=f"{LAST}", level="selection")
    shown = drawn(page)
    assert 'class="unclear"' in shown and "could be chance" in shown


@pytest.mark.parametrize("view", ("today", "voices", "health"))
def test_empty_copy_says_what_to_do(view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.connection import open_warehouse

    open_warehouse(tmp_path / "empty.duckdb").close()
    assert "holds no day yet" in drawn(opened(view, tmp_path / "empty.duckdb", monkeypatch))


@pytest.mark.parametrize("view", VIEWS)
def test_missing_copy_says_what_to_do(view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = drawn(opened(view, tmp_path / "nothing.duckdb", monkeypatch))
    assert "Nothing has been published yet." in shown and "parallax demo" in shown


def test_damaged_copy_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "damaged.duckdb"
    path.write_bytes(b"no database at all" * 400)
    assert "cannot be read" in drawn(opened("today", path, monkeypatch))


def test_copy_of_another_schema_says_what_to_do(
    copy_for_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = tmp_path / "older.duckdb", tmp_path / "newer.duckdb"
    for path, change in (
        (older, "drop table daily.stories"),
        (newer, "update meta.schema_version set version = 9999"),
    ):
        path.write_bytes(copy_for_pages.read_bytes())
        path.chmod(0o644)
        with duckdb.connect(str(path)) as engine:
            engine.execute(change)
    assert "an older Parallax made it" in drawn(opened("today", older, monkeypatch))
    assert "made by a newer Parallax" in drawn(opened("today", newer, monkeypatch))


def test_locked_copy_says_what_to_do(
    copy_for_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "held.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    path.chmod(0o644)
    with duckdb.connect(str(path)):
        shown = drawn(opened("today", path, monkeypatch))
    assert "held by another process" in shown


def test_old_copy_is_called_old(
    copy_for_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    stamp = path.stat().st_mtime - timedelta(days=3).total_seconds()
    os.utime(path, (stamp, stamp))
    assert "No run has been published since" in drawn(opened("today", path, monkeypatch))


def test_sql_page_answers_and_refuses(copy_for_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("ask", copy_for_pages, monkeypatch, sql="select outlet_id, articles from daily.coverage")
    assert page.dataframe and "articles" in drawn(page)
    shown = drawn(opened("ask", copy_for_pages, monkeypatch, sql="drop table daily.stories"))
    assert "The query was not answered." in shown
