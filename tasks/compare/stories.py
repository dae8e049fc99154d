"""Which articles report the same happening, day by day; a story keeps its id as long as it runs.

Articles of a day are grouped among themselves and with the stories of the window's closed days. A
closed day is never changed: earlier stories may take in articles of the day, they never merge.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from scipy import sparse

from tasks.compare.article_terms import article_terms, common_words
from tasks.compare.records import Document, ReprintRow, StoryMemberRow, StoryRow
from tasks.compare.reprints import origin_of
from tasks.compare.story_matcher import (
    MatcherSettings,
    NumberedTerms,
    average_link,
    likeness,
    likeness_within,
    term_vectors,
)
from tasks.compare.times import best_instant

_SECONDS_A_DAY = 86_400.0
#: A first sight in this year or later stands for "no time known" (rows of the filter).
_NEVER = 9000


@dataclass(frozen=True, slots=True)
class StorySettings:
    """How stories are grouped. `max_story_days`: after that an affair goes on as a new story."""

    matcher: MatcherSettings = field(default_factory=MatcherSettings)
    max_story_days: int = 7
    reason_terms: int = 4


@dataclass(frozen=True, slots=True)
class EarlierStory:
    """A story of a closed day inside the window, with those of its articles that lie in the window."""

    story_id: str
    language: str
    label: str
    started_at: datetime
    first_day: date
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class StoryGrouping:
    """Rows of `raw.story` and `raw.story_member` for one day, each in a fixed order."""

    stories: tuple[StoryRow, ...]
    members: tuple[StoryMemberRow, ...]


def earlier_stories(
    stories: Sequence[StoryRow], members: Sequence[StoryMemberRow], documents: Sequence[Document]
) -> tuple[EarlierStory, ...]:
    """Rebuild the stories of the window's closed days from their stored rows and documents.

    A story none of whose documents is given is gone; of an article whose stored version is not given
    another version stands in. `stories` (rows of the same days) keep a story's label, start and age;
    for a story without a row these come from its members in the window.
    """
    known = {document.version_id: document for document in documents}
    latest = {document.article_id: document for document in sorted(documents, key=_order)}
    held: dict[str, list[tuple[StoryMemberRow, Document]]] = defaultdict(list)
    for member in members:
        document = known.get(member.version_id) or latest.get(member.article_id)
        if document is not None:
            held[member.story_id].append((member, document))
    last = {row.story_id: row for row in sorted(stories, key=lambda row: row.day)}
    out = []
    for story_id, both in sorted(held.items()):
        inside = {document.version_id: document for _, document in both}
        ordered = tuple(sorted(inside.values(), key=_order))
        seeds = sorted(both, key=lambda pair: (pair[0].day, pair[0].reason != "seed", _order(pair[1])))
        seed = seeds[0][1]
        row = last.get(story_id) or StoryRow(
            day=seeds[0][0].day,
            story_id=story_id,
            language=seed.language,
            label=_title(seed),
            started_at=best_instant(ordered[0]),
            first_day=seeds[0][0].day,
        )
        out.append(EarlierStory(story_id, row.language, row.label, row.started_at, row.first_day, ordered))
    return tuple(out)


def group_stories(
    documents: Sequence[Document],
    earlier: Sequence[EarlierStory] = (),
    settings: StorySettings = StorySettings(),
    reprints: Sequence[ReprintRow] = (),
) -> StoryGrouping:
    """Group the documents of one day into stories; the order of the input does not matter.

    `reprints` (of `find_reprints`) give the members their origin; without them every article is its
    own origin. Raises ValueError when the documents are of several days.
    """
    return measure_day(documents, earlier, settings).grouped(reprints)


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """How alike the articles of a day and of its earlier stories are: all that needs no reprints."""

    documents: Sequence[Document]
    earlier: Sequence[EarlierStory]
    settings: StorySettings
    languages: tuple[_Language, ...]

    def grouped(self, reprints: Sequence[ReprintRow]) -> StoryGrouping:
        """See `group_stories`."""
        origins = origin_of(
            reprints, [*self.documents, *(d for story in self.earlier for d in story.documents)]
        )
        copies = {row.version_id for row in reprints}
        stories: list[StoryRow] = []
        members: list[StoryMemberRow] = []
        for measured in self.languages:
            for story in _group_language(measured, self.settings, origins):
                stories.append(story.row)
                members.extend(
                    StoryMemberRow(
                        day=document.day,
                        story_id=story.row.story_id,
                        version_id=document.version_id,
                        article_id=document.article_id,
                        outlet_id=document.outlet_id,
                        origin_id=origins[document.version_id],
                        is_reprint=document.version_id in copies,
                        score=score,
                        reason=reason,
                        words=len(document.text.split()),
                    )
                    for document, score, reason in story.members
                )
        stories.sort(key=lambda row: row.story_id)
        members.sort(key=lambda row: (row.story_id, row.version_id))
        return StoryGrouping(tuple(stories), tuple(members))


def measure_day(
    documents: Sequence[Document],
    earlier: Sequence[EarlierStory] = (),
    settings: StorySettings = StorySettings(),
) -> MeasuredDay:
    """The longer half of `group_stories`, which can be done while reprints are looked for."""
    if len({document.day for document in documents}) > 1:
        raise ValueError("group_stories takes the documents of one day; group each day by itself")
    languages = []
    for language in sorted({document.language for document in documents}):
        here = sorted((d for d in documents if d.language == language), key=_order)
        before = sorted((e for e in earlier if e.language == language), key=lambda e: e.story_id)
        languages.append(_measure_language(here, before, language, settings))
    return MeasuredDay(documents, earlier, settings, tuple(languages))


@dataclass(frozen=True, slots=True)
class _Story:
    row: StoryRow
    members: tuple[tuple[Document, float | None, str], ...]


def story_id_of(article_id: str, day: str = "") -> str:
    """The id of the story that the given article began (on the given day)."""
    return "s" + hashlib.sha256(f"story:{day}:{article_id}".encode()).hexdigest()[:16]


def _order(document: Document) -> tuple[datetime, str, str]:
    return best_instant(document), document.article_id, document.version_id


@dataclass(frozen=True, slots=True)
class MeasuredArticles:
    """How alike rows are: pairs (i, j, likeness), vectors, their terms."""

    pairs: list[tuple[int, int, float]]
    vectors: sparse.csr_matrix
    vocabulary: list[str]


@dataclass(frozen=True, slots=True)
class _Language:
    """The articles of one language, those of the day first: the `groups` that they begin in, how alike they are."""

    language: str
    here: list[Document]
    open_stories: list[EarlierStory]
    rows: list[Document]
    groups: list[int]
    measured: MeasuredArticles


def group_articles(
    rows: Sequence[Document],
    starts: Sequence[int],
    closed: frozenset[int],
    new: int,
    language: str,
    matcher: MatcherSettings,
    origins: Mapping[str, str],
) -> list[int]:
    """The group of each row of articles of one language, for a stream; a day is grouped by the same two steps.

    `rows` in a fixed order, the `new` ones first; `starts`: the group each begins in, `closed`: groups that may take
    in others but never join one another. `origins`: origin id of each version (of `origin_of`).
    """
    days = [day_number(document) for document in rows]
    measured = measure_articles(rows, starts, new, language, matcher, days)
    return _link(rows, starts, closed, measured, matcher, origins)


def measure_articles(
    rows: Sequence[Document],
    starts: Sequence[int],
    new: int,
    language: str,
    matcher: MatcherSettings,
    days: Sequence[float | None],
) -> MeasuredArticles:
    """How alike articles are. `days`: points in time of the rows in days (None unknown); else as in `group_articles`."""
    weights = matcher.title_weight, matcher.lead_weight, matcher.lead_chars, matcher.max_chars
    terms = NumberedTerms()
    counted: dict[tuple[str, str], int] = {}  # agency copy stands word for word in many articles
    for d in rows:
        key = d.title, d.text
        if key in counted:
            terms.again(counted[key])
        else:
            counted[key] = terms.add(article_terms(d.title, d.text, language, *weights))
    vectors, vocabulary = term_vectors(terms, common_words(language), matcher)
    del terms
    pairs, before = list(likeness(vectors, days, new, matcher)), defaultdict(list)
    for row in range(new, len(rows)):
        before[starts[row]].append(row)
    for together in before.values():
        pairs.extend(likeness_within(vectors, days, together, matcher))
    return MeasuredArticles(pairs, vectors, vocabulary)


def _link(
    rows: Sequence[Document],
    starts: Sequence[int],
    closed: frozenset[int],
    measured: MeasuredArticles,
    matcher: MatcherSettings,
    origins: Mapping[str, str],
) -> list[int]:
    families = [origins.get(document.version_id, document.version_id) for document in rows]
    return average_link(starts, closed, measured.pairs, matcher, families)


def day_number(document: Document) -> float | None:
    """The article's point in time in days, None when neither stated nor seen at a real time."""
    at = best_instant(document)
    return None if at.year >= _NEVER else at.timestamp() / _SECONDS_A_DAY


