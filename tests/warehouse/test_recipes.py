"""The recipes of docs/warehouse.md do what they say, on a published copy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"
BLOCKS = re.findall(r"^```(python|sh)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_page_has_recipes_for_each_tool() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(BLOCKS) >= 5
    for tool in ("pandas", "Polars", "```r\n", "-ui", "duckdb -readonly"):
        assert tool in text, tool


@pytest.mark.parametrize(("kind", "code"), BLOCKS, ids=lambda part: part.strip().splitlines()[-1][:40])
def test_a_recipe_runs_as_it_stands(copy: Path, tmp_path: Path, kind: str, code: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "published").symlink_to(copy.parent)
    if kind == "python":
        command = [sys.executable, "-c", code]
    else:
        tools = Path(sys.executable).parent
        command = ["bash", "-c", f"set -e; PATH={tools}:$PATH; export HOME={tmp_path}\n{code}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert re.search(r"harbour_post|denied|attributed|\d", done.stdout), done.stdout
