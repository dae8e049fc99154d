"""Large feeds are read in a process that can be killed."""

from __future__ import annotations

import asyncio
import time

from tasks.collect import apart
from tasks.collect.feeds import parse_feed
from tests.collect.helpers import rss


def read(body: bytes):
    return asyncio.run(
        apart.parse_apart(
            body,
            content_type="application/rss+xml",
            url="http://a.example/feed",
            kind="auto",
            max_items=2000,
            max_bytes=10_000_000,
        )
    )


def test_a_large_feed_reads_the_same_apart(monkeypatch):
    body = rss(*(f"http://a.example/{n}" for n in range(300)))
    here = read(body)
    monkeypatch.setattr(apart, "SMALL_BYTES", 0)
    assert read(body) == here
    sitemap = (
        b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-04</lastmod></sitemap></sitemapindex>"
    )
    assert (
        read(sitemap).children
        == parse_feed(sitemap, content_type="", url="", kind="auto", max_items=9, max_bytes=9999).children
    )


def test_a_feed_that_takes_for_ever_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 2.0)
    attributes = b" ".join(b"x%d='1'" % n for n in range(100_000))
    begun = time.monotonic()
    attack = (
        b"<rss version='2.0'><channel><item><description><a "
        + attributes
        + b"></description></item></channel></rss>"
    )
    got = read(attack)
    assert (got.form, got.items) == (None, ())
    assert "2 s" in got.detail
    assert time.monotonic() - begun < 8


def test_a_bomb_ends_by_its_own_processor_time_however_busy_the_machine_is(monkeypatch):
    monkeypatch.setattr(apart, "CPU_SECONDS", 1)
    attributes = b" ".join(b"x%d='1'" % n for n in range(100_000))
    got = read(
        b"<rss version='2.0'><channel><item><description><a "
        + attributes
        + b"></description></item></channel></rss>"
    )
    assert (got.form, got.detail) == (None, "reading took more than 1 s of processor time")


def test_a_reading_process_that_dies_is_an_outcome(monkeypatch):
    monkeypatch.setattr(apart, "SMALL_BYTES", 0)
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    assert read(rss("/a")).detail == "reading ended with code 1"
