"""Small published copies for the tests of the pages: one plain, one with hostile text wherever text can stand."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import duckdb
from hostile_texts import TEXTS

from warehouse.build import build_day
from warehouse.connection import open_warehouse
from warehouse.load import load_rows, replace_day
from warehouse.publish import COPY_NAME, publish

sys.path.insert(0, str(Path(__file__).parents[1] / "warehouse"))
import made_rows

DAY = made_rows.DAY
LAST = DAY + timedelta(days=1)
STORY = f"s0-{DAY}"


def plain_copy(folder: Path) -> Path:
    """Two days, three outlets, two stories a day, an edit and a reprint; published."""
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=2))
        new, edit = made_rows.edited()
        later: dict = {}
        made_rows.add_version(later, new)
        load_rows(warehouse, later)
        day = made_rows.compared()
        day.update(edit)
        day["reprint"] = made_rows.reprinted()
        replace_day(warehouse, DAY, day)
        build_day(warehouse, DAY)
        replace_day(warehouse, LAST, made_rows.compared(LAST))
        build_day(warehouse, LAST)
        publish(warehouse, folder / "published", parquet=False)
    return folder / "published" / COPY_NAME


#: Rows multiplied by the hostile texts: table, what picks the row to copy, what is replaced in each copy.
#: `$t` is a text, `$m` five of them in one, `$a` nine, `$v` four, `$i` the number.
MULTIPLIED = (
    ("raw.outlet", "outlet_id = 'night_mail'", "$i as outlet_id, $t as name, $t as country, [$t] as collections"),
    ("daily.coverage", "day = $day and outlet_id = 'night_mail'", "$i as outlet_id"),
    ("daily.health", "day = $day and outlet_id = 'night_mail'",
     "$i as outlet_id, false as healthy, $m as reason, $t as outcomes, [$t] as flags"),
    ("daily.health", "day = $day and outlet_id = 'night_mail'",
     "day + 1 as day, $i as outlet_id, false as healthy, $m as reason"),
    ("daily.stories", "day = $day and story_id = $story",
     "$i as story_id, $t as label, $t as why_grouped, $t as divergence_reason"),
    ("raw.story_member", "day = $day and story_id = $story", "$i as story_id"),
    ("raw.story_member", "day = $day and story_id = $story and outlet_id = 'night_mail'", "$i as outlet_id"),
    ("daily.claims", "day = $day and story_id = $story", "$i as claim_id, $t as label, $t as reason"),
    ("daily.claims", "day = $day and story_id = $story", "$i as story_id, $t as label"),
    ("daily.first_reports", "day = $day and story_id = $story and outlet_id = 'night_mail'", "$i as outlet_id"),
    ("daily.voices", "day = $day and story_id = $story", "$i as voice, $v as name"),
    ("daily.voices", "day = $day and story_id = $story", "$i as outlet_id, 'all' as voice, 90 + texts.number as quotes"),
    ("daily.words", "day = $day and story_id = $story and outlet_id = 'night_mail'",
     "$t as term, 1.0 as log_odds, 2.0 + texts.number / 100 as z, 0.04 as q_value, null as reason"),
    ("daily.names", "day = $day and outlet_id = 'night_mail'", "$a as variant, 'named' as concept"),
    ("daily.names", "day = $day and outlet_id = 'night_mail'", "$t as variant, $t as concept"),
    ("daily.numbers", "day = $day and story_id = $story and len(conflicts_with) > 0",
     "$t as referent, $t as text, $m as attributed_to, [$t] as conflicts_with"),
    ("daily.divergence", "day = $day and story_id is null",
     "$i as outlet_a, $a as reason, null as excess, null as value"),
    ("raw.run", "true", "$i as run_id, $t as reason, started_at + interval 1 hour as started_at"),
    ("raw.drift", "true", "$t as measure, $t as reason, 'drift' as verdict"),
)  # fmt: skip


def several(first: int, count: int) -> str:
    """Some texts in one, so that all are drawn where a page draws only some rows."""
    short = [text for text in TEXTS if len(text) < 60]
    return " ".join(short[(first + n) % len(short)] for n in range(count))


def hostile_copy(plain: Path, folder: Path) -> Path:
    """The plain copy with every text of TEXTS in titles, names, claims, voices, reasons and addresses."""
    path = folder / COPY_NAME
    path.write_bytes(plain.read_bytes())
    path.chmod(0o644)
    with duckdb.connect(str(path)) as engine:
        engine.execute(
            "create temp table texts (number integer, text varchar, several varchar, many varchar, four varchar)"
        )
        engine.executemany(
            "insert into texts values (?, ?, ?, ?, ?)",
            [
                (n, t, several(5 * n, 5), several(9 * (n % 7), 9), several(4 * n, 4))
                for n, t in enumerate(TEXTS)
            ],
        )
        engine.execute(
            f"insert into raw.drift by name (select date '{DAY}' as day, 'x' as measure, 'x' as verdict)"
        )
        for name in (
            "daily.claims",
            "daily.first_reports",
            "daily.numbers",
            "daily.words",
            "raw.story_member",
        ):
            # Rows that no loader would take are put in the place of a view.
            engine.execute(f"create temp table cells as from {name}")
            engine.execute(f"drop view {name}")
            engine.execute(f"create table {name} as from cells")
            engine.execute("drop table cells")
        for table, picks, replaced in MULTIPLIED:
            given = {"$day": f"date '{DAY}'", "$story": f"'{STORY}'", "$i": "'x' || texts.number"}
            given |= {"$t": "texts.text", "$m": "texts.several", "$a": "texts.many", "$v": "texts.four"}
            for name, value in sorted(given.items(), key=lambda g: -len(g[0])):
                picks, replaced = picks.replace(name, value), replaced.replace(name, value)
            engine.execute(
                f"insert into {table} by name select copied.* replace ({replaced}) from "
                f"(from {table} where {picks} order by rowid limit 2) as copied cross join texts"
            )
        every = "(select list(text) from texts)"
        engine.execute(f"update raw.version set title = {every}[1 + (rowid % {len(TEXTS)})::integer]")
        engine.execute(
            "update raw.version set url = 'javascript:window.hits.push(1)//' || url where rowid % 2 = 0"
        )
        engine.execute(f"update store.voice set name = {every}[1 + (rowid % {len(TEXTS)})::integer]")
        engine.execute(f"update store.claim_member set text = {every}[1 + (rowid % {len(TEXTS)})::integer]")
        engine.execute("checkpoint")
    return path
