"""The archive: what was written comes back byte for byte, nothing half-written is ever pointed to."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.collect.archive import Archive, DamagedRecord, read_record
from tasks.collect.fetching import Fetched
from tasks.collect.warc_pages import read_warc

AT = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)


def fetched(body: bytes, *headers: tuple[str, str], url: str = "http://paper.example/a") -> Fetched:
    return Fetched(
        url,
        "page",
        "ok",
        AT,
        final_url=url,
        http_status=200,
        headers=headers,
        body=body,
        hops=("http://p.example/",),
    )


def store(folder, *pages: Fetched, outlet="paper", run="run-1"):
    batch = Archive(folder).open_batch(outlet, run, "2026-03-04")
    places = [batch.add(page, f"entry-{n}", f"fetch-{n}") for n, page in enumerate(pages)]
    batch.close()
    return places


BODIES = [
    b"",
    b"x",
    b"<p>\x00\xff\r\n\r\nWARC/1.1\r\n",
    "ü".encode("utf-16"),
    os.urandom(300_000),
    b"a" * 2_000_000,
]


def test_every_body_comes_back_as_it_was(tmp_path):
    places = store(tmp_path, *(fetched(body, ("X-N", str(n))) for n, body in enumerate(BODIES)))
    assert {place.file for place in places} == {places[0].file}
    assert places[0].file.startswith("2026-03-04/paper-")
    for n, (place, body) in enumerate(zip(places, BODIES, strict=True)):
        headers, got = read_record(tmp_path, place.file, place.offset)
        assert got == body and headers["x-n"] == str(n)
        raw = (tmp_path / place.file).read_bytes()[place.offset : place.offset + place.length]
        assert gzip.decompress(raw).startswith(b"WARC/1.1\r\n")


def test_headers_of_the_transfer_do_not_describe_the_stored_body(tmp_path):
    page = fetched(b"plain", ("Content-Encoding", "br"), ("Content-Length", "3"), ("Transfer-Encoding", "chunked"),
                   ("ETag", 'W/"x-gzip"'))  # fmt: skip
    (place,) = store(tmp_path, page)
    headers, body = read_record(tmp_path, place.file, place.offset)
    assert body == b"plain" and headers["content-length"] == "5" and headers["etag"] == 'W/"x-gzip"'
    assert headers["x-transfer-content-encoding"] == "br" and "content-encoding" not in headers


def test_headers_in_other_letters_cost_no_page(tmp_path):
    odd = (("Content-Disposition", 'inline; filename="caf\xe9.html"'), ("Via", "caf\xe9"), ("X-\xe9", "1"))
    (place,) = store(tmp_path, fetched(b"<p>x", *odd))
    headers, body = read_record(tmp_path, place.file, place.offset)
    assert body == b"<p>x" and headers["via"] == "caf%C3%A9"
    assert headers["content-disposition"] == 'inline; filename="caf%C3%A9.html"'


def test_the_digests_of_every_record_are_right(tmp_path):
    (place, *_) = store(tmp_path, *(fetched(body, ("X-N", "caf\xe9")) for body in BODIES))
    with (tmp_path / place.file).open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            assert record.rec_headers.get_header("WARC-Block-Digest")


def test_other_programs_can_read_it_and_find_what_made_it(tmp_path):
    (place,) = store(tmp_path, fetched(b"<p>x", ("Content-Type", "text/html")))
    with (tmp_path / place.file).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers) for record in ArchiveIterator(stream, check_digests=True)
        ]
    assert [kind for kind, _ in records] == ["warcinfo", "response"]
    assert records[1][1].get_header("WARC-Date") == "2026-03-04T12:00:00.123456Z"
    (page,) = read_warc(tmp_path / place.file, 10**6)
    assert (page.url, page.body, page.http_status) == ("http://paper.example/a", b"<p>x", 200)
    assert page.notes["outlet_id"] == "paper" and page.notes["hops"] == ["http://p.example/"]
    assert page.notes["entry_id"] == "entry-0" and page.notes["purpose"] == "page"


def test_nothing_is_there_before_the_file_is_whole(tmp_path):
    batch = Archive(tmp_path).open_batch("paper", "run-1", "2026-03-04")
    assert list(tmp_path.rglob("*.warc.gz*")) == []
    batch.add(fetched(b"x"), None, "f")
    assert [path.suffix for path in tmp_path.rglob("*.warc.gz*")] == [".part"]
    batch.close()
    assert [path.suffix for path in tmp_path.rglob("*.warc.gz*")] == [".gz"]


def test_the_same_run_twice_never_writes_over_its_pages(tmp_path):
    (first,), (second,) = store(tmp_path, fetched(b"one")), store(tmp_path, fetched(b"two"))
    assert first.file != second.file
    assert read_record(tmp_path, first.file, first.offset)[1] == b"one"


@pytest.mark.parametrize("outlet", ["../../evil", "a/b", "\x00", "x" * 500, "Ünï cødé", "con", ""])
def test_no_outlet_name_leads_out_of_the_folder(tmp_path, outlet):
    (place,) = store(tmp_path / "archive", fetched(b"x"), outlet=outlet)
    path = (tmp_path / "archive" / place.file).resolve()
    assert path.is_relative_to(tmp_path / "archive") and path.exists() and len(path.name) < 100
    assert read_record(tmp_path / "archive", place.file, place.offset)[1] == b"x"


@pytest.mark.parametrize("file", ["../outside.warc.gz", "/etc/passwd", "2026-03-04/../../outside.warc.gz"])
def test_no_row_reads_out_of_the_folder(tmp_path, file):
    with pytest.raises(ValueError, match="leads out"):
        read_record(Archive(tmp_path / "archive"), file, 0)


def test_a_damaged_or_missing_record_says_so(tmp_path):
    (place,) = store(tmp_path, fetched(os.urandom(5000)))
    path = tmp_path / place.file
    whole = path.read_bytes()
    for damaged, offset in (
        (whole[:-2000], place.offset),
        (whole[: place.offset], place.offset),
        (whole, 0),
        (whole, place.offset + 7),
        (whole, 10**9),
        (whole[: place.offset + 300] + b"\0\0\0\0" + whole[place.offset + 304 :], place.offset),
    ):
        path.write_bytes(damaged)
        with pytest.raises(DamagedRecord):
            read_record(tmp_path, place.file, offset)
    path.unlink()
    with pytest.raises(DamagedRecord):
        read_record(tmp_path, place.file, place.offset)


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path):
    script = (
        "import sys, os, signal; from pathlib import Path; from tests.collect.test_archive import *;"
        "store(Path(sys.argv[1]), fetched(b'whole'), run='done');"
        "b = Archive(Path(sys.argv[1])).open_batch('paper', 'killed', '2026-03-04');"
        "b.add(fetched(b'lost'), None, 'f'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert done.returncode == -9
    living = Archive(tmp_path).open_batch("paper", "living", "2026-03-04")
    living.add(fetched(b"x"), None, "f")
    Archive(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.part")] == [living._part.name]
    living.close()
    bodies = sorted(page.body for path in tmp_path.rglob("*.gz") for page in read_warc(path, 10**6))
    assert bodies == [b"whole", b"x"]


def foreign(*records, compressed=True) -> bytes:
    """A WARC file as other programs write it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed, warc_version="1.0")
    for kind, url, head, body in records:
        http = StatusAndHeaders(head[0], head[1:], protocol="HTTP/1.1") if head else None
        record = writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http
        )
        writer.write_record(record)
    return out.getvalue()


