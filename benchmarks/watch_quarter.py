"""A simulated quarter: 12 outlets, 90 days, planted breaks; how soon the watch finds them, how often it errs.

Run: python -m benchmarks.watch_quarter [SEEDS]
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from tasks.watch.judge import History, held_back, judge_day, onset, watched_day
from tasks.watch.records import Clearance, OutletFacts, WatchedDay
from tasks.watch.shares import KINDS

FIRST = date(2026, 1, 5)
DAYS = 90
WORKING_WEEK = (1.1, 1.15, 1.1, 1.1, 1.0, 0.05, 0.05)
QUIET_WEEKEND = (1.1, 1.1, 1.1, 1.1, 1.1, 0.7, 0.8)
EVEN = (1.0,) * 7


@dataclass(frozen=True, slots=True)
class Plant:
    """What happens to one outlet from its first to its last day (counted from 0, both included)."""

    outlet: str
    what: str
    first: int
    last: int

    def on(self, outlet: str, number: int) -> bool:
        """Whether it is at work there and then."""
        return outlet == self.outlet and self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Made:
    """An outlet: articles a day, spread beyond Poisson, week, share with authors, words, claims per 1000."""

    mean: float
    spread: float
    week: tuple[float, ...]
    authors: float
    words: float
    claims: float
    country: str = "XA"


OUTLETS = {
    "ahorn": Made(180, 0.02, QUIET_WEEKEND, 0.6, 480, 14),
    "birch": Made(90, 0.03, QUIET_WEEKEND, 0.8, 620, 12),
    "cedar": Made(60, 0.05, EVEN, 0.05, 350, 18),
    "dogwood": Made(40, 0.05, QUIET_WEEKEND, 0.9, 700, 11),
    "elder": Made(25, 0.05, WORKING_WEEK, 0.7, 540, 13),
    "fir": Made(20, 0.1, EVEN, 0.5, 410, 15),
    "ginkgo": Made(15, 0.05, WORKING_WEEK, 0.95, 820, 9, "XB"),
    "hazel": Made(12, 0.05, QUIET_WEEKEND, 0.3, 390, 16, "XB"),
    "ilex": Made(8, 0.05, EVEN, 0.85, 900, 10, "XB"),
    "juniper": Made(6, 0.0, EVEN, 0.9, 640, 12, "XB"),
    "kapok": Made(4, 0.0, EVEN, 1.0, 1100, 8, "XB"),
    "larch": Made(3.5, 0.0, EVEN, 0.9, 760, 11, "XB"),
}
PLANTS = (
    Plant("birch", "layout: titles gone", 40, 48),
    Plant("hazel", "layout: texts cut short", 55, 63),
    Plant("ilex", "layout: times gone", 70, 77),
    Plant("larch", "silent", 46, 59),
    Plant("fir", "silent", 64, 77),
    Plant("dogwood", "language", 50, 56),
    Plant("ginkgo", "length", 63, 69),
    Plant("cedar", "mix", 58, 89),
)
HOLIDAY = 66


@dataclass(slots=True)
class Quarter:
    """What the watch said: days until each plant was found, false alarms by outlet, kinds under `mix`."""

    found: dict[str, int | None] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)
    mix_kinds: set[str] = field(default_factory=set)
    mix_noticed: bool = False
    false_kinds: list[tuple[object, ...]] = field(default_factory=list)


def facts_of(outlet: str, number: int, rng: np.random.Generator) -> OutletFacts:
    """One outlet's counts of one simulated day."""
    made, day = OUTLETS[outlet], FIRST + timedelta(number)
    plants = {p.what for p in PLANTS if p.on(outlet, number)}
    mean = made.mean * made.week[day.weekday()] * (0.35 if number == HOLIDAY else 1.0)
    if made.spread:
        mean = float(rng.gamma(1 / made.spread, mean * made.spread))
    articles = 0 if "silent" in plants else int(rng.poisson(mean))
    # How pieces of a day resemble each other: shares and lengths wander from day to day.
    wander = rng.normal(0, 0.15)
    authors = 1 / (1 + math.exp(-(math.log(made.authors / (1.0001 - made.authors)) + wander)))
    length, claims, unresolved = made.words, made.claims, 0.25
    if "mix" in plants:  # opinion instead of wire copy: signed, longer, fewer quotations
        authors, length, claims, unresolved = 0.75, made.words * 1.6, made.claims * 0.4, 0.12
    titles, times, full, other = 0.995, 0.97, 0.93, 0.01
    if "layout: titles gone" in plants:
        titles = 0.0
    if "layout: times gone" in plants:
        times = 0.0
    if "layout: texts cut short" in plants:
        full, length = 0.05, length * 0.2
    if "language" in plants:
        other = 0.95
    if "length" in plants:
        length *= 3
    per_article = length * float(
        np.exp(rng.normal(0, 0.08) + rng.normal(0, 0.45) / math.sqrt(max(articles, 1)))
    )
    words = round(articles * per_article)
    attributions = int(rng.poisson(words / 1000 * claims * float(np.exp(rng.normal(0, 0.1)))))
    tried = articles + int(rng.binomial(max(articles, 0), 0.06))
    return OutletFacts(
        outlet_id=outlet,
        day=day,
        polls=96,
        polls_ok=95,
        entries=tried,
        kept=articles,
        refused=tried - articles,
        failed=int(rng.binomial(articles, 0.01)),
        deferred=0,
        articles=articles,
        with_title=int(rng.binomial(articles, titles)),
        with_time=int(rng.binomial(articles, times)),
        with_author=int(rng.binomial(articles, authors)),
        full_text=int(rng.binomial(articles, full)),
        words=words,
        attributions=attributions,
        voices=attributions,
        unresolved_voices=int(rng.binomial(attributions, unresolved)),
        other_language=int(rng.binomial(articles, other)),
        imported=0,
    )


