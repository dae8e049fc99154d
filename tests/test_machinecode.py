"""The rules as machine code and as plain Python: the same results, and never those of an older source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tasks import compiling, machinecode

ROOT = machinecode.TASKS.parent
GOLD = Path(__file__).parent / "claims" / "gold"
# Each prints whether the room's machine code is in use, and a digest: of all that is found in the texts of our own gold,
# of all that comparing the same texts, as those of four outlets, decides, and of all that is read on the pages of the
# bundled newsroom, whole, cut and without half of their marks.
CLAIMS = """
import hashlib
from pathlib import Path
from tasks import machinecode
from tasks.claims import extract
digest = hashlib.sha256()
for file in sorted(Path({gold!r}).glob("*.md")):
    text = file.read_text(encoding="utf-8")
    for part in (text, text.upper(), text[::-1], text[: len(text) // 2]):
        for language in ("en", "de"):
            digest.update(repr(extract.extract_claims(part, language=language)).encode())
print(machinecode.in_use("claims"), digest.hexdigest())
"""
PAGES = """
import hashlib
from benchmarks.speed.pages import newsroom_pages
from tasks import machinecode
from tasks.read.page import read_page
digest = hashlib.sha256()
for body in newsroom_pages():
    for part in (body, body[: len(body) // 2], body.replace(b"<p", b"<div"), body.replace(b" class=", b" id=")):
        page = read_page(part, url="https://news.example/2026/a", content_type="text/html", fetched_at=None)
        digest.update(repr(page).encode())
print(machinecode.in_use("read"), digest.hexdigest())
"""
COMPARE = """
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tasks import machinecode
from tasks.claims.extract import extract_claims
from tasks.compare.one_story import StoryInput, compare_one
from tasks.compare.records import Document
from tasks.compare.settings import CompareSettings
noon = datetime(2031, 3, 3, 12, tzinfo=UTC)
documents = []
for number, file in enumerate(sorted(Path({gold!r}).glob("*.md"))):
    whole = file.read_text(encoding="utf-8")
    for part, text in enumerate((whole, whole[: len(whole) // 2], whole[len(whole) // 3 :])):
        documents.append(Document(
            version_id=f"v{{number:02}}{{part}}", article_id=f"a{{number:02}}{{part}}",
            outlet_id=f"outlet{{(number + part) % 4}}", url="", title="", authors=(), text=text,
            language="de" if number % 3 == 2 else "en", kind="article", full_text=True,
            published_at=noon + timedelta(minutes=number), published_precision="minute",
            first_seen_at=noon + timedelta(minutes=number + part), seen_after=None, day=date(2031, 3, 3),
            claims=extract_claims(text, language="de" if number % 3 == 2 else "en"),
        ))
given = StoryInput("story", "en", tuple(documents), {{d.version_id: d.version_id for d in documents}}, {{}})
found = compare_one(date(2031, 3, 3), given, CompareSettings())
digest = hashlib.sha256()
for rows in (found.claims, found.members, found.statuses, found.absent, found.number_groups, found.number_conflicts):
    assert rows or rows is found.absent or rows is found.number_conflicts
    digest.update(repr(rows).encode())
digest.update(repr((found.terms.forms, found.terms.counts.tolist(), found.terms.used, found.facts.words)).encode())
print(machinecode.in_use("compare"), digest.hexdigest())
"""


def run(*words: str, folder: Path = ROOT, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "tasks", folder / "tasks", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(
    ("room", "script"),
    [("claims", CLAIMS.format(gold=str(GOLD))), ("compare", COMPARE.format(gold=str(GOLD))), ("read", PAGES)],
)
def test_both_ways_find_the_same(room, script):
    if not compiling.compiler_at_hand():
        pytest.skip("no C compiler here")
    compiling.compile_room(room)  # made by the set-up already, unless a source was edited since
    compiled, plain = run("-c", script).split(), run("-X", f"plain_{room}", "-c", script).split()
    assert (compiled[0], plain[0]) == ("True", "False")
    assert compiled[1] == plain[1]


def test_whoever_edits_a_source_runs_what_it_says(tmp_path):
    folder = copied(tmp_path)
    with (folder / "tasks" / "claims" / "stance.py").open("a", encoding="utf-8") as file:
        file.write("\nEDITED = True\n")
    script = "import tasks.claims.stance as it; from tasks.machinecode import in_use; print(it.EDITED, in_use('claims'))"
    assert run("-c", script, folder=folder).split() == ["True", "False"]


def test_without_a_compiler_all_stays_plain(tmp_path):
    folder = copied(tmp_path)
    with (folder / "tasks" / "claims" / "stance.py").open("a", encoding="utf-8") as file:
        file.write("\nEDITED = True\n")
    said = run("-m", "tasks.compiling", "claims", folder=folder, PATH="/nowhere")
    assert said.startswith("note: claims runs as plain Python")
    assert run("-c", "from tasks.claims import stance; print(stance.EDITED)", folder=folder).split() == [
        "True"
    ]
