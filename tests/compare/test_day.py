"""A day's comparison: the same whatever the order, and only of what belongs to the day."""

from __future__ import annotations

import os
import pickle
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

import pyarrow as pa
import pytest
from made_articles import DAY, NOON, Said, article, healthy
from test_divergence import newsroom

from benchmarks.compare_speed import DAY as MADE_ON
from benchmarks.compare_speed import newsroom as made_newsroom
from flows.demo.content import load_newsroom
from tasks.claims.extract import extract_claims
from tasks.compare.columns import PackedColumns
from tasks.compare.day import compare_day, compare_story, latest_versions
from tasks.compare.divergence_pieces import SelectionPiece
from tasks.compare.pieces import HERE, work_packed
from tasks.compare.records import DayResult, Document
from tasks.compare.rows import rows_of_day
from tasks.compare.settings import CompareSettings, DivergenceSettings
from tasks.compare.workers import SPREAD_ARTICLES, LocalWorkers, open_workers
from tasks.engine import Engine

SETTINGS = CompareSettings(divergence=DivergenceSettings(permutations=49, bootstraps=20))
OUTLETS = healthy("alpha", "beta", "gamma", "delta")


def test_the_order_of_the_input_changes_nothing():
    documents = newsroom()
    expected = compare_day(DAY, documents, (), OUTLETS, {}, None, SETTINGS)
    shuffled = documents[:]
    random.Random(3).shuffle(shuffled)
    assert compare_day(DAY, shuffled, (), OUTLETS[::-1], {}, None, SETTINGS) == expected


@pytest.fixture(scope="module")
def bundled() -> list[Document]:
    """The articles of the bundled newsroom's three days, with the claims that are really read in them."""
    return [
        Document(
            version_id=f"v-{a.article_id}", article_id=a.article_id, outlet_id=a.outlet_id, url="", title=v.title,
            authors=(), text=(text := "\n".join(block.text for block in v.blocks)), language="en", kind="article",
            full_text=a.kind == "article", published_at=a.published_at, published_precision="minute",
            first_seen_at=a.published_at, seen_after=None, day=a.published_at.date(), claims=extract_claims(text),
        )
        for site in load_newsroom() for a in site.articles for v in a.versions[:1]
    ]  # fmt: skip


def in_order_of(seed: int, documents: list[Document]) -> list[DayResult]:
    """The newsroom's first two days one after the other, everything arriving in an order of its own."""
    draw = random.Random(seed)
    days: list[DayResult] = []
    for day in sorted({document.day for document in documents})[:2]:
        arrived = [document for document in documents if document.day <= day]
        members = [row for result in days for row in result.story_members]
        rows = [row for result in days for row in result.stories]
        outlets = list(healthy(*sorted({document.outlet_id for document in documents})))
        for pile in (arrived, members, rows, outlets):
            draw.shuffle(pile)
        days.append(compare_day(day, arrived, members, outlets, {}, None, SETTINGS, rows))
    return days


def test_real_articles_give_the_same_days_in_whatever_order_they_arrive(bundled):
    expected = in_order_of(0, bundled)
    assert all(len(day.stories) >= 5 and day.claims and day.divergences for day in expected)
    for seed in (1, 2, 3):
        assert in_order_of(seed, bundled) == expected


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


def test_who_works_the_pieces_changes_nothing():
    documents = made_newsroom(60, outlets=8)
    days = healthy(*sorted({document.outlet_id for document in documents}))
    alone = compare_day(MADE_ON, documents, (), days, {}, None, SETTINGS)
    assert alone.divergences
    with LocalWorkers(2) as workers:
        assert compare_day(MADE_ON, documents, (), days, {}, None, SETTINGS, workers=workers) == alone


def test_a_large_day_gives_the_same_rows_and_keeps_them_packed(monkeypatch):
    documents = made_newsroom(60, outlets=8)
    days = healthy(*sorted({document.outlet_id for document in documents}))
    small = compare_day(MADE_ON, documents, (), days, {}, None, SETTINGS)
    monkeypatch.setattr("tasks.compare.day.LARGE_DAY", 10)
    with LocalWorkers(2) as workers:
        large = compare_day(MADE_ON, documents, (), days, {}, None, SETTINGS, workers=workers)
    assert isinstance(large.claim_members, PackedColumns) and large.claim_members
    assert large == small
    stored = {name: rows_of_day(day)["claim_status"] for name, day in (("large", large), ("small", small))}
    in_order = [(name, "ascending") for name in ("story_id", "claim_id", "outlet_id")]
    assert pa.table(stored["large"]).sort_by(in_order).equals(stored["small"].sort_by(in_order))


@dataclass(frozen=True)
class Late:
    """A piece that is ready later the earlier it stands."""

    number: int

    def worked(self) -> int:
        time.sleep(0.02 / (1 + self.number))
        return self.number


@dataclass(frozen=True)
class Where:
    """A piece that tells who works it."""

    def worked(self) -> int:
        return os.getpid()


@dataclass(frozen=True)
class Deadly:
    """A piece that ends the process it is sent to, but not this one."""

    home: int

    def worked(self) -> str:
        if os.getpid() != self.home:
            os._exit(9)
        return "worked here"


def test_a_piece_that_its_process_dies_of_is_worked_here():
    with LocalWorkers(2) as workers:
        assert list(workers.each([Deadly(os.getpid())] * 3)) == ["worked here"] * 3
        assert workers.begin(Deadly(os.getpid()))() == "worked here"


def test_one_piece_is_worked_while_something_else_is_done():
    with LocalWorkers(2) as workers:
        elsewhere = workers.begin(Where())
        assert elsewhere() != os.getpid()
    assert HERE.begin(Where())() == os.getpid()


def test_pieces_on_a_cluster_come_back_in_their_order():
    with ThreadPoolExecutor(3) as threads:
        engine = Engine("three threads", lambda step, packed: threads.submit(step, packed))
        with open_workers(SPREAD_ARTICLES, 2, engine, work_packed) as workers:
            assert list(workers.each([Late(number) for number in range(60)])) == list(range(60))


def test_a_small_day_starts_no_process():
    with open_workers(SPREAD_ARTICLES - 1, 8, None, None) as workers:
        assert workers is HERE


def test_the_choice_of_stories_is_tested_alike_however_often_it_was_sent():
    draw = random.Random(9)
    covered = tuple(tuple(sorted(draw.sample(range(300), 25))) for _ in range(12))
    texts = tuple((f"v{outlet}",) for outlet in range(12))
    piece = SelectionPiece(covered, texts, 300, DAY, SETTINGS)
    sent = piece
    for _ in range(2):
        sent = pickle.loads(pickle.dumps(sent))
        assert repr(sent.worked()) == repr(piece.worked())
