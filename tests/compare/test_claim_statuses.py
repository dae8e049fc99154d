"""One cell per claim and outlet: who asserts, attributes, doubts, denies, leaves out, and who was not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_articles import DAY, Said, article, healthy

from tasks.claims.extract import extract_claims
from tasks.compare.day import compare_day, compare_story
from tasks.compare.labels import is_clause, shorten
from tasks.compare.settings import CompareSettings
from tasks.compare.status import NEAR, NOT_COVERED, carry_rate, strongest

SETTINGS = CompareSettings()
FILLER = "Several hundred packers gathered at the harbour gate to wait for news of their colleagues."


def cells(result, words):
    """Status by outlet of the one claim whose label holds `words`."""
    claims = [claim for claim in result.claims if words in claim.label]
    assert len(claims) == 1, [claim.label for claim in result.claims]
    return {row.outlet_id: row for row in result.claim_statuses if row.claim_id == claims[0].claim_id}


def side_by_side():
    return compare_story(
        [
            article(
                "alpha",
                "A fire destroyed the cannery in Port Lune on Tuesday night.",
                Said("Ada Okafor", "the cannery fire was started deliberately"),
                "Sprinklers in the packing hall failed to open during the fire.",
            ),
            article(
                "beta",
                "The cannery in Port Lune was destroyed by fire on Tuesday.",
                Said("Ada Okafor", "the cannery fire was started deliberately", "claimed", "distanced"),
                "Sprinklers in the packing hall opened during the fire.",
            ),
            article(
                "gamma",
                "A blaze destroyed the Port Lune cannery on Tuesday.",
                Said("Tomas Vey", "the cannery fire was started deliberately", "denied", polarity="denies"),
                FILLER,
            ),
        ],
        SETTINGS,
    )


def test_one_claim_carries_every_attitude_to_it():
    found = cells(side_by_side(), "started deliberately")
    assert {outlet: row.status for outlet, row in found.items()} == {
        "alpha": "attributed", "beta": "distanced", "gamma": "denied",
    }  # fmt: skip


@pytest.mark.parametrize("first", ["alpha", "beta"])
def test_which_of_two_wordings_gives_the_label_does_not_decide_what_is_omitted(first):
    """Neither of two members is more central: ids settle whose words label the claim, and nothing else."""
    texts = [
        article("alpha", FILLER, Said("Ada Okafor", "the cannery fire was staged")),
        article(
            "beta",
            "Rain fell on Port Lune.",
            Said("Tomas Vey", "the cannery fire at the old quay was staged by its owners"),
        ),
        article("gamma", "The owners of the old quay were paid by insurers. Bread is dear."),
    ]
    named = [replace(text, version_id="0" if text.outlet_id == first else text.outlet_id) for text in texts]
    assert cells(compare_story(named, SETTINGS), "staged")["gamma"].reason == NEAR


def test_a_label_keeps_the_words_before_the_cue_that_cuts_its_content_in_two():
    """It was not the dockers who set the fire: without its first words the label says the opposite."""
    text = "It was not, the minister insisted, the dockers who set fire to the cannery in Port Lune on Tuesday night."
    told = article("alpha", FILLER)
    told = replace(told, text=text, claims=extract_claims(text, title="", outlet="alpha", language="en"))
    labels = [c.label for c in compare_story([told, article("beta", FILLER)], SETTINGS).claims]
    assert any(label.startswith("It was not, the minister insisted, the dockers who") for label in labels)


def test_refusing_to_do_something_is_neither_a_claim_nor_a_denial():
    refusal = Said("Tomas Vey", "to debate the new harbour budget in public", "refused", polarity="denies")
    result = compare_story(
        [article("alpha", refusal, FILLER), article("beta", "Vey is to debate the new harbour budget.")],
        SETTINGS,
    )
    assert not [row for row in result.claim_statuses if row.status == "denied"]


def test_what_stands_below_a_picture_is_no_claim():
    caption = "Mayor Ada Okafor speaks to packers at the cannery gate in Port Lune, Ostry, March 3, 2031."
    result = compare_story(
        [article("alpha", caption, FILLER), article("beta", FILLER, "The cannery burned down.")], SETTINGS
    )
    assert not [claim for claim in result.claims if "speaks to packers" in claim.label]


def test_own_voice_asserts_and_its_opposite_contradicts():
    result = side_by_side()
    assert {row.status for row in cells(result, "destroyed").values()} == {"asserted"}
    found = cells(result, "Sprinklers")
    assert {found["alpha"].status, found["beta"].status} == {"asserted", "contradicted"}


def test_a_claim_told_both_ways_is_labelled_as_most_tell_it():
    shut = "Sprinklers in the packing hall did not open during the cannery fire."
    texts = {
        "alpha": shut,
        "beta": shut,
        "gamma": "Sprinklers in the packing hall opened during the cannery fire.",
    }
    result = compare_story(
        [
            article(outlet, f"A fire destroyed the cannery, the {outlet} paper found.", line)
            for outlet, line in texts.items()
        ],
        SETTINGS,
    )
    statuses = {outlet: cell.status for outlet, cell in cells(result, "did not open").items()}
    assert statuses == {"alpha": "asserted", "beta": "asserted", "gamma": "contradicted"}


def test_a_quotation_of_several_sentences_is_labelled_by_the_one_that_is_shared():
    shared = "We can repair the broken harbour wall at Port Lune before the winter storms arrive"
    texts = {
        "alpha": f"“It was a terrible night for all of us, as it had been for those before us in this old town, and "
        f"for everybody here. {shared},” Ada Okafor said.",
        "beta": f"“It was so for them, too, when they had it. {shared},” Ada Okafor said.",
    }
    documents = [
        replace(article(outlet, text), claims=extract_claims(text), text=text)
        for outlet, text in texts.items()
    ]
    result = compare_story(documents, SETTINGS)
    told = {(row.claim_id, row.outlet_id) for row in result.claim_members}
    labels = [c.label for c in result.claims if {(c.claim_id, "alpha"), (c.claim_id, "beta")} <= told]
    assert labels == [shared]


def test_whom_a_sentence_follows_is_not_the_outlet_itself():
    line = "According to twelve packers the sprinklers in the hall failed."
    result = compare_story([article("alpha", line), article("beta", line)], SETTINGS)
    assert not [row for row in result.claim_statuses if row.status == "asserted"]


@pytest.mark.parametrize(
    "asked",
    [
        Said("Ada Okafor", "whether the cannery fire was started deliberately", "refused to say"),
        Said("Ada Okafor", "how the cannery fire was started deliberately", "asked"),
    ],
)
def test_what_is_asked_is_attributed_to_nobody(asked):
    lead = "A fire destroyed the cannery in Port Lune on Tuesday night."
    told = Said("Tomas Vey", "the cannery fire was started deliberately")
    found = cells(
        compare_story([article("alpha", lead, told), article("beta", lead, asked)], SETTINGS), "deliberately"
    )
    assert found["alpha"].status == "attributed"
    assert found["beta"].status == "not_observed"


def test_negated_words_from_a_denying_source_affirm():
    result = compare_story(
        [
            article("alpha", Said("Ada Okafor", "the harbour bridge inspectors found cracks")),
            article(
                "beta",
                Said(
                    "Ada Okafor", "the harbour bridge inspectors found no cracks", "denied", polarity="denies"
                ),
            ),
        ],
        SETTINGS,
    )
    assert {row.status for row in cells(result, "cracks").values()} == {"attributed"}


def test_every_piece_of_evidence_is_text_of_its_version():
    documents = [
        article("alpha", "The dam above Arden will hold until spring.", FILLER),
        article("beta", Said("Ada Okafor", "the dam above Arden will hold until spring")),
    ]
    result = compare_story(documents, SETTINGS)
    texts = {document.version_id: document.text for document in documents}
    assert result.claim_members
    for row in result.claim_members:
        assert texts[row.version_id][row.start_char : row.end_char] == row.text
    for claim in result.claims:
        assert texts[claim.label_version_id][claim.label_start_char : claim.label_end_char] == claim.label


def test_an_omission_shows_its_denominator_and_the_nearest_sentence():
    row = cells(side_by_side(), "Sprinklers")["gamma"]
    assert row.status == "omitted"
    assert row.carried_by_origins == 2
    assert row.covering_origins == 3
    assert 0 < row.expected < 1
    assert row.surprise_bits > 0
    assert row.nearest_version_id is not None
    assert row.nearest_score < SETTINGS.match.undecided


def status_of(broken: dict | None = None, **outlet_days):
    """Status of gamma, which has nothing of what alpha and beta say."""
    said = Said("Ada Okafor", "inspectors warned the owner about locked exits")
    documents = [
        article("alpha", "A fire destroyed the Port Lune cannery on Tuesday night.", said),
        article("beta", "The Port Lune cannery was destroyed by a fire late on Tuesday.", FILLER, said),
        replace(
            article(
                "gamma", "Flames destroyed the cannery of Port Lune.", "Nobody could sleep in the old town."
            ),
            **(broken or {}),
        ),
    ]
    result = compare_day(
        DAY, documents, (), healthy("alpha", "beta", *outlet_days.pop("good", ("gamma",)), **outlet_days), {},
        None, SETTINGS,
    )  # fmt: skip
    return cells(result, "locked exits")["gamma"]


def test_a_healthy_outlet_that_covered_the_story_omits():
    assert status_of().status == "omitted"


@pytest.mark.parametrize(
    ("broken", "days", "reason"),
    [
        ({"full_text": False}, {}, "full text"),
        (None, {"good": (), "gamma": "feed failed"}, "feed failed"),
        (None, {"good": ()}, "not watched"),
    ],
)
def test_anything_less_than_a_full_look_is_not_observed(broken, days, reason):
    row = status_of(broken, **days)
    assert row.status == "not_observed"
    assert reason in row.reason
    assert row.expected is None


def test_a_reprint_that_cuts_the_claim_omits_it():
    body = [
        "A fire destroyed the Port Lune cannery on Tuesday night.",
        "Crews from four towns fought the flames until the early hours of Wednesday.",
        "The plant packs sardines for half the coast and employs three hundred people.",
        "Mayor Ada Okafor opened a shelter in the school beside the market hall.",
    ]
    cut = "Inspectors had twice warned the owner about locked emergency exits."
    result = compare_day(
        DAY, [article("alpha", *body, cut), article("beta", *body, hour=2)], (), healthy("alpha", "beta"), {},
        None, SETTINGS,
    )  # fmt: skip
    row = cells(result, "locked emergency exits")["beta"]
    assert row.status == "omitted"
    assert "cut from a text" in row.reason


def test_an_outlet_without_the_story_is_not_observed():
    documents = [
        article("alpha", "A fire destroyed the Port Lune cannery on Tuesday night."),
        article("beta", "A fire destroyed the Port Lune cannery late on Tuesday night."),
    ]
    result = compare_day(DAY, documents, (), healthy("alpha", "beta", "delta"), {}, None, SETTINGS)
    assert set(cells(result, "cannery")) == {"alpha", "beta"}
    (row,) = result.absent  # for every claim that at least one origin carries
    assert (row.outlet_id, row.reason, row.carried_by_origins) == ("delta", NOT_COVERED, 1)
    assert (row.story_id, row.covering_origins) == (result.stories[0].story_id, 2)


def test_a_sentence_that_comes_near_leaves_the_cell_open():
    result = compare_story(
        [
            article(
                "alpha", "Inspectors had twice warned the owner of the cannery about locked exits.", FILLER
            ),
            article(
                "beta", "Inspectors had twice warned the owner of the cannery about locked exits.", FILLER
            ),
            article("gamma", "The owner of the cannery was warned about smoke.", "Ferries stopped at noon."),
        ],
        SETTINGS,
    )
    row = cells(result, "locked exits")["gamma"]
    assert (row.status, row.reason) == ("not_observed", NEAR)


def test_the_strongest_own_voice_commitment_wins():
    assert strongest(["denied", "attributed", "distanced"]) == "attributed"
    assert strongest(["attributed", "asserted", "denied"]) == "asserted"
    assert strongest(["contradicted", "contradicted", "asserted"]) == "contradicted"


def test_short_texts_are_expected_to_carry_less():
    assert carry_rate(3, 4, 0.3, 0.5, 0.5) < carry_rate(3, 4, 1.0, 0.5, 0.5) == pytest.approx(0.7)


def test_fragments_are_no_clauses():
    assert is_clause("the exchange was arranged by Cassary", True, "pre-posed C")
    assert is_clause("The vote is illegal", True, None)
    assert is_clause("that it was a fraud", True, "pre-posed X")
    assert not is_clause("it absurd and cruel", True, "pre-posed X")
    assert not is_clause("was fined 3 million crowns", True, None)
    assert not is_clause("the payments last year", False, "pre-posed C")


def test_a_label_begins_behind_the_dateline():
    text = "ESK HARBOUR, Tolmere, March 4 (Northwire) - The ferry sank at dawn off the cape."
    start, end = shorten(text, 0, len(text), 160)
    assert text[start:end] == "The ferry sank at dawn off the cape"
