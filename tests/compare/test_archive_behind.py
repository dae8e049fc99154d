"""What lies behind the window of a day is never read: neither its rows nor its size change the day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from benchmarks.archive_behind import READ
from benchmarks.warehouse_size import FIRST_DAY, add_day, made_words
from tasks.compare.settings import CompareSettings
from tasks.compare.window import DayInput, day_input
from warehouse.connection import open_warehouse

ARTICLES = 6
DAY = FIRST_DAY + timedelta(days=READ - 1)


def read_with(behind: int, folder) -> DayInput:
    vocabulary = made_words(np.random.default_rng(1), 500)
    weights = np.full(len(vocabulary), 1 / len(vocabulary))
    with open_warehouse(folder / f"{behind}.duckdb") as warehouse:
        for number in range(-behind, READ):
            random = np.random.default_rng(1000 + number)
            day = FIRST_DAY + timedelta(days=number)
            add_day(warehouse, day, ARTICLES, random, vocabulary, weights)
        return day_input(warehouse, DAY, CompareSettings())


def test_a_longer_archive_brings_not_one_row_more_into_a_days_comparison(tmp_path):
    alone, after_many = read_with(0, tmp_path), read_with(8, tmp_path)
    assert len(alone.documents) == ARTICLES * CompareSettings().window_days
    assert after_many == alone
