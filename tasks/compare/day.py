"""A day's comparison from documents to rows, and the same for a handful of documents on one story."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from tasks.compare.divergence import DivergencePlan, single_story_rows
from tasks.compare.edits import find_edits
from tasks.compare.facts import StoryFacts, story_facts
from tasks.compare.first_reports import first_reports
from tasks.compare.joining import by_story, joined
from tasks.compare.one_story import StoriesFound, StoryInput, outlets_for, story_pieces, words_pieces
from tasks.compare.pieces import HERE, Workers, pack, unpack
from tasks.compare.records import (
    DayResult,
    DivergenceRow,
    Document,
    OutletDay,
    ReprintRow,
    StoryMemberRow,
    StoryRow,
)
from tasks.compare.reprints import ReprintSettings, ReprintsPiece, find_reprints, origin_of
from tasks.compare.settings import CompareSettings
from tasks.compare.stories import StoryGrouping, StorySettings, earlier_stories, measure_day
from tasks.compare.story_view import StoryView
from tasks.compare.times import best_instant
from tasks.compare.words import StoryTerms, usual_terms, usual_uses

T = TypeVar("T")

#: Articles of a window from which rows are packed as they come and memory is given back on the way.
LARGE_DAY = 2_000


def compare_day(
    day: date,
    documents: Sequence[Document],
    earlier_members: Sequence[StoryMemberRow],
    outlet_days: Sequence[OutletDay],
    previous_versions: Mapping[str, Document],
    background: Mapping[str, int] | None,
    settings: CompareSettings,
    earlier_rows: Sequence[StoryRow] = (),
    workers: Workers = HERE,
    stories_done: Callable[[DayResult], None] | None = None,
) -> DayResult:
    """Everything compare decides for `day`; the order of the inputs does not matter, nor who the `workers` are.

    `documents`: all of the window that ends with the day. `earlier_members`: story members of the
    window's earlier days, `earlier_rows` the rows of their stories. `previous_versions`: article id ->
    the version before the one given. `background`: uses of words in the months before, None for those
    of the day itself. Only stories with an article of the day are compared, with all their articles in
    the window. `stories_done` is given the result when it lacks only what is tested over all stories: words and
    divergences.
    """
    documents = latest_versions(documents)
    earlier_members = _current([member for member in earlier_members if member.day < day], documents)
    reprints, grouping = group_day(day, documents, earlier_members, settings, earlier_rows, workers)
    if len(documents) >= LARGE_DAY:
        _give_back()
    origins = origin_of(reprints, documents)
    running = {story.story_id for story in grouping.stories}
    members = _window_members(grouping.members, earlier_members, running, documents)
    edits, edit_sentences = find_edits(
        day,
        [
            (previous_versions[document.article_id], document)
            for document in documents
            if document.day == day and document.article_id in previous_versions
        ],
    )
    return _compared(
        day=day,
        documents=documents,
        origins=origins,
        members=members,
        outlet_days=outlet_days,
        background=background,
        settings=settings,
        one_story=False,
        workers=workers,
        stories_done=stories_done,
        result=DayResult(
            day=day, reprints=tuple(row for row in reprints if row.day == day), stories=grouping.stories,
            story_members=grouping.members, claims=(), claim_members=(), claim_statuses=(), absent=(), words=(),
            first_reports=(), number_groups=(), number_conflicts=(), divergences=(), edits=edits,
            edit_sentences=edit_sentences,
        ),
    )  # fmt: skip


def group_day(
    day: date,
    documents: Sequence[Document],
    earlier_members: Sequence[StoryMemberRow],
    settings: CompareSettings,
    earlier_rows: Sequence[StoryRow] = (),
    workers: Workers = HERE,
) -> tuple[tuple[ReprintRow, ...], StoryGrouping]:
    """Only reprints (of the whole window) and stories of `day`: all that the days behind it need of it."""
    documents = latest_versions(documents)
    earlier_members = _current([member for member in earlier_members if member.day < day], documents)
    found = workers.begin(ReprintsPiece(documents, settings.reprints or ReprintSettings()))
    measured = measure_day(
        [document for document in documents if document.day == day],
        earlier_stories(earlier_rows, earlier_members, documents),
        settings.stories or StorySettings(),
    )
    reprints = found()
    return reprints, measured.grouped(reprints)


def compare_story(documents: Sequence[Document], settings: CompareSettings) -> DayResult:
    """The documents as one story, side by side; the day is that of the latest document.

    Divergences are NULL with the reason, since one article of each outlet has no null. Raises
    ValueError without documents.
    """
    if not documents:
        raise ValueError("compare_story needs at least one document")
    documents = latest_versions(documents)
    day = max(document.day for document in documents)
    reprints = find_reprints(documents, settings.reprints or ReprintSettings())
    origins = origin_of(reprints, documents)
    first = min(documents, key=lambda document: (best_instant(document), document.version_id))
    identity = "\x1f".join(sorted(document.article_id for document in documents))
    story = StoryRow(
        day=day,
        story_id="s" + hashlib.sha256(identity.encode()).hexdigest()[:16],
        language=Counter(sorted(document.language for document in documents)).most_common(1)[0][0],
        label=first.title,
        started_at=best_instant(first),
        first_day=min(document.day for document in documents),
    )
    members = tuple(
        StoryMemberRow(
            day=day,
            story_id=story.story_id,
            version_id=document.version_id,
            article_id=document.article_id,
            outlet_id=document.outlet_id,
            origin_id=origins[document.version_id],
            is_reprint=any(row.version_id == document.version_id for row in reprints),
            score=None,
            reason="given as one story",
            words=len(document.text.split()),
        )
        for document in documents
    )
    outlets = [
        OutletDay(outlet, story.language, "", polled=True, healthy=True, suspect=False, reason=None)
        for outlet in sorted({document.outlet_id for document in documents})
    ]
    return _compared(
        day=day,
        documents=documents,
        origins=origins,
        members={story.story_id: members},
        outlet_days=outlets,
        background=None,
        settings=settings,
        one_story=True,
        workers=HERE,
        stories_done=None,
        result=DayResult(
            day=day, reprints=reprints, stories=(story,), story_members=members, claims=(),
            claim_members=(), claim_statuses=(), absent=(), words=(), first_reports=(), number_groups=(),
            number_conflicts=(), divergences=(), edits=(), edit_sentences=(),
        ),
    )  # fmt: skip


def latest_versions(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The last version of each article, sorted by version id."""
    latest: dict[str, Document] = {}
    for document in documents:
        known = latest.get(document.article_id)
        if known is None or _recency(document) > _recency(known):
            latest[document.article_id] = document
    return tuple(sorted(latest.values(), key=lambda document: document.version_id))