def _measure_language(
    here: list[Document], earlier: list[EarlierStory], language: str, settings: StorySettings
) -> _Language:
    day = here[0].day
    open_stories = [e for e in earlier if (day - e.first_day).days < settings.max_story_days]
    past = [(number, document) for number, story in enumerate(open_stories) for document in story.documents]
    groups = _start_groups(here, past)
    today_versions = {document.version_id for document in here}
    past = [(number, document) for number, document in past if document.version_id not in today_versions]
    rows = here + [document for _, document in past]
    groups += [len(here) + number for number, _ in past]
    # Distance in time is counted from a story's beginning, not from its latest article: a running
    # affair would otherwise take in one event after another, each close to the last.
    days = [day_number(document) for document in here]
    days += [open_stories[number].started_at.timestamp() / _SECONDS_A_DAY for number, _ in past]
    measured = measure_articles(rows, groups, len(here), language, settings.matcher, days)
    return _Language(language, here, open_stories, rows, groups, measured)


def _group_language(given: _Language, settings: StorySettings, origins: Mapping[str, str]) -> list[_Story]:
    here, open_stories, rows = given.here, given.open_stories, given.rows
    vectors, vocabulary = given.measured.vectors, given.measured.vocabulary
    day = here[0].day
    closed = frozenset(range(len(here), len(here) + len(open_stories)))
    final = _link(rows, given.groups, closed, given.measured, settings.matcher, origins)
    joined: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(final):
        joined[group].append(row)
    means = _mean_likeness(final, given.measured.pairs)
    out = []
    for group, together in sorted(joined.items()):
        today = [row for row in together if row < len(here)]
        if not today:
            continue
        centre = np.asarray(vectors[together].sum(axis=0)).ravel() if len(together) > 1 else np.empty(0)
        story = open_stories[group - len(here)] if group in closed else None
        seed = today[0] if story is None else None
        out.append(
            _Story(
                _story_row(rows, today, means, day, given.language, story),
                tuple(
                    (rows[row], None, "seed")
                    if row == seed
                    else (
                        rows[row],
                        round(means.get(row, 0.0), 4),
                        _reason(row, together, vectors, centre, vocabulary, rows, means, story, settings),
                    )
                    for row in today
                ),
            )
        )
    return out


