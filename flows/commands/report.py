"""`parallax report`: the daily tables of one day, complete, from the published copy."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flows.commands.run import parse_day
from flows.errors import DONE, CommandError, wrong_usage
from flows.out_file import check_out
from flows.settings import load_settings
from warehouse.connection import Warehouse, open_warehouse
from warehouse.export import as_csv, as_json, as_markdown
from warehouse.linked_claims import claims_as_json_ld
from warehouse.pages import outlet_list, story_evidence
from warehouse.read import built_days, daily_table, daily_tables

FORMS = ("text", "md", "html", "csv", "json", "parquet", "jsonld")
FOLDERS = ("csv", "parquet")


def write_report(
    day: str | None, story: str | None, tables: Sequence[str], form: str, out: Path | None, data: Path | None
) -> int:
    """Writes the report; returns 0. Raises CommandError for a wrong name, day or place."""
    if form not in FORMS:
        raise wrong_usage(f"unknown --format {form!r}; give {', '.join(FORMS)}")
    if form in FOLDERS and out is None:
        raise wrong_usage(f"--format {form} writes one file a table; name a folder with --out")
    if form not in FOLDERS:
        check_out(out)
    for name in tables:
        if name not in daily_tables():
            raise wrong_usage(f"there is no daily table {name!r}; there are {', '.join(daily_tables())}")
    settings = load_settings(data_dir=data)
    asked = parse_day(day)
    with open_warehouse(settings.published, read_only=True) as published:
        chosen = choose_day(asked, built_days(published))
        if form == "jsonld":
            _write(claims_as_json_ld(published, chosen, story_id=story), out)
            return DONE
        found = {
            name: daily_table(published, name, chosen, story_id=story) for name in tables or daily_tables()
        }
        _check_story(found, story, tables, chosen)
        if form == "html":
            _write(_page(published, found, chosen), out)
            return DONE
    write = {"csv": _folder, "parquet": _folder, "text": _text}.get(form, _single)
    write(found, chosen, story, form, out)
    return DONE


def _check_story(found: dict[str, Any], story: str | None, tables: Sequence[str], chosen: date) -> None:
    if story is not None and not any(t.num_rows for n, t in found.items() if n == "stories" or tables):
        raise wrong_usage(
            f"there is no story {story!r} on {chosen}; `parallax report --table stories` lists them"
        )


def _page(published: Warehouse, found: dict[str, Any], day: date) -> str:
    from dashboards.report import MOST_SENTENCES, drawn_claims, report_page

    tables = {name: table.to_pylist() for name, table in found.items()}
    names = {row["outlet_id"]: row["name"] or row["outlet_id"] for row in outlet_list(published)}
    evidence = {
        story: story_evidence(published, day, story, claims, None, MOST_SENTENCES)
        for story, claims in drawn_claims(tables).items()
    }
    return report_page(day, tables, names, evidence)


def choose_day(asked: date | None, days: Sequence[date]) -> date:
    """The day asked for, or the newest. Raises CommandError when it has no tables."""
    if not days:
        raise CommandError(
            "the published copy holds no day yet; `parallax run` or `parallax import` makes one"
        )
    if asked is None:
        return days[-1]
    if asked not in days:
        raise wrong_usage(f"there are no tables of {asked}; there are {days[0]} to {days[-1]}")
    return asked


def _text(found: dict[str, Any], day: date, story: str | None, form: str, out: Path | None) -> None:
    from rich.console import Console

    from flows.show_tables import WIDTH, console, show_tables

    rows = {name: table.to_pylist() for name, table in found.items()}
    everything = max((len(r) for r in rows.values()), default=0) + 1
    if out is None:
        show_tables(rows, console(), everything, list(found), complete=True)
        return
    with out.open("w", encoding="utf-8", errors="replace") as file:
        show_tables(
            rows, Console(file=file, width=WIDTH, highlight=False), everything, list(found), complete=True
        )


def _single(found: dict[str, Any], day: date, story: str | None, form: str, out: Path | None) -> None:
    if form == "json":
        tables = {name: json.loads(as_json(table)) for name, table in found.items()}
        text = (
            json.dumps({"day": f"{day}", "story": story, "tables": tables}, ensure_ascii=False, indent=1)
            + "\n"
        )
    else:
        parts = [f"## daily.{name}\n\n{as_markdown(table)}" for name, table in found.items()]
        text = f"# Parallax, {day}\n\n" + "\n".join(parts)
    _write(text, out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8", errors="replace")
        print(f"wrote {out}", file=sys.stderr)


def _folder(found: dict[str, Any], day: date, story: str | None, form: str, out: Path | None) -> None:
    assert out is not None
    if out.exists() and not out.is_dir():
        raise wrong_usage(f"{out} is a file; name a folder with --out")
    out.mkdir(parents=True, exist_ok=True)
    for name, table in found.items():
        if form == "csv":
            (out / f"{name}.csv").write_text(as_csv(table), encoding="utf-8", newline="")
        else:
            import pyarrow.parquet as pq

            pq.write_table(table, out / f"{name}.parquet")
    print(f"wrote {len(found)} files to {out}", file=sys.stderr)
