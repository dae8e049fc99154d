"""Our own gold is sound, and the engine does not fall behind what it reached on it."""

from __future__ import annotations

import pytest

from benchmarks import own_gold

SENTENCES = own_gold.read_sentences()
RESULT = own_gold.score(SENTENCES)


def test_gold_is_large_and_of_every_class():
    labels = [label for gold in SENTENCES for label in gold.attributions]
    assert len(SENTENCES) >= 400
    assert {label["engagement"] for label in labels} == {"acknowledged", "distanced", "endorsed"}
    assert {label["polarity"] for label in labels} == {"affirms", "denies"}
    assert {label["certainty"] for label in labels} == {"certain", "probable", "possible", "unstated"}
    assert sum(bool(gold.scare) for gold in SENTENCES) >= 25
    assert sum(not gold.attributions for gold in SENTENCES) >= 80


def test_every_gold_part_is_words_of_its_text():
    for gold in [*SENTENCES, *own_gold.read_sentences("fresh")]:
        assert "[" not in gold.text
        for label in gold.attributions:
            for start, end in [*label["source"], *label["cue"], *label["content"]]:
                assert 0 <= start < end <= len(gold.text), gold.name
                assert gold.text[start:end].strip() == gold.text[start:end], gold.name


@pytest.mark.parametrize(
    ("axis", "floor"), [("engagement", 92), ("polarity", 92), ("certainty", 90), ("scare quote", 80)]
)
def test_labels_stay_right(axis, floor):
    assert own_gold.accuracy(RESULT.confusion[axis]) >= floor, RESULT.wrong


def test_most_attributions_are_found():
    assert RESULT.paired / RESULT.gold >= 0.9
    assert RESULT.paired / RESULT.found >= 0.87
