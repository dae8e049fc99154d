"""Marking words leave quotations out; numbers conflict only when both cannot be true."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from made_articles import DAY, Said, article

from tasks.claims.numbers import find_numbers
from tasks.compare.day import compare_story
from tasks.compare.lemmas import Vocabulary, text_words
from tasks.compare.own_voice import own_words
from tasks.compare.settings import CompareSettings
from tasks.compare.words import log_odds

SETTINGS = CompareSettings()


def story_of(*documents):
    return compare_story(list(documents), SETTINGS)


def test_log_odds_are_positive_for_the_side_that_says_it_more():
    prior = np.array([1.0, 1.0, 1.0])
    sizes = (np.array(20.0), np.array(20.0))
    found = log_odds(np.array([9.0, 1.0, 5.0]), np.array([1.0, 9.0, 5.0]), prior, sizes, 5.0)
    assert found[0] == pytest.approx(-found[1])
    assert found[0] > 0
    assert found[2] == pytest.approx(0)


def several(outlet: str, word: str, texts: int, quoted: bool = False):
    scenes = ["harbour", "market", "station", "bridge", "library", "stadium"]
    inner = f"the {word} came at dawn to the city"
    return [
        article(
            outlet,
            f"Shots were heard near the {scene} before the crowd left.",
            Said("Ada Okafor", inner, kind="direct") if quoted else f"The {word} came at dawn to the city.",
            f"Shops at the {scene} stayed shut and buses were full of strangers.",
            number=number,
        )
        for number, scene in enumerate(scenes[:texts])
    ]


def test_a_habitual_word_marks_its_outlet():
    result = story_of(*several("alpha", "massacre", 6), *several("beta", "clash", 6))
    found = {(row.outlet_id, row.term): row for row in result.words}
    assert found["alpha", "massacre"].z > 1.5
    assert found["beta", "massacre"].z < -1.5
    assert found["alpha", "massacre"].origins == 6
    assert found["alpha", "massacre"].q_value is not None


def test_a_quoted_word_is_not_the_outlets_choice():
    result = story_of(*several("alpha", "massacre", 6, quoted=True), *several("beta", "clash", 6))
    assert "massacre" not in {row.term for row in result.words}


def test_one_article_gives_no_test_but_a_reason():
    result = story_of(*several("alpha", "massacre", 1), *several("beta", "massacre", 2))
    rows = [row for row in result.words if row.outlet_id == "alpha"]
    assert rows
    assert {(row.z, row.p_value, row.q_value) for row in rows} == {(None, None, None)}
    assert all(row.reason for row in rows)


def fire(outlet: str, figure: str):
    return article(
        outlet, f"The cannery fire killed {figure} people on Tuesday night.", "Crews left at dawn."
    )


def test_figures_that_cannot_both_be_true_conflict():
    result = story_of(fire("alpha", "12"), fire("beta", "15"), fire("gamma", "12"))
    pairs = {(row.outlet_id, row.other_outlet_id) for row in result.number_conflicts}
    assert pairs == {("alpha", "beta"), ("beta", "gamma")}
    assert len({row.referent for row in result.number_groups}) == 1


def test_at_least_twelve_does_not_conflict_with_fifteen():
    open_ended = fire("alpha", "12")
    number = open_ended.claims.numbers[0]._replace(high=None, bound="at_least")
    open_ended = replace(open_ended, claims=replace(open_ended.claims, numbers=(number,)))
    result = story_of(open_ended, fire("beta", "15"))
    assert len(result.number_groups) == 2
    assert result.number_conflicts == ()


def test_a_text_that_also_gives_the_other_figure_is_not_in_conflict():
    both = article(
        "beta",
        "The cannery fire killed 15 people on Tuesday night.",
        "On Tuesday night officials had said the cannery fire killed 12 people.",
    )
    assert story_of(fire("alpha", "12"), both).number_conflicts == ()


def test_numbers_of_different_things_are_not_compared():
    hurt = article("beta", "Ambulances took 40 people to hospitals with burns after nightfall.")
    assert story_of(fire("alpha", "12"), hurt).number_groups == ()


def test_rows_carry_the_day():
    assert {row.day for row in story_of(fire("alpha", "12"), fire("beta", "15")).number_groups} == {DAY}


def test_words_are_shown_as_the_texts_write_them():
    result = story_of(*several("alpha", "massacre", 6), *several("beta", "clash", 6))
    assert {"buses", "strangers", "shops"} <= {row.term for row in result.words}


def test_an_outlets_own_name_and_its_agencys_credit_mark_nothing():
    texts = [
        "CASSARY (Reuters) - The bridge gave way at noon.",
        "Divers told the Alpha Post they saw cracks; Reuters saw them too.",
    ]
    alpha = [
        replace(article("alpha", *texts, number=number), url=f"https://www.alphapost.example/{number}")
        for number in range(3)
    ]
    result = story_of(*alpha, *several("beta", "clash", 3))
    assert not {"alpha", "post", "reuters", "cassary"} & {row.term for row in result.words}
    assert "cracks" in {row.term for row in result.words}


def toll(outlet: str, *sentences: str, hour: float = 0.0, number: int = 0):
    made = article(outlet, *sentences, hour=hour, number=number)
    spans = tuple(sentence.span for sentence in made.claims.sentences)
    quotes = tuple(match.span() for match in re.finditer("“[^”]*”", made.text))
    return replace(
        made,
        claims=replace(
            made.claims, numbers=find_numbers(made.text, made.claims.sentences, quotes) if spans else ()
        ),
    )


def test_a_toll_told_three_ways_is_one_group_with_its_conflicts():
    result = story_of(
        toll("alpha", "At least 41 people were killed when the dam broke."),
        toll("beta", "Dozens of people died in the flood below the dam."),
        toll("gamma", "The flood left 12 dead on Monday."),
        toll("delta", "The toll rose to 43."),
    )
    assert {row.referent for row in result.number_groups} == {"people killed"} or {
        row.referent for row in result.number_groups
    } == {"people dead"}
    assert len(result.number_groups) == 4
    pairs = {frozenset((row.outlet_id, row.other_outlet_id)) for row in result.number_conflicts}
    assert pairs == {
        frozenset(("alpha", "gamma")),
        frozenset(("beta", "gamma")),
        frozenset(("delta", "gamma")),
    }


def test_what_is_no_rival_figure_makes_no_conflict():
    first = toll("alpha", "Seventeen people died when the ferry sank.")
    for other in (
        "Another 3 people died in hospital.",
        "Two of the dead were children.",
        "About 18 people died when the ferry sank.",
        "In 2014 a ferry sank and 200 people died.",
        "Several people died when the ferry sank.",
        "Some call it a lie that “60 people died”.",
        "The youngest of the dead was a boy of six.",
    ):
        assert story_of(first, toll("beta", other)).number_conflicts == (), other
    late = toll("beta", "Nineteen people died when the ferry sank.", hour=30.0)
    assert story_of(first, late).number_conflicts == ()


def test_the_latest_article_gives_an_outlets_figure():
    result = story_of(
        toll("alpha", "At least nine people died when the ferry sank."),
        toll("alpha", "Seventeen people died when the ferry sank.", hour=6.0, number=1),
        toll("beta", "Eighteen people died when the ferry sank.", hour=7.0),
    )
    assert len(result.number_conflicts) == 1
    assert len(result.number_groups) == 3


def test_groups_are_named_by_noun_phrases_of_the_texts():
    result = story_of(
        toll("alpha", "The storm left 400,000 homes without electricity.", "The reef is 60 kilometres long."),
        toll(
            "beta", "Some 400,000 homes were without electricity.", "A reef of about 60 kilometres was seen."
        ),
    )
    names = {row.referent for row in result.number_groups}
    assert "homes without electricity" in names
    assert all("kilometre" not in name and name.replace(" ", "").isalpha() for name in names)


@pytest.mark.parametrize(("figure", "rows"), [("58", 0), ("3", 2)])
def test_figures_that_share_their_unit_alone_are_one_measure_only_if_they_are_one_figure(figure, rows):
    one = toll("alpha", "The dam broke on Monday.", "Only 3 percent blame the mayor.")
    other = toll("beta", "The dam broke on Monday.", f"Some {figure} percent blamed mayors.")
    assert len(story_of(one, other).number_groups) == rows


def test_an_outlets_own_name_is_no_choice_of_words_and_what_follows_it_is():
    text = "The Morning Sun's reporters saw it. Readers of The Morning Sun Karvesh edition wrote."
    document, vocabulary = article("morningsun", text), Vocabulary()
    plain, every = own_words(document, text_words(text, "en", vocabulary), frozenset({"morningsun"}))
    left_out = [vocabulary.lemmas[n] for n in every]
    for number in plain:
        left_out.remove(vocabulary.lemmas[number])
    assert sorted(left_out) == ["morning", "morning", "sun", "sun"]
