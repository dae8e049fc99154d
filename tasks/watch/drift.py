"""Evidently over a window of days and its frozen reference: rows of raw.drift over all outlets, and a page.

Evidently is imported only here, inside the function: it costs four seconds and 300 MB, in a process of its own
(`steps.report_drift`). Its analytics obey
DO_NOT_TRACK, which every run sets. Its defaults change
their meaning with the number of rows, so each column's method and threshold are pinned; outlets are judged
by our own tests (`shares`, `bounds`), since a day of one outlet is too small for it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.watch.records import DriftRow

#: Days compared, days of the reference before them, articles of either at the most.
CURRENT_DAYS, REFERENCE_DAYS, MOST_ROWS = 7, 28, 20_000
#: Below this a distance says more about chance than about the columns (measured: PSI and Jensen-Shannon
#: above 0.1 in 20-100 % of equal windows of under 300 rows).
LEAST_ROWS = 300
#: Column: (Evidently's method, threshold). Distances, not p-values: with thousands of rows every p is small.
NUMBERS = {"words": ("wasserstein", 0.15), "attributions": ("wasserstein", 0.15)}
CATEGORIES = {
    "has_title": ("jensenshannon", 0.1),
    "has_time": ("jensenshannon", 0.1),
    "has_author": ("jensenshannon", 0.1),
    "full_text": ("jensenshannon", 0.1),
    "language": ("jensenshannon", 0.1),
    "outlet": ("jensenshannon", 0.15),
}
#: Values that scraped pages can bring become one of a closed list before Evidently sees them.
OTHER = "other"
MOST_CATEGORIES = 60


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Rows over all outlets (outlet_id None) and Evidently's page; no page without enough data."""

    rows: tuple[DriftRow, ...]
    html: str | None


def enough(current_rows: int, reference_rows: int) -> str | None:
    """Why Evidently is not asked; None when both windows hold enough."""
    if min(current_rows, reference_rows) < LEAST_ROWS:
        return f"{current_rows} articles against {reference_rows}; {LEAST_ROWS} are needed in both windows"
    return None


def compare_windows(
    day: date,
    current: Mapping[str, Sequence[Any]],
    reference: Mapping[str, Sequence[Any]],
    days: tuple[int, int],
) -> DriftReport:
    """Current against reference articles, given as columns. `days` are the lengths of both windows.

    Raises ModuleNotFoundError when the extra `drift` is not installed.
    """
    reason = enough(len(current.get("words", ())), len(reference.get("words", ())))
    if reason:
        row = _row(day, "articles:evidently", None, None, None, days, "not_enough_data", reason)
        return DriftReport((row,), None)
    report = _evidently(_neutral(current, reference), _neutral(reference, reference))
    rows = []
    for metric in report.dict()["metrics"]:
        config = metric.get("config", {})
        if not str(config.get("type", "")).endswith("ValueDrift"):
            continue
        column, value = config["column"], float(metric["value"])
        method, threshold = {**NUMBERS, **CATEGORIES}[column]
        changed = math.isfinite(value) and value > threshold
        said = f"{column.replace('_', ' ')}: {method} distance {value:.2f}, {threshold} is the mark"
        rows.append(
            _row(
                day,
                f"{column}:{method}",
                value if math.isfinite(value) else None,
                0.0,
                threshold,
                days,
                "changed" if changed else "steady",
                said if changed else None,
            )
        )
    return DriftReport(tuple(rows), report.get_html_str(as_iframe=False))


def _evidently(current: dict[str, Sequence[Any]], reference: dict[str, Sequence[Any]]) -> Any:
    """Evidently's snapshot: drift of every column with its pinned method, and the summary of the data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from evidently import DataDefinition, Dataset, Report
        from evidently.presets import DataDriftPreset, DataSummaryPreset

        definition = DataDefinition(numerical_columns=list(NUMBERS), categorical_columns=list(CATEGORIES))
        pinned = {**NUMBERS, **CATEGORIES}
        report = Report(
            [
                DataDriftPreset(
                    per_column_method={c: m for c, (m, _) in pinned.items()},
                    per_column_threshold={c: t for c, (_, t) in pinned.items()},
                ),
                DataSummaryPreset(),
            ]
        )
        return report.run(
            Dataset.from_pandas(pd.DataFrame(current), data_definition=definition),
            Dataset.from_pandas(pd.DataFrame(reference), data_definition=definition),
        )


def _neutral(columns: Mapping[str, Sequence[Any]], reference: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The columns Evidently sees: numbers, and words of closed lists made of letters, digits and hyphens."""
    neutral: dict[str, Any] = {name: [float(v) for v in columns[name]] for name in NUMBERS}
    for name in ("has_title", "has_time", "has_author", "full_text"):
        neutral[name] = ["yes" if value else "no" for value in columns[name]]
    for name, source in (("language", "language"), ("outlet", "outlet_id")):
        known = _most_frequent(reference[source])
        neutral[name] = [value if value in known else OTHER for value in columns[source]]
    return neutral


def _most_frequent(values: Sequence[str]) -> set[str]:
    counts: dict[str, int] = {}
    for value in values:
        if value and len(value) <= 61 and value.replace("-", "").isalnum() and value.isascii():
            counts[value] = counts.get(value, 0) + 1
    return set(sorted(counts, key=lambda v: (-counts[v], v))[:MOST_CATEGORIES])


def _row(
    day: date,
    measure: str,
    value: float | None,
    low: float | None,
    high: float | None,
    days: tuple[int, int],
    verdict: str,
    reason: str | None,
) -> DriftRow:
    return DriftRow(
        day=day,
        outlet_id=None,
        measure=measure,
        value=value,
        reference=None,
        low=low,
        high=high,
        p_value=None,
        q_value=None,
        days=days[0],
        reference_days=days[1],
        verdict=verdict,
        reason=reason,
    )
