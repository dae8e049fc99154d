"""Reprints: whose text it is, found by credit and by words, whatever a copy trimmed or added."""

from __future__ import annotations

import pickle
import random
from datetime import timedelta

import pytest
from made_documents import NOON, document, long_text, piece

from tasks.compare.credits import find_credit, known_agencies
from tasks.compare.reprints import ReprintSettings, ReprintsPiece, find_reprints, origin_of, own_origin

FERRY, MARKET = long_text("ferry"), long_text("market")


def sentences(text: str) -> list[str]:
    return [piece.strip() + "." for piece in text.replace("\n", " ").rstrip(".").split(". ")]


@pytest.mark.parametrize(
    ("authors", "text", "expected"),
    [
        ((), "LONDON (Reuters) - The ferry ran aground.", ("reuters", "dateline")),
        ((), "VESSEL BAY, Holm (AP) — The ferry ran aground.", ("ap", "dateline")),
        ((), "(AP) The ferry ran aground.", ("ap", "dateline")),
        ((), "MOSCOW, June 3. /TASS/. The ferry ran aground.", ("tass", "dateline")),
        ((), "Berlin (dpa) - Die Fähre lief auf Grund.", ("dpa", "dateline")),
        (
            (),
            "By Ann Other\n\nSEOUL/HOLM, Aug 30 (Reuters) - The ferry ran aground.",
            ("reuters", "dateline"),
        ),
        (("AFP",), "The ferry ran aground.", ("afp", "byline")),
        (("By Associated Press",), "The ferry ran aground.", ("ap", "byline")),
        (("Ann Other, Associated Press",), "The ferry ran aground.", ("ap", "byline")),
        ((), "By AFP\n\nThe ferry ran aground.", ("afp", "byline")),
        ((), "The ferry ran aground.\n\n(AP)", ("ap", "credit")),
        ((), "The ferry ran aground.\n\n© 2031 AFP", ("afp", "credit")),
        (
            (),
            "It ran aground.\n\nCopyright 2031 The Associated Press. All rights reserved.",
            ("ap", "credit"),
        ),
        ((), "The ferry ran aground.\n\nSource: Xinhua", ("xinhua", "credit")),
        ((), "It ran aground.\n\n(Reporting by Ann Other; Editing by Bo Else)", ("reuters", "credit")),
        ((), "Пором сів на мілину.\n\nДжерело: Укрінформ", ("ukrinform", "credit")),
    ],
)
def test_a_credit_is_read_where_outlets_put_it(authors, text, expected):
    credit = find_credit(authors, text, known_agencies())
    assert credit is not None
    assert (credit.agency, credit.rule) == expected


@pytest.mark.parametrize(
    ("authors", "text"),
    [
        ((), "The ferry ran aground, the AP reported on Monday."),
        ((), "(Ann Other/Reuters)\n\nThe minister spoke about ferries."),
        ((), "People at the harbour in Holm. (Reuters)\n\nThe minister spoke about ferries."),
        ((), "The ferry ran aground.\n\nThe Associated Press contributed to this report."),
        ((), "The ferry ran aground.\n\nReporting by Ann Other"),
        (("Ann Other", "Associated Press"), "The ferry ran aground."),
        (("Reuters Institute fellow Ann Other",), "The ferry ran aground."),
        ((), "Picture ©Ann Other (AFP)"),
    ],
)
def test_mentions_pictures_and_help_are_no_credit(authors, text):
    assert find_credit(authors, text, known_agencies()) is None


def test_a_credited_text_is_a_reprint_even_when_the_agency_was_not_collected():
    copy = document("copy", f"VESSEL BAY (AP) — {FERRY}")
    (row,) = find_reprints([copy, document("other", MARKET)])
    assert (row.version_id, row.agency, row.rule) == ("v-copy", "ap", "dateline")
    assert row.origin_version_id is None
    assert row.containment is None


