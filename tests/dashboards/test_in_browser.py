"""The pages in real Chromium: hostile text stays text, nothing leaves for elsewhere, everybody can use them."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_texts import MARKS
from pages_data import DAY, LAST, STORY

playwright = pytest.importorskip(
    "playwright.sync_api", reason="no playwright: the pages were not tried in a browser"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: the pages were not tried in a browser")

ROOT = Path(__file__).parents[2]
AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
FIRST = f"day={DAY}"
#: What is opened of each page so that every hostile text is drawn on it at least once.
PAGES = {
    "today": [f"/?{FIRST}&least=1"],
    "story": [f"/story?{FIRST}&story={STORY}"],
    "outlets": [f"/outlets?{FIRST}&level=selection", f"/outlets?day={LAST}&outlet=x7"],
    "voices": [f"/voices?{FIRST}&most=24"],
    "names": [f"/names?{FIRST}&concept=named"],
    "numbers": [f"/numbers?{FIRST}"],
    "health": [f"/health?{FIRST}"],
    "sql": ["/sql?sql=select+label%2C+outlets+from+daily.stories+where+outlets+%3E+0+order+by+all+desc"],
}
#: Pages on which at least 60 of the hostile texts must have been seen; a query's rows are drawn on a canvas.
LEAST_TEXTS = {name: 60 for name in PAGES} | {"sql": 12}


@pytest.fixture(scope="module")
def site(hostile_for_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    (data / "published").mkdir()
    shutil.copyfile(hostile_for_pages, data / "published" / "parallax.duckdb")
    program = f"from flows.commands.dashboard import open_dashboard; open_dashboard(None, {port})"
    server = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PARALLAX_DATA_DIR": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


class Visit:
    """A window that remembers every request and every script that hostile text ran."""

    def __init__(self, browser: Any, site: str, width: int, scheme: str = "light") -> None:
        self.site = site
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.context.route("**/*", self._route)
        self.context.add_init_script("window.hits = window.hits || []")
        self.page = self.context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("dialog", lambda dialog: (self.problems.append("dialog"), dialog.dismiss()))

    def _route(self, route: Any) -> None:
        self.requests.append(route.request.url)
        route.continue_() if self._ours(route.request.url) else route.abort()

    def _ours(self, url: str) -> bool:
        own = self.site.removeprefix("http://")
        return url.startswith((f"http://{own}/", f"ws://{own}/", "data:", "blob:", "about:"))

    def open(self, address: str) -> Any:
        self.page.goto(self.site + address)
        self.page.get_by_text("How is this computed?").wait_for(timeout=30_000)
        self.page.wait_for_timeout(150)
        return self.page

    @property
    def foreign(self) -> list[str]:
        return [url for url in self.requests if not self._ours(url)]

    @property
    def hits(self) -> list[int]:
        return [hit for frame in self.page.frames for hit in frame.evaluate("window.hits || []")]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_text_nothing_leaves_everybody_can_read(name: str, site: str, browser: Any) -> None:
    visit = Visit(browser, site, 1440)
    seen: set[str] = set()
    for address in PAGES[name]:
        page = visit.open(address)
        assert not page.get_by_text("Traceback").count()
        text = page.evaluate("document.body.textContent")
        seen |= {mark for mark in MARKS if f"{mark} " in text}
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.wait_for_timeout(100)
        assert visit.hits == [] and visit.problems == []
        links = page.evaluate("[...document.querySelectorAll('.px a')].map(a => a.protocol)")
        assert set(links) <= {"http:", "https:"}
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 1440
    assert not serious_findings(page)
    assert visit.foreign == []
    assert len(seen) >= LEAST_TEXTS[name], f"only {len(seen)} hostile texts were drawn"
    visit.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_narrow_dark_window(name: str, site: str, browser: Any) -> None:
    visit = Visit(browser, site, 390, "dark")
    page = visit.open(PAGES[name][0])
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390, f"{wide} px wide"
    assert not serious_findings(page)
    visit.context.close()


def serious_findings(page: Any) -> list[Any]:
    """What axe finds serious or critical on a page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map("
        "n => [v.impact, v.id, n.target.join(' '), n.html.slice(0, 160), n.failureSummary])))"
    )
    return [f for f in found if f[0] in ("serious", "critical")][:4]


def test_keyboard_opens_the_sentence_behind_a_mark(site: str, browser: Any) -> None:
    visit = Visit(browser, site, 1440)
    page = visit.open(PAGES["story"][0])
    page.locator("table.matrix summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("table.matrix details[open] > :not(summary)").first.is_visible()
    visit.context.close()


def test_address_opens_the_same_view_again(site: str, browser: Any) -> None:
    visit = Visit(browser, site, 1440)
    page = visit.open(f"/story?{FIRST}&story={STORY}")
    page.get_by_role("link", name="Voices").first.click()
    page.get_by_role("heading", name="Voices", exact=True).wait_for()
    page.wait_for_timeout(300)
    assert FIRST in page.url, "the day goes along"
    shown = page.locator("h1").inner_text()
    again = visit.open(page.url.removeprefix(site))
    assert again.locator("h1").inner_text() == shown and FIRST in again.url
    visit.context.close()
