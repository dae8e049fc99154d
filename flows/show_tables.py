"""Prints daily tables in a terminal, in 100 columns: the most telling lines first, the rest counted."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboards.statuses import STATUS, standing, why

Row = Mapping[str, Any]
WIDTH = 100


@dataclass(frozen=True, slots=True)
class TableView:
    """How one daily table is printed: what it says, its columns, and which lines come first."""

    name: str
    says: str
    columns: tuple[tuple[str, Callable[[Row], str]], ...]
    order: Callable[[Row], Any]
    only: Callable[[Row], bool] = lambda row: True
    per: str | None = None  # at most two lines for each value of this column
    least: int = 0  # this many lines at the least, however few are asked for


def _day(row: Row) -> str:
    return f"{row['day']:%m-%d}"


def _get(name: str, most: int = 40) -> Callable[[Row], str]:
    return lambda row: short(row[name], most)


def _share(name: str) -> Callable[[Row], str]:
    return lambda row: "NULL" if row[name] is None else f"{row[name]:.0%}"


def _with_interval(name: str, low: str = "low", high: str = "high") -> Callable[[Row], str]:
    def shown(row: Row) -> str:
        if row[name] is None:
            return "NULL"
        return f"{row[name]:.0%} [{row[low]:.0%}-{row[high]:.0%}]".replace("%-", "-")

    return shown


def _number(name: str, form: str = ".2f") -> Callable[[Row], str]:
    return lambda row: "" if row[name] is None else f"{row[name]:{form}}"


def _count(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row[name] in (None, 0) else f"{row[name]:,}"


def _hour(value: datetime | None) -> str:
    return f"{value:%d. %H:%M}" if value else "…"


def short(value: Any, most: int) -> str:
    """One line of at most `most` characters."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value)
    text = " ".join(str(value).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _interval(row: Row) -> str:
    def value(number: float | None) -> str:
        return "…" if number is None else f"{number:,.6g}"

    low, high = value(row["low"]), value(row["high"])
    return low if low == high else f"{low} to {high}"


VIEWS: tuple[TableView, ...] = (
    TableView(
        "stories",
        "what happened, by how many outlets and independent origins it was told",
        (
            ("day", _day),
            ("story", _get("label", 52)),
            ("outlets", _count("outlets")),
            ("articles", _count("articles")),
            ("origins", _count("origins")),
            ("contested", _count("contested_claims")),
            ("diverg.", lambda r: "NULL" if r["divergence"] is None else f"{r['divergence']:+.2f}"),
        ),
        lambda r: (-r["outlets"], -r["contested_claims"], -r["articles"], r["story_id"]),
    ),
    TableView(
        "coverage",
        "how much of the day's shared stories each outlet carried, with its 95 % interval",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 14)),
            ("articles", _count("articles")),
            ("own", _count("independent_articles")),
            ("stories", _count("stories")),
            ("rate", _with_interval("coverage_rate")),
            ("own rate", _with_interval("independent_rate", "independent_low", "independent_high")),
            ("why no rate", _get("reason", 26)),
        ),
        lambda r: (r["day"], r["outlet_id"]),
        least=15,
    ),
    TableView(
        "voices",
        "whose words fill an outlet's telling of a story",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 12)),
            ("voice", _get("name", 28)),
            ("kind", _get("voice_group", 12)),
            ("quotes", _count("quotes")),
            ("words", _count("quoted_words")),
            ("share", _with_interval("share")),
            ("dist.", _count("distanced")),
            ("denies", _count("denies")),
        ),
        lambda r: (-(r["distanced"] + r["denies"]), -r["quotes"], r["story_id"], r["outlet_id"], r["voice"]),
        lambda r: r["voice_group"] != "unresolved",
        per="story_id",
    ),
    TableView(
        "names",
        "what an outlet calls the same thing, quotations left out",
        (
            ("day", _day),
            ("concept", _get("concept", 22)),
            ("outlet", _get("outlet_id", 14)),
            ("variant", _get("variant", 26)),
            ("uses", _count("uses")),
            ("share", _with_interval("share")),
        ),
        lambda r: (r["day"], r["concept"], r["outlet_id"], -r["uses"], r["variant"]),
    ),
    TableView(
        "numbers",
        "numbers of one thing; ≠ names outlets whose number cannot be true together with it",
        (
            ("day", _day),
            ("of", _get("referent", 18)),
            ("outlet", _get("outlet_id", 12)),
            ("as written", _get("text", 22)),
            ("means", _interval),
            ("said by", lambda r: short(r["attributed_to"] or "the outlet", 18)),
            ("≠", _get("conflicts_with", 22)),
        ),
        lambda r: (not r["conflicts_with"], r["day"], r["story_id"], r["referent"], r["outlet_id"]),
    ),
    TableView(
        "words",
        "words an outlet uses more than the others in a story (z from log-odds with a prior)",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 14)),
            ("term", _get("term", 24)),
            ("uses", _count("count")),
            ("articles", _count("articles")),
            ("log-odds", _number("log_odds")),
            ("z", _number("z", ".1f")),
            ("q", _number("q_value", ".3f")),
            ("why NULL", _get("reason", 26)),
        ),
        lambda r: (r["z"] is None, -(r["z"] or 0), -r["count"], r["story_id"], r["outlet_id"], r["term"]),
        per="story_id",
    ),
    TableView(
        "omissions",
        "claims an outlet left out of a story it covered, and the nearest sentence it has",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 12)),
            ("leaves out", _get("label", 34)),
            ("expected", _share("expected")),
            ("by", lambda r: f"{r['carried_by_origins']}/{r['covering_origins']}"),
            ("nearest", _get("nearest_sentence", 28)),
        ),
        lambda r: (-(r["surprise_bits"] or 0), r["story_id"], r["claim_id"], r["outlet_id"]),
        lambda r: r["carried_by_origins"] >= 2,
        per="story_id",
    ),
    TableView(
        "first_reports",
        "who was first: intervals are compared, so the answer may be undetermined",
        (
            ("day", _day),
            ("story", _get("story", 36)),
            ("outlet", _get("outlet_id", 12)),
            ("between", lambda r: f"{_hour(r['earliest'])} and {_hour(r['latest'])}"),
            ("verdict", _get("verdict", 14)),
        ),
        lambda r: (
            {"first": 0, "later": 1}.get(r["verdict"], 2),
            r["day"],
            r["story_id"],
            r["latest"],
            r["outlet_id"],
        ),
    ),
    TableView(
        "reprints",
        "articles that repeat another text, and how much of it",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 12)),
            ("article", _get("title", 38)),
            ("of", lambda r: short(r["origin_outlet_id"] or r["agency"], 12)),
            ("found in it", _share("containment")),
            ("+", _count("inserted_sentences")),
            ("-", _count("dropped_sentences")),
            ("rule", _get("rule", 12)),
        ),
        lambda r: (r["day"], r["outlet_id"], r["article_id"]),
    ),
    TableView(
        "divergence",
        "how far two outlets part against chance: excess, 95 % interval, q",
        (
            ("day", _day),
            ("level", _get("level", 10)),
            ("aspect", _get("aspect", 9)),
            ("pair", lambda r: short(f"{r['outlet_a']} / {r['outlet_b']}", 26)),
            ("n", lambda r: f"{r['articles_a']}/{r['articles_b']}"),
            ("value", _number("value")),
            (
                "excess",
                lambda r: (
                    "NULL"
                    if r["excess"] is None
                    else f"{r['excess']:+.2f}"
                    + ("" if r["low"] is None else f" [{r['low']:+.2f} {r['high']:+.2f}]")
                ),
            ),
            ("q", _number("q_value", ".3f")),
            ("why NULL", _get("reason", 22)),
        ),
        lambda r: (
            r["value"] is None,
            1.0 if r["q_value"] is None else r["q_value"],
            -(r["excess"] or 0),
            r["day"],
            f"{r['story_id']}",
            r["level"],
            r["aspect"],
            r["outlet_a"],
            r["outlet_b"],
        ),
    ),
    TableView(
        "edits",
        "articles changed after publication, and what became of their claims",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 12)),
            ("kind", _get("kind", 9)),
            ("before", _get("before_text", 34)),
            ("after", _get("after_text", 34)),
        ),
        lambda r: (r["kind"] != "softened", r["day"], r["outlet_id"], r["article_id"], r["from_version"]),
    ),
    TableView(
        "health",
        "how each outlet was observed; silence counts as choice only where healthy",
        (
            ("day", _day),
            ("outlet", _get("outlet_id", 12)),
            ("polls", lambda r: f"{r['polls_ok']}/{r['polls']}"),
            ("articles", _count("articles")),
            ("refused", _count("refused")),
            ("failed", _count("failed")),
            ("healthy", lambda r: "yes" if r["healthy"] else "no"),
            ("reason", _get("reason", 34)),
        ),
        lambda r: (r["healthy"], r["day"], r["outlet_id"]),
    ),
)


