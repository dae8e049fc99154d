"""What pipelines and readers do to a shared warehouse, each in a process of its own.

python lake_work.py load CATALOG FILES OUTLETS DAYS    collects that many invented days of some outlets
python lake_work.py compare CATALOG FILES DAYS         compares and builds them
python lake_work.py look CATALOG FILES STOP            looks until the file STOP is there; prints its looks
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from pathlib import Path

import made_rows

from warehouse.build import build_day
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseError, WarehouseLost
from warehouse.load import load_rows, replace_day
from warehouse.place import Lake

#: What is wrong in one state of the tables, whenever a reader looks.
LOOK = """
select
    (select count(*) from raw.version) as versions,
    (select count(*) - count(distinct version_id) from raw.version) as doubled_versions,
    (select count(*) from raw.version where version_id not in (select version_id from raw.text_claims))
        as without_claims,
    (select count(*) from raw.sentence where version_id not in (select version_id from raw.version)) as orphans,
    (select count(*) - count(distinct (day, story_id, claim_id, outlet_id)) from daily.claims) as doubled_cells,
    (select count(*) from raw.story where (day, story_id) not in (select (day, story_id) from raw.story_member))
        as empty_stories
"""


def load(lake: Lake, outlets: str, days: int) -> None:
    """One transaction a day and outlet, as a pipeline's runs bring them."""
    with open_warehouse(lake) as warehouse:
        for day in range(1, days + 1):
            for outlet in outlets.split(","):
                load_rows(warehouse, made_rows.facts(days=day, outlets=(outlet,)))


def compare(lake: Lake, days: int) -> None:
    """Every day's comparison and daily tables."""
    with open_warehouse(lake) as warehouse:
        for n in range(days):
            day = made_rows.DAY + timedelta(days=n)
            replace_day(warehouse, day, made_rows.compared(day))
            build_day(warehouse, day)


def look(lake: Lake, stop: Path) -> None:
    """Looks again and again; a catalog that is away for a moment is waited for."""
    looks, most, wrong = 0, 0, []
    while not stop.exists():
        try:
            with open_warehouse(lake, read_only=True) as warehouse:
                while not stop.exists():
                    found = warehouse.rows(LOOK)[0]
                    looks, most = looks + 1, max(most, found.pop("versions"))
                    wrong += [name for name, rows in found.items() if rows]
                    time.sleep(0.3)
        except WarehouseLost:
            time.sleep(0.2)
        except WarehouseError as problem:
            wrong.append(f"{problem}")
            break
    print(json.dumps({"looks": looks, "versions": most, "wrong": wrong}))


if __name__ == "__main__":
    work, catalog, files, *words = sys.argv[1:]
    given = Lake(catalog, files)
    if work == "load":
        load(given, words[0], int(words[1]))
    elif work == "compare":
        compare(given, int(words[0]))
    else:
        look(given, Path(words[0]))
