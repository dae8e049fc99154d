"""Shortcuts give what the long way gives."""

from __future__ import annotations

from random import Random

import pytest
import simplemma

from tasks.compare.dictionary_forms import dictionary_form
from tasks.compare.lemmas import Vocabulary, text_words
from tasks.compare.selection import _shuffle
from tasks.compare.shingles import _WORD, words_of


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "the mayor's plan, no_one's 2nd “best”",
        "à la carte — straße, ёлка и 3½",
        "ข่าววันนี้ today",
        "市長は言った, he said",
        "fine 🙂 words",
        "a\ud800b",
    ],
)
def test_words_of_any_script_are_those_that_a_search_finds(text):
    assert words_of(text) == _WORD.findall(text)


@pytest.mark.parametrize(
    "word", ["houses", "House", "running", "isn't", "re-elected", "zzqx", "2nd", "été", "I"]
)
def test_dictionary_forms_are_those_of_simplemma(word):
    assert dictionary_form(word, "en") == simplemma.lemmatize(word, "en")


def test_shuffling_draws_as_the_library_does():
    for size in range(40):
        mine, theirs = list(range(size)), list(range(size))
        one, other = Random(7), Random(7)
        _shuffle(mine, one)
        other.shuffle(theirs)
        assert mine == theirs
        assert one.random() == other.random()


@pytest.mark.parametrize(
    ("text", "dates", "elsewhere"),
    [
        ("In mid-March, and on Monday-Tuesday of 2019.", ("march", "monday", "tuesday", "2019"), 0),
        ("You may march; the MAY march of 1066 and of 20190.", ("may",), 0),
        ("Another bridge fell last year, last night and 2 decades ago.", (), 4),
        ("The lastyear of others'", (), 1),
    ],
)
def test_dates_and_what_points_elsewhere_are_found_inside_longer_words(text, dates, elsewhere):
    words = text_words(text, "en", Vocabulary())
    assert words.date_words == dates
    assert len(words.elsewhere) == elsewhere
    assert all(text[at : at + len(name)].lower() == name for at, name in zip(words.dates, dates, strict=True))
