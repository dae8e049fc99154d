"""Which propositions of one story say the same thing: scores of pairs, by words, names, numbers, source.

The score is the mean of idf-weighted Dice and containment of the content words, plus small bonuses.
Inside one event it beat sentence vectors, which blur speakers and details; containment covers the
usual case that one outlet quotes more of a statement than another. Agreement and contradiction score
alike, so the signs of the shared words are compared afterwards (see `lemmas.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np
from scipy import sparse

from tasks.claims.records import NumberUse
from tasks.compare.lemmas import HEAD, NEGATED
from tasks.compare.settings import MatchSettings
from tasks.compare.units import Unit

_BLOCK = 512  # rows scored at once: 512 x 6,000 float32 are 12 MB


@dataclass(frozen=True, slots=True)
class PairScores:
    """Pairs `first < second` of units with their score (0-1) and whether one turns the other round.

    Pairs that score below the settings' `group_least` are left out.
    """

    first: np.ndarray
    second: np.ndarray
    score: np.ndarray
    opposite: np.ndarray


class Matcher(Protocol):
    """Anything that scores the propositions of one story in pairs."""

    def pairs(self, units: Sequence[Unit], light: Sequence[bool]) -> PairScores:
        """Score `units`; `light[number]` says that a lemma counts half."""
        ...


@dataclass(frozen=True, slots=True)
class UnitMatrix:
    """Units x lemmas, 0/1: `present`, `opposed` (the word stands there turned round), `negated`, `heads` (what
    a negator is about); `mass` = weight of each unit."""

    present: sparse.csr_matrix
    opposed: sparse.csr_matrix
    negated: sparse.csr_matrix
    heads: sparse.csr_matrix
    weights: np.ndarray
    mass: np.ndarray
    lengths: np.ndarray


def unit_matrix(
    rows: Sequence[Mapping[int, int]], light: Sequence[bool], copies: np.ndarray | None = None
) -> UnitMatrix:
    """Matrix of signed word rows, with columns for the words that any of them has, in the order of their numbers.

    Weights are smoothed idf over the rows, of which each stands for `copies`; `light[number]` halves a word's.
    """
    pointers = np.zeros(len(rows) + 1, dtype=np.int64)
    pointers[1:] = np.cumsum([len(row) for row in rows])
    numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=pointers[-1])
    found, places = np.unique(numbers, return_inverse=True)
    columns, width = places.astype(np.int32), len(found)
    light = [light[number] for number in found.tolist()]
    signs = np.fromiter(
        chain.from_iterable(row.values() for row in rows), dtype=np.float32, count=pointers[-1]
    )
    present = sparse.csr_matrix((np.ones_like(signs), columns, pointers), shape=(len(rows), width))
    opposed, negated, heads = (
        sparse.csr_matrix((marks.astype(np.float32), columns, pointers), shape=present.shape, copy=True)
        for marks in (signs < 0, np.abs(signs) >= NEGATED, np.abs(signs) >= HEAD)
    )
    for marked in (opposed, negated, heads):
        marked.eliminate_zeros()
    if copies is None:
        copies = np.ones(len(rows))
    frequencies = np.bincount(columns, np.repeat(copies, np.diff(pointers)), minlength=width)
    weights = idf_weights(frequencies, int(copies.sum()), light)
    mass = np.asarray(present @ weights, dtype=np.float32)
    return UnitMatrix(present, opposed, negated, heads, weights, mass, np.diff(pointers))


def idf_weights(frequencies: np.ndarray, rows: int, light: Sequence[bool]) -> np.ndarray:
    """log((rows + 1) / (frequency + 0.5)), at least 0.3, halved for words of general news prose."""
    weights = np.maximum(np.log((rows + 1.0) / (frequencies + 0.5)), 0.3)
    return np.where(np.asarray(light, dtype=bool), weights / 2, weights).astype(np.float32)


def lemma_scores(shared: np.ndarray, mass_a: np.ndarray, mass_b: np.ndarray, slack: float) -> np.ndarray:
    """Mean of Dice and containment from shared weight; `slack` is added to the shorter side's weight."""
    dice = 2 * shared / (mass_a + mass_b)
    containment = shared / (np.minimum(mass_a, mass_b) + slack)
    return np.asarray((dice + np.maximum(dice, containment)) / 2)