def test_two_outlets_with_the_same_agency_text_have_one_origin():
    one = document("one", f"VESSEL BAY (AP) — {FERRY}")
    two = document("two", f"VESSEL BAY (AP) — {FERRY}", at=NOON + timedelta(hours=1))
    rows = find_reprints([one, two])
    assert {row.version_id for row in rows} == {"v-one", "v-two"}
    assert len({row.origin_id for row in rows}) == 1


def test_the_agency_itself_is_the_origin_even_when_its_clock_is_later():
    wire = document("wire", f"LONDON (Reuters) - {FERRY}", outlet="reuters", at=NOON + timedelta(hours=2))
    copy = document("copy", FERRY)
    (row,) = find_reprints([wire, copy])
    assert (row.version_id, row.origin_version_id, row.agency) == ("v-copy", "v-wire", "reuters")
    assert row.origin_id == origin_of([row], [wire, copy])["v-wire"] == own_origin("a-wire")


def test_a_given_agency_is_known_by_credit_and_as_an_outlet():
    settings = ReprintSettings(agencies={"northwire": ["Northwire"]})
    wire = document("wire", f"VESSEL BAY (Northwire) - {FERRY}", outlet="northwire")
    copy = document("copy", f"VESSEL BAY (Northwire) - {FERRY}", at=NOON - timedelta(minutes=5))
    (row,) = find_reprints([wire, copy], settings)
    assert (row.version_id, row.origin_version_id, row.agency) == ("v-copy", "v-wire", "northwire")


def test_another_watched_outlet_in_the_dateline_is_credited_like_an_agency():
    wire = document("wire", f"VESSEL BAY, March 3 (Northwire) - {FERRY}", outlet="northwire")
    copy = document("copy", f"VESSEL BAY, March 3 (Northwire) - {MARKET}", outlet="islander")
    (row,) = find_reprints([wire, copy])
    assert (row.version_id, row.agency, row.rule, row.origin_version_id) == (
        "v-copy",
        "northwire",
        "dateline",
        None,
    )


def test_the_earlier_text_is_the_origin_and_time_decides_before_length():
    short = document("short", " ".join(sentences(FERRY)[:6]))
    long = document("long", FERRY, at=NOON + timedelta(hours=3))
    (row,) = find_reprints([short, long])
    assert (row.version_id, row.origin_version_id) == ("v-long", "v-short")


def test_without_times_the_text_that_lies_inside_the_other_was_cut_from_it():
    short = document("a-short", " ".join(sentences(FERRY)[:6]), at=None, seen=NOON)
    long = document("b-long", FERRY, at=None, seen=NOON)
    (row,) = find_reprints([short, long])
    assert (row.version_id, row.origin_version_id) == ("v-a-short", "v-b-long")


def test_a_trimmed_copy_lies_inside_its_origin():
    origin = document("origin", FERRY)
    copy = document("copy", " ".join(sentences(FERRY)[:6]), at=NOON + timedelta(hours=1))
    (row,) = find_reprints([origin, copy])
    assert row.containment > 0.95
    assert row.containment_back < 0.75
    assert row.inserted_sentences == 0
    assert row.dropped_sentences == len(sentences(FERRY)) - 6


def test_an_extended_copy_shows_what_was_inserted():
    origin = document("origin", FERRY)
    lines = sentences(FERRY)
    lines[4:4] = ["The mayor of Holm thanked the crews.", "He had travelled on the same ship the day before."]
    copy = document("copy", " ".join(lines), at=NOON + timedelta(hours=1))
    (row,) = find_reprints([origin, copy])
    assert (row.rule, row.inserted_sentences, row.dropped_sentences) == ("containment", 2, 0)
    assert row.containment < row.containment_back


def test_the_same_text_is_an_exact_reprint():
    rows = find_reprints([document("one", FERRY), document("two", FERRY, at=NOON + timedelta(hours=1))])
    assert [(row.version_id, row.rule, row.containment) for row in rows] == [("v-two", "exact", 1.0)]


