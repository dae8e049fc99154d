"""Alarms reach a mailbox and a web hook; what fails is tried again, what was taken is not sent twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_string

from tasks.watch.deliver import notify
from tasks.watch.records import Alarm
from tests.watch.receivers import receiver

ALARM = Alarm(
    alarm_id="a1",
    rule="outlet_silent",
    outlet_id="nowhere",
    subject="nowhere",
    first_day=date(2026, 3, 2),
    last_day=date(2026, 3, 2),
    title="Nowhere Post is silent",
    body="2 days brought nothing where 7.0 articles are usual.",
    evidence="http://127.0.0.1:8501/health?day=2026-03-02&outlet=nowhere",
    raised_at=datetime(2026, 3, 3, tzinfo=UTC),
    delivered_at=None,
    delivered_to=(),
    tries=0,
)


def test_an_alarm_arrives_by_mail_and_by_web_hook_with_its_evidence() -> None:
    with receiver("mail") as (mail, letters), receiver("hook") as (hook, posts):
        addresses = (
            f"mailto://127.0.0.1:{mail}?mode=insecure&from=parallax@desk.example&to=editor@desk.example",
            f"json://127.0.0.1:{hook}/services/T0?:message=text",
        )
        assert notify(ALARM, addresses) == ("notify-1", "notify-2")
    letter = message_from_string(letters[0])
    assert "Nowhere Post is silent" in str(letter["Subject"])
    part = next(p for p in letter.walk() if p.get_content_maintype() == "text")
    assert "health?day=2026-03-02&outlet=nowhere" in part.get_payload(decode=True).decode()
    said = json.loads(posts[0])
    assert said["text"].startswith("2 days brought nothing")
    assert "outlet=nowhere" in said["text"]


def test_only_the_channel_that_failed_is_tried_again() -> None:
    with receiver("hook") as (port, posts):
        addresses = (f"json://127.0.0.1:{port}/good", f"json://127.0.0.1:{port}/broken")
        first = notify(ALARM, addresses)
        assert first == ("notify-1",)
        again = (addresses[0], f"json://127.0.0.1:{port}/mended")
        assert notify(replace(ALARM, delivered_to=("log", *first)), again) == ("notify-2",)
    assert len(posts) == 3


def test_without_addresses_nothing_is_imported_or_sent() -> None:
    assert notify(ALARM, ()) == ()
