"""Self-contained pages: one file, no script, no request; to mail, to print, to keep.

All text is escaped by the template engine; links go to http(s) addresses only.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from dashboards.statuses import STATUS, UNDECIDED, many, standing

TEMPLATES = Path(__file__).parent / "templates"
#: Style sheets in their order.
LOOK = ("tokens.css", "look.css", "plots.css")


def comparison_page(view: dict[str, Any]) -> str:
    """One page of the plain values of a side-by-side view (columns with text, claims, voices ...)."""
    return fragment("comparison.html.j2", view=view)


def fragment(template: str, **values: Any) -> str:
    """A page, or a part of one, from a template; everything scraped is escaped.

    `fresh` gives identifiers that are new inside one page.
    """
    values.setdefault("fresh", _counter())
    return _templates().get_template(template).render(**values)


def stylesheet() -> str:
    """The look of all pages."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in LOOK)


def _counter() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"e{next(numbers)}"


@functools.cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # S704: our own style sheet, and parts that this engine has escaped already
    templates.globals.update(look=lambda: Markup(stylesheet()), raw=Markup)  # noqa: S704
    templates.globals.update(
        STATUS=STATUS, UNDECIDED=UNDECIDED, many=many, standing=standing, counted=counted
    )
    for name, filter_ in {
        "when": when,
        "safe_link": safe_link,
        "host": host,
        "visible": visible,
        "visible_end": visible_end,
        "figure": figure,
        "plain": plain,
    }.items():
        templates.filters[name] = filter_
    return templates


def when(at: datetime | None, precision: str | None = None) -> str:
    """An instant in UTC for people, as precise as it was stated, or that it is not stated."""
    if at is None:
        return "time not stated"
    at = at.astimezone(UTC)
    if precision in ("day", "month", "year"):
        return f"{at:{ {'day': '%-d %b %Y', 'month': '%b %Y', 'year': '%Y'}[precision] }}"
    return f"{at:%-d %b %Y, %H:%M} UTC"


def safe_link(url: str | None) -> str:
    """`url` if it is a plain http(s) address without control characters, else an empty string."""
    if not url or any(ord(c) < 33 for c in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def host(url: str | None) -> str:
    """Who serves an address, for people: a link always says where it leads."""
    return (urlsplit(url).hostname or "") if url and safe_link(url) else ""


def visible(text: str | None, most: int = 2000) -> str:
    """`text` with bidirectional and other format controls made harmless and its length bounded."""
    shown = text or ""
    if not shown.isprintable():  # most texts are, and a page may hold a million characters
        shown = "".join(c for c in shown if c.isprintable() or c in "\n\t")
    return shown if len(shown) <= most else shown[:most] + "…"


def visible_end(text: str | None, most: int = 300) -> str:
    """Like `visible`, but of a longer text the end is kept: what stands right before a span."""
    shown = visible(text, most=10_000)
    return shown if len(shown) <= most else f"…{shown[-most:]}"


def counted(number: int, one: str, several: str = "") -> str:
    """How many of something: `1 outlet`, `4 outlets`, `1,200 stories`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def figure(value: float | None) -> str:
    """A number for people, empty when there is none."""
    return "" if value is None else f"{value:,.10g}"


def plain(value: Any) -> str:
    """Any value of a table as one text."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return ", ".join(plain(part) for part in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
