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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from tasks.compare.article_terms import CommonWords


@dataclass(frozen=True, slots=True)
class MatcherSettings:
    """Numbers of the matcher. Chosen on three public sets of grouped news; see tests and benchmarks.

    `threshold` is the mean likeness two groups need to join; where one of them has `coherent_size`
    articles or more, it must also reach `coherence` times the mean likeness inside, where pairs as alike
    as `copy` do not count. `floor`: likeness
    under which a pair counts as 0. `decay_days`: time in which likeness falls to 1/e; pairs further
    apart than `window_days` never join. `prior_articles`: how many imagined articles the prior is
    worth. `kept_terms` heaviest terms stand for an article; a term of more than `proposing_articles`
    counts for a pair but proposes none.
    """

    threshold: float = 0.14
    coherence: float = 0.6
    coherent_size: int = 3
    copy: float = 0.65
    floor: float = 0.04
    decay_days: float = 3.0
    window_days: float = 4.0
    prior_articles: float = 200.0
    kept_terms: int = 250
    proposing_articles: int = 400
    title_weight: float = 8.0
    lead_weight: float = 1.5
    lead_chars: int = 400
    max_chars: int = 3000


class NumberedTerms:
    """The terms of articles as numbers, by their first sight: a tenth of the memory of what they are counted in."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, counts: Mapping[str, float]) -> int:
        """Takes in an article's terms with their counts; returns its row."""
        numbers = self._numbers
        columns = [numbers.setdefault(term, len(numbers)) for term in counts]
        self._rows.append((np.array(columns, dtype=np.int32), np.array(list(counts.values()))))
        return len(self._rows) - 1

    def again(self, row: int) -> int:
        """Takes in an article with the terms of an earlier row; returns its row."""
        self._rows.append(self._rows[row])
        return len(self._rows) - 1

    def columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Numbers of the terms and their counts, row after row, and the edges of the rows among them."""
        none = np.empty(0)
        return (
            np.concatenate([none.astype(np.int64), *(columns for columns, _ in self._rows)]),
            np.concatenate([none, *(counts for _, counts in self._rows)]),
            np.cumsum([0, *(len(columns) for columns, _ in self._rows)]),
        )

    def vocabulary(self) -> list[str]:
        """The terms by their numbers."""
        return list(self._numbers)


def term_vectors(
    terms: NumberedTerms | Iterable[Mapping[str, float]], common: CommonWords, settings: MatcherSettings
) -> tuple[sparse.csr_matrix, list[str]]:
    """Unit TF-IDF vectors, one row per article, and the vocabulary. Row order in = row order out."""
    if not isinstance(terms, NumberedTerms):
        counted, terms = terms, NumberedTerms()
        for row in counted:
            terms.add(row)
    columns, counts, edges = terms.columns()
    vocabulary = terms.vocabulary()
    articles = len(edges) - 1
    frequency = np.bincount(columns, minlength=len(vocabulary))
    prior = np.array([common.shares.get(term, common.other) for term in vocabulary])
    total = articles + settings.prior_articles
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
    rows = np.repeat(np.arange(articles), np.diff(edges))
    norms = np.sqrt(np.bincount(rows, weights=squares, minlength=articles))
    keep &= ~alone
    values = values[keep] / norms[rows[keep]]
    shape = (articles, len(vocabulary))
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
    origins: Sequence[str] | None = None,
) -> list[int]:
    """The final group of each row: groups joined greedily, best mean likeness first.

    `groups[row]` is the group a row starts in; groups in `closed` (stories of earlier days) may take
    in others but never join one another. Pairs left out count as 0. Rows of one origin are copies.
    Equal scores are broken by the lower group numbers, so the result depends on nothing but the
    input. About n log n in the pairs.
    """
    state = _Groups(groups, closed, pairs, settings, origins)
    heap = [
        (-state.mean(a, b), a, b)
        for a, row in state.near.items()
        for b in row
        if a < b and state.mean(a, b) >= settings.threshold
    ]
    heapq.heapify(heap)
    while heap:
        score, a, b = heapq.heappop(heap)
        if state.parent[a] != a or state.parent[b] != b or -state.mean(a, b) != score:
            continue
        if -score < settings.coherence * state.coherence(a, b):
            continue
        keep = state.join(a, b)
        for other in state.near[keep]:
            mean = state.mean(keep, other)
            if mean >= settings.threshold:
                heapq.heappush(heap, (-mean, min(keep, other), max(keep, other)))
    return [state.root(group) for group in groups]


class _Groups:
    """Groups while they join: sizes, likeness between and inside them.

    Coherence leaves out copies (of one origin, or as alike as `copy`): five prints of one agency text
    say nothing about how alike independent reports of the same happening are.
    """

    def __init__(
        self,
        groups: Sequence[int],
        closed: frozenset[int],
        pairs: Iterable[tuple[int, int, float]],
        settings: MatcherSettings,
        origins: Sequence[str] | None,
    ) -> None:
        self.closed = closed
        self.least = settings.coherent_size * (settings.coherent_size - 1) // 2
        self.size: dict[int, int] = {}
        for group in groups:
            self.size[group] = self.size.get(group, 0) + 1
        self.parent = {group: group for group in self.size}
        self.near: dict[int, dict[int, float]] = {group: {} for group in self.size}
        #: Sum and number of the copies among the pairs between two groups, for the few that have any.
        self.copies: dict[int, dict[int, tuple[float, int]]] = {group: {} for group in self.size}
        #: Sum and number of the pairs inside a group that are no copies.
        self.inside = {group: (0.0, size * (size - 1) // 2) for group, size in self.size.items()}
        for i, j, value in pairs:
            a, b = groups[i], groups[j]
            copy = value >= settings.copy or (origins is not None and origins[i] == origins[j])
            if a == b:
                total, count = self.inside[a]
                self.inside[a] = (total, count - 1) if copy else (total + value, count)
            elif not (a in closed and b in closed):
                for one, two in ((a, b), (b, a)):
                    self.near[one][two] = self.near[one].get(two, 0.0) + value
                    if copy:
                        total, count = self.copies[one].get(two, (0.0, 0))
                        self.copies[one][two] = (total + value, count + 1)

    def mean(self, a: int, b: int) -> float:
        """Mean likeness over all pairs across two groups."""
        return self.near[a].get(b, 0.0) / (self.size[a] * self.size[b])

    def coherence(self, a: int, b: int) -> float:
        """Mean likeness inside those of two groups that are large enough to have one, by size; else 0."""
        weighed = articles = 0.0
        for group in (a, b):
            total, count = self.inside[group]
            if count >= self.least:
                weighed += self.size[group] * total / count
                articles += self.size[group]
        return weighed / articles if articles else 0.0

    def join(self, a: int, b: int) -> int:
        """Put two groups together; the closed one, else the lower number, stays and is returned."""
        keep, gone = (b, a) if b in self.closed else (a, b)
        self.parent[gone] = keep
        copy_total, copy_count = self.copies[keep].get(gone, (0.0, 0))
        self.inside[keep] = (
            self.inside[keep][0] + self.inside[gone][0] + self.near[keep][gone] - copy_total,
            self.inside[keep][1] + self.inside[gone][1] + self.size[keep] * self.size[gone] - copy_count,
        )
        self.size[keep] += self.size[gone]
        for other, value in self.near.pop(gone).items():
            del self.near[other][gone]
            if other == keep:
                continue
            if keep in self.closed and other in self.closed:
                self.near[other].pop(keep, None)
                self.near[keep].pop(other, None)
                continue
            self.near[keep][other] = self.near[other][keep] = self.near[keep].get(other, 0.0) + value
        for other, (total, count) in self.copies.pop(gone).items():
            del self.copies[other][gone]
            if other != keep:
                old = self.copies[keep].get(other, (0.0, 0))
                self.copies[keep][other] = self.copies[other][keep] = (old[0] + total, old[1] + count)
        return keep

    def root(self, group: int) -> int:
        """The group that a group ended in."""
        while self.parent[group] != group:
            group = self.parent[group]
        return group
