"""Words of a text as numbers: lemma, weight class and direction, computed once per text, sliced later.

A word's sign is -1 when it is the opposite of the word that stands for the pair ("fell" is "rise"
turned round). It is negated when a negator stands before it in its clause ("did not pay the fine",
"banned from paying"); two negators cancel. Comparing signs and negations of the shared words tells
a contradiction from an agreement, which no overlap score can.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.claims.records import NumberUse
from tasks.compare.word_rules import LIGHT, STOP, WORD, Word, word_of, word_rules, words_of

_WORDS = re.compile(f"({WORD.pattern})")
_BREAK = re.compile(r"[.!?;:,\n–—…()]|[\"”’']\s+(?=[A-Z])")
_QUOTES, _QUOTES_END = set("\"“'‘«"), set("\"”'’»,")
#: "It was not the guards who fired": what follows "who" is negated with it.
_CLEFT = re.compile(r"\bit\s+(?:was|is|were)\s+not$|\bit\s+(?:was|is|were)n['’]t$", re.IGNORECASE)
#: What ought to be, what others are said to put about ("a tactic to blame the guards"), what is asked.
_UNREAL = re.compile(
    r"\b(?:should|ought|must)\b|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )"
    r"\bto (?:blame|accuse|frame|smear|discredit)\b",
    re.IGNORECASE,
)
#: One of these stands in whatever the last finds, in lower case.
_UNREAL_SIGN = re.compile(r"should|ought|must|blame|accuse|frame|smear|discredit")
_ASKS = re.compile(r"\W*(?:that\s+)?(?:whether|when|why|how|what|who|where|if|unless)\b", re.IGNORECASE)
_VOTE = re.compile(r"\bvot(?:e|es|ed|ing)\s+(?:[\"“'‘]\s*)?$", re.IGNORECASE)  # "voted no" denies nothing
_SCOPE = 8  # content words behind a negator that it can reach
_NO_WORD = Word("", stop=True)  # in front of the first
_LONGEST = 30  # letters behind its first word in which whatever names a date or points elsewhere ends
NEGATED, HEAD = 2, 4  # sign of a word that is negated, and of the one that its negator is about


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
    """Content words of one text in order, as equally long lists: start offset, form, lemma number, direction.

    `numbers` are lemmas for comparing what is said, synonyms as one; `terms` lemmas for comparing the
    choice of words. `signs` are +1 or -1, times 2 where the word is negated and times 4 where it is the
    first that its negator reaches ("would not *justify* the threats"), or one of all that "no" reaches.
    `verbs`, `elsewhere` and `dates` are start offsets of words that make a predicate, point at another
    happening, and name a day or year; `date_words` are the latter.
    """

    starts: list[int]
    forms: list[str]
    numbers: list[int]
    terms: list[int]
    signs: list[int]
    verbs: list[int]
    elsewhere: list[int]
    dates: list[int]
    date_words: tuple[str, ...]

    def within(self, start: int, end: int) -> slice:
        """The words that begin in `start..end`."""
        return slice(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def has_predicate(self, start: int, end: int) -> bool:
        """Whether the text there says something of something, rather than only naming it."""
        return _any_within(self.verbs, start, end)

    def points_elsewhere(self, start: int, end: int) -> bool:
        """Whether it speaks of another happening than the story's own ("another bridge", "last year")."""
        return _any_within(self.elsewhere, start, end)

    def names_date(self, start: int, end: int) -> bool:
        """Whether a day, month or year is named there."""
        return _any_within(self.dates, start, end)

    def named_dates(self, start: int, end: int) -> tuple[str, ...]:
        """Days, months and years named there, in lower case."""
        return self.date_words[bisect_left(self.dates, start) : bisect_left(self.dates, end)]


def _any_within(starts: Sequence[int], start: int, end: int) -> bool:
    place = bisect_left(starts, start)
    return place < len(starts) and starts[place] < end


def unreal_signs(text: str) -> list[int]:
    """Where words stand without which only a question can be unreal: a first look at a whole text."""
    return [match.start() for match in _UNREAL_SIGN.finditer(lowered(text))]


def is_unreal(text: str, start: int, end: int, signs: Sequence[int]) -> bool:
    """Whether the text there says what ought to be, what somebody is to be blamed for, or asks, rather than
    that something is. `signs` are those of `unreal_signs`."""
    if _ASKS.match(text, start, end) is not None:
        return True
    return _any_within(signs, start, end) and _UNREAL.search(text, start, end) is not None


