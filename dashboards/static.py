"""Self-contained pages: one file, no script, no request; to mail, to print, to keep.

All text is escaped by the template engine; links go to http(s) addresses only.
"""

from __future__ import annotations

import functools
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

TEMPLATES = Path(__file__).parent / "templates"
#: Mark (shape) and words of each status; the shape alone tells them apart.
STATUS = {
    "asserted": ("●", "asserts"),
    "endorsed": ("◉", "endorses"),
    "attributed": ("○", "attributes"),
    "distanced": ("◌", "distances"),
    "denied": ("⊘", "denial only"),
    "contradicted": ("✕", "contradicts"),
    "omitted": ("–", "omits"),
    "not_observed": ("·", "not observed"),
}


#: The same words for several outlets.
SEVERAL = {
    "asserted": "assert",
    "endorsed": "endorse",
    "attributed": "attribute",
    "distanced": "distance",
    "denied": "carry only the denial",
    "contradicted": "contradict",
    "omitted": "omit",
    "not_observed": "not observed",
}


def many(status: str, outlets: int) -> str:
    """What so many outlets do with a claim: `1 omits`, `4 assert`."""
    if status == "denied" and outlets == 1:
        return "1 carries only the denial"
    return f"{outlets} {STATUS[status][1] if outlets == 1 else SEVERAL[status]}"


def comparison_page(view: dict[str, Any]) -> str:
    """One page of the plain values of a side-by-side view (columns with text, claims, voices ...)."""
    return _templates().get_template("comparison.html.j2").render(view=view, status=STATUS)


def fragment(template: str, **values: Any) -> str:
    """A part of a page from a template; everything scraped is escaped."""
    return _templates().get_template(template).render(status=STATUS, **values)


@functools.cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    templates.globals.update(STATUS=STATUS, many=many)
    templates.filters["when"] = when
    templates.filters["safe_link"] = safe_link
    templates.filters["visible"] = visible
    templates.filters["figure"] = figure
    templates.filters["plain"] = plain
    return templates


def when(at: datetime | None, precision: str | None = None) -> str:
    """An instant in UTC for people, as precise as it was stated, or that it is not stated."""
    if at is None:
        return "time not stated"
    return f"{at:%Y-%m-%d}" if precision in ("day", "month", "year") else f"{at:%Y-%m-%d %H:%M} UTC"


def safe_link(url: str | None) -> str:
    """`url` if it is a plain http(s) address without control characters, else an empty string."""
    if not url or any(ord(c) < 33 for c in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def visible(text: str | None, most: int = 2000) -> str:
    """`text` with bidirectional and other format controls made harmless and its length bounded."""
    shown = "".join(c for c in text or "" if c.isprintable() or c in "\n\t")
    return shown if len(shown) <= most else shown[:most] + "…"


def figure(value: float | None) -> str:
    """A number for people, empty when there is none."""
    return "" if value is None else f"{value:,.10g}"


#: Claims drawn of each story; the complete table stands below.
MATRIX_LINES = 15
_CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")


def report_page(day: date, tables: dict[str, list[dict[str, Any]]]) -> str:
    """One page of a day's tables (rows by table name): stories with claims x outlets, then every table."""
    shared = [row for row in tables.get("stories", []) if row["outlets"] > 1]
    claims: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in tables.get("claims", []):
        claims.setdefault(row["story_id"], {}).setdefault(row["claim_id"], []).append(row)
    stories = [
        _report_story(row, claims.get(row["story_id"], {}))
        for row in sorted(shared, key=lambda r: (-(r["contested_claims"] or 0), -r["outlets"], r["story_id"]))
    ]
    template = _templates().get_template("report.html.j2")
    return template.render(day=day, stories=stories, tables=tables, status=STATUS)


def _report_story(story: dict[str, Any], claims: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    lines = []
    for cells in claims.values():
        carried = [c["status"] for c in cells if c["status"] in _CARRIED]
        if len(carried) > 1:
            kinds = len(set(carried))
            lines.append((-kinds, -len(carried), cells[0]["claim_id"], cells))
    lines.sort(key=lambda line: line[:3])
    shown = [
        {"label": cells[0]["label"], "cells": {c["outlet_id"]: c for c in cells}}
        for *_, cells in lines[:MATRIX_LINES]
    ]
    outlet_ids = sorted(
        {o for line in shown for o, c in line["cells"].items() if c["status"] != "not_observed"}
    )
    return {**story, "matrix": shown, "outlet_ids": outlet_ids, "more": max(0, len(lines) - MATRIX_LINES)}


def plain(value: Any) -> str:
    """Any value of a table as one text."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return ", ".join(plain(part) for part in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
