"""The one pass over the words of a text, which tokens, names, numbers and concepts share.

A text is split at blanks into pieces ("said", "Smith,", "“No”"). What a piece holds does not depend on what
stands around it, and texts repeat their words, so each piece is looked into once a process and not once a text.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, repeat
from operator import add, itemgetter
from typing import NamedTuple

from tasks.claims.concepts import key_words, load_concepts
from tasks.claims.namewords import name_words
from tasks.claims.numberwords import number_words
from tasks.claims.records import Span
from tasks.claims.tokens import Memory, Token, spans_of, tokens_of


class Piece(NamedTuple):
    """What stands between two blanks: its tokens, and where in it a name or number may begin.

    `concepts` are the words in it by which variants of named concepts are looked up.
    """

    tokens: tuple[Token, ...]
    names: tuple[Span, ...] = ()
    numbers: tuple[Span, ...] = ()
    concepts: tuple[str, ...] = ()


_TOKENS, _NAMES, _NUMBERS, _CONCEPTS = map(itemgetter, range(4))


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a flat text, in order; piece k begins at character `at[k]`.

    `language` is that in which names, numbers and concepts were looked for; None: only tokens were.
    """

    language: str | None
    at: list[int]
    read: list[Piece]

    def names(self) -> list[int]:
        """The characters at which a name may begin, in order."""
        return [
            at + low for at, spans in zip(self.at, map(_NAMES, self.read), strict=True) for low, _ in spans
        ]

    def numbers(self) -> list[Span]:
        """The figures and number words with which a number may begin, in order."""
        numbers = map(_NUMBERS, self.read)
        return [
            (at + low, at + high) for at, spans in zip(self.at, numbers, strict=True) for low, high in spans
        ]

    def concepts(self) -> Set[str]:
        """The words by which variants of named concepts are looked up."""
        return set(chain.from_iterable(map(_CONCEPTS, self.read)))

    def tokens(self) -> tuple[list[int], list[int], list[str], list[str], list[bool]]:
        """Starts, ends, words, lower-case words and "begins with a capital" of all tokens, as parallel lists."""
        read = list(map(_TOKENS, self.read))
        tokens = list(chain.from_iterable(read))
        if not tokens:
            return [], [], [], [], []
        offsets, sizes, words, lows, upper = zip(*tokens, strict=True)
        begins = chain.from_iterable(map(repeat, self.at, map(len, read)))
        starts = list(map(add, begins, offsets))
        return starts, list(map(add, starts, sizes)), list(words), list(lows), list(upper)


def pieces_in(language: str, flat: str, pieces: Pieces | None) -> Pieces:
    """The pieces given, if they were read in this language, else those of the flat text."""
    return pieces if pieces and pieces.language == language else read_pieces(flat, language)


def read_pieces(flat: str, language: str | None) -> Pieces:
    """Split a flat text at every blank and line end (two in a row leave an empty piece) and read the pieces."""
    words: list[str] = []
    for line in flat.split("\n"):
        words += line.split(" ")
    at = list(accumulate([len(word) + 1 for word in words], initial=0))
    at.pop()
    return Pieces(language, at, list(map(_known(language).__getitem__, words)))


@cache
def _known(language: str | None) -> Memory[Piece]:
    """The pieces of a language seen so far; without a language, only their tokens."""
    if language is None:
        return Memory(lambda piece: Piece(tokens_of(piece)))
    begins, triggers = name_words(language).begins, number_words(language).trigger
    concepts = load_concepts(language)
    return Memory(
        lambda piece: Piece(
            tokens_of(piece), spans_of(begins, piece), spans_of(triggers, piece), key_words(piece, concepts)
        )
    )
