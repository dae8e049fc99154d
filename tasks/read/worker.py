"""What a worker process does with one page: read it, take out its claims, never outlive the limits."""

from __future__ import annotations

import pickle
import resource
import signal
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tasks.claims.extract import extract_claims
from tasks.claims.rows import Columns, claims_to_columns
from tasks.read.imported import read_any
from tasks.read.language import warm
from tasks.read.records import PageText, Refusal


@dataclass(frozen=True, slots=True)
class CopiedRecord:
    """A page's WARC record as it lies in the archive, and the place it was copied from."""

    record: bytes
    place: str


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to read. `body` is its bytes, or its WARC record: copied, or as archive file and offset.

    `page_hash` is the SHA-256 of the body when the caller knows it; it spares the pool a look.
    `record_bytes` is the length of an archived record, 0 when not known.
    """

    key: str
    body: bytes | CopiedRecord | tuple[str, int]
    url: str | None
    content_type: str | None
    fetched_at: datetime | None
    page_hash: str | None = None
    record_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one page: a text with its claims, as columns of their tables, or a refusal."""

    key: str
    page: PageText | None
    refusal: Refusal | None
    claims: Columns | None
    elapsed_ms: int


#: A PageResult as it leaves its reader: pickled, so that who passes it on need not look inside, or a crash as it is.
Packed = bytes | PageResult


def start_worker(memory_bytes: int) -> None:
    """Prepare a worker: load the models, then let it take so much address space on top of that."""
    warm()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the kernel ends a page that C code will not let go
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory_bytes, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ready() -> None:
    """Does nothing; the first call of a pool starts its workers."""


def run_job(job: PageJob, wall_seconds: float) -> Packed:
    """Read one page inside a worker; at the wall limit the kernel ends the process."""
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)
    try:
        result = _read_safely(job, began)
        return result if is_crash(result) else pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def is_crash(result: PageResult) -> bool:
    """Whether reading itself failed, which counts against the page."""
    return result.refusal is not None and result.refusal.reason == "extract_crashed"


def unpacked(packed: Packed) -> PageResult:
    """The result of one page."""
    return packed if isinstance(packed, PageResult) else pickle.loads(packed)  # noqa: S301 (our own workers)


def _read_safely(job: PageJob, began: float) -> PageResult:
    try:
        return read_job(job, began)
    except ImportError:
        raise  # a broken installation is nobody's page: the run must fail aloud
    except MemoryError:
        return PageResult(job.key, None, Refusal("extract_crashed", "out of memory"), None, _since(began))
    except Exception as error:  # an unforeseen fault of one page is that page's outcome, not the batch's
        detail = f"{type(error).__name__}: {error}"[:300]
        return PageResult(job.key, None, Refusal("extract_crashed", detail), None, _since(began))


def read_job(job: PageJob, began: float) -> PageResult:
    """Read one page and its claims in the calling process."""
    page = read_any(body_of(job), url=job.url, content_type=job.content_type, fetched_at=job.fetched_at)
    if isinstance(page, Refusal):
        return PageResult(job.key, None, page, None, _since(began))
    claims = extract_claims(page.text, title=page.title, language=page.language or "und")
    return PageResult(job.key, page, None, claims_to_columns(page.text, claims), _since(began))


def body_of(job: PageJob) -> bytes:
    """The decoded body of a job's page. Raises DamagedRecord when its record is not whole."""
    if isinstance(job.body, bytes):
        return job.body
    from tasks.collect.archive import read_record, record_body

    if isinstance(job.body, CopiedRecord):
        return record_body(job.body.record, job.body.place)
    path, offset = job.body
    file = Path(path)
    return read_record(file.parent, file.name, offset)[1]


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
