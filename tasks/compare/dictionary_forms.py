"""The dictionary form of a word: what simplemma says, without the way there where the dictionary itself has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simplemma import Lemmatizer
from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY


def dictionary_form(word: str, language: str) -> str:
    """The lemma of a word; of one that no dictionary has what rules make of it.

    A day has tens of thousands of forms, and before simplemma looks one up it looks for apostrophes, other scripts and
    what it was asked before.
    """
    if language == "en" and word.isascii() and word.isalpha():
        forms = _forms(language)
        found = forms.get(word) or forms.get(word.lower() if word[0].isupper() else word.capitalize())
        if found:
            return found
    return str(_lemmatizer().lemmatize(word, language))


@cache
def _lemmatizer() -> Lemmatizer:
    """Without a memory of its own: whoever asks remembers what a word counts as."""
    return Lemmatizer(cache_max_size=0)


@cache
def _forms(language: str) -> Mapping[str, str]:
    return DEFAULT_DICTIONARY_FACTORY.get_dictionary(language)