class _Kinds:
    """Units of a text that several articles carry, taken together: they need to be scored once.

    `first[k]` is the place of the first unit of kind k, in rising order, `copies[k]` how many units it has.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        numbers: dict[int, int] = {}
        # Such units share their words, the very object (see `Unit`).
        kind = np.array([numbers.setdefault(id(unit.words), len(numbers)) for unit in units], dtype=np.int64)
        _, self.first = np.unique(kind, return_index=True)
        self.copies = np.bincount(kind)
        self.several = len(numbers) < len(units)
        self._members = np.argsort(kind, kind="stable")
        self._starts = np.cumsum(self.copies) - self.copies
        self._last = self._members[self._starts + self.copies - 1]

    def meet(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether any unit of the kinds `one` stands before any of the kinds `other`."""
        return np.asarray(self.first[one] < self._last[other])

    def spread(self, scores: PairScores) -> PairScores:
        """Scores of kinds (the first's units in front) as those of all their units."""
        wide = self.copies[scores.second]
        sizes = self.copies[scores.first] * wide
        pair = np.repeat(np.arange(len(sizes)), sizes)
        place = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        one, other = np.divmod(place, wide[pair])
        first = self._members[self._starts[scores.first][pair] + one]
        second = self._members[self._starts[scores.second][pair] + other]
        kept = first < second
        pair = pair[kept]
        return PairScores(first[kept], second[kept], scores.score[pair], scores.opposite[pair])


@dataclass(frozen=True, slots=True)
class _Features:
    """What else is compared, one row a unit; see `Unit`."""

    names: sparse.csr_matrix
    measures: sparse.csr_matrix
    sources: sparse.csr_matrix
    dates: sparse.csr_matrix
    plain: sparse.csr_matrix
    core: sparse.csr_matrix
    elsewhere: np.ndarray
    unreal: np.ndarray
    wished: np.ndarray
    says: np.ndarray


@dataclass(frozen=True, slots=True)
class LemmaMatcher:
    """The matcher of the product."""

    settings: MatchSettings

    def pairs(self, units: Sequence[Unit], light: Sequence[bool]) -> PairScores:
        """See `Matcher.pairs`."""
        units = units[: self.settings.max_units]
        if len(units) < 2:
            return PairScores(*(np.zeros(0, dtype=kind) for kind in (np.int64, np.int64, np.float64, bool)))
        kinds = _Kinds(units)
        every, units = units, [units[first] for first in kinds.first.tolist()]
        matrix = unit_matrix([unit.words for unit in units], light, kinds.copies)
        features = _Features(
            names=_feature_matrix([unit.names for unit in units]),
            measures=_feature_matrix(
                [frozenset((u.unit, u.referent) for u in unit.numbers) for unit in units]
            ),
            sources=_feature_matrix([frozenset([unit.voice] if unit.voice else []) for unit in units]),
            dates=_feature_matrix([unit.dates for unit in units]),
            plain=_feature_matrix([unit.plain for unit in units]),
            core=_feature_matrix([unit.core for unit in units]),
            elsewhere=np.array([unit.elsewhere for unit in units]),
            unreal=np.array([unit.unreal for unit in units]),
            wished=np.array([unit.wished for unit in units]),
            says=np.array([unit.says for unit in units]),
        )
        weighted = matrix.present.multiply(matrix.weights).tocsr()
        parts = [
            self._block(units, start, kinds, matrix, weighted, features)
            for start in range(0, len(units), _BLOCK)
        ]
        scores = PairScores(
            np.concatenate([part.first for part in parts]),
            np.concatenate([part.second for part in parts]),
            np.concatenate([part.score for part in parts]),
            np.concatenate([part.opposite for part in parts]),
        )
        return scores if len(units) == len(every) else kinds.spread(scores)

    def _block(
        self,
        units: Sequence[Unit],
        start: int,
        kinds: _Kinds,
        matrix: UnitMatrix,
        weighted: sparse.csr_matrix,
        features: _Features,
    ) -> PairScores:
        settings = self.settings
        says, plain, names, dates = features.says, features.plain, features.names, features.dates
        stop = min(start + _BLOCK, len(units))
        # Where no text stands twice only pairs first < second: earlier columns belong to earlier blocks.
        begin = 0 if kinds.several else start
        shared = (weighted[start:stop] @ matrix.present[begin:].T).toarray()
        score = lemma_scores(
            shared, matrix.mass[start:stop, None], matrix.mass[None, begin:], settings.containment_slack
        )
        bonuses = settings.shared_name + settings.shared_number + settings.shared_source
        rows, columns = np.nonzero((score >= settings.group_least - bonuses) & (score > 0.1))
        first, second = rows + start, columns + begin
        met = kinds.meet(first, second)
        rows, columns, first, second = rows[met], columns[met], first[met], second[met]
        said = _shared(plain, first, second)
        lengths = np.asarray(plain.sum(axis=1)).ravel()
        enough = said >= np.minimum(np.minimum(lengths[first], lengths[second]), settings.shared_plain)
        enough &= _shared(features.core, first, second) > 0
        bare = ~says & (lengths < settings.shared_plain)  # "the council's plan" is no claim to share
        enough &= ~(bare[first] | bare[second])
        rows, columns, first, second = rows[enough], columns[enough], first[enough], second[enough]
        base = score[rows, columns].astype(np.float64)
        least = np.maximum(settings.turned_share * shared[rows, columns], 1e-3)
        opposite = _opposed(matrix, first, second) >= least
        one, other = _marked(matrix, "negated", first, second), _marked(matrix, "negated", second, first)
        # Negated on one side only; where both negate something they share, they say it alike.
        denied = ((one >= least) & (other == 0)) | ((other >= least) & (one == 0))
        about = _marked(matrix, "heads", first, second) + _marked(matrix, "heads", second, first) > 0
        opposite ^= denied & about
        base += settings.shared_name * (_shared(names, first, second) > 0)
        named_first = np.asarray(names.sum(axis=1)).ravel()
        apart = np.minimum(named_first[first], named_first[second]) > 0
        same_names = _shared(names, first, second)
        apart &= (named_first[first] > same_names) & (named_first[second] > same_names)
        base -= settings.other_name * apart
        dated = np.asarray(dates.sum(axis=1)).ravel() > 0
        base -= settings.other_date * (dated[first] & dated[second] & (_shared(dates, first, second) == 0))
        base -= settings.opposite * opposite
        # "would not justify the threats" neither affirms nor denies "received threats"
        base -= settings.other_denied * (denied & ~about)
        base -= settings.no_predicate * (1 + opposite) * ~(says[first] & says[second])
        # "did not buy" is not the opposite of "should buy", nor is it the same.
        base -= settings.other_mood * (1 + 2 * opposite) * (features.unreal[first] != features.unreal[second])
        base -= settings.other_mood * 3 * opposite * (features.wished[first] != features.wished[second])
        base -= settings.elsewhere * (features.elsewhere[first] != features.elsewhere[second])
        base += settings.shared_source * (_shared(features.sources, first, second) > 0)
        for place in np.nonzero(_shared(features.measures, first, second) > 0)[0]:
            agree = numbers_agree(units[first[place]].numbers, units[second[place]].numbers)
            base[place] += settings.shared_number if agree else -settings.other_number
        kept = base >= settings.group_least
        return PairScores(first[kept], second[kept], np.minimum(base[kept], 1.0), opposite[kept])