def simulate(seed: int) -> Quarter:
    """One quarter under a fake clock: every day judged as it would be, each plant cleared when it ends."""
    rng = np.random.default_rng(seed)
    history: dict[str, list[WatchedDay]] = {o: [] for o in OUTLETS}
    drifts: list[tuple[str, date, str]] = []
    clearances: list[Clearance] = []
    quarter = Quarter(
        {f"{p.outlet}: {p.what}": None for p in PLANTS if p.what != "mix"}, dict.fromkeys(OUTLETS, 0)
    )
    alarmed: set[tuple[str, str]] = set()
    for number in range(DAYS):
        day = FIRST + timedelta(number)
        for outlet, made in OUTLETS.items():
            history[outlet].append(watched_day(facts_of(outlet, number, rng), made.country))
        judged = judge_day(day, as_history(history), clearances, closed=True)
        drifts += [(r.outlet_id or "", r.day, r.reason or "") for r in judged.rows if r.verdict == "drift"]
        held = held_back(day, drifts, clearances)
        kinds = {
            o: {KINDS[r.measure] for r in judged.rows if r.outlet_id == o and r.verdict == "drift"}
            for o in OUTLETS
        }
        for row in judged.rows:
            if row.outlet_id == "cedar" and number >= PLANTS[-1].first:
                quarter.mix_noticed |= row.verdict == "changed" and row.measure != "articles"
                if row.verdict == "drift":
                    quarter.mix_kinds.add(KINDS[row.measure])
        now = {(o, "silent") for o in judged.silent} | {(o, "held") for o in held}
        for outlet, what in now - alarmed:
            count_alarm(quarter, outlet, what, kinds[outlet], number)
        alarmed = now
        for outlet in OUTLETS:
            last = history[outlet][-1]
            flags = ("silent",) if outlet in judged.silent else ()
            history[outlet][-1] = replace(last, suspect=outlet in held, flags=flags)
        for outlet in held:
            # Its keeper looks into it: what was planted is mended when it ends, a false alarm the same day.
            if not any(p.on(outlet, number) and p.what != "mix" for p in PLANTS):
                assert onset(outlet, drifts, clearances) is not None
                at = history[outlet][-1].day
                clearances.append(
                    Clearance(outlet, datetime.combine(at, time.max, UTC), at, at, accepted=False, note=None)
                )
    return quarter


def count_alarm(quarter: Quarter, outlet: str, what: str, kinds: set[str], number: int) -> None:
    """Books a new alarm on the plant that explains it, else as false."""
    for plant in PLANTS:
        wanted = "silent" if plant.what == "silent" else "held"
        # A run of empty days that began inside a planted silence belongs to it.
        if plant.what != "mix" and plant.on(outlet, number) and what == wanted:
            name = f"{plant.outlet}: {plant.what}"
            if quarter.found[name] is None:
                quarter.found[name] = number - plant.first + 1
            return
    quarter.false[outlet] += 1
    quarter.false_kinds += [(outlet, number, what, *sorted(kinds))]


def as_history(history: dict[str, list[WatchedDay]]) -> History:
    """The last days that a judgement may look at."""
    return {o: days[-120:] for o, days in history.items()}


def main(seeds: int) -> None:
    """Prints the figures over `seeds` quarters."""
    quarters = [simulate(seed) for seed in range(seeds)]
    print(f"{seeds} simulated quarters (seeds 0 to {seeds - 1}), {len(OUTLETS)} outlets, {DAYS} days each")
    for name in quarters[0].found:
        days = [q.found[name] for q in quarters]
        missed = sum(d is None for d in days)
        found = [d for d in days if d is not None]
        late = missed + sum(d > 2 for d in found)
        print(
            f"  {name:28} found on day {max(found, default=0)} at the latest, {late} of {seeds} later than two days"
        )
    rates = [max(q.false.values()) for q in quarters]
    total = sum(sum(q.false.values()) for q in quarters)
    print(f"  false alarms: {total} in {seeds * len(OUTLETS)} outlet quarters, at most {max(rates)} in one")
    shown = Counter(" ".join(map(str, false[2:])) for q in quarters for false in q.false_kinds)
    print("  of these: " + (", ".join(f"{n} {what}" for what, n in shown.most_common()) or "none"))
    print(
        f"  editorial change: noticed in {sum(q.mix_noticed for q in quarters)}, called broken in "
        f"{sum(bool(q.mix_kinds) for q in quarters)} of {seeds}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
