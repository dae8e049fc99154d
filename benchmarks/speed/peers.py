"""What a user would otherwise pick, each in an environment of its own, made on demand.

The peers get the same pages as text; one that cannot be installed is left out with a line that says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peer:
    """A library, what pip calls it, and the code that takes the text out of `html`."""

    name: str
    packages: tuple[str, ...]
    prepare: str
    extract: str


PEERS = (
    Peer(
        "news-please",
        ("news-please==1.6.16",),
        "from newsplease import NewsPlease",
        "NewsPlease.from_html(html, url='http://paper.example/a', fetch_images=False).maintext",
    ),
    Peer(
        "newspaper4k",
        ("newspaper4k==0.9.6",),
        "from newspaper import Article\n"
        "def parsed(html):\n"
        "    article = Article('http://paper.example/a', fetch_images=False)\n"
        "    article.download(input_html=html)\n"
        "    article.parse()\n"
        "    return article.text",
        "parsed(html)",
    ),
    Peer(
        "readability-lxml",
        ("readability-lxml==0.9", "lxml_html_clean"),
        "from readability import Document",
        "Document(html).summary()",
    ),
)

BARE = Peer(
    "trafilatura, bare",
    (),
    "from trafilatura import bare_extraction",
    "bare_extraction(html, with_metadata=True)",
)

# Errors of a page are counted, not raised; the first page is a warm-up and not measured.
_SCRIPT = """
import json, logging, resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
{prepare}
pages = [Path(name).read_text(encoding="utf-8") for name in json.load(sys.stdin)]
failed = 0
for number, html in enumerate([pages[0], *pages]):
    if number == 1:
        began, busy = time.monotonic(), time.process_time()
        failed = 0
    try:
        {extract}
    except Exception:
        failed += 1
print(json.dumps({{"seconds": time.monotonic() - began, "cpu": time.process_time() - busy, "failed": failed,
    "pages": len(pages), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}}))
"""


def environment(peer: Peer, cache: Path) -> Path | str:
    """The Python of the peer's environment, made when it is not there, or why it cannot be."""
    if not peer.packages:
        return Path(sys.executable)
    folder = cache / peer.name
    python, ready = folder / "bin" / "python", folder / "ready"
    if ready.exists() and ready.read_text() == " ".join(peer.packages):
        return python
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=900)
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            return (lines or ["cannot be installed"])[-1][:150]
    ready.write_text(" ".join(peer.packages))
    return python


def time_peer(peer: Peer, python: Path, files: list[Path]) -> dict[str, float]:
    """Seconds, processor seconds, failed pages and peak memory of one process over all pages."""
    script = _SCRIPT.format(prepare=peer.prepare, extract=peer.extract)
    with tempfile.TemporaryDirectory() as nowhere:
        done = subprocess.run(
            [str(python), "-c", script],
            input=json.dumps([str(f) for f in files]),
            capture_output=True,
            text=True,
            cwd=nowhere,
            check=True,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))
