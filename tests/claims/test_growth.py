"""Time grows with the length of a text only, whatever it repeats."""

from __future__ import annotations

import time

import pytest

from tasks.claims.extract import extract_claims

PIECES = [
    "he said, ",
    "which Kyiv denied, ",
    "according to ",
    "in a poll ",
    "In a May poll, she led by 10 points. ",
    "reportedly ",
    "the firm is reportedly ",
    "what it calls ",
    "what the army calls “safe” ",
    "“free” ",
    "“Bread” ",
    "Said Ellis: “No.” ",
    "“No.” — Ada Brint ",
    "A -- the head of B -- said ",
    "in his view, ",
    "in the mayor's telling ",
    "asked at a briefing ",
    "those backing ",
    "it seems ",
    "almost certainly ",
    "also could ",
    "He offered no evidence. ",
    "The company said ",
    "The writer said so. ",
    "in Ostrel ",
    "Ostrel insists ",
    "Lethgaz shares ",
    "and suggested that ",
    "told him; ",
    "AL “Bo” CA ",
    "claims that the claim that ",
    "no evidence ",
    "so-called ",
    "who said ",
    "As he, a man, put it, ",
    "found many ",
    "“ ",
    "( ",
    "(@a) ",
    "No. — Ada Brint (@a) May 4 ",
    ", an accusation Ada Brint rejected ",
    "welcomed her to ",
    "Rosa Peña Nieto met Peña Nieto. ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        began = time.process_time()
        extract_claims(text)
        return time.process_time() - began

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(2)) for size in (12_500, 50_000))
    assert large < 4 * 3 * max(small, 0.005), (small, large)
