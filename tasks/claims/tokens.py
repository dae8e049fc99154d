"""The one pass that cuts a flat text into tokens, which patterns, voices, names, numbers and concepts share.

All of it runs in a few calls over the whole text or list, none of them a call for each token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

# Dotted capitals, numbers, words with inner hyphens (a possessive 's stands alone), one mark, each with the blanks
# behind it. No loop gives back what it took, so the scan is linear.
_TOKEN: Final = re.compile(
    r"(?:[^\W\d](?:\.(?<!_\.)(?:[^\W\d_]\.)++|\w*+(?:(?:-\w++)++|)(?:'(?!(?:s|ll|re|ve|d|m)\b)\w++|))"
    r"|\d\d*+(?:(?:[.,]\d++)++|)\w*+|'(?:s|ll|re|ve|d|m)\b|[^\w\s])\s*+"
)
_FIRST: Final = itemgetter(0)
# A language's news holds some ten thousand words again and again; what is longer is no word.
_MOST: Final = 60_000
_LONGEST: Final = 40
_TAGS: Final = 31  # what is above says that a word may begin something


class Memory(dict[str, Value], Generic[Value]):
    """Word -> what `read` says of it: asked once, forgotten when there are too many words.

    For what is slow to say: a look-up in a large memory costs as much as scanning some ten characters.
    """

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
class Tokens:
    """The tokens of a flat text as parallel lists; `lows` are lower case, `upper` says "begins with a capital".

    `capitals` are the indices of those that do. `kinds` tells what each word may begin (see `kinds`), and `marked`
    are the indices of those that may begin anything at all.
    """

    starts: list[int]
    words: list[str]
    lows: list[str]
    upper: list[bool]
    capitals: list[int]
    kinds: list[int]
    marked: list[int]

    def end(self, token: int) -> int:
        """The first character after a token."""
        return self.starts[token] + len(self.words[token])

    def where(self, kind: int) -> list[int]:
        """The tokens that may begin something of a kind, or of one of several, in order."""
        kinds = self.kinds
        return [k for k in self.marked if kinds[k] & kind]


def read_tokens(flat: str, read: Memory[int]) -> Tokens:
    """Cut a flat text into its tokens; linear in its length."""
    # Each token comes with the blanks behind it, so that lengths add up to offsets without a match object.
    parts: list[str] = _TOKEN.findall(flat)
    starts = list(accumulate(map(len, parts), initial=len(flat) - len(flat.lstrip())))
    starts.pop()
    words = list(map(str.rstrip, parts))
    lows = list(map(str.lower, words))
    kinds = list(map(read.__getitem__, lows))
    upper = [False] * len(words)
    capitals: list[int] = []
    marked: list[int] = []
    for k, word in enumerate(words):
        # A capital differs from its small letter; those that have none are not ASCII.
        if (word != lows[k] or not word.isascii()) and word[0].isupper():
            upper[k] = True
            capitals.append(k)
        if kinds[k] > _TAGS:
            marked.append(k)
    return Tokens(starts, words, lows, upper, capitals, kinds, marked)
