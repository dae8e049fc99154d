"""Prefect's servers that share a home begin one after the other, or one of them ends while both make its database."""

from __future__ import annotations

import threading
from pathlib import Path

from flows.local_server import own_turn


def test_who_begins_second_waits_for_the_first(tmp_path: Path):
    began = threading.Event()

    def second() -> None:
        with own_turn(tmp_path / "home"):
            began.set()

    with own_turn(tmp_path / "home"):
        other = threading.Thread(target=second)
        other.start()
        assert not began.wait(0.3)
    assert began.wait(10)
    other.join()
