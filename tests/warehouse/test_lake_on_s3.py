"""The whole pipeline with its tables in a lake whose files lie on S3: the same tables as in a file."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Postgres

from flows.held_port import held_port
from flows.settings import load_settings
from warehouse.connection import open_warehouse
from warehouse.lake import tidy
from warehouse.read import built_days

for package in ("moto", "flask", "duckdb_extension_ducklake", "duckdb_extension_httpfs"):
    pytest.importorskip(package, reason="the extras lake and dev are not installed")
pytestmark = pytest.mark.server
BUCKET = "news"
KEYS = {
    "PARALLAX_S3_KEY": "anyone",
    "PARALLAX_S3_SECRET": "hunter 2",
    "PARALLAX_S3_REGION": "us-east-1",
}


def answers_at(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An S3 service on loopback with one empty bucket; its address."""
    with held_port() as port:
        yield from served_at(port, tmp_path_factory.mktemp("s3") / "server.log")


def served_at(port: int, log: Path) -> Iterator[str]:
    import boto3

    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", f"{port}"],
            stdout=out,
            stderr=out,
        )
    try:
        deadline = time.monotonic() + 60
        while not answers_at(port):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        client = boto3.client(
            "s3",
            endpoint_url=address,
            aws_access_key_id=KEYS["PARALLAX_S3_KEY"],
            aws_secret_access_key=KEYS["PARALLAX_S3_SECRET"],
            region_name=KEYS["PARALLAX_S3_REGION"],
        )
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield address
    finally:
        server.kill()
        server.wait()


def parallax(*words: str, **settings: str) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).parent / "parallax"), *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # Commands that other tests ran in this process leave Prefect's home behind: two servers cannot begin in one.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PARALLAX"))}
    return subprocess.Popen(command, text=True, env={**own, **settings}, **pipes)


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err[-3000:]
    return out


def test_the_newsroom_on_s3_gives_the_same_tables_as_in_a_file(
    server: Postgres, storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lake = {
        **KEYS,
        "PARALLAX_S3_ENDPOINT": storage,
        "PARALLAX_LAKE_CATALOG": server.catalog("newsroom"),
        "PARALLAX_LAKE_FILES": f"s3://{BUCKET}/parallax",
    }
    on_s3 = parallax("demo", "--data", f"{tmp_path}/lake", **lake)
    in_file = parallax("demo", "--data", f"{tmp_path}/file")
    digests = {re.search(r"digest of all tables: (\w+)", ended(run))[1] for run in (on_s3, in_file)}
    assert len(digests) == 1
    assert not [*(tmp_path / "lake").rglob("*.duckdb")], "tables beside the lake"

    question = "select count(*) as claims from daily.claims"
    answers = {
        ended(parallax("sql", "--data", f"{tmp_path}/{place}", "--format", "csv", question, **given))
        for place, given in (("lake", lake), ("file", {}))
    }
    assert len(answers) == 1

    for name, value in lake.items():
        monkeypatch.setenv(name, value)
    with open_warehouse(load_settings().warehouse) as warehouse:
        before = built_days(warehouse)
        tidy(warehouse, keep_days=0)
        assert built_days(warehouse) == before and len(before) == 3
