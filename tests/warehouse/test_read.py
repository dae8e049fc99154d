"""What other rooms get: rows that fit their records, in a fixed order."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

import made_rows
import pytest

from tasks.collect.records import EntryRow, FeedState, FetchRow
from tasks.collect.state import KnownEntry
from tasks.compare.records import Document, OutletDay, StoryMemberRow
from tasks.compare.window import documents_from_rows
from tasks.watch.records import OutletFacts
from warehouse import read
from warehouse.connection import Warehouse
from warehouse.errors import RowsRefused
from warehouse.load import load_rows
from warehouse.remembered import Again, known_entries, outlet_states

DAY = made_rows.DAY
NEXT = DAY + made_rows.timedelta(days=1)
FIRST = made_rows.OUTLETS[0]


def document(row: dict[str, Any]) -> Document:
    return documents_from_rows([row])[0]


def test_a_window_gives_the_latest_version_of_each_article_with_its_claims(seen: Warehouse) -> None:
    documents = [document(row) for row in read.window_documents(seen, DAY, DAY)]
    assert len(documents) == 6
    edited = made_rows.version_of(FIRST, 0, softened=True)
    assert edited.version_id in {one.version_id for one in documents}
    for one in documents:
        assert one.claims == made_rows.claims_of(one.outlet_id, one.text)
        assert one.day == DAY and one.first_seen_at.tzinfo is not None
        assert one.seen_after == made_rows.at(DAY, 6)  # the poll before it was seen
    assert len(read.window_documents(seen, DAY, NEXT)) == 12
    assert (
        read.window_documents(seen, DAY - made_rows.timedelta(days=9), DAY - made_rows.timedelta(days=8))
        == []
    )


def test_versions_of_one_text_share_their_claims_unless_these_differ(empty: Warehouse) -> None:
    first = made_rows.version_of(FIRST, 0)
    copies = [
        replace(
            first,
            version_id=f"copy{number:012d}",
            article_id=f"copy{number:012d}",
            url=f"{first.url}-{number}",
        )
        for number in range(3)
    ]
    rows: dict[str, list[Any]] = {}
    for copy in copies:
        made_rows.add_version(rows, copy)
    odd = copies[1].version_id  # read by another extractor
    rows["number_use"] = [row for row in rows["number_use"] if row["version_id"] != odd]
    assert len(rows["number_use"]) < 3 * len(made_rows.claims_of(FIRST, first.text).numbers)
    load_rows(empty, rows)
    found = documents_from_rows(read.window_documents(empty, DAY, DAY))
    numbers = {one.version_id: one.claims.numbers for one in found}
    assert numbers[odd] == ()
    assert numbers[copies[0].version_id] == made_rows.claims_of(FIRST, first.text).numbers
    assert found[0].claims is found[2].claims and found[0].claims is not found[1].claims


def test_versions_seen_later_can_be_left_out(seen: Warehouse) -> None:
    rows = read.window_documents(seen, DAY, DAY, seen_until=made_rows.at(DAY, 11))
    assert made_rows.version_of(FIRST, 0).version_id in {row["version_id"] for row in rows}


def test_earlier_versions_come_oldest_first(seen: Warehouse) -> None:
    found = read.previous_versions(seen, DAY, DAY)
    old = made_rows.version_of(FIRST, 0)
    assert list(found) == [old.article_id]
    assert [document(row).version_id for row in found[old.article_id]] == [old.version_id]


def test_earlier_members_fit_their_record(seen: Warehouse) -> None:
    names = [field.name for field in fields(StoryMemberRow)]
    rows = read.earlier_members(seen, NEXT, 2)
    assert {StoryMemberRow(**{name: row[name] for name in names}).day for row in rows} == {DAY}
    assert read.earlier_members(seen, DAY, 2) == []


def test_outlet_days_follow_the_health_verdict(warehouse: Warehouse) -> None:
    days = {one.outlet_id: one for one in (OutletDay(**row) for row in read.outlet_days(warehouse, DAY))}
    assert all(one.polled and one.healthy and not one.suspect for one in days.values())
    with warehouse.transaction() as cursor:
        cursor.execute("delete from raw.health")
    later = {row["outlet_id"]: row for row in read.outlet_days(warehouse, NEXT + made_rows.timedelta(days=3))}
    assert not any(row["healthy"] or row["polled"] for row in later.values())
    assert later[FIRST]["reason"] == "not observed on this day"


def test_facts_of_a_day_are_counted_once_per_article(seen: Warehouse) -> None:
    facts = {one.outlet_id: one for one in (OutletFacts(**row) for row in read.outlet_facts(seen, DAY))}
    assert (facts[FIRST].articles, facts[FIRST].kept, facts[FIRST].polls, facts[FIRST].voices) == (2, 2, 1, 6)
    assert facts[FIRST].imported == 0


def test_an_outlets_memory_fits_what_collect_keeps(warehouse: Warehouse) -> None:
    failed = FetchRow(
        "again", made_rows.RUN, FIRST, f"e-{FIRST}-{DAY}-0", "page", "u", None, (), made_rows.at(NEXT, 9),
        "failed", "timeout", None, None, None, None, 0, 0, 9, None, None, None, None,
    )  # fmt: skip
    load_rows(warehouse, {"fetch": [failed]})
    soon = Again(made_rows.at(NEXT, 12), made_rows.at(DAY, 0), (5.0, 1000.0), 9, 5, ("gone",))
    states = outlet_states(warehouse, [FIRST, "nobody"], soon)
    state = states[FIRST]
    (feed,) = (FeedState(**row) for row in state["feeds"].values())
    assert feed.etag == 'W/"x"'
    known = {url: KnownEntry(**row) for url, row in state["known"].items()}
    assert len(known) == 4
    entry = known[made_rows.version_of(FIRST, 0).url]
    assert (entry.looks, entry.failures, entry.last_reason) == (1, 1, "timeout")
    assert (entry.etag, entry.page_hash) == ('"1"', "ab" * 32)
    assert states["nobody"] == {"feeds": {}, "known": {}}
    listed = (FIRST, (f"e-{FIRST}-{DAY}-0", "never seen")), ("nobody", ("e-x",))
    assert known_entries(warehouse, listed) == {listed[0]: {entry.normal_url: asdict(entry)}, listed[1]: {}}


def test_an_outlet_is_told_of_entries_that_may_be_due_again_and_of_no_others(warehouse: Warehouse) -> None:
    failed = FetchRow(
        "again", made_rows.RUN, FIRST, f"e-{FIRST}-{DAY}-0", "page", "u", None, (), made_rows.at(NEXT, 9),
        "failed", "timeout", None, None, None, None, 0, 0, 9, None, None, None, None,
    )  # fmt: skip
    load_rows(warehouse, {"fetch": [failed]})

    def told(**changed: Any) -> list[tuple[int, int]]:
        usual = Again(made_rows.at(NEXT, 12), made_rows.at(DAY, 0), (5.0, 1000.0), 9, 5, ("gone",))
        state = outlet_states(warehouse, [FIRST], replace(usual, **changed))[FIRST]
        return sorted((row["looks"], row["failures"]) for row in state["known"].values())

    assert told() == [(1, 0)] * 3 + [(1, 1)]
    assert told(look_hours=(1000.0,)) == told(look_hours=()) == [(1, 1)], "no look is due"
    assert told(most_looks=2) == [(1, 0)] * 2 + [(1, 1)]
    assert told(final=("timeout",)) == told(most_failures=1) == [(1, 0)] * 3, "tried often enough"
    assert len(told(since=made_rows.at(NEXT, 0))) == 2, "seen long ago"
    load_rows(warehouse, {"fetch": [replace(failed, fetch_id="later", outcome="ok", reason=None)]})
    assert told() == [(1, 0)] * 3, "one look serves all hours before it"


def test_an_imported_copy_of_an_address_is_not_due_when_the_address_was_just_looked_at(
    warehouse: Warehouse,
) -> None:
    url = made_rows.version_of(FIRST, 0).url
    copy = EntryRow("copy", made_rows.RUN, FIRST, "import:a", url, url, "t", None, None, made_rows.at(DAY, 8))
    fetched = {**warehouse.rows("from raw.fetch where purpose = 'page' limit 1")[0], "outlet_id": FIRST}
    old = {**fetched, "fetch_id": "old", "entry_id": "copy", "fetched_at": made_rows.at(DAY, 1)}
    fresh = {**old, "fetch_id": "new", "entry_id": f"e-{FIRST}-{DAY}-0", "fetched_at": made_rows.at(NEXT, 11)}
    again = Again(made_rows.at(NEXT, 12), made_rows.at(DAY, 0), (5.0, 1000.0), 9, 5, ())
    load_rows(warehouse, {"entry": [copy], "fetch": [old]})
    assert url in outlet_states(warehouse, [FIRST], again)[FIRST]["known"]
    load_rows(warehouse, {"fetch": [fresh]})
    assert url not in outlet_states(warehouse, [FIRST], again)[FIRST]["known"]


def test_small_questions(warehouse: Warehouse) -> None:
    version = made_rows.version_of(FIRST, 0)
    assert read.known_versions(warehouse, {version.version_id, "none"}) == {version.version_id}
    assert read.known_versions(warehouse, set()) == set()
    assert read.known_outlets(warehouse) == set(made_rows.OUTLETS)
    assert read.version_texts(warehouse, [version.version_id]) == {version.version_id: version.text}
    assert read.days_with_articles(warehouse) == read.built_days(warehouse) == [DAY, NEXT]
    assert read.runs(warehouse)[0]["run_id"] == made_rows.RUN
    assert {row["outcome"] for row in read.run_outcomes(warehouse, made_rows.RUN)} == {"kept"}
    assert read.background_words(warehouse, DAY, DAY, 100)["fishers"] == 6
    load_rows(warehouse, {"poison": [{"page_hash": "x", "tries": 2, "last_at": None}]})
    assert read.poison_tries(warehouse) == {"x": 2}


def test_usual_words_are_counted_in_the_last_days_that_have_texts_enough(warehouse: Warehouse) -> None:
    last = read.background_words(warehouse, NEXT, NEXT, 100)
    assert read.background_words(warehouse, DAY, NEXT, 1) == last
    assert sum(read.background_words(warehouse, DAY, NEXT, 100).values()) > sum(last.values())
    assert read.background_words(warehouse, made_rows.timedelta(days=5) + NEXT, NEXT, 100) == {}


def test_a_daily_table_can_be_cut_to_a_story(seen: Warehouse) -> None:
    whole = read.daily_table(seen, "claims", DAY)
    part = read.daily_table(seen, "claims", DAY, story_id=f"s0-{DAY}")
    assert 0 < part.num_rows < whole.num_rows
    assert read.daily_table(seen, "coverage", DAY, story_id="any").num_rows == 3
    with pytest.raises(RowsRefused, match="there are"):
        read.daily_table(seen, "claims; drop table raw.version", DAY)


@pytest.mark.parametrize(("addresses", "articles"), [(3, 3), (4, 0)])
def test_one_text_under_many_addresses_of_an_outlet_is_a_stub(
    empty: Warehouse, addresses: int, articles: int
) -> None:
    stub = made_rows.version_of(FIRST, 0)
    rows: dict[str, list[Any]] = {}
    for number in range(addresses):
        article = f"stub{number:012d}"
        made_rows.add_version(
            rows, replace(stub, version_id=article, article_id=article, url=f"{stub.url}-{number}")
        )
    load_rows(empty, rows)
    assert len(read.window_documents(empty, DAY, DAY)) == articles
    assert len(empty.rows("from model.current_version")) == articles
    told = [row["articles"] for row in empty.rows("from model.shared_text")]
    assert told == ([addresses] if articles == 0 else [])
