"""Two-sample tests of what was read from an outlet: a window of days against its frozen reference window.

Shares are compared by Fisher's exact test on counts shrunk by the outlet's own day-to-day spread; lengths
and rates by a t prediction on logarithms of daily values. A difference counts only when it is unlikely
(Benjamini-Hochberg over all outlets and measures of the day) and large.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.watch.bounds import LEAST_DAYS
from tasks.watch.chances import fisher, t_above, t_below
from tasks.watch.records import DriftRow, WatchedDay

Kind = Literal["extraction", "language", "length", "editorial"]

#: False discoveries among the differences of a day.
Q_VALUE = 0.01
#: A window grows backwards, at most this far, until it has so many articles.
LEAST_ARTICLES, MOST_DAYS = 5, 3
#: Daily logarithms never vary less than this; a reference of equal values proves no precision.
LEAST_DEVIATION = 0.05


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared and what a difference means.

    `broken` is the effect from which the way of reading, not the outlet, is the likely cause (with its
    sign; difference of shares, or logarithm of a ratio); `moved` the effect worth a line as an editorial
    change. None: never.
    """

    name: str
    says: str
    kind: Kind
    form: Literal["share", "rate"]
    broken: tuple[float, ...] = ()
    moved: float | None = None


#: Fill rates that an outlet does not choose break with its layout. Authors, lengths, claims and voices are
#: editorial: they mean a broken reader only when they collapse or multiply from one day to the next.
MEASURES = (
    Measure("title_share", "articles with a title", "extraction", "share", (-0.15,)),
    Measure("time_share", "articles with a time", "extraction", "share", (-0.2,)),
    Measure("full_text_share", "articles with full text", "extraction", "share", (-0.3,)),
    Measure("refused_share", "pages that gave no article", "extraction", "share", (0.3,)),
    Measure("other_language_share", "articles in another language", "language", "share", (0.3,)),
    Measure("author_share", "articles with an author", "extraction", "share", (), 0.2),
    Measure(
        "words_per_article", "words per article", "length", "rate", (math.log(2.2), -math.log(2.2)), 0.25
    ),
    Measure("claims_per_1000_words", "claims per 1000 words", "editorial", "rate", (), 0.4),
    Measure("unresolved_voice_share", "unresolved voices", "editorial", "rate", (), 0.4),
)
KINDS: dict[str, Kind] = {m.name: m.kind for m in MEASURES}
#: Authors of an outlet that named them in most articles do not vanish by choice.
AUTHORS_BEFORE, AUTHORS_AFTER = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure compared. `effect` is a difference of shares, or the logarithm of a ratio."""

    measure: Measure
    value: float
    reference: float
    effect: float
    low: float | None
    high: float | None
    p_value: float


def window_of(days: Sequence[WatchedDay]) -> tuple[WatchedDay, ...]:
    """The newest days with articles, as many as it takes; empty when the last day has none."""
    chosen: list[WatchedDay] = []
    for day in reversed(days):
        if not tried(day):
            break
        chosen.append(day)
        if sum(d.articles for d in chosen) >= LEAST_ARTICLES or len(chosen) == MOST_DAYS:
            break
    return tuple(reversed(chosen))


def tried(day: WatchedDay) -> int:
    """Articles, or pages that should have given some."""
    return max(day.articles, day.kept + day.refused)


def compare_measures(window: Sequence[WatchedDay], reference: Sequence[WatchedDay]) -> list[Difference]:
    """Every measure that both windows have, with its p-value; none with too short a reference window."""
    if not window or len(reference) < LEAST_DAYS:
        return []
    found = [
        (_share if measure.form == "share" else _rate)(measure, window, reference) for measure in MEASURES
    ]
    return [difference for difference in found if difference is not None]


def verdict_rows(
    compared: Sequence[tuple[WatchedDay, int, int, Sequence[Difference]]],
) -> tuple[DriftRow, ...]:
    """Rows of a day: (last day, days, reference days, differences) of each outlet, q-values over them all."""
    flat = [(last, n, m, d) for last, n, m, differences in compared for d in differences]
    q_values = benjamini_hochberg([d.p_value for *_, d in flat])
    return tuple(
        _row(last, n, m, difference, q) for (last, n, m, difference), q in zip(flat, q_values, strict=True)
    )


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """q-values in the order given (Benjamini & Hochberg 1995)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i], reverse=True)
    q_values, least = [1.0] * len(p_values), 1.0
    for rank, i in zip(range(len(p_values), 0, -1), order, strict=True):
        least = min(least, p_values[i] * len(p_values) / rank)
        q_values[i] = least
    return q_values


def _row(last: WatchedDay, days: int, reference_days: int, found: Difference, q_value: float) -> DriftRow:
    verdict, kind = _verdict(found, q_value)
    reason = None if verdict == "steady" else _reason(found, kind)
    return DriftRow(
        day=last.day,
        outlet_id=last.outlet_id,
        measure=found.measure.name,
        value=found.value,
        reference=found.reference,
        low=found.low,
        high=found.high,
        p_value=found.p_value,
        q_value=q_value,
        days=days,
        reference_days=reference_days,
        verdict=verdict,
        reason=reason,
    )


