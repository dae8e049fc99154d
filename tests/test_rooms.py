"""The rooms keep their promises: cores know no clock, no environment, no engine; imports stay cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: The shells of each stage: what touches network, disk, processes, Prefect or the real clock.
SHELLS = {
    "tasks/collect": {
        "steps.py",
        "client.py",
        "guard.py",
        "archive.py",
        "ledger.py",
        "apart.py",
        "collect.py",
        "importing.py",
    },
    "tasks/read": {"steps.py", "pool.py", "worker.py"},
    "tasks/claims": set(),
    "tasks/compare": {"steps.py", "window.py"},
    "tasks/watch": {"steps.py", "deliver.py", "drift.py"},
}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def cores() -> list[Path]:
    found = []
    for folder, shells in SHELLS.items():
        found += [p for p in sorted((ROOT / folder).rglob("*.py")) if p.name not in shells]
    return found


@pytest.mark.parametrize("path", cores(), ids=lambda p: str(p.relative_to(ROOT)))
def test_cores_read_neither_clock_nor_environment(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCKS, f"line {node.lineno} reads the clock"
            assert (node.value.id, node.attr) not in {("os", "environ"), ("os", "getenv")}, node.lineno


def modules_after(statement: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint('\\n'.join(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


HEAVY = {
    "prefect",
    "duckdb",
    "evidently",
    "starlette",
    "uvicorn",
    "pandas",
    "sklearn",
    "trafilatura",
    "httpx",
}


def test_help_imports_nothing_heavy():
    assert not modules_after("import flows.cli") & (HEAVY | {"pydantic", "numpy"})


def test_claims_import_nothing_heavy():
    assert not modules_after("from tasks.claims.extract import extract_claims") & (HEAVY | {"numpy", "lxml"})


def test_one_off_comparison_needs_no_run():
    loaded = modules_after(
        "import flows.commands.sql, flows.commands.report, flows.pipe, flows.commands.explain"
    )
    assert "prefect" not in loaded
    assert "prefect" not in modules_after("import flows.commands.compare; import tasks.compare.day")
