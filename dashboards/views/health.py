"""Health: how each outlet was observed, so that nothing broken is read as a choice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from dashboards import plots
from dashboards.drift_report import MOST_BYTES, report_file
from dashboards.page import Page, outlet_names, short
from dashboards.published import Edition, ask, last_runs, rows
from dashboards.static import plain

Row = dict[str, Any]
WINDOW_DAYS = 28
#: Outlets in the calendar; those observed worst first.
MOST_OUTLETS = 60

HOW = """An outlet is healthy on a day when its feeds answered, most of its pages could be read and the fields it usually
fills are filled. Only then do silence and omission count as its own choice. A suspect outlet is held back from
comparison: its cells are "not observed". Every entry seen ends in exactly one outcome; the reasons are a closed list.
Drift compares each measure with the outlet's own earlier weeks."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    day = page.pick_day(known)
    today = rows(of, "health", day)
    held = [r for r in today if not r["healthy"] or r["suspect"]]
    page.head("How well the outlets were observed", lead(today, held, day, names))
    page.form("day")
    page.age(of)
    if not today:
        page.notice(
            "No health was recorded on this day.", "`parallax run` records it; imported days have none."
        )
    else:
        page.draw(
            "facts.html.j2",
            facts=[
                (f"{len(today) - len(held)} of {len(today)}", "outlets observed well"),
                (f"{len(held)}", "held back"),
                (f"{sum(r['articles'] for r in today):,}", "articles"),
                (f"{sum(r['failed'] for r in today):,}", "entries failed"),
                (f"{sum(r['refused'] for r in today):,}", "entries refused"),
            ],
        )
    calendar(page, of, max(known[0], day - timedelta(days=WINDOW_DAYS - 1)), day, names)
    held_back(page, held, day, names)
    observed(page, today, day, names)
    outcomes(page, of, day, names)
    drift(page, of, day, names)
    runs(page, of)
    drift_report(page, day)
    page.how(HOW)


def lead(today: list[Row], held: list[Row], day: date, names: dict[str, str]) -> str:
    """The day in one sentence."""
    if not today:
        return "What was down, refused or read badly is never read as a choice."
    if not held:
        return f"All {len(today)} outlets were observed well on {day:%-d %B %Y}: what they left out, they left out."
    who = ", ".join(short(names, r["outlet_id"]) for r in held[:3])
    more = f" and {len(held) - 3} more" if len(held) > 3 else ""
    return f"Silence of {who}{more} on {day:%-d %B %Y} says nothing about them: they were not observed well."


def calendar(page: Page, of: Edition, first: date, last: date, names: dict[str, str]) -> None:
    """One line an outlet, one field a day: well, badly, suspect, nothing known."""
    found = ask(of, "health_days", first, last)
    if not found:
        return
    by_outlet: dict[str, dict[date, Row]] = defaultdict(dict)
    for r in found:
        by_outlet[r["outlet_id"]][r["day"]] = r
    worst = sorted(
        by_outlet,
        key=lambda o: (
            -sum(not r["healthy"] or r["suspect"] for r in by_outlet[o].values()),
            names.get(o, o),
            o,
        ),
    )[:MOST_OUTLETS]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    page.section(
        "Outlet by outlet, day by day", "Those observed worst stand first. Open a day for its own table."
    )
    page.draw(
        "calendar.html.j2",
        days=days,
        lines=[
            {"name": names.get(o, o), "days": [calendar_field(page, d, by_outlet[o].get(d)) for d in days]}
            for o in worst
        ],
    )
    if len(by_outlet) > len(worst):
        page.say(f"{len(worst)} of {len(by_outlet)} outlets.")
    page.csv([r for r in found if r["outlet_id"] in set(worst)], f"health-{first}-{last}")


def calendar_field(page: Page, day: date, found: Row | None) -> Row:
    """One field of the calendar: kind, words, address of the day's health."""
    if found is None:
        return {"kind": "none", "words": f"{day}: nothing recorded", "href": ""}
    kind = "bad" if not found["healthy"] else ("suspect" if found["suspect"] else "good")
    said = found["reason"] or f"observed well, {found['articles']} articles"
    return {"kind": kind, "words": f"{day}: {said}", "href": page.link("health", day=f"{day}")}


