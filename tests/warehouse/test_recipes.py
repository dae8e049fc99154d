"""The recipes of docs/warehouse.md do what they say, on a published copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"
BLOCKS = re.findall(
    r"^```(python|sh|r)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_page_has_recipes_for_each_tool() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(BLOCKS) >= 5
    for tool in ("pandas", "Polars", "```r\n", "-ui", "duckdb -readonly"):
        assert tool in text, tool


@pytest.mark.parametrize(("kind", "code"), BLOCKS, ids=lambda part: part.strip().splitlines()[-1][:40])
def test_a_recipe_runs_as_it_stands(copy: Path, tmp_path: Path, kind: str, code: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "published").symlink_to(copy.parent)
    if kind == "r" and shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Rscript)")
    command = {
        "python": [sys.executable, "-c", code],
        "r": ["Rscript", "--vanilla", "-e", code],
        "sh": ["bash", "-c", f"set -e\n{code}"],
    }[kind]
    here = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        command, cwd=tmp_path, env=here, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"harbour_post|denied|attributed|\d", done.stdout), done.stdout


@pytest.mark.skipif(
    find_spec("duckdb_extension_ui") is None, reason="the package duckdb-extension-ui is not installed"
)
def test_the_ui_serves_a_published_copy_as_far_as_it_goes_without_the_internet(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".duckdb" / "extension_data").mkdir(parents=True)
    found = files("duckdb_extension_ui") / "extensions" / f"v{duckdb.__version__}" / "ui.duckdb_extension"
    with duckdb.connect(str(copy), read_only=True) as engine:
        engine.execute(f"load '{found}'")
        engine.execute("call start_ui_server()")
        try:
            with urllib.request.urlopen("http://localhost:4213/info", timeout=20) as answer:
                assert answer.status == 200
                assert answer.headers["X-DuckDB-Version"] == f"v{duckdb.__version__}"
        finally:
            engine.execute("call stop_ui_server()")
