"""One story from its documents to its rows, and to what the rest of the day needs of it.

A story's words are numbered by the story alone, so nothing in it depends on what else happened that day
or on who works it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from tasks.compare.claims import story_claims
from tasks.compare.facts import OwnTerms, StoryFacts, story_facts
from tasks.compare.joining import joined
from tasks.compare.lemmas import Vocabulary
from tasks.compare.numbers import story_numbers
from tasks.compare.packed_claims import alone, unpacked
from tasks.compare.records import (
    AbsentRow,
    ClaimMemberRow,
    ClaimRow,
    ClaimStatusRow,
    Document,
    NumberConflictRow,
    NumberGroupRow,
    OutletDay,
    WordRow,
)
from tasks.compare.settings import CompareSettings, WordSettings
from tasks.compare.status import claim_statuses
from tasks.compare.story_view import StoryView
from tasks.compare.units import words_by_version
from tasks.compare.voices import story_voices
from tasks.compare.words import StoryTerms, own_texts, story_terms, story_words

#: Characters of texts compared as one piece of work, at most: some second, for time goes by them and not by texts. A
#: larger story is a piece of its own.
CHARS_AT_ONCE = 500_000
#: A piece is no larger than this part of what is left, so that nobody waits long for the last one,
SHARE_AT_ONCE = 1 / 8
#: and smaller than this only at the end: some thirtieth of a second.
LEAST_AT_ONCE = 15_000
#: Stories whose marking words are found as one piece of work.
STORIES_AT_ONCE = 150


@dataclass(frozen=True, slots=True)
class StoryInput:
    """A story of at least two outlets; documents and origins as in `StoryView`.

    `watched` holds the outlets that cover it, and all others where those get cells too (see `outlets_for`).
    """

    story_id: str
    language: str
    documents: tuple[Document, ...]
    origins: Mapping[str, str]
    watched: Mapping[str, OutletDay]


@dataclass(frozen=True, slots=True)
class StoryFound:
    """Rows of a story; `terms` and `facts` are for what is compared over the day's stories."""

    claims: Sequence[ClaimRow]
    members: Sequence[ClaimMemberRow]
    statuses: Sequence[ClaimStatusRow]
    absent: tuple[AbsentRow, ...]
    number_groups: Sequence[NumberGroupRow]
    number_conflicts: Sequence[NumberConflictRow]
    terms: StoryTerms
    facts: StoryFacts


@dataclass(frozen=True, slots=True)
class StoriesFound:
    """Rows of several stories, one story after the other, and of each its terms and facts."""

    claims: Sequence[ClaimRow]
    members: Sequence[ClaimMemberRow]
    statuses: Sequence[ClaimStatusRow]
    absent: tuple[AbsentRow, ...]
    number_groups: Sequence[NumberGroupRow]
    number_conflicts: Sequence[NumberConflictRow]
    compared: tuple[tuple[StoryTerms, StoryFacts], ...]


