"""The curves of `make bench` as a picture: python -m benchmarks.speed.curves build/bench.json ... [--out docs/speed.svg]

Takes the JSON of one run or several (of a value found twice the last counts) and draws, by size: what a day's
comparison takes, what the warehouse takes to build, publish and answer, Prefect's share, and what each stage holds.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A row that begins a size: what was measured, and of how many articles or pages.
_SIZED = (
    re.compile(r"^(?P<what>warehouse) of (?P<size>[\d,]+) articles: (?P<value>.+)$"),
    re.compile(r"^(?P<what>compare) of a day, (?P<size>[\d,]+) articles$"),
    re.compile(r"^(?P<what>Prefect's share) of (?P<value>wall time|processor time), (?P<size>[\d,]+) pages$"),
)
_STAGE = re.compile(r"^  (?P<stage>.+): memory, all processes$")


@dataclass(frozen=True, slots=True)
class Measured:
    """One median of a run: of what, its name, at which size (articles or pages), with its unit."""

    what: str
    value: str
    size: int
    median: float
    unit: str


def measured(rows: Iterable[Mapping[str, Any]]) -> Iterator[Measured]:
    """What a run's rows say by size; a row that is indented belongs to the size of the one above it."""
    what, size = "", 0
    for row in rows:
        if "skipped" in row:
            continue
        name = str(row["name"])
        found = next((found for form in _SIZED if (found := form.match(name))), None)
        if found:
            what, size = found["what"], int(found["size"].replace(",", ""))
            name = found.groupdict().get("value") or "time"
        elif not name.startswith("  "):
            what = ""
        if what:
            yield Measured(what, name.strip(), size, float(row["median"]), str(row["unit"]))


def stages(rows: Iterable[Mapping[str, Any]]) -> Iterator[Measured]:
    """Memory of all processes in each stage of the pipeline's run, in its order."""
    for place, row in enumerate(rows):
        found = _STAGE.match(str(row["name"]))
        if found and "median" in row:
            yield Measured("stage", found["stage"], place, float(row["median"]), str(row["unit"]))


def drawn(points: list[Measured], of_stages: list[Measured]) -> Any:
    """The panels, two in a row; a panel nothing was measured for is left out."""
    import altair

    panels = []
    for title, axis, chosen in (
        (
            "A day's comparison",
            "seconds of processor",
            [p for p in points if p.what == "compare" and p.unit == "s"],
        ),
        ("A day's comparison", "MB", [p for p in points if p.what == "compare" and p.unit == "MB"]),
        ("Warehouse", "seconds", [p for p in points if p.what == "warehouse" and p.unit == "s"]),
        ("Warehouse", "ms a question", [p for p in points if p.what == "warehouse" and p.unit == "ms"]),
        ("Prefect's share", "%", [p for p in points if p.what == "Prefect's share" and p.unit == "%"]),
    ):
        if chosen:
            panels.append(_line(altair, title, axis, chosen))
    if of_stages:
        rows = [{"stage": p.value, "MB": round(p.median)} for p in of_stages]
        panels.append(
            altair.Chart(
                altair.Data(values=rows), title="Memory of all processes by stage", width=300, height=200
            )
            .mark_bar()
            .encode(x="MB:Q", y=altair.Y("stage:N", sort=None, title=None))
        )
    return altair.concat(*panels, columns=2).resolve_scale(color="independent")


def _line(altair: Any, title: str, axis: str, chosen: list[Measured]) -> Any:
    per = "pages" if chosen[0].what == "Prefect's share" else "articles"
    rows = [{"size": p.size, "value": p.median, "of": p.value} for p in chosen]
    by = altair.Chart(altair.Data(values=rows), title=title, width=300, height=200)
    scale = altair.Scale(type="linear" if axis == "%" else "log")
    shared = by.encode(
        x=altair.X("size:Q", scale=altair.Scale(type="log"), title=per, axis=altair.Axis(format="~s")),
        y=altair.Y("value:Q", scale=scale, title=axis),
        color=altair.Color("of:N", title=None, legend=altair.Legend(orient="bottom")),
    )
    return shared.mark_line(point=True)


def draw(files: Iterable[Path], out: Path) -> Path | None:
    """Draws what the runs' JSON files hold; None, and nothing written, when they hold no curve."""
    points: dict[tuple[str, str, int], Measured] = {}
    of_stages: list[Measured] = []
    for file in files:
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
        points |= {(p.what, p.value, p.size): p for p in measured(rows)}
        of_stages = list(stages(rows)) or of_stages
    if not points and not of_stages:
        return None
    drawn(sorted(points.values(), key=lambda p: (p.what, p.value, p.size)), of_stages).save(out)
    return out


def main() -> None:
    """Draws, or says that there is nothing to draw."""
    parser = argparse.ArgumentParser(description="The curves of bench runs as SVG or PNG.")
    parser.add_argument("files", type=Path, nargs="+", help="JSON of benchmarks.bench")
    parser.add_argument("--out", type=Path, default=Path("build/bench.svg"))
    given = parser.parse_args()
    print(draw(given.files, given.out) or "no curve in these files")


if __name__ == "__main__":
    main()
