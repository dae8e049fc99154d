"""Edits: what a new version added, removed, softened or hardened, with both spans."""

from __future__ import annotations

from datetime import date

import pytest
from made_documents import claims_of, document

from tasks.claims.records import Attribution, NumberUse, Proposition
from tasks.compare.edits import find_edits

DAY = date(2031, 3, 4)
TEXT = (
    "The ferry ran aground off Holm on Monday. The captain said the rudder had failed. "
    "Nobody was hurt among the passengers. An inquiry begins on Wednesday."
)


def version(name, text, **found):
    return document(name, text, article="a", claims=claims_of(text, **found))


def proposition(text, sentence, piece, **changed):
    start = text.index(piece)
    span = (start, start + len(piece))
    plain = Proposition(span, (span,), sentence, None, "acknowledged", "affirms", "unstated", None)
    return plain._replace(**changed)


def attribution(text, sentence, piece):
    start = text.index(piece)
    span = (start, start + len(piece))
    return Attribution(
        (), (), (span,), "indirect", "acknowledged", (), "affirms", "unstated", "captain", "r", sentence
    )


def number(text, piece, low, high, bound, unit="people", referent="passenger"):
    start = text.index(piece)
    return NumberUse((start, start + len(piece)), low, high, bound, unit, referent, 0, None, False)


def only(old, new):
    (edit,), sentences = find_edits(DAY, [(old, new)])
    return edit, sentences


@pytest.mark.parametrize(
    "same",
    [
        TEXT,
        TEXT.replace(". ", ".\n\n"),
        TEXT.replace("Holm", "HOLM").replace(" on Monday", ", on Monday"),
        TEXT + "  \n\n",
        ". ".join([*TEXT.rstrip(".").split(". ")[1:], TEXT.split(". ")[0]]) + ".",
    ],
)
def test_marks_case_spacing_and_order_are_no_edit(same):
    assert find_edits(DAY, [(version("one", TEXT), version("two", same))]) == ((), ())


def test_added_and_removed_sentences_carry_their_spans():
    new = TEXT.replace("Nobody was hurt among the passengers. ", "") + " Divers found no hole in the hull."
    edit, sentences = only(version("one", TEXT), version("two", new))
    assert (edit.kind, edit.sentences_added, edit.sentences_removed, edit.sentences_changed) == (
        "mixed",
        1,
        1,
        0,
    )
    assert (edit.claims_added, edit.claims_removed) == (1, 1)
    removed, added = sentences
    assert TEXT[removed.from_start_char : removed.from_end_char] == "Nobody was hurt among the passengers."
    assert removed.to_start_char is None
    assert new[added.to_start_char : added.to_end_char] == "Divers found no hole in the hull."
    assert [row.ordinal for row in sentences] == [0, 1]
    assert (edit.from_version_id, edit.to_version_id, edit.day) == ("v-one", "v-two", DAY)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("acknowledged", "distanced", "softened"),
        ("acknowledged", "endorsed", "hardened"),
        ("certain", "possible", "softened"),
        ("possible", "probable", "hardened"),
        ("affirms", "denies", "reworded"),
    ],
)
def test_a_changed_commitment_softens_or_hardens(before, after, change):
    kind = {"acknowledged": "engagement", "affirms": "polarity"}.get(before, "certainty")
    old_text, new_text = (
        "The captain said the rudder had failed.",
        "The captain stated the rudder had failed.",
    )
    piece = "the rudder had failed"
    voice = {"attribution": 0, "voice": "captain"}
    old = version(
        "one", old_text, attributions=(attribution(old_text, 0, piece),),
        propositions=(proposition(old_text, 0, piece, **voice, **{kind: before}),),
    )  # fmt: skip
    new = version(
        "two", new_text, attributions=(attribution(new_text, 0, piece),),
        propositions=(proposition(new_text, 0, piece, **voice, **{kind: after}),),
    )  # fmt: skip
    edit, (sentence,) = only(old, new)
    assert (edit.kind, sentence.change, sentence.reason) == (change, change, f"{kind} {before} -> {after}")
    assert (edit.claims_softened, edit.claims_hardened) == (change == "softened", change == "hardened")


def test_attributing_what_was_asserted_softens_it_and_back_hardens():
    plain, attributed = (
        "The rudder of the ferry had failed.",
        "The rudder of the ferry had failed, the captain said.",
    )
    piece = "The rudder of the ferry had failed"
    one = version("one", plain, propositions=(proposition(plain, 0, piece),))
    two = version(
        "two", attributed, attributions=(attribution(attributed, 0, piece),),
        propositions=(proposition(attributed, 0, piece, attribution=0, voice="captain"),),
    )  # fmt: skip
    assert only(one, two)[1][0].reason == "own voice -> attributed"
    assert only(one, two)[0].kind == "softened"
    assert only(two, one)[0].kind == "hardened"


def test_a_looser_bound_softens_and_a_changed_value_is_named():
    exact, about = "There were 214 passengers on the ferry.", "There were about 214 passengers on the ferry."
    more = "There were 220 passengers on the ferry."
    one = version("one", exact, numbers=(number(exact, "214", 214, 214, "exact"),))
    two = version("two", about, numbers=(number(about, "about 214", 203, 225, "about"),))
    three = version("three", more, numbers=(number(more, "220", 220, 220, "exact"),))
    assert only(one, two)[1][0].reason == "bound exact -> about"
    assert only(one, two)[0].kind == "softened"
    assert only(one, three)[1][0].reason == "number 214 -> 220"
    assert only(one, three)[0].kind == "reworded"


def test_several_pairs_come_in_one_order():
    pairs = [
        (
            document(f"o{n}", "One sentence here.", article=n),
            document(f"n{n}", "Wholly other words now.", article=n),
        )
        for n in "cab"
    ]
    edits, sentences = find_edits(DAY, pairs)
    assert [edit.article_id for edit in edits] == ["a", "b", "c"]
    assert find_edits(DAY, pairs[::-1]) == (edits, sentences)
    assert find_edits(DAY, []) == ((), ())
