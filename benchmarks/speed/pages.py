"""The pages that speed is measured on: real ones beside the project, else the bundled newsroom's."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@dataclass(frozen=True, slots=True)
class Pages:
    """HTML pages as bytes, and in words where they come from."""

    bodies: tuple[bytes, ...]
    origin: str


def find_pages(corpora: Path, count: int) -> Pages:
    """`count` pages spread evenly over the HTML corpora under `corpora`, else the newsroom's, repeated."""
    files = sorted(corpora.glob("html-*/html/*.html.gz"))
    if files:
        step = max(1.0, len(files) / count)
        chosen = [files[int(i * step)] for i in range(min(count, len(files)))]
        bodies = [gzip.decompress(file.read_bytes()) for file in chosen]
        return Pages(tuple(bodies), f"{len(bodies)} pages of the HTML corpora beside the project")
    bodies = newsroom_pages()
    return Pages(tuple(bodies[:count]), f"{min(count, len(bodies))} pages of the bundled newsroom")


def newsroom_pages() -> list[bytes]:
    """Every article page of the bundled newsroom as it stands after the last poll."""
    from flows.demo.content import load_newsroom
    from flows.demo.render import answer
    from flows.demo.server import POLLS

    return [
        answer(site, article.path, POLLS[-1]).body
        for site in load_newsroom()
        for article in site.published(POLLS[-1])
    ]


def write_pages(pages: Pages, folder: Path) -> list[Path]:
    """One UTF-8 file a page, so that every peer gets the same characters without finding the charset."""
    from tasks.read.charset import decode_page

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, body in enumerate(pages.bodies):
        file = folder / f"{number:05d}.html"
        file.write_text(decode_page(body, "text/html").text, encoding="utf-8", errors="replace")
        files.append(file)
    return files
