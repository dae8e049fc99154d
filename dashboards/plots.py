"""Plots as data: rows in, places on a line in percent out. Uncertainty is always there.

The templates draw them with plain markup: every mark has its words beside it and opens its evidence, for
keyboards, screen readers, narrow windows, paper and pages without scripts; no text is measured or interpreted
on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Track:
    """One line of a plot: an interval, perhaps a point in it, in percent of the axis, and both in words."""

    label: str
    words: str
    low: float | None = None
    high: float | None = None
    at: float | None = None
    shape: str = "dot"  # dot, ring, diamond or cross: says by shape what `kind` says by colour
    kind: str = "plain"
    open_low: bool = False  # the wording sets no lower bound
    open_high: bool = False
    evidence: tuple[Row, ...] = ()  # sentences that open under the mark
    total: int | None = None  # how many there are, when not all are in `evidence`
    href: str = ""  # where the sentences are, when they are not on the page


@dataclass(frozen=True, slots=True)
class Panel:
    """Tracks on one axis; `ticks` are places in percent with their words, `zero` the place of no difference."""

    title: str
    tracks: tuple[Track, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a series, in percent of both axes."""

    left: float
    words: str
    at: float | None
    low: float | None
    high: float | None
    sound: bool  # False: observed badly, so that nothing may be read from it
    href: str = ""  # where the sentences behind it are


@dataclass(frozen=True, slots=True)
class Series:
    """One small multiple: days from left to right, a share from bottom to `top`."""

    title: str
    points: tuple[Point, ...]
    first: str
    last: str
    top: str
    width: float  # of one day, in percent


def percent(share: float) -> str:
    """A share for people: `34 %`; below one in a hundred, `< 1 %`."""
    return "< 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


def share_words(row: Row) -> str:
    """A share with its 95 % interval in words."""
    return f"{percent(row['share'])} ({row['low'] * 100:.0f}–{row['high'] * 100:.0f})"


def share_panel(title: str, rows: Sequence[Row], label: str, note: str = "", top: float = 1.0) -> Panel:
    """Shares (`share`, `low`, `high`, 0 to 1) on an axis from 0 to `top`, one track for each row.

    A row may bring `shape`, `kind`, its `evidence` and the `href` of it.
    """
    tracks = tuple(
        Track(
            str(r[label]),
            share_words(r),
            _within(100 * r["low"] / top),
            _within(100 * r["high"] / top),
            _within(100 * r["share"] / top),
            r.get("shape", "dot"),
            r.get("kind", "plain"),
            **_behind(r),
        )
        for r in rows
    )
    ticks = tuple((50.0 * n, percent(top * n / 2)) for n in range(3))
    return Panel(title, tracks, ticks, note=note)


def _behind(row: Row) -> dict[str, Any]:
    """What a row brings to open under its mark."""
    return {
        "evidence": tuple(row.get("evidence") or ()),
        "total": row.get("total"),
        "href": row.get("href") or "",
    }


def nice_top(highest: float) -> float:
    """The end of a share axis: the first of a few round shares that holds `highest`."""
    return next((t for t in (0.08, 0.2, 0.4, 0.6, 0.8) if highest <= t), 1.0)


def difference_panel(
    title: str,
    rows: Sequence[Row],
    label: str,
    value: str,
    note: str = "",
    reach: float | None = None,
    digits: int = 1,
) -> Panel:
    """Signed values with `low` and `high` around a zero line in the middle of an axis to `reach` on both sides.

    A track whose interval holds 0, or that a row's `sure` says is not, has a ring, the others a dot.
    """
    reach = reach or max((max(abs(r["low"]), abs(r["high"])) for r in rows), default=1.0) or 1.0
    tracks = []
    for r in rows:
        clear = r.get("sure", r["low"] > 0 or r["high"] < 0)
        words = f"{r[value]:+.{digits}f} ({r['low']:+.{digits}f} to {r['high']:+.{digits}f})"
        low, high, at = (_within(50 + 50 * r[name] / reach) for name in ("low", "high", value))
        kind = "plain" if clear else "unclear"
        shape = "dot" if clear else "ring"
        tracks.append(Track(str(r[label]), words, low, high, at, shape, kind, **_behind(r)))
    ticks = ((0.0, f"{-reach:.{digits}f}"), (50.0, "0"), (100.0, f"+{reach:.{digits}f}"))
    return Panel(title, tuple(tracks), ticks, zero=50.0, note=note)


