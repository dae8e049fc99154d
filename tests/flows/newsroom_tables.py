"""Reads a finished demo for comparison with `truth.toml`: which row of a table speaks of which article."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.demo import content
from flows.demo.content import load_newsroom
from warehouse.connection import Warehouse

Row = dict[str, Any]
TRUTH: dict[str, Any] = tomllib.loads(
    (Path(content.__file__).parent / "truth.toml").read_text(encoding="utf-8")
)


def article_of_url(url: str) -> str:
    """The newsroom's id of an article by its address, with either scheme and with or without a last slash."""
    found = {
        f"{site.host}{article.path}".rstrip("/"): article.article_id
        for site in load_newsroom()
        for article in site.articles
    }
    return found.get(url.split("://", 1)[1].rstrip("/"), url)


@dataclass(frozen=True)
class Demo:
    """The warehouse of a finished demo."""

    warehouse: Warehouse

    def rows(self, sql: str, *parameters: Any) -> list[Row]:
        return self.warehouse.rows(sql, list(parameters))

    def versions(self) -> dict[str, tuple[str, str]]:
        """Version id -> (the newsroom's article id, text)."""
        rows = self.rows(
            "select v.version_id, a.url, v.text from raw.version v join raw.article a using (article_id)"
        )
        return {row["version_id"]: (article_of_url(row["url"]), row["text"]) for row in rows}

    def stories(self, day: str) -> dict[str, set[str]]:
        """Story id -> the newsroom's article ids in it on the day."""
        versions = self.versions()
        stories: dict[str, set[str]] = {}
        for row in self.rows(
            "select story_id, version_id from raw.story_member where day = ?", date.fromisoformat(day)
        ):
            stories.setdefault(row["story_id"], set()).add(versions[row["version_id"]][0])
        return stories

    def claim_cells(self, claim: Row) -> dict[str, tuple[str, str]]:
        """Outlet -> (status found, status expected) in the claim row that most of the fragments fall into."""
        day = date.fromisoformat(claim["day"])
        versions = self.versions()
        members = self.rows("from raw.claim_member where day = ?", day)
        hits: Counter[tuple[str, str]] = Counter()
        for cell in claim["cells"]:
            hits.update(self._claims_at(cell, members, versions))
        if not hits:
            return {cell["outlet"]: ("nowhere", cell["statuses"][0]) for cell in claim["cells"]}
        story, number = max(hits, key=lambda key: (hits[key], key))
        found = {
            row["outlet_id"]: row["status"]
            for row in self.rows(
                "from raw.claim_status where day = ? and story_id = ? and claim_id = ?", day, story, number
            )
        }
        cells = {}
        for cell in claim["cells"]:
            status = found.get(cell["outlet"], "nowhere")
            cells[cell["outlet"]] = (status, status if status in cell["statuses"] else cell["statuses"][0])
        return cells

    def _claims_at(
        self, cell: Row, members: list[Row], versions: dict[str, tuple[str, str]]
    ) -> set[tuple[str, str]]:
        found = set()
        for member in members:
            article, text = versions[member["version_id"]]
            if article != cell.get("article"):
                continue
            start = text.find(cell["fragment"])
            end = start + len(cell["fragment"])
            shared = min(member["end_char"], end) - max(member["start_char"], start)
            if start >= 0 and shared > 0.5 * min(member["end_char"] - member["start_char"], end - start):
                found.add((member["story_id"], member["claim_id"]))
        return found
