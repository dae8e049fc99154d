"""`parallax compare`: a few articles on one event side by side, no warehouse, no run."""

from __future__ import annotations

import json
import string
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.documents import load_documents, name_documents, read_manifest
from flows.errors import DEGRADED, DONE, CommandError, wrong_usage
from flows.out_file import check_out
from tasks.compare.records import Document
from tasks.compare.side_by_side import side_by_side
from tasks.compare.side_by_side_records import SideBySide


def compare_documents(
    places: Sequence[str], manifest: Path | None, as_json: bool, html: Path | None, full: bool
) -> int:
    """Prints the comparison; returns 0, or 3 when some documents could not be read."""
    check_out(html)
    named = [*name_documents(places), *(read_manifest(manifest) if manifest else [])]
    if len(named) < 2:
        raise wrong_usage("compare needs at least two documents: files, addresses, or --manifest CSV")
    documents, problems = load_documents(named, datetime.now(UTC), _fetch)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if len(documents) < 2:
        code = max((p.code for p in problems), default=1)
        raise CommandError(f"only {len(documents)} of {len(named)} documents can be compared", code)
    view = compare_loaded(documents)
    if as_json:
        json.dump(view_json(view, documents), sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
    else:
        from rich.console import Console

        from flows.show_side_by_side import show_side_by_side

        width = None if sys.stdout.isatty() else 100
        show_side_by_side(view, Console(width=width, highlight=False), full=full)
    if html is not None:
        from dashboards.static import comparison_page

        html.write_text(comparison_page(view_json(view, documents)), encoding="utf-8", errors="replace")
        print(f"wrote {html}", file=sys.stderr)
    return DEGRADED if problems else DONE


def _fetch(url: str) -> tuple[bytes, str | None]:
    from flows.fetch_address import fetch_address  # the client and the settings; files need neither

    return fetch_address(url)


def compare_loaded(documents: Sequence[Document]) -> SideBySide:
    """The side-by-side view of documents that are one story."""
    from tasks.compare.day import compare_story
    from tasks.compare.settings import CompareSettings

    keys = {d.version_id: column_key(i) for i, d in enumerate(documents)}
    return side_by_side(documents, compare_story(documents, CompareSettings()), keys)


def column_key(index: int) -> str:
    """A, B ... Z, A2, B2 ...: short names of columns."""
    letter = string.ascii_uppercase[index % 26]
    return letter if index < 26 else f"{letter}{index // 26 + 1}"


def view_json(view: SideBySide, documents: Sequence[Document]) -> dict[str, Any]:
    """The view with every document's text, as plain values; offsets count code points of that text."""
    texts = {c.key: d for c, d in zip(view.columns, documents, strict=True)}
    plain = asdict(view)
    for column in plain["columns"]:
        document = texts[column["key"]]
        column.update(url=document.url, text=document.text)
    return plain
