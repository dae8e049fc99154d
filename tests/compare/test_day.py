"""A day's comparison: the same whatever the order, and only of what belongs to the day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from made_articles import DAY, NOON, Said, article, healthy
from test_divergence import newsroom

from tasks.compare.day import compare_day, compare_story, latest_versions
from tasks.compare.settings import CompareSettings, DivergenceSettings

SETTINGS = CompareSettings(divergence=DivergenceSettings(permutations=49, bootstraps=20))
OUTLETS = healthy("alpha", "beta", "gamma", "delta")


def test_the_order_of_the_input_changes_nothing():
    documents = newsroom()
    expected = compare_day(DAY, documents, (), OUTLETS, {}, None, SETTINGS)
    shuffled = documents[:]
    random.Random(3).shuffle(shuffled)
    assert compare_day(DAY, shuffled, (), OUTLETS[::-1], {}, None, SETTINGS) == expected


def test_every_row_is_of_the_day():
    documents = [*newsroom(), article("alpha", "An older text.", day=DAY - timedelta(days=1))]
    result = compare_day(DAY, documents, (), OUTLETS, {}, None, SETTINGS)
    for table in result.__dataclass_fields__:
        for row in getattr(result, table) if table != "day" else ():
            assert row.day == DAY


def test_a_story_that_runs_on_brings_its_earlier_articles():
    yesterday = DAY - timedelta(days=1)
    said = Said("Ada Okafor", "the cannery fire was started deliberately")
    lead = "A fire destroyed the cannery in Port Lune on the northern coast."
    first = article("alpha", lead, said, "Crews fought the flames all night.", day=yesterday)
    earlier = compare_day(yesterday, [first], (), OUTLETS, {}, None, SETTINGS)
    second = article("beta", "The cannery in Port Lune on the northern coast was destroyed by fire.", said)
    result = compare_day(DAY, [first, second], earlier.story_members, OUTLETS, {}, None, SETTINGS)
    assert {row.version_id for row in result.story_members} == {second.version_id}
    assert result.stories[0].story_id == earlier.stories[0].story_id
    assert {row.outlet_id for row in result.claim_members} == {"alpha", "beta"}


def test_an_article_edited_since_stays_in_its_story():
    yesterday = DAY - timedelta(days=1)
    said = Said("Ada Okafor", "the cannery fire was started deliberately")
    lead = "A fire destroyed the cannery in Port Lune on the northern coast."
    first = article("alpha", lead, said, "Crews fought the flames all night.", day=yesterday)
    earlier = compare_day(yesterday, [first], (), OUTLETS, {}, None, SETTINGS)
    edited = replace(first, version_id="edited")
    second = article("beta", "The cannery in Port Lune on the northern coast was destroyed by fire.", said)
    result = compare_day(DAY, [edited, second], earlier.story_members, OUTLETS, {}, None, SETTINGS)
    assert "edited" in {row.version_id for row in result.claim_members}


def test_a_story_of_one_outlet_has_members_but_no_claims():
    result = compare_day(
        DAY, [article("alpha", "A fire destroyed the cannery.")], (), OUTLETS, {}, None, SETTINGS
    )
    assert len(result.story_members) == 1
    assert result.claims == ()


def test_only_the_last_version_of_an_article_is_compared():
    old = article("alpha", "The cannery burned.")
    new = replace(old, version_id="later", first_seen_at=old.first_seen_at + timedelta(hours=1))
    assert latest_versions([new, old]) == (new,)


def test_a_new_version_is_told_as_an_edit():
    old = article("alpha", "Police said the fire was set.", "Twelve packers are missing.")
    new = replace(
        article("alpha", "The fire was set.", "Twelve packers are missing."), article_id=old.article_id
    )
    result = compare_day(DAY, [new], (), OUTLETS, {new.article_id: old}, None, SETTINGS)
    assert [(row.from_version_id, row.to_version_id) for row in result.edits] == [
        (old.version_id, new.version_id)
    ]


def test_a_background_of_other_words_changes_only_the_marking_words():
    documents = newsroom()
    plain = compare_day(DAY, documents, (), OUTLETS, {}, None, SETTINGS)
    usual = compare_day(DAY, documents, (), OUTLETS, {}, {"government": 900, "fire": 50}, SETTINGS)
    assert usual.words != plain.words
    assert replace(usual, words=plain.words) == plain


def test_an_empty_day_is_an_empty_result():
    result = compare_day(DAY, [], (), OUTLETS, {}, None, SETTINGS)
    assert (result.stories, result.divergences) == ((), ())


def test_nothing_to_put_side_by_side_is_an_error():
    with pytest.raises(ValueError, match="at least one document"):
        compare_story([], SETTINGS)


def test_a_language_without_rules_is_not_observed_rather_than_omitting():
    said = Said("Ada Okafor", "the cannery fire was started deliberately")
    documents = [
        article("alpha", said, "Crews fought the flames all night."),
        article("beta", said, "Firefighters worked until morning."),
        article("gamma", "Ein Feuer zerstörte die Fabrik.", language="de"),
    ]
    result = compare_story(documents, SETTINGS)
    row = next(row for row in result.claim_statuses if row.outlet_id == "gamma")
    assert (row.status, row.reason) == ("not_observed", "another language")
    assert NOON.tzinfo is not None
