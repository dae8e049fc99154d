"""Names of people, bodies and places, and the variants of named concepts."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

import tasks.claims
from tasks.claims.concepts import find_concepts
from tasks.claims.document import cut
from tasks.claims.names import find_names
from tasks.claims.records import NameUse

LEXICONS = Path(tasks.claims.__file__).parent / "lexicons"


def found(text: str) -> list[NameUse]:
    doc = cut(text, frozenset({"mr", "mrs", "dr"}), frozenset())
    return list(find_names(doc.flat, doc.sentences, doc.quotes))


def variants(text: str) -> list[tuple[str, str]]:
    return [(use.concept, use.variant) for use in found(text) if use.concept and use.variant]


def test_surname_takes_the_full_name_of_the_same_text():
    uses = found("President Oren Falk met the union in Brindle. Mr Falk left early. Falk said nothing.")
    assert [use.name for use in uses if use.group == "person"] == ["Oren Falk"] * 3


def test_two_people_of_one_surname_are_not_merged():
    uses = found("Ada Quell met Tomas Quell. Quell said nothing.")
    assert [use.name for use in uses] == ["Ada Quell", "Tomas Quell", "Quell"]


def test_groups_by_title_kind_and_preposition():
    text = (
        "In Velmora, Foreign Minister Elsa Groen met the Harbour Workers Union and the Ministry of Defence."
    )
    assert {use.name: use.group for use in found(text)} == {
        "Velmora": "place",
        "Elsa Groen": "person",
        "Harbour Workers Union": "organisation",
        "Ministry of Defence": "organisation",
    }


def test_words_that_only_begin_a_sentence_are_no_names():
    assert found("Yesterday it rained. Bread was scarce. However, nobody minded.") == []


def test_headline_in_capitals_keeps_known_names_only():
    text = "Quell Claims Bridge Plan Was Faked\n\nAda Quell spoke on Monday."
    assert [use.name for use in found(text)] == ["Ada Quell", "Ada Quell"]


def test_acronym_takes_the_name_before_it():
    uses = found("The Marlow Water Board (MWB) met. The MWB said no.")
    assert {use.name for use in uses} == {"Marlow Water Board"}


def test_a_variant_in_a_quotation_is_flagged_not_dropped():
    uses = [use for use in found("“Kiev is calm,” he said in Kyiv.") if use.concept == "kyiv"]
    assert [(use.variant, use.quoted) for use in uses] == [("Kiev", True), ("Kyiv", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The invasion of the island began.", [("military-action", "invasion")]),
        ("The special military operation began.", [("military-action", "special military operation")]),
        ("Gunmen held the mill.", [("armed-group", "gunmen")]),
        ("The asylum seekers waited.", [("people-on-the-move", "asylum seekers")]),
        ("The regime fell.", [("rulers", "regime")]),
        ("Riots broke out.", [("street-action", "riot")]),
        ("Burma and Türkiye agreed.", [("myanmar", "Burma"), ("turkiye", "Türkiye")]),
    ],
)
def test_variants_are_found(text, expected):
    assert variants(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The operation at the hospital took an hour.",
        "She cooked chicken Kiev and roast turkey.",
        "The fighter jets flew past.",
        "After the Second World War he lived abroad.",
        "His remarks were deeply offensive.",
        "The tax regime is complex.",
        "The village lies in the north.",
        "Riot police stood by.",
        "A conflict of interest was declared.",
    ],
)
def test_words_with_another_sense_are_left_alone(text):
    assert variants(text) == []


def test_concept_file_is_whole():
    """Every concept has two or more variants, every form one home, every rule a variant."""
    tables = tomllib.loads((LEXICONS / "concepts_en.toml").read_text(encoding="utf-8"))
    assert len(tables) >= 80
    for key, table in tables.items():
        assert len(table["variants"]) >= 2, key
        assert table["group"] in ("place", "person", "organisation", "other"), key
        assert set(table.get("rules", {})) <= {"all", *table["variants"]}, key
        forms = [form for written in table["variants"].values() for form in written]
        assert len(forms) == len(set(forms)), key


@pytest.mark.parametrize(
    "piece", ["Aa ", "the ", "war ", "A. ", "al-", "Kiev-", "O'", "Aa of ", "Bank of the ", "(A"]
)
def test_time_grows_with_length_only(piece):
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        doc = cut(text, frozenset(), frozenset())
        began = time.process_time()
        find_names(doc.flat, doc.sentences, doc.quotes)
        return time.process_time() - began

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(3)) for size in (12_500, 50_000))
    assert large < 4 * 3 * max(small, 0.005), (small, large)


def test_concepts_keep_offsets_where_small_letters_are_longer():
    text = "İİİ The invasion of Kiev."
    doc = cut(text, frozenset(), frozenset())
    assert [text[h.span[0] : h.span[1]] for h in find_concepts(doc.flat, doc.sentences)] == [
        "invasion",
        "Kiev",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The {0} army said its operation against {1} would go on.",
        "{1}'s leader met the {0} president.",
        "The {0} leadership denied the aggression against {1}.",
        "{1}'s operation and the {0} offensive failed, the army said.",
        "Troops held the occupied {1} coast after the {0} incursion.",
    ],
)
def test_swapping_states_changes_no_variant(sentence):
    pairs = [("Russian", "Ukraine"), ("Ukrainian", "Russia"), ("Israeli", "Iran"), ("Chinese", "Japan")]
    seen = {
        tuple(hit for hit in variants(sentence.format(*pair)) if hit[0] not in ("ukraine",)) for pair in pairs
    }
    assert len(seen) == 1, seen
