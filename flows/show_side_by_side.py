"""Prints a SideBySide in a terminal, readable in 100 columns."""

from __future__ import annotations

from collections import defaultdict

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboards.statuses import STATUS, standing, why
from tasks.compare.side_by_side_records import Cell, ClaimLine, DivergenceLine, SideBySide

#: Colour of each status; its mark and words are those of the pages.
STYLES = {
    "asserted": "bold",
    "endorsed": "bold",
    "distanced": "yellow",
    "denied": "red",
    "contradicted": "bold red",
    "omitted": "dim",
    "not_observed": "dim",
}
#: How many lines of each part are printed; the rest is counted and stays in --json and --html.
CLAIM_LINES = 12
WORD_LINES = 8
LINES = 40


def show_side_by_side(view: SideBySide, console: Console, *, full: bool = False) -> None:
    """Prints all parts of the view; with `full` nothing is cut."""
    most = 10**9 if full else 0
    _header(view, console)
    for line in view.reprints:
        console.print(Text(f"reprint: {line}"))
    _claims(view, console, most or CLAIM_LINES)
    _distance(view, console, most or LINES)
    _denials(view, console, most or LINES)
    _voices(view, console, most or 8)
    _names(view, console, most or LINES)
    _numbers(view, console, most or LINES)
    _words(view, console, most or WORD_LINES)
    _divergence(view, console)


def _title(console: Console, title: str, explains: str) -> None:
    console.print()
    console.print(Text(title, style="bold"), Text(explains, style="dim"))


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _more(console: Console, cut: int, what: str) -> None:
    if cut > 0:
        console.print(Text(f"  … {cut} more {what}: --full, --json or --html show them", style="dim"))


def _header(view: SideBySide, console: Console) -> None:
    table = _table("", "outlet", "published", "words", "title")
    for c in view.columns:
        form = "%Y-%m-%d" if c.published_precision in ("day", "month", "year") else "%Y-%m-%d %H:%M"
        when = f"{c.published_at:{form}}" if c.published_at else "not stated"
        table.add_row(
            c.key, Text(c.outlet), when, str(c.words), Text(c.title or "(none)", overflow="ellipsis")
        )
    console.print(table)
    for c in view.columns:
        if not c.claims_observed:
            console.print(Text(f"{c.key}: no rules for language {c.language!r}; its claims are not observed"))


def _claims(view: SideBySide, console: Console, most: int) -> None:
    _title(console, "Claims", "who asserts, attributes, distances, denies or leaves out what")
    shared = [line for line in view.claims if _outlets(line) > 1]
    for line in shared[:most]:
        console.print()
        console.print(Text(f"“{line.label}”", style="bold"))
        for cell in line.cells:
            _cell(cell, console)
    if not shared:
        console.print("  no claim was found in more than one text")
    _more(console, len(shared) - most, "claims carried by several texts")
    single = [line for line in view.claims if _outlets(line) <= 1]
    if not single:
        return
    listed = most > CLAIM_LINES
    console.print()
    hint = ":" if listed else " (--full lists them)"
    console.print(Text(f"  and {len(single)} claims that only one text carries{hint}", style="dim"))
    for line in single if listed else ():
        console.print(Text(f"“{line.label}”"))
        for cell in line.cells:
            if cell.evidence:
                _cell(cell, console)


def _outlets(line: ClaimLine) -> int:
    return sum(bool(c.evidence) for c in line.cells)


def _cell(cell: Cell, console: Console) -> None:
    mark = f"{STATUS[cell.status][0]} {standing(cell.status, cell.reason)}"
    said = Text()
    if cell.evidence:
        best = cell.evidence[0]
        voice = f"{best.voice}: " if best.voice else ""
        said.append(f"{voice}{best.sentence}")
        if len(cell.evidence) > 1:
            said.append(f"  (+{len(cell.evidence) - 1})", style="dim")
    elif cell.nearest:
        said.append(f"nearest: {cell.nearest}", style="dim")
    elif cell.reason:
        said.append(why(cell.reason), style="dim")
    row = Table.grid(padding=(0, 2))
    row.add_column(width=4)
    row.add_column(width=14)
    row.add_column(overflow="fold")
    row.add_row(Text(f"  {cell.key}", style="bold"), Text(mark, style=STYLES.get(cell.status, "")), said)
    console.print(row)


def _distance(view: SideBySide, console: Console, most: int) -> None:
    _title(console, "Distance", "devices by which an outlet steps back from, or vouches for, what it reports")
    table = _table("", "device", "stance", "aimed at", "whose words")
    for m in view.markings[:most]:
        table.add_row(
            m.key,
            Text(m.device),
            m.engagement,
            Text(_short(m.target, 44)),
            Text(_whose(m.voice, "the outlet's own")),
        )
    for c in view.columns:
        if not any(m.key == c.key for m in view.markings):
            table.add_row(c.key, Text("none found", style="dim"), "", "", "")
    console.print(table)
    _more(console, len(view.markings) - most, "devices")