def _recency(document: Document) -> tuple[object, ...]:
    return (document.day, document.first_seen_at, document.version_id)


def _current(members: Sequence[StoryMemberRow], documents: Sequence[Document]) -> list[StoryMemberRow]:
    """Members of closed days with the version of their article that is compared now."""
    versions = {document.article_id: document.version_id for document in documents}
    return [
        replace(member, version_id=versions[member.article_id])
        for member in members
        if member.article_id in versions
    ]


def _window_members(
    today: Sequence[StoryMemberRow],
    earlier: Sequence[StoryMemberRow],
    running: set[str],
    documents: Sequence[Document],
) -> dict[str, tuple[StoryMemberRow, ...]]:
    """Members of the running stories, today's and those of the window; an article counts once, its latest."""
    known = {document.version_id for document in documents}
    by_article: dict[str, StoryMemberRow] = {}
    for member in (*sorted(earlier, key=lambda row: row.day), *today):
        if member.story_id in running and member.version_id in known:
            by_article[member.article_id] = member
    found: dict[str, list[StoryMemberRow]] = defaultdict(list)
    for member in by_article.values():
        found[member.story_id].append(member)
    return {
        story_id: tuple(sorted(rows, key=lambda row: row.version_id))
        for story_id, rows in sorted(found.items())
    }


