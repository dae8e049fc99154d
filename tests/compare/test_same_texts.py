"""A text that several outlets carry word for word is worked out once, and nothing in the day shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from made_articles import DAY, article, healthy
from test_divergence import newsroom

from tasks.compare import nearest, numbers, surfaces, units, words
from tasks.compare.day import compare_day
from tasks.compare.records import DayResult, Document
from tasks.compare.same_texts import first_of_each
from tasks.compare.settings import CompareSettings, DivergenceSettings

SETTINGS = CompareSettings(divergence=DivergenceSettings(permutations=49, bootstraps=20))


@pytest.fixture(scope="module")
def with_copies() -> list[Document]:
    """The newsroom's articles, and copies of every third at two more outlets, one of them before the first."""
    documents = newsroom()
    copies = [
        replace(
            document,
            version_id=f"{place}{document.version_id}",
            article_id=f"{place}{document.article_id}",
            outlet_id=outlet,
            url=f"https://{outlet}.example/{document.article_id}",
            first_seen_at=document.first_seen_at + timedelta(minutes=7),
        )
        for document in documents[::3]
        for place, outlet in (("a", "reprinter"), ("z", "echo"))
    ]
    return [*documents, *copies]


def day_of(documents: list[Document]) -> DayResult:
    outlets = healthy(*sorted({document.outlet_id for document in documents}))
    return compare_day(DAY, documents, (), outlets, {}, None, SETTINGS)


def test_a_day_with_copies_is_what_it_would_be_if_each_were_read_by_itself(with_copies, monkeypatch):
    shared = day_of(with_copies)
    for module in (nearest, numbers, surfaces, units, words):
        monkeypatch.setattr(module, "first_of_each", lambda documents: list(range(len(documents))))
    assert day_of(with_copies) == shared
    copied = {row.claim_id for row in shared.claim_members if row.outlet_id == "echo"}
    assert copied and any(row.status == "omitted" for row in shared.claim_statuses)


def test_only_equal_texts_with_equal_claims_are_one():
    one = article("alpha", "The cannery in Port Lune burned.", "Nobody was hurt.")
    same = article("beta", "The cannery in Port Lune burned.", "Nobody was hurt.")
    other = article("gamma", "The cannery in Port Lune burned.", "Somebody was hurt.")
    unread = replace(same, version_id="unread", claims=replace(same.claims, propositions=()))
    assert first_of_each([one, other, same, unread, unread]) == [0, 1, 0, 3, 3]
