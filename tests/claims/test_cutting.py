"""Quotations, sentences and tokens: the cuts everything else relies on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.extract import extract_claims
from tasks.claims.text import flatten


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “no” twice.", ["“no”"]),
        ('He said "no" twice.', ['"no"']),
        ("He said ''no'' twice.", [" ''no'' ".strip()]),
        ("He said «no» twice.", ["«no»"]),
        ("Er sagte „nein“ dazu.", ["„nein“"]),
        ("Er sagte »nein« dazu.", ["»nein«"]),
        ("He said 'never again' twice.", ["'never again'"]),
        ("The voters' choice wasn't hers.", []),
        ('The pipe is 6" wide and 9" long.', []),
        ("“One ran over\n\n“and went on.” Then.", ["“One ran over", "“and went on.”"]),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    flat, quotes = flatten(text)
    assert len(flat) == len(text)
    assert [text[s:e].strip() for s, e in quotes] == quoted


@settings(deadline=None)
@given(st.text(max_size=200))
def test_flattening_keeps_the_length(text: str) -> None:
    assert len(flatten(text)[0]) == len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Hale met Dr. Brint. They talked.", 2),
        ("The U.S. Senate voted. It failed.", 2),
        ("He lives in the U.S. The house is old.", 2),
        ("Sen. J. P. Hale (D-Ohio) left at 3 p.m. on Monday.", 1),
        ("“Stop!” he said. “Why?” she asked.", 2),
        ("It fell 3.5 percent. Prices rose.", 2),
        ("It was over.The town slept.", 2),
        ("One line\nanother line", 2),
        ("Wait... no.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(extract_claims(text).sentences) == count


def test_share_of_quotation_is_kept() -> None:
    one, two = extract_claims("“All of this is quoted.” None of this is.").sentences
    assert one.quoted > 0.95 and two.quoted == 0.0