@pytest.mark.parametrize("compressed", [True, False])
def test_warc_files_of_other_programs(tmp_path, compressed):
    html = ("Content-Type", "text/html")
    path = tmp_path / "other.warc"
    chunked = b"3\r\n<p>\r\n1\r\nx\r\n0\r\n\r\n"
    path.write_bytes(foreign(
        ("request", "http://a.example/", ["GET / HTTP/1.1"], b""),
        ("response", "http://a.example/", ["200 OK", html], b"<p>plain"),
        ("response", "http://b.example/", ["200 OK", html, ("Content-Encoding", "gzip")], gzip.compress(b"<p>zip")),
        ("response", "http://c.example/", ["200 OK", html, ("Transfer-Encoding", "chunked")], chunked),
        ("response", "http://d.example/", ["404 Not Found", html], b"gone"),
        ("response", "http://e.example/", ["200 OK", html], b"y" * 5000),
        ("response", "dns:a.example", None, b"1.1.1.1"),
        ("resource", "http://f.example/", None, b"<p>kept"),
        ("metadata", "http://a.example/", None, b"x: y"),
        compressed=compressed,
    ))  # fmt: skip
    pages = {page.url: page for page in read_warc(path, 1000)}
    assert [page.body for page in pages.values()] == [
        b"<p>plain",
        b"<p>zip",
        b"<p>x",
        b"gone",
        b"",
        b"<p>kept",
    ]
    assert pages["http://d.example/"].http_status == 404
    assert pages["http://e.example/"].fault == "too_large"