#: Shape of each verdict on who was first.
VERDICTS = {
    "first": ("dot", "first"),
    "later": ("ring", "later"),
    "undetermined": ("diamond", "undetermined"),
}


def time_panel(title: str, rows: Sequence[Row], note: str = "") -> Panel:
    """First reports (`outlet_id`, `earliest`, `latest`, `verdict`, perhaps `evidence`) as intervals in UTC,
    earliest first.
    """
    ends = [at for r in rows for at in (r["earliest"], r["latest"]) if at is not None]
    first, last = min(ends), max(ends)
    length = max((last - first).total_seconds(), 60.0)

    def place(at: datetime) -> float:
        return _within(100 * (at - first).total_seconds() / length)

    ordered = sorted(rows, key=lambda r: (r["latest"], r["earliest"] or r["latest"], r["outlet_id"]))
    tracks = []
    for r in ordered:
        shape, said = VERDICTS[r["verdict"]]
        early = r["earliest"]
        words = f"by {clock(r['latest'], first)}" if early is None else _between(early, r["latest"], first)
        low = 0.0 if early is None else place(early)
        tracks.append(
            Track(
                r["outlet_id"],
                f"{said}: {words}",
                low,
                place(r["latest"]),
                place(r["latest"]),
                shape,
                r["verdict"],
                open_low=early is None,
                **_behind(r),
            )
        )
    middle = first + timedelta(seconds=length / 2)
    ticks = ((0.0, clock(first)), (50.0, clock(middle)), (100.0, clock(last)))
    return Panel(title, tuple(tracks), ticks, note=note)


def _between(early: datetime, late: datetime, of: datetime) -> str:
    if early == late:
        return clock(late, of)
    return f"{clock(early, of)} to {clock(late, early)}"


def clock(at: datetime, beside: datetime | None = None) -> str:
    """A time of day in UTC; with the date unless it is the same day as `beside`."""
    at = at.astimezone(UTC)
    same = beside is not None and beside.astimezone(UTC).date() == at.date()
    return f"{at:%H:%M}" if same else f"{at.day} {at:%b %H:%M}"


def number_panel(title: str, rows: Sequence[Row], note: str = "") -> Panel:
    """Numbers of one referent (`outlet_id`, `low`, `high`, `text`, `bound`, `attributed_to`) on one axis.

    The same number of one outlet and voice is one track, however often it is given.

    An end that the wording leaves open reaches the edge of the axis with an arrow. A number that cannot be
    true beside another outlet's has a diamond.
    """
    known = [v for r in rows for v in (r["low"], r["high"]) if v is not None]
    least, most = min(known, default=0.0), max(known, default=1.0)
    margin = (most - least or abs(most) or 1.0) * 0.15
    start, end = least - margin, most + margin

    def place(value: float) -> float:
        return _within(100 * (value - start) / (end - start))

    tracks = []
    for r in _merged(rows):
        low, high = r["low"], r["high"]
        said = bound_words(r) + (f", says {r['attributed_to']}" if r["attributed_to"] else "")
        apart = bool(r["conflicts_with"])
        if apart:
            said += f", cannot both be true with {', '.join(r['conflicts_with'])}"
        point = low if low is not None else high
        tracks.append(
            Track(
                r["outlet_id"],
                said,
                0.0 if low is None else place(low),
                100.0 if high is None else place(high),
                None if point is None else place(point),
                "diamond" if apart else "dot",
                "apart" if apart else "plain",
                open_low=low is None,
                open_high=high is None,
                **_behind(r),
            )
        )
    ticks = tuple((place(v), amount(v)) for v in sorted({least, most}))
    return Panel(title, tuple(tracks), ticks, note=note)


