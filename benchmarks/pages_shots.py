"""Pictures of the pages for the README, made from the demo in a real browser.

    parallax demo && python -m benchmarks.pages_shots --data demo-data --out docs/screenshots

writes <page>-1440.png and <page>-390.png of every page, the story also in the dark and with a mark open.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from benchmarks.pages_speed import served

#: What is opened of each page: days of the demo on which much happens.
ADDRESSES = {
    "today": "/today?day=2031-03-04",
    "story": "/story?day=2031-03-04",
    "outlets": "/outlets?day=2031-03-05&open=courier~lethmar",
    "voices": "/voices",
    "names": "/names",
    "numbers": "/numbers",
    "health": "/health?day=2031-03-04",
    "sql": "/sql?question=biggest_stories",
}
#: Width of the window and the height up to which a page is pictured, in pixels.
SIZES = ((1440, 1900), (390, 1700))


def main() -> None:
    """Serves the demo's copy and pictures its pages."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("demo-data"))
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.data) as (site, _), sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES:
            for name, address in ADDRESSES.items():
                page = opened(browser, site + address, width, height)
                page.screenshot(path=given.out / f"{name}-{width}.png")
                page.context.close()
        page = opened(browser, site + ADDRESSES["story"], *SIZES[0], scheme="dark")
        page.screenshot(path=given.out / "story-1440-dark.png")
        page.context.close()
        page = opened(browser, site + ADDRESSES["today"], SIZES[0][0], 900)
        page.locator("button.named").nth(2).click()
        page.screenshot(path=given.out / "evidence-1440.png")
        browser.close()


def opened(browser: Any, address: str, width: int, height: int, scheme: str = "light") -> Any:
    """A page in a window as tall as the page, at most `height`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address, timeout=120_000)
    page.get_by_text("How is this computed?").wait_for()
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(tall, height)})
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    return page


if __name__ == "__main__":
    main()
