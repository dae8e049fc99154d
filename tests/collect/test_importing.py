"""Files of any maker: each document is handed on or refused with its file, its place and a remedy; none is lost."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import zipfile
from collections import Counter

import pytest
import zstandard

from tasks.collect.importing import NotImportable, find_files, needs_outlet, read_pages
from tasks.read.imported import read_any
from tasks.read.records import PageText

WORDS = "The harbour board met on Monday and voted to close the ferry line, the chair said. "
PARAGRAPHS = "".join(f"<p>{n}. {WORDS}</p>" for n in range(8))
HTML = f"<!doctype html><title>Ferry line</title><article><h1>Ferry line</h1>{PARAGRAPHS}</article>".encode()
RUSSIAN = "Паром закрывают\n\n" + "Совет порта собрался в понедельник и решил закрыть паромную линию. " * 6


def record(number=1, kind="response", block=None, nl=b"\r\n", version="WARC/1.0", **more: str) -> bytes:
    """One record, byte by byte as some program writes it; a field given as "" is left out."""
    block = http(nl=nl) if block is None else block
    fields = {
        "WARC_Type": kind,
        "WARC_Target_URI": f"http://paper.example/{number}",
        "WARC_Date": "2026-03-04T10:00:00Z",
        "Content_Type": "application/http",
        "Content_Length": f"{len(block)}",
        **more,
    }
    head = [version, *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value)]
    return nl.join(line.encode() for line in head) + nl + nl + block + nl + nl


def http(body=HTML, *headers: str, status="HTTP/1.1 200 OK", nl=b"\r\n") -> bytes:
    return (
        nl.join(line.encode() for line in (status, *(headers or ("Content-Type: text/html",))))
        + nl * 2
        + body
    )


def in_dictionary(*records: bytes, packed=True) -> bytes:
    samples = [record(n, block=http(HTML + os.urandom(9))) for n in range(200)]
    words = zstandard.train_dictionary(4096, samples)
    plain = zstandard.compress(words.as_bytes()) if packed else words.as_bytes()
    press = zstandard.ZstdCompressor(dict_data=words)
    head = b"\x5d\x2a\x4d\x18" + len(plain).to_bytes(4, "little") + plain
    return head + b"".join(press.compress(one) for one in records)


def wacz(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name, data in files.items():
            whole.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def mhtml(coding="base64", page="text/html") -> bytes:
    content = base64.encodebytes(HTML).decode() if coding == "base64" else HTML.decode()
    return "\r\n".join([
        "From: <Saved by Blink>", "Snapshot-Content-Location: https://paper.example/ferry",
        "Date: Wed, 4 Mar 2026 10:00:00 -0000", "MIME-Version: 1.0",
        'Content-Type: multipart/related;', '\tboundary="--B"', "", "----B", f"Content-Type: {page}",
        f"Content-Transfer-Encoding: {coding}", "", content, "----B", "Content-Type: image/png", "", "x", "----B--", "",
    ]).encode()  # fmt: skip


def row(**more) -> bytes:
    given = {"url": "https://paper.example/a", "title": "Ferry", "text": WORDS, "date": "2026-03-04", **more}
    return json.dumps(given).encode()


TWO = record(1) + record(2)
OF_TWO = {"read": 2}
#: name -> bytes, what becomes of the documents, what is passed over
FILES = {
    "0.18.warc": (TWO.replace(b"WARC/1.0", b"WARC/0.18"), OF_TWO),
    "line-feeds.warc": (record(1, nl=b"\n") + record(2, nl=b"\n"), OF_TWO),
    "whole.warc.gz": (gzip.compress(TWO), OF_TWO),
    "not-packed.warc.gz": (TWO, OF_TWO),
    "packed.warc": (gzip.compress(record(1)) + gzip.compress(record(2)), OF_TWO),
    "frames.warc.zst": (zstandard.compress(record(1)) + zstandard.compress(record(2)), OF_TWO),
    "dictionary.warc.zst": (in_dictionary(record(1), record(2)), OF_TWO),
    "raw-dictionary.warc.zst": (in_dictionary(record(1), record(2), packed=False), OF_TWO),
    "dictionary-cut.warc.zst": (in_dictionary(record(1), record(2))[:-20], {"read": 1, "fault": 1}),
    "dictionary-lost.warc.zst": (in_dictionary(record(1))[4200:], {"fault": 1}),
    "http2.warc": (record(1, block=http(status="HTTP/2 200")) + record(2, block=http(status="h2 200")), OF_TWO),
    "capitals.warc": (TWO.replace(b"http://", b"HTTP://"), OF_TWO),
    "texts.warc.gz": (gzip.compress(record(kind="conversion", block=WORDS.encode() * 3, Content_Type="text/plain")),
                      {"read": 1}),
    "cut-by-maker.warc": (record(1, WARC_Truncated="length") + record(2), {"fault": 1, "read": 1}),
    "in-parts.warc": (record(1, WARC_Segment_Number="1") + record(2), {"fault": 1, "read": 1}),
    "no-length.warc": (record(1) + record(2, Content_Length=""), {"read": 1, "fault": 1}),
    "short-length.warc": (record(1, Content_Length="300") + record(2), {"fault": 1, "read": 1}),
    "no-address.warc": (record(1, WARC_Target_URI="") + record(2), {"read": 1, "passed": 1}),
    "odd-address.warc": (record(1, WARC_Target_URI="http://[::1") + record(2), {"fault": 1, "read": 1}),
    "odd-date.warc": (record(1, WARC_Date="0001-01-01T00:00:00+23:59") + record(2, WARC_Date="soon"), OF_TWO),
    "crawl.warc": (
        record(1) + record(2, "request") + record(3, "revisit") + record(4, "metadata")
        + record(5, block=http(b"\x89PNG\r\n\x1a\n", "Content-Type: image/png"))
        + record(6, block=http(row(), "Content-Type: application/json"))
        + record(7, block=http(b"User-agent: *", "Content-Type: text/plain"), WARC_Target_URI="http://p.example/robots.txt")
        + record(8, block=http(b"", "Location: /1", status="HTTP/1.1 301 Moved")),
        {"read": 1, "passed": 6},
    ),
    "nothing.warc": (b"", {"fault": 1}),
    "old.arc": (b"filedesc://x 0.0.0.0 20260304100000 text/plain 20\n1 0 IA\nURL IP-addre\n\nhttp://paper.example/1 1.2.3.4"
                b" 20260304100000 text/html %d\n%s\n" % (len(http()), http()), {"read": 1}),
    "web.wacz": (wacz(archive__data_warc_gz=gzip.compress(TWO), pages__pages_jsonl=b"{}"), OF_TWO),
    "no-archive.wacz": (wacz(pages__pages_jsonl=b"{}"), {"fault": 1}),
    "cut.wacz": (wacz(archive__data_warc=TWO)[:-40], {"fault": 1}),
    "saved.mhtml": (mhtml(), {"read": 1}),
    "saved.html": (mhtml("8bit"), {"read": 1}),
    "cut.mht": (mhtml()[:-60], {"fault": 1}),
    "pictures.mhtml": (mhtml(page="image/gif"), {"fault": 1}),
    "page.xhtml.zst": (zstandard.compress(HTML), {"read": 1}),
    "bomb.html.gz": (gzip.compress(b"\0" * 100_000_000, 1), {"fault": 1}),
    "cut.txt.gz": (gzip.compress(WORDS.encode() * 9)[:-9], {"fault": 1}),
    "russian.txt": (RUSSIAN.encode("cp1251"), {"read": 1}),
    "wide.txt": (RUSSIAN.encode("utf-16"), {"read": 1}),
    "blank-lines.jsonl": (b"\xef\xbb\xbf" + row() + b"\n\n \r\n" + row() + b"\n\n", OF_TWO),
    "one-broken.ndjson": (row() + b"\n{broken\n" + row(), {"read": 2, "fault": 1}),
    "first-broken.jsonl": (b"{broken\n" + row(), {"read": 1, "fault": 1}),
    "array.jsonl": (b"[" + row() + b",\n" + row() + b"]", OF_TWO),
    "cut-array.json": (b"[\n" + row() + b",\n" + row()[:40], {"read": 1, "fault": 1}),
    "printed.json": (json.dumps(json.loads(row()), indent=2).encode() * 2, OF_TWO),
    "wide.jsonl": (row().decode().encode("utf-16"), {"read": 1}),
    "old-codec.jsonl": (json.dumps({"text": RUSSIAN}, ensure_ascii=False).encode("cp1251") + b"\n" + row(),
                        {"fault": 1, "read": 1}),
    "long-line.jsonl.gz": (gzip.compress(b"x" * 30_000_000 + b"\n" + row(), 1), {"fault": 1, "read": 1}),
    "long-number.jsonl": (b'{"id":' + b"9" * 5000 + b"}\n" + row(), {"fault": 1, "read": 1}),
    "deep.jsonl": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + row(), {"fault": 1, "read": 1}),
    "no-objects.jsonl": (b'"text"\nnull\n' + row(), {"fault": 2, "read": 1}),
    "addresses.jsonl": (b"\n".join(row(url=url) for url in ("javascript:x", "http://[::1", "/a", "x" * 9000)), {"fault": 4}),
    "outlets.jsonl": (row(outlet=5) + b"\n" + row(language=["en"], authors=[{"name": "Ana"}], text=["a", "b"]),
                      {"fault": 1, "read": 1}),
    "names.jsonl": (b"\n".join(json.dumps({"url": "http://p.example/", name: WORDS}).encode()
                               for name in ("maintext", "content", "articleBody", "raw_text")), {"read": 4}),
    "lone.jsonl": (b'{"url":"http://p.example/","text":"lone \\ud800 half","title":"\\u0000"}', {"read": 1}),
    "frames.jsonl.zst": (zstandard.compress(row() + b"\n") + zstandard.compress(row()), OF_TWO),
    "nothing.jsonl": (b"\n", {"fault": 1}),
}  # fmt: skip


def imported(path, outlet="Evening Sheet", given=None):
    passed = Counter()
    return list(read_pages(path, outlet, given, passed)), passed


def texts_of(pages):
    read = (
        read_any(p.body, url=p.url, content_type=p.content_type, fetched_at=p.fetched_at)
        for p in pages
        if not p.fault
    )
    return [text for text in read if isinstance(text, PageText)]


@pytest.mark.parametrize("name", FILES)
def test_every_document_is_read_or_named_with_its_fault(tmp_path, name, capfd):
    data, expected = FILES[name]
    path = tmp_path / name
    path.write_bytes(data)
    pages, passed = imported(path)
    faults = [page for page in pages if page.fault]
    found = {"read": len(texts_of(pages)), "fault": len(faults), "passed": passed.total()}
    assert {key: count for key, count in found.items() if count} == expected, [p.fault for p in pages]
    assert all(name in page.origin for page in pages)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("head", "url", "saved_on"),
    [
        ("<!-- saved from url=(0031)https://paper.example/ferry-line -->", "https://paper.example/ferry-line", None),
        ("<!--\n Page saved with SingleFile \n url: https://paper.example/f \n saved date: Wed Mar 04 2026 10:11:12 GMT+0100"
         " (Central European Standard Time)\n-->", "https://paper.example/f", "2026-03-04"),
        ("<!-- Mirrored from paper.example/f.html by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 04 Mar 2026 10:00:00 GMT"
         " -->", "http://paper.example/f.html", "2026-03-04"),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
    ],
)  # fmt: skip
def test_a_saved_page_says_where_it_is_from(tmp_path, head, url, saved_on):
    path = tmp_path / "saved.htm"
    path.write_bytes(head.encode() + HTML)
    assert needs_outlet(path) == (url is None)
    (page,), _ = imported(path, outlet=None)
    assert (
        (page.url, page.outlet_id) == (url, "paper-example") if url else "name it with --outlet" in page.fault
    )
    assert (f"{page.fetched_at:%Y-%m-%d}" if page.fetched_at else None) == saved_on


@pytest.mark.parametrize(
    ("date", "day"),
    [(1772618400, "2026-03-04"), (1772618400000, "2026-03-04"), ("04.03.2026", "2026-03-04"),
     ("4 mars 2026", "2026-03-04"), ("Wed, 04 Mar 2026 10:00:00 GMT", "2026-03-04"), ({"$date": "2026-03-04T10:00:00Z"},
     "2026-03-04"), ("some day", "absurd"), ("0000-00-00", "absurd"), (None, None), (True, None)],
)  # fmt: skip
def test_a_date_is_read_or_flagged(tmp_path, date, day):
    path = tmp_path / "dated.jsonl"
    path.write_bytes(row(date=date))
    (text,) = texts_of(imported(path)[0])
    stated = text.published
    assert (stated and (f"{stated.at:%Y-%m-%d}" if stated.at else stated.flag)) == day


def test_one_document_has_one_address_however_it_is_named(tmp_path, monkeypatch):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a:1, b.txt").write_text(f"{folder} {WORDS}", "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "one" / "a:1, b.txt")
    assert len(find_files([tmp_path, tmp_path / "one"]).files) == 2
    monkeypatch.chdir(tmp_path / "one")
    ways = [tmp_path / "one" / "a:1, b.txt", tmp_path / "one" / ".." / "one" / "a:1, b.txt"]
    (page,), _ = imported(find_files([tmp_path / "two"]).files[0])
    urls = {imported(way)[0][0].url for way in ways}
    assert len(urls) == 1 and page.url not in urls and page.file.endswith("a:1, b.txt")
    assert f"{tmp_path}" not in page.url
    nameless = [row(url=None), row(url=None, text="Another text."), row(url=None, id=7)]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(nameless))
    before = [page.url for page in imported(path)[0]]
    path.write_bytes(b"\n".join(reversed(nameless)))
    assert len(set(before)) == 3 and [page.url for page in imported(path)[0]] == before[::-1]


def test_names_of_any_bytes_and_files_that_are_none(tmp_path):
    odd = tmp_path / os.fsdecode(b"na\xffme\n\x1b[31m.txt")
    odd.write_text(WORDS * 3, "utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / "._odd.txt").write_bytes(b"\0\5\x16\7")
    found = find_files([tmp_path])
    assert [p.name for p in found.others] == ["notes.docx"]
    (page,), _ = imported(found.files[0])
    assert page.origin.isprintable() and page.url.isascii() and len(texts_of([page])) == 1
    os.mkfifo(tmp_path / "pipe.jsonl")
    for path, says in ((tmp_path / "pipe.jsonl", "no ordinary file"), (tmp_path / "gone.txt", "no such file"),
                       (tmp_path / "notes.docx", "known are")):  # fmt: skip
        with pytest.raises(NotImportable, match=says):
            find_files([path])


def test_what_a_manifest_says_of_a_text_in_an_old_codec(tmp_path):
    path = tmp_path / "neva.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    (page,), _ = imported(path, None, {"outlet": "Нева", "title": "Паром", "published_at": "2026-03-04"})
    (text,) = texts_of([page])
    assert text.title == "Паром" and "понедельник" in text.text and f"{text.published.at:%F}" == "2026-03-04"
    assert page.outlet_id.startswith("outlet-")
