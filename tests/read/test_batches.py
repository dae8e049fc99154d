"""Batches for readers elsewhere: every page once, with its record; a lost archive file costs only its own pages."""

from __future__ import annotations

from pathlib import Path

from tasks.read import batches
from tasks.read.batches import cut_batches
from tasks.read.worker import CopiedRecord, PageJob


def job(number: int, file: Path, offset: int, length: int) -> PageJob:
    return PageJob(f"{number}", (str(file), offset), None, None, None, "", length)


def test_batches_bring_every_record_once_and_become_smaller(tmp_path: Path):
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"".join(b"%06d" % n for n in range(1000)))
    jobs = [job(n, file, 6 * n, 6) for n in range(1000)]
    cut = list(cut_batches(jobs, 2))
    assert [one.body for batch in cut for one in batch] == [
        CopiedRecord(b"%06d" % n, f"a.warc.gz at {6 * n}") for n in range(1000)
    ]
    sizes = [len(batch) for batch in cut]
    assert max(sizes) <= batches.BATCH_BYTES / batches.PAGE_BYTES
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < sizes[0] / 4


def test_few_pages_are_one_batch_however_many_read(tmp_path: Path):
    file = tmp_path / "a.warc.gz"
    file.write_bytes(bytes(100))
    assert len(list(cut_batches([job(n, file, n, 1) for n in range(90)], 8))) == 1


def test_a_lost_file_costs_only_its_own_pages(tmp_path: Path):
    kept, lost = tmp_path / "kept.warc.gz", tmp_path / "lost.warc.gz"
    kept.write_bytes(b"abcdef")
    jobs = [job(0, kept, 0, 2), job(1, lost, 0, 2), job(2, kept, 2, 4)]
    (batch,) = cut_batches(jobs, 2)
    assert [one.body.record for one in batch if isinstance(one.body, CopiedRecord)] == [b"ab", b"", b"cdef"]
