"""Propositions that say the same are found, those that only look alike are not, and denials are told apart."""

from __future__ import annotations

import numpy as np
import pytest
from gold_pairs import _scored, _Text, precision_recall, scored_pairs

from tasks.compare.grouping import group_pairs
from tasks.compare.labels import shorten, with_cue
from tasks.compare.lemmas import HEAD, NEGATED, Vocabulary, is_unreal, text_words, unreal_signs
from tasks.compare.matcher import LemmaMatcher, PairScores
from tasks.compare.settings import MatchSettings

SETTINGS = MatchSettings()


@pytest.mark.parametrize("half", ["tune", "test"])
def test_precision_on_our_own_pairs_is_at_least_nine_tenths(half):
    pairs = scored_pairs(LemmaMatcher(SETTINGS), half, SETTINGS.min_lemmas)
    precision, recall, direction = precision_recall(pairs, SETTINGS.same)
    assert len(pairs) > 300
    assert precision >= 0.9
    assert recall >= 0.7
    assert direction >= 0.93


def says_something(text: str) -> bool:
    return text_words(text, "en", Vocabulary()).has_predicate(0, len(text))


def signs(text: str) -> dict[str, int]:
    vocabulary = Vocabulary()
    words = text_words(text, "en", vocabulary)
    return {vocabulary.lemmas[n]: int(s) for n, s in zip(words.numbers, words.signs, strict=True)}


def test_a_negator_reaches_the_words_behind_it_and_no_further_than_its_clause():
    found = signs("The mayor did not sell the harbour, and the council bought a tractor.")
    assert abs(found["sell"]) == HEAD
    assert abs(found["harbour"]) == NEGATED
    assert abs(found["tractor"]) == 1


def test_two_negators_cancel_and_not_only_is_none():
    assert abs(signs("She did not deny taking gifts")["gift"]) == 1
    assert abs(signs("It was not only the harbour")["harbour"]) == 1


def test_having_no_idea_of_a_thing_does_not_deny_it():
    assert abs(signs("I had no idea how to run a harbour")["harbour"]) == 1


def test_letters_with_and_without_points_are_one_word():
    assert signs("The F.B.I. left").keys() == signs("The FBI left").keys()


def test_a_negated_cleft_reaches_what_follows_who():
    found = signs("It was not the guards who shot the prisoners.")
    assert min(abs(found["guard"]), abs(found["prisoner"])) >= NEGATED


@pytest.mark.parametrize(
    "words", ["the guards must pay the fine", "a plot to blame the guards", "when the guards would pay"]
)
def test_what_ought_to_be_what_others_put_about_and_what_is_asked_is_told_from_what_is(words):
    assert is_unreal(words, 0, len(words), unreal_signs(words))


def test_being_to_blame_is_said_of_something_that_is():
    words = "the guards are to blame"
    assert not is_unreal(words, 0, 30, unreal_signs(words))


def test_not_having_done_it_does_not_deny_that_it_should_be_done():
    texts = ["the council did not buy the old mill", "the council should buy the old mill"]
    one, two = ([_Text(0, 0, "says", text) for text in pair] for pair in (texts, [texts[0], texts[0]]))
    assert _scored(LemmaMatcher(SETTINGS), one, 2)[0].score < SETTINGS.same
    assert _scored(LemmaMatcher(SETTINGS), two, 2)[0].score >= SETTINGS.same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "the Vessian guards did not cross the river at dawn",
            "the Vessian guards crossed the river at dawn",
        ),
        ("there is no evidence of fraud in the harbour vote", "there was fraud in the harbour vote"),
        ("the derailment was not caused by a cracked rail", "the train derailed because of a cracked rail"),
    ],
)
def test_a_negation_of_what_the_other_says_is_its_opposite(one, other):
    (pair,) = _scored(
        LemmaMatcher(SETTINGS), [_Text(0, n, "says", text) for n, text in enumerate((one, other))], 2
    )
    assert pair.opposite


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the negation is about a word the other does not say
        ("that would not justify the death threats he received", "he received the death threats at home"),
        # both deny it, one of them more of it
        (
            "I am not looking for an....other harbour for the feast",
            "I am not looking for an other harbour for the feast",
        ),
        ("the house would not pass the ferry bill with its toll", "the house will not pass the ferry bill"),
        (
            "the mayor refused any talk of harbour money",
            "the mayor will never approve money for any harbour talk",
        ),
        # the negation ends before what they share
        (
            "she knew nothing (a lie) …the harbour office was in complete turmoil",
            "the harbour office was in complete turmoil",
        ),
        ("the guards must stop holding the harbour hostage", "the guards are holding the harbour hostage"),
        ("unless you earn ten million crowns a year", "nobody earns ten million crowns a year"),
    ],
)
def test_a_negation_of_something_else_or_on_both_sides_is_no_opposite(one, other):
    (pair,) = _scored(
        LemmaMatcher(SETTINGS), [_Text(0, n, "says", text) for n, text in enumerate((one, other))], 2
    )
    assert not (pair.opposite and pair.score >= SETTINGS.same)


