"""Numbers of one story that measure the same thing, and where outlets cannot both be right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from tasks.claims.records import NumberUse
from tasks.compare.grouping import group_pairs
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.matcher import PairScores, idf_weights, intervals_meet, lemma_scores
from tasks.compare.records import NumberConflictRow, NumberGroupRow
from tasks.compare.settings import NumberSettings
from tasks.compare.story_view import StoryView

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Use:
    outlet: str
    version_id: str
    number: int
    use: NumberUse
    context: frozenset[int]
    terms: frozenset[int]


def story_numbers(
    day: date,
    view: StoryView,
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> tuple[tuple[NumberGroupRow, ...], tuple[NumberConflictRow, ...]]:
    """Groups of numbers with equal unit and noun used in like surroundings, over at least two outlets.

    Two outlets conflict in a group when none of the one's intervals meets any of the other's: a
    text that gives the other figure anywhere ("up from 12") is not in conflict. The referent of a group
    is the counted noun with the word that its surroundings share ("people kill").
    """
    by_measure: dict[tuple[str | None, str | None], list[_Use]] = defaultdict(list)
    for document in view.documents:
        texts = words[document.version_id]
        for number, use in enumerate(document.claims.numbers):
            if use.referent is None and use.unit is None:
                continue
            sentence = document.claims.sentences[use.sentence].span
            context, terms = _context(sentence, use, texts, vocabulary, settings)
            by_measure[use.unit, use.referent].append(
                _Use(document.outlet_id, document.version_id, number, use, context, terms)
            )
    values: dict[str, set[tuple[float | None, float | None]]] = defaultdict(set)
    for document in view.documents:
        values[document.outlet_id].update((use.low, use.high) for use in document.claims.numbers)
    groups: list[NumberGroupRow] = []
    conflicts: list[NumberConflictRow] = []
    taken: set[tuple[str | None, str]] = set()
    for (unit, referent), uses in sorted(
        by_measure.items(), key=lambda item: (item[0][0] or "", item[0][1] or "")
    ):
        for members in _alike(uses, len(vocabulary.lemmas), vocabulary, settings):
            if len({member.outlet for member in members}) < 2:
                continue
            name = _name(unit, referent, members, vocabulary, taken)
            groups.extend(
                NumberGroupRow(
                    day, view.story_id, name, unit, member.outlet, member.version_id, member.number
                )
                for member in members
            )
            conflicts.extend(_conflicts(day, view.story_id, name, unit, members, values))
    return (
        tuple(sorted(groups, key=lambda row: (row.referent, row.unit or "", row.version_id, row.number))),
        tuple(
            sorted(
                conflicts, key=lambda row: (row.referent, row.unit or "", row.outlet_id, row.other_outlet_id)
            )
        ),
    )


def _context(
    sentence: tuple[int, int],
    use: NumberUse,
    words: TextWords,
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> tuple[frozenset[int], frozenset[int]]:
    """Lemmas and terms of the sentence within the window on each side of the number, figures left out."""
    here = words.within(*sentence)
    left = words.within(sentence[0], use.span[0])
    right = words.within(use.span[1], sentence[1])
    start = max(here.start, left.stop - settings.window_tokens)
    stop = min(here.stop, right.start + settings.window_tokens)
    spans = (slice(start, left.stop), slice(right.start, stop))

    def without_figures(column: np.ndarray) -> frozenset[int]:
        found = (number for span in spans for number in column[span].tolist())
        return frozenset(number for number in found if not _DIGITS.search(vocabulary.lemmas[number]))

    return without_figures(words.numbers), without_figures(words.terms)


def _alike(
    uses: Sequence[_Use], width: int, vocabulary: Vocabulary, settings: NumberSettings
) -> list[list[_Use]]:
    """Uses whose surroundings overlap, grouped without chains."""
    uses = sorted(uses, key=lambda use: (use.version_id, use.number))[:400]
    if len(uses) < 2:
        return []
    columns = {number: place for place, number in enumerate(sorted({n for use in uses for n in use.context}))}
    present = np.zeros((len(uses), max(len(columns), 1)), dtype=np.float32)
    for row, use in enumerate(uses):
        present[row, [columns[number] for number in use.context]] = 1.0
    light = [vocabulary.light[number] for number in columns] or [False]
    weights = idf_weights(present.sum(axis=0), max(len(uses), 10), light)
    mass = present @ weights
    shared = (present * weights) @ present.T
    score = lemma_scores(
        shared, np.maximum(mass[:, None], 1e-6), np.maximum(mass[None, :], 1e-6), settings.containment_slack
    )
    first, second = np.nonzero(np.triu(score >= settings.same_context / 2, 1))
    pairs = PairScores(first, second, score[first, second].astype(float), np.zeros(len(first), dtype=bool))
    return [
        [uses[place] for place in group]
        for group in group_pairs(len(uses), pairs, settings.same_context, settings.same_context)
        if len(group) > 1
    ]


def _name(
    unit: str | None,
    referent: str | None,
    members: Sequence[_Use],
    vocabulary: Vocabulary,
    taken: set[tuple[str | None, str]],
) -> str:
    """The counted noun and the commonest words around it, as many as make the group's name its own."""
    noun = referent or unit or ""
    counts: dict[str, int] = defaultdict(int)
    for member in members:
        for number in member.terms:
            if not vocabulary.light[number] and vocabulary.lemmas[number] != noun:
                counts[vocabulary.lemmas[number]] += 1
    around = sorted(counts, key=lambda lemma: (-counts[lemma], lemma))
    for length in range(1, len(around) + 1):
        name = " ".join([noun, *around[:length]])
        if (unit, name) not in taken:
            break
    else:
        name = f"{noun} {len(taken)}"
    taken.add((unit, name))
    return name


def _conflicts(
    day: date,
    story_id: str,
    referent: str,
    unit: str | None,
    members: Sequence[_Use],
    values: Mapping[str, set[tuple[float | None, float | None]]],
) -> list[NumberConflictRow]:
    by_outlet: dict[str, list[_Use]] = defaultdict(list)
    for member in members:
        if member.use.bound != "vague":
            by_outlet[member.outlet].append(member)
    rows = []
    for one, other in combinations(sorted(by_outlet), 2):
        pairs = [(left, right) for left in by_outlet[one] for right in by_outlet[other]]
        if any(intervals_meet(left.use, right.use) for left, right in pairs):
            continue
        left, right = pairs[0]
        if (left.use.low, left.use.high) in values[other] or (right.use.low, right.use.high) in values[one]:
            continue
        rows.append(
            NumberConflictRow(
                day=day, story_id=story_id, referent=referent, unit=unit, outlet_id=one,
                version_id=left.version_id, number=left.number, other_outlet_id=other,
                other_version_id=right.version_id, other_number=right.number,
            )
        )  # fmt: skip
    return rows