@dataclass(frozen=True, slots=True)
class StoriesPiece:
    """Some stories of a day."""

    stories: tuple[StoryInput, ...]
    day: date
    settings: CompareSettings

    def worked(self) -> StoriesFound:
        """All stories' rows, as columns, and facts."""
        from tasks.compare.columns import RowColumns  # here, since a comparison by hand does without

        found = self.found()
        return StoriesFound(
            RowColumns.of(ClaimRow, found.claims),
            RowColumns.of(ClaimMemberRow, found.members),
            RowColumns.of(ClaimStatusRow, found.statuses),
            found.absent,
            RowColumns.of(NumberGroupRow, found.number_groups),
            RowColumns.of(NumberConflictRow, found.number_conflicts),
            found.compared,
        )

    def found(self) -> StoriesFound:
        """The same with rows as they are made."""
        found = [
            compare_one(self.day, story, self.settings)
            for story in self._with(
                unpacked(document for story in self.stories for document in story.documents)
            )
        ]
        return StoriesFound(
            joined([story.claims for story in found]),
            joined([story.members for story in found]),
            joined([story.statuses for story in found]),
            tuple(row for story in found for row in story.absent),
            joined([story.number_groups for story in found]),
            joined([story.number_conflicts for story in found]),
            tuple((story.terms, story.facts) for story in found),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent away: of the day's claims those of these stories alone."""
        mine = alone([document for story in self.stories for document in story.documents])
        return StoriesPiece, (tuple(self._with(mine)), self.day, self.settings)

    def _with(self, documents: Iterable[Document]) -> Iterator[StoryInput]:
        """The stories with other documents in place of theirs, which follow one another."""
        following = iter(documents)
        for story in self.stories:
            yield replace(story, documents=tuple(islice(following, len(story.documents))))


@dataclass(frozen=True, slots=True)
class WordsPiece:
    """The marking words of some stories, which need the usual uses of all."""

    stories: tuple[StoryTerms, ...]
    usual: Mapping[str, int]
    total: int
    day: date
    settings: WordSettings
    seed: int

    def worked(self) -> Sequence[WordRow]:
        """All rows, in the order of the stories, as columns."""
        from tasks.compare.columns import RowColumns

        return RowColumns.of(WordRow, self.found())

    def found(self) -> tuple[WordRow, ...]:
        """The same as they are made."""
        given = self.usual, self.total, self.settings, self.seed
        return tuple(row for story in self.stories for row in story_words(self.day, story, *given))


def compare_one(day: date, given: StoryInput, settings: CompareSettings) -> StoryFound:
    """Everything that a story shows by itself."""
    vocabulary = Vocabulary()
    words = words_by_version(given.documents, vocabulary)
    claims = story_claims(
        day, given.story_id, given.documents, given.origins, words, vocabulary, settings.match
    )
    voices = tuple(story_voices(given.documents))
    view = StoryView(given.story_id, given.language, given.documents, given.origins, voices, claims)
    groups, conflicts = story_numbers(day, view, words, vocabulary, settings.numbers)
    plain, every = own_texts(given.documents, words)
    statuses, absent = claim_statuses(
        claims, given.documents, given.origins, given.watched, words, vocabulary, settings
    )
    return StoryFound(
        claims=claims.claims,
        members=claims.members,
        statuses=statuses,
        absent=absent,
        number_groups=groups,
        number_conflicts=conflicts,
        terms=story_terms(view, plain, every, words, vocabulary, settings.words),
        facts=story_facts(view, _own_terms(view, plain, vocabulary)),
    )


def _own_terms(view: StoryView, texts: Mapping[str, np.ndarray], vocabulary: Vocabulary) -> OwnTerms:
    sides = [
        np.concatenate([texts[document.version_id] for document in view.by_outlet[outlet]])
        for outlet in sorted(view.by_outlet)
    ]
    terms, places = np.unique(np.concatenate(sides), return_inverse=True)
    uses = []
    for side in np.split(places, np.cumsum([len(side) for side in sides])[:-1]):
        columns, counts = np.unique(side, return_counts=True)
        uses.append((columns.astype(np.int32), counts.astype(np.float32)))
    return OwnTerms(tuple(vocabulary.lemmas[term] for term in terms.tolist()), tuple(uses))


def story_pieces(day: date, stories: Sequence[StoryInput], settings: CompareSettings) -> list[StoriesPiece]:
    """The stories in pieces, the largest stories first so that none is left alone at the end, pieces ever smaller."""
    parts: list[list[StoryInput]] = []
    sizes = {story.story_id: sum(len(document.text) for document in story.documents) for story in stories}
    left = sum(sizes.values())
    room = 0.0
    for story in sorted(stories, key=lambda story: (-sizes[story.story_id], story.story_id)):
        size = sizes[story.story_id]
        if not parts or size > room:
            parts.append([])
            room = min(CHARS_AT_ONCE, max(left * SHARE_AT_ONCE, LEAST_AT_ONCE))
        parts[-1].append(story)
        room -= size
        left -= size
    return [StoriesPiece(tuple(part), day, settings) for part in parts]


def words_pieces(
    day: date, stories: Sequence[StoryTerms], usual: Mapping[str, int], settings: CompareSettings
) -> list[WordsPiece]:
    """The same for marking words; a piece holds the usual uses of its own stories' terms."""
    total = sum(usual.values())
    pieces = []
    for begin in range(0, len(stories), STORIES_AT_ONCE):
        part = tuple(stories[begin : begin + STORIES_AT_ONCE])
        here = {term: usual[term] for story in part for term in story.terms if term in usual}
        pieces.append(WordsPiece(part, here, total, day, settings.words, settings.seed))
    return pieces


def outlets_for(
    documents: Sequence[Document], outlet_days: Mapping[str, OutletDay], settings: CompareSettings
) -> Mapping[str, OutletDay]:
    """Of the watched outlets those that a story's cells can speak of."""
    if len(outlet_days) <= settings.status.absent_outlets:
        return outlet_days
    covering = {document.outlet_id for document in documents}
    return {outlet: outlet_days[outlet] for outlet in sorted(covering) if outlet in outlet_days}
