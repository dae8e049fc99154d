"""Word shingles of texts as sorted arrays of hashes, and which texts share rare ones.

A shingle is a run of words; a text that was trimmed, extended or re-ordered keeps most of them. Pairs
are found through an inverted index of a sample of the shingles, never by trying all pairs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
#: Words; in scripts written without spaces each character by itself.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_TABLED = 0x3000  # letters of most scripts with spaces, and marks
#: Odd 64-bit constants, one for each place in a shingle, so that word order counts.
_FACTORS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0x27D4EB2F165667C5,
        0x85EBCA77C2B2AE63,
        0xFF51AFD7ED558CCD,
        0xC4CEB9FE1A85EC53,
        0x94D049BB133111EB,
    ],
    dtype=np.uint64,
)


#: Pairs counted at once: copy in thousands of articles gives more of them than memory should hold.
_PAIRS_AT_ONCE = 1_000_000


class _WordCodes(dict[str, int]):
    """64-bit code of each word, made on first sight; the same in every process."""

    def __missing__(self, word: str) -> int:
        raw = word.encode()
        code = self[word] = (zlib.crc32(raw) << 32) | zlib.crc32(raw[::-1], len(raw))
        return code


class Shingler:
    """Turns texts into shingle hashes; remembers the hash of each word it has seen."""

    def __init__(self, words_per_shingle: int) -> None:
        self._length = words_per_shingle
        self._codes = _WordCodes()

    def hashes(self, text: str) -> Hashes:
        """The distinct shingles of a text, sorted. Case, marks and spacing do not matter.

        A text shorter than one shingle has none.
        """
        words = list(map(self._codes.__getitem__, words_of(text.casefold())))
        if len(words) < self._length:
            return np.empty(0, dtype=np.uint64)
        row = np.array(words, dtype=np.uint64)
        count = len(words) - self._length + 1
        mixed = np.zeros(count, dtype=np.uint64)
        for place in range(self._length):
            mixed += (row[place : place + count] ^ (row[place : place + count] >> np.uint64(29))) * _FACTORS[
                place
            ]
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
        mixed.sort()
        first = np.ones(count, dtype=bool)
        np.not_equal(mixed[1:], mixed[:-1], out=first[1:])
        return mixed[first]


def words_of(text: str) -> list[str]:
    """The words of a text, in its order.

    All letters are looked up in a table at once, which takes half as long as a search for words; the few texts with
    letters beyond it, or with letters that are words, are searched.
    """
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not len(letters) or letters.max() >= _TABLED:
        return _WORD.findall(text)
    kinds = _kinds()[letters]
    if kinds.max() > 1:
        return _WORD.findall(text)
    blanked = np.where(kinds, letters, np.uint32(ord(" ")))
    return blanked.tobytes().decode("utf-32-le").split()


@cache
def _kinds() -> NDArray[np.uint8]:
    """Of each letter of the table: 1 where it is part of a word, 2 where it is one, else 0."""
    return np.array(
        [
            2 if _UNSPACED_LETTER.match(letter) else letter.isalnum() or letter == "_"
            for letter in map(chr, range(_TABLED))
        ],
        dtype=np.uint8,
    )


def without_boilerplate(
    texts: Sequence[Hashes], outlets: Sequence[str], articles: Sequence[str], limit: int
) -> list[Hashes]:
    """The same shingles without those that an outlet prints in `limit` or more of its articles.

    Signing-off lines, calls to subscribe and rubric heads make an outlet's own articles look alike.
    """
    by_outlet: dict[str, list[int]] = {}
    for row, outlet in enumerate(outlets):
        by_outlet.setdefault(outlet, []).append(row)
    out = list(texts)
    for rows in by_outlet.values():
        by_article: dict[str, list[Hashes]] = {}
        for row in rows:
            by_article.setdefault(articles[row], []).append(texts[row])
        if len(by_article) < limit:
            continue
        each = [
            group[0] if len(group) == 1 else np.unique(np.concatenate(group)) for group in by_article.values()
        ]
        found, counts = np.unique(np.concatenate(each), return_counts=True)
        often = found[counts >= limit]
        if len(often):
            for row in rows:
                rest = np.setdiff1d(texts[row], often, assume_unique=True)
                out[row] = rest if len(rest) < len(texts[row]) else texts[row]
    return out


def sharing_pairs(
    texts: Sequence[Hashes], sample: int, least_shared: int, longest_list: int
) -> list[tuple[int, int]]:
    """Pairs (i < j) of texts that share at least `least_shared` sampled shingles, sorted.

    One shingle in `sample` is looked at. Rows must be in order of time: of a shingle found in more
    than `longest_list` texts only the pairs with the first ones count, which is where the origin is.
    """
    kept = [row[row % np.uint64(sample) == 0] for row in texts]
    if not kept:
        return []
    values = np.concatenate(kept)
    owners = np.repeat(np.arange(len(kept)), [len(row) for row in kept])
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    edges = np.flatnonzero(np.r_[True, values[1:] != values[:-1], True]) if len(values) else np.array([0])
    counting = _PairCounts(len(texts))
    starts, lengths = edges[:-1], np.diff(edges)
    for length in np.unique(lengths[lengths > 1]).tolist():
        begins = starts[lengths == length]
        left = np.arange(min(length, longest_list))
        partners = length - 1 - left
        right = np.arange(partners.sum()) - np.repeat(np.cumsum(partners) - partners - left - 1, partners)
        left = np.repeat(left, partners)
        at_once = max(1, _PAIRS_AT_ONCE // len(left))
        for begin in range(0, len(begins), at_once):
            rows = begins[begin : begin + at_once, None]
            counting.add(owners[rows + left], owners[rows + right])
    return counting.reaching(least_shared)


class _PairCounts:
    """How often each pair of `total` texts was given; some of what is given stands by until it is counted."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._pairs, self._counts = np.empty(0, np.int64), np.empty(0, np.int64)
        self._waiting: list[NDArray[np.int64]] = []

    def add(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> None:
        """Each of these pairs once more."""
        self._waiting.append((left * self._total + right).ravel())
        if sum(map(len, self._waiting)) >= _PAIRS_AT_ONCE:
            self._count()

    def _count(self) -> None:
        if self._waiting:
            pairs, counts = np.unique(np.concatenate(self._waiting), return_counts=True)
            self._waiting = []
            self._pairs, place = np.unique(np.concatenate([self._pairs, pairs]), return_inverse=True)
            both = np.bincount(place, weights=np.concatenate([self._counts, counts]))
            self._counts = both.astype(np.int64)

    def reaching(self, least: int) -> list[tuple[int, int]]:
        """The pairs given so many times, sorted."""
        self._count()
        found = self._pairs[self._counts >= least]
        return list(zip((found // self._total).tolist(), (found % self._total).tolist(), strict=True))


def overlap(one: Hashes, two: Hashes) -> int:
    """How many shingles two texts share."""
    return len(np.intersect1d(one, two, assume_unique=True))
