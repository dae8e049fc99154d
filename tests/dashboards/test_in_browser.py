"""The pages in real Chromium: hostile text stays text, nothing leaves for elsewhere, everybody can use them."""

from __future__ import annotations

import gzip
import os
import shutil
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

from flows.held_port import held_port

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
    "today": [f"/?{FIRST}&least=1&all-stories=yes"],
    "story": [f"/story?{FIRST}&story={STORY}"],
    "outlets": [f"/outlets?{FIRST}&level=selection", f"/outlets?day={LAST}&outlet=x7&open=coverage~{LAST}"],
    "voices": [f"/voices?{FIRST}&most=24"],
    "names": [f"/names?{FIRST}&concept=named"],
    "numbers": [f"/numbers?{FIRST}"],
    "health": [f"/health?{FIRST}"],
    "sql": ["/sql?sql=select+label%2C+outlets+from+daily.stories+where+outlets+%3E+0+order+by+all+desc"],
}
#: So many of the hostile texts must have been drawn on every page.
LEAST_TEXTS = 60


@pytest.fixture(scope="module")
def site(hostile_for_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over the hostile copy."""
    yield from served(hostile_for_pages, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def plain_site(copy_for_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over the plain copy."""
    yield from served(copy_for_pages, tmp_path_factory.mktemp("data"))


def served(copy: Path, data: Path) -> Iterator[str]:
    with held_port() as port:
        yield from served_at(port, copy, data)


def served_at(port: int, copy: Path, data: Path) -> Iterator[str]:
    (data / "published").mkdir()
    shutil.copyfile(copy, data / "published" / "parallax.duckdb")
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
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/icon.svg", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def self_contained(copy_for_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`parallax report --format html` and `parallax compare --html`, as files."""
    folder = tmp_path_factory.mktemp("self-contained")
    (folder / "published").mkdir()
    shutil.copyfile(copy_for_pages, folder / "published" / "parallax.duckdb")
    texts = []
    for outlet, verb in (("one", "said"), ("two", "claimed without evidence")):
        text = f"Storm at sea\n\nHarbour master Ines Kotal {verb} that 11 boats had been lost in the storm on Monday.\n"
        texts.append(folder / f"{outlet}.txt")
        texts[-1].write_text(text)
    report, compare = folder / "report.html", folder / "compare.html"
    parallax = [sys.executable, "-c", "from flows.cli import main; main()"]
    for command in (
        [
            *parallax,
            "report",
            "--data",
            f"{folder}",
            "--day",
            f"{DAY}",
            "--format",
            "html",
            "--out",
            f"{report}",
        ],
        [*parallax, "compare", *map(str, texts), "--html", f"{compare}"],
    ):
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return {"report": report, "compare": compare}


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
        page.evaluate(
            "document.querySelectorAll('[popover]').forEach(p => { p.popover = 'manual'; p.showPopover() })"
        )
        page.wait_for_timeout(200)
        assert visit.hits == [] and visit.problems == []
        links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.protocol)")
        assert set(links) <= {"http:", "https:"}
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert visit.foreign == []
    assert len(seen) >= LEAST_TEXTS, f"only {len(seen)} hostile texts were drawn"
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_everybody_can_use_it(
    name: str, width: int, scheme: str, plain_site: str, browser: Any
) -> None:
    visit = Visit(browser, plain_site, width, scheme)
    for address in PAGES[name]:
        page = visit.open(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px wide"
        assert not serious_findings(page)
    for mark in page.locator("button.opens").all()[:1]:
        mark.click()
        assert page.locator("[popover]:popover-open").count() == 1
        assert not serious_findings(page)
    assert visit.foreign == []
    visit.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_fits_a_narrow_window(name: str, site: str, browser: Any) -> None:
    visit = Visit(browser, site, 390, "dark")
    page = visit.open(PAGES[name][0])
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{wide} px wide"
    visit.context.close()


def serious_findings(page: Any) -> list[Any]:
    """What axe finds serious or critical on a page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map("
        "n => [v.impact, v.id, n.target.join(' '), n.html.slice(0, 160), n.failureSummary])))"
    )
    return [f for f in found if f[0] in ("serious", "critical")][:4]


def test_keyboard_opens_and_closes_the_sentence_behind_a_mark(plain_site: str, browser: Any) -> None:
    visit = Visit(browser, plain_site, 1440)
    page = visit.open(PAGES["story"][0])
    for mark in ("table.matrix button.opens", "table.plot button.opens"):
        page.locator(mark).first.focus()
        page.keyboard.press("Enter")
        opened = page.locator("[popover]:popover-open")
        assert opened.locator("mark").first.is_visible() and opened.locator("footer").first.is_visible()
        page.keyboard.press("Escape")
        assert opened.count() == 0
        assert page.evaluate("document.activeElement.matches('button.opens')"), "the focus goes back"
    visit.context.close()


def test_address_opens_the_same_view_again(plain_site: str, browser: Any) -> None:
    visit = Visit(browser, plain_site, 1440)
    page = visit.open(f"/story?{FIRST}&story={STORY}")
    page.get_by_role("link", name="Voices").first.click()
    page.get_by_text("How is this computed?").wait_for()
    assert FIRST in page.url, "the day goes along"
    page.get_by_label("Weeks").select_option("1")
    page.wait_for_url("**weeks=1**")
    shown = page.locator("main").inner_text()
    again = visit.open(page.url.removeprefix(plain_site))
    assert again.locator("main").inner_text() == shown and FIRST in again.url
    visit.context.close()


def test_choices_say_what_is_shown_when_one_comes_back(plain_site: str, browser: Any) -> None:
    visit = Visit(browser, plain_site, 1440)
    page = visit.open(f"/today?{FIRST}")
    page.locator("select[name=day]").select_option(f"{LAST}")
    page.wait_for_url(lambda url: "day=" not in url)  # the newest day needs no word in the address
    page.go_back()
    page.wait_for_url(f"**{FIRST}")
    assert page.locator("select[name=day]").input_value() == f"{DAY}"
    visit.context.close()


def test_pages_work_without_scripts(plain_site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{plain_site}/today?{FIRST}")
    page.get_by_label("Search").fill("11 boats")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Storm 1").first.wait_for()
    assert page.get_by_role("link", name="Storm 0").count() == 0
    page.get_by_role("link", name="Storm 1").first.click()
    page.locator("table.matrix button.opens").first.click()
    assert page.locator("[popover]:popover-open mark").first.is_visible()
    context.close()


def test_sentences_are_printed(plain_site: str, browser: Any) -> None:
    visit = Visit(browser, plain_site, 1440)
    page = visit.open(PAGES["story"][0])
    page.emulate_media(media="print")
    assert page.locator("table.matrix [popover] mark").first.is_visible()
    assert not page.locator("form.choices").first.is_visible()
    visit.context.close()


@pytest.mark.parametrize(
    ("name", "width"), [("report", 1440), ("report", 390), ("compare", 1440), ("compare", 390)]
)
def test_self_contained_page_opens_from_disk(
    name: str, width: int, self_contained: dict[str, Path], browser: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(self_contained[name].as_uri())
    page.locator("table.matrix button.opens").first.click()
    assert page.locator("[popover]:popover-open").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [self_contained[name].as_uri()]
    context.close()
