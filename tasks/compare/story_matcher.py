"""The one matcher of the product: how alike two articles are, and which ones make a story.

Weights are TF-IDF with a prior for each term, so that three articles and thirty thousand are weighed
alike. Likeness is the cosine, lowered with the time between the articles. Groups grow by average
link: two groups join only while the mean likeness over all pairs across them stays above the
threshold, which is the centroid check; a chain of look-alikes never joins by its neighbours alone.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tasks.compare.article_terms import CommonWords


@dataclass(frozen=True, slots=True)
class MatcherSettings:
    """Numbers of the matcher. Chosen on three public sets of grouped news; see tests and benchmarks.

    `threshold` is the mean likeness two groups need to join; `floor` the likeness under which a pair
    counts as 0; `decay_days` the time in which likeness falls to 1/e; pairs further apart than
    `window_days` never join. `prior_articles` is how many imagined articles the prior is worth.
    `kept_terms` heaviest terms stand for an article.
    """

    threshold: float = 0.18
    floor: float = 0.04
    decay_days: float = 5.0
    window_days: float = 4.0
    prior_articles: float = 200.0
    kept_terms: int = 250
    title_weight: float = 4.0
    lead_weight: float = 2.0
    lead_chars: int = 600
    max_chars: int = 3000


def term_vectors(
    terms: Sequence[dict[str, float]], common: CommonWords, settings: MatcherSettings
) -> tuple[sparse.csr_matrix, list[str]]:
    """Unit TF-IDF vectors, one row per article, and the vocabulary. Row order in = row order out."""
    columns: dict[str, int] = {}
    frequency: list[int] = []
    for row in terms:
        for term in row:
            column = columns.setdefault(term, len(columns))
            if column == len(frequency):
                frequency.append(0)
            frequency[column] += 1
    vocabulary = list(columns)
    prior = np.array([common.shares.get(term, common.other) for term in vocabulary])
    total = len(terms) + settings.prior_articles
    weight = -np.log((np.array(frequency) + prior * settings.prior_articles) / total)
    # A term of one article only can match nothing; in a large day it is noise (a typing error, a rare
    # word) and should not make the article look unlike all others, in a small one it is evidence.
    lone = settings.prior_articles / total
    indptr: list[int] = [0]
    indices: list[int] = []
    values: list[float] = []
    for row in terms:
        every = [(count * weight[columns[term]], columns[term]) for term, count in row.items()]
        every = heapq.nlargest(settings.kept_terms, every)
        here = sorted((column, value) for value, column in every if frequency[column] > 1)
        norm = math.sqrt(
            sum(value * value for _, value in here)
            + lone * sum(value * value for value, column in every if frequency[column] == 1)
        )
        indices.extend(column for column, _ in here)
        values.extend(value / norm for _, value in here)
        indptr.append(len(indices))
    shape = (len(terms), len(vocabulary))
    return sparse.csr_matrix((values, indices, indptr), shape=shape, dtype=np.float64), vocabulary


def likeness(
    vectors: sparse.csr_matrix, days: Sequence[float | None], new: int, settings: MatcherSettings
) -> Iterable[tuple[int, int, float]]:
    """Pairs (i, j, likeness) with i < j, i among the first `new` rows, likeness above the floor.

    `days` are points in time in days, None where unknown (then time neither joins nor parts).
    Memory stays bounded: rows are multiplied in blocks.
    """
    when = np.array([np.nan if day is None else day for day in days])
    transposed = vectors.T.tocsr()
    block = 500
    for start in range(0, new, block):
        stop = min(start + block, new)
        product = (vectors[start:stop] @ transposed).tocoo()
        rows, columns, values = product.row + start, product.col, product.data
        keep = (columns > rows) & (values > settings.floor)
        rows, columns, values = rows[keep], columns[keep], values[keep]
        gap = np.abs(when[rows] - when[columns])
        known = ~np.isnan(gap)
        gap = np.where(known, gap, 0.0)
        values = np.where(gap <= settings.window_days, values * np.exp(-gap / settings.decay_days), 0.0)
        keep = values > settings.floor
        order = np.lexsort((columns[keep], rows[keep]))
        yield from zip(
            rows[keep][order].tolist(),
            columns[keep][order].tolist(),
            values[keep][order].tolist(),
            strict=True,
        )


def average_link(
    groups: Sequence[int], closed: frozenset[int], pairs: Iterable[tuple[int, int, float]], threshold: float
) -> list[int]:
    """The final group of each row: groups joined greedily, best mean likeness first.

    `groups[row]` is the group a row starts in; groups in `closed` (stories of earlier days) may take
    in others but never join one another. Equal scores are broken by the lower group numbers, so the
    result depends on nothing but the input. About n log n in the number of pairs.
    """
    size: dict[int, int] = {}
    for group in groups:
        size[group] = size.get(group, 0) + 1
    near: dict[int, dict[int, float]] = {group: {} for group in size}
    for i, j, value in pairs:
        a, b = groups[i], groups[j]
        if a != b and not (a in closed and b in closed):
            near[a][b] = near[a].get(b, 0.0) + value
            near[b][a] = near[b].get(a, 0.0) + value
    heap = [
        (-total / (size[a] * size[b]), a, b)
        for a, row in near.items()
        for b, total in row.items()
        if a < b and total / (size[a] * size[b]) >= threshold
    ]
    heapq.heapify(heap)
    parent = {group: group for group in size}
    while heap:
        score, a, b = heapq.heappop(heap)
        if parent[a] != a or parent[b] != b or -near[a].get(b, 0.0) / (size[a] * size[b]) != score:
            continue
        keep, gone = (b, a) if b in closed else (a, b)
        parent[gone] = keep
        size[keep] += size[gone]
        for other, total in near.pop(gone).items():
            del near[other][gone]
            if other == keep:
                continue
            if keep in closed and other in closed:
                near[other].pop(keep, None)
                near[keep].pop(other, None)
                continue
            joined = near[keep].get(other, 0.0) + total
            near[keep][other] = near[other][keep] = joined
        for other, total in near[keep].items():
            mean = total / (size[keep] * size[other])
            if mean >= threshold:
                heapq.heappush(heap, (-mean, min(keep, other), max(keep, other)))
    return [_root(parent, group) for group in groups]


def _root(parent: dict[int, int], group: int) -> int:
    while parent[group] != group:
        group = parent[group]
    return group
