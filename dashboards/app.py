"""The pages that `parallax dashboard` serves: an address in, a page of the published copy out.

Plain pages without a framework in the browser: an address is a view, links and forms change it, the sentences
behind a mark are an element of the page that opens by click or key. The only script sends a form when a choice
changes. A policy forbids the browser to ask anybody but this server; the drift report, which is foreign code,
has a policy of its own and no origin.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboards.drift_report import REPORT_POLICY, report_file
from dashboards.page import NothingToDraw, Page, Row, utc_now
from dashboards.published import one_look
from dashboards.static import TEMPLATES, fragment, stylesheet
from dashboards.views import ask, health, names, numbers, outlets, story, today, voices
from warehouse.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseNewer,
)
from warehouse.export import as_csv
from warehouse.place import Place

log = logging.getLogger(__name__)

VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "today": ("Today", today.show),
    "story": ("Story", story.show),
    "outlets": ("Outlets", outlets.show),
    "voices": ("Voices", voices.show),
    "names": ("Names & words", names.show),
    "numbers": ("Numbers", numbers.show),
    "health": ("Health", health.show),
    "sql": ("SQL", ask.show),
}
PUBLISH = "Publish it again: `parallax run`, `parallax import` or `parallax reread`."
#: What stands there for each thing that can be wrong with the published copy, and the remedy.
TROUBLE: tuple[tuple[type[WarehouseError], str, str], ...] = (
    (
        WarehouseMissing,
        "Nothing has been published yet.",
        "Run `parallax demo`, `parallax run` or `parallax import`.",
    ),
    (
        WarehouseLocked,
        "The published copy is held by another process.",
        "Close what has it open for writing, then load this page again.",
    ),
    (WarehouseNewer, "The published copy was made by a newer Parallax.", "Start the pages of that Parallax."),
    (WarehouseDamaged, "The published copy cannot be read.", PUBLISH),
    (WarehouseError, "The published copy is not complete, or an older Parallax made it.", PUBLISH),
)
#: What a browser may do with our pages. Places on an axis are style attributes, hence 'unsafe-inline' there.
POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
#: Names under which a browser on this machine reaches us; others would be a foreign page's detour.
LOOPBACK_NAMES = ["127.0.0.1", "localhost"]
SCRIPT = (TEMPLATES / "pages.js").read_text(encoding="utf-8")
VERSION = hashlib.sha256((stylesheet() + SCRIPT).encode()).hexdigest()[:12]
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="13" cy="13" r="8.5" fill="#0b3d91"/>'
    '<circle cx="19" cy="19" r="8.5" fill="none" stroke="#c2571a" stroke-width="3"/></svg>'
)


def make_app(published: Place, hosts: list[str] | None = None, reports: Path | None = None) -> Starlette:
    """The application over the copy at `published`, for requests to `hosts` (default: loopback).

    `reports` holds the folder of drift reports, by default that of the copy.
    """
    if reports is None:
        assert isinstance(published, Path)
        reports = published.parent

    def start(request: Request) -> Response:
        return RedirectResponse(str(request.url.replace(path="/today")))

    def page_of(request: Request, name: str) -> Page:
        return Page(name, published, dict(request.query_params), utc_now(), reports)

    def show(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in VIEWS:
            return not_there("There is no such page.")
        return StreamingResponse(written(page_of(request, name)), media_type="text/html", headers=HEADERS)

    def table(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in VIEWS:
            return not_there("There is no such page.")
        page = page_of(request, name)
        part = page.asked.pop("part", "")
        problem = drawn(page)
        if part not in page.tables:
            return cannot_be_shown(problem) if problem else not_there("There is no such table.")
        rows = page.tables[part]
        text = as_csv(rows if isinstance(rows, pa.Table) else as_table(rows))
        attached = {"Content-Disposition": f'attachment; filename="parallax-{name}-{safe(part)}.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=HEADERS | attached)

    def report(request: Request) -> Response:
        path = report_file(reports, request.query_params.get("day", ""))
        if path is None:
            return not_there("There is no report of this day.")
        text = path.read_text(encoding="utf-8", errors="replace")
        return Response(
            text, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": REPORT_POLICY}
        )

    def asset(kind: str, text: str) -> Callable[[Request], Response]:
        kept = HEADERS | {"Cache-Control": "max-age=31536000, immutable"}
        return lambda request: Response(text, media_type=kind, headers=kept)

    return Starlette(
        exception_handlers={404: lambda request, problem: not_there("There is no such page.")},
        routes=[
            Route("/", start),
            Route("/look.css", asset("text/css", stylesheet())),
            Route("/pages.js", asset("text/javascript", SCRIPT)),
            Route("/icon.svg", asset("image/svg+xml", ICON)),
            Route("/drift-report", report),
            Route("/{name}.csv", table),
            Route("/{name}", show),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts or LOOPBACK_NAMES),
            Middleware(GZipMiddleware, minimum_size=2000, compresslevel=1),
        ],
    )


def written(page: Page) -> Iterator[str]:
    """The page in two pieces: what is known at once (with a word that the rest is being read), and the rest."""
    yield _top(VIEWS[page.name][0], page.name, page.asked.get("day", ""))
    drawn(page)
    yield fragment("rest.html.j2", body=page.body())


def drawn(page: Page) -> str:
    """Draws the page's view; what went wrong stands on it in plain words, and is returned."""
    try:
        with one_look():
            VIEWS[page.name][1](page)
    except NothingToDraw:
        return "There is nothing to draw yet."
    except WarehouseError as problem:
        trouble(page, problem)
        return f"{problem}"
    except Exception:
        log.exception("page %s could not be drawn", page.name)
        page.notice("This page could not be drawn.", "The window in which the pages were started says why.")
        return "This page could not be drawn."
    return ""


def trouble(page: Page, problem: WarehouseError) -> None:
    """What is wrong with the published copy and what to do, in place of the page."""
    page.parts.clear()
    page.head(VIEWS[page.name][0])
    what, remedy = next((what, remedy) for kind, what, remedy in TROUBLE if isinstance(problem, kind))
    page.notice(what, f"{remedy} ({problem})")


def as_table(rows: Sequence[Row]) -> pa.Table:
    """Drawn rows as one table; lists become one text."""
    return pa.Table.from_pylist([{k: _flat(v) for k, v in row.items() if not _nested(v)} for row in rows])


def safe(name: str) -> str:
    """A part's name as it may stand in a file's name."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "_" for c in name)[:60]


def not_there(what: str) -> Response:
    """The answer to an address that leads nowhere: a page like the others, with the way to those there are."""
    return _said(what, "This address leads nowhere; the pages that there are stand above.", 404)


def cannot_be_shown(problem: str) -> Response:
    """The answer where the published copy is not there or cannot be read: what is wrong with it."""
    return _said("This table cannot be shown now.", problem, 503)


def _said(what: str, lead: str, status: int) -> Response:
    body = fragment("head.html.j2", title=what, lead=lead)
    text = _top(what, "", "") + fragment("rest.html.j2", body=body)
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def _top(title: str, name: str, day: str) -> str:
    nav = [
        (view, words, f"/{view}?day={day}" if _plain(day) else f"/{view}")
        for view, (words, _) in VIEWS.items()
    ]
    return fragment("top.html.j2", title=title, nav=nav, current=name, version=VERSION)


def _plain(day: str) -> bool:
    return len(day) == 10 and day.replace("-", "").isdigit()


def _nested(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list | tuple) and any(isinstance(v, dict) for v in value)
    )


def _flat(value: object) -> object:
    if isinstance(value, list | tuple | set):
        return "; ".join(str(part) for part in value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