def _verdict(found: Difference, q_value: float) -> tuple[str, Kind]:
    measure = found.measure
    if q_value >= Q_VALUE:
        return "steady", measure.kind
    for mark in measure.broken:
        if found.effect * math.copysign(1, mark) >= abs(mark):
            return "drift", measure.kind
    if measure.name == "author_share" and found.reference >= AUTHORS_BEFORE and found.value <= AUTHORS_AFTER:
        return "drift", "extraction"
    if measure.moved is not None and abs(found.effect) >= measure.moved:
        return "changed", "editorial"
    return "steady", measure.kind


def _reason(found: Difference, kind: Kind) -> str:
    if found.measure.form == "share":
        numbers = f"{100 * found.value:.0f} % of {found.measure.says}, usually {100 * found.reference:.0f} %"
        numbers = numbers.replace("% of articles", "% of the articles", 1).replace(
            "% of pages", "% of the pages", 1
        )
    else:
        numbers = f"{_short(found.value)} {found.measure.says}, usually {_short(found.reference)}"
    return {
        "extraction": f"extraction looks broken: {numbers}",
        "language": f"language changed: {numbers}",
        "length": f"length of texts changed at once: {numbers}",
        "editorial": f"editorial change: {numbers}",
    }[kind]


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2g}"


def _share(
    measure: Measure, window: Sequence[WatchedDay], reference: Sequence[WatchedDay]
) -> Difference | None:
    now = [_part(measure.name, day) for day in window]
    usual = [pair for pair in (_part(measure.name, day) for day in reference) if pair[1]]
    part, whole = sum(p for p, _ in now), sum(n for _, n in now)
    part_usual, whole_usual = sum(p for p, _ in usual), sum(n for _, n in usual)
    if not whole or not whole_usual:
        return None
    share, base = part / whole, part_usual / whole_usual
    spread = _overdispersion(usual, base)
    p_value = fisher(
        (round(part / spread), round((whole - part) / spread)),
        (round(part_usual / spread), round((whole_usual - part_usual) / spread)),
    )
    reach = 3.3 * math.sqrt(max(base * (1 - base), 0.25 / whole_usual) * spread / whole)
    return Difference(
        measure, share, base, share - base, max(0.0, base - reach), min(1.0, base + reach), p_value
    )


def _part(name: str, day: WatchedDay) -> tuple[int, int]:
    """(those that have it, all) of a share on one day."""
    if name == "refused_share":
        return day.refused, day.kept + day.refused
    share = getattr(day, name)
    return (0, 0) if share is None else (round(share * day.articles), day.articles)


def _overdispersion(days: Sequence[tuple[int, int]], base: float) -> float:
    """How much more than binomially a share varies from day to day (Pearson); at least 1."""
    if not 0 < base < 1 or len(days) < 2:
        return 1.0
    squares = sum((p - n * base) ** 2 / (n * base * (1 - base)) for p, n in days)
    return max(1.0, squares / (len(days) - 1))


def _rate(
    measure: Measure, window: Sequence[WatchedDay], reference: Sequence[WatchedDay]
) -> Difference | None:
    now = [pair for pair in (_value(measure.name, day) for day in window) if pair]
    usual = [(math.log(v), w) for v, w in (_value(measure.name, d) or (0.0, 0.0) for d in reference) if w]
    if not now or len(usual) < LEAST_DAYS:
        return None
    # A day of one article says little: days weigh by what they hold, and a thin window is less certain.
    weight, weights = sum(w for _, w in now), sum(w for _, w in usual)
    value = math.log(sum(v * w for v, w in now) / weight)
    mean = sum(v * w for v, w in usual) / weights
    variance = sum(w * (v - mean) ** 2 for v, w in usual) / weights * len(usual) / (len(usual) - 1)
    thin = max(1 / len(now), weights / len(usual) / weight)
    reach = max(math.sqrt(variance), LEAST_DEVIATION) * math.sqrt(thin + 1 / len(usual))
    free = len(usual) - 1
    p_value = 2 * t_above(abs(value - mean) / reach, free)
    usual_reach = reach * t_below(1 - 0.0005, free)
    return Difference(
        measure,
        math.exp(value),
        math.exp(mean),
        value - mean,
        math.exp(mean - usual_reach),
        math.exp(mean + usual_reach),
        p_value,
    )


def _value(name: str, day: WatchedDay) -> tuple[float, float] | None:
    """(value, weight) of a rate on one day; small pseudo-values keep logarithms finite."""
    if not day.articles or not day.words:
        return None
    if name == "words_per_article":
        return day.words / day.articles, day.articles
    if name == "claims_per_1000_words":
        rate = day.claims_per_1000_words
        return None if rate is None else (rate + 0.5, day.words)
    share = day.unresolved_voice_share
    return None if share is None else (share + 0.05, day.articles)
