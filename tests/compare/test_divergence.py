"""Divergence that one can trust: silent where nothing parts two outlets, NULL where nothing can be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import simulated
from made_articles import DAY, Said, article, healthy
from scipy.stats import kstest

from tasks.compare.amounts import house_free
from tasks.compare.day import compare_day, compare_story
from tasks.compare.records import DayResult, Document
from tasks.compare.settings import CompareSettings, DivergenceSettings
from tasks.compare.statistics import benjamini_hochberg, entropies, jensen_shannon, summarise

FEW_DRAWS = DivergenceSettings(permutations=99, bootstraps=50)
SETTINGS = CompareSettings(divergence=FEW_DRAWS)


@pytest.mark.parametrize(
    "runs",
    [
        lambda: simulated.amounts(200, 10, FEW_DRAWS, 12),
        lambda: simulated.amounts(200, 10, FEW_DRAWS, 20, few=True),
        lambda: simulated.split_outlet_terms(200, 10, FEW_DRAWS, 11),
        lambda: simulated.split_outlet_terms(200, 7, FEW_DRAWS, 21),
        lambda: simulated.split_outlet_names(150, 10, FEW_DRAWS, 13),
        lambda: simulated.exchangeable_claims(200, 10, FEW_DRAWS, 14),
        lambda: simulated.exchangeable_claims(200, 4, FEW_DRAWS, 19, claims=4),
        lambda: simulated.split_story(200, 6, FEW_DRAWS, 15),
        lambda: simulated.one_pool(200, 8, 60, FEW_DRAWS, 16),
    ],
    ids=["words", "articles", "terms", "terms of 7 stories", "names", "claims", "claims of few values",
         "inside a story", "selection"],
)  # fmt: skip
def test_where_nothing_parts_two_outlets_p_is_uniform_and_the_interval_holds_zero(runs):
    found = runs()
    assert kstest(found.p_values, "uniform").pvalue > 0.01
    assert 0.90 <= found.coverage() <= 0.99  # three standard errors of 0.95 in so few runs
    assert (found.published <= 0.05).mean() <= 0.09


@pytest.mark.parametrize("relabellings", [35, 64, 128, 256, 500])
@pytest.mark.parametrize("decimals", [9, 2])
def test_over_all_relabellings_the_interval_holds_zero_in_93_to_97_of_100(relabellings, decimals):
    """Each relabelling in turn as the one observed: no simulation, the promise itself."""
    rng = np.random.default_rng(relabellings)
    for _ in range(20):
        null = np.round(rng.gamma(2.0, 0.1, size=relabellings), decimals)
        every = np.broadcast_to(null[:, None], (relabellings, relabellings))
        nothing = np.zeros(relabellings)
        found = summarise(null, every, nothing, nothing, complete=True)
        holds = (found.low <= 0) & (found.high >= 0)
        if np.isfinite(found.low).any():
            assert 0.93 <= holds.mean() <= 0.97


@pytest.mark.parametrize("stories", [3, 4, 5, 6])
def test_too_few_stories_for_a_valid_interval_give_none(stories):
    assert simulated.split_outlet_terms(5, stories, FEW_DRAWS, 22).untested == 1


def test_power_grows_with_the_number_of_shared_stories():
    power = [
        simulated.split_outlet_terms(60, stories, FEW_DRAWS, 17, shift=0.06).power() for stories in (4, 8, 16)
    ]
    assert power[0] < power[1] < power[2]
    assert power[2] > 0.8


def test_power_grows_where_attention_leans_to_other_stories():
    power = [simulated.amounts(150, stories, FEW_DRAWS, 23, shift=1.0).power() for stories in (10, 30, 90)]
    assert power[0] < power[1] < power[2]
    assert power[2] > 0.7


def test_an_outlet_that_took_the_large_stories_is_no_verbose_one():
    """Two outlets write ten times as much on every other story; one of them takes these alone."""
    large = {"one": 1000.0, "two": 1000.0}
    small = {"one": 100.0}
    free = house_free([large, small, large, small])
    assert free[0]["one"] == pytest.approx(free[0]["two"])


def test_power_grows_where_tastes_for_stories_part():
    power = [simulated.one_pool(60, 10, stories, FEW_DRAWS, 24, leaning=1.0).power() for stories in (20, 60)]
    assert power[0] < power[1]


def test_power_grows_with_the_articles_inside_a_story():
    power = [simulated.split_story(60, origins, FEW_DRAWS, 18, shift=1.5).power() for origins in (3, 8, 16)]
    assert power[0] < power[1] < power[2]


def test_jensen_shannon_is_0_for_the_same_and_1_for_nothing_in_common():
    one = np.array([[4.0, 4.0, 0.0]])
    assert jensen_shannon(one, one * 3)[0] == pytest.approx(0)
    assert jensen_shannon(one, np.array([[0.0, 0.0, 5.0]]))[0] == pytest.approx(1)


def test_miller_madow_adds_what_a_small_sample_hides():
    counts = np.array([2.0, 1.0, 1.0])
    assert entropies(counts, np.array(4.0)) == pytest.approx(entropies(counts) + 2 / (8 * np.log(2)))


def test_benjamini_hochberg_against_worked_values():
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.2])).tolist() == pytest.approx(
        [0.04, 0.16 / 3, 0.16 / 3, 0.2]
    )


TOPICS = [
    ("Port Lune", "fire", "cannery", "sprinklers", "packers"),
    ("Arden", "spill", "river", "solvent", "fishermen"),
    ("Ostry", "ceasefire", "border", "shelling", "villagers"),
    ("Castell", "takeover", "shares", "shareholders", "engineers"),
    ("Lowdale", "derailment", "railway", "signals", "passengers"),
    ("Norlund", "drought", "reservoir", "pipelines", "farmers"),
    ("Velmark", "strike", "harbour", "cranes", "dockers"),
    ("Tesk", "outage", "substation", "transformers", "bakers"),
    ("Mirna", "landslide", "monastery", "terraces", "pilgrims"),
    ("Quell", "outbreak", "ward", "filters", "nurses"),
    ("Sarn", "collision", "lighthouse", "beacons", "sailors"),
    ("Ulm", "heist", "museum", "cameras", "curators"),
]
HOUSE = {
    "alpha": "The regime in the capital stays silent on the slaughter.",
    "beta": "The government in the capital has not commented on the deaths.",
    "gamma": "The authorities in the capital gave no comment on the losses.",
    "delta": "The cabinet in the capital did not reply about the victims.",
}


#: What each desk makes of a topic: nobody copies anybody.
DESKS = [
    (
        "The {event} near {place} damaged the {thing} and worried {people} on the coast.",
        "Experts had warned {people} for years about the {part}.",
        "At noon {people} met beside the {thing}.",
    ),
    (
        "In {place} a {event} left the {thing} damaged, and {people} are worried.",
        "For years there were warnings about the {part}, which {people} say nobody heard.",
        "Ministers flew home when they heard of the {event}.",
    ),
    (
        "{people} woke on Tuesday to a {event} that damaged the {thing} of {place}.",
        "Nobody had ever warned them about the {part}.",
        "Repairs of the {thing} will cost nine million crowns.",
    ),
    (
        "Worry spread among {people} after the {event} at {place} damaged the {thing}.",
        "The {part} were known to be weak, and experts warned of it years ago.",
        "Prices of bread and fuel went up in the shops of {place}.",
    ),
]


def newsroom(outlets: tuple[str, ...] = ("alpha", "beta", "gamma", "delta")) -> list[Document]:
    documents = []
    for number, (place, event, thing, part, people) in enumerate(TOPICS):
        for turn, outlet in enumerate(outlets):
            if (number + turn) % 5 == 4:
                continue
            words = {"place": place, "event": event, "thing": thing, "part": part, "people": people}
            first, second, third = (line.format(**words) for line in DESKS[turn])
            chief = ["Ada Okafor", "Boro Lind", "Tomas Vey"][(number + turn) % 3]
            documents.append(
                article(
                    outlet,
                    first,
                    Said(chief, f"the {part} near {place} had been checked before the {event}"),
                    second,
                    third,
                    HOUSE[["alpha", "beta", "gamma", "delta"][turn]],
                    title=f"{place} {event}: {thing} and {part} worry {people}",
                    number=turn,
                    hour=turn / 4,
                )
            )
    return documents


def compared(documents: list[Document]) -> DayResult:
    outlets = sorted({document.outlet_id for document in documents})
    return compare_day(DAY, documents, (), healthy(*outlets), {}, None, SETTINGS)


def test_two_outlets_that_share_stories_are_tested_on_every_level():
    result = compared(newsroom())
    assert len(result.stories) == len(TOPICS)
    tested = {(row.level, row.aspect) for row in result.divergences if row.value is not None}
    assert {("coverage", "words"), ("statement", "terms")} <= tested
    assert {("statement", "claims"), ("statement", "voices")} <= tested


def test_every_row_has_either_all_figures_or_a_reason():
    for row in compared(newsroom()).divergences:
        figures = (row.value, row.null_mean, row.excess, row.low, row.high, row.p_value, row.q_value)
        if row.reason is None:
            assert None not in figures
            assert row.low <= row.excess <= row.high
            assert row.p_value <= row.q_value <= 1
        else:
            assert set(figures) == {None}
        assert row.articles_a >= row.origins_a >= 1


def test_q_values_are_over_all_tests_of_the_day():
    rows = [row for row in compared(newsroom()).divergences if row.p_value]
    assert len({row.level for row in rows}) > 1
    assert len({row.aspect for row in rows}) > 2
    p_values = np.array([row.p_value for row in rows])
    assert [row.q_value for row in rows] == pytest.approx(benjamini_hochberg(p_values).tolist(), abs=1e-5)


def test_too_few_shared_stories_give_null_and_the_reason():
    documents = [d for d in newsroom() if d.title.startswith((TOPICS[0][0], TOPICS[1][0]))]
    rows = compared(documents).divergences
    assert rows
    assert {row.value for row in rows} == {None}
    assert all(row.reason for row in rows)


def test_one_off_comparisons_give_no_divergence_but_say_why():
    documents = [document for document in newsroom() if TOPICS[0][0] in document.title]
    rows = compare_story(documents, SETTINGS).divergences
    assert {row.value for row in rows} == {None}
    assert all("too few independent articles" in row.reason for row in rows)


def test_an_outlet_that_was_not_observed_is_not_compared():
    documents = newsroom()
    days = healthy("alpha", "beta", "gamma", delta="feed failed")
    rows = compare_day(DAY, documents, (), days, {}, None, SETTINGS).divergences
    touched = [row for row in rows if "delta" in (row.outlet_a, row.outlet_b)]
    assert touched
    assert all(row.value is None and "feed failed" in row.reason for row in touched)


def mirrored(result: DayResult, one: str, other: str) -> dict[str, set]:
    """All rows with the two names exchanged, pairs put back in order."""
    names = {one: other, other: one}
    tables = {}
    for table in DayResult.__dataclass_fields__:
        rows = getattr(result, table)
        if table == "day":
            continue
        out = set()
        for row in rows:
            changes = {
                field: names.get(getattr(row, field), getattr(row, field))
                for field in ("outlet_id", "outlet_a", "outlet_b", "other_outlet_id")
                if hasattr(row, field)
            }
            row = changed(row, **changes)
            if hasattr(row, "outlet_a") and row.outlet_a > row.outlet_b:
                row = changed(
                    row, outlet_a=row.outlet_b, outlet_b=row.outlet_a, articles_a=row.articles_b,
                    articles_b=row.articles_a, origins_a=row.origins_b, origins_b=row.origins_a,
                )  # fmt: skip
            if hasattr(row, "other_outlet_id") and row.outlet_id > row.other_outlet_id:
                row = changed(
                    row, outlet_id=row.other_outlet_id, version_id=row.other_version_id,
                    number=row.other_number, other_outlet_id=row.outlet_id, other_version_id=row.version_id,
                    other_number=row.number,
                )  # fmt: skip
            out.add(row)
        tables[table] = out
    return tables


def changed(row, **changes):
    return row._replace(**changes) if isinstance(row, tuple) else replace(row, **changes)


def test_swapping_two_outlets_names_mirrors_every_table_exactly():
    documents = newsroom()
    names = {"alpha": "delta", "delta": "alpha"}
    swapped = [replace(d, outlet_id=names.get(d.outlet_id, d.outlet_id)) for d in documents]
    expected, found = mirrored(compared(documents), "alpha", "delta"), compared(swapped)
    for table, rows in expected.items():
        assert set(getattr(found, table)) == rows, table
