"""The one pass over the words of a text, and a memory for what depends on a word alone.

A text is split at blanks into pieces ("said", "Smith,", "“No”"). What a piece holds does not depend on what
stands around it, and texts repeat their words, so each piece is looked into once a process and not once a
text. Tokens, the places where a name may begin and the places where a number may begin are found this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from operator import add
from typing import Generic, TypeVar

from tasks.claims.records import Span

Value = TypeVar("Value")

# Dotted capitals, numbers, words with inner hyphens (a possessive 's stands alone), one mark. The
# alternatives begin differently and each inner loop consumes, so the scan is linear.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*(?:\w+)?"
    r"|\w+(?:-\w+)*(?:'(?!(?:s|ll|re|ve|d|m)\b)\w+)?|'(?:s|ll|re|ve|d|m)\b|[^\w\s]"
)
# A language's news holds some ten thousand words again and again; what is longer is no word.
_MOST = 60_000
_LONGEST = 40


class Memory(dict[str, Value], Generic[Value]):
    """Word -> what `read` says of it: asked once, forgotten when there are too many words."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        self.read = read

    def __missing__(self, word: str) -> Value:
        value = self.read(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = value
        return value


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands between the blanks and line ends of a flat text: piece k begins at character `at[k]`."""

    at: list[int]
    words: list[str]

    def spans(self, found: Memory[tuple[Span, ...]]) -> list[Span]:
        """Characters of the text that a memory, asked for spans within a piece, names."""
        return [
            (at + low, at + high)
            for at, spans in zip(self.at, map(found.__getitem__, self.words), strict=True)
            if spans
            for low, high in spans
        ]


def spans_of(pattern: re.Pattern[str]) -> Callable[[str], tuple[Span, ...]]:
    """What a memory asks of a piece: where a pattern that never goes over a blank matches in it."""
    return lambda piece: tuple(match.span() for match in pattern.finditer(piece))


def split_pieces(flat: str) -> Pieces:
    """Split a flat text at every blank and line end; two in a row leave an empty piece."""
    words: list[str] = []
    for line in flat.split("\n"):
        words += line.split(" ")
    at = list(accumulate([len(word) + 1 for word in words], initial=0))
    at.pop()
    return Pieces(at, words)


# Of one token: its offset in the piece, its length, the word, its lower case, "begins with a capital".
_Token = tuple[int, int, str, str, bool]


def _tokens(piece: str) -> tuple[_Token, ...]:
    return tuple(
        (match.start(), match.end() - match.start(), match[0], match[0].lower(), match[0][0].isupper())
        for match in _TOKEN.finditer(piece)
    )


_known = Memory(_tokens)


def read_tokens(pieces: Pieces) -> tuple[list[int], list[int], list[str], list[str], list[bool]]:
    """Starts, ends, words, lower-case words and "begins with a capital" of all tokens, as parallel lists."""
    read = list(map(_known.__getitem__, pieces.words))
    tokens = list(chain.from_iterable(read))
    if not tokens:
        return [], [], [], [], []
    offsets, sizes, words, lows, upper = zip(*tokens, strict=True)
    begins = chain.from_iterable(map(repeat, pieces.at, map(len, read)))
    starts = list(map(add, begins, offsets))
    return starts, list(map(add, starts, sizes)), list(words), list(lows), list(upper)
