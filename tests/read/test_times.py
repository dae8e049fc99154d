from datetime import UTC, datetime

import pytest

from tasks.read.shown import dates_in
from tasks.read.times import local_iso, parse_time

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "at", "precision", "zone"),
    [
        ("2026-03-10T07:30:00+01:00", "2026-03-10T06:30:00+00:00", "second", "+01:00"),
        ("2026-03-10T07:30:00+0100", "2026-03-10T06:30:00+00:00", "second", "+01:00"),
        ("2026-03-10T07:30Z", "2026-03-10T07:30:00+00:00", "minute", "Z"),
        ("2026-03-10T07:30:12.345-05:00", "2026-03-10T12:30:12+00:00", "second", "-05:00"),
        ("2026-03-10 07:30", "2026-03-10T07:30:00+00:00", "minute", None),
        ("2026-03-10", "2026-03-10T00:00:00+00:00", "day", None),
        ("20260310", "2026-03-10T00:00:00+00:00", "day", None),
        ("2026-03", "2026-03-01T00:00:00+00:00", "month", None),
        ("1773127800", "2026-03-10T07:30:00+00:00", "second", "Z"),
        ("Tue, 10 Mar 2026 07:30:00 GMT", "2026-03-10T07:30:00+00:00", "second", "Z"),
        ("Tue, 10 Mar 2026 07:30:00 -0500", "2026-03-10T12:30:00+00:00", "second", "-05:00"),
        ("March 10, 2026 7:30 pm EST", "2026-03-11T00:30:00+00:00", "minute", "-05:00"),
        (
            "Tue Mar 10 2026 07:30:00 GMT+0100 (Central European Time)",
            "2026-03-10T06:30:00+00:00",
            "second",
            "+01:00",
        ),
        ("10 Mar 2026 07:30 CET", "2026-03-10T06:30:00+00:00", "minute", "+01:00"),
        ("2026-03-10T07:30:00+01:00[Europe/Berlin]", "2026-03-10T06:30:00+00:00", "second", "+01:00"),
        ("March 10, 2026", "2026-03-10T00:00:00+00:00", "day", None),
    ],
)
def test_a_stated_time_keeps_its_precision_and_zone(raw, at, precision, zone):
    stated = parse_time(raw, NOW)
    assert stated.at.isoformat() == at
    assert (stated.precision, stated.zone) == (precision, zone)
    assert stated.flag == (None if zone else "naive")


def test_a_time_later_than_the_fetch_by_more_than_a_day_is_flagged_and_kept():
    assert parse_time("2026-03-12T10:00:00Z", NOW).flag is None
    planned = parse_time("2026-04-01T10:00:00Z", NOW)
    assert planned.flag == "future"
    assert planned.at is not None


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-10T07:30:00+99:99",
        "2026-03-10T25:00",
        "9999999999",
        "1970-01-01T00:00:00Z",
        "0001-01-01",
        "2026-13-45",
        "9999-12-31",
        "2026-02-30T10:00:00Z",
    ],
)
def test_absurd_times_have_no_instant(raw):
    stated = parse_time(raw, NOW)
    assert stated.flag == "absurd"
    assert stated.at is None


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "10 smar 2026",
        "06/13/2019",
        "{{date}}",
        "/Date(0)/",
        "12:30",
        "volume 12",
        "x" * 5000,
    ],
)
def test_what_is_no_date_gives_none(raw):
    assert parse_time(raw, NOW) is None


def test_a_time_is_written_in_its_own_zone_and_no_more_exact_than_stated():
    assert local_iso(parse_time("2026-03-10T00:30:00+02:00", NOW)) == "2026-03-10T00:30:00+02:00"
    assert local_iso(parse_time("2026-03-10", NOW)) == "2026-03-10"
    assert local_iso(None) is None


@pytest.mark.parametrize(
    ("line", "locale", "iso", "label"),
    [
        ("Published March 9, 2026", "en", "2026-03-09", "published"),
        ("Updated: 9th March 2026 at 14:05", "en-GB", "2026-03-09T14:05", "changed"),
        ("Stand: 09.03.2026, 06:00 Uhr", "de", "2026-03-09T06:00", "none"),
        ("9. März 2026", "de", "2026-03-09", "none"),
        ("Publié le 9 mars 2026 à 18h30", "fr", "2026-03-09T18:30", "published"),
        ("9 de marzo de 2026", "es", "2026-03-09", "none"),
        ("Обновлено 9 марта 2026", "ru", "2026-03-09", "changed"),
        ("2026年3月9日", "ja", "2026-03-09", "none"),
        ("03/09/2026", "en-US", "2026-03-09", "none"),
        ("09/03/2026", "en-GB", "2026-03-09", "none"),
        ("25/12/2026", "en-US", "2026-12-25", "none"),
        ("HealthMARCH 9, 2026", "en", "2026-03-09", "none"),
        ("4. listopada 2026.", "hr", "2026-10-04", "none"),
        ("4 listopada 2026", "pl-PL", "2026-11-04", "none"),
        ("प्रकाशित: ४ फ़रवरी २०२६, १०:३०", "hi", "2026-02-04T10:30", "published"),
        ("Version 10.2.3 of 4/5", "en", None, None),
    ],
)
def test_dates_shown_beside_a_headline_are_read_in_the_pages_own_way(line, locale, iso, label):
    found = dates_in(line, locale)
    assert [(d.iso, d.label) for d in found] == ([(iso, label)] if iso else [])
