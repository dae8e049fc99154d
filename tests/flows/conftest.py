"""One Prefect server on loopback for all flow tests."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.prefect_environment import DEFAULTS


@pytest.fixture(autouse=True)
def as_many_modules() -> Iterator[None]:
    """A command that runs inside a test bars modules from its process, which others need."""
    yield
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "tasks.without_pandas"]


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A temporary Prefect server; flows called inside are recorded there."""
    patch = pytest.MonkeyPatch()
    patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
    for name, value in DEFAULTS.items():
        patch.setenv(name, value)
    from prefect import results
    from prefect.testing.utilities import prefect_test_harness

    async def no_storage() -> None:
        return None

    # Each flow run asks the server for a default result store with a client that it never closes. This server has none.
    patch.setattr(results, "_aread_server_default_result_storage_block_id", no_storage)
    patch.setattr(results, "_read_server_default_result_storage_block_id", lambda: None)
    logging.getLogger("prefect").setLevel(logging.CRITICAL)
    with prefect_test_harness(server_startup_timeout=300):
        yield
    patch.undo()


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with importable files of every kind: JSON lines, text, HTML."""
    import json

    folder = tmp_path_factory.mktemp("given")
    rows = [
        {
            "id": "a1",
            "outlet": "Harbour Post",
            "url": "https://harbourpost.example/spill",
            "date": "2024-03-04",
            "title": "Minister denies harbour spill",
            "text": "Transport Minister Ola Brandt denied on Monday that the ministry had hidden a spill in Vessel"
            ' harbour. "No report was withheld," Brandt told reporters.\n\nAt least 41 dock workers were treated'
            " in hospital, the port authority said.",
        },
        {
            "id": "a2",
            "outlet": "Dock Voice",
            "url": "https://dockvoice.example/hidden",
            "date": "2024-03-04T11:00:00+01:00",
            "title": "Ministry hid spill in Vessel harbour, dockers say",
            "text": "The dockers' union said the transport ministry had hidden a spill in Vessel harbour for nine"
            " days.\n\nAbout 60 dock workers were treated in hospital, according to the union. Minister Ola Brandt"
            " rejected what he called a campaign.",
        },
        {"id": "a3", "outlet": "Dock Voice", "url": "https://dockvoice.example/empty", "text": ""},
    ]
    lines = [json.dumps(row) for row in rows]
    (folder / "two.jsonl").write_text("\n".join([*lines, "{not json"]) + "\n", encoding="utf-8")
    (folder / "third.txt").write_text(
        "Vessel harbour spill: what we know\n\nTransport Minister Ola Brandt denied that a spill in Vessel harbour"
        " had been hidden. The dockers' union claimed without evidence that the tanker had leaked for weeks.\n",
        encoding="utf-8",
    )
    return folder