def _start_groups(here: list[Document], past: list[tuple[int, Document]]) -> list[int]:
    """Versions of one article start together; a new version starts in its article's earlier story."""
    home: dict[str, int] = {document.article_id: len(here) + number for number, document in past}
    groups = []
    for row, document in enumerate(here):
        groups.append(home.setdefault(document.article_id, row))
    return groups


def _mean_likeness(final: list[int], pairs: list[tuple[int, int, float]]) -> dict[int, float]:
    """Each row's mean likeness to the others of its group (pairs under the floor count as 0)."""
    sums: dict[int, float] = defaultdict(float)
    size: dict[int, int] = defaultdict(int)
    for group in final:
        size[group] += 1
    for i, j, value in pairs:
        if final[i] == final[j]:
            sums[i] += value
            sums[j] += value
    return {row: total / (size[final[row]] - 1) for row, total in sums.items()}


def _story_row(
    rows: list[Document],
    today: list[int],
    means: Mapping[int, float],
    day: date,
    language: str,
    story: EarlierStory | None,
) -> StoryRow:
    if story is not None:
        return StoryRow(day, story.story_id, language, story.label, story.started_at, story.first_day)
    central = max(today, key=lambda row: (bool(rows[row].title.strip()), means.get(row, 0.0), -row))
    first = rows[today[0]]
    return StoryRow(
        day,
        story_id_of(first.article_id, day.isoformat()),
        language,
        _title(rows[central]),
        best_instant(first),
        day,
    )


def _title(document: Document) -> str:
    """The headline on one line; of an untitled text its beginning, cut at a word."""
    title = " ".join(document.title.split())
    if title:
        return title
    text = " ".join(document.text[:400].split())
    return text if len(text) <= 120 else text[:120].rsplit(" ", 1)[0]


def _reason(
    row: int,
    together: list[int],
    vectors: sparse.csr_matrix,
    centre: np.ndarray,
    vocabulary: list[str],
    rows: list[Document],
    means: Mapping[int, float],
    story: EarlierStory | None,
    settings: StorySettings,
) -> str:
    others = [other for other in together if other != row]
    if all(rows[other].article_id == rows[row].article_id for other in others):
        return "another version of the same article"
    mine = vectors[row]
    shared = mine.data * (centre[mine.indices] - mine.data)
    best = np.argsort(-shared, kind="stable")[: settings.reason_terms]
    words = [vocabulary[mine.indices[place]] for place in best if shared[place] > 1e-9]
    where = f"story of {story.first_day.isoformat()}" if story is not None else "story of the day"
    if not words:
        return f"another version of an article in this {where}"
    return f"{where}: shares {', '.join(words)}; mean likeness {means.get(row, 0.0):.2f} to {len(others)}"
