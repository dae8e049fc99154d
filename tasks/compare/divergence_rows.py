"""Rows of `daily.divergence` from tests held as arrays: figures rounded, q over the whole day, one order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from tasks.compare.facts import StoryFacts
from tasks.compare.pooled import Tested
from tasks.compare.records import DivergenceRow
from tasks.compare.statistics import benjamini_hochberg

if TYPE_CHECKING:
    from tasks.compare.columns import RowColumns

AMOUNTS = (("coverage", "articles"), ("coverage", "words"))
PAIRED = (("statement", "names"), ("statement", "terms"))
INSIDE = (("statement", "claims"), ("statement", "voices"))
#: What is tested where two outlets share stories.
ASPECTS = (*AMOUNTS, *PAIRED, *INSIDE)

_FIGURES = ("value", "null_mean", "excess", "low", "high", "p_value")
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class TestedPairs:
    """One aspect of many pairs of outlets. `sizes` are four rows of counts, one column a pair: articles of
    the first and of the second outlet, origins of the first and of the second."""

    level: str
    aspect: str
    story_id: str | None
    first: Sequence[str]
    second: Sequence[str]
    sizes: np.ndarray
    tested: Tested


def divergence_columns(day: date, tables: Sequence[TestedPairs]) -> RowColumns[DivergenceRow]:
    """All rows of a day as columns, sorted, with q-values over one family: all its tests, whatever level or story.

    A reader looks through the whole day for the pairs that part, so the whole day counts.
    """
    from tasks.compare.columns import RowColumns  # here, since a comparison by hand does without

    parts = [RowColumns.of(DivergenceRow, rows) for rows in _by_table(day, tables)]
    return RowColumns.joined(DivergenceRow, parts).sorted(
        "level", "aspect", "story_id", "outlet_a", "outlet_b"
    )


def _by_table(day: date, tables: Sequence[TestedPairs]) -> Iterator[Iterator[DivergenceRow]]:
    """The rows of each table, with q-values over all."""
    rounded = [_rounded(table) for table in tables]
    p_values = np.concatenate([figures[-1] for figures in rounded]) if rounded else np.zeros(0)
    q_values = np.full(len(p_values), np.nan)
    tested = np.isfinite(p_values)
    q_values[tested] = np.round(benjamini_hochberg(p_values[tested]), _DECIMALS)
    begin = 0
    for table, figures in zip(tables, rounded, strict=True):
        end = begin + len(table.first)
        yield _rows(day, table, np.vstack([figures, q_values[begin:end]]))
        begin = end


def pairs_inside(
    story: StoryFacts, pairs: Sequence[tuple[int, int]], level: str, aspect: str, tested: Tested
) -> TestedPairs:
    """One aspect of `pairs` of outlets, by their places, inside a story."""
    one, other = ([pair[side] for pair in pairs] for side in (0, 1))
    sizes = [
        [len(found[place]) for place in side]
        for found in (story.versions, story.origins)
        for side in (one, other)
    ]
    first, second = ([story.outlets[place] for place in side] for side in (one, other))
    return TestedPairs(level, aspect, story.story_id, first, second, np.array(sizes), tested)


def untested_rows(day: date, story: StoryFacts, reason: str) -> tuple[DivergenceRow, ...]:
    """A row with NULLs and the reason for every aspect and pair of outlets of one story."""
    pairs = list(combinations(range(len(story.outlets)), 2))
    nothing = Tested.none(len(pairs), reason)
    tables = [pairs_inside(story, pairs, *aspect, nothing) for aspect in ASPECTS]
    rows = chain.from_iterable(_by_table(day, tables))
    return tuple(sorted(rows, key=lambda r: (r.level, r.aspect, r.outlet_a, r.outlet_b)))


def _rounded(table: TestedPairs) -> np.ndarray:
    """Figures x pairs, NaN where there is a reason instead."""
    figures = np.array([getattr(table.tested.estimates, name) for name in _FIGURES])
    figures[:, [reason is not None for reason in table.tested.reasons]] = np.nan
    return np.round(figures, _DECIMALS)


def _rows(day: date, table: TestedPairs, figures: np.ndarray) -> Iterator[DivergenceRow]:
    """`figures` are the rounded ones with q below them."""
    nothing = (None,) * len(figures)
    pairs = zip(table.first, table.second, table.tested.reasons, strict=True)
    for pair, shown, sizes in zip(pairs, figures.T.tolist(), table.sizes.T.tolist(), strict=True):
        first, second, reason = pair
        value, null_mean, excess, low, high, p_value, q_value = shown if reason is None else nothing
        articles_a, articles_b, origins_a, origins_b = sizes
        yield DivergenceRow(
            day, table.story_id, table.level, table.aspect, first, second,
            value, null_mean, excess, low, high, p_value, q_value,
            articles_a, articles_b, origins_a, origins_b, reason,
        )  # fmt: skip
