"""What a word may begin, as bits of one number: asked once a word, so that a text is gone through only once.

The five lowest bits are the word's tag, where a language has tags (`patterns.words`). Patterns give bits of
their own to the words they begin with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from tasks.claims.conceptwords import load_concepts
from tasks.claims.numberwords import number_words
from tasks.claims.pack import DeviceWords
from tasks.claims.tokens import Memory

TAG: Final = 31
JOINED: Final = 1 << 5  # with CONCEPT: a word of several, one of which a variant is looked up by
STARTER: Final = 1 << 6  # a number word, or a word of several with one in it
CONCEPT: Final = 1 << 7  # a variant of a concept is looked up by it
HEAD: Final = 1 << 8  # begins a phrase that shows distance
MARKED: Final = 1 << 9  # an adjective or adverb that shows distance
HEDGE: Final = 1 << 10  # a word of doubt
MISSED: Final = 1 << 11  # proof that may be missing
CALLED: Final = 1 << 12  # "what" of "what the army calls"
#: The first bit that is left to a language's patterns.
OWN: Final = 13

_PART: Final = re.compile(r"[^\W_]+")


def word_kinds(
    language: str,
    devices: DeviceWords | None = None,
    own: Iterable[tuple[int, Iterable[str]]] = (),
    tag: Callable[[str], int] | None = None,
) -> Memory[int]:
    """Lower-case word -> what it may begin in a language; `own` are its patterns' bits and words."""
    numbers = number_words(language)
    keys = load_concepts(language).forms.keys()
    sets: list[tuple[int, Iterable[str]]] = [(STARTER, numbers.starters), (CONCEPT, keys), *own]
    if devices is not None:
        sets += [
            (HEAD, devices.heads),
            (MARKED, devices.marked),
            (HEDGE, devices.possible | devices.probable),
            (MISSED, devices.missed),
            (CALLED, devices.calling.what),
        ]
    table: dict[str, int] = {}
    for kind, words in sets:
        for word in words:
            table[word] = table.get(word, 0) | kind
    trigger = numbers.trigger

    def read(word: str) -> int:
        kind = table.get(word, 0)
        if tag is not None:
            kind |= tag(word)
        if len(word) > 1 and not word.isalnum():
            if len(word) > 3 and not word[0].isdigit() and trigger.search(word):
                kind |= STARTER
            if not keys.isdisjoint(_PART.findall(word)):
                kind |= CONCEPT | JOINED
        return kind

    return Memory(read)


@cache
def plain_kinds(language: str) -> Memory[int]:
    """Word kinds for numbers and names alone."""
    return word_kinds(language)