def _denials(view: SideBySide, console: Console, most: int) -> None:
    if not view.denials:
        return
    _title(console, "Denials", "what a voice denies or rejects; first what several texts report denied")
    table = _table("", "voice", "cue", "what is denied")
    for number, d in enumerate(view.denials[:most]):
        if number and d.topic != view.denials[number - 1].topic:
            table.add_section()
        content = _short(d.content, 70) + (f" ({_short(d.about, 60)})" if d.about else "")
        table.add_row(d.key, Text(d.voice), Text(d.cue), Text(content))
    for c in view.columns:
        if not any(d.key == c.key for d in view.denials):
            table.add_row(c.key, Text("none found", style="dim"), "", "")
    console.print(table)
    _more(console, len(view.denials) - most, "denials")


def _voices(view: SideBySide, console: Console, most: int) -> None:
    _title(console, "Voices", "whose words fill each text (share of attributed words; D distanced, - denies)")
    table = _table("", "voice", "kind", "of", "words", "share", "times", "D", "-")
    cut = 0
    for c in view.columns:
        own = [v for v in view.voices if v.key == c.key]
        cut += max(0, len(own) - most)
        for v in own[:most]:
            table.add_row(
                v.key,
                Text(_short(v.voice or "(not resolved)", 34)),
                v.group,
                Text(v.state or ""),
                str(v.words),
                f"{v.share:.0%}",
                str(v.attributions),
                str(v.distanced or ""),
                str(v.denies or ""),
            )
    console.print(table)
    _more(console, cut, "voices")


def _names(view: SideBySide, console: Console, most: int) -> None:
    if not view.names:
        return
    _title(console, "Names", "what each text calls the same thing, quotations left out")
    table = _table("concept", *[c.key for c in view.columns])
    for line in view.names[:most]:
        uses: dict[str, list[str]] = defaultdict(list)
        for key, variant, n in line.variants:
            uses[key].append(f"{variant} {n}")
        table.add_row(Text(line.concept), *[Text(", ".join(uses[c.key]) or "-") for c in view.columns])
    console.print(table)
    _more(console, len(view.names) - most, "concepts")


def _numbers(view: SideBySide, console: Console, most: int) -> None:
    if not view.numbers:
        return
    _title(console, "Numbers", "by what they count; ≠ when two texts cannot both be right")
    table = _table("of", "", "as written", "from", "to", "bound", "said by", "")
    for n in view.numbers[:most]:
        table.add_row(
            Text(_short(n.referent, 24)),
            n.key,
            Text(n.text),
            _value(n.low),
            _value(n.high),
            n.bound.replace("_", " "),
            Text(_whose(n.voice, "the outlet")),
            "≠" if n.conflict else "",
        )
    console.print(table)
    _more(console, len(view.numbers) - most, "numbers")


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _words(view: SideBySide, console: Console, most: int) -> None:
    _title(
        console,
        "Marking words",
        "used more or less here than elsewhere, as here:elsewhere (quotations left out)",
    )
    for c in view.columns:
        own = [w for w in view.words if w.key == c.key][:most]
        listed = ", ".join(f"{w.term} {w.uses}:{w.uses_elsewhere}" for w in own) or "none"
        console.print(Text.assemble((f"  {c.key}  ", "bold"), listed))


def _divergence(view: SideBySide, console: Console) -> None:
    if not view.divergences:
        return
    _title(console, "Divergence", "per level and pair; without a test when articles are too few")
    untested: dict[str, list[DivergenceLine]] = defaultdict(list)
    table = _table("level", "aspect", "pair", "value", "excess", "q")
    for d in view.divergences:
        if d.value is None:
            untested[d.reason or "too few articles"].append(d)
            continue
        table.add_row(
            d.level,
            d.aspect,
            Text(f"{d.a} / {d.b}"),
            f"{d.value:.2f}",
            "" if d.excess is None else f"{d.excess:+.2f}",
            "" if d.q_value is None else f"{d.q_value:.3f}",
        )
    if table.row_count:
        console.print(table)
    for reason, lines in untested.items():
        aspects = ", ".join(sorted({f"{d.level} {d.aspect}" for d in lines}))
        pairs = len({(d.a, d.b) for d in lines})
        console.print(Text(f"  NULL for {pairs} pairs ({aspects}): {reason}"))


def _whose(voice: str | None, own: str) -> str:
    """A voice's name; None is the outlet's own words, an empty name somebody who is not resolved."""
    return own if voice is None else voice or "(not resolved)"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
