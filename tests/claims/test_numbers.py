"""Numbers as a reader would grant them: value, bound, unit, counted noun; and what counts nothing."""

from __future__ import annotations

import time

import pytest

from tasks.claims.document import cut
from tasks.claims.numbers import find_numbers
from tasks.claims.records import NumberUse


def found(text: str, language: str = "en") -> list[NumberUse]:
    doc = cut(text, frozenset(), frozenset())
    return list(find_numbers(doc.flat, doc.sentences, doc.quotes, language))


def only(text: str, language: str = "en") -> NumberUse:
    uses = found(text, language)
    assert len(uses) == 1, uses
    return uses[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "bound", "unit", "referent"),
    [
        ("More than 400 civilians were found dead.", 400, None, "more_than", None, "civilian"),
        ("At least 30 people died.", 30, None, "at_least", None, "person"),
        ("Up to 1.5m people fled.", None, 1_500_000, "at_most", None, "person"),
        ("Fewer than 20 ships sailed.", None, 20, "less_than", None, "ship"),
        ("Hundreds of bodies lay there.", 200, 1000, "vague", None, "body"),
        ("Several towns burned.", 3, None, "vague", None, "town"),
        ("Multiple corpses were seen.", 2, None, "vague", None, "corpse"),
        ("More than a dozen countries helped.", 12, None, "more_than", None, "country"),
        ("The village is some 23km away.", 23, 23, "about", "km", None),
        ("It cost $1.2bn.", 1.2e9, 1.2e9, "exact", "USD", None),
        ("It cost 300 million euros.", 3e8, 3e8, "exact", "EUR", None),
        ("It cost 3 dollars 50 cents.", 3.5, 3.5, "exact", "USD", None),
        ("One in five women agreed.", 0.2, 0.2, "exact", None, "woman"),
        ("Two-thirds of voters stayed home.", 2 / 3, 2 / 3, "exact", None, "voter"),
        ("Between 10 and 20 trucks left.", 10, 20, "range", None, "truck"),
        ("20 to 30 percent of farms closed.", 20, 30, "range", "percent", "farm"),
        ("They want $5-10 million in aid.", 5e6, 1e7, "range", "USD", "aid"),
        ("Twenty-six people died.", 26, 26, "exact", None, "person"),
        ("Two hundred and six soldiers came.", 206, 206, "exact", None, "soldier"),
        ("400 or more dead were counted.", 400, None, "at_least", None, "dead"),
        ("The death toll rose to 54.", 54, 54, "exact", None, "dead"),
        ("He got three years in prison.", 3, 3, "exact", "year", "prison"),
        ("The fire burned 12 square miles.", 12, 12, "exact", "mi2", None),
    ],
)
def test_reads_value_bound_unit_and_noun(text, low, high, bound, unit, referent):
    use = only(text)
    assert (use.low, use.high) == pytest.approx((low, high))
    assert (use.bound, use.unit, use.referent) == (bound, unit, referent)


@pytest.mark.parametrize(
    "text",
    [
        "On May 4, 2022 it rained.",
        "On 4 May it rained.",
        "The talks began at 10:30 a.m. and ended at 5 p.m.",
        "Call +1-222-555-0100 now.",
        "The host is 192.168.1.20.",
        "Ada Quell, 34, said so.",
        "A 34-year-old man was held.",
        "Flight 370, Article 5 and Boeing 737 were named.",
        "COVID-19, F-16, SCP-173 and G7 are names.",
        "The 1990s and mid-2020 were dry.",
        "They won 3-2.",
        "The vote was 325 to 306.",
        "In 2019 protests began.",
        "This one is new and one of the best.",
        "He came third in the first half.",
        "It happened three years ago.",
        "See 12/05/2021 and 2021-05-12.",
        "1) The first point.",
    ],
)
def test_dates_times_ids_ages_scores_are_no_counts(text):
    assert found(text) == []


def test_spans_point_at_the_figures_and_flag_quotations():
    text = "“We lost 40 men,” he said. About 60 men fled 😀 on £1,000."
    uses = found(text)
    assert [text[use.span[0] : use.span[1]] for use in uses] == ["40", "60", "£1,000"]
    assert [use.quoted for use in uses] == [True, False, False]
    assert [use.sentence for use in uses] == sorted(use.sentence for use in uses)


@pytest.mark.parametrize("text", ["They came in hundreds", "Hundreds", "It cost a few"])
def test_a_vague_number_may_end_the_text(text):
    (use,) = find_numbers(text, (), ())
    assert use.bound == "vague" and text[slice(*use.span)] in text


@pytest.mark.parametrize("text", ["Prices rose by 5 per cent", "between 3 and 5 per cent", "3 square miles"])
def test_a_unit_of_two_words_may_end_the_text(text):
    assert only(text).span[1] == len(text)


@pytest.mark.parametrize("text", ["between 5 and 0 million came", "It cost $5-0m."])
def test_a_range_may_end_at_nought(text):
    assert all(use.bound != "range" for use in found(text))


def test_german_words_and_figures():
    assert only("Rund 1,5 Millionen Euro fehlen.", "de").low == 1_500_000
    assert only("Es kamen 4.500 Demonstranten.", "de").referent == "demonstrant"
    assert only("Dreiundzwanzig Menschen starben.", "de").low == 23
    assert only("Mindestens zweihundert Soldaten flohen.", "de").bound == "at_least"
    assert found("Am 12. Mai 2021 um 13 Uhr begann es.", "de") == []


@pytest.mark.parametrize(
    "piece",
    ["1,111,", "one ", "one hundred and ", "9.", "- ", "1 2 ", "twenty-", "$", "half a ", "3/4/", "1^", "  "],
)
def test_time_grows_with_length_only(piece):
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        doc = cut(text, frozenset(), frozenset())
        began = time.process_time()
        find_numbers(doc.flat, doc.sentences, doc.quotes)
        return time.process_time() - began

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(3)) for size in (12_500, 50_000))
    assert large < 4 * 3 * max(small, 0.005), (small, large)