def held_back(page: Page, held: list[Row], day: date, names: dict[str, str]) -> None:
    """Outlets whose silence says nothing on this day."""
    if not held:
        return
    page.section("Held back", "Their silence on this day says nothing about them.")
    drawn = [
        {
            "outlet": names.get(r["outlet_id"], r["outlet_id"]),
            "reason": r["reason"] or "",
            "flags": ", ".join(flag.replace("_", " ") for flag in r["flags"] or []),
            "outcomes": r["outcomes"] or "",
        }
        for r in held
    ]
    shown = drawn if page.wants("all-held") else drawn[:20]
    columns = (("outlet", "outlet"), ("reason", "why"), ("flags", "flags"), ("outcomes", "how entries ended"))
    page.draw("table.html.j2", caption="outlets held back", columns=columns, rows=shown)
    if len(shown) < len(drawn):
        page.more(f"All {len(drawn)} outlets held back", "all-held")
    page.csv(shown, f"held-back-{day}")


def observed(page: Page, today: list[Row], day: date, names: dict[str, str]) -> None:
    """Articles and fill rates of the outlets that brought something."""
    brought = [r for r in today if r["articles"]]
    if not brought:
        return
    page.section(
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
    page.draw("table.html.j2", caption="what was read", columns=columns, rows=drawn, stack=False)
    page.csv(drawn, f"read-{day}")


def outcomes(page: Page, of: Edition, day: date, names: dict[str, str]) -> None:
    """How the entries of the day's runs ended, by reason."""
    found = ask(of, "outcome_reasons", day, day)
    if not found:
        return
    page.section("How entries ended", "Every entry seen by the day's runs, by outcome and reason.")
    total: dict[tuple[str, str], int] = defaultdict(int)
    outlets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in found:
        key = (r["outcome"], r["reason"] or "")
        total[key] += r["entries"]
        outlets[key].add(names.get(r["outlet_id"], r["outlet_id"]))
    drawn = []
    for (outcome, reason), n in sorted(total.items(), key=lambda t: (-t[1], t[0])):
        who = sorted(outlets[outcome, reason])
        shown = ", ".join(who[:6]) + (f" and {len(who) - 6} more" if len(who) > 6 else "")
        drawn.append(
            {"outcome": outcome, "reason": reason.replace("_", " "), "entries": f"{n:,}", "outlets": shown}
        )
    columns = (("outcome", "outcome"), ("reason", "reason"), ("entries", "entries"), ("outlets", "outlets"))
    page.draw("table.html.j2", caption="how entries ended", columns=columns, rows=drawn)
    page.csv(drawn, f"outcomes-{day}")


def drift(page: Page, of: Edition, day: date, names: dict[str, str]) -> None:
    """Measures that left their usual bounds in the last weeks."""
    found = ask(of, "drift_rows", day - timedelta(days=WINDOW_DAYS), day)
    page.section("Drift", f"Measures that left their usual bounds in the {WINDOW_DAYS} days before.")
    if not found:
        page.draw("quiet.html.j2", words="Nothing drifted, or there are too few days to compare with.")
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
    page.draw("table.html.j2", caption="drift", columns=columns, rows=drawn)
    page.csv(drawn, f"drift-{day}")


def runs(page: Page, of: Edition) -> None:
    """The last runs and how they ended."""
    found = last_runs(of, 20)
    if not found:
        return
    page.section("Runs", "The last twenty, newest first.")
    drawn = [
        {
            "started": f"{r['started_at']:%Y-%m-%d %H:%M}",
            "flow": r["flow"],
            "status": "publishing when this copy was made" if r["status"] == "running" else r["status"],
            "seconds": ""
            if r["ended_at"] is None
            else f"{(r['ended_at'] - r['started_at']).total_seconds():,.0f}",
            "entries": "" if r["entries_seen"] is None else f"{r['entries_seen']:,}",
            "reason": r["reason"] or "",
        }
        for r in found
    ]
    columns = tuple((k, k) for k in ("started", "flow", "status", "seconds", "entries", "reason"))
    page.draw("table.html.j2", caption="runs", columns=columns, rows=drawn, stack=False)
    page.csv(drawn, "runs")


def drift_report(page: Page, day: date) -> None:
    """The drift report of the day in a frame that can reach nothing, when one was written."""
    path = report_file(page.reports, f"{day}")
    if path is None:
        return
    page.section(
        "Drift report",
        "The whole report, in a closed frame: it cannot reach this page, your disk or the network.",
    )
    if path.stat().st_size > MOST_BYTES:
        page.notice("The report is too large to show here.", f"Open {path} in a browser.")
    elif page.wants("all-report"):
        page.draw("closed_frame.html.j2", src=f"/drift-report?day={day}", title=f"drift report of {day}")
    else:
        page.more("Show the report", "all-report")