def test_versions_of_one_article_are_not_reprints_of_each_other():
    one = document("one", FERRY, article="a")
    two = document("two", FERRY + " More follows.", article="a", at=NOON + timedelta(hours=1))
    assert find_reprints([one, two]) == ()
    assert len(set(origin_of((), [one, two]).values())) == 1


def test_two_reports_that_quote_the_same_statement_have_two_origins():
    statement = piece("statement")
    said_sorry = "The ferry line said sorry on Tuesday to those stranded off Holm."
    pays_back = "Passengers will get their money back, the owners promised."
    one = document("one", f"{said_sorry} {statement} Its director spoke while divers were at work.")
    two = document("two", f"{pays_back} {statement} A lawyer for twenty families called this far too little.")
    assert find_reprints([one, two]) == ()


def test_a_speech_printed_in_quotation_marks_is_still_a_copy():
    speech = " ".join(f"“{sentence}”" for sentence in sentences(FERRY))
    rows = find_reprints([document("one", speech), document("two", speech, at=NOON + timedelta(hours=1))])
    assert [row.version_id for row in rows] == ["v-two"]


def test_lines_an_outlet_prints_under_every_article_make_no_reprints():
    footer = piece("footer")
    bodies = [
        f"Item {number}: council of {place} voted on the {thing} on Monday evening."
        for number, (place, thing) in enumerate(
            [
                ("Holm", "pier"),
                ("Lennbridge", "market"),
                ("Vessel Bay", "school"),
                ("Orrin", "bridge"),
                ("Tal", "bus"),
            ]
        )
    ]
    documents = [
        document(f"d{number}", f"{body}\n\n{footer}", outlet="islander", at=NOON + timedelta(hours=number))
        for number, body in enumerate(bodies)
    ]
    assert find_reprints(documents) == ()


def test_a_copy_of_a_copy_belongs_to_the_first_text():
    documents = [
        document("first", FERRY),
        document("second", " ".join(sentences(FERRY)[:9]), at=NOON + timedelta(hours=1)),
        document("third", " ".join(sentences(FERRY)[:7]), at=NOON + timedelta(hours=2)),
    ]
    rows = find_reprints(documents)
    assert {row.version_id: row.origin_version_id for row in rows} == {
        "v-second": "v-first",
        "v-third": "v-first",
    }
    assert len(set(origin_of(rows, documents).values())) == 1


def test_order_of_input_and_reruns_change_nothing():
    documents = [
        document("one", FERRY),
        document("two", " ".join(sentences(FERRY)[:8]), at=NOON + timedelta(hours=1)),
        document("three", f"(AP) {MARKET}"),
        document("four", MARKET, at=NOON + timedelta(hours=1)),
    ]
    expected = find_reprints(documents)
    for seed in range(5):
        shuffled = documents[:]
        random.Random(seed).shuffle(shuffled)
        assert find_reprints(shuffled) == expected


def test_languages_and_unrelated_texts_stay_apart():
    assert find_reprints([document("one", FERRY), document("two", FERRY, language="de")]) == ()
    assert find_reprints([document("one", FERRY), document("two", MARKET)]) == ()
    assert find_reprints([]) == ()
    assert find_reprints([document("empty", ""), document("nothing", "  ")]) == ()


def test_copy_in_many_articles_is_counted_a_part_at_a_time(monkeypatch):
    documents = [document(f"o{n}", (FERRY, MARKET)[n % 2], at=NOON + timedelta(hours=n)) for n in range(12)]
    expected = find_reprints(documents)
    assert len(expected) == 10
    monkeypatch.setattr("tasks.compare.shingles._PAIRS_AT_ONCE", 7)
    assert find_reprints(documents) == expected


def test_reprints_are_the_same_when_they_are_looked_for_elsewhere():
    documents = (document("one", FERRY), document("two", FERRY, at=NOON + timedelta(hours=1)))
    piece = ReprintsPiece(documents, ReprintSettings())
    assert pickle.loads(pickle.dumps(piece)).worked() == find_reprints(documents)
