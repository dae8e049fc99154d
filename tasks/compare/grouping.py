"""Groups from scored pairs without chains: A like B and B like C does not make A like C."""

from __future__ import annotations

import numpy as np

from tasks.compare.matcher import PairScores


def group_pairs(
    count: int, pairs: PairScores, same: float, mean: float, ranks: np.ndarray | None = None
) -> list[list[int]]:
    """Group units 0..count-1: best pairs first, two groups join only when all cross pairs are scored.

    A pair of at least `same` proposes a merge; it happens when every cross pair was scored at all
    (the matcher leaves out pairs below its least) and their mean is at least `mean`. Ties go by
    `ranks` (position in a fixed order). Returns groups as sorted lists, singles included.
    """
    ranks = np.arange(count) if ranks is None else ranks
    owner = list(range(count))
    members: dict[int, list[int]] = {unit: [unit] for unit in range(count)}
    linked: list[dict[int, tuple[float, int]]] = [{} for _ in range(count)]
    for one, other, score in zip(
        pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True
    ):
        linked[one][other] = linked[other][one] = (score, 1)
    proposals = np.nonzero(pairs.score >= same)[0]
    low = np.minimum(ranks[pairs.first[proposals]], ranks[pairs.second[proposals]])
    high = np.maximum(ranks[pairs.first[proposals]], ranks[pairs.second[proposals]])
    order = proposals[np.lexsort((high, low, -np.round(pairs.score[proposals], 9)))]
    for place in order.tolist():
        left, right = owner[pairs.first[place]], owner[pairs.second[place]]
        if left == right:
            continue
        total, number = linked[left].get(right, (0.0, 0))
        if number < len(members[left]) * len(members[right]) or total < mean * number:
            continue
        if len(linked[left]) < len(linked[right]):
            left, right = right, left
        _join(left, right, owner, members, linked)
    return sorted((sorted(group) for group in members.values()), key=lambda group: group[0])


def _join(
    left: int,
    right: int,
    owner: list[int],
    members: dict[int, list[int]],
    linked: list[dict[int, tuple[float, int]]],
) -> None:
    for unit in members[right]:
        owner[unit] = left
    members[left].extend(members.pop(right))
    linked[left].pop(right, None)
    linked[right].pop(left, None)
    for other, (total, number) in linked[right].items():
        before = linked[left].get(other, (0.0, 0))
        linked[left][other] = linked[other][left] = (before[0] + total, before[1] + number)
        linked[other].pop(right, None)
    linked[right] = {}