def _compared(
    day: date,
    documents: Sequence[Document],
    origins: Mapping[str, str],
    members: Mapping[str, Sequence[StoryMemberRow]],
    outlet_days: Sequence[OutletDay],
    background: Mapping[str, int] | None,
    settings: CompareSettings,
    one_story: bool,
    result: DayResult,
    workers: Workers,
    stories_done: Callable[[DayResult], None] | None,
) -> DayResult:
    """`result` with everything that needs stories: claims to divergences."""
    known = {document.version_id: document for document in documents}
    watched = {outlet.outlet_id: outlet for outlet in outlet_days}
    language = {story.story_id: story.language for story in result.stories}
    texts = {story_id: tuple(known[row.version_id] for row in rows) for story_id, rows in members.items()}
    told = {
        story_id: {document.version_id: origins[document.version_id] for document in found}
        for story_id, found in texts.items()
    }
    compared = [
        StoryInput(story_id, language[story_id], found, told[story_id], outlets_for(found, watched, settings))
        for story_id, found in texts.items()
        if len({document.outlet_id for document in found}) > 1
    ]
    pieces = story_pieces(day, compared, settings)
    # By hand there is one story, whose few rows stay as they are.
    large = len(documents) >= LARGE_DAY
    if one_story:
        outcomes: Iterable[StoriesFound] = (piece.found() for piece in pieces)
    else:
        outcomes = _sparingly(workers.each(pieces), large)
    made: list[StoriesFound] = []
    uses: Counter[str] = Counter()
    terms_of: dict[str, StoryTerms] = {}
    facts: dict[str, StoryFacts] = {}
    held: list[tuple[tuple[StoryTerms, StoryFacts], ...] | bytes] = []
    for one in outcomes:
        # As bytes they lie in one place, not scattered among all that comes and goes with the other pieces.
        held.append(pack(one.compared) if large else one.compared)
        made.append(_packed(one) if large else replace(one, compared=()))
    if large:
        _give_back()
    for kept in held:
        for story_terms, found in unpack(kept) if isinstance(kept, bytes) else kept:
            uses.update(usual_uses([story_terms]) if background is None else {})
            terms_of[story_terms.story_id] = _shared(replace(story_terms, used=(), uses=np.zeros(0)))
            facts[found.story_id] = found
    del held
    result = replace(
        result,
        claims=by_story(texts, [one.claims for one in made]),
        claim_members=by_story(texts, [one.members for one in made]),
        claim_statuses=by_story(texts, [one.statuses for one in made]),
        absent=by_story(texts, [one.absent for one in made]),
        first_reports=first_reports(day, [row for rows in members.values() for row in rows], documents),
        number_groups=by_story(texts, [one.number_groups for one in made]),
        number_conflicts=by_story(texts, [one.number_conflicts for one in made]),
    )
    del made
    if stories_done is not None:
        stories_done(result)
    terms = [terms_of.pop(story_id) for story_id in texts if story_id in terms_of]
    for story_id in texts.keys() - facts.keys():
        alone = StoryView(story_id, language[story_id], texts[story_id], told[story_id], (), None)
        facts[story_id] = story_facts(alone)
    ordered = [facts[story_id] for story_id in texts]
    usual = uses if background is None else usual_terms(background)
    marking = words_pieces(day, terms, usual, settings)
    if one_story:
        divergences: Sequence[DivergenceRow] = tuple(
            row for story in ordered for row in single_story_rows(day, story)
        )
        words = joined([piece.found() for piece in marking])
    else:
        tests = DivergencePlan(day, ordered, watched, settings)
        tested = _sparingly(workers.each([*marking, *tests.pieces]), large)  # heavy ones first
        words = joined(list(islice(tested, len(marking))))
        if large:
            tested = iter(list(tested))
            workers.rest()
        divergences = tests.rows(tested)
    return replace(result, words=words, divergences=divergences)


def _sparingly(outcomes: Iterator[T], large: bool) -> Iterator[T]:
    """The outcomes of a large day's pieces; what working each has let go is given back before the next, which takes some
    milliseconds: the allocator would keep a quarter of a gigabyte of it."""
    for outcome in outcomes:
        yield outcome
        if large:
            _give_back()


def _packed(found: StoriesFound) -> StoriesFound:
    """The rows in as little memory as they take until they are stored, without what has been taken out of them."""
    from tasks.compare.columns import PackedColumns  # here, since a comparison by hand does without

    rows: dict[str, Any] = {name: getattr(found, name) for name in _ROWS}
    packed: dict[str, Any] = {name: PackedColumns.of(one.kind, one) for name, one in rows.items()}
    return replace(found, compared=(), **packed)


def _shared(terms: StoryTerms) -> StoryTerms:
    """The same with words that stand once in memory, however many stories use them."""
    return replace(
        terms, terms=tuple(map(sys.intern, terms.terms)), forms=tuple(map(sys.intern, terms.forms))
    )


def _give_back() -> None:
    from tasks.giving_back import give_back  # here, since a comparison by hand does without

    give_back()


#: Rows of stories that a large day has by the hundred thousand.
_ROWS = ("claims", "members", "statuses", "number_groups", "number_conflicts")
