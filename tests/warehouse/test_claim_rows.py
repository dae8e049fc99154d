"""Claims go into rows and come back exactly; every text beside a span is what stands there."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import made_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.records import (
    Attribution,
    Marking,
    NameUse,
    NumberUse,
    Proposition,
    Sentence,
    TextClaims,
    Voice,
)
from tasks.claims.rows import TABLES, claims_from_columns, claims_to_columns, claims_to_rows
from tasks.compare.packed_claims import alone, unpacked
from tasks.compare.window import documents_from_rows
from warehouse.connection import Warehouse
from warehouse.load import load_rows
from warehouse.read import window_documents

TEXT = (
    "“Ünïcode” 😀 — the minister said so. Others denied it, e\u0301tonnés. \u200f12 boats.\n\nEnd of it all."
)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20)).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)
some_spans = st.lists(spans, max_size=3).map(tuple)
index = st.integers(0, 30)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
engagement = st.sampled_from(["acknowledged", "endorsed", "distanced"])
polarity = st.sampled_from(["affirms", "denies"])
certainty = st.sampled_from(["certain", "probable", "possible", "unstated"])
share = st.floats(0, 1)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=3).map(tuple)


claims = st.builds(
    TextClaims,
    language=st.sampled_from(["en", "fr"]),
    observed=st.booleans(),
    sentences=some(st.builds(Sentence, spans, index, share)),
    attributions=some(
        st.builds(
            Attribution,
            some_spans,
            some_spans,
            some_spans,
            st.sampled_from(["direct", "indirect", "mixed"]),
            engagement,
            some_spans,
            polarity,
            certainty,
            words,
            words,
            index,
            some(words),
        )
    ),
    voices=some(st.builds(Voice, words, words, st.sampled_from(["person", "state"]), st.none() | words)),
    markings=some(
        st.builds(
            Marking, spans, spans, engagement, st.sampled_from(["cue", "phrase"]), index, st.none() | index
        )
    ),
    numbers=some(
        st.builds(
            NumberUse,
            spans,
            numbers,
            numbers,
            st.sampled_from(["exact", "vague"]),
            st.none() | words,
            st.none() | words,
            index,
            st.none() | index,
            st.booleans(),
        )
    ),
    names=some(
        st.builds(
            NameUse,
            spans,
            words,
            st.just("place"),
            st.none() | words,
            st.none() | words,
            index,
            st.booleans(),
        )
    ),
    propositions=some(
        st.builds(
            Proposition,
            spans,
            some_spans,
            index,
            st.none() | index,
            engagement,
            polarity,
            certainty,
            st.none() | words,
        )
    ),
)


@given(claims)
@settings(max_examples=150, deadline=None)
def test_claims_come_back_from_their_columns_exactly(found: TextClaims) -> None:
    columns = claims_to_columns(TEXT, found)
    assert set(columns) == set(TABLES)
    assert claims_from_columns(columns) == found


def test_claims_come_back_from_the_warehouse_exactly(empty: Warehouse) -> None:
    stored = {}

    @given(found=claims, number=st.integers(0, 10**9))
    @settings(max_examples=60, deadline=None, database=None)
    def collect(found: TextClaims, number: int) -> None:
        stored[f"{number:016x}"] = found

    collect()
    one = made_rows.version_of(made_rows.OUTLETS[0], 0)
    rows: dict[str, list[Any]] = {}
    for version_id, found in stored.items():
        version = replace(
            one,
            version_id=version_id,
            article_id=version_id,
            text=TEXT,
            text_hash=version_id,
            chars=len(TEXT),
        )
        made_rows.merge(rows, {"version": [version], **claims_to_rows(version_id, TEXT, found)})
    load_rows(empty, rows)
    documents = documents_from_rows(window_documents(empty, one.day, one.day))
    assert {document.version_id: document.claims for document in documents} == stored
    sent = pickle.loads(pickle.dumps(alone(documents[::2])))  # as a part of them is sent to another process
    assert {document.version_id: document.claims for document in unpacked(sent)} == {
        document.version_id: stored[document.version_id] for document in documents[::2]
    }


def test_texts_beside_spans_are_those_of_the_text(warehouse: Warehouse) -> None:
    text = made_rows.text_of("night_mail", 0)
    rows = claims_to_rows("v", text, made_rows.claims_of("night_mail", text))
    quote = rows["attribution"][1]
    assert quote["content_text"] == "Nobody warned … us"
    assert quote["source_text"] == "the fishers’ union"
    assert rows["number_use"][0]["excerpt"] == "at least 12"
