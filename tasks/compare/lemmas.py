"""Words of a text as numbers: lemma, weight class and sign, computed once per text and sliced later.

A sign is -1 where a word is turned round: after a negator ("did not pay", "without paying") or by
being the opposite of the word that stands for the pair ("fell" is "rise" turned round). Two
negations cancel. Comparing signs of shared words tells a contradiction from an agreement, which
no overlap score can.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import simplemma

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_BREAK = re.compile(r"[.!?;:\n]")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_COMPLEMENT = {"to", "that", "any", "having", "of", "being"}

STOP, LIGHT, CONTENT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _WordRules:
    stop: frozenset[str]
    light: frozenset[str]
    negators: frozenset[str]
    idle_next: frozenset[str]
    negating_verbs: frozenset[str]
    stands_for: dict[str, tuple[str, int]]


@cache
def _rules(language: str) -> _WordRules | None:
    table = tomllib.loads(files("tasks.compare").joinpath("claim_words.toml").read_text("utf-8"))
    if language not in table:
        return None
    part = table[language]
    stands_for: dict[str, tuple[str, int]] = {}
    for line in part["opposites"]:
        here, there = (side.split() for side in line.split("|"))
        for words, sign in ((here, 1), (there, -1)):
            for word in words:
                stands_for[word] = (here[0], sign)
    for line in part["synonyms"]:
        words = line.split()
        head = stands_for.get(words[0], (words[0], 1))
        for word in words:
            stands_for.setdefault(word, head)
    return _WordRules(
        frozenset(part["stop"].split()),
        frozenset(part["light"].split()),
        frozenset(part["negators"].split()),
        frozenset(part["negates_nothing_before"].split()),
        frozenset(part["negating_verbs"].split()),
        stands_for,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    lemma: str
    weight: int
    sign: int
    negator: bool
    negating_verb: bool
    idle_next: bool
    complement: bool


@lru_cache(maxsize=300_000)
def _word(form: str, language: str) -> _Word:
    rules = _rules(language)
    low = _POSSESSIVE.sub("", form.replace("’", "'")).casefold()
    if form in ("US", "U.S.", "USA", "U.S.A."):
        low = "america"
    if rules is None:
        return _Word(low, CONTENT, 1, False, False, False, False)
    if low.endswith("n't") or low in rules.negators:
        return _Word(low, STOP, 1, True, False, False, False)
    complement = low in _COMPLEMENT or (low.endswith("ing") and len(low) > 4)
    idle = low in rules.idle_next
    if low in rules.stop:
        return _Word(low, STOP, 1, False, False, idle, complement)
    lemma = low
    if not low[0].isdigit():
        lemma = str(simplemma.lemmatize(low, lang=language)).casefold()
    if lemma in rules.stop:
        return _Word(lemma, STOP, 1, False, False, idle, complement)
    negating = lemma in rules.negating_verbs
    known = rules.stands_for.get(low) or rules.stands_for.get(lemma)
    light = known is None and (lemma in rules.light or low in rules.light)
    lemma, sign = known or (_stem(lemma), 1)
    return _Word(lemma, LIGHT if light else CONTENT, sign, False, negating, idle, complement)


def _stem(lemma: str) -> str:
    """Verb and noun of one root together: "resignation" with "resign", "killing" with "kill"."""
    for ending in ("ation", "ing", "ment"):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4:
            return lemma[: -len(ending)]
    return lemma.rstrip("e") if len(lemma) > 4 else lemma


@dataclass(slots=True)
class Vocabulary:
    """Numbers for lemmas, given in the order of first use, so feed texts in a fixed order."""

    numbers: dict[str, int] = field(default_factory=dict)
    lemmas: list[str] = field(default_factory=list)
    light: list[bool] = field(default_factory=list)

    def number(self, lemma: str, light: bool) -> int:
        """The number of `lemma`, a new one if it was never seen."""
        found = self.numbers.get(lemma)
        if found is None:
            found = self.numbers[lemma] = len(self.lemmas)
            self.lemmas.append(lemma)
            self.light.append(light)
        return found


@dataclass(frozen=True, slots=True)
class TextWords:
    """Content words of one text in order: start offsets, lemma numbers, signs (+1/-1), all equally long."""

    starts: np.ndarray
    numbers: np.ndarray
    signs: np.ndarray

    def within(self, start: int, end: int) -> slice:
        """The words that begin in `start..end`."""
        return slice(bisect_left(self.starts, start), bisect_left(self.starts, end))


def text_words(text: str, language: str, vocabulary: Vocabulary) -> TextWords:
    """Content words of `text` (function words left out) with their signs."""
    starts: list[int] = []
    numbers: list[int] = []
    signs: list[int] = []
    found = list(_WORD.finditer(text))
    words = [_word(match.group(), language) for match in found]
    turned, last_end = False, 0
    for index, (match, word) in enumerate(zip(found, words, strict=True)):
        if turned and _BREAK.search(text, last_end, match.start()):
            turned = False
        last_end = match.end()
        following = words[index + 1] if index + 1 < len(words) else None
        if word.negator:
            turned = not turned if following is None or not following.idle_next else turned
            continue
        if word.negating_verb and following is not None and following.complement:
            turned = not turned
            continue
        if word.weight == STOP:
            continue
        starts.append(match.start())
        numbers.append(vocabulary.number(word.lemma, word.weight == LIGHT))
        signs.append(-word.sign if turned else word.sign)
        if word.weight == CONTENT:
            turned = False
    return TextWords(
        np.array(starts, dtype=np.int32), np.array(numbers, dtype=np.int32), np.array(signs, dtype=np.int8)
    )


def lemma_number(form: str, vocabulary: Vocabulary, language: str = "en") -> int | None:
    """The number under which a word form was counted, None when no text had its lemma."""
    return vocabulary.numbers.get(_word(form, language).lemma)
