"""What a pair of propositions must share to be compared at all, and what besides their words moves its score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tasks.claims.records import NumberUse
from tasks.compare.lemmas import HEAD, NEGATED
from tasks.compare.settings import MatchSettings
from tasks.compare.units import Unit


def sharing_enough(
    units: list[Unit], first: list[int], second: list[int], settings: MatchSettings
) -> list[int]:
    """Places of the pairs `first[i], second[i]` that share some of the core and enough words beside names and
    general prose; what has too few of those, and no predicate, shares nothing ("the council's plan")."""
    least = settings.shared_plain
    plain = [unit.plain for unit in units]
    core = [unit.core for unit in units]
    needed = [min(len(words), least) for words in plain]
    bare = [not unit.says and len(unit.plain) < least for unit in units]
    found: list[int] = []
    for place in range(len(first)):
        one, other = first[place], second[place]
        if bare[one] or bare[other] or core[one].isdisjoint(core[other]):
            continue
        enough = min(needed[one], needed[other])
        if enough < 2 or len(plain[one] & plain[other]) >= enough:  # the core is part of them
            found.append(place)
    return found


class PairRules:
    """The rules for the units of one story. `weights` are those of their words, by number."""

    def __init__(self, units: list[Unit], weights: list[float], settings: MatchSettings) -> None:
        self._units = units
        self._weights = weights
        self._settings = settings
        signs = [list(unit.words.items()) for unit in units]
        self._turned = [[word for word, sign in row if sign < 0] for row in signs]
        self._negated = [[word for word, sign in row if abs(sign) >= NEGATED] for row in signs]

    def kept(
        self, first: list[int], second: list[int], scores: list[float], least: list[float]
    ) -> tuple[list[int], list[int], list[float], list[bool]]:
        """Of the pairs those whose score is not below `group_least` (see `_adjusted`); at most 1."""
        lowest = self._settings.group_least
        found: tuple[list[int], list[int], list[float], list[bool]] = ([], [], [], [])
        for place in range(len(first)):
            one, other = first[place], second[place]
            score, opposite = self._adjusted(one, other, scores[place], least[place])
            if score >= lowest:
                found[0].append(one)
                found[1].append(other)
                found[2].append(min(score, 1.0))
                found[3].append(opposite)
        return found

    def _adjusted(self, one: int, other: int, score: float, least: float) -> tuple[float, bool]:
        """The score of a pair, from its `score` by words, and whether one of it turns the other round: in words of
        at least the weight `least`."""
        settings = self._settings
        first, second = self._units[one], self._units[other]
        opposite = False
        if self._turned[one] or self._turned[other]:
            opposite = self._opposed(one, other) >= least
        denied = about = False
        if self._negated[one] or self._negated[other]:
            mine, heads = self._denied(one, second)
            theirs, other_heads = self._denied(other, first)
            # Negated on one side only; where both negate something they share, they say it alike.
            denied = (mine >= least and theirs == 0.0) or (theirs >= least and mine == 0.0)
            about = heads or other_heads
            if denied and about:
                opposite = not opposite
        if first.names and second.names:
            same = len(first.names & second.names)
            if same:
                score += settings.shared_name
            if len(first.names) > same and len(second.names) > same:
                score -= settings.other_name
        if first.dates and second.dates and first.dates.isdisjoint(second.dates):
            score -= settings.other_date
        if opposite:
            score -= settings.opposite
        if denied and not about:
            # "would not justify the threats" neither affirms nor denies "received threats"
            score -= settings.other_denied
        if not (first.says and second.says):
            score -= settings.no_predicate * (2 if opposite else 1)
        # "did not buy" is not the opposite of "should buy", nor is it the same.
        if first.unreal != second.unreal:
            score -= settings.other_mood * (3 if opposite else 1)
        if opposite and first.wished != second.wished:
            score -= settings.other_mood * 3
        if first.elsewhere != second.elsewhere:
            score -= settings.elsewhere
        if first.voice is not None and first.voice == second.voice and first.voice:
            score += settings.shared_source
        if first.numbers and second.numbers:
            agree = numbers_agree(first.numbers, second.numbers)
            if agree is not None:
                score += settings.shared_number if agree else -settings.other_number
        return score, opposite

    def _opposed(self, one: int, other: int) -> float:
        """Weight of the words that both have and that are turned round on one side only."""
        mine, theirs = self._units[one].words, self._units[other].words
        opposed = [word for word in self._turned[one] if theirs.get(word, -1) >= 0]
        opposed += [word for word in self._turned[other] if mine.get(word, -1) >= 0]
        return self._weight(opposed)

    def _denied(self, unit: int, other: Unit) -> tuple[float, bool]:
        """Weight of the words that the other has too and that are negated in the unit; whether its negators are
        about any of them."""
        words, theirs = self._units[unit].words, other.words
        shared = [word for word in self._negated[unit] if word in theirs]
        return self._weight(shared), any([abs(words[word]) >= HEAD for word in shared])

    def _weight(self, words: list[int]) -> float:
        """Their weight added up in single precision, as all weights are."""
        if len(words) < 2:
            return self._weights[words[0]] if words else 0.0
        total = np.float32(0.0)
        for word in words:
            total += np.float32(self._weights[word])
        return float(total)


def numbers_agree(first: Sequence[NumberUse], second: Sequence[NumberUse]) -> bool | None:
    """Whether every measure (unit, counted noun) that both give has intervals that meet; None without such a measure."""
    by_measure: dict[tuple[str | None, str | None], list[NumberUse]] = defaultdict(list)
    for use in first:
        by_measure[use.unit, use.referent].append(use)
    common = {(use.unit, use.referent) for use in second} & set(by_measure)
    for measure in common:
        others = [use for use in second if (use.unit, use.referent) == measure]
        if not any(_intervals_meet(one, other) for one in by_measure[measure] for other in others):
            return False
    return True if common else None


def _intervals_meet(one: NumberUse, other: NumberUse) -> bool:
    """Whether two closed value intervals share a value; None is unbounded."""
    return not (
        (one.high is not None and other.low is not None and one.high < other.low)
        or (other.high is not None and one.low is not None and other.high < one.low)
    )
