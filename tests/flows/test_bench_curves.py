"""The picture of a bench run: what it draws, and from what."""

import json
from pathlib import Path

from benchmarks.speed.curves import Measured, draw, measured

ROWS = [
    {"name": "compare of a day, 1,000 articles", "unit": "s", "median": 8.0, "values": [8.0]},
    {"name": "  memory", "unit": "MB", "median": 634.0, "values": [634.0]},
    {"name": "compare of a day, 3,000 articles", "skipped": "no memory left"},
    {"name": "warehouse of 10,000 articles: build of a day", "unit": "s", "median": 0.5, "values": [0.5]},
    {"name": "  publish everything", "unit": "s", "median": 2.0, "values": [2.0]},
    {"name": "Dask: two workers / one, pages/s", "unit": "times", "median": 1.8, "values": [1.8]},
    {"name": "  the same, processor time", "unit": "times", "median": 1.1, "values": [1.1]},
    {"name": "Prefect's share of wall time, 10,000 pages", "unit": "%", "median": 2.0, "values": [2.0]},
]


def test_values_stand_at_the_size_they_were_measured_at():
    assert list(measured(ROWS)) == [
        Measured("compare", "time", 1000, 8.0, "s"),
        Measured("compare", "memory", 1000, 634.0, "MB"),
        Measured("warehouse", "build of a day", 10_000, 0.5, "s"),
        Measured("warehouse", "publish everything", 10_000, 2.0, "s"),
        Measured("Prefect's share", "wall time", 10_000, 2.0, "%"),
    ]


def test_the_picture_of_a_run_names_its_panels(tmp_path: Path):
    run = tmp_path / "bench.json"
    run.write_text(json.dumps({"rows": ROWS}))
    picture = draw([run], tmp_path / "bench.svg")
    assert picture is not None
    for words in ("A day's comparison", "Warehouse", "Prefect's share"):
        assert words in picture.read_text().replace("&#39;", "'")


def test_a_run_without_curves_draws_nothing(tmp_path: Path):
    run = tmp_path / "bench.json"
    run.write_text(json.dumps({"rows": ROWS[5:6]}))
    assert draw([run], tmp_path / "bench.svg") is None
    assert not (tmp_path / "bench.svg").exists()
