"""Words of a text as numbers: lemma, weight class and direction, computed once per text, sliced later.

A word's sign is -1 when it is the opposite of the word that stands for the pair ("fell" is "rise"
turned round). It is negated when a negator stands before it in its clause ("did not pay the fine",
"banned from paying"); two negators cancel. Comparing signs and negations of the shared words tells
a contradiction from an agreement, which no overlap score can.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import simplemma

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_BREAK = re.compile(r"[.!?;:,\n–—]")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_COMPLEMENT = {"to", "from", "any", "having", "of", "being"}
_QUOTES, _QUOTES_END = set("\"“'‘«"), set("\"”'’»,")
_SCOPE = 8  # content words behind a negator that it can reach

STOP, LIGHT, CONTENT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _WordRules:
    stop: frozenset[str]
    light: frozenset[str]
    negators: frozenset[str]
    idle_next: frozenset[str]
    failing_verbs: frozenset[str]
    clause_ends: frozenset[str]
    elsewhere: re.Pattern[str]
    dates: re.Pattern[str]
    predicates: frozenset[str]
    subjects: frozenset[str]
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
        frozenset(part["failing_verbs"].split()),
        frozenset(part["clause_ends"].split()),
        re.compile(r"\b(?:" + "|".join(shlex.split(part["elsewhere"])) + r")\b", re.IGNORECASE),
        re.compile(r"\b(?:(?i:" + "|".join(part["dates"].split()) + r")|(?:19|20)\d\d)\b"),
        frozenset(part["predicates"].split()),
        frozenset(part["subjects"].split()),
        stands_for,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    lemma: str
    weight: int = STOP
    sign: int = 1
    negator: bool = False
    failing: bool = False
    idle_next: bool = False
    complement: bool = False
    ends_clause: bool = False


@lru_cache(maxsize=300_000)
def _word(form: str, language: str) -> _Word:
    rules = _rules(language)
    low = _POSSESSIVE.sub("", form.replace("’", "'")).casefold()
    if form in ("US", "U.S.", "USA", "U.S.A."):
        low = "america"
    if rules is None:
        return _Word(low, CONTENT)
    if low.endswith("n't") or low in rules.negators:
        return _Word(low, negator=True)
    complement = low in _COMPLEMENT or (low.endswith("ing") and len(low) > 4)
    idle, ends = low in rules.idle_next, low in rules.clause_ends
    if low in rules.stop:
        return _Word(low, idle_next=idle, complement=complement, ends_clause=ends)
    lemma = low if low[0].isdigit() else str(simplemma.lemmatize(low, lang=language)).casefold()
    if lemma in rules.stop:
        return _Word(lemma, idle_next=idle, complement=complement, ends_clause=ends)
    plain = lemma[:-2] if lemma.endswith("ly") and len(lemma) > 5 else lemma
    known = rules.stands_for.get(low) or rules.stands_for.get(lemma) or rules.stands_for.get(plain)
    light = known is None and (lemma in rules.light or low in rules.light)
    stands, sign = known or (_stem(lemma), 1)
    return _Word(
        stands,
        LIGHT if light else CONTENT,
        sign,
        failing=lemma in rules.failing_verbs,
        idle_next=idle,
        complement=complement,
        ends_clause=ends,
    )


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
    """Content words of one text in order, as equally long arrays: start offset, lemma number, direction.

    `signs` are +1 or -1, times 2 where the word is negated.
    """

    starts: np.ndarray
    numbers: np.ndarray
    signs: np.ndarray

    def within(self, start: int, end: int) -> slice:
        """The words that begin in `start..end`."""
        return slice(bisect_left(self.starts, start), bisect_left(self.starts, end))


def text_words(text: str, language: str, vocabulary: Vocabulary) -> TextWords:
    """Content words of `text` (function words left out) with their directions."""
    starts: list[int] = []
    numbers: list[int] = []
    signs: list[int] = []
    found = list(_WORD.finditer(text))
    words = [_word(match.group(), language) for match in found]
    reach, last_end = 0, 0
    for index, (match, word) in enumerate(zip(found, words, strict=True)):
        if reach and (word.ends_clause or _BREAK.search(text, last_end, match.start())):
            reach = 0
        last_end = match.end()
        following = words[index + 1] if index + 1 < len(words) else None
        if word.weight != STOP:
            starts.append(match.start())
            numbers.append(vocabulary.number(word.lemma, word.weight == LIGHT))
            signs.append(word.sign * 2 if reach else word.sign)
            reach = max(reach - 1, 0)
        turns = word.negator and (following is None or not following.idle_next) and not _cited(text, match)
        if turns or (word.failing and following is not None and following.complement):
            reach = 0 if reach else _SCOPE
    return TextWords(
        np.array(starts, dtype=np.int32), np.array(numbers, dtype=np.int32), np.array(signs, dtype=np.int8)
    )


def _cited(text: str, match: re.Match[str]) -> bool:
    """Whether the word stands alone in quotation marks: the "no" vote."""
    return text[max(match.start() - 1, 0)] in _QUOTES and text[match.end() : match.end() + 1] in _QUOTES_END


def lemma_number(form: str, vocabulary: Vocabulary, language: str = "en") -> int | None:
    """The number under which a word form was counted, None when no text had its lemma."""
    return vocabulary.numbers.get(_word(form, language).lemma)


def named_dates(text: str, language: str) -> frozenset[str]:
    """Days, months and years that `text` names, in lower case; "may" and "march" only with a capital."""
    rules = _rules(language)
    found = rules.dates.findall(text) if rules else []
    return frozenset(word.casefold() for word in found if word not in ("may", "march"))


def points_elsewhere(text: str, language: str) -> bool:
    """Whether `text` speaks of another happening than the story's own ("another bridge", "last year")."""
    rules = _rules(language)
    return rules is not None and rules.elsewhere.search(text) is not None


def has_predicate(text: str, language: str) -> bool:
    """Whether `text` says something of something, rather than only naming it ("a man of great wealth").

    Looks for auxiliaries, a word after a subject pronoun, a plural or "to", verb endings and irregular forms;
    generous, since a missed verb would hide a claim. True for languages without rules.
    """
    rules = _rules(language)
    if rules is None:
        return True
    before, many = "", False
    for match in _WORD.finditer(text):
        form = match.group()
        low = form.replace("’", "'").casefold()
        if low in rules.predicates or (before in rules.subjects and low not in rules.stop):
            return True
        if form == low and low.isalpha() and low not in rules.stop:
            lemma = str(simplemma.lemmatize(low, lang=language))
            if before == "to" or (len(low) > 4 and low.endswith(("ed", "ing"))):
                return True
            if low.endswith(("er", "est")):
                lemma = low  # "broader" is no verb form
            plural = low.endswith("s")
            if lemma != low and (not plural or (before not in rules.stop and before.isalpha())):
                return True
            if many and lemma == low:
                return True
            many = lemma != low and text[match.end() : match.end() + 1] not in _QUOTES_END
        else:
            many = False
        before = low
    return False