def numbers_agree(first: Sequence[NumberUse], second: Sequence[NumberUse]) -> bool:
    """Whether every measure (unit, counted noun) that both give has intervals that meet."""
    by_measure: dict[tuple[str | None, str | None], list[NumberUse]] = defaultdict(list)
    for use in first:
        by_measure[use.unit, use.referent].append(use)
    for measure in {(use.unit, use.referent) for use in second} & set(by_measure):
        others = [use for use in second if (use.unit, use.referent) == measure]
        if not any(intervals_meet(one, other) for one in by_measure[measure] for other in others):
            return False
    return True


def intervals_meet(one: NumberUse, other: NumberUse) -> bool:
    """Whether two closed value intervals share a value; None is unbounded."""
    return not (
        (one.high is not None and other.low is not None and one.high < other.low)
        or (other.high is not None and one.low is not None and other.high < one.low)
    )


def _feature_matrix(sets: Sequence[frozenset]) -> sparse.csr_matrix:
    pointers = np.concatenate([[0], np.cumsum([len(values) for values in sets])])
    places = {value: place for place, value in enumerate(dict.fromkeys(chain.from_iterable(sets)))}
    columns = np.fromiter(
        map(places.__getitem__, chain.from_iterable(sets)), dtype=np.int32, count=pointers[-1]
    )
    data = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((data, columns, pointers), shape=(len(sets), max(len(places), 1)))
    matrix.sort_indices()
    return matrix


def _shared(
    features: sparse.csr_matrix,
    first: np.ndarray,
    second: np.ndarray,
    other_features: sparse.csr_matrix | None = None,
) -> np.ndarray:
    """How many features the pairs share; 0 for all without the product when nobody has any."""
    if features.nnz == 0 or len(first) == 0:
        return np.zeros(len(first), dtype=np.float32)
    others = features if other_features is None else other_features
    return np.asarray(features[first].multiply(others[second]).sum(axis=1)).ravel()


def _opposed(matrix: UnitMatrix, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Weight of the words that each pair shares and that are turned round on one side only."""
    weight = np.zeros(len(first), dtype=np.float32)
    has = np.diff(matrix.opposed.indptr) > 0
    some = np.nonzero(has[first] | has[second])[0]
    if len(some):
        one, other = first[some], second[some]
        mine = matrix.opposed[one].multiply(matrix.present[other])
        theirs = matrix.present[one].multiply(matrix.opposed[other])
        weight[some] = abs(mine - theirs) @ matrix.weights
    return weight


def _marked(matrix: UnitMatrix, mark: str, units: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Weight of the words that each pair shares and that are `negated`, or `heads`, in its first unit."""
    marked: sparse.csr_matrix = getattr(matrix, mark)
    if marked.nnz == 0 or len(units) == 0:
        return np.zeros(len(units), dtype=np.float32)
    weighted = marked[units].multiply(matrix.present[others])
    return np.asarray(weighted @ matrix.weights).ravel()
