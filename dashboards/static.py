"""Self-contained pages: one file, no script, no request; to mail, to print, to keep.

All text is escaped by the template engine; links go to http(s) addresses only.
"""

from __future__ import annotations

import functools
from datetime import datetime
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


def comparison_page(view: dict[str, Any]) -> str:
    """One page of the plain values of a side-by-side view (columns with text, claims, voices ...)."""
    return _templates().get_template("comparison.html.j2").render(view=view, status=STATUS)


@functools.cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    templates.filters["when"] = when
    templates.filters["safe_link"] = safe_link
    templates.filters["visible"] = visible
    templates.filters["figure"] = figure
    return templates


def when(at: datetime | None) -> str:
    """An instant in UTC for people, or that it is not stated."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "time not stated"


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
