"""A disk that is really full: a small file system of its own, in a namespace where any user may mount one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import made_rows
import pytest

BEFORE = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(made_rows.__file__).parent)!r})
import made_rows
from warehouse.backup import backup, compact
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests
from warehouse.doctor import examine
from warehouse.errors import WarehouseFull
from warehouse.load import load_rows
from warehouse.publish import COPY_NAME, publish
room = Path(sys.argv[1])
path = room / "w.duckdb"

def fill_up():
    filler = os.open(room / "filler", os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(filler, bytes(4096)):
            pass
    except OSError:
        os.close(filler)

def make_room():
    (room / "filler").unlink()

def articles(number, count=20_000):
    return {{"article": [
        {{"article_id": f"{{number}}-{{i}}", "outlet_id": "o", "url": f"https://o.example/{{hash((number, i))}}",
         "first_seen_at": made_rows.at(made_rows.DAY, 1)}} for i in range(count)
    ]}}

def refused(act):
    try:
        act()
    except WarehouseFull as error:
        assert "room" in str(error), error
        return
    raise SystemExit(f"{{act}} did not say that the disk is full")
"""
LOADING = """
with open_warehouse(path) as warehouse:
    load_rows(warehouse, made_rows.facts(days=1))
    warehouse.checkpoint()
    before = table_digests(warehouse, with_clocks=True)
    fill_up()
    refused(lambda: [load_rows(warehouse, articles(n)) for n in range(40)])
    kept = warehouse.rows("select count(*) as n from raw.article where outlet_id = 'o'")[0]["n"]
    assert kept % 20_000 == 0, kept
    make_room()
    load_rows(warehouse, articles(99))
    assert warehouse.rows("select count(*) as n from raw.article where outlet_id = 'o'")[0]["n"] == kept + 20_000
assert all(finding.sound for finding in examine(path)), examine(path)
with open_warehouse(path) as warehouse, warehouse.transaction() as cursor:
    cursor.execute("delete from store.article where outlet_id = 'o'")
with open_warehouse(path) as warehouse:
    assert table_digests(warehouse, with_clocks=True) == before
"""
PUBLISHING = """
warehouse = open_warehouse(path)
load_rows(warehouse, made_rows.facts(days=2))
publish(warehouse, room / "out")
old = (room / "out" / COPY_NAME).read_bytes()
refused_backup = room / "kept.duckdb"
load_rows(warehouse, articles(0))  # what a close has to write, and has no room for
fill_up()
refused(lambda: backup(warehouse, refused_backup))
assert not list(room.glob("kept*")), list(room.glob("kept*"))
refused(warehouse.close)
make_room()
warehouse = open_warehouse(path)  # a log that could not be written into the file ends the open warehouse
load_rows(warehouse, articles(1))
fill_up()
refused(lambda: publish(warehouse, room / "out"))
assert (room / "out" / COPY_NAME).read_bytes() == old
refused(lambda: load_rows(warehouse, articles(2)))
refused(warehouse.close)
make_room()
with open_warehouse(path) as warehouse:
    assert warehouse.rows("select count(*) as n from raw.article where outlet_id = 'o'") == [{"n": 40_000}]
    publish(warehouse, room / "out")
assert (room / "out" / COPY_NAME).read_bytes() != old
assert not list((room / "out").rglob("*.unfinished"))
"""
COMPACTING = """
with open_warehouse(path) as warehouse:
    load_rows(warehouse, made_rows.facts(days=2))
    before = table_digests(warehouse, with_clocks=True)
fill_up()
refused(lambda: compact(path))
make_room()
assert all(finding.sound for finding in examine(path))
compact(path)
with open_warehouse(path) as warehouse:
    assert table_digests(warehouse, with_clocks=True) == before
assert not list(room.glob("*unfinished*")), list(room.iterdir())
"""


def in_a_small_room(folder: Path, megabytes: int, code: str) -> subprocess.CompletedProcess[str]:
    inside = f'mount -t tmpfs -o size={megabytes}m tmpfs {folder} && exec {sys.executable} -c "$0" {folder}'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


@pytest.fixture(scope="module", autouse=True)
def namespaces(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("try")
    if not shutil.which("unshare") or in_a_small_room(folder, 1, "pass").returncode:
        pytest.skip("this system lets nobody mount a file system of their own")


@pytest.mark.parametrize(
    ("code", "megabytes"),
    [(LOADING, 24), (PUBLISHING, 60), (COMPACTING, 30)],
    ids=["loading", "publishing", "compacting"],
)
def test_a_full_disk_is_said_loses_nothing_and_heals_with_room(
    tmp_path: Path, code: str, megabytes: int
) -> None:
    done = in_a_small_room(tmp_path, megabytes, BEFORE + code)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout
