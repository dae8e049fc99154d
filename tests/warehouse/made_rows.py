"""Invented rows for the warehouse tests: what a run brings of the invented articles, and what compare makes of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from made_texts import DAY, OUTLETS, RUN, at, claims_of, text_of, version_of

from tasks.claims.records import Proposition
from tasks.claims.rows import claims_to_rows
from tasks.collect.records import EntryRow, FeedState, FetchRow, OutcomeRow, PollRow
from tasks.compare.records import (
    ClaimMemberRow,
    ClaimRow,
    ClaimStatusRow,
    DivergenceRow,
    EditRow,
    EditSentenceRow,
    FirstReportRow,
    NumberConflictRow,
    NumberGroupRow,
    ReprintRow,
    StoryMemberRow,
    StoryRow,
    WordRow,
)
from tasks.read.rows import VersionRow
from tasks.watch.records import HealthRow


def facts(days: int = 1, stories: int = 2, outlets: tuple[str, ...] = OUTLETS) -> dict[str, list[Any]]:
    """Everything collect, read and claims bring for some days."""
    rows: dict[str, list[Any]] = defaultdict(list)
    rows["run"].append(
        {"run_id": RUN, "flow": "daily", "day": DAY, "started_at": at(DAY, 6), "status": "running"}
    )
    for outlet in outlets:
        rows["outlet"].append(
            {"outlet_id": outlet, "name": outlet.title(), "country": "FR", "language": "en"}
            | {"domains": (f"{outlet}.example",), "expected_low": 1, "expected_high": 9}
        )
        rows["feed"].append(FeedState(outlet, f"https://{outlet}.example/feed", etag='W/"x"'))
    for day in (DAY + timedelta(days=n) for n in range(days)):
        for outlet in outlets:
            feed = f"https://{outlet}.example/feed"
            rows["poll"].append(
                PollRow(f"p-{outlet}-{day}", RUN, outlet, feed, at(day, 6), "ok", None, stories, stories, 0)
            )
            rows["health"].append(health_of(outlet, day, stories))
            for story in range(stories):
                _article(rows, outlet, story, day, feed)
    return dict(rows)


def merge(rows: dict[str, list[Any]], more: dict[str, Any]) -> None:
    """Adds rows of several tables to others."""
    for table, found in more.items():
        rows.setdefault(table, []).extend(found)


def add_version(rows: dict[str, list[Any]], version: VersionRow) -> None:
    """Adds a version with its claims."""
    rows.setdefault("version", []).append(version)
    claims = claims_of(version.outlet_id, version.text)
    merge(rows, claims_to_rows(version.version_id, version.text, claims))


def _article(rows: dict[str, list[Any]], outlet: str, story: int, day: date, feed: str) -> None:
    version = version_of(outlet, story, day)
    entry_id = f"e-{outlet}-{day}-{story}"
    rows["entry"].append(
        EntryRow(entry_id, RUN, outlet, feed, version.url, version.url, version.title, None, None, at(day, 6))
    )
    rows["fetch"].append(
        FetchRow(
            fetch_id=version.fetch_id or "",
            run_id=RUN,
            outlet_id=outlet,
            entry_id=entry_id,
            purpose="page",
            url=version.url,
            final_url=version.url,
            hops=(),
            fetched_at=version.fetched_at,
            outcome="ok",
            reason=None,
            http_status=200,
            content_type="text/html",
            etag='"1"',
            last_modified=None,
            wire_bytes=900,
            page_bytes=2000,
            elapsed_ms=12,
            page_hash="ab" * 32,
            warc_file="a.warc.gz",
            warc_offset=0,
            warc_length=900,
        )
    )
    rows["outcome"].append(
        OutcomeRow(
            run_id=RUN,
            outlet_id=outlet,
            entry_id=entry_id,
            stage="read",
            outcome="kept",
            reason=None,
            detail=None,
            article_id=version.article_id,
            version_id=version.version_id,
            ended_at=version.fetched_at,
        )
    )
    rows["article"].append(
        {
            "article_id": version.article_id,
            "outlet_id": outlet,
            "url": version.url,
            "first_seen_at": version.first_seen_at,
            "run_id": RUN,
        }
    )
    add_version(rows, version)


def health_of(outlet: str, day: date, articles: int) -> HealthRow:
    return HealthRow(
        outlet_id=outlet,
        day=day,
        polls=1,
        polls_ok=1,
        articles=articles,
        kept=articles,
        refused=0,
        failed=0,
        deferred=0,
        title_share=1.0,
        time_share=1.0,
        author_share=1.0,
        full_text_share=1.0,
        words=100,
        claims_per_1000_words=30.0,
        unresolved_voice_share=0.0,
        other_language_share=0.0,
        healthy=True,
        suspect=False,
        flags=(),
        reason=None,
    )


def compared(day: date = DAY, stories: int = 2, outlets: tuple[str, ...] = OUTLETS) -> dict[str, list[Any]]:
    """What compare brings for a day: every table, the second outlet reprinting nothing, the last omitting."""
    rows: dict[str, list[Any]] = {name: [] for name in DAY_TABLES}
    for story in range(stories):
        _story(rows, day, story, outlets)
    rows["divergence_test"].append(
        DivergenceRow(
            day,
            None,
            "selection",
            "stories",
            outlets[0],
            outlets[1],
            0.5,
            0.4,
            0.1,
            -0.1,
            0.3,
            0.2,
            0.4,
            stories,
            stories,
            stories,
            stories,
            None,
        )
    )
    return rows


DAY_TABLES = (
    "reprint",
    "story",
    "story_member",
    "claim",
    "claim_member",
    "claim_status",
    "word_use",
    "first_report",
    "number_group",
    "number_conflict",
    "divergence_test",
    "edit",
    "edit_sentence",
)


def _story(rows: dict[str, list[Any]], day: date, story: int, outlets: tuple[str, ...]) -> None:
    story_id = f"s{story}-{day}"
    versions = {outlet: version_of(outlet, story, day) for outlet in outlets}
    claims = {outlet: claims_of(outlet, versions[outlet].text) for outlet in outlets}
    first = versions[outlets[0]]
    rows["story"].append(StoryRow(day, story_id, "en", f"Storm {story}", at(day, 7), day))
    label = claims[outlets[0]].propositions[0].span
    rows["claim"].append(
        ClaimRow(day, story_id, f"{story_id}-c0", first.text[slice(*label)], first.version_id, *label)
    )
    own = claims[outlets[0]].propositions[1].span
    rows["claim"].append(
        ClaimRow(day, story_id, f"{story_id}-c1", first.text[slice(*own)], first.version_id, *own)
    )
    for outlet in outlets:
        version, found = versions[outlet], claims[outlet]
        origin = f"o-{version.version_id}"
        rows["story_member"].append(
            StoryMemberRow(
                day,
                story_id,
                version.version_id,
                version.article_id,
                outlet,
                origin,
                False,
                None if outlet == outlets[0] else 0.7,
                "seed" if outlet == outlets[0] else "storm, boats",
                version.words,
            )
        )
        rows["first_report"].append(
            FirstReportRow(
                day,
                story_id,
                outlet,
                version.version_id,
                version.published_at,
                version.first_seen_at,
                "first" if outlet == outlets[0] else "undetermined",
                0.0,
                60.0,
            )
        )
        rows["word_use"].append(
            WordRow(day, story_id, outlet, "boat", 1, 1, 1, None, None, None, None, "one article only")
        )
        for index, proposition in enumerate(found.propositions):
            omitted = index == 1 and outlet == outlets[-1]
            status = "omitted" if omitted else _status(proposition, outlet)
            if not omitted:
                start, end = proposition.span
                rows["claim_member"].append(
                    ClaimMemberRow(
                        day,
                        story_id,
                        f"{story_id}-c{index}",
                        version.version_id,
                        outlet,
                        origin,
                        index,
                        proposition.sentence,
                        start,
                        end,
                        version.text[start:end],
                        status,
                        proposition.voice,
                        0.9,
                        "same words",
                    )
                )
            near = found.sentences[3].span
            rows["claim_status"].append(
                ClaimStatusRow(
                    day,
                    story_id,
                    f"{story_id}-c{index}",
                    outlet,
                    status,
                    0 if omitted else 1,
                    "nothing near" if omitted else None,
                    len(outlets) - omitted,
                    len(outlets),
                    0.8 if omitted else None,
                    2.3 if omitted else None,
                    version.version_id if omitted else None,
                    near[0] if omitted else None,
                    near[1] if omitted else None,
                    0.2 if omitted else None,
                )
            )
        rows["number_group"].append(
            NumberGroupRow(day, story_id, "boat", None, outlet, version.version_id, 0)
        )
        rows["divergence_test"] += [
            DivergenceRow(
                day,
                story_id,
                "statement",
                "claims",
                outlet,
                other,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                1,
                1,
                1,
                1,
                "one article each",
            )
            for other in outlets
            if outlet < other
        ]
    last = versions[outlets[-1]]
    rows["number_conflict"].append(
        NumberConflictRow(
            day, story_id, "boat", None, outlets[0], first.version_id, 0, outlets[-1], last.version_id, 0
        )
    )


def _status(proposition: Proposition, outlet: str) -> str:
    if proposition.attribution is None:
        return "asserted"
    return "distanced" if proposition.engagement == "distanced" else "attributed"


def edited(day: date = DAY) -> tuple[VersionRow, dict[str, list[Any]]]:
    """A later, softened version of the first outlet's first story, and the rows of the edit."""
    old, new = version_of(OUTLETS[0], 0, day), version_of(OUTLETS[0], 0, day, softened=True)
    row = EditRow(
        day, old.article_id, OUTLETS[0], old.version_id, new.version_id, "softened", 0, 0, 1, 0, 0, 1, 0
    )
    change = EditSentenceRow(
        day,
        old.article_id,
        old.version_id,
        new.version_id,
        0,
        "softened",
        0,
        old.text.index("\n"),
        0,
        new.text.index("\n"),
        "certainty certain -> possible",
    )
    return new, {"edit": [row], "edit_sentence": [change]}


def reprinted(day: date = DAY) -> list[ReprintRow]:
    """The third outlet repeats the second's first story."""
    wire, copy = version_of(OUTLETS[1], 0, day), version_of(OUTLETS[2], 0, day)
    origin = f"o-{wire.version_id}"
    return [
        ReprintRow(
            day,
            wire.version_id,
            wire.article_id,
            OUTLETS[1],
            origin,
            wire.version_id,
            "Veldra Wire",
            1.0,
            1.0,
            0,
            0,
            "exact",
        ),
        ReprintRow(
            day,
            copy.version_id,
            copy.article_id,
            OUTLETS[2],
            origin,
            wire.version_id,
            "Veldra Wire",
            0.9,
            0.8,
            1,
            0,
            "containment",
        ),
    ]


__all__ = [
    "DAY",
    "DAY_TABLES",
    "OUTLETS",
    "RUN",
    "add_version",
    "at",
    "claims_of",
    "compared",
    "edited",
    "facts",
    "merge",
    "reprinted",
    "text_of",
    "timedelta",
    "version_of",
]
