"""Health: how each outlet was observed, so that nothing broken is read as a choice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import Edition, ask, last_runs, rows
from dashboards.static import plain

Row = dict[str, Any]
WINDOW_DAYS = 28
#: Reports larger than this are named instead of embedded.
MOST_REPORT_BYTES = 16 << 20

HOW = """An outlet is healthy on a day when its feeds answered, most of its pages could be read and the fields it usually
fills are filled. Only then do silence and omission count as its own choice. A suspect outlet is held back from
comparison: its cells are "not observed". Every entry seen ends in exactly one outcome; the reasons are a closed list.
Drift compares each measure with the outlet's own earlier weeks."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page(
        "How well the outlets were observed",
        "What was down, refused or read badly is never read as a choice.",
    )
    names = frame.outlet_names(of)
    day = frame.pick_day(known)
    frame.age(of)
    today = rows(of, "health", day)
    if not today:
        frame.notice(
            "No health was recorded on this day.", "`parallax run` records it; imported days have none."
        )
    held = [r for r in today if not r["healthy"] or r["suspect"]]
    frame.draw(
        "facts.html.j2",
        facts=[
            (f"{len(today) - len(held)} of {len(today)}", "outlets observed well"),
            (f"{len(held)}", "held back"),
            (f"{sum(r['articles'] for r in today):,}", "articles"),
            (f"{sum(r['failed'] for r in today):,}", "entries failed"),
            (f"{sum(r['refused'] for r in today):,}", "entries refused"),
        ],
        why="",
    )
    held_back(held, day, names)
    observed(today, day, names)
    outcomes(of, day, names)
    drift(of, day, names)
    runs(of)
    drift_report(of, day)
    frame.how(HOW)


def held_back(held: list[Row], day: date, names: dict[str, str]) -> None:
    """Outlets whose silence says nothing on this day."""
    frame.section("Held back", "Their silence on this day says nothing about them.")
    if not held:
        frame.notice("No outlet is held back on this day.")
        return
    drawn = [
        {
            "outlet": names.get(r["outlet_id"], r["outlet_id"]),
            "reason": r["reason"] or "",
            "flags": ", ".join(r["flags"] or []),
            "outcomes": r["outcomes"] or "",
        }
        for r in held
    ]
    shown = drawn if len(drawn) <= 20 or st.toggle(f"All {len(drawn)} outlets held back") else drawn[:20]
    columns = (("outlet", "outlet"), ("reason", "why"), ("flags", "flags"), ("outcomes", "how entries ended"))
    frame.draw("table.html.j2", caption="outlets held back", columns=columns, rows=shown)
    frame.csv_button(shown, f"held-back-{day}")


def observed(today: list[Row], day: date, names: dict[str, str]) -> None:
    """Articles and fill rates of the outlets that brought something."""
    brought = [r for r in today if r["articles"]]
    if not brought:
        return
    frame.section(
        "What was read",
        "Articles of the day and the parts of them that have a title, a time, an author, their full text.",
    )
    keep = ("title_share", "time_share", "author_share", "full_text_share", "reprint_share")
    drawn = [
        {"outlet": names.get(r["outlet_id"], r["outlet_id"]), "articles": f"{r['articles']}"}
        | {k: "" if r[k] is None else plots.percent(r[k]) for k in keep}
        | {"polls": f"{r['polls_ok']} of {r['polls']}"}
        for r in brought
    ]
    columns = (
        ("outlet", "outlet"),
        ("articles", "articles"),
        ("polls", "looks answered"),
        ("title_share", "title"),
        ("time_share", "time"),
        ("author_share", "author"),
        ("full_text_share", "full text"),
        ("reprint_share", "reprints"),
    )
    frame.draw("table.html.j2", caption="what was read", columns=columns, rows=drawn)
    frame.csv_button(drawn, f"read-{day}")