def test_voting_no_negates_nothing():
    assert abs(signs("I will be voting NO on the budget")["budget"]) == 1


def test_a_shared_background_alone_makes_no_claim_one():
    texts = [
        "the owner ignored three warnings if the letters found in the burned cannery are genuine",
        "firefighters will be honoured if the letters found in the burned cannery are genuine",
    ]
    pair = _scored(LemmaMatcher(SETTINGS), [_Text(0, n, "says", text) for n, text in enumerate(texts)], 2)
    assert pair[0].score < SETTINGS.same


def test_a_quoted_no_negates_nothing():
    assert abs(signs("The only “no” vote came from Lind")["lind"]) == 1


def test_opposites_are_one_word_turned_round():
    up, down = signs("Prices rose"), signs("Prices fell")
    assert up.keys() == down.keys()
    assert up["rise"] == -down["rise"]


@pytest.mark.parametrize(
    "text", ["the bridge collapsed", "shares in the mill rose", "Ostry rejects the claim"]
)
def test_a_claim_has_a_predicate(text):
    assert says_something(text)


@pytest.mark.parametrize(
    "text", ["a man of great wealth", "the union’s lawyer, Boro Lind", "broader control of firearms"]
)
def test_a_name_or_a_thing_alone_is_no_claim(text):
    assert not says_something(text)


def pairs_of(*scored: tuple[int, int, float]) -> PairScores:
    first, second, score = zip(*scored, strict=True)
    return PairScores(np.array(first), np.array(second), np.array(score), np.zeros(len(first), dtype=bool))


def test_groups_do_not_chain():
    chain = pairs_of((0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.7))
    assert group_pairs(4, chain, 0.5, 0.5) == [[0, 1], [2, 3]]


def test_groups_join_when_all_their_members_are_alike():
    full = pairs_of((0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.6))
    assert group_pairs(3, full, 0.5, 0.5) == [[0, 1, 2]]


def test_grouping_does_not_depend_on_the_order_of_the_pairs():
    scored = [(0, 1, 0.6), (1, 2, 0.6), (0, 3, 0.7), (2, 3, 0.55), (0, 2, 0.5)]
    expected = group_pairs(4, pairs_of(*scored), 0.5, 0.5)
    assert group_pairs(4, pairs_of(*reversed(scored)), 0.5, 0.5) == expected


def test_labels_are_cut_at_clause_borders_and_stay_inside_the_text():
    text = "However, “the dam will hold until spring, although nobody has looked at the northern gate since May”."
    start, end = shorten(text, 0, len(text), 60)
    assert text[start:end] == "the dam will hold until spring"


def test_labels_do_not_end_or_begin_with_a_conjunction():
    text = "that fifteen of the nineteen divers were citizens of Ostry, but"
    start, end = shorten(text, 0, len(text), 160)
    assert text[start:end] == "fifteen of the nineteen divers were citizens of Ostry"


@pytest.mark.parametrize("label", ["the deaths in Arden were “fake”", "“fake” deaths in Arden were shown"])
def test_labels_keep_both_marks_of_a_quotation(label):
    start, end = shorten(label + ".", 0, len(label) + 1, 160)
    assert label[start:end] == label


def test_a_short_label_keeps_its_words():
    text = "the dam will hold"
    assert shorten(text, 0, len(text), 60) == (0, len(text))


def test_a_cut_label_does_not_end_with_half_a_phrase():
    text = "As the strike dragged into its third week, with no sign of an end, the ferry owners of Port Lune met the mayor"
    start, end = shorten(text, 0, len(text), 95)
    assert text[start:end] == "the strike dragged into its third week"
    start, end = shorten("The mayor of the harbour town met the owners of the ferry that sank", 0, 67, 54)
    assert end == len("The mayor of the harbour town met the owners")


def test_a_content_that_is_no_clause_is_told_with_the_verb_that_leads_to_it():
    text = "The mayor has also accused the owners of hiding the ledger."
    start = text.index("the owners")
    assert text[with_cue(text, [(10, start - 1)], start) :] == "accused the owners of hiding the ledger."
    assert with_cue(text, [(0, 3)], start) == start
