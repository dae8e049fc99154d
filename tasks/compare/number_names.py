"""Names of number groups: noun phrases cut out of the texts ("people killed", "gas needs", "coral reef")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tasks.claims.numberwords import number_words
from tasks.claims.records import NumberUse, Span
from tasks.claims.referents import lemma
from tasks.compare.word_rules import STOP, word_of

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BORDER = re.compile(r"[,.;:()\n–—\"“”]|\s-\s|\d")
_REACH = 60

Around = tuple[str, NumberUse, Span]  # text, number use, span of its sentence


def measure_name(names: Sequence[str], taken: set[str]) -> str:
    """The commonest of the members' own names; ties go by the alphabet."""
    counts = Counter(names)
    return _free([min(counts, key=lambda name: (-counts[name], name))], taken)


def noun_name(
    referent: str | None, unit: str | None, around: Sequence[Around], taken: set[str]
) -> str | None:
    """The counted noun as most texts write it, with a neighbouring word that they share when it needs one.

    A measured thing without a noun of its own ("60 kilometres long") is named by the words that most
    of the texts have nearest to the number. Where they have no such word it is named by its unit if all give
    one figure; different figures, like 3 and 58 per cent of who knows what, measure different things: None.
    """
    behind = [
        _words(text, use.span[1], min(sentence[1], use.span[1] + _REACH)) for text, use, sentence in around
    ]
    before = [
        _words(text, max(sentence[0], use.span[0] - _REACH), use.span[0], last=True)
        for text, use, sentence in around
    ]
    shared = _shared([[*left, *right] for left, right in zip(before, behind, strict=True)])
    if referent is None:
        runs = [
            run for text, words in _with_texts(around, before, behind) if (run := _run(text, words, shared))
        ]
        if not runs and len({(use.low, use.high) for _, use, _ in around}) > 1:
            return None
        return _free(
            sorted(set(runs), key=lambda run: (" " not in run, -runs.count(run), run)) or [str(unit)],
            taken,
        )
    noun = noun_form([*behind, *before], referent)
    after = [word for words in behind for word in words if word in shared and word.lower() != noun]
    prior = [word for words in before for word in words if word in shared and word.lower() != noun]
    qualified = [f"{noun} {word}" for word in _by_count(after)] + [
        f"{noun}, {word}" for word in _by_count(prior)
    ]
    return _free([*qualified, noun] if referent == "person" else [noun, *qualified], taken)


def noun_form(texts: Sequence[Sequence[str]], referent: str) -> str:
    """The commonest form of a counted noun in lists of words, the lemma itself when none has it."""
    words = number_words("en")
    counts = Counter(
        word.lower() for text in texts for word in text if lemma(word.lower(), words) == referent
    )
    return min(counts, key=lambda word: (-counts[word], word)) if counts else referent


def noun_near(text: str, number: Span, referent: str) -> str:
    """The form of a counted noun beside one number, the lemma when it stands elsewhere."""
    behind = _WORD.findall(text, number[1], number[1] + _REACH)
    return noun_form([behind, _WORD.findall(text, max(0, number[0] - _REACH), number[0])], referent)


def _with_texts(
    around: Sequence[Around], before: Sequence[list[str]], behind: Sequence[list[str]]
) -> list[tuple[str, list[str]]]:
    """Each text's own wording with its words, in front of the number and behind it."""
    return [
        (text[max(0, use.span[0] - _REACH) : use.span[1] + _REACH], words)
        for (text, use, _), sides in zip(around, zip(before, behind, strict=True), strict=True)
        for words in sides
    ]


def _run(text: str, words: Sequence[str], shared: set[str]) -> str:
    """A shared word with its shared neighbour, as the text has them ("coral reef", "end of the year")."""
    known = [word for word in words if word in shared]
    for one, other in pairwise(known):
        found = re.search(rf"\b{re.escape(one)}\b[\w ]{{0,12}}\b{re.escape(other)}\b", text)
        if found:
            return found.group()
    return known[-1] if known else ""


def _words(text: str, start: int, end: int, last: bool = False) -> list[str]:
    """Content words between the number and the border of its phrase, in text order."""
    if last:
        for border in _BORDER.finditer(text, start, end):
            start = border.end()
    else:
        first = _BORDER.search(text, start, end)
        end = first.start() if first else end
    found = [match.group() for match in _WORD.finditer(text, start, end) if _whole(text, match)]
    return [word for word in found if word_of(word, "en").weight != STOP]


def _whole(text: str, match: re.Match[str]) -> bool:
    """Whether the reach did not cut the word in two."""
    start, end = match.span()
    return not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha())


def _shared(texts: Sequence[list[str]]) -> set[str]:
    """Words that at least half of the texts have."""
    counts = Counter(word for words in texts for word in set(words))
    return {word for word, uses in counts.items() if uses >= 2 and 2 * uses >= len(texts)}


def _by_count(words: Sequence[str]) -> list[str]:
    counts = Counter(words)
    return sorted(counts, key=lambda word: (-counts[word], words.index(word)))


def _free(choices: Sequence[str], taken: set[str]) -> str:
    """The first choice that no other group of the story has, else the first with a number."""
    for name in choices:
        if name not in taken:
            break
    else:
        number = 2
        while f"{choices[0]} ({number})" in taken:
            number += 1
        name = f"{choices[0]} ({number})"
    taken.add(name)
    return name