def outcomes(of: Edition, day: date, names: dict[str, str]) -> None:
    """How the entries of the day's runs ended, by reason."""
    found = ask(of, "outcome_reasons", day, day)
    if not found:
        return
    frame.section("How entries ended", "Every entry seen by the day's runs, by outcome and reason.")
    total: dict[tuple[str, str], int] = defaultdict(int)
    outlets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in found:
        key = (r["outcome"], r["reason"] or "")
        total[key] += r["entries"]
        outlets[key].add(names.get(r["outlet_id"], r["outlet_id"]))
    drawn = [
        {
            "outcome": outcome,
            "reason": reason.replace("_", " "),
            "entries": f"{n}",
            "outlets": ", ".join(sorted(outlets[outcome, reason])[:6]),
        }
        for (outcome, reason), n in sorted(total.items(), key=lambda t: (-t[1], t[0]))
    ]
    columns = (("outcome", "outcome"), ("reason", "reason"), ("entries", "entries"), ("outlets", "outlets"))
    frame.draw("table.html.j2", caption="how entries ended", columns=columns, rows=drawn)
    frame.csv_button(found, f"outcomes-{day}")


def drift(of: Edition, day: date, names: dict[str, str]) -> None:
    """Measures that left their usual bounds in the last weeks."""
    found = ask(of, "drift_rows", day - timedelta(days=WINDOW_DAYS), day)
    frame.section("Drift", f"Measures that left their usual bounds in the {WINDOW_DAYS} days before.")
    if not found:
        frame.notice("Nothing drifted, or there are too few days to compare with.")
        return
    drawn = [
        {
            "day": f"{r['day']}",
            "outlet": "all outlets" if r["outlet_id"] is None else names.get(r["outlet_id"], r["outlet_id"]),
            "measure": r["measure"].replace("_", " "),
            "value": plain(r["value"]),
            "usual": f"{plain(r['low'])} to {plain(r['high'])}",
            "reason": r["reason"] or "",
        }
        for r in found[:40]
    ]
    columns = tuple((k, k) for k in ("day", "outlet", "measure", "value", "usual", "reason"))
    frame.draw("table.html.j2", caption="drift", columns=columns, rows=drawn)
    frame.csv_button(found[:40], f"drift-{day}")


def runs(of: Edition) -> None:
    """The last runs and how they ended."""
    found = last_runs(of, 20)
    if not found:
        return
    frame.section("Runs", "The last twenty, newest first.")
    drawn = [
        {
            "started": f"{r['started_at']:%Y-%m-%d %H:%M}",
            "flow": r["flow"],
            "status": r["status"],
            "seconds": ""
            if r["ended_at"] is None
            else f"{(r['ended_at'] - r['started_at']).total_seconds():,.0f}",
            "entries": "" if r["entries_seen"] is None else f"{r['entries_seen']:,}",
            "reason": r["reason"] or "",
        }
        for r in found
    ]
    columns = tuple((k, k) for k in ("started", "flow", "status", "seconds", "entries", "reason"))
    frame.draw("table.html.j2", caption="runs", columns=columns, rows=drawn)
    frame.csv_button(drawn, "runs")


def drift_report(of: Edition, day: date) -> None:
    """The drift report of the day in a frame that can reach nothing, when one was written."""
    path = report_file(of, day)
    if path is None:
        return
    frame.section(
        "Drift report",
        "The whole report, in a closed frame: it cannot reach this page, your disk or the network.",
    )
    if path.stat().st_size > MOST_REPORT_BYTES:
        frame.notice("The report is too large to show here.", f"Open {path} in a browser.")
        return
    if st.toggle("Show the report"):
        from dashboards.closed_frame import closed_frame

        closed_frame(path.read_text(encoding="utf-8", errors="replace"), f"drift report of {day}")


def report_file(of: Edition, day: date) -> Path | None:
    """Where the watch stage leaves the day's report, or None."""
    path = Path(of.path).parent / "drift" / f"drift-{day}.html"
    return path if path.is_file() else None
