"""Which propositions of one story say the same thing: scores of pairs, by words, names, numbers, source.

The score is the mean of idf-weighted Dice and containment of the content words, plus small bonuses.
Inside one event it beat sentence vectors, which blur speakers and details; containment covers the
usual case that one outlet quotes more of a statement than another. Agreement and contradiction score
alike, so the signs of the shared words are compared afterwards (see `lemmas.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np
from scipy import sparse

from tasks.compare.pair_rules import PairRules, sharing_enough
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
    """Units x words, 0/1: `present`; `weights` of the words, by their numbers, `mass` = weight of each unit."""

    present: sparse.csr_matrix
    weights: np.ndarray
    mass: np.ndarray

    def weighted(self, rows: int) -> sparse.csr_matrix:
        """The first rows with each word's weight."""
        present = self.present
        ends = present.indptr[: rows + 1]
        columns = present.indices[: ends[-1]].copy()
        return sparse.csr_matrix((self.weights[columns], columns, ends), shape=(rows, present.shape[1]))


def unit_matrix(
    rows: Sequence[Mapping[int, int]], light: Sequence[bool], copies: np.ndarray | None = None
) -> UnitMatrix:
    """Matrix of rows of words by their numbers.

    Weights are smoothed idf over the rows, of which each stands for `copies`; `light[number]` halves a word's.
    """
    pointers = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum([len(row) for row in rows], out=pointers[1:])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=pointers[-1])
    width = len(light)
    data = np.ones(len(columns), dtype=np.float32)
    present = sparse.csr_matrix((data, columns, pointers), shape=(len(rows), width))
    if copies is None:
        copies = np.ones(len(rows))
    frequencies = np.bincount(columns, np.repeat(copies, np.diff(pointers)), minlength=width)
    weights = idf_weights(frequencies, int(copies.sum()), light)
    mass = np.asarray(present @ weights, dtype=np.float32)
    return UnitMatrix(present, weights, mass)


def idf_weights(frequencies: np.ndarray, rows: int, light: Sequence[bool]) -> np.ndarray:
    """log((rows + 1) / (frequency + 0.5)), at least 0.3, halved for words of general news prose."""
    weights = np.maximum(np.log((rows + 1.0) / (frequencies + 0.5)), 0.3)
    return np.where(np.asarray(light, dtype=bool), weights / 2, weights).astype(np.float32)


def lemma_scores(shared: np.ndarray, mass_a: np.ndarray, mass_b: np.ndarray, slack: float) -> np.ndarray:
    """Mean of Dice and containment from shared weight; `slack` is added to the shorter side's weight."""
    dice = 2 * shared
    dice /= mass_a + mass_b
    containment = np.minimum(mass_a, mass_b)
    containment += slack
    np.divide(shared, containment, out=containment)
    np.maximum(dice, containment, out=containment)
    dice += containment
    dice /= 2
    return dice


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
        weighted = matrix.weighted(len(units))
        weighted.sort_indices()  # in this order weights are added up
        rules = PairRules(units, matrix.weights.tolist(), self.settings)
        parts = [
            self._block(units, start, kinds, matrix, weighted, rules)
            for start in range(0, len(units), _BLOCK)
        ]
        first, second, scores, opposite = (
            list(chain.from_iterable(part)) for part in zip(*parts, strict=True)
        )
        found = PairScores(
            np.array(first, dtype=np.int64),
            np.array(second, dtype=np.int64),
            np.array(scores, dtype=np.float64),
            np.array(opposite, dtype=bool),
        )
        return found if len(units) == len(every) else kinds.spread(found)

    def _block(
        self,
        units: list[Unit],
        start: int,
        kinds: _Kinds,
        matrix: UnitMatrix,
        weighted: sparse.csr_matrix,
        rules: PairRules,
    ) -> tuple[list[int], list[int], list[float], list[bool]]:
        """Pairs of the units from `start` on with all, their scores, and whether one turns the other round."""
        settings, mass = self.settings, matrix.mass
        # Where no text stands twice only pairs first < second: earlier columns belong to earlier blocks.
        begin = 0 if kinds.several else start
        whole = len(units) <= _BLOCK
        one, other = (
            (weighted, matrix.present)
            if whole
            else (weighted[start : min(start + _BLOCK, len(units))], matrix.present[begin:])
        )
        product = one @ other.T
        first = np.repeat(np.arange(start, start + one.shape[0]), np.diff(product.indptr))
        second = product.indices + begin
        met = np.nonzero(kinds.meet(first, second))[0]
        first, second, shared = first[met], second[met], product.data[met]
        score = lemma_scores(shared, mass[first], mass[second], settings.containment_slack)
        bonuses = settings.shared_name + settings.shared_number + settings.shared_source
        likely = np.nonzero((score >= settings.group_least - bonuses) & (score > 0.1))[0]
        likely = likely[np.argsort(first[likely] * len(units) + second[likely])]
        enough = likely[sharing_enough(units, first[likely].tolist(), second[likely].tolist(), settings)]
        least = np.maximum(settings.turned_share * shared[enough], 1e-3)
        return rules.kept(
            first[enough].tolist(), second[enough].tolist(), score[enough].tolist(), least.tolist()
        )
