"""Puts the flows of a schedule into the bundled newsroom, from outside: the product has no such setting.

Python imports this by its name at the start of each process that has the folder on its path. In processes that
import the flows' workshop, the world becomes what the file named by NEWSROOM_WORLD says: hosts on loopback, and
an instant that stands still until the file says another.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

WORLD = os.environ.get("NEWSROOM_WORLD")


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        if name != "flows.workshop":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.loader is not None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            _enter(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _enter(workshop: Any) -> None:
    from tasks.collect.pace import Clock

    def world() -> dict[str, Any]:
        said: dict[str, Any] = json.loads(Path(str(WORLD)).read_text(encoding="utf-8"))
        return said

    def now() -> datetime:
        return datetime.fromisoformat(world()["at"])

    workshop.clock = now
    workshop.WORLD = workshop.Surroundings(
        now=now,
        host_clock=lambda: Clock("newsroom", now().timestamp(), now().timestamp()),
        routes={host: (place[0], place[1]) for host, place in world()["routes"].items()},
        spacing_seconds=0.0,
    )
    if kept := world().get("acknowledged"):
        from benchmarks.torture_run import note_loads

        note_loads(Path(kept))


if WORLD:
    sys.meta_path.insert(0, _Finder())