def show_tables(
    rows: Mapping[str, Sequence[Row]],
    console: Console,
    lines: int,
    only: Sequence[str] = (),
    *,
    complete: bool = False,
) -> None:
    """Prints each table's most telling lines; `rows` by table name, over one or several days.

    `complete` prints every row, in the same order.
    """
    if not only or "claims" in only:
        show_claims(rows.get("claims", ()), console, lines if complete else max(2, lines // 2), complete)
    for view in VIEWS:
        if only and view.name not in only:
            continue
        _show(view, rows.get(view.name, ()), console, lines, complete)


def _show(view: TableView, rows: Sequence[Row], console: Console, lines: int, complete: bool) -> None:
    heading(console, view.name, view.says)
    chosen = sorted(rows, key=view.order) if complete else _choose(view, rows, max(lines, view.least))
    if not chosen:
        console.print(Text("  no rows", style="dim"))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for header, _ in view.columns:
        table.add_column(header, overflow="fold")
    for row in chosen:
        table.add_row(*(Text(shown(row)) for _, shown in view.columns))
    console.print(table)
    if len(rows) > len(chosen):
        console.print(Text(f"  {len(chosen)} of {len(rows):,} rows", style="dim"))


def _choose(view: TableView, rows: Sequence[Row], lines: int) -> list[Row]:
    chosen: list[Row] = []
    taken: dict[Any, int] = defaultdict(int)
    for row in sorted((r for r in rows if view.only(r)), key=view.order):
        if view.per is not None:
            taken[row[view.per]] += 1
            if taken[row[view.per]] > 2:
                continue
        chosen.append(row)
        if len(chosen) >= lines:
            break
    return chosen


def heading(console: Console, name: str, says: str) -> None:
    """A table's name and what it says, on one line."""
    console.print()
    console.print(Text(f"daily.{name}", style="bold").append(f"  {says}", style="dim"))


def show_claims(rows: Sequence[Row], console: Console, most: int, complete: bool = False) -> None:
    """The most contested claims, one line for each outlet, with the sentence behind it."""
    heading(console, "claims", "who asserts, attributes, distances, denies or leaves out one claim")
    by_claim: dict[tuple[date, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_claim[row["day"], row["story_id"], row["claim_id"]].append(row)
    ranked = sorted(by_claim.items(), key=lambda item: (-_contest(item[1]), item[0]))
    stories: set[str] = set()
    shown = 0
    for (_, story_id, _), cells in ranked:
        if story_id in stories and not complete:
            continue
        stories.add(story_id)
        _show_claim(cells, console)
        shown += 1
        if shown >= most:
            break
    console.print(Text(f"  {shown} of {len(by_claim):,} claims in {len(rows):,} cells", style="dim"))


_CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")


def _contest(cells: Sequence[Row]) -> float:
    """How far the outlets part on a claim: kinds of status, with denial and distance counted double."""
    carried = [c["status"] for c in cells if c["status"] in _CARRIED]
    if len(carried) < 2:
        return 0.0
    kinds = set(carried)
    sharp = len(kinds & {"distanced", "denied", "contradicted"})
    return len(kinds) + 2 * sharp + 0.1 * len(carried) + 0.1 * len({c["status"] for c in cells})


def _show_claim(cells: Sequence[Row], console: Console) -> None:
    first = cells[0]
    console.print(
        Text(f"“{short(first['label'], 88)}”", style="bold").append(f"  {first['day']:%m-%d}", style="dim")
    )
    for cell in sorted(cells, key=lambda c: (_order(c["status"]), c["outlet_id"])):
        mark, words = STATUS[cell["status"]][0], standing(cell["status"], cell["reason"])
        line = Text(f"  {mark} {words:<13} ").append(f"{short(cell['outlet_id'], 12):<13}", style="bold")
        named = [voice for voice in cell["voices"] or () if voice]  # a voice that is not resolved has no name
        voices = f"{short(named, 24)}: " if named else ""
        evidence = f"{voices}{cell['text']}" if cell["text"] else why(cell["reason"])
        console.print(line.append(short(evidence, WIDTH - 32), style="" if cell["text"] else "dim"))


def _order(status: str) -> int:
    return list(STATUS).index(status)


def console() -> Console:
    """Standard output at a width that mails and logs keep: 100 columns where there is no terminal."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
