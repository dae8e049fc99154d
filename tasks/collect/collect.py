"""One outlet, one run: poll what is due, plan the pages, bring them, account for everything."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tasks.collect import decide, urls
from tasks.collect.archive import Archive, Batch
from tasks.collect.budget import RunBudget
from tasks.collect.fetching import Fetched, Fetcher, Want
from tasks.collect.polls import poll_feed
from tasks.collect.records import EntryRow, FeedSpec, FeedState, FetchRow, OutcomeRow, OutletSpec, PollRow
from tasks.collect.rows import feed_state_after, fetch_row, outcome_row, row_id
from tasks.collect.settings import CollectSettings
from tasks.collect.sitemaps import FeedItem
from tasks.collect.state import Collected, KnownEntry, OutletState, remembered
from tasks.collect.stopping import Stopped, unless_stopped

#: Stands before the id of a link that has no normal form.
INVALID = "invalid:"
Progress = Callable[[str, int, int], None]
Brought = Callable[[FetchRow, bytes], None]
Recall = Callable[[Sequence[str]], Coroutine[Any, Any, Mapping[str, KnownEntry]]]
Turn = Callable[[int], Coroutine[Any, Any, None]]

#: Failures in a row on one host after which the rest of its entries waits for the next run.
TIRED_AFTER = 3
_TIRING = frozenset(
    {"timeout", "connect_error", "dns_error", "dns_timeout", "tls_error", "robots_unreachable", "blocked"}
    | {"server_error", "rate_limited", "truncated"}
)


class RecallFailed(Exception):
    """What is known of entries could not be asked; its cause says why."""


async def collect_outlet(
    outlet: OutletSpec,
    state: OutletState,
    *,
    run_id: str,
    now: Callable[[], datetime],
    fetcher: Fetcher,
    archive: Archive,
    budget: RunBudget,
    settings: CollectSettings,
    rng: random.Random,
    recall: Recall | None = None,
    turn: Turn | None = None,
    brought: Brought | None = None,
    progress: Progress | None = None,
    stop: asyncio.Event | None = None,
) -> Collected:
    """Collect one outlet; never raises for anything an outlet, the network or the disk does, but RecallFailed.

    `budget` is the run's: it says how many pages this outlet may ask for, besides its own bound.
    `recall` is asked what is known of entries that a feed lists (by id; its answer by normal URL), besides what `state`
    tells. `turn` is asked, with how many pages it wants, when it may begin with them.
    `brought` is given each page as soon as it is written; it counts only once it is in the result. `progress`
    hears what is being done (feeds, pages), how many are done and of how many. `stop`, once set, ends it within
    a second or two: what was brought is kept, the rest is deferred.
    """
    stop = stop or asyncio.Event()
    visit = _Visit(
        outlet,
        state,
        run_id,
        now,
        fetcher,
        archive,
        budget,
        settings,
        rng,
        recall,
        turn,
        brought,
        progress,
        stop,
    )
    try:
        await visit.poll_feeds()
        await visit.bring_pages()
    except RecallFailed:
        raise
    except Exception as error:  # one outlet never fails a run: what is open becomes an outcome
        visit.fail_rest(type(error).__name__)
    return visit.result()


@dataclass(slots=True)
class _Visit:
    """The moving parts of one outlet's run."""

    outlet: OutletSpec
    state: OutletState
    run_id: str
    now: Callable[[], datetime]
    fetcher: Fetcher
    archive: Archive
    budget: RunBudget
    settings: CollectSettings
    rng: random.Random
    recall: Recall | None
    turn: Turn | None
    brought: Brought | None
    progress: Progress | None
    stop: asyncio.Event
    polls: list[PollRow] = field(default_factory=list)
    entries: dict[str, EntryRow] = field(default_factory=dict)
    fetches: list[FetchRow] = field(default_factory=list)
    pages: dict[str, FetchRow] = field(default_factory=dict)
    outcomes: dict[str, OutcomeRow] = field(default_factory=dict)
    feed_states: list[FeedState] = field(default_factory=list)
    known: dict[str, KnownEntry] = field(default_factory=dict)
    left_over: set[str] = field(default_factory=set)
    looks_put_off: int = 0
    tired: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)
    batch: Batch | None = None
    disk_error: str | None = None

    # polling

    async def poll_feeds(self) -> None:
        """Poll every feed that is due and list its entries; then the entries left over from earlier runs."""
        for number, spec in enumerate(self.outlet.feeds):
            self._tell("feeds", number, len(self.outlet.feeds))
            old = self.state.feeds.get(spec.url) or FeedState(self.outlet.outlet_id, spec.url)
            if self.stop.is_set():
                self._poll_row(spec, "skipped", "stopped")
            elif not decide.feed_is_due(old, self.now()):
                self._poll_row(spec, "skipped", "not_due")
            else:
                await self._poll(spec, old)
        for known in self.state.known.values():
            if len(self.entries) >= self.settings.max_entries_per_outlet:
                break
            entry_id = urls.entry_id(self.outlet.outlet_id, known.normal_url)
            if entry_id not in self.entries and self._left_over(known):
                item = FeedItem(known.url, known.title, None, known.stated_at_text, known.stated_at)
                self._list(known.feed_url, item, known.normal_url, known.url)
                self.left_over.add(entry_id)

    def _left_over(self, known: KnownEntry) -> bool:
        """Say whether an entry that no feed lists any more still wants a page; refused ones never do."""
        if self.now() - known.first_seen_at > timedelta(days=self.settings.look_days):
            return False
        if known.normal_url.startswith(INVALID) or urls.unwanted(known.normal_url, self.outlet.domains):
            return False
        return decide.due(known, self.now(), self.settings) in ("new", "retry", "look")

    async def _poll(self, spec: FeedSpec, old: FeedState) -> None:
        try:
            poll = await unless_stopped(
                self.stop, poll_feed(self._fetch_side, self.outlet, spec, old, self.settings)
            )
        except Stopped:
            self._poll_row(spec, "skipped", "stopped")
            return
        fresh = 0
        base = poll.fetched.final_url or spec.url
        before = len(self.entries)
        room = self.settings.max_entries_per_outlet - before
        listed = [(item, *_normal_url(item, base)) for item in poll.items[:room]]
        try:
            await self._recall([normal for _, normal, _ in listed])
        except Stopped:
            self._poll_row(spec, "skipped", "stopped")
            return
        for item, normal, bad in listed:
            fresh += self._list(spec.url, item, normal, item.url[:2048], bad)
        tossed = poll.tossed + max(len(poll.items) - room, 0)
        self._poll_row(spec, poll.outcome, poll.reason, len(self.entries) - before, fresh, tossed)
        self.feed_states.append(
            feed_state_after(
                old,
                poll.fetched,
                poll.outcome,
                poll.reason,
                interval=self.settings.feed_interval_seconds,
                jitter=self.rng.random(),
            )
        )

    async def _recall(self, normal_urls: Sequence[str]) -> None:
        if self.recall is None:
            return
        ids = {urls.entry_id(self.outlet.outlet_id, url) for url in normal_urls}
        try:
            told = await unless_stopped(self.stop, self.recall(sorted(ids - self.entries.keys())))
        except Stopped:
            raise
        except Exception as problem:
            raise RecallFailed from problem
        self.state = replace(self.state, known={**self.state.known, **told})

    def _list(self, feed_url: str, item: FeedItem, normal: str, url: str, bad: str | None = None) -> int:
        """List one link; returns 1 when it was never seen before."""
        entry_id = urls.entry_id(self.outlet.outlet_id, normal)
        if entry_id in self.entries:
            return 0
        known = self.state.known.get(normal)
        self.entries[entry_id] = EntryRow(
            entry_id=entry_id,
            run_id=self.run_id,
            outlet_id=self.outlet.outlet_id,
            feed_url=feed_url,
            url=url,
            normal_url=normal,
            title=item.title,
            stated_at_text=item.stated_at_text,
            stated_at=item.stated_at,
            first_seen_at=known.first_seen_at if known else self.now(),
        )
        if bad is not None:
            self._end(entry_id, "refused", "bad_url", bad)
        elif word := urls.unwanted(normal, self.outlet.domains):
            self._end(entry_id, "refused", "unwanted_link", word)
        return 0 if known else 1

    def _poll_row(
        self,
        spec: FeedSpec,
        outcome: str,
        reason: str | None,
        entries: int = 0,
        fresh: int = 0,
        tossed: int = 0,
    ) -> None:
        self.polls.append(
            PollRow(
                poll_id=row_id(self.run_id, self.outlet.outlet_id, spec.url),
                run_id=self.run_id,
                outlet_id=self.outlet.outlet_id,
                feed_url=spec.url,
                polled_at=self.now(),
                outcome=outcome,
                reason=reason,
                entries=entries,
                new_entries=fresh,
                tossed=tossed,
            )
        )

    # pages

    async def bring_pages(self) -> None:
        """Bring the pages that are due, in the planned order, as far as budget and patience reach."""
        candidates = []
        for entry_id, row in self.entries.items():
            if entry_id in self.outcomes:
                continue
            known = self.state.known.get(row.normal_url)
            wanted = decide.due(known, self.now(), self.settings)
            if wanted in ("known", "spent"):
                spent = f"spent: {known and known.last_reason}" if wanted == "spent" else ""
                self._end(entry_id, "known", None, spent)
            else:
                candidates.append(
                    decide.Candidate(entry_id, row.feed_url, wanted, row.stated_at or row.first_seen_at)
                )
        granted = self.budget.take(min(len(candidates), self.settings.pages_per_outlet))
        chosen, beyond = decide.plan(candidates, granted)
        for one in beyond:
            if one.due == "look" and one.entry_id in self.left_over:
                del self.entries[one.entry_id]
                self.looks_put_off += 1
            else:
                self._end(one.entry_id, "deferred", "over_budget", "")
        await self._wait_for_turn(len(chosen))
        self.batch = self.archive.open_batch(self.outlet.outlet_id, self.run_id, f"{self.now():%Y-%m-%d}")
        for number, one in enumerate(chosen):
            self._tell("pages", number, len(chosen))
            await self._bring(one.entry_id)
        self._tell("pages", len(chosen), len(chosen))
        await self._close_batch()

    async def _wait_for_turn(self, pages: int) -> None:
        if self.turn is None or not pages:
            return
        self._tell("pages", 0, pages)
        with suppress(Stopped):  # then every page is put off
            await unless_stopped(self.stop, self.turn(pages))

    async def _bring(self, entry_id: str) -> None:
        row = self.entries[entry_id]
        host = urls.target(row.normal_url).host
        if self.stop.is_set():
            self._end(entry_id, "deferred", "stopped", "")
            return
        if self.disk_error is not None:
            self._end(entry_id, "deferred", "disk_full", self.disk_error)
            return
        if time.monotonic() - self.started > self.settings.seconds_per_outlet:
            self._end(entry_id, "deferred", "over_budget", "time")
            return
        if self.tired[host] >= TIRED_AFTER:
            self._end(entry_id, "deferred", "over_budget", f"{host} failed {TIRED_AFTER} times in a row")
            return
        known = self.state.known.get(row.normal_url)
        want = Want(
            row.normal_url,
            "page",
            domains=self.outlet.domains,
            etag=known.etag if known and known.page_hash else None,
            last_modified=known.last_modified if known and known.page_hash else None,
            spacing_seconds=self.outlet.spacing_seconds,
        )
        try:
            fetched = await unless_stopped(self.stop, self.fetcher.fetch(want))
        except Stopped:
            self._end(entry_id, "deferred", "stopped", "")
            return
        self._settle(entry_id, known, fetched)
        self.tired[host] = self.tired[host] + 1 if fetched.reason in _TIRING else 0

    def _settle(self, entry_id: str, known: KnownEntry | None, fetched: Fetched) -> None:
        """Turn what came back into rows: the attempt, and the entry's outcome or a page to read."""
        self._note_side(fetched)
        if fetched.outcome == "deferred":
            self._end(entry_id, "deferred", fetched.reason, fetched.detail)
            return
        fetch_id = row_id(self.run_id, entry_id, "page")
        row = fetch_row(
            fetched, fetch_id=fetch_id, run_id=self.run_id, outlet_id=self.outlet.outlet_id, entry_id=entry_id
        )
        if fetched.outcome == "ok" and not (known and known.page_hash == row.page_hash):
            try:
                assert self.batch is not None
                place = self.batch.add(fetched, entry_id, fetch_id)
            except OSError as error:
                self.disk_error = str(error)[:200]
                row = replace(row, outcome="failed", reason="disk_full")
                self._end(entry_id, "failed", "disk_full", self.disk_error)
            else:
                row = replace(row, warc_file=place.file, warc_offset=place.offset, warc_length=place.length)
                self.pages[entry_id] = row
                if self.brought is not None:
                    self.brought(row, fetched.body)
        elif fetched.outcome in ("ok", "not_modified"):
            self._end(
                entry_id, "unchanged", None, "304" if fetched.outcome == "not_modified" else "same page"
            )
        else:
            self._end(entry_id, "failed", fetched.reason, fetched.detail)
        self.fetches.append(row)
        self._remember(entry_id, known, row)

    def _remember(self, entry_id: str, known: KnownEntry | None, row: FetchRow) -> None:
        self.known[entry_id] = remembered(self.entries[entry_id], known, row)

    async def _close_batch(self) -> None:
        """Make the archive file durable; when that fails, its pages were never brought."""
        batch, self.batch = self.batch, None
        if batch is None:
            return
        try:
            await asyncio.to_thread(batch.close)
        except OSError as error:
            batch.abandon()
            for entry_id in list(self.pages):
                self._lose(entry_id, "disk_full", str(error)[:200])

    def _lose(self, entry_id: str, reason: str, detail: str) -> None:
        lost = self.pages.pop(entry_id)
        failed = replace(
            lost,
            outcome="failed",
            reason=reason,
            page_hash=None,
            warc_file=None,
            warc_offset=None,
            warc_length=None,
        )
        self.fetches = [failed if row is lost else row for row in self.fetches]
        self._end(entry_id, "failed", reason, detail)
        self._remember(entry_id, self.state.known.get(self.entries[entry_id].normal_url), failed)

    def _tell(self, what: str, done: int, of: int) -> None:
        if self.progress is not None:
            self.progress(what, done, of)

    async def _fetch_side(self, want: Want) -> Fetched:  # no page; the row of the attempt is kept
        fetched = await self.fetcher.fetch(want)
        self._note_side(fetched)
        if fetched.outcome != "deferred":
            self._note(fetched)
        return fetched

    def _note_side(self, fetched: Fetched) -> None:
        for one in fetched.side:
            self._note(one)

    def _note(self, fetched: Fetched) -> None:
        fetch_id = row_id(
            self.run_id, self.outlet.outlet_id, fetched.purpose, fetched.url, str(len(self.fetches))
        )
        self.fetches.append(
            fetch_row(
                fetched, fetch_id=fetch_id, run_id=self.run_id, outlet_id=self.outlet.outlet_id, entry_id=None
            )
        )

    def _end(self, entry_id: str, outcome: str, reason: str | None, detail: str) -> None:
        self.outcomes[entry_id] = outcome_row(
            run_id=self.run_id,
            outlet_id=self.outlet.outlet_id,
            entry_id=entry_id,
            outcome=outcome,
            reason=reason,
            detail=detail,
            at=self.now(),
        )

    def fail_rest(self, what: str) -> None:
        """After a fault of ours: what is safe in the archive stays, every open entry fails."""
        batch, self.batch = self.batch, None
        if batch is not None:
            try:
                batch.close()
            except OSError:
                batch.abandon()
                for entry_id in list(self.pages):
                    self._lose(entry_id, "disk_full", what)
        for entry_id in self.entries:
            if entry_id not in self.outcomes and entry_id not in self.pages:
                self._end(entry_id, "failed", "internal_error", what)
        polled = {row.feed_url for row in self.polls}
        for spec in self.outlet.feeds:
            if spec.url not in polled:
                self._poll_row(spec, "failed", "internal_error")

    def result(self) -> Collected:
        """Return the rows."""
        return Collected(
            outlet_id=self.outlet.outlet_id,
            polls=tuple(self.polls),
            entries=tuple(self.entries.values()),
            fetches=tuple(self.fetches),
            pages=tuple(self.pages.values()),
            outcomes=tuple(self.outcomes.values()),
            feed_states=tuple(self.feed_states),
            known=tuple(self.known.values()),
            looks_put_off=self.looks_put_off,
            stopped=self.stop.is_set(),
        )


def _normal_url(item: FeedItem, base: str) -> tuple[str, str | None]:
    """A link's normal form; of one that has none a mark of its own, and what is wrong with it."""
    try:
        return urls.normalise(item.url, base), None
    except urls.BadUrl as error:
        return INVALID + row_id(item.url or item.guid or item.title or ""), str(error)
