"""Worker processes under pages that hang, crash, hoard memory; pages mark themselves by their type."""

import gzip
import itertools
import multiprocessing
import os
from base64 import b32encode
from hashlib import sha1

import pytest

from tasks.read.pool import PageJob, ReadPool
from tests.read import pages


class Aborting(bytes):
    """A page that makes native code abort."""

    def strip(self, *args):
        os.abort()


class Hanging(bytes):
    """A page that keeps a loop in C busy, which no Python signal handler interrupts."""

    def strip(self, *args):
        sum(itertools.repeat(0))


class Hoarding(bytes):
    """A page that asks for far more memory than there is for it."""

    def strip(self, *args):
        return bytes(20_000_000_000)


class Failing(bytes):
    """A page that runs into a fault of our own."""

    def strip(self, *args):
        raise RuntimeError("unforeseen")


def job(key, body=None):
    return PageJob(key, pages.modern() if body is None else body, pages.URL, "text/html", None)


@pytest.fixture(scope="module")
def pool():
    with ReadPool(wall_seconds=1.5) as pool:
        yield pool


def test_pages_come_back_in_order_with_their_claims(pool):
    results = list(pool.read_many(job(f"p{n}") for n in range(40)))
    assert [r.key for r in results] == [f"p{n}" for n in range(40)]
    assert all(
        r.page.title == pages.TITLE and r.claims["sentence"]["start_char"] and r.refusal is None
        for r in results
    )
    assert pool.tries == {}


def test_readers_at_rest_hold_no_process_and_read_on_when_asked():
    with ReadPool(workers=1) as pool:
        first = next(iter(pool.read_many([job("a")])))
        at_work = {process.pid for process in multiprocessing.active_children()}
        pool.rest()
        assert {process.pid for process in multiprocessing.active_children()} < at_work
        again = next(iter(pool.read_many([job("a")])))
    assert again.page == first.page and again.claims == first.claims


def test_pages_that_were_begun_ahead_come_out_the_same():
    bad = {2: Aborting(b"a"), 5: Hanging(b"h"), 7: Failing(b"f")}
    with ReadPool(wall_seconds=1.5) as pool:
        pool.begin(job("cold"))  # only starts the workers
        plain = list(pool.read_many(job(str(n), bad.get(n)) for n in range(10)))
    with ReadPool(wall_seconds=1.5) as pool:
        list(pool.read_many([job("warm")]))
        for n in (9, 2, 5, 7, 3):
            pool.begin(job(str(n), bad.get(n)))
        pool.begin(job("nobody asks for it"))
        ahead = list(pool.read_many(job(str(n), bad.get(n)) for n in range(10)))
    assert [(r.key, r.page, r.refusal, r.claims) for r in ahead] == [
        (r.key, r.page, r.refusal, r.claims) for r in plain
    ]
    assert len(pool.tries) == 3


def test_a_bad_page_is_one_outcome_and_the_batch_goes_on(pool):
    bad = {5: Aborting(b"a"), 9: Hanging(b"h"), 14: Hoarding(b"m"), 19: Failing(b"f"), 23: Aborting(b"b")}
    results = list(pool.read_many(job(str(n), bad.get(n)) for n in range(30)))
    assert [r.key for r in results] == [str(n) for n in range(30)]
    reasons = {int(r.key): r.refusal.reason for r in results if r.refusal}
    assert reasons == {
        5: "extract_crashed",
        9: "extract_timeout",
        14: "extract_crashed",
        19: "extract_crashed",
        23: "extract_crashed",
    }
    assert sorted(pool.tries.values()) == [1] * 5


def test_a_bomb_of_paragraphs_ends_at_the_wall_limit(pool):
    bomb = b"<html><body><article>" + b"<p>x</p>" * 1_000_000 + b"</article></body></html>"
    first, second = pool.read_many([job("bomb", bomb), job("after")])
    assert first.refusal is not None
    assert first.elapsed_ms <= 3_000
    assert second.page is not None


def test_a_page_that_ended_two_workers_is_quarantined_unread():
    known: dict[str, int] = {}
    deaths = 0
    for _ in range(5):
        with ReadPool(workers=1, wall_seconds=5, known_poison=known) as pool:
            poison, good = pool.read_many([job("poison", Aborting(b"poison")), job("good")])
            known |= pool.tries
            deaths += poison.refusal.reason == "extract_crashed"
            assert good.page is not None
    assert deaths == 2
    assert poison.refusal.reason == "quarantined"


def warc_record(body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    digest = b32encode(sha1(body).digest()).decode()
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Target-URI: {pages.URL}\r\nWARC-Date: 2026-03-10T07:00:00Z\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def test_a_page_is_read_from_its_archive_record(tmp_path, pool):
    records = [warc_record(pages.weblog()), warc_record(pages.modern())]
    path = tmp_path / "day.warc.gz"
    path.write_bytes(b"".join(records))
    offsets = (0, len(records[0]), 7)
    results = list(pool.read_many(job(str(o), (str(path), o)) for o in offsets))
    assert [r.page is not None for r in results] == [True, True, False]
    assert results[0].page.text == pages.TEXT
    assert results[2].refusal.reason == "extract_crashed"
