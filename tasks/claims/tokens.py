"""Tokens, and a memory for what depends on a word alone."""

from __future__ import annotations

import re
from collections.abc import Callable
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


#: Of one token: its offset in its piece, its length, the word, its lower case, "begins with a capital".
Token = tuple[int, int, str, str, bool]


def tokens_of(piece: str) -> tuple[Token, ...]:
    """The tokens of a piece of text, in order."""
    return tuple(
        (match.start(), match.end() - match.start(), match[0], match[0].lower(), match[0][0].isupper())
        for match in _TOKEN.finditer(piece)
    )


def spans_of(pattern: re.Pattern[str], piece: str) -> tuple[Span, ...]:
    """Where a pattern matches in a piece of text."""
    return tuple(match.span() for match in pattern.finditer(piece))
