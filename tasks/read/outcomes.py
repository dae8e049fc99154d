"""Turns what became of fetched pages into rows: versions, claims, and exactly one outcome a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tasks.claims.rows import Columns, of_version
from tasks.collect.records import FetchRow, OutcomeRow
from tasks.collect.state import Collected
from tasks.read.rows import version_rows
from tasks.read.together import merged
from tasks.read.worker import PageJob, PageResult

#: Version of the rules that read a text; kept with every version's claims.
EXTRACTOR = "0.1.0"
#: Refusals that are a fault of the page's way to us, not a property of the page.
FAILURES = ("extract_timeout", "extract_crashed", "quarantined")


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Rows by table (of claims, columns by table), and one outcome for each page."""

    rows: Mapping[str, Any]
    outcomes: tuple[OutcomeRow, ...] = field(default=())


def rows_of_pages(
    pages: Iterable[FetchRow],
    results: Mapping[str, PageResult],
    known_versions: Callable[[set[str]], set[str]],
    now: datetime,
) -> ReadRows:
    """Rows of one outlet's pages. `results` by fetch_id; `known_versions` tells stored ones of a set."""
    rows: dict[str, list[Any]] = defaultdict(list)
    claims: list[Columns] = []
    outcomes: list[OutcomeRow] = []
    read = [(page, results[page.fetch_id]) for page in pages]
    made = {page.fetch_id: _rows(page, result) for page, result in read if result.page is not None}
    stored = known_versions({version.version_id for _, version in made.values()})
    taken: dict[str, str | None] = {}
    for page, result in read:
        if result.page is None or page.fetch_id not in made:
            outcomes.append(_refused(page, result, now))
            continue
        article, version = made[page.fetch_id]
        if version.version_id in taken and taken[version.version_id] != page.entry_id:
            outcome = "duplicate"
        elif version.version_id in stored or version.version_id in taken:
            outcome = "unchanged"
        else:
            outcome = "kept"
            taken[version.version_id] = page.entry_id
            rows["article"].append(article)
            rows["version"].append(version)
            if result.claims is not None:
                claims.append(of_version(result.claims, version.version_id, EXTRACTOR))
        outcomes.append(
            _outcome(page, now, outcome, article_id=version.article_id, version_id=version.version_id)
        )
    return ReadRows({**rows, **merged(claims)}, tuple(outcomes))


def page_job(page: FetchRow, body: bytes | tuple[str, int]) -> PageJob:
    """The work of reading a fetched page: its body, or the archive file and offset where it lies."""
    return PageJob(
        key=page.fetch_id,
        body=body,
        url=page.final_url or page.url,
        content_type=page.content_type,
        fetched_at=page.fetched_at,
        page_hash=page.page_hash,
        record_bytes=page.warc_length or 0,
    )


def put_off(pages: Iterable[FetchRow], now: datetime) -> tuple[OutcomeRow, ...]:
    """Outcomes of fetched pages that a stopped run has not read."""
    return tuple(
        replace(_outcome(page, now, "deferred", reason="stopped"), stage="collect") for page in pages
    )


def without_put_off(collected: Collected, read: ReadRows) -> Collected:
    """What was collected without the pages that were put off: the next run brings them again."""
    unread = {o.entry_id for o in read.outcomes if o.outcome == "deferred"}
    if not unread:
        return collected
    kept = tuple(f for f in collected.fetches if f.purpose != "page" or f.entry_id not in unread)
    return replace(collected, fetches=kept)


def _rows(page: FetchRow, result: PageResult) -> tuple[Any, Any]:
    assert result.page is not None
    return version_rows(
        result.page,
        outlet_id=page.outlet_id,
        url=page.final_url or page.url,
        fetched_at=page.fetched_at,
        fetch_id=page.fetch_id,
        run_id=page.run_id,
    )


def _refused(page: FetchRow, result: PageResult, now: datetime) -> OutcomeRow:
    refusal = result.refusal
    if refusal is None:
        return _outcome(page, now, "failed", reason="internal_error", detail="the page gave no result")
    outcome = "failed" if refusal.reason in FAILURES else "refused"
    return _outcome(page, now, outcome, reason=refusal.reason, detail=refusal.detail)


def _outcome(
    page: FetchRow,
    now: datetime,
    outcome: str,
    *,
    reason: str | None = None,
    detail: str | None = None,
    article_id: str | None = None,
    version_id: str | None = None,
) -> OutcomeRow:
    return OutcomeRow(
        run_id=page.run_id,
        outlet_id=page.outlet_id,
        entry_id=page.entry_id or page.fetch_id,
        stage="read",
        outcome=outcome,
        reason=reason,
        detail=detail,
        article_id=article_id,
        version_id=version_id,
        ended_at=now,
    )
