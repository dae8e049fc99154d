"""Invented rows for the warehouse tests: a few outlets tell the same storms in different words."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from tasks.claims.records import (
    Attribution,
    Marking,
    NameUse,
    NumberUse,
    Proposition,
    Sentence,
    TextClaims,
    Voice,
)
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
from tasks.read.records import PageText, StatedTime
from tasks.read.rows import VersionRow, version_rows
from tasks.watch.records import HealthRow

DAY = date(2031, 3, 4)
OUTLETS = ("harbour_post", "veldra_wire", "night_mail")
RUN = "20310304T060000Z-0001"
NAMES = {"harbour_post": "Veldra", "veldra_wire": "Veldra", "night_mail": "Weldra"}
CUES = {"harbour_post": "said", "veldra_wire": "said", "night_mail": "claimed"}
ENGAGEMENT = {"harbour_post": "acknowledged", "veldra_wire": "acknowledged", "night_mail": "distanced"}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def text_of(outlet: str, story: int, softened: bool = False) -> str:
    boats = 10 + story + OUTLETS.index(outlet)
    cue = "may have been" if softened else "were"
    return (
        f"Harbour master Ines Kotal {CUES[outlet]} that at least {boats} boats {cue} lost off "
        f"{NAMES[outlet]} in storm {story}.\n\n"
        f"“Nobody warned us,” 😀 the fishers’ union {CUES[outlet]}. The ministry denied it.\n\n"
        f"Repairs at pier {story} began at noon."
    )


def claims_of(outlet: str, text: str) -> TextClaims:
    def span(part: str) -> tuple[int, int]:
        start = text.index(part)
        return start, start + len(part)

    starts = ["Harbour", "“Nobody", "The ministry", "Repairs"]
    edges = [text.index(start) for start in starts] + [len(text)]
    sentences = tuple(
        Sentence((a, a + len(text[a:b].rstrip())), (0, 1, 1, 2)[i], 0.25 if i == 1 else 0.0)
        for i, (a, b) in enumerate(pairwise(edges))
    )
    cue = span(f" {CUES[outlet]} that")
    content = (text.index("at least"), sentences[0].span[1] - 1)
    engagement: Any = ENGAGEMENT[outlet]
    second = text.index(CUES[outlet], sentences[1].span[0])
    attributions = (
        Attribution(
            source=(span("Harbour master Ines Kotal"),),
            cue=((cue[0] + 1, cue[0] + 1 + len(CUES[outlet])),),
            content=(content,),
            kind="indirect",
            engagement=engagement,
            engagement_cue=((cue[0] + 1, cue[0] + 1 + len(CUES[outlet])),)
            if engagement == "distanced"
            else (),
            polarity="affirms",
            certainty="certain",
            voice="ines kotal",
            rule="cue-clause",
            sentence=0,
        ),
        Attribution(
            source=(span("the fishers’ union"),),
            cue=((second, second + len(CUES[outlet])),),
            content=(span("Nobody warned"), span("us")),
            kind="direct",
            engagement=engagement,
            engagement_cue=(),
            polarity="affirms",
            certainty="unstated",
            voice="fishers union",
            rule="quote",
            sentence=1,
            relays=("veldra wire",),
        ),
        Attribution(
            source=(span("The ministry"),),
            cue=(span("denied"),),
            content=((sentences[2].span[1] - 3, sentences[2].span[1] - 1),),
            kind="indirect",
            engagement="acknowledged",
            engagement_cue=(),
            polarity="denies",
            certainty="certain",
            voice="ministry",
            rule="denial",
            sentence=2,
        ),
    )
    number = span("at least 1")
    number = (number[0], number[1] + 1)
    return TextClaims(
        language="en",
        observed=True,
        sentences=sentences,
        attributions=attributions,
        voices=(
            Voice("ines kotal", "Ines Kotal", "person", "harbour master"),
            Voice("fishers union", "fishers’ union", "organisation"),
            Voice("ministry", "the ministry", "state", None, "veldra"),
        ),
        markings=(
            (Marking(attributions[0].cue[0], content, "distanced", "cue", 0, 0),)
            if engagement == "distanced"
            else ()
        ),
        numbers=(
            NumberUse(
                number, float(text[number[1] - 2 : number[1]]), None, "at_least", None, "boat", 0, 0, False
            ),
        ),
        names=(
            NameUse(span(NAMES[outlet]), NAMES[outlet], "place", "veldra", NAMES[outlet], 0, False),
            NameUse(span("Ines Kotal"), "Ines Kotal", "person", None, None, 0, False),
        ),
        propositions=(
            Proposition(content, (content,), 0, 0, engagement, "affirms", "certain", "ines kotal"),
            Proposition(
                sentences[3].span, (sentences[3].span,), 3, None, "acknowledged", "affirms", "certain", None
            ),
        ),
    )


def version_of(outlet: str, story: int, day: date = DAY, softened: bool = False) -> VersionRow:
    seen = at(day, 8 + OUTLETS.index(outlet) + (4 if softened else 0))
    page = PageText(
        text=text_of(outlet, story, softened),
        title=f"Storm {story} takes boats, {outlet}",
        authors=("Desk",),
        published=StatedTime("stated", at(day, 7 + OUTLETS.index(outlet)), "minute", "Z", None),
        modified=None,
        language="en",
        section=None,
        canonical_url=f"https://{outlet}.example/{day}/storm-{story}",
        kind="article",
        free_access=None,
        encoding="utf-8",
        damaged=0.0,
        methods=(),
    )
    return version_rows(
        page,
        outlet_id=outlet,
        url=page.canonical_url or "",
        fetched_at=seen,
        fetch_id=f"f-{outlet}-{day}-{story}-{softened}",
        run_id=RUN,
    )[1]


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