def test_a_bomb_in_a_foreign_file_is_a_fault_and_the_rest_is_read(tmp_path):
    bomb = gzip.compress(b"\0" * 50_000_000)
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(foreign(
        ("response", "http://a.example/", ["200 OK", ("Content-Encoding", "gzip")], bomb),
        ("response", "http://b.example/", ["200 OK"], b"fine"),
    ))  # fmt: skip
    assert [(page.body, page.fault) for page in read_warc(path, 10**6)] == [
        (b"", "too_large"),
        (b"fine", None),
    ]


def test_a_file_that_breaks_off_gives_its_whole_pages_and_a_fault(tmp_path):
    whole = foreign(*(("response", f"http://a.example/{n}", ["200 OK"], os.urandom(500)) for n in range(5)))
    path = tmp_path / "cut.warc.gz"
    for cut in (1, 10, 300, 700, 1500):
        path.write_bytes(whole[:-cut])
        pages = list(read_warc(path, 10**6))
        assert len([page for page in pages if page.fault is None and len(page.body) == 500]) >= 2
        assert all(page.fault or len(page.body) == 500 for page in pages)
    path.write_bytes(b"no warc at all")
    assert [page.fault is not None for page in read_warc(path, 10**6)] == [True]


def a_chunk(body: bytes) -> bytes:
    return b"%x;note=1\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (len(body), body)


FOREIGN_PAGE = b"<p>" + b"The ferry board met on Monday. " * 40
CODED = {
    "br in chunks": (a_chunk(brotli.compress(FOREIGN_PAGE)), "br"),
    "zstd in chunks": (a_chunk(zstandard.compress(FOREIGN_PAGE)), "zstd"),
    "gzip in chunks": (a_chunk(gzip.compress(FOREIGN_PAGE)), "gzip"),
    "chunks joined, header kept": (gzip.compress(FOREIGN_PAGE), "gzip"),
    "decoded, headers kept": (FOREIGN_PAGE, "br"),
}


@pytest.mark.parametrize("name", CODED)
def test_a_foreign_page_is_decoded_whatever_its_transfer_was(tmp_path, name):
    body, coding = CODED[name]
    head = ["200 OK", ("Transfer-Encoding", "chunked"), ("Content-Encoding", coding)]
    path = tmp_path / "coded.warc.gz"
    path.write_bytes(foreign(("response", "http://a.example/", head, body)))
    (page,) = read_warc(path, 10**6)
    assert (page.body, page.fault) == (FOREIGN_PAGE, None)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "compress"])
def test_a_foreign_page_that_is_not_what_its_header_says_is_a_fault_not_an_article(tmp_path, coding):
    path = tmp_path / "odd.warc"
    path.write_bytes(
        foreign(("response", "http://a.example/", ["200 OK", ("Content-Encoding", coding)], b"\x01\x02" * 99))
    )
    (page,) = read_warc(path, 10**6)
    assert page.body == b"" and page.fault is not None


def record_ends(data: bytes) -> set[int]:
    ends, rest = set(), data
    while rest:
        member = zlib.decompressobj(wbits=31)
        member.decompress(rest)
        rest = member.unused_data
        ends.add(len(data) - len(rest))
    return ends


@pytest.mark.parametrize("packed", ["by record", "as a whole", "not"])
def test_wherever_a_foreign_file_is_cut_a_fault_says_so_and_no_page_is_half(tmp_path, packed):
    records = [("response", f"http://a.example/{n}", ["200 OK"], b"<p>%d " % n * 30) for n in range(3)]
    data = foreign(*records, compressed=packed == "by record")
    data = gzip.compress(data, 1) if packed == "as a whole" else data
    path = tmp_path / "cut.warc"
    path.write_bytes(data)
    whole = [(page.url, page.body) for page in read_warc(path, 10**6)]
    assert len(whole) == 3
    # Cut between two packed records a file is whole, and looks it; where these end differs with the records' ids.
    between = record_ends(data) if packed == "by record" else set()
    for cut in {*range(1, len(data) - 1, 11)} - between:
        path.write_bytes(data[:cut])
        pages = list(read_warc(path, 10**6))
        kept = [(page.url, page.body) for page in pages if page.fault is None]
        assert kept == whole[: len(kept)]
        assert sum(page.fault is not None for page in pages) == 1, cut