def text_words(
    text: str, language: str, vocabulary: Vocabulary, numbers: Sequence[NumberUse] = ()
) -> TextWords:
    """Content words of `text` (function words left out) with their directions.

    The words of each number use give way to one word for its value, so that "12", "twelve" and
    "a dozen" are the same.
    """
    starts: list[int] = []
    lemmas: list[int] = []
    terms: list[int] = []
    signs: list[int] = []
    verbs: list[int] = []
    forms: list[str] = []
    parts: list[str] = _WORDS.split(text)  # what stands between words, and words, in turns
    written = parts[1::2]
    words = words_of(written, language)
    values = _values(numbers)
    known = vocabulary.numbers
    reach, last_end, number_end, cleft, head, whole = 0, 0, 0, False, False, False
    before, end, last = _NO_WORD, 0, len(words) - 1
    dated: list[tuple[int, int]] = []
    pointing: list[tuple[int, int]] = []
    for place, word in enumerate(words):
        form = written[place]
        start = end + len(parts[2 * place])
        end = start + len(form)
        after = words[place + 1] if place < last else None
        if word.dated:
            dated.append((start, end))
        if word.elsewhere:
            pointing.append((start, end))
        if reach and (word.ends_clause or _BREAK.search(text, last_end, start)):
            reach, cleft = (reach, False) if cleft and word.ends_clause else (0, False)
        # A verb by itself, or after a pronoun, "to", or a noun and a form in -s.
        if word.says:
            verbs.append(start)
        elif before.subject:
            if not word.stop:
                verbs.append(start)
        elif before.to or before.manifold:
            if word.base and (before.to or text[last_end : last_end + 1] not in _QUOTES_END):
                verbs.append(start)
        elif word.manifold and not before.stop:
            verbs.append(start)
        last_end, before = end, word
        if start in values:
            number_end, value = values[start]
            starts.append(start)
            forms.append(form)
            lemmas.append(vocabulary.number(f"#{value:g}", light=False))
            terms.append(lemmas[-1])
            signs.append(1)
        elif word.weight != STOP and start >= number_end:
            starts.append(start)
            forms.append(form)
            number = known.get(word.lemma)
            if number is None:
                number = vocabulary.number(word.lemma, word.weight == LIGHT)
            lemmas.append(number)
            if word.term != word.lemma:
                number = known.get(word.term)
                if number is None:
                    number = vocabulary.number(word.term, word.weight == LIGHT)
            terms.append(number)
            turned = word.failing and after is not None and after.complement
            sign = 1 if turned else word.sign  # "refused to": what follows is turned round, once
            if reach:
                signs.append(sign * (HEAD if head and not word.passes else NEGATED))
                reach, head = reach - 1, head and (word.passes or whole)
            else:
                signs.append(sign)
        if word.negator or word.failing:
            turns = word.negator and (after is None or not after.idle_next) and not _cited(text, start, end)
            turns = turns and not _VOTE.search(text, max(start - 24, 0), start)
            if turns or (word.failing and after is not None and after.complement):
                reach = 0 if reach else _SCOPE
                cleft = bool(reach) and _CLEFT.search(text, max(start - 12, 0), last_end) is not None
                head, whole = bool(reach), word.whole or cleft
    rules = word_rules(language)
    low = lowered(text) if dated or pointing else ""
    dates = [
        (start, stop)
        for start, stop in (_found(rules.dates, low, dated) if rules else [])
        if text[start:stop] not in ("may", "march")
    ]
    return TextWords(
        starts,
        forms,
        lemmas,
        terms,
        signs,
        verbs,
        [start for start, _ in _found(rules.elsewhere, low, pointing)] if rules else [],
        [start for start, _ in dates],
        tuple([low[start:stop] for start, stop in dates]),
    )


def _values(numbers: Sequence[NumberUse]) -> dict[int, tuple[int, float]]:
    """Start of each number use -> its end and a value that stands for it."""
    values = {}
    for use in numbers:
        value = use.low if use.low is not None else use.high
        if value is not None:
            values[use.span[0]] = (use.span[1], value)
    return values


def _found(pattern: re.Pattern[str], low: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the pattern is found in a text in lower case; it begins in one of these words.

    To search the whole text would take ten times as long.
    """
    found: list[tuple[int, int]] = []
    behind = 0
    for start, end in words:
        match = pattern.search(low, max(start, behind), end + _LONGEST)
        while match is not None and match.start() < end:
            behind = match.end()
            found.append((match.start(), behind))
            match = pattern.search(low, behind, end + _LONGEST)
    return found


def lowered(text: str) -> str:
    """The text in lower case, letter for letter: one that becomes two (the Turkish dotted I) is left."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _cited(text: str, start: int, end: int) -> bool:
    """Whether the word stands alone in quotation marks: the "no" vote."""
    return text[max(start - 1, 0)] in _QUOTES and text[end : end + 1] in _QUOTES_END


def term_number(form: str, vocabulary: Vocabulary, language: str = "en") -> int | None:
    """The number of a word form among the terms, None when no text had its lemma."""
    return vocabulary.numbers.get(word_of(form, language).term)
