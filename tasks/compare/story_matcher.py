"""The one matcher of the product: how alike two articles are, and which ones make a story.

Weights are TF-IDF with a prior for each term, so that three articles and thirty thousand are weighed
alike. Likeness is the cosine, lowered with the time between the articles. Groups grow by average
link: two groups join only while the mean likeness over all pairs across them stays above the
threshold, which is the centroid check; a chain of look-alikes never joins by its neighbours alone.
And a group that holds closely together takes in only what is about as close: two quakes or two court
cases share a vocabulary, but each resembles itself far more than the other.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from tasks.compare.article_terms import CommonWords


@dataclass(frozen=True, slots=True)
class MatcherSettings:
    """Numbers of the matcher. Chosen on three public sets of grouped news; see tests and benchmarks.

    `threshold` is the mean likeness two groups need to join; where one of them has `coherent_size`
    articles or more, it must also reach `coherence` times the mean likeness inside. `floor`: likeness
    under which a pair counts as 0. `decay_days`: time in which likeness falls to 1/e; pairs further
    apart than `window_days` never join. `prior_articles`: how many imagined articles the prior is
    worth. `kept_terms` heaviest terms stand for an article; a term of more than `proposing_articles`
    counts for a pair but proposes none.
    """

    threshold: float = 0.15
    coherence: float = 0.57
    coherent_size: int = 3
    floor: float = 0.04
    decay_days: float = 5.0
    window_days: float = 4.0
    prior_articles: float = 200.0
    kept_terms: int = 250
    proposing_articles: int = 400
    title_weight: float = 8.0
    lead_weight: float = 1.5
    lead_chars: int = 400
    max_chars: int = 3000


def term_vectors(
    terms: Sequence[dict[str, float]], common: CommonWords, settings: MatcherSettings
) -> tuple[sparse.csr_matrix, list[str]]:
    """Unit TF-IDF vectors, one row per article, and the vocabulary. Row order in = row order out."""
    numbers: dict[str, int] = {}
    columns = np.array(
        [numbers.setdefault(term, len(numbers)) for row in terms for term in row], dtype=np.int64
    )
    counts = np.array([count for row in terms for count in row.values()], dtype=np.float64)
    edges = np.cumsum([0, *(len(row) for row in terms)])
    vocabulary = list(numbers)
    frequency = np.bincount(columns, minlength=len(vocabulary))
    prior = np.array([common.shares.get(term, common.other) for term in vocabulary])
    total = len(terms) + settings.prior_articles
    values = (1.0 + np.log(counts)) * -np.log((frequency + prior * settings.prior_articles) / total)[columns]
    keep = np.ones(len(columns), dtype=bool)
    for start, stop in pairwise(edges.tolist()):
        if stop - start > settings.kept_terms:
            light = np.argsort(values[start:stop], kind="stable")[: stop - start - settings.kept_terms]
            keep[start + light] = False
    # A term of one article only can match nothing; in a large day it is noise (a typing error, a rare
    # word) and should not make the article look unlike all others, in a small one it is evidence.
    alone = frequency[columns] == 1
    squares = values**2 * keep * np.where(alone, settings.prior_articles / total, 1.0)
    rows = np.repeat(np.arange(len(terms)), np.diff(edges))
    norms = np.sqrt(np.bincount(rows, weights=squares, minlength=len(terms)))
    keep &= ~alone
    values = values[keep] / norms[rows[keep]]
    shape = (len(terms), len(vocabulary))
    vectors = sparse.csr_matrix((values, (rows[keep], columns[keep])), shape=shape)
    vectors.sort_indices()
    return vectors, vocabulary


def likeness(
    vectors: sparse.csr_matrix, days: Sequence[float | None], new: int, settings: MatcherSettings
) -> Iterable[tuple[int, int, float]]:
    """Pairs (i, j, likeness) with i < j, i among the first `new` rows, likeness above the floor.

    `days` are points in time in days, None where unknown (then time neither joins nor parts).
    Only terms of at most `proposing_articles` articles propose a pair, all terms then count for it:
    so cost grows with the day, not with its square. Memory stays bounded: rows are multiplied in blocks.
    """
    when = np.array([np.nan if day is None else day for day in days])
    spread = np.bincount(vectors.indices, minlength=vectors.shape[1])
    proposing = sparse.diags_array((spread <= settings.proposing_articles).astype(float))
    telling = (vectors @ proposing).tocsr()
    common = (vectors - telling).tocsr()
    telling.eliminate_zeros()
    common.eliminate_zeros()
    transposed = telling.T.tocsr()
    block = 500
    for start in range(0, new, block):
        stop = min(start + block, new)
        product = (telling[start:stop] @ transposed).tocoo()
        rows, columns, values = product.row + start, product.col, product.data
        keep = (columns > rows) & (values > settings.floor)
        rows, columns, values = rows[keep], columns[keep], values[keep]
        gap = np.abs(when[rows] - when[columns])
        keep = ~(gap > settings.window_days)
        rows, columns, gap = rows[keep], columns[keep], np.nan_to_num(gap[keep])
        values = values[keep] + np.asarray(common[rows].multiply(common[columns]).sum(axis=1)).ravel()
        values *= np.exp(-gap / settings.decay_days)
        order = np.lexsort((columns, rows))
        order = order[values[order] > settings.floor]
        yield from zip(rows[order].tolist(), columns[order].tolist(), values[order].tolist(), strict=True)


def likeness_within(
    vectors: sparse.csr_matrix, days: Sequence[float | None], rows: Sequence[int], settings: MatcherSettings
) -> Iterable[tuple[int, int, float]]:
    """All pairs among the given rows (sorted), as `likeness` gives them: for a group closed before."""
    table = (vectors[rows] @ vectors[rows].T).toarray()
    for place, i in enumerate(rows):
        for other in range(place + 1, len(rows)):
            j = rows[other]
            one, two = days[i], days[j]
            gap = 0.0 if one is None or two is None else abs(one - two)
            value = float(table[place, other]) * math.exp(-gap / settings.decay_days)
            if gap <= settings.window_days and value > settings.floor:
                yield i, j, value


def average_link(
    groups: Sequence[int],
    closed: frozenset[int],
    pairs: Iterable[tuple[int, int, float]],
    settings: MatcherSettings,
) -> list[int]:
    """The final group of each row: groups joined greedily, best mean likeness first.

    `groups[row]` is the group a row starts in; groups in `closed` (stories of earlier days) may take
    in others but never join one another. Pairs left out count as 0. Equal scores are broken by the
    lower group numbers, so the result depends on nothing but the input. About n log n in the pairs.
    """
    size: dict[int, int] = {}
    for group in groups:
        size[group] = size.get(group, 0) + 1
    near: dict[int, dict[int, float]] = {group: {} for group in size}
    inside: dict[int, float] = dict.fromkeys(size, 0.0)
    for i, j, value in pairs:
        a, b = groups[i], groups[j]
        if a == b:
            inside[a] += value
        elif not (a in closed and b in closed):
            near[a][b] = near[a].get(b, 0.0) + value
            near[b][a] = near[b].get(a, 0.0) + value
    heap = [
        (-total / (size[a] * size[b]), a, b)
        for a, row in near.items()
        for b, total in row.items()
        if a < b and total / (size[a] * size[b]) >= settings.threshold
    ]
    heapq.heapify(heap)
    parent = {group: group for group in size}
    while heap:
        score, a, b = heapq.heappop(heap)
        if parent[a] != a or parent[b] != b or -near[a].get(b, 0.0) / (size[a] * size[b]) != score:
            continue
        if -score < settings.coherence * _coherence((a, b), size, inside, settings.coherent_size):
            continue
        keep, gone = (b, a) if b in closed else (a, b)
        parent[gone] = keep
        inside[keep] += inside[gone] + near[keep][gone]
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
            if mean >= settings.threshold:
                heapq.heappush(heap, (-mean, min(keep, other), max(keep, other)))
    return [_root(parent, group) for group in groups]


def _coherence(both: tuple[int, int], size: dict[int, int], inside: dict[int, float], least: int) -> float:
    """Mean likeness inside those of two groups that are large enough to have one, weighed by size; else 0."""
    large = [group for group in both if size[group] >= least]
    articles = sum(size[group] for group in large)
    return sum(2.0 * inside[group] / (size[group] - 1) for group in large) / articles if large else 0.0


def _root(parent: dict[int, int], group: int) -> int:
    while parent[group] != group:
        group = parent[group]
    return group