def _merged(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of one outlet that give the same number in the same voice as one, with all their evidence."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for r in rows:
        key = (r["outlet_id"], r["low"], r["high"], r.get("bound"), r["attributed_to"])
        same = found.setdefault(key, {**r, "conflicts_with": [], "evidence": [], "times": 0})
        same["times"] += 1
        same["evidence"] += list(r.get("evidence") or ())
        same["conflicts_with"] = sorted({*same["conflicts_with"], *r["conflicts_with"]})
    return list(found.values())


def amount(value: float) -> str:
    """A number for people: `400,000`, `1 million`, `3.5`."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {word}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"


def series(
    title: str,
    rows: Sequence[Row],
    first: date,
    last: date,
    *,
    value: str = "share",
    low: str = "low",
    high: str = "high",
    top: float = 1.0,
    sound: str | None = None,
    href: Callable[[Any], str] | None = None,
) -> Series:
    """Shares of days as one small multiple from `first` to `last`, with intervals.

    `href` says where the sentences behind a row are. Rows without a value are gaps. `sound`
    names the field that is false on days observed badly.
    """
    days = (last - first).days + 1
    points = []
    for r in rows:
        left = 100 * ((r["day"] - first).days + 0.5) / days
        good = sound is None or bool(r[sound])
        if r[value] is None:
            words = f"{r['day']}: no value" + ("" if good else ", observed badly")
            points.append(Point(left, words, None, None, None, good))
            continue
        words = f"{r['day']}: {percent(r[value])} ({r[low] * 100:.0f}–{r[high] * 100:.0f})"
        points.append(
            Point(
                left,
                words + ("" if good else ", observed badly"),
                _within(100 * r[value] / top),
                _within(100 * r[low] / top),
                _within(100 * r[high] / top),
                good,
                "" if href is None else href(r),
            )
        )
    return Series(
        title, tuple(points), f"{first.day} {first:%b}", f"{last.day} {last:%b}", percent(top), 100 / days
    )


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of the heatmap: `strength` 0 to 1, whether more or less than by chance, and its words."""

    words: str
    title: str
    kind: str  # clear, unclear, untested or self
    side: str = "more"
    strength: float = 0.0


def heatmap(tests: Sequence[Row], outlets: Sequence[str]) -> dict[tuple[str, str], Square]:
    """Pairs of outlets by excess divergence; a cell is clear when q is at most 0.05 and its interval leaves 0."""
    reach = max((abs(r["excess"]) for r in tests if r["excess"] is not None), default=0.0) or 1.0
    squares = {(o, o): Square("", "the same outlet", "self") for o in outlets}
    for r in tests:
        a, b, excess = r["outlet_a"], r["outlet_b"], r["excess"]
        if excess is None or not math.isfinite(excess):
            square = Square("·", r["reason"] or "not tested", "untested")
        else:
            clear = is_clear(r)
            bounds = "" if r["low"] is None else f", 95 % {r['low']:+.2f} to {r['high']:+.2f}"
            q = "" if r["q_value"] is None else f", q {r['q_value']:.3f}"
            said = f"{'apart from chance' if clear else 'could be chance'}{bounds}{q}"
            side = "more" if excess >= 0 else "less"
            kind = "clear" if clear else "unclear"
            square = Square(f"{excess:+.2f}", said, kind, side, abs(excess) / reach)
        squares[a, b] = squares[b, a] = square
    return squares


def is_clear(test: Row) -> bool:
    """Whether a pair parts more, or less, than chance: q at most 0.05 and an interval without 0."""
    if test["excess"] is None or test["low"] is None or test["q_value"] is None:
        return False
    return bool(test["q_value"] <= 0.05 and not test["low"] <= 0 <= test["high"])


def bound_words(number: Row) -> str:
    """A number as it stands in the text, with its bound where the words beside it set one, and how often."""
    bound = str(number.get("bound") or "exact").replace("_", " ")
    said = f"“{number['text']}”"
    told = bound in ("exact", "range", "vague") or bound in number["text"].casefold()
    often = f" ×{number['times']}" if number.get("times", 1) > 1 else ""
    return (said if told else f"{bound} {said}") + often


def _within(place: float) -> float:
    return round(min(100.0, max(0.0, place)), 2)
